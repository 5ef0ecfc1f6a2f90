"""Who keeps a connection without saying anything is cut off, and no crowd keeps others out."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.channel import Inbound, InvokeReply
from bot.teams import endpoint
from bot.teams.identity import Identity
from bot.teams.service import open_teams
from bot.web import connections
from bot.web.connections import Networks, most_connections
from bot.web.server import application, listening
from storage.work import Storage
from tests.processes import free_ports

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HERE = "127.0.0.1"
WELL = b"GET /healthz HTTP/1.1\r\nHost: bot\r\n\r\n"
HEAD = (
    b"POST /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    b"Content-Length: 100\r\n\r\n"
)


@dataclass
class Caller:
    """One connection, seen from outside."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def says(self, data: bytes) -> bytes:
        """What is answered: the head and the body, as far as it comes in one piece."""
        self.writer.write(data)
        await self.writer.drain()
        return await self.reader.read(65536)

    async def is_closed(self) -> bool:
        """Waits for the end; False where something is said instead."""
        try:
            return await self.reader.read(1) == b""
        except ConnectionError:
            return True


@dataclass
class Bot:
    """A listening bot, and those who call it."""

    port: int
    callers: list[Caller] = field(default_factory=list)

    async def calls(self) -> Caller:
        caller = Caller(*await asyncio.open_connection(HERE, self.port))
        self.callers.append(caller)
        return caller

    async def is_well(self) -> bool:
        return b" 200 " in await (await self.calls()).says(WELL)


@asynccontextmanager
async def listens(
    storage: Storage, *, most: int = 50, proxies: Networks = (), patience: float = 60.0
) -> AsyncIterator[Bot]:
    async with open_teams(Identity("development")) as teams:

        async def heard(inbound: Inbound) -> InvokeReply | None:
            raise AssertionError("nothing whole was sent")

        (port,) = free_ports(1)
        app = application(storage, teams.routes(heard))
        bot = Bot(port)
        async with listening(app, HERE, port, 1, most=most, proxies=proxies, patience=patience):
            try:
                yield bot
            finally:
                for caller in bot.callers:
                    caller.writer.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body is waited for as short as the tests' heads are."""
    monkeypatch.setattr(endpoint, "BODY_WITHIN", 0.2)
    monkeypatch.setattr(connections, "LINGERING", 0.1)


@pytest.mark.parametrize("said", [b"", b"GET /hea", HEAD[:-2]], ids=["nothing", "half a line", "half a head"])
async def test_silence_and_half_a_head_are_cut_off(storage: Storage, said: bytes) -> None:
    async with listens(storage, patience=0.2) as bot:
        caller = await bot.calls()
        caller.writer.write(said)
        assert await caller.is_closed()


async def test_a_head_that_drips_is_cut_off(storage: Storage) -> None:
    """Each byte is no new beginning."""
    async with listens(storage, patience=0.3) as bot:
        caller = await bot.calls()
        closed = asyncio.create_task(caller.is_closed())
        for byte in HEAD * 20:
            if closed.done():
                break
            caller.writer.write(bytes([byte]))
            await asyncio.sleep(0.05)
        assert closed.done()
        assert await closed


async def test_half_a_body_is_refused_and_cut_off(storage: Storage, impatient: None) -> None:
    """In development everybody is believed: a good token gives no more patience than that."""
    async with listens(storage) as bot:
        caller = await bot.calls()
        assert b" 408 " in await caller.says(HEAD + b'{"type":')
        assert await caller.is_closed()


async def test_between_requests_a_connection_is_kept_a_while(storage: Storage) -> None:
    async with listens(storage, patience=0.5) as bot:
        caller = await bot.calls()
        for _ in range(3):
            assert b" 200 " in await caller.says(WELL)
        assert await caller.is_closed()


async def test_a_silent_crowd_keeps_nobody_out(storage: Storage) -> None:
    async with listens(storage, most=20) as bot:
        with capture_logs() as logs:
            crowd = [await bot.calls() for _ in range(60)]
            for _ in range(5):
                assert await bot.is_well()
        assert await crowd[0].is_closed()  # the longest silent made room
        lines = [line for line in logs if line["event"] == "too_many_connections"]
        assert [(line["kind"], line["log_level"]) for line in lines] == [("peer", "warning")]
        assert HERE not in str(lines)


async def test_a_proxy_is_capped_by_the_total_only(storage: Storage) -> None:
    for proxies, kept in (((), 10), ((ipaddress.ip_network("127.0.0.0/8"),), 20)):
        async with listens(storage, most=20, proxies=proxies) as bot:
            crowd = [await bot.calls() for _ in range(20)]
            assert await bot.is_well()  # one more than the total
            ended = [asyncio.create_task(caller.is_closed()) for caller in crowd]
            await asyncio.wait(ended, timeout=0.3)
            assert sum(not task.done() for task in ended) == kept - 1
            for task in ended:
                task.cancel()


async def test_a_busy_crowd_turns_newcomers_away(storage: Storage) -> None:
    release = asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        await release.wait()
        return web.Response()

    (port,) = free_ports(1)
    app = application(storage, [web.get("/slow", slow)])
    bot = Bot(port)
    async with listening(app, HERE, port, 1, most=4):
        busy = [await bot.calls() for _ in range(2)]
        answers = [asyncio.create_task(c.says(WELL.replace(b"/healthz", b"/slow"))) for c in busy]
        await asyncio.sleep(0.1)
        assert await (await bot.calls()).is_closed()
        release.set()
        assert all(b" 200 " in answer for answer in await asyncio.gather(*answers))
        assert b" 200 " in await busy[0].says(WELL)
        for caller in bot.callers:
            caller.writer.close()


@pytest.mark.parametrize(
    "said",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: " + b"x" * 9000 + b"\r\n\r\n",
    ],
    ids=["TLS", "a version", "a long line"],
)
async def test_what_is_no_http_is_refused_without_naming_the_software(storage: Storage, said: bytes) -> None:
    async with listens(storage) as bot:
        with capture_logs() as logs:
            answer = await (await bot.calls()).says(said)
        assert b" 400 " in answer
        assert b"aiohttp" not in answer
        assert b"Python" not in answer
        assert [line["log_level"] for line in logs if line["event"] == "request_malformed"] == ["info"]
        assert await bot.is_well()


def test_the_system_s_limit_leaves_room_for_all_else(
    monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    resource = pytest.importorskip("resource")
    for files, most in ((256, 56), (1024, 768), (4096, 2000), (1_000_000, 2000)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, files=files: (files, files))
        assert most_connections() == most
