"""Checks of a form's stages: each has its people, and conditions and grades respect their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from template_specs.condition_types import questions_in
from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap
from template_specs.model import Part, Question, ReplyStep, Stage, Template
from template_specs.stages import AUDIT_STAGE, FollowUp, PractitionerPart, Shown, answering

Lines = Mapping[str, int]


def read_stages(written: ParsedMap, faults: Faults) -> tuple[tuple[Stage, ...], str]:
    """(the stages of a form, the one after which the manager gets the summary)."""
    given = written.get("stages", ())
    stages: dict[str, Stage] = {}
    for stage in given:
        name = str(stage.get("id", ""))
        by = tuple(dict.fromkeys(str(person) for person in stage.get("by", ())))
        if name in stages:
            faults.add(stage.line_of("id"), f'There are two stages "{name}".', "Give each its own id.")
        if stage.get("needs_all", False) and len(by) < 2 and by != ("auditor",):
            faults.add(
                stage.line_of("needs_all"),
                f'`needs_all` means nothing in the stage "{name}", which one person completes.',
                "Take it out, or name more people in `by`.",
            )
        days = stage.get("working_days", 0)
        read = Stage(name, str(stage.get("title", name)), by, days, stage.get("needs_all", False))
        if "reply" in stage:
            read = replace(read, reply=ReplyStep.REPLY)
            _check_reply(stage, read, faults)
        stages.setdefault(name, read)
    whole = tuple(stages.values()) or (AUDIT_STAGE,)
    if given and whole[0].by and "auditor" not in whole[0].by:
        faults.add(
            given[0].line_of("by"),
            "The auditor has no part in the first stage.",
            "Name `auditor` in its `by`: cases are allocated to auditors.",
        )
    days, first = written.get("due_working_days", 0), whole[0].working_days
    if days and first and days != first:
        faults.add(
            given[0].line_of("working_days"),
            f'The stage "{whole[0].id}" has {first} working days, and `due_working_days` says {days}.',
            "Say it once: take one of the two out.",
        )
    summary_after = _summary_after(written, whole, faults)
    _check_replies(given, whole, summary_after, faults)
    return whole, summary_after


def with_answers(
    stages: tuple[Stage, ...], given: Iterable[ParsedMap], questions: Iterable[Question]
) -> tuple[Stage, ...]:
    """`stages`, with those in which the manager's challenges are answered behind the one of the reply: one
    for each kind of people who give grades before it."""
    days = {str(s.get("id", "")): s.get("reply").get("answer_days", 1) for s in given if "reply" in s}
    grading = {question.stage or stages[0].id for question in questions if question.kind.grades}
    whole: list[Stage] = []
    for stage in stages:
        givers = dict.fromkeys(part for s in whole if s.id in grading for part in s.by)
        whole.append(stage)
        if stage.reply is ReplyStep.REPLY:
            whole += answering(stage, givers, days.get(stage.id, 1))
    return tuple(whole)


def with_returns(
    stages: tuple[Stage, ...], given: Iterable[ParsedMap], known: Mapping[str, Question], faults: Faults
) -> tuple[Stage, ...]:
    """`stages`, with the answers that give an audit back, and those that are escalated."""
    back = {str(s.get("id", "")): s.get("gives_back") for s in given if "gives_back" in s}
    returning = {str(s.get("id", "")): s.get("returns") for s in given if "returns" in s}
    worries = {str(s.get("id", "")): s.get("escalates") for s in given if "escalates" in s}
    made = []
    for stage in stages:
        if stage.id in back:
            written = back[stage.id]
            if stage is stages[0]:
                faults.add(
                    written.line,
                    f'The stage "{stage.id}" is the auditors\' own, and gives nothing back to them.',
                    "Write `gives_back` in a later stage.",
                )
            question, codes = _answers_of(stage, stages, written, known, faults)
            stage = replace(stage, back_question=question, back_answers=codes)
        if stage.id in worries:
            written = worries[stage.id]
            question, codes = _answers_of(stage, stages, written, known, faults)
            to = tuple(dict.fromkeys(map(str, written.get("to", ()))))
            asked = known.get(question)
            if asked is not None and asked.evidence is None:
                faults.add(
                    written.line_of("question"),
                    f'"{question}" has no comment box, so nobody would hear why it is escalated.',
                    "Give it `evidence:`.",
                )
            stage = replace(stage, escalating=question, escalating_answers=codes, escalates_to=to)
        if stage.id in returning:
            stage = _with_return(stage, stages, returning[stage.id], known, faults)
        made.append(stage)
    return tuple(made)


def _with_return(
    stage: Stage,
    stages: tuple[Stage, ...],
    written: ParsedMap,
    known: Mapping[str, Question],
    faults: Faults,
) -> Stage:
    """`stage`, with whom the ticks of one of its questions stand for."""
    to = {str(code): str(person) for code, person in written.get("to", {}).items()}
    asked = ParsedMap(written.line, {**written.values, "is": tuple(written.get("to", {}))}, written.lines)
    question, codes = _answers_of(stage, stages, asked, known, faults)
    returns = tuple((code, to[code]) for code in codes if code in to)
    return replace(stage, returning=question, returns_to=returns)


def read_follow_ups(
    written: ParsedMap, known: Mapping[str, Question], faults: Faults
) -> tuple[FollowUp, ...]:
    """What the form says follows from a grade."""
    made = []
    for rule in written.get("follow_ups", ()):
        name = str(rule.get("question", ""))
        question = known.get(name)
        if question is None:
            faults.unknown(rule.line_of("question"), "question", name, known)
            continue
        if not question.kind.grades or question.final_of:
            faults.add(
                rule.line_of("question"),
                f'"{name}" is not a grade that is given first, so nothing can follow from it.',
                "Name the grade that is given first, without `final_of`.",
            )
        codes = codes_of(question, rule, faults)
        days, weeks = rule.get("plan_days", 0), rule.get("reaudit_weeks", 0)
        tell = tuple(dict.fromkeys(map(str, rule.get("tell", ()))))
        if not (days or weeks or tell):
            faults.add(
                rule.line, "Nothing follows from this grade.", "Add `tell`, `plan_days` or `reaudit_weeks`."
            )
        made.append(FollowUp(name, codes, tell, days, weeks))
    return tuple(made)


def read_practitioner(
    written: ParsedMap, stages: tuple[Stage, ...], faults: Faults
) -> PractitionerPart | None:
    """What the form says of the practitioner's part in an audit; None where it says nothing."""
    part = written.get("practitioner")
    if part is None:
        return None
    after = str(part.get("result_after", stages[-1].id))
    if after not in {stage.id for stage in stages}:
        faults.unknown(part.line_of("result_after"), "stage", after, {stage.id for stage in stages})
    shows = tuple(dict.fromkeys(Shown(str(shown)) for shown in part.get("result_shows", ())))
    usual = PractitionerPart(after)
    return PractitionerPart(
        after, shows or usual.result_shows, part.get("together", False), part.get("draft", False)
    )


def _answers_of(
    stage: Stage,
    stages: tuple[Stage, ...],
    written: ParsedMap,
    known: Mapping[str, Question],
    faults: Faults,
) -> tuple[str, tuple[str, ...]]:
    """(the question that a stage looks at, the codes of the answers that it names)."""
    name = str(written.get("question", ""))
    question = known.get(name)
    if question is None:
        faults.unknown(written.line_of("question"), "question", name, known)
        return name, ()
    if (question.stage or stages[0].id) != stage.id:
        faults.add(
            written.line_of("question"),
            f'"{name}" is not asked in the stage "{stage.id}".',
            f"Name a question with `stage: {stage.id}`.",
        )
    return name, codes_of(question, written, faults)


def codes_of(question: Question, written: ParsedMap, faults: Faults) -> tuple[str, ...]:
    """The codes of the answers that are named under `is`, by code or label."""
    by_name = {said.casefold(): o.code for o in question.options for said in (o.code, o.label)}
    answers = [str(answer).casefold() for answer in written.get("is", ())]
    for answer in answers:
        if answer not in by_name:
            faults.unknown(written.line_of("is"), "answer", answer, [o.code for o in question.options])
    return tuple(by_name[answer] for answer in answers if answer in by_name)


def _check_reply(written: ParsedMap, stage: Stage, faults: Faults) -> None:
    if "by" in written and stage.by != ("manager",):
        faults.add(
            written.line_of("by"),
            f'The stage "{stage.id}" is the manager\'s right to reply, and others are named in `by`.',
            "Write `by: manager`, or take `reply` out.",
        )
    if not stage.working_days:
        faults.add(
            written.line_of("reply"),
            f'The stage "{stage.id}" has no deadline, so an audit would wait for a reply for ever.',
            "Add `working_days:`, the days in which the manager may reply.",
        )


def _check_replies(
    given: Iterable[ParsedMap], stages: tuple[Stage, ...], summary_after: str, faults: Faults
) -> None:
    order = [stage.id for stage in stages]
    replies = [stage for stage in given if "reply" in stage]
    for again in replies[1:]:
        faults.add(again.line_of("reply"), "The manager has two rights to reply.", "Keep one of them.")
    for written in replies[:1]:
        name = str(written.get("id", ""))
        if order.index(name) <= order.index(summary_after):
            faults.add(
                written.line_of("reply"),
                f'The manager replies in the stage "{name}", and has had no summary by then.',
                "Move it behind the stage that `summary_after` names.",
            )
        for other in given:
            if str(other.get("id", "")).startswith(f"{name}."):
                faults.add(
                    other.line_of("id"),
                    f'"{other.get("id")}" begins like the stages in which the reply is answered.',
                    "Give it another id.",
                )


def _summary_after(written: ParsedMap, stages: tuple[Stage, ...], faults: Faults) -> str:
    name = written.get("summary_after", stages[0].id)
    if name not in {stage.id for stage in stages}:
        faults.unknown(written.line_of("summary_after"), "stage", name, {stage.id for stage in stages})
        return stages[0].id
    return str(name)


def check_stages(template: Template, lines: Lines, faults: Faults) -> None:
    """Notes conditions that look at a later stage, and grades that supersede one they may not."""
    order = {stage.id: number for number, stage in enumerate(template.stages)}
    if any(q.stage and q.stage not in order for q in template.questions):
        return  # reported already, and nothing can be compared
    for question in template.questions:
        own = order[template.stage_of(question).id]
        if template.stage_of(question).reply is not ReplyStep.NONE:
            faults.add(
                lines.get(question.id, 1),
                f'"{question.id}" is asked in the stage of the manager\'s reply, which asks nothing else.',
                "Ask it in another stage, or take `reply` out of this one.",
            )
        for name in sorted(frozenset().union(*map(questions_in, question.conditions))):
            other = template.by_id.get(name)
            if other is not None and order[template.stage_of(other).id] > own:
                faults.add(
                    lines.get(f"{question.id}/when", lines.get(question.id, 1)),
                    f'The condition of "{question.id}" looks at "{name}", which is asked in a later stage.',
                    "Ask both in one stage, or look at another question.",
                )
        _check_final_of(question, template, order, lines, faults)
        _check_part_stage(question, template, lines, faults)


def _check_final_of(
    question: Question, template: Template, order: Mapping[str, int], lines: Lines, faults: Faults
) -> None:
    if not question.final_of:
        return
    line = lines.get(f"{question.id}/final_of", 1)
    other = template.by_id.get(question.final_of)
    if other is None:
        faults.unknown(line, "question", question.final_of, template.by_id)
        return
    if not other.kind.grades or other.scale != question.scale:
        faults.add(
            line,
            f'"{question.id}" cannot supersede "{other.id}", which is not graded on the same scale.',
            "Grade both on one scale, or take `final_of` out.",
        )
    earlier = order[template.stage_of(other).id] < order[template.stage_of(question).id]
    if not earlier:
        faults.add(
            line,
            f'"{question.id}" supersedes "{other.id}", which is not asked in an earlier stage.',
            "Give it a later `stage`: the first grade must stay as it was given.",
        )
    same = [q for q in template.later_grades(other.id) if template.stage_of(q) == template.stage_of(question)]
    if len(same) > 1 and same[0] is not question:
        faults.add(
            line,
            f'"{same[0].id}" supersedes "{other.id}" in the same stage.',
            "Keep one of the two, or ask them in different stages.",
        )


def _check_part_stage(question: Question, template: Template, lines: Lines, faults: Faults) -> None:
    if question.part in (Part.OVERALL_JUDGEMENT, Part.ACTIONS) and question.stage:
        order = [stage.id for stage in template.stages]
        if order.index(question.stage) > order.index(template.summary_after):
            faults.add(
                lines.get(question.id, 1),
                f'"{question.id}" is asked after the manager has had the summary, which needs it.',
                f"Ask it in an earlier stage, or write `summary_after: {question.stage}`.",
            )
