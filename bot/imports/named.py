"""The people named in a row of a case list, and whether each may have the part it gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.imports import fields
from bot.imports.people_checks import MANAGERS
from bot.imports.people_standing import Standing
from bot.imports.table import Row, Table, shown
from dialogs.audits.audit import Person, PersonId, Role
from storage.allocations import Allocation
from template_specs.text import nearest

_YES = ("yes", "y", "true", "restricted", "1")
_NO = ("no", "n", "false", "0", "none", "unrestricted")


@dataclass(frozen=True, slots=True)
class Named:
    """The people named in a row; where the list has no such column, those stored."""

    row: Row
    table: Table
    people: Standing
    audit: Allocation | None
    say: fields.Say

    def one(self, part: str) -> Person | None:
        """The manager, practitioner or IRO."""
        column = f"{part}_email"
        if self.audit is not None and column not in self.table.columns:
            return self._stands(getattr(self.audit, part))
        address = fields.email(self.row, column, self.say)
        if part == "manager" and not self.row[column]:
            self.say(column, "is empty. Name the manager, who receives the summary and the actions.")
        return self._known(address, column) if address else None

    def auditors(self) -> tuple[Person, ...]:
        """One, or a pair."""
        column = "auditor_emails"
        if self.audit is not None and column not in self.table.columns:
            return tuple(person for p in self.audit.auditors if (person := self._stands(p)) is not None)
        addresses = fields.emails(self.row, column, self.say)
        if not self.row[column]:
            self.say(column, "is empty. Name one auditor, or a pair separated by a semicolon.")
        if len(set(addresses)) < len(addresses):
            self.say(column, "names one person twice. Name two people, or one.")
        if len(addresses) > 2:
            self.say(column, f"names {len(addresses)} people. An audit has one auditor or a pair.")
        people = (self._known(address, column) for address in addresses)
        return tuple(person for person in people if person is not None)

    def restricted(self) -> tuple[PersonId, ...] | None:
        """Whom a restricted case opens to besides those named on it; None: it is a case like others.

        An empty cell leaves what is recorded, so that nothing is opened by leaving it out.
        """
        column, cell = "restricted", self.row["restricted"]
        stands = self.audit.restricted if self.audit is not None else None
        if not cell:
            return stands
        first, *others = fields.parts(cell)
        if first.casefold() in _NO and not others:
            return None
        if first.casefold() not in _YES:
            others = [first, *others]
        addresses = [fields.one_email(part, column, self._say_restricted) for part in others]
        people = [self._known(address, column) for address in addresses if address]
        return tuple(sorted({person.id for person in people if person is not None}))

    def _say_restricted(self, column: str, text: str) -> None:
        self.say(
            column,
            f"{text} Write yes for a case that opens only to those named on it; add the e-mails of others "
            "who may open it, separated by semicolons. Write no for a case like others.",
        )

    def _stands(self, person: PersonId | None) -> Person | None:
        return self.people.people.get(person or "")

    def _known(self, address: str, column: str) -> Person | None:
        person = self.people.by_email.get(address)
        if person is None:
            near = nearest(address, self.people.by_email)
            cure = f"Did you mean {near}?" if near else "Import the people first, or correct it."
            self.say(column, f"nobody on the people list has the e-mail {shown(address)}. {cure}")
        return person


def roles_fit(
    manager: Person | None,
    practitioner: Person | None,
    iro: Person | None,
    auditors: Sequence[Person],
    say: fields.Say,
) -> None:
    """Note whoever does not have the role for their part."""
    if manager is not None and not manager.roles & MANAGERS:
        say("manager_email", f"{shown(manager.email)} does not have the role manager on the people list.")
    if practitioner is not None and Role.PRACTITIONER not in practitioner.roles:
        say("practitioner_email", f"{shown(practitioner.email)} does not have the role practitioner.")
    if iro is not None and Role.IRO not in iro.roles:
        say("iro_email", f"{shown(iro.email)} does not have the role iro on the people list.")
    for person in auditors:
        if Role.AUDITOR not in person.roles:
            say("auditor_emails", f"{shown(person.email)} does not have the role auditor on the people list.")


def independent(
    auditors: Sequence[Person], others: Mapping[str, Person | None], team: str, say: fields.Say
) -> None:
    """Note an auditor who would audit their own case, or their own team's."""
    for auditor in auditors:
        for part, other in others.items():
            if other is not None and other.id == auditor.id:
                say("auditor_emails", f"{shown(auditor.email)} is the case's {part}. Name somebody else.")
        if team and auditor.team.casefold() == team.casefold():
            text = f"{shown(auditor.email)} is in the case's own team. Name somebody from another team."
            say("auditor_emails", text)
