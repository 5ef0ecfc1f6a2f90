"""Outside an audit: what typed words ask for, and what each role is offered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dialogs.audits.audit import Person, Role, State
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature, FirstWord, HelpLine
from dialogs.conversation.views import (
    Action,
    AuditLine,
    AuditsView,
    Button,
    HelpView,
    Sentence,
    StatusView,
    WelcomeView,
)


class Ask(StrEnum):
    """What somebody may ask with no audit in hand."""

    HELP = "help"
    AUDITS = "my_audits"
    NEW = "new_audit"
    OPEN = "open"
    STATUS = "status"
    REOPEN = "reopen"
    GREETING = "greeting"


PRESSED = frozenset({Ask.HELP, Ask.AUDITS, Ask.NEW, Ask.STATUS})
"""What buttons ask for, each under its code."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An ask with what it names."""

    ask: Ask
    case: str = ""
    why: str = ""


MOST_LINES = 10
"""Audits listed at once."""

_PLAIN = {
    "help": Ask.HELP,
    "?": Ask.HELP,
    "my audits": Ask.AUDITS,
    "audits": Ask.AUDITS,
    "my audit": Ask.AUDITS,
    "new audit": Ask.NEW,
    "start": Ask.NEW,
    "start audit": Ask.NEW,
    "status": Ask.STATUS,
    "hello": Ask.GREETING,
    "hi": Ask.GREETING,
    "good morning": Ask.GREETING,
    "good afternoon": Ask.GREETING,
}
_OPEN = re.compile(r"^(?:open|start|continue)\s+(\S[^\n]{0,60})$", re.IGNORECASE)
_STATUS_OF = re.compile(r"^status\s+(?:of\s+)?(\S+)$", re.IGNORECASE)
_REOPEN = re.compile(r"^reopen\s+(\S+)(?:\s+(?:because|as|:|-)?\s*(.*))?$", re.IGNORECASE | re.DOTALL)


def asked(text: str) -> Asked | None:
    """What `text` asks for besides an audit; None if it is for the audit in hand (or for nothing)."""
    words = text.strip()
    plain = words.lower().rstrip(".! ")
    if plain in _PLAIN or words == "?":
        return Asked(_PLAIN.get(plain, Ask.HELP))
    standing = _STATUS_OF.match(words)
    if standing:
        return Asked(Ask.STATUS, standing.group(1))
    reopening = _REOPEN.match(words)
    if reopening:
        return Asked(Ask.REOPEN, reopening.group(1), reopening.group(2) or "")
    opening = _OPEN.match(words)
    if opening:
        return Asked(Ask.OPEN, opening.group(1).strip())
    return None


def welcome(person: Person) -> WelcomeView:
    """Three lines on what the bot does, and the first step for this person."""
    buttons: tuple[Button, ...]
    if Role.AUDITOR in person.roles:
        lines = (
            "I take you through a case-file audit here in the chat, a few questions at a time.",
            "Every answer is saved as you give it, so you can stop and come back whenever you need to.",
            "When you submit, the manager gets the summary and the actions, and you hear what they say.",
        )
        buttons = (_MY_AUDITS, _HELP)
    elif person.roles & {Role.MANAGER, Role.SERVICE_MANAGER}:
        lines = (
            "I bring you the results of case-file audits on your team's cases.",
            "You get a summary, each action as a card to acknowledge and review, and any immediate concern.",
            "Nothing is needed from you now; cards arrive here when an audit is submitted.",
        )
        buttons = (Button("Show my cases under audit", Action(Ask.AUDITS), primary=True), _HELP)
    elif Role.QA_LEAD in person.roles:
        lines = (
            "I walk your auditors through their case-file audits and bring the results to managers.",
            "Type status to see how this programme stands, in counts.",
            "A submitted audit can be given back: reopen, its case reference, and why.",
        )
        buttons = (_STATUS, _HELP)
    else:
        lines = (
            "I walk auditors through case-file audits, and bring their results to managers.",
            "When a case of yours is audited, the auditor will ask you for your reflections.",
            "Nothing is needed from you now.",
        )
        buttons = (_HELP,)
    return WelcomeView(person.name.split(" ")[0], lines, buttons)


def help_for(person: Person, in_audit: Sequence[HelpLine], case: str = "") -> HelpView:
    """What can be typed, for this person's roles; `in_audit`: in any audit; `case`: of the one in hand."""
    words: list[tuple[str, str]] = []
    buttons: list[Button] = []
    if Role.AUDITOR in person.roles:
        words += [
            ("my audits", "what is allocated to you, when it is due and how far it is"),
            ("open CASE", "start an audit, or take it up again"),
            (
                "good - chronology updated in June",
                "answer the question in hand: a grade, a dash, what you saw",
            ),
            *in_audit,
        ]
        buttons.append(_MY_AUDITS)
    if person.roles & {Role.MANAGER, Role.SERVICE_MANAGER}:
        words.append(("my audits", "the audits of your cases, and where they stand"))
        buttons.append(Button("Show my cases under audit", Action(Ask.AUDITS), primary=not buttons))
    if Role.QA_LEAD in person.roles:
        words += [
            ("status", "how many audits stand where, and how many are overdue"),
            ("status CASE", "where one audit stands, when it is due, and for whom it waits"),
            ("reopen CASE because ...", "give a submitted audit back to its auditors"),
        ]
        buttons.append(_STATUS)
    words.append(("help", "this list"))
    seen: dict[str, str] = {}
    for word, meaning in words:
        seen.setdefault(word, meaning)
    intro = f"You are in the audit of {case}. Buttons and typing do the same." if case else _INTRO
    unique = {button.action.verb: button for button in reversed(buttons)}
    return HelpView(intro, tuple(seen.items()), tuple(reversed(unique.values())))


def audits_view(person: Person, lines: Sequence[AuditLine], *, only_new: bool = False) -> AuditsView:
    """ "My audits", or those not started yet."""
    auditing = Role.AUDITOR in person.roles
    if only_new:
        title = "Audits you can start"
    elif auditing:
        title = "Your audits"
    else:
        title = "Audits of your cases" if _has_cases(person) else "Audits that wait for you"
    shown = tuple(lines[:MOST_LINES])
    return AuditsView(title, shown, "" if shown else _empty(person, only_new), more=len(lines) - len(shown))


def status_view(
    counts: Mapping[str, int],
    waiting: Mapping[str, tuple[int, int]],
    held_up: int = 0,
    held: tuple[str, ...] = (),
    unsent: tuple[int, tuple[str, ...]] = (0, ()),
) -> StatusView:
    """How the programme stands, for the QA lead; `waiting`: how many in each stage, how many of them late;
    `held_up`: how many cards have not arrived, with a sentence for the first of them in `held`; `unsent`:
    concerns written and not sent for half an hour, and whose."""
    rows = (
        ("Not started", counts.get(State.ALLOCATED, 0)),
        ("In progress", counts.get(State.IN_PROGRESS, 0)),
        ("Submitted", counts.get(State.SUBMITTED, 0)),
        *((f"Waiting in {title}", count) for title, (count, _) in sorted(waiting.items())),
        ("Final", counts.get(State.FINAL, 0)),
        ("Withdrawn", counts.get(State.WITHDRAWN, 0)),
    )
    empty = "" if any(n for _, n in rows) else "No cases are allocated yet. Import the month's list to begin."
    late = sum(late for _, late in waiting.values())
    overdue = counts.get("overdue", 0) + late
    return StatusView("The audit programme", rows, overdue, empty, held_up, held, *unsent)


def stranger() -> Sentence:
    """For somebody who is not on the people list."""
    return Sentence(
        "Hello. I help with case-file audits, and I only know the people on the audit programme's list. You "
        "are not on it, so I cannot show you anything. If you should be, ask your QA lead to add your work "
        "e-mail."
    )


def elsewhere() -> Sentence:
    """In a group chat or channel: case detail goes to personal chats only."""
    return Sentence(
        "I keep audits to personal chats, so that case details stay between me and you. Open a chat with me "
        "and type my audits."
    )


def nothing_in_hand(person: Person) -> Sentence:
    """Words that belong to no audit."""
    if Role.AUDITOR in person.roles:
        return Sentence(
            "No audit is open here, so I have not kept that. Choose one first, and then type it again.",
            (_MY_AUDITS, _HELP),
        )
    if Role.QA_LEAD in person.roles:
        return Sentence(
            "I did not follow that. Type status, or help for what else you can ask.", (_STATUS, _HELP)
        )
    return Sentence(
        "I did not follow that. You can answer the cards I send you, or type help for what else you can ask.",
        (_HELP,),
    )


def not_found(case: str) -> Sentence:
    """No audit of that case for this person: the same words whether or not it exists."""
    return Sentence(
        f"I found no audit of {case[:60]} for you. Check the reference, or choose from your list.",
        (_MY_AUDITS,),
    )


CANNOT_BE_OPENED = Sentence(
    "This audit cannot be opened at the moment; your IT support can see why. Nothing was changed, and "
    "nothing of your last message was saved. Type my audits for the others. If a child may be at risk "
    "now, call the manager or the duty manager."
)
WORDS_SHUT = Sentence(
    "Some words in this audit cannot be opened at the moment; your IT support can see why. Nothing was "
    "changed, and nothing of your last message was saved. Its other pages, and my audits, still work. If a "
    "child may be at risk now, call the manager or the duty manager."
)
PLACE_LOST = Sentence(
    "Where you were in this audit, and what you had typed but not yet saved, cannot be read any more; every "
    "saved answer is still there."
)
NOT_KNOWN_NOW = Sentence(
    "Your entry on the people list cannot be opened at the moment; your IT support can see why. Nothing was "
    "saved. If a child may be at risk now, call the manager or the duty manager."
)
WRITTEN_BY_NEWER = Sentence(
    "The bot is being updated, and where you were in this audit can be read by its new version only. Nothing "
    "was saved and nothing is lost: send that again in a few minutes."
)


def is_overdue(state: State, due: date | None, today: date) -> bool:
    """Open after its day."""
    return due is not None and due < today and state in (State.ALLOCATED, State.IN_PROGRESS)


_INTRO = "Here is what you can type. Buttons on the cards do the same."
_MY_AUDITS = Button("Show my audits", Action(Ask.AUDITS), primary=True)
_HELP = Button("What can I type?", Action(Ask.HELP))
_STATUS = Button("Show the status", Action(Ask.STATUS), primary=True)


def _has_cases(person: Person) -> bool:
    return bool(person.roles & {Role.MANAGER, Role.SERVICE_MANAGER, Role.PRACTITIONER})


def _empty(person: Person, only_new: bool) -> str:
    if Role.AUDITOR not in person.roles and not _has_cases(person):
        return "No audit waits for your part at the moment. You get a card here when one does."
    if Role.AUDITOR not in person.roles:
        return "None of your cases is under audit at the moment. Cards arrive here when one is submitted."
    if only_new:
        return "Every audit allocated to you is started already. Type my audits to take one up again."
    return "No audits are allocated to you this month. Your QA lead sends the list on the first working day."


def _help(context: TurnContext, text: str) -> TurnContext:
    return context.reply(help_for(context.turn.actor, context.doors.help, context.audit.case.reference))


FEATURE = Feature(starts={"help": FirstWord("Show help", _help)})
