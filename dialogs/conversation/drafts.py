"""Drafts: text that could not be saved as it was, kept word for word until the person saves or drops it.

A card has limited room, so the box shows only the beginning of a very long text, and the whole is sent as
messages.  If the box comes back unchanged, or not at all, the draft stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dialogs.audits.audit import Key
from dialogs.audits.route import speaks_in_words
from dialogs.conversation.context import TurnContext, chunks, name_of, standing
from dialogs.conversation.given import Given
from dialogs.conversation.state import ConversationState, Draft
from dialogs.conversation.views import Action, Button, Sentence
from template_specs.kinds import Refusal, clean, read
from template_specs.model import Question
from template_specs.sentences import N_, _

BOX_BYTES = 16_400
"""Bytes of a draft that one box shows: 4,000 characters of any script always fit."""

CELL_BYTES = 4_000
"""The same for one column of a row."""

LATE = N_("You wrote this when the audit took no answers. Save it if you still want it.")
"""Why a draft is one that was sent after the audit was submitted."""


def in_box(text: str, most: int = BOX_BYTES) -> str:
    """The part of a draft `text` that its box shows: all of it, or as much of the beginning as fits."""
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


def keep(
    context: TurnContext, question: Question, given: Given, why: str, *, stale: bool = False
) -> TurnContext:
    """Keep what was given, with the reason.  Parts that the card did not send stay as they were kept."""
    earlier = context.conversation.drafts.get(question.id, Draft(""))
    value = clean(_joined(context, earlier.value, given.value, apart=speaks_in_words(question)))
    words = clean(_joined(context, earlier.words, given.words, apart=True))
    if in_box(value) != value or in_box(words) != words:
        why = _("{why} The box shows its beginning; all of it is in this chat.", why=why)
    draft = Draft(why, value, words, stale)
    return context.with_conversation(drafts={**context.conversation.drafts, question.id: draft})


def has_late(context: TurnContext) -> bool:
    """Whether anything is kept that was written when the audit took no answers."""
    return any(draft.why.startswith(LATE) for draft in context.conversation.drafts.values())


def whole(context: TurnContext, question: Question, given: Given) -> Given:
    """`given` with a text whose beginning came back untouched made whole again."""
    draft = context.conversation.drafts.get(question.id)
    if draft is None:
        return given
    return replace(given, value=_whole(draft.value, given.value), words=_whole(draft.words, given.words))


def can_be_saved(context: TurnContext, question: Question, draft: Draft) -> bool:
    """Whether `draft` could be saved as it is now: a text that is too long, or no such date, cannot."""
    if question.kind.in_rows or question.id not in context.route:
        return False
    if draft.value and isinstance(read(question, draft.value, context.turn.today), Refusal):
        return False
    return question.evidence is None or len(draft.words) <= question.evidence.limit


def add(context: TurnContext, key: Key, words: str) -> TurnContext:
    """`words`, typed while others are unsaved at `key`, kept with them: neither is saved until that is
    settled."""
    draft = context.conversation.drafts[key]
    together = "\n".join(filter(None, (draft.words, clean(words))))
    kept = {**context.conversation.drafts, key: replace(draft, words=together)}
    return context.with_conversation(drafts=kept)


def settle(context: TurnContext, question: Question, given: Given) -> TurnContext:
    """After `given` has been taken: what is kept at the question goes, except what `given` did not cover.

    A card's box counts for all that was kept in it.  Typed words do not: what they leave out stays kept.
    """
    draft = context.conversation.drafts.get(question.id)
    if draft is None:
        return context
    value = "" if _covered(context, draft.value, given.value) else draft.value
    words = "" if _covered(context, draft.words, given.words) else draft.words
    if context.turn.typed and not speaks_in_words(question) and given.value:
        value = ""  # one grade in place of another
    if not value.strip() and not words.strip():
        return without(context, question.id)
    return context.with_conversation(
        drafts={**context.conversation.drafts, question.id: replace(draft, value=value, words=words)}
    )


def without(context: TurnContext, key: Key) -> TurnContext:
    """Drop the draft under `key`."""
    if key not in context.conversation.drafts:
        return context
    return context.with_conversation(
        drafts={k: d for k, d in context.conversation.drafts.items() if k != key}
    )


def out_of_sight(context: TurnContext) -> tuple[Key, ...]:
    """Drafts that no page shows: at a question that is no longer asked, or at a removed row."""
    return tuple(key for key in context.conversation.drafts if _hidden(context, key))


def on_a_page(context: TurnContext) -> tuple[Key, ...]:
    """Unsaved words on the pages of this audit."""
    return tuple(key for key in context.conversation.drafts if not _hidden(context, key))


def messages(before: ConversationState, context: TurnContext) -> tuple[Sentence, ...]:
    """This turn's drafts that no box can show in full, as messages to copy from."""
    texts: list[Sentence] = []
    for key, draft in context.conversation.drafts.items():
        if before.drafts.get(key) == draft:
            continue
        if _hidden(context, key):
            texts += apart(context, key)
        elif _cut(draft, key, context):
            rows = "/" in key or context.template.by_id[key].kind.in_rows
            texts += _texts(context, key, whole=rows)
    return tuple(texts)


def apart(context: TurnContext, key: Key) -> tuple[Sentence, ...]:
    """Drafts that no page shows, as messages to copy from, with a button to drop them."""
    act = Action("drop", {"audit": context.audit.id, "item": key})
    told = _(
        "{name}: this is not part of the audit yet. Copy what you need, or drop it.", name=_name(context, key)
    )
    return (*_texts(context, key), Sentence(told, (Button(_("Drop it"), act),)))


def _texts(context: TurnContext, key: Key, *, whole: bool = True) -> tuple[Sentence, ...]:
    parts = (
        _parts(context, key) if whole else (part for part in _parts(context, key) if weight(part) > BOX_BYTES)
    )
    return chunks(_("{name}, as you wrote it", name=_name(context, key)), "\n".join(parts))


def _parts(context: TurnContext, key: Key) -> Iterator[str]:
    draft = context.conversation.drafts[key]
    question = context.template.by_id.get(key.partition("/")[0])
    if question is not None and question.kind.in_rows:
        cells: Mapping[str, str] = json.loads(draft.words) if draft.words else {}
        for column in question.columns:
            if cells.get(column.id):
                yield f"{column.label.rstrip('?: ')}: {cells[column.id]}"
        return
    options = {o.code: o.label for o in question.options} if question is not None else {}
    yield from (text for text in (options.get(draft.value, draft.value), draft.words) if text.strip())


def _cut(draft: Draft, key: Key, context: TurnContext) -> bool:
    question = context.template.by_id.get(key.partition("/")[0])
    if question is not None and question.kind.in_rows:
        cells: Mapping[str, str] = json.loads(draft.words) if draft.words else {}
        return any(in_box(cell, CELL_BYTES) != cell for cell in cells.values())
    return in_box(draft.value) != draft.value or in_box(draft.words) != draft.words


def _hidden(context: TurnContext, key: Key) -> bool:
    question, slash, _ = key.partition("/")
    # Where the audit takes nothing from this person now, it may again: their pages stay where they were.
    route = context.route if context.parts & context.asked.answer else context.whole
    return question not in route or (bool(slash) and standing(context, key) is None)


def _name(context: TurnContext, key: Key) -> str:
    question = context.template.by_id.get(key.partition("/")[0])
    return name_of(question) if question is not None else key


def _whole(kept: str, given: str | None) -> str | None:
    shown = in_box(kept)
    return kept if given is not None and shown != kept and clean(given) == clean(shown) else given


def _covered(context: TurnContext, kept: str, given: str | None) -> bool:
    if not kept:
        return True
    if given is None:
        return False
    return not context.turn.typed or clean(kept) in clean(given)


def _joined(context: TurnContext, kept: str, given: str | None, *, apart: bool) -> str:
    if given is None:
        return kept
    # Typed after something else was kept: both are.  From a card the box itself showed what was kept.
    if context.turn.typed and apart and kept and clean(kept) not in clean(given):
        return f"{kept}\n{given}"
    return given
