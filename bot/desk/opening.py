"""Opens the desk: its pages, its sessions, and in production the keys that Teams' sign-in is checked with."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from bot.desk.coding import Coding
from bot.desk.documents import Documents
from bot.desk.pages import Pages
from bot.desk.reading import Reports
from bot.desk.report_pages import ReportPages
from bot.desk.sessions import Sessions
from bot.desk.sign_in import METADATA, SignIn
from bot.desk.site import Site
from bot.settings import Settings
from bot.teams.keys import SigningKeys
from storage.replica import Reads
from storage.work import Storage


@asynccontextmanager
async def open_desk(
    settings: Settings,
    storage: Storage,
    reads: Reads,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    metadata: str = METADATA,
) -> AsyncIterator[list[web.RouteDef]]:
    """The desk's routes; what it opened is closed at the end.  Its figures and lists come from where `reads`
    says.

    In production without PUBLIC_URL and TAB_CLIENT_ID its pages say that it is closed.
    """
    async with AsyncExitStack() as stack:
        sign_in = None
        if not settings.development and settings.public_url and settings.tab_client_id:
            session = await stack.enter_async_context(aiohttp.ClientSession())
            keys = {}
            for tenant in settings.tenant_ids:
                keys[tenant] = SigningKeys(session, metadata.format(tenant=tenant), time.monotonic)
                stack.push_async_callback(keys[tenant].close)
            host = urlsplit(settings.public_url).netloc
            sign_in = SignIn(settings.tab_client_id, host, keys, lambda: clock().timestamp())

        sessions = Sessions(storage.keyring, clock, secure=not settings.development)
        site = Site(storage, reads, sessions, Reports(reads, clock), clock, settings.development, sign_in)
        yield [
            *Pages(site).routes(),
            *ReportPages(site).routes(),
            *Coding(site).routes(),
            *Documents(site, settings.forms).routes(),
        ]
