"""Words that say where what was saved belongs: "that should be 1.3", "that was for DEMO-102".

And whose file words are for, where they name a case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.given import Choice
from dialogs.conversation.pending import MoveWhere
from dialogs.conversation.position import in_hand
from dialogs.conversation.saves import Save
from dialogs.conversation.turn import OpenCase
from dialogs.features import moving
from dialogs.features.choices import LEAVE, NO, NOTE
from dialogs.features.clarification import AskMeaning
from dialogs.features.moving import LeaveThere, Moved, MoveSaved
from dialogs.features.notes import TakeNote
from dialogs.features.rows import SaveRow
from dialogs.features.save_page import SavePage
from dialogs.understanding.one_question import at
from template_specs.model import Question
from template_specs.sentences import _
from template_specs.text import excerpt, folded

LONGEST = 12
"""Words of a line that says where the last one belongs."""

_BEGINS = r"(?:(?:oops|sorry|no|wait|oh|ah|actually|but)[\s,.!:;-]+)*(?:please\s+)?"
_THAT = r"(?:that|it|this|those|these|the last (?:one|answer)|my (?:last )?answer)"
_VERBS = (
    r"(?:\s*(?:'s|’s|\bwas|\bis|\bare|\bwere|\bshould|\bbelongs?|\bgoes|\bmeant|\bbe|\bhave|\bbeen|\bgo))+"
)
_TO = r"(?:\s+(?:for|to|in|at|under|on|into))?"
_MOVE = re.compile(
    rf"^{_BEGINS}(?:{_THAT}{_VERBS}{_TO}|(?:move|put)\s+{_THAT}\s+(?:to|in|into|under|at)"
    rf"|i\s+meant\s+(?:{_THAT}\s+)?(?:for|to be|to go to|at|in|under))"
    r"\s+(?:(?:question|case|number|no\.?|audit|q)\s+)?(?P<where>\S.{0,90}?)(?:\s+(?:please|instead|really))?[.!]*$",
    re.IGNORECASE | re.DOTALL,
)
_PLACED = re.compile(r"\b(?:for|to|in|at|under|on|into)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Addressed:
    """The case that words name."""

    case: OpenCase | None
    """None: the one in hand."""
    words: str
    """What they are, without the case."""
    sure: bool = True
    """False: they may only speak of the case."""


def named_move(context: TurnContext, words: str) -> MoveSaved | None:
    """The move to another question that `words` ask for; None where they ask for none."""
    said = _MOVE.match(words.strip())
    if said is None or len(words.split()) > LONGEST:
        return None
    question = question_called(
        context, said["where"], by_name=bool(_PLACED.search(words[: said.start("where")]))
    )
    save = moving.last_save(context) if question is not None else None
    return MoveSaved(save, question.id) if save is not None and question is not None else None


def place_named(context: TurnContext, pending: MoveWhere, plain: str, words: str) -> Command | None:
    """What was typed where it was asked where something belongs; None: what it always is."""
    if plain in NO or plain in ("back", "leave it there", "keep it there"):
        return LeaveThere()
    said = _MOVE.match(words)
    question = question_called(context, said["where"] if said is not None else words, by_name=True)
    return MoveSaved(Save(pending.key, pending.revision), question.id) if question is not None else None


def question_called(context: TurnContext, called: str, *, by_name: bool) -> Question | None:
    """The question of this number, or, if asked `by_name`, of this name or the only one that begins so."""
    wanted = re.sub(r"^(?:question|number|no\.?|q)\s+", "", folded(called)).rstrip(". ")
    if wanted in context.route:
        return context.template.by_id[wanted]
    if not by_name or len(wanted) < 4:
        return None
    whole = [q for q in context.route.questions if wanted in (folded(q.name), folded(q.text))]
    near = whole or [q for q in context.route.questions if f"{folded(q.name)} ".startswith(f"{wanted} ")]
    return near[0] if len(near) == 1 else None


def other_case(words: str, others: Iterable[OpenCase], *, bare: bool) -> tuple[OpenCase, str] | None:
    """The case that what was saved last is said to be for, and what else is named with it ("1.3").

    `bare`: the reference alone answers what was asked."""
    said = _MOVE.match(words.strip())
    where = (
        said["where"] if said is not None and len(words.split()) <= LONGEST else words.strip() if bare else ""
    )
    for other in others:
        case_first = re.match(
            rf"^(?:case\s+)?{_reference(other.case)}(?:[\s,:]+(?P<rest>\S.*))?$", where, re.IGNORECASE
        )
        if case_first is not None:
            return other, case_first["rest"] or ""
    return None


def addressed(words: str, here: str, others: tuple[OpenCase, ...]) -> Addressed | None:
    """Whose file `words` name; None where they name none of these."""
    for case, reference in ((None, here), *((other, other.case) for other in others)):
        pattern = _reference(reference)
        head = re.match(
            rf"^\s*(?:(?:this|that)(?:\s+is|['’]s)?\s+)?(?P<for>(?:for|in|on|re|about)\s+)?(?:case\s+|audit\s+)?{pattern}"
            r"(?P<mark>\s*[:;,–—-]+\s*|\s*\n\s*|\s+)(?P<rest>\S.*)$",
            words,
            re.IGNORECASE | re.DOTALL,
        )
        if head is None:
            continue
        told = head["for"] or head["mark"].strip() or "\n" in head["mark"] or head["rest"][0].isdigit()
        if told:
            return Addressed(case, head["rest"].strip())
    named = next((o for o in others if re.search(_reference(o.case), words, re.IGNORECASE)), None)
    return Addressed(named, words, sure=False) if named is not None else None


def arriving(context: TurnContext, moved: Moved) -> Command:
    """What words moved here from another audit are."""
    if moved.save.note:
        return TakeNote(moved.words)
    same = context.template.by_id.get(moved.save.key.partition("/")[0])
    if same is not None and same.kind.in_rows and moved.cells is not None and same.id in context.route:
        return SaveRow(same.id, moved.cells)
    named = question_called(context, moved.to, by_name=True) if moved.to else None
    here = in_hand(context)
    places = (
        [named] if named is not None else [q for q in (same, here) if q is not None and q.id in context.route]
    )
    places = [q for n, q in enumerate(places) if q not in places[:n]]
    case, shown = context.audit.case.reference, excerpt(moved.words, 60)
    if len(places) != 1 or (moved.to and named is None):
        choices = tuple(_choice(context, q, moved) for q in places)
        return AskMeaning(
            moved.words,
            _("Where in {case} does “{shown}” belong?", case=case, shown=shown),
            (*choices, NOTE, LEAVE),
        )
    command = at(context, places[0], moved.words, named=True)
    if isinstance(command, SavePage):
        return command
    choices = tuple(
        replace(c, action=f"moved:{moved.origin}") if c.action == "save" else c for c in command.choices
    )
    return AskMeaning(moved.words, f"{case}: {command.why}", choices)


def _choice(context: TurnContext, question: Question, moved: Moved) -> Choice:
    command = at(context, question, moved.words, named=True)
    given = command.given if isinstance(command, SavePage) else ()
    if isinstance(command, AskMeaning):
        given = [c for c in command.choices if c.action == "save"][
            -1
        ].given  # what was seen, where it is not sure
    return Choice(_("At {question}", question=name_of(question)), given, f"moved:{moved.origin}")


def _reference(case: str) -> str:
    """A pattern for a case reference: "DEMO-102" is written "demo 102" as well."""
    parts = re.findall(r"[^\W\d_]+|\d+", case)
    return r"(?<![\w])" + r"[\s\-/_.]*".join(map(re.escape, parts)) + r"(?![\w])"
