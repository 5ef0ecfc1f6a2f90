"""What a pressed button means: reads a card's data as one of the commands of `dialogs`.

A card's data is under the client's control.  Each command checks the shape of its own (`from_card`), and
`dialogs.audits.permissions` decides who may do it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogs import registry
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.features import home, save_page
from dialogs.features.home import Asked

VERBS = frozenset({*registry.VERBS, *home.PRESSED})
"""Everything that our buttons send; anything else is not from a card of ours."""

MOST_SKIPPED = 10_000_000
"""Lines of a list that can lie before those shown: more than there will ever be, and a number that both
databases take."""

_TOKEN = re.compile(r"^[A-Za-z0-9_-]{1,64}$")


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press: on which audit (none at home), under which token, and what it asks for."""

    audit: str
    token: str
    event: Command | Asked


def pressed(data: Mapping[str, Any]) -> Pressed | None:
    """The press in a card's data; None if the card is not ours."""
    card = CardData(data)
    if card.verb not in VERBS:
        return None
    token = card.text("token")
    audit = card.text("audit") or card.text("case")
    return Pressed(audit[:64], token if _TOKEN.match(token) else "", _event(card))


def _event(card: CardData) -> Command | Asked:
    if card.verb in home.PRESSED:
        which, skip = card.text("which")[:100], card.number("skip")
        return Asked(
            home.Ask(card.verb),
            audit=card.text("audit")[:64],
            which=which,
            skip=min(skip, MOST_SKIPPED),
            boxes=card.boxes(),
        )
    return save_page.on_the_way(registry.VERBS[card.verb].from_card(card), card)
