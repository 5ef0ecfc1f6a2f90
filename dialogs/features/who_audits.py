"""Who may be given an audit: somebody on the people list, named as people name them, and independent."""

from __future__ import annotations

from dialogs.audits.audit import Person, Role
from dialogs.conversation.context import TurnContext
from dialogs.features.action_changes import matched
from template_specs.sentences import _
from template_specs.text import excerpt, listed

LEAST_REASON = 10
"""Characters of a reason for a change."""
MOST_ALIKE = 4


def names_in(text: str) -> list[str]:
    """The names in what was typed: several with "and", commas or semicolons between them."""
    return [name.strip() for name in text.replace(" and ", ";").replace(",", ";").split(";") if name.strip()]


def auditor_called(context: TurnContext, name: str, *, anyway: bool) -> Person | str:
    """The auditor of this name; or why it cannot be them.  `anyway`: although they are in its team."""
    people = [p for p in matched(name, context.turn.people) if Role.AUDITOR in p.roles]
    if not people:
        return _(
            "I find no auditor called “{name}” on the people list. Write the full name or the work e-mail.",
            name=excerpt(name),
        )
    if len(people) > 1:
        alike = listed([f"{p.name} ({p.email})" for p in people[:MOST_ALIKE]], _("and"))
        return _("Several people fit: {alike}. Write the e-mail.", alike=alike)
    return _dependent(context, people[0], anyway) or people[0]


def _dependent(context: TurnContext, person: Person, anyway: bool) -> str:
    """Why this person cannot judge the case; empty where they can, or, in its team, are to `anyway`."""
    audit, case = context.audit, context.audit.case.reference
    if person.id in audit.shut_to:
        return _(
            "{name} has a part in the other audit of {case}, which is done blind, or in the case. Choose "
            "somebody else.",
            name=person.name,
            case=case,
        )
    own = {audit.practitioner, audit.manager, audit.iro}
    if person.id in own:
        return _(
            "{name} has a part in the case {case}, and nobody audits their own work. Choose somebody else.",
            name=person.name,
            case=case,
        )
    team = audit.case.team.casefold()
    if team and person.team.casefold() == team and not anyway:
        return _(
            "{name} is in the case's own team. Choose somebody else; or if there is no other way, type: "
            "reassign {case} to {name} anyway because ... The reason stays on the record.",
            name=person.name,
            case=case,
        )
    return ""
