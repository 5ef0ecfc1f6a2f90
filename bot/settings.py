"""The bot's settings: read from the environment and `.env`, refused in plain words where they cannot work.

Nothing here starts open: the mode must be stated, and production needs a whole identity and its data keys.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic_settings import BaseSettings, SettingsConfigDict
from rapidfuzz import process

from bot.setting_cures import CURES
from bot.setting_readers import (
    DEFAULT_DATABASE,
    DEFAULT_PURGE_LIST,
    READERS,
    AppType,
    Mode,
    Refused,
    RoleSource,
)
from storage.record_kinds import Kind
from template_specs.reminding import USUAL, Reminding

PREFIX = "AUDITBOT_"
_OF_PRODUCTION = ("app_id", "app_type", "app_password", "tenant_ids", "service_hosts", "openid_metadata_url")


class NotStartable(Exception):
    """The settings cannot work.  `faults` holds a sentence each, naming the setting and what to write."""

    def __init__(self, faults: tuple[str, ...]):
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings that were checked as a whole: an identity in production; in development none, and loopback."""

    mode: Mode
    host: str = "127.0.0.1"
    port: int = 3978
    database_url: str = field(default=DEFAULT_DATABASE, repr=False)
    database_read_url: str = field(default="", repr=False)
    """A PostgreSQL replica for reports, lists and exports; empty: they read the database itself."""
    app_id: str = ""
    app_type: AppType | None = None
    app_password: str = field(default="", repr=False)
    tenant_ids: tuple[str, ...] = ()
    data_keys: str = field(default="", repr=False)
    """`id:base64` pairs, the first one encrypts; empty in development only."""
    service_hosts: tuple[str, ...] = ()
    """Hosts besides the public cloud's that may be sent the bot's token (national clouds)."""
    openid_metadata_url: str = ""
    """Empty: the public cloud's."""
    forms: str = ""
    """A folder with the organisation's own forms and wordings; empty: only those that come with the bot."""
    public_url: str = ""
    """The address that people reach the bot by, for the desk and for documents; empty: the desk is closed."""
    tab_client_id: str = ""
    """The app registration that signs people in to the desk."""
    catalogue_app_id: str = ""
    """The app's id in the organisation's catalogue, which links into Teams name; empty: the package was
    uploaded as it is, and links name `app_id`."""
    metrics_open: bool = False
    proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    """What stands in front and speaks for many people: not capped by peer."""
    most_connections: int = 0
    """0: as many as the system's limit on open files leaves room for, at most 2,000."""
    organisation: str = field(default="", repr=False)
    """Who offers the bot in Teams; this and the next three are for the app package only."""
    website_url: str = ""
    privacy_url: str = ""
    terms_url: str = ""
    log_level: str = "info"
    traces_url: str = field(default="", repr=False)
    """Where spans go (OpenTelemetry over HTTP); empty: none are made."""
    graph_roles: tuple[RoleSource, ...] = ()
    """Where Microsoft Graph finds the people of each role; empty: the people list comes from files."""
    graph_install: bool = False
    """Whether the app is installed through Graph for whoever is owed something and has not opened the bot."""
    concern_hours: int = 2
    """Clock hours after which a concern that nobody has read goes to the service manager and the QA lead."""
    duty_emails: tuple[str, ...] = ()
    """Who gets concerns out of hours as well."""
    closed_days: tuple[date, ...] = ()
    """Days on which nobody works, beside weekends and bank holidays."""
    reminders: Reminding = USUAL
    """When people are reminded of a deadline, where a form does not say."""
    retention: Mapping[Kind, int] = field(default_factory=dict)
    """How many months each kind of record is kept; one that is not named, for ever."""
    purge_list: str = DEFAULT_PURGE_LIST
    """The file that says what was purged."""
    shutdown_seconds: int = 20
    """How long turns under way may take to finish after SIGTERM."""

    @property
    def development(self) -> bool:
        """Whether this is a developer's machine."""
        return self.mode is Mode.DEVELOPMENT


class _Raw(BaseSettings):
    """What stands in the environment and `.env`, unread."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", hide_input_in_errors=True)

    mode: str | None = None
    host: str | None = None
    port: str | None = None
    database_url: str | None = None
    database_read_url: str | None = None
    app_id: str | None = None
    app_type: str | None = None
    app_password: str | None = None
    tenant_ids: str | None = None
    data_keys: str | None = None
    service_hosts: str | None = None
    openid_metadata_url: str | None = None
    forms: str | None = None
    public_url: str | None = None
    tab_client_id: str | None = None
    catalogue_app_id: str | None = None
    metrics_open: str | None = None
    proxies: str | None = None
    most_connections: str | None = None
    organisation: str | None = None
    website_url: str | None = None
    privacy_url: str | None = None
    terms_url: str | None = None
    log_level: str | None = None
    traces_url: str | None = None
    graph_roles: str | None = None
    graph_install: str | None = None
    concern_hours: str | None = None
    duty_emails: str | None = None
    closed_days: str | None = None
    reminders: str | None = None
    retention: str | None = None
    purge_list: str | None = None
    shutdown_seconds: str | None = None


def load(env_file: Path | None = Path(".env"), *, mode: Mode | None = None) -> Settings:
    """The settings of this process, checked.  `mode` stands in for an unset AUDITBOT_MODE (make run states
    it so).  Raises NotStartable with every fault found."""
    arguments: dict[str, Any] = {"_env_file": env_file}
    raw = _Raw(**arguments).model_dump(exclude_none=True)
    if mode is not None:
        raw.setdefault("mode", mode.value)
    faults = _misspelt(env_file)
    values = _checked(raw, faults)
    if not faults:
        faults += _together(values)
    if faults:
        raise NotStartable(tuple(faults))
    return Settings(**values)


def own_forms(env_file: Path | None = Path(".env")) -> str:
    """The folder of the organisation's own forms, whatever else is set; empty where none is named.

    Raises NotStartable.
    """
    return str(_some({"forms"}, env_file).get("forms", ""))


def only(*names: str, also: tuple[str, ...] = (), env_file: Path | None = Path(".env")) -> Mapping[str, str]:
    """These settings, each of them needed, and of `also` those that are set, whatever else is.  Raises
    NotStartable."""
    values = _some({*names, *also}, env_file)
    missing = [f"{PREFIX}{name.upper()} is not set: {CURES[name]}." for name in names if name not in values]
    if missing:
        raise NotStartable(tuple(missing))
    return values


def _some(names: set[str], env_file: Path | None) -> Mapping[str, Any]:
    arguments: dict[str, Any] = {"_env_file": env_file}
    raw = _Raw(**arguments).model_dump(include=names, exclude_none=True)
    faults: list[str] = []
    values = _checked({"mode": Mode.DEVELOPMENT.value, **raw}, faults)
    if faults:
        raise NotStartable(tuple(faults))
    return values


def _misspelt(env_file: Path | None) -> list[str]:
    names = {name for name in os.environ if name.upper().startswith(PREFIX)}
    if env_file is not None and env_file.is_file():
        names |= {name for name in dotenv_values(env_file) if name.upper().startswith(PREFIX)}
    known = [PREFIX + name.upper() for name in _Raw.model_fields]
    faults = []
    for name in sorted(names):
        if name.upper() not in known:
            near = process.extractOne(name.upper(), known, score_cutoff=80)
            cure = f"Did you mean {near[0]}?" if near else f"The settings are {', '.join(known)}."
            faults.append(f"{name} is not a setting. {cure}")
    return faults


def _checked(raw: Mapping[str, str], faults: list[str]) -> dict[str, Any]:
    """Each value read by its own reader; what is refused goes to `faults`."""
    values: dict[str, Any] = {}
    for name, text in raw.items():
        setting = PREFIX + name.upper()
        if not text.strip():
            faults.append(f"{setting} is empty: {CURES[name]}, or take the line out.")
            continue
        if text != text.strip():
            faults.append(f"{setting} begins or ends with a space: take the space out.")
            continue
        try:
            values[name] = READERS[name](text)
        except Refused as refused:
            faults.append(f"{setting} {refused}")
    if "mode" not in raw:
        faults.insert(0, f"{PREFIX}MODE is not set: {CURES['mode']}.")
    return values


def _together(values: Mapping[str, Any]) -> list[str]:
    """What single values cannot show: whether they make a safe whole."""
    faults = _identity(values)
    faults += _replica(values)
    if values["mode"] is Mode.DEVELOPMENT and values.get("graph_install"):
        faults.append(f"{PREFIX}GRAPH_INSTALL belongs to production: take the line out.")
    if values["mode"] is Mode.PRODUCTION:
        if "data_keys" not in values:
            faults.append(f"{PREFIX}DATA_KEYS is not set: {CURES['data_keys']}.")
    elif not _loopback(values.get("host", "127.0.0.1")):
        faults.append(f"{PREFIX}HOST must be 127.0.0.1 (or ::1, localhost) in development.")
    return faults


def _replica(values: Mapping[str, Any]) -> list[str]:
    """A replica is one of the database that is written to, and not that one itself."""
    setting, main = f"{PREFIX}DATABASE_READ_URL", str(values.get("database_url", DEFAULT_DATABASE))
    if "database_read_url" not in values:
        return []
    if main.startswith("sqlite"):
        return [
            f"{setting} needs PostgreSQL in {PREFIX}DATABASE_URL, whose replica it is: take the line out."
        ]
    if values["database_read_url"] == main:
        return [f"{setting} names the database itself: {CURES['database_read_url']}, or take the line out."]
    return []


def _identity(values: Mapping[str, Any]) -> list[str]:
    """A whole identity in production, and none at all in development."""
    if values["mode"] is Mode.DEVELOPMENT:
        text = "belongs to production: take the line out (development hears only this machine)."
        return [f"{PREFIX}{name.upper()} {text}" for name in _OF_PRODUCTION if name in values]
    parts = ("app_id", "app_type", "tenant_ids")
    faults = [f"{PREFIX}{name.upper()} is not set: {CURES[name]}." for name in parts if name not in values]
    app_type = values.get("app_type")
    if app_type is AppType.SINGLE_TENANT and "app_password" not in values:
        faults.append(f"{PREFIX}APP_PASSWORD is not set: {CURES['app_password']}.")
    if app_type is AppType.USER_ASSIGNED_MSI and "app_password" in values:
        faults.append(f"{PREFIX}APP_PASSWORD does not go with UserAssignedMSI: take the line out.")
    return faults


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
