"""Saves: what one message saved, named so exactly that it can be taken back or moved later, and nothing else.

A save is a key with the revision that it made.  Buttons carry it, so a late press acts on that save and no
other; who may, and whether it still stands, is looked up when it is pressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from dialogs.audits.audit import Answer, Audit, Key, Note, PersonId
from dialogs.audits.events import DomainEvent, EventKind
from dialogs.audits.route import speaks_in_words
from dialogs.conversation.cells import cells_of, shown
from dialogs.conversation.context import TurnContext, name_of, reads
from template_specs.model import Question
from template_specs.sentences import _

NOTE = "note/"
"""Begins the key of a note."""
MOST = 40
"""Saves named by one button."""


@dataclass(frozen=True, slots=True)
class Save:
    """One thing that was saved."""

    key: Key
    """A question's, a row's, or NOTE and a note's id."""
    revision: int

    @property
    def note(self) -> str:
        """The note's id; empty for an answer."""
        return self.key.removeprefix(NOTE) if self.key.startswith(NOTE) else ""


def encoded(saves: Iterable[Save]) -> str:
    """As a button carries them."""
    return " ".join(f"{save.revision}:{save.key}" for save in saves)


def decoded(text: str) -> tuple[Save, ...]:
    """What `encoded` made; whatever else a card sends is left out."""
    found = []
    for part in text.split()[:MOST]:
        revision, _, key = part.partition(":")
        if revision.isdecimal() and len(revision) < 7 and key:
            found.append(Save(key, int(revision)))
    return tuple(found)


def made(before: TurnContext, context: TurnContext) -> tuple[Save, ...]:
    """What was saved between the two contexts of one turn: what was taken back, or filled in by the bot when
    the audit began, is none of it."""
    found: dict[Key, Save] = {}
    events = context.events[len(before.events) :]
    begun = any(event.what is EventKind.STARTED for event in events)
    for event in events:
        save = _made_by(context, event)
        if save is None or (begun and _filled_in(context, save)):
            continue
        found[save.key] = save
    return tuple(found.values())


def last_of(context: TurnContext) -> tuple[tuple[Save, ...], datetime | None]:
    """What this person saved last of this audit, all of it, and when; None where nothing was."""
    mine = context.turn.actor.id
    at = max((thing.at for _, thing in _saved_by(context, mine)), default=None)
    if at is None:
        return (), None
    return tuple(save for save, thing in _saved_by(context, mine) if thing.at == at), at


def answer_of(audit: Audit, save: Save) -> Answer | None:
    """The answer that a save made, whether or not it stands."""
    answers = audit.history.get(save.key, ())
    return answers[save.revision - 1] if 0 < save.revision <= len(answers) else None


def note_of(audit: Audit, save: Save) -> Note | None:
    """The note that a save made."""
    return next((note for note in audit.notes if note.id == save.note), None) if save.note else None


def question_of(context: TurnContext, save: Save) -> Question | None:
    """The question of an answer or a row."""
    return context.template.by_id.get(save.key.partition("/")[0])


def words_added(audit: Audit, save: Save) -> str:
    """The words that a save put there: without those that stood before and were only added to."""
    note, answer = note_of(audit, save), answer_of(audit, save)
    if note is not None:
        return note.passage.text
    if answer is None or answer.passage is None:
        return ""
    before = answer_of(audit, Save(save.key, save.revision - 1))
    stood = before.passage.text if before is not None and before.passage is not None else ""
    text = answer.passage.text
    return text.removeprefix(stood).strip() if stood and text.startswith(stood) else text


def as_typed(context: TurnContext, save: Save) -> str:
    """What a save put there, as its writer may have typed it: "Good - the referrer was rung back"."""
    question, answer = question_of(context, save), answer_of(context.audit, save)
    words = words_added(context.audit, save)
    if save.note or question is None or answer is None:
        return words
    if question.kind.in_rows:
        return row_in_words(question, answer)
    if speaks_in_words(question):
        return reads(question, answer) or words
    before = answer_of(context.audit, Save(save.key, save.revision - 1))
    same = before is not None and before.value == answer.value
    return " - ".join(filter(None, ("" if same and words else reads(question, answer), words)))


def value_added(audit: Audit, save: Save) -> object:
    """The answer that a save gave, in clear; None where it only added words."""
    answer, before = answer_of(audit, save), answer_of(audit, Save(save.key, save.revision - 1))
    if answer is None or (before is not None and before.value == answer.value):
        return None
    return answer.value


def row_in_words(question: Question, answer: Answer) -> str:
    """A row's cells: "What must happen: Ring the school; Who: Jo Whitfield"."""
    cells = cells_of(answer)
    told = (
        (column.label.rstrip("?: "), shown(column, cells.get(column.id, ""))) for column in question.columns
    )
    return "; ".join(f"{label}: {cell}" for label, cell in told if cell)


def named(context: TurnContext, save: Save) -> str:
    """How a reply names what was saved: "2.3 Contact with the referrer", "The note"."""
    question = question_of(context, save)
    if save.note or question is None:
        return _("The note")
    return name_of(question)


def _made_by(context: TurnContext, event: DomainEvent) -> Save | None:
    match event.what:
        case EventKind.ANSWERED | EventKind.ROW_REMOVED:
            answers = context.audit.history[event.key]
            newest = len(answers)
            return None if answers[newest - 1].takes_back else Save(event.key, newest)
        case EventKind.NOTE_TAKEN if event.key == context.turn.token:
            return Save(f"{NOTE}{event.key}", 1)
        case _:
            return None


def _saved_by(context: TurnContext, person: PersonId) -> Iterator[tuple[Save, Answer | Note]]:
    for key, answers in context.audit.history.items():
        for answer in answers:
            save = Save(key, answer.revision)
            if answer.by == person and not answer.takes_back and not _filled_in(context, save):
                yield save, answer
    for note in context.audit.notes:
        if note.by == person:
            yield Save(f"{NOTE}{note.id}", 1), note


def _filled_in(context: TurnContext, save: Save) -> bool:
    """Whether the bot filled it in from the case list."""
    question = question_of(context, save)
    return question is not None and bool(question.prefill) and save.revision == 1
