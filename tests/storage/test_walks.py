"""A conversation state comes back as it was kept, whatever stands in it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.conversation.state import ConversationState
from storage.conversation_states import decoded, encoded

TEXT = st.text(alphabet=st.characters(codec="utf-8"))
st.register_type_strategy(str, TEXT)
st.register_type_strategy(int, st.integers(-(2**31), 2**31))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.from_type(ConversationState))
def test_a_walk_comes_back_whole(conversation: ConversationState) -> None:
    back = decoded(encoded(conversation))
    assert back == conversation
    assert list(back.drafts) == list(conversation.drafts)


@pytest.mark.parametrize("data", [b'{"v":2}', b'{"v":1,"novelty":3}'])
def test_a_walk_of_a_newer_program_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="cannot be read by this program"):
        decoded(data)
