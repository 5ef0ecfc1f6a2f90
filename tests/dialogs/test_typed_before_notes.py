"""Words typed with no audit in hand are taken by the audit that they open, though it has notes to read."""

from __future__ import annotations

from dialogs.conversation.state import OnScreen
from dialogs.features.typed_elsewhere import TakeThere
from template_specs.language.loader import load
from tests.dialogs.builders import AMARA
from tests.dialogs.chat_harness import Chat, answer, open_room
from tests.forms import FORMS


def test_they_are_saved_at_the_first_question_and_said_back() -> None:
    room = open_room(template=load(FORMS / "childs_journey.yaml"))
    amara = Chat(room, AMARA)
    said = amara.presses(TakeThere("4 June 2026"), token="")
    assert answer(room, "audit_date").value == "2026-06-04"
    assert "4 June 2026" in said
    assert amara.conversation.view is OnScreen.PAGE
