"""How the areas of practice come out for whom: by team, case type, ethnicity, disability, and over time.

A cell says in how many of the audits that graded an area it was one of its scale's good grades.  Forms and
their versions stand apart.  Who graded how is for the QA lead alone (`auditor_patterns`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from dialogs.programme.change import difference_bounds
from dialogs.programme.facts import Form
from dialogs.programme.monitoring import months_named
from dialogs.programme.places import Places, joined
from dialogs.programme.report import (
    LEAST_FOR_PERCENT,
    Cell,
    Count,
    Counted,
    Line,
    Report,
    Section,
    Table,
    grouped,
)
from dialogs.programme.selection import month_name
from template_specs.kinds import label
from template_specs.model import NOT_APPLICABLE, Part, Question, Template
from template_specs.options import Tone
from template_specs.sentences import _

Forms = Mapping[Form, Template]
MOST_GROUPS = 12
"""Groups side by side in one table, those with most audits; how many are left out is said."""
LEAST_GRADES = 20
"""Grades of an auditor below which nothing is said of how they grade."""
MOST_QUESTIONS = 3
"""Areas named in which an auditor differs most."""
Groups = Mapping[str, Places]
"""Audits by their places, under the name of their group."""


def patterns(counted: Counted, forms: Forms, first: str, last: str, made_at: datetime, today: date) -> Report:
    """The report of these months."""
    forms = dict(sorted(forms.items()))
    return Report(
        title=_("Practice by area, {months}", months=months_named(first, last)),
        first=first,
        last=last,
        made_at=made_at,
        today=today,
        notes=(
            _("A cell says in how many of the audits that graded an area it was good or better."),
            _(
                "Not applicable counts nowhere, and of fewer than {least} there is no share.",
                least=LEAST_FOR_PERCENT,
            ),
            _("With few audits in a cell, chance alone moves a share a long way."),
        ),
        sections=(
            _over_time(counted, forms),
            _spread(counted, forms, "team", _("By team"), lambda form: _by_field(counted, form, "team")),
            _spread(
                counted,
                forms,
                "case_type",
                _("By case type"),
                lambda form: _by_field(counted, form, "case_type"),
            ),
            *(
                _spread(
                    counted,
                    forms,
                    part.value,
                    title,
                    partial(_by_part, counted, forms, part),
                )
                for part, title in (
                    (Part.ETHNICITY, _("By ethnicity")),
                    (Part.DISABILITY, _("By disability")),
                )
            ),
            auditor_patterns(counted, forms),
        ),
        audits=counted.audits,
    )


def graded_questions(template: Template) -> Iterator[Question]:
    """The graded questions that auditors answer, the overall judgement first."""
    graded = [q for q in template.questions if q.kind.grades and not q.final_of and good_codes(q)]
    yield from sorted(graded, key=lambda question: not template.is_overall(question))


def good_codes(question: Question) -> frozenset[str]:
    """The grades of a question's scale that speak of strength."""
    return frozenset(o.code for o in question.options if o.tone is Tone.GOOD and o.code != NOT_APPLICABLE)


def _over_time(counted: Counted, forms: Forms) -> Section:
    def months(form: Form) -> Groups:
        groups = grouped(counted, "month", counted.completed_on(form))
        return {month_name(month): groups[month] for month in sorted(groups)}

    return _spread(counted, forms, "month", _("Over time"), months, in_order=True)


def _by_field(counted: Counted, form: Form, field: str) -> Groups:
    return grouped(counted, field, counted.completed_on(form), empty=_("Not said"))


def _by_part(counted: Counted, forms: Forms, part: Part, form: Form) -> Groups:
    groups: dict[str, list[Places]] = {}
    for question in forms[form].with_part(part):
        chosen, _answered = counted.tally.codes(form, question.id)
        for code, given in chosen.items():
            told = label(question, (code,) if question.kind.takes_several else code)
            groups.setdefault(told, []).append(given.audits)
    return {told: joined(several) for told, several in groups.items()}


def _spread(
    counted: Counted,
    forms: Forms,
    name: str,
    title: str,
    groups_of: Callable[[Form], Groups],
    *,
    in_order: bool = False,
) -> Section:
    tables = []
    said: list[str] = []
    for form, template in forms.items():
        groups: Groups = groups_of(form)
        largest = sorted(groups, key=lambda group: -len(groups[group]))[:MOST_GROUPS]
        shown = (
            [group for group in groups if group in largest] if in_order else sorted(largest, key=str.casefold)
        )
        if not shown:
            continue
        if len(groups) > len(shown):
            said.append(
                _(
                    "{form}: the {shown} largest of {all} groups are shown.",
                    form=template.short_title,
                    shown=len(shown),
                    all=len(groups),
                )
            )
        lines = _lines(counted, form, template, {group: groups[group] for group in shown})
        if lines:
            heading = _("{title}, version {version}", title=template.short_title, version=form.version)
            columns = (_("Area"), _("All"), *shown)
            tables.append(Table(f"patterns.{name}.{form.id}.{form.version}", heading, columns, tuple(lines)))
    none = {
        "ethnicity": _("No form of this period asks for ethnicity as a coded answer (part: ethnicity)."),
        "disability": _("No form of this period asks for disability as a coded answer (part: disability)."),
    }
    if not tables:
        said = [none.get(name, _("No completed audit of this period has grades."))]
    return Section(f"patterns.{name}", title, tuple(said), tuple(tables))


def _lines(counted: Counted, form: Form, template: Template, groups: Groups) -> list[Line]:
    lines = []
    for question in graded_questions(template):
        finals, _given = counted.tally.finals(form, question.id)
        good = good_codes(question)
        graded = joined(given.audits for code, given in finals.items() if code != NOT_APPLICABLE)
        well = joined(finals[code].audits for code in good if code in finals)
        if not graded:
            continue
        cells: list[Cell] = [counted.placed(well, len(graded))]
        for places in groups.values():
            of = len(graded & places)
            cells.append(counted.placed(well & places, of) if of else "")
        lines.append(Line(question.id, question.name, tuple(cells)))
    return lines


def auditor_patterns(counted: Counted, forms: Forms) -> Section:
    """Who grades high and who low, beside everybody on the same questions; what moderators changed."""
    title = _("How each auditor grades")
    mine: dict[str, dict[tuple[Form, str], list[int]]] = {}
    everybody: dict[tuple[Form, str], list[int]] = {}
    moved: dict[str, list[int]] = {}
    theirs = counted.by_auditor(counted.all, "")
    theirs = {name: places for name, places in theirs.items() if name}
    for form, template in forms.items():
        for question in graded_questions(template):
            good, step = good_codes(question), {o.code: n for n, o in enumerate(question.options)}
            for grade, places in counted.tally.grades(form, question.id).items():
                if not grade.initial or grade.initial == NOT_APPLICABLE:
                    continue
                well = int(grade.initial in good)
                change = (
                    step.get(grade.moderated, -1) - step.get(grade.initial, 0) if grade.moderated else None
                )
                all_of = everybody.setdefault((form, question.id), [0, 0])
                all_of[0] += well * len(places)
                all_of[1] += len(places)
                for auditor, audited in theirs.items():
                    times = len(places & audited)
                    if not times:
                        continue
                    own = mine.setdefault(auditor, {}).setdefault((form, question.id), [0, 0])
                    own[0] += well * times
                    own[1] += times
                    if change is not None:
                        counts = moved.setdefault(auditor, [0, 0, 0])
                        counts[0 if change == 0 else 1 if change > 0 else 2] += times
    lines = [
        _auditor(
            forms, name, mine[name], everybody, moved.get(name, [0, 0, 0]), theirs[name] & counted.completed
        )
        for name in sorted(mine, key=str.casefold)
    ]
    if not lines:
        none = _("No completed audit of this period has grades whose auditor is known.")
        return Section("patterns.auditors", title, (none,))
    said = (
        _(
            "For the QA lead, to prepare moderation: auditors look at different cases, so a difference is a "
            "question to ask and no finding. The grades are those given first; an audit of a pair counts for "
            "both. Bounds hold in 95 of 100 such samples."
        ),
    )
    columns = (
        *(_("Auditor"), _("Grades given"), _("Good or better"), _("The others on the same questions")),
        *(_("Difference, in percentage points"), _("Most unlike the others in"), _("As moderated")),
    )
    return Section(
        "patterns.auditors", title, said, (Table("patterns.auditors", title, columns, tuple(lines)),)
    )


def _auditor(
    forms: Forms,
    name: str,
    own: Mapping[tuple[Form, str], Sequence[int]],
    everybody: Mapping[tuple[Form, str], Sequence[int]],
    moved: Sequence[int],
    theirs: Places,
) -> Line:
    well, given = (sum(counts[n] for counts in own.values()) for n in (0, 1))
    others_given = sum(everybody[key][1] - own[key][1] for key in own)
    expected = sum(
        counts[1] * (everybody[key][0] - counts[0]) / (everybody[key][1] - counts[1])
        for key, counts in own.items()
        if everybody[key][1] > counts[1]
    )
    compared = sum(counts[1] for key, counts in own.items() if everybody[key][1] > counts[1])
    share = f"{round(100 * well / given)}%" if given >= LEAST_FOR_PERCENT else ""
    told = _("Too few to say")
    unlike = ""
    if compared >= LEAST_GRADES and others_given >= LEAST_GRADES:
        rate = expected / compared
        low, high = difference_bounds((round(rate * others_given), others_given), (well, given))
        told = _(
            "{points} (from {low} to {high})", points=round(100 * (well / given - rate)), low=low, high=high
        )
        if low <= 0 <= high:
            told = _("{bounds}: may be chance", bounds=told)
        unlike = _unlike(forms, own, everybody)
    by_moderator = (
        _("{same} kept, {lower} lower, {higher} higher", same=moved[0], lower=moved[1], higher=moved[2])
        if sum(moved)
        else ""
    )
    others = f"{round(100 * expected / compared)}%" if compared >= LEAST_FOR_PERCENT else ""
    cells: tuple[Cell, ...] = (Count(given, None, theirs), share, others, told, unlike, by_moderator)
    return Line(name, name, cells)


def _unlike(
    forms: Forms,
    own: Mapping[tuple[Form, str], Sequence[int]],
    everybody: Mapping[tuple[Form, str], Sequence[int]],
) -> str:
    """The areas in which their share is furthest from the others', with at least five grades on each side."""
    apart = []
    for (form, question_id), counts in own.items():
        others = [everybody[form, question_id][n] - counts[n] for n in (0, 1)]
        if min(counts[1], others[1]) >= LEAST_FOR_PERCENT:
            points = round(100 * (counts[0] / counts[1] - others[0] / others[1]))
            apart.append((abs(points), points, forms[form].by_id[question_id].name))
    apart.sort(key=lambda told: (-told[0], told[2]))
    return ", ".join(f"{name} ({points:+d})" for size, points, name in apart[:MOST_QUESTIONS] if size)
