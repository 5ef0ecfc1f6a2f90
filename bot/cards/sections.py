"""The form as a list of its sections: how far each is, and the way there."""

from __future__ import annotations

from bot.cards.buttons import press, reveal
from bot.cards.elements import (
    Budget,
    Element,
    card,
    clip,
    header,
    line,
    run,
    said,
    siblings,
    small,
    title,
)
from bot.cards.inputs import text
from dialogs.conversation.views import SectionLine, SectionsView
from template_specs.sentences import _

TITLE_BYTES = 90
SAID_BYTES = 600
MOST = 24
"""Sections with a row of their own; a form with more shows the first ones, and Jump to has the rest."""
BAR = 10
"""Parts of the bar."""


def sections(view: SectionsView, room: Budget) -> Element:
    """Each section with its state in words, and a button that goes there: a narrow row each, so that a form
    stays within two screens of a phone."""
    body = [
        header(view.form, view.case),
        *siblings(view.family),
        title(_("Sections")),
        _bar(view.answered, view.total),
        small(_in_all(view), spacing="None"),
        *said([clip(sentence, SAID_BYTES) for sentence in view.said], "good"),
    ]
    body += [_section(view, shown) for shown in view.lines[:MOST]]
    hidden = len(view.lines) - MOST
    if hidden > 0:
        body.append(small(_("{hidden} more: type go to and a section's number.", hidden=hidden)))
    notes = press(_("Before you begin"), "notes", {"audit": view.audit, "token": view.token})
    script = press(_("Call to the family"), "family_script", {"audit": view.audit, "token": view.token})
    calls = [script] if view.calls_family else []
    if view.last_time:
        body.append(small(view.last_time))
    last = press(_("Last time's actions"), "last_time", {"audit": view.audit, "token": view.token})
    asked = [last] if view.asks_last_time else []
    return card(body, [*([notes] if view.has_notes else []), *asked, *_ask(view), *calls])


def _ask(view: SectionsView) -> list[Element]:
    """The box for a question to the practitioner."""
    if not view.practitioner:
        return []
    told = small(_("The answer comes here, and is kept with the audit."))
    box = text("question", _("What do you want to ask {name}?", name=view.practitioner), "", 4000)
    send = press(_("Send the question"), "enquiry_ask", {"audit": view.audit, "token": view.token})
    return [reveal(_("Ask {name}", name=view.practitioner), [box, told], [send])]


def _in_all(view: SectionsView) -> str:
    if not view.total:
        return _("Nothing is required here.")
    told = _("{answered} of {total} answered.", answered=view.answered, total=view.total)
    if not view.minutes:
        return told
    left = -(-view.minutes * (view.total - view.answered) // view.total // 5) * 5
    if left >= view.minutes:
        return _(
            "{told} It usually takes about {minutes} minutes, in as many sittings as you like.",
            told=told,
            minutes=view.minutes,
        )
    return _("{told} Usually about {left} minutes to go.", told=told, left=left) if left else told


def _bar(done: int, total: int) -> Element:
    """The part that is done as a bar: two columns side by side, one of them coloured.  The words follow, as
    nothing is told by colour alone."""
    filled = min(BAR, BAR * done // total) if total else BAR
    columns = []
    for parts, style in ((filled, "accent"), (BAR - filled, "emphasis")):
        if parts:
            empty = {"type": "Container", "items": [], "minHeight": "8px", "style": style}
            columns.append({"type": "Column", "width": parts, "items": [empty]})
    return {"type": "ColumnSet", "columns": columns, "spacing": "Small"}


def _section(view: SectionsView, shown: SectionLine) -> Element:
    state, label = state_of(shown)
    name = clip(shown.title, TITLE_BYTES)
    items = [
        line(run(name, weight="Bolder" if shown.here else "Default"), spacing="None"),
        small(_("{state} · you are here", state=state) if shown.here else state, spacing="None"),
    ]
    data = {"audit": view.audit, "token": view.token, "to": shown.id, "revs": {}}
    go = press(label, "go", data)
    left: Element = {"type": "Column", "width": "stretch", "items": items}
    right: Element = {
        "type": "Column",
        "width": "auto",
        "verticalContentAlignment": "Center",
        "items": [{"type": "ActionSet", "actions": [go]}],
    }
    return {"type": "ColumnSet", "columns": [left, right], "separator": True, "spacing": "Small"}


def state_of(shown: SectionLine) -> tuple[str, str]:
    """How far a section is, and what its button says."""
    if shown.done >= shown.total:
        return (_("Done") if shown.total else _("Nothing required")), _("Look")
    if shown.done:
        return _("Started: {done} of {total}", done=shown.done, total=shown.total), _("Continue")
    return _("Not started: {total} to answer", total=shown.total), _("Start")
