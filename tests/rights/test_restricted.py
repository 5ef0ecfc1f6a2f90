"""A restricted case, whatever is tried: nobody whom it does not open to is shown a word of it, or told one.

Everybody tries every verb and every word, as in the matrix, on the same audits made restricted.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace

from bot.turns.deduplication import keys_of
from bot.turns.handler import TurnHandler
from dialogs.audits.audit import Audit
from dialogs.audits.restriction import opens_to
from dialogs.conversation.recipients import may_have
from dialogs.conversation.state import ConversationState
from dialogs.conversation.subjects import ToldFormer, decode
from dialogs.conversation.views import Notice
from storage.list_items import AuditListItem, as_shown
from storage.lists import Group
from tests.rights.lives import NOW, Life, lives
from tests.rights.memory import Memory
from tests.rights.table import CASE, MARK, NAMES, PEOPLE, texts
from tests.rights.test_matrix import SEED, Matrix, Prints, subjects
from tests.rights.tries import VERBS, WORDS, Try, drawn, keys_for

TRIES = 400
LET_IN = "mo"
"""The moderator is let in: somebody has to moderate."""
NAMED = ("amara", "sam", "priya", "jo", "ivy")
_WORDS = (CASE, *(NAMES[person] for person in NAMED))


def restricted(audit: Audit) -> Audit:
    return audit.replace(restricted=(LET_IN,))


@dataclass
class Closed(Memory):
    """The memory of the matrix, which shows what it has as storage does."""

    async def several(self, ids: Iterable[str], **_: object) -> dict[str, Audit]:
        found = await super().several(ids)
        return {id: audit for id, audit in found.items() if opens_to(self.actor.id, audit)}

    async def references(self, ids: Iterable[str]) -> dict[str, str]:
        return dict.fromkeys(await self.several(ids), CASE)

    async def audits_of_case(self, case: str) -> tuple[AuditListItem, ...]:
        return tuple(item for item in await super().audits_of_case(case) if not item.closed)

    async def find_audit(self, case: str) -> tuple[str, ...]:
        return tuple(item.audit_id for item in await self.audits_of_case(case))

    async def stage_groups(self, person: str) -> tuple[Group, ...]:
        return await super().stage_groups(person) if opens_to(person, self.audit_now) else ()

    def _listed(self, part: str) -> AuditListItem:
        return as_shown(super()._listed(part), self.actor.id)


def test_nobody_whom_it_does_not_open_to_is_shown_a_word_of_it() -> None:
    forms = {id: _made_restricted(life) for id, life in lives().items()}
    made, closed, wrong = asyncio.run(_all_tries(forms))
    print(f"{made} tries, {closed} by people whom it does not open to, {len(wrong)} that say something of it")
    assert not wrong, "\n".join(wrong[:40])
    assert closed > made // 6


def _made_restricted(life: Life) -> Life:
    same = copy(life)  # without living through it again
    same.moments = [replace(moment, audit=restricted(moment.audit)) for moment in life.moments]
    return same


async def _all_tries(forms: dict[str, Life]) -> tuple[int, int, list[str]]:
    wrong, made, closed = list[str](), 0, 0
    matrix = Matrix(forms)
    tries = [*drawn(forms, TRIES, random.Random(SEED)), *_by_others(forms, random.Random(SEED))]
    for attempt in tries:
        life = forms[attempt.form]
        walk = attempt.moment.walks.get(attempt.who.id, ConversationState())
        memory = Closed(life.template, attempt.moment.audit, walk, attempt.who.person)
        deciding = TurnHandler(Prints(), map("n{}".format, itertools.count()).__next__, lambda: NOW)  # type: ignore[arg-type]
        inbound = matrix.activity(life, attempt, "x1")
        decided = await deciding.decided(memory, inbound, keys_of(inbound, NOW), True)  # type: ignore[arg-type]
        made += 1
        told = f"{inbound.text}\n" + "\n".join(texts(dict(inbound.data)))
        if not opens_to(attempt.who.id, attempt.moment.audit):
            closed += 1
            shown = "\n".join(texts(decided.views))
            wrong += [f"{attempt}: {word!r} in {shown[:200]!r}" for word in _told(shown, told)]
            if memory.events:
                wrong.append(f"{attempt}: it is changed ({memory.events})")
        wrong += [
            f"{attempt}: {NAMES[notice.recipient]} is owed {notice.subject}"
            for notice in memory.owed
            if not opens_to(notice.recipient, memory.audit_now) and not _just_lost_it(notice, attempt)
        ]
    return made, closed, wrong


def _just_lost_it(notice: Notice, attempt: Try) -> bool:
    """Whether it is the one sentence that tells somebody that the case, which opened to them until this very
    turn, is not theirs any more."""
    return isinstance(notice.subject, ToldFormer) and opens_to(notice.recipient, attempt.moment.audit)


def _by_others(forms: dict[str, Life], chance: random.Random) -> Iterator[Try]:
    """Each verb and each word once by somebody whom the case does not open to."""
    others = [who for who in PEOPLE if who.id in ("lea", "sol", "tom")]
    for kind, is_verb in [*((verb, True) for verb in VERBS), *((words, False) for words in WORDS)]:
        life = chance.choice(list(forms.values()))
        moment, who = chance.choice(life.moments), chance.choice(others)
        key = chance.choice(keys_for(life, moment.audit, who))
        if is_verb:
            yield Try(life.template.id, moment, who, kind, key, chance.choice(("", "right")))
        else:
            words = kind.replace("{key}", key).replace("{row}", key).replace("{own}", key)
            yield Try(life.template.id, moment, who, words=words)


def _told(shown: str, told: str) -> list[str]:
    """Words of the case that are shown and that they have not written themselves."""
    words = [word for word in _WORDS if word in shown and word not in told]
    return words + sorted(set(MARK.findall(shown)) - set(MARK.findall(told)))


def test_no_card_of_it_reaches_anybody_else() -> None:
    """Whatever card was owed before the case was restricted: it is decided again when it is sent."""
    sent, kept = 0, 0
    for life in lives().values():
        for moment, who in itertools.product(life.moments, PEOPLE):
            audit = restricted(moment.audit)
            for subject in subjects(life, audit):
                about = decode(subject)
                if opens_to(who.id, audit):
                    sent += may_have(who.person, audit, about)
                    continue
                raised = subject.startswith("concern-status:")  # their own, whoever they were
                assert raised or not may_have(who.person, audit, about), (moment.name, who.called, subject)
                kept += 1
    assert sent > 1_000
    assert kept > 1_000
