"""Completed audits from elsewhere: each row becomes an audit with its trail, and counts in reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from bot.imports import fields
from bot.imports.people_standing import Standing
from bot.imports.table import Fault, NotTaken, Row, Table, read_table, shown
from dialogs.audits.audit import Audit, AuditId, Case, Passage, PersonId, State
from dialogs.audits.events import DomainEvent, EventKind, fold
from dialogs.audits.route import path_through, speaks_in_words
from dialogs.conversation.progress import progress_of
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.features.reallocation import OPERATOR
from storage.allocations import Allocation, NewAudit
from storage.work import Storage, Work
from template_specs.answer_types import Refusal
from template_specs.dates import LOCAL
from template_specs.kinds import read
from template_specs.language.loader import snapshot
from template_specs.model import Question, Template

FIXED = (
    *("case_ref", "case_type", "team", "month", "theme", "list", "submitted"),
    *("auditor_emails", "practitioner_email", "manager_email", "iro_email"),
)
NEEDED = ("case_ref", "month", "submitted")
EVIDENCE = "evidence"
"""After a question's id: the column of its words ("2.3 evidence")."""
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Earlier:
    """One completed audit of the file."""

    number: int
    new: NewAudit
    events: tuple[DomainEvent, ...]


@dataclass(frozen=True, slots=True)
class TakenHistory:
    """What became of the file."""

    new: int
    there: int
    """How many were recorded already; they stay as they are."""
    said: tuple[str, ...]


def answerable(template: Template) -> tuple[Question, ...]:
    """The questions that a column can answer: all but those answered row by row, and those worked out."""
    return tuple(q for q in template.questions if not q.kind.in_rows and q.work is None)


def columns_of(template: Template) -> tuple[str, ...]:
    """The columns that a file of this form may have."""
    ids = [question.id for question in answerable(template)]
    return (*FIXED, *ids, *(f"{question} {EVIDENCE}" for question in ids))


async def take_history(storage: Storage, path: Path, template: Template, now: datetime) -> TakenHistory:
    """Take the completed audits at `path`: all of them, or nothing.  Raises NotTaken with every fault."""
    table = read_table(path, columns_of(template), NEEDED, longest=LONGEST)
    async with storage.work() as work:
        standing = Standing({person.id: person for person in await work.people.everybody()})
        references = [" ".join(row["case_ref"].split()) for row in table.rows]
        known = await work.allocations.of_cases([reference for reference in references if reference])
        reader = _Reader(template, standing, now.astimezone(LOCAL).date(), storage)
        earlier = reader.all(table, known)
        form_hash, canonical = snapshot(template)
        await work.keep_template(form_hash, canonical)
        for audit in earlier:
            await _save(work, template, audit)
    return TakenHistory(len(earlier), reader.there, (*table.said, *reader.said))


async def _save(work: Work, template: Template, earlier: Earlier) -> None:
    allocated = await work.allocations.allocate([earlier.new])
    held = await work.audits.audit(allocated.ids[0], OPERATOR.id)
    if held is None:
        raise LookupError("an audit that was just allocated is not there")
    step = Step(fold(held[0], earlier.events), ConversationState(), events=earlier.events)
    await work.audits.save(held[0], step, OPERATOR.id, progress_of(template, step))


class _Reader:
    """Reads rows, and notes what is wrong with each."""

    def __init__(self, template: Template, standing: Standing, today: date, storage: Storage):
        self._template = template
        self._standing = standing
        self._today = today
        self._storage = storage
        self._faults: list[Fault] = []
        self.there = 0
        self.said: list[str] = []

    def all(self, table: Table, known: Mapping[str, Sequence[Allocation]]) -> list[Earlier]:
        """The audits of the file that are not recorded yet.  Raises NotTaken."""
        found = []
        seen: dict[tuple[str, str], int] = {}
        for row in table.rows:
            earlier = self._audit(row)
            case = earlier.new.case
            key = (case.reference.casefold(), case.month)
            if key in seen:
                self._faults.append(
                    Fault(row.number, "case_ref", f"stands in row {seen[key]} too, for this month.")
                )
            seen.setdefault(key, row.number)
            same = [a for a in known.get(case.reference, ()) if a.month == case.month]
            if any(a.template_id == self._template.id for a in same):
                self.there += 1
            else:
                found.append(earlier)
        if self._faults:
            raise NotTaken(self._faults)
        return found

    def _audit(self, row: Row) -> Earlier:
        say = fields.faults_of(row, self._faults)
        fields.reference(row, "case_ref", say)
        if not row["case_ref"]:
            say("case_ref", "is empty. Write the case's reference.")
        month = fields.month(row, "month", say)
        if not row["month"]:
            say("month", "is empty. Write the programme's month, such as 2026-04.")
        submitted = fields.day(row, "submitted", say, self._today)
        if not row["submitted"]:
            say("submitted", "is empty. Write the day on which it was completed.")
        elif submitted is not None and submitted > self._today:
            say("submitted", "is in the future. Audits under way come with cases import.")
        auditors = tuple(
            person
            for email in fields.emails(row, "auditor_emails", say)
            if (person := self._person(email, say))
        )
        practitioner, manager, iro = (
            self._person(email, say) if (email := fields.email(row, column, say)) else None
            for column in FIXED[8:]
        )
        new = NewAudit(
            Case(
                " ".join(row["case_ref"].split()),
                row["case_type"],
                row["team"],
                month,
                row["theme"],
                row["list"],
            ),
            self._template.id,
            self._template.content_hash,
            auditors,
            practitioner=practitioner,
            manager=manager,
            iro=iro,
        )
        at = datetime.combine(submitted or self._today, time(12), LOCAL).astimezone(UTC)
        return Earlier(row.number, new, self._events(row, new, auditors[0] if auditors else OPERATOR.id, at))

    def _person(self, email: str, say: fields.Say) -> PersonId | None:
        person = self._standing.by_email.get(email)
        if person is None:
            say(
                "auditor_emails",
                f"{shown(email)} is not on the people list. Import them first, or take the address out.",
            )
            return None
        return person.id

    def _events(self, row: Row, new: NewAudit, by: PersonId, at: datetime) -> tuple[DomainEvent, ...]:
        events = [DomainEvent(EventKind.STARTED, OPERATOR.id, at)]
        answered = []
        for question in answerable(self._template):
            event = self._answer(row, question, by, at)
            if event is not None:
                events.append(event)
                answered.append(question.id)
        final = "final" if len(self._template.stages) > 1 else None
        events.append(DomainEvent(EventKind.SUBMITTED, OPERATOR.id, at, value=final))
        audit = fold(_empty(new), events)
        unasked = [id for id in answered if id not in path_through(self._template, audit)]
        if unasked:
            self.said.append(
                f"row {row.number}: {', '.join(unasked)} would not be asked with these answers; kept, and "
                "counted nowhere."
            )
        return tuple(events)

    def _answer(self, row: Row, question: Question, by: PersonId, at: datetime) -> DomainEvent | None:
        raw, words = row[question.id], row[f"{question.id} {EVIDENCE}"]
        if not raw and not words:
            return None
        value = None
        if raw:
            told = read(question, raw, self._today)
            if isinstance(told, Refusal):
                self._faults.append(Fault(row.number, question.id, f"{shown(raw)}: {told.sentence}"))
                return None
            value = told.clear
            if speaks_in_words(question) or value is None:
                words = told.text or words
        prints = self._storage.fingerprints(words) if words else frozenset[int]()
        passage = Passage.of(words, prints) if words else None
        return DomainEvent(EventKind.ANSWERED, by, at, question.id, value, passage)


def _empty(new: NewAudit) -> Audit:
    audit: AuditId = ""
    return Audit(
        audit,
        new.template_hash,
        new.case,
        State.ALLOCATED,
        new.auditors,
        new.practitioner,
        new.manager,
        None,
        new.iro,
    )
