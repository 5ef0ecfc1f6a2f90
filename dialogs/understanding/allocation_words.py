"""Words that give an audit to somebody else, or another day, withdraw it, or step down from it, with its case."""

# ruff: noqa: E501 (a pattern that is cut anew at each change is harder to read than a long line)
from __future__ import annotations

import re

from dialogs.conversation.command import Command
from dialogs.features.allocation_changes import (
    KnowFamily,
    ReassignAudit,
    RedateAudit,
    TakeBackAudit,
    WithdrawAudit,
)
from dialogs.features.audit_feedback import GiveAuditFeedback
from dialogs.features.home import Ask, Asked
from dialogs.features.panel import NamePanel
from dialogs.features.panel_grades import ClosePanel, GivePanelGrade, ShowPanel
from dialogs.features.second_audit import ArrangeSecondAudit

_WHY = r"(?:[,;]?\s+(?:because|as|since)\s+|\s*:\s+)(?P<why>.+)"
_WHY_OR_END = rf"(?:{_WHY})?$"
_REASSIGN = re.compile(
    rf"^(?:please )?(?:reassign|reallocate|give|hand over)\s+(?P<case>\S*\d\S*?)(?:\s+from\s+(?P<from>[^\d]{{2,60}}?))?\s+to\s+(?P<to>.{{2,120}}?)(?P<anyway>\s+anyway)?{_WHY_OR_END}",
    re.IGNORECASE | re.DOTALL,
)
_REDATE = re.compile(
    rf"^(?:please )?(?:due|re-?date|move|extend)\s+(?P<case>\S*\d\S*)\s+(?:to |until |by |on )?(?P<day>.{{3,40}}?){_WHY_OR_END}",
    re.IGNORECASE | re.DOTALL,
)
_WITHDRAW = re.compile(
    rf"^(?:please )?withdraw\s+(?:the )?(?:audit |case )?(?:of )?(?P<case>\S*\d\S*?){_WHY_OR_END}",
    re.IGNORECASE | re.DOTALL,
)
_TAKE_BACK = re.compile(
    rf"^(?:please )?(?:take\s+(?:back|(?P<late>\S*\d\S*?)\s+back)|reinstate|un-?withdraw)\s*(?:the )?(?:audit |case )?(?:of )?(?P<case>\S*\d\S*?)?{_WHY_OR_END}",
    re.IGNORECASE | re.DOTALL,
)
_KNOWS = re.compile(
    r"^i (?:know|have worked with) (?:the|this) (?:family|child|mother|father|parents?) (?:of|in|from) (?P<case>\S*\d\S*?)[.!]?$",
    re.IGNORECASE,
)
_FEEDBACK = re.compile(
    r"^(?:give )?feedback (?:on |for |to |about )?(?:the )?(?:audit |auditors? )?(?:of |on )?(?P<case>\S*\d\S*?)(?:\s*:\s*|\s+[-\u2013\u2014]\s+)(?P<why>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_SECOND = re.compile(
    rf"^(?:please )?(?:arrange |ask for |have )?(?:a |an )?(?:second|2nd|blind|blind second|second blind|another) audit (?:of |for |on )?(?:the )?(?:case )?(?P<case>\S*\d\S*?)(?:\s+(?:by|to|with|from)\s+(?P<to>.{{2,120}}?))?(?P<anyway>\s+anyway)?{_WHY_OR_END}",
    re.IGNORECASE | re.DOTALL,
)
_PANEL = re.compile(
    rf"^(?:please )?(?:a |the )?panel (?:for |of |on )?(?P<case>\S*\d\S*?)\s*(?:\s(?:with|of|by)\s+(?P<to>.{{2,400}}?)|\s(?:is |to be )?led by\s+(?P<lead>.{{2,120}}?)){_WHY_OR_END}",
    re.IGNORECASE | re.DOTALL,
)
_CLOSE_PANEL = re.compile(
    rf"^(?:please )?(?:close|end) (?:the )?panel (?:for |of |on )?(?P<case>\S*\d\S*?){_WHY_OR_END}",
    re.IGNORECASE | re.DOTALL,
)
_PANEL_GRADE = re.compile(
    r"^panel grade (?:for |of |on )?(?P<case>\S*\d\S*?)(?:\s*:\s*|\s+(?:[-\u2013\u2014]\s+)?)(?P<why>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_SHOW_PANEL = re.compile(
    r"^(?:show )?(?:the )?panel (?:for |of |on )?(?P<case>\S*\d\S*?)[?.]?$", re.IGNORECASE
)
_BETWEEN = "\n"


def asked(text: str) -> Asked | None:
    """What `text` asks for about who has an audit; None if it does not."""
    words = text.strip()
    for pattern, act, names in (
        (_REASSIGN, "reassign", ("from", "to", "anyway")),
        (_SECOND, "second", ("to", "anyway")),
        (_REDATE, "due", ("day",)),
        (_WITHDRAW, "withdraw", ()),
        (_TAKE_BACK, "take back", ()),
        (_KNOWS, "knows", ()),
        (_FEEDBACK, "feedback", ()),
        (_PANEL_GRADE, "panel grade", ()),
        (_SHOW_PANEL, "show panel", ()),
        (_PANEL, "panel", ("to", "lead")),
        (_CLOSE_PANEL, "close panel", ()),
    ):
        found = pattern.match(words)
        if found is None:
            continue
        parts = found.groupdict()
        which = _BETWEEN.join([act, *((parts[name] or "").strip() for name in names)])
        case = parts["case"] or parts.get("late") or ""
        if not case:
            continue
        return Asked(Ask.ALLOCATE, case, (parts.get("why") or "").strip(), which=which)
    return None


def command_of(asked_for: Asked) -> Command:
    """The command that was typed."""
    act, *parts = asked_for.which.split(_BETWEEN)
    if act == "reassign":
        instead_of, to, anyway = (*parts, "", "", "")[:3]
        return ReassignAudit(to, instead_of, asked_for.why, bool(anyway))
    if act == "second":
        to, anyway = (*parts, "", "")[:2]
        return ArrangeSecondAudit(to, asked_for.why, bool(anyway))
    if act == "panel":
        members, lead = (*parts, "", "")[:2]
        return NamePanel(members, lead, asked_for.why, leads=bool(lead))
    if act == "panel grade":
        return GivePanelGrade(asked_for.why)
    if act == "show panel":
        return ShowPanel()
    if act == "close panel":
        return ClosePanel(asked_for.why)
    if act == "due":
        return RedateAudit((*parts, "")[0], asked_for.why)
    if act == "feedback":
        return GiveAuditFeedback(asked_for.why)
    if act == "take back":
        return TakeBackAudit(asked_for.why)
    return WithdrawAudit(asked_for.why) if act == "withdraw" else KnowFamily()
