"""The small pieces that every card is made of, and what a card may weigh.

What people or forms have written goes into RichTextBlock runs, which show it exactly as it is.  A TextBlock
would read it as markdown, and a typed "[link](...)" would become a link on somebody else's card.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from template_specs.dates import uk_date, uk_time
from template_specs.sentences import ENGLISH, _, language, worded

Element = dict[str, Any]
"""One element, action or card of the Adaptive Cards schema, as JSON would hold it."""

LIMIT = 28_000
"""The most bytes a card may weigh: Microsoft documents about 28 KB for a chat message."""

MOST_PARAGRAPHS = 12
"""Lines of one text that are shown as paragraphs of their own.  The rest share one, as each costs bytes."""

MOST_SIBLINGS = 8
"""Cases of one family named on a card."""

_TAGS = {ENGLISH: "en-GB", "cy": "cy-GB"}
"""The languages of cards, for screen readers."""

LONDON = ZoneInfo("Europe/London")

# Control characters show as nothing and weigh six bytes each; half a surrogate pair cannot be sent at all.
_UNSHOWABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_MARKDOWN = re.compile(r"([\\`*_\[\]()#>~|!<])")
_LIST_START = re.compile(r"^(\s*)([-+]|[0-9]+(?=[.)]))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a card has room for.  A card that comes out too heavy is built again with less."""

    quote: int
    """Most bytes of one text that is shown (not of a text in a box)."""
    items: int
    """Entries of one list."""
    paragraphs: int = MOST_PARAGRAPHS
    """Paragraphs of one text that is shown; the rest of its lines share one."""
    fold: bool = False
    """Boxes that would make the card too heavy: they are shown as kept, without the box."""


def size(card: Element) -> int:
    """The weight of `card`: its JSON in UTF-8, in bytes."""
    return len(orjson.dumps(card))


def clean(text: str) -> str:
    """`text` as it is shown: a constant of the bot's in the language of the turn, and no characters that show
    nothing (line ends stay, as "\\n")."""
    text = worded(text)
    if text.isprintable():
        return text
    return _UNSHOWABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def clip(text: str, most: int) -> str:
    """`text`, or its beginning with "…" where it is longer than `most` bytes of UTF-8; cut between words."""
    text = worded(text)
    # A character is at most four bytes, so short texts need no encoding to be known as short.
    if len(text) * 4 <= most:
        return text
    raw = text.encode()
    if len(raw) <= most:
        return text
    cut = raw[: max(most - 3, 0)].decode(errors="ignore")
    at_word = cut.rfind(" ", len(cut) * 3 // 4)
    return (cut[:at_word] if at_word > 0 else cut).rstrip() + "…"


def cut_short(part: Any) -> bool:
    """Whether a text in these elements ends in "…", as `clip` leaves it."""
    if isinstance(part, str):
        return part.endswith("…")
    if isinstance(part, Mapping):
        return any(cut_short(value) for value in part.values())
    return isinstance(part, Sequence) and any(map(cut_short, part))


def escaped(text: str) -> str:
    """`text` for the few places that always read markdown (headings), with its markup made harmless."""
    return _LIST_START.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", clean(text)))


def moment(at: datetime) -> str:
    """ "5 June 2026 at 2:30pm", in London."""
    local = at.astimezone(LONDON)
    return _("{uk_date} at {uk_time}", uk_date=uk_date(local.date()), uk_time=uk_time(local))


def day(on: date) -> str:
    """ "5 June 2026"."""
    return uk_date(on)


# --- elements -------------------------------------------------------------------------------------


def run(text: str, **look: Any) -> Element:
    """A run of text with `look` (weight, size, isSubtle, italic, color)."""
    return {"type": "TextRun", "text": clean(text), **look}


def line(*runs: Element, spacing: str = "", separator: bool = False) -> Element:
    """One paragraph of runs."""
    made: Element = {"type": "RichTextBlock", "inlines": list(runs)}
    if spacing:
        made["spacing"] = spacing
    if separator:
        made["separator"] = True
    return made


def words(text: str, spacing: str = "", **look: Any) -> Element:
    """One paragraph that shows `text` as it stands."""
    return line(run(text, **look), spacing=spacing)


def small(text: str, spacing: str = "Small") -> Element:
    """A paragraph in small, subtle type."""
    return line(run(text, size="Small", isSubtle=True), spacing=spacing)


def bold(text: str, spacing: str = "", **look: Any) -> Element:
    """A paragraph in bold."""
    return line(run(text, weight="Bolder", **look), spacing=spacing)


def paragraphs(texts: Iterable[str]) -> Element:
    """Many short paragraphs in one element, which costs a fraction of what an element for each does: for
    guidance that stands at every question.  They are read as markdown, so words in them are `escaped`."""
    return {"type": "TextBlock", "text": "\n\n".join(texts), "size": "Small", "wrap": True}


def named(name: str, value: str, spacing: str = "Small") -> Element:
    """ "Name: value" in one paragraph that wraps, which a table on a phone does not."""
    return line(run(f"{name}: "), run(value, weight="Bolder"), spacing=spacing)


def title(text: str) -> Element:
    """The card's heading, which screen readers announce as one."""
    return {
        "type": "TextBlock",
        "text": escaped(text),
        "size": "Large",
        "weight": "Bolder",
        "wrap": True,
        "style": "heading",
        "spacing": "Small",
    }


def heading(text: str) -> Element:
    """The heading of a part of a card, with a line above."""
    return {
        "type": "TextBlock",
        "text": escaped(text),
        "size": "Medium",
        "weight": "Bolder",
        "wrap": True,
        "style": "heading",
        "separator": True,
        "spacing": "Large",
    }


def header(*parts: str) -> Element:
    """The small line above the heading: the form, the case reference, and who else is auditing."""
    return small(" · ".join(part for part in parts if part))


def siblings(cases: Sequence[str]) -> list[Element]:
    """Below it: the other cases of the same family."""
    told = ", ".join(cases[:MOST_SIBLINGS])
    return [small(_("Also of this family: {cases}", cases=told), spacing="None")] if cases else []


def quote(text: str, room: Budget, most: int = LIMIT) -> list[Element]:
    """What somebody wrote, its lines kept as paragraphs; cut with "…" at `most` bytes, or at `room`'s."""
    paragraphs = room.paragraphs
    lines = [part.strip() for part in clip(clean(text), min(most, room.quote)).split("\n") if part.strip()]
    if len(lines) > paragraphs:
        lines = [*lines[: paragraphs - 1], " / ".join(lines[paragraphs - 1 :])]
    return [words(part, spacing="Small") for part in lines]


def bullets(lines: Iterable[str], most: int) -> list[Element]:
    """One paragraph for each of `lines`, each cut at `most` bytes."""
    return [words(f"• {clip(text, most)}", spacing="Small", size="Small") for text in lines]


def group(items: Sequence[Element], style: str = "", **more: Any) -> Element:
    """Elements that belong together; `style` is "emphasis", "good", "warning" or "attention"."""
    made: Element = {"type": "Container", "items": list(items), **more}
    if style:
        made["style"] = style
    return made


def beside(items: Sequence[Element], buttons: Sequence[Element], **more: Any) -> Element:
    """Text with its own small buttons: one to the right of it, several below, as a phone has no room for them
    beside words."""
    if len(buttons) > 1:
        return group([*items, choices(buttons)], **more)
    left: Element = {"type": "Column", "width": "stretch", "items": list(items)}
    right: Element = {
        "type": "Column",
        "width": "auto",
        "verticalContentAlignment": "Center",
        "items": [choices(buttons)],
    }
    return {"type": "ColumnSet", "columns": [left, right], **more}


def choices(buttons: Sequence[Element]) -> Element:
    """A row of buttons in the middle of a card."""
    return {"type": "ActionSet", "actions": list(buttons)}


def said(sentences: Sequence[str], style: str) -> list[Element]:
    """The banner of what just happened; nothing if there is nothing to say."""
    if not sentences:
        return []
    first, *others = sentences
    return [group([bold(first), *(words(s, spacing="Small") for s in others)], style)]


def please_check(problem: str) -> Element:
    """Why something could not be saved as it is; in words before colour."""
    return group([line(run(_("Please check. "), weight="Bolder"), run(problem))], "attention")


def card(body: Sequence[Element], actions: Sequence[Element] = (), *, wide: bool = False) -> Element:
    """The whole card.  `wide` lets Teams on a computer use the chat's full width."""
    made: Element = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "lang": _TAGS.get(language(), language()),
        "body": list(body),
    }
    if actions:
        made["actions"] = list(actions)
    if wide:
        made["msteams"] = {"width": "Full"}
    return made
