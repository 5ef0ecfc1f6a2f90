"""How far the members of panels agree: in one panel, and over a report's months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from dialogs.audits.panels import Panel
from dialogs.programme.agreement import agreement
from dialogs.programme.comparison import Compared, pairs_by_scale
from dialogs.programme.facts import Form
from dialogs.programme.grade_figures import Steps
from dialogs.programme.places import joined
from dialogs.programme.report import Counted, Line, Section, Table
from template_specs.model import Template
from template_specs.sentences import _, ngettext


def pairs_in(grades: Mapping[str, Sequence[str]]) -> tuple[Compared, ...]:
    """Every two members' grades of each question, by the grades that a panel gave for it."""
    return tuple(
        Compared(question, first, second)
        for question, given in grades.items()
        for first, second in combinations(given, 2)
    )


def agreed_on_panel(template: Template, panel: Panel) -> list[str]:
    """How far the members of one panel agree, in sentences."""
    grades = {id: [grade.grade for grade in panel.side_by_side(id)] for id in panel.questions}
    return _agreed(pairs_by_scale(template, pairs_in(grades)))


def panels(counted: Counted, forms: Mapping[Form, Template]) -> Section:
    """The panels of the completed audits: in how many their members gave one overall grade, and how far every
    two members agree, question by question."""
    completed, said = counted.completed, list[str]()
    pairs: dict[Steps, list[tuple[str, str]]] = {}
    lines, on_panels = [], []
    for form in counted.tally.forms:
        template = forms.get(form)
        if template is None:
            continue
        apart: dict[str, list[int]] = {}
        for question_id, grades, places in counted.tally.panels(form):
            here = places & completed
            on_panels.append(here)
            compared = pairs_in({question_id: grades}) * len(here)
            for steps, given in pairs_by_scale(template, compared).items():
                pairs.setdefault(steps, []).extend(given)
            question = template.by_id.get(question_id)
            far = [one.apart(question) for one in compared] if question is not None else []
            apart.setdefault(question_id, []).extend(steps for steps in far if steps is not None)
        for question_id, steps_apart in apart.items():
            if steps_apart:
                question = template.by_id[question_id]
                name = f"{question.shown_number} {question.name}".strip()
                lines.append(Line(f"{template.id}/{question_id}", name, _cells(steps_apart)))
    number = len(joined(on_panels)) if on_panels else 0
    if not number:
        none = _("No audit of this period was graded by a panel.")
        return Section("panels", _("Panels"), (none,))
    said.append(
        ngettext(
            "{number} audit was graded by a panel of moderators who did not see each other's grades. Every "
            "two of its members are a pair.",
            "{number} audits were graded by panels of moderators who did not see each other's grades. Every "
            "two members of a panel are a pair.",
            number,
            number=number,
        )
    )
    said += _agreed(pairs)
    columns = (_("Question"), _("Pairs"), _("Same"), _("One step apart"), _("Further apart"))
    tables = (Table("panels.questions", _("By question"), columns, tuple(lines)),) if lines else ()
    return Section("panels", _("Panels"), tuple(said), tables)


def _agreed(pairs: Mapping[Steps, Sequence[tuple[str, str]]]) -> list[str]:
    """The plain shares: a panel has no first and second grade, so that kappa would say too much."""
    return [
        sentence
        for steps, given in pairs.items()
        for sentence in agreement(given, [code for code, _label in steps])[:1]
    ]


def _cells(far: Iterable[int]) -> tuple[str, ...]:
    steps = [min(one, 2) for one in far]
    return (str(len(steps)), *(str(steps.count(step)) for step in range(3)))
