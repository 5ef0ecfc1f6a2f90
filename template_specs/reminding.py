"""When people are reminded of a deadline, in working days: before it, on the day itself, and after it."""

from __future__ import annotations

from dataclasses import dataclass

MOST_DAYS = 20
"""Working days before or after a deadline, at most."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """One reminder of each kind; what is None is left to the organisation, and by it to `USUAL`."""

    before: int | None = None
    """Working days before the day; 0: none before it."""
    on: bool | None = None
    """Whether people who have not done it by then are reminded on the day itself."""
    after: int | None = None
    """Working days after the day; 0: none after it."""

    def over(self, other: Reminding) -> Reminding:
        """This, and what it leaves open as `other` has it."""
        return Reminding(
            other.before if self.before is None else self.before,
            other.on if self.on is None else self.on,
            other.after if self.after is None else self.after,
        )


UNSAID = Reminding()
"""Nothing of it is said."""
USUAL = Reminding(before=2, on=True, after=1)
"""Where neither the form nor the organisation says anything else."""
