"""The lists of the status, as they are typed."""

from __future__ import annotations

from dialogs.audits.audit import State
from template_specs.text import folded

LISTS = {
    "overdue": "overdue",
    "late": "overdue",
    "not started": State.ALLOCATED.value,
    "allocated": State.ALLOCATED.value,
    "started": State.IN_PROGRESS.value,
    "in progress": State.IN_PROGRESS.value,
    "submitted": State.SUBMITTED.value,
    "final": State.FINAL.value,
    "withdrawn": State.WITHDRAWN.value,
    "concerns": "concerns",
    "actions": "actions",
    "open actions": "actions/open",
    "overdue actions": "actions/past",
    "re-audits": "reaudits",
    "reaudits": "reaudits",
    "audit again": "reaudits",
}
_WHOLE = (
    "all",
    "all audits",
    "all of them",
    "all cases",
    "everything",
    "programme",
    "the programme",
    "whole programme",
    "the whole programme",
)


def is_whole_programme(said: str) -> bool:
    """Whether what follows "status" means the whole programme, and no case, team or month."""
    return folded(said.strip(" .!?")) in map(folded, _WHOLE)
