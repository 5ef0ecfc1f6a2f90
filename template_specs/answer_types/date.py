"""A date, day first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from template_specs.answer_types.base import AnswerType, Prompt, Refusal, Value, Widget, named
from template_specs.answer_types.parts import Part
from template_specs.dates import NoDate, leading_date, read_date, uk_date


class Date(AnswerType):
    """A day, stored in ISO form and shown as 5 June 2026."""

    code = "date"
    widget = Widget.DATE
    label = "Date"
    bare_label = True
    in_figures = True
    of_time = True
    missing = "Needs a date."
    lacking = "date"
    keys = frozenset({"not_future", "evidence"})
    parts = frozenset({Part.AUDIT_DATE})
    conditions = frozenset({"age"})

    def read(self, prompt: Prompt, raw: str, today: date) -> Value | Refusal:
        """The day that `raw` names; not after `today` where the form says so."""
        day = read_date(raw, today)
        if isinstance(day, NoDate):
            maybe = tuple(d.isoformat() for d in day.maybe if not (prompt.not_future and d > today))
            return Refusal(f"{day.reason} {self.hint(prompt, day.example)}", maybe)
        if prompt.not_future and day > today:
            return Refusal(
                f"{uk_date(day)} is still to come, and {named(prompt)} cannot be after today. "
                f"{self.hint(prompt, today)}"
            )
        return Value(day.isoformat())

    def show(self, prompt: Prompt, value: str | int | bool | tuple[str, ...]) -> str:
        """The day in words."""
        try:
            return uk_date(date.fromisoformat(str(value)))
        except ValueError:  # an imported or long-ago answer that is no date is shown as it was written
            return str(value)

    def hint(self, prompt: Prompt, today: date) -> str:
        """Asks for a date, with one as an example."""
        if prompt.name.casefold().startswith("date"):
            name = f"{prompt.name[0].lower()}{prompt.name[1:].rstrip('?. ')}"
            return f"Type the {name}, such as {uk_date(today)}."
        return f"Type a date for {named(prompt)}, such as {uk_date(today)}."

    def how_to_answer(self, prompt: Prompt) -> str:
        """Asks for a date, with one as an example."""
        return "Type a date, such as 30 June 2026."

    def begins(self, prompt: Prompt, typed: str, today: date) -> Sequence[tuple[str, int]] | None:
        """The date at the beginning of a line; as it was typed where there is no such day."""
        end = leading_date(typed)
        if not end:
            return ()
        day = read_date(typed[:end], today)
        return [(typed[:end].strip() if isinstance(day, NoDate) else day.isoformat(), end)]

    def tried(self, prompt: Prompt, named: Iterable[str | int]) -> list[object]:
        """Days far enough apart for anybody's age."""
        return [None, "1900-01-01", "2000-01-01", "2046-01-01"]


DATE = Date()
