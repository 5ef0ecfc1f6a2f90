"""Which audits gave which answer: the index that the figures are read from, so that none walks through every
audit for every question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from dialogs.programme.facts import Form
from dialogs.programme.findings import Codes, Findings, GradeFacts

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

    def answers(self, form: Form, question: str) -> Mapping[Codes, Places]:
        """Who gave which answer to a question, as it is stored."""
        return self._answers.get(form, {}).get(question, {})

    def grades(self, form: Form, question: str) -> Mapping[GradeFacts, Places]:
        """Who has which grades of a question."""
        return self._grades.get(form, {}).get(question, {})

    def graded(self, form: Form) -> Mapping[str, Mapping[GradeFacts, Places]]:
        """The same of every question of a form."""
        return self._grades.get(form, {})

    def asked(self, form: Form, question: str) -> int:
        """How many audits were asked a question."""
        return sum(number for asked, number in self._asked.get(form, {}).items() if question in asked)

    def codes(self, form: Form, question: str) -> tuple[Mapping[str, Places], int]:
        """Who chose which option of a question, and how many answered it; each of several options counts."""
        chosen: dict[str, list[Places]] = {}
        answered = 0
        for value, places in self.answers(form, question).items():
            if codes := _codes(value):
                answered += len(places)
            for code in codes:
                chosen.setdefault(code, []).append(places)
        return {code: together(groups) for code, groups in chosen.items()}, answered

    def finals(self, form: Form, question: str) -> tuple[Mapping[str, Places], int]:
        """Who has which grade of a question as the last word on it, and how many have one."""
        groups: dict[str, list[Places]] = {}
        for grade, places in self.grades(form, question).items():
            if grade.final:
                groups.setdefault(grade.final, []).append(places)
        found = {code: together(several) for code, several in groups.items()}
        return found, sum(map(len, found.values()))


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
