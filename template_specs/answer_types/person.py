"""A person: somebody's name."""

from __future__ import annotations

from datetime import date

from template_specs.answer_types.base import Prompt, Widget, named
from template_specs.answer_types.text import OwnWords
from template_specs.sentences import N_, _


class Person(OwnWords):
    """A name, as it is written on the file."""

    code = "person"
    widget = Widget.LINE
    label = N_("Name")
    limit = 200

    def hint(self, prompt: Prompt, today: date) -> str:
        """Asks for the name."""
        return _("Type the person's name for {named}.", named=named(prompt))

    def how_to_answer(self, prompt: Prompt) -> str:
        """Asks for the name."""
        return _("Type the name.")


PERSON = Person()
