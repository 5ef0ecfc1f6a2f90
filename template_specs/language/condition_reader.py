"""Reads conditions.  The questions they look at must exist, come earlier and be of a fitting kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from template_specs.answer_types import ANSWER_TYPES
from template_specs.kinds import prompt_of
from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap
from template_specs.language.tree import SourceText
from template_specs.model import (
    AgeAtLeast,
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Condition,
    Differs,
    Is,
    Not,
    Question,
)
from template_specs.text import listed

_FORMS = ("question", "answered", "at_least", "age", "differs", "all", "any", "not")


class ConditionReader:
    """Reads the conditions of one form from top to bottom; `known` grows as its questions are read."""

    def __init__(self, known: Mapping[str, Question], later: Mapping[str, int], faults: Faults):
        self.known = known
        self.later = later
        """Every id in the form, with its line."""
        self.faults = faults

    def read(self, written: ParsedMap) -> Condition | None:
        """The condition, or None after noting what is wrong with it."""
        forms = [form for form in _FORMS if form in written.lines]
        if len(forms) != 1 or ("is" in written.lines) != (forms == ["question"]):
            self.faults.add(
                written.line,
                "A condition must say exactly one thing.",
                "Write `question` with `is`, or one of answered, at_least, age, differs, all, any, not.",
            )
            return None
        if forms[0] not in written:
            return None  # its own fault is noted already
        return _READERS[forms[0]](self, written)

    def question(self, name: SourceText, condition: str = "", otherwise: str = "") -> bool:
        """Whether `name` is an earlier question that `condition` can look at; if not, a fault is noted.

        `otherwise` ends the fault's sentence about which questions it can look at.
        """
        question = self.known.get(name)
        if question is None and name in self.later:
            self.faults.add(
                name.line,
                f'The condition looks at "{name}", which comes later (line {self.later[name]}).',
                "Move that question before this one, or look at another.",
            )
        elif question is None:
            self.faults.unknown(name.line, "question", name, self.later)
        elif condition and condition not in question.kind.conditions:
            fit = listed(kind.code for kind in ANSWER_TYPES if condition in kind.conditions)
            self.faults.add(
                name.line,
                f'"{name}" is a {question.kind.code} question, which cannot be looked at in this way.',
                f"Name a {fit} question{otherwise}.",
            )
            return False
        return question is not None

    def _is_one_of(self, written: ParsedMap) -> Condition | None:
        name = written.get("question")
        values = written.get("is") or []
        if not self.question(name, "is", ", or use `answered`"):
            return None
        codes = [self._code(self.known[name], value) for value in values]
        return Is(str(name), tuple(code for code in codes if code)) if codes and all(codes) else None

    def _code(self, question: Question, value: SourceText) -> str:
        prompt = prompt_of(question)
        code = question.kind.condition_value(prompt, value)
        if not code:
            self._impossible(question, value, question.kind.possible(prompt))
        return code

    def _impossible(self, question: Question, value: SourceText, cure: str) -> None:
        self.faults.add(value.line, f'"{question.id}" can never be answered with "{value}".', cure)

    def _answered(self, written: ParsedMap) -> Condition | None:
        name = written.get("answered")
        return Answered(str(name)) if self.question(name) else None

    def _at_least(self, written: ParsedMap) -> Condition | None:
        inner = written.get("at_least")
        name, least = inner.get("question"), inner.get("value")
        if name is None or least is None:
            return None
        if not self.question(name, "at_least"):
            return None
        question = self.known[name]
        reached = question.kind.least_value(prompt_of(question), least)
        if isinstance(reached, str):
            self._impossible(question, SourceText.at(str(least), inner.line_of("value")), reached)
            return None
        return AtLeast(str(name), reached)

    def _age(self, written: ParsedMap) -> Condition | None:
        inner = written.get("age")
        born, on, years = inner.get("born"), inner.get("on"), inner.get("at_least")
        if born is None or on is None or years is None:
            return None
        fits = [self.question(name, "age") for name in (born, on)]
        return AgeAtLeast(str(born), str(on), years) if all(fits) else None

    def _differs(self, written: ParsedMap) -> Condition | None:
        inner = written.get("differs")
        base, others = inner.get("from"), inner.get("any") or []
        if base is None or not others:
            return None
        fits = [self.question(name, "differs") for name in (base, *others)]
        if not all(fits):
            return None
        scale = self.known[base].scale
        for other in others:
            if self.known[other].scale != scale:
                self.faults.add(
                    other.line,
                    f'"{other}" is not graded on the scale of "{base}", so the two cannot be compared.',
                    "Compare questions of one scale.",
                )
                return None
        return Differs(str(base), tuple(str(other) for other in others))

    def _all_of(self, written: ParsedMap) -> Condition | None:
        parts = self._parts(written.get("all"))
        return AllOf(parts) if parts else None

    def _any_of(self, written: ParsedMap) -> Condition | None:
        parts = self._parts(written.get("any"))
        return AnyOf(parts) if parts else None

    def _parts(self, written: list[ParsedMap]) -> tuple[Condition, ...] | None:
        read = tuple(self.read(part) for part in written)
        whole = tuple(part for part in read if part is not None)
        return whole if len(whole) == len(read) and read else None

    def _not_so(self, written: ParsedMap) -> Condition | None:
        part = self.read(written.get("not"))
        return Not(part) if part is not None else None


_READERS: Mapping[str, Callable[[ConditionReader, ParsedMap], Condition | None]] = {
    "question": ConditionReader._is_one_of,
    "answered": ConditionReader._answered,
    "at_least": ConditionReader._at_least,
    "age": ConditionReader._age,
    "differs": ConditionReader._differs,
    "all": ConditionReader._all_of,
    "any": ConditionReader._any_of,
    "not": ConditionReader._not_so,
}
