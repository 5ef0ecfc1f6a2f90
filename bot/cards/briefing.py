"""What a form says before it is begun: short, with the long lists behind buttons, and one press to start."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.cards.buttons import press, reveal
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
    line,
    named,
    run,
    said,
    title,
    words,
)
from dialogs.conversation.views import BriefingView
from template_specs.model import GuidanceDocument
from template_specs.sentences import _

NOTE_BYTES = 1_300
LINE_BYTES = 900
"""More than a form may write in one of them: shortened only where a card would not carry them all."""


def briefing(view: BriefingView, room: Budget) -> Element:
    """The card of what the form says beforehand."""
    body = [
        header(view.form, view.case),
        title(_("Before you begin")),
        *([bold(view.full_title, spacing="Small")] if view.full_title else []),
        *said(view.said, "good"),
        *(words(f"• {clip(note, min(NOTE_BYTES, room.quote))}", spacing="Small") for note in view.notes),
        *(bold(sentence, spacing="Small") for sentence in view.looks_back),
        *_before(view.before, room),
        *_documents(view.documents),
    ]
    if not (view.before or view.notes or view.looks_back or view.documents or view.pointers or view.terms):
        body.append(words(_("This form says nothing beforehand.")))
    data: dict[str, Any] = {"audit": view.audit, "token": view.token}
    bar = []
    if view.begins:
        bar.append(press(_("Start"), "begin", data, primary=True))
    elif view.can_go_on:
        bar.append(press(_("Go to the questions"), "card", data))
    if view.asks_last_time:
        bar.append(press(_("Last time's actions"), "last_time", data))
    if view.pointers:
        lines = bullets(view.pointers, min(LINE_BYTES, room.quote))
        bar.append(reveal(_("What a good audit does"), lines, []))
    if view.terms:
        bar.append(reveal(_("Words explained"), list(_terms(view.terms, room)), []))
    return card(body, bar)


def _before(lines: tuple[str, ...], room: Budget) -> list[Element]:
    if not lines:
        return []
    made: list[Element] = [heading(_("Audited before"))]
    return made + [words(clip(clean(line), min(LINE_BYTES, room.quote)), spacing="Small") for line in lines]


def _documents(documents: tuple[GuidanceDocument, ...]) -> list[Element]:
    if not documents:
        return []
    made = [heading(_("Guidance"))]
    for document in documents:
        look: dict[str, Any] = {}
        if document.link:
            look = {"color": "Accent", "selectAction": {"type": "Action.OpenUrl", "url": document.link}}
        # The address stands there too, for clients that open no link inside a text.
        address = [run(f"  {document.link}", size="Small", isSubtle=True)] if document.link else []
        made.append(line(run(document.title, **look), *address, spacing="Small"))
    return made


def _terms(terms: Iterable[tuple[str, str]], room: Budget) -> Iterable[Element]:
    for word, meaning in terms:
        yield named(word, clip(meaning, min(LINE_BYTES, room.quote)))
