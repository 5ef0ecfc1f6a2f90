"""Conditions in words: by ids and codes for those who compare versions, by names and labels for everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from template_specs.condition_types import (
    AgeAtLeast,
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Compared,
    Condition,
    DaysBetween,
    Differs,
    Is,
    Not,
    Older,
    Untrue,
)
from template_specs.kinds import label
from template_specs.model import Question
from template_specs.sentences import _
from template_specs.text import listed

Questions = Mapping[str, Question]
_HOW = {"at_least": "{} or more", "at_most": "{} or less", "above": "more than {}", "below": "less than {}"}
_STEPS = {
    "at_least": "{} or better",
    "at_most": "{} or worse",
    "above": "better than {}",
    "below": "worse than {}",
}
_DAYS = {
    "at_least": "on or after {}",
    "at_most": "on or before {}",
    "above": "after {}",
    "below": "before {}",
}


def said(condition: Condition | None, questions: Questions) -> str:
    """A condition over some of `questions` by their ids and codes, as "3.15 is yes"."""
    return _in_words(condition, questions, str, lambda question, code: question.kind.uncompared(code))


def explained(condition: Condition | None, questions: Questions) -> str:
    """The same by names and labels, as "Is there a plan is Yes"."""

    def name(id: str) -> str:
        question = questions.get(id)
        return question.name.rstrip("?. ") if question is not None else id

    def value(question: Question, code: str | int) -> str:
        shown = question.kind.uncompared(code)
        by_label = question.options or question.kind.options or question.kind.measure == "day"
        return label(question, shown) if by_label else shown

    return _in_words(condition, questions, name, value)


def _in_words(
    condition: Condition | None,
    questions: Questions,
    name: Callable[[str], str],
    label_of: Callable[[Question, str | int], str],
) -> str:
    def value(question: str, compared: str | int) -> str:
        about = questions.get(question)
        return label_of(about, compared) if about is not None else str(compared)

    def inside(part: Condition | None) -> str:
        return _in_words(part, questions, name, label_of)

    match condition:
        case None:
            return "always"
        case Is(question, values):
            return _(
                "{name} is {listed}",
                name=name(question),
                listed=listed(value(question, one) for one in values),
            )
        case Answered(question) if question.rpartition("/")[2].isdecimal() and "/" in question:
            rows, _slash, place = question.rpartition("/")
            return _("{name} has a row {place}", name=name(rows), place=place)
        case Answered(question):
            return _("{name} is answered", name=name(question))
        case AtLeast(question, least):
            return _("{name} is {value} or more", name=name(question), value=value(question, least))
        case Compared():
            about = questions.get(condition.question)
            day = about is not None and about.kind.of_time and about.kind.measure == "day"
            ways = _STEPS if condition.steps else _DAYS if day else _HOW
            beside = name(condition.other) if condition.other else value(condition.question, condition.value)
            way = ways.get(condition.how, f"{condition.how} {{}}")
            return _("{name} is {format}", name=name(condition.question), format=way.format(beside))
        case Older(question, on, months):
            ago = f"{months} month{'s' * (months != 1)}"
            return _(
                "{name} is more than {ago} before {name_2}", name=name(question), ago=ago, name_2=name(on)
            )
        case DaysBetween(start, end, how, days, working):
            unit = f"{'working ' if working else ''}day{'s' * (days != 1)}"
            return _(
                "{format} {unit} lie between {name} and {name_2}",
                format=_HOW[how].format(days),
                unit=unit,
                name=name(start),
                name_2=name(end),
            )
        case AgeAtLeast(born, on, years):
            return _(
                "born on {name}, {years} or older on {name_2}", name=name(born), years=years, name_2=name(on)
            )
        case Differs(question, others, apart=apart):
            told = _(
                "any of {listed} differs from {name}", listed=listed(map(name, others)), name=name(question)
            )
            return _("{told} by {apart} steps or more", told=told, apart=apart) if apart > 1 else told
        case AllOf(parts):
            return "(" + _(" and ").join(map(inside, parts)) + ")"
        case AnyOf(parts):
            return "(" + _(" or ").join(map(inside, parts)) + ")"
        case Not(part) | Untrue(part):
            return _("not {inside}", inside=inside(part))
