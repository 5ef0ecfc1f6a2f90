"""What is loaded, and when: help and other commands need none of the heavy libraries, serving no readers."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.commands.test_command_line import environment
from tests.processes import APP, free_ports

HEAVY = {"sqlalchemy", "alembic", "asyncpg", "aiosqlite", "aiohttp", "botbuilder", "botframework"}
READERS = {"openpyxl", "ruamel"}
READERS_OF_FILES = READERS | {"lxml"}
SERVING = {"aiohttp", "botbuilder", "botframework", "msal"}


def loaded(trace: str) -> set[str]:
    """The packages that Python's own trace of imports names."""
    lines = (line for line in trace.splitlines() if line.startswith("import time:") and "|" in line)
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize("arguments", [("-c", "import app"), (str(APP), "--help")])
def test_help_loads_nothing_heavy(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        cwd=APP.parent,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0
    modules = loaded(done.stderr)
    assert {"typer", "bot"} <= modules, "the trace is read"
    assert modules & (HEAVY | READERS) == set()


UNWANTED = {
    ("report", "monitoring", "--format", "html"): READERS_OF_FILES | SERVING | {"alembic", "docx"},
    ("audits", "export", "--format", "csv"): READERS_OF_FILES | SERVING | {"alembic", "docx", "jinja2"},
}
"""What these commands have no use for, in a database whose schema is up to date."""


def test_a_command_loads_only_what_it_needs(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("name,email,roles,team\nAmara Osei,amara@example.org,auditor,North\n")
    done, modules = ran(tmp_path, "people", "import", str(people))
    assert "alembic" in modules, f"it makes the schema: {done.stderr}"
    assert modules & (SERVING | {"openpyxl", "docx", "jinja2"}) == set()
    for (*command, option, form), unwanted in UNWANTED.items():
        months = ("--from", "2026-01-01", "--to", "2026-12-31") if "report" in command else ()
        out = tmp_path / {"html": "report.html", "csv": "export.zip"}[form]
        done, modules = ran(tmp_path, *command, option, form, *months, "--out", str(out))
        assert out.exists(), done.stderr
        assert "sqlalchemy" in modules
        assert modules & unwanted == set(), command


def ran(folder: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """A command, and the packages that it loaded."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", str(APP), *arguments],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done, loaded(done.stderr)


def test_serving_loads_no_readers_of_files(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    trace = tmp_path / "trace"
    with (
        trace.open("wb") as output,
        subprocess.Popen(
            [sys.executable, "-X", "importtime", str(APP), "serve"],
            cwd=tmp_path,
            env=environment(tmp_path, PORT=port),
            stdout=subprocess.DEVNULL,
            stderr=output,
        ) as bot,
    ):
        until = time.monotonic() + 30
        while time.monotonic() < until and not _ready(port):
            time.sleep(0.05)
        bot.send_signal(signal.SIGTERM)
    modules = loaded(trace.read_text(encoding="utf-8"))
    assert {"aiohttp", "botbuilder", "sqlalchemy"} <= modules, "it served"
    assert modules & READERS == set()


def _ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False
