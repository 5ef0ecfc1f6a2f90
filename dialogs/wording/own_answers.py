"""What was answered at a question, for whoever asks and may see it."""

from __future__ import annotations

from dialogs.audits.permissions import Sight, sees
from dialogs.conversation import gate
from dialogs.conversation.context import TurnContext, name_of, reads
from dialogs.conversation.position import target
from template_specs.model import Question
from template_specs.sentences import _


def shown(context: TurnContext, about: str) -> str:
    """The answer at the question that `about` names, or at the one answered last, if the reader may see
    it."""
    wanted = target(context, about) if about else context.conversation.answered
    question = context.template.by_id.get(wanted)
    if question is None and about:
        question = _on_any_stage(context, about)
    full = sees(context.turn.actor, context.audit, context.asked) is Sight.FULL
    if question is None or not (full or gate.theirs(context, question.id)):
        named = _(" called {about}", about=about[:60]) if about else ""
        return _("I found no question of yours{named}. Type review to read everything back.", named=named)
    if question.kind.in_rows:
        count = len(context.audit.rows.get(question.id, ()))
        return _(
            "{name_of}: {count} so far. Type review to read them.", name_of=name_of(question), count=count
        )
    given = context.audit.answer(question.id)
    words = given.passage.text if given is not None and given.passage is not None else ""
    told = " - ".join(filter(None, (reads(question, given), "" if question.identity else words)))
    if not told or given is None:
        return _("{name_of} is not answered yet.", name_of=name_of(question))
    by = _("You") if given.by == context.turn.actor.id else context.name(given.by)
    return _("{name_of}. {by} answered: {told}", name_of=name_of(question), by=by, told=told)


def _on_any_stage(context: TurnContext, about: str) -> Question | None:
    wanted = about.casefold()
    known = context.template.by_id.get(wanted)
    if known is not None or len(wanted) < 4:
        return known
    return next((q for q in context.template.questions if wanted in q.name.casefold()), None)
