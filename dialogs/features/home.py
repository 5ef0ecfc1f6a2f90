"""Outside an audit: what typed words ask for, and what each role is offered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from dialogs.audits.audit import AuditId, Person, Role
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature, FirstWord, HelpLine
from dialogs.conversation.views import (
    Action,
    Button,
    HelpView,
    Sentence,
)
from dialogs.features.lead_help import lead_words
from dialogs.features.status_words import LISTS, is_whole_programme
from template_specs.sentences import ENGLISH, N_, _, language, worded


class Ask(StrEnum):
    """What somebody may ask with no audit in hand."""

    HELP = "help"
    AUDITS = "my_audits"
    WORK = "my_work"
    NEW = "new_audit"
    OPEN = "open"
    STATUS = "status"
    HISTORY = "history"
    DOCUMENT = "document"
    OUTCOME = "outcome"
    REOPEN = "reopen"
    GREETING = "greeting"
    ACCESS = "access"
    LANGUAGE = "language"
    REPORT = "report"
    ACTIONS = "my_actions"
    BINDER = "actions"  # of the whole programme, for the QA lead
    ACT = "act"  # something is done with an action, by typing
    ALLOCATE = "allocate"  # who has an audit, or by when, is changed
    AWAY = "away"
    SNOOZE = "snooze"
    CHASE = "chase"
    HOLD = "hold"  # kept from being purged, or let go
    PROGRAMME = "programme"
    """The year, or a month of it."""
    SWAP = "programme_swap"
    """Others audit the cases of somebody in a month."""
    PROPOSED = "programme_proposed"
    """A list that was drawn and waits: its pairs are changed, it is allocated, or put aside."""
    EXAMPLES = "good_practice"
    DIGEST = "digest"
    UNREACHABLE = "unreachable"
    COMPARE = "compare"
    """Two audits of one case beside each other."""
    SECONDS = "second_audits"


_LISTS = {Ask.AUDITS, Ask.WORK, Ask.NEW, Ask.STATUS, Ask.ACTIONS, Ask.BINDER, Ask.UNREACHABLE}
_YEAR = {Ask.PROGRAMME, Ask.SWAP, Ask.PROPOSED, Ask.EXAMPLES, Ask.DIGEST}
PRESSED = frozenset(
    {*_YEAR, *_LISTS, Ask.HELP, Ask.HISTORY, Ask.DOCUMENT, Ask.COMPARE, Ask.LANGUAGE, Ask.CHASE, Ask.SNOOZE}
)
"""What buttons ask for, each under its code."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An ask with what it names."""

    ask: Ask
    case: str = ""
    why: str = ""
    """Why it is reopened; or what happened after a concern."""
    audit: AuditId = ""
    """A button's: the audit that it names."""
    which: str = ""
    """Which of the status's lists: "overdue", a state's code, or "stage:" and a stage's title; of a language,
    its code."""
    skip: int = 0
    """How many lines were shown before."""
    boxes: tuple[tuple[str, str], ...] = ()
    """What the card's boxes held, by their names."""

    def box(self, name: str) -> str:
        """What the box of this name held; empty where the card had none."""
        return dict(self.boxes).get(name, "")


MOST_LINES = 10  # audits or people listed at once

_PLAIN = {
    "help": Ask.HELP,
    "?": Ask.HELP,
    "my audits": Ask.AUDITS,
    "audits": Ask.AUDITS,
    "my audit": Ask.AUDITS,
    "my work": Ask.WORK,
    "my list": Ask.WORK,
    "what needs me": Ask.WORK,
    "what needs me now": Ask.WORK,
    "what do i have to do": Ask.WORK,
    "what is waiting for me": Ask.WORK,
    "what's waiting for me": Ask.WORK,
    "new audit": Ask.NEW,
    "start": Ask.NEW,
    "start audit": Ask.NEW,
    "status": Ask.STATUS,
    "chase": Ask.CHASE,
    "second audits": Ask.SECONDS,
    "remind everybody": Ask.CHASE,
    "report": Ask.REPORT,
    "desk": Ask.REPORT,
    "the desk": Ask.REPORT,
    "monitoring report": Ask.REPORT,
    "the monitoring report": Ask.REPORT,
    "hello": Ask.GREETING,
    "hi": Ask.GREETING,
    "good morning": Ask.GREETING,
    "good afternoon": Ask.GREETING,
}
LANGUAGES = {ENGLISH: "English", "cy": "Cymraeg"}
"""What each language that the bot can be asked to speak calls itself, by its code."""
_LANGUAGE = {
    "cymraeg": "cy",
    "yn gymraeg": "cy",
    "welsh": "cy",
    "in welsh": "cy",
    "english": ENGLISH,
    "in english": ENGLISH,
    "saesneg": ENGLISH,
    "yn saesneg": ENGLISH,
}
_OPEN = re.compile(r"^(?:open|start|continue)\s+(\S[^\n]{0,60})$", re.IGNORECASE)
_STATUS_OF = re.compile(r"^status\s+(?:of\s+)?(\S[^\n]{0,60})$", re.IGNORECASE)
_HISTORY = re.compile(r"^(?:the\s+)?history\s+(?:of\s+)?(\S[^\n]{0,60})$", re.IGNORECASE)
_ACCESS = re.compile(
    r"^(?:access(?:\s+log)?(?:\s+(?:of|for|to))?|who\s+(?:has\s+|have\s+)?(?:read|seen|opened))\s+(\S[^\n]{0,60}?)\??$",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"^(?:compare|comparison)\s+(?:(?:of|the audits of|both audits of)\s+)?(\S*\d\S*)$", re.IGNORECASE
)
_DRAWN = re.compile(r"^second audits?,?\s+(?:for\s+)?(?:one|1) in (\d{1,3})\??$", re.IGNORECASE)
_DOCUMENT = re.compile(r"^(?:(?:get )?the )?document(?:\s+(?:of\s+)?(\S[^\n]{0,60}))?$", re.IGNORECASE)
_OVERDUE = re.compile(
    r"^(?:(?:show|list|tell|give)\s+(?:me\s+)?)?(?:which|what|who|all|the)?\s*(?:ones?|audits?|cases?)?\s*"
    r"(?:is|are|that are|that is)?\s*(?:over\s?due|late|past due)(?:\s+(?:ones?|audits?|cases?))?\s*\??$",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"^(?:outcome|what happened(?:\s+next)?)\s+(?:(?:of|on|for|about|with|in|after)\s+)?(\S+?)\s*"
    r"[:\-–—]\s+(.+)$",
    re.IGNORECASE | re.DOTALL,
)
_REOPEN = re.compile(r"^reopen\s+(\S+)(?:\s+(?:because|as|:|-)?\s*(.*))?$", re.IGNORECASE | re.DOTALL)


def asked(text: str) -> Asked | None:
    """What `text` asks for besides an audit; None if it is for the audit in hand (or for nothing)."""
    words = text.strip()
    plain = words.lower().rstrip(".! ")
    if plain in _PLAIN or words == "?":
        return Asked(_PLAIN.get(plain, Ask.HELP))
    wanted = _LANGUAGE.get(plain, "")
    if wanted and wanted != language():  # said once more, it may be an answer
        return Asked(Ask.LANGUAGE, which=wanted)
    if standing := _STATUS_OF.match(words):
        which = LISTS.get(" ".join(standing.group(1).lower().rstrip("?.! ").split()), "")
        whole = is_whole_programme(standing.group(1))
        return Asked(Ask.STATUS, "" if which or whole else standing.group(1).strip(), which=which)
    if _OVERDUE.match(words):
        return Asked(Ask.STATUS, which="overdue")
    if outcome := _OUTCOME.match(words):
        return Asked(Ask.OUTCOME, outcome.group(1), outcome.group(2))
    if past := _HISTORY.match(words):
        return Asked(Ask.HISTORY, past.group(1).strip())
    if readers := _ACCESS.match(words):
        return Asked(Ask.ACCESS, readers.group(1).strip())
    if drawn := _DRAWN.match(words):
        return Asked(Ask.SECONDS, which=drawn.group(1))
    if compared := _COMPARE.match(words):
        return Asked(Ask.COMPARE, compared.group(1))
    if written := _DOCUMENT.match(words):
        return Asked(Ask.DOCUMENT, (written.group(1) or "").strip())
    if reopening := _REOPEN.match(words):
        return Asked(Ask.REOPEN, reopening.group(1), reopening.group(2) or "")
    if opening := _OPEN.match(words):
        return Asked(Ask.OPEN, opening.group(1).strip())
    return None


def help_for(person: Person, in_audit: Sequence[HelpLine], case: str = "") -> HelpView:
    """What can be typed, for this person's roles; `in_audit`: in any audit; `case`: of the one in hand."""
    words: list[tuple[str, str]] = [("my work", _("what needs you now, the most urgent first"))]
    buttons: list[Button] = []
    if Role.AUDITOR in person.roles:
        words += [
            ("my audits", _("what is allocated to you, when it is due and how far you are")),
            ("open CASE", _("start an audit, or go on with it")),
            ("good practice CASE: ...", _("mark an example that others can learn from")),
            (
                _("good - chronology updated in June"),
                _("answer the question in hand: a grade, a dash, what you saw"),
            ),
            *in_audit,
        ]
        buttons.append(_MY_AUDITS)
    if person.roles & {Role.MANAGER, Role.SERVICE_MANAGER}:
        words.append(("my audits", _("the audits of your cases, and how far they are")))
        words += [
            (_("agree, comment ... or challenge 2.3 - ..."), _("reply to an audit before it is final")),
            ("send", _("send the reply that you have written")),
        ]
        words.append(("what happened CASE: ...", _("what was done about a concern that you were sent")))
        words.append(("my actions", _("the actions of your cases, and those that you were given")))
        buttons.append(replace(_MY_CASES, primary=not buttons))
    if Role.QA_LEAD in person.roles:
        words += lead_words()
        buttons.append(_STATUS)
    if person.roles & {Role.MODERATOR, Role.IRO, Role.PRACTITIONER, Role.SERVICE_MANAGER}:
        words.append(("my audits", _("the audits that need your part")))
        words.append(("open CASE", _("open one of them")))
    if Role.MODERATOR in person.roles:
        words.append(("panel grade CASE: good - ...", _("give your grade on a panel")))
        words.append(("panel CASE", _("how a panel that you are on stands")))
    words.append(("document CASE", _("an audit that you may read as a Word document, by a link")))
    words.append(("my actions", _("the actions that you were given, and how far they are")))
    if not buttons:
        buttons.append(_MY_WORK)
    words.append(("away until 5 June", _("your deputy stands in for you, and reminders wait")))
    words.append(("remind me on Thursday", _("your reminders wait until then; concerns come at once")))
    words.append(("good practice chronology", _("examples of good practice with this word in them")))
    words.append(("help", _("this list")))
    words += [(name, worded(_SPEAKS[code])) for code, name in LANGUAGES.items() if code != language()]
    seen: dict[str, str] = {}
    for word, meaning in words:
        seen.setdefault(word, meaning)
    intro = (
        _("You are in the audit of {case}. Buttons and typing do the same.", case=case) if case else _INTRO
    )
    unique = {button.action.verb: button for button in reversed(buttons)}
    return HelpView(intro, tuple(seen.items()), (*reversed(unique.values()), *other_languages()))


def stranger() -> Sentence:
    """For somebody who is not on the people list."""
    return Sentence(
        _(
            "Hello. I help with case-file audits, and I only know the people on the audit "
            "programme's list. You are not on it, so I cannot show you anything. If you should be, "
            "ask your QA lead to add your work e-mail."
        )
    )


def elsewhere(counted: str = "") -> Sentence:
    """In a group chat or channel: case detail goes to personal chats only; `counted`: how many things are
    open for whoever wrote."""
    keeps = _(
        "I keep audits to personal chats, so that case details stay between me and you. Open a "
        "chat with me and type my work."
    )
    return Sentence(f"{counted} {keeps}".strip())


def nothing_in_hand(person: Person) -> Sentence:
    """Words that belong to no audit."""
    offers = (first_button(person), HELP_BUTTON)
    if Role.AUDITOR in person.roles:
        return Sentence(
            _("No audit is open here, so I have not kept that. Choose one first, and then type it again."),
            offers,
        )
    told = _("I didn't understand that. Type status, or help for what else you can ask.")
    if Role.QA_LEAD not in person.roles:
        told = _(
            "I didn't understand that. You can answer the cards I send you, or type help for what else you "
            "can ask."
        )
    return Sentence(told, offers)


def first_button(person: Person) -> Button:
    """What somebody with no audit in hand most likely wants: their list, or else what needs them now."""
    if Role.AUDITOR in person.roles:
        return _MY_AUDITS
    if person.roles & {Role.MANAGER, Role.SERVICE_MANAGER}:
        return _MY_CASES
    return _STATUS if Role.QA_LEAD in person.roles else _MY_WORK


def not_found(case: str, person: Person) -> Sentence:
    """No audit of that case for this person: the same words whether or not it exists."""
    return Sentence(
        _(
            "I found no audit of {case} for you. Check the reference, or see below what there is for you.",
            case=case[:60],
        ),
        (first_button(person),),
    )


_SPEAKS = {ENGLISH: N_("I write to you in English"), "cy": N_("I write to you in Welsh")}


def other_languages() -> tuple[Button, ...]:
    """A button for each language that is not spoken now, in its own word."""
    return tuple(
        Button(name, Action(Ask.LANGUAGE, {"which": code}))
        for code, name in LANGUAGES.items()
        if code != language()
    )


def speaks_now(asked: Asked, *, in_audit: bool) -> Sentence:
    """The answer to somebody who has asked for a language, in that language."""
    told = {
        ENGLISH: _("From now on I write to you in English."),
        "cy": _("From now on I write to you in Welsh. What other people have written stays as it is."),
    }[asked.which]
    if in_audit:
        word = LANGUAGES[asked.which]
        told = _("{told} If “{word}” was your answer, type it once more.", told=told, word=word)
        return Sentence(told)
    return Sentence(told, (_MY_WORK, HELP_BUTTON))


_INTRO = N_("Here is what you can type. Buttons on the cards do the same.")
_MY_AUDITS = Button(N_("Show my audits"), Action(Ask.AUDITS), primary=True)
_MY_CASES = Button(N_("Show my cases under audit"), Action(Ask.AUDITS), primary=True)
_MY_WORK = Button(N_("Show my work"), Action(Ask.WORK), primary=True)
HELP_BUTTON = Button(N_("What can I type?"), Action(Ask.HELP))
_STATUS = Button(N_("Show the status"), Action(Ask.STATUS), primary=True)


def _help(context: TurnContext, text: str) -> TurnContext:
    return context.reply(help_for(context.turn.actor, context.doors.help, context.audit.case.reference))


FEATURE = Feature(starts={"help": FirstWord(N_("Show help"), _help)})
