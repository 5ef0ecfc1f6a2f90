"""Recorded answers of pip-audit: what is known is said, and so is what was not looked at."""

from __future__ import annotations

import json
from pathlib import Path

from tests.supply.advisories import faults, locked

LOCK = Path(__file__).parents[2] / "requirements.lock"
KNOWN = {
    "name": "Jinja2",
    "version": "2.4.1",
    "vulns": [{"id": "PYSEC-2019-217", "fix_versions": ["2.10.1"], "aliases": [], "description": ""}],
}
WELL = {"name": "typing_extensions", "version": "4.16.0", "vulns": []}
SKIPPED = {
    "name": "aiohttp",
    "skip_reason": "Dependency not found on PyPI and could not be audited: aiohttp (3.14.5)",
}
SKIPPED_TOO = {
    "name": "Zstd_X",
    "skip_reason": "Dependency not found on PyPI and could not be audited: zstd_x (1.0)",
}


def told(*packages: object, wanted: tuple[str, ...] = ()) -> list[str]:
    return list(faults(json.dumps({"dependencies": packages, "fixes": []}), wanted))


def test_nothing_known_of_packages_that_were_looked_at() -> None:
    assert told(WELL, wanted=("typing-extensions",)) == []


def test_what_is_known_is_said() -> None:
    assert told(WELL, KNOWN) == ["jinja2 2.4.1: PYSEC-2019-217, mended in 2.10.1."]


def test_a_skipped_package_is_no_green_light() -> None:
    """pip-audit says "No known vulnerabilities found" and ends with 0 where it could look at none."""
    (line,) = told(SKIPPED, wanted=("aiohttp",))
    assert line == "1 skipped: aiohttp (Dependency not found on PyPI and could not be audited)."


def test_packages_skipped_for_one_reason_are_told_together() -> None:
    (line,) = told(SKIPPED_TOO, SKIPPED, wanted=("aiohttp", "zstd-x"))
    assert line == "2 skipped: aiohttp, zstd-x (Dependency not found on PyPI and could not be audited)."


def test_a_package_that_is_missing_is_none_either() -> None:
    assert told(WELL, wanted=("aiohttp", "typing-extensions")) == [
        "aiohttp: is locked, and was not looked at."
    ]


def test_the_lock_is_read() -> None:
    assert {"aiohttp", "botbuilder-core", "typing-extensions"} <= locked(LOCK)
