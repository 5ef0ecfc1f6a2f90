"""Reads the columns of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from template_specs.answer_types import BY_CODE, IN_COLUMNS, TEXT, AnswerType, for_key
from template_specs.kinds import as_question
from template_specs.language.comment_reader import SPECIFIED
from template_specs.language.condition_reader import ConditionReader
from template_specs.language.faults import Faults
from template_specs.language.option_reader import OptionReader
from template_specs.language.schema_maps import ParsedMap
from template_specs.model import Column, Condition, Is, Question

_ONLY_FOR = ("not_applicable", "not_future", "not_past", "least", "most", "decimals", "unit")
"""Keys of a column that mean something for some kinds only: the same ones as of a question."""


@dataclass(frozen=True)
class ColumnReader:
    """Reads the columns of one form's rows, and notes what is wrong with them."""

    options: OptionReader
    conditions: ConditionReader
    faults: Faults
    once: Callable[[str, str, int], None]
    """Notes an id that is taken already: its key, what it is called, its line."""

    def read(self, written: ParsedMap, question: str) -> tuple[Column, ...]:
        """The columns in order; a condition of one may look at those before it."""
        columns: list[Column] = []
        before: dict[str, Question] = {}
        for given in written.get("columns", ()):
            column = self._column(given, question, before)
            columns.append(column)
            if column.filled_by == "auditor":
                before[column.id] = as_question(column, question)
                for asked in _specified(column, question):
                    self.once(f"column/{question}/{asked.id}", f'The column id "{asked.id}"', given.line)
                    columns.append(asked)
        return tuple(columns)

    def _column(self, written: ParsedMap, question: str, before: Mapping[str, Question]) -> Column:
        kind = BY_CODE[written.get("kind", "text")]
        name = str(written.get("id", ""))
        self.once(f"column/{question}/{name}", f'The column id "{name}"', written.line_of("id"))
        options = self.options.of_column(written, kind)
        self._belongs(written, name, kind)
        return Column(
            id=name,
            label=str(written.get("label", "")),
            kind=kind,
            required=written.get("required", True),
            filled_by=str(written.get("filled_by", "auditor")),
            options=options,
            not_future=written.get("not_future", False),
            limit=written.get("limit", 1000),
            part=str(written.get("part", "")),
            not_past=written.get("not_past", False),
            least=written.get("least", 0),
            most=written.get("most"),
            decimals=written.get("decimals", 0),
            unit=str(written.get("unit", "")),
            when=self._asked_in_row(written, before),
        )

    def _belongs(self, written: ParsedMap, name: str, kind: AnswerType) -> None:
        for key in _ONLY_FOR:
            kinds = for_key(key)
            if key in written and kind not in kinds and written.get(key) is not False:
                fit = ", ".join(sorted(one.code for one in kinds & set(IN_COLUMNS)))
                self.faults.add(
                    written.line_of(key),
                    f'`{key}` means nothing for the column "{name}", which is a {kind.code}.',
                    f"Take it out; it is for: {fit}.",
                )
        least, most = written.get("least", 0), written.get("most", kind.most_in_column)
        if "least" in kind.keys and least >= most:
            self.faults.add(
                written.line_of("most"),
                f'The column "{name}" goes from {least} to {most}, which leaves no room.',
                "Make `most` larger than `least`.",
            )

    def _asked_in_row(self, written: ParsedMap, before: Mapping[str, Question]) -> Condition | None:
        if "when" not in written:
            return None
        if written.get("filled_by", "auditor") != "auditor" or written.get("part") in ("what", "by_when"):
            self.faults.add(
                written.line_of("when"),
                f'The column "{written.get("id")}" is always asked, so it cannot have a condition.',
                "Take `when` out: only the auditor's columns have one, but for what and by when.",
            )
            return None
        self.conditions.columns = before
        try:
            return self.conditions.read(written.get("when"))
        finally:
            self.conditions.columns = {}


def _specified(column: Column, question: str) -> Iterator[Column]:
    """What a row asks for besides where an option of `column` is to be specified."""
    for option in column.options:
        if option.specify:
            yield Column(
                id=f"{column.id}.{option.code}",
                label=option.specify,
                kind=TEXT,
                limit=SPECIFIED,
                when=Is(f"{question}/{column.id}", (option.code,)),
            )
