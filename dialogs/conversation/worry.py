"""Recognises that somebody who writes is worried about the child themselves, with nothing said of harm."""

from __future__ import annotations

import re

from dialogs.conversation.harm import _AFRAID, _CHILD
from dialogs.conversation.sentences import plain, sentences

_BEFORE = r"(?:and|but|so|also|honestly|yes|no|ok|sorry)"
_GOES_ON = r"(?:at|with|in|as|and|because|being|going|if|when|this|that)"
_WORRY = re.compile(
    rf"^(?:{_BEFORE} )*(?:i am|im|we are|were)(?: \w+){{0,2}} (?:{_AFRAID}) (?:about|for) "
    rf"(?:(?:him|her|them|{_CHILD})(?= {_GOES_ON}\b|$)|(?:his|her|their|the childs) "
    r"(?:safety|welfare|life|wellbeing)\b)"
)
"""The writer's own worry about the child ("we're concerned about her"): of the file or of now, nobody can
tell.  That others were worried is what files are full of."""


def sentence_of_worry(text: str) -> str:
    """The first sentence of `text` in which its writer is worried about the child, with nothing said of harm;
    empty where there is none."""
    return next((said for said in sentences(text) if _WORRY.match(plain(said))), "")
