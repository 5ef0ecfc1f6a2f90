"""A card of the programme's: lines to read, boxes to fill in, buttons."""

from __future__ import annotations

from bot.cards.buttons import offered
from bot.cards.elements import (
    Budget,
    Element,
    card,
    clean,
    clip,
    heading,
    please_check,
    title,
    words,
)
from bot.cards.inputs import Box, field, picked, text
from dialogs.conversation.views import SheetBox, SheetView
from template_specs.answer_types import Widget

LIMIT = 4_000
"""Characters of a box."""
HEADING, POINT = "# ", "- "


def sheet(view: SheetView, room: Budget) -> Element:
    """The lines first, then what is asked."""
    body = [title(view.title)]
    if view.problem:
        body.append(please_check(clip(clean(view.problem), room.quote)))
    for line in view.lines:
        if line.startswith(HEADING):
            body.append(heading(line.removeprefix(HEADING)))
        elif line.startswith(POINT):
            body.append(words(f"• {clip(clean(line.removeprefix(POINT)), room.quote)}", spacing="Small"))
        else:
            body.append(words(clip(clean(line), room.quote), spacing="Small"))
    for box in view.boxes:
        body += _box(box)
    return card(body, offered(view.offers))


def _box(box: SheetBox) -> list[Element]:
    id = f"b:{box.name}"
    if box.choices:
        return [picked(id, box.label, box.choices, box.value)]
    if box.tick:
        return field(Box(id, box.label, Widget.TOGGLE, box.value))
    return [text(id, box.label, box.value, LIMIT, many_lines=box.lines)]
