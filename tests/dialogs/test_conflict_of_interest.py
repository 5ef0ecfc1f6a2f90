"""An auditor who knows the family: answered, and never evidence."""

from __future__ import annotations

import pytest

from dialogs.conversation.conflict_of_interest import is_told
from tests.dialogs.builders import question
from tests.dialogs.chat_harness import started

TOLD = (
    "I used to be this childs social worker so shouldnt audit it",
    "I was her foster carer a few years ago",
    "I know this family",
    "I know the mum personally",
    "I have worked with this family before",
    "we shouldn't audit this one",
    "I can't audit this file, he is my nephew",
    "I have a conflict of interest here",
    "conflict of interest",
    "I know the family of TS-4711",
)
EVIDENCE = (
    "The social worker was new to the family and the manager knew them.",
    "I know the child was seen alone twice because her words are in the notes",
    "Mum was a carer for her own mother and this is in the assessment.",
    "A conflict of interest in the family group conference was recorded.",
    "I was told by the record that the worker visited weekly in May.",
    "Father was the main carer until June.",
)


@pytest.mark.parametrize("words", TOLD)
def test_who_knows_the_family_is_told_whom_to_tell(words: str) -> None:
    assert is_told(words)
    room, amara = started(question("1.1"))
    said = amara.says(words)
    if words == "I know this family":  # the way out itself
        assert "Thank you for saying so." in said
    else:
        assert "Type: I know this family." in said
    assert not room.audit.history.get("1.1")
    assert not room.audit.notes


@pytest.mark.parametrize("words", EVIDENCE)
def test_what_the_file_shows_is_evidence(words: str) -> None:
    assert not is_told(words)
