"""Which audits gave which answer: the index that the figures are read from, so that none walks through every
audit for every question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dialogs.programme.facts import Form
from dialogs.programme.findings import Codes, Findings, GradeFacts
from template_specs.model import Question
from template_specs.sentences import _

Places = list[int]
"""Audits by their places in the report, ascending."""


class Tally:
    """Built audit by audit, in the order of their places."""

    def __init__(self) -> None:
        self._answers: dict[Form, dict[str, dict[Codes, Places]]] = {}
        self._grades: dict[Form, dict[str, dict[GradeFacts, Places]]] = {}
        self._asked: dict[Form, dict[frozenset[str], int]] = {}

    def add(self, place: int, form: Form, findings: Findings) -> None:
        """What was found in the audit at `place`."""
        answers = self._answers.get(form)
        if answers is None:
            answers = self._answers[form] = defaultdict(lambda: defaultdict(list))
            self._grades[form] = defaultdict(lambda: defaultdict(list))
            self._asked[form] = defaultdict(int)
        for question, code in findings.answers.items():
            answers[question][code].append(place)
        grades = self._grades[form]
        for question, grade in findings.grades.items():
            grades[question][grade].append(place)
        if findings.asked:
            self._asked[form][findings.asked] += 1

    def answers(self, form: Form, *questions: str) -> Mapping[Codes, Places]:
        """Who gave which answer to a question, as it is stored; of several, an audit's place stands once for
        each that it answered."""
        return _joined([self._answers.get(form, {}).get(question, {}) for question in questions])

    def grades(self, form: Form, question: str) -> Mapping[GradeFacts, Places]:
        """Who has which grades of a question."""
        return self._grades.get(form, {}).get(question, {})

    def graded(self, form: Form) -> Mapping[str, Mapping[GradeFacts, Places]]:
        """The same of every question of a form."""
        return self._grades.get(form, {})

    def asked(self, form: Form, *questions: str) -> int:
        """How many audits were asked a question; of several, how often they were asked altogether."""
        return sum(
            number
            for asked, number in self._asked.get(form, {}).items()
            for question in questions
            if question in asked
        )

    def codes(self, form: Form, *questions: str) -> tuple[Mapping[str, Places], int]:
        """Who chose which option of a question, and how many answers there are; each of several options that
        were chosen counts.  Of several questions, their answers together."""
        chosen: dict[str, list[Places]] = {}
        answered = 0
        for value, places in self.answers(form, *questions).items():
            if codes := _codes(value):
                answered += len(places)
            for code in codes:
                chosen.setdefault(code, []).append(places)
        return {code: together(groups) for code, groups in chosen.items()}, answered

    def finals(self, form: Form, *questions: str) -> tuple[Mapping[str, Places], int]:
        """Who has which grade of a question as the last word on it, and how many there are; of several
        questions, their grades together."""
        groups: dict[str, list[Places]] = {}
        for question in questions:
            for grade, places in self.grades(form, question).items():
                if grade.final:
                    groups.setdefault(grade.final, []).append(places)
        found = {code: together(several) for code, several in groups.items()}
        return found, sum(map(len, found.values()))


Asked = tuple[str, tuple[Question, ...]]
"""What one line of a table is about: a stable name, and the questions whose answers it counts."""


def counted_together(questions: Iterable[Question]) -> Sequence[Asked]:
    """The questions, each by itself, and those of one `counted_as` together: a block that is used again, a
    question that is asked for each child.  Answers from different lists are never added up."""
    groups: dict[tuple[str, object, tuple[str, ...]], list[Question]] = {}
    for question in questions:
        codes = tuple(option.code for option in question.options)
        groups.setdefault((question.counted_as or question.id, question.kind, codes), []).append(question)
    named: dict[str, tuple[Question, ...]] = {}
    for (name, _kind, _codes_of_it), several in groups.items():
        named[several[0].id if name in named else name] = tuple(several)
    return tuple(named.items())


def called(asked: Asked) -> str:
    """A question's name; of several that are counted together, with that said."""
    if len(asked[1]) == 1:
        return asked[1][0].name
    name = replace(asked[1][0], copy=None).name.rstrip("?. ")  # without the one child that it is about
    return _("{name} (all its answers)", name=name)


def _joined(several: Sequence[Mapping[Codes, Places]]) -> Mapping[Codes, Places]:
    if len(several) == 1:
        return several[0]
    groups: dict[Codes, list[Places]] = {}
    for answers in several:
        for value, places in answers.items():
            groups.setdefault(value, []).append(places)
    return {value: together(places) for value, places in groups.items()}


def together(groups: Iterable[Places]) -> Places:
    """The places of several groups, in their order."""
    several = list(groups)
    return several[0] if len(several) == 1 else sorted(place for places in several for place in places)


def _codes(value: Codes) -> Sequence[str]:
    match value:
        case tuple():
            return value
        case bool():
            return ("yes" if value else "no",)
        case _:
            return (str(value),)
