"""A submitted audit for its manager: the child first, then what the file shows and what follows."""

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
    named,
    quote,
    run,
    small,
    title,
    words,
)
from dialogs.audits.audit import Passage
from dialogs.conversation.views import Finding, Judgement, SummaryView

LABEL_BYTES = 200
FINDING_BYTES = 500
"""Most bytes of one finding's evidence: the whole audit is one press away."""


def summary(view: SummaryView, room: Budget) -> Element:
    """The card of a submitted audit."""
    body = [*_top(view), *_child(view, room)]
    body += _findings("What is good", view.good, room)
    body += _findings("What must improve", view.improve, room)
    if view.judgements:
        body.append(heading("Judgement of each section"))
        body += _judged(view.judgements[:40])
    body += _told("Why the judgements differ", view.differs_because, room)
    body += _follows(view)
    return card(body, _bar(view), wide=True)


def _top(view: SummaryView) -> list[Element]:
    items = [
        header(view.form, view.case, view.team),
        title("Audit summary"),
        small(f"By {' and '.join(view.auditors)}, submitted on {moment(view.submitted_at)}"),
    ]
    if view.acknowledged:
        items.append(group([bold(view.acknowledged)], "good"))
    judged = [named("Overall", view.overall or "not judged")]
    if view.moderated:
        judged.append(named("Moderated", view.moderated))
    if view.recent:
        judged.append(named("Last three months", view.recent))
    return [*items, group(judged, "emphasis")]


def _child(view: SummaryView, room: Budget) -> list[Element]:
    made = _told("The child and the file", view.overview, room)
    if view.scores:
        made += [heading("Scores by the child and the family"), *_judged(view.scores[:20])]
    return made + _told("What the family says", view.family_views, room)


def _judged(judgements: Sequence[Judgement]) -> list[Element]:
    return [named(clip(j.label, LABEL_BYTES), j.grade or "not judged") for j in judgements]


def _findings(name: str, findings: Sequence[Finding], room: Budget) -> list[Element]:
    if not findings:
        return []
    made = [heading(name)]
    for finding in findings[: room.items]:
        label = f"{finding.number} {clip(finding.name, LABEL_BYTES)}".strip()
        made.append(line(run(f"{label}: ", weight="Bolder"), run(finding.grade)))
        if finding.passage is not None:
            made += quote(finding.passage.text, room, FINDING_BYTES)
    hidden = len(findings) - room.items
    if hidden > 0:
        made.append(small(f"{hidden} more: press Read the whole audit."))
    return made


def _told(name: str, passage: Passage | None, room: Budget) -> list[Element]:
    return [heading(name), *quote(passage.text, room)] if passage is not None else []


def _follows(view: SummaryView) -> list[Element]:
    made = []
    if view.inspection_example:
        made.append(words("Put forward as an example to show inspectors."))
    if view.actions == 1:
        made.append(words("1 action follows as a card of its own."))
    elif view.actions:
        made.append(words(f"{view.actions} actions follow as cards of their own."))
    else:
        made.append(words("No actions are recommended."))
    return [group(made, separator=True, spacing="Large")]


def _bar(view: SummaryView) -> list[Element]:
    bar = []
    if view.can_acknowledge:
        acknowledge = {"audit": view.audit, "subject": "summary"}
        bar.append(press("Acknowledge", "ack", acknowledge, primary=True))
    bar.append(press("Read the whole audit", "review", {"audit": view.audit, "part": 0}))
    return bar
