"""The suite on the other versions of Python that this machine has: python -m tests.versions [pytest's words]

Each gets an environment of its own beside `.venv` (`.venv-3.12`), from the same lock.  What could not be
tried is said with why.  The exit code is 1 where a version's tests failed or its environment could
not be made.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

VERSIONS = ("3.12", "3.13", "3.14")
"""Besides 3.11, which `make test` runs."""
ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-dev.lock"


def interpreter(version: str) -> str:
    """The program of this version of Python on this machine; "" where none runs."""
    for program in _programs(version):
        told = subprocess.run(
            [program, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=False,
        )
        if told.returncode == 0 and told.stdout.strip() == version:
            return program
    return ""


def _programs(version: str) -> Iterator[str]:
    on_the_path = shutil.which(f"python{version}")
    if on_the_path:
        yield on_the_path  # pyenv's may be there and refuse to run
    for folder in sorted(Path.home().glob(f".pyenv/versions/{version}*"), reverse=True):
        yield str(folder / "bin" / "python")


def environment(version: str, program: str) -> Path:
    """The Python of an environment with what the lock holds; CalledProcessError where it cannot be made."""
    folder = ROOT / f".venv-{version}"
    python, stamp = folder / "bin" / "python", folder / ".set-up-from"
    if not python.exists():
        subprocess.run([program, "-m", "venv", str(folder)], check=True)
    if not stamp.exists() or stamp.read_bytes() != LOCK.read_bytes():
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "-r", str(LOCK)], check=True)
        shutil.copyfile(LOCK, stamp)
    return python


def tried(version: str, words: list[str]) -> tuple[str, bool]:
    """(what to say of this version, whether it is all right)."""
    program = interpreter(version)
    if not program:
        return "not tried: this machine does not have it.", True
    try:
        python = environment(version, program)
    except subprocess.CalledProcessError as problem:
        return f"not tried: its packages could not be installed (exit code {problem.returncode}).", False
    ended = subprocess.run([str(python), "-m", "pytest", "-n", "2", "-q", *words], cwd=ROOT, check=False)
    return (
        "passed." if ended.returncode == 0 else f"failed (exit code {ended.returncode}).",
        not ended.returncode,
    )


def main(words: list[str]) -> int:
    """Try each version and say at the end how each went."""
    results = []
    for version in VERSIONS:
        print(f"Python {version}", flush=True)
        results.append((version, *tried(version, words)))
    print("\n".join(f"Python {version}: {said}" for version, said, _well in results))
    return 0 if all(well for _version, _said, well in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
