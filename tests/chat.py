"""The Bot Connector double; tests/connector.py tells how to use it."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self

import aiohttp
import orjson
from aiohttp import web

from tests.tls import Everywhere, client_context, server_context

TENANT = "11111111-2222-3333-4444-555555555555"
BOT_ID = "28:00000000-aaaa-bbbb-cccc-000000000001"
CARD = "application/vnd.microsoft.card.adaptive"
LARGEST = 100_000
WAIT = 5.0
Card = dict[str, Any]
Act = Callable[[web.Request], Awaitable[web.Response]]


@dataclass
class Shown:
    """One message as the chat shows it now."""

    id: str
    text: str = ""
    card: Card | None = None
    summary: str = ""
    urgent: bool = False
    edits: int = 0
    invoke_reply: Card | None = None
    """What an Execute was answered with; Teams shows it until the next edit."""
    raw: dict[str, Any] = field(default_factory=dict)

    @property
    def looks(self) -> Card | None:
        """The card as the person sees it."""
        return self.invoke_reply or self.card


@dataclass(frozen=True)
class Request:
    """What the connector was asked."""

    method: str
    path: str
    host: str
    authorization: str


@dataclass
class Fault:
    """What the next `times` matching requests meet."""

    times: int
    status: int = 0
    retry_after: str = ""
    delay: float = 0.0
    drop: bool = False
    after: bool = False
    method: str = ""
    conversation: str = ""
    body: bytes = b""


class Connector:
    """A local Bot Connector."""

    def __init__(self, *, tls: bool = False):
        self.history: dict[str, list[Shown]] = defaultdict(list)
        self.members: dict[str, dict[str, str]] = {}
        self.requests: list[Request] = []
        self.faults: list[Fault] = []
        self.port = 0
        self._tls = tls
        self._peers: set[Any] = set()
        self._ids = itertools.count(1)
        self._news = asyncio.Condition()

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1 << 24)
        place = r"/{prefix:.*}v3/conversations/{conversation:[^/]+}"
        app.router.add_post(place + "/activities", self._post)
        app.router.add_post(place + "/activities/{reply_to}", self._post)
        app.router.add_put(place + "/activities/{activity}", self._put)
        app.router.add_get(place + "/members/{user}", self._member)
        app.router.add_route("*", "/{anything:.*}", self._unknown)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        context = server_context() if self._tls else None
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=context).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    @property
    def service_url(self) -> str:
        """What activities name as their serviceUrl."""
        return "https://smba.trafficmanager.net/uk/" if self._tls else f"http://127.0.0.1:{self.port}/"

    @property
    def connections(self) -> int:
        """How many TCP connections have carried a request."""
        return len(self._peers)

    def sockets(self, *, verify: bool = True) -> aiohttp.TCPConnector:
        """A pool for the bot in which every host name leads here; without `verify` TLS hides no leak."""
        return aiohttp.TCPConnector(
            resolver=Everywhere(self.port), ssl=client_context(verify=verify), limit=256
        )

    # What the chat shows

    async def shown(self, conversation: str, at_least: int = 0) -> list[Shown]:
        """The messages, once there are `at_least` so many."""
        await self._wait(lambda: len(self.history[conversation]) >= at_least, conversation)
        return list(self.history[conversation])

    async def texts(self, conversation: str, at_least: int = 0) -> list[str]:
        """The words, once there are `at_least` so many messages with words."""
        await self._wait(
            lambda: sum(bool(m.text) for m in self.history[conversation]) >= at_least, conversation
        )
        return [message.text for message in self.history[conversation] if message.text]

    async def until(self, conversation: str, fits: Callable[[Shown], bool]) -> Shown:
        """The first message that `fits`, as soon as there is one."""
        await self._wait(lambda: any(map(fits, self.history[conversation])), conversation)
        return next(filter(fits, self.history[conversation]))

    def cards(self, conversation: str) -> list[Card]:
        """Every card as it looks now, oldest first."""
        return [message.looks for message in self.history[conversation] if message.looks]

    def last_card(self, conversation: str) -> Card:
        """The newest card as it looks now."""
        cards = self.cards(conversation)
        assert cards, f"no card in {conversation}; it shows {self.history[conversation]}"
        return cards[-1]

    def find(self, conversation: str, activity_id: str) -> Shown | None:
        """A message by its id."""
        return next((m for m in self.history[conversation] if m.id == activity_id), None)

    # What goes wrong

    def fail(self, status: int, *, retry_after: str | float = "", times: int = 1, **where: Any) -> None:
        """Answer `status`; `where`: after, method, conversation."""
        self.faults.append(Fault(times, status=status, retry_after=str(retry_after), **where))

    def junk(self, body: bytes = b"<html>Sign in</html>", *, times: int = 1, **where: Any) -> None:
        """Answer 200 with a page that is not the connector's."""
        self.faults.append(Fault(times, status=200, body=body, **where))

    def hang(self, *, times: int = 1, **where: Any) -> None:
        """Never answer."""
        self.faults.append(Fault(times, delay=3600, status=503, **where))

    def slow(self, seconds: float, *, times: int = 1, **where: Any) -> None:
        """Answer late."""
        self.faults.append(Fault(times, delay=seconds, **where))

    def drop(self, *, times: int = 1, **where: Any) -> None:
        """Break the connection."""
        self.faults.append(Fault(times, drop=True, **where))

    def mend(self) -> None:
        """Forget all faults."""
        self.faults.clear()

    # The REST interface

    async def _post(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, self._record)

    async def _put(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, self._edit)

    async def _member(self, request: web.Request) -> web.StreamResponse:
        async def look(request: web.Request) -> web.Response:
            member = self.members.get(request.match_info["user"])
            return web.json_response(member) if member else web.Response(status=404)

        return await self._answer(request, look)

    async def _unknown(self, request: web.Request) -> web.Response:
        self._note(request)
        return web.Response(status=404)

    async def _answer(self, request: web.Request, act: Act) -> web.StreamResponse:
        self._note(request)
        fault = self._fault(request)
        if fault is None:
            return await act(request)
        arrives = fault.after or (fault.status == 0 and not fault.drop)
        answer = await act(request) if arrives else None
        await asyncio.sleep(fault.delay)
        if fault.drop and request.transport is not None:
            request.transport.abort()
        if fault.body:
            return web.Response(status=fault.status, body=fault.body)
        if fault.status:
            headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
            text = "<html><h1>Bad Gateway</h1></html>" if fault.status == 502 else '{"error":{"code":"E"}}'
            return web.Response(status=fault.status, headers=headers, text=text)
        return answer or web.Response(status=500)

    async def _record(self, request: web.Request) -> web.Response:
        body = await request.read()
        if len(body) > LARGEST:
            return web.Response(status=413)
        message = _shown(orjson.loads(body), f"1:{next(self._ids):013d}")
        parts = [message]
        if message.text and message.card:
            parts = [Shown(message.id, text=message.text), Shown(message.id + "b", card=message.card)]
        async with self._news:
            self.history[request.match_info["conversation"]].extend(parts)
            self._news.notify_all()
        return web.json_response({"id": message.id} if len(parts) == 1 else {}, status=201)

    async def _edit(self, request: web.Request) -> web.Response:
        body = await request.read()
        if len(body) > LARGEST:
            return web.Response(status=413)
        old = self.find(request.match_info["conversation"], request.match_info["activity"])
        if old is None:
            return web.Response(status=404)
        new = _shown(orjson.loads(body), old.id)
        async with self._news:
            old.text, old.card, old.raw = new.text, new.card, new.raw
            old.invoke_reply, old.edits = None, old.edits + 1
            self._news.notify_all()
        return web.json_response({"id": old.id})

    def _note(self, request: web.Request) -> None:
        self._peers.add(request.transport.get_extra_info("peername") if request.transport else None)
        authorization = request.headers.get("Authorization", "")
        self.requests.append(Request(request.method, request.path, request.host, authorization))

    def _fault(self, request: web.Request) -> Fault | None:
        for fault in self.faults:
            here = fault.conversation in ("", request.match_info["conversation"])
            if here and fault.method in ("", request.method):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    async def _wait(self, ready: Callable[[], bool], conversation: str) -> None:
        try:
            async with asyncio.timeout(WAIT), self._news:
                await self._news.wait_for(ready)
        except TimeoutError:
            raise AssertionError(
                f"waited {WAIT:g} s in vain; {conversation} shows {self.history[conversation]}"
            ) from None


def _shown(raw: dict[str, Any], activity_id: str) -> Shown:
    cards = [a["content"] for a in raw.get("attachments") or () if a["contentType"] == CARD]
    notification = (raw.get("channelData") or {}).get("notification") or {}
    return Shown(
        id=activity_id,
        text=raw.get("text") or "",
        card=cards[0] if cards else None,
        summary=raw.get("summary") or "",
        urgent=bool(notification.get("alert")),
        raw=raw,
    )
