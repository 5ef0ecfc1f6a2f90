"""The catalogues have every sentence of the code, and each translation names what the sentence names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.languages import LOCALES, catalogue
from tests.house.test_rooms import ROOT

CATALOGUES = sorted(LOCALES.glob("*.po"))
_GAP = re.compile(r"\{[^}]*\}")


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


def gaps(words: object) -> set[str]:
    return set(_GAP.findall(str(words)))


def forms_of(words: object) -> tuple[str, ...]:
    """A translation, or each of its forms where the sentence changes with a number."""
    return tuple(words) if isinstance(words, tuple) else (str(words),)


def marked() -> set[object]:
    rooms = ("dialogs", "bot", "template_specs")
    return {found[2] for room in rooms for found in extract_from_dir(ROOT / room)}


@pytest.mark.slow
@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_catalogue_has_every_sentence_and_no_other(path: Path) -> None:
    assert {message.id for message in read(path) if message.id} == marked(), "run make catalogues"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_translation_names_what_its_sentence_names(path: Path) -> None:
    """A gap that is left out or misspelt would lose a name, or fail when it is said."""
    wrong = [
        message.id
        for message in read(path)
        for words in forms_of(message.string)
        if message.id and words and gaps(message.id) != gaps(words)
    ]
    assert wrong == []


def test_welsh_is_complete_and_says_that_it_is_a_draft() -> None:
    """Whoever adds a sentence says it in Welsh too; a doubtful ("fuzzy") one would be said in English."""
    path = LOCALES / "cy.po"
    unsaid = [
        message.id
        for message in read(path)
        if message.id and (message.fuzzy or not all(forms_of(message.string)))
    ]
    assert unsaid == []
    assert "machine's draft" in path.read_text("utf-8")
    welsh = catalogue("cy")
    assert welsh is not None
    assert welsh.gettext("Save and continue") == "Cadw a pharhau"
