"""Remarks that come up out of order: kept, and offered at the questions that they fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from dialogs.audits.audit import Key, Note
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.conversation import gate
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.feature import Feature, FirstWord
from dialogs.conversation.gate import theirs_to_settle
from dialogs.conversation.given import Given
from dialogs.conversation.views import NoteView
from dialogs.features import answering
from template_specs.kinds import clean
from template_specs.model import Part, Question, Template

MOST_PLACES = 3
"""Questions that one note is offered at: the ones it fits best."""

LIMIT = 4000
"""Characters, as for evidence."""

_COMMON = frozenset(
    """
    about after again all also and any are because been before being but can case child children did
    does done each evidence file for from good had has have her him his how include including into its
    made more most not note now off only other our out over recorded same seen she should since some
    such than that the their them then there these they this those through too under very was well were
    what when where which while who why will with would you your extent quality last
    """.split()  # noqa: SIM905 (a list of words reads better as words)
)


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


def take(context: TurnContext, command: TakeNote) -> TurnContext:
    """Keep the remark, and say where it will be offered."""
    words = clean(command.words).strip()
    if not words:
        return context.say(
            "Type note: and then what you want to keep, such as note: father not in the genogram."
        )
    if len(words) > LIMIT:
        return context.say(
            f"A note holds {LIMIT:,} characters and this has {len(words):,}. Please split it in two."
        )
    twin = next((n for n in context.audit.notes if n.id == context.turn.token), None)
    if twin is not None and twin.passage.text == words:  # the same message again
        return context.say("Noted already.")
    note = context.turn.token if context.turn.token and twin is None else context.turn.fresh_id()
    context = context.record(EventKind.NOTE_TAKEN, note, words=words)
    places = [q for q in places_for(context.template, words) if q.id in context.route]
    if places:
        return context.say(f"Noted. I will offer it at {name_of(places[0])}.")
    return context.say("Noted. I will offer it when you come to the overview.")


def settle(context: TurnContext, command: SettleNote) -> TurnContext:
    """The note becomes evidence of a question (joined to what stands there), or is dropped."""
    note = next((n for n in context.audit.notes if n.id == command.note and not n.settled), None)
    if note is None:
        return context.say("That note has been used or dropped already.")
    if not command.key:
        return context.record(EventKind.NOTE_SETTLED, note.id).say(
            "The note is dropped. It stays on the record."
        )
    question = context.template.by_id.get(command.key)
    if question is None or command.key not in context.route:
        return context.say("That question is not open now, so the note is kept for later.")
    if not _takes_words(question):
        return context.say(f"{name_of(question)} has no box for words, so the note is kept for later.")
    if command.key in context.conversation.drafts:
        return context.say(f"Save or drop what you wrote at {name_of(question)} first; the note is kept.")
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
            f"With the note {name_of(question)} would hold more than {limit:,} characters. Shorten it first; "
            "the note is kept."
        )
    context = answering.take(context, given)
    return context.record(EventKind.NOTE_SETTLED, note.id, command.key).say(
        f"The note stands at {name_of(question)} now."
    )


def offered(context: TurnContext, question: Question) -> tuple[NoteView, ...]:
    """The kept notes that fit `question`."""
    return tuple(
        NoteView(note.id, context.name(note.by), note.passage)
        for note in context.audit.notes
        if not note.settled and theirs_to_settle(context, note) and question.id in _places(context, note)
    )


def _from_sentence(context: TurnContext, text: str) -> TurnContext:
    return context.then(TakeNote(text.partition(" ")[2].strip() or text))


def places_for(template: Template, words: str) -> tuple[Question, ...]:
    """The questions that `words` fit best, best first; none where nothing is shared."""
    told = _stems(words)
    scored = []
    for position, question in enumerate(template.questions):
        if not _takes_words(question):
            continue
        named = _stems(question.text) | _stems(question.short)
        score = 2 * len(told & named) + len(told & _stems(_around(template, question)))
        if told & named:
            scored.append((-score, position, question))
    scored.sort(key=lambda entry: entry[:2])
    return tuple(question for _, _, question in scored[:MOST_PLACES])


def _places(context: TurnContext, note: Note) -> frozenset[str]:
    fitting = [q.id for q in places_for(context.template, note.passage.text) if q.id in context.route]
    if fitting:
        return frozenset(fitting)
    return frozenset(q.id for q in context.template.with_part(Part.OVERVIEW))


def _takes_words(question: Question) -> bool:
    return question.evidence is not None or (question.kind.free_text and not question.identity)


def _around(template: Template, question: Question) -> str:
    lines = [question.help]
    for name in question.indicators:
        found = template.indicators.get(name)
        lines += [found.subject] if found is not None else []
    return " ".join(lines)


def _stems(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z]{3,}", text.lower())
    return frozenset(_stem(w) for w in words if w not in _COMMON)


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


FEATURE = Feature(
    handlers={TakeNote: take, SettleNote: settle},
    help=(("note: ...", "keep a remark for the question it fits"),),
    starts={"note": FirstWord("Keep it as a note", _from_sentence)},
)
