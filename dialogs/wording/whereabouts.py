"""How far one audit is, in words: its stage, since when, until when, and who has it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dialogs.audits import completion
from dialogs.audits.audit import Audit, PersonId, State
from dialogs.audits.completion import Awaited, named_for
from dialogs.audits.deadlines import due_of
from dialogs.audits.row_places import row_at
from dialogs.audits.stages import current
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.pages import Page
from dialogs.conversation.views import Sentence
from template_specs.condition_words import explained
from template_specs.dates import clock_day, uk_date
from template_specs.model import Condition, Question, Section, Template
from template_specs.sentences import _

Name = Callable[[PersonId], str]


def state_in_words(state: State, answered: int, total: int, submitted: str) -> str:
    """ "In progress, 8 of 62 answered"."""
    match state:
        case State.ALLOCATED:
            return _("Not started")
        case State.IN_PROGRESS:
            return (
                _("In progress, {answered} of {total} answered", answered=answered, total=total)
                if total
                else _("In progress")
            )
        case State.SUBMITTED:
            return _("Submitted on {submitted}", submitted=submitted) if submitted else _("Submitted")
        case State.FINAL:
            return _("Final")
        case State.WITHDRAWN:
            return _("Withdrawn")


def in_hand(context: TurnContext, page: Page) -> str:
    """For "where am I": the page, and how much is done."""
    progress = context.route.progress(page.section.id)
    section = page.section.title + (
        _(", page {number} of {of}", number=page.number, of=page.of) if page.of > 1 else ""
    )
    here = (
        _(
            "{section_answered} of {section_total} here, ",
            section_answered=progress.section_answered,
            section_total=progress.section_total,
        )
        if progress.section_total
        else ""
    )
    done = (
        _(
            " Done: {here}{answered} of {total} altogether.",
            here=here,
            answered=progress.answered,
            total=progress.total,
        )
        if progress.total
        else ""
    )
    return _(
        "You are in {reference}, {section}.{done}",
        reference=context.audit.case.reference,
        section=section,
        done=done,
    )


def not_asked(context: TurnContext, question: Question) -> str:
    """Why `question`, which is this person's to answer, is not asked of them now."""
    stage = current(context.template, context.audit)
    if question.id in context.whole and stage is not None:
        own = context.template.stage_of(question)
        return _(
            "{name_of} belongs to {title}, and this audit is in {title_2} now.",
            name_of=name_of(question),
            title=own.title,
            title_2=stage.title,
        )
    copy = question.copy
    if copy is not None and row_at(context.audit, copy.rows, copy.place) is None:
        rows = name_of(context.template.by_id[copy.rows]).rstrip("?")
        return _(
            "{name_of} is not asked in this audit, because there is no {row} under {rows}.",
            name_of=name_of(question),
            row=copy.row,
            rows=rows,
        )
    return _closed(context, name_of(question), question.when)


def section_not_asked(context: TurnContext, section: Section) -> str:
    """Why nothing of `section` is asked of this person now."""
    asked = next((q for q in section.questions if q.id in context.whole), None)
    if asked is not None:
        return not_asked(context, asked).replace(name_of(asked), section.title, 1)
    when = section.when or next((q.when for q in section.questions if q.when is not None), None)
    return _closed(context, f"{section.number} {section.title}".strip(), when)


def _closed(context: TurnContext, name: str, when: Condition | None) -> str:
    told = _("{name_of} is not asked in this audit, because of an earlier answer.", name_of=name)
    if when is None:
        return told
    grounds = explained(when, {**context.template.by_id, **context.template.worked_out})
    if grounds.startswith("(") and grounds.endswith(")"):
        grounds = grounds[1:-1]
    return _("{told} It is asked where {grounds}.", told=told, grounds=grounds)


def stands(template: Template, audit: Audit, answered: tuple[int, int], today: date, name: Name) -> Sentence:
    """For "status TS-101": `answered` of how many in the stage in hand, as lists have it."""
    stage = current(template, audit)
    submitted = clock_day(audit.submitted_at) if audit.submitted_at is not None else ""
    state = state_in_words(audit.state, *answered, submitted)
    if stage is not None and audit.state is State.SUBMITTED:
        since = (
            _(" since {clock_day}", clock_day=clock_day(audit.stage_since))
            if audit.stage_since is not None
            else ""
        )
        state = _("{state}, and in {title}{since}", state=state, title=stage.title, since=since)
    said = [f"{audit.case.reference}, {template.short_title}: {state[:1].lower()}{state[1:]}."]
    due = due_of(template, audit)
    if due is not None:
        said.append(
            _("It was due on {uk_date}.", uk_date=uk_date(due))
            if due < today
            else _("It is due on {uk_date}.", uk_date=uk_date(due))
        )
    waits = waited_for(template, audit, name)
    if waits:
        said.append(_("It is with {waits}.", waits=waits))
    return Sentence(" ".join(said))


def waited_for(template: Template, audit: Audit, name: Name) -> str:
    """Those who have to complete the stage in hand; one of them is enough unless the form says otherwise."""
    stage = current(template, audit)
    if stage is None:
        return ""
    if stage.needs_all:
        return completion.in_words(completion.awaited(template, audit), name)
    waited: list[Awaited] = []
    for part in stage.by:
        named = named_for(audit, part)
        waited += [Awaited(part)] if named is None else [Awaited(part, person) for person in named]
    return completion.in_words(tuple(waited), name, "or")


def my_part(template: Template, audit: Audit, person: PersonId, name: Name) -> str:
    """For a list, where everybody named completes the stage: who has and who has not; else empty."""
    waits = completion.awaited(template, audit)
    if not waits:
        return ""
    still = completion.in_words(waits, lambda waiting: "you" if waiting == person else name(waiting))
    if completion.completed(template, audit, person) is not None:
        return _("You have completed your part. It is with {still}", still=still)
    return _("It is with {still}", still=still)
