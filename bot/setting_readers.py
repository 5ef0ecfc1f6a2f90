"""How each setting's text is read: what it may hold, and what to write where it holds something else.

No message repeats what was written: it may be a secret that was put into the wrong line.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.setting_cures import APP, CURES, TEAMS_HOST
from dialogs.audits.audit import Role
from storage.record_kinds import Kind
from template_specs.reminding import MOST_DAYS, USUAL, Reminding

DEFAULT_DATABASE = "sqlite:///data/auditbot.db"
DEFAULT_PURGE_LIST = "data/purged.list"
_DRIVERS = ("sqlite", "sqlite+aiosqlite", "postgresql", "postgresql+asyncpg")
_LOG_LEVELS = ("debug", "info", "warning", "error")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.I)
_KEY_ID = re.compile(r"[A-Za-z0-9_.-]{1,32}")


class Mode(StrEnum):
    """Where the bot runs: on a developer's machine, or for real people."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class AppType(StrEnum):
    """How the bot proves to Teams who it is."""

    SINGLE_TENANT = "SingleTenant"
    USER_ASSIGNED_MSI = "UserAssignedMSI"


class RoleSource(NamedTuple):
    """Where Microsoft Graph finds the people of a role."""

    role: str
    """A role's code; or APP."""
    id: str
    """The object id of a group; of an application, its client id."""


class Refused(Exception):
    """One setting's value is impossible; the text follows the setting's name."""


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise Refused(f"holds something else: write {' or '.join(words)}.")
        return text

    return read


def _mode(text: str) -> Mode:
    return Mode(_one_of(*Mode)(text))


def _app_type(text: str) -> AppType:
    return AppType(_one_of(*AppType)(text))


def _yes_no(text: str) -> bool:
    return _one_of("true", "false")(text) == "true"


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise Refused(f"is not a whole number from {least} to {most}: write one.")
        return int(text)

    return read


def _bind_host(text: str) -> str:
    if text != "localhost":
        try:
            ipaddress.ip_address(text)
        except ValueError:
            raise Refused("is not an IP address: write one of this machine, such as 127.0.0.1.") from None
    return text


def _database(text: str) -> str:
    """The address may hold a password, so that no message repeats it."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise Refused(f"is not a database address: {CURES['database_url']}.") from None
    if url.drivername not in _DRIVERS:
        raise Refused("is of another kind of database: begin it with sqlite:/// or postgresql://.")
    if url.get_backend_name() == "postgresql" and not url.database:
        raise Refused("names no database: end it with /NAME.")
    if url.get_backend_name() == "sqlite" and (not url.database or ":memory:" in url.database):
        raise Refused("names no file, and what is kept in memory is lost: write " + DEFAULT_DATABASE + ".")
    return text


def _replica(text: str) -> str:
    if make_url(_database(text)).get_backend_name() != "postgresql":
        raise Refused(f"names no PostgreSQL server: {CURES['database_read_url']}.")
    return text


def _guid(text: str) -> str:
    if not _GUID.fullmatch(text):
        raise Refused("is not an id: write it as Azure shows it, 8-4-4-4-12 letters and figures.")
    if not text.replace("0", "").replace("-", ""):
        raise Refused("is all noughts: write the id as Azure shows it.")
    return text.lower()


def _guids(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_guid(part) for part in _split(text)))


def _password(text: str) -> str:
    if len(text) < 16:
        raise Refused("is too short to be a client secret: copy the secret's value (not its id) from Azure.")
    return text


def _data_keys(text: str) -> str:
    """The text itself, once every pair in it was read; no message repeats a key."""
    ids: set[str] = set()
    sealing = 0
    for place, pair in enumerate(_split(text), 1):
        key_id, colon, encoded = pair.partition(":")
        if not colon or not _KEY_ID.fullmatch(key_id):
            raise Refused(f"is not id:base64 in its pair {place}: {CURES['data_keys']}.")
        encoded, ends, use = encoded.partition(":")
        if ends and use != "read":
            raise Refused(f"has something other than :read behind its pair {place}: write :read, or nothing.")
        sealing += not ends
        try:
            key = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            key = b""
        if len(key) != 32 or len(set(key)) < 8:
            raise Refused(f"does not hold 32 random bytes in its pair {place}: {CURES['data_keys']}.")
        if key_id in ids:
            raise Refused(f"uses one id twice (pair {place}): give each key an id of its own.")
        ids.add(key_id)
    if not sealing:
        raise Refused("lists keys that only read: take :read off the one that is to encrypt.")
    return text


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(part.lower() for part in _split(text))
    for place, host in enumerate(hosts, 1):
        if not _HOST.fullmatch(host):
            raise Refused(
                f"holds something else in its place {place}: write host names such as {TEAMS_HOST}, "
                "without https://."
            )
    return hosts


def _networks(text: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    networks = []
    for place, part in enumerate(_split(text), 1):
        try:
            networks.append(ipaddress.ip_network(part))
        except ValueError:
            raise Refused(f"holds no address in its place {place}: {CURES['proxies']}.") from None
    return tuple(networks)


def _folder(text: str) -> str:
    if not Path(text).is_dir():
        raise Refused(f"names no folder of this machine: {CURES['forms']}.")
    return text


def _organisation(text: str) -> str:
    if len(text) > 32:
        raise Refused(f"is longer than the 32 characters that Teams shows: {CURES['organisation']}.")
    return text


def _https(text: str) -> str:
    if not re.fullmatch(r"https://[^/\s@]+/\S+", text):
        raise Refused("is not such an address: write one that begins with https://.")
    return text


def _page(text: str) -> str:
    if not re.fullmatch(r"https://[^/\s@]+(/\S*)?", text):
        raise Refused("is not the address of a page: write one that begins with https://.")
    return text


def _collector(text: str) -> str:
    if not re.fullmatch(r"https?://[^/\s@]+(/\S*)?", text):
        raise Refused(f"is not the address of a collector: {CURES['traces_url']}.")
    return text


def _days(text: str) -> tuple[date, ...]:
    """Days, and stretches of days with ".." between the first and the last."""
    days: list[date] = []
    for part in _split(text):
        first, _dots, last = part.partition("..")
        try:
            begin, end = date.fromisoformat(first.strip()), date.fromisoformat((last or first).strip())
        except ValueError:
            raise Refused("holds something that is no day: write days such as 2026-12-24.") from None
        if not 0 <= (end - begin).days < MOST_CLOSED:
            raise Refused("has a stretch that ends before it begins, or is longer than a year.")
        days += [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    return tuple(dict.fromkeys(days))


def _split(text: str) -> list[str]:
    parts = [part.strip() for part in text.split(",")]
    if not all(parts):
        raise Refused("has an empty place between its commas: take the spare comma out.")
    return parts


MOST_CLOSED = 366
"""Days of one closure."""


def _emails(text: str) -> tuple[str, ...]:
    emails = tuple(part.strip() for part in text.replace(";", ",").split(",") if part.strip())
    for email in emails:
        name, at, host = email.partition("@")
        if not (name and at and "." in host) or any(sign.isspace() for sign in email):
            raise Refused(f"names something that is no e-mail address: {CURES['duty_emails']}")
    return emails


def _retention(text: str) -> dict[Kind, int]:
    months: dict[Kind, int] = {}
    for place, part in enumerate(_split(text), 1):
        name, _, number = (side.strip() for side in part.partition("="))
        if name not in set(Kind) or not re.fullmatch(r"\d{1,4}", number) or Kind(name) in months:
            raise Refused(
                f"holds something else in its place {place}, or one kind twice: {CURES['retention']}."
            )
        if not int(number):
            raise Refused(
                f"keeps a kind for 0 months (place {place}), which would purge it at once: write 1 or more."
            )
        months[Kind(name)] = int(number)
    return months


def _reminders(text: str) -> Reminding:
    said: dict[str, Any] = {}
    for place, part in enumerate(_split(text), 1):
        name, _, value = (side.strip().casefold() for side in part.partition("="))
        fault = f"holds something else in its place {place}, or one name twice: {CURES['reminders']}."
        if name in said:
            raise Refused(fault)
        if name == "on" and value in ("yes", "no"):
            said[name] = value == "yes"
        elif name in ("before", "after") and value.isdecimal() and int(value) <= MOST_DAYS:
            said[name] = int(value)
        else:
            raise Refused(fault)
    return Reminding(**said).over(USUAL)


def _file(text: str) -> str:
    if Path(text).is_dir() or Path(text).suffix != ".list":
        raise Refused(f"names no such file: {CURES['purge_list']}.")
    return text


def _graph_roles(text: str) -> tuple[RoleSource, ...]:
    sources = []
    for place, part in enumerate(_split(text), 1):
        role, _, id = (side.strip() for side in part.partition("="))
        if role not in {*Role, APP}:
            raise Refused(f"names no role in its place {place}: {CURES['graph_roles']}.")
        sources.append(RoleSource(role, _guid(id)))
    return tuple(dict.fromkeys(sources))


READERS: Mapping[str, Callable[[str], Any]] = {
    "mode": _mode,
    "host": _bind_host,
    "port": _whole(1, 65535),
    "database_url": _database,
    "database_read_url": _replica,
    "app_id": _guid,
    "app_type": _app_type,
    "app_password": _password,
    "tenant_ids": _guids,
    "data_keys": _data_keys,
    "service_hosts": _hosts,
    "openid_metadata_url": _https,
    "forms": _folder,
    "organisation": _organisation,
    "website_url": _page,
    "privacy_url": _page,
    "terms_url": _page,
    "public_url": _page,
    "tab_client_id": _guid,
    "catalogue_app_id": _guid,
    "metrics_open": _yes_no,
    "proxies": _networks,
    "most_connections": _whole(20, 100_000),
    "log_level": _one_of(*_LOG_LEVELS),
    "traces_url": _collector,
    "concern_hours": _whole(1, 72),
    "graph_roles": _graph_roles,
    "graph_install": _yes_no,
    "duty_emails": _emails,
    "closed_days": _days,
    "reminders": _reminders,
    "retention": _retention,
    "purge_list": _file,
    "shutdown_seconds": _whole(1, 600),
}
