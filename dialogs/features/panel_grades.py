"""The grades that a panel's members give, each without seeing the others'; and how the panel is closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.audits import completion, panels
from dialogs.audits.audit import PersonId, Role
from dialogs.audits.events import EventKind
from dialogs.audits.panels import Panel
from dialogs.audits.permissions import Permission
from dialogs.audits.restriction import opens_to
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.feature import Feature
from dialogs.conversation.subjects import StageCard
from dialogs.conversation.views import Notice, Sentence
from dialogs.features.who_audits import LEAST_REASON
from dialogs.programme.panel_figures import agreed_on_panel
from dialogs.wording.panel_view import absent_in_words, how_it_stands, waited_for
from template_specs.kinds import Refusal, clean, label, read
from template_specs.model import Question
from template_specs.sentences import _
from template_specs.text import excerpt, folded, listed

LEAST_WORDS = 4
"""Words of a reason for a grade."""
LIMIT = 4_000
"""Characters of it."""
LEAST_TO_CLOSE = 2
"""Grades with which a panel closes by itself once nobody is waited for."""


@dataclass(frozen=True, slots=True)
class GivePanelGrade(Command):
    """A member's overall grade, or that of an area, with the reason."""

    permission = Permission.GRADE_ON_PANEL
    at_work = False
    needs_people = True

    words: str
    """As typed: "good - and why", or "2.3: good - and why"."""

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.words


@dataclass(frozen=True, slots=True)
class ClosePanel(Command):
    """Nobody is waited for any more."""

    permission = Permission.NAME_PANEL
    at_work = False
    needs_people = True

    why: str = ""

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.why


@dataclass(frozen=True, slots=True)
class ShowPanel(Command):
    """How a panel stands; once it is closed, its grades side by side."""

    permission = Permission.SEE_PANEL
    at_work = False
    needs_people = True


def give(context: TurnContext, command: GivePanelGrade) -> TurnContext:
    """Kept, and shown to nobody else; with the last of those waited for, the panel closes."""
    panel, case = context.audit.panel, context.audit.case.reference
    if panel is None or not panel.is_open:
        return context.say(
            _("The panel for {case} is closed, so its grades do not change any more.", case=case)
        )
    question, said = _question(context, panel, command.words)
    if question is None:
        return context.say(_("The form of {case} has no overall grade any more.", case=case))
    cut = _CUT.search(said)
    grade_words, why = (said[: cut.start()], said[cut.end() :]) if cut is not None else (said, "")
    grade, why = _grade(context, question, grade_words), clean(why).strip()
    if isinstance(grade, Refusal):
        return context.say(grade.sentence)
    if len(why.split()) < LEAST_WORDS:
        return context.say(
            _(
                "Why {grade}? Type it once more with the reason, for example: panel grade {case}: {typed} - "
                "she was seen alone twice, and her words are in the plan. Nothing has been kept yet.",
                grade=label(question, grade),
                case=case,
                typed=excerpt(grade_words.strip()),
            )
        )
    if len(why) > LIMIT:
        return context.say(
            _(
                "This is {words:,} characters, and a reason holds {limit:,}. Shorten it, please; nothing has "
                "been kept.",
                words=len(why),
                limit=LIMIT,
            )
        )
    context = context.record(EventKind.ACKNOWLEDGED, f"{panels.GRADE}/{question.id}", grade, why)
    now = context.audit.panels[-1]
    kept = _(
        "Your grade for {case} is kept ({name}: {grade}), and nobody else sees it yet.",
        case=case,
        name=name_of(question),
        grade=label(question, grade),
    )
    me = context.turn.actor.id
    if question.id != now.overall:
        owed = _("Your overall grade is still awaited.") if me in now.awaited else ""
        return context.reply(Sentence(f"{kept} {owed}".strip()))
    waits = waited_for(context, now)
    if waits:
        return context.reply(Sentence(f"{kept} " + _("Awaited: {names}.", names=context.names(waits))))
    if len(now.members) - len(now.awaited) < LEAST_TO_CLOSE:
        text = _(
            "Nobody else of the panel for {case} can give a grade now. {absent} Wait for them, or type: "
            "close panel {case} because ...",
            case=case,
            absent=absent_in_words(context, now.awaited),
        )
        context = context.notify(*(Notice(lead, context.told, text=text) for lead in _leads(context)))
        return context.reply(Sentence(kept))
    context = closed(context, now)
    kept = _("Your grade for {case} is kept, and the panel is closed.", case=case)
    return context.reply(Sentence(f"{kept}\n\n{_result(context, me)}", as_card=True))


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
        return context.say(_("{case} has no panel that is open. Nothing has been changed.", case=case))
    why = clean(command.why).strip()
    if len(why) < LEAST_REASON:
        return context.say(
            _("Why is it closed? Type, for example: close panel {case} because Ben is ill.", case=case)
        )
    context = closed(context, panel, why)
    last = context.audit.panels[-1]
    if last.over:
        return context.reply(
            Sentence(
                _(
                    "The panel for {case} is closed, and nobody had given a grade. Any moderator can "
                    "moderate the audit now.",
                    case=case,
                )
            )
        )
    return context.reply(Sentence("\n\n".join(_shown(context, last)), as_card=True))


def closed(context: TurnContext, panel: Panel, why: str | None = None) -> TurnContext:
    """The context after the panel is closed: its members and the QA leads read all grades side by side."""
    given = [person for person in panel.members if person not in panel.awaited]
    lead = panel.lead if panel.lead in given or not given else given[0]
    value = {"missing": ";".join(panel.awaited), "lead": lead}
    context = context.record(EventKind.ACKNOWLEDGED, panels.CLOSED, value, why)
    context = cards_of_moderators(context, panel.stage)
    last, case = context.audit.panels[-1], context.audit.case.reference
    if last.over:
        text = _("The panel for {case} was closed before anybody gave a grade.", case=case)
        return context.notify(*(Notice(person, context.told, text=text) for person in panel.members))
    people = dict.fromkeys((*panel.members, *_leads(context)))
    return context.notify(
        *(
            Notice(person, context.told, text=_result(context, person))
            for person in people
            if person != context.turn.actor.id  # who reads it in the reply
        )
    )


def _result(context: TurnContext, reader: PersonId) -> str:
    """All grades of the panel that was just closed; and to whoever leads it, what comes next."""
    panel, case = context.audit.panels[-1], context.audit.case.reference
    lines = _shown(context, panel)
    if reader == panel.lead:
        lines.append(_("Type open {case} to moderate it: your answers are the moderated grades.", case=case))
    return "\n\n".join(lines)


def show(context: TurnContext, command: ShowPanel) -> TurnContext:
    """Whoever asks sees their own grades while it is open, and everybody's once it is closed."""
    me = context.turn.actor.id
    leads = Role.QA_LEAD.value in context.parts
    seen = [panel for panel in context.audit.panels if leads or me in panel.members]
    return context.reply(Sentence("\n\n".join(_shown(context, seen[-1])), as_card=True))


def cards_of_moderators(context: TurnContext, stage: str) -> TurnContext:
    """Every moderator's card of the stage says whom it asks now."""
    moderators = context.turn.with_role.get(Role.MODERATOR.value, ())
    own = {*context.audit.auditors, context.audit.practitioner, context.audit.manager, context.audit.iro}
    people = [person for person in moderators if person not in own and opens_to(person, context.audit)]
    return context.notify(*(Notice(person, StageCard(stage)) for person in people))


def _leads(context: TurnContext) -> tuple[PersonId, ...]:
    """The QA leads who have no part in the case."""
    return completion.holders(context.audit, Role.QA_LEAD.value, context.turn.with_role)


def _shown(context: TurnContext, panel: Panel) -> list[str]:
    """How it stands, with the actor's own grades while it is open, and everybody's once it is closed."""
    agreed = agreed_on_panel(context.template, panel) if panel.closed_at is not None else []
    return [*how_it_stands(context, panel, context.turn.actor.id), *agreed]


_CUT = re.compile(r"\s+[-\u2013\u2014]+\s+|\s*[:\u2014;]\s*|,?\s+because\s+|,\s+", re.IGNORECASE)

FEATURE = Feature(handlers={GivePanelGrade: give, ClosePanel: close, ShowPanel: show})
