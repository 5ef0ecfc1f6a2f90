"""Reads conditions.  The questions they look at must exist, come earlier and be of a fitting kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from template_specs.answer_types import ANSWER_TYPES, Refusal
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
    Compared,
    Condition,
    DaysBetween,
    Differs,
    Is,
    Older,
    Question,
    Untrue,
)
from template_specs.text import listed

HOW = ("at_least", "at_most", "above", "below")


class ConditionReader:
    """Reads the conditions of one form from top to bottom; `known` grows as its questions are read."""

    def __init__(
        self,
        known: Mapping[str, Question],
        later: Mapping[str, int],
        faults: Faults,
        asked_for_each: Mapping[str, str] | None = None,
    ):
        self.known = known
        self.later = later
        """Every id in the form, with its line."""
        self.faults = faults
        self.asked_for_each = asked_for_each or {}
        """The questions that are asked for each row, with the question that has the rows."""
        self.unread: set[str] = set()
        """The questions that could not be read."""
        self.here = ""
        """The question that is being read."""
        self.columns: Mapping[str, Question] = {}
        """While a column's condition is read: the columns before it, by their own id."""

    def read(self, written: ParsedMap) -> Condition | None:
        """The condition, or None after noting what is wrong with it."""
        forms = [form for form in _READERS if form in written.lines]
        if not forms and written.has_unknown:
            return None  # told already
        if forms == ["question"] and "is" not in written.lines:
            self.faults.add(
                written.line,
                "This condition names a question, and none of its answers.",
                f"Add `is:` with an answer, or write {{answered: {written.get('question', '...')}}}.",
            )
            return None
        if len(forms) != 1 or ("is" in written.lines) != (forms == ["question"]):
            self.faults.add(
                written.line,
                "A condition must say exactly one thing.",
                f"Write `question` with `is`, or one of {', '.join(list(_READERS)[1:])}. Join several in a "
                "list under `all` or `any`.",
            )
            return None
        if forms[0] not in written:
            return None  # its own fault is noted already
        return _READERS[forms[0]](self, written)

    def question(self, name: SourceText, condition: str = "", otherwise: str = "") -> Question | None:
        """The earlier question `name`, where `condition` can look at it; if not, a fault is noted.

        `otherwise` ends the fault's sentence about which questions it can look at.
        """
        question = self.columns.get(name) or self.known.get(name)
        if question is None and name in self.unread:
            return None  # what is wrong with that question is told there
        if question is None and name == self.here:
            self.faults.add(
                name.line,
                f'"{name}" is this question itself, and only what comes before it can be looked at.',
                "Name an earlier question.",
            )
        elif question is None and name in self.later:
            self.faults.add(
                name.line,
                f'This looks at "{name}", which comes later (line {self.later[name]}).',
                "Move that question before this one, or look at another.",
            )
        elif question is None and name in self.asked_for_each:
            self.faults.add(
                name.line,
                f'"{name}" is asked for each row of "{self.asked_for_each[name]}", so it has many answers.',
                "Count them with `work_out: {count: {questions: ..., is: ...}}`, and look at that.",
            )
        elif question is None:
            self.faults.unknown(name.line, "question", name, [*self.columns, *self.later])
        elif condition and condition not in question.kind.conditions:
            fit = listed(kind.code for kind in ANSWER_TYPES if condition in kind.conditions)
            self.faults.add(
                name.line,
                f'"{name}" is a {question.kind.code} question, which cannot be looked at in this way.',
                f"Name a {fit} question{otherwise}.",
            )
            return None
        return question

    def _is_one_of(self, written: ParsedMap) -> Condition | None:
        values = written.get("is") or []
        question = self.question(written.get("question"), "is", ", or use `answered`")
        if question is None:
            return None
        codes = [self._code(question, value) for value in values]
        return Is(question.id, tuple(code for code in codes if code)) if codes and all(codes) else None

    def _code(self, question: Question, value: SourceText) -> str:
        prompt = prompt_of(question)
        code = question.kind.condition_value(prompt, value)
        if not code:
            self._impossible(question, value, question.kind.possible(prompt))
        return code

    def _impossible(self, question: Question, value: SourceText, cure: str) -> None:
        name = question.id.rpartition("/")[2]
        self.faults.add(value.line, f'"{name}" can never be answered with "{value}".', cure)

    def _answered(self, written: ParsedMap) -> Condition | None:
        question = self.question(written.get("answered"))
        return Answered(question.id) if question is not None else None

    def _comparison(self, written: ParsedMap, how: str) -> Condition | None:
        inner = written.get(how)
        if ("value" in inner.lines) == ("value_of" in inner.lines):
            self.faults.add(
                inner.line,
                f"`{how}` compares with one thing.",
                "Write `value:` with what it is compared with, or `value_of:` with an earlier question.",
            )
            return None
        question = self.question(inner.get("question"), how) if "question" in inner else None
        if question is None:
            return None
        if "value" in inner:
            return self._beside(question, how, inner.get("value"))
        other = self.question(inner.get("value_of"), how) if "value_of" in inner else None
        if other is None or not self._alike(question, other, inner.get("value_of")):
            return None
        return Compared(question.id, how, other=other.id, steps=question.kind.steps(prompt_of(question)))

    def _beside(self, question: Question, how: str, written: SourceText) -> Condition | None:
        prompt = prompt_of(question)
        size = question.kind.size(prompt, str(written))
        if isinstance(size, Refusal):
            self._impossible(question, written, size.sentence)
            return None
        steps = question.kind.steps(prompt)
        if how == "at_least" and not steps and size.lstrip("-").isdigit():
            return AtLeast(question.id, int(size))  # as forms have always kept it
        return Compared(question.id, how, size, steps=steps)

    def _alike(self, question: Question, other: Question, name: SourceText) -> bool:
        """Whether answers to the two can be compared: days, lengths of time, numbers, steps of one scale."""
        steps = [one.kind.steps(prompt_of(one)) for one in (question, other)]
        measures = [(one.kind.measure, one.scale if one.kind.on_scale else "") for one in (question, other)]
        if steps[0] == steps[1] and (steps[0] or measures[0] == measures[1]):
            return True
        if question.kind.on_scale and other.kind.on_scale:
            cure = "Compare questions of one scale."
        else:
            cure = "Compare days with days, lengths of time with each other, and numbers with numbers."
        self.faults.add(name.line, f'"{name}" cannot be compared with "{question.id}".', cure)
        return False

    def _between(self, written: ParsedMap) -> Condition | None:
        inner = written.get("between")
        least, most = inner.get("from"), inner.get("to")
        question = self.question(inner.get("question"), "between") if "question" in inner else None
        if question is None or least is None or most is None:
            return None
        parts = (self._beside(question, "at_least", least), self._beside(question, "at_most", most))
        whole = tuple(part for part in parts if part is not None)
        return AllOf(whole) if len(whole) == len(parts) else None

    def _older(self, written: ParsedMap) -> Condition | None:
        inner = written.get("older")
        if ("months" in inner.lines) == ("years" in inner.lines):
            self.faults.add(
                inner.line, "`older` counts months or years.", "Write `months: 6`, or `years: 1`."
            )
            return None
        pair = self._days(inner, "older", "question", "on")
        months = inner.get("months", 12 * inner.get("years", 0))
        return Older(*pair, months) if pair and months else None

    def _days_between(self, written: ParsedMap, key: str) -> Condition | None:
        inner = written.get(key)
        how = [word for word in HOW if word in inner.lines]
        if len(how) != 1:
            self.faults.add(
                inner.line,
                f"`{key}` compares with one number of days.",
                f"Write one of {', '.join(HOW)}, such as `at_most: 5`.",
            )
            return None
        pair = self._days(inner, key, "from", "to")
        if pair is None or how[0] not in inner:
            return None
        return DaysBetween(*pair, how[0], inner.get(how[0]), key == "working_days")

    def _days(self, inner: ParsedMap, condition: str, *keys: str) -> tuple[str, str] | None:
        """The ids of two questions with days."""
        written = [self.question(inner.get(key), condition) if key in inner else None for key in keys]
        first, second = written
        return (first.id, second.id) if first is not None and second is not None else None

    def _age(self, written: ParsedMap) -> Condition | None:
        inner = written.get("age")
        pair = self._days(inner, "age", "born", "on")
        return AgeAtLeast(*pair, inner.get("at_least")) if pair and "at_least" in inner else None

    def _differs(self, written: ParsedMap) -> Condition | None:
        inner = written.get("differs")
        base, others = inner.get("from"), inner.get("any", [])
        if base is None or (first := self.question(base, "differs")) is None:
            return None
        inside = self._graded_in(inner.get("sections", []), first)
        rest = [self.question(name, "differs") for name in others]
        compared = [question for question in rest if question is not None]
        if inside is None or len(compared) < len(rest):
            return None
        if not inside and not compared:
            self.faults.add(
                inner.line,
                "`differs` compares with other grades.",
                "Write `sections: [...]` or `any: [...]`.",
            )
            return None
        for name, other in zip(others, compared, strict=True):
            if other.scale != first.scale:
                self.faults.add(
                    name.line,
                    f'"{name}" is not graded on the scale of "{base}", so the two cannot be compared.',
                    "Compare questions of one scale.",
                )
                return None
        apart = inner.get("steps", 1)
        steps = first.kind.steps(prompt_of(first)) if apart > 1 else ()
        if apart > 1 and apart >= len(steps):
            self.faults.add(
                inner.line,
                f'Grades on the scale of "{base}" are never {apart} steps apart.',
                f"Write {max(1, len(steps) - 1)} at most.",
            )
            return None
        ids = dict.fromkeys((*inside, *(question.id for question in compared)))
        return Differs(first.id, tuple(ids), steps, apart)

    def _graded_in(self, sections: list[SourceText], base: Question) -> list[str] | None:
        """The questions before this one in `sections` that are on the scale of `base`."""
        ids: list[str] = []
        for name in sections:
            inside = [q.id for q in self.known.values() if q.section == name and q.scale == base.scale]
            if not inside:
                self.faults.add(
                    name.line,
                    f'No question before this one in the section "{name}" is graded like "{base.id}".',
                    "Name an earlier section, or questions under `any`.",
                )
                return None
            ids += inside
        return [id for id in ids if id != base.id]

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
        return Untrue(part) if part is not None else None


_READERS: Mapping[str, Callable[[ConditionReader, ParsedMap], Condition | None]] = {
    "question": ConditionReader._is_one_of,
    "answered": ConditionReader._answered,
    **{how: partial(ConditionReader._comparison, how=how) for how in (*HOW, "before", "after")},
    "between": ConditionReader._between,
    "older": ConditionReader._older,
    **{key: partial(ConditionReader._days_between, key=key) for key in ("days", "working_days")},
    "age": ConditionReader._age,
    "differs": ConditionReader._differs,
    "all": ConditionReader._all_of,
    "any": ConditionReader._any_of,
    "not": ConditionReader._not_so,
}
