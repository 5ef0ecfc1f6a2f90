"""An action after it was sent: whose it is, how far, and what can be done with it; and lists of actions."""

from __future__ import annotations

from typing import Any

from bot.cards.buttons import offered, press, reveal
from bot.cards.elements import (
    Budget,
    Element,
    beside,
    bold,
    card,
    clip,
    day,
    group,
    header,
    line,
    named,
    please_check,
    quote,
    run,
    small,
    title,
    words,
)
from bot.cards.home import pressed
from bot.cards.inputs import Box, field
from bot.cards.rows import cells
from dialogs.conversation.views import ActionItem, ActionsView, SentActionView
from dialogs.features.action_steps import LIMIT
from dialogs.wording.action_view import PRIORITY
from template_specs.answer_types import Widget
from template_specs.model import Option
from template_specs.sentences import _, worded

LINE_BYTES = 300
STEP_BYTES = 600


def sent_action(view: SentActionView, room: Budget) -> Element:
    """The card of one action."""
    due = _("no day is set") if view.due is None else day(view.due)
    if view.overdue:
        due = _("{due}: overdue", due=due)
    body = [
        header(view.form, view.case),
        title(_("Audit action")),
        *([please_check(view.problem)] if view.problem else []),
        *cells(view.cells, room.quote),
        group(
            [
                bold(view.status),
                named(_("With"), view.owner, spacing="None"),
                named(_("Due"), due, spacing="None"),
                named(_("Priority"), _priority(view.priority), spacing="None"),
            ],
            "warning" if view.overdue else "emphasis",
        ),
    ]
    if view.steps:
        body.append(bold(_("What has been done")))
        for step in view.steps[: room.items]:
            body.append(small(clip(step.text, LINE_BYTES)))
            if step.passage is not None:
                body += quote(step.passage.text, room, STEP_BYTES)
    return card(body, _bar(view))


def _priority(code: str) -> str:
    return next((worded(label) for known, label in PRIORITY.items() if known == code), code)


def _bar(view: SentActionView) -> list[Element]:
    data: dict[str, Any] = {"audit": view.audit, "item": view.key, "seen": view.seen}
    bar = [press(_("I have started"), "action_start", data, inputs=False)] if view.starts else []
    asked = (
        (
            view.finishes,
            "done",
            "proof",
            _("It is done"),
            _("What shows that it is done?"),
            _("Save as done"),
        ),
        (
            view.verifies,
            "verify",
            "checked",
            _("I have checked it"),
            _("What did you look at? (optional)"),
            _("Save the check"),
        ),
        (
            view.takes_back,
            "undone",
            "undone",
            _("Not done yet"),
            _("What is still to be done?"),
            _("Say that it is not done"),
        ),
        (
            view.tells_effect,
            "effect",
            "effect",
            _("What changed for the child"),
            _("What is different for the child now?"),
            _("Save what changed"),
        ),
        (
            view.hands_back,
            "not_mine",
            "not_mine",
            _("Not mine"),
            _("Why is it not yours, or whose is it?"),
            _("Give it back"),
        ),
    )
    bar += [
        _asks(view, box, (opens, label, saves), f"action_{act}", data)
        for may, act, box, opens, label, saves in asked
        if may
    ]
    if view.changes:
        bar.append(reveal(_("Change who or when"), _change(view), [_save_change(data)]))
    if view.cancels:
        words_of = (_("Cancel it"), _("Why is it cancelled?"), _("Cancel this action"))
        bar.append(_asks(view, "cancelled", words_of, "action_cancel", data))
    return bar


def _asks(
    view: SentActionView, box: str, wording: tuple[str, str, str], verb: str, data: dict[str, Any]
) -> Element:
    """A button that opens a box for words, and the one that saves them."""
    opens, label, saves = wording
    first = verb in ("action_done", "action_verify")  # a card has one primary button
    return reveal(opens, _box(view, box, label), [press(saves, verb, data, primary=first)])


def _box(view: SentActionView, id: str, label: str) -> list[Element]:
    return field(Box(id, label, Widget.TEXT, value=view.typed.get(id, ""), limit=LIMIT))


def _change(view: SentActionView) -> list[Element]:
    typed = view.typed
    people = tuple(Option(id, name) for id, name in view.people)
    priorities = tuple(Option(code.value, worded(label)) for code, label in PRIORITY.items())
    due = typed.get("due", "") or (view.due.isoformat() if view.due else "")
    made = []
    if people:
        made += field(
            Box("owner", _("Give it to"), Widget.CHOICE, value=typed.get("owner", ""), options=people)
        )
    made += field(
        Box(
            "owner_typed",
            _("Or somebody else: name or work e-mail"),
            Widget.LINE,
            value=typed.get("owner_typed", ""),
            limit=200,
        )
    )
    made += field(Box("due", _("Due"), Widget.DATE, value=due))
    made += field(
        Box(
            "priority",
            _("Priority"),
            Widget.CHOICE,
            value=typed.get("priority", "") or view.priority,
            options=priorities,
        )
    )
    return [*made, *_box(view, "why", _("Why do you change it?"))]


def _save_change(data: dict[str, Any]) -> Element:
    return press(_("Save the change"), "action_change", data)


def actions(view: ActionsView, room: Budget) -> Element:
    """A list of actions, each with its button."""
    body = [title(view.title), *([words(view.empty)] if view.empty else [])]
    body += [_item(item) for item in view.lines[: room.items]]
    following = [pressed(view.following)] if view.following is not None else []
    return card(body, [*following, *offered(view.filters)][:6])


def _item(item: ActionItem) -> Element:
    items = [bold(item.case)]
    if item.what:
        items.append(line(run(clip(item.what, LINE_BYTES)), spacing="None"))
    if item.due is not None:
        due = (
            _("Overdue: was due on {day}", day=day(item.due))
            if item.overdue
            else _("Due {day}", day=day(item.due))
        )
        items.append(line(run(due, weight="Bolder" if item.overdue else "Default"), spacing="Small"))
    items.append(small(item.state))
    if not item.opens:
        return group(items, separator=True)
    button = press(_("Open"), "action_follow", {"audit": item.audit, "item": item.key})
    return beside(items, [button], separator=True)
