"""What follows from a grade, with the box for the manager's plan."""

from __future__ import annotations

from bot.cards.buttons import press
from bot.cards.elements import (
    Budget,
    Element,
    card,
    group,
    header,
    heading,
    please_check,
    quote,
    title,
    words,
)
from bot.cards.inputs import text
from dialogs.conversation.views import ConsequenceView
from dialogs.features.follow_up import LIMIT
from template_specs.sentences import _


def consequence(view: ConsequenceView, room: Budget) -> Element:
    """What happened, what is asked, by when; the plan once it is written."""
    body = [header(view.form, view.case), title(_("What follows from this grade"))]
    body.append(group([words(sentence) for sentence in view.lines], "emphasis"))
    if view.problem:
        body.append(please_check(view.problem))
    if view.plan is not None:
        body += [heading(_("The plan")), *quote(view.plan.text, room)]
    data = {"audit": view.audit, "item": view.question}
    bar = []
    if view.can_plan:
        label = _("What is your plan?") if view.plan is None else _("The plan, changed")
        body.append(text("plan", label, view.typed, LIMIT))
        bar.append(press(_("Save the plan"), "follow_up_plan", data, primary=True))
    bar.append(press(_("Read the whole audit"), "review", {"audit": view.audit, "part": 0}, inputs=False))
    return card(body, bar)
