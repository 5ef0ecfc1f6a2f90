"""The card on which a checker or moderator asks for changes, and gives the audit back with them."""

from __future__ import annotations

from bot.cards.buttons import press
from bot.cards.elements import (
    Budget,
    Element,
    bold,
    card,
    clean,
    clip,
    header,
    heading,
    please_check,
    quote,
    small,
    title,
)
from bot.cards.inputs import picked, text
from dialogs.conversation.views import ChangesView
from dialogs.features.giving_back import LIMIT
from template_specs.sentences import _

NAME_BYTES = 90
MOST = 120
"""Questions to pick from; any of them can be typed."""


def changes(view: ChangesView, room: Budget) -> Element:
    """What is asked for so far, the boxes for one more, and the reason for all of it."""
    body = [header(view.form, view.case), title(_("Ask for changes"))]
    body.append(small(_("The auditors get all of it when you give the audit back, and not before.")))
    if view.problem:
        body.append(please_check(view.problem))
    data = {"audit": view.audit, "token": view.token}
    for line in view.remarks:
        body += [bold(clip(clean(line.name), NAME_BYTES)), *quote(line.passage.text, room)]
        drop = press(_("Take it out"), "change_drop", {**data, "item": line.question})
        body.append({"type": "ActionSet", "actions": [drop]})
    body.append(heading(_("Another change") if view.remarks else _("A change at one question")))
    names = [(id, clip(clean(name), NAME_BYTES)) for id, name in view.questions[:MOST]]
    body.append(picked("question", _("Which question?"), names, view.picked, key=f"question:{view.token}"))
    body.append(text("remark", _("What should change there?"), view.remark, LIMIT))
    keep = press(_("Keep it, and ask for another"), "change_ask", data)
    body.append({"type": "ActionSet", "actions": [keep]})
    body.append(heading(_("The audit as a whole (optional)")))
    body.append(text("why", _("Why do you give it back?"), view.why, LIMIT))
    give, leave = (
        press(_("Give it back"), "give_back", data, primary=True),
        press(_("Not now"), "changes_later", data),
    )
    return card(body, [give, leave])
