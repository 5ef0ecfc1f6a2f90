"""The documents, comments and docstrings name only paths, modules and documents that exist."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    [
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
        *(ROOT / "docs").rglob("*.md"),
    ]
)
ROOMS = ("template_specs", "dialogs", "storage", "bot", "tests")

_CODE = re.compile(r"`([^`\n]+)`")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
_PATH = re.compile(rf"(?<![\w/.])(?:{'|'.join(ROOMS)}|docs)/[\w./*-]*[\w/*]")
_MODULE = re.compile(r"(?<![\w./])(?:template_specs|dialogs|storage|bot)(?:\.[a-z_][a-z_0-9]*)+")
_MARKDOWN = re.compile(r"(?<![\w*{])[\w./-]*\w\.md\b")


def inside(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def is_there(path: str) -> bool:
    """Whether a path, or one that ends in `*`, is in the repository.  A module may be named without `.py`."""
    if "*" in path:
        return any(ROOT.glob(path))
    return (ROOT / path).exists() or (ROOT / f"{path}.py").exists()


def gone_from_document(text: str) -> Iterator[str]:
    """Paths and modules that a document names, and the tree does not have."""
    named = [*_CODE.findall(_FENCED.sub("", text)), *_FENCED.findall(text)]
    for words in named:
        yield from (path for path in _PATH.findall(words) if not is_there(path.rstrip("/")))
        yield from (name for name in _MODULE.findall(words) if not is_module(name))


def is_module(dotted: str) -> bool:
    """Whether `a.b.c` is a module, or something that its last module holds."""
    parts = dotted.split(".")
    return is_there("/".join(parts)) or is_module_member(parts)


def is_module_member(parts: list[str]) -> bool:
    path = ROOT / f"{'/'.join(parts[:-1])}.py"
    return path.exists() and re.search(rf"\b{parts[-1]}\b", path.read_text("utf-8")) is not None


def gone_links(document: Path) -> Iterator[str]:
    for target in _LINK.findall(document.read_text("utf-8")):
        if "://" not in target and not (document.parent / target).exists():
            yield target


def prose(path: Path) -> str:
    """The comments and docstrings of a module; of any other file, all of it."""
    if path.suffix != ".py":
        return path.read_text("utf-8")
    with path.open("rb") as stream:
        comments = [
            token.string for token in tokenize.tokenize(stream.readline) if token.type == tokenize.COMMENT
        ]
    strings = [
        node.value.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    return "\n".join([*comments, *strings])


def gone_from_code(text: str) -> Iterator[str]:
    """Documents, modules and paths that a comment or docstring names, and the repository does not have."""
    documents = {path.name for path in DOCUMENTS} | {"CHANGELOG.md"}
    for name in _MARKDOWN.findall(text):
        if not ((ROOT / name).exists() if "/" in name else name in documents):
            yield name
    yield from (path for path in _PATH.findall(text) if not is_there(path.rstrip("/")))
    for words in _CODE.findall(text):
        yield from (name for name in _MODULE.findall(words) if not is_module(name))


def written(room: str) -> list[Path]:
    """Every file of a room with words for engineers; of the root, those that are not documents themselves."""
    if room == ".":
        names = ("app.py", "Makefile", "pyproject.toml", ".pre-commit-config.yaml", ".ci/run")
        return [ROOT / name for name in names]
    return sorted((ROOT / room).rglob("*.py"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=inside)
def test_every_path_that_a_document_names_is_there(document: Path) -> None:
    assert list(gone_from_document(document.read_text("utf-8"))) == []
    assert list(gone_links(document)) == []


@pytest.mark.parametrize("room", [".", *ROOMS])
def test_what_comments_refer_to_is_there(room: str) -> None:
    gone = {}
    for path in written(room):
        # Its code is told from its prose only where something is amiss at all: parsing takes time.
        if any(gone_from_code(path.read_text("utf-8"))) and (names := list(gone_from_code(prose(path)))):
            gone[inside(path)] = names
    assert gone == {}


def test_the_picture_of_the_house_is_the_tree() -> None:
    """A folder that is added needs its line in docs/architecture.md, and one that is gone has none."""
    picture = (ROOT / "docs" / "architecture.md").read_text("utf-8").split("```")[1]
    drawn, room = set(), ""
    for line in picture.strip().splitlines():
        name = line.split()[0].rstrip("/")
        if line.startswith(" "):
            assert is_there(f"{room}/{name}"), f"docs/architecture.md draws {room}/{name}"
            drawn.add(f"{room}/{name}")
        else:
            room = name
    packages = {inside(path.parent) for room in ROOMS[:4] for path in (ROOT / room).glob("*/__init__.py")}
    assert packages - drawn == set()


@pytest.mark.parametrize(
    "text",
    [
        "see `dialogs/happenings.py`",
        "```\nbot/inbound  a press\n```",
        "`bot/cards/no_such.py`",
        "`storage.at_hand`",
    ],
)
def test_a_path_that_is_gone_would_be_found(text: str) -> None:
    assert list(gone_from_document(text))


@pytest.mark.parametrize(
    "text", ["(design.md, Pages)", "docs/no_such.md", "`dialogs.answering`", "bot/deciding.py"]
)
def test_a_reference_that_is_gone_would_be_found(text: str) -> None:
    assert list(gone_from_code(text))


def test_what_is_there_is_let_be() -> None:
    text = (
        "`dialogs/advance.py`, `bot/cards/*.py`, `storage.values`, `dialogs.advance.advance`, docs/forms.md"
    )
    assert [*gone_from_document(text), *gone_from_code(text)] == []
