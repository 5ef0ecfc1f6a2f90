"""Every dependency names the versions that the project was tried with, and an end to them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = [
    *PROJECT["project"]["dependencies"],
    *(wanted for group in PROJECT["dependency-groups"].values() for wanted in group),
]


@pytest.mark.parametrize("wanted", DECLARED)
def test_every_dependency_has_an_upper_bound(wanted: str) -> None:
    versions = wanted.partition(";")[0]
    assert "==" in versions or "<" in versions, f"{wanted}: say below which version, as in >=2.1,<2.2"
