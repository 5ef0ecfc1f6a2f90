"""Takes a list that was drawn and lay before the QA lead: checked like any other list, and told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.imports.cases import Against, read_cases, references
from bot.imports.people_standing import Standing
from bot.imports.table import Row, Table
from bot.imports.telling import tell_allocated
from storage.work import Work
from template_specs.dates import LOCAL


async def allocate_proposed(work: Work, rows: Sequence[Mapping[str, str]], form: str, now: datetime) -> int:
    """Allocate the cases of a list that was drawn, with the form of this hash, and tell their auditors and
    managers; how many.  Raises NotTaken with every fault."""
    template = await work.template(form)
    numbered = tuple(Row(number, row) for number, row in enumerate(rows, 1))
    table = Table(numbered, frozenset().union(*rows))
    people = {person.id: person for person in await work.people.everybody()}
    against = Against(
        people=Standing(people, await work.people.accounts()),
        templates={template.id: template},
        today=now.astimezone(LOCAL).date(),
        cases=await work.allocations.of_cases(references(table)),
        calendar=await work.calendar.standing(),
    )
    cases = read_cases(table, against)
    allocated = await work.allocations.allocate(cases.new)
    await tell_allocated(work, cases.new, allocated, people, now)
    return len(cases.new)
