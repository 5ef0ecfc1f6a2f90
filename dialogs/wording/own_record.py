"""What the practitioner wrote of their own in an audit, for its summary."""

from __future__ import annotations

from dialogs.audits.audit import Passage
from dialogs.conversation.context import TurnContext
from dialogs.conversation.views import Area
from template_specs.sentences import _


def practitioner(context: TurnContext) -> tuple[Area, ...]:
    """What the practitioner wrote of their own, and what they said to the draft, each under its name."""
    told = []
    for id, owner in context.template.own_words.items():
        answer = context.audit.answer(id) if owner == "practitioner" and id in context.whole else None
        if answer is not None and answer.by == context.audit.practitioner and answer.passage is not None:
            told.append(Area(context.template.by_id[id].name, answer.passage))
    draft = context.audit.contributions.draft
    for said in draft.answers[-1:] if draft is not None else ():
        words = said.passage or Passage.of(_("Agrees with it."))
        told.append(Area(_("The practitioner on the draft"), words))
    return tuple(area for area in told if area.passage.size)
