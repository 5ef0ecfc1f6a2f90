"""Reads comment boxes: of a question, several of one question, and of a whole section.

A question's first box is its evidence.  The others, and a section's, are text questions of their own right
behind: asked, saved, read back and exported as any other.
"""

from __future__ import annotations

from collections.abc import Iterator

from template_specs.answer_types import TEXT, AnswerType
from template_specs.condition_types import both
from template_specs.kinds import prompt_of
from template_specs.language.faults import Faults
from template_specs.language.schema_maps import ParsedMap
from template_specs.language.tree import SourceText
from template_specs.model import NOT_APPLICABLE, EvidenceBox, Is, Not, Question, Section, Source

SPECIFIED = 200
"""Characters: one line."""
COMMENT = "comment"
"""How the id of a section's comment ends."""


class CommentReader:
    """Reads the boxes of one form's questions."""

    def __init__(self, faults: Faults):
        self.faults = faults
        self._used: set[tuple[int, str]] = set()
        """The answers (line, word) of a section's defaults that some question can be answered with."""

    def box(self, question: Question, written: ParsedMap, usual: ParsedMap) -> EvidenceBox | None:
        """The first box of `question`; None where it has none."""
        given = self._given(written, usual, question.kind)
        if given is None:
            return None
        if question.identity:  # its answer is stored where others keep the evidence
            if "evidence" in written:
                self.faults.add(
                    written.line_of("evidence"),
                    f'"{question.id}" identifies somebody, so it has no comment box.',
                    "Take `evidence` out, and ask for the words in a text question of its own.",
                )
            return None
        box = EvidenceBox()
        if not isinstance(given, ParsedMap):
            return box
        required, needed_for = self._required(given, question, usual)
        return EvidenceBox(
            prompt=str(given.get("prompt", box.prompt)),
            required=required,
            limit=given.get("limit", box.limit),
            needed_for=needed_for,
        )

    def more(
        self, question: Question, written: ParsedMap, usual: ParsedMap
    ) -> Iterator[tuple[Question, int]]:
        """(the further boxes of `question` as questions, the line of each)."""
        given = self._given(written, usual, question.kind)
        if not isinstance(given, ParsedMap) or question.evidence is None:
            return
        for one in given.get("more", ()):
            required, needed_for = self._required(one, question, usual)
            when = question.when
            if needed_for:
                when = both(when, Is(question.id, needed_for))
            elif any(option.code == NOT_APPLICABLE for option in question.options):
                when = both(when, Not(Is(question.id, (NOT_APPLICABLE,))))
            prompt = str(one.get("prompt", ""))
            yield (
                Question(
                    id=f"{question.id}.{one.get('id', '')}",
                    section=question.section,
                    text=prompt,
                    kind=TEXT,
                    source=question.source,
                    short=box_name(question, prompt),
                    required=required,
                    when=when,
                    limit=one.get("limit", EvidenceBox().limit),
                    stage=question.stage,
                    by=question.by,
                    group=question.group,
                ),
                one.line,
            )

    def specified(self, question: Question, line: int) -> Iterator[tuple[Question, int]]:
        """(what is asked of those who choose an option that is to be specified, the line of the question)."""
        for option in question.options:
            if option.specify:
                name = f"{question.name.rstrip('?. ')}: {option.label}"
                yield (
                    Question(
                        id=f"{question.id}.{option.code}",
                        section=question.section,
                        text=option.specify,
                        kind=TEXT,
                        source=question.source,
                        short=name[:60].rstrip(),
                        when=both(question.when, Is(question.id, (option.code,))),
                        limit=SPECIFIED,
                        stage=question.stage,
                        by=question.by,
                        group=question.group,
                    ),
                    line,
                )

    def of_section(self, written: ParsedMap, section: Section, like: Question | None) -> Question | None:
        """The comment of a whole section, asked of those and in the stage of its last question `like`."""
        given = written.get(COMMENT, False)
        if given is False or like is None:
            return None
        box = given if isinstance(given, ParsedMap) else ParsedMap(written.line_of(COMMENT))
        prompt = str(box.get("prompt", section_prompt(section)))
        return Question(
            id=f"{section.id}.{COMMENT}",
            section=section.id,
            text=prompt,
            kind=TEXT,
            source=Source(like.source.document, f"{section.title} (comment)"[:60]),
            short=f"{section.title[:50]}: comment",
            required=box.get("required", True),
            when=section.when,
            limit=box.get("limit", EvidenceBox().limit),
            stage=like.stage,
            by=like.by,
        )

    def check_defaults(self, usual: ParsedMap) -> None:
        """Notes answers in a section's defaults that none of its questions can be given."""
        for word in _needed(usual):
            if (word.line, str(word)) not in self._used:
                self.faults.add(
                    word.line,
                    f'No question of this section can be answered with "{word}".',
                    "Write an answer of one of its questions, by code or label.",
                )

    def _given(self, written: ParsedMap, usual: ParsedMap, kind: AnswerType) -> ParsedMap | bool | None:
        """What the file says of the boxes; None where there are none."""
        if "evidence" not in kind.keys:
            return None
        given: ParsedMap | bool | None = written.get("evidence", usual.get("evidence"))
        return None if given is False else given

    def _required(self, box: ParsedMap, question: Question, usual: ParsedMap) -> tuple[bool, tuple[str, ...]]:
        """(whether a submission needs the box filled, for which answers only)."""
        given = box.get("required", True)
        if not isinstance(given, ParsedMap):
            return bool(given), ()
        prompt = prompt_of(question)
        shared = set(_needed(usual))
        codes: list[str] = []
        for word in given.get("is") or ():
            code = question.kind.condition_value(prompt, word)
            if code:
                codes.append(code)
                self._used.add((word.line, str(word)))
            elif word not in shared:
                self._impossible(question, word)
        return bool(codes), tuple(codes)

    def _impossible(self, question: Question, word: SourceText) -> None:
        self.faults.add(
            word.line,
            f'"{question.id}" can never be answered with "{word}".',
            question.kind.possible(prompt_of(question)),
        )


def _needed(usual: ParsedMap) -> Iterator[SourceText]:
    """The answers for which a section's defaults ask for a comment."""
    given = usual.get("evidence")
    boxes = [given, *given.get("more", ())] if isinstance(given, ParsedMap) else []
    for box in boxes:
        needed = box.get("required")
        yield from (needed.get("is") or () if isinstance(needed, ParsedMap) else ())


def section_prompt(section: Section) -> str:
    """What the comment box of a section asks for where the form does not say."""
    return f"What would you say about {section.title} as a whole?"


def box_name(question: Question, prompt: str) -> str:
    """The short name of a further box of `question`."""
    number = question.shown_number
    name = f"{number} {prompt}" if number else f"{question.name}: {prompt}"
    return name[:60].rstrip()
