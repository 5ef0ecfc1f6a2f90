"""Words of every kind, typed at every state by both of a pair: where they land is where they were meant.

The test reads what was typed by means of its own, so that it can disagree with the bot: which question is
named, which is in hand, and what the last message of the bot offered.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.audits.events import EventKind
from dialogs.conversation.given import Given
from dialogs.conversation.state import ConversationState
from storage.pending_questions import stored
from template_specs import answer_types
from template_specs.model import Question, Template
from tests.dialogs.builders import AMARA, SAM, TIER2
from tests.dialogs.chat_harness import Chat, Room, answer_everything, open_room, said
from tests.dialogs.strategies import EVERYTHING

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("CONVERSATIONS", "100"))
"""CONVERSATIONS=4000 makes a long run, of conversations other than the suite's (pytest --hypothesis-seed)."""
PROFILE = settings(
    max_examples=EXAMPLES,
    derandomize="CONVERSATIONS" not in os.environ,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)

# --- what people type -------------------------------------------------------------------------------------

WHO = [
    "the social worker",
    "mum",
    "dad",
    "the school nurse",
    "the IRO",
    "her foster carer",
    "the health visitor",
]
DID = ["recorded", "chased", "discussed", "reviewed", "wrote up", "updated", "agreed", "went through"]
WHAT = [
    "the chronology", "the plan", "the PEP", "the visits", "the genogram", "the assessment",
    "the strategy discussion", "her wishes and feelings",
]  # fmt: skip
WHEN = ["in May", "on 4 June", "after the review", "every six weeks", "the week before", "since March"]
GRADES = ["good", "ri", "outstanding", "inadequate", "requires improvement", "Good", "RI"]

sentence = st.builds(
    "{} {} {} {}, and the reason is in the notes".format,
    st.sampled_from(WHO), st.sampled_from(DID), st.sampled_from(WHAT), st.sampled_from(WHEN),
)  # fmt: skip
"""What somebody saw in a file."""

BEGUN = "what does|who is|when is|how long does|can you show me|where do I find|why"
ASKED = "CON mean|my manager|this due|this take|the plan|the summary|is my case here"
talk = st.sampled_from([
    "thanks", "thank you so much", "ok", "👍", "cheers", "lol", "one sec", "brb", "morning!", "you're a star",
    "sorry was on the phone", "hang on a minute", "fab", "hmm", "???",
]) | st.builds(
    "{} {}?".format,
    st.sampled_from(BEGUN.split("|")),
    st.sampled_from(ASKED.split("|")),
)  # fmt: skip
"""What is said to the bot, and is nothing about the child."""

ANSWERS = "yes|no|n/a|7|7/10|5 June 2026|last Tuesday|mum|none|health and school"
COMMANDS = (
    "next|back|skip|go to 1.2|go to 2.1|where am I|card|review|keep|mine|undo|1|2|3|the first one|no|yes|"
    "note: ring the school|go back to records"
)
number = st.sampled_from(["1.1", "1.2", "1.4", "2.1", "3.2"])
grade = st.sampled_from(GRADES)


def kind(name: str, words: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, str]]:
    return st.tuples(st.just(name), words)


kinds = st.one_of(
    kind("evidence", sentence),
    kind("evidence", sentence),
    kind("talk", talk),
    kind("grade", grade),
    kind("graded", st.builds("{} {} {}".format, grade, st.sampled_from("-–:,"), sentence)),
    kind("named", st.builds("{} {} - {}".format, number, grade, sentence)),
    kind("change", st.builds("{} {} to {}".format, st.sampled_from(["change", "no, change"]), number, grade)),
    kind("answer", st.sampled_from(ANSWERS.split("|"))),
    kind("command", st.sampled_from(COMMANDS.split("|"))),
)


@dataclass(frozen=True)
class Line:
    """One message: by Amara (else Sam), of a kind, `late` seconds after the last."""

    amara: bool
    kind: str
    words: str
    late: int


lines = st.builds(
    lambda amara, said, late: Line(amara, said[0], said[1], late),
    st.sampled_from([True, True, True, False]), kinds, st.sampled_from([60, 60, 60, 2, 8]),
)  # fmt: skip


# --- what must hold ---------------------------------------------------------------------------------------


def named_in(template: Template, words: str) -> set[str]:
    """The questions that `words` name: by number, by id, or by a word of the name that is long enough."""
    tokens = set(re.findall(r"\d+\.\d+", words))
    spoken = set(re.findall(r"[a-z]{5,}", words.lower()))
    return {
        q.id
        for q in template.questions
        if q.id in tokens or (spoken & set(re.findall(r"[a-z]{5,}", q.name.lower())))
    }


def offered(state: ConversationState) -> set[str]:
    """The questions that a waiting question of the bot's is about."""
    keys: set[str] = set(state.drafts) | set(state.challenges)
    if state.pending is None:
        return keys
    keys.add(str(stored(state.pending).get("key", "")))
    for choice in getattr(state.pending, "choices", ()):
        keys |= {given.key for given in choice.given if isinstance(given, Given)}
    return keys - {""}


def in_hand(state: ConversationState) -> set[str]:
    return {state.asked, state.answered, state.stood} - {""}


class Typed:
    """A room in which two people type, and every turn is checked."""

    def __init__(self, room: Room):
        self.room = room
        self.chats = {True: Chat(room, AMARA), False: Chat(room, SAM)}
        for chat in self.chats.values():
            chat.opens()

    def takes(self, line: Line, number: int) -> None:
        chat, room = self.chats[line.amara], self.room
        mark = f"x{number}q"
        content = line.kind in ("evidence", "graded", "named")
        words = f"{line.words} {mark}" if content else line.words
        before, state, events = room.audit, chat.conversation, len(room.events)
        chat.says(words) if line.late >= 60 else chat.sends(words, number * 60 + line.late)
        assert chat.step is not None
        told = said(chat.step)
        answered = [e for e in room.events[events:] if e.what is EventKind.ANSWERED]
        allowed = in_hand(state) | offered(state) | named_in(room.template, words)
        if words == "undo":
            allowed |= {key for key, answers in before.history.items() if answers[-1].by == chat.who.id}
        for event in answered:
            key = event.key.partition("/")[0]
            assert key in {k.partition("/")[0] for k in allowed}, (
                f"{words!r} was saved at {key}, with {sorted(in_hand(state))} in hand: {told}"
            )
            stood = before.answer(event.key)
            if stood is not None and stood.value not in (None, event.value) and event.value is not None:
                assert _is_said(room.template.by_id[key], told), f"{words!r} changed {key} unsaid: {told}"
        if line.kind == "talk" and not offered(state):
            assert not answered, f"{words!r} was saved at {[e.key for e in answered]}: {told}"
        if content:
            assert self._is_kept(chat, mark, told), f"{words!r} is lost: {told}"

    def _is_kept(self, chat: Chat, mark: str, told: str) -> bool:
        audit, state = self.room.audit, chat.conversation
        texts = [
            a.passage.text for answers in audit.history.values() for a in answers if a.passage is not None
        ]
        texts += [note.passage.text for note in audit.notes]
        texts += [text for draft in state.drafts.values() for text in (draft.value, draft.words)]
        if state.pending is not None:
            waits = stored(state.pending)
            texts += [waits["text"], *waits["cells"].values()]
        if state.unsent is not None:
            texts.append(state.unsent.words)
        return any(mark in text for text in (*texts, told))


def _is_said(question: Question, told: str) -> bool:
    number = question.id if question.id[:1].isdigit() else question.name
    return number in told and ("was" in told or ("It is now" in told and "Taken out: “" in told))


@PROFILE
@given(st.lists(lines, min_size=6, max_size=20))
def test_on_a_form_of_every_kind(typed: list[Line]) -> None:
    room = Typed(open_room(template=EVERYTHING))
    for chat in room.chats.values():
        chat.says("go to 1.1")
    for number, line in enumerate(typed):
        room.takes(line, number)


@settings(PROFILE, max_examples=max(1, EXAMPLES // 4))
@given(st.lists(lines, min_size=6, max_size=15), st.booleans())
def test_on_the_tier_2_form(typed: list[Line], answered: bool) -> None:
    room = open_room(template=TIER2)
    typing = Typed(room)
    if answered:
        answer_everything(room, AMARA)
    for number, line in enumerate(typed):
        typing.takes(line, number)


def test_the_kinds_are_told_apart() -> None:
    """The test's own reading, so that it cannot pass by looking at nothing."""
    assert named_in(TIER2, "change 1.2 to ri") >= {"1.2"}
    assert not named_in(TIER2, "thanks")
    assert answer_types.GRADE in {q.kind for q in EVERYTHING.questions}
