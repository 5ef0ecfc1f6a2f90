"""The HTTP side: the endpoint for Teams, whether the bot lives and is ready, and its metrics."""

from __future__ import annotations

import asyncio
import ipaddress
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from functools import cache

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.trouble import count_held_up
from bot.web.connections import PATIENCE, Door, Networks, accepting, most_connections, patient
from storage.readiness import Readiness
from storage.work import Storage

REQUESTS = Counter("auditbot_http_requests_total", "Requests answered", ["route", "status"])
SECONDS = Histogram(
    "auditbot_http_seconds",
    "Seconds from a request to its answer",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_READY_WITHIN = 3.0
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Strict-Transport-Security": "max-age=31536000",
}
_FORWARDED = ("Forwarded", "Via", "X-Real-IP", "True-Client-IP", "X-Original-Host", "X-Client-IP")
_FORWARDED_LIKE = ("x-forwarded-", "cf-", "x-envoy-", "x-azure-", "fastly-")
"""How the headers begin, or are called, that proxies add to requests they pass on."""


def application(
    storage: Storage,
    routes: Iterable[web.RouteDef],
    *,
    metrics_open: bool = False,
    delivery: Callable[[], str] = lambda: "",
) -> web.Application:
    """The application: `routes` (the channel's), /healthz, /readyz and /metrics.

    /metrics answers only this machine, unless `metrics_open`.  A request that a proxy passed on is not from
    this machine, whatever its socket says.  `delivery` says whether sending is in trouble ("refused",
    "stopped"); /readyz shows it and stays ready, because turns are still taken and saved.
    """
    app = web.Application(middlewares=[_counted, patient])
    readiness = Readiness(storage)

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(_READY_WITHIN):
                why = await readiness.problem()
        except TimeoutError:
            why = "unreachable"
        if why:
            return web.json_response({"status": "not ready", "database": why}, status=503)
        sending = delivery()
        return web.json_response({"status": "ready"} | ({"delivery": sending} if sending else {}))

    async def metrics(request: web.Request) -> web.Response:
        if not metrics_open and not (_from_here(request) and _as_written(request)):
            raise web.HTTPForbidden(text="Figures are shown on this machine only.")
        delivery()
        with suppress(SQLAlchemyError, OSError, TimeoutError):  # without a database: the other metrics
            async with asyncio.timeout(_READY_WITHIN):
                await count_held_up(storage)
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)])
    app.add_routes(routes)
    app.on_response_prepare.append(_guarded)
    return app


@asynccontextmanager
async def listening(
    app: web.Application,
    host: str,
    port: int,
    shutdown_seconds: float,
    *,
    proxies: Networks = (),
    most: int = 0,
    patience: float = PATIENCE,
) -> AsyncIterator[None]:
    """Serve `app`.  At the end, stop accepting and wait for answers under way, at most `shutdown_seconds`.

    There are at most `most` connections (0: as many as the system has room for), half of them from one peer
    unless it is one of the `proxies`.  One that says nothing for `patience` seconds is closed.  Raises
    OSError if the port is taken.  There is no access log: its lines would hold people's addresses.
    """
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=shutdown_seconds, handle_signals=False)
    await runner.setup()
    server = runner.server
    if server is None:
        raise RuntimeError("the application did not set itself up")
    most = most or most_connections()
    door = Door(most=most, most_each=max(1, most // 2), proxies=proxies, patience=patience)
    try:
        async with accepting(server, door, host, port):
            yield
    finally:
        await runner.cleanup()


@cache
def _figures(route: str, status: int) -> tuple[Counter, Histogram]:
    """The metrics of one route (as it is declared) and status.  They are kept, because looking one up costs a
    lock."""
    return REQUESTS.labels(route, str(status)), SECONDS.labels(route)


@web.middleware
async def _counted(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    resource = request.match_info.route.resource
    route = resource.canonical if resource is not None else "none"
    began = time.perf_counter()
    status = 500
    try:
        response = await handler(request)
        status = response.status
        return response
    except web.HTTPException as refused:
        status = refused.status
        raise
    finally:
        count, seconds = _figures(route, status)
        count.inc()
        seconds.observe(time.perf_counter() - began)


async def _guarded(_: web.Request, response: web.StreamResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)  # a page may say more of what it allows
    response.headers.pop("Server", None)


def _as_written(request: web.Request) -> bool:
    """Whether the path is written as it is declared: /%6detrics would get past a proxy's filter by path."""
    return request.raw_path.partition("?")[0] == request.path


def _from_here(request: web.Request) -> bool:
    if any(name in request.headers for name in _FORWARDED):
        return False
    if any(name.lower().startswith(_FORWARDED_LIKE) for name in request.headers):
        return False
    try:
        return request.remote is not None and ipaddress.ip_address(request.remote).is_loopback
    except ValueError:
        return False
