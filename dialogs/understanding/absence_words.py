"""Words of somebody who is away, and back on a day; or who wants their reminders later."""

from __future__ import annotations

import re

from dialogs.features.home import Ask, Asked

_AWAY = re.compile(
    r"^i(?:'m| am| will be|'ll be)?\s*(?:away|on leave|off|on holiday|on annual leave|out of office) "
    r"(?:until|till|to|back on) (?P<day>.{3,40}?)[.!]?$"
    r"|^(?:away|on leave|out of office|on holiday) (?:until|till|to) (?P<bare>.{3,40}?)[.!]?$",
    re.IGNORECASE,
)
_SNOOZE = re.compile(
    r"^(?:please )?(?:remind me|snooze|put (?:it|this|them|my reminders) off)(?: again)? "
    r"(?:(?:on|until|till|from) )?(?P<day>(?!to\b|about\b|of\b|what\b|who\b|how\b|that\b).{3,30}?)[.!]?$",
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
    put_off = _SNOOZE.match(words)
    if put_off is not None:
        return Asked(Ask.SNOOZE, which=put_off["day"])
    return Asked(Ask.AWAY) if _BACK.match(words) else None
