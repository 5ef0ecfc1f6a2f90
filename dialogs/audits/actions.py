"""What becomes of an action once it is sent: whose it is, by when, how far it is, and who changed that.

On the trail each step is an acknowledgement under "follow/" and the row's key: a version that does not know
of it reads an acknowledgement of a card that it does not know.  Actions of audits before that have no steps,
and stand as their row says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

from dialogs.audits.passages import Passage

if TYPE_CHECKING:
    from dialogs.audits.audit import Audit, Key, PersonId
    from dialogs.audits.events import DomainEvent

Code = TypeVar("Code", bound=StrEnum)

FOLLOW = "follow"
"""Begins the key of a step on the trail."""
MATCHED, LEFT = "matched", "left"
"""How an owner was found, where nobody chose them: by the name in the row; or as somebody has left."""


class Status(StrEnum):
    """How far an action is; the codes are stored."""

    OPEN = "open"
    UNDER_WAY = "under_way"
    DONE = "done"
    VERIFIED = "verified"
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self in (Status.OPEN, Status.UNDER_WAY)


class Priority(StrEnum):
    """How much it matters; the codes are stored."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Change:
    """What a step can change: the names under which its values are stored."""

    OWNER: Final = "owner"
    DUE: Final = "due"
    PRIORITY: Final = "priority"
    STATUS: Final = "status"
    EFFECT: Final = "effect"
    """What changed for the child: "told", with the words."""
    HOW: Final = "how"
    """How the owner was found, where nobody chose them."""


@dataclass(frozen=True, slots=True)
class ActionStep:
    """One step in the life of an action."""

    by: PersonId
    at: datetime
    changes: Mapping[str, str]
    passage: Passage | None = None
    """Why; what shows that it is done; or what changed for the child."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An action as it stands now."""

    key: Key
    owner: PersonId | None
    """Whoever it was given to; else the manager named for the case; None where there is neither."""
    given: bool
    """It was given to somebody; the manager's own otherwise."""
    due: date | None
    priority: Priority
    status: Status
    since: datetime | None
    """When it came to that status; None where only its row says so."""
    effect: bool
    """What changed for the child is written down."""
    steps: tuple[ActionStep, ...] = ()


def steps_with(audit: Audit, event: DomainEvent) -> dict[str, tuple[ActionStep, ...]]:
    """The steps of every action after `event`, which is one of them."""
    key = event.key.removeprefix(f"{FOLLOW}/")
    changes = event.value if isinstance(event.value, dict) else {}
    step = ActionStep(event.by, event.at, changes, event.passage)
    return {**audit.steps, key: (*audit.steps.get(key, ()), step)}


def standing(audit: Audit, key: Key, due: date | None, row: Status) -> Standing:
    """How the action under `key` stands; `due` and `row`: what its row says of the day, and how far it is."""
    steps = audit.steps.get(key, ())
    last: dict[str, str] = {}
    since = None
    for step in steps:
        last.update(step.changes)
        if Change.STATUS in step.changes:
            since = step.at
    given = last.get(Change.OWNER, "")
    status = _known(Status, last.get(Change.STATUS, ""), row)
    if row is Status.DONE and status.is_open and not _is_newer(audit, key, since):
        status, since = Status.DONE, None  # recorded as done in supervision, after whatever was said before
    return Standing(
        key=key,
        owner=given or audit.manager,
        given=bool(given),
        due=_day(last[Change.DUE], due) if Change.DUE in last else due,
        priority=_known(Priority, last.get(Change.PRIORITY, ""), Priority.MEDIUM),
        status=status,
        since=since,
        effect=Change.EFFECT in last,
        steps=steps,
    )


def owners(audit: Audit) -> frozenset[PersonId]:
    """Everybody who was given one of the audit's actions, whoever has it now."""
    return frozenset(
        step.changes[Change.OWNER]
        for steps in audit.steps.values()
        for step in steps
        if step.changes.get(Change.OWNER)
    )


def owner_given(audit: Audit, key: Key) -> PersonId:
    """Whom the action was given to last; empty where it is the manager's."""
    for step in reversed(audit.steps.get(key, ())):
        if Change.OWNER in step.changes:
            return step.changes[Change.OWNER]
    return ""


def has_action(audit: Audit, person: PersonId) -> bool:
    """Whether one of the audit's actions is with `person` now, by name."""
    return any(owner_given(audit, key) == person for key in audit.steps)


def _is_newer(audit: Audit, key: Key, since: datetime | None) -> bool:
    """Whether a step was taken after the row was last changed."""
    answer = audit.answer(key)
    return since is not None and answer is not None and since >= answer.at


def _known(codes: type[Code], code: str, otherwise: Code) -> Code:
    """The code, or `otherwise` where it is none: of a version to come."""
    return codes(code) if any(code == known for known in codes) else otherwise


def _day(text: str, otherwise: date | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
