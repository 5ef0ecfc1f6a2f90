"""Words with no audit in hand, or about no audit in particular: asked for in people's own words."""

# ruff: noqa: E501 (a pattern that is cut anew at each change is harder to read than a long line)
from __future__ import annotations

import re

from dialogs.audits.audit import Person, Role
from dialogs.conversation.views import AuditLine, Sentence
from dialogs.features import home
from dialogs.features.home import Ask, Asked
from dialogs.features.small_talk import Tone
from dialogs.understanding import (
    absence_words,
    action_words,
    allocation_words,
    practice_words,
    programme_words,
)
from dialogs.understanding.requests import bare
from dialogs.understanding.speech import Speech, line_of, speech, tone
from template_specs.sentences import N_, _
from template_specs.text import excerpt, legible

MOST = 14
"""Words: a longer line asks for nothing here."""

_LISTS = re.compile(
    r"^(?:(?:show|list|see|view|open|get|give|display|check|find)(?: me)?(?: all)? )?(?:my|the|our|all my) (?:audits?|cases?|list|work|allocations?|audit list|cases? list|case list)(?: list)?$"
)
_ALSO_LISTS = re.compile(
    r"^(?:what|which|how many) (?:audits?|cases?|work)(?: (?:do|have|am|are) (?:i|we)(?: (?:have|got|doing|allocated|to do))*| (?:are|is) (?:mine|due|left|there|on my list|allocated to me))?$"
    r"|^what (?:have i|do i|am i) (?:got to do|have to do|need to do|got|got left|doing|supposed to do|meant to do)(?: (?:now|today|next|this week|this month))?$"
    r"|^(?:list|audit list|audits list|all audits|whats on my list|whats due|my work)$"
    r"|^(?:when (?:is|are) (?:it|they|my audits?|the audits?|this)|whens it|when is everything) due$|^(?:deadlines?|due dates?|my deadlines?)$"
)
_HELPS = re.compile(
    r"^(?:help|help me|i need help|what can (?:you|i|u) (?:do|type|ask|say)(?: here| for me)?|how (?:does|do) (?:this|it|you|i)(?: (?:work|start|begin|use this|use it))?|commands|options|menu|how to start|where do i start|what is this|what do you do|what are you|who are you)$"
)
_OPENS = re.compile(
    r"^(?:open|start|begin|continue|resume|go to|carry on with|take up|do|audit|work on|pick up|show)(?: up)?(?: (?:the|my))?(?: (?:audit|case|one))?(?: (?:of|for|on|about|called|number|no|ref))* (?P<ref>\S.*)$",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"^(?:(?:what is|whats|show|show me|check|get|tell me) )?(?:the )?(?:status|state|progress|position)(?: (?:of|for|on))*(?: (?:the|case|audit))* (?P<ref>\S.*)$"
    r"|^(?:how (?:is|far is)|where is|hows) (?P<ref2>\S.*?)(?: (?:going|doing|at|up to|getting on))?$",
    re.IGNORECASE,
)
_REOPENS = re.compile(
    r"^(?:please |can you |could you |i want to |pls )*(?:reopen|re-open|re open|give back|send back|return|unlock)(?: (?:the |case |audit |of )*)(?: )?(?P<ref>\S+?)[,:;]?(?:\s+(?:because|as|since|-|:|–|,)?\s*(?P<why>.*))?$",
    re.IGNORECASE | re.DOTALL,
)
_ALL = re.compile(
    r"^(?:how are we doing|overview|the status|programme status|where are we|status please|how is the programme(?: going)?|numbers|figures|counts)$"
)
_UNREACHABLE = re.compile(
    r"^(?:(?:show|list|tell me)(?: me)? )?(?:who (?:is |are )?|people |the |everybody )?(?:unreachable|(?:(?:that |who )?(?:can ?not|cant) be reached))(?: people)?$"
    r"|^who (?:can ?not|cant) (?:you|the bot|it) (?:reach|write to)$|^who can (?:you|the bot) not (?:reach|write to)$"
    r"|^who (?:has not|hasnt|has never) (?:opened|installed) (?:the bot|this bot|you|it|the app)(?: yet)?$"
)
_TO_SEE = re.compile(
    r"^(?:(?:(?:where|how) can (?:i|we) )?(?:see|find|get to|look at|check|list|view)|where (?:are|is)) "
)
"""Before the name of a list: "how do I see my actions", "where are my actions"."""
_HAS_DIGIT = re.compile(r"\d")
_REFERENCE = re.compile(r"[A-Za-z]{1,10}[\s/_-]{0,2}\d{2,}(?:[/-]\d+)*")


def asked(text: str, *, in_audit: bool) -> Asked | None:
    """What `text` asks for besides an audit, in whatever words; None if it is for the audit in hand, which
    answers most questions itself."""
    about_action = action_words.asked(text, in_audit=in_audit)
    if about_action is not None:
        return about_action
    about_people = (
        allocation_words.asked(text)
        or absence_words.asked(text)
        or programme_words.asked(text)
        or practice_words.asked(text, in_audit=in_audit)
    )
    if about_people is not None:
        return about_people
    exact = home.asked(text)
    if exact is not None and exact.ask is not Ask.OPEN:
        return exact
    line = line_of(text)
    if not line.words or len(line.words) > MOST or "\n" in text.strip():
        return exact
    plain = bare(line.plain)
    if _UNREACHABLE.match(plain):
        return Asked(Ask.UNREACHABLE)
    without = () if in_audit else ((_ALSO_LISTS, Ask.AUDITS), (_HELPS, Ask.HELP), (_ALL, Ask.STATUS))
    for pattern, ask in ((_LISTS, Ask.AUDITS), *without):
        if pattern.match(plain) or pattern.match(line.plain):
            return Asked(ask)
    again = home.asked(plain) if plain != line.plain else None
    if again is not None and not again.case:
        return again
    listed = asked(_TO_SEE.sub("", plain), in_audit=in_audit) if _TO_SEE.match(plain) else None
    if listed is not None and not listed.case:
        return listed
    return _of_a_case(text) or exact


def _of_a_case(text: str) -> Asked | None:
    """A case named by a reference with a figure in it: "open case CIN 204"."""
    words = " ".join(legible(text).split()).rstrip("?.! ")
    reopening = _REOPENS.match(words)
    if reopening and _HAS_DIGIT.search(reopening["ref"]):
        return Asked(Ask.REOPEN, reopening["ref"], (reopening["why"] or "").strip())
    for pattern, ask in ((_STATUS, Ask.STATUS), (_OPENS, Ask.OPEN)):
        named = pattern.match(words)
        if named:
            ref = next(said for said in named.groupdict().values() if said)
            ref = re.sub(r" (?:please|pls|now|again|thanks|for me)$", "", ref, flags=re.IGNORECASE).strip()
            if _HAS_DIGIT.search(ref) and len(ref.split()) <= 4:
                return Asked(ask, ref)
    return None


def is_reference(text: str) -> bool:
    """Whether words are shaped like a case reference and nothing else: "TS-101", "cin 204"."""
    return _REFERENCE.fullmatch(text.strip()) is not None


def spellings(reference: str) -> tuple[str, ...]:
    """The ways in which a case list may spell a reference that was typed: CIN 204, CIN-204, CIN204, CIN/204."""
    ref = " ".join(legible(reference).replace("–", "-").split()).strip(" .,;:!?\"'")
    parts = [part for part in re.split(r"[\s/_-]+", ref) if part]
    pairs = [ref, "-".join(parts), " ".join(parts), "/".join(parts), "".join(parts)]
    joined = re.fullmatch(r"([A-Za-z]+)(\d+)", ref)
    if joined:
        pairs += [f"{joined[1]}{mark}{joined[2]}" for mark in "- /"]
    return tuple(dict.fromkeys(pair for pair in pairs if pair))


_THE_ONE = re.compile(
    r"^(?:the|my) (?:one|audit|case) (?:about|on|for|with|of) (?:the )?(?P<about>.{3,60}?)$", re.IGNORECASE
)


def is_description(said: str) -> bool:
    """Whether a case is described instead of named: "the one about neglect"."""
    return _THE_ONE.match(said.strip()) is not None


def is_described(line: AuditLine, said: str) -> bool:
    """Whether "the one about neglect", or "the one with Sam", is this audit of a list."""
    described = _THE_ONE.match(said.strip())
    if described is None:
        return False
    words = described["about"].casefold()
    return words in line.theme.casefold() or words in line.partner.casefold() or words == line.form.casefold()


_TALK = {
    Tone.THANKS: N_("You are welcome."),
    Tone.GREETING: N_("Hello."),
    Tone.PARTING: N_("Goodbye."),
    Tone.WAITING: N_("Take your time."),
    Tone.UNSURE: N_("That is all right."),
    Tone.SORRY: N_("No harm done."),
    Tone.NOD: N_("All right."),
}


def reply(person: Person, text: str) -> Sentence:
    """To words that no audit is in hand for.  What may be content is never said to be kept: it is not."""
    what, line = speech(text), line_of(text)
    offers = (home.first_button(person), home.HELP_BUTTON)
    if what is Speech.TALK:
        return Sentence(_TALK[tone(text)], offers)
    if Role.QA_LEAD in person.roles and re.search(
        r"\b(?:extend|deadline|later date|more time|due)\b", line.plain
    ):
        return Sentence(
            _("To change a deadline, type its case, the day and why: due TS-101 30 June because ..."),
            (home.HELP_BUTTON,),
        )
    if what is Speech.TO_BOT:
        return Sentence(_to_question(person, line.plain), offers)
    said = f"“{excerpt(text, 60)}”"
    if Role.AUDITOR in person.roles:
        told = _(
            "No audit is open here, so I have not kept {said}. Choose one first, and then type it again.",
            said=said,
        )
        return Sentence(told, offers)
    managing = bool(person.roles & {Role.MANAGER, Role.SERVICE_MANAGER})
    if managing:
        return Sentence(
            _(
                "I have not passed {said} on to anybody: it is only here in this chat. What was done "
                "about an action goes on that action's own card, with Review. If you disagree with a "
                "grade, press Reply to the audit on its summary while the time to reply runs; after that "
                "tell your QA lead, who can reopen the audit.",
                said=said,
            ),
            offers,
        )
    return home.nothing_in_hand(person)


def _to_question(person: Person, plain: str) -> str:
    if re.search(r"\bwho (?:did|does|is|are|was|audited|graded)\b|\bauditors?\b", plain):
        return _("The auditors of an audit are named on its summary, and in the list of your audits.")
    if re.search(r"\bsummary\b|\bagain\b|\bresults?\b|\bcards?\b", plain):
        return _("Open the audit first, and I show you what you may read of it.")
    if re.search(r"\bconfidential|\bwho (?:\w+ )?(?:sees?|reads?)\b|\bprivate\b", plain):
        return _(
            "Case detail stays in personal chats with me, and only people with a part in an audit "
            "see what is in it."
        )
    if re.search(r"\b(?:need|have|got|supposed|meant) to do\b|\bnext\b|\bhappens\b", plain):
        return _(
            "When something is needed from you, a card arrives here. Type my work to see what is open now."
        )
    return _("I cannot answer that without an audit open. Open one first, or see what you can type.")
