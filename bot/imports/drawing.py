"""A sample for one round of the programme: what may be drawn, what is, and who audits it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.imports.changing import NotChanged
from dialogs.audits.audit import State
from dialogs.programme.calendar import Round
from dialogs.programme.drawing import Auditor, Draw, OpenCase, Quota, draw, overlapping, pairs
from dialogs.programme.selection import month_name
from storage.work import Work

HEAD = (
    *("case_ref", "case_type", "team", "practitioner_email", "manager_email", "iro_email", "template"),
    *("month", "theme", "list", "auditor_emails", "due"),
)
CHANCES = ("case_ref", "quota", "chance", "drawn", "left_out_because")


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn for a round."""

    planned: Round
    of: tuple[OpenCase, ...]
    """All open cases."""
    drawn: Draw
    pairs: tuple[tuple[str, ...], ...]
    """Of each drawn case, in their order: the e-mails of who audits it."""
    seed: str

    def rows(self) -> list[tuple[str, ...]]:
        """As a list that `cases import` takes, with its head."""
        one = self.planned
        due = one.due.isoformat() if one.due else ""
        return [
            HEAD,
            *(
                (
                    *(case.reference, case.case_type, case.team, case.practitioner, case.manager, case.iro),
                    *(one.template, one.month, one.theme, one.list, "; ".join(people), due),
                )
                for case, people in zip(self.drawn.drawn, self.pairs, strict=True)
            ),
        ]

    def named_rows(self) -> list[dict[str, str]]:
        """The same rows, each cell under its column."""
        return [dict(zip(HEAD, row, strict=True)) for row in self.rows()[1:]]

    def chances(self) -> list[tuple[str, ...]]:
        """Each case with its chance, or why it was left out, with a head."""
        chance = {stratum.name: f"{100 * stratum.chance:.1f}%" for stratum in self.drawn.strata}
        taken = {case.reference for case in self.drawn.drawn}
        rows: list[tuple[str, ...]] = [CHANCES]
        for case in self.of:
            name = self.drawn.of.get(case.reference, "")
            why = self.drawn.left_out.get(case.reference, "")
            was_drawn = "yes" if case.reference in taken else "no"
            rows.append((case.reference, name, "0%" if why else chance[name], was_drawn, why))
        return rows

    def said(self) -> list[str]:
        """What came of it, a sentence each."""
        one, drawn = self.planned, self.drawn
        lines = [f'{len(drawn.drawn)} of {len(self.of)} cases, drawn with the seed "{self.seed}".']
        if one.theme:
            lines.append(f"The theme of {month_name(one.month)} is {one.theme}.")
        for stratum in drawn.strata:
            name = stratum.name or ("The rest" if len(drawn.strata) > 1 or drawn.short else "Every case")
            lines.append(
                f"{name}: {stratum.drawn} of {stratum.cases}, a chance of {100 * stratum.chance:.1f}% each."
            )
        if one.without:
            lines.append(f"Left out this month: {', '.join(one.without)} (their cases and their people).")
        if drawn.left_out:
            left_out = counted(len(drawn.left_out), "case was", "cases were")
            lines.append(f"{left_out} left out.")
        load = Counter(person for people in self.pairs for person in people)
        if load:
            few, many = min(load.values()), max(load.values())
            each = f"{few} to {many} cases" if few < many else counted(many, "case", "cases")
            lines.append(f"{counted(len(load), 'person audits', 'people audit')}, {each} each.")
        return lines

    def doubts(self) -> list[str]:
        """What falls short of what was asked for."""
        lines = [
            f"{name or 'The rest'}: {wanted} wanted, and only {there} there are."
            for name, wanted, there in self.drawn.short
        ]
        few = sum(1 for people in self.pairs if len(people) < self.planned.together)
        if few:
            lines.append(
                f"{counted(few, 'case has', 'cases have')} fewer than {self.planned.together} independent "
                "auditors."
            )
        return lines


async def sampled(
    work: Work,
    cases: Sequence[OpenCase],
    planned: Round,
    quotas: Sequence[Quota],
    *,
    count: int = 0,
    seed: str,
    months: int,
    today: date,
    besides: Mapping[str, str] | None = None,
) -> Sample:
    """Draw for a round: `count` cases, or as many as it plans; none that was audited in the last `months`.

    `besides`: by reference, why others may not be drawn.  Raises NotChanged where it cannot be drawn.
    """
    if both := overlapping(quotas):
        raise NotChanged(
            f"The quotas {both[0].name} and {both[1].name} overlap, so the chance of a case that is both "
            "could not be said. Write North/CP=3 for those that are both, and nothing else of the two."
        )
    auditors = await _auditors(work, planned)
    count = count or planned.how_many(len(auditors))
    if not count:
        raise NotChanged(
            f"The calendar does not say how many cases {_named(planned)} has. Fill in cases, or cases_each "
            "(and see that somebody with these roles is an auditor), and import it again."
        )
    if sum(one.count for one in quotas) > count:
        raise NotChanged(
            f"The quotas ask for more than the {count} cases. Raise that number, or lower a quota."
        )
    left_out = await _left_out(work, cases, planned, months, today) | dict(besides or {})
    drawn = draw(cases, count, quotas, seed, left_out)
    none: list[tuple[str, ...]] = [()] * len(drawn.drawn)
    chosen = pairs(drawn.drawn, auditors, planned.together, seed) if planned.together else none
    return Sample(planned, tuple(cases), drawn, tuple(chosen), seed)


def counted(number: int, one: str, more: str) -> str:
    """A number with what is counted."""
    return f"{number:,} {one if number == 1 else more}"


def _named(planned: Round) -> str:
    return month_name(planned.month) + (f", {planned.list}," if planned.list else "")


async def _auditors(work: Work, planned: Round) -> list[Auditor]:
    """Who may audit in this round, with what they have in hand: nobody of a team that is left out, and nobody
    who takes no part in the month."""
    absent = {one.person for one in await work.calendar.not_taking_part(planned.month)}
    load = Counter(person for audit in await work.allocations.not_over() for person in audit.auditors)
    return [
        Auditor(person.email.casefold(), person.team, load[person.id])
        for person in await work.people.everybody()
        if planned.asks(person.roles) and not planned.leaves_out(person.team) and person.id not in absent
    ]


async def _left_out(
    work: Work, cases: Sequence[OpenCase], planned: Round, months: int, today: date
) -> dict[str, str]:
    """Why a case may not be drawn, by its reference."""
    first = today.year * 12 + today.month - 1 - months
    since = f"{first // 12}-{first % 12 + 1:02}"
    recorded: dict[str, str] = {}
    for reference, audits in (await work.allocations.of_cases([c.reference for c in cases])).items():
        for audit in audits:
            if audit.state in (State.ALLOCATED, State.IN_PROGRESS):
                recorded[reference] = "it is under audit now"
            elif audit.state is not State.WITHDRAWN and audit.month >= since:
                recorded.setdefault(reference, f"it was audited for {audit.month}")
    why = {}
    for case in cases:
        audited = case.last_audited
        if planned.leaves_out(case.team):
            why[case.reference] = f"its team is left out of {month_name(planned.month)}"
        elif case.reference in recorded:
            why[case.reference] = recorded[case.reference]
        elif audited is not None and (today.year - audited.year) * 12 + today.month - audited.month < months:
            why[case.reference] = f"it was audited on {audited.isoformat()}"
    return why
