"""The sentences that people read are marked where they are said, so that Babel can collect them all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.source import nodes_of, tree_of
from tests.house.test_rooms import ROOT

SAID_IN = ("dialogs", "bot/cards", "template_specs/answer_types")
MARKS = ("_", "N_")
SENTENCE = re.compile(r"(?=[^{}]*[a-z]{2})[A-Z][^.?!]*\s\S+\s\S+.*[.?!]$|[A-Z]\S*(\s\S+){4,}", re.DOTALL)
"""Three words and a full stop, or five words: a label of two words may be a name."""


def modules() -> list[Path]:
    return [path for room in SAID_IN for path in sorted((ROOT / room).rglob("*.py"))]


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


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_sentence_is_marked_for_translators(path: Path) -> None:
    missing = list(unmarked(tree_of(path)))
    assert not missing, (
        "mark with _() where it is said, with N_() in a constant (template_specs/sentences.py)"
    )


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_is_marked_is_a_literal(path: Path) -> None:
    """Babel reads the code without running it."""
    for node in nodes_of(path):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "N_":
            assert isinstance(node.args[0], ast.Constant), f"line {node.lineno}: N_() takes a literal"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            first = node.args[0]
            assert not isinstance(first, ast.JoinedStr | ast.BinOp), f"line {node.lineno}: name the gaps"
