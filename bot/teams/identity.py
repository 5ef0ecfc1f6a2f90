"""The bot's identity and whom it listens to: the settings that decide whether a request is trusted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

OPENID_METADATA_URL: Final = "https://login.botframework.com/v1/.well-known/openidconfiguration"
"""Where the Bot Connector publishes its signing keys (Microsoft, "Connector authentication")."""

DEVELOPMENT: Final = "development"
PRODUCTION: Final = "production"
SINGLE_TENANT: Final = "SingleTenant"
MANAGED_IDENTITY: Final = "UserAssignedMSI"

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_HOST = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
LOOPBACK_NAMES: Final = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class Identity:
    """The bot's registration and its allow-lists.  Cannot be built incomplete: ValueError names the setting.

    There are only two modes.  In `development` authentication is off and only this machine may connect, so no
    registration may be given.  In `production` all of it must be.  The stock SDK treats an empty app id as
    "authentication off", so nothing here has a usable default.
    """

    mode: str
    app_id: str = ""
    app_type: str = ""
    app_password: str = field(default="", repr=False)
    tenant_ids: tuple[str, ...] = ()
    """The only tenants allowed; the first is the bot's own, where a SingleTenant bot gets its tokens."""
    service_hosts: tuple[str, ...] = ()
    """Further hosts that may be sent the bot's token, for national clouds."""
    openid_metadata_url: str = ""
    """Empty means the public cloud's."""

    def __post_init__(self) -> None:
        for name in ("tenant_ids", "service_hosts"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise ValueError(f"{name.upper()} must be a list")
            object.__setattr__(self, name, tuple(value))
        if self.mode == DEVELOPMENT:
            self._check_development()
        elif self.mode == PRODUCTION:
            self._check_production()
        else:
            raise ValueError(f"MODE must be {DEVELOPMENT} or {PRODUCTION}")
        object.__setattr__(self, "app_id", self.app_id.lower())
        object.__setattr__(self, "tenant_ids", tuple(tenant.lower() for tenant in self.tenant_ids))
        object.__setattr__(self, "openid_metadata_url", self.openid_metadata_url or OPENID_METADATA_URL)

    @property
    def authenticated(self) -> bool:
        """Whether every request must carry a token (production)."""
        return self.mode == PRODUCTION

    def _check_development(self) -> None:
        given = {
            "APP_ID": self.app_id,
            "APP_TYPE": self.app_type,
            "APP_PASSWORD": self.app_password,
            "TENANT_IDS": self.tenant_ids,
            "SERVICE_HOSTS": self.service_hosts,
            "OPENID_METADATA_URL": self.openid_metadata_url,
        }
        for name, value in given.items():
            if value:
                raise ValueError(f"{name} belongs to MODE=production; in development authentication is off")

    def _check_production(self) -> None:
        if not _GUID.fullmatch(self.app_id):
            raise ValueError("APP_ID must be the bot's application id (a GUID)")
        if self.app_type == SINGLE_TENANT:
            if not self.app_password.strip():
                raise ValueError(f"APP_PASSWORD is needed with APP_TYPE={SINGLE_TENANT}")
        elif self.app_type == MANAGED_IDENTITY:
            if self.app_password:
                raise ValueError(f"APP_PASSWORD is not used with APP_TYPE={MANAGED_IDENTITY}: remove it")
        else:
            raise ValueError(f"APP_TYPE must be {SINGLE_TENANT} or {MANAGED_IDENTITY}")
        if not self.tenant_ids:
            raise ValueError("TENANT_IDS must name at least one tenant")
        if not all(_GUID.fullmatch(tenant) for tenant in self.tenant_ids):
            raise ValueError("TENANT_IDS must be tenant ids (GUIDs)")
        if not all(_HOST.fullmatch(host) for host in self.service_hosts):
            raise ValueError(
                "SERVICE_HOSTS must be plain host names, lower case, without scheme, port or path"
            )
        if self.openid_metadata_url and not safe_fetch(self.openid_metadata_url):
            raise ValueError("OPENID_METADATA_URL must be an https address")


def safe_fetch(url: str) -> bool:
    """Whether keys may be read from `url`: over https or from this machine, where nobody can swap them."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if not host or "@" in parts.netloc or not url.isascii():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK_NAMES)
