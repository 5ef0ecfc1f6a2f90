"""The manager's right to reply: one card for the manager, for those who answer, and for those who read."""

from __future__ import annotations

from bot.cards.buttons import press
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
from bot.cards.inputs import picked, text
from dialogs.conversation.views import ChallengeLine, GradeNow, ReplyStory, ReplyView
from dialogs.features.manager_reply import LIMIT
from template_specs.dates import uk_date
from template_specs.sentences import N_, _

WHY_BYTES = 400
NAME_BYTES = 90
MOST_GRADES = 70
OBJECT = N_("Why do you disagree?")


def reply(view: ReplyView, room: Budget) -> Element:
    """The card, with the boxes of whatever its reader may do now."""
    body = [
        header(view.form, view.case),
        title(view.title),
        small(_("Audited by {by}", by=_(" and ").join(view.by))),
    ]
    body += banner(view.said, "good")
    if view.problem:
        body.append(please_check(view.problem))
    if view.due is not None:
        body.append(named(_("Until"), uk_date(view.due)))
    if view.grade is not None:
        body.append(group(_grade(view.grade, room), "emphasis"))
    body += story(view.story, room, view)
    data = {"audit": view.audit, "token": view.token}
    bar: list[Element] = []
    if view.can_reply:
        body += _boxes(view)
        bar = _bar(view, data)
    elif view.can_answer:
        seen = {c.question: c.seen for c in view.story.challenges if c.grades}
        bar.append(press(_("Save my answer"), "reply_answer", {**data, "seen": seen}, primary=True))
    if view.can_accept:
        bar.append(press(_("Agree with the answer"), "reply_accept", data, primary=not bar))
    read = press(_("Read the whole audit"), "review", {"audit": view.audit, "part": 0}, inputs=False)
    return card(body, [*bar, read])


def _grade(grade: GradeNow, room: Budget) -> list[Element]:
    made = [line(run(f"{grade.title}: "), run(grade.grade, weight="Bolder"), run(f" ({grade.by})"))]
    if grade.before:
        made.append(small(" ".join(grade.before)))
    if grade.why is not None:
        made += quote(grade.why.text, room, WHY_BYTES)
    return made


def story(told: ReplyStory, room: Budget, view: ReplyView | None = None) -> list[Element]:
    """What the manager said and what became of it; with `view`, the boxes of its reader."""
    made: list[Element] = [words(sentence) for sentence in told.lines]
    if told.comment is not None:
        made += [small(_("In the manager's words")), *quote(told.comment.text, room)]
    for challenge in told.challenges:
        made += _challenge(challenge, room, view)
    return made


def _challenge(challenge: ChallengeLine, room: Budget, view: ReplyView | None) -> list[Element]:
    made = [heading(clip(clean(challenge.name), NAME_BYTES)), small(challenge.told)]
    made.append(bold(challenge.challenged, spacing="Small"))
    made += quote(challenge.passage.text, room, WHY_BYTES if view is None else room.quote)
    for answer in challenge.answers:
        made.append(bold(answer.told))
        made += quote(answer.passage.text, room, WHY_BYTES if view is None else room.quote)
    if view is None:
        return made
    id = challenge.question
    data = {"audit": view.audit, "token": view.token, "item": id}
    if challenge.grades:
        stands = challenge.grades[0]
        options = [(stands[0], _("Keep {grade}", grade=stands[1]))]
        options += [(code, _("Change it to {grade}", grade=label)) for code, label in challenge.grades[1:]]
        made.append(picked(f"g:{id}", _("Your answer"), options, stands[0], key=f"g:{id}:{challenge.seen}"))
        made.append(text(f"w:{id}", _("Why? The manager reads this."), challenge.typed, LIMIT))
    if challenge.can_object:
        made.append(text(f"o:{id}", OBJECT, "", LIMIT))
        made.append(
            {"type": "ActionSet", "actions": [press(_("Object to this answer"), "reply_object", data)]}
        )
    if challenge.can_drop:
        drop = press(_("Take this challenge out"), "reply_drop", data, inputs=False)
        made.append({"type": "ActionSet", "actions": [drop]})
    return made


def _boxes(view: ReplyView) -> list[Element]:
    """What the manager may write: one comment, and one challenge at a time."""
    boxes = [heading(_("Your comment (optional)"))]
    boxes.append(text("comment", _("What do you want to say about the audit?"), view.comment, LIMIT))
    if view.grades:
        grades = [(id, clip(clean(label), NAME_BYTES)) for id, label in view.grades[:MOST_GRADES]]
        another = any(c.can_drop for c in view.story.challenges)
        boxes.append(heading(_("Challenge another grade") if another else _("Challenge a grade (optional)")))
        boxes.append(picked("challenge", _("Which grade?"), grades, view.picked))
        boxes.append(
            text("why", _("Why should it be another grade? Say what the file shows."), view.reason, LIMIT)
        )
    return boxes


def _bar(view: ReplyView, data: dict[str, str]) -> list[Element]:
    agree = press(_("I agree with the audit"), "reply_agree", data, primary=not view.can_send)
    send = press(_("Send my reply"), "reply_send", data, primary=view.can_send)
    keep = press(_("Keep, and challenge another"), "reply_keep", data)
    challenged = any(c.can_drop for c in view.story.challenges)
    return [*([] if challenged else [agree]), send, *([keep] if view.grades else [])]
