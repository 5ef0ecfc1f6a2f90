"""The words of guidance: a form's indicators, standards and pointers in an organisation's or a language's."""

from __future__ import annotations

from dataclasses import replace

from template_specs.guidance import Indicators, Standards
from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap
from template_specs.model import Template


def guidance_worded(template: Template, words: ParsedMap, faults: Faults) -> Template:
    """The form with its guidance and its summary's headings reworded, shared guidance included; what
    is ticked keeps its id."""
    indicators = dict(template.indicators)
    for name, given in words.get("indicators", {}).items():
        if name not in indicators:
            faults.unknown(name.line, "set of indicators", name, indicators)
        else:
            indicators[str(name)] = _indicators(indicators[name], given, faults)
    standards = dict(template.standards)
    for name, given in words.get("standards", {}).items():
        if name not in standards:
            faults.unknown(name.line, "standard", name, standards)
        else:
            standards[str(name)] = _standard(standards[name], given, faults)
    titles = {str(title): str(said) for title, said in words.get("guidance_documents", {}).items()}
    known = [document.title for document in template.guidance_documents]
    for title in words.get("guidance_documents", {}):
        if title not in known:
            faults.unknown(title.line, "guidance document called", title, known)
    documents = tuple(
        replace(document, title=titles.get(document.title, document.title))
        for document in template.guidance_documents
    )
    headings = {name: str(said) for name, said in words.get("summary_headings", ParsedMap(1)).values.items()}
    pointers = tuple(str(pointer) for pointer in words.get("pointers", template.pointers))
    return replace(
        template,
        indicators=indicators,
        standards=standards,
        pointers=pointers,
        guidance_documents=documents,
        summary_headings={**template.summary_headings, **headings},
    )


def _indicators(own: Indicators, given: ParsedMap, faults: Faults) -> Indicators:
    lines: dict[str, tuple[str, ...]] = {}
    for key, stands in (("good", own.good), ("outstanding", own.outstanding)):
        lines[key] = tuple(str(line) for line in given.get(key, stands))
        if len(lines[key]) != len(stands):
            faults.add(
                given.line_of(key),
                f'"{own.id}" has {len(stands)} of `{key}`, and {len(lines[key])} are worded here.',
                "Write the words of each, in the order of the form.",
            )
            lines[key] = stands
    subject = str(given.get("subject", own.subject))
    return replace(own, subject=subject, good=lines["good"], outstanding=lines["outstanding"])


def _standard(own: Standards, given: ParsedMap, faults: Faults) -> Standards:
    worded = {str(item): str(said) for item, said in given.get("items", {}).items()}
    known = [item.id for item in own.items]
    for item in given.get("items", {}):
        if item not in known:
            faults.unknown(item.line, "standard item", item, known)
    items = tuple(replace(item, text=worded.get(item.id, item.text)) for item in own.items)
    return replace(own, title=str(given.get("title", own.title)), items=items)
