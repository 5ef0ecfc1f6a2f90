"""A language in which every sentence of the bot is its English one in brackets, so that what stands outside
of them was said without being asked for in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import pytest

import bot.languages
from template_specs.model import Template
from tests.conversations.harness import PEOPLE, Somebody

OPEN, CLOSE = "⟦", "⟧"
_INNERMOST = re.compile(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
_WORD = re.compile(r"[A-Za-z]{3,}")


class Bracketed:
    """A `Tongue`."""

    language = "cy"

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def ngettext(self, one: str, more: str, number: int) -> str:
        return self.gettext(one if number == 1 else more)

    def day(self, day: date) -> str:
        return f"{OPEN}{day.isoformat()}{CLOSE}"

    def time(self, moment: datetime) -> str:
        return f"{OPEN}{moment:%H:%M}{CLOSE}"


def in_brackets(words: str) -> str:
    """As a button or sentence of the bot is called in this language."""
    return f"{OPEN}{words}{CLOSE}"


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Welsh is the language of brackets."""
    tongue, read = Bracketed(), bot.languages.catalogue
    monkeypatch.setattr(
        bot.languages, "catalogue", lambda language: tongue if language == "cy" else read(language)
    )


def outside(text: str, own: Iterable[str]) -> str:
    """What of `text` stands outside of all brackets, and is none of `own`: forms' words and people's."""
    while True:
        shorter = _INNERMOST.sub(" ", text)
        if shorter == text:
            break
        text = shorter
    text = re.sub(rf"^[^{OPEN}]*{CLOSE}|{OPEN}[^{CLOSE}]*$", " ", text)  # a line of several
    for words in sorted(own, key=len, reverse=True):
        text = text.replace(words, " ")
    return text if _WORD.search(text) else ""


def form_words(template: Template) -> Iterator[str]:
    """Everything that a form says."""
    yield from (template.title, template.short_title, *template.notes, *template.glossary.values())
    yield from (stage.title for stage in template.stages)
    for section in template.sections:
        yield from (section.title, section.intro)
        for question in section.questions:
            yield from (question.text, question.short, question.help, question.id)
            yield from (word for option in question.options for word in (option.label, option.descriptor))
            yield from (column.label for column in question.columns)
            yield from (option.label for column in question.columns for option in column.options)
    yield from (word for scale in template.scales.values() for word in (scale.title,))
    for indicators in template.indicators.values():
        yield from (indicators.subject, *indicators.good, *indicators.outstanding)
    for standard in template.standards.values():
        yield from (standard.title, *(item.text for item in standard.items))


def shown_words(shown: Any) -> Iterator[str]:
    """Every text of a card that somebody reads, one by one."""
    if isinstance(shown, list):
        for part in shown:
            yield from shown_words(part)
    elif isinstance(shown, dict):
        for key, value in shown.items():
            if key in ("text", "title", "label", "placeholder", "summary") and isinstance(value, str):
                yield value
            elif key not in ("data", "fallback", "msteams"):
                yield from shown_words(value)


def unsaid(somebody: Somebody, template: Template, *own: str) -> set[str]:
    """What stands in this person's chat in English that the bot has said."""
    words = [word.rstrip("?") for word in (*form_words(template), *own, *PEOPLE) if word.strip()]
    words += [name.split()[0] for name in PEOPLE]
    found = set()
    for message in somebody.messages:
        texts = [message.text, message.summary or "", *shown_words(message.looks)]
        found |= {text for text in texts if text and outside(text, words)}
    return found
