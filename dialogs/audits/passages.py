"""Passages: text that is decrypted only when somebody reads it, and can be compared without that."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable

_WIDTH = 4
"""Bytes of one fingerprint."""


class Passage:
    """A text that somebody wrote.  It is decrypted only when somebody reads it.

    `words` and `size` (in UTF-8 bytes) are known without decrypting it.  `packed` holds keyed hashes of its
    shingles, so that two texts can be compared without decrypting either.
    """

    __slots__ = ("_packed", "_read", "size", "words")

    def __init__(self, read: Callable[[], str], *, words: int, size: int, packed: bytes = b""):
        self._read = read
        self._packed = packed
        self.words = words
        self.size = size

    @classmethod
    def of(cls, text: str, prints: Iterable[int] = ()) -> Passage:
        """A passage made from plain `text`."""
        return cls(lambda: text, words=len(text.split()), size=len(text.encode()), packed=packed(prints))

    @property
    def text(self) -> str:
        """The words themselves."""
        return self._read()

    @property
    def packed(self) -> bytes:
        """The fingerprints in rising order, each in 4 bytes, one after the other."""
        return self._packed

    @property
    def fingerprints(self) -> frozenset[int]:
        """The fingerprints."""
        return frozenset(struct.unpack(f">{len(self.packed) // _WIDTH}I", self.packed))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passage) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:  # never the words: a repr reaches logs
        return f"<Passage of {self.words} words>"


class Likeness:
    """Whether other passages share at least `share` of the fingerprints `prints`.

    Most passages share hardly any, and a few look-ups rule them out: a passage that has `least` of them must
    have at least one out of any `len(prints) - least + 1`.
    """

    def __init__(self, prints: frozenset[int], share: float):
        self._prints = prints
        self._share = share
        most_missing = sum(1 for n in range(1, len(prints) + 1) if (len(prints) - n) / len(prints) >= share)
        self._tell = tuple(packed([fingerprint]) for fingerprint in sorted(prints)[: most_missing + 1])

    def perhaps(self, packed: bytes) -> bool:
        """Whether any of the passages whose fingerprints are concatenated in `packed` may be alike.  False is
        certain; True may be wrong."""
        return any(fingerprint in packed for fingerprint in self._tell)

    def __call__(self, passage: Passage) -> bool:
        """Whether `passage` has them."""
        if not self.perhaps(passage.packed):
            return False
        return len(self._prints & passage.fingerprints) / len(self._prints) >= self._share


def packed(prints: Iterable[int]) -> bytes:
    """Fingerprints (32 bits each) as `Passage.packed` has them."""
    ordered = sorted(prints)
    return struct.pack(f">{len(ordered)}I", *ordered)
