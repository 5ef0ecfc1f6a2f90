"""Words that keep a case's audits from being purged, or let them go."""

from __future__ import annotations

import re

from dialogs.features.home import Ask, Asked

HELD, RELEASED = "held", "released"
_WHY = r"(?:[,;]?\s+(?:because(?:\s+of)?|as|since|for)\s+|\s*:\s+|\s+[-\u2013\u2014]\s+)(?P<why>.+)"
_CASE = r"(?:the )?(?:audits? |case )?(?:of )?(?P<case>\S*\d\S*?)"
_HOLD = re.compile(
    rf"^(?:please )?(?:legal )?hold(?: on)?\s+{_CASE}(?:{_WHY})?[.!]?$", re.IGNORECASE | re.DOTALL
)
_ON_HOLD = re.compile(
    rf"^(?:please )?(?:put|place)\s+{_CASE}\s+on (?:legal )?hold(?:{_WHY})?[.!]?$", re.IGNORECASE | re.DOTALL
)
_RELEASE = re.compile(
    rf"^(?:please )?(?:release|(?:end|lift) the hold (?:on|of))\s+{_CASE}(?:\s+from hold)?(?:{_WHY})?[.!]?$",
    re.IGNORECASE | re.DOTALL,
)


def asked(text: str) -> Asked | None:
    """What `text` asks for about holds; None if it does not."""
    words = text.strip()
    for pattern, which in ((_HOLD, HELD), (_ON_HOLD, HELD), (_RELEASE, RELEASED)):
        if typed := pattern.match(words):
            return Asked(Ask.HOLD, typed["case"], (typed["why"] or "").strip(), which=which)
    return None
