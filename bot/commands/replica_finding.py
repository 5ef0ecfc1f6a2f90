"""What `doctor` finds of the replica that reports, lists and exports are read from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy.engine import make_url

from bot.commands.findings import Finding, look, right, wrong
from bot.commands.support import keyring
from bot.settings import PREFIX, Settings
from storage.migrations import newest
from template_specs.dates import moment

if TYPE_CHECKING:
    from storage.replica import Standing

_SETTING = f"{PREFIX}DATABASE_READ_URL"
_INSTEAD = "Reports, lists and exports are read from the database itself."


async def of_replica(settings: Settings) -> list[Finding]:
    """Whether the replica answers, can be written to, has this program's schema, and is how far behind;
    nothing where none is named."""
    if not settings.database_read_url:
        return []
    from storage.replica import AWAY, look_at_replica
    from storage.work import Storage

    main = await Storage.open(settings.database_url, keyring(settings))
    try:
        replica = await Storage.open(settings.database_read_url, main.keyring, read_only=True)
        try:
            stands = await look_at_replica(main, replica, lambda: datetime.now(UTC))
        except (*AWAY, TimeoutError):
            return [look("replica", "not looked at: the database itself does not answer.")]
        finally:
            await replica.close()
    finally:
        await main.close()
    return [told(stands, make_url(settings.database_read_url).host or "")]


def told(stands: Standing, host: str) -> Finding:
    """What is to be said of a replica that stands like this; `host`: where it is, empty for this machine."""
    from storage.replica import MOST_BEHIND, Unfit

    where = f"at {host}" if host else "on this machine"
    match stands.unfit:
        case Unfit.AWAY | Unfit.NOT_SEEN:
            return wrong("replica", f"it does not answer ({where}). {_INSTEAD} See that {_SETTING} is right.")
        case Unfit.SCHEMA:
            has = f"its schema is {stands.revision}" if stands.revision else "it has no tables"
            cure = "Wait until it has what the migration wrote; then make it anew."
            return wrong("replica", f"{has}, and this program needs {newest()}. {_INSTEAD} {cure}")
        case Unfit.KEYS:
            said = "it is no copy of this database: its look-ups rest on a key that is not listed."
            return wrong("replica", f"{said} {_INSTEAD} See that {_SETTING} is right.")
        case Unfit.BEHIND:
            since = (
                f"since {moment(stands.complete_until)}"
                if stands.complete_until
                else "nobody can say since when"
            )
            cure = f"See what holds it up. It is read while it is less than {MOST_BEHIND.seconds} s behind."
            return wrong("replica", f"it is too far behind ({since}). {_INSTEAD} {cure}")
        case None:
            until = (
                f"behind, as of {moment(stands.complete_until)}"
                if stands.complete_until and stands.behind
                else "up to date"
            )
            said = f"it answers ({where}), schema {stands.revision}, {until}."
            if not stands.read_only:
                cure = "The bot only reads it; give it an account that can do no more."
                return look("replica", f"{said} It can be written to. {cure}")
            return right("replica", f"{said} It takes no writes.")
