"""Finds questions that can never be asked, by searching the answers that their conditions look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from math import prod

from template_specs.condition_types import parts_of, questions_in
from template_specs.conditions import holds, months_after
from template_specs.kinds import prompt_of
from template_specs.model import AtLeast, Compared, Condition, DaysBetween, Is, Older, Question, Template
from template_specs.workdays import after_working_days

_START = date(2000, 1, 1)
"""One of the days that every date question is tried with: others are counted from it."""

MOST_TRIES = 20_000
"""For one question; and five times as many for a whole form, so that a check takes seconds at most."""


def never_asked(template: Template) -> tuple[Question, ...]:
    """The questions whose condition no combination of answers makes true.

    If there are too many combinations to try, a question is taken to be one that can be asked.
    """
    # What is worked out is tried with values of its own, whatever it follows from.
    worked_out = [replace(question, when=None) for question in template.worked_out.values()]
    known = {question.id: question for question in (*worked_out, *template.questions)}
    budget = 5 * MOST_TRIES
    never = []
    found: dict[Condition, bool] = {}
    """By condition: the questions of a section have its own, and are not looked for one by one."""
    for question in template.questions:
        first = question.copy is None or question.copy.place == 1  # the others are asked alike
        if question.when is not None and first and budget > 0:
            if question.when not in found:
                found[question.when], tries = _reachable(question, known)
                budget -= tries
            if not found[question.when]:
                never.append(question)
    return tuple(never)


def _reachable(question: Question, known: Mapping[str, Question]) -> tuple[bool, int]:
    """(whether some answers open it, how many were tried)."""
    involved = _involved(question.when, known)
    asked = [one for name, one in known.items() if name in involved]
    conditions = [question.when, *(other.when for other in asked)]
    choices = [_answers(other, conditions) for other in asked]
    if prod(len(each) for each in choices) > MOST_TRIES:
        return True, 0
    tries = 0
    for tried in product(*choices):
        tries += 1
        if _asked_under(question, asked, tried):
            return True, tries
    return False, tries


def _asked_under(question: Question, asked: Sequence[Question], tried: Sequence[object]) -> bool:
    answers: dict[str, object] = {}

    def look(name: str) -> object:
        return "yes" if "/" in name else answers.get(name)  # there is always a row to be had

    for earlier, value in zip(asked, tried, strict=True):
        answers[earlier.id] = value if holds(earlier.when, look) else None
    return holds(question.when, look)


def _involved(condition: Condition | None, by_id: Mapping[str, Question]) -> set[str]:
    involved: set[str] = set()
    waiting = list(questions_in(condition))
    while waiting:
        name = waiting.pop()
        if name in by_id and name not in involved:
            involved.add(name)
            waiting.extend(questions_in(by_id[name].when))
    return involved


def _answers(question: Question, conditions: Sequence[Condition | None]) -> list[object]:
    """Enough answers to make every condition over `question` both true and false."""
    named: list[str | int] = []
    for part in (part for condition in conditions for part in parts_of(condition)):
        match part:
            case AtLeast(looked_at, least) if looked_at == question.id:
                named.append(least)
            case Is(looked_at, values) if looked_at == question.id:
                named += values
            case Compared(looked_at, _, value, "", ()) if looked_at == question.id:
                named.append(value)
            case DaysBetween(_, end, _, days, working) if end == question.id:
                named.append(
                    (after_working_days(_START, days) if working else _START + timedelta(days)).isoformat()
                )
            case Older(_, on, months) if on == question.id:
                named.append(months_after(_START, months).isoformat())
            case _:
                continue
    return question.kind.tried(prompt_of(question), named)
