"""Conversation states to bytes and back.  They may hold text that somebody typed, so they are always
encrypted under the audit's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import datetime
from typing import Any

import orjson

from dialogs.conversation.state import ConversationState, Draft, OnScreen, Worded
from storage import pending_questions
from storage.values import as_json

_VERSION = 1


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


_DEFAULTS: Mapping[str, Any] = {field.name: _default(field) for field in fields(ConversationState)}
_SETS = frozenset(name for name, default in _DEFAULTS.items() if isinstance(default, frozenset))
_DRAFT = tuple(field.name for field in fields(Draft))
_WORDED = tuple(field.name for field in fields(Worded))


def encoded(conversation: ConversationState) -> bytes:
    """`walk` as JSON; what stands at its default is left out."""
    plain: dict[str, Any] = {"v": _VERSION}
    for name, default in _DEFAULTS.items():
        value = getattr(conversation, name)
        if value is default or value == default:
            continue
        match value:
            case _ if name == "pending":
                plain[name] = pending_questions.stored(value)
            case str():  # most of them: a mapping is slower to tell
                plain[name] = value
            case Worded():
                moments = {"at": value.at.isoformat(), "shown_at": value.shown_at.isoformat()}
                plain[name] = _open(value, _WORDED) | moments
            case Mapping() if name == "drafts":  # pairs, as the order of drafts is the order of typing
                plain[name] = [[key, _open(draft, _DRAFT)] for key, draft in value.items()]
            case Mapping():
                plain[name] = list(value.items())
            case frozenset():
                plain[name] = sorted(value)
            case _:
                plain[name] = value
    return as_json(plain)


def decoded(data: bytes) -> ConversationState:
    """What `encoded` wrote.  Raises ValueError for a version or a field that this program does not know."""
    plain = orjson.loads(data)
    version = plain.pop("v")
    unknown = plain.keys() - _DEFAULTS.keys()
    if version != _VERSION or unknown:
        raise ValueError(
            f"a conversation state of version {version} cannot be read by this program {sorted(unknown)}"
        )
    for name, value in plain.items():
        match value:
            case str() if name == "view":
                plain[name] = _on_screen(value)
            case dict() if name == "pending":
                plain[name] = pending_questions.read(value)
            case dict():
                moments = {key: datetime.fromisoformat(value[key]) for key in ("at", "shown_at")}
                plain[name] = Worded(**(value | moments))
            case list() if name == "drafts":
                plain[name] = {key: Draft(**draft) for key, draft in value}
            case list() if name in _SETS:
                plain[name] = frozenset(value)
            case list():
                plain[name] = dict(value)
    return ConversationState(**plain)


def _open(value: Draft | Worded, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(value, name) for name in names}


def _on_screen(code: str) -> OnScreen:
    """What another version shows besides is not on this one's screen: the page in hand is."""
    return next((screen for screen in OnScreen if screen.value == code), OnScreen.PAGE)
