"""What was answered at a question, for whoever asks and may see it."""

from __future__ import annotations

from dialogs.audits.permissions import Sight, sees
from dialogs.conversation import gate
from dialogs.conversation.context import TurnContext, name_of, reads
from dialogs.conversation.position import in_hand, target
from template_specs.model import Question
from template_specs.sentences import _
from template_specs.text import folded


def shown(context: TurnContext, about: str) -> str:
    """The answer at the question that `about` names, or at the one answered last, if the reader may see
    it."""
    wanted = about if about in context.template.by_id else target(context, about)
    question = context.template.by_id.get(wanted if about else context.conversation.answered)
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


def of_others(context: TurnContext, about: str) -> str:
    """What somebody else answered at the question that `about` names, or at the one in hand.

    Where the question in hand looks at an earlier grade ("Moderated: ..."), it is that grade that is meant.
    """
    asked = in_hand(context)
    if about:
        question = _answered_by_others(context, about)
        if question is None:
            return _(
                "I found no answer of somebody else’s about “{about}”. Type review to read everything back.",
                about=about[:60],
            )
    elif asked is None:
        return _("Go to the question first, such as go to 1.2, and ask again.")
    else:
        question = context.template.by_id.get(asked.final_of, asked)
    return shown(context, question.id)


def _answered_by_others(context: TurnContext, about: str) -> Question | None:
    wanted = folded(about)
    given = {
        key: answers[-1]
        for key, answers in context.audit.history.items()
        if answers[-1].by != context.turn.actor.id and not answers[-1].removed
    }
    questions = [question for question in context.template.questions if question.id in given]
    named = (
        question
        for sure in (True, False)
        for question in questions
        if (wanted in (question.id, folded(question.name)) if sure else wanted in folded(question.name))
    )
    return next(named, None) if len(wanted) >= 3 or wanted in given else None


def _on_any_stage(context: TurnContext, about: str) -> Question | None:
    wanted = about.casefold()
    known = context.template.by_id.get(wanted)
    if known is not None or len(wanted) < 4:
        return known
    return next((q for q in context.template.questions if wanted in q.name.casefold()), None)
