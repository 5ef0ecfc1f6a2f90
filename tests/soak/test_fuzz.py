"""Activities that no client sends, and lists that no spreadsheet writes: no answer of 5xx, no traceback, and
memory stays as it was."""

from __future__ import annotations

import csv
import gc
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from openpyxl.utils.exceptions import IllegalCharacterError

from bot.imports import cases, people
from bot.imports.history import columns_of, take_history
from bot.imports.table import NotTaken, read_table
from bot.imports.taking import Asked, take_cases, take_people
from storage.keys import Keyring
from tests.conversations.harness import EVIDENCE, House, open_house, said
from tests.figures import figure, size
from tests.imports.files import workbook

ACTIVITIES = size(60, 50_000)
IMPORTS = size(30, 2_500)
FILES = size(40, 5_000)
MOST_GROWTH = 50_000_000
"""Bytes."""

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False),
    st.text(max_size=40),
    st.sampled_from(
        ["", "\0", "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"), "x" * 9_000]
    ),
    st.sampled_from(
        ["../../etc", "{{7*7}}", "<at>x</at>", "=cmd()", "[a](http://x)", "\u202e", "TS-101", "help"]
    ),
)
VALUES: SearchStrategy[Any] = st.recursive(
    ODD,
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["verb", "audit", "token", "item", "row", "to", "revs", "v:1.1", "w:1.1", "text", "id"]
            )
            | st.text(max_size=8),
            inside,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """Rubbish is looked for as often as in a bot that serves, and not as rarely as in the other tests."""
    rarely = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*rarely)


def memory() -> int:
    """Bytes of this process that are in memory."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def changed(activity: dict[str, Any], chance: random.Random, value: Any) -> dict[str, Any]:
    """One place of an activity, at any depth, holds something else, is gone, or is new."""
    copy: dict[str, Any] = json.loads(json.dumps(activity))
    place: Any = copy
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = chance.choice(keys)
        if isinstance(place[key], dict | list) and place[key] and chance.random() < 0.6:
            place = place[key]
            continue
        if chance.random() < 0.2:
            del place[key]
        else:
            place[key] = value
        break
    return copy


async def test_fuzzed_activities(database_url: str, keyring: Keyring) -> None:
    chance, examples = random.Random(7), Examples(VALUES, seed=7)
    async with open_house(database_url, keyring) as house:
        await house.allocates("TS-101", house.amara)
        await house.amara.installs()
        await house.amara.says("open TS-101")
        answers: Counter[int] = Counter()
        begun = 0
        async with aiohttp.ClientSession() as session:
            for number in range(ACTIVITIES):
                if number == min(ACTIVITIES // 5, 2_000):
                    begun = memory()  # what is kept for good has been loaded by now
                data = {
                    "verb": "save",
                    "audit": house.audits["TS-101"],
                    "token": f"t{number}",
                    "revs": {"1.1": 0},
                }
                press = {"action": {"type": "Action.Execute", "verb": "x", "data": data | {"v:1.1": "good"}}}
                somebody = house.amara.chat
                activity = chance.choice(
                    [
                        somebody.activity("message", text=f"good - {EVIDENCE} {number}"),
                        somebody.activity("message", value=data, text=""),
                        somebody.activity("invoke", name="adaptiveCard/action", value=press, replyToId="1"),
                        somebody.activity("messageUpdate", text="ri - after all", replyToId="2"),
                        somebody.activity("conversationUpdate", membersAdded=[{"id": somebody.user_id}]),
                    ]
                )
                for _ in range(chance.choice([1, 1, 1, 3])):
                    activity = changed(activity, chance, examples.next())
                body = json.dumps(activity).encode()
                if chance.random() < 0.05:
                    body = bytes(chance.choice(body) for _ in range(len(body) // 2))
                elif chance.random() < 0.05:
                    body = body[: chance.randrange(len(body))]
                address = house.client._url
                headers = {"Content-Type": "application/json"}
                async with session.post(address, data=body, headers=headers) as answer:
                    answers[answer.status] += 1
                    await answer.read()
                if number % 500 == 499:
                    house.connector.history.clear()  # the double's own memory is not the bot's
                    house.connector.requests.clear()
                    house.cards.clear()
        growth = memory() - begun
        house.connector.mend()
        assert (await house.amara.says("my audits")).status == 200
        sorry = [m.text for chat in house.connector.history.values() for m in chat if "went wrong" in m.text]
        failed = sum(count for status, count in answers.items() if status >= 500)
        figure(
            f"fuzzed activities: no 5xx, memory grows under 50 MB ({database_url.partition(':')[0]})",
            f"{ACTIVITIES}: {failed} of 5xx, {len(sorry)} turns failed, {growth / 1e6:+.0f} MB",
        )
        assert not [status for status in answers if status >= 500]
        assert not sorry
        assert growth < MOST_GROWTH


async def test_fuzzed_imports(database_url: str, keyring: Keyring, tmp_path: Path) -> None:
    """People, cases and completed audits whose cells are drawn: taken as a whole, or refused with a sentence
    for each fault; whoever is on the list is still served afterwards."""
    chance, examples = random.Random(5), Examples(VALUES, seed=5)
    async with open_house(database_url, keyring) as house:
        await house.allocates("TS-101", house.amara)
        outcomes: Counter[str] = Counter()
        begun = 0
        for number in range(IMPORTS):
            if number == min(IMPORTS // 5, 500):
                begun = memory()
            kind = chance.choice(["people", "cases", "history"])
            columns = {
                "people": people.COLUMNS,
                "cases": cases.COLUMNS,
                "history": columns_of(house.templates["small"]),
            }[kind]
            used = [column for column in columns if chance.random() < 0.9]
            rows = [
                [_cell(house, column, number, chance, examples) for column in used]
                for _ in range(chance.choice([1, 1, 2, 6]))
            ]
            file = _written(tmp_path, [used, *rows], chance)
            try:
                if kind == "people":
                    await take_people(house.bot.storage, file, update=chance.random() < 0.5)
                elif kind == "cases":
                    asked = Asked(house.clock(), chance.choice(["", "Somebody is on leave."]))
                    await take_cases(house.bot.storage, file, house.templates, asked)
                else:
                    await take_history(house.bot.storage, file, house.templates["small"], house.clock())
            except NotTaken as refused:
                outcomes["refused"] += 1
                faults = [str(fault).strip() for fault in refused.faults]
                outcomes["refused without a word"] += not faults or "" in faults
            else:
                outcomes[f"{kind} taken"] += 1
        growth = memory() - begun
        assert not outcomes.pop("refused without a word", 0)
        assert (await house.ellen.says("status")).status == 200
        assert "went wrong" not in said(house.ellen.messages[-1])
        figure(
            f"fuzzed imports: no traceback, memory grows under 50 MB ({database_url.partition(':')[0]})",
            f"{IMPORTS}: {', '.join(_told(outcomes))}, 0 tracebacks, {growth / 1e6:+.0f} MB",
        )
        assert growth < MOST_GROWTH


def _told(outcomes: Counter[str]) -> list[str]:
    return [f"{count} {outcome}" for outcome, count in sorted(outcomes.items())]


def _cell(house: House, column: str, number: int, chance: random.Random, examples: Examples) -> str:
    """Mostly what belongs into the column, so that whole files are taken as well."""
    if chance.random() < 0.06:
        value = examples.next()
        return value if isinstance(value, str) else json.dumps(value)
    email = chance.choice(house.everybody).chat.email
    likely = {
        "name": [f"Person {number}", "Zoë O'Neil"],
        "email": [f"p{number}@example.org", email],
        "aad_object_id": ["", ""],
        "roles": ["auditor", "practitioner", "manager", "auditor; qa_lead"],
        "team": ["North", "South"],
        "deputy_email": [""],
        "case_ref": [f"TS-{number}", f"TS-{number}-{chance.random():.6f}", "TS-101"],
        "template": ["small"],
        "month": ["2026-06"],
        "due": ["", "19 June 2026"],
        "submitted": ["1 June 2026", "2026-06-02"],
        "auditor_emails": [house.amara.chat.email, house.sam.chat.email],
        "manager_email": [house.priya.chat.email],
        "practitioner_email": ["", house.jo.chat.email],
        "iro_email": ["", house.ira.chat.email],
        "1.1": ["good", "ri"],
        "1.2": ["good", "inadequate"],
        "1.3": ["no"],
        "overall": ["good"],
    }
    return chance.choice(likely.get(column, [""]))


def _written(folder: Path, rows: list[Any], chance: random.Random) -> Path:
    if chance.random() < 0.4:
        try:
            return workbook(folder, rows)
        except (ValueError, IllegalCharacterError):  # Excel itself cannot hold such letters
            pass
    file = folder / "list.csv"
    with file.open("w", encoding="utf-8", errors="replace", newline="") as sheet:
        csv.writer(sheet).writerows(rows)
    return file


class Examples:
    """Values of a strategy, one after the other, the same for the same seed."""

    def __init__(self, strategy: SearchStrategy[Any], *, seed: int):
        self._strategy, self._seed = strategy, seed
        self._ready: list[Any] = []

    def next(self) -> Any:
        """The next one."""
        if not self._ready:
            self._ready = self._drawn()
        return self._ready.pop()

    def _drawn(self) -> list[Any]:
        from hypothesis import HealthCheck, Phase, given, seed, settings

        drawn: list[Any] = []

        @seed(self._seed)
        @settings(
            max_examples=200,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(self._strategy)
        def draw(value: Any) -> None:
            drawn.append(value)

        draw()
        self._seed += 1
        return drawn


@pytest.mark.slow
def test_fuzzed_lists(tmp_path: Path) -> None:
    """Workbooks and CSV files with bytes changed, cut or put in: refused with a sentence, or read."""
    chance = random.Random(3)
    rows = [["case_ref", "team", "manager_email", "auditor_emails"], ["TS-1", "North", "a@x.org", "b@x.org"]]
    book, table = workbook(tmp_path, rows).read_bytes(), "\n".join(",".join(row) for row in rows).encode()
    read = refused = 0
    begun = memory()
    for number in range(FILES):
        suffix, whole = (".xlsx", book) if number % 2 else (".csv", table)
        spoiled = bytearray(whole)
        for _ in range(chance.choice([1, 2, 8, 40])):
            at = chance.randrange(len(spoiled) or 1)
            match chance.randrange(3):
                case 0:
                    spoiled[at : at + 1] = bytes([chance.randrange(256)])
                case 1:
                    del spoiled[at : at + chance.randrange(1, 50)]
                case _:
                    spoiled[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 20)))
        file = tmp_path / f"list{suffix}"
        file.write_bytes(spoiled)
        try:
            read_table(file, rows[0], rows[0][:1])
        except NotTaken:
            refused += 1
        else:
            read += 1
    growth = memory() - begun
    figure(
        "fuzzed lists: no traceback, memory grows under 50 MB",
        f"{FILES} files, {read} read, {refused} refused, {growth / 1e6:+.0f} MB",
    )
    assert growth < MOST_GROWTH
