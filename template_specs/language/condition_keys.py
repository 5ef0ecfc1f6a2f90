"""The keys of conditions."""

from __future__ import annotations

from template_specs.language.schema_maps import Key, SchemaMap
from template_specs.language.schema_types import Figure, ListOf, Map, Words

_NAME = Words(60, name=True)

CONDITIONS = (
    SchemaMap(
        "condition",
        (
            Key("question", _NAME, "An earlier question, with `is`."),
            Key("is", ListOf(Words(100), or_one=True), "The answer, or any of several."),
            Key("answered", _NAME, "A question that has any answer."),
            Key("at_least", Map("comparison"), "An answer that is this much or more."),
            Key("at_most", Map("comparison"), "An answer that is this much or less."),
            Key("above", Map("comparison"), "An answer that is more than this."),
            Key("below", Map("comparison"), "An answer that is less than this."),
            Key("before", Map("comparison"), "A day before another."),
            Key("after", Map("comparison"), "A day after another."),
            Key("between", Map("between"), "An answer from one value to another, both included."),
            Key("older", Map("older"), "A day that lies further back than so many months or years."),
            Key("days", Map("days_between"), "How many days lie between two."),
            Key("working_days", Map("days_between"), "How many working days lie between two."),
            Key("age", Map("age"), "Somebody's age on a day."),
            Key("differs", Map("differs"), "Grades that differ from another."),
            Key("all", ListOf(Map("condition")), "Conditions that must all hold."),
            Key("any", ListOf(Map("condition")), "Conditions of which one must hold."),
            Key("not", Map("condition"), "A condition that must not hold."),
        ),
        example="{question: type, is: CP}, or {all: [...]}",
    ),
    SchemaMap(
        "comparison",
        (
            Key("question", _NAME, "The question that is compared.", True),
            Key("value", Words(60), "What it is compared with."),
            Key("value_of", _NAME, "Or an earlier question, whose answer it is compared with."),
        ),
    ),
    SchemaMap(
        "between",
        (
            Key("question", _NAME, "The question that is compared.", True),
            Key("from", Words(60), "The least that counts.", True),
            Key("to", Words(60), "The most that counts.", True),
        ),
    ),
    SchemaMap(
        "older",
        (
            Key("question", _NAME, "The question with the day that lies back.", True),
            Key("on", _NAME, "The question with the day to count from.", True),
            Key("months", Figure(1, 1200), "More than so many months back."),
            Key("years", Figure(1, 100), "Or more than so many years."),
        ),
    ),
    SchemaMap(
        "days_between",
        (
            Key("from", _NAME, "The question with the first day, which does not count itself.", True),
            Key("to", _NAME, "The question with the last day, which does.", True),
            Key("at_least", Figure(0, 40000), "So many days or more."),
            Key("at_most", Figure(0, 40000), "So many days or fewer."),
            Key("above", Figure(0, 40000), "More days than this."),
            Key("below", Figure(0, 40000), "Fewer days than this."),
        ),
    ),
    SchemaMap(
        "age",
        (
            Key("born", _NAME, "The question with the date of birth.", True),
            Key("on", _NAME, "The question with the day.", True),
            Key("at_least", Figure(0, 120), "Years of age.", True),
        ),
    ),
    SchemaMap(
        "differs",
        (
            Key("from", _NAME, "The question with the grade to compare with.", True),
            Key("any", ListOf(_NAME), "The questions whose grades may differ."),
            Key("sections", ListOf(_NAME, or_one=True), "Or sections: all that is graded in them."),
            Key("steps", Figure(1, 20), "By how many steps at least (1 unless said)."),
        ),
    ),
)
