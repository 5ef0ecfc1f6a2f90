"""Words that may be an answer, or words to the bot: held and asked about, and saved only on a word.

What cannot be an answer is not saved.  What is shorter than the form's own least number of words is held
until the person says that it is what they saw: most of what people say to the bot is that short.
"""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.audits.route import speaks_in_words
from dialogs.conversation.cells import begun, cell_asked
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.given import Choice, Given
from dialogs.conversation.harm import sentence_of_harm
from dialogs.conversation.pending import WhichMeaning
from dialogs.conversation.worry import sentence_of_worry
from dialogs.features.choices import LEAVE, NOTE
from dialogs.features.clarification import AskMeaning
from dialogs.understanding.speech import Line, Speech, line_of, speech
from dialogs.understanding.standing import added, seen_there
from template_specs.model import NOT_APPLICABLE, Question
from template_specs.sentences import _
from template_specs.text import excerpt, folded

LEAST_EVIDENCE = 4
"""Words: evidence that is shorter is asked about, even where the form is content with less."""
LEAST_WORDS = 4
"""The same for a question that is answered in words."""
LEAST_ROW = 3
"""The same for the first cell of a row."""
LEAST_REASON = 2
"""The same for the reason why something is not applicable."""
_VERBS = frozenset(
    """
    is are was were am be been has have had does did do dont doesnt didnt isnt arent wasnt not should would
    could can cant cannot wont needs said says told
    """.split()  # noqa: SIM905 (a list of words reads better as words)
)
"""Words of an account, which no name and no place has in it."""
MOST_WORRY = 14
"""Words: in a longer line a worry is told with what it rests on."""
A_LINE = 500
"""Characters: a question whose limit is lower asks for a name or a place, and those are short."""


def is_short(context: TurnContext, question: Question, words: str) -> bool:
    """Whether `words` are too few to be taken, unasked, as the answer or the evidence of `question`."""
    count = len(line_of(words).words)
    if sentence_of_harm(words, context.turn.today):
        return False  # nobody says that to a bot
    if question.kind.in_rows:
        first = begun(context, question) is None
        return first and cell_asked(context, question).kind.free_text and count < LEAST_ROW
    if speaks_in_words(question):
        if question.limit <= A_LINE:
            return question.kind.in_words and _tells(context, words)
        return question.kind.free_text and count < LEAST_WORDS
    answer = context.audit.answer(question.id)
    if answer is not None and answer.value == NOT_APPLICABLE:
        return count < LEAST_REASON
    return count < max(LEAST_EVIDENCE, context.template.evidence_rule.least_words)


def _tells(context: TurnContext, words: str) -> bool:
    """Whether `words` tell something, or are a grade, where a name or a place is asked for."""
    grades = {folded(option.label) for scale in context.template.scales.values() for option in scale.options}
    return folded(words).rstrip(".! ") in grades or not _VERBS.isdisjoint(line_of(words).words)


def joined(context: TurnContext, question: Question, words: str) -> str:
    """`words` after the line that is held for the same question: people press Enter in the middle."""
    pending = context.conversation.pending
    if not isinstance(pending, WhichMeaning) or speech(words) is not Speech.CONTENT:
        return words
    mine = any(g.key == question.id and g.value is None and g.words for c in pending.choices for g in c.given)
    alone = len([c for c in pending.choices if c.action == "save"]) == 1
    if not (mine and alone) or speech(pending.text) is not Speech.CONTENT:
        return words
    return f"{pending.text}\n{words}"


def held_evidence(context: TurnContext, question: Question, words: str, seen: int) -> AskMeaning:
    """Ask whether `words` are what was seen."""
    line = line_of(words)
    why = _("{named}: is “{excerpt}” what you saw?", named=_named(question), excerpt=excerpt(words, 60))
    if speech(words) is Speech.TO_BOT:
        why = _(
            "{not_followed} Or is “{excerpt}” what you saw for {named}?",
            not_followed=_not_followed(line),
            excerpt=excerpt(words, 60),
            named=_named(question),
        )
    return AskMeaning(words, why, (seen_there(context, question, words, seen), NOTE, LEAVE))


def held_words(context: TurnContext, question: Question, words: str, given: Given) -> AskMeaning:
    """Ask whether `words` are the answer to a question in words, or the cell of a row."""
    what = _("your answer to {named}", named=_named(question))
    if question.kind.in_rows:
        what = _(
            "the line for “{rstrip}” in {named}",
            rstrip=cell_asked(context, question).label.rstrip("?"),
            named=_named(question),
        )
    why = f"Is “{excerpt(words, 60)}” {what}?"
    if speech(words) is Speech.TO_BOT:
        why = _(
            "{not_followed} Or is “{excerpt}” {what}?",
            not_followed=_not_followed(line_of(words)),
            excerpt=excerpt(words, 60),
            what=what,
        )
    return AskMeaning(words, why, (Choice(_("Yes, save it"), (given,)), LEAVE))


def own_worry(context: TurnContext, question: Question, words: str, keep: Choice) -> AskMeaning | None:
    """Ask whether a short line in which its writer is worried is about the file, or a concern to raise now;
    None for every other line."""
    if len(line_of(words).words) > MOST_WORRY or not sentence_of_worry(words):
        return None
    if sentence_of_harm(words, context.turn.today):
        return None  # saved, and answered with an offer
    why = _(
        "{named}: is “{excerpt}” what the file shows, or are you worried now?",
        named=_named(question),
        excerpt=excerpt(words, 60),
    )
    return AskMeaning(words, why, (keep, Choice(_("Raise a concern"), action="concern"), NOTE, LEAVE))


def evidence_of(context: TurnContext, question: Question, words: str, seen: int) -> Given | AskMeaning:
    """`words` without a grade as evidence of `question`, or the question whether they are."""
    whole = joined(context, question, words)
    worried = own_worry(context, question, whole, seen_there(context, question, whole, seen))
    if worried is not None:
        return worried
    if speech(words) is not Speech.CONTENT or is_short(context, question, whole):
        return held_evidence(context, question, whole, seen)
    return Given(question.id, None, added(context, question, whole, seen), seen)


def _not_followed(line: Line) -> str:
    if line.marked:
        return _("I cannot answer that here: type help for what you can ask.")
    return _("If that was for me, type help for what I can do.")


def _named(question: Question) -> str:
    return name_of(question).rstrip("?. ")


def has_verb(words: Iterable[str]) -> bool:
    """Whether any of `words` is one that an account has, and no name."""
    return not _VERBS.isdisjoint(words)
