"""Reads the keys of a question that stand for themselves: its kind, source, guidance, stage and theme."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from template_specs.answer_types import ANSWER_TYPES, BY_CODE, AnswerType
from template_specs.language.faults import Faults
from template_specs.language.guidance_reader import Guidance
from template_specs.language.keys import ONLY_FOR
from template_specs.language.schema_maps import ParsedMap
from template_specs.language.tree import SourceText
from template_specs.model import Part, Question, Source, Stage

MANAGER = "manager"


def sent_to(question: Question, people: tuple[str, ...]) -> Question:
    """`question` with its answer sent to `people`, where it does not say itself to whom; what is not the
    manager's leaves the summary."""
    able = not question.identity and question.part not in (Part.OVERALL_JUDGEMENT, Part.ACTIONS)
    to = question.summary_to or (people if able else ())
    kept = not to or MANAGER in to
    return replace(question, summary_to=to, summary=question.summary if kept else False)


OWNERS = ("practitioner", "iro", "manager")
"""Those who can have a record of their own in an audit besides its auditors: the people that a case names."""


_USUAL = ("options", "least", "most", "decimals", "unit", "anchors", "limit")
"""Keys of a section's defaults that hold for the questions of the kinds that can have them."""


def with_usual(written: ParsedMap, usual: ParsedMap, kind: AnswerType) -> ParsedMap:
    """The question with what its section's defaults say of its kind, where it says nothing itself."""
    taken = {
        key: usual.get(key)
        for key in _USUAL
        if key in usual and key not in written.lines and kind in ONLY_FOR[key] and not kind.in_rows
    }
    if "scale" in written.lines:
        taken.pop("options", None)
    if "identity" in usual and "identity" not in written.lines and not kind.in_rows:
        taken["identity"] = usual.get("identity")
    if not taken:
        return written
    lines = {**{key: usual.line_of(key) for key in taken}, **written.lines}
    return ParsedMap(written.line, {**written.values, **taken}, lines)


@dataclass
class QuestionKeys:
    """Reads them, and notes what is wrong with them."""

    faults: Faults
    document: object
    """The document that the form's items come from; empty where it names none."""
    guidance: Guidance
    stages: tuple[Stage, ...]
    themes: Mapping[str, object]
    headings: Mapping[SourceText, object] = field(default_factory=dict)
    """Those over sub-questions, of the section that is being read."""
    unnamed: bool = False
    """Told already that the items' document is not named: once is enough."""

    def kind(self, written: ParsedMap, usual: ParsedMap) -> AnswerType | None:
        """How it is answered; None with a fault noted."""
        if "kind" in written or "kind" in usual:
            return BY_CODE[written.get("kind", usual.get("kind"))]
        if "kind" not in written.lines:
            kinds = ", ".join(kind.code for kind in ANSWER_TYPES)
            self.faults.add(
                written.line, "This question has no `kind`.", f"Add `kind:` with one of: {kinds}."
            )
        return None

    def belongs(self, written: ParsedMap, name: str, kind: AnswerType) -> None:
        """Notes keys that mean nothing for a question of this kind."""
        for key, kinds in ONLY_FOR.items():
            if key in written and kind not in kinds and written.get(key) is not False:
                fit = ", ".join(sorted(fitting.code for fitting in kinds))
                self.faults.add(
                    written.line_of(key),
                    f'`{key}` means nothing for "{name}", a {kind.code} question.',
                    f"Take it out; it is for: {fit}.",
                )

    def source(self, written: ParsedMap) -> Source:
        """Where the question comes from."""
        given = written.get("source")
        document = self.document
        if isinstance(given, ParsedMap):
            return Source(str(given.get("document", "")), str(given.get("item", "")))
        document = given if given is not None else document
        if "item" in written and document:
            return Source(str(document), str(written.get("item")))
        if "source" not in written.lines and "item" not in written.lines:
            problem = "This question does not say where it comes from."
            self.faults.add(
                written.line,
                problem,
                "Add `item:` with the item of the form's source, or `source: {document: ..., item: ...}`.",
            )
        elif not document and not self.unnamed:
            self.unnamed = True
            self.faults.add(
                written.line_of("item"),
                "The item's document is not named.",
                "Add `source:` to the form, or to this question.",
            )
        elif "item" not in written.lines:
            self.faults.add(
                written.line_of("source"), "The source names no item.", "Add `item:` with the item in it."
            )
        return Source(str(document), str(written.get("item", "")))

    def indicators(self, written: ParsedMap, usual: ParsedMap, kind: AnswerType) -> tuple[str, ...]:
        """The sets of indicators of a question."""
        given = written.get("indicators", usual.get("indicators", ()) if kind.grades else ())
        for name in given:
            if name not in self.guidance.indicators:
                self.faults.unknown(name.line, "set of indicators", name, self.guidance.indicators)
        return tuple(str(name) for name in given)

    def standards(self, written: ParsedMap, usual: ParsedMap, kind: AnswerType) -> tuple[str, ...]:
        """The practice standards that stand beside a question; those in `defaults` are for its grades."""
        given = written.get("standards", usual.get("standards", ()) if kind.grades else ())
        for name in given:
            if name not in self.guidance.standards:
                self.faults.unknown(name.line, "standard", name, self.guidance.standards)
        return tuple(str(name) for name in given)

    def own(self, written: ParsedMap, by: tuple[str, ...]) -> bool:
        """Whether it is a record of whoever is named first, who must be somebody that the case names."""
        own: bool = written.get("own", False)
        if own and (not by or by[0] not in OWNERS):
            self.faults.add(
                written.line_of("own"),
                "`own` makes it somebody's own record, and it is not said whose.",
                f"Name first in `by`, at the question itself, one of: {', '.join(OWNERS)}.",
            )
        return own

    def stage(self, written: ParsedMap, usual: ParsedMap) -> str:
        """The stage in which it is asked; empty for the first."""
        name = written.get("stage", usual.get("stage", ""))
        known = {stage.id for stage in self.stages}
        if name and name not in known:
            self.faults.unknown(name.line, "stage", name, known)
        return "" if name == self.stages[0].id else str(name)

    def evidenced(self, written: ParsedMap, usual: ParsedMap, kind: AnswerType) -> bool:
        """Whether its indicators and standards can be ticked."""
        if not kind.grades or not written.get("evidenced", usual.get("evidenced", False)):
            return False
        holders = (written, usual)
        if not any(key in holder for holder in holders for key in ("indicators", "standards")):
            self.faults.add(
                written.line_of("evidenced"),
                f'"{written.get("id")}" has nothing that could be ticked as evidenced.',
                "Add `indicators:` or `standards:`, or take `evidenced` out.",
            )
        return True

    def summary(self, written: ParsedMap, usual: ParsedMap, kind: AnswerType) -> bool | None:
        """Whether it stands in the summary, where the form says so."""
        given: bool | None = written.get("summary", usual.get("summary"))
        if given is None or not (kind.in_rows or written.get("identity", False)):
            return given
        if "summary" in written:
            why = "rows are not shown there" if kind.in_rows else "it identifies somebody"
            self._without_effect(written, "summary", why)
        return None

    def summary_to(self, written: ParsedMap) -> tuple[str, ...]:
        """Who is sent its answer; a part that leads the manager's summary goes to nobody else."""
        people = tuple(str(person) for person in written.get("summary_to", ()))
        part = Part(written.get("part", ""))
        why = ""
        if people and written.get("identity"):
            why = "it identifies somebody"
        elif people and part in (Part.OVERALL_JUDGEMENT, Part.ACTIONS):
            why = f"{part.value} goes to the manager"
        elif people and written.get("summary") and MANAGER not in people:
            why = "`summary: true` shows it to the manager"
        if why:
            self._without_effect(written, "summary_to", why)
        return () if why else people

    def heading(self, written: ParsedMap) -> str:
        """What stands over the sub-questions that it belongs to."""
        name = written.get("group", "")
        if name and name not in self.headings:
            self.faults.unknown(name.line, "group called", name, self.headings)
        return str(self.headings.get(name, ""))

    def check_groups(self, questions: Sequence[Question]) -> None:
        """Notes headings of the section over nothing, and groups that do not stand together."""
        order = [group for group, _ in groupby(questions, lambda question: question.group)]
        for name in self.headings:
            if name not in order:
                self.faults.add(
                    name.line, f'No question belongs to the group "{name}".', "Use it, or take it out."
                )
            elif order.count(name) > 1:
                self.faults.add(
                    name.line,
                    f'The questions of the group "{name}" do not stand together.',
                    "Put them one behind the other, so that the heading stands over all of them.",
                )

    def theme(self, written: ParsedMap) -> str:
        """The theme that it counts under."""
        name = written.get("theme", "")
        if name and name not in self.themes:
            self.faults.unknown(name.line, "theme", name, self.themes)
        return str(name)

    def anchors(self, written: ParsedMap, kind: AnswerType) -> tuple[str, ...]:
        """What numbers of a score mean."""
        least, most = written.get("least", 0), written.get("most", kind.most)
        anchors = []
        for number, words in written.get("anchors", {}).items():
            if not re.fullmatch(r"-?[0-9]{1,6}", number) or not least <= int(number) <= most:
                self.faults.add(
                    number.line,
                    f'"{number}" is no score from {least} to {most}.',
                    "Write what a whole number on the way means, such as `anchors: {1: Poor, 5: Exemplary}`.",
                )
            anchors.append(f"{number}: {words}")
        return tuple(anchors)

    def _without_effect(self, written: ParsedMap, key: str, why: str) -> None:
        self.faults.add(
            written.line_of(key),
            f'`{key}` of "{written.get("id")}" is shown nowhere: {why}.',
            "Take it out.",
            warning=True,
        )
