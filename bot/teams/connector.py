"""Outgoing calls: a pooled client for the Bot Connector's REST API, and the bot's `Channel` on top of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Final

import aiohttp
import orjson
from yarl import URL

from bot.channel import Address, Card, Failure, Member, NotDelivered, Outgoing
from bot.teams.hosts import NotAllowed, ServiceHosts, segment
from bot.teams.tokens import BotToken, NoToken

TIMEOUT: Final = aiohttp.ClientTimeout(total=10, connect=5)
"""Seconds.  The stock SDK waits 100."""
KEEP_ALIVE: Final = 25.0
"""Seconds an idle connection is kept.  Servers keep theirs longer, so a send seldom meets one that is just
being closed (which would look like a send without an answer)."""
CONNECTIONS: Final = 256
LONGEST_WAIT: Final = 3600.0
"""The longest Retry-After believed, in seconds: the longest quota is by the hour."""
CARD_TYPE: Final = "application/vnd.microsoft.card.adaptive"

_FAILURES: Final[Mapping[int, Failure]] = {
    401: Failure.AGAIN,
    408: Failure.AGAIN,
    412: Failure.AGAIN,
    429: Failure.AGAIN,
    403: Failure.UNREACHABLE,
    404: Failure.GONE,
    413: Failure.TOO_LARGE,
}
_NEVER_SENT: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)


def new_session(sockets: aiohttp.BaseConnector | None = None) -> aiohttp.ClientSession:
    """The session for all outgoing requests: keep-alive, no cookies, no proxy from the environment."""
    return aiohttp.ClientSession(
        connector=sockets
        or aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEEP_ALIVE, ttl_dns_cache=300),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=TIMEOUT,
        trust_env=False,
    )


class Wire:
    """One request to the connector at a time: checks the host, adds the token, maps the answer."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        hosts: ServiceHosts,
        token: BotToken | None,
        clock: Callable[[], float],
    ):
        self._session = session
        self._hosts = hosts
        self._token = token
        self._clock = clock

    async def call(
        self, method: str, service_url: str, path: str, payload: Mapping[str, Any] | None = None
    ) -> bytes:
        """The body of a 2xx answer.  `path` begins with "/v3/" and is quoted.  Raises NotDelivered.

        After a 401 the token is dropped, and the request made once more at once with a new one.
        """
        try:
            # Checked before a token is fetched: a foreign host gets nothing.
            address = URL(self._hosts.base(service_url) + path, encoded=True)
        except NotAllowed as error:
            raise NotDelivered(Failure.REFUSED) from error
        body = None if payload is None else orjson.dumps(payload)
        try:
            return await self._attempt(method, address, body)
        except NotDelivered as failed:
            if failed.status != 401 or self._token is None:
                raise
        return await self._attempt(method, address, body)

    async def _attempt(self, method: str, address: URL, body: bytes | None) -> bytes:
        headers = await self._headers()
        try:
            async with self._session.request(
                method, address, data=body, headers=headers, allow_redirects=False
            ) as response:
                status, answer = response.status, await response.read()
                waits = response.headers.get("Retry-After")
        except _NEVER_SENT as error:
            raise NotDelivered(Failure.AGAIN) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise NotDelivered(Failure.AGAIN, ambiguous=True) from error
        if 200 <= status < 300:
            return answer
        if status == 401 and self._token is not None:
            self._token.forget(headers["Authorization"])
        server_s = 500 <= status < 600
        raise NotDelivered(
            Failure.AGAIN if server_s else _FAILURES.get(status, Failure.REFUSED),
            status=status,
            retry_after=seconds_to_wait(waits, self._clock()),
            ambiguous=server_s or status == 408,
        )

    async def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
        if self._token is not None:
            try:
                headers["Authorization"] = await self._token.header()
            except NoToken as error:
                raise NotDelivered(Failure.AGAIN, retry_after=error.retry_after) from error
        return headers


def seconds_to_wait(told: str | None, now: float) -> float | None:
    """A Retry-After, which is either seconds or an HTTP date, in seconds from `now` (seconds since 1970).
    None when unreadable."""
    if told is None:
        return None
    try:
        wait = float(told)
    except ValueError:
        try:
            moment = parsedate_to_datetime(told)
        except ValueError:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        wait = moment.timestamp() - now
    return min(max(wait, 0.0), LONGEST_WAIT) if math.isfinite(wait) else None


class TeamsChannel:
    """`bot.channel.Channel` for Teams.  Each call is one attempt; rate limits and retries are elsewhere."""

    def __init__(self, wire: Wire):
        self._wire = wire

    async def send(self, address: Address, message: Outgoing) -> str:
        """Post `message` in the chat; its activity id ("" if Teams tells none).  Raises NotDelivered."""
        path = _path(address, "activities")
        answer = await self._wire.call("POST", address.service_url, path, activity(address, message))
        if not _readable(answer):
            raise NotDelivered(Failure.JUNK, ambiguous=True)
        return _told(answer, "id")

    async def update(self, address: Address, activity_id: str, message: Outgoing) -> None:
        """Edit a message in place.  Raises NotDelivered; GONE when it is not there."""
        payload = activity(address, message)
        payload["id"] = activity_id
        path = _path(address, "activities", activity_id)
        if not _readable(await self._wire.call("PUT", address.service_url, path, payload)):
            raise NotDelivered(Failure.JUNK, ambiguous=True)

    async def member(self, address: Address) -> Member | None:
        """The roster's entry for the person of `address`; None when it has none.  Raises NotDelivered."""
        try:
            answer = await self._wire.call(
                "GET", address.service_url, _path(address, "members", address.user_id)
            )
        except NotDelivered as error:
            if error.failure is Failure.GONE:
                return None
            raise
        return Member(
            name=_told(answer, "name"),
            email=_told(answer, "email") or _told(answer, "userPrincipalName"),
            aad_object_id=_told(answer, "aadObjectId") or _told(answer, "objectId"),
        )


def activity(address: Address, message: Outgoing) -> dict[str, Any]:
    """`message` as the connector wants it.

    Words go as plain text: what a person typed then cannot become a link or a mention in somebody's chat.
    Raises ValueError for words and a card together (Teams splits them and returns no id), or neither.
    """
    if (message.card is None) == (message.text == ""):
        raise ValueError("a message is words or a card")
    payload: dict[str, Any] = {
        "type": "message",
        "from": {"id": address.bot_id},
        "conversation": {"id": address.conversation_id},
    }
    if address.user_id:  # unknown where the chat was found through Graph: the conversation says whose it is
        payload["recipient"] = {"id": address.user_id}
    if message.card is None:
        payload["text"] = message.text
        payload["textFormat"] = "plain"
    else:
        payload["attachments"] = [{"contentType": CARD_TYPE, "content": Card.sent(message.card)}]
    if message.summary:
        payload["summary"] = message.summary
    if message.urgent:
        payload["channelData"] = {"notification": {"alert": True}}
    return payload


def conversation_path(conversation_id: str, *rest: str) -> str:
    """The path of a conversation's resource, every id quoted.  Raises NotDelivered for an impossible id."""
    try:
        return "/v3/conversations/" + "/".join(segment(part) for part in (conversation_id, *rest))
    except NotAllowed as error:
        raise NotDelivered(Failure.REFUSED) from error


def _path(address: Address, *rest: str) -> str:
    return conversation_path(address.conversation_id, *rest)


def _readable(answer: bytes) -> bool:
    """Whether a 2xx answer is the connector's own: nothing, or a JSON object.  A page of a proxy on the way
    is not, and says nothing of whether the message arrived."""
    try:
        return not answer.strip() or isinstance(orjson.loads(answer), dict)
    except orjson.JSONDecodeError:
        return False


def _told(answer: bytes, name: str) -> str:
    """A field of a JSON answer; "" when there is none (the send itself has succeeded all the same)."""
    try:
        told = orjson.loads(answer)
    except orjson.JSONDecodeError:
        return ""
    value = told.get(name) if isinstance(told, dict) else None
    return value if isinstance(value, str) else ""
