"""What a report takes from each audit: where it stands, and what was found in it; none of the words.

The audits of a report are kept as columns, and one of them is made into an object where somebody looks at it:
of very many audits, few are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, overload

from dialogs.audits.audit import AuditId, PersonId, State
from dialogs.audits.deadlines import stage_due
from dialogs.conversation.cells import shown
from dialogs.programme.findings import FoundAction
from template_specs.model import Stage, Template
from template_specs.sentences import _


@dataclass(frozen=True, slots=True, order=True)
class Form:
    """A form and its version: reports keep versions apart."""

    id: str
    version: int


@cache
def form_of(id: str, version: int) -> Form:
    """One object for each version of a form, so that many audits share it."""
    return Form(id, version)


class ActionFacts(NamedTuple):
    """One action."""

    by_when: date | None
    recommended_on: date | None
    progress: str
    """In words; empty where it was not reviewed."""
    done: bool
    overdue: bool


class Standing(NamedTuple):
    """Where one audit stands, as its row tells."""

    id: AuditId
    template_hash: str
    state: State
    stage: str
    stage_since: datetime | None
    due: date | None
    submitted_on: date | None
    auditors: tuple[PersonId, ...]
    case_type: str
    team: str
    month: str
    theme: str
    list: str
    answered: int
    to_answer: int
    sealed: object
    """What the case's reference is opened from."""


STANDING: tuple[str, ...] = Standing._fields
"""The names of the columns in which audits stand."""


class AuditFacts:
    """One audit of a report, at its place."""

    __slots__ = ("_all", "place")

    def __init__(self, all: AuditColumns, place: int):
        self._all = all
        self.place = place
        """Where it stands in the report, from 0."""

    @property
    def id(self) -> AuditId:
        """Its id."""
        return self._all.ids[self.place]

    @property
    def reference(self) -> str:
        """The case's reference."""
        return self._all.reference(self.place)

    @property
    def case_type(self) -> str:
        """The case's type."""
        return self._all.fields["case_type"][self.place]

    @property
    def team(self) -> str:
        """The case's team."""
        return self._all.fields["team"][self.place]

    @property
    def month(self) -> str:
        """The programme's month: "2026-04"."""
        return self._all.fields["month"][self.place]

    @property
    def theme(self) -> str:
        """The theme that it was selected under."""
        return self._all.fields["theme"][self.place]

    @property
    def list(self) -> str:
        """The named sub-list that it is on."""
        return self._all.fields["list"][self.place]

    @property
    def form(self) -> Form:
        """Its form."""
        return self._all.steps[self.place].form

    @property
    def state(self) -> State:
        """Its state."""
        return self._all.steps[self.place].state

    @property
    def stage(self) -> str:
        """The title of the stage that it is in after submission; empty where it is in none."""
        stage = self._all.steps[self.place].stage
        return stage.title if stage is not None else ""

    @property
    def completed(self) -> bool:
        """Its auditors have submitted it."""
        return self._all.steps[self.place].completed

    @property
    def final(self) -> bool:
        """Nothing more follows."""
        return self._all.steps[self.place].final

    @property
    def auditors(self) -> tuple[str, ...]:
        """Their names."""
        return self._all.auditors[self.place]

    @property
    def due(self) -> date | None:
        """The auditors' day."""
        return self._all.due[self.place]

    @property
    def submitted_on(self) -> date | None:
        """When they submitted it."""
        return self._all.submitted_on[self.place]

    @property
    def late(self) -> bool:
        """Something is awaited whose day is past: the audit itself, or its stage."""
        return self.place in self._all.late

    @property
    def answered(self) -> int:
        """Questions answered."""
        return self._all.answered[self.place]

    @property
    def to_answer(self) -> int:
        """Questions asked."""
        return self._all.to_answer[self.place]

    @property
    def why(self) -> tuple[str, ...]:
        """What was said when its people or its day were changed; of one that is completed, nothing."""
        return self._all.why.get(self.place, ())


@dataclass(slots=True, eq=False)
class Step:
    """How far audits are: those of one form, state and stage have the same one."""

    form: Form
    template: Template
    state: State
    stage: Stage | None
    completed: bool
    """The auditors have submitted them."""
    final: bool
    """Nothing more follows."""
    places: list[int]


COMPLETED = frozenset({State.SUBMITTED, State.FINAL})


def step_of(template: Template, state: State, stage_id: str) -> Step:
    """The step of audits on `template`, with no place yet."""
    stage = template.stage_by_id.get(stage_id) if stage_id and state is State.SUBMITTED else None
    completed = state in COMPLETED
    form = form_of(template.id, template.version)
    return Step(form, template, state, stage, completed, completed and stage is None, [])


class AuditColumns(Sequence[AuditFacts]):
    """The audits of a report in the order of their places, each fact in a column of its own."""

    def __init__(
        self, today: date, open_reference: Callable[[AuditId, object], str] = lambda _id, sealed: str(sealed)
    ):
        self.today = today
        self.open_reference = open_reference
        """The case's reference, from what stands in `sealed`."""
        self.ids: list[AuditId] = []
        self.sealed: list[object] = []
        self.steps: list[Step] = []
        self.auditors: list[tuple[str, ...]] = []
        self.due: list[date | None] = []
        self.submitted_on: list[date | None] = []
        self.answered: list[int] = []
        self.to_answer: list[int] = []
        self.fields: dict[str, list[str]] = {name: [] for name in FIELDS}
        """Codes and words that audits are grouped by."""
        self.why: dict[int, tuple[str, ...]] = {}
        self.late: set[int] = set()
        self.submitted_late: set[int] = set()
        """They were submitted after their day."""
        self._steps: dict[tuple[str, State, str], Step] = {}
        self._references: dict[int, str] = {}

    @overload
    def __getitem__(self, place: int) -> AuditFacts: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[AuditFacts]: ...
    def __getitem__(self, place: int | slice) -> AuditFacts | Sequence[AuditFacts]:
        if isinstance(place, slice):
            return [AuditFacts(self, each) for each in range(*place.indices(len(self)))]
        return AuditFacts(self, range(len(self))[place])

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[AuditFacts]:
        return (AuditFacts(self, place) for place in range(len(self)))

    def add(
        self,
        standings: Sequence[Standing],
        templates: Mapping[str, Template],
        named: Callable[[tuple[PersonId, ...]], tuple[str, ...]],
    ) -> None:
        """Add audits at the next places; `named` gives people's names, `templates` the forms by hash."""
        if standings:
            columns = dict(zip(STANDING, zip(*standings, strict=True), strict=True))
            self.add_columns(columns, templates, named)

    def add_columns(
        self,
        columns: Mapping[str, Sequence[Any]],
        templates: Mapping[str, Template],
        named: Callable[[tuple[PersonId, ...]], tuple[str, ...]],
    ) -> None:
        """The same, of audits that are columns already, by the names of STANDING."""
        start = len(self)
        self.ids += columns["id"]
        self.sealed += columns["sealed"]
        self.auditors += map(named, columns["auditors"])
        self.due += columns["due"]
        self.submitted_on += columns["submitted_on"]
        self.answered += columns["answered"]
        self.to_answer += columns["to_answer"]
        for name, values in self.fields.items():
            values += columns[name]
        known, today, late, submitted_late = self._steps, self.today, self.late, self.submitted_late
        how_far = zip(columns["template_hash"], columns["state"], columns["stage"], strict=True)
        days = zip(columns["due"], columns["submitted_on"], columns["stage_since"], strict=True)
        for place, (key, (due, submitted_on, since)) in enumerate(zip(how_far, days, strict=True), start):
            step = known.get(key)
            if step is None:
                step = known[key] = step_of(templates[key[0]], key[1], key[2])
            step.places.append(place)
            self.steps.append(step)
            if due is not None and submitted_on is not None and submitted_on > due:
                submitted_late.add(place)
            if step.stage is not None:
                due = stage_due(step.stage, since)
            elif step.completed or step.state is State.WITHDRAWN:
                continue
            if due is not None and due < today:
                late.add(place)

    def reference(self, place: int) -> str:
        """The reference of the case of the audit at `place`, opened once, when it is first asked for."""
        known = self._references.get(place)
        if known is None:
            known = self._references[place] = self.open_reference(self.ids[place], self.sealed[place])
        return known

    def places(self) -> Mapping[AuditId, int]:
        """Each audit's place by its id."""
        return {audit_id: place for place, audit_id in enumerate(self.ids)}

    def reached(self) -> Sequence[Step]:
        """Every step that some audit is at, with their places."""
        return tuple(self._steps.values())

    def says_why(self, place: int, reasons: Sequence[str]) -> None:
        """Keep what was said when the people or the day of an audit that is not completed were changed."""
        if not self.steps[place].completed:
            told = dict.fromkeys(reason.strip() for reason in reasons)
            self.why[place] = tuple(_("Changed: {reason}", reason=reason) for reason in told if reason)


FIELDS = ("case_type", "team", "month", "theme", "list")
"""What audits are grouped by."""


def action_facts(template: Template, action: FoundAction, today: date) -> ActionFacts:
    """An action as it stands `today`."""
    question, by_when, recommended_on, progress, done = action
    words = _progress(template, question, progress) if progress else ""
    overdue = by_when is not None and by_when < today and not done
    return ActionFacts(by_when, recommended_on, words, done, overdue)


def _progress(template: Template, question: str, code: str) -> str:
    """The words of a step of a form's progress."""
    asked = template.by_id.get(question)
    column = next((c for c in asked.columns if c.part == "progress"), None) if asked else None
    return shown(column, code) if column is not None else ""
