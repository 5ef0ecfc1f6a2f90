"""Words about good practice, and about the monthly digest."""

# ruff: noqa: E501 (a pattern that is cut anew at each change is harder to read than a long line)
from __future__ import annotations

import re

from dialogs.features.home import Ask, Asked
from template_specs.text import legible

_MARK = re.compile(
    r"^(?:mark )?(?:as )?good practice(?: (?:in|from|of|on))?(?: (?P<case>\S*\d\S*?))?\s*:\s*(?P<words>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_WAITING = re.compile(
    r"^(?:release |look at )?(?:the )?good practice (?:to (?:release|look at|check)|examples to (?:release|look at))$|^release (?:the )?(?:good practice|examples)$",
    re.IGNORECASE,
)
_ASKED = r"(?:please )?(?:find|search|show|look for|list)(?: me)?(?: for)? (?:examples of )?"
_FIND = re.compile(
    rf"^(?P<asked>{_ASKED})?good practice(?: examples?)?(?:\s+(?:about|on|for|with|in|of))?(?:\s+(?P<words>\S.{{1,60}}?))?\??$",
    re.IGNORECASE,
)
_DIGEST = re.compile(
    r"^(?:the )?(?:monthly )?digest(?:\s+(?:(?P<off>off|stop)(?:\s+(?:until|till|to)\s+(?P<day>.{3,40}?))?|(?P<on>on|again)))?[.]?$|^(?P<no>no|stop the|stop) (?:more )?digests?$",
    re.IGNORECASE,
)


def asked(text: str, *, in_audit: bool) -> Asked | None:
    """What `text` asks about good practice; None if it does not.  In an audit, words that may be an answer
    ("good practice in the chronology") are one."""
    mark = _MARK.match(text.strip())
    if mark is not None:
        return Asked(Ask.EXAMPLES, (mark["case"] or "").strip(), mark["words"].strip(), which="mark")
    words = " ".join(legible(text).split())
    if _WAITING.match(words.rstrip(".")):
        return Asked(Ask.EXAMPLES, which="waiting")
    digest = _DIGEST.match(words)
    if digest is not None:
        if digest["off"] or digest["no"]:
            return Asked(Ask.DIGEST, which="off", why=(digest["day"] or "").strip())
        return Asked(Ask.DIGEST, which="on" if digest["on"] else "")
    find = _FIND.match(words.rstrip("."))
    if find is not None and (not in_audit or find["asked"] or not find["words"]):
        return Asked(Ask.EXAMPLES, which="", why=(find["words"] or "").strip())
    return None
