"""People who write to the bot and press its buttons; tests/connector.py tells how to use them."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self

import aiohttp
import orjson

from tests.chat import BOT_ID, CARD, TENANT, Card, Connector


@dataclass(frozen=True)
class Answer:
    """The bot's HTTP answer to an activity."""

    status: int
    body: dict[str, Any] | None

    @property
    def card(self) -> Card:
        """The card of an Execute's answer."""
        assert self.body is not None, self
        assert self.body["type"] == CARD, self
        card: Card = self.body["value"]
        return card

    @property
    def text(self) -> str:
        """The sentence of an Execute's answer."""
        assert self.body is not None, self
        assert self.body["type"] == "application/vnd.microsoft.activity.message", self
        return str(self.body["value"])


class TeamsClient:
    """Posts activities to the bot at `url`, as Teams would."""

    def __init__(
        self,
        url: str,
        connector: Connector,
        *,
        tenant: str = TENANT,
        authorise: Callable[[str], str] | None = None,
    ):
        self.connector = connector
        self.tenant = tenant
        self._url = url.rstrip("/") + "/api/messages"
        self._authorise = authorise
        self._session: aiohttp.ClientSession | None = None
        self.stamp: Callable[[], datetime] = lambda: datetime.now(UTC)
        """When the next activity was sent, as its timestamp tells."""

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    def person(self, name: str, *, aad: str = "", email: str = "", conversation: str = "") -> Person:
        """A person of the tenant, with a personal chat and an entry in the roster."""
        slug = name.lower().replace(" ", ".")
        aad = aad or str(uuid.uuid5(uuid.NAMESPACE_DNS, slug))
        person = Person(
            self, name, aad, f"29:{slug}", email or f"{slug}@example.org", conversation or f"a:{slug}"
        )
        self.connector.members[person.user_id] = {
            "id": person.user_id,
            "name": name,
            "email": person.email,
            "userPrincipalName": person.email,
            "aadObjectId": aad,
        }
        return person

    async def post(self, activity: Mapping[str, Any]) -> Answer:
        """Post any activity."""
        assert self._session is not None, "use `async with TeamsClient(...)`"
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self._authorise is not None:
            headers["Authorization"] = self._authorise(str(activity.get("serviceUrl", "")))
        async with self._session.post(self._url, data=orjson.dumps(activity), headers=headers) as response:
            body = await response.read()
            return Answer(response.status, orjson.loads(body) if body else None)

    async def redeliver(self, activity: Mapping[str, Any], *, new_id: bool = False) -> Answer:
        """Post it again, as Teams does after about 15 seconds; later with a new id."""
        again = {**activity, "id": _activity_id()} if new_id else activity
        return await self.post(again)


@dataclass
class Person:
    """Somebody with a chat.  Each verb posts one activity and keeps it in `sent`."""

    teams: TeamsClient
    name: str
    aad: str
    user_id: str
    email: str
    conversation: str
    conversation_type: str = "personal"
    locale: str = "en-GB"
    """Of their Teams."""
    sent: dict[str, Any] = field(default_factory=dict)

    def activity(self, kind: str, **fields: Any) -> dict[str, Any]:
        """An activity of this person, as Teams writes it."""
        return {
            "type": kind,
            "id": _activity_id(),
            "timestamp": self.teams.stamp().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "localTimezone": "Europe/London",
            "locale": self.locale,
            "serviceUrl": self.teams.connector.service_url,
            "channelId": "msteams",
            "from": {"id": self.user_id, "name": self.name, "aadObjectId": self.aad},
            "recipient": {"id": BOT_ID, "name": "Audits"},
            "conversation": {
                "id": self.conversation,
                "conversationType": self.conversation_type,
                "tenantId": self.teams.tenant,
            },
            "channelData": {"tenant": {"id": self.teams.tenant}},
            **fields,
        }

    async def says(self, text: str) -> Answer:
        """Type something."""
        return await self._post(self.activity("message", text=text, textFormat="plain"))

    async def edits(self, message: Mapping[str, Any], text: str, **more: Any) -> Answer:
        """Change a message typed before (`message`: the activity, as in `sent`)."""
        return await self._changes("messageUpdate", "editMessage", message, text=text, **more)

    async def deletes(self, message: Mapping[str, Any]) -> Answer:
        """Take a message typed before out of the chat."""
        return await self._changes("messageDelete", "softDeleteMessage", message)

    async def puts_back(self, message: Mapping[str, Any]) -> Answer:
        """Undo a deletion."""
        return await self._changes("messageUpdate", "undeleteMessage", message, text=message["text"])

    async def _changes(self, kind: str, event: str, message: Mapping[str, Any], **fields: Any) -> Answer:
        told = {"tenant": {"id": self.teams.tenant}, "eventType": event}
        fields = {"id": message["id"], "channelData": told, **fields}
        return await self.teams.post(self.activity(kind, **fields))

    async def submits(self, data: Mapping[str, Any], reply_to: str = "") -> Answer:
        """Press an Action.Submit with this data (inputs merged in)."""
        return await self._post(self.activity("message", value=dict(data), replyToId=reply_to or None))

    async def executes(self, data: Mapping[str, Any], reply_to: str = "") -> Answer:
        """Press an Action.Execute with this data (inputs merged in); the answer's card replaces it."""
        action = {"type": "Action.Execute", "verb": data.get("verb"), "data": dict(data)}
        value = {"action": action, "trigger": "manual"}
        answer = await self._post(
            self.activity("invoke", name="adaptiveCard/action", value=value, replyToId=reply_to or None)
        )
        pressed = self.teams.connector.find(self.conversation, reply_to)
        if pressed is not None and answer.body is not None and answer.body.get("type") == CARD:
            pressed.invoke_reply = answer.card
        return answer

    async def presses(
        self, title: str, inputs: Mapping[str, Any] | None = None, *, fallback: bool = False, on: str = ""
    ) -> Answer:
        """Press the button `title` on the newest card (or on the message `on`), with `inputs` filled in.

        Inputs that are not given keep the card's own values, and go along as Teams sends them.  `fallback`
        presses as a client without Action.Execute does.
        """
        history = self.teams.connector.history[self.conversation]
        message = next(m for m in reversed(history) if m.looks and on in ("", m.id))
        assert message.looks is not None
        action = _button(message.looks, title)
        data = dict(action.get("data") or {})
        if action.get("associatedInputs") != "none":
            held = {
                i["id"]: i.get("value")
                for i in _elements(message.looks)
                if str(i["type"]).startswith("Input.")
            }
            unknown = set(inputs or {}) - set(held)
            assert not unknown, f"the card has no input {sorted(unknown)}; it has {sorted(held)}"
            data |= {key: value for key, value in held.items() if value is not None} | dict(inputs or {})
        if action["type"] == "Action.Execute" and not fallback:
            return await self.executes(data, message.id)
        return await self.submits(data, message.id)

    async def installs(self) -> Answer:
        """Install the bot: both activities that Teams sends."""
        await self._post(self.activity("installationUpdate", action="add"))
        members = [{"id": BOT_ID}, {"id": self.user_id, "aadObjectId": self.aad}]
        return await self._post(self.activity("conversationUpdate", membersAdded=members))

    async def removes(self) -> Answer:
        """Take the bot out of the chat."""
        return await self._post(self.activity("installationUpdate", action="remove"))

    async def texts(self, at_least: int = 0) -> list[str]:
        """What this chat shows in words."""
        return await self.teams.connector.texts(self.conversation, at_least)

    @property
    def card(self) -> Card:
        """The newest card of this chat as it looks now."""
        return self.teams.connector.last_card(self.conversation)

    async def _post(self, activity: dict[str, Any]) -> Answer:
        self.sent = copy.deepcopy(activity)
        return await self.teams.post(activity)


def buttons(card: Card) -> list[str]:
    """The titles of every button on a card."""
    return [
        str(element.get("title", "")) for element in _elements(card) if element["type"].startswith("Action.")
    ]


def words(card: Card) -> str:
    """Every text on a card, one to a line; for asserting what a person can read."""
    keys = ("text", "title", "label", "errorMessage", "placeholder", "value")
    return "\n".join(str(element[key]) for element in _elements(card) for key in keys if element.get(key))


def _button(card: Card, title: str) -> dict[str, Any]:
    for element in _elements(card):
        if element["type"].startswith("Action.") and element.get("title") == title:
            return element
    raise AssertionError(f"no button {title!r}; the card has {buttons(card)}")


def _elements(value: Any) -> Iterator[dict[str, Any]]:
    """Every element and action of a card, without the fallbacks of what a client can show."""
    if isinstance(value, list):
        for held in value:
            yield from _elements(held)
    elif isinstance(value, dict):
        if "type" in value or "title" in value:
            yield {"type": "", **value}
        for key, held in value.items():
            if key not in ("fallback", "data"):
                yield from _elements(held)


def _activity_id() -> str:
    return f"f:{uuid.uuid4()}"
