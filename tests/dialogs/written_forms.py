"""Forms as an author writes them: a test gives the sections, and gets the form or what is wrong with it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from template_specs.language.faults import Fault
from template_specs.language.loader import check, from_snapshot, load, snapshot
from template_specs.model import Template

HEAD = """\
form: written
version: 1
title: A written form
short_title: Written
source: s
"""
GRADES = """\
scales:
  grades:
    title: Grades
    options:
      - {code: good, label: Good, tone: good, descriptor: Children are noticed and kept safe.}
      - {code: fair, label: Fair, descriptor: Some of what makes work good is missing.}
      - {code: poor, label: Poor, tone: improve, descriptor: A child is harmed or at risk.}
"""


def written(body: str, head: str = HEAD) -> Template:
    """The form of `head` and `body`, as an audit finds it again: through its snapshot."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "written.yaml"
        file.write_text(head + body, "utf-8")
        return from_snapshot(snapshot(load(file))[1])


def faults(body: str, head: str = HEAD) -> tuple[Fault, ...]:
    """What is wrong with it, but for the warning that nothing is graded."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "written.yaml"
        file.write_text(head + body, "utf-8")
        return tuple(fault for fault in check(file) if "overall judgement" not in fault.problem)


def fault(body: str, head: str = HEAD) -> str:
    """The one thing that is wrong: its line, counted from the first of `body`, what it is and the cure."""
    (only,) = faults(body, head)
    return f"{only.line - head.count(chr(10))}: {only.problem} {only.cure}"
