"""Blind second audits of which both are submitted: compared once, and those concerned are told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.delivery.by_itself import ByItself, Wish
from dialogs.audits.audit import Audit, PersonId, Role
from dialogs.conversation.command import Command
from dialogs.features.second_audit import ShareComparison
from dialogs.programme.comparison import compare
from storage.second_audits import Pair
from storage.transaction import StaleAudit, Unknown
from storage.unreadable_rows import Unreadable
from storage.work import Work

MOST = 100
"""Pairs looked at in one round."""


class Comparisons(ByItself):
    """Takes down what both graded, opens each to the auditors of the other, and tells them and the QA
    leads."""

    every = 60.0
    failed = "comparisons_round_failed"
    enqueued = "audits_compared"
    undone = "audits_not_compared"

    async def _enqueue_due(self, now: datetime) -> int:
        async with self._storage.work(write=False) as work:
            pairs = await work.seconds.to_compare(MOST)
        return sum([await self._compared(pair, now) for pair in pairs])

    async def _compared(self, pair: Pair, now: datetime) -> int:
        """Both or neither, in one transaction."""
        try:
            async with self._storage.work() as work:
                if not await work.seconds.note_compared(pair.second, now):
                    return 0  # another process was first
                wish = await _wish(work, pair)
                if wish is None:
                    raise Unreadable("audit", pair.second, "one of the two cannot be opened")
                return sum([await self._carried_out(work, id, now, wish) for id in (pair.first, pair.second)])
        except (Unreadable, Unknown, StaleAudit) as problem:  # others are not held up
            self._log.error(self.undone, problem=type(problem).__name__, audit=pair.second)
            return 0


async def _wish(work: Work, pair: Pair) -> Wish | None:
    """What to do on both; None where one of them cannot be opened."""
    whole = await work.audits.several((pair.first, pair.second), whoever_reads=True)
    if pair.first not in whole or pair.second not in whole:
        return None
    first, second = whole[pair.first], whole[pair.second]
    forms = [await work.template(audit.template_hash) for audit in (second, first)]
    share = ShareComparison(compare(forms[0], first, second, forms[1]), first.case.reference)

    async def wish(work: Work, _audit: Audit) -> tuple[Command, Iterable[PersonId]]:
        return share, await work.people.with_role(Role.QA_LEAD)

    return wish
