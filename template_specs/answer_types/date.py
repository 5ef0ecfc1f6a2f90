"""A date, day first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from template_specs.answer_types.base import DAYS, AnswerType, Prompt, Refusal, Value, Widget, named
from template_specs.answer_types.parts import Part
from template_specs.dates import NoDate, leading_date, read_date, uk_date
from template_specs.sentences import N_, _
from template_specs.text import within_sentence

_FAR_OFF = date(2090, 1, 1)
"""Forms name days of any year that an answer may have."""


class Date(AnswerType):
    """A day, stored in ISO form and shown as 5 June 2026."""

    code = "date"
    widget = Widget.DATE
    label = N_("Date")
    bare_label = True
    in_figures = True
    measure = "day"
    of_time = True
    missing = N_("Needs a date.")
    lacking = "date"
    keys = frozenset({"not_future", "not_past", "evidence"})
    parts = frozenset({Part.AUDIT_DATE})
    conditions = DAYS

    def read(self, prompt: Prompt, raw: str, today: date) -> Value | Refusal:
        """The day that `raw` names; not after `today` where the form says so."""
        day = read_date(raw, today)
        if isinstance(day, NoDate):
            maybe = tuple(d.isoformat() for d in day.maybe if not (prompt.not_future and d > today))
            return Refusal(f"{day.reason} {self.hint(prompt, day.example)}", maybe)
        if prompt.not_future and day > today:
            return Refusal(
                _(
                    "{uk_date} is still to come, and {named} cannot be after today. {hint}",
                    uk_date=uk_date(day),
                    named=named(prompt),
                    hint=self.hint(prompt, today),
                )
            )
        if prompt.not_past and day < today:
            return Refusal(
                _(
                    "{uk_date} is over, and {named} cannot be before today. {hint}",
                    uk_date=uk_date(day),
                    named=named(prompt),
                    hint=self.hint(prompt, today),
                )
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
            name = within_sentence(prompt.name.rstrip("?. "))
            return _("Type the {name}, such as {uk_date}.", name=name, uk_date=uk_date(today))
        return _("Type a date for {named}, such as {uk_date}.", named=named(prompt), uk_date=uk_date(today))

    def how_to_answer(self, prompt: Prompt) -> str:
        """Asks for a date, with one as an example."""
        return _("Type a date, such as 30 June 2026.")

    def begins(self, prompt: Prompt, typed: str, today: date) -> Sequence[tuple[str, int]] | None:
        """The date at the beginning of a line; as it was typed where there is no such day."""
        end = leading_date(typed)
        if not end:
            return ()
        day = read_date(typed[:end], today)
        return [(typed[:end].strip() if isinstance(day, NoDate) else day.isoformat(), end)]

    def size(self, prompt: Prompt, written: str, today: date = date.min) -> str | Refusal:
        """The day in ISO form."""
        day = read_date(written, _FAR_OFF) if re.search(r"[0-9]{4}", written) else None
        if not isinstance(day, date):
            return Refusal(_("Write a date with its year in full, such as 2026-06-05 or 5 June 2026."))
        return day.isoformat()

    def possible(self, prompt: Prompt) -> str:
        """Says what a condition can do with a day."""
        return _("Use `answered`, `before`, `after`, `between`, `older` or `working_days`.")

    def tried(self, prompt: Prompt, named: Iterable[str | int]) -> list[object]:
        """Days far enough apart for anybody's age, and those around each that a condition names."""
        days = {date(1900, 1, 1), date(2000, 1, 1), date(2046, 1, 1)}
        for written in named:
            day = read_date(str(written), _FAR_OFF)
            if isinstance(day, date):
                days |= {day - timedelta(days=1), day, day + timedelta(days=1)}
        return [None, *(day.isoformat() for day in sorted(days))]


DATE = Date()
