"""How far audits heard from the family: whom their auditors called, and what came of it."""

from __future__ import annotations

from dialogs.audits.family_calls import Reached, Whom
from dialogs.programme.places import Places, joined
from dialogs.programme.report import Counted, Line, Section, Table
from template_specs.sentences import N_, _

_WHOM = {Whom.CHILD: N_("The child"), Whom.PARENT: N_("A parent or carer")}
_CAME = {
    Reached.SPOKE: N_("Spoke with"),
    Reached.DECLINED: N_("Would rather not"),
    Reached.NOT_REACHED: N_("Not reached"),
}


def families(counted: Counted) -> Section:
    """Coverage of the completed audits, for the child and for a parent; of several tries the best counts."""
    completed, came = counted.completed, dict[tuple[str, str], list[Places]]()
    for form in counted.tally.forms:
        for whom, reached, places in counted.tally.family(form):
            came.setdefault((whom, reached), []).append(places & completed)
    if not any(map(joined, came.values())):
        none = _("No call to a family was noted. Auditors type script for what to ask, and note each call.")
        return Section("families", _("Calls to families"), (none,))
    lines = []
    for whom, told in _WHOM.items():
        tried = [joined(came.get((whom.value, reached.value), ())) for reached in Reached]
        cells = [counted.placed(places, len(completed)) for places in tried]
        untried = counted.placed(completed - joined(tried), len(completed))
        lines.append(Line(whom.value, str(told), (*cells, untried)))
    columns = (_("Who"), *(str(told) for told in _CAME.values()), _("Not tried"))
    table = Table("families.calls", _("Whom auditors spoke with"), columns, tuple(lines))
    return Section("families", _("Calls to families"), (), (table,))
