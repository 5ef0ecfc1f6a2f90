"""An answer that points at another one: "same as 1.1", "ditto", "as above", "agree with the auditor".

Nothing is copied unasked: what stands there is shown, and offered for the question in hand.
"""

# ruff: noqa: E501 (a pattern that is cut anew at each change is harder to read than a long line)
from __future__ import annotations

import re

from dialogs.audits.audit import Answer
from dialogs.audits.route import speaks_in_words
from dialogs.conversation.cells import begun, cell_asked, cells_of
from dialogs.conversation.cells import shown as cell_shown
from dialogs.conversation.context import TurnContext, name_of, reads
from dialogs.conversation.given import Choice, Given
from dialogs.features.choices import LEAVE
from dialogs.features.clarification import AskMeaning
from dialogs.understanding.speech import line_of
from dialogs.understanding.standing import added, seen_revision, seen_there, short_name, value_of
from template_specs.answer_types import flat
from template_specs.kinds import Refusal, label, read
from template_specs.model import Question
from template_specs.sentences import _
from template_specs.text import excerpt, folded

_THING = r"(?:answer|grade|score|words|evidence|one|thing|date|day|person|worker|people|again|here|really|too|please|comment|comments|applies|for (?:this|that|this one|that one))"
_TO = r"(?:as|to|from|with|at|in|for|per|on|see|the|my|question|section|q|what is in)"
_BACK = r"(?:above|before|previous|previously|last|earlier|prior)(?: (?:one|question|answer|time|row|line|action))?"
_SAME = re.compile(
    rf"^(?:(?:its|it is|thats|that is|all|exactly|much|the|just|again|pretty much|oh|ok|and|yes|no) )*"
    rf"(?:same(?: {_THING})*|ditto|idem|likewise|snap|copy|as(?= (?:{_BACK}|per|for|at|in|stated|\d))|see(?= (?:{_BACK}|the {_BACK}|my {_BACK}|q?\d|question \d)))"
    rf"(?: {_TO})*(?: (?P<ref>{_BACK}|[a-z]{{0,2}}\d+[a-z]?(?:\.\w+)*|(?:[a-z]+ ?){{1,6}}))?(?: {_THING})*$"
)
_AGREED = re.compile(
    r"^(?:(?:i|we|yes|ok|would|id|fully|happy to) )*(?:agree|agreed|concur|no change|unchanged|same|the same|same again|stet|stands|confirm|confirmed|uphold|upheld)"
    r"(?: (?:with|as|to|from))*(?: (?:that|this|the|auditor|auditors|auditors grade|their|grade|given|his|her|theirs|it|amara|sam))*$"
)
"""For whoever gives a grade after somebody else."""
MOST_BACK = 12
"""Questions before the one in hand that "as above" may mean."""
_POINTED = re.compile(rf"^(?:{_BACK}|)$")


def pointed(context: TurnContext, place: Question, words: str) -> AskMeaning | None:
    """The question whether what stands elsewhere is the answer here too; None where `words` do not point."""
    plain = line_of(words).plain
    earlier = _graded_before(context, place)
    agreed = earlier is not None and _AGREED.match(plain)
    same = _SAME.match(plain)
    if not agreed and same is None:
        return None
    if place.kind.in_rows:
        return _cell_before(context, place, words)
    said = (same["ref"] or "").strip() if same is not None else ""
    if agreed or _POINTED.match(said):
        other = earlier or _before(context, place)
    else:
        other = _named(context, place, said)
    if other is None:
        return None
    answer = context.audit.answer(other.id)
    named, shown = name_of(other).rstrip("?. "), name_of(place).rstrip("?. ")
    if answer is None or not (reads(other, answer) or _text(answer)):
        why = _("{shown}: {named} is not answered yet.", shown=shown, named=named)
        return AskMeaning(words, why, (*_as_typed(context, place, words), LEAVE))
    choices = _offered(context, place, other, answer)
    stands = excerpt(reads(other, answer) or _text(answer), 80)
    if not choices:
        why = _(
            "{shown}: {named} is “{stands}”, and that is no answer here.",
            shown=shown,
            named=named,
            stands=stands,
        )
    else:
        why = _("{shown}: {named} is “{stands}”. Is it that?", shown=shown, named=named, stands=stands)
    return AskMeaning(words, why, (*choices, *_as_typed(context, place, words), LEAVE))


def _named(context: TurnContext, place: Question, said: str) -> Question | None:
    """The question that is pointed at by number or name; None where that is none."""
    numbered = context.template.called.get(said, "")
    if numbered in context.route and numbered != place.id:
        return context.template.by_id[numbered]
    wanted = set(said.split()) - {"the", "of", "a", "for"}
    if not wanted or max(map(len, wanted)) < 4:
        return None
    holding = [
        q
        for q in context.route.questions
        if q.id != place.id and wanted <= set(line_of(folded(q.name)).words)
    ]
    return holding[0] if len(holding) == 1 else None


def _before(context: TurnContext, place: Question) -> Question | None:
    """What was answered last, else the nearest question before this one, whose answer can be one here."""
    ids = [question.id for question in context.route.questions]
    earlier = context.route.questions[: ids.index(place.id)] if place.id in ids else ()
    last = context.template.by_id.get(context.conversation.answered)
    asked = [last] if last is not None and last.id != place.id and last.id in context.route else []
    for question in (*asked, *reversed(earlier[-MOST_BACK:])):
        answer = context.audit.answer(question.id)
        if answer is not None and _offered(context, place, question, answer):
            return question
    return None


def _graded_before(context: TurnContext, place: Question) -> Question | None:
    """The question whose grade `place` is given after, by somebody else."""
    return context.template.by_id.get(place.final_of) if place.final_of else None


def _offered(context: TurnContext, place: Question, other: Question, answer: Answer) -> tuple[Choice, ...]:
    seen, text = seen_revision(context, place), _text(answer)
    if other.identity or other.prefill:
        text = text if speaks_in_words(place) else ""  # "the same" is no name and no reference
    there = short_name(other)
    if speaks_in_words(place):
        raw = text if speaks_in_words(other) or not place.kind.in_words else ""
        fits = raw and not isinstance(read(place, raw, context.turn.today), Refusal)
        words = Choice(_("The same words as {there}", there=there), (Given(place.id, raw, None, seen),))
        return (words,) if fits else ()
    choices = []
    value = value_of(context, other)
    raw = text if speaks_in_words(other) or value is None else flat(value)
    outcome = read(place, raw, context.turn.today) if raw else Refusal("")
    if not isinstance(outcome, Refusal) and outcome.clear != value_of(context, place):
        said = label(place, outcome.clear)
        choices.append(
            Choice(_("{said}, as at {there}", said=said, there=there), (Given(place.id, raw, None, seen),))
        )
        if place.evidence is not None and text and not speaks_in_words(other):
            both = Given(place.id, raw, text, seen)
            choices.append(Choice(_("{said}, with the same words", said=said), (both,)))
    elif place.evidence is not None and text:
        more = Given(place.id, None, added(context, place, text, seen), seen)
        choices.append(Choice(_("The same words as {there}", there=there), (more,)))
    return tuple(choices)


def _as_typed(context: TurnContext, place: Question, words: str) -> tuple[Choice, ...]:
    """`words` as they are: a note of what was seen, or the answer to a question of words."""
    seen = seen_revision(context, place)
    if place.evidence is not None:
        return (seen_there(context, place, words, seen),)
    if place.kind.in_words:
        return (Choice(_("Save it as I typed it"), (Given(place.id, words, None, seen),)),)
    return ()


def _cell_before(context: TurnContext, place: Question, words: str) -> AskMeaning | None:
    """What the row before has in the column that is asked for."""
    rows = context.audit.rows.get(place.id, ())
    if begun(context, place) is None or not rows:
        return None
    column = cell_asked(context, place)
    stands = cells_of(rows[-1]).get(column.id, "")
    if not stands:
        return None
    asked = column.label.rstrip("?")
    why = _("{asked}: “{shown}”, as in the row before?", asked=asked, shown=cell_shown(column, stands))
    return AskMeaning(words, why, (Choice(_("Yes, save it"), (Given(place.id, stands),)), LEAVE))


def _text(answer: Answer) -> str:
    return answer.passage.text if answer.passage is not None else ""
