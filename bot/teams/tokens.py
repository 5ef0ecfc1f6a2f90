"""The bot's own bearer token: fetched in a thread, by one caller at a time, and kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import msal  # type: ignore[import-untyped]
import requests
import structlog

from bot.teams.identity import SINGLE_TENANT, Identity

SCOPE: Final = "https://api.botframework.com"
LOGIN: Final = "https://login.microsoftonline.com/"
RENEW_BEFORE: Final = 300.0
"""Seconds before a token's end at which a new one is fetched, while the old one still serves."""
PAUSE_AFTER_FAILURE: Final = 5.0
TIMEOUT: Final = 10.0

Acquire = Callable[[], Mapping[str, Any]]
"""Blocking; MSAL's answer: `access_token` and `expires_in` (seconds), or `error`."""

log = structlog.get_logger("bot.teams")


class NoToken(Exception):
    """The identity platform gave no token; `retry_after` seconds until it is asked again."""

    def __init__(self, retry_after: float):
        super().__init__("no token from the identity platform")
        self.retry_after = retry_after


class _Timed(requests.Session):
    """MSAL's managed-identity client sets no timeout of its own: a hanging endpoint would hold a thread."""

    def request(self, *arguments: Any, **options: Any) -> Any:
        """As requests does, with a timeout."""
        options.setdefault("timeout", TIMEOUT)
        return super().request(*arguments, **options)


def msal_acquire(identity: Identity, resource: str = SCOPE) -> tuple[Acquire, Callable[[], None]]:
    """A function that gets a token for `identity` (by client secret or managed identity), and one that makes
    MSAL forget its cached token.  `resource`: what the token opens; the Bot Connector unless said.

    The MSAL application is made at the first call, in the calling thread: making it asks the network.
    """
    application: list[Any] = []

    def single_tenant() -> Mapping[str, Any]:
        if not application:
            application.append(
                msal.ConfidentialClientApplication(
                    client_id=identity.app_id,
                    client_credential=identity.app_password,
                    authority=LOGIN + identity.tenant_ids[0],
                    timeout=TIMEOUT,
                )
            )
        answer: Mapping[str, Any] = application[0].acquire_token_for_client(scopes=[f"{resource}/.default"])
        return answer

    def managed_identity() -> Mapping[str, Any]:
        if not application:
            who = msal.UserAssignedManagedIdentity(client_id=identity.app_id)
            application.append(msal.ManagedIdentityClient(who, http_client=_Timed()))
        answer: Mapping[str, Any] = application[0].acquire_token_for_client(resource=resource)
        return answer

    acquire = single_tenant if identity.app_type == SINGLE_TENANT else managed_identity
    return acquire, application.clear


class BotToken:
    """One token for all sends.

    `header` never blocks the loop and never asks twice at once; while a token is being renewed the old one
    serves.  After a failure nobody asks again for five seconds.
    """

    def __init__(self, acquire: Acquire, clock: Callable[[], float], drop: Callable[[], None] = lambda: None):
        """`drop` makes `acquire` forget a token that it keeps itself."""
        self._acquire = acquire
        self._drop = drop
        self._clock = clock
        self._header = ""
        self._expires_at = 0.0
        self._renew_at = 0.0
        self._ask_at = 0.0
        self._flight: asyncio.Task[None] | None = None

    async def header(self) -> str:
        """The Authorization header.  Raises NoToken."""
        now = self._clock()
        # If the clock was set back, the pause must still not be longer than intended.
        self._ask_at = min(self._ask_at, now + PAUSE_AFTER_FAILURE)
        if now >= self._renew_at and self._flight is None and now >= self._ask_at:
            self._flight = asyncio.create_task(self._renew())
        if now < self._expires_at:
            return self._header
        if self._flight is not None:
            # Shielded: one sender that gives up must not cancel the fetch for the others.
            await asyncio.shield(self._flight)
        now = self._clock()
        if now >= self._expires_at:
            raise NoToken(max(0.0, self._ask_at - now))
        return self._header

    def current(self) -> str:
        """The token itself, if there is one now; never fetches.  Raises NoToken."""
        if self._clock() >= self._expires_at:
            raise NoToken(0.0)
        return self._header.removeprefix("Bearer ")

    def forget(self, refused: str) -> None:
        """Drop the token of this header, which the connector has refused; a newer one stays."""
        if refused == self._header and self._expires_at:
            self._expires_at = self._renew_at = 0.0
            self._drop()

    async def close(self) -> None:
        """Wait for a renewal in flight; its thread cannot be stopped."""
        if self._flight is not None:
            await self._flight

    async def _renew(self) -> None:
        self._ask_at = self._clock() + PAUSE_AFTER_FAILURE
        try:
            answer = await asyncio.to_thread(self._acquire)
            token, lifetime = answer.get("access_token"), float(answer.get("expires_in") or 0)
        except Exception as error:
            # Whatever MSAL or the network raised, the sends that need the token fail with NoToken.
            log.warning("token_not_renewed", kind=type(error).__name__)
            return
        finally:
            self._flight = None
        if not isinstance(token, str) or not token or lifetime <= 0:
            log.warning("token_not_renewed", kind=str(answer.get("error") or "no token")[:80])
            return
        now = self._clock()
        self._header = f"Bearer {token}"
        self._expires_at = now + lifetime
        # MSAL may hand out its cached token again: not asked more often than once a minute.
        self._renew_at = now + max(min(60.0, lifetime), lifetime - RENEW_BEFORE)
