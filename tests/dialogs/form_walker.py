"""Walks a form from its first page to the end of its last stage, as its people would, card by card."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.cards import LIMIT, render, size
from dialogs.audits.audit import State
from dialogs.audits.stages import current
from dialogs.conversation.given import Given
from dialogs.conversation.views import CellView, PageView, QuestionView, View
from dialogs.features.manager_reply import AgreeToAudit
from dialogs.features.navigation import GoOn
from dialogs.features.rows import SaveRow
from dialogs.features.save_page import SavePage
from template_specs import answer_types
from template_specs.model import Template
from template_specs.stages import ReplyStep
from tests.dialogs.test_stages import Life, _seen

WHO = {
    "auditor": "amara",
    "qa_lead": "ellen",
    "moderator": "mo",
    "manager": "priya",
    "iro": "ivy",
    "practitioner": "jo",
}
"""Who completes a stage, by the word in its `by`."""


@dataclass
class Walker(Life):
    """An audit that is walked to its end; `answers` are given where a question has one there."""

    answers: dict[str, str] = field(default_factory=dict)
    largest: int = 0
    """Bytes of the largest page."""

    def walks_to_the_end(self) -> set[str]:
        """Everything that was asked, over all stages; fails where somebody is stuck."""
        asked: set[str] = set()
        for _ in self.form.stages:
            stage = current(self.form, self.audit)
            if stage is None:
                break
            who = next(WHO[part] for part in stage.by if part in WHO)
            if stage.reply is ReplyStep.REPLY:
                replies = self.does(who, AgreeToAudit(None))
            else:
                asked |= self.fills(who)
                replies = self.completes(who)
            assert current(self.form, self.audit) != stage, f"{self.form.id} stays in {stage.id}: {replies}"
        assert self.audit.state in (State.SUBMITTED, State.FINAL)
        return asked

    def _page(self, who: str, page: PageView) -> tuple[View, ...]:
        card = render(page).card
        assert card is not None
        self.largest = max(self.largest, size(card))
        assert size(card) <= LIMIT
        first = page.questions[0]
        if first.kind is answer_types.ROWS:
            wanted = self.form.by_id[first.key].least_rows or 1
            for _ in range(wanted - len(first.rows)):
                cells = {c.id: "" if c.where else self._cell(c) for c in first.columns}
                self.does(who, SaveRow(first.key, cells))
            return self.does(who, GoOn())
        given = tuple(
            Given(q.key, self._value(q), _seen(q.key) if q.evidence_prompt else None, q.revision)
            for q in page.questions
        )
        return self.does(who, SavePage(given))

    def _value(self, q: QuestionView) -> str:
        if q.key in self.answers:
            return self.answers[q.key]
        question = self.form.by_id[q.key]
        if q.kind is answer_types.GRADE or q.options:
            return super()._value(q)
        if q.kind is answer_types.DATE:
            return "2026-07-01" if question.not_past else "2010-02-03" if question.identity else "2026-05-01"
        if q.kind in (answer_types.NUMBER, answer_types.SCORE):
            return str(max(q.least, 0) if q.most >= 0 else q.least)
        if q.kind is answer_types.DURATION:
            return "3 weeks"
        if q.kind is answer_types.TICK:
            return "false"
        return f"Words for {q.key}, said by somebody in their own way."[: q.limit].strip()

    def _cell(self, column: CellView) -> str:
        if column.options:
            return column.options[0].code
        if column.kind is answer_types.DATE:
            return "2026-07-01" if column.id == "by_when" else "2026-05-01"
        if column.kind in (answer_types.NUMBER, answer_types.SCORE):
            return str(column.least)
        if column.kind is answer_types.DURATION:
            return "3 weeks"
        return "no" if column.kind in (answer_types.YES_NO, answer_types.TICK) else "North"


def walk(form: Template, **answers: str) -> Walker:
    """`form` walked to its end with `answers` (ids with a double underscore for a dot)."""
    walker = Walker(form, answers={key.replace("__", "."): value for key, value in answers.items()})
    walker.walks_to_the_end()
    return walker
