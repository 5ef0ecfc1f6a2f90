"""A page comes back, or one answer is typed: save what can be saved, then go where the person wants to go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Self

from dialogs.audits.audit import Key
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission, refusal
from dialogs.conversation import gate
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of, standing
from dialogs.conversation.drafts import LATE
from dialogs.conversation.feature import Feature, FirstWord
from dialogs.conversation.given import Given
from dialogs.conversation.pending import Conflict
from dialogs.conversation.position import in_hand, page_in_hand, page_is_done
from dialogs.features import answering, navigation, notes, row_typing, rows
from dialogs.features.notes import TakeNote
from dialogs.features.rows import RemoveRow, SaveRow
from dialogs.wording import saved_words
from template_specs.sentences import N_, _


@dataclass(frozen=True, slots=True)
class SavePage(Command):
    """Answers given, then on to the next page, or to what `then` asks for.

    `row`: a row's form that stood filled in on the page when another button was pressed.
    """

    permission = Permission.WALK
    settles = True
    verbs = ("save",)

    given: tuple[Given, ...]
    then: Command | None = None
    row: SaveRow | None = None

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.given(), row=_row(data))

    def within(self, context: TurnContext) -> Command:
        return replace(
            self,
            given=tuple(given for given in self.given if gate.theirs(context, given.key)),
            then=self.then.within(context) if self.then is not None else None,
            row=self.row if self.row is not None and gate.theirs(context, self.row.key) else None,
        )

    @property
    def onward(self) -> Command | None:
        return self.then

    def keep_back(self, context: TurnContext) -> TurnContext | None:
        for given in self.given:
            context = answering.hold_back(context, given, LATE)
        for inner in (self.row, self.then):
            kept = inner.keep_back(context) if inner is not None else None
            context = context if kept is None else kept
        return context.replace(said=())

    def texts(self) -> Iterator[tuple[str, str]]:
        for given in self.given:
            yield from ((given.key, text) for text in (given.value, given.words) if text and " " in text)
        for inner in (self.then, self.row):
            if inner is not None:
                yield from inner.texts()


@dataclass(frozen=True, slots=True)
class KeepEvidence(Command):
    """The challenged evidence stays as it is."""

    permission = Permission.WALK
    settles = True
    verbs = ("keep",)
    saves_page = True

    key: Key

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item"))

    def within(self, context: TurnContext) -> Command:
        # Without a key it is about what was asked last.
        return self if not self.key or gate.theirs(context, self.key) else KeepEvidence(gate.UNKNOWN)


@dataclass(frozen=True, slots=True)
class DropDraft(Command):
    """The held text of `key` is given up for the saved one."""

    permission = Permission.WALK
    settles = True
    verbs = ("drop",)
    saves_page = True

    key: Key

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item"))

    def within(self, context: TurnContext) -> Command:
        # One's own text may always be given up, wherever it was meant for.
        mine = self.key in context.conversation.drafts or gate.theirs(context, self.key)
        return self if mine else DropDraft(gate.UNKNOWN)


@dataclass(frozen=True, slots=True)
class UseDraft(Command):
    """The held text of `key` takes the place of the saved one."""

    permission = Permission.WALK
    settles = True
    verbs = ("mine",)
    saves_page = True

    key: Key

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item"))

    def within(self, context: TurnContext) -> Command:
        return self if gate.theirs(context, self.key) else UseDraft(gate.UNKNOWN)


def save_page(context: TurnContext, command: SavePage) -> TurnContext:
    """Every answer on its own merits; then on, or to what was pressed, if this person may."""
    before = context.route.ids
    if not context.conversation.place:
        context = navigation.stand_at(context, context.route.questions[0].id)
    if context.turn.typed:
        return _type(context, command, before)
    happened = len(context.events)
    context = answering.take_all(context, command.given, stays=command.then is not None)
    if command.row is not None and _is_filled(context, command.row):
        context = rows.save_row(context, command.row)
    saved = len({h.key for h in context.events[happened:] if h.what is EventKind.ANSWERED})
    if command.then is None and _is_from_another_page(context, command):
        return navigation.count_change(_stay(context.say(_("Saved.") if saved else ""), command), before)
    if command.then is None:
        gone_on = navigation.go_on_after(context, before)
        moved = page_in_hand(gone_on).anchor != page_in_hand(context).anchor
        said = saved_words.page(context, saved, moved=moved)
        return gone_on.replace(said=(*context.said, *said, *gone_on.said[len(context.said) :]))
    if isinstance(command.then, KeepEvidence) and command.then.key not in context.conversation.challenges:
        # Edited and kept in one press: saved is kept.
        return navigation.go_on_after(context.say(_("Saved.") if saved else ""), before)
    context = navigation.count_change(context.say(_("Saved.") if saved else ""), before)
    why = refusal(context.turn.actor, command.then.permission, context.audit, context.asked)
    return context.say(why) if why is not None else context.then(command.then)


def on_the_way(command: Command, data: CardData) -> Command:
    """`command` of a pressed button.  Whichever button of a page it is, what stands in the page's boxes is
    saved first: nothing typed is lost."""
    if not command.saves_page:
        return command
    # What is dropped must not be saved on the way.
    dropped = command.key if isinstance(command, DropDraft) else ""
    given = tuple(answer for answer in data.given() if answer.key != dropped)
    row = None if isinstance(command, SaveRow | RemoveRow | DropDraft) else _row(data)
    return SavePage(given, command, row) if given or row else command


def keep(context: TurnContext, command: KeepEvidence) -> TurnContext:
    """The challenged evidence stays as it is; or, in a conflict, the saved answer."""
    before = context.route.ids
    pending = context.conversation.pending
    if not command.key and isinstance(pending, Conflict):
        context = answering.drop_draft(context, pending.key).with_conversation(pending=None)
    else:
        context = answering.keep_evidence(context, command.key).with_conversation(asked="")
    if page_is_done(context, page_in_hand(context)):
        return navigation.go_on_after(context, before)
    return context


def drop(context: TurnContext, command: DropDraft) -> TurnContext:
    """What was kept is given up; who types goes on from there."""
    context = answering.drop_draft(context, command.key).with_conversation(pending=None, asked="")
    done = context.turn.typed and page_is_done(context, page_in_hand(context))
    return navigation.go_on(context) if done else context


def use(context: TurnContext, command: UseDraft) -> TurnContext:
    """What was kept is saved, as by the words that type it."""
    before = context.route.ids
    if command.key not in context.conversation.drafts:
        return navigation.go_on_after(context, before)  # its box came back with the press, and is saved
    waiting = context.with_conversation(pending=Conflict(command.key), asked=command.key)
    return waiting.then(context.doors.reads_word(waiting, "use mine"))


def _row(data: CardData) -> SaveRow | None:
    key = data.text("row")
    return SaveRow(key, data.cells(), data.number("row_rev")) if key else None


def _type(context: TurnContext, command: SavePage, before: frozenset[str]) -> TurnContext:
    held, held_revision = in_hand(context), context.conversation.asked_revision
    was_asked = held is not None and context.conversation.asked == held.id
    refused: list[str] = []
    for key, parts in groupby(command.given, lambda given: given.key):
        context = _type_at(context.replace(refused=False), list(parts))
        refused += [key] if context.refused else []
    context = navigation.count_change(context.replace(refused=bool(refused)), before)
    again = next((g.key for g in command.given if g.key in refused or _is_half(context, g.key)), "")
    if again:
        # What was refused or half said is still in hand: the next words go there and nowhere else.
        answer = context.audit.answer(again)
        revision = answer.revision if answer is not None else 0
        passed = context.conversation.passed - {again}
        return context.with_conversation(asked=again, asked_revision=revision, passed=passed)
    if page_is_done(context, page_in_hand(context)):
        return navigation.go_on(context)
    if held is not None and held.id not in {given.key for given in command.given}:
        # Another question was answered by its name: the one that was asked is still in hand.
        return (
            context.with_conversation(asked=held.id, asked_revision=held_revision) if was_asked else context
        )
    return context.with_conversation(asked="")


def _type_at(context: TurnContext, parts: list[Given]) -> TurnContext:
    """One answer, or the parts of a row."""
    question = context.template.by_id.get(parts[0].key)
    if question is not None and question.kind.in_rows and parts[0].words:
        return row_typing.type_row(
            context, question, ((part.words or "", part.value or "") for part in parts)
        )
    for given in parts:
        context = _type_one(context, given)
    return context


def _type_one(context: TurnContext, given: Given) -> TurnContext:
    question = context.template.by_id.get(given.key)
    if question is None:
        return context
    if question.kind.in_rows:
        return row_typing.type_cell(context, question, given.value or "")
    stood = context.audit.answer(given.key)
    happened = len(context.events)
    context = answering.take(context.with_conversation(pending=None), given)
    if any(h.what is EventKind.ANSWERED for h in context.events[happened:]):
        context = context.say(
            saved_words.answer(context, question), saved_words.replaced(context, question, stood)
        )
    elif not context.refused and given.key not in context.conversation.drafts:
        context = context.say(_("{name_of}: that is already saved.", name_of=name_of(question)))
    if given.words and question.evidence is None:
        # There is no box for what followed the answer: it is not thrown away.
        context = notes.take(context, TakeNote(given.words))
    return context


def _is_half(context: TurnContext, key: str) -> bool:
    """Whether a question has an answer without its evidence, evidence without its answer, or asks again."""
    question = context.template.by_id.get(key)
    if question is None or question.kind.in_rows or key not in context.route:
        return False
    if key in context.conversation.drafts or key in context.conversation.challenges:
        return True
    return standing(context, key) is not None and key not in context.whole.complete


def _is_from_another_page(context: TurnContext, command: SavePage) -> bool:
    """Whether an older card was pressed than that of the page in hand."""
    here = {q.id for q in page_in_hand(context).questions}
    return bool(command.given) and not any(given.key in here for given in command.given)


def _stay(context: TurnContext, command: SavePage) -> TurnContext:
    """On the page in hand; or where something on the older card asks for this person again."""
    for given in command.given:
        waiting = given.key in context.conversation.drafts or given.key in context.conversation.challenges
        if waiting and given.key in context.route:
            return navigation.stand_at(context, given.key)
    return context


def _is_filled(context: TurnContext, row: SaveRow) -> bool:
    return any(cell.strip() for cell in row.cells.values()) or row.key in context.conversation.drafts


FEATURE = Feature(
    handlers={SavePage: save_page, KeepEvidence: keep, DropDraft: drop, UseDraft: use},
    help=(("keep", N_("keep what you saw, or the saved answer, as it is")),),
    starts={"keep": FirstWord(N_("Keep what is there"))},
)
