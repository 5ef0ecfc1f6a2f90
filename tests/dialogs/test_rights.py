"""Who may do what: every act, for everybody who may come to an audit, in each of its states."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from dialogs.advance import advance
from dialogs.audits.audit import Audit, Person, Role, State
from dialogs.audits.events import EventKind
from dialogs.audits.panels import Panel
from dialogs.audits.permissions import Permission, allowed, refusal
from dialogs.audits.stages import parts_of
from dialogs.conversation.command import Command
from dialogs.conversation.given import Given
from dialogs.conversation.state import ConversationState
from dialogs.conversation.views import Sentence
from dialogs.features.concern_offer import BeginConcern, TakeOffer
from dialogs.features.concerns import RaiseConcern
from dialogs.features.enquiries import Enquire, Topic
from dialogs.features.giving_back import AskForChange, GiveBack
from dialogs.features.in_turn import InTurn
from dialogs.features.manager_actions import Acknowledge, ReopenAudit, ReviewAction
from dialogs.features.manager_reply import AgreeToAudit, DropChallenge, ShowReply, WriteReply
from dialogs.features.navigation import OpenAudit
from dialogs.features.notes import TakeNote
from dialogs.features.picking import LeaveAnswer, PickAnswer
from dialogs.features.reply_answers import AnswerChallenges, ShowChallenges
from dialogs.features.reply_answers import Given as Answer
from dialogs.features.reply_objections import AcceptAnswers, ObjectToAnswer
from dialogs.features.rows import SaveRow
from dialogs.features.save_page import SavePage
from dialogs.features.small_talk import SmallTalk, Tone
from dialogs.features.submission import ReadBack, SubmitStage
from dialogs.features.typed_elsewhere import TakeThere
from dialogs.features.typed_rows import ChangeCell, NoMoreRows
from dialogs.features.unsent_concern import ExplainConcern, LeaveConcern, SendConcern, WordConcern
from template_specs import answer_types
from tests.dialogs.builders import AMARA, LEA, PRIYA, SEEN, STRANGER, person, question
from tests.dialogs.chat_harness import answer_everything, open_room

UNDER_WAY = {State.ALLOCATED, State.IN_PROGRESS}
OPEN = UNDER_WAY | {State.SUBMITTED, State.FINAL}
SENT = {State.SUBMITTED, State.FINAL}

ALLOWED: dict[tuple[str, Permission], set[State]] = {
    ("auditor of it", Permission.WALK): UNDER_WAY,
    ("auditor of it", Permission.SUBMIT): UNDER_WAY,
    ("auditor of it", Permission.RAISE_CONCERN): OPEN,
    ("auditor of it", Permission.ASK_PRACTITIONER): UNDER_WAY,
    ("auditor of it", Permission.CALL_FAMILY): UNDER_WAY,
    ("auditor of it", Permission.READ): set(State),
    ("auditor of it", Permission.ASK): set(State),
    ("manager of it", Permission.ASK): set(State),
    ("QA lead", Permission.ASK): set(State),
    ("manager of it", Permission.READ): SENT,
    ("manager of it", Permission.ACKNOWLEDGE): set(State),
    ("manager of it", Permission.HEAR): set(State),
    ("manager of it", Permission.REVIEW_ACTION): SENT,
    ("manager of it", Permission.RAISE_CONCERN): SENT,
    ("QA lead", Permission.RAISE_CONCERN): OPEN,
    ("QA lead", Permission.REMIND): UNDER_WAY | {State.SUBMITTED},
    ("QA lead", Permission.READ): set(State),
    ("QA lead", Permission.REOPEN): SENT,
    ("auditor of it", Permission.STEP_DOWN): UNDER_WAY,
    ("manager of it", Permission.FOLLOW_ACTION): SENT,
    ("manager of it", Permission.CHANGE_ACTION): SENT,
    ("QA lead", Permission.FOLLOW_ACTION): SENT,
    ("QA lead", Permission.CHANGE_ACTION): SENT,
    ("QA lead", Permission.VERIFY_ACTION): SENT,
    ("QA lead", Permission.REALLOCATE): OPEN,
    ("QA lead", Permission.JUDGE_AUDIT): SENT,
    ("moderator", Permission.JUDGE_AUDIT): SENT,
    ("auditor of it", Permission.COMPARE): SENT,
    ("QA lead", Permission.COMPARE): SENT,
    ("QA lead", Permission.NAME_PANEL): set(State),
    ("QA lead", Permission.SEE_PANEL): set(State),
    ("member of its panel", Permission.SEE_PANEL): SENT,
    ("member of its panel", Permission.GRADE_ON_PANEL): {State.SUBMITTED},
    ("member of its panel", Permission.ASK): {State.SUBMITTED},
    ("member of its panel", Permission.READ): {State.SUBMITTED},
    ("member of its panel", Permission.RAISE_CONCERN): {State.SUBMITTED},
    ("member of its panel", Permission.JUDGE_AUDIT): SENT,
    ("QA lead", Permission.TAKE_BACK): {State.WITHDRAWN},
    ("QA lead", Permission.HOLD): set(State),
}
"""In which states somebody may do something; what is not named here, nobody may."""

NOOR = person("Noor Aziz", Role.MODERATOR)
PEOPLE: dict[str, tuple[Person, ...]] = {
    "auditor of it": (AMARA,),
    "manager of it": (PRIYA,),
    "QA lead": (LEA,),
    "moderator": (person("Max Lund", Role.MODERATOR),),
    "member of its panel": (NOOR,),
    "nobody": (
        STRANGER,
        replace(NOOR, roles=frozenset({Role.AUDITOR})),  # no moderator any more
        replace(AMARA, roles=frozenset({Role.PRACTITIONER})),  # no auditor any more
        replace(PRIYA, roles=frozenset({Role.AUDITOR})),  # no manager any more
        *(person(f"Kim {role.name.title()}", role) for role in set(Role) - {Role.QA_LEAD, Role.MODERATOR}),
        person("Kim None"),
    ),
}


@pytest.mark.parametrize(
    ("who", "act", "state"),
    list(itertools.product(PEOPLE, Permission, State)),
    ids=lambda v: str(getattr(v, "value", v)).replace(" ", "_"),
)
def test_the_table(who: str, act: Permission, state: State) -> None:
    audit = audit_in(state)
    for somebody in PEOPLE[who]:
        why = refusal(somebody, act, audit)
        assert (why is None) == (state in ALLOWED.get((who, act), set())), (somebody, why)
        assert why is None or why.endswith(".")


def audit_in(state: State) -> Audit:
    room = open_room(question("1.1"), state=state, sent=state in SENT)
    if state is State.WITHDRAWN:
        return room.audit.replace(withdrawn_from=(State.IN_PROGRESS, ""))
    if state not in SENT:
        return room.audit
    panel = Panel("moderation", "1.1", (NOOR.id, "ada"), NOOR.id)
    stage = "moderation" if state is State.SUBMITTED else ""
    return room.audit.replace(compared={"1.1": "good ri"}, panels=(panel,), stage=stage)


def test_a_manager_who_audits_has_both_rights() -> None:
    audit = replace(audit_in(State.IN_PROGRESS), manager="amara")
    both = replace(AMARA, roles=frozenset({Role.AUDITOR, Role.MANAGER}))
    assert allowed(both, Permission.WALK, audit)
    assert allowed(both, Permission.ACKNOWLEDGE, audit)
    assert allowed(AMARA, Permission.WALK, audit)
    assert not allowed(AMARA, Permission.ACKNOWLEDGE, audit)  # named, and no manager


EVENTS: tuple[tuple[Command, Permission], ...] = (
    (OpenAudit(), Permission.WALK),
    (SavePage((Given("1.1", "ri", SEEN, 1),)), Permission.WALK),
    (SaveRow("actions", {"what": "x", "by_when": "2026-07-01"}), Permission.WALK),
    (TakeNote(SEEN), Permission.WALK),
    (NoMoreRows("actions"), Permission.WALK),
    (ChangeCell("actions/k1", "what", "Another thing"), Permission.WALK),
    (LeaveAnswer("1.1"), Permission.WALK),
    (PickAnswer("1.1", "ri", 1), Permission.WALK),
    (InTurn((SavePage((Given("1.1", "ri", SEEN, 1),)),)), Permission.WALK),
    (TakeThere(SEEN), Permission.WALK),
    (Enquire(Topic.MINE, "1.1"), Permission.ASK),
    (LeaveConcern(), Permission.RAISE_CONCERN),
    (SmallTalk(Tone.THANKS), Permission.ASK),
    (RaiseConcern("Bruises."), Permission.RAISE_CONCERN),
    (BeginConcern(), Permission.RAISE_CONCERN),
    (WordConcern("Bruises."), Permission.RAISE_CONCERN),
    (SendConcern(), Permission.RAISE_CONCERN),
    (ExplainConcern(), Permission.RAISE_CONCERN),
    (TakeOffer(), Permission.RAISE_CONCERN),
    (ReadBack(), Permission.READ),
    (SubmitStage(confirmed=True), Permission.SUBMIT),
    (Acknowledge("summary"), Permission.ACKNOWLEDGE),
    (ReviewAction("actions/k1", {"reviewed": "2026-06-01"}, 1), Permission.REVIEW_ACTION),
    (GiveBack("the plan was missed"), Permission.GIVE_BACK),
    (AskForChange("1.1", "the plan was missed"), Permission.GIVE_BACK),
    (AgreeToAudit(), Permission.REPLY),
    (WriteReply("A comment.", "1.1", "It is there now", send=True), Permission.REPLY),
    (DropChallenge("1.1"), Permission.REPLY),
    (ShowReply("a word"), Permission.REPLY),
    (AnswerChallenges((Answer("1.1", "keep", "It was not there"),)), Permission.ANSWER_REPLY),
    (ShowChallenges("a word"), Permission.ANSWER_REPLY),
    (AcceptAnswers(), Permission.ANSWER_REPLY),
    (ObjectToAnswer("1.1", "I see it otherwise"), Permission.ANSWER_REPLY),
    (ReopenAudit("the plan was missed"), Permission.REOPEN),
)


@pytest.mark.parametrize(("command", "act"), EVENTS, ids=lambda v: getattr(v, "value", type(v).__name__))
@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.SUBMITTED])
def test_whoever_may_not_changes_nothing_and_is_told(command: Command, act: Permission, state: State) -> None:
    assert command.permission is act
    room = open_room(question("1.1"), question("actions", answer_types.ROWS))
    room.action(AMARA, OpenAudit())
    answer_everything(room, AMARA)
    if state is State.SUBMITTED:
        room.action(AMARA, SubmitStage(confirmed=True))
    for who, people in PEOPLE.items():
        for somebody in people:
            if state in ALLOWED.get((who, act), set()):
                continue
            step = advance(room.template, room.audit, ConversationState(), command, room.turn(somebody))
            assert step.audit == room.audit
            assert step.events == ()
            assert step.notices == ()
            assert step.replies
            if who == "nobody":
                assert all(isinstance(view, Sentence) for view in step.replies)
                assert step.conversation == ConversationState()


def test_what_follows_a_save_needs_its_own_right() -> None:
    room = open_room(question("1.1"))
    room.action(AMARA, OpenAudit())
    for then in (ReopenAudit("the plan was missed"), Acknowledge("summary"), ReviewAction("actions/k1", {})):
        step = room.action(AMARA, SavePage((), then))
        assert not {h.what for h in step.events} & {EventKind.REOPENED, EventKind.ACKNOWLEDGED}
        assert step.replies


@pytest.mark.slow
def test_nobody_checks_their_own_work_in_any_combination_of_roles() -> None:
    """Whom the case names in whatever part, with whatever roles: they are no QA lead and no moderator of it,
    neither for a stage that checks it, nor for its actions, nor to judge its audit or let it be purged."""
    checking = (Permission.VERIFY_ACTION, Permission.JUDGE_AUDIT, Permission.HOLD)
    ways = [dict(zip(_NAMED, named, strict=True)) for named in itertools.product((False, True), repeat=4)]
    offenders = []
    for count in range(len(Role) + 1):
        for roles in itertools.combinations(Role, count):
            somebody = person("Kim Vale", *roles)
            for named, state in itertools.product(ways, State):
                if not any(named.values()):
                    continue
                ids = {part: somebody.id if is_so else "another" for part, is_so in named.items()}
                audit = audit_in(state).replace(**ids | {"auditors": (ids["auditors"],)})
                checks = parts_of(somebody, audit) & {Role.QA_LEAD.value, Role.MODERATOR.value}
                if checks or any(allowed(somebody, act, audit) for act in checking):
                    offenders.append((roles, named, state))
    assert offenders == []


_NAMED = ("auditors", "practitioner", "manager", "iro")
