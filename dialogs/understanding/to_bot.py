"""Words to the bot: a command as people word it, a question, or small talk; everything else is meant for the
audit."""

# ruff: noqa: E501 (a pattern that is cut anew at each change is harder to read than a long line)
from __future__ import annotations

import re

from dialogs.audits.route import speaks_in_words
from dialogs.conversation.cells import begun, cell_asked
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.position import in_hand
from dialogs.features.enquiries import Topic
from dialogs.features.picking import LeaveAnswer
from dialogs.features.save_page import KeepEvidence
from dialogs.features.small_talk import SmallTalk, Tone
from dialogs.understanding import (
    corrections,
    doubts,
    named_questions,
    questions,
    requests,
    row_parts,
    row_words,
    same_as,
)
from dialogs.understanding.meaning import is_plain_answer
from dialogs.understanding.speech import MOST_TO_BOT, Speech, asks, is_away, line_of, speech, tone
from dialogs.understanding.standing import is_answer
from template_specs.kinds import Value, read_cell
from template_specs.model import Question

MOST_SURE = 8
"""Words: thanks and the like that are longer may have something else in them, and are asked about."""
MOST_WORDS_OF_TALK = 2
"""Words: a longer nod may be an answer in words ("yes all good"), so it is asked about."""

_KEEP = re.compile(
    r"^(?:(?:please |just |ok |no |yes |can you |i will |ill |lets |i would |id )*(?:leave|keep|let)(?: (?:it|that|this|be|them|what is there))*"
    r"(?: (?:as (?:it|that|they) (?:is|are|was|stands)|as is|like that|there|so|at that|alone|be|please|then|now|for now))*"
    r"|(?:i have |ive |there is |theres |got )?(?:nothing|no|not|none) ?(?:more|else|further|other)?(?: (?:to add|evidence|info|information|detail|"
    r"details|words))*(?: (?:from me|here|really|to say|on this|on file|for this|for now|at this stage))*"
    r"|(?:thats|that is) (?:all|it|enough|everything|fine|me)(?: (?:i have|ive got|i saw|there is|i can (?:say|add|see)|i know|really|from me|for (?:this|that)|i found|on file|there))*"
    r"|(?:its|it is) (?:fine|enough|ok|okay|good enough)(?: as it is| like that)?|(?:happy|fine|ok|good) (?:as it is|with that|with it|as is)|(?:no|nope) (?:thats|that is) (?:it|all|fine|everything|the lot)(?: thanks)?"
    r"|good enough|enough|skip adding|no change|no changes|as it is|as is|stet)$"
)
_STAY = re.compile(
    r"^(?:(?:its |it is |thats |im |all )?(?:fine|ok|okay|happy|right|correct) as (?:is|it is|they are)(?: now)?|(?:please |just |ok |no |yes )*(?:leave|keep)(?: (?:it|that|this|them))?(?: (?:as (?:it|that|they) (?:is|are|was|stands)|as is|like that|the same|alone|unchanged))*"
    r"|(?:no|same|nothing) (?:change|changes|to change|again|as before|as it is)(?: (?:here|needed|to (?:this|that|it)))?|same|the same|unchanged|still the same|stays?(?: as it is| the same)?|as (?:it is|before|is)"
    r"|(?:its|it is|thats|that is) (?:still )?(?:right|correct|fine|ok|okay)(?: as it is)?)$"
)


_SAYS_NOT_WHICH = re.compile(r"\b(?:wrong|ignore|disregard|forget|else|meant for)\b")
"""Something went wrong, and perhaps only the message just sent: how to take a save back is told, none is."""


def said_to_bot(context: TurnContext, words: str) -> Command | None:
    """The command or reply that `words` to the bot get; None where they are meant for the audit."""
    line = line_of(words)
    if len(line.words) > MOST_TO_BOT and not line.marked:
        return None
    place = in_hand(context)
    if place is not None and _is_for(context, place, words):
        return None
    if named_questions.by_number(context, words, place) is not None:
        return requests.both_wished(context, words)
    staying = _stays(context, place, line.plain)
    if staying is not None:
        return staying
    pointed = same_as.pointed(context, place, words) if place is not None else None
    if pointed is not None:
        return pointed
    if place is not None and place.kind.in_rows:
        about_rows = row_words.in_rows(context, place, words)
        if about_rows is not None:
            return about_rows
    changed = corrections.corrected(context, words)
    if changed is not None:
        return changed
    wished = requests.wished(context, words)
    if wished is not None:
        return wished
    what = speech(words)
    if what is Speech.TO_BOT:
        in_rows = place is not None and place.kind.in_rows
        asked = None if in_rows and not row_words.asks_bot(words) else questions.asked(context, words)
        undoes = asked is not None and asked.topic is Topic.UNDO and not asks(line)
        if undoes and line.plain != "undo" and not _SAYS_NOT_WHICH.search(line.plain):
            return context.doors.reads_word(context, "undo")  # the same, however it is worded
        return asked
    if what is Speech.TALK and (place is None or is_away(line) or not _may_answer(place, words)):
        return SmallTalk(tone(words))
    return None


def _is_for(context: TurnContext, place: Question, words: str) -> bool:
    """Whether `words` begin with an answer to the question in hand, or are nothing but one."""
    if is_plain_answer(context, words):
        return True
    if place.kind.in_rows:
        return _is_cell(context, place, words) or row_parts.whole_row(context, place, words) is not None
    if speaks_in_words(place):
        return False
    return is_answer(context, place, words)


def _is_cell(context: TurnContext, place: Question, words: str) -> bool:
    """Whether `words` are what the next column of a row under way takes: its "no" is no nod."""
    column = cell_asked(context, place)
    if column.kind.in_words or begun(context, place) is None:
        return False
    return isinstance(read_cell(column, words, context.turn.today), Value)


def _may_answer(place: Question, words: str) -> bool:
    """A nod of several words, which may be an answer in words, or what was seen; or one that names an option
    of the question."""
    said = tone(words)
    if said in (Tone.NOD, Tone.UNSURE) and len(line_of(words).words) > 1 and doubts.names_any(place, words):
        return True
    short = len(line_of(words).words)
    if said in (Tone.THANKS, Tone.GREETING, Tone.PARTING, Tone.WAITING, Tone.SORRY):
        return short > MOST_SURE
    if place.kind.in_rows or speaks_in_words(place):
        return short > MOST_WORDS_OF_TALK - 1
    return short > MOST_WORDS_OF_TALK and said is Tone.NOD


def _stays(context: TurnContext, place: Question | None, plain: str) -> Command | None:
    """Leave it as it is: thin evidence that was asked about, or an answer that was gone back to."""
    if place is None or context.conversation.asked != place.id:
        return None
    why = context.conversation.challenges.get(place.id)
    if why is not None and _KEEP.match(plain) and (why != "none" or plain.startswith(("leave", "keep"))):
        return KeepEvidence(place.id)
    answered = context.audit.answer(place.id) is not None and why is None
    return LeaveAnswer(place.id) if answered and not place.kind.in_rows and _STAY.match(plain) else None
