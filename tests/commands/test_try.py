"""A form is tried with invented people and one case, and nothing of it is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli
from bot.commands.support import opened
from bot.demo import run
from bot.demo.playground import CannotRun
from bot.setting_readers import Mode
from bot.settings import Settings
from template_specs.language.loader import LIBRARY, library


async def test_one_case_of_the_form_waits_and_its_database_goes_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: dict[str, object] = {}

    @asynccontextmanager
    async def running(settings: Settings) -> AsyncIterator[asyncio.Task[None]]:
        seen["database"] = Path(settings.database_url.removeprefix("sqlite:///"))
        async with opened(settings) as storage, storage.work(write=False) as work:
            people = await work.people.everybody()
            amara = next(person for person in people if person.name == "Amara Osei")
            seen["people"] = len(people)
            seen["cases"] = [audit.case_reference for audit in await work.lists.audits_of(amara.id)]
        yield asyncio.create_task(asyncio.sleep(0))

    async def no_pages(*_: object) -> list[object]:
        return []

    monkeypatch.setattr(run, "start_all", no_pages)
    monkeypatch.setattr(run, "busy", lambda _: False)
    settings = Settings(Mode.DEVELOPMENT, database_url="sqlite:///data/not-this-one.db")
    await run.try_form(library()["dip-sample"], settings, opened, running)
    assert seen["people"] == 5
    assert seen["cases"] == ["TRY-1"]
    database = seen["database"]
    assert isinstance(database, Path)
    assert database.name == "try.db"
    assert not database.parent.exists()
    assert "Nothing of this is kept." in capsys.readouterr().out


async def test_a_port_in_use_is_told_before_anything_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "busy", lambda _: True)
    with pytest.raises(CannotRun, match="is in use"):
        await run.try_form(library()["dip-sample"], Settings(Mode.DEVELOPMENT), opened, None)  # type: ignore[arg-type]


def test_a_fault_ends_it_and_production_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.yaml").write_text("form: bad\n")
    refused = CliRunner().invoke(cli, ["templates", "try", "bad.yaml"])
    assert refused.exit_code == 1
    assert "bad.yaml:1: This form has no `title`" in refused.stderr
    told = CliRunner().invoke(cli, ["templates", "try", "--help"]).stdout
    assert "Example: python app.py templates try my_form.yaml" in told
    assert (LIBRARY / "dip-sample.yaml").exists()
