"""What grades, choices, yes or no and Likert scales share: one option of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache

from template_specs.answer_types.base import AnswerType, Prompt, Refusal, Value, Widget, named
from template_specs.options import (
    NOT_APPLICABLE,
    Option,
    label_of,
    match,
    match_exactly,
    names,
    typed_exactly,
)
from template_specs.sentences import N_, _
from template_specs.text import excerpt, folded, listed, nearest

_ABSENT = Option(NOT_APPLICABLE, "Not applicable")


class OneOption(AnswerType):
    """One of the options that the form gives, by label, code, synonym or the label's beginning."""

    widget = Widget.CHOICE
    label = N_("Answer")
    bare_label = True
    has_options = True

    def read(self, prompt: Prompt, raw: str, today: date) -> Value | Refusal:
        """The code of the option that `raw` names."""
        option = match(prompt.options, raw)
        return Value(option.code) if option else no_such_option(prompt, raw)

    def show(self, prompt: Prompt, value: str | int | bool | tuple[str, ...]) -> str:
        """The option's label."""
        return label_of(prompt.options, str(value))

    def hint(self, prompt: Prompt, today: date) -> str:
        """Names the options."""
        return _(
            "Choose for {named}: {listed}.",
            named=named(prompt),
            listed=listed(option.label for option in prompt.options),
        )

    def how_to_answer(self, prompt: Prompt) -> str:
        """Names the options."""
        return either(prompt.options)

    def begins(self, prompt: Prompt, typed: str, today: date) -> Sequence[tuple[str, int]] | None:
        """Every option that the line may begin with."""
        return option_begins(prompt.options, typed)

    def condition_value(self, prompt: Prompt, written: str) -> str:
        """The option's code."""
        return option_code(prompt.options, written)

    def size(self, prompt: Prompt, written: str, today: date = date.min) -> str | Refusal:
        """The code of a step."""
        code = option_code(prompt.options, written)
        return code if code in self.steps(prompt) else Refusal(self.possible(prompt))

    def steps(self, prompt: Prompt) -> tuple[str, ...]:
        """The codes of an ordered scale, best step first in the form; Not applicable has no place in it."""
        if not self.on_scale:
            return ()
        return tuple(o.code for o in reversed(prompt.options) if o.code != NOT_APPLICABLE)

    def possible(self, prompt: Prompt) -> str:
        """Lists the codes."""
        return one_of_codes(prompt.options)

    def tried(self, prompt: Prompt, named: Iterable[str | int]) -> list[object]:
        """Each option."""
        codes = [option.code for option in prompt.options]
        return [None, *codes] if codes else [None, "x"]


def either(options: Sequence[Option]) -> str:
    """ "Type Good, Fair or Poor." """
    return _("Type {listed}.", listed=listed(option.label for option in options))


def option_code(options: Sequence[Option], written: str) -> str:
    """The code of the option that a form's author means by `written`; empty where it is none."""
    option = match_exactly(options, written)
    return option.code if option else ""


def one_of_codes(options: Sequence[Option]) -> str:
    """What a form's author may write."""
    return _("Write one of: {listed}.", listed=", ".join(option.code for option in options))


def no_such_option(prompt: Prompt, raw: str) -> Refusal:
    """Says which options there are, and which may have been meant."""
    by_name = {name: option.label for option in prompt.options for name in names(option) if len(name) > 2}
    close = by_name.get(nearest(raw, by_name), "")
    if close and not _may_be_slip(raw, close, by_name):
        close = ""
    hint = _(" Did you mean {close}?", close=close) if close else ""
    if match_exactly((_ABSENT,), raw):
        hint = _(" Not applicable is not one of the answers here.")
    if all(str(number) in option.also for number, option in enumerate(prompt.options, 1)):
        return Refusal(
            _(
                "I don't recognise “{excerpt}”. Type numbers from 1 to {options}, such as 1, 2.",
                excerpt=excerpt(raw),
                options=len(prompt.options),
            )
        )
    choices = listed(option.label for option in prompt.options)
    return Refusal(
        _(
            "I don't recognise “{excerpt}”.{hint} Choose: {choices}.",
            excerpt=excerpt(raw),
            hint=hint,
            choices=choices,
        )
    )


def _may_be_slip(raw: str, close: str, by_name: Mapping[str, str]) -> bool:
    """Whether `raw` may be a slip for `close`, and not another word.

    "Adequate" is no slip for "Inadequate", short forms differ by a letter ("CIC", "CIN", "na"), and "section
    17" is not "section 20".
    """
    word = folded(raw)
    if len(word) < 4 or folded(close).endswith(word):
        return False
    figures = re.findall(r"[0-9]+", word)
    meant = nearest(raw, (name for name, label in by_name.items() if label == close))
    return not figures or figures == re.findall(r"[0-9]+", meant)


def option_begins(options: tuple[Option, ...], typed: str) -> list[tuple[str, int]]:
    """The options that `typed` may begin with, longest first, as (code, characters taken)."""
    ends: dict[int, str] = {}
    for name, code in _openings(options).get(_first_letter(typed), ()):
        hit = name.match(typed)
        if hit:
            ends.setdefault(hit.end(), code)
    return [(code, end) for end, code in sorted(ends.items(), reverse=True)]


@lru_cache(maxsize=1024)
def _openings(options: tuple[Option, ...]) -> Mapping[str, list[tuple[re.Pattern[str], str]]]:
    """What may name an option at the beginning of a text, and the option's code, by its first letter."""
    openings: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for option in options:
        initials = "".join(word[0] for word in option.label.split())
        for name in (*names(option), *([initials] if len(initials) > 1 else []), option.label[0]):
            meant = typed_exactly(options, name) or match(options, name)
            if meant is option:
                pattern = r"\s+".join(re.escape(word) for word in name.split())
                if name == initials:
                    pattern = rf"{r'[. ]?'.join(map(re.escape, initials))}\.?(?!\w)"  # "R.I." as well
                found = (re.compile(pattern, re.IGNORECASE), option.code)
                openings.setdefault(_first_letter(name), []).append(found)
    return openings


def _first_letter(text: str) -> str:
    return text[:1].casefold()[:1]
