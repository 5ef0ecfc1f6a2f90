"""A question from an auditor to the practitioner ("ask Jo what happened on 3 March"), and the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from dialogs.audits.audit import State
from dialogs.audits.contributions import ASKED, TOLD, Enquiry
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.subjects import EnquiryCard, ToldToRead
from dialogs.conversation.views import Notice, Sentence, View
from dialogs.features.practitioner_result import LIMIT, too_long
from dialogs.wording.practitioner_view import enquiry_view
from template_specs.kinds import clean
from template_specs.sentences import N_, _
from template_specs.text import excerpt

LEAST = 2
"""Words of a question."""


@dataclass(frozen=True, slots=True)
class AskPractitioner(Command):
    """A question to the practitioner, in the auditor's words."""

    permission = Permission.ASK_PRACTITIONER
    verbs = ("enquiry_ask",)
    gives_back = True

    words: str

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.input("question") or "")

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.words


@dataclass(frozen=True, slots=True)
class AnswerEnquiry(Command):
    """What the practitioner says to it; `enquiry` empty (typed): the latest that is open, else the latest."""

    permission = Permission.CONTRIBUTE
    verbs = ("enquiry_answer",)
    gives_back = True

    enquiry: str
    words: str

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item"), data.input("words") or "")

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.words


@dataclass(frozen=True, slots=True)
class ShowEnquiries(Command):
    """What was asked of the practitioner in this audit, and what they said."""

    permission = Permission.ASK_PRACTITIONER
    typed = ("what i asked", "questions to the practitioner")


def ask(context: TurnContext, command: AskPractitioner) -> TurnContext:
    """The practitioner gets a card with the question."""
    practitioner, words = context.audit.practitioner, clean(command.words).strip()
    if practitioner is None:
        return context.say(
            _("No practitioner is named for this case, so nobody has been asked. Your QA lead can name one.")
        )
    name = context.name(practitioner)
    if len(words.split()) < LEAST:
        return context.say(
            _("What do you want to ask {name}? Type, for example: ask {name} what happened then.", name=name)
        )
    if len(words) > LIMIT:
        return context.copy(_("What you wrote, to copy"), words).say(too_long(words))
    if any(e.passage.text == words for e in context.audit.contributions.enquiries):
        return context.say(_("{name} has that question already.", name=name))  # the same press again
    id = context.turn.token or context.turn.fresh_id()
    if context.audit.contributions.enquiry(id) is not None:
        id = context.turn.fresh_id()  # something else asked from the same card
    context = context.record(EventKind.ACKNOWLEDGED, f"{ASKED}/{id}", words=words)
    context = context.notify(Notice(practitioner, EnquiryCard(id)))
    return context.say(
        _(
            "{name} is asked: “{words}” You get the answer here, and it is kept with the audit.",
            name=name,
            words=excerpt(words, 200),
        )
    )


def answer(context: TurnContext, command: AnswerEnquiry) -> TurnContext:
    """Keep it, and give it to the auditors in full."""
    enquiry, words = _meant(context, command.enquiry), clean(command.words).strip()
    if enquiry is None:
        return context.reply(
            Sentence(_("No auditor has asked you anything in this audit. Nothing has been sent."))
        )
    if context.audit.state not in (State.ALLOCATED, State.IN_PROGRESS):
        late = context.copy(_("What you wrote, to copy"), words) if words else context
        return late.reply(enquiry_view(context, enquiry))
    if not words:
        return context.reply(enquiry_view(context, enquiry, _("Write your answer first.")))
    if len(words) > LIMIT:
        context = context.copy(_("What you wrote, to copy"), words)
        return context.reply(enquiry_view(context, enquiry, too_long(words)))
    if any(said.passage is not None and said.passage.text == words for said in enquiry.answers):
        return context.reply(enquiry_view(context, enquiry))  # the same press again
    context = context.record(EventKind.ACKNOWLEDGED, f"{TOLD}/{enquiry.id}", words=words)
    case, who = context.audit.case.reference, context.turn.actor.name
    text = _(
        "{who} answers your question on {case} (“{asked}”):\n{words}",
        who=who,
        case=case,
        asked=excerpt(enquiry.passage.text, 200),
        words=words,
    )
    told = ToldToRead(context.told.turn)
    context = context.notify(
        *(Notice(person, told, text=text) for person in context.audit.auditors),
        Notice(context.turn.actor.id, EnquiryCard(enquiry.id)),
    )
    thanks = Sentence(
        _("Thank you. Your answer is with {names}.", names=context.names(context.audit.auditors))
    )
    if context.turn.typed:
        return context.reply(thanks)
    now = context.audit.contributions.enquiry(enquiry.id)
    return context.reply(enquiry_view(context, now or enquiry)).reply(thanks)


def show(context: TurnContext, command: ShowEnquiries) -> TurnContext:
    """Each question with its answers."""
    enquiries = context.audit.contributions.enquiries
    if not enquiries:
        return context.reply(
            Sentence(_("Nothing has been asked yet. Type, for example: ask the practitioner what happened."))
        )
    lines = []
    for enquiry in enquiries:
        said = [s.passage.text for s in enquiry.answers if s.passage is not None]
        lines.append(f"{context.name(enquiry.by)}: {enquiry.passage.text}")
        lines += [f"{context.name(context.audit.practitioner)}: {text}" for text in said]
        lines += [] if said else [_("Not answered yet.")]
    return context.reply(Sentence("\n".join(lines), as_card=True))


def unanswered(context: TurnContext) -> tuple[Enquiry, ...]:
    """The questions that wait for the practitioner."""
    return tuple(e for e in context.audit.contributions.enquiries if not e.answers)


def _meant(context: TurnContext, id: str) -> Enquiry | None:
    enquiries = context.audit.contributions.enquiries
    if id:
        return context.audit.contributions.enquiry(id)
    waiting = unanswered(context)
    return (waiting or enquiries)[-1] if enquiries else None


def _card(context: TurnContext, about: EnquiryCard, due: DueNotice) -> View | None:
    enquiry = context.audit.contributions.enquiry(about.enquiry)
    if enquiry is None or "practitioner" not in context.parts:
        return None
    return enquiry_view(context, enquiry)


FEATURE = Feature(
    handlers={AskPractitioner: ask, AnswerEnquiry: answer, ShowEnquiries: show},
    help=(("ask the practitioner ...", N_("put a question to the practitioner; the answer comes here")),),
    notices={EnquiryCard: _card},
)
