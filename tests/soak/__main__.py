"""`make soak`: the promises of docs/reliability.md, tried at length; prints each with what was read.

    make soak                                    every part at length: hours
    make soak SOAK=--quick                       every part short, as in CI: minutes
    make soak SOAK="kills-sqlite fuzz"           these parts only
    AUDITBOT_SOAK_MINUTES=60 make soak           kills on a database end after an hour, and say how many

The figures of each part are kept in .soak/PART.json.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".soak"
PARTS = {
    "kills-sqlite": ("tests/delivery/test_kills.py", "-k", "sqlite"),
    "kills-postgresql": ("tests/delivery/test_kills.py", "-k", "postgresql"),
    "fuzz": ("tests/soak/test_fuzz.py",),
    "faults": (
        "tests/soak/test_faults.py",
        "tests/conversations/test_again.py",
        "tests/storage/test_backup.py",
        "tests/storage/test_rotation.py",
        "tests/storage/test_purging.py",
        "tests/teams/test_forged_requests.py",
    ),
    "load": ("tests/soak/test_load.py",),
    "guided": ("tests/soak/test_guided.py",),
}
LONG = {"AUDITBOT_SOAK": "1", "AUDITBOT_TEST_KILLS": "500"}


def main(arguments: list[str]) -> int:
    """Run the parts, and print the table of each."""
    asked = [argument for argument in arguments if not argument.startswith("--")]
    if unknown := [part for part in asked if part not in PARTS]:
        print(f"No part of the soak: {', '.join(unknown)}. The parts: {', '.join(PARTS)}.")
        return 2
    long = "--quick" not in arguments
    KEPT.mkdir(exist_ok=True)
    return max(_run(part, long=long) for part in asked or PARTS)


def _run(part: str, *, long: bool) -> int:
    figures = KEPT / f"{part}.jsonl"
    figures.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--both", *PARTS[part]],
        cwd=ROOT,
        env=os.environ | (LONG if long else {}) | {"AUDITBOT_FIGURES": str(figures)},
    )
    lines = figures.read_text("utf-8").splitlines() if figures.exists() else []
    # A test of several rounds says its figure after each: the last one counts.
    read = {told["promise"]: told["read"] for told in map(json.loads, lines)}
    made = datetime.now(UTC).isoformat(timespec="minutes")
    whole = {"made": made, "long": long, "passed": done.returncode == 0, "figures": read}
    (KEPT / f"{part}.json").write_text(json.dumps(whole, indent=1), encoding="utf-8")
    print("| promise | read |\n|---|---|")
    for promise, what in read.items():
        print(f"| {promise} | {what} |")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
