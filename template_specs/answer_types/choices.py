"""Choices: any number of options of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from template_specs.answer_types.base import AnswerType, Prompt, Refusal, Value, Widget, named
from template_specs.answer_types.one_option import either, no_such_option, one_of_codes, option_code
from template_specs.answer_types.parts import Part
from template_specs.options import label_of, match, names
from template_specs.sentences import N_, _
from template_specs.text import listed

_AND = re.compile(r"[,;\n]|\band\b")
_LOOSE = re.compile(r"[/&+]|\bplus\b")
_COUNTED = re.compile(
    r"\b(?:one|first|two|second|three|third|four|fourth|five|fifth|six|sixth|seven|seventh|eight|eighth)\b"
)
_COUNT = (
    "one first",
    "two second",
    "three third",
    "four fourth",
    "five fifth",
    "six sixth",
    "seven seventh",
    "eight eighth",
)
_FIGURES = {name: str(number) for number, names in enumerate(_COUNT, 1) for name in names.split()}
_AFTER_SEVERAL = re.compile(r"\s*[–—:\n]|\s+-+\s|\s*$")


class Choices(AnswerType):
    """One or more options, stored in the form's order whatever order they were given in."""

    code = "choices"
    widget = Widget.CHOICES
    label = N_("Choose all that apply")
    has_options = True
    takes_several = True
    shows_all_options = True
    keys = frozenset({"options", "tones", "evidence"})
    parts = frozenset({Part.IMPROVEMENT_SEEN, Part.ETHNICITY, Part.DISABILITY})

    def read(self, prompt: Prompt, raw: str, today: date) -> Value | Refusal:
        """The codes of the options that `raw` names, with commas, "and" or line ends between."""
        read = self._read(prompt, raw)
        if isinstance(read, Value):
            return read
        # Typed as people do: "neglect/emotional", "1 3", "first and second".
        loose = _LOOSE.sub(",", raw)
        if all(str(number) in option.also for number, option in enumerate(prompt.options, 1)):
            loose = _COUNTED.sub(lambda word: _FIGURES[word.group()], loose.casefold())
            loose = re.sub(r"(?<=\d)\s+(?=\d)", ",", loose)
        again = self._read(prompt, loose) if loose != raw else read
        return again if isinstance(again, Value) else read

    def _read(self, prompt: Prompt, raw: str) -> Value | Refusal:
        whole = match(prompt.options, raw)
        if whole:
            return Value((whole.code,))
        pieces = [piece.strip() for piece in _AND.split(raw) if piece.strip()]
        # A label may hold commas itself, and no more of them than the longest has: an answer of thousands of
        # pieces is read in one pass.
        most = max((len(_AND.split(name)) for option in prompt.options for name in names(option)), default=1)
        chosen: set[str] = set()
        while pieces:
            # The longest run of pieces that names an option is taken.
            taken = next(
                (
                    (n, option)
                    for n in range(min(len(pieces), most), 0, -1)
                    if (option := match(prompt.options, ", ".join(pieces[:n])))
                ),
                None,
            )
            if taken is None:
                return no_such_option(prompt, pieces[0])
            chosen.add(taken[1].code)
            pieces = pieces[taken[0] :]
        if not chosen:
            return Refusal(self.hint(prompt, date.min))
        alone = next((o.label for o in prompt.options if o.alone and o.code in chosen), "")
        if alone and len(chosen) > 1:
            return Refusal(
                _(
                    '"{alone}" stands alone for {named}: choose it, or what goes against it.',
                    alone=alone,
                    named=named(prompt),
                )
            )
        return Value(tuple(option.code for option in prompt.options if option.code in chosen))

    def show(self, prompt: Prompt, value: str | int | bool | tuple[str, ...]) -> str:
        """The options' labels, with commas between."""
        codes = value if isinstance(value, tuple) else tuple(str(value).split(","))
        return ", ".join(label_of(prompt.options, code) for code in codes)

    def hint(self, prompt: Prompt, today: date) -> str:
        """Names the options."""
        return _(
            "Choose one or more for {named}: {listed}.",
            named=named(prompt),
            listed=listed(option.label for option in prompt.options),
        )

    def how_to_answer(self, prompt: Prompt) -> str:
        """Names the options, and says how to give several."""
        return _("Type one or more, with commas between. {either}", either=either(prompt.options))

    def begins(self, prompt: Prompt, typed: str, today: date) -> Sequence[tuple[str, int]] | None:
        """The choices at the beginning of a line, up to a dash, colon or line end."""
        # Commas part the choices from each other here, so only a dash, colon or line end ends them.
        # They all stand at the beginning: a long text is not searched to its end.
        longest = sum(max(map(len, names(option))) + 10 for option in prompt.options)
        for gap in _AFTER_SEVERAL.finditer(typed, 0, longest):
            value = self.read(prompt, typed[: gap.start()], today)
            if isinstance(value, Value) and isinstance(value.clear, tuple):
                return [(",".join(value.clear), gap.start())]
        return ()

    def condition_value(self, prompt: Prompt, written: str) -> str:
        """The code of the option that must be among those chosen."""
        return option_code(prompt.options, written)

    def possible(self, prompt: Prompt) -> str:
        """Lists the codes."""
        return one_of_codes(prompt.options)

    def tried(self, prompt: Prompt, named: Iterable[str | int]) -> list[object]:
        """Each option alone, and all of them."""
        codes = [option.code for option in prompt.options]
        return [None, *((code,) for code in codes), tuple(codes)]


CHOICES = Choices()
