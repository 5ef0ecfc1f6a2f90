"""Takes the lists into the database: checked against what is stored, in the transaction that stores them."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.imports import second_audits
from bot.imports.cases import Against, CaseList, case_table, read_cases, references
from bot.imports.directory import DirectoryPerson, directory_table, not_in
from bot.imports.people import PeopleList, people_table, read_people
from bot.imports.people_checks import MANAGERS
from bot.imports.people_standing import Standing
from bot.imports.standing import CaseChanged
from bot.imports.table import Fault, NotTaken, Table
from bot.imports.telling import tell_allocated
from bot.languages import in_their_words
from dialogs.audits.audit import Person, PersonId, Role
from dialogs.audits.events import Field
from dialogs.conversation.turn import Turn
from dialogs.features.reallocation import OPERATOR, reallocate
from storage.allocations import Allocation
from storage.transaction import StaleAudit, Unknown
from storage.work import Storage, Work
from template_specs.dates import LOCAL, uk_date
from template_specs.languages import as_read
from template_specs.model import Template
from template_specs.snapshot import snapshot_of

MOST_TRIES = 5
"""Of an import, while people work on the audits that it changes."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the rows of a list."""

    new: int
    changed: tuple[str, ...] = ()
    """A line for each row that changed something: what was stored, and what is now."""
    unchanged: int = 0
    said: tuple[str, ...] = ()
    """What the file's owner should know although it was taken."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a case list is to be taken."""

    now: datetime
    because: str = ""
    """The reason for the changes; empty: nothing is to be changed."""
    second: bool = False
    """A case that is open in another month or on another form gets a second audit."""


async def take_people(storage: Storage, path: Path, *, update: bool = False) -> Taken:
    """Take the people list at `path`: new people are added, known ones changed where the list differs.

    With `update`, a known object id with a new e-mail is the same person.  Raises NotTaken with every fault;
    then nothing has changed.
    """

    table = people_table(path)
    return await _people_taken(storage, lambda _standing: table, update=update)


async def take_directory(storage: Storage, people: Sequence[DirectoryPerson]) -> Taken:
    """Take these people as a people list, as `take_people` does: the same account is the same person,
    whatever their e-mail.  Nobody is taken off the list.  Raises NotTaken."""
    return await _people_taken(storage, lambda standing: directory_table(people, standing), update=True)


async def compare_directory(
    storage: Storage, people: Sequence[DirectoryPerson]
) -> tuple[PeopleList, tuple[Person, ...]]:
    """What taking these people would do, and who on the list is not among them.  Nothing is changed.  Raises
    NotTaken."""
    async with storage.work(write=False) as work:
        standing = await _standing(work)
        with _those_unread(work):
            compared = read_people(directory_table(people, standing), standing, update=True)
        return compared, not_in(people, standing)


async def _people_taken(storage: Storage, table_of: Callable[[Standing], Table], *, update: bool) -> Taken:
    async def work_of(work: Work) -> Taken:
        standing = await _standing(work)
        with _those_unread(work):
            people = read_people(table_of(standing), standing, update=update)
        await work.people.take_people(people.entries)
        doubts = await _doubts(work, people)
        changed = tuple(str(change) for change in people.changed)
        return Taken(len(people.new), changed, people.unchanged, (*people.said, *doubts, *_unread(work)))

    return await _taken(storage, work_of)


async def take_cases(storage: Storage, path: Path, templates: Mapping[str, Template], asked: Asked) -> Taken:
    """Allocate the cases listed at `path`, and tell their auditors and managers.

    If a case is known and the list differs, it is changed where that was asked for, and those concerned are
    told.  Each form is pinned as it is now.  Raises NotTaken with every fault; then nothing has changed.
    """
    update = bool(asked.because)
    table = case_table(path, update=update)

    async def work_of(work: Work) -> Taken:
        standing = await _standing(work)
        against = Against(
            people=standing,
            templates=templates,
            today=asked.now.astimezone(LOCAL).date(),
            cases=await work.allocations.of_cases(references(table), lock=update),
            update=update,
            second=asked.second,
            keyed=partial(storage.keyring.keyed, "family"),
            calendar=await work.calendar.standing(),
        )
        with _those_unread(work):
            cases = read_cases(table, against)
        for template_id in sorted(_forms(cases)):
            await work.keep_template(*snapshot_of(templates[template_id]))
        for change in cases.changed:
            await _change(storage, work, change, standing, templates, asked)
        allocated = await work.allocations.allocate(cases.new)
        await tell_allocated(work, cases.new, allocated, standing.people, asked.now.astimezone(UTC))
        changed = tuple(str(change) for change in cases.changed)
        return Taken(len(cases.new), changed, cases.unchanged, (*cases.said, *_unread(work)))

    return await _taken(storage, work_of)


@contextmanager
def _those_unread(work: Work) -> Iterator[None]:
    """A refused list also says which people it could not be compared with: that may be the cause."""
    try:
        yield
    except NotTaken as refused:
        faults = [*refused.faults, *(Fault(0, "", said) for said in _unread(work))]
        raise NotTaken(faults, refused.advice) from None


def _unread(work: Work) -> tuple[str, ...]:
    """A sentence for each person on the people list who could not be read."""
    return tuple(
        f"The person with the id {aside.id} cannot be read (app.py trail verify says why): a row of theirs "
        "in a people list writes them anew."
        for aside in work.set_aside
        if aside.kind == "person"
    )


async def _taken(storage: Storage, work_of: Callable[[Work], Awaitable[Taken]]) -> Taken:
    """One transaction, run again if somebody has changed an audit meanwhile."""
    for attempt in range(MOST_TRIES):
        try:
            async with storage.work() as work:
                return await work_of(work)
        except StaleAudit:
            if attempt == MOST_TRIES - 1:
                raise
    raise AssertionError("not reached: the last try returns or raises")


def _forms(cases: CaseList) -> set[str]:
    moved = {change.template_id for change in cases.changed if Field.TEMPLATE in change.changes}
    return moved | {entry.template_id for entry in cases.new}


async def _change(
    storage: Storage,
    work: Work,
    change: CaseChanged,
    standing: Standing,
    templates: Mapping[str, Template],
    asked: Asked,
) -> None:
    held = await work.audits.audit(change.audit_id, OPERATOR.id)
    if held is None:
        raise Unknown(f"there is no audit {change.audit_id}")
    audit = held[0]
    if Field.TEMPLATE in change.changes:
        template = templates[change.template_id]
    else:
        template = await work.template(audit.template_hash)
    now = asked.now.astimezone(UTC)
    turn = Turn(
        actor=OPERATOR,
        now=now,
        today=asked.now.astimezone(LOCAL).date(),
        fresh_id=lambda: secrets.token_hex(8),
        fingerprints=storage.fingerprints,
        names={person.id: person.name for person in standing.people.values()},
        token=secrets.token_hex(8),
    )
    step = reallocate(template, audit, change.changes, asked.because, turn, change.template_was)
    await work.allocations.reallocate(audit, step, change.template_id, now)
    notices = await in_their_words(
        work.people,
        step.notices,
        lambda: (
            reallocate(
                as_read(template), audit, change.changes, asked.because, turn, change.template_was
            ).notices
        ),
    )
    await work.outbox.enqueue(audit.id, notices, now)
    await second_audits.made(work, template, step.audit, step.events, turn, now)


async def _doubts(work: Work, people: PeopleList) -> list[str]:
    """What a people list means for the audits under way: auditors in the team that they audit, managers who
    have lost the role, and the like."""
    changed = {
        change.before.id: change for change in people.changed if change.fields.keys() & {"team", "roles"}
    }
    if not changed:
        return []
    standing = await _standing(work)
    said = []
    allocations = await work.allocations.not_over()
    for change in changed.values():
        person = standing.people[change.before.id]
        for audit in allocations:
            said += [
                f"{change.place}{person.email} {doubt} ({audit.template_id}, {audit.month}"
                f"{f', due {uk_date(audit.due)}' if audit.due else ''}). Name somebody else with cases "
                "import --update."
                for doubt in _doubts_of(person, change.before, audit)
            ]
        led = sum(other.manager == person.id for other in standing.people.values())
        if led and not person.roles & MANAGERS and change.before.roles & MANAGERS:
            number = "1 person" if led == 1 else f"{led} people"
            said.append(f"{change.place}{person.email} is still the manager of {number} on this list.")
    return said


def _doubts_of(person: Person, before: Person, audit: Allocation) -> list[str]:
    doubts = []
    if person.id in audit.auditors:
        team = audit.team.casefold()
        if team and person.team.casefold() == team and before.team.casefold() != team:
            doubts.append("audits a case of their own team now")
        if Role.AUDITOR in before.roles - person.roles:
            doubts.append("is no auditor any more and has an audit under way")
    for part, holder, wanted in _named_for(audit):
        if person.id == holder and before.roles & wanted and not person.roles & wanted:
            doubts.append(f"is no {part} any more and is the one named for an audit")
    return doubts


def _named_for(audit: Allocation) -> Sequence[tuple[str, PersonId | None, frozenset[Role]]]:
    return (
        ("manager", audit.manager, MANAGERS),
        ("practitioner", audit.practitioner, frozenset({Role.PRACTITIONER})),
        ("IRO", audit.iro, frozenset({Role.IRO})),
    )


async def _standing(work: Work) -> Standing:
    people = {person.id: person for person in await work.people.everybody()}
    return Standing(people, await work.people.accounts())
