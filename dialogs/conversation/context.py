"""The context in which a command is decided: audit, conversation state and turn, and the decisions so far."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dialogs.audits.audit import Answer, Audit, Clear, Key, Passage, PersonId
from dialogs.audits.copying import copied
from dialogs.audits.events import DomainEvent, EventKind, apply
from dialogs.audits.route import Route, path_through
from dialogs.audits.stages import StageParts, asked_of, now, parts_of
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from dialogs.conversation.subjects import Subject, Told, ToldAsked
from dialogs.conversation.turn import Turn
from dialogs.conversation.views import Button, Notice, Sentence, View
from template_specs.kinds import label
from template_specs.model import Question, Template
from template_specs.sentences import _

if TYPE_CHECKING:
    from dialogs.conversation.command import Command
    from dialogs.conversation.feature import Doors


@dataclass(frozen=True)
class TurnContext:
    """A turn's context.  It is immutable: each decision returns the next context."""

    template: Template
    audit: Audit
    conversation: ConversationState
    turn: Turn
    events: tuple[DomainEvent, ...] = ()
    said: tuple[str, ...] = ()
    refused: bool = False
    """The last answer taken could not be saved as it was."""
    left_open: Key = ""
    """The first question of the page just saved that still lacks something; empty where none does."""
    offers: tuple[Button, ...] = ()
    """Buttons under what is said, for those who type."""
    origin: str = ""
    """Where an answer that is saved now was moved from ("from:2.3"), for the trail."""
    copies: tuple[Sentence, ...] = ()
    """Texts given back in full, after whatever else is said."""
    replies: tuple[View, ...] = ()
    notices: tuple[Notice, ...] = ()
    reach: Doors | None = None
    """The other features; None in a context for looking only."""

    @cached_property
    def whole(self) -> Route:
        """The questions that the answers so far open, whoever answers them."""
        return path_through(self.template, self.audit)

    @cached_property
    def parts(self) -> frozenset[str]:
        """What the actor is to this audit, in the words of its form."""
        return parts_of(self.turn.actor, self.audit)

    @cached_property
    def asked(self) -> StageParts:
        """Whom the audit asks now."""
        return self.audit.cached("asked", (self.template,), lambda: now(self.template, self.audit))

    @cached_property
    def route(self) -> Route:
        """The questions of the current stage that the actor answers: their own route."""
        return self.whole.only(asked_of(self.template, self.audit, self.parts))

    def replace(self, **changes: Any) -> TurnContext:
        """This context with some fields changed; as long as the audit is the same it keeps what was computed
        from it."""
        return copied(self, changes, without=("whole", "asked", "route") if "audit" in changes else ())

    @property
    def doors(self) -> Doors:
        """The other features, where something is being decided."""
        if self.reach is None:
            raise AssertionError("nothing is decided in a context for looking only")
        return self.reach

    def then(self, command: Command) -> TurnContext:
        """The context after `command` as well: whichever feature it belongs to."""
        return self.doors.decide(self, command)

    def record(
        self,
        what: EventKind,
        key: Key = "",
        value: Clear = None,
        words: str | None = None,
        thin: str = "",
        prints: frozenset[int] | None = None,
    ) -> TurnContext:
        """The context after something has happened to the audit; `prints` of the words, where known
        already."""
        if words is None:
            passage = None
        else:
            passage = Passage.of(words, self.turn.fingerprints(words) if prints is None else prints)
        return self.happened_by(self.turn.actor.id, what, key, value, passage, thin)

    def happened_by(
        self,
        by: PersonId,
        what: EventKind,
        key: Key,
        value: Clear,
        passage: Passage | None = None,
        thin: str = "",
    ) -> TurnContext:
        """The context after something that `by` did, or that is done for them."""
        origin = self.origin or self.turn.origin
        if what is EventKind.ANSWERED and origin:
            thin = " ".join(filter(None, (thin, origin)))
        event = DomainEvent(what, by, self.turn.now, key, value, passage, thin)
        return self.replace(audit=apply(self.audit, event), events=(*self.events, event))

    def with_conversation(self, **changes: Any) -> TurnContext:
        """The context with the actor's conversation state changed."""
        return self.replace(conversation=self.conversation.replace(**changes))

    def say(self, *sentences: str) -> TurnContext:
        """Add to what is said of this turn."""
        return self.replace(said=(*self.said, *(s for s in sentences if s)))

    def offer(self, *buttons: Button) -> TurnContext:
        """Add buttons to what is said."""
        return self.replace(offers=(*self.offers, *buttons))

    def reply(self, *views: View) -> TurnContext:
        """Add a view for the actor."""
        return self.replace(replies=(*self.replies, *views))

    def copy(self, head: str, text: str) -> TurnContext:
        """Give a text that cannot be kept back to the actor, as messages to copy from."""
        return self.copy_all(chunks(head, text))

    def copy_all(self, messages: tuple[Sentence, ...]) -> TurnContext:
        """Add messages that come after whatever else is said."""
        return self.replace(copies=(*self.copies, *messages))

    def give_copies(self) -> TurnContext:
        """The texts given back, last of all that the actor sees."""
        return self.replace(replies=(*self.replies, *self.copies), copies=())

    def notify(self, *notices: Notice) -> TurnContext:
        """Add what other people (or other cards of the actor's) are owed."""
        return self.replace(notices=(*self.notices, *notices))

    @property
    def told(self) -> Told:
        """What messages about this turn are about: one of them for each person."""
        return Told(self.turn.token or str(self.audit.revision))

    def tell_auditors(self, text: str) -> TurnContext:
        """A message to each auditor except the actor, once for this turn."""
        others = (p for p in self.audit.auditors if p != self.turn.actor.id)
        return self.notify(*(Notice(p, self.told, text=text) for p in others))

    def ask_auditors(self, text: str) -> TurnContext:
        """The same with a button that opens the audit, where it waits for them now."""
        others = (p for p in self.audit.auditors if p != self.turn.actor.id)
        return self.notify(*(Notice(p, ToldAsked(self.told.turn), text=text) for p in others))

    def name(self, person: PersonId | None) -> str:
        """How a person is named on screen; "somebody" when unknown."""
        return self.turn.names.get(person or "", "somebody")

    def names(self, people: Iterable[PersonId]) -> str:
        """Several people as they are named on screen: "Priya Nair and Mo Khan"."""
        *first, last = map(self.name, people)
        return _("{first} and {last}", first=", ".join(first), last=last) if first else last

    def step(self) -> Step:
        """The result that `advance` returns."""
        owed: dict[tuple[PersonId, Subject], Notice] = {}
        for notice in self.notices:  # one card per person and subject: the last notice wins
            earlier = owed.get((notice.recipient, notice.subject))
            if earlier is not None and earlier.text and notice.text and earlier.text != notice.text:
                notice = replace(notice, text=f"{earlier.text}\n\n{notice.text}")
            urgent = notice.urgent or (earlier is not None and earlier.urgent)
            owed[notice.recipient, notice.subject] = replace(notice, urgent=urgent)
        return Step(self.audit, self.conversation, self.replies, tuple(owed.values()), self.events)


CHUNK = 5_000
"""Characters of one message: 20 kB at the most, well within an activity."""


def chunks(head: str, text: str) -> tuple[Sentence, ...]:
    """`text` in full under `head`, as many messages as it takes."""
    parts = []
    while text:
        gap = max(text.rfind(" ", 0, CHUNK), text.rfind("\n", 0, CHUNK))
        # Between words, where there are any.
        end = gap + 1 if len(text) > CHUNK and gap > CHUNK // 2 else CHUNK
        parts.append(text[:end])
        text = text[end:]
    if len(parts) == 1:
        return (Sentence(f"{head}:\n\n{parts[0]}", as_card=True),)
    return tuple(
        Sentence(
            _("{head} ({n} of {parts}):\n\n{part}", head=head, n=n, parts=len(parts), part=part), as_card=True
        )
        for n, part in enumerate(parts, 1)
    )


def as_offered(context: TurnContext, question: Question) -> Question:
    """The question with only the options that can be chosen now, for asking and for reading an answer."""
    if question.id not in context.template.outlines.choosy:
        return question
    return replace(question, options=context.whole.offered(question))


def name_of(question: Question) -> str:
    """How a reply names a question: "3.10 Wishes and feelings", or its name where its id is a word."""
    return f"{number_of(question)} {question.name}".strip()


def number_of(question: Question) -> str:
    """The number shown with a question; empty for one whose id is a word ("overall")."""
    return question.shown_number


def reads(question: Question, answer: Answer | None) -> str:
    """An answer's value as people read it; empty if there is none, or if the answer is free text."""
    if answer is None:
        return ""
    value = None if isinstance(answer.value, dict) else answer.value
    if value is None and question.identity and answer.passage is not None:
        return label(question, None, answer.passage.text)
    return label(question, value) if value is not None else ""


def standing(context: TurnContext, key: Key) -> Answer | None:
    """The answer recorded now under `key`; a removed row counts as none."""
    answer = context.audit.answer(key)
    return None if answer is None or answer.removed else answer
