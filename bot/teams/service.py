"""Opens the Teams side of the bot: one session, one token, one set of keys, one adapter."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import structlog
from aiohttp import web

from bot.channel import Handler
from bot.teams.authentication import Authenticator
from bot.teams.clients import TeamsAuthentication
from bot.teams.connector import TeamsChannel, Wire, new_session
from bot.teams.endpoint import PATH, Endpoint
from bot.teams.frame import TeamsAdapter
from bot.teams.hosts import ServiceHosts
from bot.teams.identity import Identity
from bot.teams.keys import SigningKeys
from bot.teams.tokens import Acquire, BotToken, msal_acquire

log = structlog.get_logger("bot.teams")


@dataclass(frozen=True, slots=True)
class Teams:
    """The open Teams side: `channel` for sending and, with a handler, `routes` for receiving."""

    channel: TeamsChannel
    adapter: TeamsAdapter
    _identity: Identity
    _hosts: ServiceHosts
    _authenticator: Authenticator | None

    def routes(self, handler: Handler) -> list[web.RouteDef]:
        """POST /api/messages, to be added to the application; every admitted activity goes to `handler`."""
        endpoint = Endpoint(
            self.adapter, handler, self._hosts, self._authenticator, self._identity.tenant_ids
        )
        return [web.post(PATH, endpoint.messages)]


@asynccontextmanager
async def open_teams(
    identity: Identity,
    *,
    acquire: Acquire | None = None,
    sockets: aiohttp.BaseConnector | None = None,
    clock: Callable[[], float] = time.time,
    ticks: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Teams]:
    """Open the Teams side for `identity`; everything it opened is closed at the end.

    The handler comes later, with `routes`, because it needs the channel first.  `acquire` replaces MSAL,
    `sockets` the connection pool (a resolver, a private certificate authority); `clock` gives seconds since
    1970 (what tokens say of themselves), `ticks` those that pass whatever the clock is set to: how long a
    token serves, and when it and the keys are asked for again.  Nothing is fetched yet: keys and token come
    with the first turn.
    """
    async with new_session(sockets) as session:
        hosts = ServiceHosts(identity)
        if not identity.authenticated:
            log.warning("authentication_off", mode=identity.mode, heard="this machine only")
            wire = Wire(session, hosts, None, clock)
            adapter = TeamsAdapter(TeamsAuthentication("", None, None, hosts), wire)
            yield Teams(TeamsChannel(wire), adapter, identity, hosts, None)
            return
        asking, drop = (acquire, _nothing) if acquire is not None else msal_acquire(identity)
        token = BotToken(asking, ticks, drop)
        keys = SigningKeys(session, identity.openid_metadata_url, ticks)
        authenticator = Authenticator(identity.app_id, keys, clock)
        wire = Wire(session, hosts, token, clock)
        adapter = TeamsAdapter(TeamsAuthentication(identity.app_id, authenticator, token, hosts), wire)
        try:
            yield Teams(TeamsChannel(wire), adapter, identity, hosts, authenticator)
        finally:
            await keys.close()
            await token.close()


def _nothing() -> None:
    """For a token source that keeps no token: there is nothing to forget."""
