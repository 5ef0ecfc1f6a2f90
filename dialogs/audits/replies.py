"""The manager's right to reply: how its events change an audit, whom it asks now, and which grade counts.

On the trail they are acknowledgements with words, as what happened after a concern is: a version that does
not know of replies reads them as acknowledgements of cards that it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from dialogs.audits.audit import Audit, Person, PersonId
from dialogs.audits.manager_reply import (
    Accepted,
    Challenge,
    Objection,
    Regrade,
    Reply,
    ReplyKind,
)
from dialogs.audits.stages import AUDITOR, current, parts_of
from template_specs.model import ReplyStep, Stage, Template

if TYPE_CHECKING:
    from dialogs.audits.events import DomainEvent

REPLY = "reply"
"""Begins the key of every event of a reply: "reply/challenge/3.4"."""
COMMENT, CHALLENGE, DROP, SENT = "reply/comment", "reply/challenge", "reply/drop", "reply/sent"
ANSWER, OBJECT, ACCEPT = "reply/answer", "reply/object", "reply/accept"
CLOSED = "reply/closed"
BOT: PersonId = "bot"
"""On the trail as who did it, where a deadline went by."""


def latest(audit: Audit) -> Reply | None:
    """The reply to the audit as it was submitted last; None where nothing has been written.  What was written
    and not sent when the audit was reopened is there again when it is submitted; what a former manager wrote
    and did not send is theirs alone."""
    reply = audit.replies[-1] if audit.replies else None
    if reply is not None and reply.kind is ReplyKind.UNSENT and reply.by != audit.manager:
        return None
    if reply is None or (reply.submission != audit.reopenings and reply.kind is not ReplyKind.UNSENT):
        return None
    return reply


def sent(audit: Audit) -> Reply | None:
    """The same, once it is sent (or its deadline has gone by)."""
    reply = latest(audit)
    return reply if reply is not None and reply.kind is not ReplyKind.UNSENT else None


def replied(audit: Audit, event: DomainEvent) -> tuple[Reply, ...]:
    """The replies of `audit` after an event whose key begins with `REPLY`."""
    reply = latest(audit) or Reply(audit.reopenings, event.by, event.at)
    earlier = audit.replies[:-1] if latest(audit) is not None else audit.replies
    return (*earlier, _changed(replace(reply, submission=audit.reopenings), event))


def _changed(reply: Reply, event: DomainEvent) -> Reply:
    _, act, question = (*event.key.split("/", 2), "")[:3]
    value, words = event.value, event.passage
    match f"{REPLY}/{act}":
        case "reply/comment":
            return replace(reply, comment=words if words is not None and words.size else None, at=event.at)
        case "reply/challenge" if isinstance(value, dict) and words is not None:
            made = Challenge(
                question,
                value["given"],
                int(value["revision"]),
                value["grade"],
                value["giver"],
                event.at,
                words,
            )
            others = tuple(c for c in reply.challenges if c.question != question)
            return replace(reply, challenges=(*others, made), at=event.at)
        case "reply/drop":
            others = tuple(c for c in reply.challenges if c.question != question)
            return replace(reply, challenges=others, at=event.at)
        case "reply/sent" if isinstance(value, str):
            kind, _, day = value.partition(":")
            due = date.fromisoformat(day) if day else None
            return replace(reply, kind=ReplyKind(kind), at=event.at, due=due)
        case "reply/answer" if isinstance(value, str) and words is not None:
            regrade = Regrade(event.by, event.at, value, words)
            return _with(reply, question, lambda c: replace(c, answers=(*c.answers, regrade)))
        case "reply/object" if words is not None:
            objection = Objection(event.by, event.at, words)
            return _with(reply, question, lambda c: _objected(c, objection))
        case "reply/closed":
            return replace(reply, closed=True)
        case "reply/accept":
            return replace(reply, accepted=(*reply.accepted, Accepted(event.by, event.at)))
        case _:
            return reply


def _with(reply: Reply, question: str, change: Callable[[Challenge], Challenge]) -> Reply:
    challenges = tuple(change(c) if c.question == question else c for c in reply.challenges)
    return replace(reply, challenges=challenges)


def _objected(challenge: Challenge, objection: Objection) -> Challenge:
    if challenge.answer is None:
        return challenge
    last = challenge.answer
    objected = replace(last, objections=(*last.objections, objection))
    return replace(challenge, answers=(*challenge.answers[:-1], objected))


# --- whom it asks -----------------------------------------------------------------------------------


def step(template: Template, audit: Audit) -> ReplyStep:
    """What the stage in hand is in the right to reply."""
    stage = current(template, audit)
    return stage.reply if stage is not None else ReplyStep.NONE


def in_hand(template: Template, audit: Audit) -> tuple[Challenge, ...]:
    """The challenges that the stage in hand is about: those of grades that its people gave, or for the QA
    lead those that are left open."""
    stage, reply = current(template, audit), sent(audit)
    if stage is None or reply is None or not stage.answers_reply:
        return ()
    if stage.reply is ReplyStep.DECIDE:
        return tuple(c for c in reply.challenges if c.is_open)
    return tuple(c for c in reply.challenges if answers(template, stage, c))


def answers(template: Template, stage: Stage, challenge: Challenge) -> bool:
    """Whether `stage` is that in which `challenge` is answered by whoever gave the grade."""
    question = template.by_id.get(challenge.given)
    given_in = template.stage_of(question) if question is not None else template.stages[0]
    return stage.reply is ReplyStep.ANSWER and set(stage.by) <= set(given_in.by)


def to_answer(
    template: Template, audit: Audit, person: Person, with_role: Mapping[str, tuple[PersonId, ...]]
) -> tuple[Challenge, ...]:
    """The challenges in hand that `person` may answer: a grade of a role of the whole programme only whoever
    gave it, as long as they have the role."""
    stage = current(template, audit)
    if stage is None or not parts_of(person, audit) & {*stage.by}:
        return ()
    theirs = in_hand(template, audit)
    if stage.reply is ReplyStep.DECIDE or AUDITOR in stage.by:
        return theirs
    holding = {holder for part in stage.by for holder in with_role.get(part, ())}
    return tuple(c for c in theirs if c.giver == person.id or c.giver not in holding)


def to_accept(template: Template, audit: Audit, person: Person) -> tuple[Challenge, ...]:
    """The answers of the other auditor that `person` has neither agreed with nor objected to."""
    stage, reply = current(template, audit), sent(audit)
    if stage is None or reply is None or stage.reply is not ReplyStep.ANSWER or AUDITOR not in stage.by:
        return ()
    if AUDITOR not in parts_of(person, audit):
        return ()
    return _unaccepted(reply, in_hand(template, audit), person.id)


def _unaccepted(reply: Reply, challenges: tuple[Challenge, ...], person: PersonId) -> tuple[Challenge, ...]:
    since = max((a.at for a in reply.accepted if a.by == person), default=None)
    return tuple(
        c
        for c in challenges
        if c.answer is not None
        and c.answer.by != person
        and not (since is not None and since >= c.answer.at)
        and all(objection.by != person for objection in c.answer.objections)
    )


def waits_for(
    template: Template, audit: Audit, person: Person, with_role: Mapping[str, tuple[PersonId, ...]]
) -> bool:
    """Whether the right to reply asks something of `person` that they have not done yet."""
    stage = current(template, audit)
    if stage is None or stage.reply is ReplyStep.NONE:
        return False
    if stage.reply is ReplyStep.REPLY:
        return "manager" in parts_of(person, audit) and person.id not in audit.auditors
    left = any(c.answer is None for c in to_answer(template, audit, person, with_role))
    if stage.reply is ReplyStep.DECIDE:
        left = bool(to_answer(template, audit, person, with_role))
    return left or bool(to_accept(template, audit, person))


def unheard(
    template: Template, audit: Audit, with_role: Mapping[str, tuple[PersonId, ...]]
) -> tuple[PersonId, ...]:
    """Those of whom an answer, or their word on one, is still awaited in the stage in hand, by id."""
    stage, reply, challenges = current(template, audit), sent(audit), in_hand(template, audit)
    if stage is None or reply is None or stage.reply is not ReplyStep.ANSWER:
        return ()
    left = [c for c in challenges if c.answer is None]
    if AUDITOR in stage.by:
        return tuple(p for p in audit.auditors if left or _unaccepted(reply, challenges, p))
    holding = {holder for part in stage.by for holder in with_role.get(part, ())}
    givers = {c.giver for c in left}
    return tuple(sorted(givers & holding or (holding if givers else set())))


def is_settled(template: Template, audit: Audit) -> bool:
    """Whether nothing in the stage in hand is left to be said: every challenge is answered, and the other
    auditor agrees."""
    stage, reply, challenges = current(template, audit), sent(audit), in_hand(template, audit)
    if stage is None or reply is None:
        return False
    if any(c.is_open for c in challenges):
        return False
    others = audit.auditors if AUDITOR in stage.by and stage.reply is ReplyStep.ANSWER else ()
    return not any(_unaccepted(reply, challenges, auditor) for auditor in others)


def next_stage(template: Template, audit: Audit) -> Stage | None:
    """The stage that follows the one in hand, which is of the right to reply: one in which challenges wait
    for an answer, the QA lead's decision, or what comes after all of them."""
    stage, reply = current(template, audit), sent(audit)
    if stage is None:
        return None
    order = list(template.stages)
    for later in order[order.index(stage) + 1 :]:
        if not later.answers_reply:
            return later
        challenges = reply.challenges if reply is not None else ()
        if later.reply is ReplyStep.DECIDE and any(c.is_open for c in challenges):
            return later
        if any(answers(template, later, c) for c in challenges):
            return later
    return None


# --- which grade counts -----------------------------------------------------------------------------


def regraded(audit: Audit, question: str) -> tuple[Challenge, Regrade] | None:
    """The answer to the latest challenge of the grade given under `question` (the first one's, or a
    moderator's), once all of them are answered, and while the grade that was challenged is the last one given
    there."""
    for reply in reversed(audit.replies):
        if not reply.closed:
            continue
        for challenge in reply.challenges:
            if challenge.answer is None or challenge.given != question:
                continue
            if len(audit.history.get(question, ())) == challenge.revision:
                return challenge, challenge.answer
    return None
