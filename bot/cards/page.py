"""The live card: one page of the audit, how far it is, and every way on from it."""

from __future__ import annotations

from typing import Any

from bot.cards.buttons import press, reveal
from bot.cards.elements import (
    LIMIT,
    Budget,
    Element,
    bold,
    card,
    choices,
    clip,
    group,
    header,
    line,
    run,
    said,
    siblings,
    size,
    small,
    title,
    words,
)
from bot.cards.inputs import picked, text, to_fold
from bot.cards.questions import asked, boxes_of, may_stay_empty
from bot.cards.rows import changed_row
from dialogs.audits.route import Progress
from dialogs.conversation.views import PageView, ScaleView
from template_specs.answer_types import Widget
from template_specs.sentences import N_, _

INTRO_BYTES = 900
SAID_BYTES = 500
MOST_LINKS = 40
DENSE = 4
"""Questions on a page above which each is a box with its question for a label, close to the one before."""

NOT_A_CALL = N_(
    "This sends your concern to the manager. You must still phone: ring them or the duty team now."
)


def page(view: PageView, room: Budget) -> Element:
    """The card of one page."""
    folded: frozenset[str] = frozenset()
    made = _page(view, room, folded)
    boxes = [box for question in view.questions for box in boxes_of(question)]
    # A box that is shown shortened already saves less than its text weighs: then the next one is folded too.
    while room.fold and (over := size(made) - LIMIT) > 0:
        more = to_fold([box for box in boxes if box[0] not in folded], over)
        if not more:
            break
        folded |= more
        made = _page(view, room, folded)
    return made


def _page(view: PageView, room: Budget, folded: frozenset[str]) -> Element:
    data = page_data(view)
    boxes = len([q for q in view.questions if q.kind.widget is not Widget.ROWS])
    few, dense = boxes <= 2, boxes > DENSE
    body = [
        *_top(view, data, room),
        *(
            asked(q, data, room, open=few or q.kind.grades, folded=folded, dense=dense)
            for q in view.questions
        ),
        *_worked_out(view),
    ]
    return card(body, _bar(view, data), wide=True)


def _worked_out(view: PageView) -> list[Element]:
    pending = _("not yet")
    told = [f"{worked.name.rstrip('?. ')}: {worked.value or pending}" for worked in view.worked_out]
    if not told:
        return []
    lines = (words(line, spacing="Small") for line in told)
    return [group([small(_("Worked out")), *lines], separator=True)]


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
        _("Raise an immediate concern"),
        [
            words(_("A child may be at risk now"), weight="Bolder"),
            words(NOT_A_CALL, spacing="Small"),
            text("concern", _("What have you found?"), "", 4000),
        ],
        [press(_("Send the concern"), "concern", data)],
    )


def _top(view: PageView, data: dict[str, Any], room: Budget) -> list[Element]:
    progress = view.progress
    done = _done(progress)
    items = [
        header(view.form, view.case, _("with {partner}", partner=view.partner) if view.partner else ""),
        *siblings(view.family),
        title(view.section),
        *([small(view.where)] if view.where else []),
        *([small(done, spacing="None" if view.where else "Small")] if done else []),
    ]
    if progress.total:
        items.append(_meter(progress.answered, progress.total))
    items += _banner(view, data, room)
    if view.intro:
        items.append(words(clip(view.intro, min(INTRO_BYTES, room.quote))))
    if any(may_stay_empty(q) for q in view.questions) and any(q.required for q in view.questions):
        items.append(small(_("Boxes marked optional may stay empty. Everything else is needed.")))
    if view.scales:
        items.append(choices([reveal(_("What the grades mean"), _meanings(view.scales), [])]))
    return items


def _banner(view: PageView, data: dict[str, Any], room: Budget) -> list[Element]:
    """What just happened; amber, with the way back, where something is still to do."""
    sentences = [
        clip(s, min(SAID_BYTES, room.quote)) for s in (*view.said[: room.items], *_check_again(view))
    ]
    style = "warning" if troubled(view) or view.left_open else "good" if view.saved else "emphasis"
    made = said(sentences, style)
    if made and view.left_open and all(q.key != view.left_open for q in view.questions):
        # Both save what stands on this page by now, as every button does.
        back = press(_("Go back"), "go", {**data, "to": view.left_open})
        later = press(_("Later"), "go", {**data, "to": view.anchor})
        made[0]["items"].append(choices([back, later]))
    return made


def _check_again(view: PageView) -> list[str]:
    """On a phone a challenge stands below the screen's edge: the top says that it is there."""
    asked = [q.number or q.short or clip(q.text, 60) for q in view.questions if q.challenge]
    return [_("Please check {asked} below.", asked=_(" and ").join(asked))] if asked else []


def _meanings(scales: tuple[ScaleView, ...]) -> list[Element]:
    """Every grade with all of its meaning: half a sentence would change what it says."""
    items: list[Element] = []
    for scale in scales:
        if scale.title:
            items.append(bold(scale.title))
        items += [
            line(run(f"{grade}: ", weight="Bolder"), run(meaning), spacing="Small")
            for grade, meaning in scale.meanings
        ]
    return items


def _done(progress: Progress) -> str:
    """How far the audit is; empty where nothing that counts is asked of this person."""
    if not progress.total:
        return ""
    here = (
        _(
            "{section_answered} of {section_total} here, ",
            section_answered=progress.section_answered,
            section_total=progress.section_total,
        )
        if progress.section_total
        else ""
    )
    if progress.section_total == progress.total:
        return _("Done: {answered} of {total}", answered=progress.answered, total=progress.total)
    return _(
        "Done: {here}{answered} of {total} altogether",
        here=here,
        answered=progress.answered,
        total=progress.total,
    )


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
    if view.changes:
        return _bar_of_one(view, data)
    # A page of rows alone has nothing of its own to save: its form has its own button.
    only_rows = not data["revs"]
    changing = any(changed_row(q) for q in view.questions)
    settled = view.last and view.complete and not troubled(view)
    ready = view.can_read and settled
    bar = []
    if not (only_rows and settled):  # which would lead nowhere
        goes_on = _("Save") if view.first and view.last else _("Save and continue")
        label, verb = (_("Continue"), "next") if only_rows else (goes_on, "save")
        bar.append(press(label, verb, data, primary=not changing and not ready))
    if not view.first:
        bar.append(press(_("Back"), "back", {"audit": view.audit, "token": view.token}, inputs=False))
    if len(view.links) > 1:
        bar.append(_jump(view, data))
    elif view.has_notes:
        bar.append(press(_("Before you begin"), "notes", data))
    if view.can_raise:
        bar.append(concern_card(data))
    if ready:
        review = press(_("Review and submit"), "review", {**data, "part": 0}, primary=not changing)
        bar.insert(0 if not changing else min(1, len(bar)), review)
    elif view.can_read:
        bar.append(press(_("Review"), "review", data))
    if not (view.first and view.last):
        bar.append(press(_("Pause"), "pause", data))
    return bar


def _bar_of_one(view: PageView, data: dict[str, Any]) -> list[Element]:
    """The buttons of one question that was opened from the read-back: save, or leave it as it was."""
    leave = {"audit": view.audit, "token": view.token, "part": view.changes - 1}
    bar = [press(_("Back to your answers"), "review", leave, inputs=False)]
    if data["revs"]:
        bar.insert(0, press(_("Save this change"), "save", data, primary=True))
    if view.can_raise:
        bar.append(concern_card(data))
    return bar


def _jump(view: PageView, data: dict[str, Any]) -> Element:
    places = [(link.id, clip(link.label, 90)) for link in view.links[:MOST_LINKS]]
    where = picked("to", _("Where to?"), places, key=f"to:{view.token}")
    ways = [press(_("Go there"), "go", data)]
    if view.has_notes:
        ways.append(press(_("Before you begin"), "notes", data))
    return reveal(_("Jump to"), [where], ways)
