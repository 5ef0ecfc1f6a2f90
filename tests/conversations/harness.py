"""The whole bot for a conversation: real storage, real HTTP, a chat double, and a clock that tests set.

    async with open_house(database_url, keyring) as house:
        amara = house.amara
        await amara.installs()
        await amara.says("my audits")
        await amara.sees("TS-101", "Due 19 June 2026")
        await amara.presses("Start")
        await amara.presses("Save and continue", {"v:1.1": "good", "w:1.1": EVIDENCE})
        await house.priya.sees("Audit summary")

`sees` looks at the newest message; `has_seen` at the whole chat.  Cards owed to others are delivered by
`house.delivers()`, which `sees` and `has_seen` call first.  Every card that is shown is checked when the
house closes.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.channel import Address, Channel, Inbound, InvokeReply, Member, Outgoing
from bot.delivery.rate_limit import RateLimiter
from bot.delivery.worker import Delivery
from bot.desk.links import document_links
from bot.setting_readers import Mode
from bot.settings import Settings
from bot.teams.identity import Identity
from bot.teams.service import open_teams
from bot.turns.in_hand import DocumentLink
from bot.turns.runner import TurnRunner
from dialogs.audits.audit import Audit, AuditId, Case, PersonId, Role
from dialogs.audits.events import Field
from dialogs.conversation.state import ConversationState
from dialogs.conversation.turn import Turn
from dialogs.features.reallocation import OPERATOR, reallocate
from storage.allocations import NewAudit
from storage.keys import Keyring
from storage.people import NewPerson
from storage.replica import open_reads
from storage.work import Storage
from template_specs.language.loader import library, load, snapshot
from template_specs.model import Template
from tests.cards.schema import assert_card
from tests.connector import Answer, Connector, Person, Shown, TeamsClient, buttons, served, words

NOW = datetime(2026, 6, 5, 13, 30, tzinfo=UTC)
DUE = date(2026, 6, 19)
EVIDENCE = "Seen alone twice in May, and what she said changed the plan."
SMALL = Path(__file__).with_name("small.yaml")
PEOPLE: Mapping[str, tuple[Role, ...]] = {
    "Amara Osei": (Role.AUDITOR,),
    "Sam Okafor": (Role.AUDITOR,),
    "Wren Castle": (Role.AUDITOR,),
    "Priya Nair": (Role.MANAGER,),
    "Mo Khan": (Role.MANAGER,),
    "Sol Reyes": (Role.SERVICE_MANAGER,),
    "Jo Whitfield": (Role.PRACTITIONER,),
    "Ira Bell": (Role.IRO,),
    "Max Lund": (Role.MODERATOR,),
    "Ellen Marsh": (Role.QA_LEAD,),
}


@dataclass
class Clock:
    """Stands still until a test moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        """So much later: `passes(minutes=5)`."""
        self.now += timedelta(**time)


class Watched:
    """The channel, with every card that goes through it kept for checking."""

    def __init__(self, channel: Channel, cards: list[Mapping[str, Any]]):
        self._channel = channel
        self._cards = cards

    async def send(self, address: Address, message: Outgoing) -> str:
        self._note(message)
        return await self._channel.send(address, message)

    async def update(self, address: Address, activity_id: str, message: Outgoing) -> None:
        self._note(message)
        await self._channel.update(address, activity_id, message)

    async def member(self, address: Address) -> Member | None:
        return await self._channel.member(address)

    def _note(self, message: Outgoing) -> None:
        if message.card is not None:
            self._cards.append(message.card)


@dataclass
class Bot:
    """The running parts; a restart makes new ones."""

    storage: Storage
    turns: TurnRunner
    delivery: Delivery
    channel: Channel
    cards: list[Mapping[str, Any]]

    async def __call__(self, inbound: Inbound) -> InvokeReply | None:
        answer = await self.turns(inbound)
        if answer is not None and answer.card is not None:
            self.cards.append(answer.card)
        return answer


@dataclass
class Somebody:
    """A person of the house, at their own chat."""

    house: House
    chat: Person
    id: PersonId = ""

    async def installs(self) -> None:
        """The bot is installed, which Teams reports twice."""
        assert (await self.chat.installs()).status == 200

    async def says(self, text: str) -> Answer:
        """Type something."""
        return _well(await self.chat.says(text))

    async def sends_at(self, text: str, seconds: float) -> Answer:
        """Type something that is sent so many seconds before (below 0) or after the house's time now."""
        activity = self.chat.sent = self.chat.activity("message", text=text, textFormat="plain")
        sent = self.house.clock() + timedelta(seconds=seconds)
        activity["timestamp"] = sent.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return _well(await self.chat.teams.post(activity))

    async def presses(self, title: str, inputs: Mapping[str, Any] | None = None, **how: Any) -> Answer:
        """Press a button of the newest card (`on`: of that message); what is edited is edited afterwards."""
        if "on" not in how:
            how["on"] = self._with(title)
        answer = _well(await self.chat.presses(title, inputs, **how))
        await self.house.bot.turns.speaker.settle()
        return answer

    async def sends(self, data: Mapping[str, Any], reply_to: str = "", *, submit: bool = False) -> Answer:
        """Any card data at all."""
        press = self.chat.submits if submit else self.chat.executes
        return _well(await press(data, reply_to))

    async def sees(self, *expected: str) -> str:
        """The newest message shows all of this; gives its words."""
        await self.house.delivers()
        shown = said(self.messages[-1]) if self.messages else ""
        for words_expected in expected:
            assert words_expected in shown, f"{words_expected!r} is not in:\n{shown}"
        return shown

    async def has_seen(self, *expected: str) -> None:
        """Some message of this chat shows all of this."""
        await self.house.delivers()
        shown = [said(message) for message in self.messages]
        assert any(all(e in message for e in expected) for message in shown), (
            f"{expected} in none of: {shown}"
        )

    async def has_not_seen(self, *unwanted: str) -> None:
        """No message of this chat shows any of this."""
        await self.house.delivers()
        for message in self.messages:
            for phrase in unwanted:
                assert phrase not in said(message), f"{phrase!r} is shown"

    @property
    def messages(self) -> list[Shown]:
        """What stands in this chat."""
        return self.house.connector.history[self.chat.conversation]

    @property
    def card(self) -> dict[str, Any]:
        """The newest card as it looks now."""
        return self.chat.card

    @property
    def buttons(self) -> list[str]:
        """The buttons of the newest card."""
        return buttons(self.card)

    def message(self, *expected: str) -> Shown:
        """The newest message that shows this."""
        messages = [m for m in self.messages if all(e in said(m) for e in expected)]
        assert messages, f"{expected} in none of {[said(m)[:200] for m in self.messages]}"
        return messages[-1]

    def _with(self, title: str) -> str:
        for message in reversed(self.messages):
            if message.looks and title in buttons(message.looks):
                return message.id
        raise AssertionError(f"no card here has a button {title!r}")


@dataclass
class House:
    """The bot, the chats of everybody, and the clock."""

    url: str
    keyring: Keyring
    connector: Connector
    read_url: str = ""
    """A replica of its database; empty: it has none."""
    clock: Clock = field(default_factory=Clock)
    cards: list[Mapping[str, Any]] = field(default_factory=list)
    audits: dict[str, AuditId] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)
    _people: dict[str, Somebody] = field(default_factory=dict)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)
    _ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _sent: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def link(self) -> DocumentLink | None:
        """What makes the links of documents, as on a developer's machine."""
        return document_links(Settings(Mode.DEVELOPMENT), self.keyring, self.clock)

    def __getattr__(self, name: str) -> Somebody:
        """`house.amara`: by first name."""
        if name.startswith("_") or name not in self.__dict__.get("_people", {}):
            raise AttributeError(name)
        person: Somebody = self.__dict__["_people"][name]
        return person

    @property
    def everybody(self) -> list[Somebody]:
        """All people of the list."""
        return list(self._people.values())

    async def starts(self) -> None:
        """Put the bot together on the database, as app.py does, and listen."""
        storage = await Storage.open(self.url, self.keyring)
        await storage.begin()
        self._stack.push_async_callback(storage.close)
        teams = await self._stack.enter_async_context(open_teams(Identity("development")))
        channel = Watched(teams.channel, self.cards)
        delivery = Delivery(
            storage,
            channel,
            worker=f"worker-{next(self._ids)}",
            fresh_id=self.fresh_id,
            clock=self.clock,
            chance=lambda: 0.0,
            pace=RateLimiter(clock=lambda: self.clock().timestamp(), sleep=self.sleeps),
            documents=self.link is not None,
        )
        self.reads = await self._stack.enter_async_context(
            open_reads(storage, self.url, self.read_url, clock=self.clock)
        )
        turns = TurnRunner(
            storage,
            channel,
            fresh_id=self.fresh_id,
            clock=self.clock,
            owed=delivery.wake,
            document_link=self.link,
            reads=self.reads,
        )
        self.bot = Bot(storage, turns, delivery, channel, self.cards)
        self._stack.push_async_callback(turns.speaker.settle)
        address = await self._stack.enter_async_context(served(teams.routes(self.bot)))
        self.client = await self._stack.enter_async_context(TeamsClient(address, self.connector))
        self.client.stamp = self.unhurried
        for somebody in self._people.values():
            somebody.chat.teams = self.client

    async def stops(self) -> None:
        """Everything that the process held is gone; the database stays."""
        await self._stack.aclose()
        self._stack = AsyncExitStack()

    async def restarts(self) -> None:
        """A new process on the same database."""
        await self.stops()
        await self.starts()

    async def invites(self) -> None:
        """Import the people, nobody linked to an account yet."""
        for name in PEOPLE:
            self._people[name.split()[0].lower()] = Somebody(self, self.client.person(name))
        new = [
            NewPerson(
                name,
                somebody.chat.email,
                frozenset(PEOPLE[name]),
                "North",
                aad_object_id=somebody.chat.aad,
            )
            for name, somebody in zip(PEOPLE, self._people.values(), strict=True)
        ]
        async with self.bot.storage.work() as work:
            ids = await work.people.take_people(new)
        for somebody in self._people.values():
            somebody.id = ids[somebody.chat.email]

    async def allocates(
        self,
        reference: str,
        *auditors: Somebody,
        form: str = "small",
        due: date | None = date(2026, 6, 19),
        **more: Any,
    ) -> AuditId:
        """One case for these auditors, managed by Priya; `theme`, `case_type` and so on in `more`;
        `restricted`: the ids of those whom a restricted case opens to besides.

        `form`: a form of these tests (the name of its file here), or of the library.
        """
        template = self._template(form)
        manager = more.pop("manager", self.priya)
        restricted = more.pop("restricted", None)
        case = Case(reference, **{"team": "North", "month": "2026-06", **more})
        new = NewAudit(
            case,
            template.id,
            template.content_hash,
            tuple(a.id for a in auditors),
            practitioner=self.jo.id,
            manager=manager.id if manager else None,
            iro=self.ira.id,
            due=due,
            restricted=restricted,
        )
        async with self.bot.storage.work() as work:
            await work.keep_template(*snapshot(template))
            allocated = await work.allocations.allocate([new])
        self.audits[reference] = allocated.ids[0]
        return allocated.ids[0]

    async def reallocates(self, reference: str, **changes: str) -> None:
        """Change who has an audit, or by when, as a case list does; each as the trail holds it."""
        async with self.bot.storage.work() as work:
            held = await work.audits.audit(self.audits[reference], OPERATOR.id)
            assert held is not None
            audit = held[0]
            template = await work.template(audit.template_hash)
            names = {somebody.id: somebody.chat.name for somebody in self.everybody}
            now = self.clock()
            turn = Turn(
                OPERATOR,
                now,
                now.date(),
                self.fresh_id,
                self.bot.storage.fingerprints,
                names,
                token=self.fresh_id(),
            )
            fields = {Field(name): now for name, now in changes.items()}
            step = reallocate(template, audit, fields, "Somebody is on leave.", turn)
            await work.allocations.reallocate(audit, step, template.id, now)
            await work.outbox.enqueue(audit.id, step.notices, now)

    async def delivers(self, rounds: int = 100) -> None:
        """Everything that is due arrives, and whatever is being said is finished."""
        await self.bot.turns.speaker.settle()
        for _ in range(rounds):
            if not await self.bot.delivery.round():
                return
        raise AssertionError("delivery does not come to rest")

    async def audit(
        self, reference: str, somebody: Somebody | None = None
    ) -> tuple[Audit, ConversationState]:
        """The audit as it is stored, with this person's conversation state."""
        async with self.bot.storage.work(write=False) as work:
            held = await work.audits.audit(self.audits[reference], somebody.id if somebody else "")
        assert held is not None
        return held

    async def answer(self, reference: str, key: str) -> tuple[Any, str]:
        """(value, words) of the answer as it stands."""
        answer = (await self.audit(reference))[0].answer(key)
        if answer is None:
            return None, ""
        return answer.value, answer.passage.text if answer.passage else ""

    def fresh_id(self) -> str:
        """Ids in order, so that a failing test fails the same way again."""
        return f"id{next(self._ids):06d}"

    async def sleeps(self, seconds: float) -> None:
        """Waiting moves the clock."""
        self.clock.passes(seconds=seconds + 0.001)

    def unhurried(self) -> datetime:
        """When a message was sent: a minute after the one before, as by people who read what they answer."""
        return NOW - timedelta(days=30) + timedelta(minutes=next(self._sent))

    def fresh_number(self) -> int:
        """A number larger than any before."""
        return next(self._ids)

    def checks_cards(self) -> int:
        """Every different card that anybody was shown may be sent; how many."""
        # Cards that differ in numbers alone (times, tokens, counts) are one card here.
        different = {re.sub(r"[0-9]+", "0", json.dumps(card, sort_keys=True)): card for card in self.cards}
        for card in different.values():
            assert_card(card)
        return len(different)

    def _template(self, form: str) -> Template:
        if form not in self.templates:
            file = SMALL.with_name(f"{form}.yaml")
            self.templates[form] = load(file) if file.exists() else library()[form]
        return self.templates[form]


@asynccontextmanager
async def open_house(url: str, keyring: Keyring) -> AsyncIterator[House]:
    """A house with everybody on the people list and no case yet."""
    async with Connector() as connector:
        house = House(url, keyring, connector)
        await house.starts()
        try:
            await house.invites()
            yield house
        finally:
            await house.stops()
        house.checks_cards()


def said(message: Shown) -> str:
    """What a message says, as the person reads it."""
    card = message.looks
    return f"{message.text}\n{_runs(card)}\n{words(card)}" if card else message.text


def _runs(card: Any) -> str:
    """The runs of rich text, a paragraph to a line."""
    if isinstance(card, list):
        return "\n".join(filter(None, map(_runs, card)))
    if not isinstance(card, dict):
        return ""
    if card.get("type") == "RichTextBlock":
        return "".join(run if isinstance(run, str) else run["text"] for run in card["inlines"])
    return "\n".join(filter(None, (_runs(v) for k, v in card.items() if k not in ("data", "fallback"))))


def _well(answer: Answer) -> Answer:
    assert answer.status == 200, answer
    return answer
