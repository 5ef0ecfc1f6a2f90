"""What detect-secrets reports is judged, on recorded reports."""

from __future__ import annotations

import json

from tests.supply.secrets_scan import KNOWN, secrets

FIND = {"type": "Secret Keyword", "line_number": 7, "hashed_secret": "0f0e"}


def test_what_is_known_passes() -> None:
    assert secrets(json.dumps({"results": {file: [FIND] for file in KNOWN}})) == []


def test_a_new_one_is_told_with_its_line_and_not_repeated() -> None:
    (line,) = secrets(json.dumps({"results": {file: [FIND] for file in (*KNOWN, "bot/new.py")}}))
    assert line.startswith("bot/new.py:7: looks like a secret (Secret Keyword).")
    assert "0f0e" not in line


def test_a_file_that_is_clean_comes_off_the_list() -> None:
    clean, *others = KNOWN
    (line,) = secrets(json.dumps({"results": {file: [FIND] for file in others}}))
    assert line.startswith(f"{clean}: nothing looks like a secret")
