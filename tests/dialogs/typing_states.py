"""The states in which people were seen to type (tests/dialogs/typed.tsv), each as a room to type in.

A state of the table is one entry of `STATES`, by the words that name it there.
"""

from __future__ import annotations

from collections.abc import Callable

from dialogs.audits.audit import MOVED, UNDONE, Person, Role
from dialogs.audits.audit import State as State_
from dialogs.conversation.context import TurnContext
from dialogs.conversation.given import Given
from dialogs.conversation.pending import MeaningAsked
from dialogs.conversation.state import OnScreen
from dialogs.features.clarification import AskMeaning, AskWhich
from dialogs.features.enquiries import Enquire
from dialogs.features.in_turn import InTurn
from dialogs.features.navigation import GoBack, GoOn, GoTo, ShowCard, Skip
from dialogs.features.save_page import DropDraft, SavePage
from dialogs.features.small_talk import SmallTalk
from dialogs.features.submission import ReadBack, SubmitStage
from template_specs.language.loader import library
from template_specs.model import Template
from tests.dialogs.builders import AMARA, SAM, TIER2, fitting, person
from tests.dialogs.chat_harness import Chat, Room, answer_everything, open_room, started

DEEP_DIVE = library()["deep-dive"]
JO = person("Jo Whitfield", Role.PRACTITIONER)
MAX = person("Max Lund", Role.MODERATOR)
ELLEN = person("Ellen Marsh", Role.QA_LEAD)

State = Callable[[], tuple[Room, Chat]]


def _went_to(key: str, *done: str, form: Template = TIER2) -> State:
    """At `key`, with these answered by card before, each with evidence of its own."""

    def state() -> tuple[Room, Chat]:
        room, amara = started(template=form)
        fill(room, AMARA, *done)
        amara.says(f"go to {key}")
        assert amara.conversation.asked == key, amara.conversation
        return room, amara

    return state


def _typed(before: State, *said: str) -> State:
    def state() -> tuple[Room, Chat]:
        room, amara = before()
        for words in said:
            amara.says(words)
        return room, amara

    return state


def fill(room: Room, who: Person, *keys: str, **values: str) -> None:
    """Answer these by card, with what fits or with these values."""
    for key in (*keys, *values):
        question = room.template.by_id[key]
        told = f"Evidence of {key} which nobody else has: " + " ".join(f"{key}w{n}" for n in range(9))
        stood = room.audit.answer(key)
        seen = stood.revision if stood is not None else 0
        room.action(who, SavePage((Given(key, values.get(key) or fitting(question), told, seen),)))


def _complete() -> tuple[Room, Chat]:
    room, amara = started(template=TIER2)
    answer_everything(room, AMARA)
    return room, amara


def _confirming() -> tuple[Room, Chat]:
    room, amara = _complete()
    amara.presses(SubmitStage())
    assert amara.conversation.view == OnScreen.CONFIRM
    return room, amara


def _reading_back() -> tuple[Room, Chat]:
    room, amara = _went_to("2.1", "1.1", "1.2")()
    amara.presses(ReadBack())
    return room, amara


def _held() -> tuple[Room, Chat]:
    room, amara = _went_to("1.2", "1.1")()
    sam = Chat(room, SAM)
    sam.opens()
    sam.says("go to 1.2")
    amara.says("good - the chronology was rewritten in June, and shows what mattered to her")
    sam.says("ri - nothing since March, and none of the moves are in it")
    assert "1.2" in sam.conversation.drafts
    return room, sam


def _after(key: str, form: Template = DEEP_DIVE, **values: str) -> State:
    """At `key`, which these answers open."""

    def state() -> tuple[Room, Chat]:
        room, amara = started(template=form)
        fill(room, AMARA, **values)
        amara.says(f"go to {key}")
        assert amara.conversation.asked == key, amara.conversation
        return room, amara

    return state


_AT_1_2 = _went_to("1.2")
_AT_2_1 = _went_to("2.1", "1.1", "1.2", "1.3")


def _submitted() -> tuple[Room, Chat]:
    room, amara = _confirming()
    amara.says("yes")
    assert room.audit.state is State_.SUBMITTED
    return room, amara


def _reflecting() -> tuple[Room, Chat]:
    room = open_room(template=DEEP_DIVE, practitioner="jo")
    Chat(room, AMARA).opens()
    jo = Chat(room, JO)
    jo.opens()
    return room, jo


def answer_own(room: Room, chat: Chat) -> None:
    """Everything required of this person now, by card."""
    while True:
        context = TurnContext(room.template, room.audit, chat.conversation, room.turn(chat.who))
        missing = context.route.missing()
        if not missing:
            return
        fill(room, chat.who, missing[0].id)


def _checking() -> tuple[Room, Chat]:
    room, amara = started(template=DEEP_DIVE)
    answer_own(room, amara)
    amara.presses(SubmitStage(confirmed=True))
    assert room.audit.stage == "qa_check", room.audit.stage
    ellen = Chat(room, ELLEN)
    ellen.opens()
    return room, ellen


def _moderating() -> tuple[Room, Chat]:
    room, ellen = _checking()
    fill(room, ELLEN, "qa.complete", **{"qa.complete": "yes"})  # "no" gives it back
    answer_own(room, ellen)
    ellen.presses(SubmitStage(confirmed=True))
    assert room.audit.stage == "moderation", room.audit.stage
    max_ = Chat(room, MAX)
    max_.opens()
    graded = next(q.id for q in room.template.in_stage("moderation") if q.kind.grades)
    max_.says(f"go to {graded}")
    assert max_.conversation.asked == graded
    return room, max_


_VIEWS = _after("parents_views", TIER2, views_selected="yes")
_ACTIONS = _went_to("actions")
_ENOUGH = "good - chronology rewritten in June, short and clear, and the child is in it"

STATES: dict[str, State] = {
    "audit just opened: first page, all filled in from the case list": lambda: started(template=TIER2),
    "one action saved, asked for another": _typed(
        _ACTIONS, "Update the chronology with the family", "the social worker", "5 December 2026"
    ),
    "typed 'concern': the next message goes to the manager": _typed(_AT_2_1, "concern"),
    "typed 'Review meetings were held monthly' at 2.1: asked 1 read back or 2 evidence": _typed(
        _AT_2_1, "Review meetings were held monthly"
    ),
    "typed 'pause' at 2.1": _typed(_AT_2_1, "pause"),
    "audit submitted": _submitted,
    "practitioner, audit opened, asked for reflections (words)": _reflecting,
    "QA lead in the QA check: complete for moderation? (yes / no, comment)": _checking,
    "moderator asked: moderated grade of risk and harm": _moderating,
    "asked: legal status (choice)": _went_to("legal_status"),
    "asked: subject to PLO (choice)": _went_to("plo"),
    "asked: locality (one line of words)": _went_to("locality"),
    "asked: date of birth; plo and locality above it still open": _went_to("dob"),
    "asked: 3.1 date of the last assessment (date, evidence)": _went_to("3.1"),
    "asked: 1.1 child's details (yes / no / n/a, evidence)": _went_to("1.1"),
    "asked: 2.4 consents (yes / no / n/a, no box for words); 2.1 to 2.3 open": _went_to("2.4"),
    "went to 1.2 chronology (grade, evidence); 1.1 still open": _AT_1_2,
    "went to 2.1 referral information (grade, evidence), nothing answered in section 2": _AT_2_1,
    "went to 4.4 sibling groups (grade or n/a, evidence)": _went_to("4.4"),
    "1.2 answered 'good': asked what was seen": _typed(_AT_1_2, "good"),
    "1.2 answered 'ri': asked what was seen": _typed(_AT_1_2, "ri"),
    "1.2 answered 'good - up to date': thin, asked once to add or keep": _typed(_AT_1_2, "good - up to date"),
    "went to 1.2, typed 'gud': not one of the choices": _typed(_AT_1_2, "gud"),
    "asked: parents' and carers' views (words)": _VIEWS,
    "parents' views answered 'mum said she feels listened to'; gone back to it": _typed(
        _VIEWS, "mum said she feels listened to", "go to parents_views"
    ),
    "1.2 answered Good with evidence; gone back to it": _typed(
        _went_to("1.2", "1.1", "1.3"), _ENOUGH, "go to 1.2"
    ),
    "asked: remedial actions, 'Action?', none yet": _ACTIONS,
    "action typed, asked 'Who?'": _typed(_ACTIONS, "Update the chronology with the family"),
    "action and who typed, asked 'By when?'": _typed(
        _ACTIONS, "Update the chronology with the family", "the social worker"
    ),
    "everything answered by cards, asked 'Submit this audit?'": _confirming,
    "1.2 answered; standing at 2.1; read-back on screen": _reading_back,
    "asked: does the social worker listen to the child (0 to 10)": _after(
        "child_views.listened", child_views="yes"
    ),
    "asked: was the worker good at listening to the parent (Always ... Never)": _after(
        "parent_views.listened", parent_views="yes"
    ),
    "asked: how is the parent's life since (Much better ... Much worse)": _after(
        "parent_views.difference", parent_views="yes"
    ),
    "asked: CP category (several of four)": _after("cp_category", case_type="cp"),
    "asked: which lines of the practice standard are evidenced (numbers 1 to 5)": _after(
        "risk.seen", risk="outstanding"
    ),
    "pair: own RI at 1.2 is held beside the other's Good": _held,
    "1.1 and 1.2 answered (1.2 Good with enough evidence): 1.3 case summary has just been asked": _typed(
        _went_to("1.2", "1.1"), _ENOUGH
    ),
}


def effect(state: State, words: str) -> str:
    """What typing `words` in `state` does: what is saved where, kept, asked, or only said."""
    room, chat = state()
    before, answered, place = len(room.events), dict(room.audit.history), chat.conversation.asked
    command = room.understood(chat.who, words)
    said = chat.says(words)
    done: list[str] = []
    for event in room.events[before:]:
        if event.what.value == "answered":
            if event.thin.startswith(UNDONE):
                done.append(f"undoes {event.key}")
                continue
            if event.thin.startswith(MOVED):
                done.append(f"moves {event.key}")
                continue
            written = event.passage.text if event.passage is not None else ""
            value = event.value if not isinstance(event.value, dict) else "row"
            stood = answered.get(event.key, ())
            old = stood[-1].passage.text if stood and stood[-1].passage is not None else ""
            grown = " added" if old and old in written and old != written else ""
            gone = " replaced" if old and old not in written else ""
            written = "words" if written and written != old else ""
            shown = " + ".join(filter(None, (str(value) if value is not None else "", written)))
            done.append(f"{event.key}: {shown}{grown}{gone}")
        elif event.what.value != "challenged":
            done.append(event.what.value)
    for key in chat.conversation.drafts:
        if words[:20] in (chat.conversation.drafts[key].value + chat.conversation.drafts[key].words):
            done.append(f"draft at {key}")
    pending = chat.conversation.pending
    if isinstance(pending, MeaningAsked) and pending.text in words:
        done.append("asks which")
    if chat.conversation.unsent is not None and chat.conversation.unsent.words in words:
        done.append("concern shown")
    if chat.conversation.offer is not None and chat.conversation.offer.words in words:
        done.append("concern offered")
    if done:
        return "; ".join(done)
    match command:
        case Enquire(topic, about):
            return f"answers: {topic.value} {about}".strip()
        case SmallTalk(tone):
            return f"small talk: {tone.value}"
        case AskMeaning() | AskWhich() | SavePage() | GoBack() | GoOn() | Skip() | ShowCard() | DropDraft():
            pass
        case GoTo(target):
            return f"goes to {target}"
        case InTurn(commands):
            return f"does {len(commands)}"
        case _:
            return f"does {type(command).__name__}"
    if chat.conversation.asked == place and chat.conversation.place:
        return "asks again"
    return f"goes to {chat.conversation.asked or chat.conversation.view}" if said else "silence"
