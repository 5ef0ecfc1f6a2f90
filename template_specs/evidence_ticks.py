"""What is evidenced here: the indicators and standards of a grade as a question of their own.

A question that says `evidenced: true` is followed, when the best step is given, by the question which of its
indicators and standards the file shows.  Councils' own forms ask for this: an Outstanding has to say what
makes it outstanding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from template_specs.answer_types import CHOICES
from template_specs.model import Is, Option, Question, Section, Template
from template_specs.sentences import _

SUFFIX = ".seen"


def with_ticks(template: Template) -> Template:
    """`template` with the follow-up of each evidenced grade right behind it."""
    if not any(q.evidenced for q in template.questions):
        return template
    return replace(template, sections=tuple(_section(section, template) for section in template.sections))


def tickable(question: Question, template: Template) -> Iterator[tuple[str, str]]:
    """(code, text) of all that can be ticked at `question`, the indicators of outstanding first."""
    for name in question.indicators:
        indicators = template.indicators.get(name)
        if indicators is not None:
            yield from ((f"{name}.outstanding.{n}", text) for n, text in enumerate(indicators.outstanding, 1))
            yield from ((f"{name}.good.{n}", text) for n, text in enumerate(indicators.good, 1))
    for name in question.standards:
        standard = template.standards.get(name)
        if standard is not None:
            # Its own number comes last, because it cannot be typed as a number.
            yield from ((f"{name}.{item.id}", f"{item.text} ({item.id})") for item in standard.items)


def _own_number(code: str) -> tuple[str, ...]:
    """The number that the guidance gives it ("4.1"), unless that could be taken for its place in the list."""
    own = code.partition(".")[2]
    return () if own.isdigit() else (own,)


def _section(section: Section, template: Template) -> Section:
    questions: list[Question] = []
    for question in section.questions:
        questions.append(question)
        if question.evidenced and question.best:
            questions.append(_follow_up(question, template))
    return replace(section, questions=tuple(questions))


def evidenced_text(question: Question) -> tuple[str, str]:
    """What the follow-up of the evidenced grade `question` asks, and its short name."""
    text = _("Which of these does the file show?")
    return text, _("{name}: evidenced here", name=question.short or question.whole_text)


def _follow_up(question: Question, template: Template) -> Question:
    text, short = evidenced_text(question)
    options = tuple(
        # Typed by number: the lines are too long to type.
        Option(code, text, also=(str(number), *_own_number(code)))
        for number, (code, text) in enumerate(tickable(question, template), 1)
    )
    return Question(
        id=f"{question.id}{SUFFIX}",
        section=question.section,
        text=text,
        short=short,
        kind=CHOICES,
        source=question.source,
        options=options,
        when=Is(question.id, (question.best,)),
        stage=question.stage,
        by=question.by,
        group=question.group,
        follows=question.id,
        copy=replace(question.copy, of=f"{question.copy.of}{SUFFIX}") if question.copy else None,
    )
