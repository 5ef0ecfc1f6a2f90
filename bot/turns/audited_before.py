"""The earlier audits of a case; that it has none is remembered for a minute, so that a turn of a first audit
needs no statement for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from dialogs.audits.audit import Audit, AuditId, Person, PersonId
from dialogs.conversation.last_answers import Earlier
from storage.work import Work
from template_specs.model import Template

KEPT = timedelta(minutes=1)
MOST = 5_000


class AuditedBefore:
    """Reads what stands beside the questions of a re-audit."""

    def __init__(self, clock: Callable[[], datetime]):
        self._clock = clock
        self._none: dict[tuple[AuditId, PersonId], datetime] = {}
        """Until when it is believed that nothing of `audit`'s case opens to somebody."""

    async def of(self, work: Work, audit: Audit, template: Template, reader: Person) -> Earlier:
        """The completed audits of the case that `template` shows, the newest first, with their forms; those
        that do not open to `reader`, whose transaction this is, left out."""
        if not template.earlier_forms:
            return ()
        key, now = (audit.id, reader.id), self._clock()
        if self._none.get(key, now) > now:
            return ()
        earlier = await work.earlier.of_case(audit, template.earlier_forms)
        if not earlier:
            if len(self._none) > MOST:
                self._none.clear()
            self._none[key] = now + KEPT
        return [(one, await work.template(one.template_hash)) for one in earlier]
