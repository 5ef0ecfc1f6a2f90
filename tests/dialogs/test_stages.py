"""Audits whose form has several stages: each asks its own people, and the next begins when it is complete."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from dialogs.advance import advance
from dialogs.audits.audit import Audit, Case, Person, Role, State
from dialogs.conversation.command import Command
from dialogs.conversation.given import Given
from dialogs.conversation.state import ConversationState
from dialogs.conversation.subjects import decode
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import (
    BriefingView,
    ConfirmSubmitView,
    GapsView,
    Notice,
    PageView,
    QuestionView,
    ReviewView,
    SectionsView,
    Sentence,
    StageView,
    SummaryView,
    View,
)
from dialogs.features.briefing import Begin
from dialogs.features.manager_actions import ReopenAudit
from dialogs.features.manager_reply import AgreeToAudit
from dialogs.features.navigation import GoOn, OpenAudit
from dialogs.features.rows import SaveRow
from dialogs.features.save_page import SavePage
from dialogs.features.submission import SubmitStage
from dialogs.notices import notice_view
from dialogs.wording.summary_view import reading
from template_specs import answer_types
from template_specs.answer_types import AnswerType
from template_specs.language.loader import library
from template_specs.model import Template
from tests.dialogs.builders import prints

PEOPLE = {
    person.id: person
    for person in (
        Person("amara", "Amara Osei", "", frozenset([Role.AUDITOR]), "North"),
        Person("jo", "Jo Whitfield", "", frozenset([Role.PRACTITIONER]), "South"),
        Person("priya", "Priya Nair", "", frozenset([Role.MANAGER]), "South"),
        Person("ellen", "Ellen Marsh", "", frozenset([Role.QA_LEAD])),
        Person("mo", "Mo Adeyemi", "", frozenset([Role.MODERATOR])),
        Person("ivy", "Ivy Clarke", "", frozenset([Role.IRO])),
        Person("both", "Bo Thomas", "", frozenset([Role.AUDITOR, Role.MODERATOR])),
    )
}


@dataclass
class Life:
    """One audit and everybody around it."""

    form: Template
    auditors: tuple[str, ...] = ("amara",)
    owed: list[Notice] = field(default_factory=list)
    grade: str = "good"

    def __post_init__(self) -> None:
        case = Case("TS-1", "CP", "South")
        self.audit = Audit("a1", "", case, State.ALLOCATED, self.auditors, "jo", "priya", None, iro="ivy")
        self.walks = {name: ConversationState() for name in PEOPLE}
        self._ids: Iterator[int] = itertools.count()

    def turn(self, who: str) -> Turn:
        names = {name: person.name for name, person in PEOPLE.items()}
        roles = {"moderator": ("mo", "both"), "qa_lead": ("ellen",)}
        now = datetime(2026, 6, 5, 13, 30, tzinfo=UTC)

        def fresh() -> str:
            return f"i{next(self._ids)}"

        return Turn(PEOPLE[who], now, date(2026, 6, 5), fresh, prints, names, roles, token=fresh())

    def does(self, who: str, command: Command) -> tuple[View, ...]:
        step = advance(self.form, self.audit, self.walks[who], command, self.turn(who))
        self.audit, self.walks[who] = step.audit, step.conversation
        self.owed += step.notices
        if any(isinstance(view, BriefingView) for view in step.replies):
            return self.does(who, Begin())  # what the form says beforehand is read
        return step.replies

    def fills(self, who: str) -> set[str]:
        """Every page that `who` is shown, filled; the questions that they were asked."""
        asked: set[str] = set()
        replies = self.does(who, OpenAudit())
        for _ in range(200):
            page = next((view for view in replies if isinstance(view, PageView)), None)
            if page is None or any(said.startswith(("All done", "Thank you")) for said in page.said):
                return asked
            asked |= {q.key for q in page.questions}
            replies = self._page(who, page)
        raise AssertionError("the audit never ends")

    def _page(self, who: str, page: PageView) -> tuple[View, ...]:
        first = page.questions[0]
        if first.kind is answer_types.ROWS:
            cells = {c.id: _cell(c.kind, c.options[0].code if c.options else "") for c in first.columns}
            if not first.rows:
                self.does(who, SaveRow(first.key, cells))
            return self.does(who, GoOn())
        given = tuple(
            Given(q.key, self._value(q), _seen(q.key) if q.evidence_prompt else None, q.revision)
            for q in page.questions
        )
        return self.does(who, SavePage(given))

    def _value(self, q: QuestionView) -> str:
        if q.kind is answer_types.GRADE:
            codes = [o.code for o in q.options]
            return self.grade if self.grade in codes else codes[0]
        if q.options:
            return q.options[0].code
        return _cell(q.kind, "")

    def completes(self, who: str) -> tuple[View, ...]:
        return self.does(who, SubmitStage(confirmed=True))

    def owed_to(self, who: str) -> list[str]:
        return [n.subject.encode() for n in self.owed if n.recipient == who]

    def card(self, who: str, subject: str) -> View | None:
        return notice_view(reading(self.form, self.audit, self.turn(who)), Notice(who, decode(subject)))


def _seen(key: str) -> str:
    return " ".join(
        f"{word}-{key}"
        for word in ["who", "was", "there", "what", "they", "said", "when", "and", "what", "followed"]
    )


def _cell(kind: AnswerType, code: str) -> str:
    match kind:
        case answer_types.DATE:
            return "2026-05-01"
        case answer_types.NUMBER | answer_types.SCORE:
            return "7"
        case answer_types.TICK:
            return "true"
        case _:
            return code or "North"


@pytest.fixture
def deep_dive() -> Life:
    return Life(library()["deep-dive"])


def test_the_auditor_is_asked_the_first_stage_only(deep_dive):
    asked = deep_dive.fills("amara")
    stages = {deep_dive.form.stage_of(deep_dive.form.by_id[key]).id for key in asked}
    assert stages == {"audit"}
    assert all("auditor" in deep_dive.form.people_of(deep_dive.form.by_id[key]) for key in asked)


def test_those_who_add_their_views_get_a_card_when_the_audit_begins(deep_dive):
    deep_dive.does("amara", OpenAudit())
    assert deep_dive.owed_to("jo") == deep_dive.owed_to("ivy") == ["stage:audit"]
    card = deep_dive.card("jo", "stage:audit")
    assert isinstance(card, StageView)
    assert not card.done
    asked = deep_dive.fills("ivy")
    assert asked
    assert all(deep_dive.form.people_of(deep_dive.form.by_id[key])[0] == "iro" for key in asked)
    (told,) = deep_dive.completes("ivy")
    assert isinstance(told, Sentence)
    assert "that is all that is needed from you" in told.text
    assert deep_dive.audit.state is State.IN_PROGRESS


def test_a_deep_dive_goes_from_audit_to_final(deep_dive):
    deep_dive.fills("amara")
    deep_dive.completes("amara")
    assert (deep_dive.audit.state, deep_dive.audit.stage) == (State.SUBMITTED, "qa_check")
    assert deep_dive.owed_to("ellen") == ["stage:qa_check"]
    assert deep_dive.owed_to("priya") == []  # the summary waits for the moderation
    (card,) = [deep_dive.card("jo", "stage:audit")]
    assert isinstance(card, StageView)
    assert card.done

    assert isinstance(deep_dive.completes("ellen")[0], GapsView)
    deep_dive.fills("ellen")
    deep_dive.completes("ellen")
    assert deep_dive.audit.stage == "moderation"
    assert "stage:moderation" in deep_dive.owed_to("mo")

    deep_dive.grade = "ri"
    deep_dive.fills("mo")
    deep_dive.completes("mo")
    assert deep_dive.audit.stage == "reply"
    assert [s.partition(":")[0] for s in deep_dive.owed_to("priya")] == ["summary", "action", "stage"]
    summary = deep_dive.card("priya", "summary")
    assert isinstance(summary, SummaryView)
    assert summary.grade is not None
    assert (summary.grade.title, summary.grade.grade) == ("Moderated grade", "Requires improvement")
    assert summary.grade.by == "Mo Adeyemi"
    assert summary.grade.before == ("Amara Osei gave Good.",)  # the auditors' own grade stays a fact
    comment = deep_dive.audit.answer("moderation_comment")
    assert comment is not None
    assert summary.grade.why == comment.passage
    assert summary.good == ()
    assert {finding.grade for finding in summary.improve} == {"Requires improvement"}

    deep_dive.does("priya", AgreeToAudit())
    assert deep_dive.audit.stage == "return"
    deep_dive.fills("ellen")
    deep_dive.completes("ellen")
    assert deep_dive.audit.state is State.FINAL
    assert any("closed" in notice.text for notice in deep_dive.owed if notice.recipient == "amara")
    (told,) = deep_dive.does("mo", OpenAudit())
    assert isinstance(told, Sentence)
    asked = deep_dive.card("amara", "stage:moderation")
    assert isinstance(asked, StageView)
    assert asked.done
    assert deep_dive.owed_to("amara").count("stage:moderation") == 2  # sent, and brought up to date


def test_nobody_moderates_their_own_audit():
    life = Life(library()["deep-dive"], auditors=("amara", "both"))
    life.fills("amara")
    life.completes("amara")
    life.fills("ellen")
    life.completes("ellen")
    assert "stage:moderation" in life.owed_to("mo")
    moderated = {q.id for q in life.form.in_stage("moderation") if "auditor" not in life.form.people_of(q)}
    assert not life.fills("both") & moderated


def test_reopening_gives_it_back_to_the_auditors_from_any_stage(deep_dive):
    deep_dive.fills("amara")
    deep_dive.completes("amara")
    deep_dive.does("ellen", ReopenAudit("the plan was missed in the analysis"))
    assert (deep_dive.audit.state, deep_dive.audit.stage) == (State.IN_PROGRESS, "")
    sections, page = deep_dive.does("amara", OpenAudit())
    assert isinstance(sections, SectionsView)
    assert isinstance(page, PageView)


def test_a_stage_without_questions_only_asks_to_be_completed():
    life = Life(library()["multi-agency-case-audit"])
    life.fills("amara")
    life.completes("amara")
    assert life.audit.sent
    life.does("priya", AgreeToAudit())
    assert isinstance(life.does("ellen", OpenAudit())[0], ConfirmSubmitView)
    life.completes("ellen")
    assert life.audit.state is State.FINAL
    assert isinstance(life.does("amara", OpenAudit())[0], ReviewView)


def test_an_outstanding_asks_what_makes_it_so(deep_dive):
    deep_dive.grade = "outstanding"
    asked = deep_dive.fills("amara")
    ticks = {q.id for q in deep_dive.form.in_stage("audit") if q.follows}
    assert ticks
    assert ticks <= asked
