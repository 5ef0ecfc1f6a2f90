"""What an audit found, for its summary: the grade that counts now, what must improve, what is good, the areas
of a form without grades, and what follows."""

from __future__ import annotations

from dialogs.audits import replies
from dialogs.audits.audit import Answer, Passage, Role
from dialogs.audits.manager_reply import Challenge, Regrade
from dialogs.audits.stages import AUDITOR
from dialogs.conversation.cells import cells_of, shown
from dialogs.conversation.context import TurnContext, number_of, reads
from dialogs.conversation.views import ActionLine, Area, Finding, GradeNow, Judgement
from dialogs.wording.worked_view import worked_words
from template_specs.condition_types import difference_in
from template_specs.dates import moment
from template_specs.kinds import label
from template_specs.model import Option, Part, Question, ReplyStep, Section, Tone
from template_specs.sentences import _
from template_specs.text import excerpt, listed


def grade_now(context: TurnContext) -> GradeNow | None:
    """The overall grade that counts now, who gave it and why; each one before it stays a fact of its own."""
    for overall in context.template.with_part(Part.OVERALL_JUDGEMENT):
        later = context.template.later_grades(overall.id)
        given = [(q, a) for q in (overall, *later) if (a := _answer(context, q)) is not None]
        if not given:
            continue
        question, answer = given[-1]
        after = replies.regraded(context.audit, question.id)
        if after is not None:
            return _after_reply(context, question, [(q, a) for q, a in given], after)
        title = _("Overall grade")
        if later:
            last = question is later[-1] and context.asked.reply is ReplyStep.NONE
            title = _("Final grade") if last else _("Moderated grade")
            title = _("Initial grade") if question is overall else title
        before = tuple(_gave(context, q, a, a.value == answer.value) for q, a in given[:-1])
        by = context.name(answer.by)
        return GradeNow(title, reads(question, answer), by, _why(context, question, answer), before)
    return None


def _after_reply(
    context: TurnContext,
    question: Question,
    given: list[tuple[Question, Answer]],
    after: tuple[Challenge, Regrade],
) -> GradeNow:
    """The grade that was kept or changed after the manager challenged it: each one before it is named."""
    challenge, regrade = after
    before = [
        _gave(context, q, a, n > 0 and given[n - 1][1].value == a.value) for n, (q, a) in enumerate(given)
    ]
    earlier = challenge.grade
    for answer in challenge.answers[:-1]:
        grade = label(question, answer.grade)
        before.append(
            _("{name} kept it.", name=context.name(answer.by))
            if answer.grade == earlier
            else _("{name} then gave {grade}.", name=context.name(answer.by), grade=grade)
        )
        earlier = answer.grade
    title = _("Grade after the manager's reply")
    grade = label(question, regrade.grade)
    return GradeNow(title, grade, context.name(regrade.by), regrade.passage, tuple(before))


def graded(context: TurnContext, part: Part) -> str:
    """The grade of the first question that plays `part`; empty where none is given."""
    for question in context.template.with_part(part):
        answer = _answer(context, question)
        if answer is not None:
            return _reads_now(context, question, answer)
    return ""


def judgements(context: TurnContext, part: Part) -> tuple[Judgement, ...]:
    """Every grade or score that plays `part`, by its section or its own name."""
    made = []
    for question in context.template.with_part(part):
        answer = _answer(context, question)
        if answer is not None and question.summary is not False:
            section = context.template.section_by_id[question.section]
            of_section = part is Part.SECTION_JUDGEMENT
            name = section.title if of_section else question.name
            option = next((o for o in question.options if o.code == answer.value), None)
            # One that must improve has its reason there.
            named = option is not None and option.tone is Tone.IMPROVE
            why = answer.passage if answer.passage is not None and answer.passage.size else None
            made.append(
                Judgement(
                    name, _reads_now(context, question, answer), why if of_section and not named else None
                )
            )
    return tuple(made)


def words(context: TurnContext, part: Part, *, required: bool | None = None) -> Area | None:
    """What is written at the first question that plays `part`, under that question's own name; of those only
    that are `required`, or may stay empty, where that is given."""
    for question in context.template.with_part(part):
        if question.summary is False or (required is not None and question.required is not required):
            continue
        answer = context.audit.answer(question.id)
        if question.id in context.whole and answer is not None and answer.passage is not None:
            return Area(question.name, answer.passage) if answer.passage.size else None
    return None


def family_views(context: TurnContext) -> Area | None:
    """What the child and the family said; of several questions each with its name, in the form's order."""
    said = []
    for question in context.template.with_part(Part.FAMILY_VIEWS):
        answer = context.audit.answer(question.id)
        asked = question.id in context.whole and question.summary is not False
        if asked and answer is not None and answer.passage is not None:
            said.append(Area(question.name, answer.passage))
    said = [area for area in said if area.passage.size]
    if len(said) < 2:
        return said[0] if said else None
    each = [f"{area.name}: {excerpt(area.passage.text, _FAMILY // len(said))}" for area in said]
    return Area(_("What the child and the family said"), Passage.of("\n".join(each)))


_FAMILY = 260
"""Characters of all that the family said: a summary's card has room for 300 bytes, and each is heard."""


def differs_because(context: TurnContext) -> Passage | None:
    """Why judgements differ from the overall one."""
    for question in context.whole.questions:
        if difference_in(question.when) is not None and question.summary is not False:
            answer = context.audit.answer(question.id)
            if answer is not None and answer.passage is not None and answer.passage.size:
                return answer.passage
    return None


def of_tone(context: TurnContext, tone: Tone) -> tuple[Finding, ...]:
    """Items whose answer, as recorded now, speaks of strength (or of need), the strongest (weakest) first:
    graded ones, and any others whose form says of an answer which side it is on.

    Judgements of whole sections are listed on their own; one that must improve is named here with its reason.
    """
    ranked = []
    for position, question in enumerate(context.whole.questions):
        if not _is_finding(question, tone):
            continue
        options, passage = _as_it_stands(context, question)
        named = [option for option in options if option.tone is tone]
        if named:
            told = listed((option.label for option in named), "and")
            finding = Finding(number_of(question), question.name, told, passage)
            ranked.append((_rank(question, named[0], tone), position, finding))
    ranked.sort(key=lambda entry: entry[:2])
    return tuple(finding for _, _, finding in ranked)


def answers(context: TurnContext) -> tuple[Finding, ...]:
    """What the form puts into the summary besides: each with its answer and its words."""
    told = []
    for question in context.whole.questions:
        answer = context.audit.answer(question.id)
        if not question.summary or answer is None or question.kind.in_rows or question.identity:
            continue
        options, _words = _as_it_stands(context, question)
        if _is_finding(question, Tone.IMPROVE) and any(option.tone for option in options):
            continue  # named already by the side that it is on
        passage = answer.passage if answer.passage is not None and answer.passage.size else None
        if answer.value is not None or passage is not None:
            told.append(Finding(number_of(question), question.name, reads(question, answer), passage))
    return tuple(told)


def scores(context: TurnContext) -> tuple[Judgement, ...]:
    """Scores and amounts that the form asks for: what the child and the parents gave first."""
    family = tuple(
        score for part in (Part.CHILD_SCORE, Part.PARENT_SCORE) for score in judgements(context, part)
    )
    own = []
    for question in context.whole.questions:
        plain = question.part is Part.NONE and question.summary is None and not question.identity
        answer = _answer(context, question)
        if plain and question.kind.summed_up == "figure" and answer is not None:
            own.append(Judgement(question.name, reads(question, answer)))
    return (*family, *own)


def profile(context: TurnContext) -> tuple[Judgement, ...]:
    """Each area of a form without an overall grade, with how it came out: its judgement, else what is worked
    out for it, else how often each answer was given."""
    if context.template.with_part(Part.OVERALL_JUDGEMENT):
        return ()
    judged = judgements(context, Part.SECTION_JUDGEMENT)
    if judged:
        return judged
    made = []
    for section in context.template.sections:
        told = _came_out(context, section)
        if told:
            made.append(Judgement(f"{section.number} {section.title}".strip(), told))
    return tuple(made)


def _came_out(context: TurnContext, section: Section) -> str:
    asked = context.whole.outline.by_section.get(section.id, ())
    worked = [worked_words(context, q) for q in section.worked_out if q.summary is not False]
    if any(worked):
        return ", ".join(filter(None, worked))
    counted: dict[str, int] = {}
    for question in asked:
        counts = question.kind.summed_up == "count"
        answer = _answer(context, question)
        if counts and question.summary is not False and answer is not None:
            said = reads(question, answer)
            counted[said] = counted.get(said, 0) + 1
    return ", ".join(f"{count} {said}" for said, count in counted.items())


def areas(context: TurnContext) -> tuple[Area, ...]:
    """What is written about each area, for a form whose areas are not graded; empty for every other."""
    questions = context.whole.questions
    if any(q.kind.grades and _is_finding(q, Tone.IMPROVE) for q in questions):
        return ()
    found = []
    for question in questions:
        answer = context.audit.answer(question.id)
        is_area = question.kind.free_text and question.part is Part.NONE and not question.identity
        is_area = is_area and question.summary is None
        # A short text is a detail of the case, such as the period.
        if is_area and question.limit >= _AREA and answer is not None and answer.passage is not None:
            found.append(Area(question.name, answer.passage))
    return tuple(area for area in found if area.passage.size)


_AREA = 1000


def actions(context: TurnContext, rows: tuple[Answer, ...]) -> tuple[ActionLine, ...]:
    """Each action: what, who, by when."""
    lines = []
    for row in rows:
        cells = cells_of(row)
        columns = {c.part: c for c in context.template.by_id[row.question].columns if c.part}
        what, who, by_when = (
            shown(columns[part], cells.get(columns[part].id, "")) if part in columns else ""
            for part in ("what", "who", "by_when")
        )
        lines.append(ActionLine(what, who, by_when))
    return tuple(lines)


def concerns(context: TurnContext) -> tuple[str, ...]:
    """A sentence for each immediate concern, for those who may know of it: by whom, whether it was read, and
    whether anybody has written what happened next; never its words."""
    person = context.turn.actor
    told = any(person.id in concern.sent_to for concern in context.audit.concerns)
    if not (told or context.parts & {AUDITOR, "manager"} or Role.QA_LEAD in person.roles):
        return ()
    sentences = []
    for concern in context.audit.concerns:
        raised = _(
            "{name} raised an immediate concern on {moment}",
            name=context.name(concern.by),
            moment=moment(concern.at),
        )
        if concern.withdrawn is not None:
            sentences.append(_("{raised}, and withdrew it as a slip.", raised=raised))
            continue
        if concern.acknowledged_at is None:
            sentences.append(_("{raised}. It has not been read yet.", raised=raised))
            continue
        read = _(
            "{name} read it on {moment}",
            name=context.name(concern.acknowledged_by),
            moment=moment(concern.acknowledged_at),
        )
        after = (
            _("what happened next is on record")
            if concern.outcomes
            else _("nobody has said yet what happened next")
        )
        sentences.append(f"{raised}. {read}; {after}.")
    return tuple(sentences)


def _reads_now(context: TurnContext, question: Question, answer: Answer) -> str:
    after = replies.regraded(context.audit, question.id)
    return label(question, after[1].grade) if after is not None else reads(question, answer)


def _answer(context: TurnContext, question: Question) -> Answer | None:
    answer = context.audit.answer(question.id)
    asked = question.id in context.whole
    return answer if asked and answer is not None and answer.value is not None else None


def _gave(context: TurnContext, question: Question, answer: Answer, same: bool) -> str:
    return _(
        "{name} gave {reads}{detail}.",
        name=context.name(answer.by),
        reads=reads(question, answer),
        detail=_(" too") if same else "",
    )


def _why(context: TurnContext, question: Question, answer: Answer) -> Passage | None:
    """The words for a grade: its own evidence, else what its section asks to be said beside it."""
    if answer.passage is not None and answer.passage.size:
        return answer.passage
    for beside in context.template.section_by_id[question.section].questions:
        always = beside.required and beside.when is None
        said = context.audit.answer(beside.id)
        explains = difference_in(beside.when) is not None or (always and beside.kind.free_text)
        if explains and beside.id in context.whole and said is not None and said.passage is not None:
            return said.passage
    return None


def _as_it_stands(context: TurnContext, question: Question) -> tuple[tuple[Option, ...], Passage | None]:
    """What was chosen at `question` and counts now, a later stage's before the first, with its words."""
    first = context.audit.answer(question.id)
    words = first.passage if first is not None else None
    for given in (*reversed(context.template.later_grades(question.id)), question):
        answer = _answer(context, given)
        after = replies.regraded(context.audit, given.id) if answer is not None else None
        if after is not None:
            options = tuple(o for o in given.options if o.code == after[1].grade)
            return options, after[1].passage
        if answer is not None:
            chosen = answer.value if isinstance(answer.value, tuple) else (answer.value,)
            options = tuple(option for option in given.options if option.code in chosen)
            written = answer.passage if answer.passage is not None and answer.passage.size else words
            return options, written
    return (), None


def _is_finding(question: Question, tone: Tone) -> bool:
    """Single items; and a whole section only where it must improve, since its reason is nowhere else."""
    if question.final_of or question.summary is False or not question.kind.has_options:
        return False
    weak_section = tone is Tone.IMPROVE and question.part is Part.SECTION_JUDGEMENT
    return question.part is Part.NONE or weak_section


def _rank(question: Question, option: Option, tone: Tone) -> int:
    position = question.options.index(option)
    return position if tone is Tone.GOOD else -position
