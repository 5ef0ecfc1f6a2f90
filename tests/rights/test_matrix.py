"""The matrix: everybody tries everything on audits in every state, and a table of rights says what may come.

    AUDITBOT_TEST_TRIES=20000 .venv/bin/python -m pytest tests/rights -s -q

Each thing is tried four times: pressed (or typed), the very same activity twice more as Teams repeats it, to
the process that took it and to another, and the same once more under a new id.  The suite makes a sample of
all that can be tried, drawn by a fixed seed; AUDITBOT_TEST_TRIES asks for more.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from bot.channel import ActivityKind, Inbound
from bot.turns.deduplication import keys_of
from bot.turns.handler import TurnHandler
from bot.turns.presses import pressed
from dialogs import registry
from dialogs.advance import advance, understood
from dialogs.audits.audit import Audit
from dialogs.conversation.state import ConversationState
from dialogs.conversation.subjects import decode
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import Notice, View
from dialogs.features import edited_message, home
from dialogs.features.action_changes import NameOwners
from dialogs.features.clarification import IgnoreRepeat
from dialogs.features.concerns import RecordConcernDelivery
from dialogs.features.follow_up import ChaseFollowUps
from dialogs.features.home import Asked
from dialogs.features.in_turn import InTurn
from dialogs.features.manager_actions import ReopenAudit
from dialogs.features.moving import LeaveThere, MovedOut
from dialogs.features.panel_upkeep import TendPanel
from dialogs.features.picking import LeaveAnswer
from dialogs.features.reply_stages import EndReplyTime
from dialogs.features.save_page import SavePage
from dialogs.features.second_audit import ShareComparison
from dialogs.features.typed_rows import ChangeCell, NoMoreRows
from dialogs.features.undelivered import RecordConcernHeldUp, RecordSummaryHeldUp
from dialogs.features.unread_concern import EscalateUnread
from dialogs.features.unsent_concern import LeaveConcern
from dialogs.features.year import GiveToPair
from dialogs.notices import notice_view
from dialogs.understanding import action_words, allocation_words, at_home
from dialogs.wording.summary_view import reading
from tests.dialogs.builders import prints
from tests.rights.lives import NOW, TODAY, WITH_ROLE, Life, Moment, lives
from tests.rights.memory import HERE, Memory
from tests.rights.table import (
    MARK,
    NAMES,
    PEOPLE,
    Who,
    may_see,
    texts,
    wrongly_changed,
    wrongly_kept,
    wrongly_shown,
)
from tests.rights.tries import VERBS, WORDS, Try, card_data, drawn, everywhere

TRIES = int(os.environ.get("AUDITBOT_TEST_TRIES", "2000"))
SEED = 8
NOT_A_PERSONS = {
    RecordConcernDelivery,
    RecordConcernHeldUp,
    RecordSummaryHeldUp,
    EndReplyTime,
    ChaseFollowUps,
    ShareComparison,
    TendPanel,
    EscalateUnread,
    NameOwners,
    IgnoreRepeat,
    ChangeCell,
    InTurn,
    LeaveAnswer,
    LeaveConcern,
    NoMoreRows,
    MovedOut,
    LeaveThere,
    GiveToPair,
    *(kind for kind in registry.COMMANDS if kind.__module__ == edited_message.__name__),
}
"""What the delivery or the bot itself tells, what takes two messages within seconds, edits (`test_edits`),
what a QA lead asks of a whole month (tests/programme/test_year.py), and what only words at a certain question
mean (tests/dialogs/test_rights.py)."""


class Prints:
    """What deciding needs of the storage itself."""

    fingerprints = staticmethod(prints)


@dataclass
class Matrix:
    """Makes tries and counts."""

    forms: dict[str, Life]
    made: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    events: set[type] = field(default_factory=set)

    async def makes_what_chance_left_out(self) -> None:
        """Where a command stands in no drawn try: the first five words, anywhere, that mean it."""
        left = dict.fromkeys(set(registry.COMMANDS) - self.events - NOT_A_PERSONS, 5)
        for attempt in everywhere(self.forms, WORDS) if left else ():
            meant = self.meant(self.forms[attempt.form], attempt)
            if left.get(meant, 0):
                left[meant] -= 1
                await self.makes(attempt)
            if not any(left.values()):
                break

    async def makes(self, attempt: Try) -> None:
        life = self.forms[attempt.form]
        walk = attempt.moment.walks.get(attempt.who.id, ConversationState())
        memory = Memory(life.template, attempt.moment.audit, walk, attempt.who.person)
        ids = (f"n{n}" for n in itertools.count())
        deciding = TurnHandler(Prints(), lambda: next(ids), lambda: NOW)  # type: ignore[arg-type]
        first = self.activity(life, attempt, "x1")
        self.notes(life, attempt, first)
        for inbound, new_here in ((first, True), (first, False), (first, True), (self.again(first), True)):
            await self.turn(deciding, memory, life, attempt, inbound, new_here=new_here)

    def activity(self, life: Life, attempt: Try, id: str) -> Inbound:
        if attempt.verb:
            return Inbound(ActivityKind.ACTION, HERE, id, data=card_data(life, attempt, "t1"), invoke=True)
        return Inbound(ActivityKind.MESSAGE, HERE, id, text=attempt.words)

    def again(self, first: Inbound) -> Inbound:
        return replace(first, activity_id="x2")

    def notes(self, life: Life, attempt: Try, inbound: Inbound) -> None:
        """Which verb and which events this is."""
        self.kinds.add(attempt.pattern)
        if not attempt.verb:
            self.events.add(self.meant(life, attempt))
            return
        press = pressed(inbound.data)
        assert press is not None
        self.events.add(type(press.event))
        if isinstance(press.event, SavePage):
            self.events.add(type(press.event.then))

    def meant(self, life: Life, attempt: Try) -> type:
        """What kind of command the typed words are."""
        asked = at_home.asked(attempt.words, in_audit=True)
        if asked is not None and asked.ask is home.Ask.REOPEN:
            return ReopenAudit
        if asked is not None and asked.ask is home.Ask.ALLOCATE:
            return type(allocation_words.command_of(asked))
        if asked is not None and asked.ask is home.Ask.ACT:
            act = asked.which.partition(" ")[2]
            return type(action_words.command_of(act, "", asked.why))
        walk = attempt.moment.walks.get(attempt.who.id, ConversationState())
        typed = attempt.words
        return type(understood(life.template, attempt.moment.audit, walk, typed, turn_of(attempt.who)))

    async def turn(
        self,
        deciding: TurnHandler,
        memory: Memory,
        life: Life,
        attempt: Try,
        inbound: Inbound,
        *,
        new_here: bool,
    ) -> None:
        before, walk = memory.audit_now, memory.conversation
        memory.events, memory.owed = [], []
        decided = await deciding.decided(memory, inbound, keys_of(inbound, NOW), new_here)  # type: ignore[arg-type]
        happened, after = tuple(memory.events), memory.audit_now
        told = f"{inbound.text}\n" + "\n".join(texts(dict(inbound.data)))
        wrong = wrongly_shown(life.template, after, attempt.who, decided.views, life.marks, told)
        wrong += wrongly_changed(life.template, before, attempt.who, happened)
        wrong += wrongly_kept(life.template, attempt.who, walk, memory.conversation, life.marks, told, after)
        wrong += self.delivered(memory, life, told)
        self.made["tries"] += 1
        self.made["showed something of the audit"] += bool(MARK.search("\n".join(texts(decided.views))))
        self.made["changed something"] += bool(happened)
        self.wrong += [f"{attempt}: {problem}" for problem in wrong]

    def delivered(self, memory: Memory, life: Life, told: str) -> Iterator[str]:
        """What the turn owes to others, delivered to each of them as they may be by then."""
        for notice, who in itertools.product(memory.owed, PEOPLE):
            if who.id == notice.recipient:
                view = card(life, memory.audit_now, who, notice)
                views = (view,) if view is not None else ()
                problems = wrongly_shown(
                    life.template, memory.audit_now, who, views, life.marks, told, arrives=True
                )
                yield from (f"owed to {who.called}: {problem}" for problem in problems)


def turn_of(who: Who) -> Turn:
    ids = (f"n{n}" for n in itertools.count())
    return Turn(who.person, NOW, TODAY, lambda: next(ids), prints, NAMES, WITH_ROLE, token="t1")


def card(life: Life, audit: Audit, who: Who, notice: Notice) -> View | None:
    return notice_view(reading(life.template, audit, turn_of(who)), notice)


@pytest.fixture(scope="module")
def forms() -> dict[str, Life]:
    return lives()


def test_nobody_is_shown_or_changes_what_the_table_does_not_allow(forms: dict[str, Life]) -> None:
    matrix = Matrix(forms)

    async def all_of_them() -> None:
        for attempt in drawn(forms, TRIES // 4, random.Random(SEED)):
            await matrix.makes(attempt)
        await matrix.makes_what_chance_left_out()

    asyncio.run(all_of_them())
    made = ", ".join(f"{count} {what}" for what, count in matrix.made.items())
    print(f"{made}; {len(matrix.wrong)} views or changes that the table does not allow")
    assert not matrix.wrong, "\n".join(matrix.wrong[:40])
    kinds = {*(f"press {verb}" for verb in VERBS), *(f"type {words}" for words in WORDS)}
    assert matrix.kinds == kinds, "a verb or a word was not tried"
    untried = set(registry.COMMANDS) - matrix.events - NOT_A_PERSONS
    assert not untried, f"tries.py makes none of these happen: {untried}"
    assert matrix.made["showed something of the audit"] > matrix.made["tries"] // 40  # it is no empty house
    assert matrix.made["changed something"] > matrix.made["tries"] // 100


def test_cards_that_arrive_late_show_no_more_than_the_table_allows(forms: dict[str, Life]) -> None:
    rendered = shown = 0
    wrong = []
    for life in forms.values():
        for moment, who in itertools.product(life.moments, PEOPLE):
            for subject in subjects(life, moment.audit):
                view = card(
                    life, moment.audit, who, Notice(who.id, decode(subject), text="Something was done.")
                )
                rendered += 1
                if view is None:
                    continue
                shown += 1
                wrong += [
                    f"{life.template.id}, {moment.name}, {who.called}, {subject}: {problem}"
                    for problem in wrongly_shown(
                        life.template, moment.audit, who, (view,), life.marks, "", arrives=True
                    )
                ]
                if subject.startswith("told:r") and not (who.parts or "qa_lead" in who.roles):
                    wrong.append(f"{moment.name}: {who.called} is told something")
    print(f"{rendered} late cards, {shown} of them shown, {len(wrong)} wrongly")
    assert not wrong, "\n".join(wrong[:40])
    assert shown > rendered // 20


DUE = ("before", "after", "escalated", "effect")


def subjects(life: Life, audit: Audit) -> Iterator[str]:
    yield from ("summary", "action:nowhere/x", "told:r1")
    yield from (f"stage:{stage.id}" for stage in life.template.stages)
    yield from (f"action:{key}" for key in audit.history if "/" in key)
    for key in [key for key in audit.history if "/" in key and audit.steps.get(key)][:2]:
        yield from (f"own:{key}", *(f"action-due:{kind}:2026-06-03:{key}" for kind in DUE))
    for concern in audit.concerns:
        yield from (f"concern:{concern.id}", f"concern-status:{concern.id}")


ROWS = ("row_save", "row_remove", "row_edit", "go", "action_review", "ack", "drop")
QUESTIONS = ("save", "keep", "drop", "go", "note_use")


def test_no_answer_tells_whether_a_guess_was_right(forms: dict[str, Life]) -> None:
    """For whoever may not see it: a right guess, a wrong one and a key that never was are answered alike."""
    compared = 0
    differ = []
    for life, moment, who, hidden in somebody_elses(forms):
        never = f"{hidden.partition('/')[0]}/never" if "/" in hidden else "never"
        for verb in ROWS if "/" in hidden else QUESTIONS:
            compared += 1
            right, wrong = (alike(life, moment, who, verb, (hidden, never), guess) for guess in ("right", ""))
            # Saved: neither may the right value be told from another.  Others send another note or subject.
            apart = [right | wrong] if verb in ("save", "keep", "row_remove") else [right, wrong]
            if any(len(answers) > 1 for answers in apart):
                differ.append(
                    f"{life.template.id}, {moment.name}: {who.called} {verb} {hidden}: {apart}"[:900]
                )
    print(f"{compared} presses with keys of other people's, {len(differ)} told apart from unknown ones")
    assert not differ, "\n".join(differ[:20])
    assert compared > 100


def somebody_elses(forms: dict[str, Life]) -> list[tuple[Life, Moment, Who, str]]:
    """A sample of (form, moment, person, key) in which the person may not see what stands under the key."""
    attempts = [
        (life, moment, who, hidden)
        for life in forms.values()
        for moment, who in itertools.product(life.moments, PEOPLE)
        if who.parts
        for hidden in hidden_keys(life, moment.audit, who)
    ]
    random.Random(SEED).shuffle(attempts)
    return attempts[: max(60, TRIES // 40)]


def alike(
    life: Life, moment: Moment, who: Who, verb: str, keys: tuple[str, str], guess: str
) -> frozenset[str]:
    """What is answered to the same press with each of `keys`, the key itself left out."""
    tried = [Try(life.template.id, moment, who, verb, key, guess) for key in keys]
    return frozenset(answered(life, attempt).replace(attempt.key, "K") for attempt in tried)


def hidden_keys(life: Life, audit: Audit, who: Who) -> list[str]:
    """A question and a row that have been answered and that this person may not see."""
    hidden = [key for key in audit.history if not may_see(life.template, audit, who, key)]
    graded = [key for key in hidden if "/" not in key and life.template.by_id[key].options]
    return [*graded[:1], *[key for key in hidden if "/" in key][:1]]


def answered(life: Life, attempt: Try) -> str:
    """Everything that comes of a try: what is said, what happens, and what is kept."""
    press = pressed(card_data(life, attempt, "t1"))
    assert press is not None
    assert not isinstance(press.event, Asked)
    walk = attempt.moment.walks.get(attempt.who.id, ConversationState())
    step = advance(life.template, attempt.moment.audit, walk, press.event, turn_of(attempt.who))
    kept = {key: value for key, value in vars(step.conversation).items() if value != vars(walk)[key]}
    return repr((step.replies, step.events, step.notices, kept))
