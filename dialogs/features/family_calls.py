"""A call to the child or the parents: the script to have beside the telephone, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from dialogs.audits.events import EventKind
from dialogs.audits.family_calls import FAMILY, FamilyCall, Reached, Whom
from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature, simply
from dialogs.conversation.views import ScriptPart, ScriptView
from template_specs.dates import moment
from template_specs.kinds import clean
from template_specs.model import Part, Question
from template_specs.sentences import N_, _

LIMIT = 2000
"""Characters."""
WHOM: Mapping[Whom, str] = {Whom.CHILD: N_("The child"), Whom.PARENT: N_("A parent or carer")}
REACHED: Mapping[Reached, str] = {
    Reached.SPOKE: N_("Yes, and they agreed to speak"),
    Reached.DECLINED: N_("Yes, and they would rather not"),
    Reached.NOT_REACHED: N_("No, they were not reached"),
}
_CAME: Mapping[Reached, str] = {
    Reached.SPOKE: N_("{whom}: spoke with {name} on {when}."),
    Reached.DECLINED: N_("{whom}: would rather not speak with {name}, {when}."),
    Reached.NOT_REACHED: N_("{whom}: not reached by {name}, {when}."),
}
FAMILY_PARTS = (Part.CHILD_SCORE, Part.PARENT_SCORE, Part.FAMILY_VIEWS)


@dataclass(frozen=True, slots=True)
class ShowScript(Command):
    """The script, with the calls so far."""

    permission = Permission.CALL_FAMILY
    verbs = ("family_script",)
    typed = ("script", "phone script", "call script", "call the family")


@dataclass(frozen=True, slots=True)
class NoteCall(Command):
    """What came of a call."""

    permission = Permission.CALL_FAMILY
    verbs = ("family_call",)
    gives_back = True

    whom: str
    reached: str
    words: str = ""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.input("whom") or "", data.input("reached") or "", data.input("words") or "")

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.words


def show(context: TurnContext, *, problem: str = "", typed: str = "") -> TurnContext:
    """The card; `problem`, and what could not be kept."""
    return context.reply(
        ScriptView(
            audit=context.audit.id,
            token=context.turn.fresh_id(),
            case=context.audit.case.reference,
            form=context.template.short_title,
            parts=tuple(_parts(context)),
            calls=tuple(_came(context, call) for call in context.audit.family_calls),
            problem=problem,
            typed=typed,
        )
    )


def note_call(context: TurnContext, command: NoteCall) -> TurnContext:
    """Keep it on the trail; where nobody spoke, with why."""
    words = clean(command.words).strip()
    try:
        whom, reached = Whom(command.whom), Reached(command.reached)
    except ValueError:
        return show(context, problem=_("Choose whom you called, and whether they were reached."), typed=words)
    if reached is not Reached.SPOKE and not words:
        return show(
            context, problem=_("Say why not, in a few words. Reports count who could not be reached.")
        )
    if len(words) > LIMIT:
        return show(context, problem=_("Up to {limit:,} characters fit here.", limit=LIMIT), typed=words)
    value = {"whom": whom.value, "reached": reached.value}
    id = context.turn.token or context.turn.fresh_id()
    context = context.record(EventKind.ACKNOWLEDGED, f"{FAMILY}/{id}", value, words or None)
    return show(context)


def _parts(context: TurnContext) -> list[ScriptPart]:
    """The family's questions, section by section; those that an answer closes too: the call opens them."""
    first = context.template.stages[0]
    made = []
    for section in context.template.sections:
        asked = [
            q for q in section.questions if q.part in FAMILY_PARTS and context.template.stage_of(q) == first
        ]
        if asked:
            made.append(ScriptPart(section.title, tuple(map(_read_out, asked)), section.questions[0].id))
    return made


def _read_out(question: Question) -> str:
    """A question with what can be answered: "Did you feel listened to? (0: not at all, 10: all the time)"."""
    steps = question.anchors or tuple(option.label for option in question.options)
    return f"{question.whole_text} ({', '.join(steps)})" if steps else question.whole_text


def _came(context: TurnContext, call: FamilyCall) -> str:
    told = _(_CAME[call.reached], whom=_(WHOM[call.whom]), name=context.name(call.by), when=moment(call.at))
    return f"{told} {call.passage.text}" if call.passage is not None and call.passage.size else told


FEATURE = Feature(
    handlers={ShowScript: simply(show), NoteCall: note_call},
    help=(("script", N_("what to ask the child and the parents when you call them")),),
)
