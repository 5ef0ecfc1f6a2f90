"""The readers of what strangers send, tried by a fuzzer that looks which lines an input reaches
(atheris): each takes it, or refuses it with a sentence.  `make soak SOAK=guided` installs the fuzzer and
runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conversations.harness import EVIDENCE
from tests.dialogs.typing_states import STATES
from tests.figures import LONG, figure
from tests.imports.files import workbook

ROOT = Path(__file__).parents[2]
ATHERIS = ROOT / ".fuzz"
"""Where `make soak` puts it, on Linux."""
pytestmark = pytest.mark.skipif(not LONG, reason="make soak runs it")


def activities() -> Iterator[bytes]:
    """A message, a press of either kind, and somebody who joins."""
    who = {"id": "29:x", "aadObjectId": "00000000-0000-0000-0000-000000000001", "name": "Amara"}
    at = {"id": "a:1", "conversationType": "personal", "tenantId": "t"}
    common = {
        "id": "1",
        "channelId": "msteams",
        "serviceUrl": "https://smba.example.org/",
        "from": who,
        "recipient": {"id": "28:bot"},
        "conversation": at,
    }
    data = {"verb": "save", "audit": "a", "token": "t", "revs": {"1.1": 0}, "v:1.1": "good"}
    press = {"action": {"type": "Action.Execute", "verb": "x", "data": data}}
    html = {
        "contentType": "text/html",
        "content": "<div><blockquote itemid='1'>She</blockquote><p>yes</p></div>",
    }
    for more in (
        {"type": "message", "text": f"good - {EVIDENCE}", "attachments": [html]},
        {"type": "message", "value": data},
        {"type": "invoke", "name": "adaptiveCard/action", "value": press, "replyToId": "1"},
        {"type": "conversationUpdate", "membersAdded": [{"id": "28:bot"}]},
        {"type": "installationUpdate", "action": "add"},
    ):
        yield json.dumps(common | more).encode()


def markup() -> Iterator[bytes]:
    """Messages as Teams writes them in HTML."""
    yield b"<div><p>She was <strong>seen</strong>&nbsp;alone</p><ul><li>one</li><li>two</li></ul></div>"
    yield b"<blockquote itemtype='http://schema.skype.com/Reply'><p>she</p></blockquote><p>yes</p>"
    yield b"<at id='0'>Audit bot</at> <table><tr><td>1.1</td><td>Good</td></tr></table><pre>code</pre>"


def typed() -> Iterator[bytes]:
    """What people were seen to type, where they typed it."""
    places = list(STATES)
    for line in (ROOT / "tests/dialogs/typed.tsv").read_text("utf-8").splitlines():
        cells = line.split("\t")
        if place := next((cell for cell in cells if cell in STATES), None):
            words = cells[cells.index(place) + 1]
            yield bytes([places.index(place)]) + words.encode()


def lists() -> Iterator[bytes]:
    """A list of cases as CSV (0) and as a workbook (1)."""
    rows = [["case_ref", "team", "manager_email", "auditor_emails"], ["TS-1", "North", "a@x.org", "b@x.org"]]
    folder = Path(os.environ["AUDITBOT_FUZZING"])
    yield b"\0" + "\n".join(",".join(row) for row in rows).encode()
    yield b"\0sep=;\n" + "\n".join(";".join(row) for row in rows).encode("utf-16")
    yield b"\1" + workbook(folder, rows).read_bytes()


def forms() -> Iterator[bytes]:
    """The small forms of the tests."""
    for path in sorted((ROOT / "tests/forms").glob("*.yaml")):
        yield path.read_bytes()


RUNS: dict[Callable[[], Iterator[bytes]], int] = {
    activities: 200_000,
    markup: 200_000,
    typed: 5_000,
    lists: 20_000,
    forms: 10_000,
}


@pytest.mark.skipif(sys.platform != "linux", reason="atheris runs on Linux")
@pytest.mark.parametrize("seeds", RUNS, ids=lambda seeds: seeds.__name__)
def test_no_input_breaks(
    seeds: Callable[[], Iterator[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITBOT_FUZZING", str(tmp_path))
    known = tmp_path / "known"
    known.mkdir()
    for number, seed in enumerate(seeds()):
        (known / f"{number}").write_bytes(seed)
    assert any(known.iterdir())
    name, runs = seeds.__name__, RUNS[seeds]
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.guided", name, str(runs), str(tmp_path)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ATHERIS)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    ended = re.search(r"#(\d+)\s+DONE\s+cov: (\d+)", done.stdout)
    assert ended, done.stdout[-6000:]
    assert done.returncode == 0, done.stdout[-6000:]
    figure(
        f"inputs of {name} guided by the lines they reach: no exception",
        f"{int(ended[1]):,} inputs, {int(ended[2]):,} branches reached, none broke it",
    )
