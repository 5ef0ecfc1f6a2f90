"""Lists of actions: one's own, and for the QA lead all of them, by who, which team, how late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.audits.actions import Priority, Status
from dialogs.conversation.feature import Feature
from dialogs.conversation.views import Action, ActionItem, ActionsView, Button
from dialogs.features.home import Ask
from dialogs.wording.action_view import STATUS
from template_specs.sentences import N_, _, ngettext, worded

OVERDUE, DONE, CLOSED = "overdue", "done", "closed"
TEAM, WITH = "team:", "with:"
"""Lists of the binder besides all that is open: by the day, by how far, of one team, of one person."""
_TITLES: Mapping[str, str] = {
    "": N_("Open actions"),
    OVERDUE: N_("Overdue actions"),
    DONE: N_("Actions to check"),
    CLOSED: N_("Closed actions"),
    Priority.HIGH: N_("Open actions of high priority"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """One list of the binder, as it is asked for."""

    statuses: tuple[str, ...] = (Status.OPEN.value, Status.UNDER_WAY.value)
    overdue: bool = False
    priority: str = ""
    team: str = ""
    person: str = ""
    """A name, an e-mail, or an id."""


def filter_of(which: str) -> Filter:
    """What a list of this code shows; all that is open for a code that is not known."""
    if which == OVERDUE:
        return Filter(overdue=True)
    if which == DONE:
        return Filter((Status.DONE.value,))
    if which == CLOSED:
        return Filter((Status.DONE.value, Status.VERIFIED.value, Status.CANCELLED.value))
    if which in set(Priority):
        return Filter(priority=which)
    if which.startswith(TEAM):
        return Filter(team=which.removeprefix(TEAM))
    if which.startswith(WITH):
        return Filter(person=which.removeprefix(WITH))
    return Filter()


def binder_view(
    which: str, lines: Sequence[ActionItem], *, total: int, skip: int, name: str = ""
) -> ActionsView:
    """The QA lead's list; `name`: of the team or the person that it is limited to."""
    title = worded(_TITLES.get(which, _TITLES[""]))
    if name:
        title = _("Open actions: {name}", name=name)
    more = max(total - skip - len(lines), 0)
    others = [code for code in ("", OVERDUE, DONE, Priority.HIGH) if code != which]
    return ActionsView(
        title=f"{title}: {total:,}" if not name else f"{title} ({total:,})",
        lines=tuple(lines),
        empty="" if lines else _("There are none at the moment."),
        filters=tuple(_button(code) for code in others),
        following=_following(Ask.BINDER, which, skip + len(lines)) if more else None,
    )


def own_view(lines: Sequence[ActionItem], *, total: int, skip: int) -> ActionsView:
    """ "My actions"."""
    more = max(total - skip - len(lines), 0)
    return ActionsView(
        title=_("Your actions: {total:,}", total=total) if total else _("Your actions"),
        lines=tuple(lines),
        empty="" if lines else _("No action is with you now. A card comes here when one is."),
        following=_following(Ask.ACTIONS, "", skip + len(lines)) if more else None,
    )


def state(status: str, name: str, asked_on: date | None, today: date) -> str:
    """ "Open, with Jo Whitfield, 12 days old"."""
    label = worded(STATUS[Status(status)]) if status in set(Status) else status
    parts = [label, _("with {name}", name=name)] if name else [label]
    if asked_on is not None:
        days = (today - asked_on).days
        old = ngettext("{days} day old", "{days} days old", days, days=days)
        parts.append(_("since today") if days <= 0 else old)
    return ", ".join(parts)


def _button(code: str) -> Button:
    return Button(worded(_TITLES[code]), Action(Ask.BINDER, {"which": code, "skip": 0}))


def _following(ask: Ask, which: str, skip: int) -> Button:
    return Button(_("Show more"), Action(ask, {"which": which, "skip": skip}))


FEATURE = Feature()
