"""The languages that the bot speaks besides English: catalogues of its sentences, read and used by Babel.

A catalogue is a .po file in `bot/locales`, called after its language; `make catalogues` brings it up to date
with the code.  How dates are written comes from Babel's own data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from dialogs.conversation.views import Notice
from dialogs.features.home import LANGUAGES
from storage.people_rows import PeopleRows
from template_specs.sentences import ENGLISH, language, spoken_in

LOCALES = Path(__file__).with_name("locales")


@dataclass(frozen=True)
class Catalogue:
    """One language: a `template_specs.sentences.Tongue`."""

    language: str
    messages: Translations
    locale: Locale

    def gettext(self, message: str) -> str:
        """As `Tongue.gettext`."""
        return self.messages.gettext(message) if message else message

    def ngettext(self, one: str, more: str, number: int) -> str:
        """As `Tongue.ngettext`."""
        return self.messages.ngettext(one, more, number)

    def day(self, day: date) -> str:
        """As `Tongue.day`."""
        return format_date(day, "d MMMM y", self.locale)

    def time(self, moment: datetime) -> str:
        """As `Tongue.time`."""
        return format_time(moment, "H:mm", locale=self.locale)


@cache
def catalogue(language: str) -> Catalogue | None:
    """The catalogue of `language`; None for English, and for a language that there is none of.

    Read once.  A sentence that is marked as doubtful ("fuzzy") is said in English.
    """
    path = LOCALES / f"{language}.po"
    if language == ENGLISH or language not in LANGUAGES or not path.is_file():
        return None
    with path.open("rb") as file:
        written = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, written)
    compiled.seek(0)
    return Catalogue(language, Translations(compiled), Locale.parse(language))


def spoken(language: str) -> AbstractContextManager[None]:
    """Say everything in `language` until the end of the block: in English where the bot does not speak it."""
    return spoken_in(catalogue(language))


async def in_their_words(
    people: PeopleRows, notices: Sequence[Notice], again: Callable[[], Sequence[Notice]]
) -> tuple[Notice, ...]:
    """`notices` with each text in the language of its recipient.

    `again` decides the same once more: deciding changes nothing, so what was decided in the language of
    whoever acted is decided in the other languages as well, and only the words are taken from there.
    """
    told = {notice.recipient for notice in notices if notice.text}
    if not told:
        return tuple(notices)
    read = await people.languages(told)
    wanted = {person: code if catalogue(code) is not None else ENGLISH for person, code in read.items()}
    texts: dict[str, list[str]] = {}
    for code in set(wanted.values()) - {language()}:
        with spoken(code):
            texts[code] = [notice.text for notice in again()]
    return tuple(
        replace(notice, text=texts[wanted[notice.recipient]][position])
        if notice.text and wanted.get(notice.recipient) in texts
        else notice
        for position, notice in enumerate(notices)
    )
