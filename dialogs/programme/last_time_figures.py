"""What the next audits found of the actions that earlier audits of the same cases had asked for."""

from __future__ import annotations

from dialogs.audits.last_time import Found
from dialogs.programme.places import Given, joined, together
from dialogs.programme.report import Counted, Line, Section, Table
from dialogs.wording.last_time import FOUND
from template_specs.sentences import _, worded


def last_time(counted: Counted) -> Section:
    """Of the completed audits; each action counts once in each audit that said something of it."""
    title = _("What the next audit found of last time's actions")
    became: dict[str, list[Given]] = {}
    for form in counted.tally.forms:
        for found, given in counted.tally.last_time(form).items():
            became.setdefault(found, []).append(given)
    of_all = together(given for several in became.values() for given in several)
    if not of_all.times:
        none = _(
            "In no completed audit did its auditors say what became of the actions of an earlier audit. "
            "They are asked when a case is audited again."
        )
        return Section("last_time", title, (none,))
    lines = tuple(
        Line(
            found.value,
            worded(FOUND[found]),
            (counted.times(together(became.get(found.value, ())), of_all.times),),
        )
        for found in Found
    )
    audits = counted.placed(joined([of_all.audits]) & counted.completed, len(counted.completed))
    said = (_("{count} completed audits said what became of an earlier audit's actions.", count=audits),)
    table = Table("last_time.became", _("What became of them"), (_("It was"), _("Actions")), lines)
    return Section("last_time", title, said, (table,))
