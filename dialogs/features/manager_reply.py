"""The manager's right to reply: they agree with a submitted audit, comment on it, or challenge its grades.

What they write is kept at once, and goes to the auditors when it is sent, all together and once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from dialogs.audits import replies
from dialogs.audits.audit import Passage
from dialogs.audits.deadlines import due_of
from dialogs.audits.events import EventKind
from dialogs.audits.manager_reply import Reply, ReplyKind
from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.grades import StandingGrade, challengeable, named
from dialogs.conversation.subjects import StageCard
from dialogs.conversation.views import Action, Button, Notice
from dialogs.features import reply_stages
from dialogs.wording.reply_view import answering
from template_specs.dates import uk_date
from template_specs.kinds import clean
from template_specs.sentences import _
from template_specs.text import excerpt

LIMIT = 4000
"""Characters of a comment, and of the reason of a challenge."""
LEAST_REASON = 3
"""Words of a reason."""


@dataclass(frozen=True, slots=True)
class AgreeToAudit(Command):
    """The manager agrees with the audit as it is."""

    permission = Permission.REPLY
    gives_back = True
    verbs = ("reply_agree",)

    comment: str | None = None

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.input("comment"))

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.comment or ""


@dataclass(frozen=True, slots=True)
class WriteReply(Command):
    """A comment, or a grade that the manager challenges with a reason: kept; with `send`, sent as well."""

    permission = Permission.REPLY
    gives_back = True
    verbs = ("reply_keep", "reply_send")

    comment: str | None = None
    """None: as it stands."""
    grade: str = ""
    """The question whose grade is challenged: its id, or words that begin with its name."""
    why: str = ""
    send: bool = False

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(
            data.input("comment"),
            data.input("challenge") or "",
            data.input("why") or "",
            data.verb == "reply_send",
        )

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.comment or ""
        yield "", self.why


@dataclass(frozen=True, slots=True)
class DropChallenge(Command):
    """A challenge that was written, and is not to be sent."""

    permission = Permission.REPLY
    verbs = ("reply_drop",)

    grade: str

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item"))


@dataclass(frozen=True, slots=True)
class ShowReply(Command):
    """The card of the reply again; `said`: what was typed and is none of its words."""

    permission = Permission.REPLY
    said: str = ""
    how: str = ""
    """What is said above it: how a challenge is typed."""


def agree(context: TurnContext, command: AgreeToAudit) -> TurnContext:
    """The audit goes on at once: there is nothing to answer."""
    late = _too_late(context)
    if late:
        return _given_back(context.say(late), command)
    written = _unsent(context)
    if written is not None and written.challenges:
        first = written.challenges[0].question
        return reply_stages.show(
            context,
            problem=_(
                "You have challenged a grade here, so this does not agree yet. Send your reply, or take the "
                "challenge out first: type drop {first}.",
                first=first,
            ),
        )
    kept = _with_comment(context, command.comment)
    if isinstance(kept, str):
        return reply_stages.show(context, problem=kept, comment=command.comment or "")
    context = reply_stages.send(kept, ReplyKind.AGREE, by=context.turn.actor.id)
    return context.say(
        _("You agree with the audit of {case}. {after}", case=_case(context), after=_after(context))
    )


def write(context: TurnContext, command: WriteReply) -> TurnContext:
    """Keep a comment and a challenge; send the reply where that was asked.  Faults keep what was written,
    with the reason."""
    late = _too_late(context)
    if late:
        return _given_back(context.say(late), command)
    kept = _with_comment(context, command.comment)
    if isinstance(kept, str):
        return _again(context, command, kept)
    challenged = _with_challenge(kept, command)
    if isinstance(challenged, str):
        return _again(kept, command, challenged, comment_kept=True)
    context = challenged
    written = _unsent(context)
    if not command.send:
        return _kept(context, command, written)
    if written is None or not (written.comment or written.challenges):
        return reply_stages.show(
            context, problem=_("There is nothing to send yet. Agree, write a comment, or challenge a grade.")
        )
    kind = ReplyKind.CHALLENGE if written.challenges else ReplyKind.COMMENT
    context = reply_stages.send(context, kind, by=context.turn.actor.id)
    return context.say(_("Your reply on {case} is sent. {after}", case=_case(context), after=_after(context)))


def drop(context: TurnContext, command: DropChallenge) -> TurnContext:
    """Take an unsent challenge out."""
    written = _unsent(context)
    challenge = written.challenge(command.grade) if written is not None else None
    if challenge is None and written is not None:
        standing, _rest = named(context, command.grade)
        challenge = written.challenge(standing.question.id) if standing is not None else None
    if challenge is None:
        return context.say(
            _("There is no unsent challenge of “{said}” to take out.", said=excerpt(command.grade, 60))
        )
    context = context.record(EventKind.ACKNOWLEDGED, f"{replies.DROP}/{challenge.question}")
    said = _("Taken out. Nothing of it was sent.")
    return context.say(said) if context.turn.typed else reply_stages.show(context.say(said))


def show(context: TurnContext, command: ShowReply) -> TurnContext:
    """The card, and what can be typed."""
    if command.said:
        return context.say(
            _(
                "I have not sent “{said}” to anybody. If it is for the auditors, type comment and then your "
                "words. You can also type agree, or challenge {example} - and why.",
                said=excerpt(command.said, 60),
                example=_example(context),
            )
        )
    return context.say(command.how) if command.how else reply_stages.show(context)


def how_to_challenge(context: TurnContext) -> str:
    """What `challenge` alone is answered with."""
    return _(
        "Which grade, and why? Type, for example: challenge {example} - the chronology was updated in June.",
        example=_example(context),
    )


def _example(context: TurnContext) -> str:
    grades = challengeable(context)
    return grades[0].question.id if grades else "2.3"


def _unsent(context: TurnContext) -> Reply | None:
    reply = replies.latest(context.audit)
    return reply if reply is not None and reply.kind is ReplyKind.UNSENT else None


def _too_late(context: TurnContext) -> str:
    due = due_of(context.template, context.audit)
    if due is None or due >= context.turn.today:
        return ""
    return _(
        "You could reply to the audit of {case} until {day}, so this has come too late and is not part of "
        "it. If something is wrong, ask your QA lead to reopen it.",
        case=_case(context),
        day=uk_date(due),
    )


def _given_back(context: TurnContext, command: Command) -> TurnContext:
    return command.keep_back(context) or context


def _with_comment(context: TurnContext, comment: str | None) -> TurnContext | str:
    """With the comment kept; or why it cannot be."""
    if comment is None:
        return context
    words, written = clean(comment).strip(), _unsent(context)
    if len(words) > LIMIT:
        return _too_long(words)
    stands = written.comment.text if written is not None and written.comment is not None else ""
    if words == stands:
        return context
    return context.record(EventKind.ACKNOWLEDGED, replies.COMMENT, words=words)


def _with_challenge(context: TurnContext, command: WriteReply) -> TurnContext | str:
    """With the challenge kept; or why it cannot be."""
    if not command.grade.strip() and not command.why.strip():
        return context
    if not command.grade.strip():
        return _("Choose the grade that you challenge as well. Your reason is still in its box.")
    standing, said = _challenged(context, command)
    if standing is None:
        return _(
            "I found no grade “{said}” in this audit. Type its number or its name, such as: challenge "
            "{example} - and why.",
            said=excerpt(command.grade, 40),
            example=_example(context),
        )
    why = clean(command.why or said).strip()
    if len(why.split()) < LEAST_REASON:
        return _(
            "Why should {name} not be {grade}? Write what the file shows, in a sentence.",
            name=standing.name,
            grade=standing.label,
        )
    if len(why) > LIMIT:
        return _too_long(why)
    written = _unsent(context)
    before = written.challenge(standing.question.id) if written is not None else None
    if before is not None and before.passage.text == why:
        return context
    passage = Passage.of(why, context.turn.fingerprints(why))
    return reply_stages.challenge_grade(context, standing, passage, context.turn.actor.id)


def _challenged(context: TurnContext, command: WriteReply) -> tuple[StandingGrade | None, str]:
    exact = next((g for g in challengeable(context) if g.question.id == command.grade), None)
    return (exact, "") if exact is not None else named(context, command.grade)


def _too_long(words: str) -> str:
    return _(
        "This is {length:,} characters, and the box holds {limit:,}. Shorten it, please.",
        length=len(words),
        limit=LIMIT,
    )


def _again(context: TurnContext, command: WriteReply, why: str, *, comment_kept: bool = False) -> TurnContext:
    if context.turn.typed:
        return context.say(why)
    comment = "" if comment_kept else command.comment or ""
    return reply_stages.show(context, problem=why, comment=comment, picked=command.grade, reason=command.why)


def _kept(context: TurnContext, command: WriteReply, written: Reply | None) -> TurnContext:
    if written is None:
        return reply_stages.show(
            context, problem=_("Write a comment, or choose a grade to challenge, first.")
        )
    last = _last_kept(context, command, written)
    said = _(
        "{last} Kept, and not sent yet. Send it when you have said everything; on {day} it goes by itself.",
        last=last,
        day=reply_stages.until(context),
    )
    context = context.notify(Notice(context.turn.actor.id, StageCard(context.audit.stage)))
    if not context.turn.typed:
        return reply_stages.show(context.say(said))
    audit = {"audit": context.audit.id}
    return context.say(said).offer(
        Button(_("Send my reply"), Action("reply_send", audit), primary=True),
        Button(_("Show my reply"), Action("open", audit)),
    )


def _last_kept(context: TurnContext, command: WriteReply, written: Reply) -> str:
    if not command.grade.strip() or not written.challenges:
        return _("Your comment.")
    challenge = written.challenges[-1]
    standing = next(g for g in challengeable(context) if g.question.id == challenge.question)
    return _("You challenge {name}: {grade}.", name=standing.name, grade=standing.label)


def _case(context: TurnContext) -> str:
    return context.audit.case.reference


def _after(context: TurnContext) -> str:
    """What happens next, for the manager who has just replied."""
    reply = replies.sent(context.audit)
    if context.audit.stage and replies.in_hand(context.template, context.audit) and reply is not None:
        waits = replies.in_hand(context.template, context.audit)
        return _(
            "{who} will keep or change each grade, with a reason, by {day}. You get a message here.",
            who=answering(context, waits),
            day=reply_stages.until(context),
        )
    return _("The auditors are told. Nothing more is needed from you.")


FEATURE = Feature(
    handlers={AgreeToAudit: agree, WriteReply: write, DropChallenge: drop, ShowReply: show},
)
