"""Forms of any length, for measuring whether a turn in a long form takes longer than one in a short form."""

from __future__ import annotations

from pathlib import Path

from template_specs.language.loader import load
from template_specs.model import Template

_SECTION = 20
_HEAD = """\
form: generated-{questions}
version: 1
title: A generated form of {questions} questions
short_title: Generated form
source: bench
scales:
  grades:
    title: Grades
    options:
      - {{code: outstanding, label: Outstanding, counts: 3, descriptor: Lasting.}}
      - {{code: good, label: Good, counts: 2, descriptor: Sound.}}
      - {{code: ri, label: Requires improvement, counts: 1, descriptor: Uneven.}}
      - {{code: inadequate, label: Inadequate, counts: 0, descriptor: Failing.}}
sections:
  - id: beginning
    title: Beginning
    questions:
      - {{id: beginning, text: What is it about?, kind: text, item: beginning}}
"""


def form_of(questions: int, folder: Path, *, conditions: bool = False) -> Template:
    """A form of `questions` questions: grades with evidence, numbered from 2.1 on, between two in words
    (so that a round knows its ends).  Its file is written into `folder`.

    `conditions`: each section has one over an answer of the section before, every tenth question has one of
    its own, and ten answers are worked out, four of them over the whole form and two of them looked at by a
    check and a condition.
    """
    lines = [_HEAD.format(questions=questions)]
    sections: list[str] = []
    for number in range(questions - 2):
        section, place = number // _SECTION + 2, number % _SECTION + 1
        if place == 1:
            when = _WHEN.format(before=f"{section - 1}.1") if conditions and sections else ""
            lines += _worked_out(len(sections), questions) if conditions and sections else []
            lines.append(f"  - id: s{section}\n    title: Section {section}\n{when}    questions:\n")
            sections.append(f"s{section}")
        own = f', when: {{at_most: {{question: "{section}.1", value: outstanding}}}}'
        lines.append(
            f'      - {{id: "{section}.{place}", text: "How good is part {number}?", kind: grade, '
            f'scale: grades, evidence: true, item: "{number}"{own if conditions and place == 10 else ""}}}\n'
        )
    lines.append("  - id: end\n    title: End\n    questions:\n")
    lines += [_work(how, ", ".join(sections)) for how in _WHOLE] if conditions else []
    check = f", check: [{_CHECK}]" if conditions else ""
    if conditions:
        lines.append(f"      - {{id: low, text: Why so low?, kind: text, item: end, when: {_LOW}}}\n")
    lines.append(f"      - {{id: end, text: Anything else?, kind: text, item: end{check}}}\n")
    file = folder / f"generated-{questions}{'-conditions' * conditions}.yaml"
    file.write_text("".join(lines), encoding="utf-8")
    return load(file)


_WHOLE = ("mean", "sum", "lowest", "count")
_WHEN = '    when: {{any: [{{answered: beginning}}, {{question: "{before}", is: [good, outstanding]}}]}}\n'
_LOW = "{below: {question: all.mean, value: 1}}"
_CHECK = "{when: {above: {question: all.count, value: 2000}}, say: So many?}"


def _work(how: str, sections: str) -> str:
    return (
        f"      - {{id: all.{how}, text: All, work_out: {{{how}: {{sections: [{sections}]}}}}, item: end}}\n"
    )


def _worked_out(written: int, questions: int) -> list[str]:
    """One of six shares, each over one section, spread over the form; over the section just written."""
    step = max(1, (questions // _SECTION) // 6)
    if written % step or written // step > 6:
        return []
    name = f"s{written + 1}"
    return [
        f"      - {{id: {name}.share, text: Share, work_out: {{share: {{sections: {name}}}}}, item: end}}\n"
    ]
