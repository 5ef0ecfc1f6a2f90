"""A message that was edited after the bot had taken it: its new words do what the first would have done.

Nothing is taken off the record: the first words stay there, and what the new ones say follows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dialogs.audits.audit import Key
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.conversation import drafts, gate
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, standing
from dialogs.conversation.feature import Feature
from dialogs.conversation.order_in_time import fingerprint
from dialogs.conversation.pending import MeaningAsked
from dialogs.conversation.state import Worded
from dialogs.features import concerns, notes, unsent_concern
from dialogs.features.notes import TakeNote
from dialogs.features.typed_rows import ChangeCell, retype
from dialogs.features.unsent_concern import WordConcern
from template_specs.dates import moment
from template_specs.kinds import clean
from template_specs.sentences import _


@dataclass(frozen=True, slots=True)
class ReplaceWords(Command):
    """Words that waited to be asked about, or were kept as a draft, give way to `then`."""

    permission = Permission.WALK
    settles_words = True

    then: Command
    about: str = ""
    """The question of the bot's that asked what they were; empty for none."""
    draft: Key = ""
    """Where they were kept; empty for nowhere."""

    def within(self, context: TurnContext) -> Command:
        kept = self.draft if self.draft in context.conversation.drafts else ""
        return replace(self, then=self.then.within(context), draft=kept)

    def keep_back(self, context: TurnContext) -> TurnContext | None:
        return self.then.keep_back(context)

    def texts(self) -> Iterator[tuple[str, str]]:
        return self.then.texts()


@dataclass(frozen=True, slots=True)
class EditCell(Command):
    """The message of one cell was edited: of a row that is saved, or of the one under way."""

    permission = Permission.WALK

    key: Key
    """The row's; the question's, of the row under way."""
    column: str
    text: str
    row: int = 0
    """As in `MessageEffect`."""

    def within(self, context: TurnContext) -> Command:
        return self if gate.theirs(context, self.key) else replace(self, key=gate.UNKNOWN)

    def texts(self) -> Iterator[tuple[str, str]]:
        yield self.key, self.text


@dataclass(frozen=True, slots=True)
class RewordNote(Command):
    """A note's message was edited."""

    permission = Permission.WALK

    note: str
    words: str

    def within(self, context: TurnContext) -> Command:
        mine = any(n.id == self.note and gate.theirs_to_settle(context, n) for n in context.audit.notes)
        return self if mine else replace(self, note=gate.UNKNOWN)

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "note", self.words


@dataclass(frozen=True, slots=True)
class RewordUnsent(Command):
    """The message of a concern that has not been sent was edited."""

    permission = Permission.RAISE_CONCERN

    words: str
    stood: str
    """A fingerprint of the concern's words when the message had gone into it."""


@dataclass(frozen=True, slots=True)
class CorrectConcern(Command):
    """The message of a concern that was sent was edited."""

    permission = Permission.RAISE_CONCERN

    concern: str
    words: str


def replace_words(context: TurnContext, command: ReplaceWords) -> TurnContext:
    """Do what the new words say, without the old ones."""
    pending = context.conversation.pending
    if command.about and isinstance(pending, MeaningAsked) and pending.about == command.about:
        context = context.with_conversation(pending=None)
    if command.draft:
        context = drafts.without(context, command.draft)
    return context.then(command.then)


def edit_cell(context: TurnContext, command: EditCell) -> TurnContext:
    """The cell reads as the message does now."""
    row = standing(context, command.key)
    if row is None:
        return retype(context, command.key, command.column, command.text)
    return context.then(ChangeCell(command.key, command.column, command.text, row.revision))


def reword_note(context: TurnContext, command: RewordNote) -> TurnContext:
    """The new words are a note; the old one is offered no more, and stays on the record."""
    old = next((note for note in context.audit.notes if note.id == command.note), None)
    words = clean(command.words).strip()
    if old is None or old.settled or not words or len(words) > notes.LIMIT:
        return notes.take(context, TakeNote(command.words))
    context = context.record(EventKind.NOTE_SETTLED, old.id)
    return notes.take(context, TakeNote(command.words))


def reword_unsent(context: TurnContext, command: RewordUnsent) -> TurnContext:
    """The concern that waits reads as the message does now; where other words have joined it, both wait."""
    waits = context.conversation.unsent
    words = clean(command.words).strip()
    if waits is None or fingerprint(waits.words) != command.stood:
        return unsent_concern.word(context, WordConcern(command.words))
    if not words or len(words) > concerns.LIMIT:
        return unsent_concern.word(context.with_conversation(unsent=None), WordConcern(command.words))
    changed = Worded(waits.id, words, waits.at, context.turn.now)
    return unsent_concern.show(context.with_conversation(unsent=changed))


def correct_concern(context: TurnContext, command: CorrectConcern) -> TurnContext:
    """The new words go to everybody who was sent the first, and say that they correct them."""
    first = concerns.find(context, command.concern)
    words = clean(command.words).strip()
    if first is None or first.by != context.turn.actor.id or not words:
        return context.say(_("Nothing new has been sent. Your concern is as you first sent it."))
    labelled = _("Correction of the concern sent on {moment}:\n{words}", moment=moment(first.at), words=words)
    if len(labelled) > concerns.LIMIT:
        return concerns.too_long(context, words)
    return concerns.put(context, context.turn.fresh_id(), labelled, also=first.sent_to)


FEATURE = Feature(
    handlers={
        ReplaceWords: replace_words,
        EditCell: edit_cell,
        RewordNote: reword_note,
        RewordUnsent: reword_unsent,
        CorrectConcern: correct_concern,
    }
)
