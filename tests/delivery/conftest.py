"""Delivery is tested in the same house as conversations."""

from __future__ import annotations

from tests.conversations.conftest import house

__all__ = ["house"]
