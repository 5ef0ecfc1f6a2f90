"""What pip-audit found.  Silence is no green light: a package that it skipped was not looked at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==(?!.*== 'win32')", re.MULTILINE)
"""What is locked for Windows alone is not installed where the bot runs, and not looked at either."""

_SUBJECT = re.compile(r":? ?\S+ \([^()]*\)$")
"""The package's name and version at the end of a reason, so that equal reasons are told once."""


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: Path) -> set[str]:
    """The packages that a lock pins."""
    return {normal(name) for name in _PINNED.findall(lock.read_text("utf-8"))}


def faults(found: str, wanted: Iterable[str]) -> Iterator[str]:
    """A line for each known vulnerability, and for each wanted package that was not looked at; `found`: the
    JSON of pip-audit."""
    looked_at = set()
    skipped: dict[str, list[str]] = {}
    for package in json.loads(found)["dependencies"]:
        name = normal(package["name"])
        looked_at.add(name)
        if why := package.get("skip_reason"):
            skipped.setdefault(_SUBJECT.sub("", why).rstrip("."), []).append(name)
            continue
        for known in package["vulns"]:
            mended = ", ".join(known["fix_versions"]) or "none yet"
            yield f"{name} {package['version']}: {known['id']}, mended in {mended}."
    for why, names in skipped.items():
        yield f"{len(names)} skipped: {', '.join(sorted(names))} ({why})."
    for name in sorted(set(wanted) - looked_at):
        yield f"{name}: is locked, and was not looked at."
