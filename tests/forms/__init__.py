"""Forms as councils have them on paper, which tests check and walk."""

from __future__ import annotations

from pathlib import Path

FORMS = Path(__file__).parent
