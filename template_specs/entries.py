"""The table of answer kinds: how each is read, shown, asked for, and found at the start of a typed line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from template_specs.dates import NoDate, leading_date, read_date, uk_date
from template_specs.model import Kind, Option
from template_specs.options import YES_AND_NO, label_of, match, match_exactly, names
from template_specs.words import excerpt, folded, listed, nearest

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
    """Why an answer cannot be taken as it is: what, why and the cure, in full sentences for the person."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What a question and a column have in common."""

    name: str
    kind: Kind
    options: tuple[Option, ...]
    not_future: bool
    limit: int
    least: int = 0
    most: int = 9999


@dataclass(frozen=True, slots=True)
class KindEntry:
    """One line of the table: read what was typed, show what was stored, say what to type.

    `begins` finds the answers that a line may begin with, longest first, as (raw value, characters taken);
    None where a line cannot begin with one.
    """

    read: Callable[[Ask, str, date], Value | Refusal]
    show: Callable[[Ask, str | int | bool | tuple[str, ...]], str]
    cure: Callable[[Ask, date], str]
    begins: Callable[[Ask, str, date], Sequence[tuple[str, int]]] | None = None


# --- words ----------------------------------------------------------------------------------------


def _read_words(ask: Ask, raw: str, today: date) -> Value | Refusal:
    if len(raw) > ask.limit:
        over = len(raw) - ask.limit
        return Refusal(
            f"That is {len(raw):,} characters long and the limit for {named(ask)} is {ask.limit:,}. "
            f"Shorten it by {over:,} or more; what you typed is kept."
        )
    return Value(None, raw)


def _cure_words(ask: Ask, today: date) -> str:
    return f"Type a few words for {named(ask)}."


def _cure_person(ask: Ask, today: date) -> str:
    return f"Type the person's name for {named(ask)}."


# --- options --------------------------------------------------------------------------------------


def _read_option(ask: Ask, raw: str, today: date) -> Value | Refusal:
    found = match(ask.options, raw)
    return Value(found.code) if found else _no_such_option(ask, raw)


_AND = re.compile(r"[,;\n]|\band\b")


def _read_options(ask: Ask, raw: str, today: date) -> Value | Refusal:
    whole = match(ask.options, raw)
    if whole:
        return Value((whole.code,))
    pieces = [piece.strip() for piece in _AND.split(raw) if piece.strip()]
    # A label may hold commas itself, and no more of them than the longest has: an answer of thousands of
    # pieces is read in one pass.
    most = max((len(_AND.split(name)) for option in ask.options for name in names(option)), default=1)
    found: set[str] = set()
    while pieces:
        # The longest run of pieces that names an option is taken.
        taken = next(
            (
                (n, option)
                for n in range(min(len(pieces), most), 0, -1)
                if (option := match(ask.options, ", ".join(pieces[:n])))
            ),
            None,
        )
        if taken is None:
            return _no_such_option(ask, pieces[0])
        found.add(taken[1].code)
        pieces = pieces[taken[0] :]
    if not found:
        return Refusal(_cure_options(ask, today))
    return Value(tuple(option.code for option in ask.options if option.code in found))


def _no_such_option(ask: Ask, raw: str) -> Refusal:
    by_name = {name: option.label for option in ask.options for name in names(option) if len(name) > 2}
    close = by_name.get(nearest(raw, by_name), "")
    if close and folded(close).endswith(folded(raw)):
        close = ""  # "Adequate" is not a slip for "Inadequate": never suggest the opposite
    hint = f" Did you mean {close}?" if close else ""
    if all(str(number) in option.also for number, option in enumerate(ask.options, 1)):
        return Refusal(
            f'"{excerpt(raw)}" is not one of the choices for {named(ask)}. Type numbers from 1 to '
            f"{len(ask.options)}, such as 1, 2."
        )
    choices = listed(option.label for option in ask.options)
    return Refusal(
        f'"{excerpt(raw)}" is not one of the choices for {named(ask)}.{hint} Choose one of: {choices}.'
    )


def _show_option(ask: Ask, value: object) -> str:
    return label_of(ask.options, str(value))


def _show_options(ask: Ask, value: object) -> str:
    codes = value if isinstance(value, tuple) else tuple(str(value).split(","))
    return ", ".join(label_of(ask.options, code) for code in codes)


def _cure_option(ask: Ask, today: date) -> str:
    return f"Choose for {named(ask)}: {listed(option.label for option in ask.options)}."


def _cure_options(ask: Ask, today: date) -> str:
    return f"Choose one or more for {named(ask)}: {listed(option.label for option in ask.options)}."


def _option_begins(ask: Ask, typed: str, today: date) -> Sequence[tuple[str, int]]:
    found: dict[int, str] = {}
    for name, code in _openings(ask.options):
        hit = name.match(typed)
        if hit:
            found.setdefault(hit.end(), code)
    return [(code, end) for end, code in sorted(found.items(), reverse=True)]


@lru_cache(maxsize=1024)
def _openings(options: tuple[Option, ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """What may name an option at the beginning of a text, and the option's code."""
    found = []
    for option in options:
        initials = "".join(word[0] for word in option.label.split())
        for name in (*names(option), *([initials] if len(initials) > 1 else []), option.label[0]):
            meant = match_exactly(options, name) or match(options, name)
            if meant is option:
                pattern = r"\s+".join(re.escape(word) for word in name.split())
                found.append((re.compile(pattern, re.IGNORECASE), option.code))
    return tuple(found)


_AFTER_SEVERAL = re.compile(r"\s*[–—:\n]|\s+-+\s|\s*$")


def _options_begin(ask: Ask, typed: str, today: date) -> Sequence[tuple[str, int]]:
    # Commas part the choices from each other here, so only a dash, colon or line end ends them.
    # They all stand at the beginning: a long text is not searched to its end.
    longest = sum(max(map(len, names(option))) + 10 for option in ask.options)
    for gap in _AFTER_SEVERAL.finditer(typed, 0, longest):
        value = _read_options(ask, typed[: gap.start()], today)
        if isinstance(value, Value) and isinstance(value.clear, tuple):
            return [(",".join(value.clear), gap.start())]
    return ()


# --- ticks ----------------------------------------------------------------------------------------

_TICKED = {"true", "yes", "y", "tick", "ticked", "x", "1", "on"}
_OPEN = {"false", "no", "n", "untick", "not ticked", "0", "off"}


def _read_tick(ask: Ask, raw: str, today: date) -> Value | Refusal:
    word = raw.casefold().rstrip(".")
    if word in _TICKED or word in _OPEN:
        return Value(word in _TICKED)
    return Refusal(f'"{excerpt(raw)}" is neither yes nor no. {_cure_tick(ask, today)}')


def _show_tick(ask: Ask, value: object) -> str:
    return "Yes" if value in (True, "true", "yes") else "No"


def _cure_tick(ask: Ask, today: date) -> str:
    return f"Type yes or no for {named(ask)}."


def _tick_begins(ask: Ask, typed: str, today: date) -> Sequence[tuple[str, int]]:
    yes_or_no = Ask(ask.name, Kind.YES_NO, YES_AND_NO, ask.not_future, ask.limit)
    return [("true" if c == "yes" else "false", end) for c, end in _option_begins(yes_or_no, typed, today)]


# --- dates ----------------------------------------------------------------------------------------


def _read_date(ask: Ask, raw: str, today: date) -> Value | Refusal:
    day = read_date(raw, today)
    if isinstance(day, NoDate):
        return Refusal(f"{day.reason} {_cure_date(ask, day.example)}")
    if ask.not_future and day > today:
        return Refusal(
            f"{uk_date(day)} is still to come, and {named(ask)} cannot be after today. "
            f"{_cure_date(ask, today)}"
        )
    return Value(day.isoformat())


def _show_date(ask: Ask, value: object) -> str:
    try:
        return uk_date(date.fromisoformat(str(value)))
    except ValueError:  # an imported or long-ago answer that is no date is shown as it was written
        return str(value)


def _cure_date(ask: Ask, example: date) -> str:
    if ask.name.casefold().startswith("date"):
        return f"Type the {ask.name[0].lower()}{ask.name[1:].rstrip('?. ')}, such as {uk_date(example)}."
    return f"Type a date for {named(ask)}, such as {uk_date(example)}."


def _date_begins(ask: Ask, typed: str, today: date) -> Sequence[tuple[str, int]]:
    end = leading_date(typed)
    if not end:
        return ()
    day = read_date(typed[:end], today)
    return [(typed[:end].strip() if isinstance(day, NoDate) else day.isoformat(), end)]


# --- numbers and scores ---------------------------------------------------------------------------

_FIGURES = re.compile(r"(?P<n>[+-]?[0-9]{1,9})(?:\s*(?:/|out of)\s*(?P<of>[0-9]{1,4}))?", re.IGNORECASE)
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def _read_number(ask: Ask, raw: str, today: date) -> Value | Refusal:
    word = raw.casefold().rstrip(".")
    found = _FIGURES.fullmatch(str(_WORDS.index(word)) if word in _WORDS else word)
    if not found:
        return Refusal(f'"{excerpt(raw)}" does not read as a whole number. {_cure_number(ask, today)}')
    if found["of"] and int(found["of"]) != ask.most:
        return Refusal(f"{named(ask)} is out of {ask.most}, not {found['of']}. {_cure_number(ask, today)}")
    number = int(found["n"])
    if not ask.least <= number <= ask.most:
        side = "below" if number < ask.least else "above"
        return Refusal(
            f"{number} is {side} what {named(ask)} can be ({ask.least} to {ask.most}). "
            f"{_cure_number(ask, today)}"
        )
    return Value(number)


def _show_number(ask: Ask, value: object) -> str:
    return str(value)


def _show_score(ask: Ask, value: object) -> str:
    return f"{value} out of {ask.most}"


def _cure_number(ask: Ask, today: date) -> str:
    return f"Type a number from {ask.least} to {ask.most}."


def _number_begins(ask: Ask, typed: str, today: date) -> Sequence[tuple[str, int]]:
    found = _FIGURES.match(typed)
    return [(found[0], found.end())] if found else ()


# --- rows -----------------------------------------------------------------------------------------


def _read_rows(ask: Ask, raw: str, today: date) -> Value | Refusal:
    return Refusal(_cure_rows(ask, today))


def _cure_rows(ask: Ask, today: date) -> str:
    return f"{named(ask)} is filled row by row. Add a row, and answer its columns one at a time."


# --- the table ------------------------------------------------------------------------------------

_ONE_OPTION = KindEntry(_read_option, _show_option, _cure_option, _option_begins)

KINDS: Mapping[Kind, KindEntry] = {
    Kind.GRADE: _ONE_OPTION,
    Kind.CHOICE: _ONE_OPTION,
    Kind.YES_NO: _ONE_OPTION,
    Kind.LIKERT: _ONE_OPTION,
    Kind.CHOICES: KindEntry(_read_options, _show_options, _cure_options, _options_begin),
    Kind.TICK: KindEntry(_read_tick, _show_tick, _cure_tick, _tick_begins),
    Kind.DATE: KindEntry(_read_date, _show_date, _cure_date, _date_begins),
    Kind.NUMBER: KindEntry(_read_number, _show_number, _cure_number, _number_begins),
    Kind.SCORE: KindEntry(_read_number, _show_score, _cure_number, _number_begins),
    Kind.TEXT: KindEntry(_read_words, _show_number, _cure_words),
    Kind.PERSON: KindEntry(_read_words, _show_number, _cure_person),
    Kind.ROWS: KindEntry(_read_rows, _show_number, _cure_rows),
}


def named(ask: Ask) -> str:
    """What is asked for, in quotes, short enough for a sentence."""
    return f'"{excerpt(ask.name, 60).rstrip("?. ")}"'
