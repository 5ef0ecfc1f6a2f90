"""The house: imports run one way, pure rooms stay pure, and only bot/teams knows botbuilder."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import nodes_of, text_of

ROOT = Path(__file__).parents[2]
RANK = {"template_specs": 0, "dialogs": 1, "storage": 2, "bot": 3, "app": 4}
PURE = {"template_specs", "dialogs"}
IMPURE = {
    "botbuilder",
    "botframework",
    "aiohttp",
    "sqlalchemy",
    "aiosqlite",
    "asyncpg",
    "asyncio",
    "requests",
}
FLOORS: dict[str, tuple[str, ...]] = {
    "template_specs": (
        "sentences spoken_dates",
        "text uk_dates",
        "amounts dates workdays guidance stages reminding condition_types",
        "options",
        "answer_types",
        "question",
        "outline",
        "model",
        "conditions evidence_ticks kinds snapshot",
        "asked_once condition_words worked_out languages",
        "language",
    ),
    "dialogs": (
        "audits",
        "conversation",
        "wording",
        "programme",
        "features",
        "registry",
        "understanding",
        "notices understand",
        "advance",
    ),
    "storage": (
        "tables values pending_questions statements record_kinds",
        "programme_tables",
        "keeping_tables unreached_table",
        "keys transactions migrations",
        "seals",
        "seal_checks trails ground people conversation_states findings unreadable_rows plain fast",
        "engine transaction",
        "audits people_rows undelivered due_reminders unsent_concerns heartbeats readings access_log holds "
        "unreached",
        "session_statements outbox_statements list_items",
        "reporting",
        "second_audits",
        "earlier_audits lists open_work outbox allocations typed_messages action_rows",
        "programme_lists news counting",
        "codings report_texts calendar_rows proposals good_practice",
        "work",
        "readiness verify unreadable_report checkpoints sealing installation rotation purging backup",
        "restore subject replica",
    ),
    "bot": (
        "channel logs setting_cures languages version",
        "setting_readers",
        "settings cards teams imports converting tracing",
        "turns graph",
        "delivery documents package",
        "reports",
        "commands demo web desk",
    ),
}
"""The folders of each room, and the modules that stand in none, from the ground up.

A module imports from its own folder and from lower floors: neither from a higher one, nor from a neighbour on
its own.
"""
READS_FILES = {"template_specs/language/form_files.py", "template_specs/language/loader.py"}


def modules() -> list[Path]:
    rooms = [room for room in RANK if room != "app"]
    return [ROOT / "app.py", *(path for room in rooms for path in sorted((ROOT / room).rglob("*.py")))]


def imported(path: Path) -> Iterator[str]:
    for node in nodes_of(path):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module


def run_the_wrong_way(path: Path) -> Iterator[str]:
    """What a module imports that its room may not."""
    inside = path.relative_to(ROOT)
    room = inside.parts[0].removesuffix(".py")
    for name in imported(path):
        head = name.split(".")[0]
        if RANK.get(head, 0) > RANK[room]:
            yield f"{inside} imports {name}: imports run {' <- '.join(RANK)}"
        if room in PURE and head in IMPURE:
            yield f"{inside} is in a pure room and imports {name}"
        if head in ("botbuilder", "botframework") and inside.parts[:2] != ("bot", "teams"):
            yield f"{inside} imports {name}: only bot/teams may"


@pytest.mark.slow
def test_imports_run_one_way() -> None:
    assert [line for path in modules() for line in run_the_wrong_way(path)] == []


def member_of(room: str, module: str) -> str:
    """What of `room` the module "dialogs.audits.audit" stands in: its folder ("audits"), or itself."""
    name = module.removeprefix(f"{room}.").split(".")[0]
    return "" if name in (room, "__init__") else name


def imported_within(path: Path, room: str) -> Iterator[str]:
    """The modules of `room` that `path` imports: `from dialogs import registry` is dialogs.registry."""
    for node in nodes_of(path):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names if alias.name.split(".")[0] == room)
            case ast.ImportFrom(module=str(module), names=names, level=0) if module == room:
                yield from (f"{room}.{alias.name}" for alias in names)
            case ast.ImportFrom(module=str(module), level=0) if module.startswith(f"{room}."):
                yield module
            case ast.ImportFrom(level=level) if level:
                pytest.fail(f"{path.relative_to(ROOT)}:{node.lineno} imports by dots: say the whole name")


@pytest.mark.parametrize("room", sorted(FLOORS))
def test_every_folder_and_module_of_a_room_has_a_floor(room: str) -> None:
    folders = {path.parent.name for path in (ROOT / room).glob("*/__init__.py")}
    modules_of_none = {path.stem for path in (ROOT / room).glob("*.py")} - {"__init__"}
    listed = " ".join(FLOORS[room]).split()
    assert sorted(listed) == sorted(folders | modules_of_none)


@pytest.mark.parametrize("room", sorted(FLOORS))
def test_imports_run_one_way_inside_a_room(room: str) -> None:
    floor_of = {name: floor for floor, names in enumerate(FLOORS[room]) for name in names.split()}
    for path in sorted((ROOT / room).rglob("*.py")):
        mine = member_of(room, ".".join(path.relative_to(ROOT).with_suffix("").parts))
        for module in imported_within(path, room):
            theirs = member_of(room, module)
            assert theirs == mine or (mine and floor_of[theirs] < floor_of[mine]), (
                f"{path.relative_to(ROOT)} imports {module}: inside {room}, imports run from the ground up, "
                f"{' <- '.join(FLOORS[room])}"
            )


@pytest.mark.parametrize("room", sorted(PURE))
def test_pure_rooms_neither_read_files_nor_clocks(room: str) -> None:
    for path in sorted((ROOT / room).rglob("*.py")):
        inside = str(path.relative_to(ROOT))
        for node in nodes_of(path):
            match node:
                case ast.AsyncFunctionDef(name=name):
                    pytest.fail(f"{inside}: {name} is async")
                case ast.Call(func=ast.Attribute(attr=("now" | "utcnow" | "today") as attribute)):
                    pytest.fail(f"{inside}:{node.lineno} asks the clock ({attribute}): time is passed in")
                case ast.Call(func=ast.Name(id="open")) if inside not in READS_FILES:
                    pytest.fail(f"{inside}:{node.lineno} opens a file")
                case ast.Call(func=ast.Attribute(attr=("read_text" | "read_bytes") as attribute)):
                    assert inside in READS_FILES, f"{inside}:{node.lineno} reads a file ({attribute})"


def test_the_rooms_are_there() -> None:
    """A room that lost its modules would pass the tests above."""
    assert len(modules()) > 60


def test_leave_to_draw_an_audit_is_given_in_one_place() -> None:
    """Every view of others' answers asks for a `Full`, and only `dialogs/conversation/sight.py` makes one."""
    makers = {
        str(path.relative_to(ROOT))
        for path in modules()
        if "Full(" in text_of(path)
        for node in nodes_of(path)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "Full"
    }
    assert makers == {"dialogs/conversation/sight.py"}
    for name in ("SummaryView", "ActionView", "ReviewView", "ConfirmSubmitView"):
        for path in (ROOT / "dialogs").rglob("*.py"):
            text = text_of(path)
            drawn = re.search(rf"\b{name}\(\n", text)
            assert not drawn or "dialogs.conversation.sight" in text, f"{path.name} draws a {name} unasked"


MOST_LINES = 350
STILL_LONGER: set[str] = set()
"""To be split; nothing joins them."""


def test_a_module_can_be_read_at_one_sitting() -> None:
    lines = {path.relative_to(ROOT).as_posix(): len(text_of(path).splitlines()) for path in modules()}
    longer = {name for name, count in lines.items() if count > MOST_LINES}
    assert longer == STILL_LONGER, f"split what has over {MOST_LINES} lines, and unlist what was split"
