"""Which audits gave which answer: the index that the figures are read from, so that none walks through every
audit for every question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dialogs.programme.facts import Form
from dialogs.programme.findings import Codes, ConcernFacts, FoundAction, GradeFacts
from dialogs.programme.marks import About, action_of, code_of, concern_of, said_by
from dialogs.programme.places import Given, Places, added, joined, layers, together
from template_specs.model import Question, Template
from template_specs.sentences import _

Index = defaultdict[str, list[int]]
"""By the mark, the places of the audits that bear it: one that bears it twice stands there twice."""


@dataclass(slots=True)
class OfForm:
    """What was found in the audits on one form, with their places."""

    answers: dict[str, dict[Codes, list[Places]]] = field(default_factory=dict)
    grades: dict[str, dict[GradeFacts, list[Places]]] = field(default_factory=dict)
    asked: list[tuple[frozenset[str], int]] = field(default_factory=list)
    """Which questions so many audits were asked."""
    actions: list[tuple[Template, FoundAction, list[int]]] = field(default_factory=list)
    concerns: list[tuple[ConcernFacts, list[int]]] = field(default_factory=list)
    replies: dict[str, list[Places]] = field(default_factory=dict)
    examples: list[Places] = field(default_factory=list)
    family: dict[tuple[str, str], list[Places]] = field(default_factory=dict)
    panels: list[tuple[str, tuple[str, ...], Places]] = field(default_factory=list)
    last_time: dict[str, list[Places]] = field(default_factory=dict)


class Tally:
    """Built audit by audit, in the order of their places, and then read."""

    def __init__(self) -> None:
        self._indexes: dict[tuple[Form, str], tuple[Template, Index]] = {}
        self._read: dict[Form, OfForm] = {}

    def index(self, form: Form, template: Template) -> Index:
        """Where the marks of audits on a form go; a form whose wording was corrected has several."""
        key = (form, template.content_hash)
        if key not in self._indexes:
            self._indexes[key] = (template, defaultdict(list))
        return self._indexes[key][1]

    def add(self, place: int, form: Form, template: Template, marks: Iterable[str]) -> None:
        """What was found in the audit at `place`."""
        index = self.index(form, template)
        for mark in marks:
            index[mark].append(place)

    def answers(self, form: Form, *questions: str) -> Mapping[Codes, Given]:
        """Who gave which answer to a question, as it is stored; to several, all answers together."""
        groups: dict[Codes, list[Places]] = {}
        for question in questions:
            for value, places in self._of(form).answers.get(question, {}).items():
                groups.setdefault(value, []).extend(places)
        return {value: added(places) for value, places in groups.items()}

    def grades(self, form: Form, question: str) -> Mapping[GradeFacts, Places]:
        """Who has which grades of a question."""
        return {grade: joined(p) for grade, p in self._of(form).grades.get(question, {}).items()}

    def graded(self, form: Form) -> Mapping[str, Mapping[GradeFacts, Places]]:
        """The same of every question of a form."""
        return {question: self.grades(form, question) for question in self._of(form).grades}

    def asked(self, form: Form, *questions: str) -> int:
        """How many audits were asked a question; of several, how often they were asked altogether."""
        return sum(
            number for asked, number in self._of(form).asked for question in questions if question in asked
        )

    def codes(self, form: Form, *questions: str) -> tuple[Mapping[str, Given], int]:
        """Who chose which option of a question, and how many answers there are; each of several options that
        were chosen counts.  Of several questions, their answers together."""
        chosen: dict[str, list[Given]] = {}
        answered = 0
        for value, given in self.answers(form, *questions).items():
            if codes := _codes(value):
                answered += given.times
            for code in codes:
                chosen.setdefault(code, []).append(given)
        return {code: together(groups) for code, groups in chosen.items()}, answered

    def finals(self, form: Form, *questions: str) -> tuple[Mapping[str, Given], int]:
        """Who has which grade of a question as the last word on it, and how many there are; of several
        questions, their grades together."""
        groups: dict[str, list[Places]] = {}
        for question in questions:
            for grade, places in self._of(form).grades.get(question, {}).items():
                if grade.final:
                    groups.setdefault(grade.final, []).extend(places)
        found = {code: added(several) for code, several in groups.items()}
        return found, sum(given.times for given in found.values())

    def actions(self, form: Form) -> Sequence[tuple[Template, FoundAction, list[int]]]:
        """The actions recommended on a form, each with the places of its audits: once for each time."""
        return self._of(form).actions

    def concerns(self, form: Form) -> Sequence[tuple[ConcernFacts, list[int]]]:
        """The immediate concerns in audits on a form, each with the places of its audits."""
        return self._of(form).concerns

    def replies(self, form: Form, kind: str) -> Places:
        """Who has a manager's reply of this kind."""
        return joined(self._of(form).replies.get(kind, ()))

    def examples(self, form: Form) -> Places:
        """Who is marked as good to be shown."""
        return joined(self._of(form).examples)

    def family(self, form: Form) -> Iterator[tuple[str, str, Places]]:
        """(whom, what came of calls to them, the audits)."""
        for (whom, came), places in self._of(form).family.items():
            yield whom, came, joined(places)

    def panels(self, form: Form) -> Sequence[tuple[str, tuple[str, ...], Places]]:
        """(the question, the grades that the members of a panel gave for it, the audits)."""
        return self._of(form).panels

    def last_time(self, form: Form) -> Mapping[str, Given]:
        """What became of how many actions of earlier audits, by `Found`."""
        return {became: added(places) for became, places in self._of(form).last_time.items()}

    @property
    def forms(self) -> Sequence[Form]:
        """The forms of which something was found."""
        return tuple(dict.fromkeys(form for form, _hash in self._indexes))

    def _of(self, form: Form) -> OfForm:
        read = self._read.get(form)
        if read is None:
            read = self._read[form] = OfForm()
            for (of, _hash), (template, index) in self._indexes.items():
                if of == form:
                    _fill(read, template, index)
        return read


def _fill(found: OfForm, template: Template, index: Index) -> None:
    ids = frozenset(question.id for question in template.questions)
    for mark, places in index.items():
        about, told = said_by(mark)
        match about:
            case About.ANSWER:
                found.answers.setdefault(told[0], {}).setdefault(code_of(told[1]), []).append(Places(places))
            case About.GRADE:
                grade = GradeFacts(*told[1:])
                found.grades.setdefault(told[0], {}).setdefault(grade, []).append(Places(places))
            case About.NOT_ASKED:
                found.asked.append((ids.difference(told), len(places)))
            case About.ACTION:
                found.actions.append((template, action_of(told), places))
            case About.CONCERN:
                found.concerns.append((concern_of(told), places))
            case About.REPLY:
                found.replies.setdefault(told, []).append(Places(places))
            case About.EXAMPLE:
                found.examples.append(Places(places))
            case About.PANEL:
                grades = tuple(told[1:])
                found.panels += [(told[0], grades, layer) for layer in layers(places)]
            case About.LAST_TIME:
                found.last_time.setdefault(told, []).extend(layers(places))
            case About.FAMILY:
                found.family.setdefault((told[0], told[1]), []).append(Places(places))


Asked = tuple[str, tuple[Question, ...]]
"""What one line of a table is about: a stable name, and the questions whose answers it counts."""


def counted_together(questions: Iterable[Question]) -> Sequence[Asked]:
    """The questions, each by itself, and those of one `counted_as` together: a block that is used again, a
    question that is asked for each child.  Answers from different lists are never added up."""
    groups: dict[tuple[str, object, tuple[str, ...]], list[Question]] = {}
    for question in questions:
        codes = tuple(option.code for option in question.options)
        groups.setdefault((question.counted_as or question.id, question.kind, codes), []).append(question)
    named: dict[str, tuple[Question, ...]] = {}
    for (name, _kind, _codes_of_it), several in groups.items():
        named[several[0].id if name in named else name] = tuple(several)
    return tuple(named.items())


def called(asked: Asked) -> str:
    """A question's name; of several that are counted together, with that said."""
    if len(asked[1]) == 1:
        return asked[1][0].name
    name = replace(asked[1][0], copy=None).name.rstrip("?. ")  # without the one child that it is about
    return _("{name} (all its answers)", name=name)


def _codes(value: Codes) -> Sequence[str]:
    match value:
        case tuple():
            return value
        case bool():
            return ("yes" if value else "no",)
        case _:
            return (str(value),)
