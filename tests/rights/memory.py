"""One audit in memory in place of a transaction's work: only what `bot/turns/handler.py` asks of storage.

The matrix makes tens of thousands of turns, each from the same beginning; storage has tests of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Self

from bot.channel import Address
from bot.turns.action_book import rows_of
from dialogs.audits.audit import Audit, Person, Role, State
from dialogs.audits.events import DomainEvent
from dialogs.conversation.message_effects import MessageEffect
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.conversation.subjects import Subject
from dialogs.conversation.views import Notice
from storage.action_rows import ActionRow
from storage.allocations import Allocated, NewAudit
from storage.list_items import AuditListItem
from storage.lists import Group
from storage.open_work import SentAction
from storage.programme_lists import ActionCounts
from storage.typed_messages import TypedMessage
from storage.work import Session
from template_specs.model import Template
from tests.rights.table import CASE, NAMES

HERE = Address("https://smba.example/", "conversation", "bot", "user", "tenant")
AUDIT = "a" * 32
NOW = datetime(2026, 6, 5, 13, 30, tzinfo=UTC)


class NoSeconds:
    """No second audit is stored."""

    async def keep_apart(self, audit: Audit) -> None:
        """Who is kept from what is looked up with real rows."""

    async def of_audit(self, audit_id: str) -> tuple[()]:
        return ()

    async def under_way(self) -> tuple[()]:
        return ()


@dataclass
class Memory:
    """What is stored, of one audit; the person who writes is the only one who is known by an account."""

    form: Template
    audit_now: Audit
    conversation: ConversationState
    actor: Person
    heard: set[str] = field(default_factory=set)
    events: list[DomainEvent] = field(default_factory=list)
    owed: list[Notice] = field(default_factory=list)
    read_by: set[str] = field(default_factory=set)
    set_aside: tuple[()] = ()
    made: list[Audit] = field(default_factory=list)
    """The second audits that were arranged."""
    led: MessageEffect | None = None
    """What the message that is edited, deleted or quoted had led to."""

    @property
    def audits(self) -> Self:
        """All the parts of `storage.work.Work` in one."""
        return self

    people = lists = outbox = undelivered = reminders = unsent = programme = open_work = readings = audits
    messages = news = allocations = access = holds = unreached = calendar = good_practice = audits
    earlier = proposals = audits

    @property
    def seconds(self) -> NoSeconds:
        """Second audits are audits of their own, and this stores one."""
        return NoSeconds()

    async def of_case(self, audit: Audit, forms: Iterable[str]) -> tuple[Audit, ...]:
        """The case has no audit of before."""
        return ()

    async def allocate(self, cases: Sequence[NewAudit]) -> Allocated:
        self.made += [
            Audit(
                id=f"{len(self.made)}" * 32,
                template_hash=new.template_hash,
                case=new.case,
                state=State.ALLOCATED,
                auditors=new.auditors,
                practitioner=new.practitioner,
                manager=new.manager,
                due=new.due,
                second_of=new.second_of,
            )
            for new in cases
        ]
        made = self.made[-len(cases) :]
        return Allocated(tuple(audit.id for audit in made), tuple(True for _ in made))

    async def begun(self, keys: Sequence[str], aad: str, now: datetime, **_: object) -> tuple[bool, Session]:
        first = not self.heard & set(keys)
        self.heard |= set(keys)
        return first, await self.session(aad)

    async def session(self, aad: str) -> Session:
        return Session(self.actor, HERE, self.audit_now.id, self.audit_now, self.conversation)

    async def audit(self, audit_id: str, person: str, **_: object) -> tuple[Audit, ConversationState] | None:
        if audit_id == self.audit_now.id:
            return self.audit_now, self.conversation
        return next(((audit, ConversationState()) for audit in self.made if audit.id == audit_id), None)

    async def template(self, content_hash: str) -> Template:
        return self.form

    async def save(
        self,
        audit: Audit,
        step: Step,
        by: str,
        progress: object,
        at: object = None,
        messages: object = None,
    ) -> None:
        self.audit_now, self.conversation = step.audit, step.conversation
        self.events += step.events

    async def reallocate(self, before: Audit, step: Step, template_id: str, now: datetime) -> None:
        await self.save(before, step, "", None)

    async def unreachable(self) -> tuple[()]:
        return ()

    async def away(self, person: str, until: str) -> None:
        """Who is away, and who stands in, is another matter than rights."""

    async def enqueue(self, audit_id: str, notices: Iterable[Notice], now: datetime) -> None:
        if audit_id == self.audit_now.id:
            self.owed += notices

    async def recipients(self, audit_id: str, subject: Subject) -> frozenset[str]:
        return frozenset(notice.recipient for notice in self.owed if notice.subject == subject)

    async def find(self, person: str, token: str) -> TypedMessage | None:
        return TypedMessage(token, self.audit_now.id, NOW, b"") if self.led is not None else None

    def effect(self, person: str, message: TypedMessage) -> MessageEffect:
        return self.led or MessageEffect()

    async def was_taken(self, key: str) -> bool:
        return self.led is not None

    async def last_before(self, person: str, at: datetime) -> TypedMessage | None:
        return await self.find(person, "")

    def row(
        self, person: str, token: str, audit_id: str, effect: MessageEffect, now: datetime
    ) -> dict[str, Any]:
        return {}

    async def keep(self, messages: list[dict[str, Any]]) -> None:
        """What an edited message had led to is said by the test (`led`)."""

    async def joined(self, audit_id: str, notices: tuple[Notice, ...], now: datetime) -> tuple[Notice, ...]:
        return notices

    async def note_at_work(self, person: str, audit_id: str, now: datetime) -> None:
        """Nobody waits here."""

    async def at_work_on(self, audit_id: str) -> dict[str, datetime]:
        return {}

    async def focus_on(self, person: str, audit: str) -> None:
        """Everybody's focus is on the one audit from the start, which is the hardest case."""

    async def people_named(self, ids: Iterable[str]) -> dict[str, Person]:
        return {i: Person(i, NAMES[i], "", frozenset()) for i in ids}

    async def person(self, person_id: str) -> Person | None:
        if person_id == self.actor.id:
            return self.actor  # with the roles that they have now
        return Person(person_id, NAMES[person_id], "", frozenset({Role.MANAGER}))

    async def of(self, person: str, most: int) -> tuple[str, ...]:
        return (AUDIT,) if person == self.actor.id and self.conversation.unsent is not None else ()

    async def since(self, before: datetime, most: int) -> tuple[int, tuple[tuple[str, str], ...]]:
        return 0, ()

    async def held_up(self, limit: int) -> tuple[()]:
        return ()

    async def reachable(self, ids: Iterable[str]) -> frozenset[str]:
        return frozenset(ids)

    async def languages(self, people: Iterable[str]) -> dict[str, str]:
        return {}

    async def with_role(self, role: Any) -> tuple[str, ...]:
        return {"moderator": ("mo",), "qa_lead": ("lea",), "service_manager": ("sol",)}.get(role.value, ())

    async def several(self, ids: Iterable[str]) -> dict[str, Audit]:
        return {i: self.audit_now for i in ids if i == self.audit_now.id}

    async def references(self, ids: Iterable[str]) -> dict[str, str]:
        return dict.fromkeys(ids, CASE)

    async def groups_of(self, person: str) -> tuple[Group, ...]:
        audit = self.audit_now
        named = (
            *(("auditor", a) for a in audit.auditors),
            ("practitioner", audit.practitioner),
            ("manager", audit.manager),
            ("iro", audit.iro),
        )
        return tuple(self._group(part) for part, holder in named if holder == person)

    async def page_of(
        self, person: str, groups: Sequence[Group], first: Sequence[Group], most: int, skip: int = 0
    ) -> tuple[AuditListItem, ...]:
        return tuple(self._listed(group.part) for group in groups)

    async def stage_groups(self, person: str) -> tuple[Group, ...]:
        return (self._group(""),) if self.audit_now.stage and not await self.groups_of(person) else ()

    async def page_in_stages(
        self, person: str, groups: Sequence[Group], most: int, skip: int = 0
    ) -> tuple[AuditListItem, ...]:
        return tuple(self._listed("") for _ in groups)

    async def audits_of_case(self, case: str) -> tuple[AuditListItem, ...]:
        return (self._listed(""),) if case == CASE else ()

    async def find_audit(self, case: str) -> tuple[str, ...]:
        return (self.audit_now.id,) if case == CASE else ()

    async def counts(self, today: date) -> dict[str, int]:
        return {"in_progress": 1}

    async def stages_in_hand(self) -> list[tuple[str, str]]:
        return [(self.audit_now.stage, "")] if self.audit_now.stage else []

    async def waiting(self, stage: tuple[str, str], before: datetime) -> tuple[int, int]:
        return 1, 0

    async def overdue(self, today: date, most: int, skip: int = 0) -> tuple[AuditListItem, ...]:
        return (self._listed(""),)

    async def how_many_overdue(self, today: date) -> int:
        return 1

    async def in_state(self, state: str, most: int, skip: int = 0) -> tuple[AuditListItem, ...]:
        return (self._listed(""),)

    async def waiting_in(self, stages: object, most: int, skip: int = 0) -> tuple[AuditListItem, ...]:
        return (self._listed(""),) if stages else ()

    async def held_up_counts(self) -> dict[tuple[str, str], int]:
        return {}

    async def concerns(self, person: str, most: int) -> list[tuple[str, str]]:
        return [(AUDIT, concern.id) for concern in self.audit_now.concerns]

    async def without_outcome(self, person: str, most: int) -> list[tuple[str, str]]:
        return [
            (self.audit_now.id, c.id)
            for c in self.audit_now.concerns
            if person in c.sent_to and c.acknowledged_at is not None and not c.outcomes
        ]

    async def to_read(self, person: str, most: int) -> list[AuditListItem]:
        return [self._listed("")]

    async def followed(self, since: datetime, most: int) -> list[str]:
        return [AUDIT]

    async def completed(self, audit: Audit, form: str) -> dict[str, int]:
        return {}

    async def summaries(self, person: str, most: int) -> list[AuditListItem]:
        return [self._listed("manager")]

    async def actions(self, of: str | date, most: int = 0) -> list[SentAction] | ActionCounts:
        """A manager's, as `open_work` has them; or those of the programme on a day."""
        if isinstance(of, date):
            return ActionCounts(1, 0, 1, 0)
        rows = (row for rows in self.audit_now.rows.values() for row in rows)
        return [SentAction(self._listed("manager"), row.key, row.value) for row in rows]

    async def grades_in(self, part: object) -> dict[tuple[str, str], int]:
        return {("", "good"): 1}

    async def page_graded(
        self, part: object, grade: str, forms: object, most: int, skip: int = 0
    ) -> tuple[AuditListItem, ...]:
        return (self._listed(""),)

    async def released(self) -> list[object]:
        return []

    async def months(self) -> list[str]:
        """No list waits to be allocated."""
        return []

    async def of_month(self, _month: str) -> list[object]:
        return []

    async def how_many_waiting(self) -> int:
        return 0

    async def to_decide(self, id: str = "") -> None:
        return None

    async def mark(self, *_: object) -> None:
        return None

    async def digest(self, month: str) -> None:
        return None

    async def choose(self, person: str, off_until: str | None) -> None:
        return None

    async def without_digest(self, people: object, today: object) -> frozenset[str]:
        return frozenset()

    async def standing(self) -> dict[str, tuple[()]]:
        return {}

    async def not_taking_part(self, first: str, last: str = "") -> tuple[()]:
        return ()

    async def note_part(self, *_: object, **__: object) -> None:
        return None

    async def values_of(self, kind: str) -> tuple[str, ...]:
        return ("South",)

    async def newest_forms(self) -> tuple[str, ...]:
        return ("",)

    async def counts_in(self, part: object, today: date) -> dict[str, int]:
        return {"in_progress": 1, "overdue": 1}

    async def page_in(
        self, part: object, states: object, most: int, skip: int = 0, *, before: object = None
    ) -> tuple[AuditListItem, ...]:
        return (self._listed(""),)

    async def enqueue_once(self, audit_id: str, notices: Sequence[Notice], now: datetime) -> int:
        self.owed += notices
        return len(notices)

    async def concerns_raised(self) -> tuple[int, int]:
        return len(self.audit_now.concerns), len(self.audit_now.concerns)

    async def unread(self, most: int) -> list[tuple[str, str]]:
        return [(AUDIT, concern.id) for concern in self.audit_now.concerns]

    async def note(self, audit: str, person: str, now: datetime) -> None:
        self.read_by.add(person)

    async def latest(self, most: int, *, audits: tuple[str, ...] = ()) -> list[Any]:
        return []

    async def readers(self, audit: str, most: int) -> tuple[()]:
        return ()

    async def happened(self, audit: str, most: int, skip: int = 0) -> list[DomainEvent]:
        return self.events[::-1]

    @property
    def action_rows(self) -> ActionMemory:
        """The part of `Work` that lists actions, which has names of its own."""
        return ActionMemory(self)

    async def everybody(self) -> tuple[Person, ...]:
        return tuple(
            Person(id, name, f"{id}@example.org", frozenset({Role.AUDITOR})) for id, name in NAMES.items()
        )

    def _group(self, part: str) -> Group:
        audit = self.audit_now
        return Group(part, audit.state, audit.stage, "", 1)

    def _listed(self, part: str) -> AuditListItem:
        # As a row tells it: without the answers, and without what the trail alone holds.
        bare = self.audit_now.replace(history={}, sent=False, confirmed=(), concerns=(), notes=())
        return AuditListItem(bare, 1, 2, part)


@dataclass(frozen=True)
class ActionMemory:
    """The actions of the one audit, whichever list is asked for: the hardest case again."""

    memory: Memory

    async def note(self, audit: Audit, rows: object, *, seen: bool) -> None:
        """Computed anew each time."""

    async def page(self, wanted: object, most: int, skip: int = 0) -> tuple[ActionRow, ...]:
        audit = self.memory.audit_now
        if audit.state is State.WITHDRAWN:  # the query asks for audits that were submitted or are final
            return ()
        return rows_of(self.memory.form, audit.replace(sent=True))

    async def count(self, wanted: object) -> int:
        return len(await self.page(wanted, 9))

    async def teams(self) -> tuple[str, ...]:
        return ("South",)

    async def not_with_manager(self, manager: str, most: int) -> frozenset[tuple[str, str]]:
        return frozenset()
