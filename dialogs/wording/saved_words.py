"""What a reply says of what was saved: a typed answer, or a whole page."""

from __future__ import annotations

from dialogs.audits.audit import Answer
from dialogs.conversation.context import TurnContext, name_of, reads
from dialogs.conversation.position import page_in_hand
from dialogs.conversation.state import OnScreen
from dialogs.wording import left_to_do
from template_specs.model import Question
from template_specs.sentences import _
from template_specs.text import excerpt


def answer(context: TurnContext, question: Question) -> str:
    """How a reply confirms a typed answer: "3.10 Wishes and feelings: Good. Saved."."""
    shown = reads(question, context.audit.answer(question.id))
    if shown:
        return _("{name_of}: {shown}. Saved.", name_of=name_of(question), shown=shown)
    if question.evidence is not None:
        return _(
            "{name_of}: saved what you saw. Now {choose}.",
            name_of=name_of(question),
            choose=_choose(question),
        )
    return _("{name_of}: saved.", name_of=name_of(question))


def replaced(context: TurnContext, question: Question, stood: Answer | None) -> str:
    """Names the words that a typed answer has taken the place of; empty where none had to go."""
    old = stood.passage.text if stood is not None and stood.passage is not None else ""
    now = context.audit.answer(question.id)
    new = now.passage.text if now is not None and now.passage is not None else ""
    if not old or old in new:
        return ""
    if question.identity:
        return _("It was {reads}. Both are on the record.", reads=reads(question, stood))
    return _("We kept what was saved before on the record: “{excerpt}”.", excerpt=excerpt(old, 120))


def page(context: TurnContext, count: int, *, moved: bool) -> tuple[str, ...]:
    """What is said of the page in hand: saved whole, or what it lacks; `moved`: another one is shown."""
    here = page_in_hand(context)
    on_page = {q.id for q in here.questions}
    if not count and on_page & context.conversation.challenges.keys():
        return (_("Add what fits to what you saw, or press Keep as it is."),)
    waiting = context.refused or any(key.partition("/")[0] in on_page for key in context.conversation.drafts)
    if not count and waiting:
        return ()
    saved = _("Saved.") if count else _("Nothing to save.")
    if context.conversation.view is OnScreen.CHANGE:
        return (saved,)
    to_do = left_to_do.on_page(context, here)
    if to_do:
        where = _("on the page before") if moved else _("here")
        return (
            _(
                "{saved} Still to do {where}: {listed}.",
                saved=saved,
                where=where,
                listed=left_to_do.listed(to_do),
            ),
        )
    progress = context.route.progress(here.section.id)
    if not count or not progress.section_total:
        return (saved if count else _("Nothing was changed on that page."),)
    done = _(
        "{section_answered} of {section_total} done in {title}.",
        section_answered=progress.section_answered,
        section_total=progress.section_total,
        title=here.section.title,
    )
    return (f"{saved} {done}",)


def _choose(question: Question) -> str:
    return _("choose a grade") if question.kind.grades else _("give your answer")
