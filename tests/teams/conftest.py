"""A bot in production, with an identity provider and a connector of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest

from bot.channel import Inbound, InvokeReply
from bot.teams.service import Teams, open_teams
from tests.connector import Connector, Person, TeamsClient, served
from tests.teams.authority import Authority, Clock, TokenService


@dataclass
class Heard:
    """A handler that keeps what reached it and answers as it is told to."""

    inbounds: list[Inbound] = field(default_factory=list)
    answer: InvokeReply | None = None
    error: Exception | None = None

    async def __call__(self, inbound: Inbound) -> InvokeReply | None:
        self.inbounds.append(inbound)
        if self.error is not None:
            raise self.error
        return self.answer


@dataclass
class Bot:
    """Everything a test of the way in wants at hand."""

    url: str
    teams: Teams
    connector: Connector
    authority: Authority
    tokens: TokenService
    clock: Clock
    heard: Heard
    people: TeamsClient
    ann: Person

    def authorise(self, service_url: str) -> str:
        return "Bearer " + self.authority.token(service_url, self.clock())


@pytest.fixture
async def bot() -> AsyncIterator[Bot]:
    """A production bot: real tokens, TLS to the connector."""
    clock, heard, tokens = Clock(), Heard(), TokenService()
    async with Authority() as authority, Connector(tls=True) as connector:
        header = ""

        def authorise(service_url: str) -> str:
            nonlocal header
            # One token serves for an hour, as the connector's own do.
            header = header or "Bearer " + authority.token(service_url, clock())
            return header

        async with (
            open_teams(
                authority.identity(),
                acquire=tokens,
                sockets=connector.sockets(),
                clock=clock,
                ticks=clock.ticks,
            ) as teams,
            served(teams.routes(heard)) as url,
            TeamsClient(url, connector, authorise=authorise) as people,
        ):
            ann = people.person("Ann Field")
            yield Bot(url, teams, connector, authority, tokens, clock, heard, people, ann)
