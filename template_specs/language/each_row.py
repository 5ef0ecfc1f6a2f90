"""Sections that are asked for each row ("for each child"): written out as copies.

A copy belongs to the row that was added as the first, the second ..., so that a row taken out never moves the
answers about another.  There are more copies than rows, for rows that come in the place of others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from template_specs.condition_types import both
from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap
from template_specs.language.tree import SourceText
from template_specs.model import Answered, Condition, Copy, Part, Question, Section

MOST_ROWS = 12
"""Rows for each of which a section can be asked."""
_QUESTIONS = frozenset({"question", "answered", "value_of", "born", "on", "any", "questions", "final_of"})
_DAYS = frozenset({"from", "to"})
"""Names of questions as well, except beside `question`, where they are values."""
_LISTS = frozenset({"any", "questions", "sections"})
"""Where several can be named, and so all the copies."""


class EachRow:
    """Writes out the sections of one form that are asked for each row."""

    def __init__(self, written: ParsedMap, faults: Faults):
        self.faults = faults
        self.sections: list[ParsedMap] = list(written.get("sections", ()))
        self.copies: dict[str, tuple[Copy, ...]] = {}
        """By section, where its copies can be made."""
        self.asked_for: dict[str, str] = {}
        """The questions that are asked for each row, with the question that has the rows."""
        for section in self.sections:
            if "for_each" in section:
                self._plan(section)
            elif "called" in section:
                faults.add(
                    section.line_of("called"),
                    "`called` names the rows that a section is asked for, and this one is asked once.",
                    "Add `for_each:` with a rows question, or take `called` out.",
                )

    def whole(self, written: ParsedMap) -> ParsedMap:
        """The form with every section as often as it may be asked."""
        if not self.copies:
            return written
        sections = [copy for section in self.sections for copy in self._written_out(section)]
        return ParsedMap(written.line, {**written.values, "sections": sections}, written.lines)

    def _plan(self, section: ParsedMap) -> None:
        name: SourceText = section.get("for_each")
        id = str(section.get("id", ""))
        rows = self._rows(section, name)
        if "called" not in section:
            self.faults.add(
                name.line,
                "A section for each row says what a row is called.",
                "Add `called: Child`: its copies are then Child A, Child B and so on.",
            )
        if rows is None or "called" not in section or not id:
            return
        most = rows.get("most")
        if most is None or not 1 <= most <= MOST_ROWS:
            self.faults.add(
                name.line,
                f'"{name}" does not say how many rows there can be at most.'
                if most is None
                else f'"{name}" takes {most} rows, and a section can be asked for {MOST_ROWS}.',
                f"Write `most:` at that question, {MOST_ROWS} or fewer.",
            )
            return
        for key in ("overall_judgement", "recent_judgement", "actions", "audit_date", "inspection_example"):
            self._only_once(section, Part(key))
        title = str(section.get("title", ""))
        self.copies[id] = tuple(
            Copy(id, str(name), place, str(section.get("called")), title) for place in range(1, 2 * most + 1)
        )
        for question in section.get("questions", ()):
            if "id" in question:
                self.asked_for[str(question.get("id"))] = str(name)

    def _rows(self, section: ParsedMap, name: SourceText) -> ParsedMap | None:
        """The rows question that `name` is, before the section."""
        for before in self.sections:
            for question in before.get("questions", ()):
                if question.get("id") != name:
                    continue
                usual = before.get("defaults") or ParsedMap(before.line)
                if question.get("kind", usual.get("kind")) != "rows":
                    problem = f'"{name}" has no rows for each of which a section could be asked.'
                    self.faults.add(name.line, problem, "Name a question of the kind rows.")
                elif before is section or "for_each" in before:
                    problem = f'"{name}" is asked for each row itself.'
                    self.faults.add(name.line, problem, "Name a rows question of an earlier section.")
                elif self.sections.index(before) > self.sections.index(section):
                    problem = f'"{name}" comes later (line {question.line}).'
                    self.faults.add(name.line, problem, "Move its section before this one.")
                else:
                    rows: ParsedMap = question
                    return rows
                return None
        known = [str(q.get("id")) for s in self.sections for q in s.get("questions", ()) if "columns" in q]
        self.faults.unknown(name.line, "question with rows called", name, known)
        return None

    def _only_once(self, section: ParsedMap, part: Part) -> None:
        for question in section.get("questions", ()):
            if question.get("part") == part.value:
                self.faults.add(
                    question.line_of("part"),
                    f"There is one {part.value} in an audit, and this question is asked for each row.",
                    "Take `part` out, or ask it in a section of its own.",
                )

    def _written_out(self, section: ParsedMap) -> Iterator[ParsedMap]:
        own = self.copies.get(str(section.get("id", "")))
        if own is None:
            yield self._all_copies(section)
            return
        for copy in own:
            suffix = f"@{copy.place}"
            names = {id: f"{id}{suffix}" for id, rows in self.asked_for.items() if rows == copy.rows}
            sections = {id: f"{id}{suffix}" for id, made in self.copies.items() if made[0].rows == copy.rows}
            values = dict(_renamed(self._all_copies(section, copy.rows), names, sections).values)
            values["id"] = _word(section.get("id"), sections[copy.of])
            values["title"] = _word(
                section.get("title", SourceText.at("", section.line)), f"{copy.title}: {copy.row}"
            )
            values["questions"] = [
                self._question(question, names) for question in values.get("questions", ())
            ]
            yield ParsedMap(section.line, {**values, "copy": copy}, section.lines)

    def _question(self, question: ParsedMap, names: Mapping[str, str]) -> ParsedMap:
        id = question.get("id")
        if id is None or str(id) not in names:
            return question
        values = {**question.values, "id": _word(id, names[str(id)])}
        if "work_out" not in question:
            values.setdefault("counted_as", id)  # the children together
        return ParsedMap(question.line, values, question.lines)

    def _all_copies(self, written: ParsedMap, but: str = "") -> ParsedMap:
        """What is written with every list that names what is asked for each row naming all of its copies;
        leaving those for each row of `but`."""
        names = {
            id: [f"{id}@{place}" for place in self._places(rows)]
            for id, rows in self.asked_for.items()
            if rows != but
        }
        names |= {
            id: [f"{id}@{copy.place}" for copy in made]
            for id, made in self.copies.items()
            if made[0].rows != but
        }
        spread: ParsedMap = _spread(written, names)
        return spread

    def _places(self, rows: str) -> range:
        most = next(len(made) for made in self.copies.values() if made[0].rows == rows)
        return range(1, most + 1)


def made_copy(section: Section, copy: Copy | None) -> Section:
    """A section that was read, and all that it asks, as the copy that it is."""
    if copy is None:
        return section

    def one(question: Question) -> Question:
        return replace(question, copy=replace(copy, of=question.id.replace(f"@{copy.place}", ""), title=""))

    return replace(
        section,
        copy=copy,
        questions=tuple(map(one, section.questions)),
        worked_out=tuple(map(one, section.worked_out)),
    )


def while_there(copy: Copy | None, when: Condition | None) -> Condition | None:
    """The condition of a section, and that its row is there."""
    return when if copy is None else both(Answered(copy.is_there), when)


def _word(at: SourceText, words: str) -> SourceText:
    return SourceText.at(words, at.line)


def _spread(value: Any, names: Mapping[str, list[str]]) -> Any:
    if isinstance(value, ParsedMap):
        changed = {
            key: _all_of(inner, names) if key in _LISTS and _names_only(inner) else _spread(inner, names)
            for key, inner in value.values.items()
        }
        return ParsedMap(value.line, changed, value.lines)
    return [_spread(inner, names) for inner in value] if isinstance(value, list) else value


def _names_only(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, SourceText) for one in value)


def _all_of(listed: list[SourceText], names: Mapping[str, list[str]]) -> list[SourceText]:
    return [_word(one, name) for one in listed for name in names.get(one, [one])]


def _renamed(value: Any, names: Mapping[str, str], sections: Mapping[str, str]) -> Any:
    """What is written for one row: names of questions and sections are those of its own copies."""
    if isinstance(value, list):
        return [_renamed(inner, names, sections) for inner in value]
    if not isinstance(value, ParsedMap):
        return value
    changed = {}
    for key, inner in value.values.items():
        if key == "columns":  # whose conditions look at columns first
            columns = {str(column.get("id")) for column in inner}
            changed[key] = _renamed(inner, {n: new for n, new in names.items() if n not in columns}, sections)
        elif key == "sections":
            changed[key] = _named(inner, sections, sections)
        elif key in _QUESTIONS or (key in _DAYS and "question" not in value):
            changed[key] = _named(inner, names, sections)
        else:
            changed[key] = _renamed(inner, names, sections)
    return ParsedMap(value.line, changed, value.lines)


def _named(value: Any, names: Mapping[str, str], sections: Mapping[str, str]) -> Any:
    if isinstance(value, SourceText):
        return _word(value, _name(value, names))
    if isinstance(value, list):
        return [_named(one, names, sections) for one in value]
    return _renamed(value, names, sections)


def _name(written: str, names: Mapping[str, str]) -> str:
    """The copy's name; what hangs on a question ("type.other", its box of words) goes with it."""
    if written in names:
        return names[written]
    own = next((id for id in names if written.startswith(f"{id}.")), "")
    return f"{names[own]}{written.removeprefix(own)}" if own else written
