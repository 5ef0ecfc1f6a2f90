"""Reads which audits come into a stage that is only for a share of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap
from template_specs.language.stage_checks import codes_of
from template_specs.model import Question, ReplyStep, Stage
from template_specs.stages import Share


def with_shares(
    stages: tuple[Stage, ...],
    summary_after: str,
    given: Iterable[ParsedMap],
    known: Mapping[str, Question],
    faults: Faults,
) -> tuple[Stage, ...]:
    """`stages`, with the share of audits that each is for, where its form says one."""
    shares = {str(s.get("id", "")): s.get("share") for s in given if "share" in s}
    return tuple(
        _with_share(stage, stages, summary_after, shares[stage.id], known, faults)
        if stage.id in shares
        else stage
        for stage in stages
    )


def _with_share(
    stage: Stage,
    stages: tuple[Stage, ...],
    summary_after: str,
    written: ParsedMap,
    known: Mapping[str, Question],
    faults: Faults,
) -> Stage:
    for wrong, problem in (
        (stage is stages[0], "is the auditors' own, which every audit passes through"),
        (stage.id == summary_after, "is the one after which the manager gets the summary"),
        (stage.reply is not ReplyStep.NONE, "is the manager's right to reply"),
    ):
        if wrong:
            faults.add(
                written.line,
                f'The stage "{stage.id}" {problem}, so it cannot be for a share of the audits.',
                "Take `share` out, or write it in another stage.",
            )
    share = Share(new_auditors=written.get("new_auditors", 0), one_in=written.get("one_in", 0))
    if "question" in written or "is" in written:
        share = _by_grade(share, stage, stages, written, known, faults)
    elif not share.new_auditors and not share.one_in:
        faults.add(
            written.line,
            f'Nothing says which audits come into the stage "{stage.id}".',
            "Add `question` and `is`, `new_auditors` or `one_in`; or take `share` out.",
        )
    return replace(stage, share=share)


def _by_grade(
    share: Share,
    stage: Stage,
    stages: tuple[Stage, ...],
    written: ParsedMap,
    known: Mapping[str, Question],
    faults: Faults,
) -> Share:
    if "question" not in written or "is" not in written:
        missing = "is" if "question" in written else "question"
        faults.add(
            written.line,
            f"`share` names {'the question' if missing == 'is' else 'grades'} and no `{missing}`.",
            f"Add `{missing}`: every audit with one of these grades at this question comes.",
        )
        return share
    name = str(written.get("question", ""))
    asked = known.get(name)
    if asked is None:
        faults.unknown(written.line_of("question"), "question", name, known)
        return share
    order = [one.id for one in stages]
    own = asked.stage or order[0]
    earlier = own not in order or order.index(own) < order.index(stage.id)
    if not asked.kind.grades or not earlier:
        faults.add(
            written.line_of("question"),
            f'"{name}" is not a grade of an earlier stage, so it cannot say which audits come.',
            "Name a graded question that is asked before this stage.",
        )
        return share
    return replace(share, question=name, answers=codes_of(asked, written, faults))
