"""The documents: each page stands in the site's menu, each reader has a page, and staff can read theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SITE = YAML(typ="safe").load((ROOT / "mkdocs.yml").read_text("utf-8"))
FOR_STAFF = ("auditor", "practitioner", "manager", "moderator", "qa-lead")
READERS = (*FOR_STAFF, "form-author", "it", "developer")
OLDEST = 10.0
"""Years: staff read their pages between two visits.  Words on screen are for twelve; these are easier."""
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")


def pages(listed: object) -> Iterator[str]:
    """The files of a menu, at any depth."""
    if isinstance(listed, str):
        yield listed
    elif isinstance(listed, dict):
        for inside in listed.values():
            yield from pages(inside)
    elif isinstance(listed, list):
        for inside in listed:
            yield from pages(inside)


def test_the_menu_has_every_page_once() -> None:
    listed = list(pages(SITE["nav"]))
    written = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert sorted(listed) == sorted(written)


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_has_a_page_with_a_picture(reader: str) -> None:
    page = DOCS / "readers" / f"{reader}.md"
    pictures = _IMAGE.findall(page.read_text("utf-8"))
    assert pictures
    for told, file in pictures:
        assert len(told.split()) >= 3, "what is to be seen, for those who do not see it"
        assert (page.parent / file).is_file()


@pytest.mark.parametrize("reader", FOR_STAFF)
def test_staff_pages_are_easy_to_read(reader: str) -> None:
    assert reading_age((DOCS / "readers" / f"{reader}.md").read_text("utf-8")) <= OLDEST


def test_the_measure_tells_hard_words_from_easy_ones() -> None:
    easy = "You see the card. Press the button. Your words are saved."
    hard = "Notwithstanding organisational interdependencies, practitioners' contemporaneous documentation "
    assert reading_age(easy) < OLDEST < reading_age(hard * 3)


def reading_age(markdown: str) -> float:
    """The age in years at which a text is read with ease, by the Automated Readability Index (Smith and
    Senter, 1967), which counts letters in words and words in sentences."""
    prose = re.sub(r"```.*?```|`[^`]*`|!?\[([^\]]*)\]\([^)]*\)", r" \1 ", markdown, flags=re.DOTALL)
    prose = re.sub(r"^(#.*|\|.*)$", "", prose, flags=re.MULTILINE)
    prose = re.sub(r"^\s*(?:[-*]|\d+\.) ", "\n", prose, flags=re.MULTILINE)
    sentences = [
        part for part in re.split(r"[.?!:](?:\s|$)|\n\s*\n", prose) if re.search(r"[A-Za-z]{2}", part)
    ]
    words = re.findall(r"[A-Za-z][A-Za-z'’-]*", " ".join(sentences))
    grade = 4.71 * sum(map(len, words)) / len(words) + 0.5 * len(words) / len(sentences) - 21.43
    return grade + 5
