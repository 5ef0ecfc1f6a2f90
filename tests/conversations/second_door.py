"""A tiny second door: the whole bot in a chat that is a list of this program, without Teams and its SDK.

    python -m tests.conversations.second_door DATABASE_URL     (a migrated, empty database)

It is what a successor of botbuilder has to provide, and no more: it makes an `Inbound` of what comes in, and
sends and edits what goes out.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.channel import ActivityKind, Address, Inbound, InvokeReply, Member, Outgoing
from bot.delivery.worker import Delivery
from bot.turns.runner import TurnRunner
from dialogs.audits.audit import Case, Role
from storage.allocations import NewAudit
from storage.keys import Keyring
from storage.people import NewPerson
from storage.work import Storage
from template_specs.language.loader import load, snapshot

FORM = Path(__file__).with_name("small.yaml")
PEOPLE = {"Amara Osei": Role.AUDITOR, "Priya Nair": Role.MANAGER}


class ListedChat:
    """A chat platform: who said what, in order."""

    def __init__(self) -> None:
        self.shown: dict[str, list[Outgoing]] = {}

    async def send(self, address: Address, message: Outgoing) -> str:
        """Put it at the end of the chat."""
        chat = self.shown.setdefault(address.conversation_id, [])
        chat.append(message)
        return str(len(chat) - 1)

    async def update(self, address: Address, activity_id: str, message: Outgoing) -> None:
        """Put it in the place of an earlier one."""
        self.shown[address.conversation_id][int(activity_id)] = message

    async def member(self, address: Address) -> Member | None:
        """Everybody is known by their account."""
        return None

    def said(self, who: str) -> str:
        """All that stands in somebody's chat."""
        return "\n".join(f"{message.text} {message.card or ''}" for message in self.shown.get(who, ()))


async def main(url: str) -> None:
    """An audit is opened, answered by card and by typing, and a concern reaches the manager."""
    storage = await Storage.open(url, Keyring.from_setting("d:" + base64.b64encode(bytes(32)).decode()))
    await storage.begin()
    chat, ids, account = (
        ListedChat(),
        itertools.count(1),
        lambda who: str(uuid.uuid5(uuid.NAMESPACE_DNS, who)),
    )
    new = [
        NewPerson(name, f"{name[:2]}@example.org", frozenset({role}), "North", aad_object_id=account(name))
        for name, role in PEOPLE.items()
    ]
    form = load(FORM)
    async with storage.work() as work:
        known = await work.people.take_people(new)
        amara, priya = (known[person.email] for person in new)
        await work.keep_template(*snapshot(form))
        case = NewAudit(
            Case("TS-1", team="North", month="2026-06"), form.id, form.content_hash, (amara,), manager=priya
        )
        audit = (await work.allocations.allocate([case])).ids[0]
    delivery = Delivery(storage, chat, worker="listed", fresh_id=lambda: uuid.uuid4().hex)
    turns = TurnRunner(storage, chat, fresh_id=lambda: uuid.uuid4().hex, owed=delivery.wake)

    async def comes(
        who: str, came: ActivityKind, text: str = "", data: Mapping[str, Any] | None = None
    ) -> InvokeReply | None:
        address = Address("listed:", who, "tenant", f"user:{who}", "bot")
        inbound = Inbound(
            came,
            address,
            f"in-{next(ids)}",
            aad_object_id=account(who),
            text=text,
            data=data or {},
            invoke=data is not None,
        )
        answer = await turns(inbound)
        await turns.speaker.settle()
        return answer

    await comes("Priya Nair", ActivityKind.INSTALLED)
    await comes("Amara Osei", ActivityKind.MESSAGE, "open TS-1")
    evidence = "Seen alone twice in May, and what she said changed the plan."
    press = {
        "verb": "save",
        "audit": audit,
        "token": "t",
        "revs": {"1.1": 0},
        "v:1.1": "good",
        "w:1.1": evidence,
    }
    answer = await comes("Amara Osei", ActivityKind.ACTION, data=press)
    assert answer is not None
    assert answer.card is not None
    await comes("Amara Osei", ActivityKind.MESSAGE, f"1.2 good - {evidence} The visits show it.")
    assert "Saved" in chat.said("Amara Osei")
    await comes("Amara Osei", ActivityKind.MESSAGE, "concern: he hit her again last night")
    await comes("Amara Osei", ActivityKind.MESSAGE, "send now")
    while await delivery.round():
        pass
    assert "he hit her again last night" in chat.said("Priya Nair")
    async with storage.work(write=False) as work:
        held = await work.audits.audit(audit, amara)
    assert held is not None
    assert {"1.1", "1.2"} <= held[0].history.keys()
    await storage.close()
    theirs = ("botbuilder", "botframework", "bot.teams")
    assert [name for name in sys.modules if name.startswith(theirs)] == []
    print("an audit without Teams")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
