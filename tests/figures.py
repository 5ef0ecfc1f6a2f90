"""What a promise was found to be: printed, and kept for `make soak`, which runs the same tests at length."""

from __future__ import annotations

import json
import os
from pathlib import Path

KEPT = "AUDITBOT_FIGURES"
"""Names the file that figures are added to."""
LONG = bool(os.environ.get("AUDITBOT_SOAK"))
"""The long version is run."""


def size(short: int, long: int) -> int:
    """How many of something a test takes."""
    return long if LONG else short


def figure(promise: str, read: str) -> None:
    """`promise` was tried, and this was read."""
    print(f"{promise}: {read}")
    if file := os.environ.get(KEPT):
        with Path(file).open("a", encoding="utf-8") as kept:
            kept.write(json.dumps({"promise": promise, "read": read}) + "\n")
