"""What no longer holds together in a variant, told at the line of the variant that has broken it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from template_specs.language.faults import MOST_NAMES, Elsewhere, Fault
from template_specs.language.tree import Node
from template_specs.language.tree_edits import items, word

_LOOKS_AT = re.compile(
    r'There is no question "(?P<gone>[^"]+)"'
    r'|"(?P<never>[^"]+)" can never be answered with "(?P<value>[^"]+)"'
    r'|"(?P<other>[^"]+)" is an? \w+ question, which cannot be looked at'
)


def at_authors_line(
    faults: Sequence[Fault], tree: Node, changed: Mapping[str, int], file: str
) -> Iterator[Fault]:
    """`faults`, with those of the form underneath that follow from what the variant in `file` changes told
    once, at its line: who looks at the question, and what to do.  `changed`: question, and the line of the
    variant that takes it out or changes it."""
    together: dict[tuple[str, str], list[str]] = {}
    for fault in faults:
        looked_at = _LOOKS_AT.match(fault.problem)
        about = _about(looked_at)
        line = changed.get(about)
        if looked_at is None or line is None or fault.file == file or isinstance(line, Elsewhere):
            yield fault
            continue
        asked = _question_at(tree, fault)
        together.setdefault((about, looked_at["value"] or ""), []).append(asked)
    by_line = sorted(together.items(), key=lambda told: changed[told[0][0]])
    for (about, value), looking in by_line:
        names = list(dict.fromkeys(filter(None, looking))) or ["Other questions"]
        shown = ", ".join(names[:MOST_NAMES]) + (
            f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        )
        what = f'{shown} {"looks" if len(names) == 1 else "look"} at "{about}"'
        what += f' being "{value}", which it can no longer be.' if value else ", which is not as it was."
        cure = "Remove them too, or replace their `when` (`without: [when]` takes it off)."
        yield Fault(file, changed[about], what, cure)


def _about(looked_at: re.Match[str] | None) -> str:
    """The question that a fault says cannot be looked at."""
    names = looked_at.group("gone", "never", "other") if looked_at is not None else ()
    return next((name for name in names if name), "")


def _question_at(tree: Node, fault: Fault) -> str:
    """The question of the form underneath in whose lines a fault stands; empty where it is in none."""
    found, begins = "", 0
    for section in items(tree, "sections"):
        for question in items(section, "questions"):
            line = question.line
            own = line.file if isinstance(line, Elsewhere) else ""
            if own == fault.file and begins < line <= fault.line:
                found, begins = word(question, "id"), int(line)
    return found
