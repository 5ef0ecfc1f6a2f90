"""python -m tests.bench: prints one table and writes .bench/latest.json."""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests import databases
from tests.bench import bots
from tests.bench.generated import form_of
from tests.bench.measure import Crowd, Effort, Figures
from tests.bench.people import Round, echoes, executes, types
from tests.bench.seeding import seed
from tests.bench.wire import Double

RESULT = bots.ROOT / ".bench" / "latest.json"
KEYS = "bench:" + base64.b64encode(bytes(range(32))).decode()
FULL = Effort(warm=1.0, window=1.5, repeats=3)
QUICK = Effort(warm=0.5, window=1.0, repeats=1)
STOCK = "stock botbuilder echo"
PEERS = {
    STOCK: "stock_echo",
    "Microsoft 365 Agents SDK echo": "agents_echo",
    "Teams SDK echo": "teams_echo",
}
TURNS: dict[str, Round] = {"execute": executes, "typed": types}
SLOW_CONNECTOR = 0.05
MANY = 128
LENGTHS = (10, 1000)
"""Questions of the generated forms."""
FEW = 8


@dataclass(frozen=True)
class Options:
    """What to measure."""

    effort: Effort
    people: tuple[int, ...]
    most: int
    databases: tuple[str, ...]
    turns: tuple[str, ...]
    peers: tuple[str, ...]
    lengths: bool
    variants: bool
    profile: bool


@dataclass
class Table:
    """The rows so far; each is printed as it is known."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    stock: dict[tuple[str, int], float] = field(default_factory=dict)

    def add(self, name: str, database: str, people: int, figures: Figures, **more: Any) -> None:
        """One row.  Times the stock echo: at as many people, or the most that it was measured with."""
        kind = more.pop("stock", "")
        if name.startswith(STOCK):
            self.stock[kind, people] = figures.turns_per_s
        known = [n for k, n in self.stock if k == kind]
        against = self.stock.get((kind, people)) or (self.stock[kind, max(known)] if known else 0.0)
        row: dict[str, Any] = {"name": name, "database": database, "people": people}
        row["turns_per_s"] = round(figures.turns_per_s, 1)
        row["x_stock_echo"] = round(figures.turns_per_s / against, 1) if against else None
        row |= {key: round(value, 2) for key, value in asdict(figures).items() if key != "turns_per_s"}
        self.rows.append(row | more)
        print(_line(row), flush=True)


HEAD = f"{'bot':<52}{'database':<12}{'people':>6}{'turns/s':>9}{'x stock':>9}{'p50 ms':>9}{'p95 ms':>9}{'cpu ms':>8}{'rss MB':>8}"  # noqa: E501


def _line(row: Mapping[str, Any]) -> str:
    times = "" if row["x_stock_echo"] is None else f"{row['x_stock_echo']:.1f}"
    return (
        f"{row['name']:<52}{row['database'] or '-':<12}{row['people']:>6}{row['turns_per_s']:>9.0f}{times:>9}"
        f"{row['p50_ms']:>9.1f}{row['p95_ms']:>9.1f}{row['cpu_ms']:>8.2f}{row['rss_mb']:>8.0f}"
    )


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
                    found = await crowd.figures(MANY, options.effort)
                    table.add(f"{name}, connector 50 ms", "", MANY, found, stock="slow")
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


async def _fresh(database: str, server: str, folder: Path, name: str) -> str:
    if database == "sqlite":
        return f"sqlite:///{folder / f'{name}.db'}"
    return await databases.copied_postgresql(server, "template0")


async def measure_lengths(table: Table, folder: Path, options: Options) -> None:
    """A page saved in a short form and in a very long one, half answered."""
    for questions in LENGTHS:
        url = await _fresh("sqlite", "", folder, f"questions-{questions}")
        await seed(url, KEYS, FEW, form=form_of(questions, folder))
        environment = {
            "AUDITBOT_MODE": "development",
            "AUDITBOT_DATABASE_URL": url,
            "AUDITBOT_DATA_KEYS": KEYS,
        }
        async with connector() as double:
            with bots.running(bots.ours(), environment, folder) as bot:
                crowd = Crowd(bot, double, executes)
                found = await crowd.figures(FEW, options.effort)
                name = f"saved audit turn, execute, {questions:,} questions"
                table.add(name, "sqlite", FEW, found, turn="execute", questions=questions)
                crowd.close()


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
                found = await crowd.figures(people, options.effort, spied)
                table.add(name, database, people, found, **more)
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
                found = await crowd.figures(MANY, options.effort)
                table.add(f"{name}, connector 50 ms", database, MANY, found, stock="slow", **more)
            crowd.close()
    if options.variants and more["turn"] == "execute":
        await _measure_authenticated(options, table, folder, database, environment, more)


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
            table.add(name, database, 32, await crowd.figures(32, options.effort), **more)
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
        "--only", choices=["sqlite", "postgresql", "lengths"], help="one database, or long forms"
    )
    parser.add_argument("--turn", choices=list(TURNS), help="one kind of turn")
    parser.add_argument("--no-peers", action="store_true", help="only this bot (and the stock echo)")
    parser.add_argument(
        "--profile", action="store_true", help="py-spy's stacks of our turn at 32 people, beside the result"
    )
    given = parser.parse_args(list(arguments))
    long = given.only == "lengths"
    return Options(
        effort=QUICK if given.quick else FULL,
        people=(1, 32) if given.quick else (1, 8, 32, 128),
        most=32 if given.quick else 512,
        databases=("sqlite", "postgresql") if not given.only else (given.only,) if not long else (),
        turns=(given.turn,) if given.turn else tuple(TURNS),
        peers=() if long else (STOCK,) if given.no_peers else tuple(PEERS),
        lengths=long or not given.only,
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
        if options.lengths:
            await measure_lengths(table, folder, options)
    RESULT.write_text(json.dumps({"rows": table.rows}, indent=1) + "\n")
    print(f"\nWritten to {RESULT.relative_to(bots.ROOT)}.  Load average now: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    asyncio.run(_main(_options(sys.argv[1:])))
