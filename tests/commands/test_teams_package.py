"""The Teams app package: made of settings, valid by Microsoft's own schema, with words that the bot knows."""

from __future__ import annotations

import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, FormatChecker
from typer.testing import CliRunner

from app import cli
from bot.package.manifest import COMMANDS, IN_GROUPS
from dialogs.features.home import asked
from dialogs.registry import STARTS, WORDS

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "node_modules/@microsoft/app-manifest/build/json-schemas/teams/v1.30"
GUID = "6f1c2d3e-0a4b-4c5d-8e6f-7a8b9c0d1e2f"
SETTINGS = {
    "AUDITBOT_APP_ID": GUID,
    "AUDITBOT_ORGANISATION": "Example Council",
    "AUDITBOT_WEBSITE_URL": "https://www.example.org",
    "AUDITBOT_PRIVACY_URL": "https://www.example.org/privacy",
    "AUDITBOT_TERMS_URL": "https://www.example.org/terms",
}


def made(folder: Path, *arguments: str, **settings: str) -> zipfile.ZipFile:
    out = folder / "audits.zip"
    done = CliRunner().invoke(
        cli, ["teams", "package", "--out", str(out), *arguments], env=SETTINGS | settings
    )
    assert done.exit_code == 0, done.output
    return zipfile.ZipFile(out)


def schema(name: str) -> Draft4Validator:
    """Microsoft's own, as its npm package has it (`make setup` installs it)."""
    read = json.loads((SCHEMAS / f"MicrosoftTeams.{name}json").read_text("utf-8"))
    return Draft4Validator(read, format_checker=FormatChecker())


def test_the_manifest_and_its_welsh_words_are_valid(tmp_path: Path) -> None:
    package = made(tmp_path)
    manifest = json.loads(package.read("manifest.json"))
    assert [fault.message for fault in schema("schema.").iter_errors(manifest)] == []
    welsh = json.loads(package.read("cy.json"))
    assert [fault.message for fault in schema("Localization.schema.").iter_errors(welsh)] == []
    assert manifest["version"] == "0.2.0"
    assert manifest["id"] == manifest["bots"][0]["botId"] == GUID
    assert manifest["developer"]["name"] == "Example Council"


def test_the_schema_would_find_a_slip(tmp_path: Path) -> None:
    manifest = json.loads(made(tmp_path).read("manifest.json"))
    for wrong in ({"accentColor": "green"}, {"name": {"short": "x" * 31}}, {"colour": "red"}):
        assert list(schema("schema.").iter_errors(manifest | wrong))


def test_every_word_of_the_manifest_is_there_in_welsh(tmp_path: Path) -> None:
    package = made(tmp_path)
    welsh = json.loads(package.read("cy.json"))
    english = json.loads(package.read("manifest.json"))
    told = [command for shown in english["bots"][0]["commandLists"] for command in shown["commands"]]
    assert len(welsh) == 1 + 4 + len(told)
    for place, words in welsh.items():
        if place != "$schema":
            assert words != at(english, place), place
            assert len(words) <= {"name.short": 30, "description.short": 80}.get(place, 4_000)


def test_the_desk_is_a_tab_where_its_sign_in_is_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    address = {"AUDITBOT_PUBLIC_URL": "https://audits.example.org"}
    client = {"AUDITBOT_TAB_CLIENT_ID": GUID.replace("6", "7")}
    package = made(tmp_path, **address, **client)
    manifest = json.loads(package.read("manifest.json"))
    assert [fault.message for fault in schema("schema.").iter_errors(manifest)] == []
    welsh = json.loads(package.read("cy.json"))
    assert [fault.message for fault in schema("Localization.schema.").iter_errors(welsh)] == []
    assert [tab["entityId"] for tab in manifest["staticTabs"]] == ["conversations", "desk"]
    assert manifest["staticTabs"][1]["contentUrl"] == "https://audits.example.org/desk"
    assert manifest["validDomains"] == ["audits.example.org"]
    client_id = client["AUDITBOT_TAB_CLIENT_ID"]
    assert manifest["webApplicationInfo"]["resource"] == f"api://audits.example.org/{client_id}"
    assert welsh["staticTabs[1].name"] != manifest["staticTabs"][1]["name"]
    for half in (address, client):
        done = CliRunner().invoke(cli, ["teams", "package", "--out", "x.zip"], env=SETTINGS | half)
        assert done.exit_code == 1
        assert "set both or none" in done.output


def at(document: Any, place: str) -> Any:
    for key in place.replace("[", ".").replace("]", "").split("."):
        document = document[int(key)] if key.isdigit() else document[key]
    return document


def test_everything_that_teams_offers_is_understood() -> None:
    assert len(COMMANDS) <= 10
    for word, told in (*COMMANDS, *IN_GROUPS):
        assert asked(word) is not None or word in WORDS or word in STARTS, word
        assert len(word) <= 32
        assert len(told) <= 128


def test_the_icons_have_the_sizes_and_colours_that_teams_wants(tmp_path: Path) -> None:
    package = made(tmp_path)
    assert size_of(package.read("color.png")) == (192, 192)
    outline = package.read("outline.png")
    assert size_of(outline) == (32, 32)
    pixels = rgba(outline)
    assert {pixel[:3] for pixel in pixels if pixel[3]} == {(255, 255, 255)}
    assert {pixel[3] for pixel in pixels} >= {0, 255}


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def rgba(png: bytes) -> list[tuple[int, ...]]:
    """The pixels of a PNG of 8-bit RGBA."""
    width, height = size_of(png)
    assert png[24:26] == b"\x08\x06"
    data, at_byte = b"", 8
    while at_byte < len(png):
        (length,) = struct.unpack(">I", png[at_byte : at_byte + 4])
        if png[at_byte + 4 : at_byte + 8] == b"IDAT":
            data += png[at_byte + 8 : at_byte + 8 + length]
        at_byte += length + 12
    raw, lines, before = zlib.decompress(data), [], bytes(width * 4)
    for row in range(height):
        start = row * (width * 4 + 1)
        before = unfiltered(raw[start], bytearray(raw[start + 1 : start + 1 + width * 4]), before)
        lines.append(before)
    return [tuple(line[at : at + 4]) for line in lines for at in range(0, width * 4, 4)]


def unfiltered(kind: int, line: bytearray, above: bytes) -> bytes:
    """One line as the PNG specification undoes its filter."""
    for at_byte in range(len(line)):
        left = line[at_byte - 4] if at_byte >= 4 else 0
        up, corner = above[at_byte], above[at_byte - 4] if at_byte >= 4 else 0
        line[at_byte] = (line[at_byte] + (0, left, up, (left + up) // 2, paeth(left, up, corner))[kind]) % 256
    return bytes(line)


def paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))


def test_the_same_settings_give_the_same_file(tmp_path: Path) -> None:
    made(tmp_path).close()
    first = (tmp_path / "audits.zip").read_bytes()
    made(tmp_path).close()
    assert (tmp_path / "audits.zip").read_bytes() == first
    assert json.loads(made(tmp_path, "--version", "1.0.3").read("manifest.json"))["version"] == "1.0.3"


@pytest.mark.parametrize("missing", SETTINGS)
def test_what_is_missing_is_named(tmp_path: Path, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    others = {name: value for name, value in SETTINGS.items() if name != missing}
    done = CliRunner().invoke(cli, ["teams", "package", "--out", "audits.zip"], env=others)
    assert done.exit_code == 1
    assert done.output.startswith(f"{missing} is not set: write ")
    assert not (tmp_path / "audits.zip").exists()


def test_a_version_that_teams_refuses_is_wrong_use(tmp_path: Path) -> None:
    for wrong in ("1.0", "1.0.3-beta", "01.0.0", "v1.0.0"):
        arguments = ["teams", "package", "--out", str(tmp_path / "audits.zip"), "--version", wrong]
        assert CliRunner().invoke(cli, arguments, env=SETTINGS).exit_code == 2
