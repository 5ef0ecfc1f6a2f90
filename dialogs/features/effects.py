"""Works out, after a turn, what the typed message in it has led to."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.audits.events import EventKind
from dialogs.conversation.command import Command
from dialogs.conversation.given import Given
from dialogs.conversation.message_effects import MessageEffect, draft_mark
from dialogs.conversation.order_in_time import fingerprint
from dialogs.conversation.pending import MeaningAsked, WhichMeaning
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.conversation.turn import Turn
from dialogs.features.choices import choices_of
from dialogs.features.clarification import ChooseMeaning
from dialogs.features.edited_message import ReplaceWords
from dialogs.features.save_page import SavePage
from template_specs.model import Template


def effects(
    template: Template, before: ConversationState, step: Step, command: Command, turn: Turn
) -> Iterator[tuple[str, MessageEffect]]:
    """What the message of this turn led to, by its token; or an earlier one, where the turn says what that
    one meant."""
    asked = before.pending
    if isinstance(command, ChooseMeaning) and isinstance(asked, MeaningAsked) and asked.about:
        given = _chosen(asked, command.choice)
        if step.conversation.pending != asked:
            yield asked.about, _effect(template, before, step, given, asked.text)
        if turn.typed and turn.token and turn.token != asked.about:
            yield turn.token, MessageEffect(fingerprint(turn.text), asked=step.conversation.asked)
    elif turn.typed and turn.token and turn.text:
        effect = _effect(template, before, step, _given(command), turn.text)
        if _matters(effect, step, turn.token):
            yield turn.token, effect


def _matters(effect: MessageEffect, step: Step, token: str) -> bool:
    """Whether an edit, a deletion or a quoted reply may have to find it."""
    pending = step.conversation.pending
    waits = isinstance(pending, MeaningAsked) and pending.about == token
    led = effect.answers or effect.tried or effect.rows or effect.note or effect.unsent
    return bool(led or effect.asked) or waits


def _chosen(asked: MeaningAsked, number: str) -> tuple[Given, ...]:
    choice = choices_of(asked).get(number) if isinstance(asked, WhichMeaning) else None
    return choice.given if choice is not None else ()


def _given(command: Command) -> tuple[Given, ...]:
    if isinstance(command, ReplaceWords):
        return _given(command.then)
    return command.given if isinstance(command, SavePage) else ()


def _effect(
    template: Template, before: ConversationState, step: Step, given: tuple[Given, ...], text: str
) -> MessageEffect:
    answers = {
        event.key: len(step.audit.history[event.key])
        for event in step.events
        if event.what is EventKind.ANSWERED and "/" not in event.key
    }
    in_rows = [g.key for g in given if g.key in template.by_id and template.by_id[g.key].kind.in_rows]
    tried = tuple((g.key, g.revision) for g in given if g.key not in answers and g.key not in in_rows)
    draft = step.conversation.drafts.get(tried[0][0]) if tried else None
    notes = [event.key for event in step.events if event.what is EventKind.NOTE_TAKEN]
    unsent = step.conversation.unsent
    worded = unsent is not None and (before.unsent is None or before.unsent.words != unsent.words)
    return MessageEffect(
        words=fingerprint(text),
        answers=tuple(answers.items()),
        tried=tried,
        rows=in_rows[0] if in_rows else "",
        draft=draft_mark(draft) if draft is not None else "",
        note=notes[-1] if notes else "",
        unsent=unsent.id if unsent is not None and worded else "",
        unsent_words=fingerprint(unsent.words) if unsent is not None and worded else "",
        asked=step.conversation.asked,
    )
