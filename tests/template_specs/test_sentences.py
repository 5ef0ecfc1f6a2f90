"""How a sentence comes out once it is filled in."""

from __future__ import annotations

import pytest

from template_specs.sentences import _, ngettext


@pytest.mark.parametrize(
    ("quoted", "said"),
    [
        ("The letter is missing.", "Left out: “The letter is missing.” Type it again."),
        ("Is it missing?", "Left out: “Is it missing?” Type it again."),
        ("the letter of May", "Left out: “the letter of May”. Type it again."),
        ("It goes on and…", "Left out: “It goes on and…” Type it again."),
    ],
)
def test_a_quotation_brings_its_own_full_stop(quoted: str, said: str) -> None:
    assert _("Left out: “{quoted}”. Type it again.", quoted=quoted) == said
    assert ngettext("{n}: “{quoted}”.", "{n}: “{quoted}”.", 1, n=1, quoted="Yes.") == "1: “Yes.”"
