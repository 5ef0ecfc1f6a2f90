"""The commands as an operator calls them: what they print, how they end (0 done, 1 refused, 2 wrong use)."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.processes import APP

COMMANDS = [
    (),
    ("serve",),
    ("demo",),
    ("doctor",),
    ("templates",),
    ("templates", "check"),
    ("templates", "list"),
    ("templates", "schema"),
    ("templates", "diff"),
    ("templates", "coverage"),
    ("templates", "preview"),
    ("people", "import"),
    ("cases", "import"),
    ("audits", "document"),
    ("audits", "export"),
    ("report", "monitoring"),
    ("outbox", "list"),
    ("outbox", "retry"),
    ("trail", "verify"),
    ("teams", "package"),
    ("trail", "seal"),
    ("trail", "accept"),
    ("trail", "checkpoint"),
    ("access", "log"),
    ("backup",),
    ("restore",),
    ("purge",),
    ("hold",),
    ("release",),
    ("holds",),
    ("keys", "list"),
    ("keys", "rotate"),
    ("subject", "export"),
    ("subject", "redact"),
]


def environment(folder: Path, **settings: object) -> dict[str, str]:
    """This process's surroundings with `settings` alone of the bot's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AUDITBOT_")}
    database = f"sqlite:///{folder / 'audits.db'}"
    wanted = {"MODE": "development", "DATABASE_URL": database} | settings
    return kept | {f"AUDITBOT_{name}": str(value) for name, value in wanted.items() if value is not None}


def call(folder: Path, *arguments: str, **settings: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(APP), *arguments],
        cwd=folder,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_answers_everywhere_with_an_example(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = call(tmp_path, *command, "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout
    if command not in ((), ("templates",)):
        assert f"app.py {' '.join(command)}" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("people", "import"), ("serve", "--fast"), ("outbox", "retry")]
)
def test_wrong_use_ends_with_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert call(tmp_path, *arguments).returncode == 2


def test_impossible_settings_end_with_1_and_one_line(tmp_path: Path) -> None:
    done = call(tmp_path, "serve", MODE=None)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("AUDITBOT_MODE is not set")
    assert done.stderr.count("\n") == 1


def test_a_database_that_does_not_answer_is_said_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://bot:hunter2hunter2@127.0.0.1:1/audits"
    done = call(tmp_path, "trail", "verify", DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith("AUDITBOT_DATABASE_URL: the database does not answer")
    assert done.stderr.count("\n") == 1
    assert "hunter2" not in done.stderr


def test_the_demonstration_goes_into_an_empty_database_only(tmp_path: Path) -> None:
    first = call(tmp_path, "demo")
    assert first.returncode == 0, first.stderr
    assert first.stdout == "Five invented people and 7 cases are in the database.\n"
    second = call(tmp_path, "demo")
    assert second.returncode == 1
    assert second.stderr.startswith("There are people in the database already.")
    verified = call(tmp_path, "trail", "verify")
    assert verified.returncode == 0
    assert verified.stdout == "0 rows of 7 audits verify.\n"
    file = tmp_path / "audits.db"
    assert file.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(file)) as database:
        (shut,) = database.execute("SELECT id FROM audits ORDER BY id LIMIT 1").fetchone()
        database.execute("UPDATE audits SET wrapped_key = x'0102' WHERE id = ?", (shut,))
        database.commit()
    told = call(tmp_path, "trail", "verify")
    assert (told.returncode, told.stderr.count("\n")) == (1, 1)
    assert told.stderr == f"audit {shut}: its row was changed by something other than this program.\n"
    assert call(tmp_path, "trail", "accept", "person", shut).returncode == 1  # there is no such person
    assert call(tmp_path, "trail", "accept", "audit", shut).returncode == 0
    told = call(tmp_path, "trail", "verify")
    assert told.stderr.startswith(f"audit {shut}: cannot be opened (")
    kept = str(tmp_path / "friday.checkpoint")
    written = call(tmp_path, "trail", "checkpoint", "--out", kept)
    assert written.stdout == f"{kept}: a checkpoint of 7 audits.\n"
    assert call(tmp_path, "trail", "checkpoint", "--out", kept).stderr.startswith(f"{kept} is there already.")
    assert call(tmp_path, "trail", "seal").stderr == "This database is sealed already. Nothing was changed.\n"
    with closing(sqlite3.connect(file)) as database:
        for table in ("audit_people", "desks", "owed", "audits"):
            database.execute(
                f"DELETE FROM {table} WHERE {'id' if table == 'audits' else 'audit_id'} = ?", (shut,)
            )
        database.commit()
    assert call(tmp_path, "trail", "verify", "--since", kept).stderr.splitlines() == [
        "7 audits were allocated, and 6 are there.",
        f"audit {shut}: is gone; it had 0 events.",
    ]
    people = tmp_path / "people.csv"
    people.write_text("name,email\n", encoding="utf-8")
    refused = call(tmp_path, "trail", "verify", "--since", str(people))
    assert (
        refused.stderr
        == f"{people}: The file is no checkpoint, or its end is missing. Nothing was verified.\n"
    )


def test_a_list_with_a_fault_ends_with_1_and_takes_nothing(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("name,email,roles\nA B,a@example.org,auditor\nC D,nonsense,auditor\n", encoding="utf-8")
    refused = call(tmp_path, "people", "import", str(people))
    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        'row 3, email: "nonsense" is not an e-mail. Write one such as name@example.org.',
        "Nothing was taken.",
    ]
    people.write_text("name,email,roles\nA B,a@example.org,auditor\n", encoding="utf-8")
    taken = call(tmp_path, "people", "import", str(people))
    assert (taken.returncode, taken.stdout) == (0, "1 new, 0 changed, 0 as they were.\n")


def test_a_case_list_that_differs_is_changed_when_asked_with_a_reason(tmp_path: Path) -> None:
    assert call(tmp_path, "demo").returncode == 0
    cases = tmp_path / "cases.csv"
    head = "case_ref,template,manager_email,auditor_emails\n"
    cases.write_text(
        f"{head}DEMO-104,tier2-cin-cp,priya.nair@example.org,amara.osei@example.org\n"
        "DEMO-102,tier2-cin-cp,priya.nair@example.org,amara.osei@example.org\n"
        "DEMO-103,tier2-cin-cp,priya.nair@example.org,sam.okafor@example.org\n",
        encoding="utf-8",
    )
    refused = call(tmp_path, "cases", "import", str(cases))
    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        "row 2: differs from what is recorded: auditor_emails is sam.okafor@example.org, here "
        "amara.osei@example.org.",
        "row 4: differs from what is recorded: auditor_emails is amara.osei@example.org, here "
        "sam.okafor@example.org.",
        'Nothing was taken. To change what is recorded, import with --update --because "the reason".',
    ]
    for wrong in (("--update",), ("--update", "--because", "leave"), ("--because", "Sam is on leave now")):
        assert call(tmp_path, "cases", "import", str(cases), *wrong).returncode == 2
    why = ("--update", "--because", "Sam is on leave until January")
    changed = call(tmp_path, "cases", "import", str(cases), *why)
    assert (changed.returncode, changed.stderr) == (0, "")
    assert changed.stdout.splitlines() == [
        "row 2: auditor_emails is sam.okafor@example.org, here amara.osei@example.org.",
        "row 4: auditor_emails is amara.osei@example.org, here sam.okafor@example.org.",
        "0 allocated, 2 changed, 1 as they were.",
    ]
    again = call(tmp_path, "cases", "import", str(cases), *why)
    assert again.stdout == "0 allocated, 3 as they were.\n"
    assert call(tmp_path, "trail", "verify").stdout == "2 rows of 7 audits verify.\n"


def test_a_new_email_of_a_known_account_is_taken_when_asked(tmp_path: Path) -> None:
    assert call(tmp_path, "demo").returncode == 0
    people = tmp_path / "people.csv"
    account = "76acd05a-37ff-4547-a82b-94f7e8a4e7d5"
    people.write_text(
        f"name,email,aad_object_id,roles\nAmara Bell,amara.bell@example.org,{account},auditor\n",
        encoding="utf-8",
    )
    refused = call(tmp_path, "people", "import", str(people))
    assert refused.returncode == 1
    fault, last = refused.stderr.splitlines()
    assert "amara.osei@example.org" in fault
    assert "amara.bell@example.org" in fault
    assert last == "Nothing was taken."
    taken = call(tmp_path, "people", "import", str(people), "--update")
    assert taken.returncode == 0
    assert taken.stdout.splitlines() == [
        'row 2, amara.bell@example.org: name "Amara Osei" is now "Amara Bell"; email '
        '"amara.osei@example.org" is now "amara.bell@example.org".',
        "0 new, 1 changed, 0 as they were.",
    ]


def test_a_form_is_checked_by_line(tmp_path: Path) -> None:
    form = tmp_path / "form.yaml"
    form.write_text("id: [\n", encoding="utf-8")
    refused = call(tmp_path, "templates", "check", str(form))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"{form}:")
    library = sorted((APP.parent / "template_specs" / "library").glob("*.yaml"))
    assert library
    sound = call(tmp_path, "templates", "check", *map(str, library))
    assert sound.returncode == 0, sound.stderr


def test_the_schema_is_json(tmp_path: Path) -> None:
    import json

    schema = json.loads(call(tmp_path, "templates", "schema").stdout)
    assert "json-schema.org" in schema["$schema"]


def test_the_bot_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen(
        [sys.executable, str(APP), "serve"],
        cwd=tmp_path,
        env=environment(tmp_path, PORT=port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as bot:
        assert _ready(f"http://127.0.0.1:{port}/readyz")
        again = call(tmp_path, "serve", PORT=port)
        assert again.returncode == 1
        assert again.stderr.startswith("AUDITBOT_HOST, AUDITBOT_PORT: cannot listen there (EADDRINUSE)")
        bot.send_signal(signal.SIGTERM)
        said, _ = bot.communicate(timeout=30)
    assert bot.returncode == 0, said
    assert "stopped" in said


def _ready(url: str) -> bool:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)  # not listening yet
    return False
