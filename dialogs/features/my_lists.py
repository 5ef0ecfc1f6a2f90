"""A person's list of audits, as it is titled, paged and worded where it is empty."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.audits.audit import Person, Role
from dialogs.conversation.views import Action, AuditLine, AuditsView, Button, Need
from dialogs.features.home import Ask
from template_specs.sentences import _


def audits_view(
    person: Person,
    lines: Sequence[AuditLine],
    *,
    needs: Sequence[Need] = (),
    only_new: bool = False,
    skip: int = 0,
    more: int = 0,
) -> AuditsView:
    """ "My audits", or those not started yet; `needs`: what is open besides, the most urgent first; `more`:
    how many follow."""
    if only_new:
        title = _("Audits you can start")
    elif Role.AUDITOR in person.roles:
        title = _("Your audits")
    else:
        title = _("Audits of your cases") if _has_cases(person) else _("Audits that need you")
    ask = Ask.NEW if only_new else Ask.AUDITS
    following = Button(_("Show more"), Action(ask, {"skip": skip + len(lines)})) if more else None
    empty = "" if lines else _("There are no more.") if skip else _empty(person, only_new)
    return AuditsView(title, tuple(lines), empty, more, tuple(needs), following)


def _has_cases(person: Person) -> bool:
    return bool(person.roles & {Role.MANAGER, Role.SERVICE_MANAGER})


def _empty(person: Person, only_new: bool) -> str:
    if Role.AUDITOR not in person.roles and not _has_cases(person):
        return _("No audit needs your part at the moment. You get a card here when one does.")
    if Role.AUDITOR not in person.roles:
        return _("None of your cases is under audit at the moment. Cards arrive here when one is submitted.")
    if only_new:
        return _("Every audit allocated to you is started already. Type my audits to continue one.")
    return _(
        "No audits are allocated to you this month. Your QA lead sends the list on the first working day."
    )
