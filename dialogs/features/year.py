"""The programme's year in the chat: what is planned for each month, its pairs, and changing them by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.audits.audit import Person, PersonId
from dialogs.audits.events import Field
from dialogs.audits.permissions import Permission
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.conversation.views import Action, Button, Sentence, SheetBox, SheetView
from dialogs.features import reallocation
from dialogs.features.home import Ask
from dialogs.programme.calendar import Calendar, Round
from dialogs.programme.pairing import MonthsAudit, load_of, of_month, why_not
from dialogs.programme.selection import month_name
from template_specs.dates import uk_date
from template_specs.sentences import N_, _, ngettext
from template_specs.text import listed

MOST_MONTHS = 14
"""Rounds that one card of the year names."""
MOST_PAIRS = 25
"""Pairs that the card of a month names."""
MOST_PEOPLE = 90
"""Names that one of its lists offers."""
MOST_MOVED = 200
"""Audits of one month that are given to others at once."""
ONLY_LEADS = Sentence(N_("The programme is the QA lead's. Type my audits for those that you have a part in."))


@dataclass(frozen=True, slots=True)
class GiveToPair(Command):
    """An audit of a month is given to others, as its pair has changed; to nobody where nobody can have it."""

    permission = Permission.REALLOCATE
    at_work = False
    needs_people = True

    auditors: tuple[PersonId, ...]
    why: str

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.why


def give(context: TurnContext, command: GiveToPair) -> TurnContext:
    """Everybody concerned is told.  Who is not independent of the case is not given it, whoever asks."""
    one = of_month(context.audit)
    known = {person.id: person for person in context.turn.people}
    new = [p for p in command.auditors if p not in one.auditors]
    problems = [why_not(known[p], one) if p in known else _("somebody is not known") for p in new]
    refused = [problem for problem in problems if problem]
    if refused:
        return context.say(_("{case}: {why}.", case=one.case, why=refused[0]))
    names = listed([known[p].name for p in command.auditors if p in known], _("and")) or _("nobody")
    context = reallocation.changed(context, {Field.AUDITORS: ";".join(command.auditors)}, command.why)
    return context.reply(Sentence(_("{case}: {names}.", case=one.case, names=names)))


# --- the year -------------------------------------------------------------------------------------


def round_line(one: Round) -> str:
    """ "May 2026: Disability / Sensory Loss. 8 cases. Left out: Leaving Care.\""""
    head = month_name(one.month) + (f", {one.list}" if one.list else "")
    return f"{head}: {round_words(one)}"


def round_words(one: Round) -> str:
    """What is planned for a round."""
    parts = [one.theme or _("no theme")]
    if one.cases:
        parts.append(ngettext("{number} case", "{number} cases", one.cases, number=one.cases))
    elif one.for_each:
        parts.append(
            ngettext(
                "{number} case for each auditor",
                "{number} cases for each auditor",
                one.for_each,
                number=one.for_each,
            )
        )
    if one.quotas:
        parts.append(
            _("of these {quotas}", quotas=listed([q.replace("=", " ") for q in one.quotas], _("and")))
        )
    if one.roles:
        roles = listed([role.value.replace("_", " ") for role in one.roles], _("and"))
        parts.append(_("duty of each {roles}", roles=roles))
    if one.due:
        parts.append(_("due on {day}", day=uk_date(one.due)))
    if one.without:
        parts.append(_("left out: {teams}", teams=listed(one.without, _("and"))))
    return ". ".join(f"{part[0].upper()}{part[1:]}" for part in parts) + "."


def year_view(calendar: Calendar, this_month: str) -> Sentence:
    """The calendar from this month on, with a button for the next few."""
    rounds = [one for month, rounds in calendar.items() if month >= this_month for one in rounds]
    if not rounds:
        past = _(" Months that are over: {count}.", count=len(calendar)) if calendar else ""
        return Sentence(
            _(
                "Nothing is planned from this month on.{past} The calendar is a file: month, theme, "
                "teams_left_out, cases. Whoever runs the bot imports it with app.py programme import.",
                past=past,
            ),
            (_STATUS,),
        )
    lines = [f"- {round_line(one)}" for one in rounds[:MOST_MONTHS]]
    if len(rounds) > MOST_MONTHS:
        lines.append(_("- and {number} more", number=len(rounds) - MOST_MONTHS))
    months = list(dict.fromkeys(one.month for one in rounds))[:4]
    offers = tuple(Button(month_name(month), Action(Ask.PROGRAMME, {"which": month})) for month in months)
    return Sentence(_("The programme") + "\n\n" + "\n".join(lines), offers)


_STATUS = Button(N_("Show the status"), Action(Ask.STATUS))


# --- a month ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Month:
    """A month as the QA lead sees it."""

    month: str
    rounds: Sequence[Round]
    audits: Sequence[MonthsAudit]
    people: Sequence[Person]
    """Everybody on the people list."""
    absent: Mapping[PersonId, str]
    """Who takes no part in it, and why."""
    hidden: int = 0
    """Restricted cases of the month that do not open to the reader."""
    problem: str = ""

    @property
    def named(self) -> dict[PersonId, Person]:
        """The people by id."""
        return {person.id: person for person in self.people}

    def able(self, one: MonthsAudit) -> list[Person]:
        """Who audits in the round that an audit belongs to, besides those who take no part."""
        planned = next((r for r in self.rounds if r.list == one.list), Round(self.month, one.list))
        return [
            person
            for person in self.people
            if planned.asks(person.roles)
            and not planned.leaves_out(person.team)
            and person.id not in self.absent
        ]


def month_view(shown: Month) -> SheetView:
    """Its theme, its pairs with what they have, who takes no part; and boxes to change that."""
    known = shown.named

    def name(person: PersonId) -> str:
        return known[person].name if person in known else _("somebody who has left")

    title = month_name(shown.month)
    lines = [(f"{one.list}: " if one.list else "") + round_words(one) for one in shown.rounds] or [
        _("The calendar has nothing for this month.")
    ]
    if not shown.audits:
        lines.append(_("No audit of this month is allocated yet."))
        return SheetView(title, tuple(lines), shown.problem, (), (_STATUS,))
    lines += ["# " + _("Who audits"), *pairs(shown.audits, name)]
    lines += uneven(shown.audits, shown.named, name)
    lines += [
        _("{name} takes no part: {why}", name=name(person), why=why or _("the reason cannot be read"))
        for person, why in shown.absent.items()
    ]
    if shown.hidden:
        lines.append(
            ngettext(
                "{number} restricted case is not shown.",
                "{number} restricted cases are not shown.",
                shown.hidden,
                number=shown.hidden,
            )
        )
    at_work = sorted({p for one in shown.audits if one.open for p in one.auditors}, key=name)
    if not at_work:
        return SheetView(title, tuple(lines), shown.problem, (), (_STATUS,))
    others = sorted({p.id for one in shown.audits if one.open for p in shown.able(one)}, key=name)
    boxes = (
        SheetBox("out", _("Who does not audit?"), choices=_people(at_work, name)),
        SheetBox(
            "in",
            _("Who audits instead? Leave it empty to share their cases out."),
            choices=_people(others, name),
        ),
        SheetBox("why", _("Why? It stays on the record.")),
    )
    change = Button(_("Change the pairs"), Action(Ask.SWAP, {"which": shown.month}), primary=True)
    status = Button(_("Show the status"), Action(Ask.STATUS, {"which": f"in:{shown.month}:/all", "skip": 0}))
    return SheetView(title, tuple(lines), shown.problem, boxes, (change, status))


def _people(ids: Sequence[PersonId], name: Callable[[PersonId], str]) -> tuple[tuple[str, str], ...]:
    return tuple((person, name(person)) for person in ids[:MOST_PEOPLE])


def pairs(
    audits: Sequence[MonthsAudit], name: Callable[[PersonId], str], *, cases_named: bool = False
) -> list[str]:
    """Each pair with how many cases it has, and which, where that is asked for."""
    found: dict[tuple[PersonId, ...], list[MonthsAudit]] = {}
    for one in audits:
        found.setdefault(tuple(sorted(one.auditors, key=name)), []).append(one)
    lines = []
    for pair in sorted(found, key=lambda people: (bool(people), [name(p) for p in people])):
        theirs = found[pair]
        who = listed([name(person) for person in pair], _("and")) or _("Nobody yet")
        cases = ngettext("{number} case", "{number} cases", len(theirs), number=len(theirs))
        done = sum(not one.open for one in theirs)
        begun = sum(one.open and one.begun for one in theirs)
        far = [
            *([_("{number} submitted", number=done)] if done else []),
            *([_("{number} under way", number=begun)] if begun else []),
        ]
        tail = f" ({', '.join(far)})" if far else ""
        named = "" if pair and not cases_named else ": " + ", ".join(one.case for one in theirs[:MOST_MONTHS])
        lines.append(f"- {who}: {cases}{tail}{named}")
    if len(lines) > MOST_PAIRS:
        left = len(lines) - MOST_PAIRS
        lines = [*lines[:MOST_PAIRS], _("- and {number} more", number=left)]
    return lines


def uneven(
    audits: Sequence[MonthsAudit], known: Mapping[PersonId, Person], name: Callable[[PersonId], str]
) -> list[str]:
    """Whether the load is even, and who is not independent of a case that they have."""
    load = Counter(load_of(audits))
    lines = []
    if load and max(load.values()) > min(load.values()):
        most, least = max(load, key=lambda p: load[p]), min(load, key=lambda p: load[p])
        lines.append(
            _(
                "The load: {name} has {least}, {other} has {most}.",
                name=name(least),
                least=load[least],
                other=name(most),
                most=load[most],
            )
        )
    elif load:
        each = max(load.values())
        lines.append(ngettext("{number} case each.", "{number} cases each.", each, number=each))
    for one in audits:
        alone = [p for p in one.auditors if p in known and not _independent(known[p], one)]
        lines += [
            _("{case}: {name} is not independent of it.", case=one.case, name=name(person))
            for person in alone
        ]
    return lines


def _independent(person: Person, one: MonthsAudit) -> bool:
    free = MonthsAudit(one.id, one.case, one.team, one.list, (), one.named, one.open, one.begun)
    return not why_not(person, free)


# --- what came of a change -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of the audits of those who do not audit."""

    month: str
    given: Mapping[str, Sequence[str]]
    """By case, the names of those who have it now; none where nobody can."""
    stay: Sequence[str] = ()
    """Sentences: what could not be changed, and why."""
    part: str = ""
    """Who takes no part in the month any more, or does again."""


def moved_view(moved: Moved) -> Sentence:
    """What is said to whoever changed it."""
    both = _("and")
    lines = [f"- {case}: {listed(list(names), both)}" for case, names in moved.given.items() if names]
    nobody = [case for case, names in moved.given.items() if not names]
    told = []
    if moved.part:
        told.append(moved.part)
    if lines:
        told.append(
            _(
                "These audits of {month} have moved. Everybody concerned is told.",
                month=month_name(moved.month),
            )
        )
        told.append("\n".join(lines[:MOST_PAIRS]))
        if len(lines) > MOST_PAIRS:
            told.append(_("And {number} more.", number=len(lines) - MOST_PAIRS))
    if nobody:
        told.append(
            _(
                "Nobody who is independent is free for {cases}: they are back with you. Type reassign, the "
                "case, to NAME because ...",
                cases=listed(nobody, _("and")),
            )
        )
    told += moved.stay
    show = Button(_("Show the pairs"), Action(Ask.PROGRAMME, {"which": moved.month}), primary=True)
    return Sentence("\n\n".join(told) or _("Nothing has been changed."), (show,), as_card=True)


def asked_month(words: str, calendar: Calendar, found: str, today: date) -> str:
    """The month that is meant: `found`, or, where no year was typed, the one that the calendar has ahead."""
    if not found or any(sign.isdigit() for sign in words):
        return found
    later = f"{int(found[:4]) + 1}{found[4:]}"
    return later if found < f"{today:%Y-%m}" and later in calendar else found


FEATURE = Feature(handlers={GiveToPair: give})
