"""Reads indicators, standards and pointers from a form or a file of shared guidance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from template_specs.guidance import Indicators, StandardItem, Standards
from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap


@dataclass(frozen=True, slots=True)
class Guidance:
    """The contents of one or several files of guidance."""

    indicators: Mapping[str, Indicators] = field(default_factory=dict)
    standards: Mapping[str, Standards] = field(default_factory=dict)
    pointers: tuple[str, ...] = ()

    def __or__(self, other: Guidance) -> Guidance:
        return Guidance(
            {**self.indicators, **other.indicators},
            {**self.standards, **other.standards},
            self.pointers + other.pointers,
        )


def read_guidance(found: ParsedMap, faults: Faults) -> Guidance:
    """The guidance in a form, or in a file of its own; an item's id must be its own among all standards."""
    document = str(found.get("source", ""))
    return Guidance(
        {str(name): _indicators(name, one, document) for name, one in found.get("indicators", {}).items()},
        _standards(found.get("standards", {}), document, faults),
        tuple(str(pointer) for pointer in found.get("pointers", ())),
    )


def _indicators(name: str, found: ParsedMap, document: str) -> Indicators:
    return Indicators(
        str(name),
        str(found.get("subject", "")),
        tuple(str(line) for line in found.get("good", ())),
        tuple(str(line) for line in found.get("outstanding", ())),
        document,
    )


def _standards(given: Mapping[str, ParsedMap], document: str, faults: Faults) -> dict[str, Standards]:
    taken: dict[str, int] = {}
    standards = {}
    for name, found in given.items():
        for item in found.get("items", ()):
            own = str(item.get("id", ""))
            if own in taken:
                faults.add(
                    item.line,
                    f'The standard item "{own}" is there already (line {taken[own]}).',
                    'Give each its own id ("3.2a", "3.2b"), and say with `item` what the source calls it.',
                )
            taken.setdefault(own, item.line)
        standards[str(name)] = Standards(
            str(name),
            str(found.get("title", "")),
            tuple(_item(item) for item in found.get("items", ())),
            document,
        )
    return standards


def _item(found: ParsedMap) -> StandardItem:
    own = str(found.get("id", ""))
    return StandardItem(own, str(found.get("text", "")), str(found.get("item", own)))
