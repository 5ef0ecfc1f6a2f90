"""The access log in words."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.audits.audit import AuditId
from dialogs.audits.restriction import RESTRICTED
from storage.access_log import Access, Way
from storage.work import Work
from template_specs.dates import moment
from template_specs.sentences import N_, _, worded

WAYS = {
    Way.CHAT: N_("in the chat"),
    Way.DESK: N_("at the desk"),
    Way.DOCUMENT: N_("as a document"),
    Way.COMMAND: N_("by a command"),
    Way.EXPORT: N_("with an export of everything"),
}


async def lines_of(work: Work, readings: Iterable[Access]) -> list[str]:
    """A line for each reading: when, who, which case, how; of a case that does not open to the reader of this
    transaction, that it is a restricted one."""
    readings = list(readings)
    people = await work.people.people_named({read.by for read in readings if read.by})
    audits = [read.audit_id for read in readings if read.audit_id]
    cases: dict[AuditId, str] = await work.lists.references(audits)
    cases |= dict.fromkeys(await work.lists.closed(audits), worded(RESTRICTED))
    lines = []
    for read in readings:
        if read.by is None:
            who = _("somebody as {account} on the bot's machine", account=read.operator or "?")
        else:
            who = people[read.by].name if read.by in people else _("somebody who has left")
        case = cases.get(read.audit_id, read.audit_id) if read.audit_id else _("all cases")
        how = f", {worded(WAYS[read.way])}" if read.way is not None else ""
        told = _("{when}: {who} read {case}{how}.", when=moment(read.at), who=who, case=case, how=how)
        lines.append(told if read.sound else f"{told} " + _("(This entry was changed past the bot.)"))
    return lines
