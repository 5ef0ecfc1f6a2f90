"""Teams' single sign-on: the token that a tab is given, checked before anybody is believed to be anybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import jwt

from bot.teams.keys import ALGORITHM, SigningKeys

METADATA = "https://login.microsoftonline.com/{tenant}/v2.0/.well-known/openid-configuration"
LONGEST = 8_192
LEEWAY = 300.0
"""Allowed clock difference, in seconds."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Checks tokens: signed by one of the tenants' own keys, for this app and its desk alone, in time."""

    client_id: str
    host: str
    """Of PUBLIC_URL: it is part of the audience."""
    keys: Mapping[str, SigningKeys]
    """By tenant."""
    clock: Callable[[], float]

    async def account(self, token: str) -> str | None:
        """The AAD object id of whoever the token was given to; None for a token that is not to be believed.

        RS256 only; the key is found by its id among the tenant's published ones; `exp` is required; the scope
        must be the desk's, so that a token for something else of the same app does not pass.
        """
        if not token or len(token) > LONGEST or not token.isascii():
            return None
        try:
            header = jwt.get_unverified_header(token)
            tenant = jwt.decode(token, options={"verify_signature": False}).get("tid")
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            return None
        key_id = header.get("kid")
        keys = self.keys.get(tenant) if isinstance(tenant, str) else None
        if keys is None or header.get("alg") != ALGORITHM or "crit" in header or not isinstance(key_id, str):
            return None
        key = await keys.find(key_id)
        if key is None:
            return None
        try:
            claims = jwt.decode(
                token,
                key.key,
                algorithms=[ALGORITHM],
                audience=[self.client_id, f"api://{self.host}/{self.client_id}"],
                issuer=[
                    f"https://login.microsoftonline.com/{tenant}/v2.0",
                    f"https://sts.windows.net/{tenant}/",
                ],
                options={
                    "require": ["exp", "iss", "aud", "oid", "tid"],
                    # Times are checked below, by the clock that was passed in.
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            return None
        account, scopes = claims["oid"], str(claims.get("scp", "")).split()
        if claims["tid"] != tenant or not isinstance(account, str) or "access_as_user" not in scopes:
            return None
        return account.lower() if self._in_time(claims) else None

    def _in_time(self, claims: Mapping[str, object]) -> bool:
        now, ends, begins = self.clock(), claims["exp"], claims.get("nbf", 0)
        for second in (ends, begins):
            if isinstance(second, bool) or not isinstance(second, int | float) or abs(second) > 1 << 40:
                return False
        return float(ends) + LEEWAY > now >= float(begins) - LEEWAY  # type: ignore[arg-type]
