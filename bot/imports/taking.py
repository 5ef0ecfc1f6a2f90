"""The lists taken into the database: checked against what is stored, in the transaction that stores them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.imports.cases import read_cases
from bot.imports.people import read_people
from bot.imports.table import Fault, NotTaken
from dialogs.audit import Person
from storage.work import Storage, Work
from template_specs.loader import snapshot
from template_specs.model import Template


@dataclass(frozen=True, slots=True)
class Taken:
    """How many rows were new and how many stood already (people: changed; cases: left as they were)."""

    new: int
    known: int
    said: tuple[str, ...] = ()
    """What the owner of the file should know all the same."""


async def take_people(storage: Storage, path: Path) -> Taken:
    """Take the people list at `path`: new people are added, known ones (by e-mail) changed.

    Raises NotTaken with every fault, and nothing has changed then.
    """
    async with storage.work() as work:
        stored = await _people(work)
        with _those_unread(work):
            people = read_people(path, stored)
        await work.take_people(people.entries)
    known = sum(entry.email in stored for entry in people.entries)
    return Taken(len(people.entries) - known, known, (*people.said, *_unread(work)))


async def take_cases(storage: Storage, path: Path, templates: Mapping[str, Template], today: date) -> Taken:
    """Allocate the cases listed at `path`; one that stands already is left as it was.

    Each form is pinned as it is now.  Raises NotTaken with every fault, and nothing has changed then.
    """
    async with storage.work() as work:
        stored = await _people(work)
        with _those_unread(work):
            cases = read_cases(path, stored, templates, today)
        for template_id in sorted({entry.template_id for entry in cases.entries}):
            await work.keep_template(*snapshot(templates[template_id]))
        allocated = await work.allocate(cases.entries)
    return Taken(sum(allocated.new), len(allocated.new) - sum(allocated.new), (*cases.said, *_unread(work)))


@contextmanager
def _those_unread(work: Work) -> Iterator[None]:
    """A list that is refused says as well whom it could not be compared with: that may be why."""
    try:
        yield
    except NotTaken as refused:
        raise NotTaken([*refused.faults, *(Fault(0, "", said) for said in _unread(work))]) from None


def _unread(work: Work) -> tuple[str, ...]:
    """A sentence for each person of the people list who could not be read."""
    return tuple(
        f"The person with the id {aside.id} cannot be read (app.py trail verify says why): a row of theirs "
        "in a people list writes them anew."
        for aside in work.set_aside
        if aside.kind == "person"
    )


async def _people(work: Work) -> dict[str, Person]:
    return {person.email.casefold(): person for person in await work.people()}
