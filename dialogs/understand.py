"""What typed words mean in an audit: the same events that buttons send.

Reserved words are a short list, the same in every state.  A sentence that only begins like one is asked
about, because evidence begins in many ways ("Concern about neglect was followed up ...").
"""

from __future__ import annotations

import re
from datetime import date

from dialogs.audits.audit import Key
from dialogs.audits.route import speaks_in_words
from dialogs.audits.stages import AUDITOR
from dialogs.conversation import conflict_of_interest, order_in_time
from dialogs.conversation.cells import cell_asked
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of, reads
from dialogs.conversation.given import Choice, Given
from dialogs.conversation.pending import (
    ConcernWords,
    Conflict,
    LastYes,
    MeaningAsked,
    MoveWhere,
    Pending,
    SendOrNot,
    WhichMeaning,
    WordOrAnswer,
)
from dialogs.conversation.position import called, names_place, target
from dialogs.conversation.position import in_hand as in_hand
from dialogs.conversation.state import Draft
from dialogs.features.choices import NO, YES, bare_choice, picked
from dialogs.features.clarification import AskMeaning, AskWhich, ChooseMeaning, IgnoreRepeat, NotUnderstood
from dialogs.features.concern_withdrawn import withdrawal
from dialogs.features.navigation import GoBack, GoTo
from dialogs.features.notes import TakeNote
from dialogs.features.save_page import DropDraft, KeepEvidence, SavePage
from dialogs.features.submission import SubmitStage
from dialogs.features.unsent_concern import WordConcern
from dialogs.registry import STARTS, WORDS
from dialogs.understanding import concern_words, moves, named_questions, row_parts
from dialogs.understanding.last_time_words import last_time_words
from dialogs.understanding.meaning import after_submission, is_plain_answer, meant
from dialogs.understanding.practitioner_words import practitioner_words
from dialogs.understanding.reply_words import reply_words, unclear
from dialogs.understanding.return_words import return_words
from dialogs.understanding.speech import Speech, line_of, speech
from dialogs.understanding.to_bot import said_to_bot
from template_specs.dates import NoDate, read_date
from template_specs.kinds import leading
from template_specs.model import Question
from template_specs.sentences import _

_SUBMITTING = frozenset(
    {"submit", "send", "send it", "go ahead", "do it", "submit it", "yes submit", "yes, submit"}
)
_SETTLING = frozenset(
    {"mine", "my", "use", "take", "save", "please", "keep", "theirs", "his", "hers", "one", "version"}
    | {"discard", "drop"}
)
_THEIRS = frozenset({"keep", "theirs", "his", "hers"})
_DISCARDING = frozenset({"discard", "drop"})
LEAST_SENTENCE = 8
"""Words: a line as long as this that begins like a command is none, but for a concern and a note."""
_GO = re.compile(r"^(?:go|jump)\s+to\s+(.+)$", re.IGNORECASE | re.DOTALL)
_EXPLICIT = re.compile(r"^(note)\s*[:\-–—]\s*(.*)$", re.IGNORECASE | re.DOTALL)


def understand(context: TurnContext, text: str) -> Command:
    """The command that `text` is, given where this person stands and what was asked."""
    words = text.strip()
    if not words:
        return NotUnderstood(text)
    plain = words.lower().rstrip(".!? ")
    if order_in_time.repeated(context, even_told=plain == "submit") and _is_once(context, plain, words):
        return IgnoreRepeat()
    pending = context.conversation.pending
    if pending is not None:
        answered = _to_pending(context, pending, plain, words)
        if answered is not None:
            return answered
    about_concern = withdrawal(words) or _about_a_concern(context, words)
    if about_concern is not None:
        return about_concern
    to_reply = (
        reply_words(context, words)
        or return_words(context, words)
        or practitioner_words(context, words)
        or last_time_words(context, words)
    )
    if to_reply is not None:
        return to_reply
    reserved = _reserved(context, plain, words)
    if reserved is not None and not isinstance(reserved, AskWhich | NotUnderstood):
        return reserved
    worded = said_to_bot(context, words)
    if worded is not None or reserved is not None:
        return worded or reserved or NotUnderstood(words)
    if AUDITOR in context.parts and conflict_of_interest.is_told(words):
        return NotUnderstood(text)  # answered in its own words; never evidence of what the file shows
    return unclear(context, words) or after_submission(context, words) or meant(context, words)


def _is_once(context: TurnContext, plain: str, words: str) -> bool:
    """Whether words that came twice within seconds count once: "8" and "next" may be meant twice."""
    if plain in ("submit", "concern"):
        return True
    if plain in WORDS or plain in ("keep", "mine"):
        return False
    told = isinstance(context.conversation.pending, MeaningAsked | LastYes | SendOrNot)
    if told or is_plain_answer(context, words):
        return order_in_time.at_once(context) or not order_in_time.after_reply(context)
    return True


def _to_pending(context: TurnContext, pending: Pending, plain: str, words: str) -> Command | None:
    match pending:
        case WordOrAnswer():
            return _which(bare_choice(plain))
        case ConcernWords():
            return _concern_words(context, plain, words)
        case LastYes() if plain in YES or plain in _SUBMITTING:
            return SubmitStage(confirmed=True)
        case LastYes() if plain in NO or plain == "back":
            return GoBack()
        case WhichMeaning():
            number = picked(context, pending, plain)
            if number:
                return ChooseMeaning(command=False, choice=number)
            place = in_hand(context)
            return _mine_or_theirs(context, place.id, plain) if place is not None else None
        case MoveWhere():
            return moves.place_named(context, pending, plain, words)
        case Conflict(key):
            return _mine_or_theirs(context, key, plain)
        case _:
            return None


def _about_a_concern(context: TurnContext, words: str) -> Command | None:
    """Words that begin a concern, or settle the one that waits."""
    if context.conversation.unsent is not None:
        shown = isinstance(context.conversation.pending, SendOrNot)
        settled = concern_words.settling(words, context.turn.today, shown=shown)
        if settled is not None:
            return settled
    return concern_words.begins(words, context.turn.today)


def _concern_words(context: TurnContext, plain: str, words: str) -> Command | None:
    """What was typed when a concern's words were asked for; None: the word or answer that it always is."""
    if plain in WORDS or plain in ("keep", "help"):
        return None
    instead = concern_words.instead(words, context.turn.today)
    if instead is not None:
        return instead
    begun = concern_words.begins(words, context.turn.today)
    if begun is not None:
        return begun
    reserved = _reserved(context, plain, words)
    if reserved is not None and not isinstance(reserved, AskWhich | NotUnderstood):
        return reserved
    question = in_hand(context)
    answers = question is not None and not question.kind.of_time
    answers = answers and question is not None and leading(question, words, context.turn.today) is not None
    named = named_questions.by_number(context, words, question) is not None
    return None if answers or named else WordConcern(words)


def _which(plain: str) -> Command | None:
    if plain in ("1", "first", "yes"):
        return ChooseMeaning(command=True)
    if plain in ("2", "second", "no", "evidence", "answer", "what i saw", "keep"):
        return ChooseMeaning(command=False)
    return None


def _mine_or_theirs(context: TurnContext, key: Key, plain: str) -> Command | None:
    draft = context.conversation.drafts.get(key)
    said = set(re.findall(r"[a-z]+", plain))
    if draft is None or not said or not said <= _SETTLING:
        return None
    if said & _DISCARDING:
        return DropDraft(key)
    if "mine" in said or "my" in said:
        return _mine(context, key, draft)
    return DropDraft(key) if said & _THEIRS else None


def _mine(context: TurnContext, key: Key, draft: Draft) -> Command:
    """What was kept, in place of what stands: a grade with its own words, never with somebody else's."""
    question = context.template.by_id[key]
    answer = context.audit.answer(key)
    revision = answer.revision if answer is not None else 0
    if question.evidence is None:
        return SavePage((Given(key, draft.value or None, draft.words or None, revision),))
    if draft.value or answer is None or answer.value is None:
        return SavePage((Given(key, draft.value or None, draft.words, revision),))
    choices = tuple(
        Choice(option.label, (Given(key, option.code, draft.words, revision),))
        for option in context.whole.offered(question)
    )
    why = _(
        "{name_of}: your words came without an answer, and {reads} is {name}'s. Which answer do "
        "they go with?",
        name_of=name_of(question),
        reads=reads(question, answer),
        name=context.name(answer.by),
    )
    return AskMeaning(draft.words, why, (*choices, Choice(_("Leave it as it is for now"), action="leave")))


def _numbers(question: Question) -> tuple[str, str]:
    return question.shown_number.casefold(), question.own_number.casefold()


def _reserved(context: TurnContext, plain: str, words: str) -> Command | None:
    if plain in WORDS:
        return WORDS[plain]
    named = context.template.by_id.get(called(context, plain))
    if named is not None and named.id in context.route and plain in _numbers(named):
        return None if _takes_number(context, plain) else GoTo(named.id)
    if plain == "keep":
        return _kept(context)
    moved = moves.named_move(context, words)
    if moved is not None:
        return moved
    explicit = _EXPLICIT.match(words)
    if explicit:
        return TakeNote(explicit.group(2).strip())
    gone = _GO.match(words)
    place = gone.group(1).strip() if gone else ""
    if place and (names_place(context, place) or target(context, place) or not _takes_words(context)):
        return GoTo(place)
    first = re.match(r"[a-z]+", plain)
    if first and first.group() in STARTS and not _is_day(context, words) and not _is_row(context, words):
        if first.group() not in ("concern", "note") and _is_account(context, words):
            return None
        if _takes_words(context) or first.group() in ("concern", "note"):
            return AskWhich(words, first.group())
        return NotUnderstood(words)
    return None


def _is_day(context: TurnContext, words: str) -> bool:
    """Whether a day is asked for, and `words` are one, or may be either of two ("next Friday")."""
    question = in_hand(context)
    if question is None:
        return False
    asked = cell_asked(context, question).kind if question.kind.in_rows else question.kind
    day = read_date(words, context.turn.today) if asked.of_time else None
    return isinstance(day, date) or (isinstance(day, NoDate) and bool(day.maybe))


def _is_row(context: TurnContext, words: str) -> bool:
    """Whether a row is asked for, and `words` are all of one ("Review the plan; Jo Whitfield; 5 June")."""
    question = in_hand(context)
    return (
        question is not None
        and question.kind.in_rows
        and row_parts.whole_row(context, question, words) is not None
    )


def _is_account(context: TurnContext, words: str) -> bool:
    """Whether a line that begins like a command is long enough for an account of its own."""
    least = max(LEAST_SENTENCE, context.template.evidence_rule.least_words)
    return _takes_words(context) and len(line_of(words).words) >= least and speech(words) is Speech.CONTENT


def _takes_number(context: TurnContext, plain: str) -> bool:
    question = in_hand(context)
    return question is not None and question.kind.takes_number(plain)


def _kept(context: TurnContext) -> Command:
    question = in_hand(context)
    asked = [context.conversation.asked, *([question.id] if question is not None else [])]
    for key in asked:
        if key in context.conversation.challenges:
            return KeepEvidence(key)
        if key in context.conversation.drafts:
            return DropDraft(key)
    return KeepEvidence(next((key for key in context.conversation.challenges if key in context.route), ""))


def _takes_words(context: TurnContext) -> bool:
    question = in_hand(context)
    if question is None:
        return False
    return question.evidence is not None or question.kind.in_rows or speaks_in_words(question)
