"""A pending question as the stored conversation holds it: one shape for all, with a code for the kind.

The codes and the shape stay, so that processes of two versions read one another's; what this program does not
know is kept as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dialogs.conversation.given import Choice, Given
from dialogs.conversation.pending import (
    AwaitingCell,
    AwaitingEvidence,
    ConcernWords,
    Conflict,
    LastYes,
    MoveWhere,
    Pending,
    SendOrNot,
    UnknownQuestion,
    WhichMeaning,
    WordOrAnswer,
)
from template_specs.sentences import worded

_FIELDS = frozenset({"kind", "key", "column", "text", "command", "cells"})


def stored(pending: Pending) -> dict[str, Any]:
    """`pending` as JSON takes it: the same six fields for every kind."""
    match pending:
        case AwaitingEvidence(key):
            return _shape("evidence", key)
        case AwaitingCell(key, column, cells):
            return _shape("cell", key, column=column, cells=cells)
        case Conflict(key):
            return _shape("conflict", key)
        case WordOrAnswer(about, text, command):
            return _shape("word", about, text=text, command=command)
        case WhichMeaning(about, text, choices):
            numbered = {str(number): _choice(choice) for number, choice in enumerate(choices, 1)}
            return _shape("which", about, text=text, cells=numbered)
        case ConcernWords(concern):
            return _shape("concern", concern)
        case SendOrNot():
            return _shape("send")
        case MoveWhere(key, revision):
            return _shape("move", key, column=str(revision))
        case LastYes():
            return _shape("submit")
        case UnknownQuestion(kind, key, column, text, command, cells):
            return _shape(kind, key, column=column, text=text, command=command, cells=cells)


def read(plain: Mapping[str, Any]) -> Pending:
    """What `stored` made.  Raises ValueError for a field that this program does not know."""
    if unknown := plain.keys() - _FIELDS:
        raise ValueError(f"a pending question cannot be read by this program {sorted(unknown)}")
    as_it_is = UnknownQuestion(**plain)
    try:
        known = _known(as_it_is)
    except (ValueError, KeyError, TypeError):  # choices of another shape
        return as_it_is
    return known if stored(known) == stored(as_it_is) else as_it_is


def _known(question: UnknownQuestion) -> Pending:
    match question.kind:
        case "evidence":
            return AwaitingEvidence(question.key)
        case "cell":
            return AwaitingCell(question.key, question.column, question.cells)
        case "conflict":
            return Conflict(question.key)
        case "word":
            return WordOrAnswer(question.key, question.text, question.command)
        case "which":
            numbers = sorted(question.cells, key=int)
            return WhichMeaning(question.key, question.text, tuple(_read(question.cells[n]) for n in numbers))
        case "concern":
            return ConcernWords(question.key)
        case "send":
            return SendOrNot()
        case "move":
            return MoveWhere(question.key, int(question.column))
        case "submit":
            return LastYes()
        case _:
            return question


def _shape(
    kind: str,
    key: str = "",
    *,
    column: str = "",
    text: str = "",
    command: str = "",
    cells: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    return {
        "kind": kind,
        "key": key,
        "column": column,
        "text": text,
        "command": command,
        "cells": dict(cells or {}),
    }


def _choice(choice: Choice) -> str:
    given = [[g.key, g.value, g.words, g.revision] for g in choice.given]
    plain = {"label": worded(choice.label), "act": choice.action, "given": given}
    return json.dumps(plain, ensure_ascii=False)


def _read(text: str) -> Choice:
    plain = json.loads(text)
    return Choice(plain["label"], tuple(Given(*answer) for answer in plain["given"]), plain["act"])
