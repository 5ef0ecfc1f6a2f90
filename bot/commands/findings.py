"""What `doctor` finds: a sentence for each thing that the bot needs, and what to do where it is not right."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy.engine import make_url

from bot.commands.support import keyring
from bot.setting_readers import AppType
from bot.settings import PREFIX, Settings
from dialogs.audits.audit import Role
from storage.installation import Installation, look_at
from storage.migrations import is_newer, newest
from template_specs.dates import uk_date
from template_specs.workdays import bank_holidays

if TYPE_CHECKING:
    from bot.teams.identity import Identity
    from bot.teams.trial import Trial
    from storage.work import Storage

log = structlog.get_logger("app")

NEEDED: Final = (Role.AUDITOR, Role.MANAGER, Role.QA_LEAD)
"""Without somebody in each of these no audit can be done."""
OF_STAGES: Final = (Role.MODERATOR, Role.QA_LEAD)
"""Who is found by role alone when an audit reaches their stage; all others are named by the case list."""
CLOCK_LOOK: Final = 5.0
"""Seconds that clocks may differ: leases and heartbeats between processes rest on them."""
CLOCK_WRONG: Final = 120.0
"""Seconds from which Microsoft's tokens count as expired, or as not valid yet."""
FEWEST_HOLIDAYS: Final = 8
"""Bank holidays of an ordinary year in England and Wales."""


class State(StrEnum):
    """How something is."""

    RIGHT = "right"
    LOOK = "look"
    """It works, and somebody should look at it."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    state: State
    thing: str
    said: str
    """What is, and where it is not right, what to do."""

    @property
    def line(self) -> str:
        """As it is printed."""
        return f"{self.state:<5}  {self.thing}: {self.said}"


def right(thing: str, said: str) -> Finding:
    """All is well with it."""
    return Finding(State.RIGHT, thing, said)


def look(thing: str, said: str) -> Finding:
    """It works, and somebody should look at it."""
    return Finding(State.LOOK, thing, said)


def wrong(thing: str, said: str) -> Finding:
    """The bot cannot do its work like this."""
    return Finding(State.WRONG, thing, said)


def of_settings(settings: Settings) -> Finding:
    """They were read, and fit together."""
    where = f"{settings.mode}, listening on {settings.host}:{settings.port}."
    if settings.development:
        return right(
            "settings", where + " Development is for one machine: set AUDITBOT_MODE=production there."
        )
    if settings.metrics_open:
        return look(
            "settings", where + f" {PREFIX}METRICS_OPEN lets anybody read /metrics who reaches the port."
        )
    return right("settings", where)


def of_identity(settings: Settings) -> Finding:
    """Who the bot is to Microsoft."""
    if settings.development:
        return right("identity", "none is needed in development; only this machine is heard.")
    tenants = len(settings.tenant_ids)
    said = f"application {settings.app_id}, {settings.app_type}, {tenants} tenant{'s' * (tenants > 1)}."
    if settings.app_type is AppType.SINGLE_TENANT:
        cure = "The client secret ends one day: note its date, or use UserAssignedMSI, which has none."
        return look("identity", f"{said} {cure}")
    return right("identity", said)


async def of_database(settings: Settings) -> tuple[Installation | None, list[Finding]]:
    """What stands in the database, and what is to be said of it, its schema and its keys.

    Of one that does not answer, None stands; of one that is still to be made, an empty one.
    """
    from asyncpg import PostgresError
    from sqlalchemy.exc import DBAPIError

    from storage.readiness import problem
    from storage.transaction import StaleAudit
    from storage.work import Storage

    url = make_url(settings.database_url)
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite and not _is_made(url.database or ""):
        said = f"{url.database} is not there yet. The bot makes it when it first starts."
        return Installation(), [look("database", said), *_one_process(settings, sqlite)]
    storage = await Storage.open(settings.database_url, keyring(settings))
    try:
        began = time.perf_counter()
        looked = await look_at(storage)
        milliseconds = (time.perf_counter() - began) * 1000
        trouble = await problem(storage) if looked.known else ""
    except (DBAPIError, PostgresError, OSError, TimeoutError, StaleAudit) as away:
        cure = f"See that it runs, and that {PREFIX}DATABASE_URL is right."
        return None, [wrong("database", f"it does not answer ({type(away).__name__}). {cure}")]
    finally:
        await storage.close()
    if trouble:
        cure = "Look for a full disk, a standby server, or rights taken away."
        told = [wrong("database", f"it can be read and not written to ({trouble}). {cure}")]
    else:
        told = [right("database", f"{'SQLite' if sqlite else 'PostgreSQL'}, read in {milliseconds:.0f} ms.")]
    of_rows = (_schema(looked), _keys(settings, looked), _seals(looked))
    return looked, [*told, *_one_process(settings, sqlite), *of_rows]


def _is_made(file: str) -> bool:
    return Path(file).expanduser().is_file()


def _one_process(settings: Settings, sqlite: bool) -> Iterator[Finding]:
    if sqlite and not settings.development:
        cure = "Use PostgreSQL where the bot has to stay up while its machine restarts."
        yield look("database", f"SQLite serves one process on one machine. {cure}")


def _schema(looked: Installation) -> Finding:
    if not looked.revision:
        return look("migrations", "there are no tables yet. The bot makes them when it first starts.")
    if is_newer(looked.revision):
        said = f"the schema is {looked.revision}, of a newer program; this one ({newest()}) can work on it."
        return look("migrations", f"{said} Bring it up to date.")
    if looked.revision != newest():
        said = f"the schema is {looked.revision}, and this program needs {newest()}."
        return look("migrations", f"{said} It is migrated at the next start: back the database up first.")
    return right("migrations", f"the schema is {looked.revision}, this program's own.")


def _seals(looked: Installation) -> Finding:
    if looked.sealed:
        return right("seals", "people and audits bear seals: what is changed past the bot is not believed.")
    said = "a version before 0.3 began this database, and whoever can write to it can change it unseen."
    return look("seals", f"{said} Stop the bot, then run app.py trail verify and app.py trail seal.")


def _keys(settings: Settings, looked: Installation) -> Finding:
    if not looked.own_keys:
        said = (
            "the key that this database's look-ups rest on is not listed, so nobody and no case can be found."
        )
        cure = f"In {PREFIX}DATA_KEYS put new keys in front, and keep the others behind them."
        return wrong("keys", f"{said} {cure}")
    if not settings.data_keys:
        return right("keys", "this machine's own, beside the database: for development only.")
    count = settings.data_keys.count(",") + 1
    return right(
        "keys",
        f"{count} {'key' if count == 1 else 'keys'}, this database's own among them. "
        "Keep a copy apart from the database's backups: without it nothing can be read.",
    )


def identity_of(settings: Settings) -> Identity:
    """The bot's identity as bot/teams takes it."""
    from bot.teams.identity import Identity

    return Identity(
        mode=settings.mode.value,
        app_id=settings.app_id,
        app_type=settings.app_type.value if settings.app_type else "",
        app_password=settings.app_password,
        tenant_ids=settings.tenant_ids,
        service_hosts=settings.service_hosts,
        openid_metadata_url=settings.openid_metadata_url,
    )


async def of_trial(settings: Settings) -> Trial | None:
    """The connector tried; None in development, where there is nothing to try."""
    from bot.teams.trial import tried

    return None if settings.development else await tried(identity_of(settings))


def of_connector(settings: Settings, trial: Trial | None) -> Finding:
    """Whether Teams' requests can be checked and answered."""
    if settings.development:
        return right("connector", "not used in development.")
    if trial is None:
        return look("connector", "not tried (--offline). Run doctor once from where the bot will run.")
    if trial.keys_problem:
        cure = "Let this machine reach login.botframework.com over HTTPS."
        return wrong("connector", f"its signing keys cannot be read ({trial.keys_problem}). {cure}")
    if trial.token_problem:
        cure = (
            "See that the managed identity is this machine's and this registration's."
            if settings.app_type is AppType.USER_ASSIGNED_MSI
            else f"See {PREFIX}APP_PASSWORD (its value, not its id; has it ended?), APP_ID and TENANT_IDS."
        )
        return wrong("connector", f"Microsoft gives no token for the bot ({trial.token_problem}). {cure}")
    return right("connector", "its keys were read, and Microsoft gave a token for the bot.")


def of_clock(trial: Trial | None, database: float | None) -> Finding:
    """Whether this machine's clock agrees with those it works with."""
    ahead = {}
    if trial is not None and trial.ahead is not None:
        ahead["Microsoft's"] = trial.ahead
    if database is not None:
        ahead["the database's"] = time.time() - database
    if not ahead:
        return look(
            "clock", "there is no other clock to compare with. See that this machine keeps time (NTP)."
        )
    whose, seconds = max(ahead.items(), key=lambda other: abs(other[1]))
    said = f"{abs(seconds):.0f} seconds {'ahead of' if seconds > 0 else 'behind'} {whose}."
    if abs(seconds) >= CLOCK_WRONG:
        return wrong("clock", f"{said} Tokens are refused like this: let NTP set it.")
    if abs(seconds) >= CLOCK_LOOK:
        return look("clock", f"{said} Let NTP set it.")
    return right("clock", f"within {CLOCK_LOOK:.0f} seconds of {' and '.join(ahead)}.")


def of_forms(settings: Settings) -> Iterator[Finding]:
    """The forms that audits can be allocated with."""
    from template_specs.language.loader import FormFaults, forms_at_hand

    try:
        at_hand = forms_at_hand(settings.forms)
    except FormFaults as faulty:
        yield from (wrong("forms", str(fault)) for fault in faulty.faults)
        return
    yield from (wrong("forms", f"{fault} The form is left out until then.") for fault in at_hand.faults)
    own = f", your own in {settings.forms} among them" if settings.forms else ", all from the library"
    yield right("forms", f"{len(at_hand.forms)} can be used{own}.")


def of_people(settings: Settings, looked: Installation | None) -> Iterator[Finding]:
    """Who is on the people list, and who can be written to."""
    cure = "Import the people list: app.py people import FILE."
    missing = look if settings.development else wrong
    if looked is None:
        yield look("people", "not looked at: the database does not answer.")
        return
    if not looked.people:
        yield missing("people", f"nobody is on the people list. {cure}")
        return
    nobody = [role for role in NEEDED if not looked.roles.get(role)]
    if nobody:
        yield missing("people", f"nobody has the role {' or '.join(nobody)}. {cure}")
    yield from _of_stages(settings, looked)
    waiting = looked.people - looked.reached
    if waiting:
        said = f"{looked.people} on the list; {waiting} of them have not opened the bot in Teams yet."
        cure = "Nothing reaches them until they have, or it is installed for them: app.py people reach."
        yield look("people", f"{said} {cure}")
    else:
        yield right("people", f"{looked.people} on the list, and the bot can write to all of them.")
    if not looked.audits:
        yield look("cases", "none is allocated yet. Import a case list: app.py cases import FILE.")
    else:
        yield right("cases", f"{looked.audits} audits.")


def _of_stages(settings: Settings, looked: Installation) -> Iterator[Finding]:
    """Roles that a form's stage needs and nobody has."""
    from template_specs.language.loader import FormFaults, forms_at_hand

    try:
        forms = forms_at_hand(settings.forms).forms.values()
    except FormFaults:
        return
    for role in OF_STAGES:
        titles = [form.short_title for form in forms if any(stage.by == (role,) for stage in form.stages)]
        if titles and not looked.roles.get(role):
            said = f"nobody has the role {role}, and a stage waits for one in: {', '.join(titles)}."
            yield look("people", f"{said} Give it to somebody before such an audit is allocated.")


def of_delivery(looked: Installation | None) -> Finding:
    """What could not be delivered."""
    if looked is None:
        return look("delivery", "not looked at: the database does not answer.")
    if looked.held_up:
        said = f"{looked.held_up} {'card is' if looked.held_up == 1 else 'cards are'} held up."
        if looked.unreached:
            people = "1 person" if looked.unreached == 1 else f"{looked.unreached} people"
            said += f" {people} cannot be reached: app.py people unreachable says who, and what to do."
        return look("delivery", f"{said} app.py outbox list says which and why.")
    return right("delivery", "nothing is held up.")


async def missing_at_the_start(settings: Settings, storage: Storage) -> None:
    """Log what a process of production starts without: anybody on the people list, or a form of its own."""
    if settings.development:
        return
    if not (await look_at(storage)).people:
        log.warning("nobody_on_the_people_list", reason="import it: app.py people import FILE")
    if settings.forms:
        from template_specs.language.loader import FormFaults, forms_at_hand

        try:
            left_out = len(forms_at_hand(settings.forms).faults)
        except FormFaults as faulty:
            left_out = len(faulty.faults)
        if left_out:
            log.warning("faults_in_forms", count=left_out, reason="app.py doctor names them")


def of_holidays(today: date | None = None) -> Finding:
    """Whether next year's bank holidays are known, so that deadlines fall right."""
    year = (today or date.today()).year + 1
    known = bank_holidays(year)
    if len(known) < FEWEST_HOLIDAYS:
        said = f"{len(known)} bank holidays of {year} are known, and a year has {FEWEST_HOLIDAYS}."
        return wrong("holidays", f"{said} Update the package: pip install --upgrade holidays.")
    return right(
        "holidays", f"{len(known)} bank holidays of {year} are known, the first on {uk_date(known[0])}."
    )
