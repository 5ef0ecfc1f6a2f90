"""The sentences that people read are marked where they are said, so that Babel can collect them all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import nodes_of, tree_of
from tests.house.test_rooms import ROOT

COUNTED = (
    "bot/delivery/trouble.py",
    "bot/turns/figures.py",
)  # what its figures are is for whoever runs the bot
SAID_IN = ("dialogs", "bot/cards", "bot/turns", "bot/delivery", "template_specs/answer_types")
ALSO = ("template_specs/dates.py", "template_specs/kinds.py", "template_specs/condition_words.py")
MARKS = ("_", "N_", "ngettext")
SENTENCE = re.compile(r"(?=[^{}]*[a-z]{2})[A-Z][^.?!]*\s\S+\s\S+.*[.?!]$|[A-Z]\S*(\s\S+){4,}", re.DOTALL)
"""Three words and a full stop, or five words: a label of two words may be a name."""


def modules() -> list[Path]:
    rooms = [path for room in SAID_IN for path in sorted((ROOT / room).rglob("*.py"))]
    modules = [*rooms, *(ROOT / module for module in ALSO)]
    return [path for path in modules if path.relative_to(ROOT).as_posix() not in COUNTED]


def told(node: ast.expr) -> str | None:
    """The words of a string as they are written, a gap of an f-string as one word; None for others."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(p.value if isinstance(p, ast.Constant) else "X" for p in parts)  # type: ignore[misc]
    return None


def unmarked(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each sentence that no mark holds: docstrings, errors for programmers and patterns left out."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.Raise() | ast.Assert() | ast.Expr(value=ast.Constant()):
                continue
            case ast.Call(func=ast.Name(id=name)) if name in MARKS:
                for keyword in node.keywords:
                    yield from unmarked(keyword)
                continue
            case ast.Call(func=ast.Attribute(value=ast.Name(id="re"))):
                continue
            case ast.expr() if (words := told(node)) is not None:
                if SENTENCE.match(words.strip()) and "\\" not in words:
                    yield node.lineno, words
                continue
        yield from unmarked(node)


def at(path: Path, told: object) -> str:
    return f"{path.relative_to(ROOT).as_posix()}: {told}"


def test_every_sentence_is_marked_for_translators() -> None:
    missing = [at(path, line) for path in modules() for line in unmarked(tree_of(path))]
    assert not missing, (
        "mark with _() where it is said, with N_() in a constant (template_specs/sentences.py)"
    )


def _marks(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS


def not_literal(path: Path) -> Iterator[str]:
    """The lines on which something that Babel cannot read is marked."""
    for node in nodes_of(path):
        if isinstance(node, ast.JoinedStr) and any(map(_marks, ast.walk(node))):
            yield at(path, f"line {node.lineno}: no tool sees a mark inside an f-string before Python 3.12")
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id == "N_" and not isinstance(node.args[0], ast.Constant):
            yield at(path, f"line {node.lineno}: N_() takes a literal")
        if node.func.id in ("_", "ngettext"):
            for words in node.args[:2]:
                if isinstance(words, ast.JoinedStr | ast.BinOp):
                    yield at(path, f"line {node.lineno}: name the gaps")


def test_what_is_marked_is_a_literal() -> None:
    """Babel reads the code without running it."""
    assert [line for path in modules() for line in not_literal(path)] == []


def said_at_once(tree: ast.AST, inside: bool = False) -> Iterator[int]:
    """The lines of each _() that is said when its module is read, and not when somebody reads it."""
    for node in ast.iter_child_nodes(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                for default in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
                    yield from said_at_once(ast.Expr(default), inside)
                body = node.body if isinstance(node.body, list) else [node.body]
                for part in body:
                    yield from said_at_once(
                        ast.Module([part], []) if isinstance(part, ast.stmt) else part, True
                    )
            case ast.Call(func=ast.Name(id="_" | "ngettext")) if not inside:
                yield node.lineno
            case _:
                yield from said_at_once(node, inside)


def test_a_constant_is_marked_and_not_said() -> None:
    """`_` in a constant would be said once for all, in English."""
    lines = [at(path, line) for path in modules() for line in said_at_once(tree_of(path))]
    assert not lines, "mark a constant with N_()"
