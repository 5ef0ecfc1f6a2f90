"""Reads which answer of an earlier audit is shown beside a question."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from template_specs.answer_types import AnswerType
from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap
from template_specs.language.tree import SourceText
from template_specs.model import Last

IdsOf = Callable[[str], Collection[str] | None]
"""The ids of the questions of another form; None where it is not at hand."""


@dataclass(frozen=True)
class LastReader:
    """Reads it for the questions of one form."""

    form: ParsedMap
    faults: Faults
    ids_of: IdsOf
    own_ids: Collection[str]

    def of_question(self, written: ParsedMap, usual: ParsedMap, name: str, kind: AnswerType) -> Last | None:
        """What stands behind `last` at the question `name`, or holds for its whole section; None where
        nothing does."""
        if "last" not in written and usual.get("last", False):
            cannot = kind.in_rows or written.get("identity") or "@" in name
            return None if cannot else Last(name)
        given = written.get("last", False)
        line = written.line_of("last")
        if given is False:
            return None
        if kind.in_rows or written.get("identity"):
            why = "is answered in rows" if kind.in_rows else "identifies somebody"
            self.faults.add(
                line, f'"{name}" {why}, so no earlier answer is shown beside it.', "Take `last` out."
            )
            return None
        if "@" in name:
            self.faults.add(
                line,
                f'"{name}" is asked for each row, and an earlier audit may have had others.',
                "Take `last` out.",
            )
            return None
        if given is True:
            return Last(name)
        if isinstance(given, SourceText):
            return self._own(given)
        question = given.get("question")
        form = given.get("form")
        if question is None:
            return None  # told already
        if form is None or form == self.form.get("form"):
            return self._own(question)
        ids = self.ids_of(str(form))
        if ids is None:
            self.faults.add(
                form.line,
                f'There is no form "{form}" at hand, so its answers may never be found.',
                "Write the form's own name, as `form:` has it there.",
                warning=True,
            )
        elif not _is_among(question, ids):
            self.faults.unknown(question.line, f'question of "{form}" called', question, ids)
            return None
        return Last(str(question), str(form))

    def _own(self, question: SourceText) -> Last | None:
        if not _is_among(question, self.own_ids):
            known = [id for id in self.own_ids if "@" not in id]
            self.faults.unknown(question.line, "question", question, known)
            return None
        return Last(str(question))


def _is_among(question: str, ids: Collection[str]) -> bool:
    """Whether it is one of `ids`, or a box that hangs on one ("3.4.analysis")."""
    return any(question == id or question.startswith(f"{id}.") for id in ids)
