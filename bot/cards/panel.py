"""The card of a panel: a member's grade, the grades side by side, and what a QA lead may do with it."""

from __future__ import annotations

from typing import Any

from bot.cards.buttons import press, reveal
from bot.cards.elements import (
    Budget,
    Element,
    bold,
    card,
    clean,
    clip,
    group,
    header,
    heading,
    line,
    named,
    please_check,
    quote,
    run,
    small,
    title,
    words,
)
from bot.cards.elements import said as banner
from bot.cards.inputs import Box, field, picked, text
from dialogs.conversation.views import GradeBoxes, GradedOnPanel, NamingBoxes, PanelView
from dialogs.features.panel_grades import LIMIT
from template_specs.answer_types import Widget
from template_specs.model import Option
from template_specs.sentences import _

NAME_BYTES = 160
WHY_BYTES = 700


def panel(view: PanelView, room: Budget) -> Element:
    """The card, with the boxes of whatever its reader may do now."""
    body = [header(view.form, view.case), title(_("Panel: {stage}", stage=view.title))]
    if view.by:
        body.append(named(_("Audited by"), _(" and ").join(view.by)))
    body += banner(view.said, "good")
    if view.problem:
        body.append(please_check(view.problem))
    body += [words(told, spacing="Small") for told in view.lines]
    if view.own:
        body.append(group([words(told, spacing="Small") for told in view.own], "emphasis"))
    for graded in view.graded:
        body += _side_by_side(graded, room)
    body += [small(told) for told in view.agreed]
    if view.grade is not None:
        body += _grade(view.grade)
    if view.naming is not None:
        body += _naming(view.naming)
    return card(body, _bar(view))


def _side_by_side(graded: GradedOnPanel, room: Budget) -> list[Element]:
    made = [heading(clip(clean(graded.name), NAME_BYTES))]
    for one in graded.grades:
        told = line(run(f"{clip(clean(one.by), NAME_BYTES)}: "), run(one.grade, weight="Bolder"))
        made.append(group([told, *quote(one.why.text, room, min(WHY_BYTES, room.quote))], separator=True))
    return made


def _grade(boxes: GradeBoxes) -> list[Element]:
    head = _("Your grade is kept; you can change it") if boxes.again else _("Your grade")
    return [
        bold(head),
        *field(Box("grade", boxes.name, Widget.CHOICE, value=boxes.grade, options=boxes.options, open=True)),
        text("why", _("Why? What did you see in the file?"), boxes.why, LIMIT),
        *([small(boxes.hint)] if boxes.hint else []),
    ]


def _naming(boxes: NamingBoxes) -> list[Element]:
    options = tuple(Option(id, clip(clean(name), NAME_BYTES)) for id, name in boxes.people)
    return [
        small(
            _(
                "Each grades the audit without seeing the others' grades. Once all have, whoever leads the "
                "panel moderates it with those grades at hand."
            )
        ),
        *field(
            Box(
                "members",
                _("Who grades it? Tick two or more."),
                Widget.CHOICES,
                value=",".join(boxes.members),
                options=options,
            )
        ),
        picked(
            "lead",
            _("Who leads it? (the first of them, where you choose nobody)"),
            [(option.code, option.label) for option in options],
            boxes.lead,
        ),
        text("why", _("Why does a panel moderate it?"), boxes.why, LIMIT),
    ]


def _bar(view: PanelView) -> list[Element]:
    data: dict[str, Any] = {"audit": view.audit, "token": view.token}
    bar = []
    if view.naming is not None:
        bar.append(press(_("Name the panel"), "panel_name", data, primary=True))
    if view.grade is not None:
        bar.append(press(_("Save my grade"), "panel_grade", data, primary=True))
    if view.opens:
        label = _("Moderate it") if view.moderates else _("Read the audit")
        bar.append(press(label, "open", {"audit": view.audit}, primary=view.moderates, inputs=False))
    if view.can_give_back:
        bar.append(press(_("Ask for changes"), "changes", {"audit": view.audit}, inputs=False))
    if view.closes:
        why = text("closing", _("Why do you not wait for the others?"), "", LIMIT)
        bar.append(reveal(_("Close the panel"), [why], [press(_("Close it now"), "panel_close", data)]))
    if view.leads:
        boxes = [
            picked("leading", _("Who leads it from now on?"), view.leads),
            text("led_why", _("Why?"), "", LIMIT),
        ]
        bar.append(reveal(_("Somebody else leads it"), boxes, [press(_("Save"), "panel_lead", data)]))
    return bar
