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
      - {{code: outstanding, label: Outstanding, descriptor: Lasting.}}
      - {{code: good, label: Good, descriptor: Sound.}}
      - {{code: ri, label: Requires improvement, descriptor: Uneven.}}
      - {{code: inadequate, label: Inadequate, descriptor: Failing.}}
sections:
  - id: beginning
    title: Beginning
    questions:
      - {{id: beginning, text: What is it about?, kind: text, item: beginning}}
"""


def form_of(questions: int, folder: Path) -> Template:
    """A form of `questions` questions: grades with evidence, numbered from 2.1 on, between two in words
    (so that a round knows its ends).  Its file is written into `folder`."""
    lines = [_HEAD.format(questions=questions)]
    for number in range(questions - 2):
        section, place = number // _SECTION + 2, number % _SECTION + 1
        if place == 1:
            lines.append(f"  - id: s{section}\n    title: Section {section}\n    questions:\n")
        lines.append(
            f'      - {{id: "{section}.{place}", text: "How good is part {number}?", kind: grade, '
            f'scale: grades, evidence: true, item: "{number}"}}\n'
        )
    lines.append("  - id: end\n    title: End\n    questions:\n")
    lines.append("      - {id: end, text: Anything else?, kind: text, item: end}\n")
    file = folder / f"generated-{questions}.yaml"
    file.write_text("".join(lines), encoding="utf-8")
    return load(file)
