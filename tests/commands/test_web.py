"""Whether the bot lives and is ready, and who may see its figures."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from bot.web import application
from storage.work import Storage

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(storage: Storage) -> AsyncIterator[Client]:
    async with TestClient(TestServer(application(storage, []))) as opened:
        yield opened


async def test_it_lives_and_is_ready(client: Client) -> None:
    assert (await client.get("/healthz")).status == 200
    assert (await client.get("/readyz")).status == 200


async def test_it_is_not_ready_under_another_schema(client: Client, storage: Storage) -> None:
    async with storage.work() as work:
        await work.connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    answer = await client.get("/readyz")
    assert answer.status == 503
    assert (await answer.json())["database"] == "schema"
    assert (await client.get("/healthz")).status == 200


async def test_it_stays_ready_when_a_newer_program_has_migrated(client: Client, storage: Storage) -> None:
    async with storage.work() as work:
        await work.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert (await client.get("/readyz")).status == 200
    await storage.migrate()  # and starts on it
    assert (await client.get("/readyz")).status == 200


async def test_it_is_not_ready_under_an_older_schema(client: Client, storage: Storage) -> None:
    async with storage.work() as work:
        await work.connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert (await client.get("/readyz")).status == 503


async def test_it_is_not_ready_without_its_tables(client: Client, storage: Storage) -> None:
    async with storage.work() as work:
        await work.connection.execute(text("DROP TABLE alembic_version"))
    assert (await client.get("/readyz")).status == 503


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_figures_are_for_this_machine(client: Client) -> None:
    await client.get("/healthz")
    answer = await client.get("/metrics")
    assert answer.status == 200
    assert 'auditbot_http_requests_total{route="/healthz",status="200"}' in await answer.text()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
async def test_a_proxy_s_client_is_not_this_machine(client: Client, header: str) -> None:
    assert (await client.get("/metrics", headers={header: "127.0.0.1"})).status == 403


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_setting_opens_the_figures(storage: Storage) -> None:
    async with TestClient(TestServer(application(storage, [], metrics_open=True))) as client:
        assert (await client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.1"})).status == 200


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/nowhere"])
async def test_every_answer_is_guarded_and_names_no_software(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "Server" not in answer.headers
