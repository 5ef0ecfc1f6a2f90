"""The library's forms in Welsh: whole, said in one way, and on cards as light as the English ones."""

from __future__ import annotations

import pytest

from bot.cards import LIMIT
from bot.commands.preview import shown_in
from bot.languages import spoken
from template_specs.language.form_files import language_file
from template_specs.language.loader import LIBRARY, library
from template_specs.language.translations import texts_of, translation_gaps
from template_specs.languages import as_read
from tests.dialogs.chat_harness import started
from tests.dialogs.test_light_pages import fill, walked

FORMS = ("tier2-cin-cp", "multi-agency-case-audit", "deep-dive")
"""Those that councils use as they are."""


@pytest.mark.parametrize("name", FORMS)
def test_every_text_is_translated_and_none_is_left_behind(name: str) -> None:
    words = language_file(LIBRARY, name, "cy")
    assert translation_gaps(LIBRARY / f"{name}.yaml", words) == ([], [])
    assert "machine's draft" in words.read_text("utf-8").splitlines()[0]


def test_what_forms_share_is_said_in_one_way() -> None:
    """Indicators, pointers and stages stand in each form's own file; a correction in one is made in all."""
    welsh_of: dict[object, set[object]] = {}
    for name in FORMS:
        form = library()[name]
        welsh = texts_of(form.in_languages["cy"])
        for place, english in texts_of(form).items():
            if place[0] in ("indicators", "pointers", "stages"):
                welsh_of.setdefault((place, english), set()).add(welsh[place])
    assert [place for place, said in welsh_of.items() if len(said) > 1] == []


@pytest.mark.parametrize("name", FORMS)
def test_every_card_of_a_form_is_light_in_welsh(name: str) -> None:
    """Welsh is longer than English: a page of it must leave as much room for what people type."""
    with spoken("cy"):
        form = as_read(library()[name])
        shown = [page for stage in form.stages for page in shown_in(form, stage)]
    assert max(page.weight for page in shown) < 0.6 * LIMIT
    assert form.sections[0].title == "Am yr archwiliad hwn"


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMS)
def test_a_page_with_full_boxes_is_folded_until_it_fits_in_welsh(name: str) -> None:
    with spoken("cy"):
        room, amara = started(template=as_read(library()[name]))
        fill(room, amara, ("Gwelwyd hi ar ei phen ei hun, ac mae ei geiriau yn y ffeil. " * 80)[:4_000])
        assert len(walked(amara)) > 5  # each of them is weighed as it is shown
