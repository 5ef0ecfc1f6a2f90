"""The one door of this room: `advance(template, audit, walk, event, turn)` decides what happens next.

To find where a case is decided, look for its event below; each line names its module.
"""

from __future__ import annotations

from typing import assert_never

from dialogs.audits.audit import Audit
from dialogs.audits.permissions import Permission, allowed, permission_for, refusal
from dialogs.audits.stages import AUDITOR
from dialogs.conversation import drafts, order_in_time
from dialogs.conversation.commands import (
    Acknowledge,
    AskMeaning,
    AskWhich,
    BeginConcern,
    ChooseMeaning,
    Command,
    DropConcern,
    DropDraft,
    ExplainConcern,
    GoBack,
    GoOn,
    GoTo,
    IgnoreRepeat,
    KeepEvidence,
    LeaveConcern,
    NotUnderstood,
    OpenAudit,
    Pause,
    RaiseConcern,
    ReadBack,
    RecordConcernDelivery,
    RecordConcernHeldUp,
    RecordSummaryHeldUp,
    RemoveRow,
    ReopenAudit,
    ReviewAction,
    RewordConcern,
    SavePage,
    SaveRow,
    SendConcern,
    SettleNote,
    ShowCard,
    ShowWhere,
    Skip,
    SubmitStage,
    TakeNote,
    TakeOffer,
    WordConcern,
)
from dialogs.conversation.context import TurnContext
from dialogs.conversation.position import page_in_hand
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import RecordView, Sentence
from dialogs.features import (
    answering,
    choices,
    clarification,
    concerns,
    gate,
    joint_completion,
    manager_actions,
    navigation,
    notes,
    rows,
    save_page,
    submission,
    undelivered,
    unsent_concern,
)
from dialogs.understand import understand
from dialogs.wording.page_view import page_view
from dialogs.wording.prompts import ask_next, can_keep, just_refused
from template_specs.model import Template
from template_specs.text import excerpt


def advance(
    template: Template, audit: Audit, conversation: ConversationState, command: Command, turn: Turn
) -> Step:
    """What `event` does to `audit`, and what the bot says.

    Never raises for anything a person can do: a refusal is a reply that names the thing, the reason and the
    cure, and nothing that was typed is lost.
    """
    context = _entering(template, audit, conversation, turn)
    if isinstance(
        command, RecordConcernDelivery | RecordConcernHeldUp | RecordSummaryHeldUp
    ):  # told by the delivery, by no person
        return _told_by_delivery(context, command).step()
    if isinstance(command, DropConcern):  # one's own unsent words, whatever one is to the audit now
        return _spoken(context, unsent_concern.drop(context, command)).step()
    command = gate.passed(context, command)
    why = refusal(turn.actor, permission_for(command), audit, context.asked)
    if why is not None:
        return unsent_concern.afterwards(
            conversation, _spoken(context, _refused(context, command, why)), command
        ).step()
    decided = joint_completion.lapsed(context, _decide(_under_way(context, command), command))
    spoken = _spoken(context, clarification.left_open(conversation.pending, decided, command))
    return unsent_concern.afterwards(conversation, order_in_time.remember(context, spoken), command).step()


def understood(
    template: Template, audit: Audit, conversation: ConversationState, text: str, turn: Turn
) -> Command:
    """The event that typed `text` is for this person in this audit."""
    return understand(_entering(template, audit, conversation, turn), text)


def _entering(template: Template, audit: Audit, conversation: ConversationState, turn: Turn) -> TurnContext:
    return answering.fresh_challenges(TurnContext(template, audit, conversation, turn))


def _under_way(context: TurnContext, command: Command) -> TurnContext:
    """Whoever answers has begun, and is not pausing any more."""
    if permission_for(command) in (Permission.WALK, Permission.SUBMIT) and not isinstance(command, Pause):
        context = navigation.begin(context)
        context = (
            context.with_conversation(view="page")
            if context.conversation.view in ("paused", "submitted")
            else context
        )
    return context


def _decide(context: TurnContext, command: Command) -> TurnContext:
    if isinstance(command, RecordConcernDelivery | RecordConcernHeldUp | RecordSummaryHeldUp):
        return _told_by_delivery(context, command)
    if permission_for(command) is Permission.WALK and not context.route.questions:
        return _without_questions(context)
    match command:
        case OpenAudit() | ShowCard():
            return navigation.open_audit(context) if isinstance(command, OpenAudit) else _card(context)
        case SavePage():
            return save_page.save_page(context, command, _decide)
        case KeepEvidence():
            return save_page.keep(context, command)
        case SaveRow():
            return rows.save_row(context, command)
        case RemoveRow():
            return rows.remove_row(context, command)
        case DropDraft():
            return save_page.drop(context, command)
        case GoBack():
            return navigation.go_back(context)
        case GoOn():
            return navigation.go_on(context)
        case Skip():
            return navigation.skip(context)
        case GoTo():
            return navigation.go_to(context, command)
        case Pause():
            return navigation.pause(context)
        case ShowWhere():
            return navigation.say_where(context)
        case BeginConcern():
            return unsent_concern.begin(context)
        case RaiseConcern():
            return concerns.raise_concern(context, command)
        case WordConcern():
            return unsent_concern.word(context, command)
        case SendConcern():
            return unsent_concern.send(context, command)
        case DropConcern():
            return unsent_concern.drop(context, command)
        case RewordConcern() | LeaveConcern() | ExplainConcern() | TakeOffer():
            return _about_a_concern(context, command)
        case TakeNote():
            return notes.take(context, command)
        case SettleNote():
            return notes.settle(context, command)
        case ReadBack():
            return submission.review(context, command)
        case SubmitStage():
            return submission.submit(context, command)
        case AskWhich():
            return clarification.ask_which(context, command)
        case AskMeaning():
            return clarification.ask_between(context, command)
        case IgnoreRepeat():
            return context.say(
                "That came twice within seconds, so I took it once. Type it again if you meant it twice."
            )
        case ChooseMeaning():
            return clarification.cleared(context, command, _decide)
        case NotUnderstood():
            return _not_understood(context, command)
        case Acknowledge():
            return manager_actions.acknowledge(context, command)
        case ReviewAction():
            return manager_actions.review_action(context, command)
        case ReopenAudit():
            return manager_actions.reopen(context, command)
        case _:
            assert_never(command)


def _without_questions(context: TurnContext) -> TurnContext:
    """A stage that only asks to be completed; or nothing is left to ask of this person in it."""
    why = refusal(context.turn.actor, Permission.SUBMIT, context.audit, context.asked)
    return submission.submit(context, SubmitStage()) if why is None else context.say(why)


def _told_by_delivery(
    context: TurnContext, command: RecordConcernDelivery | RecordConcernHeldUp | RecordSummaryHeldUp
) -> TurnContext:
    match command:
        case RecordConcernDelivery():
            return concerns.delivered(context, command)
        case RecordConcernHeldUp():
            return undelivered.concern_held(context, command)
        case RecordSummaryHeldUp():
            return undelivered.summary_held(context, command)


def _about_a_concern(
    context: TurnContext, command: RewordConcern | LeaveConcern | ExplainConcern | TakeOffer
) -> TurnContext:
    match command:
        case RewordConcern():
            return unsent_concern.reword(context)
        case LeaveConcern():
            return unsent_concern.leave(context)
        case ExplainConcern():
            return unsent_concern.explain(context)
        case TakeOffer():
            return unsent_concern.take_offer(context, command)


def _refused(context: TurnContext, command: Command, why: str) -> TurnContext:
    def may(act: Permission) -> bool:
        return allowed(context.turn.actor, act, context.audit, context.asked)

    if isinstance(command, SavePage | SaveRow) and context.parts:
        # Written too late (the other auditor has submitted meanwhile): kept, and shown if it is reopened.
        context = save_page.keep_back(context, command)
        if save_page.has_kept(context):
            why = f"{why} What you wrote is kept, and is there again when it is reopened."
    then = command.then if isinstance(command, SavePage) else command
    if (
        then is not None
        and permission_for(then) is Permission.RAISE_CONCERN
        and may(Permission.RAISE_CONCERN)
    ):
        return _decide(context, then).say(why if isinstance(command, SavePage) else "")
    if isinstance(then, OpenAudit | ReadBack) and may(Permission.READ):
        told = why if AUDITOR in context.parts else ""
        return submission.review(context.say(told), then if isinstance(then, ReadBack) else ReadBack())
    return context.reply(Sentence(why))


def _card(context: TurnContext) -> TurnContext:
    return navigation.stand_at(context, page_in_hand(context).anchor)


def _not_understood(context: TurnContext, command: NotUnderstood) -> TurnContext:
    told = "I am not sure where that belongs. Type next to go on, note: to keep it, or help."
    if not context.route.missing():
        told = (
            "Everything required is answered. Type review to read it back, submit to send it, or go to 3.4 "
            "to change an answer."
        )
    if len(command.text.split()) < clarification.LEAST:
        return context.say(told)
    why = f"{told} What is “{excerpt(command.text, 60)}”?"
    return clarification.ask_between(context, AskMeaning(command.text, why, (choices.NOTE, choices.LEAVE)))


_NOTHING = "There is nothing to do here now; everything stands as it was."


def _spoken(before: TurnContext, context: TurnContext) -> TurnContext:
    """What the actor sees, and after it every text that has to be given back whole."""
    kept = drafts.messages(before.conversation, context)
    return _speak(before, context).copy_all(kept).give_copies()


def _speak(before: TurnContext, context: TurnContext) -> TurnContext:
    """Add what the actor sees: the page as a card, or for those who type the next question in words."""
    if context.replies:
        return context
    told = Sentence(" ".join(context.said) or _NOTHING)
    if not (before.parts & before.asked.answer):
        return context.reply(told)
    asked_nothing = not (context.parts & context.asked.answer) or not context.route.questions
    if asked_nothing or context.conversation.view in ("paused", "submitted"):
        return context.reply(*(_record(context)), told)
    context, question = ask_next(context)
    if not context.turn.typed:
        return context.reply(page_view(context))
    if just_refused(before, context):
        question = ""
    moved = (
        context.conversation.place != before.conversation.place
        or context.conversation.view != before.conversation.view
    )
    text = "\n\n".join(part for part in (" ".join(context.said), question) if part)
    context = context.reply(Sentence(text, can_keep(context) if question else ())) if text else context
    if not moved and not _shows_card(before, context):
        return context
    return context.reply(page_view(context.replace(said=())))  # said in words already


def _record(context: TurnContext) -> tuple[RecordView, ...]:
    # Pressed on the live card: the card becomes one line, so that nobody writes on a closed page.
    if context.turn.typed:
        return ()
    return (RecordView(f"{context.audit.case.reference}: {context.template.short_title}"),)


def _shows_card(before: TurnContext, context: TurnContext) -> bool:
    return context.conversation.editing != before.conversation.editing or not before.conversation.place
