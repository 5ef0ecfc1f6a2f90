"""Why an audit has come into a stage that is only for a share of the audits."""

from __future__ import annotations

from dialogs.audits import shares
from template_specs.sentences import N_, worded

_WHY = {
    shares.GRADE: N_("Every audit with this grade comes here."),
    shares.NEW: N_("It is one of the auditor's first audits with this form."),
    shares.DRAWN: N_("It was drawn for the share of audits that comes here."),
    shares.AGAIN: N_("It has been here before, so it comes again."),
}


def why_it_comes(why: str) -> str:
    """The reason in words; empty where there is none to give."""
    return worded(_WHY.get(why, ""))
