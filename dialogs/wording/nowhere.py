"""Why there is nothing to go to under what somebody typed: not asked now, not theirs, or not there."""

from __future__ import annotations

import re

from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.gate import theirs
from dialogs.conversation.position import called, named_section
from dialogs.conversation.sight import Full, sight
from dialogs.wording import whereabouts
from template_specs.sentences import _
from template_specs.text import listed

MOST_PARTS = 6
"""Questions offered where their number alone is none."""


def nowhere(context: TurnContext, wanted: str) -> str:
    """What is said of the place `wanted`, which is not among the actor's questions."""
    known = context.template.by_id.get(wanted) or context.template.by_id.get(called(context, wanted))
    if known is not None and theirs(context, known.id):
        return whereabouts.not_asked(context, known)
    if known is not None and isinstance(sight(context), Full):
        return _(
            "{name_of} is not yours to answer at this stage, so you can only read it.",
            name_of=name_of(known),
        )

    section = named_section(context, wanted)
    if section is not None and any(theirs(context, q.id) for q in section.questions):
        return whereabouts.section_not_asked(context, section)
    parts = [q.id for q in context.route.questions if re.fullmatch(rf"{re.escape(wanted)}[a-z.].*", q.id)]
    if parts:
        return _(
            "There is no {wanted} by itself. Type go to {listed}.",
            wanted=wanted[:60],
            listed=listed(parts[:MOST_PARTS]),
        )

    return _(
        "I found nothing called {wanted}. Type a number or a name, such as go to 3.4 or go to assessment.",
        wanted=wanted[:60],
    )
