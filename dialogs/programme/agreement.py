"""How far two people who graded the same thing agree: the plain shares first, a statistic only where it says
something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from template_specs.sentences import _

LEAST_PAIRS = 20
"""Of fewer pairs, or where everybody gave one grade, weighted kappa says nothing."""


def weighted_kappa(pairs: Sequence[tuple[str, str]], steps: Sequence[str]) -> float | None:
    """Cohen's kappa with linear weights, from -1 to 1 (0: as by chance); None where it cannot be said."""
    if len(pairs) < LEAST_PAIRS or len({grade for pair in pairs for grade in pair}) < 2:
        return None
    place = {code: n for n, code in enumerate(steps)}
    seen = sum(abs(place[first] - place[second]) for first, second in pairs)
    firsts, seconds = Counter(first for first, _b in pairs), Counter(second for _a, second in pairs)
    expected = sum(
        count * other * abs(place[first] - place[second])
        for first, count in firsts.items()
        for second, other in seconds.items()
    ) / len(pairs)
    return 1 - seen / expected if expected else None


def agreement(pairs: Sequence[tuple[str, str]], steps: Sequence[str]) -> list[str]:
    """The same in sentences; nothing where there are no pairs."""
    if not pairs:
        return []
    place = {code: n for n, code in enumerate(steps)}
    apart = Counter(min(abs(place[a] - place[b]), 2) for a, b in pairs)
    said = [
        _(
            "Pairs of grades: {all}. The same: {same}. One step apart: {next}. Further apart: {far}.",
            all=len(pairs),
            same=apart[0],
            next=apart[1],
            far=apart[2],
        )
    ]
    kappa = weighted_kappa(pairs, steps)
    if kappa is None:
        said.append(
            _(
                "Weighted kappa cannot be said: it takes {least} pairs and two different grades.",
                least=LEAST_PAIRS,
            )
        )
    else:
        said.append(_("Weighted kappa (linear) is {kappa}.", kappa=f"{kappa:.2f}"))
    return said
