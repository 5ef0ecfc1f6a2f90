"""The Bot Connector's identity side: OpenID metadata, signing keys, and really signed tokens."""

from __future__ import annotations

import asyncio
import base64
import time
from typing import Any, Self

import jwt
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.teams.identity import Identity
from tests.connector import TENANT

APP_ID = "00000000-aaaa-bbbb-cccc-000000000001"
ISSUER = "https://api.botframework.com"


class Clock:
    """A clock that stands until it is moved; seconds since 1970."""

    def __init__(self) -> None:
        self.now = time.time()
        self._set_back = 0.0

    def __call__(self) -> float:
        return self.now

    def ticks(self) -> float:
        """Time as it passes, whatever the clock is set to."""
        return self.now + self._set_back

    def set_back(self, seconds: float) -> None:
        """Somebody puts the machine's clock right."""
        self.now -= seconds
        self._set_back += seconds


class Authority:
    """Publishes keys at `metadata_url` and signs tokens with them."""

    def __init__(self) -> None:
        self.keys: dict[str, rsa.RSAPrivateKey] = {}
        self.endorsements: dict[str, list[str]] = {}
        self.published: set[str] = set()
        self.reads = 0
        self.hanging = asyncio.Event()
        self.add("first")

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/metadata", self._metadata)
        app.router.add_get("/keys", self._keys)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    def add(
        self, key_id: str, *, endorsements: tuple[str, ...] = ("msteams", "webchat"), publish: bool = True
    ) -> None:
        """Make a signing key."""
        self.keys[key_id] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.endorsements[key_id] = list(endorsements)
        if publish:
            self.published.add(key_id)

    def identity(self, **changes: Any) -> Identity:
        """A production identity that trusts this authority."""
        settings: dict[str, Any] = {
            "mode": "production",
            "app_id": APP_ID,
            "app_type": "SingleTenant",
            "app_password": "not-a-real-secret",
            "tenant_ids": (TENANT,),
            "openid_metadata_url": f"{self.base}/metadata",
        }
        return Identity(**settings | changes)

    def public_pem(self, key_id: str = "first") -> bytes:
        """A public key as text, as a forger would use it."""
        return (
            self.keys[key_id]
            .public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        )

    def claims(self, service_url: str, now: float, **changes: Any) -> dict[str, Any]:
        """The claims of a good token; a change to None takes a claim out."""
        claims = {
            "iss": ISSUER,
            "aud": APP_ID,
            "exp": int(now) + 3600,
            "nbf": int(now) - 300,
            "serviceurl": service_url,
        }
        return {key: value for key, value in (claims | changes).items() if value is not None}

    def token(
        self,
        service_url: str,
        now: float,
        *,
        key: str = "first",
        header: dict[str, Any] | None = None,
        **changes: Any,
    ) -> str:
        """A signed token."""
        claims = self.claims(service_url, now, **changes)
        return jwt.encode(claims, self.keys[key], algorithm="RS256", headers={"kid": key} | (header or {}))

    async def _metadata(self, request: web.Request) -> web.Response:
        self.reads += 1
        if self.hanging.is_set():
            await asyncio.sleep(3600)
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.base}/keys"})

    async def _keys(self, request: web.Request) -> web.Response:
        return web.json_response({"keys": [self._published(key_id) for key_id in sorted(self.published)]})

    def _published(self, key_id: str) -> dict[str, Any]:
        numbers = self.keys[key_id].public_key().public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": key_id,
            "n": _base64(numbers.n),
            "e": _base64(numbers.e),
            "endorsements": self.endorsements[key_id],
        }


class TokenService:
    """Stands for MSAL: counts how often a token was asked for."""

    def __init__(self, seconds: float = 0.0):
        self.asked = 0
        self.answer: dict[str, Any] = {"access_token": "the-bots-own-token", "expires_in": 3600}
        self._seconds = seconds

    def __call__(self) -> dict[str, Any]:
        self.asked += 1
        time.sleep(self._seconds)
        return self.answer


def _base64(number: int) -> str:
    size = (number.bit_length() + 7) // 8
    return base64.urlsafe_b64encode(number.to_bytes(size, "big")).rstrip(b"=").decode()
