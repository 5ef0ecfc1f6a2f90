"""What the last question before a submission says besides: who has not seen this version, which notes are not
used, and whose views are awaited; and reminding them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dialogs.audits import completion
from dialogs.audits.audit import PersonId
from dialogs.audits.permissions import Permission
from dialogs.audits.stages import AUDITOR, current
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature, simply
from dialogs.conversation.state import OnScreen
from dialogs.conversation.subjects import ToldAsked
from dialogs.conversation.views import Action, Button, Notice, RecordView, Sentence, View
from dialogs.features import joint_completion
from dialogs.features.handover import holders
from dialogs.features.messages import knows
from dialogs.features.practitioner_draft import awaited as awaited_draft
from dialogs.features.practitioner_questions import unanswered
from dialogs.wording import asked_changes
from template_specs.dates import moment
from template_specs.sentences import _, ngettext
from template_specs.text import excerpt, listed

MOST_NOTES = 3
"""Notes whose first words are shown."""


@dataclass(frozen=True, slots=True)
class RemindOthers(Command):
    """Remind those who have not seen this version or not yet given their view."""

    permission = Permission.SUBMIT
    verbs = ("remind_others",)


def told(context: TurnContext) -> tuple[str, ...]:
    """What speaks for waiting, a sentence each; empty where nothing does."""
    partners = tuple(_not_seen(context).values())
    awaited = _awaited(context)
    names = listed((f"{context.name(p)} ({completion.role(part)})" for p, part in awaited.items()), "and")
    views = (_("Not heard from yet: {names}.", names=names),) if awaited else ()
    return (*_not_changed(context), *partners, *views, *_practitioner(context), *_notes(context))


def _not_changed(context: TurnContext) -> tuple[str, ...]:
    asked = asked_changes.still_asked(context)
    if asked:
        places = asked_changes.named(asked)
        return (_("A change was asked for here, and nothing is changed: {places}.", places=places),)
    why = asked_changes.why_back(context)
    return (_("{why} Nothing has been changed since.", why=why),) if why else ()


def _practitioner(context: TurnContext) -> tuple[str, ...]:
    """What the practitioner was asked and has not answered: a question of an auditor, or the draft."""
    if current(context.template, context.audit) != context.template.stages[0]:
        return ()
    name = context.name(context.audit.practitioner)
    asked = tuple(
        _("{name} has not answered yet: “{asked}”", name=name, asked=excerpt(enquiry.passage.text, 80))
        for enquiry in unanswered(context)[:MOST_NOTES]
    )
    return (*asked, *filter(None, (awaited_draft(context),)))


def reminds(context: TurnContext) -> bool:
    """Whether there is anybody to remind."""
    return bool(_not_seen(context) or _waits_for(context))


def _waits_for(context: TurnContext) -> tuple[PersonId, ...]:
    """Everybody but the auditors of whom something is awaited before the audit is submitted."""
    people = dict.fromkeys(_awaited(context))
    practitioner = context.audit.practitioner
    if practitioner is not None and _practitioner(context):
        people.setdefault(practitioner)
    return tuple(people)


def remind(context: TurnContext) -> TurnContext:
    """Ask them to look, or for their view; the audit is not submitted meanwhile."""
    partners, awaited = tuple(_not_seen(context)), _waits_for(context)
    people = tuple(dict.fromkeys((*partners, *awaited)))
    if not people:
        return context.reply(Sentence(_("You are not waiting for anybody now. Type submit to go on.")))
    who, case = context.turn.actor.name, context.audit.case.reference
    for person in people:
        ask = (
            _(
                "{who} is about to submit the audit of {case}. Please look at what has changed first.",
                who=who,
                case=case,
            )
            if person in partners
            else _(
                "{who} asks for your view in the audit of {case}, before it is submitted.", who=who, case=case
            )
        )
        context = context.notify(Notice(person, ToldAsked(context.told.turn), text=ask))
    names = context.names(people)
    context = context.with_conversation(view=OnScreen.PAGE, pending=None, asked="")
    line = RecordView(
        ngettext(
            "{case}: not submitted yet. {names} is reminded.",
            "{case}: not submitted yet. {names} are reminded.",
            len(people),
            case=case,
            names=names,
        )
    )
    return context.reply(
        line,
        Sentence(
            _(
                "I am reminding {names} now. Nothing has been submitted. Type submit when you are ready.",
                names=names,
            )
        ),
    )


def _not_seen(context: TurnContext) -> Mapping[PersonId, str]:
    """The other auditors who have not been here since answers were changed, each with the sentence."""
    stage = current(context.template, context.audit)
    if AUDITOR not in context.parts or stage is None or stage.needs_all:
        return {}  # where each completes their own part, nobody sends it on for them
    asked, not_seen = {question.id for question in context.template.in_stage(stage.id)}, {}
    for person in context.audit.auditors:
        if person == context.turn.actor.id:
            continue
        since, name = _last_here(context, person), context.name(person)
        if since is None:
            not_seen[person] = _("{name} has not opened this audit yet.", name=name)
            continue
        answers = (
            answers[-1] for key, answers in context.audit.history.items() if key.partition("/")[0] in asked
        )
        newer = sum(answer.by != person and answer.at > since for answer in answers)
        if newer:
            changed = (
                _("1 answer has changed") if newer == 1 else _("{newer} answers have changed", newer=newer)
            )
            not_seen[person] = _(
                "{name} has not seen this version: {changed} since they last looked, {moment}.",
                name=name,
                changed=changed,
                moment=moment(since),
            )
    return not_seen


def _last_here(context: TurnContext, person: PersonId) -> datetime | None:
    """When this person was last at work here; what they wrote tells it where nothing else does."""
    wrote = [a.at for answers in context.audit.history.values() for a in answers if a.by == person]
    known = context.turn.last_here.get(person)
    return max([*wrote, *([known] if known is not None else [])], default=None)


def _awaited(context: TurnContext) -> Mapping[PersonId, str]:
    """People other than the auditors who are asked for a view in this stage and have not given it."""
    stage = current(context.template, context.audit)
    known = {awaits.person for awaits in joint_completion.others(context)}
    not_heard: dict[PersonId, str] = {}
    for question in context.whole.questions:
        people = context.template.people_of(question)
        if stage is None or context.template.stage_of(question).id != stage.id:
            continue
        if question.id in context.whole.complete or not people or people[0] in context.parts:
            continue
        first = people[0]  # whom the form names first is asked first
        for person in holders(context, first) if first not in stage.by else ():
            if person not in known and not _said_how_it_was(context, person):
                not_heard.setdefault(person, first)
    return not_heard


def _said_how_it_was(context: TurnContext, person: PersonId) -> bool:
    """Whether this is the practitioner, and has said on the card with the result how the audit was."""
    return person == context.audit.practitioner and bool(context.audit.contributions.feedback)


def _notes(context: TurnContext) -> tuple[str, ...]:
    left = [note for note in context.audit.notes if not note.settled]
    if not left or AUDITOR not in context.parts:
        return ()
    shown = "; ".join(f"“{excerpt(note.passage.text, 60)}”" for note in left[:MOST_NOTES])
    more = _(" and {detail} more", detail=len(left) - MOST_NOTES) if len(left) > MOST_NOTES else ""
    count = _("1 note is") if len(left) == 1 else _("{left} notes are", left=len(left))
    return (
        _(
            "{count} not used yet: {shown}{more}. You find each at the question that it "
            "fits, or at the overview.",
            count=count,
            shown=shown,
            more=more,
        ),
    )


def _asked(context: TurnContext, about: ToldAsked, due: DueNotice) -> View | None:
    if not knows(context):
        return None
    return Sentence(
        due.text, (Button(_("Open it"), Action("open", {"audit": context.audit.id}), primary=True),)
    )


FEATURE = Feature(handlers={RemindOthers: simply(remind)}, notices={ToldAsked: _asked})
