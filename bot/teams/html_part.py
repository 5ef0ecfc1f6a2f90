"""The text/html part of a Teams message: it holds what `text` has lost, and what the person quoted.

Emoji are pictures there, with the sign in `alt`; lists, tables and line ends have their structure; a quoted
reply is a blockquote of its own type.  All of it is read as data: nothing is fetched, nothing is rendered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from bot.channel import Quoted

LONGEST: Final = 100_000
"""Characters: a longer part is left alone, and `text` counts."""
REPLY: Final = "schema.skype.com/reply"
EMOJI: Final = "emoji"
_BLOCKS: Final = frozenset(
    {"p", "div", "ul", "ol", "tr", "table", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
)
_HIDDEN: Final = frozenset({"script", "style", "head", "title", "attachment"})
_BLANKS = re.compile(r"\n{3,}")
_QUOTE_MARK = re.compile(r"<quoted\s[^<>]{0,400}/?>(?:\s*</quoted>)?", re.IGNORECASE)
"""Where newer clients put a quoted message into `text`; the message itself is an entity."""


@dataclass(frozen=True, slots=True)
class HtmlPart:
    """What one html part says."""

    words: str
    """Without what is quoted."""
    quoted: tuple[Quoted, ...] = ()
    emoji: frozenset[str] = frozenset()
    """The addresses of the pictures that are emoji."""
    signs: int = 0
    """How many emoji there are."""
    pictures: int = 0
    """How many other pictures."""


def read_html(content: str) -> HtmlPart | None:
    """What an html part says; None for one that is too long to be a message."""
    if len(content) > LONGEST:
        return None
    parser = _Parser()
    parser.feed(content)
    parser.close()
    return HtmlPart(
        _tidy("".join(parser.words)),
        tuple(parser.quoted),
        frozenset(parser.emoji),
        parser.signs,
        parser.pictures,
    )


def words_of(text: str, part: HtmlPart | None) -> str:
    """What the person wrote: `text`, or the html part's words where they hold all of it and more."""
    text = _QUOTE_MARK.sub(" ", text).strip() if "<quoted" in text else text
    if part is None:
        return text
    if part.quoted:
        return part.words  # some clients repeat the quoted words in `text`
    if not text or (part.words.split() != text.split() and _within(_letters(text), _letters(part.words))):
        return part.words or text
    return text


class _Parser(HTMLParser):
    """Collects words, emoji, pictures and quotes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.quoted: list[Quoted] = []
        self.emoji: set[str] = set()
        self.signs = 0
        self.pictures = 0
        self._hidden = 0
        self._quotes = 0
        """How many blockquotes are open since the one that quotes a message."""
        self._preview: list[str] = []
        self._in_preview = False
        self._quoting = ("", "")
        self._lists: list[int] = []
        """For each open list: 0 without numbers, else the number of its next line."""
        self._links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag in _HIDDEN:
            self._hidden += 1
        elif self._quotes:
            self._starts_in_quote(tag, told)
        elif tag == "blockquote" and REPLY in told.get("itemtype", "").lower():
            self._quotes, self._preview, self._quoting = 1, [], (told.get("itemid", ""), "")
        elif tag == "img" or tag == EMOJI:
            self._picture(tag, told)
        elif tag == "br":
            self.words.append("\n")
        elif tag == "li":
            self._item()
        elif tag in ("td", "th"):
            if self.words and not self.words[-1].endswith("\n"):
                self.words.append(" | ")
        elif tag in _BLOCKS:
            self._block()
            if tag in ("ul", "ol"):
                self._lists.append(1 if tag == "ol" else 0)
        elif tag == "a":
            self._links.append((told.get("href", ""), len(self.words)))

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif self._quotes:
            self._ends_in_quote(tag)
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._block()
        elif tag in _BLOCKS:
            self._block()
        elif tag == "a" and self._links:
            address, start = self._links.pop()
            shown = "".join(self.words[start:]).strip()
            if address.lower().startswith(("http://", "https://")) and address.rstrip("/") not in (
                shown,
                shown.rstrip("/"),
            ):
                self.words.append(f" ({address})" if shown else address)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._quotes:
            if self._in_preview:
                self._preview.append(data)
            return
        folded = re.sub(r"[ \t\r\n\f\u00a0]+", " ", data)
        if folded.strip() or (self.words and not self.words[-1].endswith(("\n", " "))):
            self.words.append(folded)

    def _starts_in_quote(self, tag: str, told: dict[str, str]) -> None:
        if tag == "blockquote":
            self._quotes += 1
        elif told.get("itemprop") == "time":
            self._quoting = (self._quoting[0], told.get("itemid", ""))
        elif told.get("itemprop") in ("preview", "copy"):
            self._in_preview = True
        elif tag == "br" and self._in_preview:
            self._preview.append("\n")

    def _ends_in_quote(self, tag: str) -> None:
        if tag == "p":
            self._in_preview = False
        if tag != "blockquote":
            return
        self._quotes -= 1
        if not self._quotes:
            message, at = self._quoting
            self.quoted.append(Quoted(message, " ".join("".join(self._preview).split()), at or message))
            self._in_preview = False

    def _picture(self, tag: str, told: dict[str, str]) -> None:
        if tag == EMOJI or EMOJI in told.get("itemtype", "").lower():
            self.signs += 1
            self.emoji.add(told.get("src", ""))
            self.words.append(told.get("alt") or told.get("title") or "")
        else:
            self.pictures += 1

    def _item(self) -> None:
        self._block()
        number = self._lists[-1] if self._lists else 0
        if number:
            self._lists[-1] += 1
        self.words.append(f"{number}. " if number else "- ")

    def _block(self) -> None:
        # A paragraph inside a list's line does not begin another line.
        if self.words and not self.words[-1].endswith(("\n", "- ", ". ")):
            self.words.append("\n")


def _tidy(words: str) -> str:
    lines = (re.sub(r" {2,}", " ", line).strip() for line in words.split("\n"))
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip()


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _within(wanted: str, all_of: str) -> bool:
    """Whether the letters of `wanted` stand in `all_of`, in order."""
    rest = iter(all_of)
    return all(letter in rest for letter in wanted)
