"""What is written for those who install and run the bot names settings and commands that there are."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from app import cli
from bot.setting_cures import CURES

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
WRITTEN = [
    *(path for path in sorted(DEPLOY.rglob("*")) if path.is_file()),
    *(ROOT / "docs" / name for name in ("deploy.md", "runbook.md", "dpia.md", "summary.md", "index.md")),
    *sorted((ROOT / "docs" / "readers").glob("*.md")),
    ROOT / "README.md",
]
_SETTING = re.compile(r"AUDITBOT_([A-Z_]+)")
_COMMAND = re.compile(r"(?:auditbot|app\.py|run --rm (?:-v \S+ )?bot)((?: [a-z]+){1,2})")


def commands() -> Iterator[str]:
    """Every command with its group: "people import", "doctor"."""
    for name, command in get_command(cli).commands.items():  # type: ignore[attr-defined]
        yield name
        for inner in getattr(command, "commands", ()):
            yield f"{name} {inner}"


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_setting_that_is_named_is_one(path: Path) -> None:
    named = set(_SETTING.findall(path.read_text("utf-8")))
    assert {name.lower() for name in named} - set(CURES) == set()


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_that_is_named_is_one(path: Path) -> None:
    there = set(commands())
    groups = {name.split()[0] for name in there if " " in name}
    for said in _COMMAND.findall(path.read_text("utf-8")):
        first, *rest = said.split()
        if first in groups and rest:
            assert f"{first} {rest[0]}" in there, said
        else:
            assert first in there, said


def test_commands_are_found_in_what_is_written() -> None:
    """The two tests above would hold for documents that they cannot read."""
    found = set(_COMMAND.findall((ROOT / "docs/deploy.md").read_text("utf-8")))
    assert {" people import", " doctor", " teams package"} <= found


def test_the_container_runs_without_rights_and_is_asked_whether_it_is_ready() -> None:
    image = (DEPLOY / "Containerfile").read_text("utf-8")
    stages = image.split("\nFROM ")
    assert len(stages) == 3, "what builds is not what runs"
    assert re.search(r"^USER (\d+)", stages[-1], re.M), (
        "by number, so that a cluster can tell that it is not 0"
    )
    assert not re.search(r"^USER (0|root)\b", image, re.M)
    assert "/readyz" in stages[-1]
    assert "--require-hashes" in image
    assert ":latest" not in image


def test_the_compose_file_gives_the_bot_no_more_than_it_needs() -> None:
    services = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"]
    bot = services["bot"]
    assert bot["read_only"] is True
    assert bot["cap_drop"] == ["ALL"]
    assert bot["security_opt"] == ["no-new-privileges:true"]
    assert all(port.startswith("127.0.0.1:") for port in bot["ports"])
    assert "ports" not in services["database"]
    assert all(":latest" not in service.get("image", "") for service in services.values())


def test_the_service_is_shut_in() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string((DEPLOY / "auditbot.service").read_text("utf-8"))
    service = unit["Service"]
    assert service["DynamicUser"] == service["NoNewPrivileges"] == service["PrivateTmp"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert int(service["TimeoutStopSec"]) > 20, "longer than turns under way may take"


def test_azure_keeps_its_secrets_in_the_vault() -> None:
    bicep = (DEPLOY / "azure" / "main.bicep").read_text("utf-8")
    for parameter in ("dataKeys", "databasePassword"):
        assert re.search(rf"@secure\(\)\n(@.*\n)*param {parameter} string\n", bicep), parameter
        uses = [line for line in bicep.splitlines() if re.search(rf"\b{parameter}\b", line)]
        assert len(uses) <= 3, uses
    assert bicep.count("{") == bicep.count("}")
    assert "msaAppType: 'UserAssignedMSI'" in bicep
