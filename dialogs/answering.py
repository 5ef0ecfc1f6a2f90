"""Taking answers: each one is saved, refused and kept as a draft, held beside a newer one, or challenged.

Of a page with a fault the good answers are saved all the same (design.md, "What must always hold", 2).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dialogs import drafts, evidence, gate
from dialogs.audit import Answer, Key, Pending
from dialogs.events import DraftDropped, EvidenceKept, Given, PageSaved
from dialogs.happenings import What
from dialogs.route import as_stored, speaks_in_words
from dialogs.scene import Scene, clock, name_of, reads, standing
from template_specs.kinds import Refusal, Value, clean, leading, read
from template_specs.model import NOT_APPLICABLE, Question

SHORT = 60
"""Characters: a typed answer no longer than this is not kept as a draft when it is refused."""


def take_all(scene: Scene, event: PageSaved) -> Scene:
    """Every answer of `event`, each on its own merits."""
    for given in event.given:
        question = scene.template.by_id.get(given.key)
        saying_no = question is not None and question.kind.off_is_an_answer and question.required
        scene = take(scene, given, off_is_no=saying_no and event.then is None)
    return scene


def take(scene: Scene, given: Given, *, off_is_no: bool = False) -> Scene:
    """One answer as it came.  What cannot be saved becomes a draft with the reason; nothing is lost.

    `off_is_no`: a tick left off is an answer (a page that asks for it was saved), not a box nobody touched.
    """
    question = scene.template.by_id.get(given.key)
    if question is None or question.kind.in_rows:
        return scene
    given = drafts.whole(scene, question, _without_blanks(question, given))
    current = scene.audit.answer(question.id)
    answers_no = off_is_no and bool(given.value) and (current is None or current.value is None)
    if _says_the_same(scene, question, current, given) and not answers_no:
        return drafts.settle(scene, question, given)
    if _says_the_same(scene, question, _seen(scene, given), given) and not answers_no:
        return scene  # nobody touched these boxes; somebody has answered since
    if question.id not in scene.route:
        return _off_the_route(scene, question, given)
    refusal, value, words = _read(scene, question, given)
    if refusal:
        return _refuse(scene, question, given, refusal)
    if current is not None and given.revision < current.revision:
        return _hold(scene, question, current, given)
    scene = drafts.settle(_save(scene, question, value, words), question, given)
    if question.id in scene.walk.drafts and scene.turn.typed:
        scene = scene.walking(pending=Pending("conflict", question.id)).say(
            "What you wrote here before is still kept apart: type mine to use it, or keep to drop it."
        )
    return scene


def keep_evidence(scene: Scene, event: EvidenceKept) -> Scene:
    """The challenged evidence stays as it is, and the trail says so."""
    why = scene.walk.challenges.get(event.key)
    question = scene.template.by_id.get(event.key)
    if (
        why is None
        or question is None
        or scene.audit.answer(event.key) is None
        or event.key not in scene.route
    ):
        return scene.say("Nothing is waiting to be kept here; your answers stand as saved.")
    scene = scene.happen(What.EVIDENCE_KEPT, event.key, thin=why)
    if why == "none":
        kept = f"{name_of(question)} is saved without evidence for now. It needs some before you submit."
    else:
        kept = f"{name_of(question)}: kept as it is."
    return _unchallenged(scene, event.key).say(kept)


def drop_draft(scene: Scene, event: DraftDropped) -> Scene:
    """The held text is given up; the saved answer stands.  A row's form is closed with it."""
    if event.key and event.key == scene.walk.editing:
        return drafts.without(scene, event.key).walking(editing="").say("The row stands as it was.")
    if event.key not in scene.walk.drafts:
        return scene.say("There is nothing unsaved here; the saved answer stands.")
    question = scene.template.by_id.get(event.key.partition("/")[0])
    name = name_of(question) if question else event.key
    shown = gate.theirs(scene, event.key) and event.key not in drafts.out_of_sight(scene)
    stands = shown and standing(scene, event.key) is not None
    scene = drafts.without(scene, event.key)
    return scene.say(f"{name}: {'the saved answer stands' if stands else 'what was not saved is dropped'}.")


def fresh_challenges(scene: Scene) -> Scene:
    """Without challenges of answers that the other auditor has replaced since: those words are not there."""
    mine = {
        key: why
        for key, why in scene.walk.challenges.items()
        if (answer := scene.audit.answer(key)) is not None and answer.by == scene.turn.actor.id
    }
    return scene if mine == scene.walk.challenges else scene.walking(challenges=mine)


def _without_blanks(question: Question, given: Given) -> Given:
    value = "" if given.value is not None and not clean(given.value) else given.value
    words = "" if given.words is not None and not clean(given.words) else given.words
    words = words if question.evidence is not None else None  # no such box was shown
    return replace(given, value=value, words=words)


def _read(scene: Scene, question: Question, given: Given) -> tuple[str, Value | None, str | None]:
    """The refusal's sentence (empty if none), the value given, and the evidence given."""
    value: Value | None = None
    if given.value:
        outcome = read(question, given.value, scene.turn.today)
        if isinstance(outcome, Refusal):
            return outcome.sentence, None, None
        value = outcome
    elif given.value == "":
        value = Value(clear=None)
    words = None
    if given.words is not None and question.evidence is not None:
        words = clean(given.words)
        if len(words) > question.evidence.limit:
            return _too_long(len(words), question.evidence.limit), None, None
    return "", value, words


def _too_long(length: int, limit: int) -> str:
    return (
        f"This is {length:,} characters and a box holds {limit:,}. It is kept here; shorten it by "
        f"{length - limit:,}, and save again."
    )


def _seen(scene: Scene, given: Given) -> Answer | None:
    """The answer that stood on the card which was pressed."""
    answers = scene.audit.history.get(given.key, ())
    return answers[given.revision - 1] if 0 < given.revision <= len(answers) else None


def _says_the_same(scene: Scene, question: Question, answer: Answer | None, given: Given) -> bool:
    # A page comes back whole: boxes nobody touched, and a second press, must change nothing.
    return _same_value(scene, question, answer, given.value) and _same_words(question, answer, given.words)


def _same_value(scene: Scene, question: Question, answer: Answer | None, raw: str | None) -> bool:
    if raw is None or raw == _in_box(question, answer):
        return True
    outcome = read(question, raw, scene.turn.today) if raw.strip() else Value(clear=None)
    if isinstance(outcome, Refusal):
        return False
    if speaks_in_words(question):
        return outcome.text == _words_of(answer)
    value = answer.value if answer is not None else None
    untouched = not scene.turn.typed and not _counts(outcome.clear) and not _counts(value)
    return outcome.clear == value or untouched


def _in_box(question: Question, answer: Answer | None) -> str | None:
    """What the box of `question` holds while nobody touches it; None where there is no answer yet."""
    if answer is None:
        return None
    return _words_of(answer) if speaks_in_words(question) else as_stored(answer)


def _same_words(question: Question, answer: Answer | None, raw: str | None) -> bool:
    if raw is None or question.evidence is None:
        return True
    stands = _words_of(answer)
    return raw == stands or clean(raw) == stands


def _counts(value: object) -> bool:
    # An untouched tick comes as false, an untouched list as nothing: neither is an answer yet.
    return value is not None and value is not False and value != () and value != ""


def _save(scene: Scene, question: Question, value: Value | None, words: str | None) -> Scene:
    key = question.id
    earlier = scene.audit.answer(key)
    if speaks_in_words(question):
        text = (value.text if value is not None else "").strip()
        return _unchallenged(scene.happen(What.ANSWERED, key, None, text), key)
    clear = value.clear if value is not None else (earlier.value if earlier else None)
    text = words if words is not None else _words_of(earlier)
    if earlier is not None and earlier.value is not None and earlier.value != clear:
        scene = scene.say(f"{name_of(question)} was {reads(question, earlier)}; both are on the record.")
    if clear is None and text:
        # Evidence ahead of its grade is saved too: the grade stays on the list.
        return _unchallenged(scene.happen(What.ANSWERED, key, None, text), key)
    prints = scene.turn.prints(text) if text else frozenset[int]()
    why = ""
    if clear is not None and clear != NOT_APPLICABLE:
        why = evidence.thin(
            scene.template, scene.audit, question, text, prints, partial(gate.may_compare, scene)
        )
    # Asked for what was seen is not yet challenged on what was written then.
    waiting = scene.walk.challenges.get(key, "none") != "none"
    asked_before = waiting or f"{key}={clear}" in scene.audit.challenged
    thin = why if why and why != "none" and asked_before else ""
    scene = scene.happen(What.ANSWERED, key, clear, text or None, thin, prints)
    scene = _unchallenged(scene, key)
    if why and not asked_before:
        scene = scene.happen(What.CHALLENGED, key, clear, thin=why)
        scene = scene.walking(challenges={**scene.walk.challenges, key: why})
    return scene


def _words_of(answer: Answer | None) -> str:
    return answer.passage.text if answer is not None and answer.passage is not None else ""


def _refuse(scene: Scene, question: Question, given: Given, why: str) -> Scene:
    short = scene.turn.typed and given.words is None and len(given.value or "") <= SHORT
    if not short:  # a word or two that were typed stand in the chat anyway
        scene = drafts.keep(scene, question, given, why)
        why = scene.walk.drafts[question.id].why
    return scene.but(refused=True).say(f"{name_of(question)}: {why}")


def _hold(scene: Scene, question: Question, answer: Answer, given: Given) -> Scene:
    who = "you" if answer.by == scene.turn.actor.id else scene.name(answer.by)
    theirs = reads(question, answer) or "an answer"
    why = f"{who} saved {theirs} at {clock(answer.at)}, after this card was shown. What you wrote is kept."
    if scene.turn.typed:
        asked = "after I asked you" if scene.walk.asked == question.id else "and you have not seen it yet"
        why = f"{who} saved {theirs} at {clock(answer.at)}, {asked}. What you wrote is kept."
    scene = drafts.keep(scene, question, given, why[0].upper() + why[1:], stale=True)
    if scene.turn.typed:
        scene = scene.walking(pending=Pending("conflict", question.id))
    return scene.say(f"{name_of(question)}: {scene.walk.drafts[question.id].why}")


def _off_the_route(scene: Scene, question: Question, given: Given) -> Scene:
    if not given.value and not given.words:
        return scene
    why = (
        "An earlier answer has changed since, so this question is not asked any more. What you wrote is kept."
    )
    scene = drafts.keep(scene, question, given, why)
    return scene.but(refused=True).say(f"{name_of(question)}: {why}")


def _unchallenged(scene: Scene, key: Key) -> Scene:
    if key not in scene.walk.challenges:
        return scene
    return scene.walking(challenges={k: w for k, w in scene.walk.challenges.items() if k != key})


def hold_back(scene: Scene, given: Given, why: str) -> Scene:
    """Keep what was given on an audit that takes no answers now; boxes nobody touched hold nothing."""
    question = scene.template.by_id.get(given.key)
    if question is None or question.kind.in_rows:
        return scene
    given = drafts.whole(scene, question, _without_blanks(question, given))
    for answer in (scene.audit.answer(question.id), _seen(scene, given)):
        if _says_the_same(scene, question, answer, given):
            return scene
    return drafts.keep(scene, question, given, why)


def as_read(scene: Scene, question: Question) -> str:
    """How a reply confirms a typed answer: "3.10 Wishes and feelings: Good. Saved."."""
    shown = reads(question, scene.audit.answer(question.id))
    if shown:
        return f"{name_of(question)}: {shown}. Saved."
    if question.evidence is not None:
        return f"{name_of(question)}: what you saw is saved. The answer itself is still missing."
    return f"{name_of(question)}: saved."


def as_evidence(scene: Scene, question: Question, text: str) -> Given:
    """Typed words taken as evidence for `question` (or as its answer, where it is answered in words)."""
    answer = scene.audit.answer(question.id)
    revision = answer.revision if answer is not None else 0
    if question.kind.in_rows or speaks_in_words(question) or question.evidence is None:
        return Given(question.id, text, None, revision)
    split = leading(question, text, scene.turn.today)
    if split is not None:
        return Given(question.id, split[0], split[1] or None, revision)
    return Given(question.id, None, f"{_words_of(answer)}\n{text}".strip(), revision)
