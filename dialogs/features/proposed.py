"""A list that was drawn, before anybody is told: who would audit what, changed by the QA lead, allocated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogs.audits.audit import AuditId, Person, PersonId
from dialogs.conversation.views import Action, Button, Sentence, SheetBox, SheetView
from dialogs.features.home import Ask
from dialogs.features.year import MOST_PEOPLE, Month, pairs, round_words, uneven
from dialogs.programme.pairing import MonthsAudit, swapped, why_not, without
from dialogs.programme.selection import month_name
from template_specs.sentences import _, ngettext
from template_specs.text import listed


def proposed_view(shown: Month, proposed: Sequence[MonthsAudit]) -> SheetView:
    """The month's lists with their pairs, and boxes to change them.  An audit's id is its case here."""
    known = shown.named

    def name(person: PersonId) -> str:
        return known[person].name if person in known else _("somebody who has left")

    lines = [(f"{one.list}: " if one.list else "") + round_words(one) for one in shown.rounds]
    lines += ["# " + _("Proposed: nobody is told yet"), *pairs(proposed, name, cases_named=True)]
    lines += uneven(proposed, known, name)
    if shown.audits:
        lines += ["# " + _("Allocated already"), *pairs(shown.audits, name)]
    auditing = sorted({person for one in proposed for person in one.auditors}, key=name)
    able = sorted({person.id for one in proposed for person in shown.able(one)}, key=name)
    both, nobody = _("and"), _("Nobody yet")
    cases = tuple(
        (one.id, f"{one.case}: {listed([name(p) for p in one.auditors], both) or nobody}")
        for one in proposed[:MOST_PEOPLE]
    )
    boxes = (
        SheetBox("case", _("Which case? Leave it empty for all of theirs."), choices=cases),
        SheetBox("out", _("Who does not audit?"), choices=_people(auditing, known)),
        SheetBox(
            "in",
            _("Who audits instead? Leave it empty to share their cases out."),
            choices=_people(able, known),
        ),
    )
    return SheetView(
        month_name(shown.month),
        tuple(lines),
        shown.problem,
        boxes,
        (
            Button(_("Allocate, and tell everybody"), _act("allocate", shown.month), primary=True),
            Button(_("Change the pairs"), _act("change", shown.month)),
            Button(_("Put the list aside"), _act("aside", shown.month)),
        ),
    )


def _act(act: str, month: str) -> Action:
    return Action(Ask.PROPOSED, {"which": f"{act}:{month}"})


def _people(ids: Sequence[PersonId], known: Mapping[PersonId, Person]) -> tuple[tuple[str, str], ...]:
    return tuple((person, known[person].name) for person in ids[:MOST_PEOPLE] if person in known)


@dataclass(frozen=True, slots=True)
class Change:
    """What comes of a change to the pairs of a list."""

    given: Mapping[AuditId, tuple[PersonId, ...]]
    """By case, who has it now."""
    stay: tuple[str, ...] = ()
    """Sentences: what stays as it is, and why."""


def changed(
    shown: Month,
    proposed: Sequence[MonthsAudit],
    *,
    case: AuditId = "",
    out: PersonId = "",
    new: Person | None = None,
) -> Change | str:
    """Of one case, or of all that `out` has: `new` audits instead, or whoever is free.  A sentence, where it
    is not clear what is wanted."""
    chosen = [one for one in proposed if (one.id == case if case else out in one.auditors)]
    if out and case and not any(out in one.auditors for one in chosen):
        return _("{case} is with somebody else. Choose who does not audit it.", case=case)
    if not chosen or (not out and new is None):
        return _("Choose who does not audit.")
    if not out and new is not None:
        return _added(chosen[0], new)
    if new is None:
        able = {one.id: [p for p in shown.able(one) if p.id != out] for one in chosen}
        rest = [one for one in proposed if one not in chosen]
        given = without([*chosen, *rest], [out], able | {one.id: () for one in rest})
        return Change({one.id: given[one.id] for one in chosen})
    refused = {one.id: why_not(new, one) for one in chosen}
    return Change(
        {one.id: swapped(one, out, new) for one in chosen if not refused[one.id]},
        tuple(
            _("{case} stays as it is: {why}.", case=one.case, why=refused[one.id])
            for one in chosen
            if refused[one.id]
        ),
    )


def _added(one: MonthsAudit, new: Person) -> Change:
    """Somebody more for a case that has nobody, or one of two."""
    refused = why_not(new, one)
    if refused:
        return Change({}, (_("{case} stays as it is: {why}.", case=one.case, why=refused),))
    return Change({one.id: (*one.auditors, new.id)})


def allocated(month: str, count: int) -> Sentence:
    """What is said when the list is allocated."""
    told = ngettext(
        "{number} case of {month} is allocated. Its auditors and manager are told.",
        "{number} cases of {month} are allocated. Their auditors and managers are told.",
        count,
        number=count,
        month=month_name(month),
    )
    show = Button(_("Show the pairs"), Action(Ask.PROGRAMME, {"which": month}), primary=True)
    return Sentence(told, (show,), as_card=True)


def put_aside(month: str) -> Sentence:
    """What is said when it is not to be."""
    return Sentence(
        _(
            "The list of {month} is put aside. Nobody was told of it. Whoever runs the bot can draw another.",
            month=month_name(month),
        )
    )


def nothing_waits(month: str) -> Sentence:
    """Where no list of the month waits."""
    return Sentence(
        _(
            "No list of {month} waits. Whoever runs the bot draws one: app.py programme draw {code} --open "
            "FILE --propose.",
            month=month_name(month),
            code=month,
        )
    )
