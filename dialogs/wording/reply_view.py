"""The right to reply as people read it: how it stands, what was said, and what each of them may do."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.audits import replies
from dialogs.audits.audit import PersonId
from dialogs.audits.deadlines import due_of
from dialogs.audits.manager_reply import Challenge, Reply, ReplyKind
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import current
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.grades import challengeable, standing_grade
from dialogs.conversation.sight import Full, sight
from dialogs.conversation.views import ChallengeLine, ReplyAnswer, ReplyStory, ReplyView
from dialogs.wording import findings
from template_specs.dates import moment, uk_date
from template_specs.kinds import label
from template_specs.model import ReplyStep, Stage
from template_specs.sentences import _
from template_specs.text import listed


def reply_view(
    full: Full,
    title: str,
    *,
    problem: str = "",
    comment: str = "",
    picked: str = "",
    reason: str = "",
    typed: Mapping[str, str] | None = None,
) -> ReplyView:
    """The card, with what its reader may do now; `problem`, and what they wrote that could not be kept."""
    context = full.scene
    audit = context.audit
    can_reply = allowed(context.turn.actor, Permission.REPLY, audit, context.asked)
    reply = replies.latest(audit)
    mine = reply if can_reply and reply is not None and reply.kind is ReplyKind.UNSENT else None
    written = mine.comment.text if mine is not None and mine.comment is not None else ""
    told = story(context, typed)
    due = due_of(context.template, audit) if context.asked.reply is not ReplyStep.NONE else None
    return ReplyView(
        audit=audit.id,
        token=context.turn.fresh_id(),
        case=audit.case.reference,
        form=context.template.short_title,
        title=title,
        by=tuple(context.name(p) for p in audit.auditors),
        grade=findings.grade_now(context),
        story=told,
        due=due,
        can_reply=can_reply,
        can_send=mine is not None and bool(mine.comment or mine.challenges),
        grades=tuple((g.question.id, f"{g.name}: {g.label}") for g in challengeable(context))
        if can_reply
        else (),
        can_answer=any(c.grades for c in told.challenges),
        can_accept=bool(replies.to_accept(context.template, audit, context.turn.actor)),
        comment=comment or written,
        reason=reason,
        picked=picked,
        problem=problem,
        said=context.said,
    )


def reply_card(context: TurnContext, stage: Stage) -> ReplyView | None:
    """The card of `stage`, a stage of the right to reply, as things are now; None where nothing of it is to
    be seen (it is not reached, or the audit was reopened)."""
    full, here = sight(context), current(context.template, context.audit)
    order = list(context.template.stages)
    reached = context.audit.sent and (here is None or order.index(here) >= order.index(stage))
    if not isinstance(full, Full) or not reached:
        return None
    return reply_view(full, stage.title)


def story(context: TurnContext, typed: Mapping[str, str] | None = None) -> ReplyStory:
    """What the manager said of the audit, and what became of it, as far as the actor may know of it: what is
    not sent yet only its writer sees."""
    reply = replies.latest(context.audit)
    if reply is None or reply.kind is ReplyKind.UNSENT:
        waits = _waits(context)
        if reply is None or context.turn.actor.id != reply.by:
            return ReplyStory((waits,) if waits else ())
        challenges = tuple(_line(context, c, reply.by, unsent=True) for c in reply.challenges)
        unsent = _("Nothing is sent yet.") if reply.comment or challenges else ""
        return ReplyStory(tuple(filter(None, (waits, unsent))), None, challenges)
    return ReplyStory(
        (_how_it_stands(context, reply), *_what_is_next(context, reply)),
        reply.comment,
        tuple(_line(context, c, reply.by, typed=typed or {}) for c in reply.challenges),
    )


def _waits(context: TurnContext) -> str:
    due = due_of(context.template, context.audit)
    if context.asked.reply is not ReplyStep.REPLY or due is None:
        return ""
    if due < context.turn.today:
        return _("The time to reply ended on {uk_date}.", uk_date=uk_date(due))
    who = context.name(context.audit.manager)
    if context.audit.manager == context.turn.actor.id:
        return _(
            "You can agree, comment or challenge grades until {uk_date}. If you do nothing, the audit "
            "goes on, and “no reply” stands on its record.",
            uk_date=uk_date(due),
        )
    return _("{who} can reply to the audit until {uk_date}.", who=who, uk_date=uk_date(due))


def _how_it_stands(context: TurnContext, reply: Reply) -> str:
    who, when = context.name(reply.by), moment(reply.at)
    match reply.kind:
        case ReplyKind.AGREE:
            return _("{who} agrees with the audit, {when}.", who=who, when=when)
        case ReplyKind.COMMENT:
            return _("{who} commented on the audit, {when}.", who=who, when=when)
        case ReplyKind.CHALLENGE:
            count = len(reply.challenges)
            things = _("1 grade") if count == 1 else _("{count} grades", count=count)
            return _("{who} challenged {things}, {when}.", who=who, things=things, when=when)
        case ReplyKind.NONE | ReplyKind.UNSENT:
            if reply.due is None:
                return _("No reply: {who} audited the case as well.", who=who)
            return _("No reply by {uk_date}.", uk_date=uk_date(reply.due))


def _what_is_next(context: TurnContext, reply: Reply) -> tuple[str, ...]:
    """Whom the challenges wait for."""
    stage, due = current(context.template, context.audit), due_of(context.template, context.audit)
    if stage is None or not stage.answers_reply or due is None:
        return ()
    waits = replies.in_hand(context.template, context.audit)
    day = uk_date(due)
    if stage.reply is ReplyStep.DECIDE:
        return (_("The QA lead decides by {day}.", day=day),)
    if any(c.answer is None and c.giver == context.turn.actor.id for c in waits):
        return (_("Please answer by {day}.", day=day),)
    if any(c.answer is None for c in waits):
        return (_("{who} will answer by {day}.", who=answering(context, waits), day=day),)
    if any(c.is_open for c in waits):
        return (_("The auditors do not agree. After {day} the QA lead decides.", day=day),)
    return (_("The other auditor can object until {day}.", day=day),)


def answering(context: TurnContext, waits: tuple[Challenge, ...]) -> str:
    """Who is to answer these challenges, by name."""
    givers = [c.giver for c in waits if c.answer is None]
    if set(givers) & {*context.audit.auditors}:
        return listed(context.name(p) for p in context.audit.auditors)
    return listed(dict.fromkeys(context.name(giver) for giver in givers))


def _line(
    context: TurnContext,
    challenge: Challenge,
    by: PersonId,
    *,
    unsent: bool = False,
    typed: Mapping[str, str] | None = None,
) -> ChallengeLine:
    template, actor = context.template, context.turn.actor
    question = template.by_id.get(challenge.question)
    given = template.by_id.get(challenge.given)
    mine = replies.to_answer(template, context.audit, actor, context.turn.with_role)
    options: tuple[tuple[str, str], ...] = ()
    if given is not None and challenge.is_open and any(c.question == challenge.question for c in mine):
        stands = challenge.answer.grade if challenge.answer is not None else challenge.grade
        grades = [(o.code, o.label) for o in given.options if o.code in _graded(given.scale, context)]
        options = tuple(sorted(grades, key=lambda grade: grade[0] != stands))
    accepts = replies.to_accept(template, context.audit, actor)
    standing = standing_grade(context, question) if unsent and question is not None else None
    giver, grade = (standing.by, standing.label) if standing is not None else (challenge.giver, "")
    return ChallengeLine(
        question=challenge.question,
        name=name_of(question) if question is not None else challenge.question,
        told=_(
            "{name} gave {grade}.", name=context.name(giver), grade=grade or grade_name(context, challenge)
        ),
        challenged=_("You challenge it:")
        if context.audit.manager == actor.id
        else _("{name} challenges it:", name=context.name(by)),
        passage=challenge.passage,
        answers=_answers(context, challenge),
        grades=options,
        seen=len(challenge.answers),
        typed=(typed or {}).get(challenge.question, ""),
        can_object=any(c.question == challenge.question for c in accepts),
        can_drop=unsent,
    )


def _graded(scale: str, context: TurnContext) -> frozenset[str]:
    known = context.template.scales.get(scale)
    return frozenset(option.code for option in known.options) if known is not None else frozenset()


def grade_name(context: TurnContext, challenge: Challenge, code: str = "") -> str:
    """The challenged grade (or the one with this code) as people read it."""
    given = context.template.by_id.get(challenge.given)
    return label(given, code or challenge.grade) if given is not None else code or challenge.grade


def _answers(context: TurnContext, challenge: Challenge) -> tuple[ReplyAnswer, ...]:
    made = []
    before = challenge.grade
    for answer in challenge.answers:
        told = answered(context, challenge, before, answer.grade)
        when = moment(answer.at)
        made.append(ReplyAnswer(f"{context.name(answer.by)} {told}, {when}.", answer.passage))
        for objection in answer.objections:
            objected = _(
                "{name} objects to that, {when}.", name=context.name(objection.by), when=moment(objection.at)
            )
            made.append(ReplyAnswer(objected, objection.passage))
        before = answer.grade
    return tuple(made)


def answered(context: TurnContext, challenge: Challenge, before: str, grade: str) -> str:
    """ "changed it from Inadequate to Requires improvement", or "kept Inadequate"."""
    now = grade_name(context, challenge, grade)
    if grade == before:
        return _("kept {now}", now=now)
    return _("changed it from {was} to {now}", was=grade_name(context, challenge, before), now=now)
