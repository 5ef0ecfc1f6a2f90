"""`make soak`: the promises of docs/reliability.md, tried at length; prints each with what was read.

The same tests run short in CI.  `--quick` runs them so here; otherwise it takes hours.  The figures are kept
in .soak/latest.json.
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
TESTS = (
    "tests/soak",
    "tests/delivery/test_kills.py",
    "tests/conversations/test_again.py",
    "tests/storage/test_backup.py",
    "tests/storage/test_rotation.py",
    "tests/storage/test_purging.py",
    "tests/teams/test_forged_requests.py",
)


def main() -> int:
    """Run them, and print the table."""
    KEPT.mkdir(exist_ok=True)
    figures = KEPT / "figures.jsonl"
    figures.unlink(missing_ok=True)
    long = "--quick" not in sys.argv
    more = {"AUDITBOT_SOAK": "1", "AUDITBOT_TEST_KILLS": "500"} if long else {}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--both", *TESTS],
        cwd=ROOT,
        env=os.environ | more | {"AUDITBOT_FIGURES": str(figures)},
    )
    read = [json.loads(line) for line in figures.read_text("utf-8").splitlines()] if figures.exists() else []
    made = datetime.now(UTC).isoformat(timespec="minutes")
    whole = {"made": made, "long": long, "passed": done.returncode == 0, "figures": read}
    (KEPT / "latest.json").write_text(json.dumps(whole, indent=1), encoding="utf-8")
    print("| promise | read |\n|---|---|")
    for figure in read:
        print(f"| {figure['promise']} | {figure['read']} |")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
