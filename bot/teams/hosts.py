"""The service URLs that the bot may send to."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from bot.teams.identity import Identity

PUBLIC_CLOUD: Final = "smba.trafficmanager.net"
"""Anyone can register another name under .trafficmanager.net, so the name is compared whole."""

_SECURE = re.compile(r"https://([a-z0-9.-]{1,253})((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*)/?")
_LOOPBACK = re.compile(
    r"http://(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?((?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*)/?"
)
_REMEMBERED: Final = 512


class NotAllowed(Exception):
    """The bot may not send to this service URL or id."""


class ServiceHosts:
    """The allow-list of service URLs.

    In production: https, exactly the public cloud's host or one of SERVICE_HOSTS, no port, any plain path.
    In development: http on this machine.  A URL is matched whole against a narrow pattern instead of being
    parsed, because where two URL parsers disagree, the bearer token could go to another host.
    """

    def __init__(self, identity: Identity):
        self._secure = identity.authenticated
        self._allowed = frozenset({PUBLIC_CLOUD, *identity.service_hosts})
        self._known: dict[str, str] = {}

    def base(self, service_url: str) -> str:
        """`service_url` without its last slash, when it is allowed.  Raises NotAllowed."""
        known = self._known.get(service_url)
        if known is not None:
            return known
        if not self._permits(service_url):
            raise NotAllowed("service URL is not on the allow-list")
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        base = self._known[service_url] = service_url.rstrip("/")
        return base

    def _permits(self, service_url: str) -> bool:
        if not self._secure:
            return _LOOPBACK.fullmatch(service_url) is not None
        match = _SECURE.fullmatch(service_url)
        return match is not None and match[1] in self._allowed


@lru_cache(maxsize=_REMEMBERED)
def segment(identifier: str) -> str:
    """`identifier` quoted as one segment of a path.  Raises NotAllowed if it could reach another path."""
    if not identifier or identifier.strip(".") == "" or any(ord(letter) < 32 for letter in identifier):
        raise NotAllowed("id cannot stand in a path")
    try:
        return quote(identifier, safe="")
    except UnicodeEncodeError as error:
        raise NotAllowed("id cannot stand in a path") from error
