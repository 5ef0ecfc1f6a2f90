"""Move: what was typed at the wrong question, or in the wrong case, goes where it belongs.

What stood before stands again at the one end (`undoing.restore`), and the words are taken at the other as if
they had been typed there.  The trail says so at both ends ("moved:4:1.3", "from:2.3").  Nothing leaves the
one end before it has arrived at the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

from dialogs.audits.audit import MOVED, AuditId, Key
from dialogs.audits.permissions import Permission
from dialogs.conversation import gate, saves
from dialogs.conversation.card_data import CardData
from dialogs.conversation.cells import _columns, cells_of
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.feature import Feature
from dialogs.conversation.given import Choice
from dialogs.conversation.pending import MoveWhere
from dialogs.conversation.position import in_hand, page_in_hand
from dialogs.conversation.saves import Save
from dialogs.conversation.views import Action, Button, Sentence
from dialogs.features import navigation, undoing
from dialogs.features.choices import LEAVE, NOTE
from dialogs.features.clarification import AskMeaning
from dialogs.features.notes import SettleNote
from dialogs.features.rows import SaveRow
from dialogs.features.save_page import SavePage
from template_specs.model import Question
from template_specs.sentences import N_, _
from template_specs.text import excerpt

MOST_NEAR = 3
"""Questions offered by a button each, and as many cases."""
FROM = "from:"


@dataclass(frozen=True, slots=True)
class MoveSaved(Command):
    """What was saved belongs to the question `to`, or to the audit `case`; neither: ask where."""

    permission = Permission.WALK
    settles_words = True
    verbs = ("move",)

    save: Save
    to: Key = ""
    case: AuditId = ""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        named = saves.decoded(data.text("saved"))
        save = named[0] if len(named) == 1 else Save(gate.UNKNOWN, 0)
        return cls(save, data.text("to"), data.text("into")[:64])

    def within(self, context: TurnContext) -> Command:
        save = self.save if undoing.is_mine(context, self.save) else Save(gate.UNKNOWN, 0)
        to = self.to if not self.to or gate.theirs(context, self.to) else gate.UNKNOWN
        return replace(self, save=save, to=to)


@dataclass(frozen=True, slots=True)
class LeaveThere(Command):
    """Not moved after all."""

    permission = Permission.WALK


@dataclass(frozen=True, slots=True)
class MovedOut(Command):
    """What was saved goes to another audit, `to` (its id, and the question's where it is known): told by the
    bot, which has both in hand."""

    permission = Permission.WALK

    save: Save
    to: str

    def within(self, context: TurnContext) -> Command:
        return self if undoing.is_mine(context, self.save) else replace(self, save=Save(gate.UNKNOWN, 0))


@dataclass(frozen=True, slots=True)
class Moved:
    """What is moved from one audit to another."""

    save: Save
    words: str
    """As they may have been typed."""
    origin: str
    """For the trail of the audit that it goes to."""
    cells: Mapping[str, str] | None = None
    """Of a row."""
    to: Key = ""
    """The question that was named for it; empty where none was."""


def button(context: TurnContext, save: Save) -> Button:
    """Move it, for this save and no other."""
    return Button(_("Move it"), _act(context, save), looks_back=True)


def move(context: TurnContext, command: MoveSaved) -> TurnContext:
    """To the question named; where none is, ask for it."""
    why = undoing.stopped(context, command.save)
    if why:
        return _told(context, why)
    if command.case:  # the bot has both audits in hand, or the other is none of this person's
        return _told(context, _("I found no such audit of yours under way, so nothing was moved."))
    if not command.to:
        return ask_where(context, command.save)
    target = context.template.by_id.get(command.to)
    if target is None or target.id not in context.route:
        return _told(context, _("That question is not yours to answer here, so nothing was moved."))
    if target.id == command.save.key.partition("/")[0]:
        return _told(context, _("It is at {name_of} already.", name_of=name_of(target)))
    before, said = context, len(context.said)
    context = to_question(context, command.save, target)
    if before.turn.typed or context.replies:
        return context
    made = saves.made(before, context)
    context = context.offer(*([undoing.button(context, made)] if made else []))
    return undoing.in_text(context, " ".join(context.said[said:]), _("moved") if made else _("not moved"))


def to_question(context: TurnContext, save: Save, target: Question) -> TurnContext:
    """The words of `save` as if they had been typed at `target`."""
    words, name = saves.as_typed(context, save), saves.named(context, save)
    if save.note:
        return context.then(SettleNote(save.note, target.id))
    as_typed = replace(context.turn, typed=True)
    taken = undoing.restore(context, save, MOVED, target.id).replace(
        origin=f"{FROM}{save.key}", turn=as_typed
    )
    taken = taken.with_conversation(pending=None)
    row = _row_for(context, save, target)
    command = SaveRow(target.id, row) if row is not None else context.doors.place(taken, target, words)
    if isinstance(command, AskMeaning):
        choices = tuple(
            replace(choice, action=f"move:{save.revision}:{save.key}") if choice.action == "save" else choice
            for choice in command.choices
            if choice != NOTE
        )
        why = _("{why} It stays at {name} until you say so.", why=command.why, name=name)
        return context.then(AskMeaning(words, why, choices))
    return _landed(context, taken, taken.then(command), save, target)


def ask_where(context: TurnContext, save: Save) -> TurnContext:
    """Ask where it belongs; it stays where it is until that is said."""
    words = excerpt(saves.as_typed(context, save), 120)
    near = tuple(Button(_short(q), _act(context, save, to=q.id)) for q in _near(context, save))
    cases = tuple(
        Button(other.case, _act(context, save, into=other.audit)) for other in context.turn.others[:MOST_NEAR]
    )
    named = _(" A case reference moves it to that case.") if cases else ""
    context = context.with_conversation(pending=MoveWhere(save.key, save.revision))
    return context.reply(
        Sentence(
            _(
                "Where does “{words}” belong? Type the question's number or name, such as 1.3.{named} "
                "Type no to leave it at {named_2}.",
                words=words,
                named=named,
                named_2=saves.named(context, save),
            ),
            (*near, *cases),
        )
    )


def last_save(context: TurnContext) -> Save | None:
    """What this person saved last, where it was one thing, and not long ago."""
    made, at = saves.last_of(context)
    recent = at is not None and context.turn.now - at <= undoing.UNASKED
    return made[0] if len(made) == 1 and recent else None


def leaving(context: TurnContext, save: Save) -> Moved | str:
    """What is to be moved to another audit; or why it cannot be."""
    if not undoing.is_mine(context, save):
        return _("There is nothing of yours to move there. Nothing has changed.")
    why = undoing.stopped(context, save)
    if why:
        return why
    answer = saves.answer_of(context.audit, save)
    cells = None
    question = saves.question_of(context, save)
    if question is not None and question.kind.in_rows and answer is not None:
        cells = {c.id: cells_of(answer).get(c.id, "") for c in _columns(question)}
    return Moved(save, saves.as_typed(context, save), f"{FROM}{context.audit.id}/{save.key}", cells)


def moved_out(context: TurnContext, command: MovedOut) -> TurnContext:
    """Restore what was here before."""
    why = undoing.stopped(context, command.save)
    if why:
        return context.say(why)
    name = saves.named(context, command.save)
    context = undoing.restore(context, command.save, MOVED, command.to)
    case = context.audit.case.reference
    told = _(
        "Moved out of {case}. {name} there: {stands_now}",
        case=case,
        name=name,
        stands_now=undoing.stands_now(context, command.save),
    )
    return context.with_conversation(pending=None, asked="").reply(Sentence(told))


def leave(context: TurnContext) -> TurnContext:
    """Not moved after all."""
    return context.with_conversation(pending=None).say(_("It stays where it is."))


def _landed(
    before: TurnContext, taken: TurnContext, context: TurnContext, save: Save, target: Question
) -> TurnContext:
    """The move, if the words have arrived; else why they have not, and nothing is moved."""
    name = saves.named(before, save)
    arrived = [e for e in context.events[len(taken.events) :] if e.key.partition("/")[0] == target.id]
    begun = context.conversation.drafts.get(target.id) != taken.conversation.drafts.get(target.id)
    if context.replies or not (arrived or (target.kind.in_rows and begun)):
        why = " ".join(context.said[len(taken.said) :])
        return _told(
            before.with_conversation(pending=None), _("{why} It stays at {name}.", why=why, name=name).strip()
        )
    told = _(
        "Moved to {name_of}. {name}: {stands_now}",
        name_of=name_of(target),
        name=name,
        stands_now=undoing.stands_now(context, save),
    )
    context = context.replace(
        origin="", turn=before.turn, said=(*before.said, told, *context.said[len(taken.said) :])
    )
    return _back_at(context, save, target)


def _back_at(context: TurnContext, save: Save, target: Question) -> TurnContext:
    """Where it came from is asked again, unless what it came to is only half answered."""
    source = saves.question_of(context, save)
    half = target.kind.in_rows or target.id not in context.whole.complete
    if source is None or half or source.id not in context.route or source.id in context.whole.complete:
        return context
    if source not in page_in_hand(context).questions:
        context = navigation.stand_at(context, source.id)
    answer = context.audit.answer(source.id)
    revision = answer.revision if answer is not None else 0
    passed = context.conversation.passed - {source.id}
    return context.with_conversation(asked=source.id, asked_revision=revision, passed=passed)


def _row_for(context: TurnContext, save: Save, target: Question) -> Mapping[str, str] | None:
    """The cells of a row that is moved to a list of the same columns."""
    source, answer = saves.question_of(context, save), saves.answer_of(context.audit, save)
    if source is None or answer is None or not source.kind.in_rows or not target.kind.in_rows:
        return None
    if [c.id for c in _columns(source)] != [c.id for c in _columns(target)]:
        return None
    return {c.id: cells_of(answer).get(c.id, "") for c in _columns(target)}


def _near(context: TurnContext, save: Save) -> list[Question]:
    """The questions that are most likely meant: the one in hand, and those beside where it was saved."""
    source = saves.question_of(context, save)
    route = [q for q in context.route.questions if not q.kind.in_rows]
    at = route.index(source) if source in route else 0
    beside = sorted(route, key=lambda q: abs(route.index(q) - at))
    likely = dict.fromkeys(q for q in (in_hand(context), *beside) if q is not None and q != source)
    return sorted(list(likely)[:MOST_NEAR], key=context.route.questions.index)


def _short(question: Question) -> str:
    return excerpt(name_of(question), 30)


def _act(context: TurnContext, save: Save, **more: str) -> Action:
    data = {"audit": context.audit.id, "token": context.turn.token, "saved": saves.encoded((save,))}
    return Action("move", data | more)


def _told(context: TurnContext, text: str) -> TurnContext:
    return context.say(text) if context.turn.typed else context.reply(Sentence(text))


def _chosen(context: TurnContext, text: str, choice: Choice) -> TurnContext:
    """What the words are at the other question has been said: now they are moved."""
    *_before, named = choice.action.partition(":")
    save = (saves.decoded(named) or (Save(gate.UNKNOWN, 0),))[0]
    targets = [context.template.by_id[g.key] for g in choice.given if g.key in context.template.by_id]
    why = undoing.stopped(context, save)
    if why or not targets or not undoing.is_mine(context, save):
        return context.say(why or _("Nothing was moved."))
    taken = undoing.restore(context, save, MOVED, targets[0].id).replace(origin=f"{FROM}{save.key}")
    return _landed(context, taken, taken.then(SavePage(choice.given)), save, targets[0])


def _from_elsewhere(context: TurnContext, text: str, choice: Choice) -> TurnContext:
    """Words of another audit, for which the question here has been said."""
    return (
        context.replace(origin=choice.action.partition(":")[2])
        .then(SavePage(choice.given))
        .replace(origin="")
    )


def _here(context: TurnContext, text: str, choice: Choice) -> TurnContext:
    """The words are for the case in hand: they are what they would have been."""
    sure = context.with_conversation(arrived=False).replace(turn=replace(context.turn, sure=True, text=text))
    return sure.then(sure.doors.reads_word(sure, text)).replace(turn=context.turn)


def _there(context: TurnContext, text: str, choice: Choice) -> TurnContext:
    """They are for another case, which is not this person's any more: the bot takes them there otherwise."""
    why = _(
        "{label} is not under way for you now. What is “{excerpt}”?",
        label=choice.label,
        excerpt=excerpt(text, 60),
    )
    return context.then(AskMeaning(text, why, (NOTE, LEAVE)))


FEATURE = Feature(
    handlers={MoveSaved: move, MovedOut: moved_out, LeaveThere: lambda context, _: leave(context)},
    help=(
        ("that should be 1.3", N_("move what you saved last to the question, or the case, that it is for")),
    ),
    choices={"move": _chosen, N_("moved"): _from_elsewhere, "here": _here, "case": _there},
)
