"""Every act, by everybody, at every moment of an audit's life: who gets a card of it, and whom it waits for.

The matrix (test_matrix) takes each try through the whole bot; here the core alone decides, so that there can
be thousands of them.  AUDITBOT_TEST_RELATIONS asks for more.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.turns.presses import pressed
from dialogs.advance import advance, understood
from dialogs.audits import replies
from dialogs.audits.audit import Audit, Person, PersonId, Role, State
from dialogs.audits.completion import awaited, holders
from dialogs.audits.stages import current
from dialogs.conversation.actions_now import standings
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.recipients import may_have
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.conversation.turn import Turn
from dialogs.features.home import Ask, Asked
from dialogs.features.leaving import After, has_left
from dialogs.features.manager_actions import ReopenAudit
from dialogs.features.reallocation import OPERATOR
from dialogs.features.reminders import reminders
from dialogs.understanding import allocation_words, at_home
from template_specs.model import Template
from tests.dialogs.builders import prints
from tests.rights.lives import NOW, TODAY, WITH_ROLE, Life, Moment, lives
from tests.rights.table import NAMES, PEOPLE, Who, answers
from tests.rights.test_matrix import SEED, card, turn_of
from tests.rights.tries import VERBS, WORDS, Try, card_data, keys_for

TRIES = int(os.environ.get("AUDITBOT_TEST_RELATIONS", "8500"))
_LIST = tuple({who.id: who.person for who in PEOPLE if who.roles}.values())
PROGRAMME = {id for people in WITH_ROLE.values() for id in people}


# --- who gets a card ----------------------------------------------------------------------------


def test_nobody_receives_a_card_about_an_audit_that_they_have_no_part_in() -> None:
    tried = owed = 0
    wrong: list[str] = []
    for life, attempt, command in _tries(TRIES):
        tried += 1
        walk = attempt.moment.walks.get(attempt.who.id, ConversationState())
        step = advance(life.template, attempt.moment.audit, walk, command, _turn(attempt.who))
        for notice in step.notices:
            owed += 1
            if not _concerns(attempt.moment.audit, step, notice.recipient):
                wrong.append(f"{attempt}: {notice.recipient} is owed {notice.subject}")
            for who in PEOPLE:
                if who.id != notice.recipient or not may_have(who.person, step.audit, notice.subject):
                    continue
                shown = card(life, step.audit, who, notice)
                if shown is not None and not _has_part(attempt.moment.audit, step, who):
                    wrong.append(f"{attempt}: {who.called} gets a {type(shown).__name__}")
    print(f"{tried} acts, {owed} cards and messages owed, {len(wrong)} to somebody without a part")
    assert not wrong, "\n".join(wrong[:40])
    assert tried >= TRIES * 9 // 10
    assert owed > tried // 40


def _tries(many: int) -> Iterator[tuple[Life, Try, Command]]:
    """Acts drawn from every verb and every word, at every moment; two of three by somebody who is asked for
    something then, and nine of ten on the small forms."""
    chance = random.Random(SEED)
    forms = sorted(lives().values(), key=lambda life: len(life.template.questions))
    asked = {
        life.template.id: [
            (moment, who) for moment, who in _everybody(life) if answers(life.template, moment.audit, who)
        ]
        for life in forms
    }
    kinds = [*((verb, True) for verb in VERBS), *((words, False) for words in WORDS)]
    for number in range(many):
        life = chance.choice(forms[:2] if number % 10 else forms)
        everybody = asked[life.template.id] if number % 3 else list(_everybody(life))
        (moment, who), (kind, is_verb) = chance.choice(everybody), kinds[number % len(kinds)]
        key = chance.choice(keys_for(life, moment.audit, who))
        if is_verb:
            attempt = Try(life.template.id, moment, who, kind, key, chance.choice(("", "right")))
            press = pressed(card_data(life, attempt, "t1"))
            command = press.event if press is not None else None
        else:
            attempt = Try(life.template.id, moment, who, words=kind.format_map(_Keys(key)))
            command = _typed(life, attempt)
        if command is not None and not isinstance(command, Asked):
            yield life, attempt, command


def _everybody(life: Life) -> Iterator[tuple[Moment, Who]]:
    return itertools.product(life.moments, PEOPLE)


def _typed(life: Life, attempt: Try) -> Command | None:
    """The command that the words are, with a case in them or without."""
    asked = at_home.asked(attempt.words, in_audit=True)
    if asked is not None and asked.ask is Ask.ALLOCATE:
        return allocation_words.command_of(asked)
    if asked is not None and asked.ask is Ask.REOPEN:
        return ReopenAudit(asked.why)
    walk = attempt.moment.walks.get(attempt.who.id, ConversationState())
    return understood(life.template, attempt.moment.audit, walk, attempt.words, _turn(attempt.who))


class _Keys(dict[str, str]):
    """The same key, whatever it is called in the words."""

    def __init__(self, key: str):
        super().__init__()
        self.key = key

    def __missing__(self, name: str) -> str:
        return self.key


def _turn(who: Who) -> Turn:
    return replace(turn_of(who), people=_LIST)


def _concerns(before: Audit, step: Step, person: PersonId) -> bool:
    """Whether somebody has anything to do with the audit: named for it before or after, of the programme's
    roles, or with an action, a concern or a copy of it."""
    named: set[PersonId | None] = set()
    for audit in (before, step.audit):
        named |= {*audit.auditors, audit.practitioner, audit.manager, audit.iro, *audit.readers}
        named |= {one for concern in audit.concerns for one in (concern.by, *concern.sent_to)}
        named |= {s.changes.get("owner") for steps in audit.steps.values() for s in steps}
    return person in named | PROGRAMME


def _has_part(before: Audit, step: Step, who: Who) -> bool:
    """Whether somebody with these roles may hear of the audit at all: whoever has left may not."""
    return bool(who.roles) and _concerns(before, step, who.id)


# --- whom it waits for --------------------------------------------------------------------------


def test_nobody_waits_for_somebody_who_has_left() -> None:
    tried = 0
    wrong: list[str] = []
    chance = random.Random(SEED)
    everything = [
        (life, moment, gone)
        for life in lives().values()
        for moment, gone in itertools.product(life.moments, NAMES)
    ]
    for life, moment, gone in chance.sample(everything, min(len(everything), TRIES // 20)):
        for after in _successors(moment.audit, gone):
            tried += 1
            audit, told = _left(life.template, moment.audit, after)
            there = {role: tuple(id for id in people if id != gone) for role, people in WITH_ROLE.items()}
            if gone in _waited_for(life.template, audit, there):
                wrong.append(f"{life.template.id}, {moment.name}: {gone} has left, after them {told}")
    print(f"{tried} departures, {len(wrong)} of them waited for")
    assert not wrong, "\n".join(wrong[:40])
    assert tried > 1_000


def _successors(audit: Audit, gone: PersonId) -> Iterator[After]:
    person = _somebody(gone, set(Role))
    leads = tuple(id for id in WITH_ROLE["qa_lead"] if id != gone)
    yield After(person, leads=leads)
    yield After(person, deputy=_somebody("sol", {Role.SERVICE_MANAGER}), leads=leads)
    other = next(id for id in NAMES if id != gone and id not in audit.auditors)
    yield After(person, named=_somebody(other, set(Role)), leads=leads)


def _somebody(id: PersonId, roles: set[Role]) -> Person:
    return Person(id, NAMES[id], f"{id}@example.org", frozenset(roles), "North")


def _left(template: Template, audit: Audit, after: After) -> tuple[Audit, str]:
    ids = (f"n{n}" for n in itertools.count())
    turn = Turn(OPERATOR, NOW, TODAY, lambda: next(ids), prints, NAMES, token="t1")
    context, unsettled = has_left(TurnContext(template, audit, ConversationState(), turn), after, "Left us")
    named = after.named or after.deputy
    return context.audit, f"{named.name if named else 'nobody'} ({'; '.join(unsettled)})"


def _waited_for(template: Template, audit: Audit, there: dict[str, tuple[str, ...]]) -> set[PersonId | None]:
    """Everybody of whom something is awaited: in the stage in hand, of actions, concerns and plans."""
    waits: set[PersonId | None] = set()
    stage = current(template, audit)
    if stage is not None:
        waits |= {one.person for one in awaited(template, audit)}
        waits |= {person for part in stage.by for person in holders(audit, part, there)}
        waits |= set(replies.unheard(template, audit, there))
    if audit.state is not State.WITHDRAWN and audit.sent:
        waits |= {action.owner for action in standings(template, audit) if action.status.is_open}
    unread = [c for c in audit.concerns if c.waits] if audit.state is not State.WITHDRAWN else []
    waits |= {c.with_whom[0] for c in unread if len(c.with_whom) == 1}
    if audit.sent and any(f.plan_by and not f.plan for f in audit.follow_ups.values()):
        waits.add(audit.manager)
    for day in (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=2)):
        due = audit.replace(due=day, stage_since=NOW - timedelta(days=14))
        waits |= {notice.recipient for notice in reminders(template, due, there, TODAY)}
    return waits
