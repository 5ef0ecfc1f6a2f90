"""The script for a call to the family: consent first, the form's questions, and what came of it."""

from __future__ import annotations

from bot.cards.buttons import press
from bot.cards.elements import (
    Budget,
    Element,
    card,
    clip,
    group,
    header,
    heading,
    please_check,
    small,
    title,
    words,
)
from bot.cards.inputs import picked, text
from dialogs.audits.family_calls import Reached, Whom
from dialogs.conversation.views import ScriptPart, ScriptView
from dialogs.features.family_calls import LIMIT, REACHED, WHOM
from template_specs.sentences import N_, _

LINE_BYTES = 500
MOST = 20
"""Questions of one part."""
_BEFORE = (
    N_("Say who you are, and that you are looking at how the family was helped: it is not about them."),
    N_("Ask a parent or carer before you speak to a child, and ask the child too."),
    N_(
        "Ask whether now is a good time, and whether they agree. They can say no or stop at any time, and it "
        "changes nothing in the help they get."
    ),
    N_("Write their words as they say them. Leave a question out if they would rather not answer it."),
    N_("If you hear that a child may be at risk, raise a concern at once and ring the manager."),
)


def script(view: ScriptView, room: Budget) -> Element:
    """The card to have beside the telephone."""
    body = [header(view.form, view.case), title(_("Call to the family"))]
    body.append(group([words("• " + _(line), spacing="Small") for line in _BEFORE], "emphasis"))
    for part in view.parts:
        body += _part(view, part)
    if not view.parts:
        body.append(words(_("This form asks the family nothing. What they say can stand in a note.")))
    body.append(heading(_("What came of the call")))
    body += [small(line) for line in view.calls]
    if view.problem:
        body.append(please_check(view.problem))
    body.append(picked("whom", _("Who?"), [(w.value, _(WHOM[w])) for w in Whom], ""))
    body.append(picked("reached", _("Were they reached?"), [(r.value, _(REACHED[r])) for r in Reached], ""))
    body.append(
        text("words", _("Why not, or anything to note (optional where you spoke)"), view.typed, LIMIT)
    )
    data = {"audit": view.audit, "token": view.token}
    return card(body, [press(_("Save the call"), "family_call", data, primary=True)])


def _part(view: ScriptView, part: ScriptPart) -> list[Element]:
    made = [heading(part.title)]
    made += [words(clip(question, LINE_BYTES), spacing="Small") for question in part.questions[:MOST]]
    data = {"audit": view.audit, "token": view.token, "to": part.first, "revs": {}}
    made.append({"type": "ActionSet", "actions": [press(_("Write the answers"), "go", data, inputs=False)]})
    return made
