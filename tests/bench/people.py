"""The people of a measurement: each sends the next message when the last one has been answered."""

from __future__ import annotations

import asyncio
import itertools
import random
import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.bench.wire import Chat, Double, Line

TENANT = "11111111-2222-3333-4444-555555555555"
BOT = "28:00000000-aaaa-bbbb-cccc-000000000001"
EVIDENCE_WORDS = 25
FIRST_PAGE = "2.1"
"""The first page of the round: before it stand the case's own details."""

_PAST = {"3": "3.5"}
"""The first page of section 3 asks for a date and three ticks of yes or no."""

_WORDS = (
    *(
        "visit",
        "seen",
        "alone",
        "bedroom",
        "school",
        "nurse",
        "plan",
        "review",
        "mother",
        "father",
        "brother",
    ),
    *("sister", "worker", "manager", "record", "chronology", "analysis", "risk", "home", "contact", "court"),
    *("meeting", "core", "group", "decision", "views", "wishes", "feelings", "health", "dentist", "teacher"),
    *("attendance", "referral", "strategy", "discussion", "update", "statutory", "timescale", "supervision"),
    *("reflective", "written", "clear", "detailed", "current", "evidence", "threshold", "recorded", "agreed"),
    *("shared", "noted", "observed", "explained", "early", "late", "twice", "monthly", "today", "after"),
)
_NAMESPACE = uuid.UUID("7d3a4f54-8a0b-4df3-8a51-0a4a0c0f7b11")


class Unexpected(Exception):
    """The bot did not answer as a measured turn must be answered."""


def person_id(number: int) -> str:
    """The Entra object id of the person of this number."""
    return str(uuid.uuid5(_NAMESPACE, str(number)))


def evidence(chance: random.Random) -> str:
    """About 25 words, never the same twice."""
    words = chance.choices(_WORDS, k=EVIDENCE_WORDS)
    return f"{' '.join(words).capitalize()}."


PATIENCE = 10.0
"""Seconds that a reply may take after the request was answered."""


@dataclass
class Walker:
    """One person at a chat."""

    number: int
    line: Line
    double: Double
    service_url: str
    chance: random.Random = field(init=False)
    chat: Chat = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"walker {self.number}")
        self.conversation = f"a:bench-{self.number}"
        self.chat = self.double.chat(self.conversation)
        self._ids = itertools.count(1)
        self._base: dict[str, Any] = {
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": f"29:{self.number}", "name": "Ann", "aadObjectId": person_id(self.number)},
            "recipient": {"id": BOT, "name": "Audit bot"},
            "conversation": {"id": self.conversation, "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
        }

    async def says(self, text: str) -> float:
        """A typed message, answered when the first reply has reached the connector; seconds until then."""
        return await self._told({"type": "message", "text": text})

    async def presses(self, data: dict[str, Any]) -> tuple[float, dict[str, Any]]:
        """An Action.Execute: the seconds until its answer, and the card it was answered with."""
        action = {"type": "Action.Execute", "verb": data["verb"], "data": data}
        invoke = {
            "type": "invoke",
            "name": "adaptiveCard/action",
            "value": {"action": action, "trigger": "manual"},
            "replyToId": self.chat.card_id,
        }
        began = asyncio.get_running_loop().time()
        status, body = await self.line.post(self._activity(invoke))
        took = asyncio.get_running_loop().time() - began
        answer = orjson.loads(body) if status == 200 and body else {}
        if not isinstance(answer.get("value"), dict):
            raise Unexpected(f"a press was answered {status}: {body[:200]!r}")
        return took, answer["value"]

    def shown(self) -> dict[str, Any]:
        """The newest page of the chat."""
        if not self.chat.card:
            raise Unexpected("no card was sent")
        card: dict[str, Any] = orjson.loads(self.chat.card)["attachments"][0]["content"]
        return card

    async def _told(self, activity: dict[str, Any]) -> float:
        self.chat.messages = 0
        loop_time = asyncio.get_running_loop().time
        began = loop_time()
        status, _ = await self.line.post(self._activity(activity))
        # Ours may answer the request before a slow connector has taken the reply: it is waited for.
        while 200 <= status < 300 and not self.chat.messages and loop_time() - began < PATIENCE:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        if not 200 <= status < 300 or not self.chat.messages:
            raise Unexpected(f"a message was answered {status}, with {self.chat.messages} replies")
        return self.chat.first_at - began

    def _activity(self, more: dict[str, Any]) -> bytes:
        number = next(self._ids)
        stamp = f"2026-06-05T12:{number // 60000 % 60:02d}:{number // 1000 % 60:02d}.{number % 1000:03d}Z"
        return orjson.dumps({**self._base, **more, "id": f"{self.number}-{number}", "timestamp": stamp})


Round = Callable[[Walker], Awaitable[Callable[[], Awaitable[float]]]]
"""Prepares a person; then each call is one measured turn, and gives the seconds until its answer."""


async def echoes(walker: Walker) -> Callable[[], Awaitable[float]]:
    """A bot that says what it is told."""

    async def turn() -> float:
        return await walker.says(evidence(walker.chance))

    return turn


async def executes(walker: Walker) -> Callable[[], Awaitable[float]]:
    """Saves page after page with one grade and its evidence, by Action.Execute; at the end begins again."""
    card = await _begin(walker)

    async def turn() -> float:
        nonlocal card
        while (filled := _filled(card, walker.chance)) is None:
            _, card = await walker.presses(_jump(card, _on(card)))
        took, card = await walker.presses(filled)
        return took

    return turn


async def types(walker: Walker) -> Callable[[], Awaitable[float]]:
    """Types a grade and its evidence for a question of the page in hand; at the end begins again."""
    await _begin(walker)
    card = b""
    waiting: Iterator[str] = iter(())

    async def turn() -> float:
        nonlocal card, waiting
        if walker.chat.card is not card:
            card, waiting = walker.chat.card, iter(_graded(walker.shown()))
        key = next(waiting, "")
        if not key:
            await walker.says("next")
            while not (graded := _graded(walker.shown())):
                await walker.says(f"go to {_on(walker.shown())}")
            card, waiting = walker.chat.card, iter(graded)
            key = next(waiting)
        return await walker.says(f"{key} {walker.chance.choice(GRADES)}. {evidence(walker.chance)}")

    return turn


def _on(card: dict[str, Any]) -> str:
    """Where the round goes on from a page without a grade: past it, or back to the beginning."""
    here = next((box["id"][2:] for box in _boxes(card)), "")
    return _PAST.get(here.partition(".")[0], FIRST_PAGE) if "." in here else FIRST_PAGE


GRADES = ("good", "requires improvement", "outstanding", "inadequate")


async def _begin(walker: Walker) -> dict[str, Any]:
    """Go to the first page of the round."""
    await walker.says(f"go to {FIRST_PAGE}")
    _, card = await walker.presses(_jump(walker.shown()))
    return card


def _data(card: dict[str, Any], verb: str = "") -> dict[str, Any]:
    for action in _actions(card):
        if action.get("type") == "Action.Execute" and verb in ("", action["verb"]):
            data: dict[str, Any] = action["data"]
            return data
    return {}


def _actions(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from card.get("actions", ())
    for element in card.get("body", ()):
        if element.get("type") == "ActionSet":
            yield from element["actions"]


def _jump(card: dict[str, Any], to: str = FIRST_PAGE) -> dict[str, Any]:
    data = _data(card)
    return {"verb": "go", "audit": data["audit"], "token": data.get("token", ""), "to": to}


def _filled(card: dict[str, Any], chance: random.Random) -> dict[str, Any] | None:
    """The press that saves the page: all its boxes as they are, with one grade and its evidence given anew.
    None if the page has no grade."""
    data = _data(card, "save")
    graded = _graded(card) if data else []
    if not graded:
        return None
    sent = {box["id"]: box.get("value", "") for box in _boxes(card)}
    key = chance.choice(graded)
    sent[f"v:{key}"] = chance.choice(_choices(card, f"v:{key}"))
    sent[f"w:{key}"] = evidence(chance)
    return data | sent


def _graded(card: dict[str, Any]) -> list[str]:
    """The questions of a page that take one of four grades and evidence."""
    ids = {box["id"]: box for box in _boxes(card)}
    return [
        name[2:]
        for name, box in ids.items()
        if name.startswith("v:") and len(box.get("choices", ())) >= 4 and f"w:{name[2:]}" in ids
    ]


def _choices(card: dict[str, Any], name: str) -> list[str]:
    box = next(box for box in _boxes(card) if box["id"] == name)
    return [choice["value"] for choice in box["choices"] if choice["value"] != "na"]


def _boxes(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    level: list[Any] = list(card.get("body", ()))
    while level:
        element = level.pop()
        if element.get("type", "").startswith("Input."):
            yield element
        level += element.get("items", ())
