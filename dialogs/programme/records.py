"""An audit's record as plain values, for an export that goes in again: who has it, and its trail in clear.

Reading a record in again and folding it gives the same audit, so it counts the same in every report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from dialogs.audits.audit import Audit, Clear, Passage, PersonId
from dialogs.audits.events import DomainEvent, EventKind

Fingerprints = Callable[[str], frozenset[int]]
"""As in `Turn`."""


class NotARecord(Exception):
    """It is not as `record_of` makes it; the text says what is wrong."""


def record_of(audit: Audit, answered: int, to_answer: int, trail: Sequence[DomainEvent]) -> dict[str, Any]:
    """The record of `audit`; `trail`: every event, in order."""
    return {
        "form_hash": audit.template_hash,
        "auditors": audit.auditors,
        "practitioner": audit.practitioner,
        "manager": audit.manager,
        "iro": audit.iro,
        "due": audit.due,
        "answered": answered,
        "to_answer": to_answer,
        "trail": [_plain(event) for event in trail],
    }


def _plain(event: DomainEvent) -> dict[str, Any]:
    plain: dict[str, Any] = {"what": event.what.value, "by": event.by, "at": event.at}
    if event.key:
        plain["key"] = event.key
    if event.value is not None:
        plain["value"] = event.value
    if event.passage is not None:
        plain["words"] = event.passage.text
    if event.thin:
        plain["thin"] = event.thin
    return plain


def trail_of(
    plain: Iterable[Mapping[str, Any]], known: Mapping[PersonId, PersonId], prints: Fingerprints
) -> tuple[DomainEvent, ...]:
    """The events of a record; `known`: who is who in this installation, by the ids that the record has.

    Raises NotARecord.
    """
    try:
        return tuple(_event(event, known, prints) for event in plain)
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise NotARecord(f"its trail is not one that this program writes ({wrong})") from wrong


def _event(plain: Mapping[str, Any], known: Mapping[PersonId, PersonId], prints: Fingerprints) -> DomainEvent:
    at = datetime.fromisoformat(plain["at"])
    if at.tzinfo is None:
        raise ValueError("a moment without its offset")
    words = plain.get("words")
    if not isinstance(plain["by"], str) or not isinstance(words, str | None):
        raise ValueError("a name or words that are no text")
    return DomainEvent(
        EventKind(plain["what"]),
        renamed(plain["by"], known),
        at,
        "/".join(renamed(part, known) for part in plain.get("key", "").split("/")),
        _value(plain.get("value"), known),
        Passage.of(words, prints(words)) if words is not None else None,
        plain.get("thin", ""),
    )


def _value(value: Any, known: Mapping[PersonId, PersonId]) -> Clear:
    match value:
        case str():
            return renamed(value, known)
        case list():
            return tuple(renamed(str(part), known) for part in value)
        case dict():
            return {renamed(name, known): renamed(str(part), known) for name, part in value.items()}
        case None | bool() | int():
            return value
        case _:
            raise ValueError("a value of no known kind")


def renamed(text: str, known: Mapping[PersonId, PersonId]) -> str:
    """`text` with people's ids in it as this installation has them; several stand with semicolons."""
    if text in known:
        return known[text]
    return ";".join(known.get(part, part) for part in text.split(";")) if ";" in text else text
