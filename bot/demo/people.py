"""Invented people and cases, so that the bot can be tried: five people, for the Playground's five users."""

from __future__ import annotations

from pathlib import Path

PEOPLE = Path(__file__).with_name("people.csv")
CASES = Path(__file__).with_name("cases.csv")
