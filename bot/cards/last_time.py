"""The card of last time's actions: each with what is on record, one choice and one box."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cards.buttons import press
from bot.cards.elements import (
    Budget,
    Element,
    bold,
    card,
    clip,
    header,
    please_check,
    said,
    small,
    title,
    words,
)
from bot.cards.inputs import picked, text
from dialogs.conversation.views import LastActionBox, LastTimeView
from dialogs.features.last_time import FOUND_BOX, LIMIT, MOST, WORDS_BOX
from dialogs.wording.last_time import FOUND
from template_specs.sentences import _

LINE_BYTES = 600


def last_time(view: LastTimeView, room: Budget) -> Element:
    """What became of each of them."""
    body = [
        header(view.form, view.case),
        title(_("Last time's actions")),
        small(_("Were they done, and did they help? Say what the file shows, as far as you can.")),
        *said(view.said, "good"),
        *(please_check(problem) for problem in view.problems),
    ]
    audit = ""
    for box in view.boxes:
        if box.audit_line != audit:
            body.append(bold(box.audit_line, spacing="Medium"))
            audit = box.audit_line
        body += _action(box, room)
    data = {"audit": view.audit, "token": view.token, "seen": view.seen}
    return card(
        body,
        [
            press(_("Save"), "last_time_save", {**data, "then": view.skip}, primary=True),
            *_others(view, data),
            press(_("Go to the questions"), "card", {"audit": view.audit, "token": view.token}, inputs=False),
        ],
    )


def _others(view: LastTimeView, data: Mapping[str, Any]) -> list[Element]:
    """The way to the actions that have no room here: what stands in the boxes is saved first."""
    if view.of <= MOST:
        return []
    first = view.skip + MOST if view.skip + MOST < view.of else 0
    label = _(
        "Save, and go on to {first} to {last} of {all}",
        first=first + 1,
        last=min(first + MOST, view.of),
        all=view.of,
    )
    return [press(label, "last_time_save", {**data, "then": first})]


def _action(box: LastActionBox, room: Budget) -> list[Element]:
    told = words(f"{box.number}. {clip(box.stands, min(LINE_BYTES, room.quote))}", spacing="Medium")
    choices = [(found.value, label) for found, label in FOUND.items()]
    became = picked(f"{FOUND_BOX}{box.action}", _("What became of it?"), choices, box.found)
    shows = text(f"{WORDS_BOX}{box.action}", _("What shows it?"), box.words, LIMIT, many_lines=False)
    return [told, became, shows, *([small(box.said_by)] if box.said_by else [])]
