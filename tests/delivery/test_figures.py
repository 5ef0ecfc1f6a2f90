"""/metrics tells of turns, clients, cards and what waits, and the dashboard and the alarms ask for nothing
that it does not tell."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from ruamel.yaml import YAML

from bot.channel import ActivityKind, Address, Inbound
from bot.web.server import application
from tests.conversations.harness import House

DEPLOY = Path(__file__).parents[2] / "deploy"
DASHBOARD = DEPLOY / "grafana" / "dashboard.json"
ALERTS = DEPLOY / "prometheus" / "alerts.yaml"
RUNBOOK = DEPLOY.parent / "docs" / "runbook.md"
_NAME = re.compile(r"auditbot_[a-z_]+")
_SUFFIX = re.compile(r"_(bucket|sum|count)$")


async def told(house: House) -> str:
    async with TestClient(TestServer(application(house.bot.storage, []))) as client:
        return await (await client.get("/metrics")).text()


def value(figures: str, series: str) -> float:
    lines = (line for line in figures.splitlines() if line.startswith(f"{series} "))
    return float(next(lines, "x 0").split()[1])


async def test_turns_cards_and_deliveries_are_counted(house: House) -> None:
    turns = 'auditbot_turns_total{came="message",client="other"}'
    before = await told(house)
    await house.allocates("TS-101", house.amara)
    await house.amara.says("my audits")
    await house.delivers()
    after = await told(house)
    assert value(after, turns) == value(before, turns) + 1
    assert value(after, "auditbot_card_bytes_count") > value(before, "auditbot_card_bytes_count")
    seconds = 'auditbot_turn_seconds_count{came="message"}'
    assert value(after, seconds) == value(before, seconds) + 1
    assert "auditbot_outbox_oldest_seconds" in after


async def test_a_fault_is_counted_by_kind_and_client(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    series = 'auditbot_turns_failed_total{client="ios",problem="ZeroDivisionError"}'
    before = value(await told(house), series)
    turns = house.bot.turns
    monkeypatch.setattr(turns, "_remembered", broken)
    nowhere = Address("http://127.0.0.1", "a:x", "t", "29:x", "28:b")
    with pytest.raises(ZeroDivisionError):
        await turns(Inbound(ActivityKind.MESSAGE, nowhere, "1", client="ios"))
    assert value(await told(house), series) == before + 1


def asked_for(text: str) -> set[str]:
    return {_SUFFIX.sub("", name) for name in _NAME.findall(text)}


async def test_the_dashboard_and_the_alarms_ask_for_what_there_is(house: House) -> None:
    there = {name.removesuffix("_total") for name in re.findall(r"^# TYPE (\S+)", await told(house), re.M)}
    for file in (DASHBOARD, ALERTS):
        wanted = asked_for(file.read_text("utf-8"))
        assert wanted
        assert {name.removesuffix("_total") for name in wanted} - there == set(), file.name
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)


def test_every_alarm_has_its_page_in_the_runbook() -> None:
    rules = [
        rule
        for group in YAML(typ="safe").load(ALERTS.read_text("utf-8"))["groups"]
        for rule in group["rules"]
    ]
    headings = {
        re.sub(r"[^a-z0-9 -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in RUNBOOK.read_text("utf-8").splitlines()
        if line.startswith("#")
    }
    assert len(rules) >= 8
    for rule in rules:
        page, _, place = rule["annotations"]["runbook"].partition("#")
        assert page == "docs/runbook.md"
        assert place in headings, rule["alert"]
