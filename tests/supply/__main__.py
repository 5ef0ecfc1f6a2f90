"""`make audit`: known vulnerabilities, the list of licences, what the product is made of (CycloneDX), and
what looks like a secret, now or in any state of the files before.

It asks an advisory service, so it is no part of what CI runs.  Exit 1 where anything is known, or was not
looked at.  The three files are in build/.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.supply.advisories import faults, locked
from tests.supply.secrets_scan import in_files, in_history

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
OUT = ROOT / "build"
FORBIDDEN = ("GPL",)
"""And with it AGPL and LGPL."""
ALLOWED = {"docxtpl": "LGPL 2.1: used unchanged, a package of its own that anybody may exchange for another"}
"""Why a package may be used all the same."""


def main() -> int:
    """Write the three files, and say what is wrong."""
    tools = Path(sys.argv[1]).absolute()
    OUT.mkdir(exist_ok=True)
    python = ROOT / ".venv" / "bin" / "python"
    wanted = sorted(locked(LOCK))
    sbom: list[str | Path] = [
        tools / "cyclonedx-py",
        "requirements",
        LOCK,
        "--of",
        "JSON",
        "-o",
        OUT / "sbom.cdx.json",
    ]
    listed: list[str | Path] = [
        tools / "pip-licenses",
        f"--python={python}",
        "--format=markdown",
        "--packages",
        *wanted,
    ]
    found = OUT / "pip-audit.json"
    audit: list[str | Path] = [
        tools / "pip-audit",
        "-r",
        LOCK,
        "--require-hashes",
        "--disable-pip",
        "--progress-spinner",
        "off",
    ]
    subprocess.run(sbom, check=True)
    licences = subprocess.run(listed, check=True, capture_output=True, text=True).stdout
    (OUT / "licences.md").write_text(licences, encoding="utf-8")
    found.unlink(missing_ok=True)
    done = subprocess.run([*audit, "--format", "json", "-o", found], capture_output=True, text=True)
    wrong = [
        f"Its licence asks for ours: {line}"
        for line in licences.splitlines()
        if any(name in line for name in FORBIDDEN) and line.strip("| ").split(" ")[0] not in ALLOWED
    ]
    if found.exists():
        wrong += faults(found.read_text("utf-8"), wanted)
    else:
        wrong.append(f"pip-audit ended with {done.returncode} and found nothing out: {done.stderr.strip()}")
    wrong += in_files(tools) + in_history(tools)
    for line in wrong:
        print(line, file=sys.stderr)
    print(f"{len(wanted)} packages, {len(wrong)} things wrong. See {OUT}.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
