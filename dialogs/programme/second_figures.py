"""How far blind second audits agree with the first ones, in figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogs.programme.agreement import agreement
from dialogs.programme.comparison import Compared, pairs_by_scale
from dialogs.programme.grade_figures import Steps
from dialogs.programme.report import Line, Section, Table
from template_specs.model import NOT_APPLICABLE, Question, Template
from template_specs.sentences import _, ngettext


@dataclass(frozen=True, slots=True)
class SecondAudit:
    """One second audit that has been compared."""

    template: Template
    compared: tuple[Compared, ...]


def second_figures(seconds: Sequence[SecondAudit]) -> Section:
    """All pairs of grades by scale, and question by question: where auditors most often differ comes
    first."""
    if not seconds:
        none = _("No second audit of this period has been compared.")
        return Section("second_audits", _("Second audits"), (none,))
    said = [
        ngettext(
            "{number} case was audited a second time by somebody who did not see the first audit. Second "
            "audits count in no other figure.",
            "{number} cases were audited a second time by somebody who did not see the first audit. Second "
            "audits count in no other figure.",
            len(seconds),
            number=len(seconds),
        )
    ]
    pairs: dict[Steps, list[tuple[str, str]]] = {}
    for one in seconds:
        for steps, given in pairs_by_scale(one.template, one.compared).items():
            pairs.setdefault(steps, []).extend(given)
    for steps, given in pairs.items():
        said += agreement(given, [code for code, _label in steps])
    left_out = sum(1 for one in seconds for c in one.compared if NOT_APPLICABLE in (c.first, c.second))
    if left_out:
        said.append(_("{count} pairs with Not applicable are left out.", count=left_out))
    lines = _lines(seconds)
    columns = (_("Question"), _("Pairs"), _("Same"), _("One step apart"), _("Further apart"))
    tables = (Table("second_audits.questions", _("By question"), columns, lines),) if lines else ()
    return Section("second_audits", _("Second audits"), tuple(said), tables)


def _lines(seconds: Sequence[SecondAudit]) -> tuple[Line, ...]:
    apart: dict[tuple[str, str], list[int]] = {}
    named: dict[tuple[str, str], Question] = {}
    for one in seconds:
        for compared in one.compared:
            question = one.template.by_id.get(compared.question)
            far = compared.apart(question) if question is not None else None
            if question is not None and far is not None:
                key = (one.template.id, question.id)
                named.setdefault(key, question)
                apart.setdefault(key, []).append(far)
    by_need: Mapping[tuple[str, str], float] = {key: -sum(far) / len(far) for key, far in apart.items()}
    return tuple(
        Line("/".join(key), f"{named[key].shown_number} {named[key].name}".strip(), _cells(apart[key]))
        for key in sorted(apart, key=lambda key: by_need[key])
    )


def _cells(far: Sequence[int]) -> tuple[str, ...]:
    return (str(len(far)), *(str(sum(1 for f in far if min(f, 2) == step)) for step in range(3)))
