"""What looks like a secret in the repository's files or in its history, and is not known to be invented.

python -m tests.supply.secrets_scan .venv-audit/bin     the files: `make secrets`, a part of what CI runs
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]

KNOWN: Mapping[str, str] = {
    "bot/setting_cures.py": "the sentences that refuse a setting show an address with invented words in it",
    "deploy/azure/main.bicep": "names of secrets in Azure's key vault, none of their values",
    "tests/bench/authenticated.py": "the invented app password of a bot that is measured",
    "tests/commands/test_command_line.py": "an invented address, to see that it is not repeated",
    "tests/commands/test_doctor.py": "an invented address, to see that it is not repeated",
    "tests/commands/test_logs.py": "an invented secret, to see that it is not logged",
    "tests/commands/test_settings.py": "invented secrets, to see that no message repeats them",
    "tests/dialogs/test_subjects.py": "an id in hexadecimal figures",
    "tests/supply/test_secrets_scan.py": "a report of this scan, with the hash of nothing",
    "tests/teams/authority.py": "the invented password of the double that signs tokens",
    "tests/teams/test_bearer_token.py": "an invented password in an address that is refused",
    "tests/teams/test_identity.py": "an invented password",
}
"""Why what is found in these files is none."""
KNOWN_BEFORE: Mapping[str, str] = {
    "bot/setting_readers.py": "the sentences that stand in bot/setting_cures.py now",
}
"""Why what is found in earlier states of these files is none."""
LEFT_OUT = r"(\.lock|package-lock\.json)$"
"""Files of hashes."""


def in_files(tools: Path) -> list[str]:
    """What is wrong in the files that git knows, as they are now; `tools`: where detect-secrets is."""
    return secrets(_scanned(tools, ROOT))


def in_history(tools: Path) -> list[str]:
    """What is wrong in any line that was ever added to a file, in any branch.  A shallow clone holds only its
    own commits."""
    log = ["git", "log", "--all", "--no-renames", "--patch", "--unified=0", "--no-color", "--format="]
    told = subprocess.run(log, check=True, capture_output=True, cwd=ROOT).stdout.decode("utf-8", "replace")
    with TemporaryDirectory() as folder:
        for file, lines in added(told.splitlines()).items():
            written = Path(folder) / file
            written.parent.mkdir(parents=True, exist_ok=True)
            written.write_text("\n".join(lines), encoding="utf-8")
        results = json.loads(_scanned(tools, Path(folder), "--all-files"))["results"]
    return [
        f"{file}, in the history: a line looked like a secret ({find['type']}). Change it where it is used; "
        "or, where it was invented, say why in tests/supply/secrets_scan.py."
        for file, finds in sorted(results.items())
        if file not in KNOWN and file not in KNOWN_BEFORE
        for find in finds
    ]


def added(log: Iterable[str]) -> Mapping[str, list[str]]:
    """The lines that `git log --patch` says were added, each once, by the file's name."""
    lines: dict[str, dict[str, None]] = {}
    file = ""
    header = False
    for line in log:
        if line.startswith("diff --git "):
            header, file = True, ""
        elif header and line.startswith("+++ b/"):
            file = line.removeprefix("+++ b/").rstrip("\t")
        elif line.startswith("@@ "):
            header = False
        elif file and not header and line.startswith("+"):
            lines.setdefault(file, {})[line[1:]] = None
    return {name: list(told) for name, told in lines.items()}


def _scanned(tools: Path, folder: Path, *more: str) -> str:
    scan: list[str | Path] = [tools / "detect-secrets", "scan", "--exclude-files", LEFT_OUT, *more]
    return subprocess.run(scan, check=True, capture_output=True, text=True, cwd=folder).stdout


def secrets(report: str) -> list[str]:
    """A line for each find of detect-secrets in a file that is not known, and for each file that is known and
    has none any more.  Nothing of what was found is repeated."""
    results = json.loads(report)["results"]
    lines = [
        f"{file}:{find['line_number']}: looks like a secret ({find['type']}). Take it out and change it "
        "where it is used; or, where it is invented, say why in tests/supply/secrets_scan.py."
        for file, finds in sorted(results.items())
        if file not in KNOWN
        for find in finds
    ]
    gone = sorted(KNOWN.keys() - results.keys())
    return lines + [
        f"{file}: nothing looks like a secret there any more; take it off the list." for file in gone
    ]


if __name__ == "__main__":
    wrong = in_files(Path(sys.argv[1]).absolute())
    for told in wrong:
        print(told, file=sys.stderr)
    print(f"Secrets: {len(wrong)} things wrong in the files that git knows.")
    sys.exit(bool(wrong))
