"""What detect-secrets reports is judged, on recorded reports."""

from __future__ import annotations

import json

from tests.supply.secrets_scan import KNOWN, added, secrets

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


def test_the_history_is_every_line_that_was_ever_added() -> None:
    log = """diff --git a/bot/x.py b/bot/x.py
--- a/bot/x.py
+++ b/bot/x.py
@@ -1 +1 @@
-key = "old"
+key = "new"
+++ b/not a header
diff --git a/bot/x.py b/bot/x.py
--- /dev/null
+++ b/bot/x.py
@@ -0,0 +1,2 @@
+key = "old"
+key = "new"
diff --git a/gone.py b/gone.py
--- a/gone.py
+++ /dev/null
@@ -1 +0,0 @@
-left = 1
"""
    assert added(log.splitlines()) == {"bot/x.py": ['key = "new"', "++ b/not a header", 'key = "old"']}
