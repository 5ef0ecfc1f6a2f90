"""Nothing that people wrote gets into a log, whoever logs it and how."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from bot import logs

SECRET = "Tilly was seen alone"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    out = capsys.readouterr().out
    assert SECRET not in out
    return [json.loads(line) for line in out.splitlines()]


def fail() -> None:
    raise ValueError(SECRET)


def test_allowed_fields_get_through(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(development=False)
    structlog.get_logger("bot.turn").info("turn_taken", audit="a1", ms=12)
    (line,) = lines(capsys)
    assert (line["event"], line["audit"], line["ms"], line["level"]) == ("turn_taken", "a1", 12, "info")
    assert line["logger"] == "bot.turn"


def test_other_fields_are_dropped_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(development=False)
    structlog.get_logger("bot.turn").info("turn_taken", text=SECRET, evidence=SECRET)
    (line,) = lines(capsys)
    assert line["fields_withheld"] == 2
    assert not {"text", "evidence"} & line.keys()


def test_a_sentence_in_place_of_an_event_is_withheld(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(development=False)
    structlog.get_logger("bot.turn").info(f"could not save {SECRET}")
    (line,) = lines(capsys)
    assert line["event"] == "unnamed"


def test_an_exception_is_told_by_kind_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(development=False)
    try:
        fail()
    except ValueError:
        structlog.get_logger("bot.turn").exception("turn_failed")
        logging.getLogger("asyncio").exception("Task failed: %s", SECRET)
    ours, theirs = lines(capsys)
    for line in (ours, theirs):
        assert line["error"] == "ValueError"
        assert "test_logs.py" in line["where"]
    assert theirs["event"] == "library_log"


@pytest.mark.parametrize("name", ["aiosqlite", "sqlalchemy.engine", "aiohttp.access", "aiohttp.server"])
def test_libraries_keep_their_words(capsys: pytest.CaptureFixture[str], name: str) -> None:
    logs.configure(development=False, level="debug")
    library = logging.getLogger(name)
    library.debug("INSERT ... %s", SECRET)
    library.info(SECRET)
    library.error("%s", SECRET, extra={"audit": SECRET})
    (line,) = lines(capsys)
    assert line["event"] == "library_log"
    assert line["logger"] == name


def test_development_withholds_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(development=True)
    structlog.get_logger("bot.turn").warning("turn_failed", text=SECRET, audit="a1")
    out = capsys.readouterr().out
    assert SECRET not in out
    assert "turn_failed" in out
