"""Words that nearly answer a question: a slip of the keyboard, a day without its year, one figure in a line.

Nothing is taken for an answer here: the one that may be meant is offered, and the words are kept meanwhile.
"""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.given import Choice, Given
from dialogs.features.choices import LEAVE, WITH_WORDS
from dialogs.features.clarification import AskMeaning
from dialogs.understanding.speech import Speech, asks, line_of, speech
from dialogs.understanding.standing import added, seen_there
from template_specs.dates import dates_in
from template_specs.kinds import Refusal, beginning, label, read
from template_specs.model import NOT_APPLICABLE, Option, Question
from template_specs.options import names
from template_specs.sentences import _
from template_specs.text import excerpt, folded, listed

MOST = 4
"""Words: a longer line is no slip for an option."""
CLOSE = 72.0
"""How alike two words must be, out of 100, to be taken for a slip of each other."""
LONGEST = 24
"""Words: a longer line is an account, whatever day or figure is in it."""
MOST_PARTS = 4
"""Options that are offered at once."""
_SMALL = frozenset(
    {
        "a",
        "an",
        "the",
        "i",
        "think",
        "its",
        "it",
        "is",
        "not",
        "sure",
        "full",
        "on",
        "of",
        "and",
        "or",
        "now",
        "was",
    }
)
_MARK = re.compile(r"\s*[–—:.]\s+|\s+-+\s*|-+\s+")
_SPOKEN_MARK = re.compile(
    r"^(?P<head>.{1,40}?)[,.]? (?:dash|hyphen|colon|full stop|comma|semi ?colon) (?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
"""A mark that was spoken for dictation, and not turned into one."""
_FIGURE = re.compile(r"(?<![\w./-])[0-9]{1,3}(?![\w./-]|\.[0-9])")
_IN_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def answer(context: TurnContext, question: Question, words: str, seen: int) -> AskMeaning | None:
    """The question which of these answers is meant; None where nothing is near."""
    line = line_of(words)
    if not line.words or len(line.words) > LONGEST or speech(words) is Speech.TALK or asks(line):
        return None
    if question.kind.of_time:
        return _day(context, question, words, seen)
    if question.kind.in_figures:
        return _figure(context, question, words, seen)
    if question.kind.has_options and not question.kind.shows_all_options:
        before_dash = _before_dash(context, question, words, seen)
        if before_dash is not None:
            return before_dash
    if question.kind.has_options and not question.kind.shows_all_options and len(line.words) <= MOST:
        option = _slip(question, words)
        if option is not None:
            why = _(
                "I do not know “{excerpt}”. Did you mean {label}?",
                excerpt=excerpt(words, 40),
                label=option.label,
            )
            return _ask(context, question, words, (option.code,), seen, why)
        parts = _in_part(context, question, words)
        if parts:
            shown = listed((option.label for option in parts), _("or"))
            why = _("Is the answer {shown}?", shown=shown)
            if len(parts) > 1:
                why = _("Which is it: {shown}?", shown=shown)
            return _ask(context, question, words, tuple(option.code for option in parts), seen, why)
    return None


def _before_dash(context: TurnContext, question: Question, words: str, seen: int) -> AskMeaning | None:
    """A slip for an option before a dash, a colon or a stop, or an option before a dash that was dictated:
    with what follows it."""
    head, rest = "", ""
    dictated = _SPOKEN_MARK.match(words)
    if dictated is not None:
        head, rest = dictated["head"], dictated["rest"]
        begun = beginning(question, head, context.turn.today)
        option = next((o for o in question.options if begun is not None and o.code == begun.value), None)
        option = option if begun is not None and not begun.rest else None
    else:
        mark = _MARK.search(words)
        head, rest = (words[: mark.start()], words[mark.end() :]) if mark is not None else ("", "")
        slipped = 0 < len(line_of(head).words) <= 2 and len(line_of(rest).words) > 1
        option = _slip(question, head) if slipped else None
    if option is None or question.evidence is None:
        return None
    why = _("Did you mean {label}?", label=option.label)
    told = added(context, question, rest.strip(), seen)
    choice = Choice(f"{option.label}{WITH_WORDS}", (Given(question.id, option.code, told, seen),))
    shown = name_of(question).rstrip("?. ")
    return AskMeaning(words, f"{shown}: {why}", (choice, seen_there(context, question, words, seen), LEAVE))


def _in_part(context: TurnContext, question: Question, words: str) -> tuple[Option, ...]:
    """The options whose name has all of `words` in it, or is itself among them; none where they are many."""
    said = set(folded(words).split()) - _SMALL
    if not said or max(map(len, said)) < 2 or question.kind.on_scale:
        return ()
    offered = [o for o in context.whole.offered(question) if o.code not in (NOT_APPLICABLE, "yes", "no")]
    named = {o.code: [set(folded(name).split()) for name in (o.label, *names(o))] for o in offered}
    holding = [o for o in offered if any(said <= words_of for words_of in named[o.code])]
    within = [o for o in offered if any(words_of <= said for words_of in named[o.code] if words_of)]
    parts = holding or within
    return tuple(parts) if len(parts) <= MOST_PARTS else ()


def _day(context: TurnContext, question: Question, words: str, seen: int) -> AskMeaning | None:
    today = context.turn.today
    outcome = read(question, words, today)
    if isinstance(outcome, Refusal) and outcome.maybe:
        which = _(" or ").join(label(question, day) for day in outcome.maybe)
        why = _("Is that {which}? Type the whole date if it is another day.", which=which)
        return _ask(context, question, words, outcome.maybe, seen, why)
    days = tuple(day.isoformat() for day in dates_in(words, today))
    if not 0 < len(days) <= 2 or any(isinstance(read(question, day, today), Refusal) for day in days):
        return None
    which = _(" or ").join(label(question, day) for day in days)
    return _ask(context, question, words, days, seen, _("Is the date {which}?", which=which))


def _figure(context: TurnContext, question: Question, words: str, seen: int) -> AskMeaning | None:
    said = [w.removesuffix("ish") for w in line_of(words).words]
    figures = [str(_IN_WORDS.index(w)) if w in _IN_WORDS else w for w in said]
    numbers = list(dict.fromkeys(f for f in figures if f.isdigit() and len(f) <= 3))
    fits = [f for f in numbers if not isinstance(read(question, f, context.turn.today), Refusal)]
    if not 0 < len(fits) <= 3 or len(fits) < len(numbers) or len(words) < 2:
        return None
    which = _(" or ").join(fits)
    return _ask(
        context,
        question,
        words,
        tuple(fits),
        seen,
        _("Is it {which}?", which=which) if len(fits) == 1 else _("Which is it: {which}?", which=which),
    )


def _slip(question: Question, words: str) -> Option | None:
    """The one option that a slip was meant to be.  "Adequate" is none for "Inadequate"."""
    typed = re.sub(r"^(?:yes|no|its|it is|it's|i think|say|grade)\W+", "", folded(words))
    best: list[tuple[float, Option]] = []
    for option in question.options:
        if option.code == NOT_APPLICABLE:
            continue
        known = [folded(name) for name in names(option) if len(name) > 2]
        likeness = max((fuzz.ratio(typed, name) for name in known), default=0.0)
        if len(typed) > 1 and any(_bones(typed) == _bones(name) for name in known):
            likeness = max(likeness, 90.0)  # "gud"
        opposite = folded(option.label).endswith(typed) or typed.startswith(("not ", "no ", "un", "in"))
        same_start = folded(option.label)[:2] == typed[:2]
        if likeness >= CLOSE and (not opposite or same_start):
            best.append((likeness, option))
    best.sort(key=lambda pair: pair[0], reverse=True)
    if not best or (len(best) > 1 and best[0][0] - best[1][0] < 8):
        return None
    return best[0][1]


def _bones(word: str) -> str:
    return re.sub(r"[aeiou\s]|(.)(?=\1)", "", word)


def _ask(
    context: TurnContext, question: Question, words: str, values: tuple[str, ...], seen: int, why: str
) -> AskMeaning:
    boxed = question.evidence is not None and len(line_of(words).words) > MOST
    told = added(context, question, words, seen) if boxed else None
    choices = [
        Choice(
            f"{label(question, _clear(value))}{WITH_WORDS if boxed else ''}",
            (Given(question.id, value, told, seen),),
        )
        for value in values
    ]
    if boxed:
        choices.append(seen_there(context, question, words, seen))
    return AskMeaning(words, f"{name_of(question).rstrip('?. ')}: {why}", (*choices, LEAVE))


def _clear(value: str) -> str | int:
    return int(value) if value.isdigit() else value
