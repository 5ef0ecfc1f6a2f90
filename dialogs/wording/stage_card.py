"""The card that asks somebody for their part in a stage: why, what is asked, who reads it, what is new."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.audits import completion, shares
from dialogs.audits.deadlines import due_of
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.replies import BOT
from dialogs.audits.returns import Returned
from dialogs.audits.stages import current
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.views import StageView
from dialogs.wording import left_to_do
from dialogs.wording.share_words import why_it_comes
from dialogs.wording.summary_view import REOPENED
from template_specs.dates import clock_day, moment
from template_specs.model import Stage
from template_specs.sentences import _
from template_specs.text import excerpt, listed


def stage_view(context: TurnContext, stage_id: str) -> StageView | None:
    """The card that asks somebody for their part in a stage; it says so when nothing is asked any more."""
    stage = context.template.stage_by_id.get(stage_id)
    if stage is None:
        return None
    here = current(context.template, context.audit)
    open_now = here is not None and here.id == stage.id and bool(context.parts & context.asked.answer)
    awaits = completion.in_words(completion.awaited(context.template, context.audit), context.name)
    mine = completion.completed(context.template, context.audit, context.turn.actor.id)
    due = due_of(context.template, context.audit) if open_now and mine is None else None
    done = _done_by(context, stage)
    if here is not None and context.template.stages.index(here) < context.template.stages.index(stage):
        done = REOPENED
    if open_now:
        done = (
            _("You completed your part on {clock_day}. Thank you.", clock_day=clock_day(mine.at))
            if mine is not None
            else _views_given(context, stage)
        )
    return StageView(
        audit=context.audit.id,
        case=context.audit.case.reference,
        form=context.template.short_title,
        title=stage.title if context.parts & {*stage.by} else _("Your views on this audit"),
        by=tuple(context.name(p) for p in context.audit.auditors),
        due=due,
        overdue=due is not None and due < context.turn.today,
        lines=(*_since_given_back(context, stage), *_share(context, stage), *_asks(context, stage))
        if open_now
        else (),
        done=done,
        awaits=awaits if open_now else "",
        opens=open_now and mine is None,
        can_give_back=open_now
        and allowed(context.turn.actor, Permission.GIVE_BACK, context.audit, context.asked),
    )


def _views_given(context: TurnContext, stage: Stage) -> str:
    """What somebody reads who is asked beside those who complete `stage`, and has nothing left to answer."""
    if context.parts & {*stage.by} or completion.left_for(context.template, context.audit, context.parts):
        return ""
    answers = [context.audit.answer(question.id) for question in context.route.questions]
    others = {a.by for a in answers if a is not None} - {context.turn.actor.id}
    if not answers:
        return _("Nothing is needed from you at the moment.")
    thanks = _("Thank you. We have your views. You can change them until the audit is submitted.")
    if not others:
        return thanks
    return _(
        "{names} wrote down your views, so nothing is needed from you now. You can read and change them "
        "until the audit is submitted.",
        names=context.names(sorted(others)),
    )


def _share(context: TurnContext, stage: Stage) -> tuple[str, ...]:
    """Why this audit has come here, where not all of them do: for those who complete the stage."""
    if stage.share is None or not context.parts & {*stage.by}:
        return ()
    told = why_it_comes(shares.decided(context.audit, stage))
    return (told,) if told else ()


MOST_CHANGED = 12
"""Changed questions named on a card; the rest is counted."""


def _done_by(context: TurnContext, stage: Stage) -> str:
    """Who completed the stage and when, for every copy of its card."""
    thanks = _("Thank you. That is all we need from you here.")
    by, at = context.audit.stages_done.get(stage.id, ("", None))
    if at is None or by == BOT or not context.parts & {*stage.by}:
        return thanks
    if by == context.turn.actor.id:
        return _("You completed this on {moment}. Thank you.", moment=moment(at))
    told = _("{name} completed this on {moment}.", name=context.name(by), moment=moment(at))
    return _("{told} Nothing more is needed from you here.", told=told)


def _since_given_back(context: TurnContext, stage: Stage) -> tuple[str, ...]:
    """Why the audit was given back last, what became of each change asked for, and what else is new."""
    audit, template = context.audit, context.template
    if not audit.returned or stage is template.stages[0]:
        return ()
    last = audit.returned[-1]
    order = [each.id for each in template.stages]
    if last.stage in order and order.index(stage.id) > order.index(last.stage):
        return ()  # whoever gave it back has passed it on since
    why = last.passage.text if last.passage is not None else ""
    told = _("{name} gave it back on {moment}.", name=context.name(last.by), moment=moment(last.at))
    return tuple(filter(None, (told, why, *_asked_for(context, last), changed_since(context, last))))


def _asked_for(context: TurnContext, last: Returned) -> Iterator[str]:
    """Each change that was asked for, with whether its question was answered anew."""
    for remark in last.remarks[:MOST_CHANGED]:
        question = context.template.by_id.get(remark.question)
        name = name_of(question) if question is not None else remark.question
        since = _changed_at(context, remark.question, last)
        done = _("answered anew") if since else _("not changed")
        yield _("{name}: “{asked}” ({done})", name=name, asked=excerpt(remark.passage.text, 160), done=done)


def _changed_at(context: TurnContext, question: str, last: Returned) -> bool:
    return any(
        answers[-1].at > last.at
        for key, answers in context.audit.history.items()
        if key.partition("/")[0] == question
    )


def changed_since(context: TurnContext, last: Returned) -> str:
    """ "Changed since then: 2.3 Chronology."."""
    asked = context.template.in_stage(context.template.stages[0].id)
    changed = [name_of(question) for question in asked if _changed_at(context, question.id, last)]
    named = listed(changed[:MOST_CHANGED], "and") if changed else _("nothing")
    more = len(changed) - MOST_CHANGED
    rest = _(" and {more} more", more=more) if more > 0 else ""
    return _("Changed since then: {named}{rest}.", named=named, rest=rest)


def _asks(context: TurnContext, stage: Stage) -> tuple[str, ...]:
    """What the actor is asked for in `stage`, how much of it, and who reads it."""
    count = len(context.route.questions)
    completes = bool(context.parts & {*stage.by})
    if not count:
        return (_("There is nothing to fill in. Read the audit through, then complete this stage."),)
    long = _("{questions}. Saved as you go.", questions=left_to_do.questions(count))
    if not completes and "practitioner" in context.parts and context.template.practitioner is not None:
        return _invited(context, count, first=stage is context.template.stages[0])
    if completes:
        return (_("We need your part in this audit. {long}", long=long),)
    readers = _("The manager and the auditors") if context.audit.manager else _("The auditors")
    return (
        _("We need your views on this audit. {long}", long=long),
        _("{readers} will read them.", readers=readers),
    )


MINUTES_EACH = 3
"""What a practitioner usually takes for a question in words."""


def _invited(context: TurnContext, count: int, *, first: bool) -> tuple[str, ...]:
    """For the practitioner: why, what is asked and how long it takes, who reads it, what comes of it."""
    part = context.template.practitioner
    auditors = context.names(context.audit.auditors)
    manager = context.audit.manager
    people = [*map(context.name, context.audit.auditors)]
    people += [context.name(manager)] if manager is not None else []
    readers = ", ".join(people)
    why = _(
        "The audit looks at the help that this child has had, to learn what works and what should be better. "
        "You know the case, so your own view belongs in it."
    )
    asked = _(
        "{questions}, about {minutes} minutes. Saved as you go. What you write is your own record: others "
        "read it, and nobody changes it.",
        questions=left_to_do.questions(count),
        minutes=max(5, MINUTES_EACH * count),
    )
    read = _("{readers} and the QA lead will read it.", readers=readers)
    if not first:
        return (asked, read)
    together = part is not None and part.together
    goes = _("{auditors} will go through the audit with you, strengths first.", auditors=auditors)
    after = _("When the audit is done you get what came of it, here.")
    return tuple(filter(None, (why, goes if together else "", asked, read, after)))
