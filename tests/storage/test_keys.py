"""Keys: refused clearly, rotated without loss; nothing that people wrote stands readable in the file."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from dialogs.conversation.subjects import Told
from dialogs.conversation.views import Notice
from storage.keys import SKETCH, DataKey, ImpossibleKeys, Keyring, Unopenable
from storage.unreadable_report import unreadable
from storage.work import Storage
from tests.storage.people_and_cases import NOW, PRIYA, answer, new_audit, programme

GOOD = base64.b64encode(bytes(range(40, 72))).decode()
OTHER = base64.b64encode(bytes(range(80, 112))).decode()


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("", "is missing"),
        (" , ", "is missing"),
        (GOOD, "has no id"),
        (f":{GOOD}", "has no id"),
        ("a b:" + GOOD, "has no id"),
        ("a:not-base64!", "'a' is not base64"),
        ("a:" + base64.b64encode(b"short").decode(), "'a' has 5 bytes, not 32"),
        (f"a:{GOOD},a:{OTHER}", "lists an id twice"),
        (f"a:{GOOD},b", "entry 2 has no id"),
        (f"a:{GOOD}:read", "none that encrypts"),
        (f"a:{GOOD}:reed,b:{OTHER}", "behind the key 'a' is not :read"),
        (f"a:{GOOD}:,b:{OTHER}", "behind the key 'a' is not :read"),
        (f"a:{GOOD}:read,a:{OTHER}", "lists an id twice"),
    ],
)
def test_an_impossible_setting_is_refused_by_name(setting: str, says: str) -> None:
    with pytest.raises(ImpossibleKeys, match=says) as refused:
        Keyring.from_setting(setting)
    assert "AUDITBOT_DATA_KEYS" in str(refused.value)
    assert GOOD not in str(refused.value)


@given(st.text(), st.text(alphabet=st.characters(codec="utf-8")))
def test_what_is_sealed_opens_under_its_own_identity_alone(plain: str, identity: str) -> None:
    key = DataKey(bytes(32))
    data = plain.encode("utf-8", "replace")
    sealed = key.seal(data, identity)
    assert key.open(sealed, identity) == data
    for broken, under in ((sealed, identity + "x"), (sealed[:-1] + bytes([sealed[-1] ^ 1]), identity)):
        with pytest.raises(Unopenable):
            key.open(broken, under)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01short", b"\x02" + bytes(40)])
def test_a_stump_is_refused(sealed: bytes) -> None:
    with pytest.raises(Unopenable):
        DataKey(bytes(32)).open(sealed, "x")


def test_a_new_key_in_front_loses_nothing() -> None:
    old = Keyring.from_setting(f"old:{GOOD}")
    new = Keyring.from_setting(f"new:{OTHER},old:{GOOD}")
    sealed = old.seal(b"words", "row")
    _, wrapped = old.new_data_key("a1")
    assert new.open(sealed, "row") == b"words"
    assert new.keyed("case", "CYP-1") == old.keyed("case", " cyp-1 ")
    assert new.fingerprints("seen alone twice") == old.fingerprints("seen alone twice")
    with pytest.raises(Unopenable, match="'new'"):
        old.open(new.seal(b"words", "row"), "row")
    rewrapped = new.rewrapped(wrapped, "a1")
    assert new.data_key(rewrapped, "a1").open(old.data_key(wrapped, "a1").seal(b"x", "i"), "i") == b"x"


@pytest.mark.parametrize("line", [f"new:{OTHER}:read,old:{GOOD}", f"old:{GOOD},new:{OTHER}:read"])
def test_a_key_that_only_reads_teaches_every_process_before_any_seals_with_it(line: str) -> None:
    before, taught = Keyring.from_setting(f"old:{GOOD}"), Keyring.from_setting(line)
    rotated = Keyring.from_setting(f"new:{OTHER},old:{GOOD}")
    # While one process after another is changed over, each opens what any other seals.
    for sealing, opening in ((before, taught), (taught, before), (taught, rotated), (rotated, taught)):
        assert opening.open(sealing.seal(b"words", "row"), "row") == b"words"
        assert opening.keyed("case", "CYP-1") == sealing.keyed("case", "CYP-1")
        assert opening.fingerprints("seen alone twice") == sealing.fingerprints("seen alone twice")
    with pytest.raises(Unopenable):
        before.open(rotated.seal(b"words", "row"), "row")


async def test_a_rotation_put_back_shuts_nothing(database_url: str) -> None:
    """New key in front, one case taken, and back again: with the new key as one that only reads, all opens;
    without it, what was sealed with it is set aside and the rest goes on."""
    old, new = f"old:{GOOD}", f"new:{OTHER}"
    shelf: list[bool] = []
    for line in (old, f"{new},{old}", f"{new}:read,{old}", old):
        opened = await Storage.open(database_url, Keyring.from_setting(line))
        await opened.migrate()
        if not shelf:
            made = await programme(opened)
        elif line.startswith(f"{new},"):
            async with opened.work() as work:
                await work.allocations.allocate([new_audit("CYP-2", (made.priya,), made.mo)])
        async with opened.work(write=False) as work:
            shelf = [item.shut for item in await work.lists.audits_of(made.priya)]
        shut = [(f.kind, "'new'" in f.why) for f in await unreadable(opened)]
        await opened.close()
        assert (any(shelf), shut) == (
            (True, [("audit", True)]) if line == old and len(shelf) == 2 else (False, [])
        )
    assert sorted(shelf) == [False, True]


async def test_a_database_is_read_after_a_rotation(database_url: str) -> None:
    first = await Storage.open(database_url, Keyring.from_setting(f"old:{GOOD}"))
    await first.migrate()
    made = await programme(first)
    async with first.work() as work:
        await answer(work, first, PRIYA, words="seen alone")
    await first.close()
    second = await Storage.open(database_url, Keyring.from_setting(f"new:{OTHER},old:{GOOD}"))
    await second.migrate()
    async with second.work() as work:
        await answer(work, second, PRIYA, words="and seen again")
        assert await work.lists.find_audit("cyp-1042") == [made.audit]
        assert await work.people.person_by_email("PRIYA@example.org ") is not None
        held = await work.audits.audit(made.audit, made.priya)
    assert held is not None
    words = [a.passage.text for a in held[0].history["3.4"] if a.passage]
    assert words == ["seen alone", "and seen again"]
    await second.close()


async def test_a_strangers_keyring_is_refused_at_the_start(storage: Storage, database_url: str) -> None:
    other = await Storage.open(database_url, Keyring.from_setting(f"x:{OTHER}"))
    with pytest.raises(
        ImpossibleKeys, match="AUDITBOT_DATA_KEYS: the key that this database's look-ups rest on"
    ):
        await other.migrate()
    await other.close()


def test_the_development_key_is_made_once_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    made, again = Keyring.development(folder), Keyring.development(folder)
    assert made.for_development
    assert again.open(made.seal(b"x", "i"), "i") == b"x"
    assert not Keyring.from_setting(f"a:{GOOD}").for_development
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


async def test_a_sqlite_file_is_for_its_account_alone(tmp_path: Path) -> None:
    file = tmp_path / "data" / "audits.db"
    opened = await Storage.open(f"sqlite:///{file}", Keyring.from_setting(f"a:{GOOD}"))
    await opened.migrate()
    modes = {path.name: path.stat().st_mode & 0o777 for path in (file.parent, *file.parent.iterdir())}
    await opened.close()
    assert modes.pop("data") == 0o700
    assert "audits.db" in modes
    assert set(modes.values()) == {0o600}


def test_fingerprints_ignore_case_and_stops_and_stay_few(keyring: Keyring) -> None:
    assert keyring.fingerprints("Seen alone, twice!") == keyring.fingerprints("seen ALONE twice")
    assert keyring.fingerprints("") == keyring.fingerprints(" ... ") == frozenset()
    assert len(keyring.fingerprints("seen")) == 1
    assert keyring.fingerprints("seen") != keyring.fingerprints("alone")
    long = keyring.fingerprints(" ".join(f"word{n}" for n in range(4000)))
    assert len(long) == SKETCH
    assert all(0 <= print_ < 2**32 for print_ in long)
    assert keyring.fingerprints("lone \ud800 surrogate, nul \0")


def bytes_under(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())


async def test_nothing_written_stands_readable_in_the_database(
    storage: Storage, database_url: str, tmp_path: Path
) -> None:
    made = await programme(storage, "SECRETREF-77")
    async with storage.work() as work:
        await answer(work, storage, PRIYA, words="the XANTHIPPE girl was seen")
        await work.outbox.enqueue(made.audit, [Notice(made.mo, Told("1"), text="about XANTHIPPE")], NOW)
    seeds = ("XANTHIPPE", "SECRETREF", "Priya", "Okafor", "@example.org")
    if database_url.startswith("sqlite"):
        raw = bytes_under(tmp_path)
    else:
        raw = b""
        async with storage.work(write=False) as work:
            tables = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for (table,) in (await work.connection.execute(tables)).all():
                rows = await work.connection.execute(text(f'SELECT t::text FROM "{table}" t'))
                dumped = "\n".join(row[0] for row in rows)
                raw += dumped.encode() + b"".join(
                    bytes.fromhex(part[: len(part) // 2 * 2])
                    for part in re.findall(r"\\x([0-9a-f]+)", dumped)
                )
    assert made.audit.encode() in raw
    readable = [seed for seed in seeds for code in ("utf-8", "utf-16-le") if seed.encode(code) in raw]
    assert readable == []
