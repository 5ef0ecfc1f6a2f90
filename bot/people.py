"""The names of an audit's people, kept for a minute: a turn needs no statement for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from dialogs.audit import Audit, Person, PersonId
from storage.work import Work

KEPT = timedelta(minutes=1)
MOST = 5_000


class Names:
    """Display names by person id."""

    def __init__(self, clock: Callable[[], datetime]):
        self._clock = clock
        self._known: dict[PersonId, tuple[str, datetime]] = {}

    async def of(self, work: Work, audit: Audit, *present: Person) -> dict[PersonId, str]:
        """The names of everybody with a part in `audit`, and of those `present`."""
        people = [*audit.auditors, audit.practitioner, audit.manager]
        people += [concern.acknowledged_by for concern in audit.concerns]
        people += [acknowledgement.by for acknowledgement in audit.acknowledgements]
        names = await self.named(work, [p for p in people if p])
        return names | {person.id: person.name for person in present}

    async def named(self, work: Work, ids: Iterable[PersonId]) -> dict[PersonId, str]:
        """The names of these people."""
        now = self._clock()
        wanted = set(ids)
        known = {i: self._known[i][0] for i in wanted if i in self._known and self._known[i][1] > now}
        missing = wanted - known.keys()
        if missing:
            if len(self._known) > MOST:
                self._known.clear()
            for person in (await work.people_named(missing)).values():
                self._known[person.id] = (person.name, now + KEPT)
                known[person.id] = person.name
        return known
