"""The bot with authentication on: the caller's tokens are checked against a local authority, its own come
from a service that takes 20 ms, and the connector double speaks TLS."""

from __future__ import annotations

import asyncio
import os
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import aiohttp

from app import running
from bot import logs
from bot.setting_readers import AppType, Mode
from bot.settings import Settings
from bot.teams import service
from tests.bench.people import TENANT
from tests.teams.authority import APP_ID, TokenService
from tests.tls import Everywhere, client_context


async def main() -> None:
    """Run until stopped."""
    # The double's certificate is made in another process: encrypted as in production, not verified here.
    sockets = aiohttp.TCPConnector(
        resolver=Everywhere(int(os.environ["BENCH_CONNECTOR"])), ssl=client_context(verify=False), limit=256
    )
    opened = partial(service.open_teams, acquire=TokenService(0.02), sockets=sockets)
    service.open_teams = opened
    settings = Settings(
        mode=Mode.PRODUCTION,
        port=int(os.environ["PORT"]),
        database_url=os.environ["AUDITBOT_DATABASE_URL"],
        app_id=APP_ID,
        app_type=AppType.SINGLE_TENANT,
        app_password="not-a-real-secret",
        tenant_ids=(TENANT,),
        data_keys=os.environ["AUDITBOT_DATA_KEYS"],
        openid_metadata_url=os.environ["BENCH_METADATA"],
    )
    async with running(settings) as worker:
        await worker


if __name__ == "__main__":
    logs.configure(development=False)
    asyncio.run(main())
