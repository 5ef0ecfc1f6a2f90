"""The door of this room: `advance(template, audit, conversation, command, turn)` decides what happens next.

What a command does stands in its feature's module (`dialogs/features/`); here is what all of them share: the
gate, the refusals, and what the actor sees in the end.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialogs.audits.audit import Audit
from dialogs.audits.permissions import Permission, allowed, refusal
from dialogs.audits.stages import AUDITOR
from dialogs.conversation import drafts, order_in_time, saves
from dialogs.conversation.command import Command
from dialogs.conversation.confined import confined
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Doors
from dialogs.conversation.message_effects import MessageEffect
from dialogs.conversation.saves import Save
from dialogs.conversation.state import ConversationState, OnScreen
from dialogs.conversation.step import Step
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import Button, RecordView, Sentence
from dialogs.features import (
    answering,
    clarification,
    concern_offer,
    escalation,
    follow_up,
    handover,
    home,
    joint_completion,
    moving,
    pair_news,
    practitioner_result,
    reflections,
    sections,
    starting,
    submission,
    undoing,
)
from dialogs.features.moving import Moved
from dialogs.registry import CHOICES, HANDLERS, HELP, STARTS
from dialogs.understand import understand
from dialogs.understanding import edits, moves, quoted
from dialogs.understanding.beside_file import beside_file
from dialogs.understanding.one_question import at
from dialogs.understanding.quoted import QuotedMessage
from dialogs.wording import deleted_message
from dialogs.wording.answer_buttons import answer_buttons
from dialogs.wording.page_view import page_view
from dialogs.wording.previews import previewed
from dialogs.wording.prompts import ask_next, can_press, just_refused
from template_specs.model import Question, Template
from template_specs.sentences import N_, _


def advance(
    template: Template, audit: Audit, conversation: ConversationState, command: Command, turn: Turn
) -> Step:
    """What `command` does to `audit`, and what the bot says.

    Never raises for anything a person can do: a refusal is a reply that names the thing, the reason and the
    cure, and nothing that was typed is lost.
    """
    step = _advanced(_entering(template, audit, conversation, turn), command)
    return replace(step, replies=previewed(step.replies, audit.case.reference, turn.text))


def _advanced(context: TurnContext, command: Command) -> Step:
    conversation = context.conversation
    if type(command) not in HANDLERS:
        return context.reply(Sentence(_UNLISTED)).step()
    if command.permission is Permission.DELIVER:  # told by the delivery, by no person
        return follow_up.owed(context, practitioner_result.owed(context, _decide(context, command))).step()
    if command.own_words_only:
        return _spoken(context, _decide(context, command)).step()
    command = command.within(context)
    why = refusal(context.turn.actor, command.permission, context.audit, context.asked)
    if why is not None:
        return concern_offer.afterwards(
            conversation, _spoken(context, _refused(context, command, why)), command
        ).step()
    decided = joint_completion.lapsed(context, _decide(_under_way(context, command), command))
    if command.settles:
        decided = submission.back_to_review(context, decided, leaves=command.leaves)
    decided = escalation.owed(context, pair_news.owed(context, decided))
    decided = handover.views_given(context, decided)
    decided = practitioner_result.owed(context, reflections.owed(context, decided))
    decided = follow_up.owed(context, decided)
    spoken = _spoken(context, clarification.left_open(conversation.pending, decided, command))
    if command.opens:
        spoken = sections.with_sections(spoken)
    remembered = order_in_time.remember(context, spoken, ignored=command.is_repeat)
    return concern_offer.afterwards(conversation, remembered, command).step()


@dataclass(frozen=True, slots=True)
class Beside:
    """What came with typed words."""

    quoted: QuotedMessage | None = None
    """The message that they reply to."""
    file: bool = False
    """A file, a picture or a recording."""


def understood(
    template: Template,
    audit: Audit,
    conversation: ConversationState,
    text: str,
    turn: Turn,
    beside: Beside | None = None,
) -> Command:
    """The command that typed `text` is for this person in this audit."""
    context = _entering(template, audit, conversation, turn)
    command = understand(context, text)
    if beside is not None and beside.quoted is not None:
        command = quoted.in_reply(context, text.strip(), command, beside.quoted)
    if beside is not None and beside.file:
        command = beside_file(context, text.strip(), command)
    return command


def understood_edit(
    template: Template,
    audit: Audit,
    conversation: ConversationState,
    message: tuple[str, MessageEffect],
    text: str,
    turn: Turn,
) -> Command | None:
    """The command that the new words `text` of an edited `message` (its token, what it had led to) are; None
    where it had led to nothing that words could change."""
    return edits.edited(_entering(template, audit, conversation, turn), *message, text, understand)


def of_deleted(
    template: Template,
    audit: Audit,
    conversation: ConversationState,
    message: tuple[str, MessageEffect],
    turn: Turn,
) -> str:
    """What is said of a deleted `message` (its token, what it had led to)."""
    return deleted_message.deleted(_entering(template, audit, conversation, turn), *message)


def arriving(
    template: Template, audit: Audit, conversation: ConversationState, moved: Moved, turn: Turn
) -> Command:
    """What words that are moved here from another audit are: saved at the question that they name or were
    saved at, or asked about."""
    return moves.arriving(_entering(template, audit, conversation, turn), moved)


def leaving(
    template: Template, audit: Audit, conversation: ConversationState, save: Save, turn: Turn
) -> Moved | str:
    """What is to be moved to another audit; or why it cannot be."""
    return moving.leaving(_entering(template, audit, conversation, turn), save)


def last_save(template: Template, audit: Audit, conversation: ConversationState, turn: Turn) -> Save | None:
    """What this person saved last, where it was one thing, and not long ago."""
    return moving.last_save(_entering(template, audit, conversation, turn))


def _entering(template: Template, audit: Audit, conversation: ConversationState, turn: Turn) -> TurnContext:
    context = TurnContext(template, audit, conversation, confined(turn, audit), reach=_DOORS)
    return answering.fresh_challenges(context)


def _under_way(context: TurnContext, command: Command) -> TurnContext:
    """Whoever answers has begun, and is not pausing any more."""
    if command.permission in (Permission.WALK, Permission.SUBMIT) and command.at_work:
        context = starting.begin(context)
        away = context.conversation.view in (OnScreen.PAUSED, OnScreen.SUBMITTED)
        read = context.conversation.view is OnScreen.BRIEFING and not command.turns_over
        context = context.with_conversation(view=OnScreen.PAGE) if away or read else context
    return context


def _decide(context: TurnContext, command: Command) -> TurnContext:
    handle = HANDLERS.get(type(command))
    if handle is None:
        return context.say(_UNLISTED)
    if command.permission is Permission.WALK and not context.route.questions:
        return submission.nothing_asked(context)
    return handle(context, command)


_UNLISTED = N_("That cannot be done here. Nothing has been changed.")


def _place(context: TurnContext, question: Question, words: str) -> Command:
    return at(context, question, words, named=True)


_DOORS = Doors(_decide, understand, STARTS, HELP, CHOICES, _place)


def _refused(context: TurnContext, command: Command, why: str) -> TurnContext:
    def may(act: Permission) -> bool:
        return allowed(context.turn.actor, act, context.audit, context.asked)

    late = False
    kept = command.keep_back(context) if context.parts else None
    if kept is not None:
        # Written too late (the other auditor has submitted meanwhile): kept, and shown if it is reopened.
        context = kept
        if drafts.has_late(context):
            late = True
            kept_words = _("What you wrote is kept, and is there again when it is reopened.")
            why = f"{submission.why_late(context, why)} {kept_words}"
    # With a button it stays in the chat.
    told = Sentence(why, (home.first_button(context.turn.actor),) if late else ())
    onward = command.onward
    if onward is None:
        return context.reply(told)
    if onward.permission is Permission.RAISE_CONCERN and may(onward.permission):
        return _decide(context, onward).say(why if onward is not command else "")
    reading = onward.read_only()
    if reading is not None and may(reading.permission):
        return _decide(context.say(why if AUDITOR in context.parts else ""), reading)
    return context.reply(told)


_NOTHING = N_("There is nothing to do here now. Nothing has changed.")


def _spoken(before: TurnContext, context: TurnContext) -> TurnContext:
    """What the actor sees, and after it every text that has to be given back whole."""
    kept = drafts.messages(before.conversation, context)
    return _speak(before, context).copy_all(kept).give_copies()


def _speak(before: TurnContext, context: TurnContext) -> TurnContext:
    """Add what the actor sees: the page as a card, or for those who type the next question in words."""
    if context.replies:
        return context
    if context.turn.typed:
        context = _confirmed(before, context)
    told = Sentence(" ".join(context.said) or _NOTHING, context.offers)
    if not (before.parts & before.asked.answer):
        return context.reply(told)
    asked_nothing = not (context.parts & context.asked.answer) or not context.route.questions
    if asked_nothing or context.conversation.view in (OnScreen.PAUSED, OnScreen.SUBMITTED):
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
    context = (
        context.reply(Sentence(text, (*_buttons(context, asked=bool(question)), *context.offers)))
        if text
        else context
    )
    if context.replies and not moved and not _shows_card(before, context):
        return context
    return context.reply(page_view(context.replace(said=())))  # said in words already


def _buttons(context: TurnContext, *, asked: bool) -> tuple[Button, ...]:
    return can_press(context, asked=asked) or (answer_buttons(context) if asked else ())


def _confirmed(before: TurnContext, context: TurnContext) -> TurnContext:
    """What was typed and saved can be taken back, and is confirmed with the case where there are several."""
    made = saves.made(before, context)
    if made:
        context = context.offer(undoing.button(context, made))
        elsewhere = len(context.route.questions) > 1 or context.turn.several
        if len(made) == 1 and elsewhere:
            context = context.offer(moving.button(context, made[0]))
    case = context.audit.case.reference
    if context.events and context.turn.several and context.said:
        first, *rest = context.said
        context = context.replace(said=(f"{case}: {first}", *rest))
    return context.say(_("You are in {case} now.", case=case)) if context.turn.switched else context


def _record(context: TurnContext) -> tuple[RecordView, ...]:
    # Pressed on the live card: the card becomes one line, so that nobody writes on a closed page.
    if context.turn.typed:
        return ()
    return (RecordView(f"{context.audit.case.reference}: {context.template.short_title}"),)


def _shows_card(before: TurnContext, context: TurnContext) -> bool:
    return context.conversation.editing != before.conversation.editing or not before.conversation.place
