"""`doctor` says of each thing whether it is right and what to do, changes nothing, and ends with 1 where
anything is wrong."""

from __future__ import annotations

import asyncio
import base64
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from app import cli
from bot.commands import findings
from bot.commands.findings import State
from bot.setting_readers import Mode
from bot.settings import Settings
from bot.teams.trial import Trial, tried
from dialogs.audits.audit import Role
from storage.engine import make_engine
from storage.installation import Installation
from storage.keys import Keyring
from storage.migrations import migrate, newest
from storage.people import NewPerson
from storage.work import Storage
from tests.teams.authority import Authority

GUID = "6f1c2d3e-0a4b-4c5d-8e6f-7a8b9c0d1e2f"
KEY = f"a:{base64.b64encode(bytes(range(32))).decode()}"
OTHER_KEY = f"b:{base64.b64encode(bytes(range(32, 64))).decode()}"
Doctor = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "audits.db"


@pytest.fixture
def doctor(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """Run the command with these settings: its exit code and its lines."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **settings: str) -> tuple[int, list[str]]:
        given = {"MODE": "development", "DATABASE_URL": f"sqlite:///{file}"} | settings
        done = CliRunner().invoke(
            cli, ["doctor", *arguments], env={f"AUDITBOT_{name}": value for name, value in given.items()}
        )
        return done.exit_code, done.output.splitlines()

    return run


PRODUCTION = {
    "MODE": "production",
    "APP_ID": GUID,
    "APP_TYPE": "UserAssignedMSI",
    "TENANT_IDS": GUID,
    "DATA_KEYS": KEY,
}


def line_of(lines: list[str], thing: str) -> str:
    return next(line for line in lines if line[5:].strip().startswith(f"{thing}:"))


def prepare(file: Path, *people: NewPerson, to: str = "head") -> None:
    """A database with these people, or of an older schema."""

    async def work() -> None:
        url = f"sqlite:///{file}"
        if to != "head":
            engine = make_engine(url)
            await migrate(engine, to)
            await engine.dispose()
            return
        storage = await Storage.open(url, Keyring.from_setting(KEY))
        await storage.migrate()
        async with storage.work() as unit:
            await unit.people.take_people(people)
        await storage.close()

    asyncio.run(work())


def somebody(role: Role) -> NewPerson:
    return NewPerson(name=f"Some {role}", email=f"{role}@example.org", roles=frozenset({role}))


def test_a_new_machine_is_told_what_comes_next_and_nothing_is_made(doctor: Doctor, file: Path) -> None:
    code, lines = doctor()
    assert code == 0
    assert {line.split()[0] for line in lines[:-1]} == {"right", "look"}
    assert "is not there yet" in line_of(lines, "database")
    assert "app.py people import FILE" in line_of(lines, "people")
    assert not file.exists()


def test_settings_that_are_refused_are_said_line_by_line(doctor: Doctor) -> None:
    code, lines = doctor(MODE="prod", PORT="many")
    assert code == 1
    assert [line.startswith("wrong  settings: AUDITBOT_") for line in lines] == [True, True, False, False]
    assert lines[-1] == "2 things are wrong."


def test_a_whole_production_is_right_but_for_the_network(doctor: Doctor, file: Path) -> None:
    prepare(file, *map(somebody, Role))
    code, lines = doctor("--offline", **PRODUCTION)
    assert code == 0, lines
    assert line_of(lines, "migrations").startswith("right")
    assert line_of(lines, "keys").startswith("right")
    assert line_of(lines, "identity").startswith("right")
    assert "SQLite serves one process" in "\n".join(lines)
    assert "7 on the list; 7 of them have not opened the bot" in line_of(lines, "people")


def test_production_without_people_is_wrong(doctor: Doctor, file: Path) -> None:
    prepare(file)
    code, lines = doctor("--offline", **PRODUCTION)
    assert code == 1
    assert line_of(lines, "people").startswith("wrong  people: nobody is on the people list.")


def test_a_role_that_nobody_has_is_named(doctor: Doctor, file: Path) -> None:
    prepare(file, somebody(Role.AUDITOR), somebody(Role.MANAGER))
    lines = doctor("--offline", **PRODUCTION)[1]
    assert "wrong  people: nobody has the role qa_lead." in "\n".join(lines)
    assert "nobody has the role moderator, and a stage waits for one in: Deep dive audit." in "\n".join(lines)


def test_keys_of_another_database_are_wrong(doctor: Doctor, file: Path) -> None:
    prepare(file, *map(somebody, Role))
    code, lines = doctor("--offline", **PRODUCTION | {"DATA_KEYS": OTHER_KEY})
    assert code == 1
    assert line_of(lines, "keys").startswith("wrong")
    for both in (f"{KEY},{OTHER_KEY}", f"{OTHER_KEY},{KEY}"):  # the database itself names the one it rests on
        assert doctor("--offline", **PRODUCTION | {"DATA_KEYS": both})[0] == 0


def test_an_older_schema_is_named_and_left_as_it_is(doctor: Doctor, file: Path) -> None:
    prepare(file, to="0010")
    lines = doctor()[1]
    assert f"the schema is 0010, and this program needs {newest()}" in line_of(lines, "migrations")
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchone() == ("0010",)


def test_a_database_that_does_not_answer_is_one_line_and_the_rest_is_looked_at(doctor: Doctor) -> None:
    url = "postgresql://bot:hunter2hunter2@127.0.0.1:1/audits"
    code, lines = doctor("--offline", **PRODUCTION | {"DATABASE_URL": url})
    assert code == 1
    assert line_of(lines, "database").startswith("wrong  database: it does not answer")
    assert line_of(lines, "people").startswith("look")
    assert line_of(lines, "holidays").startswith("right")
    assert "hunter2" not in "\n".join(lines)


def test_a_faulty_form_is_named(doctor: Doctor, tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "ours.yaml").write_text("form: ours\n", encoding="utf-8")
    code, lines = doctor(FORMS=str(folder))
    assert code == 1
    assert "ours.yaml:" in line_of(lines, "forms")


async def test_the_connector_is_tried_without_sending() -> None:
    async with Authority() as authority:
        identity = authority.identity()
        given = await tried(identity, acquire=lambda: {"access_token": "x"})
        assert (given.keys_problem, given.token_problem) == ("", "")
        assert given.ahead is not None
        assert abs(given.ahead) < 5
        refused = await tried(
            identity, acquire=lambda: {"error": "invalid_client", "error_codes": [7000222]}, clock=lambda: 0.0
        )
        assert refused.token_problem == "AADSTS7000222"
        assert refused.ahead is not None
        assert refused.ahead < -1e9
    nowhere = await tried(identity, acquire=lambda: {})
    assert (nowhere.keys_problem, nowhere.ahead) == ("ClientConnectorError", None)
    assert nowhere.token_problem == "no token"


@pytest.mark.parametrize(
    ("trial", "state"),
    [
        (Trial(), State.RIGHT),
        (Trial(keys_problem="TimeoutError"), State.WRONG),
        (Trial(token_problem="AADSTS7000222"), State.WRONG),
        (None, State.LOOK),
    ],
)
def test_what_the_trial_means(trial: Trial | None, state: State) -> None:
    settings = Settings(mode=Mode.PRODUCTION)
    assert findings.of_connector(settings, trial).state is state


@pytest.mark.parametrize(
    ("ahead", "state"),
    [
        (0.4, State.RIGHT),
        (-6.0, State.LOOK),
        (130.0, State.WRONG),
        (-7200.0, State.WRONG),
        (None, State.LOOK),
    ],
)
def test_what_the_clock_means(ahead: float | None, state: State) -> None:
    assert findings.of_clock(Trial(ahead=ahead), None).state is state


def test_holidays_that_are_not_known_are_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    assert findings.of_holidays(date(2026, 12, 31)).state is State.RIGHT
    monkeypatch.setattr(findings, "bank_holidays", lambda year: (date(year, 1, 1),))
    assert "1 bank holidays of 2027 are known" in findings.of_holidays(date(2026, 12, 31)).said


def test_cards_that_are_held_up_are_worth_a_look() -> None:
    assert findings.of_delivery(Installation(held_up=2)).said.startswith("2 cards are held up.")
    assert findings.of_delivery(Installation()).state is State.RIGHT


async def test_a_start_without_people_or_with_a_faulty_form_says_so_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text("form: ours\n", encoding="utf-8")
    storage = await Storage.open(f"sqlite:///{tmp_path / 'audits.db'}", Keyring.from_setting(KEY))
    await storage.migrate()
    with capture_logs() as logs:
        for mode in Mode:
            await findings.missing_at_the_start(Settings(mode=mode, forms=str(tmp_path)), storage)
    assert [log["event"] for log in logs] == ["nobody_on_the_people_list", "faults_in_forms"]
    async with storage.work() as unit:
        await unit.people.take_people([somebody(Role.AUDITOR)])
    with capture_logs() as logs:
        await findings.missing_at_the_start(Settings(mode=Mode.PRODUCTION), storage)
    assert logs == []
    await storage.close()
