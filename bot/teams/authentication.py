"""Checks that a request comes from Teams: its token is valid, and the activity agrees with it."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import jwt

from bot.teams.keys import ALGORITHM, SigningKeys

ISSUER: Final = "https://api.botframework.com"
LEEWAY: Final = 300.0
"""Allowed clock difference, in seconds."""
REMEMBER_FOR: Final = 300.0
"""Seconds that a verified token is believed without checking its signature again; never past its `exp`."""
REMEMBERED: Final = 2048
LAST_SECOND: Final = 1 << 40
LONGEST: Final = 8192


class Refused(Exception):
    """A request that is refused: the HTTP status, and a reason that quotes nothing from the request."""

    def __init__(self, status: int, reason: str):
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Verified:
    """The claims of a valid token that the activity must agree with."""

    service_url: str
    endorsements: frozenset[str]


class Authenticator:
    """Checks the tokens of the Bot Connector with PyJWT directly.

    RS256 only; issuer and audience exact; `exp` required; clocks within five minutes; the signing key found
    by `kid` among the published ones alone (a token's own jku, x5u or jwk is never read).
    """

    def __init__(self, app_id: str, keys: SigningKeys, clock: Callable[[], float]):
        self._app_id = app_id
        self._keys = keys
        self._clock = clock
        self._known: OrderedDict[bytes, tuple[float, Verified]] = OrderedDict()

    async def verify(self, headers: Sequence[str]) -> Verified:
        """Check the Authorization headers of a request.  Raises Refused (401)."""
        if len(headers) != 1:
            raise Refused(401, "not one Authorization header")
        scheme, _, token = headers[0].partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > LONGEST or not token.isascii():
            raise Refused(401, "not a bearer token")
        # Hashed, so that no usable token stays in memory longer than its request.
        digest = hashlib.sha256(token.encode()).digest()
        known = self._known.get(digest)
        if known is not None and self._clock() < known[0]:
            return known[1]
        until, verified = await self._check(token)
        if len(self._known) >= REMEMBERED:
            self._known.popitem(last=False)
        self._known[digest] = (until, verified)
        return verified

    def admit(self, verified: Verified, service_url: str, channel_id: str) -> None:
        """Check that the token was given for this service URL and channel.  Raises Refused (403)."""
        if verified.service_url != service_url:
            raise Refused(403, "serviceUrl is not the token's")
        if channel_id not in verified.endorsements:
            raise Refused(403, "channel not endorsed by the signing key")

    async def _check(self, token: str) -> tuple[float, Verified]:
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise Refused(401, "unreadable token") from error
        key_id = header.get("kid")
        if header.get("alg") != ALGORITHM or "crit" in header or not isinstance(key_id, str):
            raise Refused(401, "algorithm or key id not accepted")
        key = await self._keys.find(key_id)
        if key is None:
            raise Refused(401, "unknown signing key")
        try:
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[ALGORITHM],
                audience=self._app_id,
                issuer=ISSUER,
                options={
                    "require": ["exp", "iss", "aud"],
                    "strict_aud": True,
                    # Times are checked below, by the clock that was passed in.
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise Refused(401, "token not valid") from error
        ends = self._in_time(claims)
        service_url = claims.get("serviceurl", claims.get("serviceUrl"))
        if not isinstance(service_url, str) or not service_url:
            raise Refused(401, "token without serviceurl")
        return min(self._clock() + REMEMBER_FOR, ends), Verified(service_url, key.endorsements)

    def _in_time(self, claims: Mapping[str, Any]) -> float:
        """The token's end.  Raises Refused when it is over, or has not begun."""
        now = self._clock()
        ends, begins = _seconds(claims.get("exp")), _seconds(claims.get("nbf", 0))
        if ends is None or begins is None:
            raise Refused(401, "token's times not readable")
        if now > ends + LEEWAY or now < begins - LEEWAY:
            raise Refused(401, "token out of time")
        return ends


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # Compared before converting: an integer of hundreds of digits does not fit a float.
    return float(value) if abs(value) < LAST_SECOND else None
