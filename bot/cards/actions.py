"""One remedial action before its manager: what is asked, then its review in supervision."""

from __future__ import annotations

from typing import Any

from bot.cards.buttons import press, reveal
from bot.cards.parts import LIMIT, Element, Room, bold, card, group, header, please_check, small, title
from bot.cards.rows import cell_fields, cells
from dialogs.views import ActionView

FRAME_BYTES = 9_000
"""Kept for everything but the texts in the boxes."""


def action(view: ActionView, room: Room) -> Element:
    """The card of one action."""
    body = [
        header("Audit action", view.case),
        title(f"Action {view.number} of {view.of}"),
        small(f"Asked for by {view.by}"),
        *_state(view),
        *cells(view.cells, room.quote),
    ]
    acts = view.can_act and not view.withdrawn
    inline = acts and not view.reviewed and bool(view.acknowledged or view.problem)
    if view.reviewed:
        body.append(group([bold("Supervision review"), *cells(view.review, room.quote)], "emphasis"))
    if inline:
        body.append(group([bold("Supervision review"), *_form(view, room)], separator=True, spacing="Large"))
    return card(body, _bar(view, room, inline=inline) if acts else [])


def _state(view: ActionView) -> list[Element]:
    made = []
    if view.withdrawn:
        made.append(group([bold(view.withdrawn)], "warning"))
    if view.problem:
        made.append(please_check(view.problem))
    stands = [state for state in (view.reviewed, view.acknowledged) if state]
    if stands:
        made.append(group([bold(stands[0]), *(small(s) for s in stands[1:])], "good"))
    return made


def _form(view: ActionView, room: Room) -> list[Element]:
    return cell_fields(view.review, _folded(view) if room.fold else frozenset())


def _folded(view: ActionView) -> frozenset[str]:
    over = sum(len(c.value.encode(errors="replace")) for c in view.review) - (LIMIT - FRAME_BYTES)
    folded = set()
    for cell in sorted(view.review, key=lambda c: -len(c.value)):
        if over <= 0:
            break
        folded.add(f"c:{cell.id}")
        over -= len(cell.value.encode(errors="replace"))
    return frozenset(folded)


def _bar(view: ActionView, room: Room, *, inline: bool) -> list[Element]:
    review: dict[str, Any] = {"audit": view.audit, "key": view.key, "rev": view.revision}
    bar = []
    if not view.acknowledged:
        acknowledge = {"audit": view.audit, "subject": view.key}
        bar.append(press("Acknowledge", "ack", acknowledge, primary=not inline, inputs=False))
    if inline:
        bar.insert(0, press("Record the review", "action_review", review, primary=True))
    else:
        label = "Change the review" if view.reviewed else "Record the review"
        bar.append(reveal(label, _form(view, room), [press("Save the review", "action_review", review)]))
    return bar
