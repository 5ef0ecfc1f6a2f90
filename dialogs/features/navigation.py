"""Going through the pages: on, back, to a place, away and back again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from dialogs.audits.audit import Answer
from dialogs.audits.permissions import Permission
from dialogs.audits.stages import current
from dialogs.conversation import checks
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of, standing
from dialogs.conversation.feature import Feature, FirstWord, simply
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
from dialogs.features import giving_back, handover
from dialogs.features.row_typing import skip_cell
from dialogs.features.starting import begin
from dialogs.features.submission import ReadBack
from dialogs.wording import asked_changes, left_to_do
from dialogs.wording.briefing_view import briefing_view, says_something
from dialogs.wording.nowhere import nowhere
from template_specs.sentences import N_, _


@dataclass(frozen=True, slots=True)
class OpenAudit(Command):
    """Start, or resume where this person left off."""

    permission = Permission.WALK
    opens = True
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
    settles = True
    leaves = True
    verbs = ("back",)
    typed = ("back",)


@dataclass(frozen=True, slots=True)
class GoOn(Command):
    """To the next page without saving anything."""

    permission = Permission.WALK
    settles = True
    leaves = True
    turns_over = True
    verbs = ("next",)
    typed = ("next",)
    saves_page = True


@dataclass(frozen=True, slots=True)
class Skip(Command):
    """Past the question in hand (typing); it stays on the list of what is left."""

    permission = Permission.WALK
    settles = True
    leaves = True
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
    changes: int = 0
    """From this part of the read-back (from 1), to change one answer and come back; 0 from anywhere else."""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item" if data.verb == "row_edit" else "to"), data.number("changes"))

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.target


@dataclass(frozen=True, slots=True)
class ShowCard(Command):
    """Post the live card anew."""

    permission = Permission.WALK
    verbs = ("card",)
    typed = ("card",)


def open_audit(context: TurnContext) -> TurnContext:
    """Start, or resume where this person left off.  Starting fills in what the case list already says."""
    context = begin(context)
    if not context.conversation.place:
        context = stand_at(context, context.route.questions[0].id)
        if not says_something(context):
            return context
        context = _with_why_back(context)
        context = context.with_conversation(view=OnScreen.BRIEFING)
        return context.reply(briefing_view(context, begins=True))
    asked = asked_changes.still_asked(context)
    if asked:
        first, name = asked[0].id, context.name(context.audit.returned[-1].by)
        told = _(
            "Welcome back. {name} asks for changes at {places}.", name=name, places=asked_changes.named(asked)
        )
        return go_to(context, GoTo(first)).say(told)
    place = page_in_hand(context).anchor
    stage = current(context.template, context.audit)
    stale = giving_back.said_before(context, stage) if stage is not None else ""
    if stale:
        return stand_at(context, place).say(stale)
    left = len(context.route.missing())
    return _with_why_back(stand_at(context, place)).say(
        _("Welcome back. {to_go}", to_go=left_to_do.to_go(left))
    )


def _with_why_back(context: TurnContext) -> TurnContext:
    why = asked_changes.why_back(context)
    return context.say(why) if why else context


def go_on(context: TurnContext) -> TurnContext:
    """To the next page; past the last one, to the first gap, or to the end.  Not from a single question that
    was opened from the read-back: that leads back there.  From what the form says beforehand, to the page in
    hand."""
    if context.conversation.view is OnScreen.BRIEFING:
        return stand_at(context, page_in_hand(context).anchor)
    if context.conversation.view is OnScreen.CHANGE:
        return context
    following = next_page(context, page_in_hand(context))
    return stand_at(context, following.anchor) if following is not None else _at_the_end(context)


def go_on_after(context: TurnContext, before: frozenset[str]) -> TurnContext:
    """After a save: on to the next page, unless something on this one asks for the auditor again.

    What is still to do on this one is remembered for the next, which offers the way back.
    """
    here = page_in_hand(context)
    context = count_change(context, before)
    context = context.replace(
        left_open=next((q.id for q in here.questions if left_to_do.lacks(context, q)), "")
    )
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
    if context.conversation.view is OnScreen.CHANGE:
        return context
    if context.conversation.view != OnScreen.PAGE or context.conversation.pending is not None:
        return stand_at(context, page_in_hand(context).anchor)
    before = page_before(context, page_in_hand(context))
    return (
        stand_at(context, before.anchor) if before is not None else context.say(_("This is the first page."))
    )


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
    left = (
        "" if question.id in context.whole.complete or not question.required else _(" It stays on your list.")
    )
    if question.kind.in_rows and question.id in context.conversation.drafts:
        left = _(" The row you have begun is kept.")
    context = context.say(_("{name_of}: skipped.{left}", name_of=name_of(question), left=left))
    return go_on(context) if page_is_done(context, page_in_hand(context)) else context


def go_to(context: TurnContext, command: GoTo) -> TurnContext:
    """To a question, a section or a row's form."""
    wanted = command.target.strip()
    if not wanted:
        return context.say(_("Choose a place first, or type a number or a name, such as go to assessment."))
    table, slash, _row = wanted.partition("/")
    if slash and table in context.route and standing(context, wanted) is not None:
        return _to_change(stand_at(context, table).with_conversation(editing=wanted), command)
    place = target(context, wanted)
    if place:
        context = stand_at(context, place)
        context = context.with_conversation(
            asked=place, asked_revision=_revision(context.audit.answer(place))
        )
        return _to_change(context, command)
    return context.say(nowhere(context, wanted))


def _to_change(context: TurnContext, command: GoTo) -> TurnContext:
    if not command.changes:
        return context
    return context.with_conversation(view=OnScreen.CHANGE, review_part=command.changes - 1)


def show_card(context: TurnContext) -> TurnContext:
    """The page in hand as a card, posted anew."""
    return stand_at(context, page_in_hand(context).anchor)


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


def _at_the_end(context: TurnContext) -> TurnContext:
    missing = context.route.missing()
    if missing:
        first = _("Here it is.") if len(missing) == 1 else _("Here is the first.")
        return stand_at(context, missing[0].id).say(
            _("That was the last page. {to_go} {first}", to_go=left_to_do.to_go(len(missing)), first=first)
        )
    return context.with_conversation(asked="", pending=None).say(handover.all_done(context))


def count_change(context: TurnContext, before: frozenset[str]) -> TurnContext:
    """Say how an answer has changed what is asked, so that the progress never jumps unexplained."""
    now = context.route.ids
    return context if now is before else context.say(left_to_do.changed(len(now - before), len(before - now)))


def _revision(answer: Answer | None) -> int:
    return answer.revision if answer is not None else 0


FEATURE = Feature(
    handlers={
        OpenAudit: simply(open_audit),
        ShowCard: simply(show_card),
        GoBack: simply(go_back),
        GoOn: simply(go_on),
        Skip: simply(skip),
        GoTo: go_to,
    },
    help=(
        ("back", N_("the page before")),
        ("next", N_("the next page")),
        ("skip", N_("past this question; it stays on your list")),
        ("go to 3.4", N_("to a question or section")),
        ("card", N_("the page as a card again")),
    ),
    starts={
        "back": FirstWord(N_("Go back a page")),
        "next": FirstWord(N_("Go to the next page")),
        "skip": FirstWord(N_("Skip this question")),
        "card": FirstWord(N_("Show the card")),
    },
)
