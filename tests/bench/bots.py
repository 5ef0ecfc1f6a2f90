"""A bot as a process of its own, alone on one core, and what it uses."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PEERS = ROOT / ".venv-bench" / "bin" / "python"
CORES = sorted(os.sched_getaffinity(0))
BOT_CORE, LOAD_CORES = CORES[0], CORES[1:] or CORES
_TICK = os.sysconf("SC_CLK_TCK")
_STARTS_WITHIN = 60.0


@dataclass(frozen=True)
class Bot:
    """A bot that listens."""

    pid: int
    port: int

    def cpu_seconds(self) -> float:
        """What the process has computed so far, all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def rss_mb(self) -> float:
        """The memory it holds now."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


@dataclass
class Herd:
    """Several bots on one database, taken for one: a new connection goes to the next of them."""

    bots: Sequence[Bot]
    connections: int = 0

    @property
    def port(self) -> int:
        """The port of the bot whose turn it is."""
        self.connections += 1
        return self.bots[self.connections % len(self.bots)].port

    @property
    def pid(self) -> int:
        """The first one's."""
        return self.bots[0].pid

    def cpu_seconds(self) -> float:
        """What all of them have computed so far."""
        return sum(bot.cpu_seconds() for bot in self.bots)

    def rss_mb(self) -> float:
        """The memory that all of them hold now."""
        return sum(bot.rss_mb() for bot in self.bots)


def keep_off_the_bots_core() -> None:
    """This process, and those it starts (the database), leave one core to the bot."""
    os.sched_setaffinity(0, LOAD_CORES)


@contextmanager
def running(
    command: list[str], environment: Mapping[str, str], folder: Path, cores: Sequence[int] = (BOT_CORE,)
) -> Iterator[Bot]:
    """The bot that `command` starts, on a free port given as PORT and AUDITBOT_PORT, on these cores.

    Raises RuntimeError with the end of its log where it does not listen within a minute.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / f"bot-{port}.log"
    whole = {**os.environ, **environment, "PORT": str(port), "AUDITBOT_PORT": str(port)}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=whole,
            cwd=folder,
            stdout=output,
            stderr=output,
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )
    try:
        _wait(process, port, log)
        yield Bot(process.pid, port)
    except BaseException:
        print(log.read_text(errors="replace")[-2000:], file=sys.stderr)
        raise
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"the bot does not listen:\n{log.read_text(errors='replace')[-2000:]}")


def peer(name: str) -> list[str]:
    """The command of one of the bots in tests/bench/peers."""
    return [str(PEERS), str(ROOT / "tests" / "bench" / "peers" / f"{name}.py")]


def ours() -> list[str]:
    """The command of the bot itself, as it is run in earnest."""
    return [sys.executable, str(ROOT / "app.py"), "serve"]


def ours_authenticated() -> list[str]:
    """The command of the bot with tokens checked and tokens fetched."""
    return [sys.executable, str(ROOT / "tests" / "bench" / "authenticated.py")]


async def profiled(bot: Bot | Herd, seconds: float, file: Path) -> None:
    """Record where `bot` spends its time, as py-spy's raw stacks, while something else drives it."""
    spy = PEERS.parent / "py-spy"
    command = [
        "record",
        "-p",
        str(bot.pid),
        "-d",
        str(int(seconds)),
        "-r",
        "250",
        "--gil",  # those who compute: a driver's thread that waits for work would count as busy
        "-f",
        "raw",
        "-o",
        str(file),
    ]
    process = await asyncio.create_subprocess_exec(
        str(spy), *command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if await process.wait():
        raise RuntimeError("py-spy could not watch the bot (it needs the right to trace processes)")
