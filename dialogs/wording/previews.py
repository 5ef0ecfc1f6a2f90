"""What a lock screen may show: a plain message is its own notification, a card has a preview of its own.

So a sentence that names a case, or repeats what somebody wrote, is sent as a card; others stay plain text.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dialogs.conversation.views import Sentence, View
from template_specs.text import folded

FEW = 12
"""Characters of what was typed that make a reply repeat it."""
_REPEATS = re.compile(
    r"“|\b(?:It stands as|It now says|Saved so far|Yours|You had begun a row): |’s answer: |'s answer: "
)
"""Where replies give back what was written (`prompts`, and every question about what words mean)."""
_QUOTED = re.compile(r'"([^"\n]+)"')


def previewed(views: tuple[View, ...], case: str, typed: str = "") -> tuple[View, ...]:
    """The same views; sentences about `case` by name, or with somebody's words in them, go as cards."""
    return tuple(
        replace(view, as_card=True)
        if isinstance(view, Sentence) and not view.as_card and _tells(view.text, case, typed)
        else view
        for view in views
    )


def _tells(text: str, case: str, typed: str) -> bool:
    if _REPEATS.search(text) or (case and case.casefold() in text.casefold()):
        return True
    wrote, said = folded(typed), folded(text)
    if not wrote:
        return False
    if len(wrote) >= FEW and wrote[: 2 * FEW] in said:
        return True
    return any(folded(part.rstrip("…")) in wrote for part in _QUOTED.findall(text))
