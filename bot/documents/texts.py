"""Text on its way into a file: only characters that the format takes, and nothing a spreadsheet would run."""

from __future__ import annotations

import re

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold; Word and Excel files are XML."""
_MAY_CALL = re.compile(r"[(|!\[=]")
"""What a formula needs to call, open or look up something."""
_NUMBER = re.compile(r"[+-]?\s*\d[\d\s.,]*%?")
LONGEST_CELL = 32_000
"""Characters: Excel takes 32,767 in a cell."""


def for_xml(text: str) -> str:
    """`text` as XML takes it: control characters, lone surrogates and non-characters are left out."""
    return text if text.isascii() and text.isprintable() else _NO_XML.sub("", text.replace("\r\n", "\n"))


def for_csv(text: str) -> tuple[str, bool]:
    """(`text` as a spreadsheet program shows it and never runs it, whether it had to be changed).

    An apostrophe goes before what begins like a formula.  Words after a hyphen ("- seen alone") and numbers
    stay as they are, because there is nothing in them that a formula could call.
    """
    text = text.replace("\0", "")
    first = text.lstrip(" \t\r\n")[:1]
    runs = first in ("=", "@") or text[:1] in ("\t", "\r")
    if first in ("+", "-") and not _NUMBER.fullmatch(text.strip()):
        runs = _MAY_CALL.search(text) is not None
    return (f"'{text}", True) if runs else (text, False)
