"""Views as Adaptive Cards 1.5."""
