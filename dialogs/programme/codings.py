"""Findings that people put under themes by hand: what can be coded, how often, and how two coders agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogs.audits.audit import Audit, AuditId, Key, Passage, PersonId, State
from dialogs.audits.route import path_through
from dialogs.conversation.context import number_of
from dialogs.programme.agreement import LEAST_PAIRS
from dialogs.programme.facts import Form
from dialogs.programme.report import Counted, Line, Section, Table
from template_specs.model import Template
from template_specs.sentences import _


@dataclass(frozen=True, slots=True)
class Coding:
    """What one coder made of one finding: the themes' codes, none where it belongs to none of them."""

    audit: AuditId
    finding: Key
    """The question that the words were written at."""
    revision: int
    """Of the answer that was read: one that was changed since is to be coded again."""
    coder: PersonId
    codes: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class FindingInWords:
    """Words of a completed audit that can be put under themes."""

    audit: AuditId
    case: str
    finding: Key
    revision: int
    name: str
    passage: Passage
    theme: str
    """The code of the theme that the form itself counts the question under; empty for none."""


def findings_in_words(
    template: Template, audit: Audit, *, every_comment: bool = False
) -> tuple[FindingInWords, ...]:
    """The words of a completed audit, in its form's order: answers that are words, and the comment on the
    overall judgement; with `every_comment`, every comment there is.  Nothing of what is named after a child.
    """
    if audit.state not in (State.SUBMITTED, State.FINAL) or not template.themes:
        return ()
    found = []
    for question in path_through(template, audit).questions:
        answer = audit.answer(question.id)
        if answer is None or answer.passage is None or not answer.passage.size or question.identity:
            continue
        own = question.kind.in_words or template.is_overall(question)
        if question.kind.in_rows or question.prefill or not (own or every_comment):
            continue
        name = f"{number_of(question)} {question.name}".strip()
        found.append(
            FindingInWords(
                audit.id,
                audit.case.reference,
                question.id,
                answer.revision,
                name,
                answer.passage,
                question.theme,
            )
        )
    return tuple(found)


def coded_by_hand(
    counted: Counted, forms: Mapping[Form, Template], codings: Sequence[Coding], names: Mapping[PersonId, str]
) -> Section | None:
    """The themes that people found in the words, each with its audits; None where nobody has coded any."""
    places = counted.audits.places() if codings else {}
    standing = [coding for coding in codings if coding.audit in places]
    if not standing:
        return None
    labels: dict[str, str] = {}
    for template in forms.values():
        labels |= {code: label for code, label in template.themes.items() if code not in labels}
    findings = {(coding.audit, coding.finding) for coding in standing}
    read = {places[coding.audit] for coding in standing}
    lines = []
    for code, label in labels.items():
        under = [coding for coding in standing if code in coding.codes]
        there = sorted({places[coding.audit] for coding in under})
        count = len({(coding.audit, coding.finding) for coding in under})
        lines.append(Line(code, label, (counted.placed(there, len(read)), str(count))))
    said = [
        _(
            "Findings read and put under themes by hand: {findings}; audits that they are of: {audits}. By "
            "{coders}. A share is of those audits.",
            findings=len(findings),
            audits=len(read),
            coders=", ".join(sorted({names.get(c.coder, _("somebody")) for c in standing})),
        )
    ]
    table = Table(
        "coded_by_hand.themes",
        _("Themes in the words"),
        (_("Theme"), _("Audits"), _("Findings")),
        tuple(lines),
    )
    return Section(
        "coded_by_hand", _("Themes found in the words"), (*said, *agree(standing, labels)), (table,)
    )


def agree(codings: Iterable[Coding], labels: Mapping[str, str]) -> list[str]:
    """How far two coders agree on each theme, where they have read the same words: the plain share first."""
    by_finding: dict[tuple[AuditId, Key, int], list[Coding]] = {}
    for coding in codings:
        by_finding.setdefault((coding.audit, coding.finding, coding.revision), []).append(coding)
    pairs = [two[:2] for two in by_finding.values() if len(two) > 1]
    if not pairs:
        return []
    said = [_("Findings that two people coded, each by themselves: {count}.", count=len(pairs))]
    for code, label in labels.items():
        choices = [(code in first.codes, code in second.codes) for first, second in pairs]
        if not any(first or second for first, second in choices):
            continue
        same = sum(1 for first, second in choices if first == second)
        told = _("{theme}: {same} of {all} alike", theme=label, same=same, all=len(choices))
        kappa = cohens_kappa(choices)
        if kappa is not None:
            told = _("{told}, kappa {kappa}", told=told, kappa=f"{kappa:.2f}")
        said.append(f"{told}.")
    if len(pairs) < LEAST_PAIRS:
        said.append(_("Kappa cannot be said: it takes {least} findings coded twice.", least=LEAST_PAIRS))
    return said


def cohens_kappa(choices: Sequence[tuple[bool, bool]]) -> float | None:
    """Cohen's kappa of two coders' yes and no, from -1 to 1; None of fewer than LEAST_PAIRS, or where both
    always said the same one thing."""
    if len(choices) < LEAST_PAIRS:
        return None
    count = len(choices)
    same = sum(1 for first, second in choices if first == second) / count
    yes_first, yes_second = (sum(1 for pair in choices if pair[n]) / count for n in (0, 1))
    chance = yes_first * yes_second + (1 - yes_first) * (1 - yes_second)
    return (same - chance) / (1 - chance) if chance < 1 else None
