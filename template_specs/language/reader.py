"""Turns a form's tree into the dataclasses of `model`, with defaults, scales, picks and guidance resolved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from template_specs.answer_types import BY_CODE
from template_specs.condition_types import Condition, both
from template_specs.language.column_reader import ColumnReader
from template_specs.language.comment_reader import CommentReader
from template_specs.language.condition_reader import ConditionReader
from template_specs.language.each_row import made_copy, while_there
from template_specs.language.faults import Faults
from template_specs.language.guidance_reader import Guidance, read_guidance
from template_specs.language.last_reader import IdsOf, LastReader
from template_specs.language.lookback_reader import LookbackReader
from template_specs.language.option_reader import OptionReader
from template_specs.language.question_keys import QuestionKeys, sent_to, with_usual
from template_specs.language.schema_maps import ParsedMap
from template_specs.language.share_reader import with_shares
from template_specs.language.stage_checks import (
    read_follow_ups,
    read_practitioner,
    read_stages,
    with_answers,
    with_returns,
)
from template_specs.language.tree import SourceText
from template_specs.language.work_reader import WorkReader
from template_specs.model import Check, Copy, EvidenceRule, Note, Part, Question, Section, Template
from template_specs.reminding import UNSAID, Reminding

Lines = dict[str, int]
"""The line of each thing, by a name such as "3.4", "3.4/when", "section/assessment", "indicators/plans"."""


@dataclass
class FormReader:
    """Reads one form.  It notes what is wrong in `faults`, and goes on reading the rest."""

    written: ParsedMap
    faults: Faults
    shared: Guidance
    asked_for_each: Mapping[str, str] = field(default_factory=dict)
    """The questions that are asked for each row, with the question that has the rows."""
    ids_of: IdsOf = field(default=lambda _form: None)
    """As `LastReader` needs it."""
    lines: Lines = field(default_factory=dict)

    def __post_init__(self) -> None:
        get = self.written.get
        self.themes = get("themes", {})
        self.options = OptionReader(get("scales", {}), self._picks(), self.faults)
        self.lines.update({f"scale/{name}": name.line for name in get("scales", {})})
        self.guidance = self.shared | read_guidance(self.written, self.faults)
        self.stages, self.summary_after = read_stages(self.written, self.faults)
        self.known: dict[str, Question] = {}
        ids: Lines = {}
        for section in get("sections", ()):
            for question in section.get("questions", ()):
                if "id" in question:
                    ids.setdefault(str(question.get("id")), question.line)
        self.conditions = ConditionReader(self.known, ids, self.faults, self.asked_for_each)
        self.options.conditions = self.conditions
        source = get("source", "")
        self.keys = QuestionKeys(self.faults, source, self.guidance, self.stages, self.themes)
        self.columns = ColumnReader(self.options, self.conditions, self.faults, self._once)
        self.comments = CommentReader(self.faults)
        self.lookbacks = LookbackReader(self.written, self.faults)
        self.lasts = LastReader(self.written, self.faults, self.ids_of, ids)
        self.works = WorkReader(self.conditions, self.faults, self.keys.source)
        self.unnamed = False
        """Whether it has been reported that the items' document is not named: once is enough."""

    def _picks(self) -> dict[SourceText, list[ParsedMap | SourceText]]:
        """The form's pick lists; its themes are one, where it has no other of that name."""
        picks: dict[SourceText, list[ParsedMap | SourceText]] = dict(self.written.get("picks", {}))
        if self.themes and "themes" not in picks:
            first = next(iter(self.themes))
            options: list[ParsedMap | SourceText] = [
                ParsedMap(code.line, {"code": code, "label": label}) for code, label in self.themes.items()
            ]
            picks[SourceText.at("themes", first.line)] = options
        return picks

    def form(self) -> Template:
        """The form as far as it can be read; it is complete only if no fault was noted."""
        get = self.written.get
        if get("overall") is False:
            self.lines["no overall"] = self.written.line_of("overall")
        sections = tuple(self._section(section) for section in get("sections", ()))
        for what, name in self.options.unused() if not self.conditions.unread else ():
            if name == "themes" and "themes" not in get("picks", {}):
                continue  # themes may be counted without being asked for
            self.faults.add(name.line, f'No question uses the {what} "{name}".', "Use it, or take it out.")
        asked = self.known.values()
        named = {name for question in asked for name in question.indicators}
        referred = {name for question in asked for name in question.standards}
        return Template(
            id=str(get("form", "")),
            version=get("version", 0),
            title=str(get("title", "")),
            short_title=str(get("short_title", "")),
            sections=sections,
            scales=self.options.used_scales(),
            indicators={
                name: indicators for name, indicators in self.guidance.indicators.items() if name in named
            },
            evidence_rule=self._rule(),
            notes=tuple(str(note) for note in get("notes", ()) if not isinstance(note, ParsedMap)),
            notes_to=tuple(self._notes_to()),
            lookback_months=self.lookbacks.months,
            judgement_months=self.lookbacks.judgement_months,
            guidance_documents=self.guidance.documents,
            due_working_days=get("due_working_days", self.stages[0].working_days or 10),
            reminders=self._reminders(),
            minutes=get("minutes", 0),
            glossary=self.guidance.glossary,
            stages=with_answers(
                with_shares(
                    with_returns(self.stages, get("stages", ()), self.known, self.faults),
                    self.summary_after,
                    get("stages", ()),
                    self.known,
                    self.faults,
                ),
                get("stages", ()),
                asked,
            ),
            summary_after=self.summary_after,
            follow_ups=read_follow_ups(self.written, self.known, self.faults),
            practitioner=read_practitioner(self.written, self.stages, self.faults),
            summary_headings={
                name: str(words) for name, words in get("summary_headings", ParsedMap(1)).values.items()
            },
            standards={
                name: standards for name, standards in self.guidance.standards.items() if name in referred
            },
            pointers=self.guidance.pointers,
            themes={str(code): str(words) for code, words in self.themes.items()},
        )

    def _reminders(self) -> Reminding:
        said = self.written.get("reminders")
        if said is None:
            return UNSAID
        days = Reminding(said.get("before"), said.get("on"), said.get("after"))
        if not (said.lines or said.has_unknown):
            self.faults.add(
                said.line,
                "`reminders` says nothing.",
                "Add `before`, `on` or `after`; or take it out, and people are reminded as everywhere else.",
            )
        return days

    def _notes_to(self) -> Iterator[Note]:
        for note in self.written.get("notes", ()):
            if isinstance(note, ParsedMap):
                to = tuple(str(person) for person in note.get("to", ("auditor",)))
                yield Note(str(note.get("say", "")), to)
                self._somebody_answers(note, to)

    def _somebody_answers(self, note: ParsedMap, to: tuple[str, ...]) -> None:
        """Notes people who are told something and never asked anything: they open no page."""
        asked = {person for stage in self.stages for person in stage.by}
        asked |= {person for question in self.known.values() for person in question.by}
        for person in to:
            if person not in asked:
                self.faults.add(
                    note.line_of("to"),
                    f'"{person}" answers nothing in this form, so nobody would be told.',
                    "Take them out, or name them in a stage or a question's `by`.",
                )

    def _rule(self) -> EvidenceRule:
        rule = self.written.get("evidence_rule", ParsedMap(self.written.line))
        usual = EvidenceRule()
        return EvidenceRule(
            least_words=rule.get("least_words", usual.least_words),
            sameness=rule.get("sameness", usual.sameness),
            kinds=tuple(BY_CODE[kind] for kind in rule.get("kinds")) if "kinds" in rule else usual.kinds,
            stock_phrases=tuple(str(phrase) for phrase in rule.get("stock_phrases", ())),
        )

    def _section(self, written: ParsedMap) -> Section:
        section = str(written.get("id", ""))
        self._once(f"section/{section.casefold()}", f'The section id "{section}"', written.line_of("id"))
        usual = written.get("defaults", ParsedMap(written.line))
        copy: Copy | None = written.get("copy")
        own = self.conditions.read(written.get("when")) if "when" in written else None
        when = while_there(copy, own)
        self.lines[f"section/{section}/when"] = written.line_of("when")
        questions: list[Question] = []
        worked_out: list[Question] = []
        self.keys.headings = written.get("groups", {})
        for one in written.get("questions", ()):
            if "work_out" in one.lines:
                worked_out += self._worked_out(one, section, when)
                continue
            question = self._question(one, section, usual, when)
            if question is not None:
                questions.append(question)
                questions += self._joined(self.comments.specified(question, one.line))
                questions += self._joined(self.comments.more(question, one, usual))
        made = Section(
            id=section,
            title=str(written.get("title", "")),
            questions=(),
            number=str(written.get("number", "")),
            intro=str(written.get("intro", "")),
            when=when,
            worked_out=tuple(worked_out),
        )
        self.keys.check_groups(questions)
        comment = self.comments.of_section(written, made, questions[-1] if questions else None)
        if comment is not None:
            questions += self._joined([(comment, written.line_of("comment"))])
        self.comments.check_defaults(usual)
        to = tuple(str(person) for person in written.get("summary_to", ()))
        questions = [sent_to(question, to) for question in questions]
        made = replace(made, worked_out=tuple(sent_to(question, to) for question in worked_out))
        return made_copy(replace(made, questions=tuple(questions)), copy)

    def _worked_out(
        self, written: ParsedMap, section: str, of_section: Condition | None
    ) -> Iterator[Question]:
        name = str(written.get("id", ""))
        self._once(f"question/{name.casefold()}", f'The question id "{name}"', written.line_of("id"))
        self.conditions.here = name
        own = self.conditions.read(written.get("when")) if "when" in written else None
        question = self.works.read(written, section, both(of_section, own))
        if question is not None:
            self.lines[name] = written.line
            self.known.setdefault(name, question)
            yield question

    def _joined(self, made: Iterable[tuple[Question, int]]) -> Iterator[Question]:
        """Questions that the file asks for in a question or section, with their line: known as any other."""
        for question, line in made:
            self._once(f"question/{question.id.casefold()}", f'The question id "{question.id}"', line)
            self.lines[question.id] = line
            self.known.setdefault(question.id, question)
            yield question

    def _once(self, key: str, what: str, line: int) -> None:
        if key in self.lines:
            self.faults.add(
                line, f"{what} is taken already (line {self.lines[key]}).", "Give each its own id."
            )
        else:
            self.lines[key] = line

    def _question(
        self, written: ParsedMap, section: str, usual: ParsedMap, of_section: Condition | None
    ) -> Question | None:
        name = str(written.get("id", ""))
        self._once(f"question/{name.casefold()}", f'The question id "{name}"', written.line_of("id"))
        self.conditions.here = name
        kind = self.keys.kind(written, usual)
        if not name or kind is None:
            self.conditions.unread.add(name)
            return None
        self.keys.belongs(written, name, kind)
        written = with_usual(written, usual, kind)
        options, scale = self.options.of_question(written, usual, kind)
        own = self.conditions.read(written.get("when")) if "when" in written else None
        self.lines[name] = written.line
        if "columns" in written.lines:
            self.lines[f"{name}/columns"] = written.line_of("columns")
        for key in ("when", "final_of"):
            self.lines[f"{name}/{key}"] = written.line_of(key)
        question = Question(
            id=name,
            section=section,
            text=str(written.get("text", "")),
            kind=kind,
            source=self.keys.source(written),
            number=str(written.get("number", "")),
            group=str(written.get("group", "")),
            together=written.get("together", False),
            group_heading=self.keys.heading(written),
            short=str(written.get("short", "")),
            options=options,
            scale=scale,
            required=written.get("required", usual.get("required", True)),
            when=both(of_section, own),
            help=str(written.get("help", "")),
            indicators=self.keys.indicators(written, usual, kind),
            identity=written.get("identity", False),
            prefill=str(written.get("prefill", "")),
            not_future=written.get("not_future", False),
            least=0 if kind.in_rows else written.get("least", 0),
            most=kind.most if kind.in_rows else written.get("most", kind.most),
            least_rows=written.get("least", 0) if kind.in_rows else 0,
            most_rows=written.get("most", 0) if kind.in_rows else 0,
            not_past=written.get("not_past", False),
            decimals=written.get("decimals", 0),
            unit=str(written.get("unit", "")),
            anchors=self.keys.anchors(written, kind),
            limit=written.get("limit", kind.limit),
            columns=self.columns.read(written, name),
            part=Part(written.get("part", "")),
            stage=self.keys.stage(written, usual),
            by=tuple(str(person) for person in written.get("by", usual.get("by", ()))),
            own=self.keys.own(
                written, tuple(str(person) for person in written.get("by", usual.get("by", ())))
            ),
            standards=self.keys.standards(written, usual, kind),
            evidenced=self.keys.evidenced(written, usual, kind),
            lookback=self.lookbacks.of_question(written, usual),
            theme=self.keys.theme(written),
            summary=self.keys.summary(written, usual, kind),
            summary_to=self.keys.summary_to(written),
            counted_as=str(written.get("counted_as", "")),
            final_of=str(written.get("final_of", "")),
            last=self.lasts.of_question(written, usual, name, kind),
        )
        question = replace(question, evidence=self.comments.box(question, written, usual))
        self.known.setdefault(name, question)  # its checks look at it too
        if self.known[name] is question and "check" in written:
            question = self.known[name] = replace(question, checks=self._checks(written, question))
        return question

    def _checks(self, written: ParsedMap, question: Question) -> tuple[Check, ...]:
        if question.kind.in_rows:
            self.faults.add(
                written.line_of("check"),
                f'"{question.id}" is filled row by row, which no check looks at.',
                "Take `check` out, or put it at a question after it.",
            )
            return ()
        checks = []
        for one in written.get("check"):
            when = self.conditions.read(one.get("when")) if "when" in one else None
            if when is not None:
                checks.append(Check(when, str(one.get("say", "")), one.get("hold", False)))
        return tuple(checks)
