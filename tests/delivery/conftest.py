"""Delivery is tested in the same house as the conversations."""

from __future__ import annotations

from tests.conversations.conftest import house

__all__ = ["house"]
