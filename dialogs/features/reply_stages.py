"""The right to reply runs its course: who is asked next, what ends a stage of it, and its card."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits import replies, shares
from dialogs.audits.audit import Passage, PersonId
from dialogs.audits.deadlines import due_of
from dialogs.audits.events import EventKind
from dialogs.audits.manager_reply import Challenge, ReplyKind
from dialogs.audits.permissions import Permission
from dialogs.audits.stages import AUDITOR, FINAL, current
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.grades import StandingGrade, standing_grade
from dialogs.conversation.sight import Full, sight
from dialogs.conversation.state import OnScreen
from dialogs.conversation.subjects import StageCard, SummaryCard
from dialogs.conversation.views import Notice
from dialogs.features import handover
from dialogs.wording.reply_view import answered, reply_view
from template_specs.dates import uk_date
from template_specs.model import ReplyStep, Stage
from template_specs.sentences import _


@dataclass(frozen=True, slots=True)
class EndReplyTime(Command):
    """The deadline of a stage of the right to reply has gone by: told by the bot itself, by no person."""

    permission = Permission.DELIVER


def end_time(context: TurnContext, command: EndReplyTime) -> TurnContext:
    """Go on without those who were silent, and say so on the record.  What the manager wrote and did not send
    counts as sent.  The QA lead's decision is awaited however long it takes."""
    stage, due = current(context.template, context.audit), due_of(context.template, context.audit)
    if stage is None or due is None or due >= context.turn.today:
        return context
    if stage.reply is ReplyStep.ANSWER:
        return go_on(context, by=replies.BOT)
    if stage.reply is not ReplyStep.REPLY:
        return context
    written = replies.latest(context.audit)
    if written is not None and (written.comment or written.challenges):
        kind = ReplyKind.CHALLENGE if written.challenges else ReplyKind.COMMENT
        return send(context, kind, by=written.by)
    return silent(context, f":{due.isoformat()}")


def skipped(context: TurnContext) -> TurnContext:
    """The right to reply has begun: where the manager audited the case themselves, or nobody is named, there
    is nobody to reply, which is said, and the audit goes on."""
    stage, audit = current(context.template, context.audit), context.audit
    if stage is None or stage.reply is not ReplyStep.REPLY:
        return context
    if audit.manager is not None and audit.manager not in audit.auditors:
        return context
    title = stage.title
    why = (
        _("{name} audited this case, so there is no reply to it.", name=context.name(audit.manager))
        if audit.manager is not None
        else _("No manager is named for this case, so there is no reply to it.")
    )
    told = [n for n in context.notices if n.subject != StageCard(stage.id)]
    context = silent(context.replace(notices=tuple(told)))
    then = current(context.template, context.audit)
    after = _("Next is {title}.", title=then.title) if then is not None else _("The audit is closed.")
    said = _("{title} is skipped: {why} {after}", title=title, why=why, after=after)
    return context.tell_auditors(said).say(said)


def silent(context: TurnContext, day: str = "") -> TurnContext:
    """The manager says nothing, or may not, as they audited the case themselves (without a day)."""
    manager = context.audit.manager or replies.BOT
    value = f"{ReplyKind.NONE.value}{day}"
    context = context.happened_by(manager, EventKind.ACKNOWLEDGED, replies.SENT, value)
    return go_on(context, by=replies.BOT)


def send(context: TurnContext, kind: ReplyKind, *, by: PersonId) -> TurnContext:
    """The manager's reply is sent: those who are to answer it, or else the auditors, get it to read."""
    context = _as_graded_now(context, by)
    context = context.happened_by(by, EventKind.ACKNOWLEDGED, replies.SENT, kind.value)
    return go_on(context, by=by)


def challenge_grade(context: TurnContext, grade: StandingGrade, why: Passage, by: PersonId) -> TurnContext:
    """Record the challenge of a grade as it stands."""
    value = {
        "given": grade.given.id,
        "revision": str(grade.answer.revision),
        "grade": grade.grade,
        "giver": grade.by,
    }
    key = f"{replies.CHALLENGE}/{grade.question.id}"
    return context.happened_by(by, EventKind.ACKNOWLEDGED, key, value, why)


def _as_graded_now(context: TurnContext, by: PersonId) -> TurnContext:
    """What was challenged before the audit was reopened is about the grade that was given since."""
    written = replies.latest(context.audit)
    for challenge in written.challenges if written is not None else ():
        grade = standing_grade(context, context.template.by_id[challenge.question])
        if grade is not None and (grade.given.id, grade.answer.revision) != (
            challenge.given,
            challenge.revision,
        ):
            context = challenge_grade(context, grade, challenge.passage, by)
    return context


def go_on(context: TurnContext, *, by: PersonId) -> TurnContext:
    """The stage in hand is over: the next one that has something to do begins, or the audit is final."""
    template, stage = context.template, current(context.template, context.audit)
    if stage is None:
        return context
    told_before = (*people_of(context, stage), *context.audit.auditors)
    then = replies.next_stage(template, context.audit)
    then, decided = shares.settled(template, context.audit, then, context.turn.completed)
    context = handover.drawn(context, decided)
    reply = replies.sent(context.audit)
    if reply is not None and reply.challenges and (then is None or not then.answers_reply):
        context = context.happened_by(by, EventKind.ACKNOWLEDGED, replies.CLOSED, None)
    context = context.happened_by(by, EventKind.SUBMITTED, stage.id, then.id if then is not None else FINAL)
    context = context.with_conversation(view=OnScreen.SUBMITTED, pending=None, asked="")
    asked = people_of(context, then) if then is not None and then.answers_reply else ()
    # Whoever is to answer has the whole story on that card, and needs no second one.
    first = stage.reply is ReplyStep.REPLY
    shown = [p for p in dict.fromkeys(told_before) if not (first and p in asked)]
    context = context.notify(
        *(Notice(person, StageCard(_card_of(stage, person, context))) for person in shown)
    )
    if context.audit.manager is not None:
        context = context.notify(
            Notice(context.audit.manager, StageCard(_reply_stage(context).id)),
            Notice(context.audit.manager, SummaryCard()),
        )
    if then is not None and then.answers_reply:
        return context.notify(*(Notice(person, StageCard(then.id)) for person in asked))
    context = _tell_outcome(context)
    return handover.begins(context, then)


def _card_of(stage: Stage, person: PersonId, context: TurnContext) -> str:
    """The card that somebody has of the reply: that of the stage over now, or for the auditors of a
    moderator's answer that of the reply itself."""
    if person in context.audit.auditors and AUDITOR not in stage.by:
        return _reply_stage(context).id
    return stage.id


def _reply_stage(context: TurnContext) -> Stage:
    return next(s for s in context.template.stages if s.reply is ReplyStep.REPLY)


def people_of(context: TurnContext, stage: Stage) -> tuple[PersonId, ...]:
    """Whom a stage of the right to reply asks: of a role of the programme only those who gave the grades,
    while they have it."""
    people = tuple(dict.fromkeys(p for part in stage.by for p in handover.holders(context, part)))
    if stage.reply is not ReplyStep.ANSWER or AUDITOR in stage.by:
        return people
    reply = replies.sent(context.audit)
    challenges = reply.challenges if reply is not None else ()
    givers = {c.giver for c in challenges if replies.answers(context.template, stage, c)}
    return people if givers - {*people} else tuple(p for p in people if p in givers)


def _tell_outcome(context: TurnContext) -> TurnContext:
    """The manager hears what became of their challenges."""
    reply, manager = replies.sent(context.audit), context.audit.manager
    if reply is None or manager is None or not reply.challenges:
        return context
    text = _(
        "Your reply on {case} has been answered. {outcomes}",
        case=context.audit.case.reference,
        outcomes=" ".join(outcome(context, c) for c in reply.challenges),
    )
    return context.notify(Notice(manager, context.told, text=text))


def outcome(context: TurnContext, challenge: Challenge) -> str:
    """ "2.3 Chronology: Sam Okafor changed it from Inadequate to Requires improvement."."""
    question = context.template.by_id.get(challenge.question)
    name = question.name if question is not None else challenge.question
    if challenge.answer is None:
        return _("{name}: not answered.", name=name)
    said = answered(context, challenge, challenge.grade, challenge.answer.grade)
    return f"{name}: {context.name(challenge.answer.by)} {said}."


def show(
    context: TurnContext, *, problem: str = "", comment: str = "", picked: str = "", reason: str = ""
) -> TurnContext:
    """The card of the right to reply, for whoever it asks now; `problem`, and what they wrote that could not
    be kept."""
    full, stage = sight(context), current(context.template, context.audit)
    if not isinstance(full, Full) or stage is None:
        return context
    return context.reply(
        reply_view(full, stage.title, problem=problem, comment=comment, picked=picked, reason=reason)
    )


def until(context: TurnContext) -> str:
    """ "12 June 2026": the deadline of the stage in hand."""
    due = due_of(context.template, context.audit)
    return uk_date(due) if due is not None else ""


FEATURE = Feature(handlers={EndReplyTime: end_time})
