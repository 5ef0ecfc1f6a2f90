"""The people list as it is stored, and one row of a new list beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dialogs.audits.audit import Person, PersonId
from storage.people import NewPerson


@dataclass(frozen=True)
class Standing:
    """The people list as it is stored."""

    people: Mapping[PersonId, Person] = field(default_factory=dict)
    accounts: Mapping[str, PersonId] = field(default_factory=dict)
    """By the object id of the account."""

    @cached_property
    def by_email(self) -> Mapping[str, Person]:
        """The people by e-mail, in lower case."""
        return {person.email.casefold(): person for person in self.people.values()}

    @cached_property
    def account_of(self) -> Mapping[PersonId, str]:
        """The object id of each person's account."""
        return {person: account for account, person in self.accounts.items()}

    def email(self, person: PersonId | None) -> str:
        """The e-mail of this person; empty for nobody."""
        known = self.people.get(person or "")
        return known.email.casefold() if known is not None else ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row as read, and the stored person it is about (None: somebody new)."""

    number: int
    entry: NewPerson
    before: Person | None
