"""The nouns of an audit: people, cases, answers, concerns, notes, and the audit itself.

An audit is the fold of its events.  `advance` decides events, `apply` (in `dialogs/audits/events.py`) turns
each into the next state, and storage appends them to the audit's trail and folds them again on loading.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from operator import is_not
from typing import Any, ClassVar, TypeVar

from dialogs.audits.actions import ActionStep
from dialogs.audits.concern import Concern as Concern
from dialogs.audits.concern import ConcernOutcome as ConcernOutcome
from dialogs.audits.contributions import Contributions
from dialogs.audits.copying import copied
from dialogs.audits.family_calls import FamilyCall
from dialogs.audits.follow_ups import Followed
from dialogs.audits.manager_reply import Reply
from dialogs.audits.notes import Acknowledgement as Acknowledgement
from dialogs.audits.notes import Note as Note
from dialogs.audits.panels import Panel, standing
from dialogs.audits.passages import Passage as Passage
from dialogs.audits.returns import Remark, Returned

Made = TypeVar("Made")

PersonId = str
AuditId = str
Key = str
"""A question's id ("3.4"), or a row's: question id, slash, row id ("actions/k1")."""

UNDONE = "undone:"
MOVED = "moved:"
"""How `Answer.thin` begins where an answer was taken back, or moved elsewhere (see `Answer.takes_back`)."""

Clear = str | int | bool | tuple[str, ...] | dict[str, str] | None
"""What is stored in clear: a code, an ISO date, a number, a tick, codes, or a row's coded cells by column.
None: the answer is words alone."""


class Role(StrEnum):
    """A person's role in the programme."""

    AUDITOR = "auditor"
    PRACTITIONER = "practitioner"
    MANAGER = "manager"
    SERVICE_MANAGER = "service_manager"
    MODERATOR = "moderator"
    IRO = "iro"
    QA_LEAD = "qa_lead"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the people list."""

    id: PersonId
    name: str
    email: str
    roles: frozenset[Role]
    team: str = ""
    manager: PersonId | None = None
    deputy: PersonId | None = None
    """Who stands in for them when they cannot be reached."""
    back_on: date | None = None
    """The day on which they are back; None where they are not away."""

    @property
    def initials(self) -> str:
        """Capitals of the name's words: "Priya Nair" is "PN"."""
        return "".join(word[0] for word in self.name.split() if word).upper()


class State(StrEnum):
    """Where an audit is in its life."""

    ALLOCATED = "allocated"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    """The auditors are done; a form's own stages may follow (`Audit.stage`)."""
    FINAL = "final"
    """Every stage of a form with several is complete."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Case:
    """The child's file chosen for audit, as the case list names it.  Never a child's name."""

    reference: str
    case_type: str = ""
    team: str = ""
    month: str = ""
    theme: str = ""
    list: str = ""
    family: str = ""
    """The same keyed hash for every case of one family; empty where the case list names none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one question or row, by whom and when.  Never changed: a newer one follows it."""

    key: Key
    revision: int
    """1 for the first answer under this key."""
    by: PersonId
    at: datetime
    value: Clear = None
    passage: Passage | None = None
    """The evidence; for text the answer itself; for a row its text cells as JSON; for an identity detail its
    value as text."""
    thin: str = ""
    """Why the evidence was challenged and kept as it is ("few_words", "same_as:3.2", ...); empty if not.

    Where an answer was not meant here, what stood before it is answered anew: "undone:4" takes the fourth
    answer back, and "moved:4:1.3" has moved it to 1.3 (to another audit: its id and a slash before that).
    What was moved here says from where: "from:2.3".  A version that does not know these codes reads the
    answer alike."""
    removed: bool = False
    """A row taken out, or an answer taken back where none stood before it: the question is open again."""

    @property
    def question(self) -> str:
        """The id of the question that this answers."""
        return self.key.partition("/")[0]

    @property
    def takes_back(self) -> int:
        """The revision of the answer that this one takes back; 0 for an answer that was given."""
        for beginning in (UNDONE, MOVED):
            if self.thin.startswith(beginning):
                number = self.thin.removeprefix(beginning).partition(":")[0]
                return int(number) if number.isdecimal() else 0
        return 0

    @property
    def moved_to(self) -> str:
        """Where the answer that this one takes back was moved to; empty where it was only taken back."""
        return self.thin.removeprefix(MOVED).partition(":")[2] if self.thin.startswith(MOVED) else ""


class DerivedView:
    """Something computed from an audit that can be updated incrementally after one more event."""

    __slots__ = ()
    comes_first: ClassVar[bool] = False
    """Whether others look at it while they are updated themselves."""

    def after(self, audit: Audit, key: Key) -> DerivedView:
        """The same for `audit`, which differs from this view's audit by one event under `key`."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Somebody has completed their part of the stage in hand, where its form waits for everybody."""

    by: PersonId
    at: datetime
    parts: tuple[str, ...]
    """What they are to the audit, in the words of its form."""
    seen: Mapping[Key, int]
    """How many answers each key had then; more now means that something has changed since."""


@dataclass(frozen=True)
class Audit:
    """One audit of one case, as it stands."""

    id: AuditId
    template_hash: str
    case: Case
    state: State
    auditors: tuple[PersonId, ...]
    practitioner: PersonId | None
    manager: PersonId | None
    due: date | None
    iro: PersonId | None = None
    restricted: tuple[PersonId, ...] | None = None
    """None: a case like others.  Else it opens only to those named on the case, and to these."""
    second_of: AuditId = ""
    """A blind second audit of a case: the audit that it repeats.  It is a measurement: it asks nothing of the
    manager and the practitioner, goes through no later stage, and counts in no figure but the agreement."""
    compared: Mapping[str, str] = field(default_factory=dict)
    """Where it has been compared with another audit of the case: what `second_audits.COMPARED` holds."""
    shut_to: tuple[PersonId, ...] = ()
    """To whom it does not open: those who audit the same case blind; of a second audit, also the case's own
    practitioner and IRO."""
    stage: str = ""
    """After submission, the stage of the form that follows; empty where none does."""
    sent: bool = False
    """Whether the manager has been sent the summary and the actions."""
    revision: int = 0
    """The number of its events, which is the trail's last sequence number."""
    history: Mapping[Key, tuple[Answer, ...]] = field(default_factory=dict)
    """Every answer under each key, oldest first."""
    challenged: frozenset[str] = frozenset()
    """ "key=value" of the grades whose evidence has been asked about once."""
    concerns: tuple[Concern, ...] = ()
    notes: tuple[Note, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    steps: Mapping[Key, tuple[ActionStep, ...]] = field(default_factory=dict)
    """What was done with each action once it was sent, oldest first, by the key of its row."""
    replies: tuple[Reply, ...] = ()
    """What its manager said of it, one for each submission."""
    remarks: tuple[Remark, ...] = ()
    """What is to be changed at single questions, once it is given back."""
    returned: tuple[Returned, ...] = ()
    """Each time that it was given back, oldest first."""
    readers: Mapping[PersonId, str] = field(default_factory=dict)
    """To whom it was returned to read, with what they are to it; nobody while it is reopened."""
    follow_ups: Mapping[str, Followed] = field(default_factory=dict)
    """What follows from its grades, by question."""
    panels: tuple[Panel, ...] = ()
    """The panels that were to moderate it, oldest first."""
    family_calls: tuple[FamilyCall, ...] = ()
    """Calls to the child and the parents, oldest first."""
    contributions: Contributions = field(default_factory=Contributions)
    """What its practitioner has said besides answers."""
    confirmed: tuple[Confirmation, ...] = ()
    """Who has completed their part of the stage in hand, if the form waits for everybody."""
    stages_done: Mapping[str, tuple[PersonId, datetime]] = field(default_factory=dict)
    """Who completed each stage last, and when."""
    submitted_at: datetime | None = None
    submitted_by: PersonId | None = None
    stage_since: datetime | None = None
    """When the stage named in `stage` began."""
    reopenings: int = 0
    """How often the QA lead has given it back."""
    withdrawn_from: tuple[State, str] | None = None
    """The state and the stage that it was withdrawn from; None unless it is withdrawn."""

    def answer(self, key: Key) -> Answer | None:
        """The latest answer under `key`."""
        answers = self.history.get(key)
        return answers[-1] if answers else None

    @property
    def panel(self) -> Panel | None:
        """The panel that moderates it now; while it is withdrawn, none."""
        last = standing(self.panels)
        return (
            last if last is not None and (self.state, self.stage) == (State.SUBMITTED, last.stage) else None
        )

    @cached_property
    def derived(self) -> dict[Any, Any]:
        """What `cached` keeps."""
        return {}

    def cached(self, name: object, ground: tuple[object, ...], work: Callable[[], Made]) -> Made:
        """The result of `work()`, computed once and cached on this audit under `name`, for as long as
        `ground` is the very same objects.  This is safe because neither an audit nor the ground ever
        changes."""
        kept = self.derived.get(name)
        if kept is None or any(map(is_not, kept[0], ground)):
            kept = self.derived[name] = (ground, work())
        made: Made = kept[1]
        return made

    def replace(self, **changes: Any) -> Audit:
        """This audit with some fields changed, and nothing that was computed from it."""
        return copied(self, changes, without=("derived", "rows", "rows_made"))

    def detached(self) -> Audit:
        """The same audit with only its derived views, for keeping after the turn.  Other cached results may
        hold text from somebody's draft."""
        same = self.replace()
        same.__dict__["derived"] = {
            n: made for n, made in self.derived.items() if isinstance(made[1], DerivedView)
        }
        return same

    @property
    def carries(self) -> bool:
        """Whether it has any derived views."""
        return bool(self.__dict__.get("derived"))

    def carry(self, before: Audit, key: Key) -> None:
        """Take over the derived views of `before`, updated for one event under `key`."""
        carried = [
            (name, ground, made)
            for name, (ground, made) in before.__dict__.get("derived", {}).items()
            if isinstance(made, DerivedView)
        ]
        for name, ground, made in sorted(carried, key=lambda view: not view[2].comes_first):
            self.derived[name] = (ground, made.after(self, key))

    @cached_property
    def rows(self) -> Mapping[str, tuple[Answer, ...]]:
        """The rows that have not been removed, by question, in the order they were added."""
        rows_by_question: dict[str, list[Answer]] = {}
        for key, answers in self.history.items():
            question, slash, _ = key.partition("/")
            if slash and not answers[-1].removed:
                rows_by_question.setdefault(question, []).append(answers[-1])
        return {question: tuple(rows) for question, rows in rows_by_question.items()}

    @cached_property
    def rows_made(self) -> Mapping[str, tuple[Key, ...]]:
        """The keys of all rows by question, in the order they were added, removed ones included."""
        keys_by_question: dict[str, list[Key]] = {}
        for key in self.history:
            question, slash, _ = key.partition("/")
            if slash:
                keys_by_question.setdefault(question, []).append(key)
        return {question: tuple(keys) for question, keys in keys_by_question.items()}
