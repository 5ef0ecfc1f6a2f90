"""Two audits of one case beside each other: the grades that both gave, and how far they are apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dialogs.audits.audit import Audit
from dialogs.programme.agreement import agreement
from dialogs.programme.given_grades import GivenAs, given_grades
from dialogs.programme.grade_figures import Steps, steps_of
from template_specs.model import NOT_APPLICABLE, Question, Template


@dataclass(frozen=True, slots=True)
class Compared:
    """What both audits answered to one graded question, by the codes of its scale."""

    question: str
    first: str
    second: str

    def apart(self, question: Question) -> int | None:
        """Steps between the two; None where one of them is no step of the scale (Not applicable)."""
        place = {code: n for n, (code, _label) in enumerate(steps_of(question))}
        if self.first not in place or self.second not in place:
            return None
        return abs(place[self.first] - place[self.second])


def compare(template: Template, first: Audit, second: Audit, first_form: Template) -> tuple[Compared, ...]:
    """The questions of `template`, the second audit's, that both auditors graded, with the grades that they
    gave themselves: before moderation and any reply.  `first_form`: that of the first audit, where it was
    changed meanwhile, and of which only the questions on the same scale are compared."""
    given = {
        g.question.id: g.code
        for g in given_grades(first_form, first)
        if g.given_as is GivenAs.INITIAL and _same_scale(template, first_form, g.question.id)
    }
    return tuple(
        Compared(g.question.id, given[g.question.id], g.code)
        for g in given_grades(template, second)
        if g.given_as is GivenAs.INITIAL and g.question.id in given
    )


def _same_scale(template: Template, other: Template, question: str) -> bool:
    here, there = template.by_id.get(question), other.by_id.get(question)
    return here is not None and there is not None and steps_of(here) == steps_of(there)


def stored(compared: Mapping[str, str]) -> tuple[Compared, ...]:
    """What `Audit.compared` holds."""
    return tuple(Compared(question, *grades.split(" ", 1)) for question, grades in compared.items())


def pairs_by_scale(template: Template, compared: Iterable[Compared]) -> Mapping[Steps, list[tuple[str, str]]]:
    """The pairs of grades by the scale that they are given on, without Not applicable."""
    pairs: dict[Steps, list[tuple[str, str]]] = {}
    for one in compared:
        question = template.by_id.get(one.question)
        if question is not None and NOT_APPLICABLE not in (one.first, one.second):
            pairs.setdefault(steps_of(question), []).append((one.first, one.second))
    return pairs


def agreed_in_words(template: Template, compared: Sequence[Compared]) -> list[str]:
    """How far the two agree, in sentences: the plain shares, and no statistic of so few."""
    said: list[str] = []
    for steps, pairs in pairs_by_scale(template, compared).items():
        said += agreement(pairs, [code for code, _label in steps])[:1]
    return said
