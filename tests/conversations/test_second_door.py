"""The bot can be driven by another chat platform: all that it needs is in bot/channel.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_audit_through_a_door_without_the_sdk(database_url: str) -> None:
    """In a process of its own, which shows that nothing of botbuilder or bot/teams was imported."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.conversations.second_door", database_url],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "an audit without Teams" in done.stdout
