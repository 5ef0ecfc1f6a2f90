"""What a pressed button means: a card's data as one of the commands of `dialogs`.

A card's data is under the client's control: only its shape is read here, and
`dialogs/audits/permissions.py` decides who may do what.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.conversation.commands import (
    Acknowledge,
    ChooseMeaning,
    Command,
    DropConcern,
    DropDraft,
    Given,
    GoBack,
    GoOn,
    GoTo,
    KeepEvidence,
    OpenAudit,
    Pause,
    RaiseConcern,
    ReadBack,
    RemoveRow,
    ReviewAction,
    SavePage,
    SaveRow,
    SendConcern,
    SettleNote,
    ShowCard,
    ShowWhere,
    SubmitStage,
    TakeOffer,
    WordConcern,
)
from dialogs.features.home import Ask, Asked

MOST_CHARACTERS = 60_000
"""Of one input that is kept as a draft; what is longer is cut here (a request holds 256 kB at the most)."""

_TOKEN = re.compile(r"^[A-Za-z0-9_-]{1,64}$")


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press: on which audit (none at home), under which token, and what it asks for."""

    audit: str
    token: str
    event: Command | Asked


def pressed(data: Mapping[str, Any]) -> Pressed | None:
    """The press that a card's data tells of; None when it is none of ours."""
    read = _VERBS.get(_text(data, "verb"))
    if read is None:
        return None
    token = _text(data, "token")
    audit = _text(data, "audit") or _text(data, "case")
    return Pressed(audit[:64], token if _TOKEN.match(token) else "", read(data))


def _saved(data: Mapping[str, Any]) -> SavePage:
    return SavePage(_given(data), row=_row(data))


def _saved_then(then: Callable[[Mapping[str, Any]], Command]) -> Callable[[Mapping[str, Any]], Command]:
    """Whatever button is pressed, what stands in the page's boxes is saved first: nothing typed is lost."""

    def read(data: Mapping[str, Any]) -> Command:
        command = then(data)
        # What is dropped must not be saved on the way.
        dropped = command.key if isinstance(command, DropDraft) else ""
        given = tuple(g for g in _given(data) if g.key != dropped)
        row = None if isinstance(command, SaveRow | RemoveRow | DropDraft) else _row(data)
        return SavePage(given, command, row) if given or row else command

    return read


def _row(data: Mapping[str, Any]) -> SaveRow | None:
    key = _text(data, "row")
    return SaveRow(key, _cells(data), _number(data.get("row_rev"))) if key else None


def _given(data: Mapping[str, Any]) -> tuple[Given, ...]:
    revisions = data.get("revs")
    if not isinstance(revisions, Mapping):
        return ()
    found = []
    for key, revision in revisions.items():
        value, words = _input(data, f"v:{key}"), _input(data, f"w:{key}")
        if value is not None or words is not None:
            found.append(Given(str(key), value, words, _number(revision)))
    return tuple(found)


def _cells(data: Mapping[str, Any]) -> dict[str, str]:
    return {key[2:]: _input(data, key) or "" for key in data if isinstance(key, str) and key.startswith("c:")}


def _input(data: Mapping[str, Any], name: str) -> str | None:
    """An input's value as text; None when the card had no such box."""
    if name not in data:
        return None
    value = data[name]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)[:MOST_CHARACTERS] if isinstance(value, str | int | float) else ""


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _choice(data: Mapping[str, Any]) -> str:
    """The number of the choice that was pressed; empty for a word that is a command or an answer."""
    choice = _text(data, "choice")
    return choice if choice.isdecimal() and len(choice) < 3 else ""


def _number(value: Any) -> int:
    try:
        return max(0, int(value)) if isinstance(value, int | str) else 0
    except ValueError:
        return 0


_VERBS: dict[str, Callable[[Mapping[str, Any]], Command | Asked]] = {
    "save": _saved,
    "keep": _saved_then(lambda d: KeepEvidence(_text(d, "item"))),
    "pause": _saved_then(lambda d: Pause()),
    "go": _saved_then(lambda d: GoTo(_text(d, "to"))),
    "row_save": _saved_then(lambda d: SaveRow(_text(d, "item"), _cells(d), _number(d.get("rev")))),
    "row_edit": _saved_then(lambda d: GoTo(_text(d, "item"))),
    "row_remove": _saved_then(lambda d: RemoveRow(_text(d, "item"), _number(d.get("rev")))),
    "drop": _saved_then(lambda d: DropDraft(_text(d, "item"))),
    "back": lambda d: GoBack(),
    "next": _saved_then(lambda d: GoOn()),
    "card": lambda d: ShowCard(),
    "where": lambda d: ShowWhere(),
    "gaps": lambda d: SubmitStage(),
    "review": _saved_then(lambda d: ReadBack(_number(d.get("part")))),
    "submit": lambda d: SubmitStage(confirmed=bool(_number(d.get("confirmed")))),
    "concern": _saved_then(lambda d: RaiseConcern(_input(d, "concern") or "")),
    "concern_send": lambda d: SendConcern(_text(d, "token")),
    "concern_send_changed": lambda d: SendConcern(_text(d, "token"), _input(d, "concern") or ""),
    "concern_drop": lambda d: DropConcern(_text(d, "token")),
    "concern_offer": lambda d: TakeOffer(_text(d, "token")),
    "concern_case": lambda d: WordConcern(_input(d, "concern") or ""),
    "note_use": _saved_then(lambda d: SettleNote(_text(d, "note"), _text(d, "item"))),
    "note_drop": _saved_then(lambda d: SettleNote(_text(d, "note"))),
    "ack": lambda d: Acknowledge(_text(d, "subject")),
    "action_review": lambda d: ReviewAction(_text(d, "item"), _cells(d), _number(d.get("rev"))),
    "word": lambda d: ChooseMeaning(_text(d, "choice") == "command", _choice(d)),
    "open": lambda d: OpenAudit(),
    "my_audits": lambda d: Asked(Ask.AUDITS),
    "new_audit": lambda d: Asked(Ask.NEW),
    "help": lambda d: Asked(Ask.HELP),
    "status": lambda d: Asked(Ask.STATUS),
}
