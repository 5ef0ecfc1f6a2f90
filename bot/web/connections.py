"""Who may keep a connection open, and for how long.  Silent connections and half-sent requests are cut off,
and there is a limit to how many there may be.

Without this, a thousand connections that send nothing use up every open file that the system gives a process,
and Teams cannot reach the bot for as long as they stay.
"""

from __future__ import annotations

import asyncio
import ipaddress
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog
from aiohttp import web
from prometheus_client import Counter, Gauge

log = structlog.get_logger(__name__)

PATIENCE: Final = 10.0
"""Seconds for a whole request head, from the connection's start or the last answer; and for a whole body."""
LINGERING: Final = 1.0
"""Seconds for a body that nobody reads any more (its request was refused)."""
MOST: Final = 2000
"""Most connections at once, if the system allows that many."""
SPARE: Final = 200
"""Open files that are kept back for the database, the sends and everything else."""
SAID_EVERY: Final = 60.0
"""Seconds between two log lines about connections turned away."""

Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]

OPEN = Gauge("auditbot_connections_open", "Connections open to this process")
CLOSED = Counter("auditbot_connections_closed_total", "Connections cut off or turned away", ["why"])


def most_connections() -> int:
    """How many connections this process can have open and still be able to open a file."""
    if sys.platform == "win32":
        return MOST
    import resource

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if files == resource.RLIM_INFINITY else max(20, min(MOST, files - SPARE, files * 3 // 4))


class Door:
    """Counts connections, in all and by peer.

    If there is one too many, the one that has been silent longest makes room (of that peer's, or of all), so
    a crowd of silent ones keeps nobody out.  If none is silent, the newcomer is turned away.  `proxies` are
    peers who speak for many people; for them only the total counts.
    """

    def __init__(
        self,
        *,
        most: int,
        most_each: int,
        proxies: Networks = (),
        patience: float = PATIENCE,
        ticks: Callable[[], float] = time.monotonic,
    ):
        self._most = most
        self._most_each = most_each
        self._proxies = proxies
        self.patience = patience
        """Seconds that a connection may be silent."""
        self._ticks = ticks
        self._all: set[Connection] = set()
        self._by_peer: dict[str, set[Connection]] = {}
        self._turned_away = 0
        self._said_at: float | None = None

    def admit(self, connection: Connection) -> bool:
        """Whether `connection` may stay; it is counted until `leave`."""
        peer = connection.peer
        mine = self._by_peer.get(peer, set())
        if len(mine) >= self._most_each and not self._is_proxy(peer) and not self._made_room(mine, "peer"):
            return False
        if len(self._all) >= self._most and not self._made_room(self._all, "all"):
            return False
        self._all.add(connection)
        self._by_peer.setdefault(peer, set()).add(connection)
        OPEN.set(len(self._all))
        return True

    def leave(self, connection: Connection) -> None:
        """It is closed: count it no longer."""
        if connection not in self._all:
            return
        self._all.discard(connection)
        mine = self._by_peer[connection.peer]
        mine.discard(connection)
        if not mine:
            del self._by_peer[connection.peer]
        OPEN.set(len(self._all))

    def _made_room(self, crowd: Collection[Connection], why: str) -> bool:
        """Close the one of `crowd` that has been silent longest; False if none is silent."""
        CLOSED.labels(why).inc()
        self._say(why)
        silent = [connection for connection in crowd if connection.silent_since is not None]
        if not silent:
            return False
        longest = min(silent, key=lambda connection: connection.silent_since or 0.0)
        self.leave(longest)
        longest.cut_off()
        return True

    def _say(self, why: str) -> None:
        """One log line a minute, however many there are.  Without the address, which may be a person's."""
        self._turned_away += 1
        now = self._ticks()
        if self._said_at is not None and now - self._said_at < SAID_EVERY:
            return
        log.warning("too_many_connections", kind=why, count=self._turned_away)
        self._turned_away, self._said_at = 0, now

    def _is_proxy(self, peer: str) -> bool:
        try:
            address = ipaddress.ip_address(peer.partition("%")[0])
        except ValueError:
            return False
        return any(address in network for network in self._proxies)


class Connection(web.RequestHandler):
    """One connection from beginning to end: aiohttp's own, with limits on waiting.

    It is silent until the whole head of a request has come, and then `busy` until that request is answered.
    """

    __slots__ = ("_door", "_timer", "peer", "silent_since")

    def __init__(self, door: Door, server: web.Server, loop: asyncio.AbstractEventLoop):
        # aiohttp restarts its keep-alive timer only with a request: one second longer, and ours comes first.
        super().__init__(
            server,
            loop=loop,
            access_log=None,  # type: ignore[arg-type]  # as AppRunner itself is told
            keepalive_timeout=door.patience + 1,
            lingering_time=LINGERING,
        )
        self._door = door
        self._timer: asyncio.TimerHandle | None = None
        self.peer = ""
        self.silent_since: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let in, or turned away at once."""
        peer = transport.get_extra_info("peername")
        self.peer = str(peer[0]) if isinstance(peer, tuple) else ""
        admitted = self._door.admit(self)
        super().connection_made(transport)
        if admitted:
            self.silent()
        else:
            self.cut_off()

    def connection_lost(self, exc: BaseException | None) -> None:
        """Closed, by either side."""
        self.busy()
        self._door.leave(self)
        super().connection_lost(exc)

    def silent(self) -> None:
        """From now on it waits for the next request head, but not for long."""
        self.busy()
        loop = asyncio.get_running_loop()
        self.silent_since = loop.time()
        self._timer = loop.call_later(self._door.patience, self._waited_enough)

    def busy(self) -> None:
        """A request is being answered."""
        self.silent_since = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def cut_off(self) -> None:
        """Close it now, whatever it was about to say."""
        transport = self.transport
        self.force_close()
        if isinstance(transport, asyncio.Transport):
            transport.abort()

    def _waited_enough(self) -> None:
        CLOSED.labels("silent").inc()
        self.cut_off()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What is not HTTP at all is refused with a line that names no software, and only the fact is logged.
        A fault of ours is logged by its kind."""
        if status < 500:
            CLOSED.labels("malformed").inc()
            log.info("request_malformed", status=status)
        else:
            log.error("request_failed", kind=type(exc).__name__, status=status)
        if request.writer.output_size > 0:
            raise ConnectionError("an answer was begun already")
        answer = web.Response(status=status, text=f"{status}\n")
        answer.headers["Server"] = ""
        answer.force_close()
        return answer


@web.middleware
async def patient(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """The whole head has come: the connection is busy until the request is answered."""
    connection: Any = request.protocol
    if not isinstance(connection, Connection):
        return await handler(request)
    connection.busy()
    try:
        return await handler(request)
    finally:
        if connection.transport is not None:
            connection.silent()


@asynccontextmanager
async def accepting(server: web.Server, door: Door, host: str, port: int) -> AsyncIterator[None]:
    """Accept connections through `door`, for `server`.  Raises OSError if the port is taken."""
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(lambda: Connection(door, server, loop), host, port)
    try:
        yield
    finally:
        listener.close()
