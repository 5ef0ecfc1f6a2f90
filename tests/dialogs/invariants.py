"""What must hold after every turn, checked without the code that is tested."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from dialogs.advance import advance
from dialogs.audits.audit import Audit, Person, State
from dialogs.audits.events import EventKind
from dialogs.conversation.command import Command
from dialogs.conversation.given import Given
from dialogs.conversation.pending import WordOrAnswer
from dialogs.conversation.state import ConversationState, Draft
from dialogs.conversation.step import Step
from dialogs.conversation.views import PageView
from dialogs.features.clarification import AskMeaning, AskWhich, ChooseMeaning
from dialogs.features.concerns import RaiseConcern
from dialogs.features.navigation import GoOn, ShowCard
from dialogs.features.notes import LIMIT, TakeNote
from dialogs.features.rows import RemoveRow, SaveRow
from dialogs.features.save_page import DropDraft, KeepEvidence, SavePage
from dialogs.features.unsent_concern import WordConcern
from storage.pending_questions import stored
from template_specs import answer_types
from template_specs.conditions import UNTICKED, holds
from template_specs.kinds import Refusal, clean, read
from template_specs.model import Question, Template
from tests.dialogs.chat_harness import Room


def check_append_only(before: Audit, step: Step) -> None:
    after = step.audit.history
    kept = {h.key for h in step.events if h.what is EventKind.EVIDENCE_KEPT}
    for key, answers in before.history.items():
        now = after[key][: len(answers)]
        if key in kept:
            now = (*now[:-1], replace(now[-1], thin=answers[-1].thin))
        assert now == answers, key
    assert step.audit.concerns[: len(before.concerns)] == before.concerns or any(
        h.what in (EventKind.CONCERN_DELIVERED, EventKind.ACKNOWLEDGED) for h in step.events
    )
    assert step.audit.revision == before.revision + len(step.events)


def check_progress(template: Template, audit: Audit, view: PageView) -> None:
    """The counts on a page, compared with a count made here."""
    asked = recounted(template, audit)
    done = [q for q in asked if q.required and is_done(q, audit)]
    here = next(q.section for q in template.questions if q.id == view.questions[0].key)
    counted = view.progress
    assert counted.total == sum(q.required for q in asked)
    assert counted.answered == len(done), [q.id for q in done]
    assert counted.section_total == sum(q.required for q in asked if q.section == here)
    assert counted.section_answered == sum(q.section == here for q in done)


def recounted(template: Template, audit: Audit) -> list[Question]:
    values: dict[str, object] = {}
    asked = []
    for q in template.questions:
        if q.when is not None and not holds(q.when, values.get):
            continue
        asked.append(q)
        if q.kind is answer_types.TICK and not q.required:
            values[q.id] = UNTICKED
        answers = audit.history.get(q.id)
        if answers:
            last = answers[-1]
            in_words = q.identity or q.kind in (answer_types.TEXT, answer_types.PERSON)
            text = last.passage.text if last.passage is not None and in_words else ""
            given = last.value if last.value is not None else text or None
            values[q.id] = values.get(q.id) if given is None else given
    return asked


def is_done(q: Question, audit: Audit) -> bool:
    if q.kind is answer_types.ROWS:
        return any(k.startswith(f"{q.id}/") and not a[-1].removed for k, a in audit.history.items())
    last = audit.history.get(q.id, (None,))[-1]
    if last is None:
        return False
    text = last.passage.text if last.passage is not None else ""
    if q.identity or q.kind in (answer_types.TEXT, answer_types.PERSON):
        return bool(text)
    graded = last.value not in (None, "", ())
    return graded and (bool(text) or q.evidence is None or not q.evidence.required)


def check_way_on(room: Room, who: Person, step: Step) -> None:
    """While the audit is under way, `next` and the card always work."""
    if step.audit.state is not State.IN_PROGRESS:
        return
    shown = advance(room.template, step.audit, step.conversation, ShowCard(), room.turn(who))
    assert any(isinstance(view, PageView) and view.questions for view in shown.replies)
    on = advance(room.template, step.audit, step.conversation, GoOn(), room.turn(who, typed=True))
    assert on.replies


def check_nothing_lost(
    template: Template,
    who: Person,
    command: Command,
    typed: bool,
    before: Audit,
    conversation: ConversationState,
    step: Step,
) -> None:
    """What was given is in the history, in a draft, a note or a concern; drafts go only when given up."""
    for expected in owed(template, command, typed, before):
        assert expected.is_kept(list(places(step, expected.key))), (
            f"{type(command).__name__} lost {expected.text[:60]!r} of {expected.key!r}; "
            f"{step.conversation.drafts}"
        )
    for key, draft in conversation.drafts.items():
        for part, text in (("value", draft.value), ("words", draft.words)):
            if text and not given_up(command, typed, conversation, key, part):
                kept = any(same(text, place) for place in places(step, key))
                assert kept, f"{type(command).__name__} lost the draft of {key!r}: {text[:60]!r}"


@dataclass(frozen=True)
class Owed:
    key: str
    text: str

    def fits(self, place: str) -> bool:
        return same(self.text, place)

    def is_kept(self, kept: list[str]) -> bool:
        """Whole in one place; or line by line, where what stood is saved already and what is new is kept."""
        lines = [line for line in self.text.splitlines() if clean(line)]
        return any(self.fits(text) for text in kept) or all(
            any(same(line, text) for text in kept) for line in lines
        )


def same(text: str, place: str) -> bool:
    if text == place or clean(text) in clean(place):
        return True
    try:
        cells = json.loads(text)
    except ValueError:
        return False
    if not isinstance(cells, dict):
        return False
    return all(clean(c) in place for c in cells.values() if len(c) > 20)  # a date is kept in another form


def owed(template: Template, command: Command, typed: bool, before: Audit) -> Iterator[Owed]:
    withdrawn = before.state is State.WITHDRAWN
    under_way = before.state in (State.ALLOCATED, State.IN_PROGRESS)
    match command:
        case SavePage(given, then, row):
            for answer in given:
                if then != DropDraft(answer.key):
                    yield from owed_answer(template, answer, typed)
            for other in (then, row) if not typed else ():
                if other is not None:
                    yield from owed(template, other, typed, before)
        case SaveRow(key, cells):
            q = template.by_id.get(key.partition("/")[0])
            if q is not None and q.kind is answer_types.ROWS:
                for column in q.columns:
                    text = clean(cells.get(column.id, ""))
                    if column.filled_by == "auditor" and text and column.kind is answer_types.TEXT:
                        yield Owed(q.id, text)
        case RaiseConcern(words) if 0 < len(clean(words)) <= LIMIT and before.state is not State.WITHDRAWN:
            yield Owed("concern", clean(words))
        case WordConcern(words) if clean(words) and len(clean(words)) <= LIMIT // 2 and not withdrawn:
            yield Owed("concern", clean(words))
        case TakeNote(words) if under_way and 0 < len(clean(words)) <= LIMIT:
            yield Owed("note", clean(words))
        case AskWhich(text, _) | AskMeaning(text) if under_way:
            yield Owed("word", text)


def owed_answer(template: Template, given: Given, typed: bool) -> Iterator[Owed]:
    q = template.by_id.get(given.key)
    if q is None or (q.kind is answer_types.ROWS and (not typed or len(given.value or "") <= 60)):
        return
    short = typed and given.words is None and len(given.value or "") <= 60
    value = clean(given.value or "")
    if value and not short and q.kind is not answer_types.TICK:
        outcome = None if q.kind is answer_types.ROWS else read(q, value, Room.today)
        stored = value if outcome is None or isinstance(outcome, Refusal) else stored_form(outcome)
        yield Owed(q.id, stored)
    if given.words and clean(given.words) and (q.evidence is not None or typed) and len(given.words) <= LIMIT:
        yield Owed(q.id, clean(given.words))


def stored_form(outcome: Any) -> str:
    if outcome.clear is None:
        return str(outcome.text)
    return ",".join(outcome.clear) if isinstance(outcome.clear, tuple) else str(outcome.clear)


def places(step: Step, key: str) -> Iterator[str]:
    """Every text that is kept, where something of `key` may stand."""
    for other, answers in step.audit.history.items():
        if other.partition("/")[0] == key.partition("/")[0]:
            for answer in answers:
                yield answer.passage.text if answer.passage is not None else ""
                yield ",".join(answer.value) if isinstance(answer.value, tuple) else str(answer.value)
                if "/" in other:
                    told = json.loads(answer.passage.text) if answer.passage is not None else {}
                    clear = answer.value if isinstance(answer.value, dict) else {}
                    yield "\n".join([*told.values(), *clear.values()])
    for other, draft in step.conversation.drafts.items():
        if other.partition("/")[0] == key.partition("/")[0]:
            yield from (draft.value, draft.words, "\n".join(draft_cells(draft)))
    yield from (note.passage.text for note in step.audit.notes)
    yield from (concern.passage.text for concern in step.audit.concerns)
    if step.conversation.unsent is not None:
        yield step.conversation.unsent.words
    pending = step.conversation.pending
    if pending is not None:
        waits = stored(pending)
        yield waits["text"]
        yield "\n".join(waits["cells"].values())
    for view in step.replies:
        yield getattr(view, "text", "")


def draft_cells(draft: Draft) -> list[str]:
    try:
        cells = json.loads(draft.words)
    except ValueError:
        return []
    return [str(cell) for cell in cells.values()] if isinstance(cells, dict) else []


def given_up(command: Command, typed: bool, conversation: ConversationState, key: str, part: str) -> bool:
    """Whether this person's event says what becomes of the draft: dropped, or its box sent anew."""
    match command:
        case DropDraft(dropped):
            return dropped == key
        case RemoveRow(removed, _):
            return removed == key
        case SaveRow(saved, _):
            return saved.partition("/")[0] == key.partition("/")[0]
        case ChooseMeaning(command=True) if (
            isinstance(conversation.pending, WordOrAnswer) and conversation.pending.command == "keep"
        ):
            return True
        case ChooseMeaning(command=False) if part == "value":
            # The words that were asked about are the answer now, in place of one that was refused.
            return isinstance(conversation.pending, WordOrAnswer) and conversation.asked == key
        case KeepEvidence(""):
            return conversation.pending is not None and stored(conversation.pending)["key"] == key
        case SavePage(given, then, row):
            sent = [g for g in given if g.key == key]
            # A box sent anew; or, typed, a grade in place of another, or a column of a row answered anew.
            if any(g.value if typed else getattr(g, part) is not None for g in sent):
                return not typed or part == "value" or draft_cells(conversation.drafts[key]) != []
            others = [e for e in (then, row) if e is not None]
            return any(given_up(e, typed, conversation, key, part) for e in others)
        case _:
            return False
