"""What every answer type says about itself: how it is read, shown, asked for, compared, stored and drawn.

A new one is a module beside this one with a subclass of `AnswerType`, and its line in `ANSWER_TYPES`.  All
that other modules need to know of a question's type they ask it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from template_specs.answer_types.parts import Part
from template_specs.options import Option
from template_specs.sentences import N_, _
from template_specs.text import excerpt

SIZES = frozenset({"at_least", "at_most", "above", "below", "between"})
"""The conditions that compare an answer with another of its kind, as more or less."""
DAYS = frozenset({"age", "before", "after", "between", "older", "days", "working_days"})
"""The conditions that look at a day."""

Clear = str | int | bool | tuple[str, ...] | None


@dataclass(frozen=True)
class Value:
    """An answer as it is stored.

    `clear` is a code, an ISO date, a number, a tick or codes; for words it is None and `text` holds them.  An
    identity detail is all in `text` (a date in ISO form, a choice as its code).
    """

    clear: Clear
    text: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why an answer cannot be taken as it is, and what to do, in full sentences for the person."""

    sentence: str
    maybe: tuple[str, ...] = ()
    """Answers that may be meant, each as `read` takes it."""


class Widget(StrEnum):
    """What a card draws for an answer; `bot/cards/inputs.py` has one builder for each except ROWS."""

    TEXT = "text"
    """Several lines, or one where the limit is short."""
    LINE = "line"
    DATE = "date"
    NUMBER = "number"
    TOGGLE = "toggle"
    CHOICE = "choice"
    CHOICES = "choices"
    ROWS = "rows"
    """The rows so far, and a form for one more."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a question and a column have in common: all that an answer type needs from either."""

    name: str
    kind: AnswerType
    options: tuple[Option, ...]
    not_future: bool
    limit: int
    least: int = 0
    most: int = 9999
    decimals: int = 0
    """Places after the point that a number may have."""
    unit: str = ""
    """What a number counts ("%", "days"), shown behind it."""
    anchors: tuple[str, ...] = ()
    """What numbers on the way mean ("1: Poor"), each."""
    not_past: bool = False


class AnswerType:
    """One way to answer a question.  There is one object of each class, compared by identity."""

    code: str
    """What a form's file calls it (`kind: date`); stored in every form's snapshot, so never changed."""
    widget: Widget
    label: str
    """The label of its box on a card."""
    bare_label = False
    """The label adds nothing to a question's name: "Date of birth" needs no "Date" beside it."""
    example = ""
    """The hint in an empty text box."""
    missing = N_("Needs an answer.")
    """What the list of what is missing says of a question that is still open."""
    lacking = "answer"
    """The same in a word or two, after the question's number: "3.4 answer"."""

    in_words = False
    """The answer is somebody's own words: sealed in a passage, where other types keep their evidence."""
    free_text = False
    """Words of any number, which may begin with anything: a figure, or a word that is a command elsewhere."""
    in_rows = False
    """Answered row by row, each row under a key of its own."""
    in_column = True
    """A column of rows can be of this type."""
    grades = False
    """A judgement on a scale, with evidence, indicators and practice standards."""
    on_scale = False
    """One step of an ordered scale, whose steps are also words for how things are."""
    in_figures = False
    """An amount or a day, so two of them in a line may be the ends of a range."""
    of_time = False
    """A day or a length of time, with which an account of what happened may begin as well."""
    summed_up = ""
    """How it stands in the summary where its form says nothing: each "figure", the "count" of each answer in
    a section, or not at all ("")."""
    measure = ""
    """What its answers are compared as: "day", "time", "number", or the steps of a scale ("")."""
    has_options = False
    """Its answers are options, which the form gives unless the type brings its own."""
    takes_several = False
    """Several of its options can be the answer together."""
    off_is_an_answer = False
    """Not touched on a page that is saved, it means no, if an answer is required."""
    untouched = ""
    """What its box on a card sends when nobody has touched it."""
    shows_all_options = False
    """All its options stand open on a card, so a long list takes a page of its own."""

    keys: frozenset[str] = frozenset({"evidence"})
    """The keys of a question that mean something for it, of those that do not for every type."""
    parts: frozenset[Part] = frozenset()
    """The parts in the summary and in reports that it can play."""
    conditions: frozenset[str] = frozenset({"is"})
    """The conditions that can look at it, besides `answered`."""
    options: tuple[Option, ...] = ()
    """What can be chosen where the form does not say."""
    limit = 4000
    """Characters, where the form does not say."""
    most = 10
    """The largest number, where the form does not say; `most_in_column` for a column."""
    most_in_column = 9999

    def read(self, prompt: Prompt, raw: str, today: date) -> Value | Refusal:
        """The answer that `raw` (cleaned, never empty) gives: typed by a person, or sent by a card.

        It reads what it stores, and what it shows, as the same answer again.
        """
        raise NotImplementedError

    def show(self, prompt: Prompt, value: str | int | bool | tuple[str, ...]) -> str:
        """A stored answer as people read it."""
        return str(value)

    def hint(self, prompt: Prompt, today: date) -> str:
        """What to do, at the end of a refusal: one sentence."""
        return self.how_to_answer(prompt)

    def how_to_answer(self, prompt: Prompt) -> str:
        """What to type, in one sentence, for people who are asked in words."""
        raise NotImplementedError

    def how_to_fill(self, prompt: Prompt) -> str:
        """The same for a column of rows; empty where its name says enough."""
        return self.how_to_answer(prompt)

    def begins(self, prompt: Prompt, typed: str, today: date) -> Sequence[tuple[str, int]] | None:
        """The answers that a typed line may begin with, longest first, as (raw value, characters taken).

        None where a line cannot begin with one.
        """
        return None

    def takes_number(self, typed: str) -> bool:
        """Whether "3" or "3.4" may be an answer, and not the number of a question to go to."""
        return self.free_text

    # --- conditions ---------------------------------------------------------------------------------

    def compared(self, value: object) -> object:
        """A stored value as conditions compare it."""
        return value

    def uncompared(self, value: str | int) -> str:
        """What conditions compare with, in words, for telling two versions of a form apart."""
        return str(value)

    def condition_value(self, prompt: Prompt, written: str) -> str:
        """What an `is` in a form's file compares with; empty where no answer can be that."""
        return ""

    def possible(self, prompt: Prompt) -> str:
        """What an `is` may say: one sentence for the form's author."""
        return _("Use `answered`.")

    def size(self, prompt: Prompt, written: str, today: date = date.min) -> str | Refusal:
        """What is written in a form's file to compare with, as `Compared` keeps it; or what to write."""
        return Refusal(_("Use `answered`."))

    def steps(self, prompt: Prompt) -> tuple[str, ...]:
        """The codes of its steps, the last one first, where its answers are compared by these."""
        return ()

    def tried(self, prompt: Prompt, named: Iterable[str | int]) -> list[object]:
        """Enough answers, as conditions compare them, to make any condition over it both true and false.

        `named` is what the conditions over it compare with.
        """
        return [None, "x"]

    def __repr__(self) -> str:
        return f"<answer type {self.code}>"


def named(prompt: Prompt) -> str:
    """What is asked for, in quotes, short enough for a sentence."""
    return f'"{excerpt(prompt.name, 60).rstrip("?. ")}"'


def flat(value: Clear) -> str:
    """A clear value as text that `read` takes: "true" for a tick, codes joined by commas."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, tuple) else str(value)
