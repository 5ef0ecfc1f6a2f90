"""Everybody edits, deletes and quotes messages in audits in every state, against the table of rights.

What a message had led to is the bot's own memory, and may be older than somebody's rights: so any key, note
and concern may stand in it.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Iterator
from dataclasses import replace

from bot.channel import ActivityKind, Inbound, Quoted
from bot.turns.handler import TurnHandler
from dialogs.conversation.message_effects import MessageEffect
from dialogs.conversation.state import ConversationState
from tests.rights.lives import NOW, Life, lives
from tests.rights.memory import HERE, Memory
from tests.rights.table import PEOPLE
from tests.rights.test_matrix import SEED, Matrix, Prints
from tests.rights.tries import Try, keys_for

WORDS = (
    "requires improvement - the plan was missed in section 5",
    "He was seen alone twice and his own words are in the notes.",
    "concern: he was seen with bruises",
    "help",
)


def changes(one: Try, chance: random.Random, life: Life) -> Iterator[tuple[Inbound, MessageEffect]]:
    audit = one.moment.audit
    keys = keys_for(life, audit, one.who)
    for key in chance.sample(keys, min(3, len(keys))):
        revision = len(audit.history.get(key, ()))
        notes = [note.id for note in audit.notes] or [""]
        concerns = [concern.id for concern in audit.concerns] or [""]
        led = (
            MessageEffect(answers=((key, revision),)),
            MessageEffect(answers=((key, max(1, revision - 1)), (keys[0], 1))),
            MessageEffect(tried=((key, revision),)),
            MessageEffect(rows=key.partition("/")[0]),
            MessageEffect(note=chance.choice(notes)),
            MessageEffect(unsent=chance.choice(concerns)),
            MessageEffect(asked=key),
        )
        for effect, words in itertools.product(led, WORDS):
            kind = chance.choice((ActivityKind.EDITED, ActivityKind.EDITED, ActivityKind.DELETED))
            inbound = Inbound(kind, HERE, "x1", text=words)
            yield inbound, effect
        quoted = (Quoted("x0", "", NOW.isoformat()),)
        yield Inbound(ActivityKind.MESSAGE, HERE, "x1", text=WORDS[0], quoted=quoted), led[0]


def test_no_edit_shows_or_changes_what_the_table_does_not_allow() -> None:
    forms, chance = lives(), random.Random(SEED)
    matrix = Matrix(forms)

    async def all_of_them() -> None:
        for life in forms.values():
            for moment, who in itertools.product(life.moments, PEOPLE):
                if chance.random() < 0.97:
                    continue
                one = Try(life.template.id, moment, who, words="an edit")
                for number, (inbound, led) in enumerate(changes(one, chance, life)):
                    walk = moment.walks.get(who.id, ConversationState())
                    memory = Memory(life.template, moment.audit, walk, who.person, led=led)
                    ids = (f"n{n}" for n in itertools.count())
                    deciding = TurnHandler(Prints(), lambda ids=ids: next(ids), lambda: NOW)  # type: ignore[arg-type, misc]
                    first = replace(inbound, activity_id=f"x{number}")
                    for new_here in (True, False):
                        await matrix.turn(deciding, memory, life, one, first, new_here=new_here)

    asyncio.run(all_of_them())
    print(dict(matrix.made))
    assert not matrix.wrong, "\n".join(matrix.wrong[:20])
    assert matrix.made["changed something"] > matrix.made["tries"] // 200
