"""Taking answers: each one is saved, refused and kept as a draft, held beside a newer one, or challenged.

Of a page with a fault the good answers are saved all the same (design.md, "What must always hold", 2).
"""

from __future__ import annotations

from dataclasses import replace

from dialogs import evidence
from dialogs.audit import Answer, Draft, Key, Pending
from dialogs.events import DraftDropped, EvidenceKept, Given, PageSaved
from dialogs.happenings import What
from dialogs.route import speaks_in_words, value_of
from dialogs.scene import Scene, clock, name_of, reads
from template_specs.kinds import Refusal, Value, clean, leading, read
from template_specs.model import NOT_APPLICABLE, Kind, Question

SHORT = 60
"""Characters: a typed answer no longer than this is not kept as a draft when it is refused."""


def take_all(scene: Scene, event: PageSaved) -> Scene:
    """Every answer of `event`, each on its own merits."""
    for given in event.given:
        scene = take(scene, given)
    return scene


def take(scene: Scene, given: Given) -> Scene:
    """One answer as it came.  What cannot be saved becomes a draft with the reason; nothing is lost."""
    question = scene.template.by_id.get(given.key)
    if question is None or question.kind is Kind.ROWS:
        return scene
    if question.id not in scene.route:
        return _off_the_route(scene, question, given)
    current = scene.audit.answer(question.id)
    if _says_the_same(scene, question, current, given):
        return _without_draft(scene, question.id)
    if _says_the_same(scene, question, _seen(scene, given), given):
        return scene  # nobody touched these boxes; somebody has answered since
    refusal, value, words = _read(scene, question, given)
    if refusal:
        return _keep_draft(scene, question, given, refusal)
    if current is not None and given.revision < current.revision:
        return _hold(scene, question, current, given)
    return _save(scene, question, value, words)


def keep_evidence(scene: Scene, event: EvidenceKept) -> Scene:
    """The challenged evidence stays as it is, and the trail says so."""
    why = scene.walk.challenges.get(event.key)
    question = scene.template.by_id.get(event.key)
    if why is None or question is None or scene.audit.answer(event.key) is None:
        return scene.say("Nothing is waiting to be kept here; your answers stand as saved.")
    scene = scene.happen(What.EVIDENCE_KEPT, event.key, thin=why)
    if why == "none":
        kept = f"{name_of(question)} is saved without evidence for now. It needs some before you submit."
    else:
        kept = f"{name_of(question)}: kept as it is."
    return _unchallenged(scene, event.key).say(kept)


def drop_draft(scene: Scene, event: DraftDropped) -> Scene:
    """The held text is given up; the saved answer stands.  A row's form is closed with it."""
    if event.key == scene.walk.editing:
        return _without_draft(scene, event.key).walking(editing="").say("The row stands as it was.")
    if event.key not in scene.walk.drafts:
        return scene.say("There is nothing unsaved here; the saved answer stands.")
    question = scene.template.by_id.get(event.key.partition("/")[0])
    name = name_of(question) if question else event.key
    return _without_draft(scene, event.key).say(f"{name}: the saved answer stands.")


def _read(scene: Scene, question: Question, given: Given) -> tuple[str, Value | None, str | None]:
    """The refusal's sentence (empty if none), the value given, and the evidence given."""
    value: Value | None = None
    if given.value is not None and given.value != "":
        outcome = read(question, given.value, scene.turn.today)
        if isinstance(outcome, Refusal):
            return outcome.sentence, None, None
        value = outcome
    elif given.value == "":
        value = Value(clear=None)
    words = None
    if given.words is not None and question.evidence is not None:
        words = clean(given.words).strip()
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
    if raw is None:
        return True
    outcome = read(question, raw, scene.turn.today) if raw.strip() else Value(clear=None)
    if isinstance(outcome, Refusal):
        return False
    if speaks_in_words(question):
        return outcome.text == _words_of(answer)
    value = answer.value if answer is not None else None
    untouched = not scene.turn.typed and not _counts(outcome.clear) and not _counts(value)
    return outcome.clear == value or untouched


def _same_words(question: Question, answer: Answer | None, raw: str | None) -> bool:
    return raw is None or question.evidence is None or clean(raw).strip() == _words_of(answer)


def _counts(value: object) -> bool:
    # An untouched tick comes as false, an untouched list as nothing: neither is an answer yet.
    return value is not None and value is not False and value != () and value != ""


def _save(scene: Scene, question: Question, value: Value | None, words: str | None) -> Scene:
    key = question.id
    earlier = scene.audit.answer(key)
    if speaks_in_words(question):
        text = (value.text if value is not None else "").strip()
        scene = scene.happen(What.ANSWERED, key, None, text)
        return _unchallenged(_without_draft(scene, key), key)
    clear = value.clear if value is not None else (earlier.value if earlier else None)
    text = words if words is not None else _words_of(earlier)
    if clear is None and text:
        # Evidence ahead of its grade is saved too: the grade stays on the list.
        return _unchallenged(_without_draft(scene.happen(What.ANSWERED, key, None, text), key), key)
    why = evidence.thin(scene.template, scene.audit, question, text, scene.turn.prints(text))
    asked_before = key in scene.walk.challenges or f"{key}={clear}" in scene.audit.challenged
    thin = why if why and why != "none" and asked_before else ""
    scene = scene.happen(What.ANSWERED, key, clear, text or None, thin)
    scene = _unchallenged(_without_draft(scene, key), key)
    if earlier is not None and earlier.value is not None and earlier.value != clear:
        was = reads(question, earlier)
        scene = scene.say(f"{name_of(question)} was {was}; both are on the record.")
    if why and not asked_before and clear is not None and clear != NOT_APPLICABLE:
        scene = scene.happen(What.CHALLENGED, key, clear)
        scene = scene.walking(challenges={**scene.walk.challenges, key: why})
    return scene


def _words_of(answer: Answer | None) -> str:
    return answer.passage.text if answer is not None and answer.passage is not None else ""


def _keep_draft(scene: Scene, question: Question, given: Given, why: str) -> Scene:
    scene = replace(scene, refused=True).say(f"{name_of(question)}: {why}")
    if scene.turn.typed and given.words is None and len(given.value or "") <= SHORT:
        return scene  # a word or two that stand in the chat anyway
    draft = Draft(why, given.value or "", given.words or "")
    return scene.walking(drafts={**scene.walk.drafts, question.id: draft})


def _hold(scene: Scene, question: Question, answer: Answer, given: Given) -> Scene:
    who = "you" if answer.by == scene.turn.actor.id else scene.name(answer.by)
    theirs = reads(question, answer) or "an answer"
    why = f"{who} saved {theirs} at {clock(answer.at)}, after this card was shown. What you wrote is kept."
    why = why[0].upper() + why[1:]
    value, words = given.value, given.words
    if value is None:
        value = str(value_of(question, answer) or "") if not speaks_in_words(question) else ""
    draft = Draft(why, value, words or "", stale=True)
    return scene.walking(
        drafts={**scene.walk.drafts, question.id: draft},
        pending=Pending("conflict", question.id) if scene.turn.typed else scene.walk.pending,
    ).say(f"{name_of(question)}: {why}")


def _off_the_route(scene: Scene, question: Question, given: Given) -> Scene:
    if not (given.value or "").strip() and not (given.words or "").strip():
        return scene
    why = (
        "An earlier answer has changed since, so this question is not asked any more. What you wrote is kept."
    )
    return _keep_draft(scene, question, given, why)


def _without_draft(scene: Scene, key: Key) -> Scene:
    if key not in scene.walk.drafts:
        return scene
    return scene.walking(drafts={k: d for k, d in scene.walk.drafts.items() if k != key})


def _unchallenged(scene: Scene, key: Key) -> Scene:
    if key not in scene.walk.challenges:
        return scene
    return scene.walking(challenges={k: w for k, w in scene.walk.challenges.items() if k != key})


def hold_back(scene: Scene, given: Given, why: str) -> Scene:
    """Keep what was given on an audit that takes no answers now; boxes nobody touched hold nothing."""
    question = scene.template.by_id.get(given.key)
    if question is None or question.kind is Kind.ROWS:
        return scene
    for answer in (scene.audit.answer(question.id), _seen(scene, given)):
        if _says_the_same(scene, question, answer, given):
            return scene
    draft = Draft(why, given.value or "", given.words or "")
    return scene.walking(drafts={**scene.walk.drafts, question.id: draft})


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
    if question.kind is Kind.ROWS or speaks_in_words(question) or question.evidence is None:
        return Given(question.id, text, None, revision)
    split = leading(question, text, scene.turn.today)
    if split is not None:
        return Given(question.id, split[0], split[1] or None, revision)
    return Given(question.id, None, f"{_words_of(answer)}\n{text}".strip(), revision)
