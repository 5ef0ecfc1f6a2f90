"""Keeping and forgetting as an operator does it: backup, purge, restore, hold, keys, access requests."""

from __future__ import annotations

import asyncio
import base64
import csv
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from app import cli
from storage.keys import Keyring
from storage.tables import audits
from storage.work import Storage
from template_specs.language.loader import load, snapshot
from tests.conversations.harness import SMALL
from tests.storage.people_and_cases import NOW, PRIYA, answer, programme

Call = Callable[..., "Done"]
OLD = "old:" + base64.b64encode(bytes(range(40, 72))).decode()
NEW = "new:" + base64.b64encode(bytes(range(80, 112))).decode()


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Call:
    """Runs a command in this very process: what a fresh one does is tried in test_command_line.py."""
    monkeypatch.setattr("bot.logs.configure", lambda **_: None)

    def called(folder: Path, *arguments: str, **settings: str) -> Done:
        wanted = {"MODE": "development", "DATABASE_URL": f"sqlite:///{folder / 'audits.db'}"} | settings
        with monkeypatch.context() as surroundings:
            surroundings.chdir(folder)
            for name in [name for name in os.environ if name.startswith("AUDITBOT_")]:
                surroundings.delenv(name)
            for name, value in wanted.items():
                surroundings.setenv(f"AUDITBOT_{name}", value)
            done = CliRunner().invoke(cli, arguments)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Done(done.exit_code, done.stdout, done.stderr)

    return called


async def _begun(folder: Path, words: str) -> None:
    storage = await Storage.open(f"sqlite:///{folder / 'audits.db'}", Keyring.from_setting(OLD))
    try:
        await storage.migrate()
        made = await programme(storage)
        form = load(SMALL)
        async with storage.work() as work:
            await work.keep_template(*snapshot(form))
            changed = update(audits).values(template_hash=form.content_hash, template_id=form.id)
            await work.connection.execute(changed)
            await work.audits.reseal(made.audit)
        async with storage.work() as work:
            await answer(work, storage, PRIYA, "1.1", words=words)
            await work.access.note(made.audit, made.mo, NOW)
            await work.good_practice.mark(made.audit, "Her own words stand in the plan", made.priya, NOW)
    finally:
        await storage.close()


def begun(
    folder: Path, words: str = "Her uncle Ted Marlow told Priya Nair, and later Aunt Bea, of it"
) -> None:
    asyncio.run(_begun(folder, words))


def test_purged_restored_and_purged_again(call: Call, tmp_path: Path) -> None:
    begun(tmp_path)
    file = tmp_path / "friday.backup"
    done = call(tmp_path, "backup", "--out", str(file), DATA_KEYS=OLD)
    assert done.returncode == 0, done.stderr
    assert "1 audits" in done.stdout
    assert file.stat().st_mode & 0o777 == 0o600
    assert call(tmp_path, "backup", "--out", str(file), DATA_KEYS=OLD).returncode == 1

    kept = {"DATA_KEYS": OLD, "RETENTION": "unfinished=1", "PURGE_LIST": str(tmp_path / "purged.list")}
    assert "Nothing was purged" in call(tmp_path, "purge", DATA_KEYS=OLD).stderr
    assert "RETENTION is not set" in call(tmp_path, "purge", "--due", DATA_KEYS=OLD).stderr
    assert call(tmp_path, "hold", "CYP-1042", "--because", " ", **kept).returncode == 1
    held = call(tmp_path, "hold", "cyp-1042", "--because", "Complaint 26/114", **kept)
    assert held.stdout == "cyp-1042: 1 audit is on hold. Nothing of it is purged until it is released.\n"
    assert "0 purged" in call(tmp_path, "purge", "--due", **kept).stdout
    assert "because Complaint 26/114" in call(tmp_path, "holds", **kept).stdout
    assert call(tmp_path, "release", "CYP-1042", "--because", "closed", **kept).returncode == 0
    assert "is not on hold" in call(tmp_path, "release", "CYP-1042", "--because", "x", **kept).stderr
    dry = call(tmp_path, "purge", "--due", "--dry-run", **kept)
    assert "1 would be purged, 0 stay on hold. Nothing was purged." in dry.stdout
    assert "1 purged" in call(tmp_path, "purge", "--due", **kept).stdout
    assert call(tmp_path, "trail", "verify", **kept).stdout == "1 rows of 1 audits verify.\n"

    restored = {**kept, "DATABASE_URL": f"sqlite:///{tmp_path / 'restored.db'}"}
    done = call(tmp_path, "restore", str(file), **restored)
    assert done.returncode == 0, done.stderr
    assert "Purged again" in done.stdout
    assert ": 1.\n" in done.stdout
    assert call(tmp_path, "hold", "CYP-1042", "--because", "x", **restored).returncode == 1  # it is gone
    again = call(tmp_path, "restore", str(file), **restored)
    assert again.returncode == 1
    assert again.stderr.startswith("The database holds something already")


def test_keys_are_rotated_and_the_log_is_read(call: Call, tmp_path: Path) -> None:
    begun(tmp_path)
    both = f"{NEW},{OLD}"
    done = call(tmp_path, "keys", "rotate", DATA_KEYS=both)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("Nothing rests on the key old any more: take it out of AUDITBOT_DATA_KEYS.\n")
    assert "encrypts, look-ups and seals rest on it" in call(tmp_path, "keys", "list", DATA_KEYS=NEW).stdout
    assert call(tmp_path, "trail", "verify", DATA_KEYS=NEW).returncode == 0
    assert call(tmp_path, "trail", "verify", DATA_KEYS=OLD).returncode == 1
    log = call(tmp_path, "access", "log", "--case", "CYP-1042", DATA_KEYS=NEW)
    assert log.stdout == "5 June 2026 at 3:30pm: Mo Khan read CYP-1042, in the chat.\n"
    assert call(tmp_path, "access", "log", "--case", "CYP-9", DATA_KEYS=NEW).returncode == 1


@pytest.mark.parametrize("asked", [("--case", "CYP-1042"), ("--person", "priya@example.org")], ids=str)
def test_an_access_request_names_others_and_takes_them_out(
    call: Call, tmp_path: Path, asked: tuple[str, str]
) -> None:
    begun(tmp_path)
    out, redacted = tmp_path / "request", tmp_path / "redacted"
    done = call(tmp_path, "subject", "export", *asked, "--out", str(out), DATA_KEYS=OLD)
    assert done.returncode == 0, done.stderr
    assert out.stat().st_mode & 0o777 == 0o700
    held = json.loads((out / "held.json").read_text())
    assert "Her uncle Ted Marlow" in json.dumps(held)
    assert "Her own words stand in the plan" in json.dumps(held)
    assert "Ted Marlow" in (out / "held.html").read_text()
    with (out / "names.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    named = {row["name"] for row in rows}
    assert {"Ted Marlow", "Aunt Bea"} <= named
    assert ("Priya Nair" in named) is (asked[0] == "--case")

    refused = call(tmp_path, "subject", "redact", str(out), "--out", str(redacted), DATA_KEYS=OLD)
    assert refused.returncode == 1
    assert "nothing is decided yet" in refused.stderr
    assert not redacted.exists()
    going = {"Ted Marlow": "remove", "Aunt Bea": "[a relative]"}
    for row in rows:
        row["decision"] = going.get(row["name"], "keep")
    with (out / "names.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    done = call(tmp_path, "subject", "redact", str(out), "--out", str(redacted), DATA_KEYS=OLD)
    assert done.returncode == 0, done.stderr
    for name in ("held.json", "held.html"):
        text = (redacted / name).read_text()
        assert "Marlow" not in text
        assert "[a relative]" in text
    assert "by a command" in call(tmp_path, "access", "log", DATA_KEYS=OLD).stdout
