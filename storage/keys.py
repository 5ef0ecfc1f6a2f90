"""Keys: the keyring of AUDITBOT_DATA_KEYS, each audit's own key, and the keyed hashes for look-ups.

This is envelope encryption: each audit has its own data key, wrapped by the keyring's first key.  A purge
destroys the wrapped key, and with it all of that audit's text, while the trail's hash chain, which covers the
encrypted rows, still verifies.

To rotate, put a new key in front.  It encrypts from then on, and older ones still decrypt.  One of the keys
is also the root of the hashes that find references and e-mail addresses, and of the seals: the last one, when
a database begins.  The database holds a mark of its root, so that a keyring without it is refused.
`keys rotate` makes the first key the root and puts everything else under it (`storage/rotation.py`).
Meanwhile look-ups and seals under any listed key are accepted.

The evidence fingerprints are part of the trail, which is never changed: their key stays for ever, in the
database, encrypted, once the root is another one.  It tells nothing without each audit's own key.

A key written id:base64:read only decrypts, wherever it is listed; it counts neither as the first nor as the
last.  This lets every process learn a new key before any of them encrypts with it: first set
"new:...:read,old:..." everywhere, then "new:...,old:..." on each in turn.  To undo that, go back to the first
line, never to the old key alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import heapq
import hmac
import os
import re
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.values import storable

SETTING = "AUDITBOT_DATA_KEYS"
_SHAPE = (
    'write id:base64 pairs separated by commas, each key 32 bytes ("openssl rand -base64 32" makes one); '
    ":read behind a pair makes it a key that only opens"
)
FAMILY = "family"
"""The kind of the hashes of families' names."""
READ = "read"
"""Follows a key that only decrypts."""
_ID = re.compile(r"[A-Za-z0-9._-]{1,32}")
_WORD = re.compile(r"\w+")
_NONCE = 12
_VERSION = b"\x01"
SKETCH = 64
"""How many of a text's shingle hashes are kept.  The smallest ones are a fair sample (MinHash)."""


class ImpossibleKeys(ValueError):
    """AUDITBOT_DATA_KEYS is missing or cannot be used; the text says what to write, never a key."""


class Unopenable(Exception):
    """A sealed value could not be opened: its key is not listed, or it was changed.  Says nothing of it."""


class KeyDestroyed(Unopenable):
    """The audit was purged: its words cannot be read any more."""


class DataKey:
    """One audit's own key."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes):
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, identity: str) -> bytes:
        """`plain` encrypted (AES-256-GCM), bound to the row `identity`."""
        nonce = os.urandom(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, plain, identity.encode())

    def open(self, sealed: bytes, identity: str) -> bytes:
        """What `seal` was given for the same `identity`.  Raises Unopenable."""
        if sealed[:1] != _VERSION:
            raise Unopenable("a sealed value is of an unknown version")
        try:
            return self._cipher.decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], identity.encode())
        except (InvalidTag, ValueError):
            raise Unopenable("a sealed value was changed, or belongs to another row") from None


class _Root:
    """What look-ups and seals rest on, derived from one key."""

    __slots__ = ("prints", "seals", "search")

    def __init__(self, key: bytes):
        self.search = _derived(key, b"auditbot search")
        self.seals = _derived(key, b"auditbot seals")
        self.prints = _derived(key, b"auditbot prints")


class Keyring:
    """The keys of AUDITBOT_DATA_KEYS: the first encrypts, all decrypt, `reading` ones do nothing else; the
    root of look-ups is the last, until `use_root` says which."""

    def __init__(
        self,
        keys: tuple[tuple[str, bytes], ...],
        reading: tuple[tuple[str, bytes], ...] = (),
        *,
        for_development: bool = False,
    ):
        if not keys:
            missing = "lists keys that only read, and none that encrypts" if reading else "is missing"
            raise ImpossibleKeys(f"{SETTING} {missing}: {_SHAPE}")
        self._keys = {name: DataKey(key) for name, key in (*keys, *reading)}
        if len(self._keys) != len(keys) + len(reading):
            raise ImpossibleKeys(f"{SETTING} lists an id twice")
        self._first = keys[0][0]
        self._roots = {name: _Root(key) for name, key in (*keys, *reading)}
        self.use_root(keys[-1][0])
        self.for_development = for_development
        """This machine made it for trying things out; the bot warns about it at the start."""

    @classmethod
    def from_setting(cls, setting: str) -> Keyring:
        """The keyring that `setting` ("id:base64,id2:base64") lists.  Raises ImpossibleKeys."""
        return cls(*_parsed(setting))

    @classmethod
    def development(cls, folder: Path) -> Keyring:
        """A key made once and kept in `folder` (readable by its owner alone).  `.for_development` is True."""
        file = folder / "development.key"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not file.exists():
            _write_once(file, "development:" + base64.b64encode(os.urandom(32)).decode())
        file.chmod(0o600)
        return cls(*_parsed(file.read_text()), for_development=True)

    @property
    def first(self) -> str:
        """The id of the key that encrypts."""
        return self._first

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of all keys, in their order."""
        return tuple(self._keys)

    def use_root(self, name: str, prints: bytes | None = None, families: tuple[bytes, ...] = ()) -> None:
        """Look-ups and seals are made under this key from now on.  Where they rest on earlier roots as well:
        `prints`, the key of fingerprints; `families`, the keys under which a family's name is hashed before,
        one after the other, as its name is not kept to be hashed anew."""
        self.root = name
        """The id of the key that look-ups and seals are made under."""
        self._search, self._seals = self._roots[name].search, self._roots[name].seals
        self.prints = prints or self._roots[name].prints
        """The key of fingerprints."""
        self._shingles = hashlib.blake2b(digest_size=4, key=self.prints)
        self.families = families
        """The keys under which the names of families are hashed before the root's."""

    def mark(self, name: str) -> str:
        """What a database keeps of its root: a hash under that key."""
        return _found_by(self._roots[name].search, "root", "the root of look-ups")

    def marked(self, mark: str) -> str | None:
        """The id of the key that made this mark; None where it is not listed."""
        return next((name for name in self._roots if hmac.compare_digest(self.mark(name), mark)), None)

    @staticmethod
    def sealed_with(sealed: bytes) -> str:
        """The id of the key that encrypted this."""
        return bytes(sealed[1 : 1 + sealed[0]]).decode("ascii", "replace") if sealed else ""

    def seal(self, plain: bytes, identity: str) -> bytes:
        """`plain` encrypted with the first key, bound to the row `identity`; the key's id goes with it."""
        name = self._first.encode()
        return bytes([len(name)]) + name + self._keys[self._first].seal(plain, identity)

    def open(self, sealed: bytes, identity: str) -> bytes:
        """What `seal` was given.  Raises Unopenable, naming the key's id where it is not listed."""
        length = sealed[0] if sealed else 0
        name = sealed[1 : 1 + length].decode("ascii", "replace")
        key = self._keys.get(name)
        if key is None:
            raise Unopenable(f"{SETTING} does not list the key {name!r} that sealed this database's rows")
        return key.open(sealed[1 + length :], identity)

    def new_data_key(self, audit_id: str) -> tuple[DataKey, bytes]:
        """A fresh key for one audit, and the same wrapped for its row."""
        key = os.urandom(32)
        return DataKey(key), self.seal(key, f"key|{audit_id}")

    def data_key(self, wrapped: bytes, audit_id: str) -> DataKey:
        """The audit's key, unwrapped.  Raises Unopenable."""
        return DataKey(self.open(wrapped, f"key|{audit_id}"))

    def rewrapped(self, wrapped: bytes, audit_id: str) -> bytes:
        """The same data key wrapped by the first key."""
        identity = f"key|{audit_id}"
        return self.seal(self.open(wrapped, identity), identity)

    def keyed(self, kind: str, text: str) -> str:
        """The hash (hex) that a reference or an e-mail is found by: regardless of case and outer or doubled
        spaces; `kind` ("case", "email") keeps two sorts apart."""
        if kind == FAMILY:
            for key in self.families:
                text = _found_by(key, FAMILY, text)
        return _found_by(self._search, kind, text)

    def families_onward(self) -> tuple[bytes, ...]:
        """`families` once another key is the root."""
        return (*self.families, self._search)

    def family_again(self, hashed: str) -> str:
        """A family's hash of before the root was changed, as `keyed` makes it now."""
        return _found_by(self._search, FAMILY, hashed)

    def keyed_by_any(self, kind: str, text: str) -> tuple[str, ...]:
        """The hashes under every listed key, that of `keyed` first: while keys are rotated, a row may have
        any of them."""
        others = (root.search for name, root in self._roots.items() if name != self.root)
        return (self.keyed(kind, text), *(_found_by(search, kind, text) for search in others))

    def mac(self, kind: str, *columns: str | int | bytes | None) -> bytes:
        """The seal of a row's columns, in this order; `kind` keeps two sorts of rows apart."""
        return hmac.digest(self._seals, told_apart(kind, *columns), "sha256")

    def made(self, mac: bytes, kind: str, *columns: str | int | bytes | None) -> bool:
        """Whether a listed key made this seal of these columns."""
        message = told_apart(kind, *columns)
        keys = (self._seals, *(root.seals for name, root in self._roots.items() if name != self.root))
        return any(hmac.compare_digest(mac, hmac.digest(key, message, "sha256")) for key in keys)

    def fingerprints(self, text: str) -> frozenset[int]:
        """Keyed 32-bit hashes of the text's three-word shingles (the whole, under three words), at most
        `SKETCH` of them, the smallest."""
        words = _WORD.findall(storable(text).lower())
        if not words:
            return frozenset()
        if len(words) < 3:
            shingles = {" ".join(words)}
        else:
            shingles = {" ".join(words[i : i + 3]) for i in range(len(words) - 2)}
        hashes = set()
        for shingle in shingles:
            digest = self._shingles.copy()  # keyed once: half the work of a new hash
            digest.update(shingle.encode())
            hashes.add(int.from_bytes(digest.digest(), "big"))
        return frozenset(hashes if len(hashes) <= SKETCH else heapq.nsmallest(SKETCH, hashes))


def _found_by(search: bytes, kind: str, text: str) -> str:
    normal = " ".join(storable(text).casefold().split())
    return hmac.digest(search, f"{kind}\0{normal}".encode(), "sha256").hex()


def told_apart(*columns: str | int | bytes | None) -> bytes:
    """Columns one after another, such that no two rows give the same bytes."""
    parts = []
    for value in columns:
        match value:
            case None:
                parts.append(b"n;")
                continue
            case int():
                kind, data = b"i", str(value).encode()
            case str():
                kind, data = b"s", value.encode()
            case _:
                kind, data = b"b", bytes(value)
        parts.append(b"%s%d:" % (kind, len(data)))
        parts.append(data)
    return b"".join(parts)


def _derived(root: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(root)


def _parsed(setting: str) -> tuple[tuple[tuple[str, bytes], ...], tuple[tuple[str, bytes], ...]]:
    """The keys that encrypt, in order, and those that only read."""
    pairs = [pair.strip() for pair in setting.split(",") if pair.strip()]
    if not pairs:
        raise ImpossibleKeys(f"{SETTING} is missing: {_SHAPE}")
    keys: list[tuple[str, bytes]] = []
    reading: list[tuple[str, bytes]] = []
    for number, pair in enumerate(pairs, 1):
        name, colon, encoded = pair.partition(":")
        if not colon or not _ID.fullmatch(name):
            raise ImpossibleKeys(
                f"{SETTING}: entry {number} has no id of letters, digits, . _ or -: {_SHAPE}"
            )
        encoded, ends, use = encoded.partition(":")
        if ends and use.strip() != READ:
            raise ImpossibleKeys(
                f"{SETTING}: what stands behind the key {name!r} is not :{READ}: write :{READ}, or nothing"
            )
        try:
            key = base64.b64decode(encoded.strip(), validate=True)
        except (binascii.Error, ValueError):
            raise ImpossibleKeys(f"{SETTING}: the key {name!r} is not base64: {_SHAPE}") from None
        if len(key) != 32:
            raise ImpossibleKeys(f"{SETTING}: the key {name!r} has {len(key)} bytes, not 32: {_SHAPE}")
        (reading if ends else keys).append((name, key))
    return tuple(keys), tuple(reading)


def _write_once(file: Path, text: str) -> None:
    """Whole or not at all, and never over another process's key."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    try:
        os.link(draft, file)
    except FileExistsError:
        return
    finally:
        draft.unlink()
