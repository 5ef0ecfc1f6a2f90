"""What typed words mean in an audit: the same events that buttons send.

Reserved words are a short list, the same in every state.  A sentence that only begins like one is asked
about, because evidence begins in many ways ("Concern about neglect was followed up ...").
"""

from __future__ import annotations

import re

from dialogs import concern_words
from dialogs.audit import Pending
from dialogs.events import (
    CardAsked,
    Cleared,
    ConcernWorded,
    DraftDropped,
    Event,
    EvidenceKept,
    Given,
    NoteTaken,
    NotUnderstood,
    Opened,
    PageSaved,
    Paused,
    ReviewAsked,
    Skipped,
    Submitted,
    Unclear,
    WentBack,
    WentOn,
    WentTo,
    WhereAsked,
)
from dialogs.route import speaks_in_words
from dialogs.scene import Scene
from dialogs.showing import page_in_hand, waits
from template_specs.kinds import leading
from template_specs.model import Kind, Question

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
_STARTS = ("concern", "note", "back", "next", "skip", "pause", "review", "submit", "card", "keep", "help")
_GO = re.compile(r"^(?:go|jump)\s+to\s+(.+)$", re.IGNORECASE | re.DOTALL)
_NAMED = re.compile(
    r"^(?P<word>question\s+)?(?P<id>\d+(?:\.\d+)+)\s*(?P<mark>[:\-–—]?)\s+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_EXPLICIT = re.compile(r"^(note)\s*[:\-–—]\s*(.*)$", re.IGNORECASE | re.DOTALL)


SENTENCE = 4
"""Words: what is this long and no answer to the question in hand is taken as what the auditor saw."""


def understand(scene: Scene, text: str) -> Event:
    """The event that `text` is, given where this person stands and what was asked."""
    words = text.strip()
    if not words:
        return NotUnderstood(text)
    plain = words.lower().rstrip(".!? ")
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
    return _answer(scene, words)


def in_hand(scene: Scene) -> Question | None:
    """The question that a typed answer goes to: the one last asked by name, else the first that waits."""
    if not scene.route.questions:
        return None  # nothing is asked of this person now
    asked = scene.template.by_id.get(scene.walk.asked)
    if asked is not None and asked.id in scene.route:
        return asked
    return next((q for q in page_in_hand(scene).questions if waits(scene, q)), None)


def _to_pending(scene: Scene, pending: Pending, plain: str, words: str) -> Event | None:
    match pending.kind:
        case "word":
            return _which(plain)
        case "concern":
            return _concern_words(scene, plain, words)
        case "submit" if plain in ("yes", "y", "submit", "send"):
            return Submitted(confirmed=True)
        case "conflict":
            return _mine_or_theirs(scene, pending, plain)
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
    answers = question is not None and question.kind not in (Kind.ROWS, Kind.DATE, Kind.PERSON)
    answers = answers and question is not None and leading(question, words, scene.turn.today) is not None
    return None if answers or _named(scene, words) is not None else ConcernWorded(words)


def _which(plain: str) -> Event | None:
    if plain in ("1", "first", "yes"):
        return Cleared(command=True)
    if plain in ("2", "second", "no", "evidence", "answer"):
        return Cleared(command=False)
    return None


def _mine_or_theirs(scene: Scene, pending: Pending, plain: str) -> Event | None:
    draft = scene.walk.drafts.get(pending.key)
    if draft is None:
        return None
    if plain in ("keep", "keep theirs", "theirs"):
        return DraftDropped(pending.key)
    if plain in ("mine", "use mine"):
        question = scene.template.by_id[pending.key]
        given = Given(pending.key, draft.value or None, draft.words or None, _revision(scene, question))
        return PageSaved((given,))
    return None


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


def _answer(scene: Scene, words: str) -> Event:
    meant = _named(scene, words)
    if meant is not None:
        return _given(scene, meant[0], meant[1], _revision(scene, meant[0]))
    question = in_hand(scene)
    if question is None:
        return NotUnderstood(words)
    asked = question.id == scene.walk.asked
    revision = scene.walk.asked_revision if asked else _revision(scene, question)
    return _given(scene, question, words, revision)


def _named(scene: Scene, words: str) -> tuple[Question, str] | None:
    """The question that "3.4: ..." names, and what is said to it."""
    found = _NAMED.match(words)
    if found is None or found["id"] not in scene.route:
        return None
    question, rest = scene.template.by_id[found["id"]], found["rest"].strip()
    # "2.5 years on a plan ..." names no question: without a colon or dash only a plain answer does.
    plain = not found["mark"] and not found["word"]
    if plain and (speaks_in_words(question) or leading(question, rest, scene.turn.today) is None):
        return None
    return question, rest


def _given(scene: Scene, question: Question, words: str, revision: int) -> Event:
    if question.kind is Kind.ROWS or speaks_in_words(question):
        return PageSaved((Given(question.id, words, None, revision),))
    split = leading(question, words, scene.turn.today)
    if split is not None:
        value, evidence = split
        return PageSaved((Given(question.id, value, evidence or None, revision),))
    pending = scene.walk.pending
    if question.evidence is not None and _waits_for_evidence(scene, question, pending):
        return PageSaved((Given(question.id, None, _added(scene, question, words, revision), revision),))
    if question.evidence is not None and len(words.split()) >= SENTENCE:
        return PageSaved((Given(question.id, None, _added(scene, question, words, revision), revision),))
    return PageSaved((Given(question.id, words, None, revision),))


def _takes_number(scene: Scene, plain: str) -> bool:
    question = in_hand(scene)
    if question is None:
        return False
    if question.kind in (Kind.NUMBER, Kind.SCORE):
        return plain.isdigit()
    return question.kind in (Kind.TEXT, Kind.ROWS)


def _waits_for_evidence(scene: Scene, question: Question, pending: Pending | None) -> bool:
    if question.id in scene.walk.challenges:
        return True
    if pending is not None and pending.kind == "evidence" and pending.key == question.id:
        return True
    answer = scene.audit.answer(question.id)
    return answer is not None and answer.value is not None and answer.passage is None


def _added(scene: Scene, question: Question, words: str, revision: int) -> str:
    # What is typed after a challenge adds to what stood when it was asked; it does not replace it.
    answers = scene.audit.history.get(question.id, ())
    answer = answers[revision - 1] if 0 < revision <= len(answers) else None
    standing = answer.passage.text if answer is not None and answer.passage is not None else ""
    return f"{standing}\n{words}".strip()


def _revision(scene: Scene, question: Question) -> int:
    answer = scene.audit.answer(question.id)
    return answer.revision if answer is not None else 0


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
