"""A submitted audit for its manager, to be read in half a minute: the grade and why, what must improve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.cards.buttons import document, press
from bot.cards.elements import (
    Budget,
    Element,
    bold,
    card,
    clip,
    cut_short,
    group,
    header,
    heading,
    line,
    moment,
    named,
    quote,
    run,
    small,
    title,
    words,
)
from bot.cards.reply import story
from dialogs.audits.audit import Passage
from dialogs.conversation.views import ActionLine, Area, Finding, GradeNow, Judgement, SummaryView
from template_specs.sentences import N_, _

LABEL_BYTES = 200
WHY_BYTES = 170
OVERVIEW_BYTES = 130
IMPROVE_BYTES = 200
GOOD_BYTES = 110
VIEWS_BYTES = 300
"""Bytes of each text at most: the first lines, and the whole audit is one press away.  The grade, the child
and the heading of what must improve are on a phone's first screen."""
MOST_ACTIONS = 8
MOST_FINDINGS = 6
"""Findings named in each list; how many more there are is told, and the whole audit is one press away."""


def summary(view: SummaryView, room: Budget) -> Element:
    """The card of a submitted audit."""
    body = [*_top(view, room)]
    body += _told(view.overview, room, OVERVIEW_BYTES)
    body += _areas(view.areas, room, _head(view, "areas"))
    improve = _findings(_head(view, "improve"), view.improve, room, IMPROVE_BYTES)
    if not view.improve and (view.judges or view.judgements) and not view.areas:
        improve = [heading(_head(view, "improve")), words(_("Nothing was graded as needing improvement."))]
    good = _findings(_head(view, "good"), view.good, room, GOOD_BYTES)
    actions = _actions(view.actions, _head(view, "actions"))
    body += [*good, *improve, *actions] if view.strengths_first else [*improve, *actions, *good]
    body += _findings(_head(view, "answers"), view.answers, room, GOOD_BYTES)
    if view.scores:
        body += [heading(_head(view, "scores")), *_judged(view.scores[:20], room)]
    body += _told(view.family_views, room, VIEWS_BYTES)
    for area in view.practitioner[:3]:
        body += _told(area, room, VIEWS_BYTES)
    if view.judgements:
        body += [heading(_head(view, "judgements")), *_judged(view.judgements[:40], room)]
    body += _differ(view.differs_because, room)
    body += _told(view.remarks, room, VIEWS_BYTES)
    body += _reply(view, room)
    if view.inspection_example:
        body.append(words(_("Put forward as an example to show inspectors.")))
    if cut_short(body):
        body.append(small(_("Texts that end in … go on: press Read the whole audit."), spacing="Large"))
    return card(body, _bar(view), wide=True)


def _top(view: SummaryView, room: Budget) -> list[Element]:
    sent = (
        _(", submitted on {moment}", moment=moment(view.submitted_at))
        if view.submitted_at is not None
        else ""
    )
    items = [
        header(view.form, view.case, view.team),
        title(_("Audit summary")),
        small(_("By {names}", names=_(" and ").join(view.auditors)) + sent),
    ]
    if view.acknowledged:
        items.append(group([bold(view.acknowledged)], "good"))
    judged: list[Element] = []
    if view.grade is not None:
        judged += _grade(view.grade, room)
    elif view.judges:
        judged.append(bold(_("No overall grade was given.")))
    judged += _judged(view.profile[:20], room)
    if view.recent:
        judged.append(named(_("Last three months"), view.recent))
    if judged:
        items.append(group(judged, "emphasis"))
    if view.reply is not None:
        items += [words(sentence, spacing="Small") for sentence in view.reply.lines]
    if view.concerns:
        items.append(group([bold(concern) for concern in view.concerns[:5]], "warning"))
    return items


def _grade(grade: GradeNow, room: Budget) -> list[Element]:
    items = [line(run(f"{grade.title}: "), run(grade.grade, weight="Bolder"), run(f" ({grade.by})"))]
    if grade.before:
        items.append(words(" ".join(grade.before), spacing="Small"))
    if grade.why is not None:
        said = " ".join(clip(grade.why.text, min(WHY_BYTES, room.quote)).split())
        items.append(line(run(_("Why: "), weight="Bolder"), run(said), spacing="Small"))
    return items


def _reply(view: SummaryView, room: Budget) -> list[Element]:
    """What the manager said, and what became of it; how it stands is said at the top."""
    told = view.reply
    if told is None or (told.comment is None and not told.challenges):
        return []
    return [heading(_("The manager's reply")), *story(replace(told, lines=()), room)]


def _judged(judgements: Sequence[Judgement], room: Budget) -> list[Element]:
    made = []
    for judged in judgements:
        made.append(named(_called(judged.label), judged.grade))
        if judged.why is not None:
            made += quote(judged.why.text, room, GOOD_BYTES)
    return made


def _called(name: str) -> str:
    """A question's name before a colon."""
    return clip(name.rstrip("?:. "), LABEL_BYTES)


_HEADINGS = {
    "improve": N_("What must improve"),
    "good": N_("What is good"),
    "areas": N_("What was found"),
    "actions": N_("Actions"),
    "scores": N_("Scores"),
    "judgements": N_("Judgement of each section"),
    "answers": N_("Other answers"),
}


def _head(view: SummaryView, name: str) -> str:
    """The heading of a part, in the form's own words where it has some."""
    return view.headings.get(name) or _HEADINGS[name]


def _findings(name: str, findings: Sequence[Finding], room: Budget, bytes_each: int) -> list[Element]:
    if not findings:
        return []
    made = [heading(name)]
    most = min(MOST_FINDINGS, room.items)
    for finding in findings[:most]:
        label = f"{finding.number} {_called(finding.name)}".strip()
        made.append(line(run(f"{label}: ", weight="Bolder"), run(finding.grade)))
        if finding.passage is not None:
            made += quote(finding.passage.text, room, bytes_each)
    hidden = len(findings) - most
    if hidden > 0:
        made.append(small(_("{hidden} more: press Read the whole audit.", hidden=hidden)))
    return made


def _areas(areas: Sequence[Area], room: Budget, name: str) -> list[Element]:
    if not areas:
        return []
    made = [heading(name)]
    for area in areas[:20]:
        said = " ".join(clip(area.passage.text, min(GOOD_BYTES, room.quote)).split())
        made.append(
            line(run(f"{clip(area.name, LABEL_BYTES)}: ", weight="Bolder"), run(said), spacing="Small")
        )
    return made


def _actions(actions: Sequence[ActionLine], name: str) -> list[Element]:
    if not actions:
        return [heading(name), words(_("No actions are recommended."))]
    count = (
        _("1 action: see the next card.")
        if len(actions) == 1
        else _("{actions} actions: see the next cards.", actions=len(actions))
    )
    made = [heading(name), small(count)]
    for number, action in enumerate(actions[:MOST_ACTIONS], 1):
        by_when = _("by {by_when}", by_when=action.by_when) if action.by_when else ""
        who = ", ".join(part for part in (action.who, by_when) if part)
        what = clip(" ".join(action.what.split()), LABEL_BYTES)
        made.append(line(run(f"{number}. {what}" + (f" ({who})" if who else "")), spacing="Small"))
    if len(actions) > MOST_ACTIONS:
        made.append(small(_("{detail} more.", detail=len(actions) - MOST_ACTIONS)))
    return made


def _told(told: Area | None, room: Budget, most: int) -> list[Element]:
    return [heading(told.name), *quote(told.passage.text, room, most)] if told is not None else []


def _differ(passage: Passage | None, room: Budget) -> list[Element]:
    if passage is None:
        return []
    return [heading(_("Why the judgements differ")), *quote(passage.text, room, VIEWS_BYTES)]


def _bar(view: SummaryView) -> list[Element]:
    bar = []
    if view.can_acknowledge:
        acknowledge = {"audit": view.audit, "subject": "summary"}
        bar.append(press(_("Acknowledge"), "ack", acknowledge, primary=True))
    if view.can_reply:
        bar.append(press(_("Reply to the audit"), "open", {"audit": view.audit}, inputs=False))
    if view.concerns:
        bar.append(press(_("Show the concerns"), "concerns_show", {"audit": view.audit}))
    bar.append(press(_("Read the whole audit"), "review", {"audit": view.audit, "part": 0}))
    if view.document:
        bar.append(document(view.audit))
    return bar
