"""Audits of a report by their places: sets that take little memory, and are joined and counted at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from pyroaring import FrozenBitMap

Places = FrozenBitMap
"""Places from 0, ascending."""
NOWHERE = Places()


class Given(NamedTuple):
    """The audits in which something was given, and how many times it was: in one audit, perhaps several."""

    audits: Places = NOWHERE
    times: int = 0


def joined(several: Iterable[Places]) -> Places:
    """The audits that are in any of these."""
    groups = [*several]
    if len(groups) > 1:
        return Places.union(*groups)
    return groups[0] if groups else NOWHERE


def added(several: Iterable[Places]) -> Given:
    """What was given once in each of these audits, and again in each of those."""
    groups = [*several]
    return Given(joined(groups), sum(map(len, groups)))


def together(several: Iterable[Given]) -> Given:
    """What was given here and there, added up."""
    groups = [*several]
    return Given(joined(given.audits for given in groups), sum(given.times for given in groups))


def layers(places: list[int]) -> list[Places]:
    """Places of which some stand there several times: all of them, then those that stand there twice, ..."""
    if len(whole := Places(places)) == len(places):
        return [whole]
    times = Counter(places)
    return [Places(p for p, count in times.items() if count > n) for n in range(max(times.values()))]
