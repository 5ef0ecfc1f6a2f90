"""What people write into a monitoring report by hand: who it is by and for, analysis, recommendations."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from dialogs.programme.report import Section
from template_specs.sentences import N_, _


class Written(StrEnum):
    """The parts; the codes are stored."""

    AUTHOR = "author"
    PRESENTER = "presenter"
    MEETING = "meeting"
    ANALYSIS = "analysis"
    LEARNING = "learning"
    RECOMMENDATIONS = "recommendations"
    NEXT_THEMES = "next_themes"
    ACCEPTED_BY = "accepted_by"


LABELS: Mapping[Written, str] = {
    Written.AUTHOR: N_("Prepared by"),
    Written.PRESENTER: N_("Presented by"),
    Written.MEETING: N_("For the meeting"),
    Written.ANALYSIS: N_("Analysis"),
    Written.LEARNING: N_("Learning"),
    Written.RECOMMENDATIONS: N_("Recommendations"),
    Written.NEXT_THEMES: N_("Themes that come next"),
    Written.ACCEPTED_BY: N_("Accepted by"),
}
LONG = (Written.ANALYSIS, Written.LEARNING, Written.RECOMMENDATIONS, Written.NEXT_THEMES)
"""Those of more than a line: each is a section of its own."""
MOST = 20_000
"""Characters of one part."""


def front(written: Mapping[Written, str]) -> tuple[Section, ...]:
    """Who the report is by and for, before everything else; nothing where nobody has written it."""
    lines = tuple(
        _("{name}: {value}", name=str(LABELS[part]), value=written[part])
        for part in LABELS
        if part not in LONG and written.get(part)
    )
    return (Section("front", _("About this report"), lines),) if lines else ()


def conclusions(written: Mapping[Written, str]) -> tuple[Section, ...]:
    """What people make of the figures, after them."""
    return tuple(
        Section(f"written.{part.value}", str(LABELS[part]), tuple(in_lines(written[part])))
        for part in LONG
        if written.get(part)
    )


def in_lines(text: str) -> list[str]:
    """The lines of what somebody wrote, without empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]
