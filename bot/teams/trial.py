"""Tries, without sending anything, whether the bot could talk to Teams: the connector's keys, and a token."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import aiohttp

from bot.teams.connector import new_session
from bot.teams.identity import Identity
from bot.teams.keys import FETCH_TIMEOUT, SigningKeys
from bot.teams.tokens import Acquire, msal_acquire


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found; an empty problem is none."""

    keys_problem: str = ""
    """Why the connector's signing keys cannot be read, as the kind of the failure."""
    token_problem: str = ""
    """Why there is no token for the bot: the identity platform's code, or the kind of the failure."""
    ahead: float | None = None
    """Seconds that this machine's clock is ahead of the connector's; None where it could not be told."""


async def tried(
    identity: Identity, *, acquire: Acquire | None = None, clock: Callable[[], float] = time.time
) -> Trial:
    """Read the connector's keys and ask for a token, as the bot will with its first turn.

    `identity` is one of production.  `acquire` replaces MSAL; `clock` gives seconds since 1970.
    """
    async with new_session() as session:
        ahead = await _ahead(session, identity.openid_metadata_url, clock)
        keys_problem = ""
        try:
            await SigningKeys(session, identity.openid_metadata_url, time.monotonic).count()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            keys_problem = type(error).__name__
    return Trial(keys_problem, await _token_problem(acquire or msal_acquire(identity)[0]), ahead)


async def _token_problem(acquire: Acquire) -> str:
    try:
        answer = await asyncio.to_thread(acquire)
    except Exception as error:
        # Whatever MSAL or the network raised, there is no token; its text may quote the request.
        return type(error).__name__
    if answer.get("access_token"):
        return ""
    codes = answer.get("error_codes")
    said = codes[0] if isinstance(codes, list) and codes else answer.get("error") or "no token"
    return f"AADSTS{said}" if isinstance(said, int) else str(said)[:80]


async def _ahead(session: aiohttp.ClientSession, url: str, clock: Callable[[], float]) -> float | None:
    with suppress(aiohttp.ClientError, TimeoutError, ValueError, LookupError):
        async with session.get(
            url, timeout=aiohttp.ClientTimeout(total=FETCH_TIMEOUT), allow_redirects=False
        ) as answer:
            return clock() - parsedate_to_datetime(answer.headers["Date"]).timestamp()
    return None
