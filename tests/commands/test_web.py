"""Whether the bot lives and is ready, and who may see its figures."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text
from sqlalchemy.engine import make_url
from yarl import URL

from bot.web.server import application
from storage.readiness import Readiness
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


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_it_is_not_ready_where_nothing_can_be_written(storage: Storage, database_url: str) -> None:
    """As after a failover to a standby: it answers, and every turn would end in "nothing saved"."""
    async with storage.work() as work:
        name = make_url(database_url).database
        await work.connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    opened = await Storage.open(database_url, storage.keyring)  # connections of after the failover
    try:
        async with TestClient(TestServer(application(opened, []))) as client:
            answer = await client.get("/readyz")
            assert (answer.status, (await answer.json())["database"]) == (503, "read-only")
            assert (await client.get("/healthz")).status == 200
    finally:
        await opened.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_it_is_not_ready_while_the_disk_is_full(storage: Storage, database_url: str) -> None:
    resource = pytest.importorskip("resource")
    passed = [0.0]
    ready = Readiness(storage, ticks=lambda: passed[0])
    assert await ready.problem() == ""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))  # no file may grow any more
    try:
        assert await ready.problem() == ""  # looked at a moment ago
        passed[0] += 3
        full = await ready.problem()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert full == "read-only"
    passed[0] += 3
    assert await ready.problem() == ""


async def test_looking_leaves_nothing_and_is_no_load(client: Client, storage: Storage) -> None:
    for _ in range(5):
        assert (await client.get("/readyz")).status == 200
    async with storage.work(write=False) as work:
        rows = (await work.connection.execute(text("SELECT name FROM meta ORDER BY name"))).scalars().all()
    on_postgresql = storage._shared.postgresql
    assert rows == (["audits", "root", "sealed"] if on_postgresql else ["audits", "ready", "root", "sealed"])


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
@pytest.mark.parametrize(
    "header",
    [
        "X-Forwarded-For",
        "Forwarded",
        "X-Real-IP",
        "Via",
        "X-Forwarded-Host",
        "x-forwarded-proto",
        "CF-Connecting-IP",
        "True-Client-IP",
    ],
)
async def test_a_proxy_s_client_is_not_this_machine(client: Client, header: str) -> None:
    assert (await client.get("/metrics", headers={header: "127.0.0.1"})).status == 403


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_path_written_otherwise_gets_past_no_filter(client: Client) -> None:
    for path in ("/%6detrics", "/metric%73", "/%6Detrics?x=1"):
        assert (await client.get(URL(path, encoded=True))).status in (403, 404)
    assert (await client.get("/metrics?x=1")).status == 200


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
