"""Remarks that come up out of order: kept, and offered at the questions that they fit."""

from __future__ import annotations

import re

from dialogs import answering
from dialogs.audit import Note
from dialogs.events import Given, NoteSettled, NoteTaken
from dialogs.gate import theirs_to_settle
from dialogs.happenings import What
from dialogs.scene import Scene, name_of
from dialogs.views import NoteView
from template_specs.kinds import clean
from template_specs.model import Part, Question, Template

MOST_PLACES = 3
"""Questions that one note is offered at: the ones it fits best."""

LIMIT = 4000
"""Characters, as for evidence."""

_COMMON = frozenset(
    """
    about after again all also and any are because been before being but can case child children did
    does done each evidence file for from good had has have her him his how include including into its
    made more most not note now off only other our out over recorded same seen she should since some
    such than that the their them then there these they this those through too under very was well were
    what when where which while who why will with would you your extent quality last
    """.split()  # noqa: SIM905 (a list of words reads better as words)
)


def take(scene: Scene, event: NoteTaken) -> Scene:
    """Keep the remark, and say where it will be offered."""
    words = clean(event.words).strip()
    if not words:
        return scene.say(
            "Type note: and then what you want to keep, such as note: father not in the genogram."
        )
    if len(words) > LIMIT:
        return scene.say(
            f"A note holds {LIMIT:,} characters and this has {len(words):,}. Please split it in two."
        )
    twin = next((n for n in scene.audit.notes if n.id == scene.turn.token), None)
    if twin is not None and twin.passage.text == words:  # the same message again
        return scene.say("Noted already.")
    note = scene.turn.token if scene.turn.token and twin is None else scene.turn.fresh_id()
    scene = scene.happen(What.NOTE_TAKEN, note, words=words)
    places = [q for q in places_for(scene.template, words) if q.id in scene.route]
    if places:
        return scene.say(f"Noted. I will offer it at {name_of(places[0])}.")
    return scene.say("Noted. I will offer it when you come to the overview.")


def settle(scene: Scene, event: NoteSettled) -> Scene:
    """The note becomes evidence of a question (joined to what stands there), or is dropped."""
    note = next((n for n in scene.audit.notes if n.id == event.note and not n.settled), None)
    if note is None:
        return scene.say("That note has been used or dropped already.")
    if not event.key:
        return scene.happen(What.NOTE_SETTLED, note.id).say("The note is dropped. It stays on the record.")
    question = scene.template.by_id.get(event.key)
    if question is None or event.key not in scene.route:
        return scene.say("That question is not open now, so the note is kept for later.")
    if not _takes_words(question):
        return scene.say(f"{name_of(question)} has no box for words, so the note is kept for later.")
    if event.key in scene.walk.drafts:
        return scene.say(f"Save or drop what you wrote at {name_of(question)} first; the note is kept.")
    answer = scene.audit.answer(event.key)
    standing = answer.passage.text if answer is not None and answer.passage is not None else ""
    joined = f"{standing}\n{note.passage.text}".strip()
    revision = answer.revision if answer is not None else 0
    if question.evidence is not None:
        given = Given(event.key, None, joined, revision)
        limit = question.evidence.limit
    else:
        given = Given(event.key, joined, None, revision)
        limit = question.limit
    if len(joined) > limit:
        return scene.say(
            f"With the note {name_of(question)} would hold more than {limit:,} characters. Shorten it first; "
            "the note is kept."
        )
    scene = answering.take(scene, given)
    return scene.happen(What.NOTE_SETTLED, note.id, event.key).say(
        f"The note stands at {name_of(question)} now."
    )


def offered(scene: Scene, question: Question) -> tuple[NoteView, ...]:
    """The kept notes that fit `question`."""
    return tuple(
        NoteView(note.id, scene.name(note.by), note.passage)
        for note in scene.audit.notes
        if not note.settled and theirs_to_settle(scene, note) and question.id in _places(scene, note)
    )


def places_for(template: Template, words: str) -> tuple[Question, ...]:
    """The questions that `words` fit best, best first; none where nothing is shared."""
    told = _stems(words)
    scored = []
    for position, question in enumerate(template.questions):
        if not _takes_words(question):
            continue
        named = _stems(question.text) | _stems(question.short)
        score = 2 * len(told & named) + len(told & _stems(_around(template, question)))
        if told & named:
            scored.append((-score, position, question))
    scored.sort(key=lambda entry: entry[:2])
    return tuple(question for _, _, question in scored[:MOST_PLACES])


def _places(scene: Scene, note: Note) -> frozenset[str]:
    fitting = [q.id for q in places_for(scene.template, note.passage.text) if q.id in scene.route]
    if fitting:
        return frozenset(fitting)
    return frozenset(q.id for q in scene.template.with_part(Part.OVERVIEW))


def _takes_words(question: Question) -> bool:
    return question.evidence is not None or (question.kind.free_text and not question.identity)


def _around(template: Template, question: Question) -> str:
    lines = [question.help]
    for name in question.indicators:
        found = template.indicators.get(name)
        lines += [found.subject] if found is not None else []
    return " ".join(lines)


def _stems(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z]{3,}", text.lower())
    return frozenset(_stem(w) for w in words if w not in _COMMON)


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
