"""Somebody whom nothing can be sent to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dialogs.audits.audit import PersonId


class WhyUnreached(StrEnum):
    """Why nothing can be sent to somebody, as it is stored."""

    NEVER_OPENED = "never_opened"
    REMOVED = "removed"
    """They took the app out of their Teams."""
    BLOCKED = "blocked"
    """Teams refuses what is sent to them: they have blocked the app, or a policy has since."""
    GONE = "gone"
    """Teams does not find the chat."""
    POLICY = "policy"
    """The organisation's policy does not let the app be installed for them."""
    NO_ACCOUNT = "no_account"
    """The directory knows no account of this e-mail."""
    LEFT = "left"
    """They have no role any more, and something was for them."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody whom nothing can be sent to."""

    person: PersonId
    why: WhyUnreached
    since: datetime | None
    """When it was first met; None where nothing was ever sent to them."""
    waiting: int
    """Cards and messages that wait for them."""
    urgent: int
    """Of these, concerns and warnings about one."""
