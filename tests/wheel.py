"""The product's own tests against the installed wheel: python -m tests.wheel [--short] [pytest's words]

`make package` has made the environment `.venv-package` of the locked packages and the wheel.  The tests and
the documents are copied to a folder without the product's, and run there by that environment's Python, which
borrows the test tools alone from `.venv`.  What is imported, and what a test starts, is the wheel.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv-package" / "bin" / "python"
COPIED = ("tests", "docs", "deploy", "README.md", "pyproject.toml", "requirements.lock", "package.json")
OF_THE_CHECKOUT = {
    "tests/house": "reads the checkout's source",
    "tests/commands/test_wheel.py": "builds the wheel",
    "tests/supply": "reads the checkout's locks",
    "tests/conversations/test_durations.py::test_the_word_stands_in_no_other_module": "reads the source",
}
"""What is left out, and why."""
SHORT = (
    "tests/imports/test_people.py",
    "tests/conversations/test_answering.py",
    "tests/storage/test_schema.py",
)
"""A list taken, an audit answered by its cards over HTTP, and the migrations: well under a minute."""
RUN = """
import site, sys
site.addsitedir(sys.argv[1])  # behind the environment's own packages
import app, bot, dialogs, storage, template_specs
for room in (app, bot, dialogs, storage, template_specs):
    if not room.__file__.startswith(sys.prefix):
        sys.exit(f"{room.__file__} is not of the wheel")
print(f"The wheel: {bot.__path__[0]}", flush=True)
import pytest
sys.exit(pytest.main(sys.argv[2:]))
"""


def main(words: list[str]) -> int:
    """Run the tests; what pytest ends with."""
    if not PYTHON.exists():
        print("There is no .venv-package: run make package first.")
        return 2
    short = "--short" in words
    words = [word for word in words if word != "--short"]
    chosen = [word for word in words if word.startswith("tests")] or list(SHORT if short else ("tests",))
    others = [word for word in words if not word.startswith("tests")]
    with tempfile.TemporaryDirectory(prefix="wheel-") as made:
        folder = Path(made)
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(source, folder / name)
        if (ROOT / "node_modules").exists():
            (folder / "node_modules").symlink_to((ROOT / "node_modules").resolve())
        left_out = [f"--deselect={path}" if "::" in path else f"--ignore={path}" for path in OF_THE_CHECKOUT]
        tools = sysconfig.get_path("purelib")
        command = [str(PYTHON), "-P", "-c", RUN, tools, "-n", "2", "-q", "-p", "no:cacheprovider"]
        ended = subprocess.run([*command, *left_out, *others, *chosen], cwd=folder, check=False)
    print("Left out: " + "; ".join(f"{path} ({why})" for path, why in OF_THE_CHECKOUT.items()) + ".")
    return ended.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
