"""Words of somebody who is away, and back on a day."""

from __future__ import annotations

import re

from dialogs.features.home import Ask, Asked

_AWAY = re.compile(
    r"^i(?:'m| am| will be|'ll be)?\s*(?:away|on leave|off|on holiday|on annual leave|out of office) "
    r"(?:until|till|to|back on) (?P<day>.{3,40}?)[.!]?$"
    r"|^(?:away|on leave|out of office|on holiday) (?:until|till|to) (?P<bare>.{3,40}?)[.!]?$",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"^(?:i(?:'m| am) )?back (?:again|at work|from leave|now)[.!]?$|^i(?:'m| am) back[.!]?$", re.IGNORECASE
)


def asked(text: str) -> Asked | None:
    """What `text` says of being away; None if it says nothing of it."""
    words = " ".join(text.replace("’", "'").split())
    away = _AWAY.match(words)
    if away is not None:
        return Asked(Ask.AWAY, which=away["day"] or away["bare"])
    return Asked(Ask.AWAY) if _BACK.match(words) else None
