"""A stage is complete: the audit goes on to the next one, and to the manager when the form says so."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.audits import completion, shares
from dialogs.audits.actions import owner_given
from dialogs.audits.audit import PersonId
from dialogs.audits.events import EventKind
from dialogs.audits.restriction import opens_to
from dialogs.audits.stages import AUDITOR, FINAL, current, gives_back
from dialogs.conversation.action_subjects import OwnActionCard
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.state import OnScreen
from dialogs.conversation.subjects import ActionCard, StageCard, SummaryCard, ToldAsked
from dialogs.conversation.views import Notice, PanelView, Sentence, View
from dialogs.features import panel_card, panel_endings
from dialogs.wording.panel_view import for_other_moderators
from dialogs.wording.parts_for_others import sent_to_others
from dialogs.wording.reply_view import reply_card
from dialogs.wording.stage_card import changed_since, stage_view
from dialogs.wording.summary_view import actions_of
from template_specs.model import ReplyStep, Stage
from template_specs.sentences import _


def send(context: TurnContext, stage: Stage) -> TurnContext:
    """Complete `stage`: tell those whom the next one asks, and send the summary after the form's stage."""
    template, before = context.template, context
    again = stage.id in context.audit.stages_done  # given back before that, the manager had nothing of it
    if len(template.stages) == 1:
        again = context.audit.reopenings > 0
        context = context.record(EventKind.SUBMITTED)
    else:
        then, decided = shares.next_stage(template, context.audit, stage, context.turn.completed)
        context = drawn(context, decided)
        context = context.record(EventKind.SUBMITTED, stage.id, then.id if then is not None else FINAL)
        if stage.id == template.summary_after:
            context = context.record(EventKind.SENT)
            context = context.notify(*cards_of_manager(context))  # the summary is read before the reply to it
        context = panel_endings.told(before, _hand_over(context, stage, then))
    context = context.with_conversation(view=OnScreen.SUBMITTED, pending=None, asked="")
    if stage.id == template.summary_after:
        return _to_manager(context, stage, again=again)
    return context.tell_auditors(_done(context, stage)).say(_sent_on(context, stage))


def goes_to(context: TurnContext, stage: Stage) -> str:
    """Who gets the audit when `stage` is complete, for the question that confirms it."""
    if stage.id == context.template.summary_after:
        return context.name(context.audit.manager)
    then = comes_next(context, stage)
    return then.title if then is not None else ""


def comes_next(context: TurnContext, stage: Stage) -> Stage | None:
    """The stage that this audit comes into after `stage`; a second audit comes into none."""
    if context.audit.second_of:
        return None
    return shares.next_stage(context.template, context.audit, stage, context.turn.completed)[0]


def drawn(context: TurnContext, decided: Iterable[tuple[Stage, str]]) -> TurnContext:
    """What was decided of stages that are for a share of the audits: on the trail, and said."""
    for stage, why in decided:
        context = context.record(EventKind.ACKNOWLEDGED, shares.decision(stage, why))
        if why == shares.NO:
            context = context.say(
                _("{title} is passed over: it is for a share of the audits.", title=stage.title)
            )
    return context


def all_done(context: TurnContext) -> str:
    """What comes next for somebody who has nothing left to answer."""
    if not context.parts & context.asked.complete:
        return _("Thank you. That is all we need from you. You can still change it.")
    stage = current(context.template, context.audit)
    if stage is not None and gives_back(stage, context.audit) is not None:
        auditors = context.names(context.audit.auditors)
        if context.turn.typed:
            return _("All done. By your answer the audit goes back to {names}: type submit.", names=auditors)
        return _(
            "All done. By your answer the audit goes back to {names}. Check your answers, then give it back.",
            names=auditors,
        )
    sends_summary = stage is None or (
        stage.id == context.template.summary_after and not context.audit.second_of
    )
    to = goes_to(context, stage) if stage is not None and not sends_summary else _("the manager")
    if stage is not None and not sends_summary and comes_next(context, stage) is None:
        return _("All done. Check your answers, then close the audit.")
    if context.turn.typed:
        return _("All done. Type review to check your answers, or submit to send them to {to}.", to=to)
    return _("All done. Check your answers, then submit to {to}.", to=to)


def ask_contributors(context: TurnContext) -> TurnContext:
    """The audit has begun: people other than its auditors who are asked for something get a card."""
    stage = context.template.stages[0]
    parts = {part for q in context.template.in_stage(stage.id) for part in context.template.people_of(q)}
    asked = {part for part in parts - {AUDITOR} if left_for(context, part)}
    people = {person for part in asked for person in holders(context, part)}
    return context.notify(*(Notice(person, StageCard(stage.id)) for person in sorted(people)))


def left_for(context: TurnContext, part: str) -> bool:
    """Whether something that `part` is asked in the stage in hand is not answered yet, by anybody."""
    return bool(completion.left_for(context.template, context.audit, frozenset({part})))


def views_given(before: TurnContext, context: TurnContext) -> TurnContext:
    """The cards of those who are asked for their own words in a stage that others complete: they close once
    everything is answered, whoever wrote it, and open again when something new is asked."""
    stage = current(context.template, context.audit)
    keys = {event.key.partition("/")[0] for event in context.events[len(before.events) :]}
    if stage is None or not keys or stage != current(before.template, before.audit):
        return context
    parts = {part for q in context.template.in_stage(stage.id) for part in context.template.people_of(q)}
    for part in sorted(parts - {*stage.by, AUDITOR}):
        if left_for(before, part) != left_for(context, part):
            people = set(holders(context, part)) - {*context.audit.auditors}
            context = context.notify(*(Notice(person, StageCard(stage.id)) for person in sorted(people)))
    return context


def cards_of_manager(context: TurnContext) -> tuple[Notice, ...]:
    """The summary and a card for each action: what a submission sends, and a reopening marks.  Actions that
    were given to somebody are marked on that person's card too."""
    manager = context.audit.manager or ""
    rows = actions_of(context)
    given = ((owner_given(context.audit, row.key), row.key) for row in rows)
    return (
        Notice(manager, SummaryCard()),
        *(Notice(manager, ActionCard(row.key)) for row in rows),
        *(
            Notice(owner, OwnActionCard(key))
            for owner, key in given
            if owner and opens_to(owner, context.audit)
        ),
    )


def cards_of_stage(context: TurnContext) -> tuple[Notice, ...]:
    """The cards that ask for the stage in hand, which a reopening marks; auditors have none of the first."""
    here = current(context.template, context.audit)
    if here is None or here == context.template.stages[0]:
        return ()
    asked = {person for part in _asked_in(context, here) for person in holders(context, part)}
    return tuple(Notice(person, StageCard(here.id)) for person in sorted(asked))


def holders(context: TurnContext, part: str) -> tuple[PersonId, ...]:
    """The people who are `part` to this audit: those named for it, or everybody with the programme's role."""
    return completion.holders(context.audit, part, context.turn.with_role)


def _hand_over(context: TurnContext, stage: Stage, then: Stage | None) -> TurnContext:
    asked_before = {p for part in _asked_in(context, stage) for p in holders(context, part)}
    first = stage == context.template.stages[0]  # which its auditors have no card of
    told = sorted(asked_before - set(context.audit.auditors) if first else asked_before)
    context = context.notify(*(Notice(person, StageCard(stage.id)) for person in told))
    return begins(context, then)


def begins(context: TurnContext, then: Stage | None) -> TurnContext:
    """Ask those whom the next stage asks; where the audit is final, say so to the practitioner."""
    if then is None:
        if context.template.practitioner is not None or not _took_part(context):
            return context  # the result is a card of its own
        return context.notify(
            *(
                Notice(person, context.told, text=_final_words(context))
                for person in holders(context, "practitioner")
            )
        )
    asked = {p for part in _asked_in(context, then) for p in holders(context, part)}
    return _told_again(context, then, asked).notify(
        *(Notice(person, StageCard(then.id)) for person in sorted(asked))
    )


def _told_again(context: TurnContext, then: Stage, asked: Iterable[PersonId]) -> TurnContext:
    """A stage that has been begun before has its card already, and an edited card makes no sound: a message
    says that it is back, and what has changed."""
    order = [stage.id for stage in context.template.stages]
    reached = [order.index(r.stage) if r.stage in order else len(order) for r in context.audit.returned]
    if max(reached, default=-1) < order.index(then.id) or then.reply is not ReplyStep.NONE:
        return context
    text = _(
        "The audit of {case} is back with you: {title}. {changed}",
        case=context.audit.case.reference,
        title=then.title,
        changed=changed_since(context, context.audit.returned[-1]),
    )
    me = context.turn.actor.id
    told = ToldAsked(context.told.turn)
    return context.notify(*(Notice(person, told, text=text) for person in sorted(asked) if person != me))


def _took_part(context: TurnContext) -> bool:
    """Whether the practitioner has answered anything."""
    answers = (answer for answers in context.audit.history.values() for answer in answers)
    return any(answer.by == context.audit.practitioner for answer in answers)


def _asked_in(context: TurnContext, stage: Stage) -> set[str]:
    questions = context.template.in_stage(stage.id)
    return {part for q in questions for part in context.template.people_of(q)} | set(stage.by)


def _to_manager(context: TurnContext, stage: Stage, *, again: bool) -> TurnContext:
    manager = context.audit.manager or ""
    rows = actions_of(context)
    context = context.notify(*cards_of_manager(context))
    case = context.audit.case.reference
    if again:
        told = _("The audit of {case} has been submitted again. Its cards above are up to date.", case=case)
        context = context.notify(Notice(manager, context.told, text=told))
    actions = (
        _(" with {rows} {detail}", rows=len(rows), detail=_("action") if len(rows) == 1 else _("actions"))
        if rows
        else ""
    )
    first = stage == context.template.stages[0]
    did = (
        _("submitted the audit of {case}", case=case)
        if first
        else _("completed {title} ({case})", title=stage.title, case=case)
    )
    told = f"{context.turn.actor.name} {did}."
    context = sent_to_others(context)
    if context.turn.instead is not None:
        waits = _(
            "The summary has not been sent: {name} does not have the manager's role any more. Ask "
            "your QA lead to name another manager for the case.",
            name=context.name(manager),
        )
        return context.tell_auditors(f"{told} {waits}").say(_("Submitted. {waits}", waits=waits))
    return context.tell_auditors(
        _("{told} The summary goes to {name}.", told=told, name=context.name(manager))
    ).say(
        _(
            "Submitted. The summary{actions} is on its way to {name}. You will hear when it is read.",
            actions=actions,
            name=context.name(manager),
        )
    )


def _done(context: TurnContext, stage: Stage) -> str:
    """For the auditors: who completed what, and what comes next."""
    who, case = context.turn.actor.name, context.audit.case.reference
    then = comes_next(context, stage)
    goes_on = _("Next is {title}.", title=then.title) if then is not None else _("The audit is closed.")
    if stage == context.template.stages[0]:
        return _("{who} submitted the audit of {case}. {comes_next}", who=who, case=case, comes_next=goes_on)
    return _(
        "{who} completed {title} ({case}). {comes_next}",
        who=who,
        title=stage.title,
        case=case,
        comes_next=goes_on,
    )


def _sent_on(context: TurnContext, stage: Stage) -> str:
    then = comes_next(context, stage)
    return (
        _("Done. Next is {title}.", title=then.title)
        if then is not None
        else _("Done. This audit is closed.")
    )


def _final_words(context: TurnContext) -> str:
    return _(
        "The audit of {reference} is final. Thank you for your part in it.",
        reference=context.audit.case.reference,
    )


def _stage_card(context: TurnContext, about: StageCard, due: DueNotice) -> View | None:
    stage = context.template.stage_by_id.get(about.stage)
    of_panel = panel_card.of_stage(context, stage) if stage is not None else None
    if of_panel is not None:
        return of_panel if isinstance(of_panel, PanelView) else Sentence(of_panel)
    if for_others := for_other_moderators(context, about.stage):
        return Sentence(for_others)
    if not context.parts:
        return None
    replying = stage is not None and stage.reply is not ReplyStep.NONE
    reply = reply_card(context, stage) if stage is not None and replying else None
    return reply or stage_view(context, about.stage)


FEATURE = Feature(notices={StageCard: _stage_card})
