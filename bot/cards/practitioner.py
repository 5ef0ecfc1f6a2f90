"""An audit for the practitioner whose case it is: its result or its draft, and a question to them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.buttons import press
from bot.cards.elements import (
    Budget,
    Element,
    bold,
    card,
    clip,
    group,
    header,
    heading,
    line,
    moment,
    please_check,
    quote,
    run,
    small,
    title,
    words,
)
from bot.cards.inputs import text
from dialogs.conversation.views import ActionLine, Area, EnquiryView, Finding, ResultView, SaidView
from template_specs.sentences import N_, _

LIMIT = 4000
"""Characters of each box."""
WORDS_BYTES = 300
NAME_BYTES = 200
MOST = 12
"""Findings named in each list."""


def result(view: ResultView, room: Budget) -> Element:
    """Strengths first, then what is theirs to do, then what the form's policy shows besides."""
    by = _(" and ").join(view.by)
    head = _("The draft of the audit") if view.draft else _("What came of the audit")
    body = [header(view.form, view.case), title(head), small(_("Audited by {by}", by=by))]
    if view.note:
        return card([*body, group([words(view.note)], "warning"), *_said(view.said, room)])
    if view.problem:
        body.append(please_check(view.problem))
    if view.grade:
        body.append(group([bold(view.grade)], "emphasis"))
    body += [heading(_("What works well")), *_findings(view.strengths, room)]
    if not view.strengths:
        body.append(small(_("No single point was named as a strength.")))
    if view.improvements:
        body += [heading(_("What could be better")), *_findings(view.improvements, room)]
    if view.areas:
        body += [heading(_("What was found")), *_areas(view.areas, room)]
    if view.shows_actions:
        body += [heading(_("Your actions")), *_actions(view.actions)]
    body += _said(view.said, room)
    if not view.can_say:
        return card(body)
    data = {"audit": view.audit}
    if view.draft:
        body.append(
            text("words", _("What do you say to the draft? The auditors read it."), view.typed, LIMIT)
        )
        agree = press(_("I agree with the draft"), "draft_agree", data, primary=True)
        return card(body, [agree, press(_("Send what I wrote"), "draft_answer", data)])
    asked = _("How was this audit for you? {by} and the QA lead read this.", by=", ".join(view.by))
    body.append(text("words", asked, view.typed, LIMIT))
    return card(body, [press(_("Send my feedback"), "practitioner_feedback", data, primary=True)])


def enquiry(view: EnquiryView, room: Budget) -> Element:
    """The question, the box for what is said to it, and what was said before."""
    asked = _("{by} asked on {moment}", by=view.by, moment=moment(view.at))
    body = [header(view.form, view.case), title(_("A question for you")), small(asked)]
    body += quote(view.passage.text, room)
    if view.problem:
        body.append(please_check(view.problem))
    body += _said(view.answers, room)
    if view.note:
        return card([*body, words(view.note)])
    label = _ANSWER if not view.answers else _ADD
    body.append(text("words", label, "", LIMIT))
    body.append(small(_("{by} reads your words, and they are kept with the audit.", by=view.by)))
    data = {"audit": view.audit, "item": view.enquiry}
    return card(body, [press(_("Send my answer"), "enquiry_answer", data, primary=True)])


_ANSWER = N_("Your answer")
_ADD = N_("Anything to add? (optional)")


def _findings(findings: Sequence[Finding], room: Budget) -> list[Element]:
    made: list[Element] = []
    most = min(MOST, room.items)
    for finding in findings[:most]:
        name = clip(f"{finding.number} {finding.name}".strip().rstrip("?:. "), NAME_BYTES)
        made.append(bold(name))
        if finding.passage is not None:
            made += quote(finding.passage.text, room, WORDS_BYTES)
    if len(findings) > most:
        made.append(small(_("{detail} more. Ask the auditors about them.", detail=len(findings) - most)))
    return made


def _areas(areas: Sequence[Area], room: Budget) -> list[Element]:
    made: list[Element] = []
    for area in areas[: min(MOST, room.items)]:
        made += [bold(clip(area.name, NAME_BYTES)), *quote(area.passage.text, room, WORDS_BYTES)]
    return made


def _actions(actions: Sequence[ActionLine]) -> list[Element]:
    if not actions:
        return [words(_("None of the actions is yours."))]
    made: list[Element] = []
    for action in actions[:MOST]:
        by_when = _(" (by {by_when})", by_when=action.by_when) if action.by_when else ""
        status = f": {action.status.lower()}" if action.status else ""
        what = clip(" ".join(action.what.split()), WORDS_BYTES).rstrip(".")
        made.append(line(run(f"{what}{by_when}{status}"), spacing="Small"))
    return made


def _said(said: Sequence[SaidView], room: Budget) -> list[Element]:
    made: list[Element] = []
    for one in said[-3:]:
        when = moment(one.at)
        if one.passage is None:
            made.append(small(_("{name} agreed on {when}.", name=one.name, when=when)))
            continue
        made += [
            small(_("{name} wrote on {when}:", name=one.name, when=when)),
            *quote(one.passage.text, room),
        ]
    return made
