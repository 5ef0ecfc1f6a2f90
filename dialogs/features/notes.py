"""Remarks that come up out of order: kept, and offered at the questions that they fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from dialogs.audits.audit import Key
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.conversation import gate
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.feature import Feature, FirstWord
from dialogs.conversation.given import Given
from dialogs.conversation.note_places import places_for, takes_words
from dialogs.features import answering
from template_specs.kinds import clean
from template_specs.sentences import N_, _

LIMIT = 4000
"""Characters, as for evidence."""


@dataclass(frozen=True, slots=True)
class TakeNote(Command):
    """A remark to keep for the question that it fits."""

    permission = Permission.WALK

    words: str

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "note", self.words


@dataclass(frozen=True, slots=True)
class SettleNote(Command):
    """A note used as evidence of `key`, or dropped (`key` empty)."""

    permission = Permission.WALK
    verbs = (
        "note_use",
        "note_drop",
    )
    saves_page = True

    note: str
    key: Key = ""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("note"), data.text("item") if data.verb == "note_use" else "")

    def within(self, context: TurnContext) -> Command:
        notes = context.audit.notes
        mine = any(note.id == self.note and gate.theirs_to_settle(context, note) for note in notes)
        known = not self.key or gate.theirs(context, self.key)
        return SettleNote(self.note if mine else gate.UNKNOWN, self.key if known else gate.UNKNOWN)


def take(context: TurnContext, command: TakeNote, told: str = "Noted.") -> TurnContext:
    """Keep the remark, and say (after `told`) where it will be offered."""
    words = clean(command.words).strip()
    if not words:
        return context.say(
            _("Type note: and then what you want to keep, such as note: father not in the genogram.")
        )
    if len(words) > LIMIT:
        return context.say(
            _(
                "A note holds {limit:,} characters and this has {words:,}. Please split it in two.",
                limit=LIMIT,
                words=len(words),
            )
        )
    twin = next((n for n in context.audit.notes if n.id == context.turn.token), None)
    if twin is not None and twin.passage.text == words:  # the same message again
        return context.say(_("Noted already."))
    note = context.turn.token if context.turn.token and twin is None else context.turn.fresh_id()
    context = context.record(EventKind.NOTE_TAKEN, note, words=words)
    places = [q for q in places_for(context.template, words) if q.id in context.route]
    if places:
        return context.say(_("{told} I will offer it at {name_of}.", told=told, name_of=name_of(places[0])))
    return context.say(_("{told} I will offer it when you come to the overview.", told=told))


def settle(context: TurnContext, command: SettleNote) -> TurnContext:
    """The note becomes evidence of a question (joined to what stands there), or is dropped."""
    note = next((n for n in context.audit.notes if n.id == command.note and not n.settled), None)
    if note is None:
        return context.say(_("That note has been used or dropped already."))
    if not command.key:
        return context.record(EventKind.NOTE_SETTLED, note.id).say(
            _("The note is dropped. It stays on the record.")
        )
    question = context.template.by_id.get(command.key)
    if question is None or command.key not in context.route:
        return context.say(_("That question is not open now, so the note is kept for later."))
    if not takes_words(question):
        return context.say(
            _("{name_of} has no box for words, so the note is kept for later.", name_of=name_of(question))
        )
    if command.key in context.conversation.drafts:
        return context.say(
            _("Save or drop what you wrote at {name_of} first; the note is kept.", name_of=name_of(question))
        )
    answer = context.audit.answer(command.key)
    standing = answer.passage.text if answer is not None and answer.passage is not None else ""
    joined = f"{standing}\n{note.passage.text}".strip()
    revision = answer.revision if answer is not None else 0
    if question.evidence is not None:
        given = Given(command.key, None, joined, revision)
        limit = question.evidence.limit
    else:
        given = Given(command.key, joined, None, revision)
        limit = question.limit
    if len(joined) > limit:
        return context.say(
            _(
                "With the note {name_of} would hold more than {limit:,} characters. Shorten it first; "
                "the note is kept.",
                name_of=name_of(question),
                limit=limit,
            )
        )
    context = answering.take(context, given)
    return context.record(EventKind.NOTE_SETTLED, note.id, command.key).say(
        _("The note is at {name_of} now.", name_of=name_of(question))
    )


def _from_sentence(context: TurnContext, text: str) -> TurnContext:
    return context.then(TakeNote(text.partition(" ")[2].strip() or text))


FEATURE = Feature(
    handlers={TakeNote: take, SettleNote: settle},
    help=(("note: ...", N_("keep a remark for the question it fits")),),
    starts={"note": FirstWord(N_("Keep it as a note"), _from_sentence)},
)
