"""The conditions of XLSForms ("relevant"), as far as the form language can say them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(
    r"\s*(?:(?P<name>\$\{[^}]+\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<how>!=|>=|<=|=|>|<)|(?P<mark>[(),])|(?P<word>[a-z][a-z-]*))",
    re.IGNORECASE,
)
_HOW = {">=": "at_least", "<=": "at_most", ">": "above", "<": "below"}
_TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "=": "=", "!=": "!="}
_WITH_OPTIONS = {"choice", "choices", "yes_no", "tick"}


def coded(name: str) -> str:
    """The code of a choice that the XLSForm calls `name`."""
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("._-") or "option"


class NotRead(ValueError):
    """Why a condition cannot be said: the end of a sentence that begins with "because"."""


def condition(rule: str, asked: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """`rule` in the form language; `asked` are the questions before it, by their name in the XLSForm.

    Raises NotRead for what cannot be said.
    """
    reader = _Reader(rule, asked)
    made = reader.either()
    if reader.here < len(reader.tokens):
        raise NotRead(f'"{reader.tokens[reader.here][1]}" is not understood')
    return made


class _Reader:
    def __init__(self, rule: str, asked: Mapping[str, Mapping[str, Any]]) -> None:
        self.asked = asked
        self.tokens: list[tuple[str, str]] = []
        self.here = 0
        place = 0
        while rule[place:].strip():
            found = _TOKEN.match(rule, place)
            if found is None:
                raise NotRead(f'"{rule[place:].strip()[:20]}" is not understood')
            sort = str(found.lastgroup)
            self.tokens.append((sort, found[sort]))
            place = found.end()

    def either(self) -> dict[str, Any]:
        parts = [self._both()]
        while self._takes("word", "or"):
            parts.append(self._both())
        return {"any": parts} if len(parts) > 1 else parts[0]

    def _both(self) -> dict[str, Any]:
        parts = [self._one()]
        while self._takes("word", "and"):
            parts.append(self._one())
        return {"all": parts} if len(parts) > 1 else parts[0]

    def _one(self) -> dict[str, Any]:
        if self._takes("mark", "("):
            inside = self.either()
            self._needs(")")
            return inside
        sort, said = self._next()
        if sort == "word" and said.casefold() == "not":
            self._needs("(")
            inside = self.either()
            self._needs(")")
            return {"not": inside}
        if sort == "word" and said.casefold() == "selected":
            self._needs("(")
            question = self._question(*self._next())
            self._needs(",")
            value = self._answer(question, self._value(*self._next()))
            self._needs(")")
            return {"question": question["id"], "is": value}
        how_kind, how = self._next()
        if how_kind != "how":
            raise NotRead(f'"{said}" is not compared with anything')
        other = self._next()
        if sort in ("text", "number") and other[0] == "name":
            (sort, said), other, how = other, (sort, said), _TURNED[how]
        return self._compared(self._question(sort, said), how, *other)

    def _compared(self, question: Mapping[str, Any], how: str, sort: str, said: str) -> dict[str, Any]:
        own = question["id"]
        if how in _HOW:
            key = "value_of" if sort == "name" else "value"
            if question["kind"] != "number":
                raise NotRead(f'"{own}" is no number')
            beside = self._question(sort, said)["id"] if sort == "name" else self._value(sort, said)
            return {_HOW[how]: {"question": own, key: beside}}
        value = self._value(sort, said)
        if not value:
            answered = {"answered": own}
            return answered if how == "!=" else {"not": answered}
        if question["kind"] not in _WITH_OPTIONS | {"number"}:
            raise NotRead(f'the words of "{own}" cannot be compared')
        is_so = {"question": own, "is": self._answer(question, value)}
        return is_so if how == "=" else {"not": is_so}

    def _answer(self, question: Mapping[str, Any], value: str) -> str:
        """The code that `value` has in the form."""
        if question["kind"] == "tick":
            return "yes"
        if question["kind"] == "yes_no":
            return "yes" if value.casefold().startswith("y") else "no"
        code = coded(value)
        if question["kind"] != "number" and code not in {option["code"] for option in question["options"]}:
            raise NotRead(f'"{question["id"]}" has no choice "{value}"')
        return code if question["kind"] != "number" else value

    def _question(self, sort: str, said: str) -> Mapping[str, Any]:
        name = said[2:-1].strip() if sort == "name" else ""
        if name not in self.asked:
            raise NotRead(f'"{name or said}" is no question before it')
        return self.asked[name]

    def _value(self, sort: str, said: str) -> str:
        if sort not in ("text", "number"):
            raise NotRead(f'"{said}" is no value')
        return said[1:-1] if sort == "text" else said

    def _next(self) -> tuple[str, str]:
        if self.here >= len(self.tokens):
            raise NotRead("it ends in the middle")
        self.here += 1
        return self.tokens[self.here - 1]

    def _takes(self, sort: str, said: str) -> bool:
        if self.here >= len(self.tokens):
            return False
        held, word = self.tokens[self.here]
        taken = held == sort and word.casefold() == said
        self.here += taken
        return taken

    def _needs(self, mark: str) -> None:
        if not self._takes("mark", mark):
            raise NotRead(f'"{mark}" is missing')
