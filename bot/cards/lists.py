"""Lists to choose from: my audits, and what is missing."""

from __future__ import annotations

from typing import Any

from bot.cards.buttons import press
from bot.cards.elements import (
    Budget,
    Element,
    beside,
    bold,
    card,
    clip,
    day,
    group,
    header,
    line,
    run,
    small,
    title,
    words,
)
from bot.cards.home import needs, pressed
from dialogs.conversation.views import AuditLine, AuditsView, GapsView
from template_specs.sentences import _

LINE_BYTES = 300
MOST_SECTIONS = 30


def audits(view: AuditsView, room: Budget) -> Element:
    """ "My audits", each with its button."""
    body = [*needs(view.needs, _("What needs you now")), title(view.title)]
    if not view.lines:
        body.append(words(view.empty or _("No audits are allocated to you.")))
    body += [_audit(shown) for shown in view.lines[: room.items]]
    hidden = view.more + max(len(view.lines) - room.items, 0)
    if hidden:
        body.append(
            small(_("{hidden:,} more. To open one, type open and its case reference.", hidden=hidden))
        )
    return card(body, [pressed(view.following)] if view.following is not None else [])


def _audit(shown: AuditLine) -> Element:
    items = [bold(shown.case), line(run(clip(shown.form, LINE_BYTES)), spacing="None")]
    state = clip(shown.state, LINE_BYTES)
    if shown.due is not None:
        due = (
            _("Overdue: was due on {day}", day=day(shown.due))
            if shown.overdue
            else _("Due {day}", day=day(shown.due))
        )
        items.append(line(run(due, weight="Bolder" if shown.overdue else "Default"), spacing="Small"))
    items.append(small(state))
    partner = _("With {partner}", partner=shown.partner) if shown.partner else ""
    theme = _("Theme: {clip}", clip=clip(shown.theme, LINE_BYTES)) if shown.theme else ""
    about = " · ".join(part for part in (partner, theme) if part)
    if about:
        items.append(small(about, spacing="None"))
    if not shown.can_open:
        return group(items, separator=True)
    return beside(items, [press(shown.open_label, "open", {"audit": shown.audit})], separator=True)


def gaps(view: GapsView, room: Budget) -> Element:
    """What a submission still needs, each with a button that goes there."""
    data = {"audit": view.audit, "token": view.token}
    if not view.total:
        body = [header(view.case), title(_("Nothing is missing")), words(_("The audit is ready to submit."))]
        return card(body, [press(_("Submit the audit"), "submit", {**data, "confirmed": 0}, primary=True)])
    things = _("1 thing is") if view.total == 1 else _("{total} things are", total=view.total)
    body = [header(view.case), title(_("{things} still needed", things=things))]
    if view.sections:
        body += [
            _missing(s.title, _("{count} to do", count=s.count), s.first, data)
            for s in view.sections[:MOST_SECTIONS]
        ]
        return card(body, [press(_("Back to the questions"), "card", data)])
    shown = view.gaps[: room.items]
    body += [_missing(gap.label, gap.why, gap.key if gap.can_go else "", data) for gap in shown]
    if view.total > len(shown):
        body.append(small(_("{detail} more to do after these.", detail=view.total - len(shown))))
    return card(body, [press(_("Back to the questions"), "card", data)])


def _missing(name: str, why: str, place: str, data: dict[str, Any]) -> Element:
    """One line of what is missing, with the way there where this person may go it."""
    items = [bold(clip(name, LINE_BYTES)), small(clip(why, LINE_BYTES), spacing="None")]
    if not place:
        return group(items, separator=True)
    return beside(items, [press(_("Go there"), "go", {**data, "to": place, "revs": {}})], separator=True)
