"""A form as one plain document: canonical JSON to store under its hash, and back again, identically.

Every field is written out even if it has its default, so that a later change of a default does not reach the
audits that pinned the form.  Equal lists of options are written once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any as Anything
from typing import get_args, get_origin, get_type_hints

from template_specs import model
from template_specs.answer_types import BY_CODE, AnswerType
from template_specs.model import Condition, Option, Template

FORMAT = 1
_CONDITIONS: Mapping[str, type] = {kind.__name__: kind for kind in get_args(Condition)}


def document(template: Template) -> dict[str, Anything]:
    """The plain document (maps, lists, words, numbers) of a form, without its hash."""
    lists: dict[tuple[Option, ...], str] = {}
    plain = _plain(template, lists)
    del plain["content_hash"]
    shared = {name: [_plain(option, lists) for option in options] for options, name in lists.items()}
    return {"format": FORMAT, "option_lists": shared, "form": plain}


def parse(plain: Mapping[str, Anything]) -> Template:
    """The form of a `document`, with its content hash.

    Raises ValueError where the document was not made by `document`.
    """
    if not isinstance(plain, Mapping) or plain.get("format") != FORMAT:
        raise ValueError("this is not a form's snapshot, or one of a later format")
    try:
        lists = {
            name: tuple(_made(Option, option, {}) for option in options)
            for name, options in plain["option_lists"].items()
        }
        template: Template = _made(Template, plain["form"], lists)
    except (KeyError, TypeError, AttributeError) as broken:
        raise ValueError("this form's snapshot is damaged") from broken
    return replace(template, content_hash=_hash(canonical(plain)))


def canonical(plain: Anything) -> bytes:
    """The one way to write a document down: sorted keys, no spaces, UTF-8."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def snapshot_of(template: Template) -> tuple[str, bytes]:
    """(content hash in hex, canonical bytes) of a form."""
    data = canonical(document(template))
    return _hash(data), data


def from_snapshot(data: bytes) -> Template:
    """The form stored as `data`; its content hash is that of the very bytes.

    Raises ValueError where they are not a snapshot.
    """
    return replace(parse(json.loads(data)), content_hash=_hash(data))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _plain(value: Anything, lists: dict[tuple[Option, ...], str]) -> Anything:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, AnswerType):
        return value.code
    if isinstance(value, tuple):
        if value and isinstance(value[0], Option):
            # Named by content: numbers would depend on the order of maps, which canonical JSON does not keep.
            return lists.setdefault(value, _hash(canonical([_plain(option, lists) for option in value]))[:16])
        return [_plain(item, lists) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item, lists) for key, item in value.items()}
    if is_dataclass(value):
        body = {field.name: _plain(getattr(value, field.name), lists) for field in fields(value)}
        name = type(value).__name__
        return {name: body} if name in _CONDITIONS else body
    return value


@cache
def _hints(kind: type) -> dict[str, Anything]:
    return get_type_hints(kind, vars(model))


def _made(kind: Anything, plain: Anything, lists: Mapping[str, tuple[Option, ...]]) -> Anything:
    if kind is AnswerType:
        return BY_CODE[plain]
    if kind is Condition:
        ((name, body),) = plain.items()
        return _made(_CONDITIONS[name], body, lists)
    origin = get_origin(kind)
    if origin is tuple:
        item = get_args(kind)[0]
        if item is Option and plain:
            return lists[plain]
        return tuple(_made(item, part, lists) for part in plain)
    if origin is not None and origin is not UnionType:
        item = get_args(kind)[1]
        return {key: _made(item, part, lists) for key, part in plain.items()}
    if origin is UnionType:
        return _optional(kind, plain, lists)
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        return kind(**_fields(kind, plain, hints, lists))  # type: ignore[operator]
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(plain)
    return plain


def _optional(kind: Anything, plain: Anything, lists: Mapping[str, tuple[Option, ...]]) -> Anything:
    if plain is None:
        return None
    able = [member for member in get_args(kind) if member is not type(None)]
    return _made(Condition if len(able) > 1 else able[0], plain, lists)


def _fields(
    kind: Anything,
    plain: Mapping[str, Anything],
    hints: Mapping[str, Anything],
    lists: Mapping[str, tuple[Option, ...]],
) -> dict[str, Anything]:
    # A field that is newer than the snapshot keeps its default; any other that is missing is an error.
    made: dict[str, Anything] = {}
    for field in fields(kind):
        if field.name in plain:
            made[field.name] = _made(hints[field.name], plain[field.name], lists)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise ValueError(f"the snapshot has no {field.name}")
    return made
