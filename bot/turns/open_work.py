"""What needs one person now: looked up with a limit each, and put in words by `dialogs/features/needs`."""

from __future__ import annotations

from bot.turns.in_hand import TurnInHand
from bot.turns.my_lists import Shelf, in_joint_stages, in_moderation, shelf_of
from dialogs.audits import replies
from dialogs.audits.actions import Status
from dialogs.audits.audit import Audit, Role, State
from dialogs.audits.completion import completed, left_for
from dialogs.audits.permissions import Permission, allowed
from dialogs.audits.stages import AUDITOR, current, is_sent, parts_of
from dialogs.conversation.views import Need
from dialogs.features import needs as needs_in_words
from storage.action_rows import Wanted
from storage.list_items import AuditListItem
from template_specs.model import ReplyStep, Template
from template_specs.sentences import _

_MANAGING = frozenset({Role.MANAGER, Role.SERVICE_MANAGER, Role.QA_LEAD})
MOST_ACTIONS = 300
"""Actions that are looked at, of the audits submitted last: some two years of one team's."""
MOST_CONTRIBUTIONS = 10
"""Audits in which somebody is asked for their own words beside others: each is opened to see whether they
have given them."""


async def needs(hand: TurnInHand, *, own_audits: bool = True) -> list[Need]:
    """Everything that is open for the person of this turn; `own_audits` False: without the audits that their
    list shows anyway."""
    found = [*await _unsent(hand), *await _concerns(hand), *await _own_actions(hand)]
    if hand.person.roles & _MANAGING:
        found += [*await _summaries(hand), *await _actions(hand)]
    if own_audits:
        found += await _parts(hand, await shelf_of(hand))
    if Role.QA_LEAD in hand.person.roles:
        found += await _of_programme(hand)
    return sorted(found, key=lambda need: need.order)


async def _unsent(hand: TurnInHand) -> list[Need]:
    waiting = await hand.work.unsent.of(hand.person.id, needs_in_words.ENOUGH)
    cases = await hand.work.lists.references(waiting) if waiting else {}
    return [needs_in_words.unsent_need(cases.get(audit, "A case")) for audit in waiting]


async def _concerns(hand: TurnInHand) -> list[Need]:
    unread = await hand.work.open_work.concerns(hand.person.id, needs_in_words.ENOUGH)
    untold = await hand.work.open_work.without_outcome(hand.person.id, needs_in_words.ENOUGH)
    sent = [*unread, *untold]
    audits = await hand.work.audits.several(audit for audit, _id in sent)
    raised = {c.id: (audit, c) for audit in audits.values() for c in audit.concerns}
    known = await hand.names.named(hand.work, {c.by for _, c in raised.values()})
    found = []
    for _audit, id in sent:
        if id not in raised:
            continue
        audit, concern = raised[id]
        theirs = hand.person.id == audit.manager or hand.person.id in concern.sent_to
        if not theirs or not allowed(hand.person, Permission.HEAR, audit):
            continue
        if concern.waits:
            found.append(needs_in_words.concern_need(audit, concern, known.get(concern.by, "somebody")))
        elif need := needs_in_words.outcome_need(audit, concern, hand.today):
            found.append(need)
    return found


async def _summaries(hand: TurnInHand) -> list[Need]:
    found = []
    for item in await hand.work.open_work.summaries(hand.person.id, needs_in_words.ENOUGH):
        template = await hand.work.template(item.template_hash)
        if await _is_with_manager(hand, item, template):
            found.append(needs_in_words.summary_need(template, item.audit))
    return found


async def _own_actions(hand: TurnInHand) -> list[Need]:
    """Actions that this person was given, the first due first."""
    rows = [
        row
        for row in await hand.work.action_rows.page(Wanted(owner=hand.person.id), needs_in_words.ENOUGH)
        if row.given
    ]
    cases = await hand.work.lists.references([row.audit_id for row in rows]) if rows else {}
    return [
        needs_in_words.own_action_need(
            cases.get(row.audit_id, _("A case")), row.audit_id, row.key, row.due, hand.today
        )
        for row in rows
    ]


async def _actions(hand: TurnInHand) -> list[Need]:
    found = []
    elsewhere = await hand.work.action_rows.not_with_manager(hand.person.id, MOST_ACTIONS)
    for action in await hand.work.open_work.actions(hand.person.id, MOST_ACTIONS):
        template = await hand.work.template(action.item.template_hash)
        if (action.item.audit_id, action.key) in elsewhere:
            continue
        if not await _is_with_manager(hand, action.item, template):
            continue
        cells = action.cells if isinstance(action.cells, dict) else {}
        need = needs_in_words.action_need(template, action.item.audit, action.key, cells, hand.today)
        if need is not None:
            found.append(need)
    return found


async def _is_with_manager(hand: TurnInHand, item: AuditListItem, template: Template) -> bool:
    audit = item.audit.replace(sent=is_sent(template, item.audit))
    return not item.shut and audit.sent and allowed(hand.person, Permission.REVIEW_ACTION, audit)


async def _parts(hand: TurnInHand, shelf: Shelf) -> list[Need]:
    work, person = hand.work, hand.person
    plain = tuple(group for group in shelf.asking if group.part == AUDITOR)
    others = tuple(group for group in shelf.asking if group.part != AUDITOR)
    items = [
        *await work.lists.page_of(person.id, plain, plain, needs_in_words.ENOUGH),
        *await work.lists.page_of(person.id, others, others, MOST_CONTRIBUTIONS),
        *await work.lists.page_in_stages(person.id, shelf.stages, needs_in_words.ENOUGH),
    ]
    templates = {item.template_hash: await work.template(item.template_hash) for item in items}
    joint = await in_joint_stages(hand, items, templates)
    moderated = await in_moderation(hand, items, templates)
    contributed = await work.audits.several(
        item.audit_id
        for item in items
        if not item.shut
        and (item.part not in ("", AUDITOR) or _is_reply(templates[item.template_hash], item))
    )
    roles = {h: await hand.names.roles(work, template) for h, template in templates.items()}
    found = []
    for item in items:
        template = templates[item.template_hash]
        whole = joint.get(item.audit_id) or contributed.get(item.audit_id)
        if item.shut or (whole is not None and _has_given(hand, template, whole)):
            continue
        if _is_reply(template, item) and (
            whole is None or not replies.waits_for(template, whole, person, roles[item.template_hash])
        ):
            continue
        parts = parts_of(person, moderated.get(item.audit_id, item.audit))
        panel = moderated[item.audit_id].panel if item.audit_id in moderated else None
        if panel is not None and person.id in panel.ungraded:
            found.append(needs_in_words.panel_need(template, item.audit, hand.today))
            continue
        if panel is not None and Role.MODERATOR.value not in parts:
            continue
        progress = (item.answered, item.total)
        need = needs_in_words.part_need(template, item.audit, parts, progress, hand.today)
        if need is not None:
            found.append(need)
    return found


def _is_reply(template: Template, item: AuditListItem) -> bool:
    return replies.step(template, item.audit) is not ReplyStep.NONE


def _has_given(hand: TurnInHand, template: Template, audit: Audit) -> bool:
    """Whether this person has done their part of the stage in hand: completed it, or answered all that they
    are asked where others complete it."""
    stage = current(template, audit)
    if stage is None or completed(template, audit, hand.person.id) is not None:
        return True
    if parts_of(hand.person, audit) & frozenset(stage.by) or audit.state is State.ALLOCATED:
        return False
    return not left_for(template, audit, parts_of(hand.person, audit))


async def _of_programme(hand: TurnInHand) -> tuple[Need, ...]:
    overdue = await hand.work.programme.how_many_overdue(hand.today)
    _raised, unread = await hand.work.open_work.concerns_raised()
    held_up = sum((await hand.work.undelivered.held_up_counts()).values())
    to_check = await hand.work.action_rows.count(Wanted(statuses=(Status.DONE.value,)))
    examples = await hand.work.good_practice.how_many_waiting()
    return needs_in_words.programme_needs(
        overdue, unread, held_up, to_check, examples, await hand.work.proposals.months()
    )
