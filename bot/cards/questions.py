"""One question on the live card: what is asked, what belongs to it, and its boxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.cards.buttons import press, reveal
from bot.cards.elements import (
    Budget,
    Element,
    bold,
    bullets,
    choices,
    clean,
    clip,
    escaped,
    group,
    line,
    moment,
    paragraphs,
    please_check,
    quote,
    run,
    small,
    words,
)
from bot.cards.inputs import ONE_LINE, Box, field
from bot.cards.rows import listed_rows, row_form
from dialogs.conversation.views import (
    ChallengeView,
    ConflictView,
    EarlierView,
    LastView,
    LooksLikeView,
    NoteView,
    QuestionView,
    StandardView,
)
from template_specs.amounts import with_unit
from template_specs.answer_types import Widget
from template_specs.dates import uk_date
from template_specs.sentences import _
from template_specs.text import within_sentence

HELP_BYTES = 700
PROBLEM_BYTES = 480
"""A refusal with its reason: shortened only on the fullest of cards, and never below this."""
LINE_BYTES = 400
"""An indicator or a difference: longer than any that a form of the library has."""
BESIDE_BYTES = 800
"""What another person wrote, shown beside a box: with its frame it stays under the 3,000 bytes that
`dialogs/conversation/pages.py` allows for it."""


def asked(
    question: QuestionView,
    data: Mapping[str, Any],
    room: Budget,
    *,
    open: bool,
    folded: frozenset[str],
    dense: bool = False,
) -> Element:
    """The container of one question.  `data` is what the page's buttons carry; `open` where there is space
    to show choices at once; `folded` names the inputs that the card has no room for; `dense` where many stand
    close together."""
    alone = _is_alone(question, dense=dense)
    items = [bold(question.heading, size="Medium")] if question.heading else []
    items += [] if alone else [_heading(question)]
    if question.remark:
        asked = clip(clean(question.remark), min(BESIDE_BYTES, room.quote))
        items.append(group([bold(_("Change asked for")), words(asked)], "warning"))
    if question.to_do:
        items.append(group([bold(_("Still to do: {to_do}", to_do=question.to_do))], "warning"))
    if question.help and not alone:
        items.append(small(clip(question.help, min(HELP_BYTES, room.quote))))
    items += bullets(question.anchors, min(LINE_BYTES, room.quote))
    if question.looks_back:
        items.append(small(question.looks_back))
    if question.earlier:
        items.append(_before(question.earlier, room))
    if question.last:
        items.append(_last(question.last, room))
    if question.looks_like and question.kind.widget is not Widget.ROWS:
        items.append(_looks_like(question.looks_like))
    if question.standards and not question.challenge:
        items += _standards(question.standards, room)
    items += bullets(question.differences[: room.items], min(LINE_BYTES, room.quote))
    if question.problem and not question.conflict and question.kind.widget is not Widget.ROWS:
        items.append(_refused(question, data, room))
    if question.conflict:
        items.append(_theirs(question, question.conflict, data, room))
    if question.challenge:
        items.append(_challenged(question, question.challenge, data, room))
    if question.kind.widget is Widget.ROWS:
        items += listed_rows(question, data, room)
        items += row_form(question, data, folded)
    else:
        items += _boxes(question, open, folded, alone=alone)
    if question.help and alone:
        items.append(small(clip(question.help, min(HELP_BYTES, room.quote))))
    items += [_note(question, note, data, room) for note in question.notes[: room.items // 2]]
    return (
        group(items, spacing="Medium") if dense and alone else group(items, separator=True, spacing="Large")
    )


def may_stay_empty(question: QuestionView) -> bool:
    """Whether a box of `question` is marked as optional."""
    return not question.required or bool(question.evidence_prompt and not question.evidence_required)


def boxes_of(question: QuestionView) -> list[tuple[str, str]]:
    """The inputs of `question` with the text in each, to decide which are folded."""
    boxes = [(f"c:{column.id}", column.value) for column in question.columns]
    value = question.value_passage.text if question.value_passage else question.value
    if question.kind.widget is not Widget.ROWS:
        boxes.append((f"v:{question.key}", value))
    if question.evidence is not None and question.evidence_prompt:
        boxes.append((f"w:{question.key}", question.evidence.text))
    return boxes


def _heading(question: QuestionView) -> Element:
    return bold(_asked(question))


def _asked(question: QuestionView, limits: str = "") -> str:
    optional = "" if question.required else _(" (optional)")
    return f"{question.number} {question.text}".strip() + limits + optional


def _is_alone(question: QuestionView, *, dense: bool) -> bool:
    """Whether the question has one box and nothing else: then it is that box's label, and said once.  Where
    it has a number, the box goes by that, "2.4 Answer", unless many stand close together."""
    numbered = question.number and not dense
    extras = (
        numbered
        or question.earlier
        or question.last
        or question.standards
        or question.differences
        or question.conflict
    )
    return question.kind.widget is not Widget.ROWS and not question.evidence_prompt and not extras


def _boxes(question: QuestionView, open: bool, folded: frozenset[str], *, alone: bool) -> list[Element]:
    id = f"v:{question.key}"
    passage = question.value_passage
    widget, label = question.kind.widget, question.kind.label
    if widget is Widget.TEXT and question.limit <= ONE_LINE:
        label = _("Answer")
    bounds = _(
        "{least} to {with_unit}", least=question.least, with_unit=with_unit(str(question.most), question.unit)
    )
    limits = f", {bounds}" if widget is Widget.NUMBER else ""
    if alone:
        label = _asked(question, f" ({bounds})" if limits else "")
    else:
        label = _named(question, f"{label}{limits}", bare=question.kind.bare_label)
    box = Box(
        id,
        label,
        widget,
        value=passage.text if passage else question.value,
        options=question.options or question.kind.options,
        limit=question.limit,
        least=question.least,
        most=question.most,
        open=open,
        example=question.kind.example,
        folded=id in folded,
    )
    items = field(box)
    if question.evidence_prompt:
        items += _evidence(question, folded)
    return items


def _named(question: QuestionView, label: str, *, bare: bool = False) -> str:
    """A box's label, with its question's number or name so that a screen reader says where the box
    belongs."""
    if question.number:
        return f"{question.number} {label}"
    if not question.short:
        return label
    if bare or question.short.lower().endswith(label.lower()):
        return question.short
    joint = ", " if ": " in question.short else ": "  # "Moderated: risk and harm, grade"
    return f"{question.short}{joint}{within_sentence(label)}"


def _evidence(question: QuestionView, folded: frozenset[str]) -> list[Element]:
    id = f"w:{question.key}"
    label = _named(question, question.evidence_prompt)
    needed = "" if question.evidence_required else _("optional")
    if question.evidence_needed_for:
        needed = _("needed for {evidence_needed_for}", evidence_needed_for=question.evidence_needed_for)
    return field(
        Box(
            id,
            f"{label} ({needed})" if needed else label,
            Widget.TEXT,
            value=question.evidence.text if question.evidence else "",
            limit=question.evidence_limit,
            folded=id in folded,
        )
    )


def _challenged(
    question: QuestionView, challenge: ChallengeView, data: Mapping[str, Any], room: Budget
) -> Element:
    items = [bold(challenge.why)]
    if challenge.good:
        items.append(words(_("Good usually shows:"), spacing="Small"))
        items += bullets(challenge.good[: room.items], min(LINE_BYTES, room.quote))
    if challenge.outstanding:
        items.append(words(_("Moving to outstanding:"), spacing="Small"))
        items += bullets(challenge.outstanding[: room.items], min(LINE_BYTES, room.quote))
    if challenge.more:
        items.append(small(_("{more} more: press What good looks like.", more=challenge.more)))
    for standard in question.standards if challenge.of_evidence else ():
        items.append(words(_("Practice standard: {title}", title=standard.title), spacing="Small"))
        items += bullets(standard.items, min(LINE_BYTES, room.quote))
    way = (
        _("Add what fits in the box below and save") if challenge.of_evidence else _("Put it right and save")
    )
    items.append(small(_("{way}, or keep it as it is.", way=way)))
    items.append(choices([press(_("Keep as it is"), "keep", {**data, "item": question.key})]))
    return group(items, "warning")


def _before(earlier: EarlierView, room: Budget) -> Element:
    said = [
        line(
            run(_("{by} gave ", by=earlier.by)),
            run(earlier.value_label, weight="Bolder"),
            run(_(" on {moment}.", moment=moment(earlier.at))),
        )
    ]
    if earlier.passage is not None:
        said += quote(earlier.passage.text, room, BESIDE_BYTES)
    if earlier.panel:
        said.append(words(clip(earlier.panel, BESIDE_BYTES)))
    return group(said, "emphasis")


def _last(last: LastView, room: Budget) -> Element:
    said = [
        line(run(_("In the audit of {day}: ", day=uk_date(last.day))), run(last.value_label, weight="Bolder"))
        if last.value_label
        else line(run(_("In the audit of {day}:", day=uk_date(last.day))))
    ]
    if last.passage is not None:
        said += quote(last.passage.text, room, BESIDE_BYTES)
    return group(said, "emphasis")


def _standards(standards: tuple[StandardView, ...], room: Budget) -> list[Element]:
    """The titles, with the items behind a button: they are there to look things up while grading."""
    head = _("Practice standard") if len(standards) == 1 else _("Practice standards")
    shown = [small(f"{head}: {'; '.join(standard.title for standard in standards)}.")]
    body: list[Element] = []
    for standard in standards:
        body.append(bold(standard.title))
        body += bullets(standard.items, min(LINE_BYTES, room.quote))
    return [*shown, choices([reveal(_("Read the {head}", head=head.lower()), body, [])])]


def _looks_like(guides: tuple[LooksLikeView, ...]) -> Element:
    """All that good and outstanding usually show, behind a button: read while grading, in nobody's way
    otherwise."""
    blocks = []
    for guide in guides:
        for head, lines in (
            (_("What good usually shows: {subject}", subject=guide.subject), guide.good),
            (_("Moving to outstanding:"), guide.outstanding),
        ):
            if lines:
                blocks += [f"**{escaped(head)}**", *(f"• {escaped(line)}" for line in lines)]
    body = [paragraphs(blocks)]
    return choices([reveal(_("What good looks like"), body, [])])


def _refused(question: QuestionView, data: Mapping[str, Any], room: Budget) -> Element:
    """Why what stands in the boxes is not saved, and the two things that can be done with it."""
    made = please_check(clip(question.problem, max(PROBLEM_BYTES, room.quote)))
    made["items"].append(choices(_mine(question, data)[0 if question.can_use else 1 :]))
    return made


def _mine(question: QuestionView, data: Mapping[str, Any]) -> list[Element]:
    own = {**data, "item": question.key}
    return [press(_("Use mine"), "mine", own), press(_("Discard mine"), "drop", own)]


def _theirs(question: QuestionView, conflict: ConflictView, data: Mapping[str, Any], room: Budget) -> Element:
    whose = _("{by}'s answer", by=conflict.by)
    items = [
        bold(
            _(
                "{by} saved this question on {moment}, while you were writing.",
                by=conflict.by,
                moment=moment(conflict.at),
            )
        ),
        line(run(f"{whose}: "), run(conflict.value_label, weight="Bolder"), spacing="Small"),
    ]
    if not conflict.value_label:  # words alone
        items[1] = words(f"{whose}:", spacing="Small")
    if conflict.passage is not None:
        items += quote(conflict.passage.text, room, BESIDE_BYTES)
    keep = _("Discard mine keeps {by}'s.", by=conflict.by)
    items.append(
        small(_("Your version is below. Combine the two and save. Use mine saves yours. {keep}", keep=keep))
    )
    items.append(choices(_mine(question, data)))
    return group(items, "warning")


def _note(question: QuestionView, note: NoteView, data: Mapping[str, Any], room: Budget) -> Element:
    items = [
        bold(_("A note by {by} that may fit here", by=note.by)),
        *quote(note.passage.text, room, BESIDE_BYTES),
    ]
    items.append(
        choices(
            [
                press(_("Use it here"), "note_use", {**data, "note": note.id, "item": question.key}),
                press(_("Drop the note"), "note_drop", {**data, "note": note.id}),
            ]
        )
    )
    return group(items, "emphasis")
