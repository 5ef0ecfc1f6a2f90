"""Words about rows: none, take one out, change a cell; the rest is the cell that was asked for."""

# ruff: noqa: E501 (a pattern that is cut anew at each change is harder to read than a long line)
from __future__ import annotations

import re

from dialogs.audits.audit import Answer
from dialogs.conversation.cells import begun, cell_asked
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.given import Choice, Given
from dialogs.features.choices import LEAVE
from dialogs.features.clarification import AskMeaning
from dialogs.features.rows import RemoveRow
from dialogs.features.save_page import DropDraft, SavePage
from dialogs.features.typed_rows import ChangeCell, NoMoreRows
from dialogs.understanding import doubts, holding
from dialogs.understanding.speech import Line, Speech, line_of, speech
from dialogs.understanding.standing import saved
from template_specs.dates import NoDate, read_date
from template_specs.model import Column, Question
from template_specs.sentences import _
from template_specs.text import excerpt, folded

_MORE = r"(?:further|more|other|new|additional|remedial|outstanding|specific|immediate|any)"
_ROW = r"(?:actions?|recommendations?|rows?|lines?|entries|entry|items?|numbers?|no|tasks?|ones?)"
_NONE = re.compile(
    rf"^(?:there (?:are|is|were|was) |i have |ive |got |we have |i think |its a |so |just |currently |at present )*"
    rf"(?:no|none|nothing|nil|zero|not any|n a|na|nope|dont need any|no need)"
    rf"(?: {_MORE})*(?: (?:{_ROW}|changes|concerns|issues))?(?: {_MORE})*"
    rf"(?: (?:is |are |were |was )?(?:needed|required|necessary|identified|arising|arise|to (?:add|note|report|record|raise|do|take)|"
    rf"from (?:me|this|this audit)|for (?:this|this one|this case|now|me|them|the (?:family|worker|team))|here|at this (?:time|stage|point)|at the moment|at present|now|"
    rf"this time|thanks|thank you|please|else|from this audit|on this (?:one|case|occasion)|really|i think|as all is well))*"
    rf"(?: (?:good|great|nice|excellent|lovely|strong|all|really good|very good|well) (?:work|practice|job|done|good|fine|ok|piece of work))?$"
    rf"|^(?:thats|that is|those are) (?:it|all|everything|the lot|all of them)(?: .{{0,20}})?$|^(?:all )?done(?: with (?:actions|these|those))?$"
    rf"|^(?:i )?(?:dont|do not) (?:have|need|want|think there are) any(?: {_MORE})*(?: {_ROW})?$"
)
_NUMBERS = {
    name: number
    for number, names in enumerate(
        (
            "one first 1st",
            "two second 2nd",
            "three third 3rd",
            "four fourth 4th",
            "five fifth 5th",
            "six sixth 6th",
        ),
        1,
    )
    for name in names.split()
}
_WHICH = rf"(?:(?:the )?(?P<nth>first|second|third|fourth|fifth|sixth|last|previous|1st|2nd|3rd)?(?: )?(?:{_ROW})?(?: )?(?P<n>\d+|one|two|three|four|five|six)?|that|it|this|mine)"
_DELETE = re.compile(
    rf"^(?:please |can you |could you |i want to |now )*(?:delete|remove|take out|drop|scrap|cancel|discard|abandon|forget|get rid of|bin|undo|erase|withdraw)"
    rf"(?: out)? {_WHICH}(?: (?:{_ROW}|again|please|out))?$"
)
_DROPPING = frozenset("cancel discard drop delete scrap abandon".split())  # noqa: SIM905
_CHANGE = re.compile(
    r"^(?:please |can you |could you |no |sorry |actually |i meant )*(?:change|move|set|make|correct|update|amend|put|shift|push|bring)"
    r"(?: back| forward)? (?:the )?(?P<what>[a-z][a-z ?]*?)(?: (?:of|for|on|in|at) (?P<which>.+?))? (?:to|as|is|should be|into|be) (?P<to>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_DAY = frozenset("date day deadline when due time timescale deadlines timeframe".split())  # noqa: SIM905
_PERSON = frozenset("who owner person name responsible lead whom worker".split())  # noqa: SIM905


def in_rows(context: TurnContext, question: Question, text: str) -> Command | None:
    """The command about its rows that `text` is; None: a cell."""
    line = line_of(text)
    if not line.words or len(line.words) > holding.LEAST_ROW * 5:
        return None
    under_way = begun(context, question) is not None
    if not under_way and (_NONE.match(line.plain) or _nothing(line)):
        return NoMoreRows(question.id)
    rows = context.audit.rows.get(question.id, ())
    if under_way and line.plain in _DROPPING:
        return DropDraft(question.id)
    deleting = _DELETE.match(line.plain)
    if deleting is not None:
        if under_way and not (deleting["nth"] or deleting["n"]):
            return DropDraft(question.id)
        row = _row(rows, deleting["nth"] or deleting["n"] or "")
        if row is not None:
            return RemoveRow(row.key, row.revision)
        return _no_such(context, question, text) if deleting["n"] or deleting["nth"] else None
    changing = _CHANGE.match(text.strip())
    if changing is not None and rows and not under_way:
        named = " ".join(filter(None, (changing["what"], changing["which"])))
        row, column = _row(rows, _number_in(named)), _column(question, changing["what"])
        if row is not None and column is not None:
            return ChangeCell(row.key, column.id, changing["to"].strip(), row.revision)
    return None


def cell(context: TurnContext, question: Question, words: str, seen: int) -> SavePage | AskMeaning:
    """`words` as the cell that was asked for; what is too short for one, or speaks to the bot, is held."""
    given = Given(question.id, words, None, seen)
    column = cell_asked(context, question)
    what = speech(words)
    if not column.kind.in_words:
        return saved(given)  # read as a date or a choice, or refused
    worried = holding.own_worry(context, question, words, Choice(_("Keep it as a line"), (given,)))
    if worried is not None:
        return worried
    first = begun(context, question) is None
    if column.kind.free_text is False and not isinstance(read_date(words, context.turn.today), NoDate):
        return holding.held_words(context, question, words, given)  # a date, where a name is asked for
    if first and (doubts.unwrapped(words).changing or doubts.unwrapped(words).taking_back):
        return holding.held_words(context, question, words, given)  # "actually that should be Sam"
    if first and line_of(words).words[:1] == ("no",):
        return holding.held_words(context, question, words, given)  # "no further recs", or "no lone contact"
    if what is Speech.CONTENT or (what is Speech.TO_BOT and column.kind.free_text and not asks_bot(words)):
        short = holding.is_short(context, question, words)
        return holding.held_words(context, question, words, given) if short else saved(given)
    return holding.held_words(context, question, words, given)


def _nothing(line: Line) -> bool:
    """ "Nothing to recommend", "none needed as all in hand": no action begins so."""
    plain = line.words[0] in ("none", "nothing", "nil", "nowt", "nought", "zero", "nada")
    return plain and len(line.words) <= 8


def asks_bot(words: str) -> bool:
    """An action is an imperative itself, so only a question, or "you", speaks to the bot here."""
    plain = line_of(words)
    first = plain.words[0] if plain.words else ""
    bare_wish = plain.words[:1] and re.match(r"(?:who|what|when|where|why|how|which)s?$", first) is not None
    bare_wish = (
        bare_wish
        or re.search(r"\b(?:i|we|my|me)\b", plain.plain) is not None
        or first in ("i", "im", "ill", "id", "ive", "can", "could", "please", "let", "lets")
    )
    ours = re.search(r"\b(?:this|that|it|you|audit|question|bot|answer)\b", plain.plain)
    return plain.marked or bare_wish or len(plain.words) < 4 or (ours is not None and len(plain.words) < 8)


def _row(rows: tuple[Answer, ...], which: str) -> Answer | None:
    if not rows:
        return None
    if which in ("", "last", "previous"):
        return rows[-1]
    number = int(which) if which.isdigit() else _NUMBERS.get(which, 0)
    return rows[number - 1] if 0 < number <= len(rows) else None


def _number_in(text: str) -> str:
    words = line_of(text).words
    return next((w for w in words if w.isdigit() or w in _NUMBERS or w == "last"), "")


def _column(question: Question, named: str) -> Column | None:
    words = set(line_of(named).words)
    columns = [c for c in question.columns if c.filled_by == "auditor"]
    for column in columns:
        if words & set(folded(column.label).split()) - {"the", "of", "by"}:
            return column
    if words & _DAY:
        return next((c for c in columns if c.kind.of_time), None)
    return next((c for c in columns if c.part == "who"), None) if words & _PERSON else None


def _no_such(context: TurnContext, question: Question, text: str) -> AskMeaning:
    count = len(context.audit.rows.get(question.id, ()))
    have = _("none yet") if count == 0 else _("{count} so far", count=count)
    why = _(
        "{rstrip}: there is no such line ({have}). What is “{excerpt}”?",
        rstrip=name_of(question).rstrip("?. "),
        have=have,
        excerpt=excerpt(text, 60),
    )
    return AskMeaning(text, why, (Choice(_("Keep it as a new line"), (Given(question.id, text),)), LEAVE))
