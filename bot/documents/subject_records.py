"""Everything held about one case or one member of staff, as records that a person can read through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.documents.files import NotWritten
from bot.documents.read_audit import ids_of
from bot.turns.access_lines import WAYS
from dialogs.audits.audit import AuditId, Person, PersonId
from dialogs.conversation.state import ConversationState
from dialogs.programme.export_rows import ExportedAudit
from storage.access_log import Access
from storage.holds import Hold
from storage.subject import (
    HeldEvent,
    HeldExample,
    all_events,
    events,
    messages,
    parts,
    person_columns,
    practice,
    report_texts_of,
    unfinished,
)
from storage.work import Storage, Work
from template_specs.dates import moment, uk_date

NAMES = {
    "audits": "The audits",
    "answers": "Answers, every one ever given",
    "grades": "Grades",
    "actions": "Actions",
    "concerns": "Immediate concerns",
    "replies": "The manager's replies",
    "notes": "Auditors' notes",
    "panels": "Grades of panels",
    "second_audits": "Compared with a second audit",
    "happened": "What happened, in order, with the words",
    "unfinished": "Written and not sent",
    "messages": "Messages that the bot owes or has sent",
    "read": "Who has read it",
    "holds": "Holds",
    "good_practice": "Examples of good practice",
    "person": "The person",
    "parts": "What they are to audits",
    "did": "What they did and wrote",
    "readings": "What they have read",
    "reports": "What they wrote into reports",
    "named": "Where others have written their name",
}
"""The sections, by the codes that the JSON file has."""


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that is held."""

    id: str
    section: str
    fields: Mapping[str, str]


@dataclass(slots=True)
class Subject:
    """All that is held about one case or one person."""

    of: str
    """ "case" or "person"."""
    named: str
    """The case's reference, or the person's name and address."""
    records: list[Record] = field(default_factory=list)
    own: frozenset[str] = frozenset()
    """Names that are the subject's own."""
    people: frozenset[str] = frozenset()
    """The names of everybody on the people list."""
    audits: tuple[AuditId, ...] = ()
    """Whose words are in it: each is noted on the access log."""

    def add(self, section: str, fields: Mapping[str, Any]) -> None:
        """One more record; what is empty is left out."""
        told = {name.replace("_", " "): _text(value) for name, value in fields.items()}
        filled = {name: value for name, value in told.items() if value}
        if filled:
            self.records.append(Record(f"r{len(self.records) + 1}", section, filled))


async def about_case(storage: Storage, named: str, today: date) -> Subject:
    """Everything held about a case, in all its audits.  Raises NotWritten."""
    async with storage.work(write=False) as work:
        ids = await ids_of(work, named)
        names = _Names(await work.people.everybody())
        subject = Subject("case", named.strip(), people=names.all, audits=tuple(ids))
        cases = await work.lists.references(ids)
        whole = await work.audits.several(ids, whoever_reads=True)
        for id in ids:
            if id not in whole:
                subject.add("audits", {"audit id": id, "state": "cannot be opened, or was purged"})
                continue
            template = await work.template(whole[id].template_hash)
            exported = ExportedAudit(template, whole[id], names.of, today, 0, 0)
            for section, rows in exported.rows().items():
                for row in rows:
                    subject.add(section, {n: v for n, v in row.items() if n not in ("answered", "to_answer")})
        for event in await events(storage, work, ids):
            subject.add("happened", _event(event, cases, names))
        for id, person, state in await unfinished(storage, work, ids):
            for fields in _unsent(state):
                subject.add("unfinished", {"case": cases.get(id, id), "who": names.of(person), **fields})
        for owed in await messages(storage, work, ids):
            told = {"to": names.of(owed.person), "about": owed.what, "words": owed.words}
            subject.add("messages", {"case": cases.get(owed.audit_id, owed.audit_id), **told})
        for read in await work.access.latest(10_000, audits=tuple(ids)):
            subject.add("read", _reading(read, names))
        for hold in await work.holds.all():
            if hold.audit_id in ids:
                subject.add("holds", _hold(hold))
        for example in await practice(storage, work, ids):
            subject.add("good_practice", _example(example, cases, names))
    return subject


async def about_person(storage: Storage, email: str) -> Subject:
    """Everything held about a member of staff.  Raises NotWritten."""
    async with storage.work(write=False) as work:
        person = await work.people.person_by_email(email)
        if person is None:
            raise NotWritten(
                f"There is nobody with the e-mail {email} on the people list. Nothing was written."
            )
        names = _Names(await work.people.everybody())
        subject = Subject("person", f"{person.name} ({person.email})", people=names.all)
        subject.own = frozenset({person.name, person.email})
        subject.add("person", {"name": person.name, "e-mail": person.email})
        for table, columns in await person_columns(work, person.id):
            subject.add("person", {"table": table, **_with_names(columns, names)})
        mine = await parts(work, person.id)
        cases = await work.lists.references([id for id, _ in mine])
        for id, part in mine:
            subject.add("parts", {"case": cases.get(id, id), "as": part})
        read_of: set[AuditId] = set()
        async for page in all_events(storage, work):
            theirs = [held for held in page if _concerns(held, person)]
            more = {held.audit_id for held in theirs} - cases.keys()
            cases |= await work.lists.references(sorted(more)) if more else {}
            for held in theirs:
                section = "did" if held.event.by == person.id else "named"
                subject.add(section, _event(held, cases, names))
                read_of.add(held.audit_id)
        await _kept_for(storage, work, subject, person, cases, names)
        subject.audits = tuple(sorted(read_of))
    return subject


async def _kept_for(
    storage: Storage,
    work: Work,
    subject: Subject,
    person: Person,
    cases: Mapping[AuditId, str],
    names: _Names,
) -> None:
    for id, _, state in await unfinished(storage, work, person=person.id):
        for fields in _unsent(state):
            subject.add("unfinished", {"case": cases.get(id, id), **fields})
    for owed in await messages(storage, work, person=person.id):
        subject.add(
            "messages",
            {"case": cases.get(owed.audit_id, owed.audit_id), "about": owed.what, "words": owed.words},
        )
    for read in await work.access.of_person(person.id):
        subject.add(
            "readings", _reading(read, names) | {"case": cases.get(read.audit_id or "", read.audit_id)}
        )
    for what, at, words in await report_texts_of(storage, work, person.id):
        subject.add("reports", {"part": what, "when": at, "words": words})
    for example in await practice(storage, work, person=person.id):
        subject.add("good_practice", _example(example, cases, names))


class _Names:
    """People's names by their ids."""

    def __init__(self, people: Iterable[Person]):
        self.by_id = {person.id: person.name for person in people}
        self.all = frozenset(self.by_id.values())

    def of(self, person: PersonId | None) -> str:
        """Empty for nobody."""
        return self.by_id.get(person, "somebody who is not on the people list") if person else ""


def _concerns(held: HeldEvent, person: Person) -> bool:
    event = held.event
    ids = event.value if isinstance(event.value, tuple) else (event.value,)
    return event.by == person.id or person.id in ids or person.name.casefold() in held.words.casefold()


def _event(held: HeldEvent, cases: Mapping[AuditId, str], names: _Names) -> dict[str, Any]:
    event = held.event
    value = event.value
    if isinstance(value, tuple):
        value = ", ".join(names.of(part) if part in names.by_id else str(part) for part in value)
    elif isinstance(value, str) and value in names.by_id:
        value = names.of(value)
    return {
        "case": cases.get(held.audit_id, held.audit_id),
        "when": event.at,
        "who": names.of(event.by),
        "what": event.what.value.replace("_", " "),
        "of": event.key,
        "value": value,
        "words": held.words,
        "remark": event.thin,
    }


def _unsent(state: ConversationState) -> Iterator[dict[str, Any]]:
    for key, draft in state.drafts.items():
        yield {"of": key, "value": draft.value, "words": draft.words}
    for what, worded in (("a concern that was not sent", state.unsent), ("words asked about", state.offer)):
        if worded is not None:
            yield {"what": what, "when": worded.at, "words": worded.words}


def _reading(read: Access, names: _Names) -> dict[str, Any]:
    who = names.of(read.by) if read.by else f"somebody as {read.operator} on the bot's machine"
    return {"when": read.at, "who": who, "how": str(WAYS[read.way]) if read.way else ""}


def _example(held: HeldExample, cases: Mapping[AuditId, str], names: _Names) -> dict[str, Any]:
    return {
        "case": cases.get(held.audit_id, held.audit_id),
        "what": held.what,
        "when": held.at,
        "by": names.of(held.by),
        "decided by": names.of(held.decided_by),
        "words": held.words,
    }


def _hold(hold: Hold) -> dict[str, Any]:
    return {
        "since": hold.at,
        "by": hold.by,
        "because": hold.why,
        "released": hold.released_at,
        "released by": hold.released_by,
        "released because": hold.released_why,
    }


def _with_names(columns: Mapping[str, Any], names: _Names) -> dict[str, Any]:
    known = {"manager", "deputy"}
    return {name: names.of(value) if name in known else value for name, value in columns.items()}


def _text(value: Any) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return moment(value)
        case date():
            return uk_date(value)
        case tuple() | list():
            return ", ".join(map(str, value))
        case _:
            return str(value)
