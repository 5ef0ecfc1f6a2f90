"""Reads indicators, standards, pointers, terms and documents from a form or a file of shared guidance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from template_specs.guidance import GuidanceDocument, Indicators, StandardItem, Standards
from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap


@dataclass(frozen=True, slots=True)
class Guidance:
    """The contents of one or several files of guidance."""

    indicators: Mapping[str, Indicators] = field(default_factory=dict)
    standards: Mapping[str, Standards] = field(default_factory=dict)
    pointers: tuple[str, ...] = ()
    glossary: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[GuidanceDocument, ...] = ()

    def __or__(self, other: Guidance) -> Guidance:
        return Guidance(
            {**self.indicators, **other.indicators},
            {**self.standards, **other.standards},
            self.pointers + other.pointers,
            {**self.glossary, **other.glossary},
            tuple(dict.fromkeys(self.documents + other.documents)),
        )


def read_guidance(written: ParsedMap, faults: Faults) -> Guidance:
    """The guidance in a form, or in a file of its own; an item's id must be its own among all standards."""
    document = str(written.get("source", ""))
    return Guidance(
        {
            str(name): _indicators(name, indicators, document)
            for name, indicators in written.get("indicators", {}).items()
        },
        _standards(written.get("standards", {}), document, faults),
        tuple(str(pointer) for pointer in written.get("pointers", ())),
        {str(term): str(meaning) for term, meaning in written.get("glossary", {}).items()},
        tuple(_documents(written)),
    )


def _documents(written: ParsedMap) -> Iterator[GuidanceDocument]:
    """A file of guidance is a document itself; a form names those that it goes by."""
    if "guidance" in written and "title" in written:
        yield GuidanceDocument(str(written.get("title")), str(written.get("link", "")))
    for document in written.get("guidance_documents", ()):
        if isinstance(document, ParsedMap):
            yield GuidanceDocument(str(document.get("title", "")), str(document.get("link", "")))
        else:
            yield GuidanceDocument(str(document))


def _indicators(name: str, written: ParsedMap, document: str) -> Indicators:
    return Indicators(
        str(name),
        str(written.get("subject", "")),
        tuple(str(line) for line in written.get("good", ())),
        tuple(str(line) for line in written.get("outstanding", ())),
        document,
    )


def _standards(given: Mapping[str, ParsedMap], document: str, faults: Faults) -> dict[str, Standards]:
    taken: dict[str, int] = {}
    standards = {}
    for name, standard in given.items():
        for item in standard.get("items", ()):
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
            str(standard.get("title", "")),
            tuple(_item(item) for item in standard.get("items", ())),
            document,
        )
    return standards


def _item(written: ParsedMap) -> StandardItem:
    own = str(written.get("id", ""))
    return StandardItem(own, str(written.get("text", "")), str(written.get("item", own)))
