"""The grades that a panel's members give, each without seeing the others'; and how the panel is closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from dialogs.audits import panels
from dialogs.audits.audit import Person, PersonId
from dialogs.audits.events import EventKind
from dialogs.audits.panels import Panel
from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.feature import Feature
from dialogs.conversation.subjects import StageCard
from dialogs.conversation.views import Notice, Sentence
from dialogs.features.panel_card import Written, panel_card, why_not_now
from dialogs.features.panel_closing import closed, noticed, settled
from dialogs.features.who_audits import LEAST_REASON
from template_specs.kinds import Refusal, clean, label, read
from template_specs.model import Question
from template_specs.sentences import _
from template_specs.text import excerpt, folded, listed

LEAST_WORDS = 4
"""Words of a reason for a grade."""
LIMIT = 4_000
"""Characters of it."""


@dataclass(frozen=True, slots=True)
class ShowPanel(Command):
    """How a panel stands; once it is closed, its grades side by side."""

    permission = Permission.SEE_PANEL
    at_work = False
    needs_people = True
    verbs = ("panel",)


@dataclass(frozen=True, slots=True)
class GivePanelGrade(Command):
    """A member's overall grade, or that of an area, with the reason."""

    permission = Permission.GRADE_ON_PANEL
    at_work = False
    needs_people = True
    gives_back = True
    verbs = ("panel_grade",)

    words: str = ""
    """As typed: "good - and why", or "2.3: good - and why"; empty on the card."""
    grade: str = ""
    """The overall grade of the card, a code."""
    why: str = ""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls("", data.input("grade") or "", data.input("why") or "")

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.words or self.why

    def read_only(self) -> Command | None:
        return ShowPanel()  # which says what became of the panel


@dataclass(frozen=True, slots=True)
class ClosePanel(Command):
    """Nobody is waited for any more."""

    permission = Permission.NAME_PANEL
    at_work = False
    needs_people = True
    gives_back = True
    verbs = ("panel_close",)

    why: str = ""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.input("closing") or "")

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.why


def give(context: TurnContext, command: GivePanelGrade) -> TurnContext:
    """Kept, and shown to nobody else; with the last of those waited for, the panel closes."""
    panel, case = context.audit.panel, context.audit.case.reference
    if panel is None or not panel.is_open:
        return _not_kept(
            context,
            command,
            _("The panel for {case} is closed, so its grades do not change any more.", case=case),
        )
    question, grade, why = _read(context, panel, command)
    if question is None:
        return context.say(_("The form of {case} has no overall grade any more.", case=case))
    if isinstance(grade, Refusal):
        return _not_kept(context, command, grade.sentence)
    problem = _lacks(context, command, label(question, grade), why)
    if problem:
        return _not_kept(context, command, problem)
    context = context.record(EventKind.ACKNOWLEDGED, f"{panels.GRADE}/{question.id}", grade, why)
    people = members_of(context)
    context = noticed(context, people)
    me = context.turn.actor.id
    kept = _(
        "Your grade for {case} is kept ({name}: {grade}), and nobody else sees it yet.",
        case=case,
        name=name_of(question),
        grade=label(question, grade),
    )
    now = context.audit.panels[-1]
    if question.id == now.overall:
        context = settled(context, people)
        now = context.audit.panels[-1]
    context = context.notify(Notice(me, StageCard(now.stage)))
    if now.closed_at is not None:
        kept = _("Your grade for {case} is kept, and the panel is closed.", case=case)
        return context.reply(panel_card(context, said=kept))
    if not context.turn.typed:
        return context.reply(panel_card(context, said=kept))
    owed = _("Your overall grade is still awaited.") if me in now.awaited else ""
    others = [person for person in now.awaited if person != me]
    waits = _("Awaited: {names}.", names=context.names(others)) if others and not owed else ""
    return context.reply(Sentence(" ".join(filter(None, (kept, owed, waits)))))


def members_of(context: TurnContext) -> dict[PersonId, Person]:
    """The members of its newest panel who are on the people list."""
    members = context.audit.panels[-1].members if context.audit.panels else ()
    return {person.id: person for person in context.turn.people if person.id in members}


def _not_kept(context: TurnContext, command: GivePanelGrade, problem: str) -> TurnContext:
    """Why nothing was kept; on the card, with what was written still in its boxes."""
    if context.turn.typed:
        return context.say(problem)
    written = Written(problem, grade=command.grade, why=command.why)
    if context.audit.panel is None or not context.audit.panel.is_open:
        words = command.why.strip()
        context = context.copy(_("What you wrote, to copy"), words) if words else context
    return context.reply(panel_card(context, written))


def _read(
    context: TurnContext, panel: Panel, command: GivePanelGrade
) -> tuple[Question | None, str | Refusal, str]:
    """(what is graded, the code of the grade or why it is none, the reason), as typed or on the card."""
    if not command.words:
        question = context.template.by_id.get(panel.overall)
        if question is None or not command.grade:
            return question, Refusal(_("Choose a grade. Nothing has been kept yet.")), ""
        return question, _grade(context, question, command.grade), clean(command.why).strip()
    question, said = _question(context, panel, command.words)
    if question is None:
        return None, "", ""
    cut = _CUT.search(said)
    grade_words, why = (said[: cut.start()], said[cut.end() :]) if cut is not None else (said, "")
    return question, _grade(context, question, grade_words), clean(why).strip()


def _lacks(context: TurnContext, command: GivePanelGrade, grade: str, why: str) -> str:
    """What the reason still needs; empty where it can be kept."""
    if len(why) > LIMIT:
        return _(
            "This is {words:,} characters, and a reason holds {limit:,}. Shorten it, please; nothing has "
            "been kept.",
            words=len(why),
            limit=LIMIT,
        )
    if len(why.split()) >= LEAST_WORDS:
        return ""
    if not context.turn.typed:
        return _(
            "Why {grade}? Say in a sentence what you saw in the file. Nothing has been kept yet.", grade=grade
        )
    return _(
        "Why {grade}? Type it once more with the reason, for example: panel grade {case}: {typed} - "
        "she was seen alone twice, and her words are in the plan. Nothing has been kept yet.",
        grade=grade,
        case=context.audit.case.reference,
        typed=grade,
    )


def _question(context: TurnContext, panel: Panel, words: str) -> tuple[Question | None, str]:
    """(what is graded, the words that follow its name): the overall grade, where no area is named."""
    said = words.strip(" :\n")
    overall = context.template.by_id.get(panel.overall)
    areas = [q for q in context.whole.questions if q.kind.grades and not q.final_of and q != overall]
    named = [(name, q) for q in areas for name in {q.id, q.shown_number, q.name, name_of(q)} if name]
    if overall is not None:
        named += [(name, overall) for name in {"overall", "overall grade", overall.id, overall.name}]
    for name, question in sorted(named, key=lambda one: -len(one[0])):
        begins = re.match(
            rf"{re.escape(folded(name))}(?:\s*[:\u2013\u2014-]|\s+is\b|(?=\s))\s*", said.casefold()
        )
        if begins is not None:
            return question, said[begins.end() :]
    return overall, said


def _grade(context: TurnContext, question: Question, typed: str) -> str | Refusal:
    """The code of the grade; a refusal where it is none of the scale."""
    outcome = read(question, typed.strip(), context.turn.today)
    if not isinstance(outcome, Refusal) and isinstance(outcome.clear, str) and outcome.clear:
        return outcome.clear
    labels = listed([option.label for option in question.options], _("or"))
    return Refusal(
        _(
            "“{said}” is not one of its grades. Type {labels}, a dash, and why. Nothing has been kept.",
            said=excerpt(typed),
            labels=labels,
        )
    )


def close(context: TurnContext, command: ClosePanel) -> TurnContext:
    """The QA lead waits no longer; who was missing is on the trail, and said."""
    case, panel = context.audit.case.reference, context.audit.panel
    if panel is None or not panel.is_open:
        return _said(context, _("{case} has no panel that is open. Nothing has been changed.", case=case))
    why = clean(command.why).strip()
    if len(why) < LEAST_REASON:
        if not context.turn.typed:
            return context.reply(
                panel_card(context, Written(_("Why is it closed? Say so, and close it once more.")))
            )
        return context.say(
            _("Why is it closed? Type, for example: close panel {case} because Ben is ill.", case=case)
        )
    context = closed(context, members_of(context), why)
    if context.audit.panels[-1].graded:
        return context.reply(panel_card(context))
    return _said(
        context,
        _(
            "The panel for {case} is closed, and nobody had given a grade. Any moderator can "
            "moderate the audit now.",
            case=case,
        ),
    )


def _said(context: TurnContext, text: str) -> TurnContext:
    """In words to who types; on the card that was pressed to everybody else."""
    return context.say(text) if context.turn.typed else context.reply(panel_card(context, said=text))


def show(context: TurnContext, command: ShowPanel) -> TurnContext:
    """Whoever asks sees their own grades while it is open, and everybody's once it is closed; a QA lead can
    name one where there is none."""
    if context.audit.panels or not why_not_now(context):
        return context.reply(panel_card(context))
    return context.say(why_not_now(context))


_CUT = re.compile(r"\s+[-\u2013\u2014]+\s+|\s*[:\u2014;]\s*|,?\s+because\s+|,\s+", re.IGNORECASE)

FEATURE = Feature(handlers={GivePanelGrade: give, ClosePanel: close, ShowPanel: show})
