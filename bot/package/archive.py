"""The ZIP of the Teams app: manifest, words in Welsh and icons, the same bytes each time."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import IO, Any, Final

from bot.package.manifest import WELSH_FILE, DeskTab, Publisher, in_welsh, manifest

ICONS: Final = ("color.png", "outline.png")
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file in it: a package of the same words is the same file."""


def write(
    out: IO[bytes], app_id: str, publisher: Publisher, version: str, desk: DeskTab | None = None
) -> None:
    """Write the package of the bot registered as `app_id` to `out`."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "manifest.json", _text(manifest(app_id, publisher, version, desk)))
        _add(archive, WELSH_FILE, _text(in_welsh(tab=desk is not None)))
        for icon in ICONS:
            _add(archive, icon, Path(__file__).with_name(icon).read_bytes())


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, content)


def _text(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
