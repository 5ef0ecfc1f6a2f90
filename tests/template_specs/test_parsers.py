"""The quick parser and the one that explains read every file alike."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from template_specs.language import tree
from template_specs.language.faults import Faults
from template_specs.language.loader import LIBRARY

FORM = """\
form: visits  # a remark
version: 2
title: 'Home visits: what they show'
scales:
  three: [{option: yes, says: "It does"}, No, Partly #1]
sections:
- section: One
  intro: >
    Several lines
    of words.
  questions:
  - ask: Was the child seen "alone"?
    help: |
      - In the home
      - Elsewhere
    when: {question: '1.1', is: [a, b]}
  - ~
"""


def read(text: str, monkeypatch: pytest.MonkeyPatch, *, quick: bool) -> tuple[object, list[str]]:
    faults = Faults("form.yaml")
    with monkeypatch.context() as patched:
        if not quick:
            patched.delattr("yaml.CSafeLoader")
        found = tree.read_tree(text.encode("utf-8", "replace"), faults)
    return found, [str(fault) for fault in faults.noted]


def assert_alike(text: str) -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        assert read(text, monkeypatch, quick=True) == read(text, monkeypatch, quick=False)


@pytest.mark.slow
def test_every_form_of_the_library_is_read_alike() -> None:
    for path in LIBRARY.rglob("*.yaml"):
        assert_alike(path.read_text("utf-8"))


PIECES = st.sampled_from([*": -#'\"[]{},&*!|>%@`?\n\t~", "  ", "\n  ", "---\n", "\u2028", "\x85"])


@given(st.lists(st.tuples(st.integers(0, len(FORM)), st.integers(0, 3), PIECES), min_size=1, max_size=3))
@example([(0, 0, "%")])
def test_a_damaged_form_is_read_or_explained_alike(slips: list[tuple[int, int, str]]) -> None:
    text = FORM
    for at, taken, put in slips:
        text = text[:at] + put + text[at + taken :]
    assert_alike(text)
