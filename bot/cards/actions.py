"""One remedial action for its manager: what is asked, then its review in supervision."""

from __future__ import annotations

from typing import Any

from bot.cards.buttons import press, reveal
from bot.cards.elements import (
    LIMIT,
    Budget,
    Element,
    bold,
    card,
    group,
    header,
    please_check,
    size,
    small,
    title,
)
from bot.cards.inputs import to_fold
from bot.cards.rows import cell_fields, cells
from dialogs.conversation.views import ActionView
from template_specs.sentences import _


def action(view: ActionView, room: Budget) -> Element:
    """The card of one action."""
    made = _action(view, room, frozenset())
    if room.fold and (over := size(made) - LIMIT) > 0:
        boxes = [(f"c:{cell.id}", cell.value) for cell in view.review]
        made = _action(view, room, to_fold(boxes, over))
    return made


def _action(view: ActionView, room: Budget, folded: frozenset[str]) -> Element:
    body = [
        header(_("Audit action"), view.case),
        title(_("Action {number} of {of}", number=view.number, of=view.of)),
        small(_("Recommended by {by}", by=view.by)),
        *_state(view),
        *cells(view.cells, room.quote),
        *([group([bold(view.stands)], "emphasis")] if view.stands else []),
    ]
    acts = view.can_act
    inline = acts and not view.reviewed and bool(view.acknowledged or view.problem)
    if view.reviewed:
        body.append(group([bold(_("Supervision review")), *cells(view.review, room.quote)], "emphasis"))
    if inline:
        body.append(
            group(
                [bold(_("Supervision review")), *cell_fields(view.review, folded)],
                separator=True,
                spacing="Large",
            )
        )
    bar = _bar(view, folded, inline=inline) if acts else []
    if view.follows:
        data = {"audit": view.audit, "item": view.key}
        bar.append(press(_("Follow it up"), "action_follow", data, inputs=False))
    return card(body, bar)


def _state(view: ActionView) -> list[Element]:
    made = []
    if view.problem:
        made.append(please_check(view.problem))
    stands = [state for state in (view.reviewed, view.acknowledged) if state]
    if stands:
        made.append(group([bold(stands[0]), *(small(s) for s in stands[1:])], "good"))
    return made


def _bar(view: ActionView, folded: frozenset[str], *, inline: bool) -> list[Element]:
    review: dict[str, Any] = {"audit": view.audit, "item": view.key, "rev": view.revision}
    bar = []
    if not view.acknowledged:
        acknowledge = {"audit": view.audit, "subject": view.key}
        bar.append(press(_("Acknowledge"), "ack", acknowledge, primary=not inline, inputs=False))
    if inline:
        bar.insert(0, press(_("Record the review"), "action_review", review, primary=True))
    else:
        label = _("Change the review") if view.reviewed else _("Record the review")
        bar.append(
            reveal(
                label,
                cell_fields(view.review, folded),
                [press(_("Save the review"), "action_review", review)],
            )
        )
    return bar
