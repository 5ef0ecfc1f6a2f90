"""Two audits of one case beside each other: where they differ first, the furthest apart on top."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.buttons import reveal
from bot.cards.elements import (
    Budget,
    Element,
    bold,
    bullets,
    card,
    clean,
    clip,
    header,
    heading,
    title,
    words,
)
from dialogs.conversation.views import ComparedLine, ComparisonView
from template_specs.sentences import _, ngettext

LINE_BYTES = 240
MOST = 60
"""Lines of one card; the grades of a longer form are counted."""


def comparison(view: ComparisonView, room: Budget) -> Element:
    """What both gave, question by question."""
    body = [header(view.form, view.case), title(_("Two audits of one case"))]
    body.append(
        words(_("{first} did the first audit, {second} the second.", first=view.first, second=view.second))
    )
    body += [words(text, spacing="Small") for text in view.said]
    apart = sorted((line for line in view.lines if line.apart != 0), key=_furthest_first)
    same = [line for line in view.lines if line.apart == 0]
    most = min(MOST, room.items * 5)
    if apart:
        body.append(heading(_("Where they differ")))
        for line in apart[:most]:
            body.append(bold(f"{clip(clean(line.name), LINE_BYTES)} ({_how_far(line)})", spacing="Small"))
            grades = f"{clean(view.first)}: {line.first}  |  {clean(view.second)}: {line.second}"
            body.append(words(clip(grades, LINE_BYTES), spacing="None"))
        body += _left_out(len(apart) - most)
    bar = []
    if same:  # the longer part, and nothing to talk about: behind a button
        lines = bullets([f"{line.name}: {line.first}" for line in same[:most]], LINE_BYTES)
        bar.append(reveal(_("Where they agree"), [*lines, *_left_out(len(same) - most)], []))
    return card(body, bar)


def _furthest_first(line: ComparedLine) -> int:
    return -line.apart if line.apart is not None else -1


def _how_far(line: ComparedLine) -> str:
    if line.apart is None:
        return _("one of them not applicable")
    return ngettext("{number} step apart", "{number} steps apart", line.apart, number=line.apart)


def _left_out(number: int) -> Sequence[Element]:
    if number <= 0:
        return ()
    return (
        words(ngettext("and {number} more", "and {number} more", number, number=number), spacing="Small"),
    )
