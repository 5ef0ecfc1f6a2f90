"""Conversations drawn at random through the real endpoint: two audits, a pair, edits, quotes and talk.

What holds after each message: Teams gets a 200, nothing that was meant as content is lost, and whatever is
saved is saved where it was in hand, named or asked about.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.audits.audit import Audit
from dialogs.conversation.state import ConversationState
from storage.keys import Keyring
from storage.pending_questions import stored
from template_specs.language.loader import load
from tests.conversations.harness import SMALL, House, Somebody, open_house, said
from tests.dialogs.test_typed_anywhere import in_hand, kinds, named_in, offered

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("CHATS", "8"))
CASES = ("TS-101", "TS-202")
FORM = load(SMALL)


@dataclass(frozen=True)
class Does:
    """One thing that somebody does: types, edits or quotes an earlier message, or goes to another case."""

    amara: bool
    how: str
    kind: str
    words: str
    which: int
    seconds: int


doings = st.builds(
    lambda amara, how, said_, which, seconds: Does(amara, how, said_[0], said_[1], which, seconds),
    st.sampled_from([True, True, False]),
    st.sampled_from(["type", "type", "type", "type", "edit", "quote", "open"]),
    kinds,
    st.integers(0, 5),
    st.sampled_from([70, 70, 70, 3]),
)


class Chats:
    """Two people with two cases under way, and everything that each has typed."""

    def __init__(self, house: House):
        self.house = house
        self.sent: dict[str, list[dict[str, Any]]] = {"amara": [], "sam": []}
        self.led: dict[str, set[str]] = {}
        """By a message's id: the questions that it was saved at."""

    async def held(self, who: Somebody) -> dict[str, tuple[Audit, ConversationState]]:
        return {case: await self.house.audit(case, who) for case in CASES}

    async def do(self, doing: Does, number: int) -> None:
        house = self.house
        who, name = (house.amara, "amara") if doing.amara else (house.sam, "sam")
        house.clock.passes(seconds=doing.seconds)
        if doing.how == "open":
            await who.says(f"open {CASES[doing.which % 2]}")
            return
        content = doing.kind in ("evidence", "graded", "named")
        mark = f"x{number}q"
        words = f"{doing.words} {mark}" if content else doing.words
        before = await self.held(who)
        shown = len(who.messages)
        earlier = self.sent[name][-(doing.which + 1)] if len(self.sent[name]) > doing.which else None
        allowed = set[str]()
        if doing.how == "edit" and earlier is not None:
            assert (await who.chat.edits(earlier, words)).status == 200
            allowed |= self.led.get(earlier["id"], set())
            at = earlier["id"]
        else:
            fields: dict[str, Any] = {"text": words, "textFormat": "plain"}
            if doing.how == "quote" and earlier is not None:
                quoted = {"messageId": earlier["id"], "preview": earlier["text"]}
                fields["text"] = f'<quoted messageId="{earlier["id"]}"/> {words}'
                fields["entities"] = [{"type": "quotedReply", "quotedReply": quoted}]
                allowed |= self.led.get(earlier["id"], set()) | named_in(FORM, earlier["text"])
            activity = who.chat.activity("message", **fields)
            assert (await house.client.post(activity)).status == 200
            self.sent[name].append({**activity, "text": words})
            at = activity["id"]
        await house.delivers()
        told = "\n".join(said(message) for message in who.messages[shown:])
        after = await self.held(who)
        allowed |= named_in(FORM, words)
        for case in CASES:
            was, state = before[case]
            keys = allowed | in_hand(state) | offered(state)
            for key, answers in after[case][0].history.items():
                new = answers[len(was.history.get(key, ())) :]
                taken_back = any(answer.takes_back for answer in new)
                if new and not taken_back and doing.words != "undo":
                    table = key.partition("/")[0]
                    assert table in {k.partition("/")[0] for k in keys}, (
                        case,
                        key,
                        words,
                        sorted(keys),
                        told,
                    )
                    self.led.setdefault(at, set()).add(table)
        if content:
            assert any(mark in text for text in (*texts(after), told)), (doing, told)


@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(doings, min_size=6, max_size=14))
async def test_nothing_is_lost_and_nothing_lands_elsewhere(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, keyring: Keyring, typed: list[Does]
) -> None:
    file = tmp_path_factory.mktemp("chats") / "audits.db"
    shutil.copyfile(sqlite_template, file)
    async with open_house(f"sqlite:///{file}", keyring) as house:
        for case in CASES:
            await house.allocates(case, house.amara, house.sam)
        for who in (house.amara, house.sam):
            await who.says("open TS-101")
        chats = Chats(house)
        for number, doing in enumerate(typed):
            await chats.do(doing, number)
    shutil.rmtree(file.parent)


def texts(held: dict[str, tuple[Audit, ConversationState]]) -> list[str]:
    """Everything that is kept of what people wrote, in both audits."""
    kept: list[str] = []
    for audit, state in held.values():
        kept += [
            a.passage.text for answers in audit.history.values() for a in answers if a.passage is not None
        ]
        kept += [note.passage.text for note in audit.notes]
        kept += [text for draft in state.drafts.values() for text in (draft.value, draft.words)]
        if state.pending is not None:
            waits = stored(state.pending)
            kept += [waits["text"], *waits["cells"].values()]
        if state.unsent is not None:
            kept.append(state.unsent.words)
    return kept
