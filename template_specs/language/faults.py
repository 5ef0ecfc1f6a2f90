"""Faults: what is wrong with a form, where, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from template_specs.text import nearest


class Elsewhere(int):
    """A line of another file than the one being read: of a form that is extended, or of an overlay."""

    file: str

    @classmethod
    def at(cls, line: int, file: str) -> Elsewhere:
        """Line `line` of `file`."""
        place = cls(line)
        place.file = file
        return place


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right; prints as "file:line: what is wrong and what to write".

    A `warning` does not keep the form from being used.
    """

    file: str
    line: int
    """Counted from 1."""
    problem: str
    cure: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem} {self.cure}"


MOST_LINES = 40
"""Lines that are told at once: when the first are right, many of the others go away by themselves."""


def lines_of(faults: Iterable[Fault]) -> Iterator[str]:
    """A line for each fault, as far as can be read at once (faults before warnings then), and how many more
    there are."""
    shown = list(faults)
    if len(shown) > MOST_LINES:
        shown.sort(key=lambda fault: fault.warning)
    for fault in shown[:MOST_LINES]:
        yield f"{fault}{' (a warning)' if fault.warning else ''}"
    rest = shown[MOST_LINES:]
    wrong = sum(not fault.warning for fault in rest)
    kinds = [f"{wrong} more to put right"] if wrong else []
    warnings = len(rest) - wrong
    kinds += [f"{warnings} more warning{'s' if warnings > 1 else ''}"] if warnings else []
    if kinds:
        yield f"And {' and '.join(kinds)}. Put these right first, then check again."


class FormFaults(Exception):
    """The form cannot be used; `faults` says why, in the order of its lines."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


_COPY = re.compile(r"(?<=\w)@\d{1,2}(?=[\".,;\s]|$)")
"""What tells the copies of something that is asked for each row: nobody has written it."""
MOST_NAMES = 10
"""Names listed in one message; the count tells how many more there are."""


def without_copies(words: str) -> str:
    """`words` with the ids that the author has written, where something is asked for each row."""
    return _COPY.sub("", words)


def some(names: Sequence[str]) -> str:
    """Names in the order in which people count (1.2 before 1.10), and not more than can be read."""
    ordered = sorted(names, key=lambda name: [(part.isdigit(), part.zfill(9)) for part in name.split(".")])
    more = len(ordered) - MOST_NAMES
    return ", ".join(ordered[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


@dataclass
class Faults:
    """Collects everything that is wrong with one file, so that it is reported all at once."""

    file: str
    noted: list[Fault] = field(default_factory=list)

    def add(self, line: int, problem: str, cure: str, *, warning: bool = False) -> None:
        """Notes one fault."""
        file = line.file if isinstance(line, Elsewhere) else self.file
        problem, cure = without_copies(problem), without_copies(cure)
        self.noted.append(Fault(file, int(line), problem, cure, warning))

    def unknown(self, line: int, what: str, word: str, known: Iterable[str]) -> None:
        """Notes a name that does not exist, with the one it was probably meant to be."""
        names = sorted(known)
        close = nearest(word, names)
        if close:
            cure = f'Did you mean "{close}"?'
        else:
            cure = f"Write one of: {some(names)}." if names else "Take it out."
        self.add(line, f'There is no {what} "{word}".', cure)

    def in_order(self) -> tuple[Fault, ...]:
        """Everything found, once each, by line; what is in other files comes last."""
        return tuple(
            sorted(
                _joined(dict.fromkeys(self.noted)),
                key=lambda fault: (fault.file != self.file, fault.file, fault.line, fault.problem),
            )
        )


MOST_ALIKE = 5
"""Lines on which the same is told; of more, the first tells where the others are."""


def _joined(faults: Iterable[Fault]) -> Iterator[Fault]:
    """The faults, one that stands on many lines told once."""
    alike: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults:
        alike.setdefault((fault.file, fault.problem, fault.cure), []).append(fault)
    for same in alike.values():
        if len(same) <= MOST_ALIKE:
            yield from same
            continue
        first, *others = sorted(same, key=lambda fault: fault.line)
        lines = some([str(fault.line) for fault in others])
        yield replace(first, cure=f"{first.cure} The same on lines {lines}.")
