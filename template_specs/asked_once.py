"""A form as its file has it: what is asked for each row stands there once, under its own ids."""

from __future__ import annotations

from dataclasses import replace

from template_specs.model import Question, Section, Template


def asked_once(template: Template) -> Template:
    """`template` with the first copy alone of what is asked for each row; conditions name copies."""
    if not template.rows_called:
        return template
    sections = (s for s in template.sections if s.copy is None or s.copy.place == 1)
    return replace(template, sections=tuple(map(_section, sections)))


def _section(section: Section) -> Section:
    if section.copy is None:
        return section
    return replace(
        section,
        id=section.copy.of,
        title=section.copy.title,
        questions=tuple(map(_question, section.questions)),
        worked_out=tuple(map(_question, section.worked_out)),
    )


def _question(question: Question) -> Question:
    if question.copy is None:
        return question
    follows = question.follows.removesuffix("@1")
    return replace(
        question, id=question.copy.of, section=question.section.removesuffix("@1"), follows=follows, copy=None
    )
