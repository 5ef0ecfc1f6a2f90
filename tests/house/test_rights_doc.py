"""docs/rights.md is made from the code: who may do what, by what they are to the audit and where it stands.

To write it anew: .venv/bin/python -m tests.house.test_rights_doc
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dialogs.audits.actions import ActionStep, Change
from dialogs.audits.audit import Acknowledgement, Audit, Case, Concern, Passage, Person, Role, State
from dialogs.audits.panels import Panel
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import now
from template_specs.language.loader import library
from template_specs.model import Template
from tests.rights.lives import NOW

DOC = Path(__file__).parents[2] / "docs" / "rights.md"
FORM = "deep-dive"
"""The form with the most stages."""
_WHO = (
    ("auditor", "amara", Role.AUDITOR),
    ("manager of the case", "priya", Role.MANAGER),
    ("practitioner", "jo", Role.PRACTITIONER),
    ("IRO", "ivy", Role.IRO),
    ("moderator", "mo", Role.MODERATOR),
    ("QA lead", "lea", Role.QA_LEAD),
    ("service manager", "sol", Role.SERVICE_MANAGER),
    ("whoever an action was given to", "tom", Role.PRACTITIONER),
    ("anybody else on the list", "una", Role.AUDITOR),
)
_HEAD = """# Who may do what

Made from the code (`dialogs/audits/permissions.py`) by `python -m tests.house.test_rights_doc`, on the deep
dive, which has the most stages; a test holds it to the code. What is not in it is refused. People are what
they are *named* as on the case, and need the role for it now; roles of the whole programme (moderator, QA
lead, service manager) count only for those whom the case does not name: nobody checks their own work.
Somebody who has left has no role, and so may do nothing.

A **restricted** case opens to those whom the case list names for it and lets in besides, as what they are in
the table. To anybody else everything here is refused, and nothing of it is shown
(`dialogs/audits/restriction.py`).

Where it says "stage: ...", the audit has been submitted and is in that stage of the form.
"""


def moments(form: Template) -> Iterator[tuple[str, Audit]]:
    """An audit at each point of its life."""
    concern = Concern("c1", "amara", NOW, Passage.of("He is afraid"), "priya")
    first = Audit(
        "a",
        "",
        Case("TS-1"),
        State.ALLOCATED,
        ("amara",),
        "jo",
        "priya",
        None,
        iro="ivy",
        concerns=(concern,),
        acknowledgements=(Acknowledgement("summary", "priya", NOW),),
    )
    yield "not started", first
    yield "in progress", first.replace(state=State.IN_PROGRESS)
    order = [stage.id for stage in form.stages]
    for stage in form.stages[1:]:
        sent = order.index(stage.id) > order.index(form.summary_after)
        yield (
            f"stage: {stage.title}",
            first.replace(state=State.SUBMITTED, stage=stage.id, sent=sent, steps=_given() if sent else {}),
        )
        if any(question.final_of for question in form.in_stage(stage.id)):
            stands = first.replace(state=State.SUBMITTED, stage=stage.id, sent=sent)
            panel = Panel(stage.id, "overall", ("mo", "kit"), "mo")
            yield (
                f"stage: {stage.title}; its panel grades",
                stands.replace(panels=(panel,)),
            )
            closed = replace(panel, closed_at=NOW)
            yield (
                f"stage: {stage.title}; led by the panel's first",
                stands.replace(panels=(closed,)),
            )
    yield "final", first.replace(state=State.FINAL, sent=True, steps=_given())
    yield "reopened", first.replace(state=State.IN_PROGRESS, reopenings=1, steps=_given())
    withdrawn = first.replace(state=State.WITHDRAWN, sent=True, steps=_given())
    yield "withdrawn", withdrawn.replace(withdrawn_from=(State.FINAL, ""))


def _given() -> dict[str, tuple[ActionStep, ...]]:
    return {"actions/k1": (ActionStep("priya", NOW, {Change.OWNER: "tom"}),)}


def table() -> str:
    """The whole document."""
    form = library()[FORM]
    points = list(moments(form))
    people = [(name, Person(id, name, "", frozenset({role}))) for name, id, role in _WHO]
    lines = [_HEAD]
    for act in Permission:
        if act is Permission.DELIVER:
            continue
        lines += [f"## {act.value.replace('_', ' ')}", "", "| when | who may |", "|---|---|"]
        for when, audit in points:
            asked = now(form, audit)
            may = [name for name, person in people if allowed(person, act, audit, asked)]
            lines.append(f"| {when} | {', '.join(may) or 'nobody'} |")
        lines.append("")
    return "\n".join(lines)


def test_the_table_of_rights_is_the_codes() -> None:
    assert DOC.read_text("utf-8") == table(), "python -m tests.house.test_rights_doc writes it anew"


if __name__ == "__main__":
    DOC.write_text(table(), encoding="utf-8")
