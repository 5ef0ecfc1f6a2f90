"""Options, scales and pick lists of a form's file -> the nouns of `model`, with their own faults."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from template_specs.faults import Faults
from template_specs.model import NOT_APPLICABLE, Option, Scale, Tone
from template_specs.options import names
from template_specs.shapes import Found
from template_specs.words import folded
from template_specs.yaml_tree import Word

Given = Iterable[Found | Word]


def read_options(given: Given, faults: Faults) -> tuple[Option, ...]:
    """The options of one list.  A bare label gets a code made of its words ("Care order": care_order)."""
    read = [(_option(item), item.line) for item in given]
    taken: dict[str, Option] = {}
    for option, line in read:
        _check_code(option, line, faults)
        for name in dict.fromkeys(folded(name) for name in names(option)):
            other = taken.setdefault(name, option)
            if other is not option:
                faults.add(
                    line,
                    f'"{name}" names both {other.label} and {option.label}.',
                    "Change the code, label or synonym of one of them.",
                )
    return tuple(option for option, _ in read)


def _option(item: Found | Word) -> Option:
    if isinstance(item, Word):
        return Option(re.sub(r"[^a-z0-9]+", "_", item.casefold()).strip("_") or "option", str(item))
    return Option(
        code=str(item.get("code", "")),
        label=str(item.get("label", item.get("code", ""))),
        descriptor=str(item.get("descriptor", "")),
        tone=Tone(item.get("tone", "")),
        also=tuple(str(word) for word in item.get("also", ())),
    )


def _check_code(option: Option, line: int, faults: Faults) -> None:
    means_absent = folded(option.label).startswith("not applicable")
    if means_absent != (option.code == NOT_APPLICABLE):
        faults.add(
            line,
            f'The code "{NOT_APPLICABLE}" is kept for Not applicable, and only for it.',
            f"Write `code: {NOT_APPLICABLE}` with `label: Not applicable`, or another code.",
        )


def read_scales(given: Mapping[str, Found], faults: Faults) -> dict[str, Scale]:
    """The scales of a form, by name."""
    scales = {}
    for name, found in given.items():
        options = read_options(found.get("options", ()), faults)
        if len(options) == 1:
            faults.add(found.line, f'The scale "{name}" has one step.', "Give it two or more.")
        scales[str(name)] = Scale(str(name), str(found.get("title", name)), options)
    return scales


def absent(label: object) -> Option:
    """The option Not applicable, under the label a form gives it ("true" for the usual one)."""
    return Option(NOT_APPLICABLE, "Not applicable" if label is True else str(label), also=("not applicable",))
