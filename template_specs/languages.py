"""A form in the language of whoever reads it: its own words from its file for that language, the bot's from
the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from template_specs.evidence_ticks import evidenced_text
from template_specs.model import Option, Question, Scale, Section, Template
from template_specs.options import names
from template_specs.question import OWN_PROMPT
from template_specs.sentences import N_, _, language, tongue, worded
from template_specs.text import folded

_OWN_LABELS = {label: label for label in (N_("Yes"), N_("No"), N_("Not applicable"))}
"""Labels that a form has without writing them."""
_OWN_STAGES = {
    title: title
    for title in (
        N_("Audit"),
        N_("Auditors' answer to the reply"),
        N_("Answer of the IRO or chair to the reply"),
        N_("Decision on the reply"),
    )
}
"""Titles of stages that a form has without writing them."""
_AS_WRITTEN = ""
"""Where the form itself is kept among what has been made of it."""


def as_read(template: Template) -> Template:
    """`template` in the language that is spoken now: the same object each time.

    Ids, codes, conditions and all else stay what they are.  What its labels are in its other languages can be
    typed as well.
    """
    if tongue() is None and not template.in_languages:
        return template.as_read.get(_AS_WRITTEN, template)
    code = language()
    known = template.as_read.get(code)
    if known is None:
        written = template.as_read.setdefault(_AS_WRITTEN, template)
        own = written.in_languages.get(code, written)
        others = [written, *written.in_languages.values()]
        known = replace(
            _reworded(own, [other for other in others if other is not own] or [written]),
            content_hash=written.content_hash,
            in_languages=written.in_languages,
        )
        known.__dict__["as_read"] = written.as_read  # from any of its languages to any other
        written.as_read[code] = known
    return known


def _reworded(template: Template, others: Iterable[Template]) -> Template:
    asked = {
        question.id: [other.by_id[question.id] for other in others if question.id in other.by_id]
        for question in template.questions
    }
    sections = tuple(
        replace(
            section, questions=tuple(_question(q, section, template, asked[q.id]) for q in section.questions)
        )
        for section in template.sections
    )
    scales = {
        name: Scale(
            scale.id,
            scale.title,
            _options(scale.options, [other.scales[name].options for other in others if name in other.scales]),
        )
        for name, scale in template.scales.items()
    }
    stages = tuple(
        replace(stage, title=worded(own)) if (own := _OWN_STAGES.get(stage.title)) is not None else stage
        for stage in template.stages
    )
    return replace(template, sections=sections, scales=scales, stages=stages)


def _question(
    question: Question, section: Section, template: Template, others: Iterable[Question]
) -> Question:
    changed: dict[str, object] = {}
    if question.options:
        changed["options"] = _options(question.options, [other.options for other in others])
    if question.columns:
        given = [{column.id: column.options for column in other.columns} for other in others]
        changed["columns"] = tuple(
            replace(column, options=_options(column.options, [o.get(column.id, ()) for o in given]))
            for column in question.columns
        )
    if question.evidence is not None and question.evidence.prompt == OWN_PROMPT:
        changed["evidence"] = replace(question.evidence, prompt=worded(OWN_PROMPT))
    if question.text == f"What would you say about {section.title} as a whole?":
        changed["text"] = _("What would you say about {title} as a whole?", title=section.title)
    if question.short == f"{section.title[:50]}: comment":
        changed["short"] = _("{title}: comment", title=section.title[:50])
    if question.follows and question.follows in template.by_id:
        judged = template.by_id[question.follows]
        text, short = evidenced_text(judged)
        changed |= {"text": text, "short": short}
    return replace(question, **changed) if changed else question  # type: ignore[arg-type]  # fields of it


def _options(options: tuple[Option, ...], others: Iterable[tuple[Option, ...]]) -> tuple[Option, ...]:
    """The options under the bot's own labels, each with what it is called in the other languages besides."""
    labelled = [
        replace(option, label=worded(own)) if (own := _OWN_LABELS.get(option.label)) is not None else option
        for option in options
    ]
    taken: dict[str, str] = {folded(name): option.code for option in labelled for name in names(option)}
    also: dict[str, list[str]] = {}
    for code, label in _labels(options, others):
        if taken.setdefault(folded(label), code) == code:
            also.setdefault(code, []).append(label)
    return tuple(
        replace(option, also=tuple(dict.fromkeys((*option.also, *also.get(option.code, ())))))
        for option in labelled
    )


def _labels(options: tuple[Option, ...], others: Iterable[tuple[Option, ...]]) -> Iterator[tuple[str, str]]:
    for listed in (options, *others):
        yield from ((option.code, option.label) for option in listed)
