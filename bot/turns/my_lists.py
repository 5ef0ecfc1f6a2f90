"""One person's audits as lists show them: which are theirs, which ask something of them, page by page."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from bot.turns.in_hand import TurnInHand
from dialogs.audits.audit import Audit, AuditId, Case, Person, Role, State
from dialogs.audits.completion import awaited, completed
from dialogs.audits.deadlines import due_of
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import NEEDS, is_sent, now, parts_of
from dialogs.conversation.views import AuditLine, ProgrammeLine
from dialogs.features import home
from dialogs.wording.whereabouts import my_part, state_in_words
from storage.list_items import AuditListItem
from storage.lists import OPEN, Group
from template_specs.dates import uk_date
from template_specs.model import Template
from template_specs.sentences import N_, _

STAGE_ROLES = frozenset({Role.MODERATOR, Role.QA_LEAD, Role.SERVICE_MANAGER})
"""Roles of the whole programme that a form's stages may ask."""
OPEN_LABELS = {State.ALLOCATED: N_("Start"), State.IN_PROGRESS: N_("Continue")}
_ALWAYS_LISTED = ("auditor", "manager")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which audits are on somebody's list, as groups."""

    listed: tuple[Group, ...]
    """Of those that name them."""
    asking: tuple[Group, ...]
    """Those of `listed` that ask something of them now."""
    stages: tuple[Group, ...]
    """Of those that wait for a role of the programme that they have."""

    @property
    def own(self) -> int:
        """How many audits name them."""
        return sum(group.count for group in self.listed)

    @property
    def total(self) -> int:
        """How many there are in all."""
        return self.own + sum(group.count for group in self.stages)


async def shelf_of(hand: TurnInHand) -> Shelf:
    """What is on this person's list now, in at most two queries."""
    work, person = hand.work, hand.person
    listed, asking = [], []
    for group in await work.lists.groups_of(person.id):
        if not person.roles & NEEDS.get(group.part, frozenset()):
            continue  # named for the case, and without the role for it now
        asks, reads = await _may(hand, group)
        if asks or reads or group.part in _ALWAYS_LISTED:
            listed.append(group)
        if asks:
            asking.append(group)
    stages = []
    if person.roles & STAGE_ROLES:
        stages = [g for g in await work.lists.stage_groups(person.id) if (await _may(hand, g))[0]]
    return Shelf(tuple(listed), tuple(asking), tuple(stages))


async def _may(hand: TurnInHand, group: Group) -> tuple[bool, bool]:
    """Whether audits like these ask something of the person, and whether they may read them."""
    template = await hand.work.template(group.template_hash)
    return may(template, _like(hand.person, group), hand.person)


def _like(person: Person, group: Group) -> Audit:
    """An audit such as those of the group."""
    named = {group.part: person.id}
    return Audit(
        id="",
        template_hash=group.template_hash,
        case=Case(""),
        state=group.state,
        auditors=(named["auditor"],) if "auditor" in named else (),
        practitioner=named.get("practitioner"),
        manager=named.get("manager"),
        due=None,
        iro=named.get("iro"),
        stage=group.stage,
    )


def may(template: Template, audit: Audit, person: Person) -> tuple[bool, bool]:
    """Whether an audit asks something of `person` now, and whether they may read it, told from its row."""
    standing = audit.replace(sent=is_sent(template, audit))
    asked = now(template, standing)
    asks = allowed(person, Permission.WALK, standing, asked)
    return asks, asks or allowed(person, Permission.READ, standing, asked)


def may_raise(template: Template, audit: Audit, person: Person) -> bool:
    """Whether `person` may raise a concern on an audit, told from its row."""
    standing = audit.replace(sent=is_sent(template, audit))
    return allowed(person, Permission.RAISE_CONCERN, standing, now(template, standing))


async def raising(hand: TurnInHand, most: int) -> tuple[list[AuditListItem], int]:
    """The audits on this person's list on which they may raise a concern: those that ask something of them,
    else those that are done; the first of them, and how many there are."""
    lists, shelf = hand.work.lists, await shelf_of(hand)
    mine = [
        g
        for g in shelf.listed
        if may_raise(await hand.work.template(g.template_hash), _like(hand.person, g), hand.person)
    ]
    asking = tuple(group for group in mine if group in shelf.asking or group.state.value in OPEN)
    if not asking and not shelf.stages:
        asking = tuple(mine)
    items = list(await lists.page_of(hand.person.id, asking, asking, most))
    items += (
        await lists.page_in_stages(hand.person.id, shelf.stages, most - len(items))
        if len(items) < most
        else ()
    )
    total = sum(group.count for group in (*asking, *shelf.stages))
    return [item for item in items if not item.shut], total


async def page(hand: TurnInHand, *, only_new: bool, skip: int) -> tuple[list[AuditLine], int]:
    """A page of this person's list, and how many follow it."""
    shelf = await shelf_of(hand)
    if only_new:
        new = tuple(g for g in shelf.listed if g.part == "auditor" and g.state is State.ALLOCATED)
        shelf = Shelf(new, new, ())
    lists, most = hand.work.lists, home.MOST_LINES
    items = list(await lists.page_of(hand.person.id, shelf.listed, shelf.asking, most, skip))
    if len(items) < most:
        rest = max(skip - shelf.own, 0)
        items += await lists.page_in_stages(hand.person.id, shelf.stages, most - len(items), rest)
    following = max(shelf.total - skip - len(items), 0)
    lines = await lines_of(hand, items)
    if not (only_new or following):
        lines += await _returned(hand, lines)
    return lines, following


async def _returned(hand: TurnInHand, before: Sequence[AuditLine]) -> list[AuditLine]:
    """The audits that were returned to this person to read, besides those of their list; they end it."""
    items = await hand.work.open_work.to_read(hand.person.id, home.MOST_LINES)
    listed = {line.audit for line in before}
    whole = await hand.work.audits.several(item.audit_id for item in items if not item.shut)
    found = []
    for item in items:
        audit = whole.get(item.audit_id)
        if audit is None or item.audit_id in listed or not allowed(hand.person, Permission.READ, audit):
            continue
        template = await hand.work.template(item.template_hash)
        known = await hand.names.named(hand.work, audit.auditors)
        line = _line(hand, item, template, None, known)
        found.append(replace(line, state=_("Returned to you to read"), can_open=True, open_label=_("Read")))
    return found


async def lines_of(hand: TurnInHand, items: Sequence[AuditListItem]) -> list[AuditLine]:
    """These audits as lines of this person's list; one that they have several parts in, once."""
    work = hand.work
    templates = {item.template_hash: await work.template(item.template_hash) for item in items}
    whole = await in_joint_stages(hand, items, templates)
    moderated = await in_moderation(hand, items, templates)
    people = {p for item in items for p in item.auditors}
    people |= {a.person for i, audit in whole.items() for a in awaited(templates[audit.template_hash], audit)}
    known = await hand.names.named(work, [person for person in people if person])
    lines: dict[AuditId, AuditLine] = {}
    for item in items:
        template = templates[item.template_hash]
        if item.audit_id not in lines:
            line = _line(hand, item, template, whole.get(item.audit_id), known)
            lines[item.audit_id] = _of_panel(hand, line, template, moderated.get(item.audit_id))
    return by_case(list(lines.values()))


Line = TypeVar("Line", AuditLine, ProgrammeLine)


def by_case(lines: Sequence[Line]) -> list[Line]:
    """The same lines, those beside each other that are due on one day in the order of their references.

    The database cannot sort by references, which are encrypted there: it has such audits in any order.
    """
    days = itertools.groupby(lines, key=lambda line: line.due)
    return [line for _due, same in days for line in sorted(same, key=lambda line: line.case)]


async def in_joint_stages(
    hand: TurnInHand, items: Sequence[AuditListItem], templates: Mapping[str, Template]
) -> dict[AuditId, Audit]:
    """Those of these audits whose stage everybody named completes, whole: who has is told by their trail."""
    joint = [
        item.audit_id
        for item in items
        if not item.shut and any(stage.needs_all for stage in templates[item.template_hash].stages)
    ]
    return await hand.work.audits.several(joint)


async def in_moderation(
    hand: TurnInHand, items: Sequence[AuditListItem], templates: Mapping[str, Template]
) -> dict[AuditId, Audit]:
    """Those of these audits that are with a moderator, whole, for somebody who is one: whether a panel
    moderates them is told by their trail."""
    if Role.MODERATOR not in hand.person.roles:
        return {}
    stages = [(item, templates[item.template_hash].stage_by_id.get(item.audit.stage)) for item in items]
    return await hand.work.audits.several(
        item.audit_id
        for item, stage in stages
        if stage is not None and Role.MODERATOR.value in stage.by and not item.shut
    )


def _of_panel(hand: TurnInHand, line: AuditLine, template: Template, audit: Audit | None) -> AuditLine:
    """The line of an audit that a panel may moderate, as this person's part in that is."""
    panel = audit.panel if audit is not None else None
    if audit is None or panel is None:
        return line
    asked = now(template, audit)
    opens = allowed(hand.person, Permission.READ, audit, asked)
    awaited = hand.person.id in panel.ungraded
    part = _("The panel waits for your grade") if awaited else _("A panel moderates it")
    due = line.due if awaited or allowed(hand.person, Permission.WALK, audit, asked) else None
    overdue = line.overdue and due is not None
    return replace(line, state=f"{line.state}. {part}", can_open=opens, due=due, overdue=overdue)


def _line(
    hand: TurnInHand,
    item: AuditListItem,
    template: Template,
    whole: Audit | None,
    known: Mapping[str, str],
) -> AuditLine:
    if item.shut:
        return _shut(item, template)
    person, audit = hand.person, item.audit
    walks, reads = may(template, audit, person)
    submitted = uk_date(audit.submitted_at.date()) if audit.submitted_at is not None else ""
    stage = template.stage_by_id.get(audit.stage)
    state = state_in_words(item.state, item.answered, item.total, submitted)
    label = OPEN_LABELS.get(item.state, _("Read"))
    state = _("{state}, now in {title}", state=state, title=stage.title) if stage is not None else state
    due = due_of(template, audit) if item.state.value in OPEN or stage is not None else None
    if due is not None and stage is not None and not walks:
        state, due = (
            _("{state}, due {uk_date}", state=state, uk_date=uk_date(due)),
            None,
        )  # a deadline of other people's
    if whole is not None:
        part, due = _my_part(person, template, whole, due, known)
        state = f"{state}. {part}" if part else state
    others = [p for p in audit.auditors if p != person.id]
    return AuditLine(
        audit=audit.id,
        case=audit.case.reference,
        form=template.short_title,
        state=state,
        due=due,
        overdue=due is not None and due < hand.today,
        partner=", ".join(known.get(p, "") for p in others),
        theme=audit.case.theme,
        can_open=walks or reads,
        open_label=_("Open") if walks and label == _("Read") else label,
    )


def _shut(item: AuditListItem, template: Template) -> AuditLine:
    """The line of an audit that cannot be opened: it is there, and nobody is left to wonder where it went."""
    return AuditLine(
        audit=item.audit_id,
        case=item.case_reference,
        form=template.short_title,
        state=_("Cannot be opened at the moment; your IT support can see why"),
        due=None,
        overdue=False,
        can_open=False,
        shut=True,
    )


def _my_part(
    person: Person, template: Template, audit: Audit, due: date | None, known: Mapping[str, str]
) -> tuple[str, date | None]:
    """Where everybody completes the stage: how it stands between them; nothing is due of who is done."""
    part = my_part(template, audit, person.id, lambda one: known.get(one, "somebody"))
    return part, due if completed(template, audit, person.id) is None else None


def has_part(person: Person, audit: Audit) -> bool:
    """Whether this person is anything to the audit now."""
    return bool(parts_of(person, audit))
