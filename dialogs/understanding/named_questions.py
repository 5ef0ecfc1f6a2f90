"""Which question a message names, by number or by name, and where in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.audits.route import speaks_in_words
from dialogs.conversation.context import TurnContext
from dialogs.conversation.position import about_row, called
from dialogs.understanding.doubts import unwrapped
from template_specs.dates import leading_date
from template_specs.kinds import beginning
from template_specs.model import Question
from template_specs.text import folded

LONGEST_NAME = 90
"""Characters: a question's name at the beginning of a line is no longer than this."""

_NUMBER = re.compile(
    r"(?P<word>(?:question|qu|q|no|number|item)\.?\s*|#\s*)?(?P<id>[a-z]{0,2}\d+[a-z]?(?:\.\w+)*)(?!\w)"
    r"(?P<mark>\s*[.):=–—-]+|\s+is\b)?\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_WITHIN = re.compile(
    r"(?:^|(?<=[\s;,.(]))(?:(?:question|q)\.?\s*)?(?P<id>[a-z]{0,2}\d+[a-z]?(?:\.(?:\d+[a-z]?|[a-z]))*)(?=\s*[.):=–—-]|\s|$)",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"^[a-z]|\d[a-z]", re.IGNORECASE)
"""Numbers such as A1 and 5a.1, which only a form that has them makes numbers."""
_HEAD = re.compile(r"\s*[:–—]\s+|\s+-+\s+|\s*:\s*\n")


@dataclass(frozen=True, slots=True)
class Named:
    """What a line says of which question."""

    id: str
    question: Question | None
    """None where no such question is asked in this audit."""
    rest: str
    sure: bool = True
    """False: it may only look like a name."""


def by_number(context: TurnContext, words: str, place: Question | None) -> Named | None:
    """The question whose number `words` begin with; None where they begin with none.

    "2.5 years on a plan" names nothing where there is no question 2.5, and may name it where there is one.
    """
    for line in _lines(words):
        if line != words and place is not None and _opens_here(context, place, words):
            break  # "yes 1.2 good": the yes is for the question in hand
        numbered = _NUMBER.match(line)
        if numbered is None:
            continue
        typed, rest = numbered["id"].lower(), numbered["rest"].strip()
        id, about = about_row(context, called(context, typed) or typed, rest)
        named_row, rest = about != rest, about
        if not _is_number(typed) or (_LETTERED.search(typed) and id not in context.template.by_id):
            continue  # "3 of them", "4x4": no number of a question's
        marked = bool(numbered["mark"] or numbered["word"] or named_row)
        if id in context.route:
            question = context.template.by_id[id]
            return Named(id, question, rest, marked or _answers(context, question, rest)) if rest else None
        if id in context.template.by_id:
            return Named(id, None, rest, marked)
        # A date, a time or a length of time: only what is marked, or answered, as a question is one.
        if leading_date(line) or not rest:
            return None
        told = place is not None and not speaks_in_words(place) and _answers(context, place, rest)
        if numbered["word"] or told or (marked and numbered["mark"].strip()[:1] in (")", ":")):
            return Named(id, None, rest, sure=bool(numbered["word"]) or told)
    return None


def by_name(context: TurnContext, words: str, place: Question | None) -> tuple[Named, ...]:
    """The questions whose name stands before a colon or dash at the beginning of `words`."""
    mark = _HEAD.search(words[: LONGEST_NAME + 5])
    if mark is None or mark.start() == 0:
        return ()
    head, rest = folded(words[: mark.start()]), words[mark.end() :].strip()
    if not rest or len(head) < 4:
        return ()
    if place is not None and beginning(place, words, context.turn.today) is not None:
        return ()
    whole = [q for q in context.route.questions if head in (folded(q.name), folded(q.text))]
    if len(whole) == 1:
        return (Named(whole[0].id, whole[0], rest),)
    if place is not None and folded(place.name).startswith(head):
        return ()
    near = whole or [q for q in context.route.questions if f"{folded(q.name)} ".startswith(f"{head} ")]
    return tuple(Named(q.id, q, rest, sure=False) for q in near[:3])


def parts(
    context: TurnContext, words: str, place: Question | None = None
) -> tuple[tuple[Question | None, str, bool], ...]:
    """A message cut where it names questions: (question, its words, whether the name begins a line).

    The question of what stands before the first name is None, as that is for `place`, the one in hand.  Empty
    where fewer than two questions are answered: "see 1.3" refers to a question, and answers none.
    """
    named = []
    for hit in _WITHIN.finditer(words):
        question = _numbered(context, hit["id"])
        if question is None:
            continue
        begins = not words[: hit.start()].rpartition("\n")[2].strip(" \t-•*")
        named.append((hit, question, begins))
    if not named:
        return ()
    ends = [hit.start() for hit, _, _ in named[1:]] + [len(words)]
    cut: list[tuple[Question | None, str, bool]] = []
    for (hit, question, begins), end in zip(named, ends, strict=True):
        told = re.sub(r"^\s*(?:[.):=–—-]+|is\b)?\s*", "", words[hit.end() : end]).strip(" \n;,")
        cut.append((question, told, begins))
    answered = {
        q.id for q, told, begins in cut if q is not None and told and (begins or _opens(context, q, told))
    }
    opens = place is not None and place.id not in answered and _opens_here(context, place, words)
    begins_line = named[0][0].start() > 0 and any(begins for _, _, begins in cut)
    if len(answered) < 2 and not (answered and (begins_line or opens)):
        return ()
    before = words[: named[0][0].start()].strip(" \n;,")
    kept = before and (opens or unwrapped(before).words.strip())
    return ((None, before, True), *cut) if kept else tuple(cut)


def mentions(context: TurnContext, words: str, place: Question) -> Question | None:
    """The other question that a short line speaks of by number ("that was for 1.1")."""
    for hit in _WITHIN.finditer(words):
        question = _numbered(context, hit["id"])
        if question is not None and question.id != place.id:
            return question
    return None


def _numbered(context: TurnContext, typed: str) -> Question | None:
    """The question on this person's route that has the number `typed`; a bare figure is no number here."""
    id = called(context, typed)
    return context.template.by_id[id] if id in context.route and _is_number(typed) else None


def _is_number(typed: str) -> bool:
    return "." in typed or _LETTERED.search(typed) is not None


def _opens_here(context: TurnContext, place: Question, words: str) -> bool:
    """Whether `words` open with a yes or no that `place` takes, before they name another question."""
    if speaks_in_words(place) or place.kind.in_rows or value_here(context, place):
        return False
    opening = beginning(place, words, context.turn.today, loose=True)
    return opening is not None and opening.value in ("yes", "no") and bool(opening.rest)


def value_here(context: TurnContext, place: Question) -> bool:
    """Whether `place` has an answer already: then a "no" before a number takes something back."""
    answer = context.audit.answer(place.id)
    return answer is not None and answer.value is not None


def _answers(context: TurnContext, question: Question, rest: str) -> bool:
    if speaks_in_words(question):
        return False
    return any(beginning(question, line, context.turn.today) for line in _lines(rest))


def _opens(context: TurnContext, question: Question, told: str) -> bool:
    return any(beginning(question, line, context.turn.today, loose=True) for line in _lines(told))


def _lines(words: str) -> Iterator[str]:
    """`words` as they are; then, for whoever has not found an answer in them, without what is around one."""
    yield words
    yield unwrapped(words).words
