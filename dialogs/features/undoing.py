"""Undo: take back what was saved by mistake, and restore what was there before.

The trail keeps both: an answer is never deleted, the earlier one is answered anew (`Answer.takes_back`).
Where none stood before, the question is open again, and the answer taken back counts nowhere.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

from dialogs.audits.audit import UNDONE, Answer
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.audits.route import speaks_in_words
from dialogs.conversation import drafts, gate, saves
from dialogs.conversation.card_data import CardData
from dialogs.conversation.cells import begun
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of, reads
from dialogs.conversation.feature import Feature, FirstWord
from dialogs.conversation.given import Choice, Given
from dialogs.conversation.pending import AwaitingCell, ConcernWords, MeaningAsked
from dialogs.conversation.position import in_hand, page_in_hand
from dialogs.conversation.saves import Save
from dialogs.conversation.state import Draft, OnScreen
from dialogs.conversation.views import Action, Button, RecordView, Sentence
from dialogs.features import navigation, unsent_concern
from dialogs.features.choices import LEAVE
from dialogs.features.clarification import AskMeaning
from dialogs.features.rows import row_number
from dialogs.wording.prompts import ask_next
from template_specs.dates import clock, moment
from template_specs.model import Question
from template_specs.sentences import N_, _
from template_specs.text import excerpt

UNASKED = timedelta(hours=1)
"""Within this of saving, a typed `undo` acts at once; after that it asks whether that save is meant."""
SHOWN = 240
"""Characters of what was taken out that the reply shows; longer texts follow in full."""


@dataclass(frozen=True, slots=True)
class TakeBack(Command):
    """What was saved was not meant there: `saves`, or typed, what was saved last."""

    permission = Permission.WALK
    settles_words = True
    verbs = ("undo",)
    typed = (
        "undo",
        "undo that",
        "undo it",
        "take that back",
        "take it back",
        "that was not meant",
        "that was not meant here",
        "that wasn't meant",
        "that was a mistake",
        "that was the wrong question",
        "wrong question",
        "not there",
        "scrap that",
        "delete that",
        "delete my answer",
    )

    saves: tuple[Save, ...] = ()

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(saves.decoded(data.text("saved")) or (Save(gate.UNKNOWN, 0),))

    def within(self, context: TurnContext) -> Command:
        return replace(
            self, saves=tuple(s if is_mine(context, s) else Save(gate.UNKNOWN, 0) for s in self.saves)
        )


def is_mine(context: TurnContext, save: Save) -> bool:
    """Whether the actor made this save, at a question that is theirs to answer."""
    mine = context.turn.actor.id
    if save.note:
        note = saves.note_of(context.audit, save)
        return note is not None and note.by == mine
    answer = saves.answer_of(context.audit, save)
    return answer is not None and answer.by == mine and gate.theirs(context, save.key)


def button(context: TurnContext, made: tuple[Save, ...]) -> Button:
    """Undo, for these saves and no others."""
    data = {"audit": context.audit.id, "token": context.turn.token, "saved": saves.encoded(made)}
    return Button(_("Undo"), Action("undo", data), looks_back=True)


def take_back(context: TurnContext, command: TakeBack) -> TurnContext:
    """Take back what was saved, judging each save by itself, and say what is there now."""
    meant = command.saves
    if not meant:
        unsaved = _unsaved(context)
        if unsaved is not None:
            return unsaved
        meant, at = saves.last_of(context)
        if at is None:
            return context.say(
                _("You have saved nothing in this audit yet, so there is nothing to take back.")
            )
        if context.turn.now - at > UNASKED:
            return _ask_first(context, meant, _("What you saved last, at {moment}, was", moment=moment(at)))
    before, said = context, len(context.said)
    for save in meant:
        context = _one(context, save)
    taken = context.audit.revision > before.audit.revision
    if taken:
        context = navigation.count_change(context, before.route.ids)
        context = _stands_at(before, context, meant)
    if context.turn.typed:
        return context
    told = " ".join(context.said[said:])
    if not taken:
        return context.reply(Sentence(told))
    return in_text(context, told, _("taken back"))


def in_text(context: TurnContext, told: str, done: str) -> TurnContext:
    """A press on a reply in words is answered in words, with the question in hand."""
    context, question = ask_next(context)
    record = RecordView(f"{context.audit.case.reference}: {done}.")
    text = "\n\n".join(filter(None, (told, question)))
    return context.reply(record, Sentence(text, context.offers))


def stopped(context: TurnContext, save: Save) -> str:
    """Why a save cannot be taken back or moved now, and what to do; empty where nothing speaks against it."""
    question = saves.question_of(context, save)
    note = saves.note_of(context.audit, save)
    if note is not None:
        return _("The note has been used or dropped already.") if note.settled else ""
    answer, stands = saves.answer_of(context.audit, save), context.audit.answer(save.key)
    if question is None or answer is None or stands is None:
        return _("There is nothing of yours to take back there. Nothing has changed.")
    name = name_of(question)
    if question.id not in context.route:
        return _("{name} is not asked now, because of an earlier answer. Nothing has changed.", name=name)
    if stands.revision == save.revision:
        return ""
    later = context.audit.history[save.key][save.revision :]
    back = next((a for a in later if a.takes_back == save.revision and a.by == answer.by), None)
    if back is not None:
        done = _("moved") if back.moved_to else _("taken back")
        return _(
            "{name}: that is {done} already. {stands}",
            name=name,
            done=done,
            stands=_stands(context, question, stands),
        )
    if stands.by == context.turn.actor.id:
        return _(
            "{name}: you have changed it since, at {clock}. {stands} To take that back, press Undo "
            "under it, or type undo.",
            name=name,
            clock=clock(stands.at),
            stands=_stands(context, question, stands),
        )
    who = context.name(stands.by)
    return _(
        "{name}: {who} has changed it since, at {clock}, so I left it as it is. {stands} Speak "
        "with {who}, or type go to {id} to change it.",
        name=name,
        who=who,
        clock=clock(stands.at),
        stands=_stands(context, question, stands),
        id=question.id,
    )


def restore(context: TurnContext, save: Save, code: str, to: str = "") -> TurnContext:
    """Restore what was there before `save`; `code`, with `to`, says on the trail what became of it."""
    if save.note:
        return context.record(EventKind.NOTE_SETTLED, save.note)
    before = saves.answer_of(context.audit, Save(save.key, save.revision - 1))
    thin = f"{code}{save.revision}:{to}" if to else f"{code}{save.revision}"
    stood = before is not None and not before.removed
    if "/" in save.key and not stood:
        answer = saves.answer_of(context.audit, save)
        value = answer.value if answer is not None else None
        return context.record(EventKind.ROW_REMOVED, save.key, value, _text(answer), thin)
    if before is None or not stood:
        context = context.record(EventKind.ANSWERED, save.key, thin=thin)
    else:
        words = _text(before) if before.passage is not None else None
        context = context.record(EventKind.ANSWERED, save.key, before.value, words, thin)
    waiting = {k: why for k, why in context.conversation.challenges.items() if k != save.key}
    return context.with_conversation(challenges=waiting)


def stands_now(context: TurnContext, save: Save) -> str:
    """A sentence that says what is there after a save was taken back."""
    if save.note:
        return _("It is dropped.")
    question, answer = saves.question_of(context, save), context.audit.answer(save.key)
    if question is None or answer is None:
        return ""
    return _stands(context, question, answer)


def _one(context: TurnContext, save: Save) -> TurnContext:
    why = stopped(context, save)
    if why:
        return context.say(why)
    out, name = saves.as_typed(context, save), saves.named(context, save)
    question = saves.question_of(context, save)
    if "/" in save.key and not save.note and question is not None:
        name = _("{name}, number {row_number}", name=name, row_number=row_number(context, save.key))
    context = restore(context, save, UNDONE)
    context = context.say(
        _("{name}: taken back. {stands_now}", name=name, stands_now=stands_now(context, save))
    )
    if not out:
        return context
    if len(out) <= SHOWN:
        return context.say(_("Taken out: “{out}”.", out=out))
    return context.say(_("Taken out: “{excerpt}”, in full below.", excerpt=excerpt(out, SHOWN))).copy(
        _("{name}, taken out", name=name), out
    )


def _stands(context: TurnContext, question: Question, answer: Answer) -> str:
    if answer.removed:
        return _("That row is not there now.") if question.kind.in_rows else _("It is empty now.")
    if question.kind.in_rows:
        return _("It now says: {excerpt}.", excerpt=excerpt(saves.row_in_words(question, answer), SHOWN))
    label = reads(question, answer)
    words = "" if question.identity and label else _text(answer)
    told = " - ".join(filter(None, (label, excerpt(words, 120))))
    if not told:
        return _("It is empty now.")
    if not label and question.evidence is not None and not speaks_in_words(question):
        return _(
            "What you saw is still there: “{excerpt}”. Now give the answer.", excerpt=excerpt(words, 120)
        )
    return _("It is now {told}.", told=told) if label else _("It now says “{told}”.", told=told)


def _text(answer: Answer | None) -> str:
    return answer.passage.text if answer is not None and answer.passage is not None else ""


def _stands_at(before: TurnContext, context: TurnContext, meant: tuple[Save, ...]) -> TurnContext:
    """Back at the question whose answer was taken back; a late press leaves the question in hand."""
    first = next((s for s in meant if not s.note and s.key.partition("/")[0] in context.route), None)
    context = context.with_conversation(pending=None)
    late = not context.turn.typed and not set(meant) & set(saves.last_of(before)[0])
    if first is None or late:
        return context
    question = context.template.by_id[first.key.partition("/")[0]]
    if context.conversation.view != OnScreen.PAGE or question not in page_in_hand(context).questions:
        context = navigation.stand_at(context, question.id)
    answer = context.audit.answer(question.id)
    return context.with_conversation(
        asked=question.id,
        asked_revision=answer.revision if answer is not None else 0,
        passed=context.conversation.passed - {question.id},
    )


# --- what is typed, and not saved yet ----------------------------------------------------------------


def _unsaved(context: TurnContext) -> TurnContext | None:
    """Typed `undo` where the last thing typed is not saved yet; None where it is."""
    pending = context.conversation.pending
    if isinstance(pending, ConcernWords):
        return unsent_concern.leave(context)
    if isinstance(pending, MeaningAsked):
        told = _("Left out: “{excerpt}”. It was not saved anywhere.", excerpt=excerpt(pending.text, SHOWN))
        return context.with_conversation(pending=None).say(told)
    question = in_hand(context)
    if question is None or not question.kind.in_rows or not isinstance(pending, AwaitingCell):
        return None
    return _last_cell(context, question, pending)


def _last_cell(context: TurnContext, question: Question, pending: AwaitingCell) -> TurnContext | None:
    """The cell typed last of a row that is not saved yet: it is asked again."""
    row = begun(context, question)
    ids = [column.id for column in question.columns]
    filled = [id for id in ids[: ids.index(pending.column)] if row is not None and row.cells.get(id)]
    if row is None or not filled:
        return None
    cells = {id: cell for id, cell in row.cells.items() if id != filled[-1]}
    column = next(c for c in question.columns if c.id == filled[-1])
    context = drafts.without(context, question.id)
    if cells:
        draft = Draft(
            _("You had begun this one. Fill in the rest and add it, or discard it."),
            words=json.dumps(cells, ensure_ascii=False),
        )
        context = context.with_conversation(drafts={**context.conversation.drafts, question.id: draft})
    context = context.with_conversation(pending=AwaitingCell(question.id, column.id, cells))
    return context.say(
        _(
            "{rstrip}: taken back. It was “{cells}”.",
            rstrip=column.label.rstrip("?"),
            cells=row.cells[column.id],
        )
    )


def _ask_first(context: TurnContext, meant: tuple[Save, ...], why: str) -> TurnContext:
    """A save of hours ago is taken back only when that is said."""
    told = "; ".join(
        f"{saves.named(context, save)}: “{excerpt(saves.as_typed(context, save), 80)}”" for save in meant[:5]
    )
    given = tuple(Given(save.key, None, None, save.revision) for save in meant)
    choices = (Choice(_("Take it back"), given, "undo"), LEAVE)
    return context.then(AskMeaning("", _("{why} {told}. Take it back?", why=why, told=told), choices))


def _chosen(context: TurnContext, text: str, choice: Choice) -> TurnContext:
    command = TakeBack(tuple(Save(given.key, given.revision) for given in choice.given))
    return context.then(command.within(context))


FEATURE = Feature(
    handlers={TakeBack: take_back},
    help=(("undo", N_("take back what you saved last; what was there before comes back")),),
    starts={"undo": FirstWord(N_("Take back what I saved last"))},
    choices={"undo": _chosen},
)
