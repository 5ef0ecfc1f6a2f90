"""The read-back of an audit, one part at a time, with a way to change each answer while that is allowed."""

from __future__ import annotations

from typing import Any

from bot.cards.buttons import document, press, reveal
from bot.cards.elements import (
    Budget,
    Element,
    beside,
    bold,
    card,
    clip,
    group,
    header,
    line,
    quote,
    run,
    said,
    small,
    title,
)
from bot.cards.inputs import picked
from bot.cards.page import MOST_LINKS, SAID_BYTES, concern_card
from bot.cards.rows import CELL_BYTES, cells
from dialogs.conversation.views import ReviewLine, ReviewView
from template_specs.sentences import _

TEXT_BYTES = 300
FEW_ITEMS = 10
"""Room for list entries from which on lines have no buttons of their own."""


def review(view: ReviewView, room: Budget) -> Element:
    """The card of one part of the read-back."""
    where = _("Part {detail} of {parts}", detail=view.part + 1, parts=view.parts)
    done = (
        _(" · {answered} of {total} answered", answered=view.progress.answered, total=view.progress.total)
        if view.progress.total
        else ""
    )
    body = [
        header(view.form, view.case),
        title(f"{_head(view)}: {view.section}"),
        small(f"{where}{done}"),
        *said([clip(s, SAID_BYTES) for s in view.said], "good" if view.saved else "emphasis"),
    ]
    if not view.can_change:
        body.append(
            small(
                _("{detail}: you can read this, and not change it.", detail=view.read_only or _("Submitted"))
            )
        )
    body += [_line(view, shown, room) for shown in view.lines]
    if any(shown.passage is not None and shown.passage.size > room.quote for shown in view.lines):
        body.append(small(_how_to_read_all(view.can_change)))
    return card(body, _bar(view, room), wide=True)


def _head(view: ReviewView) -> str:
    return _("Check your answers") if view.can_change else _("Answers")


def _how_to_read_all(can_change: bool) -> str:
    if can_change:
        return _("Texts that end in … are longer. Open the question to read it in full.")
    return _("Texts that end in … are longer than a card can show. They are saved in full.")


def _line(view: ReviewView, shown: ReviewLine, room: Budget) -> Element:
    top = [bold(f"{shown.number} {clip(shown.text, min(TEXT_BYTES, room.quote))}".strip())]
    if shown.answered and shown.answer:
        top.append(line(run(shown.answer), spacing="Small"))
    if not shown.answered:
        top.append(line(run(_missing(shown), weight="Bolder" if shown.lacks else "Default"), spacing="Small"))
    # The button stands beside the heading only: long evidence needs a phone's whole width.
    has_button = _may_change(view, shown) and _has_buttons(room)
    items = [beside(top, [_change(view, shown)])] if has_button else top
    items += cells(shown.cells, min(CELL_BYTES, room.quote))
    if shown.passage is not None:
        items += quote(shown.passage.text, room)
    earlier = shown.changes[-max(room.items // 3, 1) :]
    items += [small(f"Was: {clip(change, min(TEXT_BYTES, room.quote))}") for change in earlier]
    return group(items, separator=True)


def _missing(shown: ReviewLine) -> str:
    if shown.lacks:
        left = _("Still to do: {lacks}", lacks=shown.lacks)
        return f"{shown.answer}. {left}" if shown.answer else left
    return _("Not answered yet") if shown.required else _("Not answered (optional)")


def _may_change(view: ReviewView, shown: ReviewLine) -> bool:
    return view.can_change and shown.can_change


def _has_buttons(room: Budget) -> bool:
    # A button weighs as much as a short answer: a part of many lines gets one list to choose from instead.
    return room.items > FEW_ITEMS


def _change(view: ReviewView, shown: ReviewLine) -> Element:
    label = _("Change") if shown.answered else _("Answer")
    data = {"audit": view.audit, "token": view.token, "changes": view.part + 1}
    if "/" in shown.key:
        return press(label, "row_edit", {**data, "item": shown.key})
    return press(label, "go", {**data, "to": shown.key, "revs": {}})


def _change_one(view: ReviewView, data: dict[str, Any]) -> Element:
    lines = [
        (shown.key, clip(f"{shown.number} {shown.text}".strip(), 60))
        for shown in view.lines
        if _may_change(view, shown)
    ]
    go = press(_("Go there"), "go", {**data, "changes": view.part + 1, "revs": {}})
    return reveal(
        _("Change an answer"), [picked("to", _("Which answer?"), lines, key=f"to:{view.token}")], [go]
    )


def _bar(view: ReviewView, room: Budget) -> list[Element]:
    data: dict[str, Any] = {"audit": view.audit, "token": view.token}
    more = view.part + 1 < view.parts
    bar = []
    if more:
        bar.append(press(_("Next part"), "review", {**data, "part": view.part + 1}, primary=True))
    elif view.can_submit:
        bar.append(press(view.submit_label, "submit", {**data, "confirmed": 0}, primary=True))
    if view.part > 0:
        bar.append(press(_("Previous part"), "review", {**data, "part": view.part - 1}))
    if len(view.links) > 1:
        places = [(link.id, clip(link.label, 90)) for link in view.links[:MOST_LINKS]]
        # The input is the part: it arrives as data like a button's own.
        go = press(_("Go there"), "review", data)
        bar.append(
            reveal(_("Jump to"), [picked("part", _("Which part?"), places, key=f"part:{view.token}")], [go])
        )
    if any(_may_change(view, shown) for shown in view.lines) and not _has_buttons(room):
        bar.append(_change_one(view, data))
    if view.can_submit and more and view.progress.answered == view.progress.total:
        bar.append(press(view.submit_label, "submit", {**data, "confirmed": 0}))
    elif view.can_submit and more:
        bar.append(press(_("What is missing"), "gaps", data))
    if view.can_give_back:
        bar.append(press(_("Ask for changes"), "changes", {"audit": view.audit}, inputs=False))
    if view.panel:
        bar.append(press(view.panel, "panel", {"audit": view.audit}, inputs=False))
    if view.can_change:
        bar.append(press(_("Back to the questions"), "card", data))
    elif view.can_raise:
        bar.append(concern_card(data))
    if view.document:
        bar.append(document(view.audit))
    return bar
