"""A submitted audit as others see it: the summary, its actions, and whatever card a notice is about.

Everything is computed from the answers as they stand when the card is rendered.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dialogs import concerns, confirming, unsent
from dialogs.audit import Acknowledgement, Answer, Audit, Concern, Key, Passage, Role, Walk
from dialogs.deadlines import due_of
from dialogs.events import Turn
from dialogs.reaching import in_office, may_have
from dialogs.reminding import reminder
from dialogs.rows import AUDITOR, cells_of
from dialogs.scene import LOCAL, Scene, clock_day, moment, number_of, reads
from dialogs.sending import actions_of
from dialogs.showing import cell_view
from dialogs.sight import Banner, Full, sight
from dialogs.stages import current
from dialogs.views import (
    FORMER,
    ActionView,
    BannerView,
    Finding,
    Judgement,
    Notice,
    Sentence,
    StageView,
    SummaryView,
    View,
)
from template_specs.dates import uk_date
from template_specs.model import Column, Differs, Option, Part, Question, Template, Tone

MOST_FINDINGS = 6
"""Findings named in each list of a summary; the whole audit is one press away."""

REOPENED = "The QA lead has reopened this audit. Nothing is needed from you until it comes again."
TAKEN_OUT = "The auditors have taken this action out. Nothing is needed from you."


def notice_view(scene: Scene, notice: Notice, problem: str = "") -> View | None:
    """What stands on the card that `notice` owes, as things are now, for the actor of `scene`, who is its
    recipient; None when there is nothing to show, or nothing that they may see any more.

    `problem`: why the manager's concern card could not be delivered, for the auditor's card.
    """
    kind, _, rest = notice.subject.partition(":")
    match kind:
        case "told":
            return Sentence(notice.text) if _is_told(scene, rest) and not _overtaken(scene, rest) else None
        case "summary":
            return card_of(scene, "summary")
        case "action":
            return card_of(scene, rest)
        case "stage":
            return stage_view(scene, rest) if scene.parts else None
        case "reminder":
            return reminder(scene, rest)
        case "unsent":
            return unsent.asked_again(scene)
        case "concern" | "concern-status":
            concern = concerns.find(scene, rest)
            if concern is None:
                return None
            if kind == "concern":
                return concerns.for_manager(scene, concern) if _is_warned(scene, concern) else None
            mine = concern.by == scene.turn.actor.id
            return concerns.for_auditor(scene, concern, problem) if mine else None
        case _:
            return None


def card_of(scene: Scene, subject: str) -> View | None:
    """The card of the summary ("summary") or of an action (its key), as far as the actor may see it now: all
    of it, or the banner of a reopened audit; None for nothing, and for what is no such card."""
    match sight(scene):
        case Full() as full:
            return summary_view(full) if subject == "summary" else action_view(full, subject)
        case Banner() as seen:
            return banner_view(seen, subject)
        case None:
            return None


def banner_view(seen: Banner, subject: str) -> BannerView | None:
    """A card of an audit that was reopened.  The same for every key of an action, known or not."""
    question = seen.scene.template.by_id.get(subject.partition("/")[0])
    is_action = question is not None and question.part is Part.ACTIONS and "/" in subject
    if subject != "summary" and not is_action:
        return None
    return _banner(seen.scene, "Audit action" if is_action else "Audit summary", REOPENED)


def _banner(scene: Scene, title: str, text: str) -> BannerView:
    return BannerView(scene.audit.case.reference, scene.template.short_title, title, text)


def _is_told(scene: Scene, about: str) -> bool:
    """Whether a message may go to the actor: they have a part in the audit still, or lead the programme.
    What became of a concern is told to whoever was to be told, that a part is over to whoever had it, and
    that a summary has nobody to go to, to whoever stands in for the manager."""
    knows = bool(scene.parts) or Role.QA_LEAD in scene.turn.actor.roles
    stands_in = about.startswith("late:") and in_office(scene.turn.actor)
    return knows or stands_in or about.startswith(("concern:", FORMER))


def _is_warned(scene: Scene, concern: Concern) -> bool:
    """Whether the card of a concern may go to the actor: it was sent to them, and they have the role for it
    still.  Nobody else, and nobody who has lost the role."""
    return may_have(scene.turn.actor, scene.audit, f"concern:{concern.id}")


def _overtaken(scene: Scene, subject: str) -> bool:
    """Whether a warning that a concern is late has itself come late: the concern has arrived meanwhile."""
    if not (subject.startswith("concern:") and subject.endswith(":late")):
        return False
    concern = concerns.find(scene, subject.split(":")[1])
    return concern is not None and concern.delivered_at is not None


def reading(template: Template, audit: Audit, turn: Turn, walk: Walk | None = None) -> Scene:
    """A scene for looking only: nobody walks in it.  `walk`: the actor's, where a card shows of it."""
    return Scene(template, audit, walk or Walk(), turn)


def summary_view(full: Full) -> SummaryView:
    """The summary card: the judgements and scores the form has, what is good, what must improve."""
    scene = full.scene
    audit, template = scene.audit, scene.template
    graded = [(q, audit.answer(q.id)) for q in scene.whole.questions]
    overall = _grade(scene, Part.OVERALL_JUDGEMENT)
    acknowledged = _acknowledged(scene, "summary")
    return SummaryView(
        audit=audit.id,
        case=audit.case.reference,
        form=template.short_title,
        team=audit.case.team,
        auditors=tuple(scene.name(p) for p in audit.auditors),
        submitted_at=audit.submitted_at or scene.turn.now,
        overall=overall,
        moderated=_superseding(scene),
        recent=_grade(scene, Part.RECENT_JUDGEMENT),
        judgements=_judgements(scene, Part.SECTION_JUDGEMENT),
        scores=(*_judgements(scene, Part.CHILD_SCORE), *_judgements(scene, Part.PARENT_SCORE)),
        good=_findings(graded, Tone.GOOD),
        improve=_findings(graded, Tone.IMPROVE),
        overview=_words(scene, Part.OVERVIEW),
        differs_because=_differs_because(scene),
        family_views=_words(scene, Part.FAMILY_VIEWS),
        inspection_example=any(
            answer is not None and answer.value is True
            for answer in (audit.answer(q.id) for q in template.with_part(Part.INSPECTION_EXAMPLE))
        ),
        actions=len(actions_of(scene)),
        acknowledged=acknowledged,
        can_acknowledge="manager" in scene.parts and not acknowledged and audit.sent,
    )


def stage_view(scene: Scene, stage_id: str) -> StageView | None:
    """The card that asks somebody for their part in a stage; it says so when nothing is asked any more."""
    stage = scene.template.stage_by_id.get(stage_id)
    if stage is None:
        return None
    here = current(scene.template, scene.audit)
    open_now = here is not None and here.id == stage.id and bool(scene.parts & scene.asked.answer)
    awaits = confirming.in_words(confirming.awaited(scene.template, scene.audit), scene.name)
    mine = confirming.completed(scene.template, scene.audit, scene.turn.actor.id)
    due = due_of(scene.template, scene.audit) if open_now and mine is None else None
    done = "Thank you. Nothing more is asked of you here."
    if open_now:
        done = f"You completed your part on {clock_day(mine.at)}. Thank you." if mine is not None else ""
    return StageView(
        audit=scene.audit.id,
        case=scene.audit.case.reference,
        form=scene.template.short_title,
        title=stage.title,
        by=tuple(scene.name(p) for p in scene.audit.auditors),
        due=due,
        overdue=due is not None and due < scene.turn.today,
        done=done,
        awaits=awaits if open_now else "",
    )


def action_view(
    full: Full, key: Key, problem: str = "", typed: Mapping[str, str] | None = None
) -> ActionView | BannerView | None:
    """One action's card; `problem` and `typed`: a review that could not be saved, shown again.  Of an action
    that was taken out only that; None where there is no such action."""
    scene = full.scene
    answer = scene.audit.answer(key)
    question = scene.template.by_id.get(key.partition("/")[0])
    if answer is None or question is None or question.part is not Part.ACTIONS or "/" not in key:
        return None
    if answer.removed:
        return _banner(scene, "Audit action", TAKEN_OUT)
    rows = actions_of(scene)
    number = next((n for n, row in enumerate(rows, 1) if row.key == key), 0)
    cells = {**cells_of(answer)}
    return ActionView(
        audit=scene.audit.id,
        key=key,
        revision=answer.revision,
        case=scene.audit.case.reference,
        number=number,
        of=len(rows),
        cells=tuple(cell_view(c, cells.get(c.id, "")) for c in question.columns if c.filled_by == AUDITOR),
        review=tuple(
            cell_view(c, (typed or cells).get(c.id, "")) for c in question.columns if c.filled_by != AUDITOR
        ),
        by=", ".join(scene.name(p) for p in scene.audit.auditors),
        acknowledged=_acknowledged(scene, key),
        reviewed=_reviewed(scene, question, key),
        problem=problem,
        can_act="manager" in scene.parts and scene.audit.sent,
    )


def _reviewed(scene: Scene, question: Question, key: Key) -> str:
    columns = [c for c in question.columns if c.filled_by != AUDITOR]
    last = None
    for answer in scene.audit.history.get(key, ()):
        if any(cells_of(answer).get(c.id) for c in columns):
            last = answer
    if last is None:
        return ""
    return f"Reviewed by {scene.name(last.by)}, {uk_date(last.at.astimezone(LOCAL).date())}"


def supervision_columns(question: Question) -> tuple[Column, ...]:
    """The columns that are filled after submission."""
    return tuple(c for c in question.columns if c.filled_by != AUDITOR)


def acknowledgement(scene: Scene, subject: str) -> Acknowledgement | None:
    """Who has acknowledged what stands on this card now.

    A summary that is submitted again, or an action whose auditors' columns have changed, is new to read.
    """
    found = next((a for a in reversed(scene.audit.acknowledgements) if a.subject == subject), None)
    since = scene.audit.submitted_at if subject == "summary" else _asked_at(scene, subject)
    return None if found is None or (since is not None and found.at < since) else found


def _asked_at(scene: Scene, key: Key) -> datetime | None:
    question = scene.template.by_id.get(key.partition("/")[0])
    columns = [c.id for c in question.columns if c.filled_by == AUDITOR] if question is not None else []
    since, before = None, None
    for answer in scene.audit.history.get(key, ()):
        cells = cells_of(answer)
        asked = [cells.get(c) for c in columns]
        if asked != before or answer.removed:
            since, before = answer.at, asked
    return since


def _acknowledged(scene: Scene, subject: str) -> str:
    found = acknowledgement(scene, subject)
    return f"Acknowledged by {scene.name(found.by)}, {moment(found.at)}" if found else ""


def _grade(scene: Scene, part: Part) -> str:
    for question in scene.template.with_part(part):
        answer = scene.audit.answer(question.id)
        if question.id in scene.whole and answer is not None:
            return reads(question, answer)
    return ""


def _superseding(scene: Scene) -> str:
    for overall in scene.template.with_part(Part.OVERALL_JUDGEMENT):
        for question in reversed(scene.template.later_grades(overall.id)):
            answer = scene.audit.answer(question.id)
            if question.id in scene.whole and answer is not None and answer.value is not None:
                return f"{reads(question, answer)} ({scene.name(answer.by)}, {clock_day(answer.at)})"
    return ""


def _judgements(scene: Scene, part: Part) -> tuple[Judgement, ...]:
    found = []
    for question in scene.template.with_part(part):
        answer = scene.audit.answer(question.id)
        if question.id in scene.whole and answer is not None and answer.value is not None:
            section = scene.template.section_by_id[question.section]
            name = section.title if part is Part.SECTION_JUDGEMENT else question.name
            found.append(Judgement(name, reads(question, answer)))
    return tuple(found)


def _words(scene: Scene, part: Part) -> Passage | None:
    for question in scene.template.with_part(part):
        answer = scene.audit.answer(question.id)
        if question.id in scene.whole and answer is not None and answer.passage is not None:
            return answer.passage if answer.passage.size else None
    return None


def _differs_because(scene: Scene) -> Passage | None:
    for question in scene.whole.questions:
        if isinstance(question.when, Differs):
            answer = scene.audit.answer(question.id)
            return answer.passage if answer is not None else None
    return None


def _findings(graded: list[tuple[Question, Answer | None]], tone: Tone) -> tuple[Finding, ...]:
    """Items whose grade speaks of strength (or of need), the strongest (or weakest) first.

    Judgements of whole sections are listed on their own; one that must improve is named here with its reason.
    """
    found = []
    for position, (question, answer) in enumerate(graded):
        if not _is_finding(question, tone) or not question.kind.grades or answer is None:
            continue
        option = next((o for o in question.options if o.code == answer.value), None)
        if option is not None and option.tone is tone:
            found.append((_rank(question, option, tone), position, question, option, answer))
    found.sort(key=lambda entry: entry[:2])
    return tuple(
        Finding(number_of(q), q.name, option.label, answer.passage)
        for _, _, q, option, answer in found[:MOST_FINDINGS]
    )


def _is_finding(question: Question, tone: Tone) -> bool:
    """Single items; and a whole section only where it must improve, since its reason stands nowhere else."""
    if question.final_of:
        return False
    weak_section = tone is Tone.IMPROVE and question.part is Part.SECTION_JUDGEMENT
    return question.part is Part.NONE or weak_section


def _rank(question: Question, option: Option, tone: Tone) -> int:
    position = question.options.index(option)
    return position if tone is Tone.GOOD else -position
