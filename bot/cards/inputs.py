"""Boxes to fill in: one builder for each widget, with the previous value put back.

No input is marked as required, and the client cuts no text short: half a page may be saved, and a text that
is too long must reach us to be kept.

Every input has a `key` of its own.  Without one, Teams' renderer takes an input for the one that was in the
same place before the card was edited, and goes on offering that one's choices.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson

from bot.cards.elements import Element, clean, clip, small, words
from template_specs.answer_types import Widget
from template_specs.model import Option
from template_specs.sentences import _, worded

LONG_LABEL = 45
"""Characters of a choice; a closed list on a phone would cut off any more."""
FEW_OPTIONS = 5
"""Most choices that may be shown open, if there is space."""
ONE_LINE = 200
"""Characters: a text that may be no longer than this is written on one line."""
NEARLY_FULL = 0.8
"""The share of its limit from which on a box says how full it is."""
FOLDED_BYTES = 200
FOLDED_WEIGHT = 900
"""Bytes that a folded box still takes, on the safe side: quotation marks weigh double."""

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Box:
    """What is needed to make an input."""

    id: str
    label: str
    widget: Widget
    value: str = ""
    options: tuple[Option, ...] = ()
    limit: int = 4000
    least: int = 0
    most: int = 10
    example: str = ""
    """The hint in an empty box."""
    open: bool = False
    """There is space to show a few choices at once."""
    folded: bool = False
    """The card has no room for this box: what it holds is kept, and its beginning is shown."""


def field(box: Box) -> list[Element]:
    """The input for `box`.  If the value does not fit the input, what was written is shown above it."""
    return folded(box) if box.folded else _BUILDERS[box.widget](box)


def text(id: str, label: str, value: str, limit: int, *, many_lines: bool = True) -> Element:
    """A text box.  The limit is stated, never enforced here."""
    made: Element = {"type": "Input.Text", "id": id, "key": id, "label": worded(label)}
    made["placeholder"] = _("Up to {limit:,} characters", limit=limit)
    if many_lines:
        made["isMultiline"] = True
    if value:
        made["value"] = clean(value)
    return made


def folded(box: Box) -> list[Element]:
    """What is shown in place of a box that the card has no room for."""
    return [
        words(box.label, weight="Bolder"),
        words(clip(clean(box.value), FOLDED_BYTES).replace("\n", " / "), spacing="Small"),
        small(
            _(
                "All {value:,} characters are kept. They are too many to show in a box on this card.",
                value=len(box.value),
            )
        ),
    ]


def to_fold(boxes: Iterable[tuple[str, str]], over: int) -> frozenset[str]:
    """Which of `boxes` (id, text) to fold, largest first, so that the card loses `over` bytes."""
    weighed = sorted(((len(orjson.dumps(clean(value))), id) for id, value in boxes), reverse=True)
    chosen = set()
    for weight, id in weighed:
        if over <= 0 or weight <= FOLDED_WEIGHT:
            break
        chosen.add(id)
        over -= weight - FOLDED_WEIGHT
    return frozenset(chosen)


def picked(
    id: str, label: str, options: Sequence[tuple[str, str]], value: str = "", *, key: str = ""
) -> Element:
    """A closed list of (value, title).  Give a `key` if the choices change between edits of one card."""
    made: Element = {
        "type": "Input.ChoiceSet",
        "id": id,
        "key": key or id,
        "label": worded(label),
        "placeholder": _("Choose"),
        "choices": [{"title": worded(title), "value": code} for code, title in options],
    }
    if value:
        made["value"] = value
    return made


def _wrote(value: str) -> list[Element]:
    # Shown where an input of its kind cannot hold what was written ("31 June" in a date box).
    return (
        [words(_("You wrote: {clip}", clip=clip(clean(value), FOLDED_BYTES)), spacing="Small")]
        if value
        else []
    )


def _written(box: Box) -> list[Element]:
    return [
        text(box.id, box.label, box.value, box.limit, many_lines=box.limit > ONE_LINE),
        *_nearly_full(box),
    ]


def _line(box: Box) -> list[Element]:
    made = text(box.id, box.label, box.value, box.limit, many_lines=False)
    if box.example:
        made["placeholder"] = _("Such as {example}", example=worded(box.example))
    return [made, *_nearly_full(box)]


def _nearly_full(box: Box) -> list[Element]:
    # The faint line in a box is gone once something stands in it.
    length = len(box.value)
    if length < box.limit * NEARLY_FULL:
        return []
    return [small(_("{length:,} of {limit:,} characters.", length=length, limit=box.limit), spacing="None")]


def _dated(box: Box) -> list[Element]:
    made: Element = {"type": "Input.Date", "id": box.id, "key": box.id, "label": worded(box.label)}
    if _ISO_DATE.fullmatch(box.value):
        made["value"] = box.value
        return [made]
    return [*_wrote(box.value), made]


def _numbered(box: Box) -> list[Element]:
    if box.options:  # a score that may also be "not obtained"
        return [picked(box.id, box.label, _scores_and_options(box), box.value)]
    made: Element = {
        "type": "Input.Number",
        "id": box.id,
        "key": box.id,
        "label": worded(box.label),
        # No bounds: a client may lower a number to them without a word.  The bot says what is wrong.
    }
    if _NUMBER.fullmatch(box.value):
        made["value"] = float(box.value) if "." in box.value else int(box.value)
        return [made]
    return [*_wrote(box.value), made]


def _scores_and_options(box: Box) -> list[tuple[str, str]]:
    scores = [(str(n), str(n)) for n in range(box.least, box.most + 1)]
    return [*scores, *((o.code, o.label) for o in box.options)]


def _ticked(box: Box) -> list[Element]:
    made: Element = {
        "type": "Input.Toggle",
        "id": box.id,
        "key": box.id,
        "label": worded(box.label),
        "title": _("Yes"),
        "valueOn": "yes",
        "valueOff": "no",
        "value": "yes" if box.value.casefold() in ("yes", "true") else "no",
        "wrap": True,
    }
    return [made]


def _chosen(box: Box) -> list[Element]:
    options = box.options
    codes = {option.code for option in options}
    many = box.widget is Widget.CHOICES
    given = box.value.split(",") if many and box.value else [box.value] if box.value else []
    known = [code for code in given if code in codes]
    made = picked(box.id, box.label, [(o.code, o.label) for o in options], ",".join(known))
    if many:
        made["isMultiSelect"] = True
    roomy = box.open and len(options) <= FEW_OPTIONS
    if many or roomy or any(len(option.label) > LONG_LABEL for option in options):
        made["style"] = "expanded"
        made["wrap"] = True
        del made["placeholder"]
    strange = box.value if len(known) < len(given) else ""
    return [*_wrote(strange), made]


_BUILDERS: Mapping[Widget, Callable[[Box], list[Element]]] = {
    Widget.TEXT: _written,
    Widget.LINE: _line,
    Widget.DATE: _dated,
    Widget.NUMBER: _numbered,
    Widget.TOGGLE: _ticked,
    Widget.CHOICE: _chosen,
    Widget.CHOICES: _chosen,
}
"""Every widget except ROWS, which `rows` draws."""
