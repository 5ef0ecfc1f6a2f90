"""The columns of a Word table: words stay whole, and the table stays on the page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.documents.columns import PADDING, PER_LETTER, column_widths

CELLS = st.text(alphabet="ab \n", max_size=90)


@given(st.integers(1, 9).flatmap(lambda n: st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1)))
def test_a_table_fits_the_page_whatever_stands_in_it(rows: list[list[str]]) -> None:
    widths = column_widths(rows, 17.0)
    assert len(widths) == len(rows[0])
    assert sum(widths) <= 17.001
    assert min(widths) > 0


def test_words_stay_whole_beside_a_long_text() -> None:
    rows = [("Case", "Moderated", "What was said"), ("Q-1", "Requires improvement", "a long text " * 40)]
    case, moderated, said = column_widths(rows, 17.0)
    assert case >= PADDING + PER_LETTER * len("Case")
    assert moderated >= PADDING + PER_LETTER * len("improvement")
    assert said > 6


def test_a_few_short_words_take_half_the_page() -> None:
    assert round(sum(column_widths([("Grade", "Audits"), ("Good", "12")], 17.0)), 2) == 8.5
