"""How a question is put in words, for those who type."""

from __future__ import annotations

from dialogs.audits.audit import Answer
from dialogs.audits.route import speaks_in_words
from dialogs.conversation import checks, earlier_grades, last_answers, standards
from dialogs.conversation.cells import begun, cell_asked, shown
from dialogs.conversation.context import TurnContext, as_offered, name_of, reads
from dialogs.conversation.drafts import can_be_saved
from dialogs.conversation.evidence import challenge
from dialogs.conversation.pending import AwaitingCell, AwaitingEvidence, Conflict, SettledFirst
from dialogs.conversation.position import in_hand, waits
from dialogs.conversation.state import Draft
from dialogs.conversation.views import Action as Press
from dialogs.conversation.views import Button
from dialogs.wording.briefing_view import looks_back
from dialogs.wording.page_view import differences, rows_wanted
from template_specs import kinds
from template_specs.model import NOT_APPLICABLE, Column, Question
from template_specs.sentences import N_, _
from template_specs.text import excerpt

_PAGE_DONE = N_("This page is complete. Type next to go on.")


def ask_next(context: TurnContext) -> tuple[TurnContext, str]:
    """The sentence that asks for the question in hand, and the context that remembers having asked it.

    Remembering matters in a pair: the answer typed next belongs to what was asked, whatever the other auditor
    has answered meanwhile.
    """
    question = in_hand(context)
    if question is not None and not waits(context, question) and not _open(context, question):
        context = context.with_conversation(asked="")
        question = in_hand(context)
    if question is None:
        return context, _PAGE_DONE if context.route.missing() else ""
    answer = context.audit.answer(question.id)
    context = context.with_conversation(
        asked=question.id, asked_revision=answer.revision if answer is not None else 0
    )
    return _remember(context, question), _sentence(context, question)


def can_press(context: TurnContext, *, asked: bool) -> tuple[Button, ...]:
    """The buttons that settle what is open at the question in hand: unsaved words, or thin evidence where
    that was `asked` about."""
    key = context.conversation.asked
    question, draft = context.template.by_id.get(key), context.conversation.drafts.get(key)
    data = {"audit": context.audit.id, "token": "", "item": key}
    if question is not None and draft is not None and not question.kind.in_rows:
        use = (Button(_("Use mine"), Press("mine", data)),) if can_be_saved(context, question, draft) else ()
        return (*use, Button(_("Discard mine"), Press("drop", data)))
    if not asked or key not in context.conversation.challenges:
        return ()
    return (Button(_("Keep it as it is"), Press("keep", data)),)


def just_refused(before: TurnContext, context: TurnContext) -> bool:
    """Whether the question in hand was refused in this very turn: the refusal has said what to type."""
    draft = context.conversation.drafts.get(context.conversation.asked)
    if draft is not None and draft.stale:
        return False  # whose answer counts is still to be settled
    return context.turn.typed and context.refused and before.conversation.place == context.conversation.place


def _open(context: TurnContext, question: Question) -> bool:
    # Somebody went to this question on purpose: ask it even though it is answered.
    return context.conversation.asked == question.id and not context.events


def _remember(context: TurnContext, question: Question) -> TurnContext:
    if isinstance(context.conversation.pending, SettledFirst):
        return context
    if question.kind.in_rows:
        return context
    if question.id in context.conversation.drafts:
        return context.with_conversation(pending=Conflict(question.id))
    if _needs_evidence(context, question):
        return context.with_conversation(pending=AwaitingEvidence(question.id))
    return context.with_conversation(pending=None)


def _needs_evidence(context: TurnContext, question: Question) -> bool:
    answer = context.audit.answer(question.id)
    return (
        question.evidence is not None
        and answer is not None
        and answer.value is not None
        and answer.passage is None
        and question.evidence.needed(answer.value)
    )


def _sentence(context: TurnContext, question: Question) -> str:
    why = context.conversation.challenges.get(question.id)
    answer = context.audit.answer(question.id)
    if why is not None and answer is not None:
        check = checks.asked_about(question, why)
        if check is not None:
            return _(
                "{name_of}: {say} Type what is right, or keep to leave it as it is.",
                name_of=name_of(question),
                say=check.say,
            )
        return _challenged(context, question, why)
    draft = context.conversation.drafts.get(question.id)
    if draft is not None and not question.kind.in_rows:
        beside = _both(context, question, answer, draft)
        how = _("Use them or discard them? Type use mine, discard mine, or a new answer.")
        if not can_be_saved(context, question, draft):
            how = _("Type a new answer, or discard mine to drop them.")
        why = f"{name_of(question)}: {draft.why}"
        again = "" if any(why in told for told in context.said) else why  # the reply begins with it already
        return _(
            "{again}{detail}You have unsaved words here. {how}", again=again, detail=beside or " ", how=how
        ).strip()
    if _needs_evidence(context, question) and answer is not None and question.evidence is not None:
        again = "" if _just_named(context, question) else f"{name_of(question)}: {reads(question, answer)}. "
        if answer.value == NOT_APPLICABLE:
            return _("{again}Why is it not applicable?", again=again)
        return again + question.evidence.prompt
    if question.kind.in_rows:
        return _row(context, question)
    held = checks.holding(context, question)
    if held:
        return _(
            "{name_of}: {held} {standing}Type what is right.",
            name_of=name_of(question),
            held=held,
            standing=_standing(question, answer),
        )
    how = how_to_answer(as_offered(context, question))
    lines = [f"{_standing(question, answer)}{_number(question)}{_closed(question.whole_text)} {how}"]
    means = ""
    if context.template.is_overall(question):
        meanings = context.template.meanings(question)
        means = "\n".join(f"• {grade}: {meaning}" for grade, meaning in meanings)
    before = earlier_grades.in_words(context, question)
    guided = (
        before,
        last_answers.in_words(context, question),
        means,
        standards.titles(context.template, question),
        looks_back(context, question),
    )
    with_it = (lines[-1], *guided)
    lines[-1] = "\n\n".join(filter(None, with_it))
    differing = differences(context, question)
    if differing:
        lines.append(_("These differ: ") + "; ".join(differing) + ".")
    return " ".join(lines)


def _both(context: TurnContext, question: Question, answer: Answer | None, draft: Draft) -> str:
    """What is recorded and what was typed, side by side."""
    if not draft.stale or answer is None:
        return ""
    theirs = [reads(question, answer), answer.passage.text if answer.passage is not None else ""]
    value = draft.value if speaks_in_words(question) else typed_as(question, draft.value)
    who = (
        _("Your saved answer")
        if answer.by == context.turn.actor.id
        else _("{name}'s answer", name=context.name(answer.by))
    )
    pairs = ((who, theirs), (_("Yours"), [value, draft.words]))
    parts = (f"{head}: {excerpt(' - '.join(filter(None, told)), 240)}" for head, told in pairs)
    return "\n\n" + "\n\n".join(parts) + "\n\n"


def typed_as(question: Question, value: str) -> str:
    """A draft's value as people read it, where it is one of the options."""
    return next((o.label for o in question.options if o.code == value), value)


def _standing(question: Question, answer: Answer | None) -> str:
    """What is recorded at a question that somebody has gone back to; empty where nothing is."""
    if answer is None:
        return ""
    words = answer.passage.text if answer.passage is not None else ""
    told = " - ".join(filter(None, (reads(question, answer), "" if question.identity else words)))
    return _("Saved so far: {closed} ", closed=_closed(excerpt(told, 160))) if told else ""


def how_to_answer(question: Question) -> str:
    """What to type, in one sentence."""
    choices = _by_number(question) if question.follows else kinds.how_to_answer(question)
    if question.evidence is None:
        return choices
    return _("{rstrip}, then a dash and what you saw.", rstrip=choices.rstrip("."))


def _challenged(context: TurnContext, question: Question, why: str) -> str:
    answer = context.audit.answer(question.id)
    view = challenge(context.template, question, reads(question, answer), why)
    parts = [view.why if _just_named(context, question) else f"{name_of(question)}: {view.why}"]
    if view.good:
        parts.append("\n".join([_("Good usually shows:"), *(f"• {line}" for line in view.good)]))
    if view.outstanding:
        parts.append("\n".join([_("Moving to outstanding:"), *(f"• {line}" for line in view.outstanding)]))
    if view.more:
        parts.append(_("{more} more: type what does good look like.", more=view.more))
    parts += standards.in_full(context.template, question)
    parts.append(_("Type what you want to add, or keep to leave it as it is."))
    return "\n\n".join(parts)


def _just_named(context: TurnContext, question: Question) -> bool:
    """Whether this reply has begun with the question's name already ("3.5 Timescales: Good. Saved.")."""
    name = f"{name_of(question)}:"
    return any(
        sentence.startswith((name, f"{context.audit.case.reference}: {name}")) for sentence in context.said
    )


def _row(context: TurnContext, question: Question) -> str:
    column = cell_asked(context, question)
    count = len(context.audit.rows.get(question.id, ()))
    pending = context.conversation.pending
    if isinstance(pending, AwaitingCell) and pending.key == question.id:
        return _cell(column)
    left = begun(context, question)
    if left is not None:
        have = "; ".join(shown(c, left.cells[c.id]) for c in question.columns if left.cells.get(c.id))
        return _(
            "You had started one: {have}. {cell} Type drop it to leave it out.", have=have, cell=_cell(column)
        )
    have = _("{count} so far. ", count=count) if count else ""
    wanted = rows_wanted(question)
    have = f"{wanted} {have}" if wanted else have
    asked = _(
        "{closed} {have}{cell} Type next when there are no more.",
        closed=_closed(question.whole_text),
        have=have,
        cell=_cell(column),
    )
    return "\n\n".join(filter(None, (asked, standards.titles(context.template, question))))


def _cell(column: Column) -> str:
    asked = f"{column.label.rstrip('?')}?"
    may = "" if column.required else _("Type skip to leave it empty.")
    return " ".join(filter(None, (asked, kinds.how_to_fill(column), may)))


def _closed(text: str) -> str:
    return text if text.endswith(("?", ".", "!", "…")) else f"{text}."


def _by_number(question: Question) -> str:
    """A list of ticks: its lines are too long to type, so each has a number."""
    lines = [f"{number}. {option.label}" for number, option in enumerate(question.options, 1)]
    return "\n".join([_("Type the numbers of what you saw, such as 1, 3."), "", *lines])


def _number(question: Question) -> str:
    return f"{question.shown_number} " if question.shown_number else ""
