"""Draws cases for audit from all open ones: by chance, repeatably, with every child's chance known.

The lot of a case is a hash of the seed and its reference, so the same seed and the same cases give the same
draw whatever the order of the file, and nobody can steer it by sorting.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One open case of the file."""

    reference: str
    case_type: str = ""
    team: str = ""
    practitioner: str = ""
    manager: str = ""
    iro: str = ""
    """E-mails."""
    opened: date | None = None
    last_audited: date | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """So many cases of a team, of a case type, or of both."""

    team: str
    case_type: str
    count: int

    @property
    def name(self) -> str:
        """ "North, CP", "North", "CP"."""
        return ", ".join(part for part in (self.team, self.case_type) if part)

    def takes(self, case: OpenCase) -> bool:
        """Whether the case is one of these."""
        team = not self.team or self.team.casefold() == case.team.casefold()
        return team and (not self.case_type or self.case_type.casefold() == case.case_type.casefold())


@dataclass(frozen=True, slots=True)
class Stratum:
    """Cases that had the same chance."""

    name: str
    """Of its quota; empty for the rest."""
    cases: int
    drawn: int

    @property
    def chance(self) -> float:
        """Of each of its cases, from 0 to 1."""
        return self.drawn / self.cases if self.cases else 0.0


@dataclass(frozen=True, slots=True)
class Draw:
    """What came of it."""

    drawn: tuple[OpenCase, ...]
    """In the order of their lots."""
    strata: tuple[Stratum, ...]
    of: Mapping[str, str]
    """By reference, the stratum's name."""
    left_out: Mapping[str, str]
    """By reference, why it could not be drawn."""
    short: tuple[tuple[str, int, int], ...]
    """Quotas that had fewer cases than they asked for: the name, how many were wanted, how many there are."""


def draw(
    cases: Sequence[OpenCase], count: int, quotas: Sequence[Quota], seed: str, left_out: Mapping[str, str]
) -> Draw:
    """Draw `count` cases, those of the quotas included; `left_out`: by reference, why one may not be drawn.

    Each case belongs to the first quota that takes it, and to the rest where none does.  Quotas that overlap
    are refused by `overlapping`.
    """
    lots = sorted((case for case in cases if case.reference not in left_out), key=lambda c: _lot(seed, c))
    groups: dict[str, list[OpenCase]] = {name: [] for name in (*(quota.name for quota in quotas), "")}
    for case in lots:
        groups[next((quota.name for quota in quotas if quota.takes(case)), "")].append(case)
    drawn: list[OpenCase] = []
    strata, short = [], []
    wanted = [(quota.name, quota.count) for quota in quotas]
    rest = max(count - sum(number for _name, number in wanted), 0)
    for name, number in [*wanted, ("", rest)]:
        taken = groups[name][:number]
        drawn += taken
        if groups[name]:
            strata.append(Stratum(name, len(groups[name]), len(taken)))
        if len(taken) < number:
            short.append((name, number, len(taken)))
    of = {case.reference: name for name, group in groups.items() for case in group}
    return Draw(tuple(drawn), tuple(strata), of, dict(left_out), tuple(short))


def overlapping(quotas: Sequence[Quota]) -> tuple[Quota, Quota] | None:
    """Two quotas of which one case may be both, so that its chance could not be said."""
    for place, first in enumerate(quotas):
        for second in quotas[place + 1 :]:
            teams = not first.team or not second.team or first.team.casefold() == second.team.casefold()
            types = not first.case_type or not second.case_type
            types = types or first.case_type.casefold() == second.case_type.casefold()
            if teams and types:
                return first, second
    return None


def _lot(seed: str, case: OpenCase) -> str:
    reference = "".join(case.reference.casefold().split())
    return hashlib.sha256(f"{seed}\0{reference}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Auditor:
    """Somebody who may audit."""

    email: str
    team: str = ""
    load: int = 0
    """Audits that they have in hand already."""


def pairs(
    cases: Sequence[OpenCase], auditors: Sequence[Auditor], each: int, seed: str
) -> list[tuple[str, ...]]:
    """Who audits each case: `each` people, the load as even as independence allows.

    Nobody audits a case of their own team, or one that names them.  Where fewer than `each` are independent,
    there are fewer names.  Of those with the same load, pairs that have met less often come first, then two
    teams rather than one, then the lot.
    """
    load = {auditor.email: auditor.load for auditor in auditors}
    met: dict[frozenset[str], int] = {}
    found = []
    for case in cases:
        named = {case.practitioner, case.manager, case.iro}
        able = [
            a
            for a in auditors
            if a.email not in named and not (a.team and a.team.casefold() == case.team.casefold())
        ]
        chosen: list[Auditor] = []
        for _place in range(min(each, len(able))):
            best = min(
                (a for a in able if a not in chosen),
                key=lambda a: (
                    load[a.email],
                    sum(met.get(frozenset((a.email, b.email)), 0) for b in chosen),
                    any(a.team and a.team == b.team for b in chosen),
                    _lot(seed, OpenCase(f"{case.reference} {a.email}")),
                ),
            )
            chosen.append(best)
            load[best.email] += 1
        for place, first in enumerate(chosen):
            for second in chosen[place + 1 :]:
                pair = frozenset((first.email, second.email))
                met[pair] = met.get(pair, 0) + 1
        found.append(tuple(a.email for a in chosen))
    return found
