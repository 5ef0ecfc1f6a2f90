"""An identity that is not whole cannot be built; development hears this machine only."""

from __future__ import annotations

import socket
from typing import Any

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.teams.identity import Identity
from bot.teams.service import open_teams
from tests.connector import TENANT, Connector, TeamsClient, served
from tests.teams.authority import APP_ID
from tests.teams.conftest import Heard

WHOLE: dict[str, Any] = {
    "mode": "production",
    "app_id": APP_ID,
    "app_type": "SingleTenant",
    "app_password": "secret",
    "tenant_ids": (TENANT,),
}
DEVELOPMENT: dict[str, Any] = {"mode": "development"}
WRONG = [
    *(
        (WHOLE, "mode", value)
        for value in ("", " ", "Production", "prod", "developement", "test", "production ")
    ),
    *((WHOLE, "app_id", value) for value in ("", " ", "bot", APP_ID[:-1], APP_ID + "0", f" {APP_ID}")),
    *(
        (WHOLE, "app_type", value)
        for value in ("", " ", "singletenant", "MultiTenant", "SingleTenent", "MSI")
    ),
    *((WHOLE, "app_password", value) for value in ("", " ", "\t")),
    *((WHOLE, "tenant_ids", value) for value in ((), ("",), ("*",), ("common",), (TENANT, ""), TENANT)),
    *(
        (WHOLE, "service_hosts", value)
        for value in (
            ("",),
            ("*",),
            ("*.trafficmanager.net",),
            ("https://a.example",),
            ("a.example:443",),
            ("a.example/x",),
            ("A.example",),
            ("localhost",),
            ("127.0.0.1",),
            ("user@a.example",),
            (".example.org",),
            "a.example",
        )
    ),
    *(
        (WHOLE, "openid_metadata_url", value)
        for value in ("http://a.example/x", "a.example", "file:///x", "https://a@b.example", " ", "https://")
    ),
    *((DEVELOPMENT, name, WHOLE[name]) for name in ("app_id", "app_type", "app_password", "tenant_ids")),
    (DEVELOPMENT, "service_hosts", ("a.example",)),
    (DEVELOPMENT, "openid_metadata_url", "https://a.example/"),
]


def test_no_incomplete_identity_can_be_built() -> None:
    refused = 0
    for base, name, value in WRONG:
        with pytest.raises(ValueError, match=name.upper()):
            Identity(**base | {name: value})
        refused += 1
    managed = WHOLE | {"app_type": "UserAssignedMSI"}
    with pytest.raises(ValueError, match="APP_PASSWORD"):
        Identity(**managed)
    print(
        f"empty, blank or misspelt identities: {refused + 1} of {len(WRONG) + 1} refused, naming the setting"
    )
    assert Identity(**WHOLE).authenticated
    assert Identity(**managed | {"app_password": ""}).authenticated
    assert not Identity(mode="development").authenticated


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(Identity(**WHOLE))


async def test_development_is_said_at_the_start_and_hears_this_machine() -> None:
    heard = Heard()
    with capture_logs() as logs:
        async with (
            open_teams(Identity(mode="development")) as teams,
            Connector() as connector,
            served(teams.routes(heard)) as url,
            TeamsClient(url, connector) as people,
        ):
            assert (await people.person("Ann Field").says("hello")).status == 200
    assert [entry["event"] for entry in logs] == ["authentication_off"]
    assert [inbound.text for inbound in heard.inbounds] == ["hello"]


async def test_development_refuses_other_machines_names_and_tunnels() -> None:
    heard = Heard()
    own = _own_address()
    async with (
        open_teams(Identity(mode="development")) as teams,
        Connector() as connector,
        served(teams.routes(heard), "0.0.0.0") as url,
        TeamsClient(url, connector) as people,
        aiohttp.ClientSession() as session,
    ):
        activity = people.person("Ann Field").activity("message", text="hello")
        port = url.rsplit(":", 1)[1]
        local = f"http://127.0.0.1:{port}/api/messages"
        attempts: list[tuple[str, dict[str, str]]] = [
            (local, {"Host": "evil.example"}),
            (local, {"X-Forwarded-For": "127.0.0.1"}),
            (local, {"Forwarded": "for=127.0.0.1"}),
        ]
        if own:
            attempts += [
                (f"http://{own}:{port}/api/messages", {}),
                (f"http://{own}:{port}/api/messages", {"Host": "127.0.0.1"}),
            ]
        statuses = []
        for address, headers in attempts:
            async with session.post(address, json=activity, headers=headers) as response:
                statuses.append(response.status)
        # A page in a browser can post without asking first, but not as JSON.
        async with session.post(local, data=b"{}", headers={"Content-Type": "text/plain"}) as response:
            statuses.append(response.status)
        async with session.post(local, json=activity | {"serviceUrl": "https://evil.example/"}) as response:
            statuses.append(response.status)
    print(f"development mode: {len(statuses)} foreign requests answered {statuses}")
    assert set(statuses) <= {403, 415}
    assert heard.inbounds == []


def _own_address() -> str:
    """An address of this machine that is not loopback; "" on one without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing; it only picks the interface.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        address: str = probe.getsockname()[0]
    return "" if address.startswith("127.") else address
