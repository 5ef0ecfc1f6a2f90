"""Checks of a form as a whole, beyond the shape of each key."""

from __future__ import annotations

from collections.abc import Mapping

from template_specs.answer_types import ANSWER_TYPES
from template_specs.condition_types import Differs, parts_of
from template_specs.evidence_ticks import tickable
from template_specs.language.faults import Faults
from template_specs.language.reachable import never_asked
from template_specs.language.stage_checks import check_stages
from template_specs.model import Part, Question, Template

QUESTION_BYTES = 8_000
"""Bytes of a card (28 KB) that a question may take up itself, which leaves room for what people type."""

_ONCE = (
    Part.OVERALL_JUDGEMENT,
    Part.RECENT_JUDGEMENT,
    Part.ACTIONS,
    Part.AUDIT_DATE,
    Part.INSPECTION_EXAMPLE,
    Part.ETHNICITY,
    Part.DISABILITY,
)


def check_form(template: Template, lines: Mapping[str, int], faults: Faults) -> None:
    """Notes what is wrong with the form as a whole; `lines` says where each question stands."""
    for question in template.questions:
        line = lines.get(question.id, 1)
        _check_numbers(question, line, faults)
        _check_part(question, line, faults)
        _check_rows(question, line, lines, faults)
        _check_size(question, template, line, faults)
    _check_called(template, lines, faults)
    _check_scales(template, lines, faults)
    check_stages(template, lines, faults)
    _check_parts_once(template, lines, faults)
    _check_asked(template, lines, faults)
    _check_agreement(template, lines, faults)
    _check_sent_in_time(template, lines, faults)


def _check_called(template: Template, lines: Mapping[str, int], faults: Faults) -> None:
    """What people type names one question: a number is no other's number, and no other's id."""
    first: dict[str, str] = {question.id.casefold(): question.id for question in template.questions}
    for question in template.questions:
        other = first.setdefault(question.shown_number.casefold() or question.id.casefold(), question.id)
        if other != question.id:
            faults.add(
                lines.get(question.id, 1),
                f'"{question.id}" has the number {question.shown_number}, and so has "{other}".',
                "Give each its own, so that people can type which one they mean.",
            )


def _check_asked(template: Template, lines: Mapping[str, int], faults: Faults) -> None:
    if len(template.by_id) < len(template.questions):
        return  # two of one id: told already, and what the one opens is not known
    never = never_asked(template)
    for section in template.sections:
        if section.when is not None and section.questions and set(section.questions) <= set(never):
            title = section.copy.title if section.copy else section.title
            faults.add(
                lines.get(f"section/{section.id}/when", 1),
                f'The section "{title}" is never asked: no answers make its condition true.',
                "Change the condition, or take the section out.",
            )
            never = tuple(question for question in never if question.section != section.id)
    for question in never:
        need = "required and " if question.required else ""
        faults.add(
            lines.get(f"{question.id}/when", lines.get(question.id, 1)),
            f'"{question.id}" is {need}never asked: no answers make its condition true.',
            "Change the condition, or take the question out.",
        )


def _check_agreement(template: Template, lines: Mapping[str, int], faults: Faults) -> None:
    """Warns of a judgement that no rule of agreement looks at, in a form that has one."""
    rules = [c for q in template.questions for c in parts_of(q.when) if isinstance(c, Differs)]
    judged = [q for q in template.with_part(Part.SECTION_JUDGEMENT) if not q.final_of]
    compared = {name for rule in rules for name in rule.others}
    scales = {template.by_id[rule.question].scale for rule in rules if rule.question in template.by_id}
    if not any(question.id in compared for question in judged):
        return
    for question in judged:
        if question.id not in compared and question.scale in scales:
            faults.add(
                lines.get(question.id, 1),
                f'"{question.id}" is a judgement that no `differs` looks at: nobody is asked why it differs '
                "from the overall grade.",
                "Add it to the `any` of that condition, or take `part` out.",
                warning=True,
            )


def _check_numbers(question: Question, line: int, faults: Faults) -> None:
    if "least" in question.kind.keys and not question.kind.in_rows and question.least >= question.most:
        faults.add(
            line,
            f'"{question.id}" goes from {question.least} to {question.most}, which leaves no room.',
            "Make `most` larger than `least`.",
        )


def _check_part(question: Question, line: int, faults: Faults) -> None:
    if question.part and question.part not in question.kind.parts:
        fit = " or ".join(sorted(kind.code for kind in ANSWER_TYPES if question.part in kind.parts))
        faults.add(
            line,
            f"A {question.kind.code} question cannot play the part {question.part.value}.",
            f"Make it a {fit} question, or take `part` out.",
        )


def _check_rows(question: Question, line: int, lines: Mapping[str, int], faults: Faults) -> None:
    if not question.kind.in_rows:
        return
    misread = not question.columns and f"{question.id}/columns" in lines
    if not misread and not any(column.filled_by == "auditor" for column in question.columns):
        faults.add(
            line,
            f'"{question.id}" has no column for the auditor to fill.',
            "Add `columns:` with at least one.",
        )
    if question.most_rows and question.most_rows < max(1, question.least_rows):
        faults.add(
            line,
            f'"{question.id}" needs {max(1, question.least_rows)} rows and takes {question.most_rows}.',
            "Make `most` as large as `least`, or larger.",
        )
    if question.least_rows < 0:
        faults.add(line, f'"{question.id}" cannot have fewer than no rows.', "Make `least` 1 or more.")
    parts = [column.part for column in question.columns if column.part]
    missing = [part for part in ("what", "by_when") if part not in parts]
    if question.part is Part.ACTIONS and missing:
        faults.add(
            line,
            f'The actions in "{question.id}" have no column for {", ".join(missing)}.',
            "Give one column each `part: what` and `part: by_when`; `part: who` where the form asks who.",
        )
    for part in sorted({part for part in parts if parts.count(part) > 1}):
        faults.add(line, f'Two columns of "{question.id}" are `part: {part}`.', "Keep it on one of them.")


def _check_size(question: Question, template: Template, line: int, faults: Faults) -> None:
    texts = [question.text, question.help, question.evidence.prompt if question.evidence else ""]
    options = [*question.options, *(option for column in question.columns for option in column.options)]
    for option in options:
        texts += [option.code, option.label, option.descriptor]
    texts += [column.label for column in question.columns]
    ticks = [text for _, text in tickable(question, template)] if question.evidenced else []
    size = sum(len(text.encode()) for text in (*texts, *ticks)) + 40 * (len(options) + len(ticks))
    if size > QUESTION_BYTES:
        faults.add(
            line,
            f'"{question.id}" takes {size:,} bytes of a card, and {QUESTION_BYTES:,} fit.',
            "Shorten its help, or the number and length of its options"
            + (", or name fewer indicators and standards." if ticks else "."),
        )


def _check_scales(template: Template, lines: Mapping[str, int], faults: Faults) -> None:
    first = {q.scale: q for q in reversed(template.questions) if q.kind.grades and q.scale}
    for name, question in first.items():
        bare = (
            [o.label for o in template.scales[name].options if not o.descriptor]
            if name in template.scales
            else []
        )
        if bare:
            faults.add(
                lines.get(f"scale/{name}", lines.get(question.id, 1)),
                f'The scale "{name}" grades, and has no descriptor for {", ".join(bare)}.',
                "Add `descriptor:` to each step, saying what it means.",
            )


def _check_parts_once(template: Template, lines: Mapping[str, int], faults: Faults) -> None:
    for part in _ONCE:
        able = [question for question in template.with_part(part) if part in question.kind.parts]
        for question in able[1:]:
            if question.copy is not None:
                continue  # told where it is written
            faults.add(
                lines.get(question.id, 1),
                f'"{question.id}" plays the part {part.value}, which another question plays already.',
                "Keep it on one of them.",
            )
    judged = template.with_part(Part.OVERALL_JUDGEMENT)
    if judged and "no overall" in lines:
        faults.add(
            lines["no overall"],
            f'"{judged[0].id}" gives an overall judgement, and the form says that it has none.',
            "Take `overall: false` out, or `part` at that question.",
        )
    if template.questions and not judged and "no overall" not in lines:
        faults.add(
            1,
            "No question gives an overall judgement, so reports cannot count this form by grade.",
            "Add `part: overall_judgement` to the question that does, or `overall: false` to the form.",
            warning=True,
        )


def _check_sent_in_time(template: Template, lines: Mapping[str, int], faults: Faults) -> None:
    """What is sent to somebody is answered by then."""
    order = [stage.id for stage in template.stages]
    if template.summary_after not in order:
        return  # told where the stages are read
    for question in template.questions:
        stage = template.stage_by_id.get(question.stage or order[0])
        late = stage is not None and order.index(stage.id) > order.index(template.summary_after)
        if question.summary_to and late:
            faults.add(
                lines.get(question.id, 1),
                f'"{question.id}" is answered after the summary is sent, so nobody would be sent it.',
                "Take `summary_to` out, or let `summary_after` name a later stage.",
            )
