"""A walk comes back as it was kept, whatever stands in it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.audit import Walk
from storage.walks import decoded, encoded

TEXT = st.text(alphabet=st.characters(codec="utf-8"))
st.register_type_strategy(str, TEXT)
st.register_type_strategy(int, st.integers(-(2**31), 2**31))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.from_type(Walk))
def test_a_walk_comes_back_whole(walk: Walk) -> None:
    back = decoded(encoded(walk))
    assert back == walk
    assert list(back.drafts) == list(walk.drafts)


@pytest.mark.parametrize("data", [b'{"v":2}', b'{"v":1,"novelty":3}'])
def test_a_walk_of_a_newer_program_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="cannot be read by this program"):
        decoded(data)
