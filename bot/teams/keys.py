"""The Bot Connector's signing keys: read from its OpenID metadata, cached, renewed in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import jwt
import orjson
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from bot.teams.identity import safe_fetch

RENEW_AFTER: Final = 3600.0
"""Seconds after which the keys are read again in the background, so that a withdrawn key is dropped."""
TRUST_FOR: Final = 5 * 24 * 3600.0
"""Seconds that keys are used while the metadata cannot be read; the documentation allows five days."""
ASK_EVERY: Final = 10.0
"""Least seconds between two reads, so that a flood of forged tokens with unknown key ids costs one read."""
FETCH_TIMEOUT: Final = 5.0
LARGEST: Final = 1 << 20
SMALLEST_KEY: Final = 2048
ALGORITHM: Final = "RS256"

log = structlog.get_logger("bot.teams")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A public key and the channels it may speak for."""

    key: RSAPublicKey
    endorsements: frozenset[str]


class SigningKeys:
    """The keys by key id.

    A known id is answered at once, also while the metadata hangs.  An unknown one waits for one shared read
    (at most twice FETCH_TIMEOUT), which starts at most every ASK_EVERY seconds: a new key is accepted within
    a minute of its publication.
    """

    def __init__(self, session: aiohttp.ClientSession, metadata_url: str, clock: Callable[[], float]):
        self._session = session
        self._metadata_url = metadata_url
        self._clock = clock
        self._keys: dict[str, SigningKey] = {}
        self._read_at = 0.0
        self._ask_at = 0.0
        self._flight: asyncio.Task[None] | None = None

    async def find(self, key_id: str) -> SigningKey | None:
        """The key called `key_id`; None when there is none, or none that can be trusted now."""
        now = self._clock()
        trusted = now - self._read_at < TRUST_FOR
        key = self._keys.get(key_id) if trusted else None
        stale = key is None or now - self._read_at > RENEW_AFTER
        if stale and self._flight is None and now >= self._ask_at:
            self._ask_at = now + ASK_EVERY
            self._flight = asyncio.create_task(self._renew())
        if key is not None:
            return key
        if self._flight is not None:
            await asyncio.shield(self._flight)
        return self._keys.get(key_id) if self._clock() - self._read_at < TRUST_FOR else None

    async def count(self) -> int:
        """How many usable keys are published now, read anew.  Raises aiohttp.ClientError, TimeoutError or
        ValueError where they cannot be read."""
        return len(await self._published())

    async def close(self) -> None:
        """Stop a read in flight."""
        if self._flight is not None:
            self._flight.cancel()
            await asyncio.gather(self._flight, return_exceptions=True)

    async def _renew(self) -> None:
        try:
            keys = await self._published()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("signing_keys_not_read", kind=type(error).__name__)
            return
        finally:
            self._flight = None
        self._keys, self._read_at = keys, self._clock()

    async def _published(self) -> dict[str, SigningKey]:
        metadata = await self._read(self._metadata_url)
        address = metadata.get("jwks_uri")
        if not isinstance(address, str) or not safe_fetch(address):
            raise ValueError("metadata without a usable jwks_uri")
        keys = _keys_of(await self._read(address))
        if not keys:
            raise ValueError("no usable signing key")
        return keys

    async def _read(self, address: str) -> Mapping[str, Any]:
        timeout = aiohttp.ClientTimeout(total=FETCH_TIMEOUT)
        async with self._session.get(address, timeout=timeout, allow_redirects=False) as response:
            if response.status != 200:
                raise ValueError(f"status {response.status}")
            body = bytearray()
            async for piece in response.content.iter_any():
                body += piece
                if len(body) > LARGEST:
                    raise ValueError("answer too large")
        document = orjson.loads(body)
        if not isinstance(document, dict):
            raise ValueError("not an object")
        return document


def _keys_of(document: Mapping[str, Any]) -> dict[str, SigningKey]:
    """The RSA signing keys of a key set; entries that are anything else are passed over."""
    keys: dict[str, SigningKey] = {}
    entries = document.get("keys")
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict) or entry.get("kty") != "RSA" or entry.get("use", "sig") != "sig":
            continue
        key_id, endorsements = entry.get("kid"), entry.get("endorsements")
        try:
            key = jwt.PyJWK(entry, algorithm=ALGORITHM).key
        except jwt.PyJWTError as error:
            log.warning("signing_key_unusable", kind=type(error).__name__)
            continue
        if isinstance(key_id, str) and isinstance(key, RSAPublicKey) and key.key_size >= SMALLEST_KEY:
            names = endorsements if isinstance(endorsements, list) else ()
            keys[key_id] = SigningKey(key, frozenset(name for name in names if isinstance(name, str)))
    return keys
