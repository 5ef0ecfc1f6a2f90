"""Buttons.  Each is an Action.Execute with a Submit fallback that carries the same data.

Old clients, and Microsoft's own Playground, use the fallback; `bot/turns/presses.py` reads both alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from bot.cards.elements import Element, card, clean, clip
from dialogs.audits.audit import AuditId
from dialogs.conversation.views import Button, Call, Link
from template_specs.sentences import _, worded


def press(
    label: str, verb: str, data: Mapping[str, Any], *, primary: bool = False, inputs: bool = True
) -> Element:
    """A button.  With `inputs` False, what is in the card's boxes is not sent with it.

    `data` may hold anything except a name `key`: Teams' renderer uses that itself, and the press would be
    lost.
    """
    label, carried = worded(label), {"verb": verb, **data}
    submit: Element = {"type": "Action.Submit", "title": label, "data": carried}
    execute: Element = {"type": "Action.Execute", "title": label, "verb": verb, "data": carried}
    for action in (submit, execute):
        if primary:
            action["style"] = "positive"
        if not inputs:
            action["associatedInputs"] = "none"
    execute["fallback"] = submit
    return execute


def call(who: Call) -> Element:
    """A button that rings somebody in Teams, by the deep link that Microsoft documents ("To start an
    audio-video call").  It takes an e-mail address that is also the account's name."""
    link = f"https://teams.microsoft.com/l/call/0/0?users={quote(who.email)}"
    return {
        "type": "Action.OpenUrl",
        "title": _("Call {clip} in Teams", clip=clip(clean(who.name), 60)),
        "url": link,
    }


def document(audit: AuditId) -> Element:
    """The button that asks for an audit as a document."""
    return press(_("Get the document"), "document", {"audit": audit}, inputs=False)


def opens(link: Link) -> Element:
    """A button that opens a page in the browser."""
    return {"type": "Action.OpenUrl", "title": worded(link.label), "url": link.address}


def reveal(label: str, body: Sequence[Element], actions: Sequence[Element]) -> Element:
    """A button that opens a small card under the bar."""
    return {"type": "Action.ShowCard", "title": worded(label), "card": card(body, actions)}


def offered(buttons: Iterable[Button]) -> list[Element]:
    """The buttons of `offers`, the primary one first, at most six as Teams shows them."""
    ordered = sorted(buttons, key=lambda button: not button.primary)
    made = [
        press(o.label, o.action.verb, o.action.data, primary=n == 0 and o.primary)
        for n, o in enumerate(ordered)
    ]
    return made[:6]
