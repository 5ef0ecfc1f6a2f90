"""An action is given to somebody on the list, or another day or priority."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from dialogs.audits.actions import FOLLOW, MATCHED, Change, Priority, Standing
from dialogs.audits.audit import Person, PersonId
from dialogs.audits.events import EventKind
from dialogs.audits.permissions import Permission
from dialogs.audits.restriction import opens_to
from dialogs.conversation.actions_now import standing_of
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature
from dialogs.features.action_steps import LEAST_WORDS, LIMIT, OfAction, named, owed, shown, stepped, theirs
from template_specs.dates import NoDate, clock, read_date, uk_date
from template_specs.kinds import clean
from template_specs.sentences import _
from template_specs.text import folded, listed

MOST_ALIKE = 4
"""People of one name who are told apart in a sentence."""


@dataclass(frozen=True, slots=True)
class ChangeAction(OfAction):
    """Whose it is, by when, and how much it matters; what is left empty stays."""

    permission = Permission.CHANGE_ACTION
    verbs = ("action_change",)
    needs_people = True

    owner: str = ""
    """Picked: an id."""
    owner_typed: str = ""
    """Typed: a name or an e-mail."""
    due: str = ""
    priority: str = ""
    seen: int = -1
    """How many steps the card showed; -1: typed, without a card."""

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(
            data.text("item"),
            data.input("why") or "",
            data.input("owner") or "",
            data.input("owner_typed") or "",
            data.input("due") or "",
            data.input("priority") or "",
            data.number("seen"),
        )


@dataclass(frozen=True, slots=True)
class NameOwners(Command):
    """The bot has found the people whom the rows name on the people list."""

    permission = Permission.DELIVER

    found: Mapping[str, PersonId]
    """By the row's key."""


def change(context: TurnContext, command: ChangeAction) -> TurnContext:
    """Keep what is different, with the reason; the former and the new owner have it on their cards."""
    stands = theirs(context, command.key)
    if stands is None or not stands.status.is_open:
        late = _("Somebody has changed this action since, so nothing was saved. Below is how it is now.")
        return shown(context, command.key, late if stands is not None else "")
    typed = {
        "owner": command.owner,
        "owner_typed": command.owner_typed,
        "due": command.due,
        "priority": command.priority,
        "why": command.words,
    }
    if 0 <= command.seen < len(stands.steps):
        last = stands.steps[-1]
        problem = _(
            "{name} changed this action at {clock}. What you wrote is below; look, and save it again.",
            name=context.name(last.by),
            clock=clock(last.at),
        )
        return shown(context, command.key, problem, **typed)
    changes, problem = _changes(context, command, stands)
    words = clean(command.words).strip()
    if not problem and not changes:
        problem = _("Nothing is different yet. Change who, by when or the priority, then save.")
    needs_reason = changes.keys() - {Change.PRIORITY}
    if not problem and needs_reason and len(words) < LEAST_WORDS:
        problem = _("Write why you change it. Whoever has it reads the reason.")
    if not problem and len(words) > LIMIT:
        problem = _(
            "This is {words:,} characters and the box holds {limit:,}. Shorten it, please.",
            words=len(words),
            limit=LIMIT,
        )
    if problem:
        return shown(context, command.key, problem, **typed)
    context = stepped(context, stands, changes, words, _told(context, stands, changes, words))
    if context.turn.typed:
        return context.say(
            _("{case}: {changes}. Saved.", case=context.audit.case.reference, changes=_said(context, changes))
        )
    return shown(context, command.key)


def _changes(context: TurnContext, command: ChangeAction, stands: Standing) -> tuple[dict[str, str], str]:
    """What is different, and why it cannot be so."""
    changes: dict[str, str] = {}
    found = _owner(context, command)
    if isinstance(found, Refused):
        return {}, found.why
    if found is not None and not opens_to(found, context.audit):
        return {}, _(
            "This case is restricted: its actions stay with those who are named for it. Choose one of them, "
            "or keep it with the manager."
        )
    if found is not None and found != stands.owner:
        changes[Change.OWNER] = "" if found == context.audit.manager else found
    if command.due:
        outcome = _day(command.due, context.turn.today)
        if isinstance(outcome, NoDate):
            return {}, outcome.reason
        if outcome != stands.due:
            if outcome < context.turn.today:
                return {}, _("{day} is over. Give a day to come.", day=uk_date(outcome))
            changes[Change.DUE] = outcome.isoformat()
    if command.priority in set(Priority) and command.priority != stands.priority:
        changes[Change.PRIORITY] = command.priority
    return changes, ""


def _day(typed: str, today: date) -> date | NoDate:
    """The day; without a year, the one to come."""
    day = read_date(typed, today)
    ahead = [one for one in day.maybe if one >= today] if isinstance(day, NoDate) else []
    return ahead[0] if len(ahead) == 1 else day


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nobody was found."""

    why: str


def _owner(context: TurnContext, command: ChangeAction) -> PersonId | Refused | None:
    """Whom it is to go to; None where that stays."""
    typed = " ".join(command.owner_typed.split())
    if not typed and not command.owner:
        return None
    people = {person.id: person for person in context.turn.people}
    if not typed:
        person = people.get(command.owner)
        if person is None or not person.roles:
            return Refused(_("This person is not on the list any more. Choose somebody else."))
        return person.id
    found = matched(typed, context.turn.people)
    if len(found) == 1:
        return found[0].id
    if not found:
        return Refused(
            _(
                "I do not find {typed} on the people list. Write the full name or the work e-mail.",
                typed=f"“{typed[:60]}”",
            )
        )
    alike = listed([f"{p.name} ({p.email})" for p in found[:MOST_ALIKE]], "and")
    return Refused(_("Several people fit: {alike}. Write the e-mail.", alike=alike))


def matched(typed: str, people: Iterable[Person]) -> list[Person]:
    """Those whom a name or an e-mail means: by the e-mail, else by the whole name, else by all of the words
    in it.  Whoever has left is nobody."""
    here = [person for person in people if person.roles]
    wanted = folded(typed)
    by_email = [p for p in here if p.email.casefold() == typed.strip().casefold()]
    by_name = [p for p in here if folded(p.name) == wanted]
    words = wanted.split()
    by_words = [p for p in here if words and set(words) <= set(folded(p.name).split())]
    return by_email or by_name or by_words


def in_row(who: str, people: Iterable[Person]) -> PersonId | None:
    """The one person whom a row's "who" names in full, by name or e-mail; None where that is not certain."""
    text = who.strip()
    for start, end in (("(", ")"), ("<", ">")):
        if start in text and end in text:
            inside = text.partition(start)[2].partition(end)[0]
            text = inside if "@" in inside else text.partition(start)[0].strip()
    found = matched(text, people) if text else []
    whole = [p for p in found if folded(p.name) == folded(text) or p.email.casefold() == text.casefold()]
    return whole[0].id if len(whole) == 1 else None


def name_owners(context: TurnContext, command: NameOwners) -> TurnContext:
    """Each action goes to whoever its row names, unless somebody has moved it meanwhile."""
    for key, owner in command.found.items():
        stands = standing_of(context.template, context.audit, key)
        if stands is None or stands.steps or not stands.status.is_open or owner == context.audit.manager:
            continue
        if not opens_to(owner, context.audit):
            continue  # restricted: it stays with the manager
        value: dict[str, str] = {Change.OWNER: owner, Change.HOW: MATCHED}
        context = context.record(EventKind.ACKNOWLEDGED, f"{FOLLOW}/{key}", value)
        context = owed(context, stands, "", "")
    return context


def _told(context: TurnContext, stands: Standing, changes: Mapping[str, str], words: str) -> str:
    why = f" {words}" if words else ""
    return _(
        "{name} changed {named}: {changes}.{why}",
        name=context.turn.actor.name,
        named=named(context, stands.key),
        changes=_said(context, changes),
        why=why,
    )


def _said(context: TurnContext, changes: Mapping[str, str]) -> str:
    said = []
    if Change.OWNER in changes:
        people = {person.id: person.name for person in context.turn.people}
        owner = changes[Change.OWNER] or context.audit.manager or ""
        said.append(_("it is with {name} now", name=people.get(owner) or context.name(owner)))
    if Change.DUE in changes:
        said.append(_("it is due on {day}", day=uk_date(date.fromisoformat(changes[Change.DUE]))))
    if Change.PRIORITY in changes:
        said.append(_("its priority is {priority}", priority=changes[Change.PRIORITY]))
    return listed(said, "and")


FEATURE = Feature(handlers={ChangeAction: change, NameOwners: name_owners})
