"""What people call the rows for each of which a form asks a section: "Child B"."""

from __future__ import annotations

from dialogs.audits.audit import Audit, Key
from dialogs.audits.row_places import place_of, row_at
from dialogs.conversation.cells import AUDITOR, cells_of, shown
from dialogs.conversation.context import TurnContext
from template_specs.model import Question, Section, Template
from template_specs.text import excerpt, within_sentence

LONGEST = 40
"""Characters of a row's own words beside the title of its section."""


def row_called(template: Template, audit: Audit, key: Key) -> str:
    """ "Child B"; empty where no section is asked for each row."""
    names = template.rows_called.get(key.partition("/")[0], ())
    place = place_of(audit, key)
    return names[place - 1] if place <= len(names) else ""


def row_noun(template: Template, question: Question) -> str:
    """ "child", "EHCP"; empty where no section is asked for each row."""
    names = template.rows_called.get(question.id, ("",))
    return within_sentence(names[0].rpartition(" ")[0])


def has_no_section_left(template: Template, audit: Audit, question: Question) -> bool:
    """Whether one more row would have no section of its own: so many were added and taken out again."""
    names = template.rows_called.get(question.id, ())
    return bool(names) and len(audit.rows_made.get(question.id, ())) >= len(names)


def titled(context: TurnContext, section: Section) -> str:
    """The title of a section; where it is asked for each row, with what stands first in its row ("EL"), for
    whoever is asked for those rows or may read them here."""
    copy = section.copy
    rows = context.template.by_id.get(copy.rows) if copy is not None else None
    if copy is None or rows is None or rows.id not in context.route:
        return section.title
    row = row_at(context.audit, rows.id, copy.place)
    first = next((column for column in rows.columns if column.filled_by == AUDITOR), None)
    words = shown(first, cells_of(row).get(first.id, "")) if row is not None and first is not None else ""
    return f"{section.title} ({excerpt(words, LONGEST)})" if words else section.title
