"""What is worked out over many answers, kept as it stands and brought up to date with one more answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal

from dialogs.audits.audit import Audit, DerivedView, Key
from template_specs.model import Question, Template
from template_specs.worked_out import Part, outcome, part_of, summed

Seen = Callable[[Question, Audit], object]
"""The answer to a question as conditions see it, while it is asked."""


@dataclass(frozen=True, slots=True)
class Tally(DerivedView):
    """What the answers bring to one worked-out answer, asked or not."""

    comes_first = True

    template: Template
    question: Question
    seen: Seen
    parts: Mapping[str, Part]
    """By question; what leaves the sum is left out."""
    got: Decimal
    most: Decimal

    @classmethod
    def of(cls, template: Template, question: Question, audit: Audit, seen: Seen) -> Tally:
        """The tally of an audit, made from all its answers."""
        over = question.work.over if question.work is not None else ()
        made = (
            (name, part_of(question, template.by_id[name], seen(template.by_id[name], audit)))
            for name in over
        )
        parts = {name: part for name, part in made if part is not None}
        got = sum((got for got, _ in parts.values()), Decimal(0))
        return cls(
            template, question, seen, parts, got, sum((most for _, most in parts.values()), Decimal(0))
        )

    def after(self, audit: Audit, key: Key) -> Tally:
        """The tally of `audit`, which differs by one event under `key`."""
        if self.question.work is None or key not in self.question.work.over:
            return self
        before = self.parts.get(key)
        part = part_of(self.question, self.template.by_id[key], self.seen(self.template.by_id[key], audit))
        if part == before:
            return self
        parts = {**self.parts}
        got, most = self.got, self.most
        if before is not None:
            del parts[key]
            got, most = got - before[0], most - before[1]
        if part is not None:
            parts[key] = part
            got, most = got + part[0], most + part[1]
        return Tally(self.template, self.question, self.seen, parts, got, most)

    def without(self, closed: Set[str], toggled: Set[str]) -> str | None:
        """What it comes to, without the questions that answers have closed."""
        gone = [name for name in (*(closed - toggled), *(toggled - closed)) if name in self.parts]
        how = self.question.work.how if self.question.work is not None else ""
        if how == "lowest":
            return outcome(self.question, [part for name, part in self.parts.items() if name not in gone])
        got = self.got - sum((self.parts[name][0] for name in gone), Decimal(0))
        most = self.most - sum((self.parts[name][1] for name in gone), Decimal(0))
        number = len(self.parts) - len(gone)
        return summed(how, got, most, number) if number else None
