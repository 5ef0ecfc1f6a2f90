"""A small client for Microsoft Graph: the bot's own token, paging, and patience where Graph asks for it.

Nothing that Graph answers is logged, because its error texts name people; only the kind of a failure is.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote, urlencode

import aiohttp
import orjson
from yarl import URL

from bot.teams.connector import new_session, seconds_to_wait
from bot.teams.identity import Identity
from bot.teams.tokens import PAUSE_AFTER_FAILURE, Acquire, BotToken, NoToken, msal_acquire

HOST: Final = "https://graph.microsoft.com"
VERSION: Final = "/v1.0"
TIMEOUT: Final = aiohttp.ClientTimeout(total=30, connect=5)
MOST_BYTES: Final = 4 * 1024 * 1024
"""Of one answer.  A page of 999 people is about 400 kB."""
MOST_PAGES: Final = 100
TRIES: Final = 4
LONGEST_WAIT: Final = 120.0
"""Seconds that a command waits where Graph asks for it; told to wait longer, it gives up and says so."""
AT_ONCE: Final = 4
"""Requests under way at the same time."""
_PASSING: Final = frozenset({429, 500, 502, 503, 504})


class Problem(StrEnum):
    """Why Graph did not do what was asked."""

    NO_TOKEN = "no_token"  # noqa: S105 (a code, not a password)
    NO_RIGHT = "no_right"
    """The permission was not granted to the bot's registration, or without an administrator's consent."""
    POLICY = "policy"
    """An app permission policy of Teams blocks the app for this person."""
    MISSING = "missing"
    THERE = "there"
    """It exists already."""
    BUSY = "busy"
    """It asks for patience, or is out, and was so at each try."""
    AWAY = "away"
    """No answer, or none that is Graph's."""
    REFUSED = "refused"


_CURES: Final[Mapping[Problem, str]] = {
    Problem.NO_TOKEN: "Microsoft gives no token for Graph. app.py doctor says why.",
    Problem.NO_RIGHT: "the bot's registration lacks a Graph permission. docs/deploy.md lists which; an "
    "administrator has to consent to them.",
    Problem.POLICY: "an app permission policy in Teams blocks the app. Allow it in the Teams admin centre.",
    Problem.MISSING: "Graph does not find what was asked for. Check the ids in AUDITBOT_GRAPH_ROLES.",
    Problem.THERE: "Graph says that it is there already.",
    Problem.BUSY: "Graph is busy or out. Try again in a few minutes.",
    Problem.AWAY: "Graph does not answer. Let this machine reach graph.microsoft.com over HTTPS.",
    Problem.REFUSED: "Graph refuses the request.",
}


class GraphFailed(Exception):
    """Graph did not do what was asked.  Its text is for people: what is wrong, and what to do."""

    def __init__(self, problem: Problem, *, status: int = 0, code: str = ""):
        told = f" ({status}{' ' + code if code else ''})" if status else ""
        super().__init__(f"Microsoft Graph: {_CURES[problem]}{told}")
        self.problem = problem
        self.status = status
        self.code = code
        """Graph's own word for it; never its message, which may name somebody."""


class Graph:
    """Asks Graph, with the bot's own token."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        token: BotToken,
        host: str = HOST,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ):
        """`host`: nothing else is ever sent the token.  `pause` waits seconds."""
        self._session = session
        self._token = token
        self.root = host + VERSION
        self._pause = pause
        self._room = asyncio.Semaphore(AT_ONCE)

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """The object at `path`, which begins with "/" and is quoted.  Raises GraphFailed."""
        return await self._asked("GET", self._address(path, query))

    async def listed(
        self, path: str, query: Mapping[str, str] | None = None, *, counted: bool = False
    ) -> list[Mapping[str, Any]]:
        """Everything on all pages of a list.  `counted`: an advanced query, as a list of members cast to
        people needs it.  Raises GraphFailed."""
        wanted = {**(query or {}), **({"$count": "true"} if counted else {})}
        headers = {"ConsistencyLevel": "eventual"} if counted else {}
        address, items = self._address(path, wanted), list[Mapping[str, Any]]()
        for _page in range(MOST_PAGES):
            page = await self._asked("GET", address, headers=headers)
            values = page.get("value")
            if not isinstance(values, list):
                raise GraphFailed(Problem.AWAY)
            items += [value for value in values if isinstance(value, dict)]
            following = page.get("@odata.nextLink")
            if not following:
                return items
            if not isinstance(following, str) or not following.startswith(f"{self.root}/"):
                raise GraphFailed(Problem.AWAY)  # the token goes to no other host
            address = URL(following, encoded=True)
        raise GraphFailed(Problem.REFUSED)

    async def post(self, path: str, body: Mapping[str, Any]) -> None:
        """Ask for something to be made.  Raises GraphFailed; THERE where it is there already."""
        await self._asked("POST", self._address(path, None), body=orjson.dumps(body))

    def _address(self, path: str, query: Mapping[str, str] | None) -> URL:
        asked = f"?{urlencode(query, quote_via=quote, safe='$,')}" if query else ""
        return URL(f"{self.root}{path}{asked}", encoded=True)

    async def _asked(
        self,
        method: str,
        address: URL,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Mapping[str, Any]:
        renewed = False
        for tried in range(TRIES):
            try:
                async with self._room:
                    status, answer, waits = await self._attempt(method, address, headers or {}, body)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                if tried == TRIES - 1:
                    raise GraphFailed(Problem.AWAY) from error
                await self._pause(_wait(tried, None))
                continue
            if 200 <= status < 300:
                return _object(answer)
            if status == 401 and not renewed:
                renewed = True
                await self._pause(PAUSE_AFTER_FAILURE)  # before that no new token is asked for
                continue
            if status not in _PASSING:
                raise _failure(status, answer)
            if tried == TRIES - 1 or (waits or 0.0) > LONGEST_WAIT:
                break
            await self._pause(_wait(tried, waits))
        raise GraphFailed(Problem.BUSY, status=status)

    async def _attempt(
        self, method: str, address: URL, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, bytes, float | None]:
        try:
            authorization = await self._token.header()
        except NoToken as error:
            raise GraphFailed(Problem.NO_TOKEN) from error
        sent = {**headers, "Authorization": authorization, "Accept": "application/json"}
        if body is not None:
            sent["Content-Type"] = "application/json"
        async with self._session.request(
            method, address, data=body, headers=sent, allow_redirects=False, timeout=TIMEOUT
        ) as response:
            answer = bytearray()
            async for chunk in response.content.iter_chunked(65536):
                answer += chunk
                if len(answer) > MOST_BYTES:
                    raise GraphFailed(Problem.AWAY, status=response.status)
            if response.status == 401:
                self._token.forget(authorization)
            waits = seconds_to_wait(response.headers.get("Retry-After"), time.time())
            return response.status, bytes(answer), waits


def segment(name: str) -> str:
    """`name` quoted as one part of a path."""
    return quote(name, safe="")


def quoted(text: str) -> str:
    """`text` as a string of a filter: quotation marks in it are doubled."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _wait(tried: int, told: float | None) -> float:
    """Seconds before the next try: what Graph asks for, else doubled each time, with chance on top."""
    return told if told is not None else 2.0**tried + random.random()  # noqa: S311 (it spreads tries, and guards nothing)


def _object(answer: bytes) -> Mapping[str, Any]:
    if not answer.strip():
        return {}
    try:
        told = orjson.loads(answer)
    except orjson.JSONDecodeError as error:
        raise GraphFailed(Problem.AWAY) from error
    if not isinstance(told, dict):
        raise GraphFailed(Problem.AWAY)
    return told


def _failure(status: int, answer: bytes) -> GraphFailed:
    """What a refusal means.  Of a 403 only its body says whether a policy or a permission is the cause."""
    try:
        told = orjson.loads(answer)
    except orjson.JSONDecodeError:
        told = None
    error = told.get("error") if isinstance(told, dict) else None
    error = error if isinstance(error, dict) else {}
    code, message = _text(error, "code"), _text(error, "message").casefold()
    problem = {401: Problem.NO_RIGHT, 404: Problem.MISSING, 409: Problem.THERE}.get(status, Problem.REFUSED)
    if status == 403:
        problem = Problem.POLICY if "permission policy" in message else Problem.NO_RIGHT
    return GraphFailed(problem, status=status, code=code if code.isascii() and code.isidentifier() else "")


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


@asynccontextmanager
async def open_graph(
    identity: Identity, *, acquire: Acquire | None = None, host: str = HOST
) -> AsyncIterator[Graph]:
    """Graph for a bot of production; nothing is asked yet.  `acquire` replaces MSAL."""
    asking, drop = (acquire, _nothing) if acquire is not None else msal_acquire(identity, HOST)
    async with new_session() as session:
        token = BotToken(asking, time.monotonic, drop)
        try:
            yield Graph(session, token, host)
        finally:
            await token.close()


def _nothing() -> None:
    """For a token source that keeps no token: there is nothing to forget."""
