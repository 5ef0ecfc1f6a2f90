"""POST /api/messages: what is refused, in which order, and what is returned."""

from __future__ import annotations

import asyncio
import ipaddress
from functools import lru_cache
from typing import Final

import orjson
import structlog
from aiohttp import web

from bot.channel import Handler, InvokeReply
from bot.teams.authentication import Authenticator, Refused, Verified
from bot.teams.frame import NOT_SHOWN, TeamsAdapter, TeamsBot, in_place, place
from bot.teams.hosts import NotAllowed, ServiceHosts
from bot.teams.identity import LOOPBACK_NAMES
from bot.teams.json_body import parse
from bot.teams.reader import Reading, read

LARGEST_BODY: Final = 256 * 1024
BODY_WITHIN: Final = 10.0
"""Seconds in which the whole body must arrive, whether or not the token is valid."""
PATH: Final = "/api/messages"
_FORWARDED: Final = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Original-Host")

log = structlog.get_logger("bot.teams")


class Endpoint:
    """Checks in a fixed order: token, size, JSON, shape, and whether token and body agree.

    Without a valid token the body is not read, let alone parsed.  The handler sees only what passed every
    check.  No request, however broken, gets a 5xx.
    """

    def __init__(
        self,
        adapter: TeamsAdapter,
        handler: Handler,
        hosts: ServiceHosts,
        authenticator: Authenticator | None,
        tenant_ids: tuple[str, ...],
    ):
        self._adapter = adapter
        self._bot = TeamsBot(handler)
        self._hosts = hosts
        self._authenticator = authenticator
        self._tenants = frozenset(tenant_ids)

    async def messages(self, request: web.Request) -> web.Response:
        """Take one activity: 200 after its turn (with a body for an Execute), 4xx when it is refused."""
        try:
            reading = await self._admit(request)
        except Refused as refused:
            log.info("request_refused", status=refused.status, reason=refused.reason)
            return web.Response(status=refused.status)
        except Exception as error:
            # If our own code fails on a hostile request, that is a refusal too.
            log.error("request_unreadable", kind=type(error).__name__, at=place(error))
            return web.Response(status=400)
        try:
            answer = await self._adapter.take(reading, self._bot)
            body = orjson.dumps(answer.body) if answer is not None and answer.body is not None else None
        except Exception as error:
            # A failure outside the turn's own error handling, such as an answer that is not JSON.
            log.error("turn_failed", kind=type(error).__name__, at=place(error))
            body = orjson.dumps(in_place(InvokeReply(text=NOT_SHOWN))) if reading.inbound.invoke else None
        if body is None:
            return web.Response(status=200)
        return web.Response(body=body, content_type="application/json")

    async def _admit(self, request: web.Request) -> Reading:
        verified: Verified | None = None
        if self._authenticator is None:
            _check_local(request)
        else:
            verified = await self._authenticator.verify(request.headers.getall("Authorization", ()))
        reading = read(parse(await _body(request)))
        address = reading.inbound.address
        try:
            self._hosts.base(address.service_url)
        except NotAllowed as error:
            raise Refused(403, "serviceUrl is not on the allow-list") from error
        if self._authenticator is not None and verified is not None:
            self._authenticator.admit(verified, address.service_url, reading.channel_id)
            if address.tenant_id not in self._tenants:
                raise Refused(403, "tenant is not on the allow-list")
        return reading


def _check_local(request: web.Request) -> None:
    """Development hears this machine only.  Raises Refused (403).

    The peer must be loopback; so must the Host header, or a page in the developer's browser could reach the
    bot through a name of its own; and nothing may have been forwarded here by a tunnel.
    """
    transport = request.transport
    peer = transport.get_extra_info("peername") if transport is not None else None
    host = request.headers.get("Host", "").rsplit(":", 1)[0].strip("[]").lower()
    if not isinstance(peer, tuple) or not _loopback(str(peer[0])) or host not in LOOPBACK_NAMES:
        raise Refused(403, "development mode hears this machine only")
    if any(name in request.headers for name in _FORWARDED):
        raise Refused(403, "development mode hears nothing forwarded")


@lru_cache(maxsize=64)
def _loopback(peer: str) -> bool:
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


async def _body(request: web.Request) -> bytes:
    """The body, of which no more than LARGEST_BODY is ever held.  Raises Refused (408, 413, 415)."""
    if request.content_type != "application/json":
        raise Refused(415, "not application/json")
    if "Content-Encoding" in request.headers:
        raise Refused(415, "compressed")
    declared = request.content_length
    if declared is not None and declared > LARGEST_BODY:
        raise Refused(413, "body too large")
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for piece in request.content.iter_any():
                body += piece
                if len(body) > LARGEST_BODY:
                    raise Refused(413, "body too large")
    except TimeoutError:
        raise Refused(408, "body not whole in time") from None
    return bytes(body)
