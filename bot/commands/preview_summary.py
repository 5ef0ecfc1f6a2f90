"""The manager's cards in a preview: the summary and an action, of an audit answered by way of example."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from bot.cards import render, size
from bot.cards.elements import Element
from dialogs.audits.audit import Answer, Audit, Case, Clear, Passage, Person, Role, State
from dialogs.audits.stages import AUDITOR
from dialogs.conversation.sight import Full, sight
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import View
from dialogs.wording.summary_view import action_view, reading, summary_view
from template_specs.kinds import Value, read
from template_specs.model import Part, Question, Template
from template_specs.sentences import _

_MANAGER = Person("manager", "The manager", "manager@example.org", frozenset({Role.MANAGER}))
_WORDS = "Words that the auditor writes here."


def managers_cards(template: Template, now: datetime) -> Iterator[tuple[str, Element, int]]:
    """(what it is, the card, its bytes) of what the manager gets, every question answered with an example."""
    audit = Audit(
        "preview",
        "",
        Case("Case 123"),
        State.SUBMITTED,
        ("auditor",),
        None,
        _MANAGER.id,
        None,
        sent=True,
        history=dict(_answers(template, now)),
        submitted_at=now,
        submitted_by="auditor",
    )
    names = {"auditor": "The auditor", _MANAGER.id: _MANAGER.name}
    turn = Turn(_MANAGER, now, now.date(), lambda: "preview", lambda text: frozenset(), names)
    seen = sight(reading(template, audit, turn))
    if not isinstance(seen, Full):
        return
    views: list[tuple[str, View]] = [(_("Audit summary"), summary_view(seen))]
    actions = {question.id for question in template.with_part(Part.ACTIONS)}
    key = next((key for key in audit.history if "/" in key and key.partition("/")[0] in actions), "")
    action = action_view(seen, key) if key else None
    if action is not None:
        views.append((_("Audit action"), action))
    for title, view in views:
        card: Element = render(view).card or {}
        yield title, card, size(card)


def _answers(template: Template, now: datetime) -> Iterator[tuple[str, tuple[Answer, ...]]]:
    for question in template.in_stage(template.stages[0].id):
        key = f"{question.id}/1" if question.kind.in_rows else question.id
        answered = _row if question.kind.in_rows else _example
        value, words = answered(question, now.date())
        passage = Passage.of(words) if words else None
        if value is not None or passage is not None:
            yield key, (Answer(key, 1, "auditor", now, value, passage),)


def _example(question: Question, today: date) -> tuple[Clear, str]:
    """(the answer in clear, the words) that `question` gets: its second choice: few files are the best."""
    if question.kind.in_words:
        return None, _WORDS
    tried = (question.options[min(1, len(question.options) - 1)].code,) if question.options else ()
    for raw in (*tried, today.isoformat(), str(question.most), "yes", "6 weeks"):
        outcome = read(question, raw, today)
        if isinstance(outcome, Value):
            words = outcome.text or (_WORDS if question.evidence is not None else "")
            return outcome.clear, words
    return None, ""


def _row(question: Question, today: date) -> tuple[Clear, str]:
    """One row: the coded cells, and the written ones as JSON."""
    clear: dict[str, str] = {}
    written: dict[str, str] = {}
    for column in question.columns:
        if column.filled_by != AUDITOR:
            continue
        if column.kind.in_words:
            written[column.id] = _WORDS
            continue
        alike = replace(question, kind=column.kind, options=column.options, least=column.least, evidence=None)
        value, _words = _example(alike, today)
        if value is not None:
            clear[column.id] = str(value)
    return clear, json.dumps(written)
