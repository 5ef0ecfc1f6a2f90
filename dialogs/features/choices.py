"""What words may have meant, kept with them until the person says which."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dialogs.conversation.context import TurnContext
from dialogs.conversation.given import Choice
from dialogs.conversation.pending import WhichMeaning
from template_specs.kinds import Refusal, read
from template_specs.sentences import N_
from template_specs.text import folded

NOTE = Choice(N_("Keep it as a note"), action="note")
LEAVE = Choice(N_("Leave it out"), action="leave")

WITH_WORDS = N_(", with these words")
"""Ends the name of an answer that takes along what was typed with it."""

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
YES = frozenset(
    {"yes", "y", "ok", "okay", "yep", "yeah", "yes please", "sure", "please do", "👍", "ie", "iawn"}
)
NO = frozenset(
    {"no", "n", "nope", "not yet", "no not yet", "no, not yet", "wait", "cancel", "leave it", "no thanks"}
    | {"na", "nage", "ddim eto", "dim diolch"}
)
_OUTSTANDING = re.compile(r"^(?:what(?: is|'s|s) )?(?:still )?missing$")
_AROUND = re.compile(
    r"^(?:the|it's|its|it’s|it is|that's|thats|that is|number|no\.?|option|choice|yes,?|i meant|i "
    r"mean|as)\s+|\s+(?:one|please|option|choice)$"
)


def choices_of(waiting: WhichMeaning) -> Mapping[str, Choice]:
    """The choices that have not been made yet, by number."""
    return {str(number): choice for number, choice in enumerate(waiting.choices, 1)}


def bare_choice(plain: str) -> str:
    """What is said of a choice without the words around it: "the second one" is "second"."""
    word = plain
    while (shorter := _AROUND.sub("", word)) != word:
        word = shorter
    return word


def picked(context: TurnContext, waiting: WhichMeaning, plain: str) -> str:
    """The number of the choice that `plain` names, by number, place, words or answer; empty if none."""
    choices = choices_of(waiting)
    word = bare_choice(plain)
    if word in choices:
        return word
    if word in _ORDINALS[: len(choices)]:
        return str(_ORDINALS.index(word) + 1)
    doing = [n for n, c in choices.items() if c.action in ("save", "submit", "undo", "concern")]
    if plain in YES and len(doing) == 1:
        return doing[0]
    agreed = [n for n in doing if folded(choices[n].label).startswith("yes,")]
    if plain in YES and len(agreed) == 1:
        return agreed[0]
    if plain in NO:
        return next((n for n, c in choices.items() if c.action in ("leave", "back")), "")
    return _by_words(choices, word) or _by_answer(context, choices, word)


def _by_words(choices: Mapping[str, Choice], word: str) -> str:
    acts = {"note": "note", "evidence": "save", "what i saw": "save", "leave": "leave", "submit": "submit"}
    numbers = [n for n, c in choices.items() if folded(c.label) == word]
    if any(folded(c.label).startswith("outstanding") for c in choices.values()):  # a grade, or still to come
        word = _OUTSTANDING.sub("evidence", word)
    if not numbers and word in acts:
        numbers = [n for n, c in choices.items() if c.action == acts[word]]
        if word in ("evidence", "what i saw"):
            numbers = [n for n in numbers if all(g.value is None for g in choices[n].given)]
    return numbers[0] if len(numbers) == 1 else ""


def _by_answer(context: TurnContext, choices: Mapping[str, Choice], word: str) -> str:
    numbers = []
    for number, choice in choices.items():
        if len(choice.given) != 1 or choice.given[0].value is None:
            continue
        question = context.template.by_id.get(choice.given[0].key)
        if question is None or not question.options:
            continue
        meant = read(question, word, context.turn.today)
        given = read(question, choice.given[0].value, context.turn.today)
        if not isinstance(meant, Refusal) and meant == given:
            numbers.append(number)
    return numbers[0] if len(numbers) == 1 else ""
