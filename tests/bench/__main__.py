"""python -m tests.bench: prints one table and writes .bench/latest.json."""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import databases
from tests.bench import bots
from tests.bench import growth as growing
from tests.bench.cards import delivery
from tests.bench.growth import Bench
from tests.bench.measure import Crowd, Effort
from tests.bench.people import Round, echoes, executes, types
from tests.bench.seeding import seed
from tests.bench.table import HEAD, RESULT, STOCK, Table, promises
from tests.bench.wire import Double

KEYS = "bench:" + base64.b64encode(bytes(range(32))).decode()
FULL = Effort(warm=0.7, window=1.0, repeats=3)
QUICK = Effort(warm=0.5, window=1.0, repeats=1)
PEERS = {
    STOCK: "stock_echo",
    "Microsoft 365 Agents SDK echo": "agents_echo",
    "Teams SDK echo": "teams_echo",
}
AT_ONCE = 32
SPIED = Effort(warm=0.5, window=4.0, repeats=2)
"""While py-spy looks on: it wants some thousand samples."""
TURNS: dict[str, Round] = {"execute": executes, "typed": types}
SLOW_CONNECTOR = 0.05
MANY = 128


GROWTH: dict[str, Callable[[Bench, Options], Awaitable[None]]] = {
    "start": lambda bench, _: growing.start_up(bench),
    "lengths": lambda bench, _: growing.lengths(bench),
    "histories": lambda bench, _: growing.histories(bench),
    "lists": lambda bench, _: growing.lists(bench),
    "reports": lambda bench, _: growing.reports(bench),
    "stored": lambda bench, options: growing.stored(bench, large=options.large),
    "processes": lambda bench, _: growing.processes(bench),
    "waiting": lambda bench, _: growing.waiting(bench),
    "delivery": lambda bench, _: delivery(bench),
}
"""What grows, by the name that --only takes."""


@dataclass(frozen=True)
class Options:
    """What to measure."""

    effort: Effort
    people: tuple[int, ...]
    most: int
    databases: tuple[str, ...]
    turns: tuple[str, ...]
    peers: tuple[str, ...]
    growth: tuple[str, ...]
    large: bool
    variants: bool
    profile: bool


@asynccontextmanager
async def connector(delay: float = 0.0) -> AsyncIterator[Double]:
    """The Bot Connector's double."""
    double = Double(delay)
    await double.start()
    try:
        yield double
    finally:
        double.close()


async def measure_peers(options: Options, table: Table, folder: Path) -> None:
    """The SDKs' own echo bots."""
    for name in options.peers:
        async with connector() as double:
            with bots.running(bots.peer(PEERS[name]), {}, folder) as bot:
                crowd = Crowd(bot, double, echoes)
                for people in options.people:
                    table.add(name, "", people, await crowd.figures(people, options.effort))
                if options.variants and name == STOCK:
                    double.delay = SLOW_CONNECTOR
                    figures = await crowd.figures(MANY, options.effort)
                    table.add(f"{name}, connector 50 ms", "", MANY, figures, stock="slow")
                crowd.close()


async def measure_ours(options: Options, table: Table, folder: Path, stack: ExitStack) -> None:
    """The bot itself, a saved audit turn."""
    server = ""
    for database in options.databases:
        if database == "postgresql":
            server = server or stack.enter_context(databases.postgresql_server(durable=True))
        for turn in options.turns:
            url = await _fresh(database, server, folder, turn)
            questions = await seed(url, KEYS, max(*options.people, options.most))
            more = {"turn": turn, "questions": questions, "audits_stored": max(*options.people, options.most)}
            environment = {
                "AUDITBOT_MODE": "development",
                "AUDITBOT_DATABASE_URL": url,
                "AUDITBOT_DATA_KEYS": KEYS,
            }
            await _measure(options, table, folder, database, environment, more)
            if options.variants and turn == "execute":
                url = await _fresh(database, server, folder, "authenticated")
                await seed(url, KEYS, AT_ONCE)
                environment = {**environment, "AUDITBOT_DATABASE_URL": url}
                more = {**more, "audits_stored": AT_ONCE}
                await _measure_authenticated(options, table, folder, database, environment, more)


async def _fresh(database: str, server: str, folder: Path, name: str) -> str:
    if database == "sqlite":
        return f"sqlite:///{folder / f'{name}.db'}"
    return await databases.copied_postgresql(server, "template0")


async def _measure(
    options: Options,
    table: Table,
    folder: Path,
    database: str,
    environment: Mapping[str, str],
    more: dict[str, Any],
) -> None:
    name = f"saved audit turn, {more['turn']}"
    async with connector() as double:
        with bots.running(bots.ours(), environment, folder) as bot:
            crowd = Crowd(bot, double, TURNS[more["turn"]])
            for people in options.people:
                spied = None
                if options.profile and people == 32:
                    spied = RESULT.parent / f"{database}-{more['turn']}.raw"
                effort = options.effort if spied is None else SPIED
                figures = await crowd.figures(people, effort, spied)
                table.add(name, database, people, figures, **more)
            if options.most > max(options.people) and more["turn"] == "execute":
                table.add(
                    name,
                    database,
                    options.most,
                    await crowd.figures(options.most, options.effort),
                    **more,
                )
            if options.variants and more["turn"] == "typed":
                double.delay = SLOW_CONNECTOR
                figures = await crowd.figures(MANY, options.effort)
                table.add(f"{name}, connector 50 ms", database, MANY, figures, stock="slow", **more)
            crowd.close()


async def _measure_authenticated(
    options: Options,
    table: Table,
    folder: Path,
    database: str,
    environment: Mapping[str, str],
    more: dict[str, Any],
) -> None:
    """Tokens checked and fetched, TLS to the connector."""
    from tests.teams.authority import Authority
    from tests.tls import NAME, server_context

    service_url = f"https://{NAME}/uk/"
    async with Authority() as authority:
        double = Double()
        await double.start(server_context())
        settings = {
            **environment,
            "BENCH_METADATA": f"{authority.base}/metadata",
            "BENCH_CONNECTOR": str(double.port),
        }
        import time

        token = "Bearer " + authority.token(service_url, time.time())
        with bots.running(bots.ours_authenticated(), settings, folder) as bot:
            crowd = Crowd(bot, double, TURNS[more["turn"]], service_url, token)
            name = f"saved audit turn, {more['turn']}, authentication and TLS"
            table.add(name, database, AT_ONCE, await crowd.figures(AT_ONCE, options.effort), **more)
            crowd.close()
        double.close()


def _options(arguments: Iterable[str]) -> Options:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description="Measures a saved audit turn beside the SDKs' bare echo bots: the bot alone on one core, "
        "the people, the connector and the database on the other.",
        epilog="Example: python -m tests.bench --quick --only sqlite --turn execute",
    )
    parser.add_argument("--quick", action="store_true", help="about a minute and a half, fewer rows")
    parser.add_argument(
        "--only",
        choices=["sqlite", "postgresql", *GROWTH, "growth"],
        help="one database, one kind of growth, or all of growth",
    )
    parser.add_argument("--large", action="store_true", help="among a million audits stored, too (minutes)")
    parser.add_argument("--turn", choices=list(TURNS), help="one kind of turn")
    parser.add_argument("--no-peers", action="store_true", help="only this bot (and the stock echo)")
    parser.add_argument(
        "--profile", action="store_true", help="py-spy's stacks of our turn at 32 people, beside the result"
    )
    given = parser.parse_args(list(arguments))
    grown = tuple(GROWTH) if given.only in (None, "growth") else tuple({given.only} & GROWTH.keys())
    apart = bool(given.only and grown)
    return Options(
        effort=QUICK if given.quick else FULL,
        people=(1, 32) if given.quick else (1, 8, 32, 128),
        most=32 if given.quick else 512,
        databases=("sqlite", "postgresql") if apart or not given.only else (given.only,),
        turns=() if apart else (given.turn,) if given.turn else tuple(TURNS),
        peers=() if apart else (STOCK,) if given.no_peers else tuple(PEERS),
        growth=() if given.quick and not apart else grown,
        large=given.large,
        variants=not given.quick and not given.no_peers,
        profile=given.profile,
    )


async def _main(options: Options) -> None:
    bots.keep_off_the_bots_core()
    table = Table()
    print(HEAD, flush=True)
    RESULT.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench") as name, ExitStack() as stack:
        folder = Path(name)
        await measure_peers(options, table, folder)
        await measure_ours(options, table, folder, stack)
        bench = Bench(table, folder, stack, KEYS, options.databases)
        for kind in options.growth:
            await GROWTH[kind](bench, options)
    told = promises(table.rows)
    RESULT.write_text(json.dumps({"rows": table.rows, "promises": told}, indent=1) + "\n")
    if told:
        print(f"\n{told}")
    print(f"\nWritten to {RESULT.relative_to(bots.ROOT)}.  Load average now: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    asyncio.run(_main(_options(sys.argv[1:])))
