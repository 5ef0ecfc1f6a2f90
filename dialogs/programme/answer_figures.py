"""Coded answers in figures: themes, what children and parents said, and every question that has options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import fmean, median

from dialogs.programme.facts import Form
from dialogs.programme.findings import Codes
from dialogs.programme.places import Given, joined, together
from dialogs.programme.report import Counted, Line, Section, Table
from dialogs.programme.tally import Asked, Tally, called, counted_together
from template_specs.kinds import label
from template_specs.model import Part, Question, Template
from template_specs.sentences import _

Forms = Mapping[Form, Template]
LEAST_FOR_MEAN = 5
"""Of fewer scores only the scores themselves are given."""


def themes(counted: Counted, forms: Forms) -> Section:
    """What the forms count under a theme, and how often a theme was named."""
    tables = []
    for form, template in forms.items():
        if not template.themes:
            continue
        lines = [
            *_named_themes(counted, form, template),
            *_under_themes(counted, form, template),
            *_followed_up(counted, form, template),
        ]
        if lines:
            columns = (_("Theme"), _("Question"), _("Answer"), _("Audits"))
            tables.append(
                Table(f"themes.{form.id}.{form.version}", _title(template), columns, tuple(lines), heads=3)
            )
    said = _("No form of this period codes themes. The coded answers at the end show what was found.")
    return Section("themes", _("Themes"), () if tables else (said,), tuple(tables))


def _named_themes(counted: Counted, form: Form, template: Template) -> Iterator[Line]:
    for asked_of in counted_together(template.questions):
        question, ids = asked_of[1][0], _ids(asked_of)
        codes = {option.code for option in question.options}
        if question.kind.has_options and codes and codes <= set(template.themes):
            chosen, _answered = counted.tally.codes(form, *ids)
            asked = counted.tally.asked(form, *ids)
            for option in question.options:
                count = counted.times(chosen.get(option.code, Given()), asked)
                cells = (called(asked_of), _("Named"), count)
                yield Line(f"{option.code}.named", option.label, cells)


def _under_themes(counted: Counted, form: Form, template: Template) -> Iterator[Line]:
    for code, theme in template.themes.items():
        for asked in counted_together(q for q in template.questions if q.theme == code):
            for name, told, found, of in _options(counted.tally, form, asked):
                cells = (called(asked), told, counted.times(found, of))
                yield Line(f"{code}.{asked[0]}.{name}", theme, cells)


def _followed_up(counted: Counted, form: Form, template: Template) -> Iterator[Line]:
    """Of a theme that the recommended actions count under: how many audits asked for something, and in how
    many there was an immediate concern."""
    completed = counted.completed_on(form)
    acted = joined(given.audits for given in counted.actions() if given.form == form)
    raised = joined(given.audits for _concern, given in counted.concerns(form))
    for question in template.with_part(Part.ACTIONS):
        if question.theme and completed:
            theme = template.themes[question.theme]
            for name, told, those in (
                ("actions", _("At least one action"), acted),
                ("concern", _("An immediate concern"), raised),
            ):
                cells = (question.name, told, counted.placed(those & completed, len(completed)))
                yield Line(f"{question.theme}.{question.id}.{name}", theme, cells)


def scores(counted: Counted, forms: Forms) -> Section:
    """What children and parents said, in numbers, and how often they could be asked."""
    tables = []
    for form, template in forms.items():
        completed = len(counted.completed_on(form))
        for part, title in (
            (Part.CHILD_SCORE, _("The child's scores")),
            (Part.PARENT_SCORE, _("The parents' or carers' scores")),
        ):
            lines = [_scored(counted, form, asked) for asked in counted_together(template.with_part(part))]
            if lines and completed:
                columns = (_("Question"), _("Obtained"), _("Scores"))
                name = f"scores.{part.value}.{form.id}.{form.version}"
                tables.append(Table(name, f"{title}: {_title(template)}", columns, tuple(lines)))
    said = _("No form of this period asks for scores.")
    return Section("scores", _("What children and parents said"), () if tables else (said,), tuple(tables))


def _scored(counted: Counted, form: Form, asked: Asked) -> Line:
    question = asked[1][0]
    given = counted.tally.answers(form, *_ids(asked))
    obtained = counted.placed(together(given.values()).audits, len(counted.completed_on(form)))
    numbers = [
        number
        for value, found in given.items()
        if isinstance(value, int) and not isinstance(value, bool)
        for number in [value] * found.times
    ]
    if numbers:
        summary = ", ".join(str(number) for number in sorted(numbers))
        if len(numbers) >= LEAST_FOR_MEAN:
            summary = _(
                "mean {mean}, median {median}, from {least} to {most}",
                mean=f"{fmean(numbers):.1f}",
                median=f"{median(numbers):g}",
                least=min(numbers),
                most=max(numbers),
            )
    else:
        told = ((o.label, given.get(o.code, Given()).times) for o in question.options)
        summary = ", ".join(f"{name} {count}" for name, count in told if count)
    return Line(asked[0], called(asked), (obtained, summary or _("None")))


def coded(counted: Counted, forms: Forms) -> Section:
    """Every question that is answered from options, with how often each was chosen."""
    tables = []
    for form, template in forms.items():
        questions = (
            question
            for question in template.questions
            if not question.identity and not question.prefill and not question.kind.grades
        )
        lines = [
            Line(f"{asked[0]}.{name}", called(asked), (told, counted.times(found, of)))
            for asked in counted_together(questions)
            for name, told, found, of in _options(counted.tally, form, asked)
            if of
        ]
        if lines:
            columns = (_("Question"), _("Answer"), _("Audits"))
            tables.append(
                Table(f"coded.{form.id}.{form.version}", _title(template), columns, tuple(lines), heads=2)
            )
    said = [_("A share is of the audits in which the question was asked and answered.")]
    if any(question.counted_as for template in forms.values() for question in template.questions):
        said.append(
            _(
                "A question that a form asks in several places, or for each child, is counted once, with all "
                "its answers."
            )
        )
    return Section("coded", _("Every coded answer"), tuple(said), tuple(tables), detail=True)


def _ids(asked: Asked) -> tuple[str, ...]:
    return tuple(question.id for question in asked[1])


def _options(tally: Tally, form: Form, asked: Asked) -> Iterator[tuple[str, str, Given, int]]:
    """(code, label, the audits that chose it, how many answers) for each option of a question."""
    question = asked[1][0]
    options = question.options or question.kind.options
    if not options:
        return
    codes = tally.finals if question.kind.grades else tally.codes
    chosen, answered = codes(form, *_ids(asked))
    for option in options:
        found = chosen.get(option.code, Given())
        yield option.code, label(question, _stored(question, option.code)), found, answered


def themed_answers(tally: Tally, form: Form, question: Question) -> tuple[Mapping[str, Given], int]:
    """The audits by what they answered to a question, its grades as they count now; how many answered."""
    return (tally.finals if question.kind.grades else tally.codes)(form, question.id)


def _stored(question: Question, code: str) -> Codes:
    return (code,) if question.kind.takes_several else code


def _title(template: Template) -> str:
    return _("{title}, version {version}", title=template.short_title, version=template.version)
