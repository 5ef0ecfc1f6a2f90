"""The grades of an audit as they stand: the first one, a later stage's, and the one after a challenge."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dialogs.audits import replies
from dialogs.audits.audit import Answer, Passage, PersonId
from dialogs.conversation.context import TurnContext, name_of
from template_specs.kinds import label
from template_specs.model import NOT_APPLICABLE, Part, Question


@dataclass(frozen=True, slots=True)
class StandingGrade:
    """The grade that counts for one question."""

    question: Question
    """The one that was graded first."""
    given: Question
    """The one under which the grade stands: that, or a moderator's."""
    answer: Answer
    """What was given there."""
    grade: str
    """The code that counts: of the answer, or of what it was changed to after a challenge."""
    by: PersonId
    passage: Passage | None
    """Why, in the words of whoever gave it."""
    replied: bool = False
    """Whether it was kept or changed after a challenge."""

    @property
    def name(self) -> str:
        """ "2.3 Chronology"."""
        return name_of(self.question)

    @property
    def label(self) -> str:
        """ "Requires improvement"."""
        return label(self.given, self.grade)


def standing_grade(context: TurnContext, question: Question) -> StandingGrade | None:
    """The grade that counts for `question` now; None where none is given."""
    audit = context.audit
    for given in (*reversed(context.template.later_grades(question.id)), question):
        answer = audit.answer(given.id)
        if given.id not in context.whole or answer is None or not isinstance(answer.value, str):
            continue
        changed = replies.regraded(audit, given.id)
        if changed is not None:
            regrade = changed[1]
            return StandingGrade(question, given, answer, regrade.grade, regrade.by, regrade.passage, True)
        return StandingGrade(question, given, answer, answer.value, answer.by, answer.passage)
    return None


def challengeable(context: TurnContext) -> tuple[StandingGrade, ...]:
    """The grades that the manager may challenge, the overall one first."""
    found = []
    for question in context.whole.questions:
        if not question.kind.grades or question.final_of:
            continue
        standing = standing_grade(context, question)
        if standing is not None and standing.grade != NOT_APPLICABLE:
            found.append(standing)
    return tuple(sorted(found, key=lambda s: s.question.part is not Part.OVERALL_JUDGEMENT))


_CUT = re.compile(r"\s+[-–—]+\s+|\s*[:–—]\s*|,?\s+because\s+", re.IGNORECASE)


def named(context: TurnContext, said: str) -> tuple[StandingGrade | None, str]:
    """(the grade that typed words begin with the name of, the words that follow it).

    A grade is named by its number or its name, whatever their case: "2.3 - it was updated in June", "overall
    because ...".  Where no grade is named, all of the words.
    """
    said = said.strip()
    cut = _CUT.search(said)
    first = said.split(maxsplit=1)
    tries = [(said[: cut.start()], said[cut.end() :])] if cut is not None else []
    tries += [(first[0], first[1] if len(first) > 1 else "")] if first else []
    tries.append((said, ""))
    grades = challengeable(context)
    for name, rest in tries:
        plain = " ".join(name.casefold().split()).removeprefix("the ").removesuffix(" grade")
        for standing in grades:
            question = standing.question
            names = {question.id.casefold(), question.name.casefold(), standing.name.casefold()}
            if question.part is Part.OVERALL_JUDGEMENT:
                names.add("overall")
            if plain in {known.removesuffix(" grade") for known in names}:
                return standing, rest.strip()
    return None, said
