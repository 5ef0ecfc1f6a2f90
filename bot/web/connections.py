"""Who may keep a connection open, and for how long: silence and half requests are cut off, crowds are capped.

Without it a thousand connections that say nothing take every place that the system gives a process, and the
bot is shut to Teams for as long as they stand.
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
"""Seconds for a whole head, from the connection's first moment or the last answer; and for a whole body."""
LINGERING: Final = 1.0
"""Seconds that are given to a body which nobody reads any more (its request was refused)."""
MOST: Final = 2000
"""Connections at once, where the system gives that many."""
SPARE: Final = 200
"""Of the open files that the system gives, those kept for the database, the sends and all else."""
SAID_EVERY: Final = 60.0
"""Seconds between two lines of the log about connections turned away."""

Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]

OPEN = Gauge("auditbot_connections_open", "Connections open to this process")
CLOSED = Counter("auditbot_connections_closed_total", "Connections cut off or turned away", ["why"])


def most_connections() -> int:
    """How many connections this process can have open and still open a file when it must."""
    if sys.platform == "win32":
        return MOST
    import resource

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if files == resource.RLIM_INFINITY else max(20, min(MOST, files - SPARE, files * 3 // 4))


class Door:
    """Counts connections, in all and by peer.

    Where one is too many, the one that has been silent longest makes room (of that peer's, or of all): a
    crowd that says nothing keeps nobody out.  Where none is silent, the newcomer is turned away.

    `proxies`: peers who speak for many people; only the total counts for them.
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
        """It is closed."""
        if connection not in self._all:
            return
        self._all.discard(connection)
        mine = self._by_peer[connection.peer]
        mine.discard(connection)
        if not mine:
            del self._by_peer[connection.peer]
        OPEN.set(len(self._all))

    def _made_room(self, crowd: Collection[Connection], why: str) -> bool:
        """Close the longest silent of `crowd`; False where none is silent."""
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
        """One line a minute, however many there are.  No address: it may be a person's."""
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
    """One connection, from its first moment to its last; aiohttp's own, with an end to waiting.

    It is silent while no whole head of a request has come.  Then `busy` until that request is answered.
    """

    __slots__ = ("_door", "_timer", "peer", "silent_since")

    def __init__(self, door: Door, server: web.Server, loop: asyncio.AbstractEventLoop):
        # Its own keep-alive timer starts anew with each request only: one second more, and ours is first.
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
        """Closed, by whichever side."""
        self.busy()
        self._door.leave(self)
        super().connection_lost(exc)

    def silent(self) -> None:
        """From now on the next whole head is waited for, and not for long."""
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
        """What is no HTTP at all is refused in a line that names no software, and nothing is logged of it but
        that it was; a fault of ours is logged by its kind."""
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
    """The whole head is there: the connection is busy until the request is answered."""
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
    """Accept connections through `door`, for `server`.  Raises OSError where the port is taken."""
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(lambda: Connection(door, server, loop), host, port)
    try:
        yield
    finally:
        listener.close()
