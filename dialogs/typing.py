"""What typed words mean in an audit: the same events that buttons send.

Reserved words are a short list, the same in every state.  A sentence that only begins like one is asked
about, because evidence begins in many ways ("Concern about neglect was followed up ...").
"""

from __future__ import annotations

import re

from dialogs import concern_words, naming, order
from dialogs.audit import Draft, Key, Pending
from dialogs.choices import NO, YES, picked
from dialogs.events import (
    CardAsked,
    Choice,
    Cleared,
    ConcernWorded,
    DraftDropped,
    Event,
    EvidenceKept,
    Given,
    MayMean,
    NoteTaken,
    NotUnderstood,
    Opened,
    PageSaved,
    Paused,
    ReviewAsked,
    SentTwice,
    Skipped,
    Submitted,
    Unclear,
    WentBack,
    WentOn,
    WentTo,
    WhereAsked,
)
from dialogs.meaning import is_plain_answer, meant
from dialogs.route import speaks_in_words
from dialogs.scene import Scene, name_of, reads
from dialogs.showing import in_hand as in_hand
from template_specs.kinds import leading

RESERVED = (
    ("back", "the page before"),
    ("next", "the next page"),
    ("skip", "past this question; it stays on your list"),
    ("go to 3.4", "to a question or section"),
    ("where am I", "where you are, and what is left"),
    ("card", "the page as a card again"),
    ("keep", "keep thin evidence, or the saved answer, as it is"),
    ("note: ...", "keep a remark for the question it fits"),
    ("concern: ...", "tell the manager at once; you see your words before they go"),
    ("review", "read the whole audit back"),
    ("submit", "send the audit to the manager"),
    ("pause", "stop for now; everything is saved"),
)
"""The words that always work, with what they do: what `help` shows."""

_WORDS: dict[str, Event] = {
    "back": WentBack(),
    "next": WentOn(),
    "skip": Skipped(),
    "where am i": WhereAsked(),
    "where": WhereAsked(),
    "card": CardAsked(),
    "pause": Paused(),
    "stop": Paused(),
    "resume": Opened(),
    "continue": Opened(),
    "review": ReviewAsked(),
    "read back": ReviewAsked(),
    "submit": Submitted(),
}
_SUBMITTING = frozenset(
    {"submit", "send", "send it", "go ahead", "do it", "submit it", "yes submit", "yes, submit"}
)
_SETTLING = frozenset(
    {"mine", "my", "use", "take", "save", "please", "keep", "theirs", "his", "hers", "one", "version"}
)
_THEIRS = frozenset({"keep", "theirs", "his", "hers"})
_STARTS = ("concern", "note", "back", "next", "skip", "pause", "review", "submit", "card", "keep", "help")
_GO = re.compile(r"^(?:go|jump)\s+to\s+(.+)$", re.IGNORECASE | re.DOTALL)
_EXPLICIT = re.compile(r"^(note)\s*[:\-–—]\s*(.*)$", re.IGNORECASE | re.DOTALL)


def understand(scene: Scene, text: str) -> Event:
    """The event that `text` is, given where this person stands and what was asked."""
    words = text.strip()
    if not words:
        return NotUnderstood(text)
    plain = words.lower().rstrip(".!? ")
    if order.repeated(scene) and _is_once(scene, plain, words):
        return SentTwice()
    pending = scene.walk.pending
    if pending is not None:
        answered = _to_pending(scene, pending, plain, words)
        if answered is not None:
            return answered
    about_concern = _about_a_concern(scene, words)
    if about_concern is not None:
        return about_concern
    reserved = _reserved(scene, plain, words)
    if reserved is not None:
        return reserved
    return meant(scene, words)


def _is_once(scene: Scene, plain: str, words: str) -> bool:
    """Whether words that came twice within seconds count once: "8" and "next" may be meant twice."""
    if plain in ("submit", "concern"):
        return True
    if plain in _WORDS or plain in ("keep", "mine"):
        return False
    pending = scene.walk.pending
    told = pending is not None and pending.kind in ("word", "which", "submit", "send")
    if told or is_plain_answer(scene, words):
        return order.at_once(scene) or not order.after_reply(scene)
    return True


def _to_pending(scene: Scene, pending: Pending, plain: str, words: str) -> Event | None:
    match pending.kind:
        case "word":
            return _which(plain)
        case "concern":
            return _concern_words(scene, plain, words)
        case "submit" if plain in YES or plain in _SUBMITTING:
            return Submitted(confirmed=True)
        case "submit" if plain in NO or plain == "back":
            return WentBack()
        case "which":
            number = picked(scene, pending, plain)
            if number:
                return Cleared(command=False, choice=number)
            place = in_hand(scene)
            return _mine_or_theirs(scene, place.id, plain) if place is not None else None
        case "conflict":
            return _mine_or_theirs(scene, pending.key, plain)
        case _:
            return None


def _about_a_concern(scene: Scene, words: str) -> Event | None:
    """Words that begin a concern, or settle the one that waits."""
    if scene.walk.unsent is not None:
        shown = scene.walk.pending is not None and scene.walk.pending.kind == "send"
        settled = concern_words.settling(words, scene.turn.today, shown=shown)
        if settled is not None:
            return settled
    return concern_words.begins(words, scene.turn.today)


def _concern_words(scene: Scene, plain: str, words: str) -> Event | None:
    """What was typed when a concern's words were asked for; None: the word or answer that it always is."""
    if plain in _WORDS or plain in ("keep", "help"):
        return None
    instead = concern_words.instead(words, scene.turn.today)
    if instead is not None:
        return instead
    begun = concern_words.begins(words, scene.turn.today)
    if begun is not None:
        return begun
    reserved = _reserved(scene, plain, words)
    if reserved is not None and not isinstance(reserved, Unclear | NotUnderstood):
        return reserved
    question = in_hand(scene)
    answers = question is not None and not question.kind.of_time
    answers = answers and question is not None and leading(question, words, scene.turn.today) is not None
    named = naming.by_number(scene, words, question) is not None
    return None if answers or named else ConcernWorded(words)


def _which(plain: str) -> Event | None:
    if plain in ("1", "first", "yes"):
        return Cleared(command=True)
    if plain in ("2", "second", "no", "evidence", "answer"):
        return Cleared(command=False)
    return None


def _mine_or_theirs(scene: Scene, key: Key, plain: str) -> Event | None:
    draft = scene.walk.drafts.get(key)
    said = set(re.findall(r"[a-z]+", plain))
    if draft is None or not said or not said <= _SETTLING:
        return None
    if "mine" in said or "my" in said:
        return _mine(scene, key, draft)
    return DraftDropped(key) if said & _THEIRS else None


def _mine(scene: Scene, key: Key, draft: Draft) -> Event:
    """What was kept, in place of what stands: a grade with its own words, never with somebody else's."""
    question = scene.template.by_id[key]
    answer = scene.audit.answer(key)
    revision = answer.revision if answer is not None else 0
    if question.evidence is None:
        return PageSaved((Given(key, draft.value or None, draft.words or None, revision),))
    if draft.value or answer is None or answer.value is None:
        return PageSaved((Given(key, draft.value or None, draft.words, revision),))
    choices = tuple(
        Choice(option.label, (Given(key, option.code, draft.words, revision),)) for option in question.options
    )
    why = (
        f"{name_of(question)}: your words came without an answer, and {reads(question, answer)} is "
        f"{scene.name(answer.by)}'s. Which answer do they go with?"
    )
    return MayMean(draft.words, why, (*choices, Choice("Leave it as it is for now", act="leave")))


def _reserved(scene: Scene, plain: str, words: str) -> Event | None:
    if plain in _WORDS:
        return _WORDS[plain]
    if plain in scene.route and plain[0].isdigit() and not _takes_number(scene, plain):
        return WentTo(plain)
    if plain == "keep":
        return _kept(scene)
    explicit = _EXPLICIT.match(words)
    if explicit:
        return NoteTaken(explicit.group(2).strip())
    gone = _GO.match(words)
    if gone and (target(scene, gone.group(1)) or not _takes_words(scene)):
        return WentTo(gone.group(1).strip())
    first = re.match(r"[a-z]+", plain)
    if first and first.group() in _STARTS:
        if _takes_words(scene) or first.group() in ("concern", "note"):
            return Unclear(words, first.group())
        return NotUnderstood(words)
    return None


def _takes_number(scene: Scene, plain: str) -> bool:
    question = in_hand(scene)
    return question is not None and question.kind.takes_number(plain)


def _kept(scene: Scene) -> Event:
    question = in_hand(scene)
    asked = [scene.walk.asked, *([question.id] if question is not None else [])]
    for key in asked:
        if key in scene.walk.challenges:
            return EvidenceKept(key)
        if key in scene.walk.drafts:
            return DraftDropped(key)
    return EvidenceKept(next((key for key in scene.walk.challenges if key in scene.route), ""))


def _takes_words(scene: Scene) -> bool:
    question = in_hand(scene)
    return question is not None and (question.evidence is not None or speaks_in_words(question))


def target(scene: Scene, typed: str) -> str:
    """The question that "3.4", "section 3", "3", "assessment" or a few words of a name mean; "" if none."""
    wanted = re.sub(r"^(?:section|question)\s+", "", typed.strip().lower()).rstrip(". ")
    if not wanted:
        return ""
    if wanted in scene.route:
        return wanted
    row = wanted.partition("/")[0]
    if row in scene.route and wanted.partition("/")[2]:
        return row
    for section in scene.template.sections:
        if wanted in (section.id.lower(), section.number, section.title.lower()):
            return _first_of(scene, section.id)
    if len(wanted) < 4:
        return ""
    for section in scene.template.sections:
        if section.title.lower().startswith(wanted):
            return _first_of(scene, section.id)
    found = [q.id for q in scene.route.questions if wanted in q.name.lower()]
    return found[0] if found else ""


def _first_of(scene: Scene, section: str) -> str:
    return next((q.id for q in scene.route.questions if q.section == section), "")
