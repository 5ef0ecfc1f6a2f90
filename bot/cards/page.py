"""The live card: one page of the audit, how far it is, and every way on from it."""

from __future__ import annotations

from typing import Any

from bot.cards.buttons import press, reveal
from bot.cards.elements import (
    LIMIT,
    Budget,
    Element,
    card,
    clip,
    group,
    header,
    said,
    size,
    small,
    title,
    words,
)
from bot.cards.inputs import picked, text, to_fold
from bot.cards.questions import asked, boxes_of
from bot.cards.rows import changed_row
from dialogs.audits.route import Progress
from dialogs.conversation.views import PageView
from template_specs.answer_types import Widget

INTRO_BYTES = 900
SAID_BYTES = 500
MOST_LINKS = 40

NOT_A_CALL = (
    "This puts the concern before the manager. It does not replace your own call: "
    "ring the manager or the duty team now."
)


def page(view: PageView, room: Budget) -> Element:
    """The card of one page."""
    made = _page(view, room, frozenset())
    if room.fold and (over := size(made) - LIMIT) > 0:
        boxes = [box for question in view.questions for box in boxes_of(question)]
        made = _page(view, room, to_fold(boxes, over))
    return made


def _page(view: PageView, room: Budget, folded: frozenset[str]) -> Element:
    data = page_data(view)
    few = len([q for q in view.questions if q.kind.widget is not Widget.ROWS]) <= 2
    questions = (asked(q, data, room, open=few, folded=folded) for q in view.questions)
    body = [*_top(view, room), *questions, *_worked_out(view)]
    return card(body, _bar(view, data), wide=True)


def _worked_out(view: PageView) -> list[Element]:
    told = [f"{worked.name.rstrip('?. ')}: {worked.value or 'not yet'}" for worked in view.worked_out]
    if not told:
        return []
    lines = (words(line, spacing="Small") for line in told)
    return [group([small("Worked out"), *lines], separator=True)]


def page_data(view: PageView) -> dict[str, Any]:
    """What every button of the page carries, so that nothing typed on it is lost whichever is pressed."""
    revisions = {q.key: q.revision for q in view.questions if q.kind.widget is not Widget.ROWS}
    data: dict[str, Any] = {"audit": view.audit, "token": view.token, "revs": revisions}
    rows = next((q for q in view.questions if q.kind.widget is Widget.ROWS), None)
    if rows is not None:
        changed = changed_row(rows)
        data["row"] = changed.key if changed else rows.key
        data["row_rev"] = changed.revision if changed else rows.revision
    return data


def troubled(view: PageView) -> bool:
    """Whether something on the page needs the auditor's attention again."""
    return any(q.problem or q.challenge or q.conflict for q in view.questions)


def concern_card(data: dict[str, Any]) -> Element:
    """The button that opens the box for an immediate concern."""
    return reveal(
        "Raise an immediate concern",
        [
            words("A child may be at risk now", weight="Bolder"),
            words(NOT_A_CALL, spacing="Small"),
            text("concern", "What have you found?", "", 4000),
        ],
        [press("Send the concern", "concern", data)],
    )


def _top(view: PageView, room: Budget) -> list[Element]:
    progress = view.progress
    items = [
        header(view.form, view.case, f"with {view.partner}" if view.partner else ""),
        title(view.section),
        *([small(view.where)] if view.where else []),
        small(_counted(progress), spacing="None" if view.where else "Small"),
    ]
    if progress.total:
        items.append(_meter(progress.answered, progress.total))
    items += said(
        [clip(s, min(SAID_BYTES, room.quote)) for s in (*view.said[: room.items], *_look_again(view))],
        "emphasis" if troubled(view) else "good",
    )
    if view.intro:
        items.append(words(clip(view.intro, min(INTRO_BYTES, room.quote))))
    return items


def _look_again(view: PageView) -> list[str]:
    """On a phone a challenge is below the edge of the screen, so the top says that there is one."""
    asked = [q.number or q.short or clip(q.text, 60) for q in view.questions if q.challenge]
    return [f"Please look once more at {' and '.join(asked)}, below."] if asked else []


def _counted(progress: Progress) -> str:
    everything = f"{progress.answered} of {progress.total} in all"
    if not progress.section_total:
        return f"Answered: {everything}"
    here = f"{progress.section_answered} of {progress.section_total} in this section"
    return f"Answered: {here}, {everything}"


def _meter(answered: int, total: int) -> Element:
    # Newer than 1.5; the words above it say the same, so a client without it loses nothing.
    return {
        "type": "ProgressBar",
        "value": answered,
        "max": total,
        "spacing": "Small",
        "fallback": "drop",
    }


def _bar(view: PageView, data: dict[str, Any]) -> list[Element]:
    # A page of rows alone has nothing of its own to save: its form has its own button.
    only_rows = not data["revs"]
    label = "Continue" if only_rows else "Save and continue"
    changing = any(changed_row(q) for q in view.questions)
    whole = view.progress.answered == view.progress.total
    done = view.can_read and view.last and whole and not troubled(view)
    bar = [press(label, "next" if only_rows else "save", data, primary=not changing and not done)]
    if not view.first:
        bar.append(press("Back", "back", {"audit": view.audit, "token": view.token}, inputs=False))
    if view.links:
        bar.append(_jump(view, data))
    if view.can_raise:
        bar.append(concern_card(data))
    if done:
        review = press("Review and submit", "review", {**data, "part": 0}, primary=not changing)
        bar.insert(0 if not changing else 1, review)
    elif view.can_read:
        bar.append(press("Review", "review", {**data, "part": 0}))
    bar.append(press("Pause", "pause", data))
    return bar


def _jump(view: PageView, data: dict[str, Any]) -> Element:
    places = [(link.id, clip(link.label, 90)) for link in view.links[:MOST_LINKS]]
    where = picked("to", "Where to?", places, key=f"to:{view.token}")
    return reveal("Jump to", [where], [press("Go there", "go", data)])
