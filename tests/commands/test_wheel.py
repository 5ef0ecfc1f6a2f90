"""The wheel and the sdist hold everything that the bot needs, and what is installed from them runs."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from template_specs.language.loader import library
from tests.commands.test_command_line import environment

ROOT = Path(__file__).parents[2]
ROOMS = ("template_specs", "dialogs", "storage", "bot")


def build(source: Path, out: Path, *targets: str) -> None:
    """Build with what is installed: no network is asked."""
    wanted = [part for target in targets for part in ("-t", target)]
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(out), *wanted],
        cwd=source,
        check=True,
        capture_output=True,
        timeout=120,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    build(ROOT, folder, "wheel", "sdist")
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked as an installer does it."""
    folder = tmp_path_factory.mktemp("site")
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def of_the_rooms() -> set[str]:
    files = (path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file())
    return {
        "app.py",
        *(path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts),
    }


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_the_wheel_has_every_file_of_the_rooms_and_no_test(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    assert names(wheel) == of_the_rooms()


def test_the_sdist_makes_the_same_wheel(built: Path, tmp_path: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    build(source, tmp_path / "again", "wheel")
    (wheel,) = (tmp_path / "again").glob("*.whl")
    assert names(wheel) == of_the_rooms()


ALL_IN_ONE = """
import os
from app import cli
cli(["templates", "list"], standalone_mode=False)
cli(["demo"], standalone_mode=False)
os.environ["AUDITBOT_APP_ID"] = "6f1c2d3e-0a4b-4c5d-8e6f-7a8b9c0d1e2f"
cli(["teams", "package", "--out", "audits.zip"], standalone_mode=False)
"""


def test_forms_migrations_words_and_icons_are_found_where_it_is_installed(
    installed: Path, tmp_path: Path
) -> None:
    """From a folder without the checkout; in one process, as all of it has to be compiled first."""
    pages = dict.fromkeys(("WEBSITE_URL", "PRIVACY_URL", "TERMS_URL"), "https://www.example.org")
    done = subprocess.run(
        [sys.executable, "-P", "-c", ALL_IN_ONE],
        cwd=tmp_path,
        env=environment(tmp_path, ORGANISATION="Example Council", **pages) | {"PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert all(form in done.stdout for form in library())
    assert "Five invented people and 7 cases are in the database." in done.stdout
    assert "audits.zip: version 0.2.0." in done.stdout
    with zipfile.ZipFile(tmp_path / "audits.zip") as archive:
        assert json.loads(archive.read("cy.json"))["name.short"] == "Archwilio ffeiliau achos"
