"""Where a note is offered: at the questions whose words it shares most of."""

from __future__ import annotations

import re
from functools import lru_cache

from dialogs.audits.audit import Note
from dialogs.conversation.context import TurnContext
from dialogs.conversation.gate import theirs_to_settle
from dialogs.conversation.views import NoteView
from template_specs.model import Part, Question, Template

MOST_PLACES = 3
"""Questions that one note is offered at: the ones it fits best."""

_COMMON = frozenset(
    """
    about after again all also and any are because been before being but can case child children did
    does done each evidence file for from good had has have her him his how include including into its
    made more most not note now off only other our out over recorded same seen she should since some
    such than that the their them then there these they this those through too under very was well were
    what when where which while who why will with would you your extent quality last
    """.split()  # noqa: SIM905 (a list of words reads better as words)
)


def offered(context: TurnContext, question: Question) -> tuple[NoteView, ...]:
    """The kept notes that fit `question`."""
    return tuple(
        NoteView(note.id, context.name(note.by), note.passage)
        for note in context.audit.notes
        if not note.settled and theirs_to_settle(context, note) and question.id in _places(context, note)
    )


def places_for(template: Template, words: str) -> tuple[Question, ...]:
    """The questions that `words` fit best, best first; none where nothing is shared."""
    told = _stems(words)
    scored = []
    for position, question in enumerate(template.questions):
        if not takes_words(question):
            continue
        shared = told & (_stems(question.text) | _stems(question.short))
        if shared:
            score = 2 * len(shared) + len(told & _stems(_around(template, question)))
            scored.append((-score, position, question))
    scored.sort(key=lambda entry: entry[:2])
    return tuple(question for _, _, question in scored[:MOST_PLACES])


def _places(context: TurnContext, note: Note) -> frozenset[str]:
    fitting = [q.id for q in places_for(context.template, note.passage.text) if q.id in context.route]
    if fitting:
        return frozenset(fitting)
    return frozenset(q.id for q in context.template.with_part(Part.OVERVIEW))


def takes_words(question: Question) -> bool:
    """Whether a note can be kept at `question`: it has a box for words."""
    return question.evidence is not None or (question.kind.free_text and not question.identity)


def _around(template: Template, question: Question) -> str:
    lines = [question.help]
    for name in question.indicators:
        indicators = template.indicators.get(name)
        lines += [indicators.subject] if indicators is not None else []
    return " ".join(lines)


# Each of hundreds of notes is compared with each question, on every card: their words are taken apart once.
@lru_cache(maxsize=2_000)
def _stems(text: str) -> frozenset[str]:
    words = re.findall(r"[^\W\d_]{3,}", text.lower())
    return frozenset(_stem(w) for w in words if w not in _COMMON)


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
