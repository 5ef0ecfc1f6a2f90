"""`app.py serve` in processes that start soon: forked from one that has imported the program already.

A start takes seconds of processor, nearly all of it imports: a thousand kills would take the better part of
a day.  What is killed is a whole process of its own all the same, with its own sockets, database and locks.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.processes import APP, Process

FORKING = multiprocessing.get_context("forkserver")


@dataclass
class ForkedProcess(Process):
    """A bot that forks instead of importing."""

    forked: ForkServerProcess | None = None

    async def launches(self, environment: Mapping[str, str]) -> None:
        FORKING.set_forkserver_preload(["tests.soak.imported"])
        self.forked = FORKING.Process(
            target=_serves, args=(dict(environment), str(self.folder), str(self.log)), daemon=True
        )
        await asyncio.to_thread(self.forked.start)

    @property
    def ended(self) -> bool:
        return self.forked is not None and self.forked.exitcode is not None

    async def signalled(self, number: signal.Signals) -> None:
        assert self.forked is not None
        if self.forked.exitcode is None and self.forked.pid is not None:
            os.kill(self.forked.pid, number)
        await asyncio.to_thread(self.forked.join)


def _serves(environment: dict[str, str], folder: str, log: str) -> None:
    with Path(log).open("ab") as kept:
        os.dup2(kept.fileno(), 1)
        os.dup2(kept.fileno(), 2)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = [str(APP), "serve"]
    runpy.run_path(str(APP), run_name="__main__")
