"""What /metrics says of turns: how many, how long, and which failed.  Nothing of a person or a case."""

from __future__ import annotations

from functools import cache

from prometheus_client import Counter, Histogram

from bot.channel import Inbound

TURNS = Counter("auditbot_turns_total", "Activities taken from Teams", ["came", "client"])
SECONDS = Histogram(
    "auditbot_turn_seconds",
    "Seconds from an activity to its answer",
    ["came"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
FAILED = Counter(
    "auditbot_turns_failed_total",
    "Turns that were undone, or not answered, by a fault",
    ["problem", "client"],
)


def taken(inbound: Inbound, seconds: float) -> None:
    """A turn has ended, well or not, after so many seconds."""
    count, took = _of(inbound.came.value, inbound.client)
    count.inc()
    took.observe(seconds)


def failed(inbound: Inbound, problem: BaseException) -> None:
    """A fault undid a turn, or kept its answer from being said."""
    FAILED.labels(type(problem).__name__, inbound.client).inc()


@cache
def _of(came: str, client: str) -> tuple[Counter, Histogram]:
    """The metrics of one kind of turn and client.  They are kept, because looking one up costs a lock."""
    return TURNS.labels(came, client), SECONDS.labels(came)
