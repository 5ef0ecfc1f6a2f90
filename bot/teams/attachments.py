"""What came with a message besides its words: files, pictures and recordings, and messages it replies to.

A message's own html part, cards and link previews are none of these.  Nothing is downloaded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final

import orjson

from bot.channel import Enclosed, Quoted
from bot.teams.html_part import HtmlPart, read_html

MOST: Final = 50
"""Attachments looked at."""
_RECORDINGS: Final = frozenset(
    ["mp3", "m4a", "wav", "ogg", "oga", "aac", "amr", "mp4", "mov", "webm", "flac"]
)
_PICTURES: Final = frozenset(["png", "jpg", "jpeg", "gif", "bmp", "heic", "heif", "webp", "tif", "tiff"])
_CARDS: Final = ("application/vnd.microsoft.card", "application/vnd.microsoft.teams.card")
_REFERENCE: Final = "messagereference"


def attached(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The activity's attachments, as far as they have the shape of some."""
    listed = raw.get("attachments")
    return [one for one in listed[:MOST] if isinstance(one, dict)] if isinstance(listed, list) else []


def html_of(attachments: list[Mapping[str, Any]]) -> HtmlPart | None:
    """The message's own html part; None where it has none."""
    for one in attachments:
        if _kind(one) == "text/html" and isinstance(one.get("content"), str):
            return read_html(one["content"])
    return None


def enclosed_in(attachments: list[Mapping[str, Any]], part: HtmlPart | None) -> tuple[Enclosed, ...]:
    """What the bot cannot keep, each kind once."""
    found: list[Enclosed] = []
    images = 0
    for one in attachments:
        kind = _kind(one)
        if not kind.startswith("image/"):
            found += [of for of in (_of(one, kind),) if of is not None]
        elif part is None or _text(one, "contentUrl") not in part.emoji:
            images += 1
    # Teams sends each emoji as a picture too; where addresses differ, the html part tells how many there are.
    if (part is not None and part.pictures) or images > (part.signs if part is not None else 0):
        found.append(Enclosed.PICTURE)
    return tuple(dict.fromkeys(found))


def quoted_in(
    raw: Mapping[str, Any], attachments: list[Mapping[str, Any]], part: HtmlPart | None
) -> tuple[Quoted, ...]:
    """The messages that this one replies to, however the client tells of them."""
    found = list(part.quoted) if part is not None else []
    found += _references(attachments)
    entities = raw.get("entities")
    for entity in entities if isinstance(entities, list) else ():
        if isinstance(entity, dict) and entity.get("type") == "quotedReply":
            told = entity.get("quotedReply")
            told = told if isinstance(told, dict) else entity
            message = _text(told, "messageId")
            found.append(Quoted(message, _text(told, "preview"), _text(told, "time") or message))
    return tuple({quote.message or quote.preview: quote for quote in reversed(found)}.values())[::-1]


def _references(attachments: list[Mapping[str, Any]]) -> Iterator[Quoted]:
    for one in attachments:
        if _kind(one) != _REFERENCE:
            continue
        content = one.get("content")
        try:
            told = orjson.loads(content) if isinstance(content, str) else content
        except orjson.JSONDecodeError:
            told = None
        if isinstance(told, dict):
            message = _text(told, "messageId") or _text(one, "id")
            yield Quoted(message, _text(told, "messagePreview"), message)


def _of(one: Mapping[str, Any], kind: str) -> Enclosed | None:
    named = PurePosixPath(_text(one, "name")).suffix.lstrip(".").lower()
    content = one.get("content")
    if not named and isinstance(content, dict):
        named = _text(content, "fileType").lower()
    if kind.startswith(("audio/", "video/")) or named in _RECORDINGS:
        return Enclosed.RECORDING
    if named in _PICTURES:
        return Enclosed.PICTURE
    if kind.startswith(_CARDS) or kind.endswith(_REFERENCE):
        return None
    if kind.startswith("text/") and not _text(one, "contentUrl") and not named:
        return None  # the message's own words once more
    is_file = bool(named or _text(one, "contentUrl")) or "file" in kind
    return Enclosed.FILE if is_file else None


def _kind(one: Mapping[str, Any]) -> str:
    return _text(one, "contentType").partition(";")[0].strip().lower()


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    return value[:2_000] if isinstance(value, str) else ""
