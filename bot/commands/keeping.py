"""`app.py purge`, `hold`, `release` and `holds`: how long audits are kept, and which are kept longer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.support import Counter, finish, opened, operator, ready_settings, refuse

if TYPE_CHECKING:
    from storage.purging import Due
    from storage.work import Work

Because = Annotated[str, typer.Option("--because", metavar="WHY", help="The reason; it is kept, encrypted.")]
CaseOrId = Annotated[str, typer.Argument(metavar="CASE_OR_ID", help="A case's reference, or an audit's id.")]


def purge(
    due: Annotated[bool, typer.Option("--due", help="Everything whose time is over.")] = False,
    again: Annotated[
        bool, typer.Option("--again", help="What was purged before, and came back with an older database.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list it.")] = False,
) -> None:
    """Purge what is kept long enough: AUDITBOT_RETENTION says how many months each kind is kept.  A kind that
    it does not name is kept for ever, and an audit on hold stays.

    Of an audit its key is destroyed: nobody can read its words and its case reference any more, while its
    trail still verifies.  Of people who have left, name and address go.  What is purged is written into the
    file of AUDITBOT_PURGE_LIST first, so that restore purges it again: keep that file with the backups.  List
    it first:

    python app.py purge --due --dry-run

    python app.py purge --due
    """
    from datetime import UTC, datetime

    from storage.purging import NotReplayed, PurgeList, replay
    from storage.purging import due as all_due
    from storage.purging import purge as purged

    async def listed() -> list[Due]:
        async with opened(settings) as storage, storage.work(write=False) as work:
            return await all_due(storage, work, settings.retention, now)

    async def work(wanted: list[Due]) -> int:
        async with opened(settings) as storage:
            keeping = PurgeList(Path(settings.purge_list), storage.keyring)
            if again:
                return await replay(storage, keeping, progress)
            return await purged(storage, wanted, keeping, now, progress)

    settings, now = ready_settings(), datetime.now(UTC)
    if due == again:
        refuse(["Write --due or --again. Nothing was purged."])
    wanted: list[Due] = []
    if due:
        if not settings.retention:
            refuse(
                [
                    "AUDITBOT_RETENTION is not set, so everything is kept for ever. Write how many months "
                    "each kind is kept, such as audits=84,withdrawn=12,access=84. Nothing was purged."
                ]
            )
        wanted = finish(listed())
        for one in wanted:
            typer.echo(_line(one))
    if dry_run:
        going = sum(not one.held for one in wanted)
        typer.echo(f"{going:,} would be purged, {len(wanted) - going:,} stay on hold. Nothing was purged.")
        return
    try:
        with Counter("things") as progress:
            done = finish(work(wanted))
    except NotReplayed as refused:
        refuse([f"{refused}. Nothing was purged."])
    except OSError as problem:
        refuse([f"{settings.purge_list} cannot be written ({problem.strerror}). Nothing was purged."])
    typer.echo(f"{done:,} purged. The list is {settings.purge_list}: keep it with the backups.")


def hold(named: CaseOrId, because: Because) -> None:
    """Keep a case's audits (or one) from being purged, until they are released: for a complaint, an inquiry,
    a court.  Example: python app.py hold TS-101 --because "Complaint 26/114"
    """
    from datetime import UTC, datetime

    async def held(work: Work, audits: list[str]) -> None:
        for audit in audits:
            await work.holds.place(audit, operator(), because.strip(), datetime.now(UTC))

    done = _on_each(named, because, held)
    typer.echo(f"{named}: {_audits(done)} on hold. Nothing of it is purged until it is released.")


def release(named: CaseOrId, because: Because) -> None:
    """Let a held case's audits (or one) go: they are purged when their time is over.  Example:
    python app.py release TS-101 --because "Complaint 26/114 is closed"
    """
    from datetime import UTC, datetime

    ended = 0

    async def let_go(work: Work, audits: list[str]) -> None:
        nonlocal ended
        for audit in audits:
            ended += await work.holds.release(audit, operator(), because.strip(), datetime.now(UTC))

    _on_each(named, because, let_go)
    if not ended:
        refuse([f"{named} is not on hold. Nothing was changed."])
    typer.echo(f"{named}: released. {ended:,} {'hold' if ended == 1 else 'holds'} ended.")


def holds() -> None:
    """List every hold there is or was, the latest first, with who, when and why.  Example:
    python app.py holds
    """
    from template_specs.dates import moment

    async def work() -> list[str]:
        async with opened(settings) as storage, storage.work(write=False) as work:
            found = await work.holds.all()
            cases = await work.lists.references([hold.audit_id for hold in found])
        lines = []
        for hold in found:
            case = cases.get(hold.audit_id, hold.audit_id)
            if not hold.sound:
                lines.append(
                    f"{case}: a hold of {moment(hold.at)} that was changed; it still keeps the audit."
                )
                continue
            line = f"{case}: held since {moment(hold.at)} by {hold.by}, because {hold.why}"
            if hold.released_at is not None:
                line += f"; released {moment(hold.released_at)} by {hold.released_by}: {hold.released_why}"
            lines.append(line)
        return lines

    settings = ready_settings()
    for line in finish(work()) or ["Nothing is on hold, and nothing ever was."]:
        typer.echo(line)


def _on_each(named: str, because: str, act: object) -> int:
    """Do something to each audit of a case, or to one; how many."""
    from collections.abc import Awaitable, Callable
    from typing import cast

    from bot.documents.files import NotWritten
    from bot.documents.read_audit import ids_of
    from storage.seals import SealBroken

    acting = cast("Callable[[Work, list[str]], Awaitable[None]]", act)

    async def work() -> int:
        async with opened(settings) as storage, storage.work() as work:
            audits = await ids_of(work, named)
            await acting(work, audits)
            return len(audits)

    settings = ready_settings()
    if not because.strip():
        refuse(["Write the reason after --because. Nothing was changed."])
    try:
        return finish(work())
    except NotWritten as refused:
        refuse([str(refused)])
    except SealBroken:
        refuse([f"{named}: a hold on it was changed past the bot: run trail verify. Nothing was changed."])


def _line(one: Due) -> str:
    from storage.purging import BY_AGE
    from storage.record_kinds import Kind
    from template_specs.dates import uk_date

    day = uk_date(one.since.date())
    if one.kind in BY_AGE:
        return f"{one.kind.value}: {one.rows:,} before {day}"
    if one.kind is Kind.PEOPLE:
        return f"person {one.id}: last trace {day if one.since.year > 1970 else 'none'}"
    return f"audit {one.id} ({one.kind.value}): last changed {day}{', on hold: stays' * one.held}"


def _audits(count: int) -> str:
    return f"{count:,} {'audit is' if count == 1 else 'audits are'}"
