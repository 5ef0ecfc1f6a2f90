"""Reads the columns of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from template_specs.answer_types import BY_CODE
from template_specs.kinds import as_question
from template_specs.language.condition_reader import ConditionReader
from template_specs.language.faults import Faults
from template_specs.language.option_reader import OptionReader
from template_specs.language.schema_maps import ParsedMap
from template_specs.model import Column, Condition, Question


@dataclass(frozen=True)
class ColumnReader:
    """Reads the columns of one form's rows, and notes what is wrong with them."""

    options: OptionReader
    conditions: ConditionReader
    faults: Faults
    once: Callable[[str, str, int], None]
    """Notes an id that is taken already: its key, what it is called, its line."""

    def read(self, found: ParsedMap, question: str) -> tuple[Column, ...]:
        """The columns in order; a condition of one may look at those before it."""
        columns: list[Column] = []
        before: dict[str, Question] = {}
        for given in found.get("columns", ()):
            column = self._column(given, question, before)
            columns.append(column)
            if column.filled_by == "auditor":
                before[column.id] = as_question(column, question)
        return tuple(columns)

    def _column(self, found: ParsedMap, question: str, before: Mapping[str, Question]) -> Column:
        kind = BY_CODE[found.get("kind", "text")]
        name = str(found.get("id", ""))
        self.once(f"column/{question}/{name}", f'The column id "{name}"', found.line_of("id"))
        options = self.options.of_column(found, kind)
        return Column(
            id=name,
            label=str(found.get("label", "")),
            kind=kind,
            required=found.get("required", True),
            filled_by=str(found.get("filled_by", "auditor")),
            options=options,
            not_future=found.get("not_future", False),
            limit=found.get("limit", 1000),
            part=str(found.get("part", "")),
            when=self._asked_in_row(found, before),
        )

    def _asked_in_row(self, found: ParsedMap, before: Mapping[str, Question]) -> Condition | None:
        if "when" not in found:
            return None
        if found.get("filled_by", "auditor") != "auditor" or found.get("part") in ("what", "by_when"):
            self.faults.add(
                found.line_of("when"),
                f'The column "{found.get("id")}" is always asked, so it cannot have a condition.',
                "Take `when` out: only the auditor's columns have one, but for what and by when.",
            )
            return None
        self.conditions.columns = before
        try:
            return self.conditions.read(found.get("when"))
        finally:
            self.conditions.columns = {}
