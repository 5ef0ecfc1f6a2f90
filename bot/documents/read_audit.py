"""Finds the audit that somebody names, and reads what a document of it says."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.documents.files import NotWritten
from bot.turns.names import Names
from dialogs.audits.audit import Audit, AuditId, Person, Role
from dialogs.conversation.sight import Full, sight
from dialogs.conversation.turn import Turn
from dialogs.programme.whole_audit import WholeAudit, whole_audit
from dialogs.understanding.at_home import spellings
from dialogs.wording.summary_view import reading
from storage.list_items import AuditListItem
from storage.work import Storage, Work
from template_specs.dates import LOCAL, uk_date

MOST_EVENTS = 500
"""Events of the trail that the history of a document is made of."""
AT_THE_DESK = Person("operator", "The QA team", "", frozenset({Role.QA_LEAD}))
"""Whoever makes documents at the command line: they see what a QA lead may see."""


async def read_audit(storage: Storage, named: str, now: datetime, reader: Person = AT_THE_DESK) -> WholeAudit:
    """The audit of the case or with the id `named`, as it stands, as `reader` may read it.

    Raises NotWritten where there is none, or several of one case, or where it is not theirs to read now or
    restricted, and does not open to them.
    """
    async with storage.work(write=False) as work:
        work.read_by(reader.id)
        audit = await _audit(work, await _id_of(work, named))
        template = await work.template(audit.template_hash)
        events = await work.readings.happened(audit.id, MOST_EVENTS)
        names = Names(lambda: now)
        known = await names.of(work, audit, reader)
        known |= await names.named(work, {event.by for event in events})
        turn = Turn(reader, now, now.astimezone(LOCAL).date(), str, lambda _: frozenset(), known)
        full = sight(reading(template, audit, turn))
        if not isinstance(full, Full):
            raise NotWritten("This audit is not yours to read now.")
        return whole_audit(full, events)


async def _audit(work: Work, audit_id: AuditId) -> Audit:
    audit = (await work.audits.several([audit_id])).get(audit_id)
    if audit is None:
        raise NotWritten(
            f"{audit_id}: this audit was purged, is restricted to the people named on its case, or cannot be "
            "opened. trail verify says whether it can."
        )
    return audit


async def ids_of(work: Work, named: str) -> list[AuditId]:
    """The audits of a case, second ones included, or the one with the id `named`.  Raises NotWritten where
    there is none."""
    for spelt in spellings(named):
        if items := await work.lists.audits_of_case(spelt, whoever_reads=True):
            ids = [item.audit_id for item in items]
            return [*ids, *await work.seconds.repeating(ids)]
    if await work.lists.is_audit(named.strip()):
        return [named.strip()]
    raise NotWritten(
        f'There is no audit of a case "{named}", and none with this id. Write it as the case list does.'
    )


async def _id_of(work: Work, named: str) -> AuditId:
    for spelt in spellings(named):
        items = await work.lists.audits_of_case(spelt)
        if len(items) > 1:
            lines = "\n".join(_line(item) for item in items)
            raise NotWritten(
                f"{named} has {len(items)} audits. Write the id of one of them instead:\n{lines}"
            )
        if items:
            return items[0].audit_id
    if await work.lists.is_audit(named.strip()):
        return named.strip()
    raise NotWritten(
        f'There is no audit of a case "{named}", and none with this id. Write it as the case list does.'
    )


def _line(item: AuditListItem) -> str:
    submitted = item.audit.submitted_at
    told = f"submitted {uk_date(submitted.astimezone(UTC).date())}" if submitted else item.state.value
    return f"{item.audit_id}  month {item.month}, {told.replace('_', ' ')}"
