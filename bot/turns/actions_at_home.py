"""Lists of actions, and which one a typed word means."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.turns import cases
from bot.turns.in_hand import TurnInHand
from dialogs.audits.audit import Audit, AuditId, PersonId, Role
from dialogs.audits.permissions import Permission, Sight, allowed, sees
from dialogs.audits.restriction import RESTRICTED
from dialogs.audits.stages import now
from dialogs.conversation.actions_now import rows_of, words_in
from dialogs.conversation.command import Command
from dialogs.conversation.views import ActionItem, Sentence, View
from dialogs.features import action_lists, home
from dialogs.features.action_changes import matched
from dialogs.features.action_lists import Filter
from dialogs.features.home import Asked
from dialogs.understanding.action_words import command_of
from storage.action_rows import ActionRow, Wanted
from storage.values import moment
from template_specs.dates import LOCAL
from template_specs.sentences import N_, _, worded
from template_specs.text import excerpt

MOST_WORDS = 120
ONLY_LEADS = Sentence(
    N_("The list of all actions is the QA lead's. Type my actions for those that you were given.")
)


async def mine(hand: TurnInHand, skip: int) -> View:
    """The person's own actions: given to them, or of the cases that they manage."""
    me = hand.person.id
    managing = hand.person.roles & {Role.MANAGER, Role.SERVICE_MANAGER, Role.QA_LEAD}
    wanted = Wanted(owner=me, manager=me if managing else "")
    total = await hand.work.action_rows.count(wanted)
    rows = await hand.work.action_rows.page(wanted, home.MOST_LINES, skip)
    return action_lists.own_view(await _items(hand, rows), total=total, skip=skip)


async def binder(hand: TurnInHand, asked: Asked) -> View:
    """The QA lead's list of all actions."""
    if Role.QA_LEAD not in hand.person.roles:
        return ONLY_LEADS
    chosen, name, person = action_lists.filter_of(asked.which), "", ""
    if chosen.team:
        teams = await hand.work.action_rows.teams()
        name = next((team for team in teams if team.casefold() == chosen.team.casefold()), "")
        if not name:
            return Sentence(_("I know no team called “{team}”.", team=excerpt(chosen.team)))
    elif chosen.person:
        found = await _person(hand, chosen)
        if isinstance(found, Sentence):
            return found
        person, name = found
    wanted = Wanted(
        owner=person,
        team=name if chosen.team else "",
        priority=chosen.priority,
        statuses=chosen.statuses,
        due_before=hand.today if chosen.overdue else None,
    )
    total = await hand.work.action_rows.count(wanted)
    rows = await hand.work.action_rows.page(wanted, home.MOST_LINES, asked.skip)
    lines = await _items(hand, rows)
    return action_lists.binder_view(asked.which, lines, total=total, skip=asked.skip, name=name)


async def _person(hand: TurnInHand, chosen: Filter) -> tuple[PersonId, str] | Sentence:
    people = await hand.work.people.everybody()
    found = [p for p in people if p.id == chosen.person] or matched(chosen.person, people)
    if len(found) == 1:
        return found[0].id, found[0].name
    if not found:
        return Sentence(_("I do not find “{name}” on the people list.", name=excerpt(chosen.person)))
    return Sentence(_("Several people are called that. Write the e-mail."))


async def _items(hand: TurnInHand, rows: Sequence[ActionRow]) -> tuple[ActionItem, ...]:
    audits = await hand.work.audits.several(row.audit_id for row in rows)
    names = await hand.names.named(hand.work, {row.owner for row in rows if row.owner})
    items = []
    for row in rows:
        audit = audits.get(row.audit_id)
        if audit is None:
            items.append(_closed(row, hand.today))
        else:
            items.append(await _item(hand, audit, row, names.get(row.owner or "", _("nobody"))))
    return tuple(items)


def _closed(row: ActionRow, today: date) -> ActionItem:
    """An action of a restricted case that does not open to the person, or of one that nobody can open: it is
    counted, and nobody is named."""
    return ActionItem(
        audit="",
        key="",
        case=worded(RESTRICTED),
        what="",
        state=action_lists.state(row.status, "", None, today),
        due=row.due,
        overdue=_overdue(row, today),
        opens=False,
    )


def _overdue(row: ActionRow, today: date) -> bool:
    return row.due is not None and row.due < today and row.status in ("open", "under_way")


async def _item(hand: TurnInHand, audit: Audit, row: ActionRow, name: str) -> ActionItem:
    template = await hand.work.template(audit.template_hash)
    asked = now(template, audit)
    own = row.owner == hand.person.id
    opens = allowed(hand.person, Permission.FOLLOW_ACTION, audit, asked) and (
        own or sees(hand.person, audit, asked) is Sight.FULL
    )
    asked_on = moment(row.asked_at).astimezone(LOCAL).date()
    return ActionItem(
        audit=audit.id,
        key=row.key,
        case=audit.case.reference if opens else "",
        what=excerpt(words_in(template, audit, row.key, "what"), MOST_WORDS) if opens else "",
        state=action_lists.state(row.status, _("you") if own else name, asked_on, hand.today),
        due=row.due,
        overdue=_overdue(row, hand.today),
        opens=opens,
    )


async def act(hand: TurnInHand, asked: Asked) -> tuple[AuditId, Command] | None:
    """The audit and the command that typed words about an action mean; None where there is no such action
    for this person."""
    number, _space, what = asked.which.partition(" ")
    ids = await cases.find_audits(hand, asked.case)
    audits = await hand.work.audits.several(ids)
    for audit_id in reversed(ids):
        audit = audits.get(audit_id)
        if audit is None:
            continue
        template = await hand.work.template(audit.template_hash)
        rows = rows_of(template, audit)
        known = allowed(hand.person, Permission.FOLLOW_ACTION, audit, now(template, audit))
        if known and 0 < int(number) <= len(rows):
            return audit_id, command_of(what, rows[int(number) - 1].key, asked.why)
    return None
