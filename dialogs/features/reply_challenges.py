"""What all answers to a manager's challenges share: which one is meant, when it is too late, and how a stage
of answers ends."""

from __future__ import annotations

from dialogs.audits.deadlines import due_of
from dialogs.audits.manager_reply import Challenge
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.subjects import StageCard
from dialogs.conversation.views import Notice
from dialogs.features import reply_stages
from template_specs.dates import uk_date
from template_specs.model import ReplyStep
from template_specs.sentences import _
from template_specs.text import listed


def over(context: TurnContext, told: str) -> TurnContext:
    """Everything in the stage is said: the audit goes on, and whoever else had a part in it hears of it."""
    case = context.audit.case.reference
    context = reply_stages.go_on(context, by=context.turn.actor.id)
    context = context.tell_auditors(
        _("The manager's reply on {case} is answered. {told}", case=case, told=told)
    )
    return context.say(
        _("{told} The answer goes to {name}.", told=told, name=context.name(context.audit.manager))
    )


def show_cards(context: TurnContext) -> TurnContext:
    """Everybody's card of this stage shows how it stands."""
    stage = next(s for s in context.template.stages if s.id == context.audit.stage)
    people = (*reply_stages.people_of(context, stage),)
    return context.notify(*(Notice(person, StageCard(stage.id)) for person in people))


def too_late(context: TurnContext) -> str:
    """Why nothing can be answered any more; empty where it can."""
    due = due_of(context.template, context.audit)
    if context.asked.reply is ReplyStep.DECIDE or due is None or due >= context.turn.today:
        return ""
    return _(
        "The time to answer the manager's reply ended on {day}, so this is not saved. The QA lead decides "
        "what is still open.",
        day=uk_date(due),
    )


def given_back(context: TurnContext, command: Command) -> TurnContext:
    """With what was written on a card and could not be saved, to copy."""
    return command.keep_back(context) or context


def meant(context: TurnContext, among: tuple[Challenge, ...], said: str) -> Challenge | None:
    """The challenge that is named, by its question's id, number or name; unnamed, the only one."""
    plain = " ".join(said.casefold().split()).removeprefix("the ").removesuffix(" grade")
    if not plain:
        left = [c for c in among if c.is_open] or [*among]
        return left[0] if len(left) == 1 else None
    for challenge in among:
        question = context.template.by_id[challenge.question]
        names = {question.id.casefold(), question.name.casefold(), name_of(question).casefold()}
        if context.template.is_overall(question):
            names.add("overall")
        if plain in {name.removesuffix(" grade") for name in names}:
            return challenge
    return None


def name_of_grade(context: TurnContext, challenge: Challenge) -> str:
    """ "2.3 Chronology"."""
    return name_of(context.template.by_id[challenge.question])


def names_of_grades(context: TurnContext, challenges: tuple[Challenge, ...]) -> str:
    """ "2.3 Chronology and Overall grade"."""
    return listed((name_of_grade(context, c) for c in challenges), "and")
