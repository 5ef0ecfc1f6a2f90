"""Takes what `audits export --format json` wrote: the same audits again, each with its whole trail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from bot.documents.exporting import SCHEMA
from bot.imports.table import Fault, NotTaken
from dialogs.audits.audit import Audit, Case, PersonId, State
from dialogs.audits.events import fold
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.features.reallocation import OPERATOR
from dialogs.programme.calendar import Round, round_from
from dialogs.programme.codings import Coding
from dialogs.programme.records import NotARecord, renamed, trail_of
from storage.allocations import NewAudit
from storage.calendar_rows import LAST_MONTH
from storage.people import NewPerson
from storage.reporting import Months
from storage.work import Storage, Work
from template_specs.snapshot import from_snapshot

BATCH = 100
"""Audits taken in one transaction: a running bot's turns do not wait long.  What is taken already stays as it
is, so an import that was broken off is simply begun again."""
_MOST_FAULTS = 20
_ADVICE = "Write the file anew with audits export --format json."


@dataclass(frozen=True, slots=True)
class TakenExport:
    """What became of the file."""

    new: int
    there: int
    """Recorded already: they stay as they are."""
    people: int
    """Added without a role, because their e-mail address was not on the people list."""


async def take_export(storage: Storage, path: Path) -> TakenExport:
    """Take the audits at `path`.  The whole file is read before anything is taken.

    Raises NotTaken with what is wrong in it.
    """
    head = _head(path)
    forms = _forms(head)
    calendar = _calendar(head)
    _checked(storage, path, forms)
    async with storage.work() as work:
        for form_hash, snapshot in forms.items():
            await work.keep_template(form_hash, snapshot)
        known, added = await _people(work, head["people"])
        await _texts(work, head.get("report_texts", ()), known)
        await _programme(work, calendar, head.get("not_taking_part", ()), known)
    new = there = 0
    audits = _audits(path)
    while batch := list(islice(audits, BATCH)):
        async with storage.work() as work:
            for plain in batch:
                taken = await _taken(work, storage, plain, known)
                new, there = new + taken, there + (not taken)
    async with storage.work() as work:
        await _codings(work, head.get("codings", ()), known)
    return TakenExport(new, there, added)


def _head(path: Path) -> dict[str, Any]:
    """What stands before the audits."""
    try:
        with path.open("rb") as file:
            first = file.readline().strip()
        plain = orjson.loads(first + b"]}" if first.endswith(b"[") else path.read_bytes())
    except OSError as refused:
        raise NotTaken([Fault(0, "", f"cannot be read ({refused.strerror}).")]) from refused
    except orjson.JSONDecodeError as broken:
        raise NotTaken([Fault(0, "", f"is no JSON ({broken}).")], _ADVICE) from broken
    needed = ("schema", "people", "forms", "audits")
    if not isinstance(plain, dict) or any(name not in plain for name in needed):
        raise NotTaken([Fault(0, "", "is not an export with its people, forms and audits.")], _ADVICE)
    if not isinstance(plain["schema"], int) or plain["schema"] > SCHEMA:
        raise NotTaken([Fault(0, "", "was written by a newer version of this program.")], "Upgrade first.")
    return plain


def _audits(path: Path) -> Iterator[dict[str, Any]]:
    """One audit after the other: as they were written, a line for each, or from a file that another program
    has laid out anew."""
    with path.open("rb") as file:
        if not file.readline().rstrip().endswith(b"["):
            yield from orjson.loads(path.read_bytes())["audits"]
            return
        for line in file:
            text = line.strip()
            if text and text != b"]}":
                yield orjson.loads(text.removesuffix(b","))


def _forms(head: Mapping[str, Any]) -> dict[str, bytes]:
    forms = {}
    for form_hash, snapshot in head["forms"].items():
        data = str(snapshot).encode()
        try:
            sound = from_snapshot(data).content_hash == form_hash
        except (ValueError, orjson.JSONDecodeError):
            sound = False
        if not sound:
            raise NotTaken([Fault(0, "forms", f"{str(form_hash)[:12]} is damaged.")], _ADVICE)
        forms[form_hash] = data
    return forms


def _checked(storage: Storage, path: Path, forms: Mapping[str, bytes]) -> None:
    """Read every audit once, before any is taken.  Raises NotTaken."""
    faults = []
    try:
        for number, plain in enumerate(_audits(path), 1):
            try:
                _read(storage, plain, {}, forms)
            except NotARecord as wrong:
                faults.append(Fault(number, "", f"audit {number}: {wrong}."))
    except (orjson.JSONDecodeError, KeyError, TypeError) as broken:
        faults.append(Fault(0, "", f"breaks off or is damaged ({broken})."))
    if faults:
        raise NotTaken(faults[:_MOST_FAULTS], _ADVICE)


async def _people(work: Work, plain: Sequence[Mapping[str, Any]]) -> tuple[dict[PersonId, PersonId], int]:
    """Who is who: by e-mail.  Whoever is not on the list comes onto it without a role, so that audits have
    their names and nobody has access by an import."""
    here = {person.email.casefold(): person.id for person in await work.people.everybody()}
    missing = [
        NewPerson(person["name"], person["email"], frozenset(), person.get("team", ""), id=person["id"])
        for person in plain
        if person["email"].casefold() not in here
    ]
    added = await work.people.take_people(missing)
    here |= {email.casefold(): person_id for email, person_id in added.items()}
    return {person["id"]: here[person["email"].casefold()] for person in plain}, len(missing)


async def _texts(work: Work, plain: Sequence[Mapping[str, Any]], known: Mapping[PersonId, PersonId]) -> None:
    """What was written into reports, where nothing is written there yet."""
    there = {(text.first, text.last, text.what) for text in await work.report_texts.everything()}
    for text in plain:
        if (text["first"], text["last"], text["what"]) not in there:
            by, at = renamed(text["by"], known), datetime.fromisoformat(text["at"])
            await work.report_texts.write(
                Months(text["first"], text["last"]), text["what"], text["text"], by, at
            )


def _calendar(head: Mapping[str, Any]) -> list[Round]:
    """What the file plans; a file of an earlier version plans nothing.  Raises NotTaken."""
    try:
        return [round_from(plain) for plain in head.get("calendar", ())]
    except (ValueError, KeyError, TypeError) as wrong:
        raise NotTaken([Fault(0, "calendar", f"is damaged ({wrong}).")], _ADVICE) from wrong


async def _programme(
    work: Work,
    calendar: Sequence[Round],
    absent: Sequence[Mapping[str, Any]],
    known: Mapping[PersonId, PersonId],
) -> None:
    """The months for which nothing is planned here yet, and who takes no part in which."""
    planned = await work.calendar.standing()
    await work.calendar.write([one for one in calendar if one.month not in planned], datetime.now(UTC))
    out = {(one.month, one.person) for one in await work.calendar.not_taking_part("", LAST_MONTH)}
    for plain in absent:
        person, by = renamed(plain["person"], known), renamed(plain["by"], known)
        if (plain["month"], person) not in out:
            at = datetime.fromisoformat(plain["at"])
            await work.calendar.note_part(plain["month"], [person], plain["why"], by, at, out=True)


async def _codings(
    work: Work, plain: Sequence[Mapping[str, Any]], known: Mapping[PersonId, PersonId]
) -> None:
    """What findings in words were put under, where this is not known yet."""
    there = {(c.audit, c.finding, c.coder, c.at) for c in await work.codings.everything()}
    here = {audit for audit in {coding["audit"] for coding in plain} if await work.lists.is_audit(audit)}
    made = [
        Coding(
            coding["audit"],
            coding["finding"],
            coding["revision"],
            renamed(coding["coder"], known),
            tuple(coding["codes"]),
            datetime.fromisoformat(coding["at"]),
        )
        for coding in plain
        if coding["audit"] in here
    ]
    await work.codings.keep(c for c in made if (c.audit, c.finding, c.coder, c.at) not in there)


def _read(
    storage: Storage, plain: Mapping[str, Any], known: Mapping[PersonId, PersonId], forms: Any = None
) -> tuple[NewAudit, Any, tuple[int, int]]:
    """(the audit as it is allocated, its events, how far it is).  Raises NotARecord."""
    try:
        (row,) = plain["audits"]
        record = plain["record"]
        if forms is not None and record["form_hash"] not in forms:
            raise NotARecord("its form is not in the file")

        def person(id: str | None) -> PersonId | None:
            return renamed(id, known) if id else None

        new = NewAudit(
            Case(*(str(row[c]) for c in ("case_ref", "case_type", "team", "month", "theme", "list"))),
            str(row["form"]),
            record["form_hash"],
            tuple(renamed(id, known) for id in record["auditors"]),
            person(record["practitioner"]),
            person(record["manager"]),
            person(record["iro"]),
            date.fromisoformat(record["due"]) if record["due"] else None,
            str(row["audit_id"]),
        )
        events = trail_of(record["trail"], known, storage.fingerprints)
        fold(_unbegun(new), events)
        return new, events, (int(record["answered"]), int(record["to_answer"]))
    except (KeyError, TypeError, ValueError, IndexError) as wrong:
        raise NotARecord(f"something is missing or of another kind ({wrong})") from wrong


def _unbegun(new: NewAudit) -> Audit:
    people = (new.practitioner, new.manager, None, new.iro)
    return Audit(new.id, new.template_hash, new.case, State.ALLOCATED, new.auditors, *people)


async def _taken(
    work: Work, storage: Storage, plain: Mapping[str, Any], known: Mapping[PersonId, PersonId]
) -> bool:
    """Whether the audit was taken now; False where it is recorded already."""
    new, events, progress = _read(storage, plain, known)
    if await work.lists.is_audit(new.id):
        return False
    allocated = await work.allocations.allocate([new])
    if not allocated.new[0]:
        return False
    held = await work.audits.audit(new.id, OPERATOR.id)
    if held is None:
        raise LookupError("an audit that was just allocated is not there")
    if events:
        step = Step(fold(held[0], events), ConversationState(), events=events)
        await work.audits.save(held[0], step, OPERATOR.id, progress)
    return True
