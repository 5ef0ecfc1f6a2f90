"""What a practitioner brings to an audit of their case besides answers: what they say to a question of its
auditors, to the draft, and to how the audit went.

On the trail these are acknowledgements with words: a version that does not know of them reads them as
acknowledgements of cards that it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from dialogs.audits.passages import Passage

if TYPE_CHECKING:
    from dialogs.audits.events import DomainEvent

ASKED, TOLD = "ask", "told"
"""Begin the keys of a question and of what is said to it ("ask/ID", "told/ID")."""
DRAFT_SENT, DRAFT_ANSWERED = "draft/sent", "draft/answered"
FEEDBACK = "feedback"
AGREES = "agree"
"""The value of an answer to the draft that has nothing to add."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote, and when."""

    by: str
    at: datetime
    passage: Passage | None
    """None where they agree and add nothing."""


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A question from an auditor to the practitioner."""

    id: str
    by: str
    at: datetime
    passage: Passage
    answers: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft was put before the practitioner."""

    by: str
    at: datetime
    answers: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Contributions:
    """All of it, each oldest first."""

    enquiries: tuple[Enquiry, ...] = ()
    draft: Draft | None = None
    feedback: tuple[Said, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody who has asked or said something."""
        drafts = (self.draft.by, *(said.by for said in self.draft.answers)) if self.draft else ()
        asked = (person for e in self.enquiries for person in (e.by, *(said.by for said in e.answers)))
        return (*drafts, *asked, *(said.by for said in self.feedback))

    def enquiry(self, id: str) -> Enquiry | None:
        """The question with this id."""
        return next((enquiry for enquiry in self.enquiries if enquiry.id == id), None)


def contributed(earlier: Contributions, event: DomainEvent) -> Contributions | None:
    """What was contributed after `event`; None where it is none of these."""
    subject, _, id = event.key.partition("/")
    said = Said(event.by, event.at, event.passage)
    if event.key == DRAFT_SENT:
        answers = earlier.draft.answers if earlier.draft is not None else ()
        return replace(earlier, draft=Draft(event.by, event.at, answers))
    if event.key == DRAFT_ANSWERED and earlier.draft is not None:
        return replace(earlier, draft=replace(earlier.draft, answers=(*earlier.draft.answers, said)))
    if event.passage is None:
        return None
    if event.key == FEEDBACK:
        return replace(earlier, feedback=(*earlier.feedback, said))
    if subject == ASKED:
        asked = Enquiry(id, event.by, event.at, event.passage)
        return replace(earlier, enquiries=(*earlier.enquiries, asked))
    if subject == TOLD:
        enquiries = tuple(
            replace(e, answers=(*e.answers, said)) if e.id == id else e for e in earlier.enquiries
        )
        return replace(earlier, enquiries=enquiries)
    return None
