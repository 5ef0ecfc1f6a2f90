"""Forged and malformed requests: none reaches the handler, none is answered 5xx."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import aiohttp
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from structlog.testing import capture_logs

from tests.teams.authority import APP_ID
from tests.teams.conftest import Bot

Kind = tuple[str, dict[str, str], bytes | AsyncIterator[bytes]]
REASONS = {
    "not one Authorization header",
    "not a bearer token",
    "unreadable token",
    "algorithm or key id not accepted",
    "unknown signing key",
    "token not valid",
    "token out of time",
    "token's times not readable",
    "token without serviceurl",
    "serviceUrl is not the token's",
    "channel not endorsed by the signing key",
    "body too large",
    "compressed",
    "not application/json",
    "not JSON",
    "not a JSON object",
    "nested too deeply",
    "not a Teams activity",
    "tenant is not on the allow-list",
    "two tenants",
    "serviceUrl is not on the allow-list",
}
JSON = {"Content-Type": "application/json"}


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _hs256_with_public_key(bot: Bot, claims: dict[str, Any]) -> str:
    # Signed by hand: PyJWT itself refuses to use a public key as a shared secret.
    signed = _part({"alg": "HS256", "typ": "JWT", "kid": "first"}) + "." + _part(claims)
    mac = hmac.new(bot.authority.public_pem(), signed.encode(), hashlib.sha256).digest()
    return signed + "." + base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def bad_headers(bot: Bot) -> Iterator[tuple[str, str | None]]:
    """Authorization headers that must not pass, with a body that would."""
    authority, url, now = bot.authority, bot.connector.service_url, bot.clock()
    good, claims = authority.token(url, now), authority.claims(url, now)
    head, payload, signature = good.split(".")
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    other_keys: dict[str, Any] = {
        "RS512": authority.keys["first"],
        "PS256": authority.keys["first"],
        "ES256": ec.generate_private_key(ec.SECP256R1()),
    }
    yield "no header", None
    yield "empty header", ""
    yield "scheme only", "Bearer"
    yield "basic", "Basic " + base64.b64encode(b"bot:bot").decode()
    yield "token without scheme", good
    yield "garbage", "Bearer garbage"
    yield "three empty parts", "Bearer .."
    yield "two parts", f"Bearer {head}.{payload}"
    yield "non-ascii", f"Bearer {good}\u00e9"
    yield "longer than any token", "Bearer " + "a" * 7900
    yield "deeply nested header", "Bearer " + base64.urlsafe_b64encode(b"[" * 5000).decode() + ".e30.e30"
    yield "deeply nested claims", f"Bearer {head}." + base64.urlsafe_b64encode(b"[" * 3000).decode() + ".e30"
    yield "alg none", f"Bearer {_part({'alg': 'none', 'kid': 'first'})}.{payload}."
    yield "alg None, signed", f"Bearer {_part({'alg': 'None', 'kid': 'first'})}.{payload}.{signature}"
    yield "signature missing", f"Bearer {head}.{payload}."
    another = authority.token(url, now, aud="x").rsplit(".", 1)[0]
    yield "signature of another token", f"Bearer {another}.{signature}"
    yield "claims exchanged", f"Bearer {head}.{_part(claims | {'aud': APP_ID, 'x': 1})}.{signature}"
    yield "HS256 with the public key", "Bearer " + _hs256_with_public_key(bot, claims)
    for name, key in other_keys.items():
        yield name, "Bearer " + jwt.encode(claims, key, algorithm=name, headers={"kid": "first"})
    yield "unknown kid", "Bearer " + authority.token(url, now, header={"kid": "nobody"})
    yield "no kid", "Bearer " + jwt.encode(claims, authority.keys["first"], algorithm="RS256")
    yield "kid is a number", f"Bearer {_part({'alg': 'RS256', 'kid': 7})}.{payload}.{signature}"
    forged = jwt.encode(claims, stranger, algorithm="RS256", headers={"kid": "first"})
    yield "a stranger's key", f"Bearer {forged}"
    theirs = {"kid": "theirs", "jku": f"{authority.base}/keys", "x5u": f"{authority.base}/keys"}
    yield "jku and x5u", "Bearer " + jwt.encode(claims, stranger, algorithm="RS256", headers=theirs)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(stranger.public_key()))
    embedded = {"kid": "first", "jwk": jwk}
    yield "embedded jwk", "Bearer " + jwt.encode(claims, stranger, algorithm="RS256", headers=embedded)
    yield "crit", "Bearer " + authority.token(url, now, header={"crit": ["exp"]})
    changed: dict[str, dict[str, Any]] = {
        "expired": {"exp": int(now) - 301},
        "no exp": {"exp": None},
        "exp is text": {"exp": "tomorrow"},
        "exp is true": {"exp": True},
        "exp beyond all numbers": {"exp": 10**400},
        "not yet": {"nbf": int(now) + 400},
        "nbf is text": {"nbf": "soon"},
        "wrong audience": {"aud": "00000000-aaaa-bbbb-cccc-000000000002"},
        "no audience": {"aud": None},
        "audience among others": {"aud": [APP_ID, "somebody"]},
        "wrong issuer": {"iss": "https://api.botframework.com.evil.example"},
        "emulator's issuer": {"iss": "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"},
        "no issuer": {"iss": None},
        "no serviceurl": {"serviceurl": None},
        "another serviceurl": {"serviceurl": "https://smba.trafficmanager.net/amer/"},
        "serviceurl is a list": {"serviceurl": [url]},
    }
    for name, change in changed.items():
        yield name, "Bearer " + authority.token(url, now, **change)
    authority.add("unendorsed", endorsements=("webchat",))
    authority.add("bare", endorsements=())
    bot.clock.now += 11
    yield "key not endorsed for msteams", "Bearer " + authority.token(url, now, key="unendorsed")
    yield "key without endorsements", "Bearer " + authority.token(url, now, key="bare")


def bad_bodies(bot: Bot) -> Iterator[tuple[str, bytes]]:
    """Bodies that must not pass, with a token that would."""
    good = bot.ann.activity("message", text="hello")
    yield "empty", b""
    yield "not JSON", b"hello"
    yield "half an object", json.dumps(good).encode()[:-5]
    yield "not UTF-8", b'{"type": "\xff\xfe"}'
    yield "NaN", b'{"type": NaN}'
    for name, value in {"array": [good], "text": "x", "number": 1, "null": None, "true": True}.items():
        yield name, json.dumps(value).encode()
    yield "nested arrays", b"[" * 100_000
    yield "nested objects", b'{"a":' * 40_000
    deep = json.dumps(good).encode()[:-1] + b',"value":' + b'{"a":' * 60 + b"1" + b"}" * 60 + b"}"
    yield "deep and well-formed", deep
    yield "oversize", json.dumps(good | {"text": "a" * 300_000}).encode()
    for field in ("type", "serviceUrl", "channelId", "conversation", "id", "from"):
        yield f"no {field}", json.dumps({k: v for k, v in good.items() if k != field}).encode()
    elsewhere = {"id": good["conversation"]["id"], "conversationType": "personal"}
    other = {"tenant": {"id": "99999999-2222-3333-4444-555555555555"}}
    changes: dict[str, dict[str, Any]] = {
        "type is a list": {"type": ["message"]},
        "from is text": {"from": "29:ann"},
        "from.id is a number": {"from": {"id": 1}},
        "conversation is a list": {"conversation": []},
        "conversation.id is an object": {"conversation": {"id": {}}},
        "channelData is text, and no tenant": {"conversation": elsewhere, "channelData": "tenant"},
        "id of 2,000 letters": {"id": "a" * 2000},
        "another channel": {"channelId": "directline"},
        "the emulator's channel": {"channelId": "emulator"},
        "no tenant": {"conversation": elsewhere, "channelData": {}},
        "another tenant": {"conversation": elsewhere, "channelData": other},
        "two tenants": {"channelData": other},
        "another service": {"serviceUrl": "https://evil.example/uk/"},
        "service under the shared domain": {"serviceUrl": "https://mine.trafficmanager.net/uk/"},
        "http service": {"serviceUrl": bot.connector.service_url.replace("https", "http")},
    }
    for name, change in changes.items():
        yield name, json.dumps(good | change).encode()


async def endless() -> AsyncIterator[bytes]:
    """A body without a declared length that would go on for 64 MB."""
    for _ in range(1024):
        yield b"a" * 65536


def kinds(bot: Bot) -> Iterator[Kind]:
    body = json.dumps(bot.ann.activity("message", text="hello")).encode()
    headers = [
        (name, JSON if header is None else JSON | {"Authorization": header})
        for name, header in bad_headers(bot)
    ]
    good = {"Authorization": bot.authorise(bot.connector.service_url)}
    bodies = list(bad_bodies(bot))
    for name, header in headers:
        yield name, header, body
    for name, bad in bodies:
        yield name, JSON | good, bad
    # Both at once: what is wrong with the one must not lead round the check of the other, or into a fault.
    for number, (name, header) in enumerate(headers):
        for step in (1, 17, 29):
            other, bad = bodies[(number * step + step) % len(bodies)]
            yield f"{name}, and {other} ({step})", header, bad
    yield "endless", JSON | good, endless()
    yield "no content type", good | {"Content-Type": ""}, body
    yield "a form", good | {"Content-Type": "application/x-www-form-urlencoded"}, body
    yield "text/plain", good | {"Content-Type": "text/plain"}, body
    packed = JSON | good | {"Content-Encoding": "gzip"}
    yield "compressed", packed, gzip.compress(body)
    yield "a bomb", packed, gzip.compress(b"a" * 50_000_000)


async def send_all(bot: Bot, answers: dict[str, int]) -> None:
    """Send every kind; the statuses go to `answers`."""
    async with aiohttp.ClientSession() as session:
        for name, headers, body in kinds(bot):
            try:
                async with session.post(f"{bot.url}/api/messages", data=body, headers=headers) as response:
                    answers[name] = response.status
            except (aiohttp.ClientError, ConnectionError):
                # The bot stopped reading and closed: the client could not even finish.
                answers[name] = 413


async def test_no_forged_request_reaches_the_handler(bot: Bot) -> None:
    answers: dict[str, int] = {}
    with capture_logs() as logs:
        await send_all(bot, answers)
    wrong = {name: status for name, status in answers.items() if not 400 <= status < 500}
    print(f"forged or malformed: {len(answers)} kinds, {len(bot.heard.inbounds)} reached the handler,")
    failed = sum(status >= 500 for status in answers.values())
    print(f"{failed} answered 5xx; the answers were {sorted(set(answers.values()))}")
    assert len(answers) >= 200
    assert wrong == {}
    assert bot.heard.inbounds == []
    # Each check has refused something: none of them stands behind another that refuses everything.
    assert {entry["reason"] for entry in logs if entry["event"] == "request_refused"} >= REASONS
    # The same bot does hear a good one, so the refusals above were refusals.
    assert (await bot.ann.says("hello")).status == 200
    assert [inbound.text for inbound in bot.heard.inbounds] == ["hello"]


async def test_two_authorization_headers_are_refused(bot: Bot) -> None:
    good = bot.authorise(bot.connector.service_url)
    body = json.dumps(bot.ann.activity("message", text="hello"))
    headers = [("Authorization", good), ("Authorization", good), ("Content-Type", "application/json")]
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{bot.url}/api/messages", data=body, headers=headers) as response,
    ):
        assert response.status == 401
    assert bot.heard.inbounds == []


async def test_nobody_without_a_token_gets_a_body_read(bot: Bot) -> None:
    host, port = bot.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        b"POST /api/messages HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\n"
        b"Content-Length: 200000\r\n\r\n{"
    )
    status = await asyncio.wait_for(reader.readline(), 5)
    writer.close()
    print(f"with 1 of 200,000 bytes sent, already answered: {status.decode().strip()}")
    assert b" 401 " in status


async def test_an_oversize_body_is_cut_at_the_cap(bot: Bot) -> None:
    sent = 0

    async def stream() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(4096):
            sent += 65536
            yield b"a" * 65536

    headers = JSON | {"Authorization": bot.authorise(bot.connector.service_url)}
    status = 0
    async with aiohttp.ClientSession() as session:
        try:
            async with session.post(f"{bot.url}/api/messages", data=stream(), headers=headers) as response:
                status = response.status
        except (aiohttp.ClientError, ConnectionError):
            status = 413
    print(f"of 268 MB the client could send {sent / 1e6:.1f} MB before the answer {status}")
    assert status == 413
    assert sent < 40_000_000
