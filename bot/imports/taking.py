"""The lists taken into the database: checked against what is stored, in the transaction that stores them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.imports.cases import read_cases
from bot.imports.people import read_people
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
        people = read_people(path, stored)
        await work.take_people(people.entries)
    known = sum(entry.email in stored for entry in people.entries)
    return Taken(len(people.entries) - known, known, people.said)


async def take_cases(storage: Storage, path: Path, templates: Mapping[str, Template], today: date) -> Taken:
    """Allocate the cases listed at `path`; one that stands already is left as it was.

    Each form is pinned as it is now.  Raises NotTaken with every fault, and nothing has changed then.
    """
    async with storage.work() as work:
        cases = read_cases(path, await _people(work), templates, today)
        for template_id in sorted({entry.template_id for entry in cases.entries}):
            await work.keep_template(*snapshot(templates[template_id]))
        allocated = await work.allocate(cases.entries)
    return Taken(sum(allocated.new), len(allocated.new) - sum(allocated.new), cases.said)


async def _people(work: Work) -> dict[str, Person]:
    return {person.email.casefold(): person for person in await work.people()}
