"""The figures of a report, read from the index, are what walking through every audit comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.audits.audit import State
from dialogs.programme.facts import AuditColumns, Form, Standing
from dialogs.programme.findings import ConcernFacts, Findings, FoundAction, GradeFacts
from dialogs.programme.marks import findings_of, marks_of
from dialogs.programme.monitoring import monitoring
from dialogs.programme.report import Count, Counted, Report
from dialogs.programme.tally import Tally
from template_specs.language.loader import library

pytestmark = pytest.mark.slow

FORM = library()["tier2-cin-cp"]
TODAY, NOW = date(2026, 6, 20), datetime(2026, 6, 5, 12, tzinfo=UTC)
GRADES = st.sampled_from(["", "outstanding", "good", "ri", "inadequate", "na"])
GIVEN = st.builds(GradeFacts, GRADES, GRADES, GRADES, GRADES)
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 7, 31))
ACTIONS = st.builds(FoundAction, st.just("actions"), DAYS, DAYS, st.just(""), st.booleans())
FOUND = st.builds(
    Findings,
    grades=st.fixed_dictionaries({}, optional={"overall": GIVEN, "1.2": GIVEN, "2.1": GIVEN}),
    answers=st.fixed_dictionaries(
        {},
        optional={"cwd": st.sampled_from(["yes", "no"]), "2.4": st.sampled_from(["yes", "no", "na"])},
    ),
    asked=st.just(frozenset(question.id for question in FORM.questions)),
    actions=st.lists(ACTIONS, max_size=3).map(lambda several: (*several, *several[:1])),
    concerns=st.lists(
        st.builds(
            ConcernFacts,
            st.just(NOW),
            st.none() | st.just(NOW),
            st.none() | st.integers(0, 9).map(lambda hours: NOW + timedelta(hours=hours)),
            st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    example=st.booleans(),
    family=st.dictionaries(
        st.sampled_from(["child", "parent"]), st.sampled_from(["spoke", "declined", "not_reached"])
    ),
)
STANDING = st.builds(
    Standing,
    id=st.uuids().map(str),
    template_hash=st.just(FORM.content_hash),
    state=st.sampled_from([*State]),
    stage=st.just(""),
    stage_since=st.none(),
    due=DAYS,
    submitted_on=DAYS,
    auditors=st.lists(st.sampled_from(["Amara", "Sam"]), unique=True, max_size=2).map(tuple),
    case_type=st.sampled_from(["CIN", "LAC", ""]),
    team=st.sampled_from(["North", "South", ""]),
    month=st.sampled_from(["2026-05", "2026-06"]),
    theme=st.sampled_from(["Neglect", ""]),
    list=st.sampled_from(["", "Review Unit"]),
    answered=st.just(1),
    to_answer=st.just(2),
    sealed=st.just("TS-1"),
)


@dataclass
class Walked:
    """One audit as the plain computation sees it."""

    place: int
    standing: Standing
    findings: Findings

    @property
    def completed(self) -> bool:
        """Submitted, or final."""
        return self.standing.state in (State.SUBMITTED, State.FINAL)


@settings(max_examples=25)
@given(st.lists(st.tuples(STANDING, FOUND), min_size=1, max_size=14))
def test_the_index_counts_what_a_walk_through_every_audit_counts(
    drawn: list[tuple[Standing, Findings]],
) -> None:
    columns, tally, walked = AuditColumns(TODAY), Tally(), []
    form = Form(FORM.id, FORM.version)
    columns.add([standing for standing, _found in drawn], {FORM.content_hash: FORM}, tuple)
    for place, (standing, drawn_findings) in enumerate(drawn):
        audit = Walked(place, standing, drawn_findings)
        if not audit.completed:
            audit.findings = Findings(concerns=drawn_findings.concerns)
        marks = marks_of(FORM, audit.findings)
        assert findings_of(FORM, marks) == audit.findings
        tally.add(place, form, FORM, marks)
        walked.append(audit)
    report = monitoring(Counted(columns, tally), {form: FORM}, "2026-05", "2026-06", NOW, TODAY)
    wrong = []
    for name, told in plainly(walked).items():
        shown = figure(report, *name)
        if shown != told:
            wrong.append((name, shown, told))
    assert not wrong


Told = tuple[int, int | None, tuple[int, ...]]


def figure(report: Report, table: str, line: str, column: int) -> Told | None:
    """A figure of the report; None where it has no such line."""
    for section in report.sections:
        for shown in section.tables:
            for row in shown.lines if shown.name == table else ():
                if row.name == line:
                    cell = row.cells[column]
                    assert isinstance(cell, Count)
                    return cell.count, cell.of, tuple(cell.audits)
    return None


def plainly(walked: Sequence[Walked]) -> dict[tuple[str, str, int], Told | None]:
    """The figures, each by a walk through every audit."""
    told: dict[tuple[str, str, int], Told | None] = {}
    selected = [a for a in walked if a.standing.state is not State.WITHDRAWN]
    done = [a for a in walked if a.completed]

    def those(audits: Iterable[Walked], of: int | None = None) -> Told:
        places = tuple(audit.place for audit in audits)
        return len(places), of, places

    def times(found: Sequence[tuple[Walked, object]], of: int | None = None) -> Told:
        return len(found), of, tuple(sorted({audit.place for audit, _what in found}))

    told["selection.all", "selected", 0] = those(selected)
    told["selection.all", "completed", 0] = those(done, len(selected))
    for field, empty, table in (
        ("team", "Not said", "selection.team"),
        ("case_type", "Not said", "selection.case_type"),
        ("theme", "No theme", "selection.theme"),
    ):
        if table == "selection.theme" and not any(a.standing.theme for a in selected):
            continue
        for value in {getattr(a.standing, field) for a in selected}:
            group = [a for a in selected if getattr(a.standing, field) == value]
            finished = [a for a in group if a.completed]
            told[table, value or empty, 0] = those(group)
            told[table, value or empty, 1] = those(finished, len(group))
            told[table, value or empty, 2] = those([a for a in finished if not _tardy(a)], len(finished))
    for auditor in ("Amara", "Sam"):
        theirs = [a for a in selected if auditor in a.standing.auditors]
        late = [a for a in theirs if not a.completed and a.standing.due and a.standing.due < TODAY]
        if theirs:
            told["auditors.all", auditor, 0] = those(theirs)
            told["auditors.all", auditor, 3] = those(late)
    overall = [(a, a.findings.grades["overall"]) for a in done if "overall" in a.findings.grades]
    finals = [(a, grade) for a, grade in overall if grade.final]
    for code in ("good", "ri") if finals else ():
        told["grades.overall", code, 0] = those([a for a, g in finals if g.final == code], len(finals))
        moderated = [(a, g) for a, g in finals if g.moderated]
        having = [a for a, g in moderated if g.moderated == code]
        told["grades.as_given", code, 1] = those(having, len(moderated))
        for team in {a.standing.team for a, _g in finals}:
            of_team = [(a, g) for a, g in finals if a.standing.team == team]
            column = 1 + [option.code for option in FORM.by_id["overall"].options].index(code)
            counted = those([a for a, g in of_team if g.final == code], len(of_team))
            told["grades.team", team or "Not said", column] = counted
    for question, code in (("cwd", "yes"), ("2.4", "na")):
        answered = [a for a in done if question in a.findings.answers]
        counted = those([a for a in answered if a.findings.answers[question] == code], len(answered))
        table = f"coded.{FORM.id}.{FORM.version}"
        told[table, f"{question}.{code}", 1] = counted if answered else None
    actions = [(a, action) for a in walked for action in a.findings.actions]
    if actions:
        is_late: Callable[[FoundAction], bool] = lambda action: bool(  # noqa: E731
            action.by_when and action.by_when < TODAY and not action.done
        )
        told["actions.all", "all", 0] = times(actions)
        told["actions.all", "done", 0] = times([p for p in actions if p[1].done], len(actions))
        told["actions.all", "overdue", 0] = times([p for p in actions if is_late(p[1])], len(actions))
    concerns = [(a, concern) for a in walked for concern in a.findings.concerns]
    if concerns:
        read = [p for p in concerns if p[1].read_at is not None]
        told["concerns.all", "raised", 0] = times(concerns)
        told["concerns.all", "read", 0] = times(read, len(concerns))
    told["good_practice.all", "marked", 1] = those([a for a in done if a.findings.example], len(done))
    calls = Counter(came for a in done for came in a.findings.family.values())
    if calls:
        spoke = [a for a in done if a.findings.family.get("child") == "spoke"]
        told["families.calls", "child", 0] = those(spoke, len(done))
        untried = [a for a in done if "parent" not in a.findings.family]
        told["families.calls", "parent", 3] = those(untried, len(done))
    return told


def _tardy(audit: Walked) -> bool:
    due, submitted = audit.standing.due, audit.standing.submitted_on
    return bool(due and submitted and submitted > due)
