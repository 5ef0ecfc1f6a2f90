"""The label of what may have arrived already."""

from __future__ import annotations

from dataclasses import replace

from bot.channel import Outgoing
from template_specs.sentences import _


def labelled(message: Outgoing) -> Outgoing:
    """The message, marked as a possible second copy: the first may have arrived without our knowing."""
    if message.card is None:
        again = _("(Sent again, in case the first did not arrive.) {text}", text=message.text)
        return replace(message, text=again)
    label = {
        "type": "TextBlock",
        "text": _("Sent again, in case the first card did not arrive."),
        "wrap": True,
        "isSubtle": True,
        "size": "Small",
    }
    return replace(message, card={**message.card, "body": [label, *message.card["body"]]})
