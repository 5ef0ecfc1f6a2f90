"""An answer type is one module: nothing outside `template_specs/answer_types` switches on a kind."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from bot.cards.inputs import Box, field
from template_specs.answer_types import ANSWER_TYPES, AnswerType, Prompt, Widget
from template_specs.language.keys import THINGS
from tests.house.source import nodes_of

ROOT = Path(__file__).parents[2]
HERE = "template_specs/answer_types/"
OPEN_TO_ALL = {
    "ANSWER_TYPES",
    "BY_CODE",
    "IN_COLUMNS",
    "AnswerType",
    "Clear",
    "Prompt",
    "Refusal",
    "Value",
    "flat",
    "for_key",
}
MAKES_QUESTIONS = {
    "template_specs/evidence_ticks.py": {"CHOICES"},
    "template_specs/language/comment_reader.py": {"TEXT"},
    "template_specs/language/column_reader.py": {"TEXT"},
    "template_specs/language/work_reader.py": {"WORKED_OUT"},
}
"""The modules that make a question of their own, and so name its type."""
CODES = {kind.code for kind in ANSWER_TYPES}
NAMES = {code.upper() for code in CODES}


def product() -> list[Path]:
    rooms = (
        path
        for room in ("template_specs", "dialogs", "storage", "bot")
        for path in (ROOT / room).rglob("*.py")
    )
    return [ROOT / "app.py", *(path for path in sorted(rooms) if not inside(path).startswith(HERE))]


def inside(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def switches(nodes: Iterable[ast.AST], where: str) -> Iterator[str]:
    """What among the nodes of a module knows one answer type from another, with its line."""
    for node in nodes:
        match node:
            case ast.ImportFrom(module="template_specs.answer_types", names=names):
                allowed = OPEN_TO_ALL | MAKES_QUESTIONS.get(where, set())
                allowed |= {"Widget"} if where.startswith("bot/cards/") else set()
                yield from (f"{node.lineno}: imports {n.name}" for n in names if n.name not in allowed)
            case ast.ImportFrom(module=str(module)) if module.startswith("template_specs.answer_types."):
                if not module.endswith(".parts"):
                    yield f"{node.lineno}: imports {module}"
            case ast.ImportFrom(module="template_specs", names=names) if any(
                n.name == "answer_types" for n in names
            ):
                yield f"{node.lineno}: imports all answer types"
            case ast.Compare():
                sides = [node.left, *node.comparators]
                if any(_is_kind(side) for side in sides) and any(_names_one(side) for side in sides):
                    yield f"{node.lineno}: compares a kind"
            case ast.Match(subject=subject, cases=cases) if _is_kind(subject):
                patterns = [part for case in cases for part in ast.walk(case.pattern)]
                if any(_names_one(part.value) for part in patterns if isinstance(part, ast.MatchValue)):
                    yield f"{node.lineno}: switches on a kind"
            case ast.Subscript(value=ast.Name(id="BY_CODE"), slice=ast.Constant()):
                yield f"{node.lineno}: looks up one type"


def _is_kind(node: ast.expr) -> bool:
    match node:
        case ast.Attribute(attr="code", value=value):
            return _is_kind(value)
        case ast.Attribute(attr="kind", value=ast.Name(id=name)):
            return name != "aside"  # what is set aside has kinds of its own
        case ast.Name(id="kind"):
            return True
    return False


def _names_one(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=value):
            return value in CODES
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in NAMES
        case ast.Tuple(elts=parts) | ast.Set(elts=parts) | ast.List(elts=parts):
            return any(_names_one(part) for part in parts)
    return False


@pytest.mark.slow
def test_nothing_else_switches_on_the_kind() -> None:
    lines = [
        f"{inside(path)}:{line}" for path in product() for line in switches(nodes_of(path), inside(path))
    ]
    assert lines == []


@pytest.mark.parametrize(
    "source",
    [
        "from template_specs.answer_types import DATE",
        "from template_specs.answer_types import Widget",
        "from template_specs.answer_types.date import Date",
        "from template_specs import answer_types",
        "if question.kind is DATE: pass",
        "if question.kind in (types.DATE, types.TEXT): pass",
        "if question.kind.code == 'date': pass",
        "match question.kind:\n    case types.DATE | types.TEXT: pass",
        "BY_CODE['date']",
    ],
)
def test_a_switch_would_be_found(source: str) -> None:
    assert list(switches(ast.walk(ast.parse(source)), "dialogs/wording/prompts.py"))


@pytest.mark.parametrize("kind", ANSWER_TYPES, ids=lambda kind: kind.code)
def test_every_answer_type_says_all_that_is_asked_of_it(kind: AnswerType) -> None:
    assert type(kind).__module__ == f"template_specs.answer_types.{kind.code}"
    assert kind.keys <= {key.name for key in THINGS["question"].keys}
    assert kind.conditions <= {key.name for key in THINGS["condition"].keys}
    assert bool(kind.options) <= kind.has_options
    prompt = Prompt("How was it?", kind, kind.options, not_future=False, limit=kind.limit, most=kind.most)
    assert kind.how_to_answer(prompt).endswith(".")
    if "is" in kind.conditions:
        assert kind.possible(prompt).startswith("Write ")
    if "at_least" in kind.conditions:
        assert getattr(kind.size(prompt, "no such thing"), "sentence", "").startswith("Write ")


@pytest.mark.parametrize("widget", [widget for widget in Widget if widget is not Widget.ROWS])
def test_every_widget_can_be_drawn(widget: Widget) -> None:
    assert field(Box("v:1", "Answer", widget))[-1]["id"] == "v:1"


def test_codes_are_given_once() -> None:
    assert len(CODES) == len(ANSWER_TYPES)
