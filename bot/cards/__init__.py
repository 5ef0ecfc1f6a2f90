"""Views as Adaptive Cards 1.5."""

from bot.cards.door import Rendered, render
from bot.cards.parts import LIMIT, size

__all__ = ["LIMIT", "Rendered", "render", "size"]
