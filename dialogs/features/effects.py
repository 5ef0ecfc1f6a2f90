"""Works out, after a turn, what the typed message in it has led to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from dialogs.audits.audit import Key
from dialogs.audits.events import EventKind
from dialogs.conversation.cells import cell_asked, cells_of
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.given import Given
from dialogs.conversation.message_effects import NOTHING, MessageEffect, draft_mark
from dialogs.conversation.order_in_time import fingerprint
from dialogs.conversation.pending import MeaningAsked, WhichMeaning
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.conversation.turn import Turn
from dialogs.features.choices import choices_of
from dialogs.features.clarification import AskMeaning, ChooseMeaning
from dialogs.features.edited_message import EditCell, ReplaceWords
from dialogs.features.save_page import SavePage
from template_specs.model import Template
from template_specs.text import clean


def effects(
    template: Template,
    before: ConversationState,
    step: Step,
    command: Command,
    turn: Turn,
    edited: MessageEffect | None = None,
) -> Iterator[tuple[str, MessageEffect]]:
    """What the message of this turn led to, by its token; or an earlier one, where the turn says what that
    one meant.  `edited`: what the message had led to before it was edited."""
    asked = before.pending
    if isinstance(asked, MeaningAsked) and asked.about and _is_joined(asked.text, command, turn):
        yield asked.about, MessageEffect(before.heard, asked=before.asked, joined=turn.token)
    if isinstance(command, ChooseMeaning) and isinstance(asked, MeaningAsked) and asked.about:
        given = _chosen(asked, command.choice)
        if step.conversation.pending != asked:
            yield asked.about, _effect(template, before, step, given, asked.text)
        if turn.typed and turn.token and turn.token != asked.about:
            yield turn.token, MessageEffect(fingerprint(turn.text), asked=step.conversation.asked)
    elif turn.typed and turn.token and turn.text:
        effect = _effect(template, before, step, _given(command), turn.text)
        if isinstance(command, ReplaceWords):
            command = command.then
        if isinstance(command, EditCell):
            effect = _of_cell(effect, template, step, command.key.partition("/")[0], command.column)
            effect = replace(effect, row=command.row, cell=effect.cell or (edited or NOTHING).cell)
        elif effect.rows:
            scene = TurnContext(template, step.audit, before, turn)
            column = cell_asked(scene, template.by_id[effect.rows]).id
            effect = _of_cell(effect, template, step, effect.rows, column)
        if edited is not None and edited.on_record and not effect.on_record:
            effect = replace(edited, asked=effect.asked)  # its new words are asked about, or refused
        elif edited is not None and [k for k, _ in edited.answers] == [k for k, _ in effect.answers]:
            effect = replace(effect, first=edited.first or edited.answers[0][1] if edited.answers else 0)
        if _matters(effect, step, turn.token):
            yield turn.token, effect


def _is_joined(waiting: str, command: Command, turn: Turn) -> bool:
    """Whether a message was taken as one with the words that waited."""
    if not (turn.typed and turn.token and turn.text):
        return False
    both = clean(f"{waiting}\n{turn.text}").strip()
    if isinstance(command, AskMeaning):
        return clean(command.text).strip() == both
    return any(both in (text or "") for given in _given(command) for text in (given.value, given.words))


def _matters(effect: MessageEffect, step: Step, token: str) -> bool:
    """Whether an edit, a deletion or a quoted reply may have to find it."""
    pending = step.conversation.pending
    waits = isinstance(pending, MeaningAsked) and pending.about == token
    led = effect.answers or effect.tried or effect.rows or effect.note or effect.unsent
    return bool(led or effect.asked) or waits


def _of_cell(
    effect: MessageEffect, template: Template, step: Step, question: Key, column: str
) -> MessageEffect:
    """What is known of a message that filled one cell: of the row that it completed, or the one under way."""
    written = [
        e.key for e in step.events if e.what is EventKind.ANSWERED and e.key.startswith(f"{question}/")
    ]
    draft = step.conversation.drafts.get(question)
    answer = step.audit.answer(written[-1]) if written else None
    held = json.loads(draft.words) if draft is not None and draft.words else {}
    cells: dict[str, str] = cells_of(answer) if answer is not None else held
    before = sum(key.startswith(f"{question}/") for key in step.audit.history) - bool(written)
    return replace(
        effect, rows=question, column=column, cell=fingerprint(cells.get(column, "")), row=before, answers=()
    )


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
