"""The kinds of record that have a time of their own to be kept."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What is kept for a time of its own.  Codes are written in the setting and in the list."""

    AUDITS = "audits"
    """Audits that were submitted or are final: since the last thing that happened in them."""
    CONCERNS = "concerns"
    """Audits in which an immediate concern was raised, instead of the time of their state."""
    UNFINISHED = "unfinished"
    """Audits that were never submitted."""
    WITHDRAWN = "withdrawn"
    PEOPLE = "people"
    """Whoever has no role any more and no audit that is kept: since their last trace."""
    ACCESS = "access"
    """The access log."""
    REPORTS = "reports"
    """What people wrote into reports, who took no part in a month, lists that nobody allocated."""
    GOOD_PRACTICE = "good_practice"
    """Examples of good practice that somebody has released or put aside, and the digests."""
