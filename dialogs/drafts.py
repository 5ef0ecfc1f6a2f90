"""What could not be saved as it was: kept word for word, until the person saves it or gives it up.

A card holds so much and no more, so a very long text stands in its box only with its beginning; the whole of
it is sent as messages, and a box that comes back untouched (or not at all) changes nothing of what is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dialogs.audit import Draft, Key, Walk
from dialogs.events import Given
from dialogs.route import speaks_in_words
from dialogs.scene import Scene, chunks, name_of, standing
from dialogs.views import Act, Offer, Sentence
from template_specs.kinds import clean
from template_specs.model import Question

BOX_BYTES = 16_400
"""What one box holds of a kept text: 4,000 characters of any script always fit."""

CELL_BYTES = 4_000
"""The same for one column of a row."""


def in_box(text: str, most: int = BOX_BYTES) -> str:
    """What of a kept `text` stands in its box: all of it, or as much of its beginning as fits."""
    if weight(text) <= most:
        return text
    low, high = 0, min(len(text), most)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if weight(text[:middle]) <= most else (low, middle - 1)
    return text[:low]


def weight(text: str) -> int:
    """Bytes of `text` on a card."""
    return len(json.dumps(text, ensure_ascii=False).encode("utf-8", "replace"))


def keep(scene: Scene, question: Question, given: Given, why: str, *, stale: bool = False) -> Scene:
    """Keep what was given, with the reason.  Parts that the card did not send stay as they were kept."""
    earlier = scene.walk.drafts.get(question.id, Draft(""))
    value = clean(_joined(scene, earlier.value, given.value, apart=speaks_in_words(question)))
    words = clean(_joined(scene, earlier.words, given.words, apart=True))
    if in_box(value) != value or in_box(words) != words:
        why = f"{why} The box shows its beginning; all of it stands in this chat."
    draft = Draft(why, value, words, stale)
    return scene.walking(drafts={**scene.walk.drafts, question.id: draft})


def whole(scene: Scene, question: Question, given: Given) -> Given:
    """`given` with a text whose beginning came back untouched made whole again."""
    draft = scene.walk.drafts.get(question.id)
    if draft is None:
        return given
    return replace(given, value=_whole(draft.value, given.value), words=_whole(draft.words, given.words))


def settle(scene: Scene, question: Question, given: Given) -> Scene:
    """After `given` has been taken: what is kept at the question goes, except what `given` did not cover.

    A card's box stands for what was kept in it.  Typed words do not: what they leave out stays kept.
    """
    draft = scene.walk.drafts.get(question.id)
    if draft is None:
        return scene
    value = "" if _covered(scene, draft.value, given.value) else draft.value
    words = "" if _covered(scene, draft.words, given.words) else draft.words
    if scene.turn.typed and not speaks_in_words(question) and given.value:
        value = ""  # one grade in place of another
    if not value.strip() and not words.strip():
        return without(scene, question.id)
    return scene.walking(drafts={**scene.walk.drafts, question.id: replace(draft, value=value, words=words)})


def without(scene: Scene, key: Key) -> Scene:
    """Nothing is kept under `key` any more."""
    if key not in scene.walk.drafts:
        return scene
    return scene.walking(drafts={k: d for k, d in scene.walk.drafts.items() if k != key})


def out_of_sight(scene: Scene) -> tuple[Key, ...]:
    """What is kept where no page shows it: at a question not asked any more, or at a row taken out."""
    return tuple(key for key in scene.walk.drafts if _hidden(scene, key))


def on_a_page(scene: Scene) -> tuple[Key, ...]:
    """What is kept and waits on a page of this audit."""
    return tuple(key for key in scene.walk.drafts if not _hidden(scene, key))


def messages(before: Walk, scene: Scene) -> tuple[Sentence, ...]:
    """What this turn has kept and no box can show whole, as messages to copy from."""
    found: list[Sentence] = []
    for key, draft in scene.walk.drafts.items():
        if before.drafts.get(key) == draft:
            continue
        if _hidden(scene, key):
            found += apart(scene, key)
        elif _cut(draft, key, scene):
            rows = "/" in key or scene.template.by_id[key].kind.in_rows
            found += _texts(scene, key, whole=rows)
    return tuple(found)


def apart(scene: Scene, key: Key) -> tuple[Sentence, ...]:
    """What is kept out of sight, to copy from, with a way to give it up."""
    act = Act("drop", {"audit": scene.audit.id, "item": key})
    told = f"{_name(scene, key)}: this is not part of the audit yet. Copy what you need, or drop it."
    return (*_texts(scene, key), Sentence(told, (Offer("Drop it", act),)))


def _texts(scene: Scene, key: Key, *, whole: bool = True) -> tuple[Sentence, ...]:
    parts = _parts(scene, key) if whole else (part for part in _parts(scene, key) if weight(part) > BOX_BYTES)
    return chunks(f"{_name(scene, key)}, as you wrote it", "\n".join(parts))


def _parts(scene: Scene, key: Key) -> Iterator[str]:
    draft = scene.walk.drafts[key]
    question = scene.template.by_id.get(key.partition("/")[0])
    if question is not None and question.kind.in_rows:
        cells: Mapping[str, str] = json.loads(draft.words) if draft.words else {}
        for column in question.columns:
            if cells.get(column.id):
                yield f"{column.label.rstrip('?: ')}: {cells[column.id]}"
        return
    options = {o.code: o.label for o in question.options} if question is not None else {}
    yield from (text for text in (options.get(draft.value, draft.value), draft.words) if text.strip())


def _cut(draft: Draft, key: Key, scene: Scene) -> bool:
    question = scene.template.by_id.get(key.partition("/")[0])
    if question is not None and question.kind.in_rows:
        cells: Mapping[str, str] = json.loads(draft.words) if draft.words else {}
        return any(in_box(cell, CELL_BYTES) != cell for cell in cells.values())
    return in_box(draft.value) != draft.value or in_box(draft.words) != draft.words


def _hidden(scene: Scene, key: Key) -> bool:
    question, slash, _ = key.partition("/")
    # Where the audit takes nothing from this person now, it may again: their pages stay where they were.
    route = scene.route if scene.parts & scene.asked.answer else scene.whole
    return question not in route or (bool(slash) and standing(scene, key) is None)


def _name(scene: Scene, key: Key) -> str:
    question = scene.template.by_id.get(key.partition("/")[0])
    return name_of(question) if question is not None else key


def _whole(kept: str, given: str | None) -> str | None:
    shown = in_box(kept)
    return kept if given is not None and shown != kept and clean(given) == clean(shown) else given


def _covered(scene: Scene, kept: str, given: str | None) -> bool:
    if not kept:
        return True
    if given is None:
        return False
    return not scene.turn.typed or clean(kept) in clean(given)


def _joined(scene: Scene, kept: str, given: str | None, *, apart: bool) -> str:
    if given is None:
        return kept
    # Typed after something else was kept: both are.  From a card the box itself showed what was kept.
    if scene.turn.typed and apart and kept and clean(kept) not in clean(given):
        return f"{kept}\n{given}"
    return given
