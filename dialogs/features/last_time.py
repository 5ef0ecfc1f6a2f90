"""Last time's actions: an auditor says whether what earlier audits of the case asked for was done, and
helped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from dialogs.audits.events import EventKind
from dialogs.audits.last_time import LAST_TIME, Found, SaidOfAction, standing
from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature, simply
from dialogs.conversation.turn import LastAction
from dialogs.conversation.views import LastActionBox, LastTimeView
from dialogs.wording.last_time import FOUND, how_far, in_words, read_found
from template_specs.dates import moment
from template_specs.kinds import clean
from template_specs.sentences import N_, _, worded
from template_specs.text import excerpt, listed

LIMIT = 500
"""Characters of what shows it."""
MOST = 8
"""Actions of one card: with more, boxes full of words could weigh more than a card may."""
FOUND_BOX, WORDS_BOX = "found:", "shows:"
"""How the names of the boxes begin; the action follows."""


@dataclass(frozen=True, slots=True)
class ShowLastTime(Command):
    """The card of the first of them, from which it goes on to the others."""

    permission = Permission.SAY_LAST_TIME
    verbs = ("last_time",)
    typed = ("last time", "last time's actions", "last times actions", "last time’s actions", "last actions")


@dataclass(frozen=True, slots=True)
class SaveLastTime(Command):
    """What the card's boxes hold."""

    permission = Permission.SAY_LAST_TIME
    verbs = ("last_time_save",)
    gives_back = True

    boxes: tuple[tuple[str, str, str], ...]
    """(the action, a code of `Found`, what shows it)."""
    seen: int = 0
    """How much had been said when the card was drawn."""
    then: int = 0
    """The card that is shown once they are saved: how many actions stand before its first."""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        found, words = data.named(FOUND_BOX), data.named(WORDS_BOX)
        actions = dict.fromkeys((*found, *words))
        return cls(
            tuple((action, found.get(action, ""), words.get(action, "")) for action in actions),
            data.number("seen"),
            data.number("then"),
        )

    def texts(self) -> Iterator[tuple[str, str]]:
        for action, _found, words in self.boxes:
            yield action, words


@dataclass(frozen=True, slots=True)
class SayLastTime(Command):
    """One of them, typed: "last time 2 done and helped - she was seen each week"."""

    permission = Permission.SAY_LAST_TIME

    number: int
    words: str

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.words


def show(
    context: TurnContext,
    *,
    said: tuple[str, ...] = (),
    problems: tuple[str, ...] = (),
    written: Mapping[str, tuple[str, str]] | None = None,
    skip: int = 0,
) -> TurnContext:
    """The card; `written`: what stood in boxes that could not be saved, by action; `skip`: how many actions
    stand before its first."""
    if not context.turn.last_actions:
        return context.say(_none(context))
    counts = standing(context.audit.last_time)
    asked = context.turn.last_actions
    first = min(skip, len(asked) - 1) // MOST * MOST
    boxes = tuple(
        _box(context, last, counts.get(last.action), (written or {}).get(last.action))
        for last in asked[first : first + MOST]
    )
    view = LastTimeView(
        audit=context.audit.id,
        token=context.turn.fresh_id(),
        case=context.audit.case.reference,
        form=context.template.short_title,
        boxes=boxes,
        seen=len(context.audit.last_time),
        skip=first,
        of=len(asked),
        said=said,
        problems=problems,
    )
    return context.with_conversation(pending=None, asked="").reply(view)


def save(context: TurnContext, command: SaveLastTime) -> TurnContext:
    """Keep what differs from what the card showed: what somebody else has said since stays as it is."""
    shown = standing(context.audit.last_time[: command.seen])
    problems, written, kept, then = list[str](), dict[str, tuple[str, str]](), 0, command.then
    boxes = {action: (found, clean(words).strip()) for action, found, words in command.boxes}
    for last in context.turn.last_actions:
        before = shown.get(last.action)
        found, words = boxes.get(last.action, ("", ""))
        if last.action not in boxes or (found, words) == (
            (before.found.value, before.words) if before is not None else ("", "")
        ):
            continue
        problem = _lacks(last, found, words)
        if problem:
            then = last.number - 1 if not problems else then
            problems.append(problem)
            written[last.action] = (found, words)
            continue
        context = _keep(context, last, Found(found), words)
        kept += 1
    saved = _("Saved. {how_far}", how_far=how_far(context)) if kept else ""
    if not kept and not problems:
        saved = _("Nothing has been changed. {how_far}", how_far=how_far(context))
    return show(context, said=(saved,) if saved else (), problems=tuple(problems), written=written, skip=then)


def say(context: TurnContext, command: SayLastTime) -> TurnContext:
    """One of them, by its number."""
    if not context.turn.last_actions:
        return context.say(_none(context))
    last = next((each for each in context.turn.last_actions if each.number == command.number), None)
    if last is None:
        return context.say(
            _(
                "There are {count} actions of last time, and {number} is none of them. Type last time to see "
                "them. Nothing has been kept.",
                count=len(context.turn.last_actions),
                number=command.number,
            )
        )
    told = read_found(command.words)
    words = clean(told.words).strip()
    if told.found is None:
        return context.say(
            _(
                "What became of action {number}, “{what}”? Type last time {number} and one of these, with "
                "what shows it after a dash: {choices}. Nothing has been kept yet.",
                number=last.number,
                what=excerpt(last.what, 80),
                choices=listed(f"“{worded(choice).lower()}”" for choice in FOUND.values()),
            )
        )
    problem = _lacks(last, told.found.value, words)
    if problem:
        return context.say(problem)
    context = _keep(context, last, told.found, words)
    now = standing(context.audit.last_time)[last.action]
    shows = "" if words else _("What shows it? You can add it after a dash.")
    kept = _("{what}: {found}. Saved.", what=excerpt(last.what.rstrip(". "), 80), found=in_words(now))
    return context.say(" ".join(filter(None, (kept, how_far(context), shows))))


def _keep(context: TurnContext, last: LastAction, found: Found, words: str) -> TurnContext:
    value = {"found": found.value, "audited": last.audited.isoformat(), "number": str(last.number)}
    passage = f"{last.what}\n{words}" if words else last.what
    return context.record(EventKind.ACKNOWLEDGED, f"{LAST_TIME}/{last.action}", value, passage)


def _lacks(last: LastAction, found: str, words: str) -> str:
    """Why what is said of an action cannot be kept; empty where it can."""
    if found not in [known.value for known in Found]:
        return _("Action {number}: choose what became of it.", number=last.number)
    if len(words) > LIMIT:
        return _(
            "Action {number}: this is {length:,} characters, and {limit:,} fit here. Shorten it, please.",
            number=last.number,
            length=len(words),
            limit=LIMIT,
        )
    return ""


def _box(
    context: TurnContext, last: LastAction, said: SaidOfAction | None, written: tuple[str, str] | None
) -> LastActionBox:
    found, words = (said.found.value, said.words) if said is not None else ("", "")
    found, words = written if written is not None else (found, words)
    by = ""
    if said is not None:
        by = _("Said by {name}, {when}.", name=context.name(said.by), when=moment(said.at))
    return LastActionBox(
        last.action, last.number, last.audit_line, last.stands, found=found, words=words, said_by=by
    )


def _none(context: TurnContext) -> str:
    return _(
        "No audit of {case} that was completed before this one asked for an action.",
        case=context.audit.case.reference,
    )


FEATURE = Feature(
    handlers={ShowLastTime: simply(show), SaveLastTime: save, SayLastTime: say},
    help=(("last time", N_("whether what earlier audits of the case asked for was done, and helped")),),
)
