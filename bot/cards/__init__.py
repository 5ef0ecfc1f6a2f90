"""Views as Adaptive Cards 1.5."""

from bot.cards.elements import LIMIT, size
from bot.cards.render import Rendered, render

__all__ = ["LIMIT", "Rendered", "render", "size"]
