"""Text: the auditor's own words."""

from __future__ import annotations

from datetime import date

from template_specs.answer_types.base import AnswerType, Prompt, Refusal, Value, Widget, named
from template_specs.answer_types.parts import Part
from template_specs.sentences import N_, _


class OwnWords(AnswerType):
    """What text and names share: the words are the answer, and nothing is checked but how many there are."""

    bare_label = True
    in_words = True
    keys = frozenset({"limit"})
    conditions = frozenset()

    def read(self, prompt: Prompt, raw: str, today: date) -> Value | Refusal:
        """The words as they are, unless they are too many."""
        if len(raw) > prompt.limit:
            over = len(raw) - prompt.limit
            return Refusal(
                _(
                    "That is {raw:,} characters long and the limit for {named} is {limit:,}. Shorten it by "
                    "{over:,} or more; what you typed is kept.",
                    raw=len(raw),
                    named=named(prompt),
                    limit=prompt.limit,
                    over=over,
                )
            )
        return Value(None, raw)

    def how_to_fill(self, prompt: Prompt) -> str:
        """The column's name says enough."""
        return ""


class Text(OwnWords):
    """Sentences."""

    code = "text"
    widget = Widget.TEXT
    label = N_("Your words")
    free_text = True
    parts = frozenset({Part.OVERVIEW, Part.FAMILY_VIEWS})

    def hint(self, prompt: Prompt, today: date) -> str:
        """Asks for words."""
        return _("Type a few words for {named}.", named=named(prompt))

    def how_to_answer(self, prompt: Prompt) -> str:
        """Asks for words."""
        return _("Type it in your own words.")


TEXT = Text()
