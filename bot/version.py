"""The program's version: that of the installed package, or of the checkout it runs from."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path
from typing import Final

DISTRIBUTION: Final = "case-file-audit-bot"
_CHECKOUT: Final = Path(__file__).parents[1] / "pyproject.toml"


def version() -> str:
    """Such as "0.2.0"."""
    if _CHECKOUT.is_file():
        return str(tomllib.loads(_CHECKOUT.read_text("utf-8"))["project"]["version"])
    return metadata.version(DISTRIBUTION)
