"""A form as its people will see it: one local HTML page with every card, stage by stage.

The cards are the bot's own, as `bot/cards` makes them; only their drawing is done here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from bot.cards import LIMIT, Rendered, render, size
from bot.cards.elements import Element
from bot.commands.preview_summary import managers_cards
from dialogs.audits.audit import Audit, Case, Person, Role, State
from dialogs.conversation.context import TurnContext
from dialogs.conversation.pages import Page
from dialogs.conversation.position import all_pages
from dialogs.conversation.state import ConversationState
from dialogs.conversation.turn import Turn
from dialogs.wording.page_view import page_view
from template_specs.condition_words import explained
from template_specs.kinds import columns_by_id
from template_specs.model import EvidenceBox, Question, Stage, Template

_WHEN = datetime(2026, 6, 5, 13, 30, tzinfo=UTC)
_SOMEBODY = Person("preview", "Preview", "preview@example.org", frozenset({Role.AUDITOR}))


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of the form: its card, its weight in bytes, and what is to be said of its questions."""

    section: str
    card: Element
    weight: int
    remarks: tuple[str, ...]


def preview(template: Template) -> str:
    """The HTML page (no scripts, nothing loaded from elsewhere) that shows every page of `template`.

    Each question is shown, whatever its condition, and says under its card when it is asked and of whom.
    """
    stages = [(stage, tuple(shown_in(template, stage))) for stage in template.stages]
    cards = tuple(managers_cards(template, _WHEN))
    page = _ENVIRONMENT.get_template("preview.html")
    return page.render(form=template, stages=stages, limit=LIMIT, cards=cards)


def shown_in(template: Template, stage: Stage) -> Iterator[Shown]:
    """The pages of one stage, with every question open."""
    opened = _opened(template, stage)
    if not opened.questions:
        return
    audit = Audit("preview", "", Case("Case 123"), State.IN_PROGRESS, (_SOMEBODY.id,), None, None, None)
    turn = Turn(_SOMEBODY, _WHEN, date(2026, 6, 5), lambda: "preview", lambda text: frozenset())
    context = TurnContext(opened, audit, ConversationState(), turn)
    for page in all_pages(context):
        drawn: Rendered = render(page_view(context.with_conversation(place=page.anchor)))
        card: Element = drawn.card or {}
        yield Shown(page.section.title, card, size(card), tuple(_remarks(template, stage, page)))


def _opened(template: Template, stage: Stage) -> Template:
    """The form as if it had this stage only, the auditor's, and no conditions."""
    own = {question.id for question in template.in_stage(stage.id)}
    sections = (
        replace(section, questions=tuple(_open(q, template) for q in section.questions if q.id in own))
        for section in template.sections
        if section.copy is None or section.copy.place == 1  # the others are asked alike
    )
    return replace(
        template,
        sections=tuple(section for section in sections if section.questions),
        stages=(replace(stage, by=("auditor",)),),
        summary_after=stage.id,
    )


def _open(question: Question, template: Template) -> Question:
    # A grade that supersedes the overall judgement says what each step means, as the judgement does.
    part = template.by_id[question.final_of].part if question.final_of else question.part
    always = tuple(replace(option, when=None) for option in question.options)
    return replace(question, when=None, options=always, stage="", by=(), final_of="", part=part)


def _remarks(template: Template, stage: Stage, page: Page) -> Iterator[str]:
    for shown in page.questions:
        question = template.by_id[shown.id]
        parts = []
        if question.copy is not None:
            names = template.rows_called[question.copy.rows]
            rows = template.by_id[question.copy.rows]
            parts.append(
                f"asked for each row of {rows.name.rstrip('?')} (here {names[0]}), up to {rows.most_rows}"
            )
        if question.when is not None:
            parts.append(f"asked when {explained(question.when, template.by_id)}")
        for check in question.checks:
            asks = "must be put right" if check.hold else "asks once"
            parts.append(f'{asks}: "{check.say}" where {explained(check.when, template.by_id)}')
        inside = [(option.label, option.when) for option in question.options]
        inside += [(column.label, column.when) for column in question.columns]
        known = {**template.by_id, **columns_by_id(question)}
        parts += [
            f'"{label}" only where {explained(when, known)}' for label, when in inside if when is not None
        ]
        if template.people_of(question) != stage.by:
            parts.append(f"answered by {_people(template.people_of(question))}")
        if question.final_of:
            parts.append(f"supersedes the grade of {question.final_of}")
        if question.summary_to:
            besides = "" if "manager" in question.summary_to else ", and leaves the manager's summary"
            parts.append(f"sent to {_people(question.summary_to)} after submission{besides}")
        if question.last is not None:
            of = f" of {question.last.form}" if question.last.form else ""
            parts.append(f"shows what the case's earlier audit answered to {question.last.question}{of}")
        if not question.required:
            parts.append("may stay empty")
        if question.counted_as:
            parts.append(f"counted together as {question.counted_as}")
        parts += _limits(question)
        if question.standards:
            titles = [s.title for name, s in template.standards.items() if name in question.standards]
            parts.append(f"guided by {', '.join(titles)}")
        if parts:
            yield f"{question.name}: {'; '.join(parts)}."
        yield from _shown_when_thin(template, question)


def _limits(question: Question) -> Iterator[str]:
    """How much can be given, where the form says it itself."""
    kind = question.kind
    if kind.in_words and question.limit != kind.limit:
        yield f"up to {question.limit:,} characters"
    elif "least" in kind.keys and not kind.in_rows:
        yield f"from {question.least:,} to {question.most:,}"
    if question.evidence is not None and question.evidence.limit != EvidenceBox().limit:
        yield f"comment up to {question.evidence.limit:,} characters"
    if kind.in_rows:
        rows = [f"at least {question.least_rows}"] if question.least_rows else []
        rows += [f"at most {question.most_rows}"] if question.most_rows else []
        if rows:
            yield f"{' and '.join(rows)} rows"
        for column in question.columns:
            most = column.most if column.most is not None else column.kind.most_in_column
            if column.kind.in_words:
                yield f'"{column.label}" up to {column.limit:,} characters'
            elif "least" in column.kind.keys:
                yield f'"{column.label}" from {column.least:,} to {most:,}'


def _shown_when_thin(template: Template, question: Question) -> Iterator[str]:
    """What its indicators say, where what was seen is thin."""
    if not question.kind.grades:
        return
    for name in question.indicators:
        indicators = template.indicators.get(name)
        if indicators is not None:
            lines = "; ".join((*indicators.good, *indicators.outstanding))
            yield f"{question.name}, where what was seen is thin ({indicators.subject}): {lines}."


def _people(people: tuple[str, ...]) -> str:
    return " or ".join(person.replace("_", " ") for person in people)


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.filters["people"] = _people
