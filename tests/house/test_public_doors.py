"""Storage and the bot use what others offer in public: no name of theirs that begins with an underscore."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.house.source import nodes_of

ROOT = Path(__file__).parents[2]
ROOMS = ("storage", "bot")
PINNED = {
    "bot/teams/clients.py": {"_user_token_client_impl", "_UserTokenClientImpl"},
    "bot/teams/frame.py": {"_INVOKE_RESPONSE_KEY", "_attribute_map"},
}
"""botbuilder offers no other way to these.  It is pinned to one version, to which nothing will be added."""
OWN = ("template_specs", "dialogs", "storage", "bot", "app", "tests")


def modules() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


def private(name: str) -> bool:
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


def assigned(nodes: Iterable[ast.AST]) -> set[str]:
    """The private names that this code gives to things of its own: attributes, methods, fields, slots."""
    names: set[str] = set()
    for node in nodes:
        match node:
            case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name, ctx=ast.Store()):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Name(id=name, ctx=ast.Store()):
                names.add(name)
            case ast.Constant(value=str(name)):
                names.add(name)  # __slots__
    return {name for name in names if private(name)}


def origins(nodes: Iterable[ast.AST]) -> dict[str, str]:
    """Where the names that a module imports come from: the heads of the modules."""
    origin: dict[str, str] = {}
    for node in nodes:
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                origin |= {alias.asname or alias.name: module.split(".")[0] for alias in names}
            case ast.Import(names=names):
                origin |= {(alias.asname or alias.name).split(".")[0]: alias.name for alias in names}
    return origin


def bases(origin: Mapping[str, str], of: ast.ClassDef) -> set[str]:
    """Where the bases of a class come from."""
    named = {node.id for base in of.bases for node in ast.walk(base) if isinstance(node, ast.Name)}
    return {origin[name] for name in named if name in origin}


def intrusions(nodes: Sequence[ast.AST], known: frozenset[str] = frozenset()) -> Iterator[str]:
    """Uses of somebody else's private names, with their lines.  `known`: private names that classes of this
    project have, which others of its classes inherit."""
    own, origin = assigned(nodes), origins(nodes)
    of_others: dict[ast.AST, set[str]] = {}
    for node in nodes:
        if isinstance(node, ast.ClassDef) and not bases(origin, node) <= {*OWN, "typing", "abc", "enum"}:
            within = tuple(ast.walk(node))
            of_others |= dict.fromkeys(within, assigned(within))
    for node in nodes:
        match node:
            case ast.Attribute(value=value, attr=name) if private(name):
                if isinstance(value, ast.Name) and value.id in ("self", "cls"):
                    mine = name in of_others[node] if node in of_others else name in own | known
                else:
                    mine = name in own  # an object of a class in the same module
                if not mine:
                    yield f"line {node.lineno}: {ast.unparse(node)}"
            case ast.ImportFrom(module=str(module), names=names, level=0):
                parts = [*module.split("."), *(alias.name for alias in names)]
                if parts[0] not in OWN and any(map(private, parts)):
                    yield f"line {node.lineno}: {ast.unparse(node)}"
            case ast.Import(names=names):
                if any(private(part) for alias in names for part in alias.name.split(".")):
                    yield f"line {node.lineno}: {ast.unparse(node)}"
            case ast.Call(
                func=ast.Name(id="getattr" | "setattr"), args=[_, ast.Constant(value=str(name)), *_]
            ):
                if private(name):
                    yield f"line {node.lineno}: {ast.unparse(node)}"


@cache
def known() -> frozenset[str]:
    """The private names that classes of these rooms have."""
    return frozenset(name for path in modules() for name in assigned(nodes_of(path)))


@pytest.mark.slow
def test_nothing_private_of_others_is_used() -> None:
    inside = {str(path.relative_to(ROOT)): path for path in modules()}
    lines = [(name, line) for name, path in inside.items() for line in intrusions(nodes_of(path), known())]
    assert [
        f"{name}: {line}"
        for name, line in lines
        if not any(pinned in line for pinned in PINNED.get(name, set()))
    ] == []


@pytest.mark.parametrize(
    "source",
    [
        "def end(adapted):\n    adapted._transaction = None",
        "async def trip(connection):\n    await connection.driver._execute(print)",
        "from sqlalchemy.ext.asyncio import AsyncConnection\n"
        "class Mine(AsyncConnection):\n    def end(self):\n        return self._transaction",
        "from aiosqlite.core import _connection_worker_thread",
        "import asyncpg._testbase",
        "def end(adapted):\n    return getattr(adapted, '_transaction')",
    ],
)
def test_what_is_private_is_seen(source: str) -> None:
    """The ways that there were, or might be, of reaching in."""
    assert len(list(intrusions(tuple(ast.walk(ast.parse(source)))))) == 1


def test_what_is_ones_own_is_let_be() -> None:
    source = (
        "class Pool:\n    def __init__(self):\n        self._idle = []\n"
        "    def take(self, other: Pool):\n        return self._idle or other._idle or self.__dict__"
    )
    assert list(intrusions(tuple(ast.walk(ast.parse(source))))) == []
