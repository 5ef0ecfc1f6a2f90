"""The form as a list of its sections: how far each is, and the way there."""

from __future__ import annotations

from bot.cards.buttons import press
from bot.cards.elements import (
    Budget,
    Element,
    card,
    clip,
    header,
    line,
    run,
    said,
    small,
    title,
)
from dialogs.conversation.views import SectionLine, SectionsView

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
        title("Sections"),
        _bar(view.answered, view.total),
        small(_in_all(view), spacing="None"),
        *said([clip(sentence, SAID_BYTES) for sentence in view.said], "good"),
    ]
    body += [_section(view, shown) for shown in view.lines[:MOST]]
    hidden = len(view.lines) - MOST
    if hidden > 0:
        body.append(small(f"{hidden} more: type go to and a section's number."))
    return card(body)


def _in_all(view: SectionsView) -> str:
    if not view.total:
        return "Nothing is required here."
    told = f"{view.answered} of {view.total} answered."
    if not view.minutes:
        return told
    left = -(-view.minutes * (view.total - view.answered) // view.total // 5) * 5
    if left >= view.minutes:
        return f"{told} It usually takes about {view.minutes} minutes, in as many sittings as you like."
    return f"{told} About {left} minutes to go, as it usually takes." if left else told


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
        small(f"{state} · you are here" if shown.here else state, spacing="None"),
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
        return ("Done" if shown.total else "Nothing required"), "Look"
    if shown.done:
        return f"Started: {shown.done} of {shown.total}", "Continue"
    return f"Not started: {shown.total} to answer", "Start"
