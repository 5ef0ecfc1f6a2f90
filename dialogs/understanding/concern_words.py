"""Typed words about a concern: beginning one, wording it, asking about it, sending it or leaving it."""

from __future__ import annotations

import re
from datetime import date

from dialogs.conversation.command import Command
from dialogs.conversation.harm import plain as bare
from dialogs.conversation.harm import sentence_of_harm
from dialogs.features.concern_offer import BeginConcern
from dialogs.features.unsent_concern import (
    DropConcern,
    ExplainConcern,
    LeaveConcern,
    RewordConcern,
    SendConcern,
    WordConcern,
)

_KIND = r"(?:(?:an?|the|my|this|another|new|immediate|urgent|serious|safeguarding|child protection) )*"
_ASKS = (
    r"(?:(?:please|i (?:want|need|would like|wish|have) to|id like to|can i|could i|may i|how do i|let me) )*"
)
_BARE = re.compile(
    rf"^{_ASKS}(?:(?:raise|report|send|make|flag|log|submit|begin|start|add|i have|ive got|have|there is) )?"
    rf"{_KIND}concerns?(?: please| now)?$"
)
_LED = re.compile(
    r"^\W*(?:(?:i (?:want|need|would like|wish|have) to|i'd like to|id like to|please|can i|could i)\s+)*"
    r"(?:(?P<verb>raise|report|raising|flag|log)\s+)?(?P<kind>(?:(?:an?|the|my|another|new)\s+)?"
    r"(?:(?:immediate|urgent|serious|safeguarding|child protection)\s+)*)concerns?\b"
    r"(?P<mark>\s*[:\-–—]+)?\s*(?P<words>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_URGENT = re.compile(r"immediate|urgent|serious|safeguarding|protection", re.IGNORECASE)
_QUESTION = re.compile(
    r"^(?:who|whom|whose|what|when|where|why|how|which|whats|whos|is (?:it|this|that|there|my)|"
    r"are (?:you|they|there|these)|can (?:i|you|they|we)|has it|"
    r"(?:will|would|should|could|does|do|did|am|may) \w+)\b"
)
_NO = frozenset(
    "no n nope nah cancel stop leave quit exit forget abort nothing none wait undo".split()  # noqa: SIM905
) | {
    "no thanks", "no thank you", "never mind", "nevermind", "not now", "not yet", "forget it", "leave it",
    "do not send", "dont send", "dont send it", "do not send it", "no dont", "no concern", "no concerns",
    "not a concern", "cancel it", "cancel that", "cancel concern", "cancel the concern", "drop it", "drop",
    "i dont have one", "there is none", "go back", "dont", "my mistake", "by mistake", "wrong", "mistake",
}  # fmt: skip
_GO_ON = frozenset(
    {"yes", "y", "ok", "okay", "sure", "yes please", "thanks", "thank you", "ready", "hi", "hello"}
)
_SEND = frozenset({"send", "send now", "send it", "send it now", "yes send", "yes send it", "send concern",
                   "send the concern"})  # fmt: skip
_YES = frozenset({"yes", "y", "yes please", "yep", "yeah", "ok", "okay", "sure", "now"})
_CHANGE = frozenset(
    {"change", "change it", "edit", "edit it", "reword", "change the concern", "change concern"}
)
_DO_NOT = frozenset({"do not send", "dont send", "do not send it", "dont send it", "cancel the concern",
                     "cancel concern", "drop the concern", "drop concern"})  # fmt: skip
MOST_ASKED = 16
"""Words: what is longer than this and begins like a question is taken as a concern's words."""


def begins(text: str, today: date) -> Command | None:
    """The command of words that begin a concern, or ask about raising one; None where they may be something
    else ("Concern about neglect was followed up by the school")."""
    words = bare(text)
    if "concern" not in words and "safeguarding" not in words:
        return None
    if _BARE.match(words) or words == "safeguarding":
        return BeginConcern()
    if is_question(text, today) and "raise" in words.split() and "concern" in words:
        return ExplainConcern()
    if is_question(text, today) and re.search(r"\b(?:a|my|the|this|immediate) concerns?\b", words):
        return (
            ExplainConcern()
            if re.search(r"\b(?:who|happens|confidential|go|goes|sent|send)\b", words)
            else None
        )
    led = _LED.match(text)
    if led is None:
        return None
    said = led["words"].strip()
    if led["verb"] or led["mark"] or _URGENT.search(led["kind"] or "") or sentence_of_harm(text, today):
        about = re.sub(r"^(?:that|about|regarding|re)\b[:\s]*", "", said, flags=re.IGNORECASE).strip()
        return WordConcern(about if led["verb"] or led["mark"] else text.strip()) if said else BeginConcern()
    return None


def is_question(text: str, today: date) -> bool:
    """Whether `text` asks something, rather than telling of a child."""
    words = bare(text)
    if not words or len(words.split()) > MOST_ASKED or sentence_of_harm(text, today):
        return False
    return text.rstrip().endswith("?") or _QUESTION.match(words) is not None


def instead(text: str, today: date) -> Command | None:
    """When a concern's words were asked for: what `text` is where it is not those words."""
    words = bare(text)
    if words in _NO:
        return LeaveConcern()
    if words in _GO_ON or _BARE.match(words):
        return BeginConcern()
    return ExplainConcern() if is_question(text, today) else None


def settling(text: str, today: date, *, shown: bool) -> Command | None:
    """While a concern waits to be sent: what `text` does with it, if anything.  `shown`: its card is the last
    thing that was shown, so that a bare yes or no is about it."""
    words = bare(text)
    if words in _SEND or (shown and words in _YES):
        return SendConcern()
    if words in _DO_NOT or (shown and words in _NO):
        return DropConcern()
    if shown and words in _CHANGE:
        return RewordConcern()
    return ExplainConcern() if shown and is_question(text, today) else None
