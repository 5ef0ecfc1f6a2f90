"""Audits in every state that a form knows, filled by those whom the form asks; each answer has a mark."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from dialogs.advance import advance
from dialogs.audits.audit import Audit, Case, State
from dialogs.audits.route import is_complete
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.given import Given
from dialogs.conversation.state import ConversationState
from dialogs.conversation.turn import Turn
from dialogs.features.action_changes import ChangeAction
from dialogs.features.action_closing import CancelAction, VerifyAction
from dialogs.features.action_steps import FinishAction
from dialogs.features.concern_offer import BeginConcern
from dialogs.features.concern_withdrawn import WithdrawConcern
from dialogs.features.concerns import RaiseConcern
from dialogs.features.manager_actions import Acknowledge, ReopenAudit
from dialogs.features.manager_reply import WriteReply
from dialogs.features.navigation import OpenAudit
from dialogs.features.notes import TakeNote
from dialogs.features.practitioner_questions import AnswerEnquiry, AskPractitioner
from dialogs.features.practitioner_result import GiveFeedback
from dialogs.features.reply_answers import KEEP, AnswerChallenges
from dialogs.features.reply_answers import Given as ReplyGiven
from dialogs.features.reply_objections import AcceptAnswers
from dialogs.features.rows import SaveRow
from dialogs.features.save_page import SavePage
from dialogs.features.submission import SubmitStage
from dialogs.features.unsent_concern import WordConcern
from template_specs import answer_types
from template_specs.language.loader import LIBRARY, library, load
from template_specs.model import Part, Question, Stage, Template
from tests.dialogs.builders import fitting, prints
from tests.rights.memory import AUDIT
from tests.rights.table import CASE, NAMES, PEOPLE, Who, asked_for, stage_of

NOW = datetime(2026, 6, 5, 13, 30, tzinfo=UTC)
TODAY = date(2026, 6, 5)
WITH_ROLE = {"moderator": ("mo",), "qa_lead": ("lea",), "service_manager": ("sol",)}
FILLERS = (
    "an auditor",
    "the other auditor",
    "the practitioner",
    "the IRO",
    "the manager",
    "a QA lead",
    "a moderator",
    "a service manager",
)
"""Whoever of them a stage asks fills in what it asks."""
EXAMPLE = LIBRARY / "examples" / "supervision-audit.yaml"
TOGETHER = Path(__file__).parents[1] / "conversations" / "together.yaml"
WHY = "the plan was missed in section 5"


@dataclass(frozen=True)
class Moment:
    """An audit as it stands at one moment of its life, with everybody's conversation state."""

    name: str
    audit: Audit
    walks: dict[str, ConversationState]


@dataclass
class Life:
    """One audit of one form, lived through; `moments` are kept on the way."""

    template: Template
    moments: list[Moment] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    """mk7x -> the key of the answer it stands in; "note:PERSON", "concern:PERSON"."""

    def __post_init__(self) -> None:
        case = Case(CASE, "CP", "South", "2026-06", "themes")
        self.audit = Audit(AUDIT, "", case, State.ALLOCATED, ("amara", "sam"), "jo", "priya", None, iro="ivy")
        self.walks: dict[str, ConversationState] = {}
        self._ids: Iterator[int] = itertools.count(1)
        self._at = NOW
        self._live()

    def mark(self, key: str) -> str:
        mark = f"mk{len(self.marks) + 1}x"
        self.marks[mark] = key
        return mark

    def does(self, who: Who, event: Command) -> None:
        """Let `who` do it; the people list is at hand, whether it is needed or not."""
        self._at += timedelta(minutes=1)
        fresh = f"f{next(self._ids)}"
        turn = Turn(who.person, self._at, TODAY, lambda: fresh, prints, NAMES, WITH_ROLE, token=fresh)
        turn = replace(turn, people=tuple({who.id: who.person for who in PEOPLE if who.roles}.values()))
        step = advance(self.template, self.audit, self.walks.get(who.id, ConversationState()), event, turn)
        self.audit, self.walks[who.id] = step.audit, step.conversation

    def keeps(self, name: str) -> None:
        self.moments.append(Moment(name, self.audit, dict(self.walks)))

    def _live(self) -> None:
        people = {who.called: who for who in PEOPLE}
        auditor, lead = people["an auditor"], people["a QA lead"]
        self.keeps("allocated")
        self.does(auditor, OpenAudit())
        self._fills(people, half=True)
        for called in ("an auditor", "the practitioner", "the IRO"):
            who = people[called]
            self.does(who, TakeNote(f"The chronology and the plan, {self.mark(f'note:{who.id}')}"))
        self.does(auditor, RaiseConcern(f"He is afraid to go home, {self.mark('concern:amara')}"))
        self.keeps("in progress")
        self._concern(auditor)
        self._fills(people)
        self.does(auditor, AskPractitioner(f"What happened in March, {self.mark('asked:amara')}?"))
        self.keeps("asked the practitioner")
        self.does(people["the practitioner"], AnswerEnquiry("", f"She moved, {self.mark('told:jo')}"))
        self.does(auditor, WithdrawConcern("", f"It was another file, {self.mark('withdrawn:amara')}"))
        self.keeps("answered")
        for _ in self.template.stages:
            stage = stage_of(self.template, self.audit)
            if stage is None:
                break  # final without a stage for what nobody left open
            self._fills(people)
            self._replies(people, stage)
            for called in FILLERS:
                if people[called].parts & set(stage.by) and stage_of(self.template, self.audit) == stage:
                    self.does(people[called], SubmitStage(confirmed=True))
            assert stage_of(self.template, self.audit) != stage, f"{stage.id} is never complete"
            self.keeps(f"after {stage.id}")
            self._reopened(people, lead, stage.id)
        self.does(people["the practitioner"], GiveFeedback(f"It went well, {self.mark('feedback:jo')}"))
        self.does(people["the manager"], Acknowledge("summary"))
        self.keeps("acknowledged")
        self._follows(people)
        was = self.audit.state, self.audit.stage
        self.audit = self.audit.replace(state=State.WITHDRAWN, stage="", withdrawn_from=was)
        self.keeps("withdrawn")

    def _follows(self, people: dict[str, Who]) -> None:
        """The first action goes to somebody without a part in the case, who has it done and checked; the
        second to the practitioner."""
        rows = [
            row.key
            for question in self.template.with_part(Part.ACTIONS)
            for row in self.audit.rows[question.id]
        ]
        if not rows:
            return
        manager, lead = people["the manager"], people["a QA lead"]
        why = f"They know the family best {self.mark(rows[0])}"
        self.does(manager, ChangeAction(rows[0], why, owner="tom"))
        self.does(manager, ChangeAction(rows[1], why, owner="jo"))
        self.keeps("actions are given out")
        shows = f"It is on the system {self.mark(rows[0])}"
        self.does(people["an auditor of other cases"], FinishAction(rows[0], shows))
        self.keeps("an action is done")
        self.does(lead, VerifyAction(rows[0]))
        self.does(manager, CancelAction(rows[1], "The family has moved away"))
        self.keeps("actions are closed")

    def _concern(self, auditor: Who) -> None:
        """A concern is asked for and waits to be sent; the life itself goes on from before that."""
        kept = self.audit, dict(self.walks)
        self.does(auditor, BeginConcern())
        self.keeps("asked for a concern")
        self.does(auditor, WordConcern(f"He has bruises, {self.mark('unsent:amara')}"))
        self.keeps("a concern waits")
        self.audit, self.walks = kept[0], kept[1]

    def _reopened(self, people: dict[str, Who], lead: Who, stage: str) -> None:
        """The audit is given back after `stage`, reworked and sent on again; the life itself goes on from
        before that."""
        kept = self.audit, dict(self.walks)
        self.does(lead, ReopenAudit(WHY))
        self.keeps(f"reopened after {stage}")
        auditor = people["the other auditor"]
        for question in self.template.questions:
            if question.kind is answer_types.GRADE and asked_for(
                self.template, self.audit, auditor, question
            ):
                self._answers(auditor, question)
                break
        self.keeps(f"reworked after {stage}")
        self.does(auditor, SubmitStage(confirmed=True))
        self.keeps(f"sent on again after {stage}")
        self.audit, self.walks = kept[0], kept[1]

    def _replies(self, people: dict[str, Who], stage: Stage) -> None:
        """What the right to reply asks: grades are challenged, and kept by those who gave them."""
        if stage.reply == "reply":
            told = f"It was on the system in June {self.mark('reply:priya')}"
            graded = [q for q in self.template.questions if q.kind.grades and not q.final_of]
            grades = [q.id for q in graded if self.audit.answer(q.id) is not None]
            for grade in grades[:1] + grades[-1:]:
                self.does(people["the manager"], WriteReply(comment=told, grade=grade, why=told))
            self.keeps("a reply is written")
            self.does(people["the manager"], WriteReply(send=True))
        if not stage.answers_reply:
            return
        self.keeps(f"in {stage.id}")
        for called in FILLERS:
            who = people[called]
            for challenge in self.audit.replies[-1].challenges:
                if who.parts & set(stage.by) and stage_of(self.template, self.audit) == stage:
                    why = f"It was not there on the day {self.mark(f'reply:{who.id}')}"
                    self.does(who, AnswerChallenges((ReplyGiven(challenge.question, KEEP, why),)))
                    self.keeps(f"answered in {stage.id} by {who.called}")
        for called in FILLERS:
            if people[called].parts & set(stage.by) and stage_of(self.template, self.audit) == stage:
                self.does(people[called], AcceptAnswers())

    def _fills(self, people: dict[str, Who], *, half: bool = False) -> None:
        for called in FILLERS:
            who = people[called]
            for done in range(400):
                turn = Turn(who.person, self._at, TODAY, str, prints, NAMES, WITH_ROLE)
                route = TurnContext(self.template, self.audit, ConversationState(), turn).route
                left = [q for q in route.questions if not self._is_answered(q)]
                if not left or (half and done * 2 > len(route.questions)):
                    break
                self._answers(who, left[0])

    def _is_answered(self, question: Question) -> bool:
        if question.kind is answer_types.ROWS:
            return bool(self.audit.rows.get(question.id))
        return is_complete(question, self.audit) or question.id in self.audit.history

    def _answers(self, who: Who, question: Question) -> None:
        if question.kind is answer_types.ROWS:
            return self._adds(who, question)
        told = f"Seen {self.mark(question.id)} " + " ".join(f"{question.id}w{n}" for n in range(12))
        value = fitting(question)
        stage = self.template.stage_of(question)
        if question.id == stage.back_question:  # the check lets it through, so that the life goes on
            value = next(o.code for o in question.options if o.code not in stage.back_answers)
        if question.kind in (answer_types.TEXT, answer_types.PERSON):
            value = f"In words {self.mark(question.id)}"
        current = self.audit.answer(question.id)
        given = Given(question.id, value, told, current.revision if current is not None else 0)
        return self.does(who, SavePage((given,)))

    def _adds(self, who: Who, question: Question) -> None:
        for _ in range(2 if question.part is Part.ACTIONS else 1):
            cells = {
                c.id: ("2026-07-01" if c.not_past else "2026-06-03")
                if c.kind is answer_types.DATE
                else c.options[0].code
                if c.options
                else f"To do {self.mark(question.id)}"
                for c in question.columns
            }
            self.does(who, SaveRow(question.id, cells))


@cache
def lives() -> dict[str, Life]:
    """Every form of the library, the example with stages, and one whose stages everybody completes."""
    # Forms of our own have the same stages as these, or one stage.
    sourced = [form for form in library().values() if form.questions[0].source.document != "ours"]
    forms = [*(f for f in sourced if not f.variant_of), load(EXAMPLE), load(TOGETHER)]
    return {form.id: Life(form) for form in forms}
