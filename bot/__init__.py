"""How it speaks: turns, cards, delivery, the web."""
