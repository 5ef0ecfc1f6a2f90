"""Words about actions, with no audit in hand: which are asked for, and what is done with one."""

# ruff: noqa: E501 (a pattern that is cut anew at each change is harder to read than a long line)
from __future__ import annotations

import re

from dialogs.audits.actions import Priority
from dialogs.conversation.command import Command
from dialogs.features.action_changes import ChangeAction
from dialogs.features.action_closing import CancelAction, TellEffect, VerifyAction
from dialogs.features.action_lists import CLOSED, DONE, OVERDUE, TEAM, WITH
from dialogs.features.action_steps import (
    FinishAction,
    HandActionBack,
    OfAction,
    ShowSentAction,
    StartAction,
    TakeActionBack,
)
from dialogs.features.home import Ask, Asked

_MINE = re.compile(
    r"^(?:please )?(?:(?:show|list|see|what are|open)(?: me)? )?(?:all )?my (?:open |overdue |late )?(?:actions?|action list|to-?dos?)(?: list)?$"
    r"|^(?:what|which) actions? (?:do i have|have i got|are (?:mine|with me|on me))(?: to do)?$"
)
_BINDER = re.compile(
    r"^(?:please )?(?:(?:show|list|see)(?: me)? )?(?:all |the )*(?:(?P<before>open|overdue|late|done|closed|finished|high priority|urgent|high) )?actions?"
    r"(?: (?P<after>open|overdue|late|done|to check|to verify|closed|finished|high|high priority|urgent))?$"
)
_OF_TEAM = re.compile(
    r"^(?:show |list |all |the |open )*actions? (?:of|in|for) (?:the )?(?P<team>\S.{0,58}?) team$",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"^(?:show |list |all |the |open )*actions? (?:with|of|by|for) (?P<who>[^\d\W][^\d]{2,60})$",
    re.IGNORECASE,
)
_ACT = re.compile(
    r"^action (?P<case>\S{2,60}) (?P<number>\d{1,3})(?:\s*[:,-]?\s*(?P<act>start|started|under way|done|finished|not done(?: yet)?|not mine|cancel|cancelled|checked|verified|effect|changed for the child|give to|reassign to|due|move to|priority)\b)?\s*[:,–-]?\s*(?P<words>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_LISTS = {
    "overdue": OVERDUE,
    "late": OVERDUE,
    "done": DONE,
    "to check": DONE,
    "to verify": DONE,
    "closed": CLOSED,
    "finished": CLOSED,
    "high": Priority.HIGH.value,
    "high priority": Priority.HIGH.value,
    "urgent": Priority.HIGH.value,
}
_STEPS: dict[str, type[OfAction]] = {
    "": ShowSentAction,
    "start": StartAction,
    "started": StartAction,
    "under way": StartAction,
    "done": FinishAction,
    "finished": FinishAction,
    "not done": TakeActionBack,
    "not done yet": TakeActionBack,
    "not mine": HandActionBack,
    "cancel": CancelAction,
    "cancelled": CancelAction,
    "checked": VerifyAction,
    "verified": VerifyAction,
    "effect": TellEffect,
    "changed for the child": TellEffect,
}


def asked(text: str, *, in_audit: bool) -> Asked | None:
    """What `text` asks for about actions; None if it does not."""
    words = " ".join(text.split())
    plain = words.lower().rstrip("?.! ")
    if _MINE.match(plain):
        return Asked(Ask.ACTIONS)
    act = _ACT.match(words)
    if act is not None:
        which = f"{act['number']} {(act['act'] or '').lower()}".strip()
        return Asked(Ask.ACT, act["case"], act["words"].strip(), which=which)
    if in_audit:
        return None
    listed = _BINDER.match(plain)
    if listed is not None:
        named = listed["after"] or listed["before"] or ""
        return Asked(Ask.BINDER, which=_LISTS.get(named, ""))
    of_team = _OF_TEAM.match(words)
    if of_team is not None:
        return Asked(Ask.BINDER, which=f"{TEAM}{of_team['team']}")
    with_whom = _WITH.match(words)
    if with_whom is not None:
        return Asked(Ask.BINDER, which=f"{WITH}{with_whom['who'].rstrip('?.! ')}")
    return None


def command_of(act: str, key: str, words: str) -> Command:
    """The command that the typed act is; `words`: what came after it."""
    kind = _STEPS.get(act)
    if kind is not None:
        return kind(key, words)
    value, _, why = words.partition(":")
    if not why:
        value, _, why = words.partition(" because ")
    value, why = value.strip(), why.strip()
    if act == "priority":
        return ChangeAction(key, why, priority=value.lower())
    if act in ("due", "move to"):
        return ChangeAction(key, why, due=value)
    return ChangeAction(key, why, owner_typed=value)
