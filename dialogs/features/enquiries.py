"""What people ask the bot: answered from the form, the case and the audit, or with what can be typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dialogs.audits.audit import Role, State
from dialogs.audits.deadlines import due_of
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import AUDITOR, current
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, chunks, name_of
from dialogs.conversation.feature import Feature
from dialogs.conversation.position import in_hand
from dialogs.conversation.views import Sentence
from dialogs.features.handover import goes_to
from dialogs.features.home import help_for
from dialogs.wording import explanations, own_answers, people_of_audit
from dialogs.wording.answer_buttons import answer_buttons
from dialogs.wording.left_to_do import to_go
from dialogs.wording.reminder import where_we_are
from template_specs.dates import uk_date
from template_specs.sentences import N_, _
from template_specs.text import excerpt, listed


class Topic(StrEnum):
    """What is asked about."""

    HERE = "here"
    """What is asked now."""
    HELP = "help"
    MEANING = "meaning"
    """What a word or initials mean."""
    EXPLAIN = "explain"
    """What the question in hand asks."""
    GRADES = "grades"
    LOOKS_LIKE = "looks like"
    """What good looks like."""
    WHO = "who"
    READERS = "readers"
    """Who reads what is written."""
    DUE = "due"
    EXTEND = "extend"
    LEFT = "left"
    MINE = "mine"
    """What was answered somewhere."""
    THEIRS = "theirs"
    """What somebody else answered, at a question that is named or at the one in hand."""
    UNDO = "undo"
    CHANGE = "change"
    """Whether an answer can be changed later."""
    SAVED = "saved"
    NEXT = "next"
    """What happens afterwards."""
    WHY = "why"
    OPTIONAL = "optional"
    BOT = "bot"
    CANNOT = "cannot"
    """Something that is done elsewhere, or not at all."""


@dataclass(frozen=True, slots=True)
class Enquire(Command):
    """A question to the bot."""

    permission = Permission.ASK

    topic: Topic
    about: str = ""
    """What is named in it: a word, a role, a question."""
    text: str = ""
    """As it was typed, to be heard for harm."""

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.text


def answer(context: TurnContext, command: Enquire) -> TurnContext:
    """Answer it, and say where we are."""
    if command.topic is Topic.HERE and context.route.questions:
        return context  # the question in hand is put again
    if command.topic is Topic.HELP:
        return context.reply(help_for(context.turn.actor, context.doors.help, context.audit.case.reference))
    told = _ANSWERS[command.topic](context, command.about)
    text = "\n\n".join(filter(None, (told, where_we_are(context))))
    head, *more = (
        chunks(_("In full"), text) if len(text) > MOST else (Sentence(text, answer_buttons(context)),)
    )
    return context.reply(head, *more)


MOST = 5_000
"""Characters of one reply."""


def _here(context: TurnContext, about: str) -> str:
    return _("You have nothing to do on this audit now.")


def _meaning(context: TurnContext, about: str) -> str:
    return explanations.meaning(context.template, in_hand(context), about)


def _explain(context: TurnContext, about: str) -> str:
    question = in_hand(context)
    if question is None:
        return _("There are no questions on this page now.")
    return explanations.of_question(context.template, question)


def _grades(context: TurnContext, about: str) -> str:
    return explanations.grades(context.template, in_hand(context))


def _looks_like(context: TurnContext, about: str) -> str:
    question = in_hand(context)
    if question is None:
        return _("Go to a question first, such as go to 1.2, and ask again.")
    return explanations.looks_like(context.template, question, about)


def _readers(context: TurnContext, about: str) -> str:
    return people_of_audit.readers(context)


def _due(context: TurnContext, about: str) -> str:
    due = due_of(context.template, context.audit)
    case = context.audit.case.reference
    if due is None:
        return _("{case} has no deadline at the moment.", case=case)
    if due < context.turn.today:
        return _(
            "{case} is overdue: it was due on {uk_date}. If something is in the way, tell your QA lead.",
            case=case,
            uk_date=uk_date(due),
        )
    days = (due - context.turn.today).days
    left = _("today") if days == 0 else _("tomorrow") if days == 1 else _("in {days} days", days=days)
    return _("{case} is due on {uk_date}, {left}.", case=case, uk_date=uk_date(due), left=left)


def _extend(context: TurnContext, about: str) -> str:
    return _("{due} Only the QA lead can change a deadline: ask them, and say why.", due=_due(context, about))


def _left(context: TurnContext, about: str) -> str:
    if not context.route.questions:
        return _("You have nothing to do on this audit now.")
    whole = context.route.progress()
    missing = len(context.route.missing())
    minutes = context.template.minutes if AUDITOR in context.parts else 0
    takes = _("The whole audit usually takes about {minutes} minutes. ", minutes=minutes) if minutes else ""
    return _(
        "{answered} of {total} questions are answered. {to_go} {takes}You can pause whenever you "
        "need to, and nothing is lost.",
        answered=whole.answered,
        total=whole.total,
        to_go=to_go(missing),
        takes=takes,
    )
    return _(
        "{answered} of {total} questions are answered. {to_go} {takes} You can pause whenever "
        "you need to, and nothing is lost.",
        answered=whole.answered,
        total=whole.total,
        to_go=to_go(missing),
        takes=takes,
    )


def _mine(context: TurnContext, about: str) -> str:
    return own_answers.shown(context, about)


def _theirs(context: TurnContext, about: str) -> str:
    return own_answers.of_others(context, about)


def _undo(context: TurnContext, about: str) -> str:
    return _(
        "Nothing was saved from your last message. To take back what you saved before it, type "
        "undo. To move it, type where it belongs, such as that should be 1.3. Nothing is deleted "
        "from the record; what you take back is not counted."
    )


def _change(context: TurnContext, about: str) -> str:
    if context.audit.state in (State.SUBMITTED, State.FINAL):
        return _("This audit has been submitted. Ask your QA lead to reopen it, and say what needs changing.")
    return _(
        "Yes, until you submit: go back to the question, or type its number and the new answer, "
        "such as 1.2: ri. Both answers stay on the record. After that, only the QA lead can "
        "reopen it."
    )


def _saved(context: TurnContext, about: str) -> str:
    waiting = [
        name_of(context.template.by_id[key.partition("/")[0]])
        for key in context.conversation.drafts
        if key.partition("/")[0] in context.template.by_id
    ]
    told = _("Everything I have answered with “Saved” is kept, also when you stop.")
    if waiting:
        told += _(" Not saved yet: what you wrote at {listed}.", listed=listed(waiting, "and"))
    return _("{told} On a card, press Save and continue before you look elsewhere.", told=told)


def _next(context: TurnContext, about: str) -> str:
    stage = current(context.template, context.audit)
    if stage is None:
        return _("This audit is complete; nothing more happens to it here.")
    if not allowed(context.turn.actor, Permission.SUBMIT, context.audit, context.asked):
        return _(
            "What you write is saved with the audit. Those who complete this stage send it on, and "
            "the manager gets the summary and the actions."
        )
    if stage.id == context.template.summary_after:
        return _(
            "When everything required is answered, you submit. Then {goes_to_manager} gets the "
            "summary, and each action as a card to acknowledge and review. You hear what they say.",
            goes_to_manager=people_of_audit.goes_to_manager(context),
        )
    return _(
        "When everything required is answered, you send it on. Next is {goes_to}.",
        goes_to=goes_to(context, stage),
    )


def _why(context: TurnContext, about: str) -> str:
    question = in_hand(context)
    case = context.audit.case.reference
    told = _(
        "{case} was chosen for the audit programme, which looks at how well children and "
        "families are helped. For how it was chosen, ask your QA lead.",
        case=case,
    )
    if question is not None and question.help:
        told = _("{told} About {name_of}: {help}", told=told, name_of=name_of(question), help=question.help)
    return told


def _optional(context: TurnContext, about: str) -> str:
    question = in_hand(context)
    if question is None:
        return _("You have nothing to do here now.")
    if not question.required:
        return _("{name_of} is optional: type skip to leave it.", name_of=name_of(question))
    if AUDITOR not in context.parts:
        return _("{name_of} is up to you. Type skip to leave it for now.", name_of=name_of(question))
    return _(
        "{name_of} is needed before you submit. Type skip to come back to it later.",
        name_of=name_of(question),
    )


def _bot(context: TurnContext, about: str) -> str:
    return _(
        "I am here. I am a program that takes you through the audit; I read what you type by "
        "rules, and a person does not see it until it is in the audit. Type help for what you "
        "can type."
    )


def _cannot(context: TurnContext, about: str) -> str:
    who = _("your QA lead") if Role.QA_LEAD not in context.turn.actor.roles else _("your IT support")
    said = f"“{excerpt(about, 60)}”" if about else _("that")
    return _(
        "I cannot do {said} here, and I have saved nothing from it. Type help for what I can do, "
        "or ask {who}.",
        said=said,
        who=who,
    )


_ANSWERS: Mapping[Topic, Callable[[TurnContext, str], str]] = {
    Topic.HERE: _here,
    Topic.MEANING: _meaning,
    Topic.EXPLAIN: _explain,
    Topic.GRADES: _grades,
    Topic.LOOKS_LIKE: _looks_like,
    Topic.WHO: people_of_audit.who,
    Topic.READERS: _readers,
    Topic.DUE: _due,
    Topic.EXTEND: _extend,
    Topic.LEFT: _left,
    Topic.MINE: _mine,
    Topic.THEIRS: _theirs,
    Topic.UNDO: _undo,
    Topic.CHANGE: _change,
    Topic.SAVED: _saved,
    Topic.NEXT: _next,
    Topic.WHY: _why,
    Topic.OPTIONAL: _optional,
    Topic.BOT: _bot,
    Topic.CANNOT: _cannot,
}

FEATURE = Feature(
    handlers={Enquire: answer},
    help=((N_("what does good look like"), N_("or any question about this form, the case or the audit")),),
)
