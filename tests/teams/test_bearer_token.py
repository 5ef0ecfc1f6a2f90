"""The bot's bearer token goes to allowed hosts only, whatever a stored service URL says."""

from __future__ import annotations

import pytest

from bot.channel import Address, Failure, NotDelivered, Outgoing
from bot.teams.service import open_teams
from tests.connector import Connector
from tests.teams.authority import Authority, TokenService
from tests.teams.conftest import Bot

GOOD = "smba.trafficmanager.net"
TRICKS = [
    "http://smba.trafficmanager.net/uk/",
    "HTTPS://smba.trafficmanager.net/uk/",
    "https://SMBA.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net.evil.example/uk/",
    "https://evil.example/smba.trafficmanager.net/",
    "https://evil-smba.trafficmanager.net/uk/",
    "https://mine.trafficmanager.net/uk/",
    "https://trafficmanager.net/uk/",
    "https://smba.trafficmanager.net./uk/",
    "https://smba.trafficmanager.net:443/uk/",
    "https://smba.trafficmanager.net:8443/uk/",
    "https://smba.trafficmanager.net:@evil.example/uk/",
    "https://smba.trafficmanager.net@evil.example/uk/",
    "https://user:secret@smba.trafficmanager.net/uk/",
    "https://evil.example#@smba.trafficmanager.net/",
    "https://evil.example?@smba.trafficmanager.net/",
    "https://evil.example\\@smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net\\@evil.example/uk/",
    "https:\\\\smba.trafficmanager.net/uk/",
    "https:/smba.trafficmanager.net/uk/",
    "https:///smba.trafficmanager.net/uk/",
    "//smba.trafficmanager.net/uk/",
    "smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net/uk/../../evil/",
    "https://smba.trafficmanager.net/./uk/",
    "https://smba.trafficmanager.net//evil.example/",
    "https://smba.trafficmanager.net/%2e%2e/uk/",
    "https://smba.trafficmanager.net%2eevil.example/uk/",
    "https://smba.trafficmanager.net/uk/?to=evil",
    "https://smba.trafficmanager.net/uk/#evil",
    "https://smba.trafficmanager.net/uk/\n",
    "https://smba.trafficmanager.net\n.evil.example/uk/",
    "https://smba.trafficmanager.net\t/uk/",
    " https://smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net\u3002evil.example/uk/",
    "https://smba\u3002trafficmanager\u3002net/uk/",
    "https://\u0455mba.trafficmanager.net/uk/",
    "https://xn--mba-vld.trafficmanager.net/uk/",
    "https://smba.traffic\u00admanager.net/uk/",
    "https://\uff53mba.trafficmanager.net/uk/",
    "https://127.0.0.1/uk/",
    "https://localhost/uk/",
    "https://[::1]/uk/",
    "https://169.254.169.254/metadata/",
    "http://127.0.0.1:3978/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "",
    "https://",
]
WORDS = Outgoing(text="hello")


def at(service_url: str, conversation: str = "a:ann", user: str = "29:ann") -> Address:
    return Address(service_url, conversation, "t", user, "28:bot")


async def test_the_token_reaches_no_foreign_host() -> None:
    tokens = TokenService()
    async with Authority() as authority, Connector(tls=True) as everywhere:
        sockets = everywhere.sockets(verify=False)
        identity = authority.identity(service_hosts=("smba.infra.gov.teams.microsoft.us",))
        async with open_teams(identity, acquire=tokens, sockets=sockets) as teams:
            refused = 0
            for trick in TRICKS:
                for call in (
                    teams.channel.send(at(trick), WORDS),
                    teams.channel.update(at(trick), "1", WORDS),
                    teams.channel.member(at(trick)),
                ):
                    with pytest.raises(NotDelivered) as caught:
                        await call
                    refused += caught.value.failure is Failure.REFUSED
            reached = len(everywhere.requests)
            print(f"{len(TRICKS)} URL tricks x 3 calls: {refused} refused, {reached} reached any host,")
            print(f"{tokens.asked} token asked for")
            assert len(TRICKS) >= 30
            assert refused == 3 * len(TRICKS)
            assert reached == 0
            # The double would have seen them: both allowed hosts lead to it, with the token.
            for host in (GOOD, "smba.infra.gov.teams.microsoft.us"):
                await teams.channel.send(at(f"https://{host}/uk/"), WORDS)
            assert [request.host for request in everywhere.requests] == [
                GOOD,
                "smba.infra.gov.teams.microsoft.us",
            ]
            assert {request.authorization for request in everywhere.requests} == {"Bearer the-bots-own-token"}


async def test_an_id_cannot_lead_to_another_path(bot: Bot) -> None:
    url = bot.connector.service_url
    for conversation in ("..", ".", "", "a\nb", "\ud800"):
        with pytest.raises(NotDelivered) as caught:
            await bot.teams.channel.send(at(url, conversation), WORDS)
        assert caught.value.failure is Failure.REFUSED
    assert bot.connector.requests == []
    for conversation in ("a/../../b", "a?x=1", "a#b", "a%2f..", "19:a@thread.v2;messageid=1", "a b/é"):
        await bot.teams.channel.send(at(url, conversation), WORDS)
        assert await bot.connector.texts(conversation) == ["hello"]


async def test_a_redirect_is_not_followed(bot: Bot) -> None:
    bot.connector.fail(307)
    with pytest.raises(NotDelivered) as caught:
        await bot.teams.channel.send(at(bot.connector.service_url), WORDS)
    assert (caught.value.failure, caught.value.status) == (Failure.REFUSED, 307)
    assert len(bot.connector.requests) == 1


async def test_development_sends_to_this_machine_only_and_without_a_token() -> None:
    from bot.teams.identity import Identity

    async with Connector() as connector, open_teams(Identity(mode="development")) as teams:
        await teams.channel.send(at(connector.service_url), WORDS)
        assert [request.authorization for request in connector.requests] == [""]
        for trick in ("https://smba.trafficmanager.net/uk/", "http://10.0.0.1:80/", "http://127.0.0.1.evil/"):
            with pytest.raises(NotDelivered):
                await teams.channel.send(at(trick), WORDS)
