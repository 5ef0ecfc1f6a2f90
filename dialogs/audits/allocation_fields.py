"""What can be changed of who has an audit, by when, and of its case."""

from __future__ import annotations

from enum import StrEnum


class Field(StrEnum):
    """What can be changed of an allocation; the codes are stored."""

    AUDITORS = "auditors"
    MANAGER = "manager"
    PRACTITIONER = "practitioner"
    IRO = "iro"
    DUE = "due"
    TEMPLATE = "template"
    CASE_TYPE = "case_type"
    TEAM = "team"
    MONTH = "month"
    THEME = "theme"
    LIST = "list"
    FAMILY = "family"
    RESTRICTED = "restricted"
