"""Going through the pages: on, back, to a place, away and back again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from dialogs.audits.audit import Answer, State
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.audits.stages import current
from dialogs.conversation import checks
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of, standing
from dialogs.conversation.feature import Feature, FirstWord, simply
from dialogs.conversation.gate import theirs
from dialogs.conversation.position import (
    in_hand,
    next_page,
    page_before,
    page_in_hand,
    page_is_done,
    target,
    waits,
)
from dialogs.conversation.state import OnScreen
from dialogs.features import joint_completion
from dialogs.features.handover import ask_contributors, goes_to
from dialogs.features.rows import skip_cell
from dialogs.features.submission import ReadBack
from template_specs.kinds import Refusal, read


@dataclass(frozen=True, slots=True)
class OpenAudit(Command):
    """Start, or take up again where this person stood."""

    permission = Permission.WALK
    verbs = ("open",)
    typed = (
        "resume",
        "continue",
    )

    def read_only(self) -> Command | None:
        return ReadBack()


@dataclass(frozen=True, slots=True)
class GoBack(Command):
    """To the page before."""

    permission = Permission.WALK
    verbs = ("back",)
    typed = ("back",)


@dataclass(frozen=True, slots=True)
class GoOn(Command):
    """To the next page without saving anything."""

    permission = Permission.WALK
    verbs = ("next",)
    typed = ("next",)
    saves_page = True


@dataclass(frozen=True, slots=True)
class Skip(Command):
    """Past the question in hand (typing); it stays on the list of what is left."""

    permission = Permission.WALK
    typed = ("skip",)


@dataclass(frozen=True, slots=True)
class GoTo(Command):
    """To a question or section, by id or as typed ("3.4", "section 3", "assessment")."""

    permission = Permission.WALK
    verbs = (
        "go",
        "row_edit",
    )
    saves_page = True

    target: str

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item" if data.verb == "row_edit" else "to"))

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.target


@dataclass(frozen=True, slots=True)
class ShowCard(Command):
    """Post the live card anew."""

    permission = Permission.WALK
    verbs = ("card",)
    typed = ("card",)


@dataclass(frozen=True, slots=True)
class ShowWhere(Command):
    """Where am I?"""

    permission = Permission.WALK
    verbs = ("where",)
    typed = (
        "where am i",
        "where",
    )


def open_audit(context: TurnContext) -> TurnContext:
    """Start, or take up again where this person stood.  Starting fills in what the case list already says."""
    context = begin(context)
    if not context.conversation.place:
        return stand_at(context, context.route.questions[0].id)
    place = page_in_hand(context).anchor
    left = len(context.route.missing())
    return stand_at(context, place).say(f"Taken up where you left it. {left_over(left)}")


def go_on(context: TurnContext) -> TurnContext:
    """To the next page; past the last one, to the first gap, or to the end."""
    following = next_page(context, page_in_hand(context))
    return stand_at(context, following.anchor) if following is not None else _at_the_end(context)


def go_on_after(context: TurnContext, before: frozenset[str]) -> TurnContext:
    """After a save: on to the next page, unless something on this one asks for the auditor again."""
    here = page_in_hand(context)
    context = count_change(context, before)
    kept = {key.partition("/")[0] for key in context.conversation.drafts}  # a row's stands at its question
    asked = context.conversation.challenges
    if any(q.id in kept or q.id in asked or checks.holding(context, q) for q in here.questions):
        return context
    if any(q.kind.in_rows for q in here.questions) and context.turn.typed:
        return context
    if any(q.id not in before and waits(context, q) for q in here.questions):
        return context  # an answer has opened a question on this very page: it is asked before the next page
    return go_on(context)


def go_back(context: TurnContext) -> TurnContext:
    """To the page before; leaves a read-back or a list of gaps for the page in hand."""
    if context.conversation.view != OnScreen.PAGE or context.conversation.pending is not None:
        return stand_at(context, page_in_hand(context).anchor)
    before = page_before(context, page_in_hand(context))
    return stand_at(context, before.anchor) if before is not None else context.say("This is the first page.")


def skip(context: TurnContext) -> TurnContext:
    """Past the question in hand, or a column that may stay empty; it stays on the list of what is left."""
    question = in_hand(context)
    if question is None:
        return go_on(context)
    if question.kind.in_rows and (skipped := skip_cell(context, question)) is not None:
        return skipped
    context = context.with_conversation(
        passed=context.conversation.passed | {question.id}, pending=None, asked=""
    )
    left = "" if question.id in context.whole.complete or not question.required else " It stays on your list."
    if question.kind.in_rows and question.id in context.conversation.drafts:
        left = " The row you have begun is kept."
    context = context.say(f"{name_of(question)}: skipped.{left}")
    return go_on(context) if page_is_done(context, page_in_hand(context)) else context


def go_to(context: TurnContext, command: GoTo) -> TurnContext:
    """To a question, a section or a row's form."""
    wanted = command.target.strip()
    if not wanted:
        return context.say("Choose a place first, or type a number or a name, such as go to assessment.")
    table, slash, _ = wanted.partition("/")
    if slash and table in context.route and standing(context, wanted) is not None:
        return stand_at(context, table).with_conversation(editing=wanted)
    found = target(context, wanted)
    if found:
        context = stand_at(context, found)
        return context.with_conversation(asked=found, asked_revision=_revision(context.audit.answer(found)))
    known = context.template.by_id.get(wanted)
    if known is not None and theirs(context, known.id):
        return context.say(f"{name_of(known)} is not asked in this audit, because of an earlier answer.")
    return context.say(
        f"I found nothing called {wanted[:60]}. Type a number or a name, such as go to 3.4 or go to "
        "assessment."
    )


def show_card(context: TurnContext) -> TurnContext:
    """The page in hand as a card, posted anew."""
    return stand_at(context, page_in_hand(context).anchor)


def say_where(context: TurnContext) -> TurnContext:
    """Where am I, and what is left."""
    page = page_in_hand(context)
    progress = context.route.progress(page.section.id)
    section = f"{page.section.title}, page {page.number} of {page.of}"
    return context.say(
        f"You are in {context.audit.case.reference}, {section}: {progress.section_answered} of "
        f"{progress.section_total} answered here, {progress.answered} of {progress.total} in all.",
        joint_completion.where(context),
    )


def stand_at(context: TurnContext, question: str) -> TurnContext:
    """Put this person on the page that shows `question`."""
    same = question == context.conversation.place and context.conversation.view == OnScreen.PAGE
    return context.with_conversation(
        place=question,
        view=OnScreen.PAGE,
        pending=None,
        asked="",
        asked_revision=0,
        editing="",
        passed=context.conversation.passed if same else frozenset(),
    )


def begin(context: TurnContext) -> TurnContext:
    """Under way, if it is not yet: with what the case list already says."""
    if context.audit.state is not State.ALLOCATED:
        return context
    context = ask_contributors(context.record(EventKind.STARTED))
    known = {
        "reference": context.audit.case.reference,
        "team": context.audit.case.team,
        "case_type": context.audit.case.case_type,
        "practitioner": context.turn.names.get(context.audit.practitioner or "", ""),
        "manager": context.turn.names.get(context.audit.manager or "", ""),
        "auditor": " and ".join(context.turn.names.get(p, "") for p in context.audit.auditors),
        "theme": context.audit.case.theme,
        "today": context.turn.today.isoformat(),
    }
    for question in context.template.questions:
        raw = known.get(question.prefill, "")
        if not raw:
            continue
        outcome = read(question, raw, context.turn.today)
        if isinstance(outcome, Refusal):
            continue  # the case list's word is not one of the form's: the auditor is asked instead
        context = context.record(EventKind.ANSWERED, question.id, outcome.clear, outcome.text or None)
    return context.say("Started. What the case list says is filled in; please check it.")


def _at_the_end(context: TurnContext) -> TurnContext:
    missing = context.route.missing()
    stage = current(context.template, context.audit)
    if missing:
        return stand_at(context, missing[0].id).say(
            f"That was the last page. {left_over(len(missing))} Here is the first of them."
        )
    to = (
        "the manager"
        if stage is None or stage.id == context.template.summary_after
        else goes_to(context, stage)
    )
    how = f"Type review to read it back, or submit to send it to {to}."
    if not context.turn.typed:
        how = f"Read it through once, then submit it to {to}."
    if not context.parts & context.asked.complete:
        how = "Thank you: that is all that is needed from you."
    return context.with_conversation(asked="", pending=None).say(f"Everything is answered. {how}")


def count_change(context: TurnContext, before: frozenset[str]) -> TurnContext:
    """Say how an answer has changed what is asked, so that the progress never jumps unexplained."""
    now = context.route.ids
    if now is before:
        return context
    opened, closed = len(now - before), len(before - now)
    parts = []
    if opened:
        parts.append(f"opens {opened} more {_questions(opened)}")
    if closed:
        parts.append(f"closes {closed} {_questions(closed)}")
    return context.say(f"That answer {' and '.join(parts)}.") if parts else context


def _questions(count: int) -> str:
    return "question" if count == 1 else "questions"


def left_over(count: int) -> str:
    """How many required questions are still open, as a sentence."""
    if count == 0:
        return "Everything required is answered."
    return f"{count} {_questions(count)} still {'needs' if count == 1 else 'need'} an answer."


def _revision(answer: Answer | None) -> int:
    return answer.revision if answer is not None else 0


FEATURE = Feature(
    handlers={
        OpenAudit: simply(open_audit),
        ShowCard: simply(show_card),
        ShowWhere: simply(say_where),
        GoBack: simply(go_back),
        GoOn: simply(go_on),
        Skip: simply(skip),
        GoTo: go_to,
    },
    help=(
        ("back", "the page before"),
        ("next", "the next page"),
        ("skip", "past this question; it stays on your list"),
        ("go to 3.4", "to a question or section"),
        ("where am I", "where you are, and what is left"),
        ("card", "the page as a card again"),
    ),
    starts={
        "back": FirstWord("Go back a page"),
        "next": FirstWord("Go to the next page"),
        "skip": FirstWord("Skip this question"),
        "card": FirstWord("Show the card"),
    },
)
