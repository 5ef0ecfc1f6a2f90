"""Reads the answers that are worked out, and what goes into them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from template_specs.answer_types import WORKED_OUT
from template_specs.kinds import prompt_of
from template_specs.language.condition_reader import ConditionReader
from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap
from template_specs.language.tree import SourceText
from template_specs.model import BETWEEN_DAYS, NOT_APPLICABLE, Condition, Option, Question, Source, Work
from template_specs.worked_out import counts_of

WAYS = ("share", "mean", "sum", "count", "lowest", *BETWEEN_DAYS)
_KEYS = frozenset({"id", "text", "short", "item", "source", "when", "unit", "work_out"})
"""The keys of a question that mean something for one that is worked out."""


@dataclass(frozen=True)
class WorkReader:
    """Reads the worked-out answers of one form."""

    conditions: ConditionReader
    faults: Faults
    source: Callable[[ParsedMap], Source]

    def read(self, written: ParsedMap, section: str, when: Condition | None) -> Question | None:
        """The worked-out answer, or None after noting what is wrong with it."""
        name = str(written.get("id", ""))
        for key in written.values.keys() - _KEYS:
            self.faults.add(
                written.line_of(key),
                f'`{key}` means nothing for "{name}", which is worked out.',
                "Take it out, or take `work_out` out.",
            )
        given = written.get("work_out")
        if given is None:
            return None  # told already
        ways = [way for way in WAYS if way in given.lines]
        if len(ways) != 1:
            self.faults.add(
                written.line_of("work_out"),
                "`work_out` must say exactly one thing.",
                f"Write one of {', '.join(WAYS)}.",
            )
            return None
        way = ways[0]
        inner = given.get(way)
        if inner is None or not name:
            return None  # told already
        question = Question(
            id=name,
            section=section,
            text=str(written.get("text", "")),
            kind=WORKED_OUT,
            source=self.source(written),
            short=str(written.get("short", "")),
            required=False,
            when=when,
            unit="%" if way == "share" else str(written.get("unit", "")),
            most=100,
        )
        if way in BETWEEN_DAYS:
            return self._days(question, way, inner)
        return self._over(question, way, inner)

    def _days(self, question: Question, way: str, inner: ParsedMap) -> Question | None:
        days = [self.conditions.question(inner.get(key), "days") for key in ("from", "to") if key in inner]
        ids = tuple(day.id for day in days if day is not None)
        if len(ids) < 2:
            return None
        unit = question.unit or way.replace("_", " ")
        return replace(question, unit=unit, work=Work(way, ids))

    def _over(self, question: Question, way: str, inner: ParsedMap) -> Question | None:
        fits = _FITS[way]
        named = [(name, self.conditions.question(name)) for name in inner.get("questions", ())]
        over = {one.id: one for _, one in named if one is not None}
        for name, one in named:
            if one is not None and not fits(one):
                self.faults.add(
                    name.line,
                    f'"{name}" cannot go into a {way}.',
                    _CURE.get(way, "Name another question."),
                )
                return None
        sections = [str(name) for name in inner.get("sections", ())]
        before = list(self.conditions.known.values())
        for name in inner.get("sections", ()):
            inside = [one for one in before if one.section == name and fits(one) and one.id != question.id]
            if not inside:
                self.faults.add(
                    name.line,
                    f'No question before this one in the section "{name}" can go into a {way}.',
                    f"Name an earlier section, or questions. {_CURE.get(way, '')}".strip(),
                )
                return None
            over |= {one.id: one for one in inside if one.kind is not WORKED_OUT}
        if not over:
            if not named and not sections:
                self.faults.add(
                    inner.line,
                    f"A {way} needs something to go into it.",
                    "Write `sections:` or `questions:`.",
                )
            return None
        if way == "lowest":
            return self._lowest(question, over, inner)
        codes = self._codes(over, inner) if way == "count" else ()
        if codes is None:
            return None
        if way == "count" and codes and sections:
            over = {name: one for name, one in over.items() if set(codes) & _codes_of(one)}
        return replace(question, work=Work(way, tuple(over), codes))

    def _lowest(self, question: Question, over: Mapping[str, Question], inner: ParsedMap) -> Question | None:
        scales = {one.scale for one in over.values()}
        if len(scales) > 1:
            self.faults.add(
                inner.line,
                f"These are graded on different scales ({', '.join(sorted(scales))}), so none is the lowest.",
                "Name questions of one scale.",
            )
            return None
        first = next(iter(over.values()))
        options: tuple[Option, ...] = tuple(o for o in first.options if o.code != NOT_APPLICABLE)
        return replace(question, options=options, scale=first.scale, work=Work("lowest", tuple(over)))

    def _codes(self, over: Mapping[str, Question], inner: ParsedMap) -> tuple[str, ...] | None:
        codes: list[str] = []
        for word in inner.get("is", ()):
            code = next((code for one in over.values() if (code := _code(one, word))), "")
            if not code:
                self.faults.add(
                    word.line,
                    f'None of these questions can be answered with "{word}".',
                    "Write an answer of one of them, by code or label.",
                )
                return None
            codes.append(code)
        return tuple(codes)


def _code(question: Question, word: SourceText) -> str:
    return question.kind.condition_value(prompt_of(question), word)


def _codes_of(question: Question) -> set[str]:
    options = {option.code for option in question.options or question.kind.options}
    return options | ({"yes", "no"} if question.kind.off_is_an_answer else set())


def _counts(question: Question) -> bool:
    return question.kind.measure == "number" or question.kind.off_is_an_answer or bool(counts_of(question))


_FITS: Mapping[str, Callable[[Question], bool]] = {
    "share": _counts,
    "mean": _counts,
    "sum": _counts,
    "count": lambda question: not question.kind.in_rows and question.kind is not WORKED_OUT,
    "lowest": lambda question: question.kind.grades,
}
_CURE = {
    "lowest": "Name grades.",
    **dict.fromkeys(
        ("share", "mean", "sum"),
        "Name numbers, scores, ticks, yes or no questions, or lists whose options have `counts:`.",
    ),
}
