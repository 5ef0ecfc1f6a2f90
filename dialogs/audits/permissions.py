"""Who may do what and who sees what, decided only here from the person, the permission and the audit.

Being named on the case is not enough: people need the role for it now.  Anything not listed is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

from dialogs.audits import refusals
from dialogs.audits.actions import has_action
from dialogs.audits.audit import Audit, Person, Role, State
from dialogs.audits.manager_reply import ReplyKind
from dialogs.audits.panels import PANEL
from dialogs.audits.restriction import opens_to
from dialogs.audits.stages import AUDITOR, NEEDS, StageParts, named_as, of_programme, parts_of, usual
from dialogs.audits.stand_ins import in_office
from template_specs.model import ReplyStep
from template_specs.sentences import _


class Permission(StrEnum):
    """What somebody may want to do with an audit."""

    WALK = "walk"
    """Answer, go through the pages, take notes."""
    RAISE_CONCERN = "raise_concern"
    """Its auditors, whoever it asks something now, and whoever may read all of it."""
    READ = "read"
    """The read-back of the whole audit."""
    SUBMIT = "submit"
    ACKNOWLEDGE = "acknowledge"
    HEAR = "hear"
    """Say that an immediate concern was read."""
    REVIEW_ACTION = "review_action"
    FOLLOW_ACTION = "follow_action"
    """Say how far an action is: whoever it is with, the manager, and the QA lead."""
    CHANGE_ACTION = "change_action"
    """Give an action to somebody else, or another day, or cancel it: the manager, and the QA lead."""
    VERIFY_ACTION = "verify_action"
    """Say that a done action was checked: a QA lead whom the case does not name."""
    REPLY = "reply"
    """Agree with a submitted audit, comment on it, or challenge its grades: the manager."""
    ANSWER_REPLY = "answer_reply"
    """Keep or change a grade that the manager challenges, or object to the other auditor's answer."""
    ASK_PRACTITIONER = "ask_practitioner"
    """Put a question to the practitioner of the case: its auditors, while they are at it."""
    CALL_FAMILY = "call_family"
    """See the script for a call to the family, and note what came of one: its auditors, while they are at
    it."""
    SAY_LAST_TIME = "say_last_time"
    """Say what became of the actions of the case's earlier audits: its auditors, while they are at it."""
    CONTRIBUTE = "contribute"
    """Answer such a question or the draft, and say how the audit went: the practitioner."""
    WITHDRAW_CONCERN = "withdraw_concern"
    """Take an immediate concern back that was a slip: whoever raised it."""
    GIVE_BACK = "give_back"
    """Give an audit back to its auditors from a later stage: whoever completes that."""
    REOPEN = "reopen"
    ASK = "ask"
    """Ask the bot about the form, the case and one's own answers."""
    REALLOCATE = "reallocate"
    """Give an audit to somebody else or another day, or withdraw it: the QA lead."""
    TAKE_BACK = "take_back"
    """Put a withdrawn audit back into the programme: the QA lead."""
    JUDGE_AUDIT = "judge_audit"
    """Tell its auditors how well a submitted audit was done: a QA lead or a moderator whom the case does not
    name."""
    HOLD = "hold"
    """Keep an audit from being purged, or end that: a QA lead whom the case does not name."""
    COMPARE = "compare"
    """See a blind second audit and the one that it repeats beside each other, once both are submitted: a QA
    lead whom the case does not name, and the auditors of both."""
    NAME_PANEL = "name_panel"
    """Name the moderators who grade an audit as a panel, or close the panel: a QA lead whom the case does not
    name."""
    GRADE_ON_PANEL = "grade_on_panel"
    """Give one's own grades on a panel: its members."""
    SEE_PANEL = "see_panel"
    """See how a panel stands and, once it is closed, its grades side by side: whoever is or was on it, and a
    QA lead whom the case does not name, who names one from there."""
    STEP_DOWN = "step_down"
    """Say that one knows the family, and cannot audit the case: its auditors."""
    REMIND = "remind"
    """Remind those whom an audit waits for."""
    DELIVER = "deliver"
    """Say that a card has arrived: the bot's own, and no person's."""


READS_AS: Mapping[str, frozenset[Role]] = {
    **NEEDS,
    **{role.value: frozenset({role}) for role in (Role.MODERATOR, Role.SERVICE_MANAGER, Role.QA_LEAD)},
}
"""The roles of which somebody to whom an audit was returned needs one, by what they are to it."""


class Sight(StrEnum):
    """How much of an audit's answers somebody may see at this moment."""

    FULL = "full"
    BANNER = "banner"
    """That it has been reopened, and nothing of what it says."""
    NOTHING = "nothing"


def sees(person: Person, audit: Audit, asked: StageParts | None = None) -> Sight:
    """What `person` may be shown of the answers of `audit` now; `asked` as for `refusal`.

    Its auditors see all of it, always; so do a QA lead whom the case does not name, whoever completes the
    stage in hand, and the members of a panel while it is moderated.  The manager sees it from when it is
    sent to them until it is reopened, and so does a QA lead who is one of the case's own people.  Whoever
    it was returned to sees it from then on, while they have the role in which it was.  Nobody else sees any
    of it beyond what they are asked themselves, and a restricted case shows nothing to anybody whom it does
    not open to.
    """
    if not opens_to(person.id, audit):
        return Sight.NOTHING
    asked = asked or usual(audit)
    parts = parts_of(person, audit)
    if AUDITOR in parts or parts & asked.complete:
        return Sight.FULL
    if PANEL in parts and audit.panel is not None and audit.stage == audit.panel.stage:
        return Sight.FULL
    if Role.QA_LEAD in person.roles and (audit.sent or not named_as(person, audit)):
        return Sight.FULL
    if person.roles & READS_AS.get(audit.readers.get(person.id, ""), frozenset()):
        return Sight.FULL  # it was returned to them
    if "manager" not in parts:
        return Sight.NOTHING
    if audit.sent:
        return Sight.FULL
    return Sight.BANNER if audit.reopenings else Sight.NOTHING


def allowed(person: Person, act: Permission, audit: Audit, asked: StageParts | None = None) -> bool:
    """Whether `person` may: there is no `refusal`."""
    return refusal(person, act, audit, asked) is None


def refusal(person: Person, act: Permission, audit: Audit, asked: StageParts | None = None) -> str | None:
    """The sentence that refuses `act` to `person` (what, why, and whom to ask); None when they may.

    `asked` is whom the audit's stage asks now (`stages.now`); where it is left out, a form of one stage.
    """
    if not opens_to(person.id, audit):
        return refusals.NOT_YOURS
    asked = asked or usual(audit)
    parts = parts_of(person, audit)
    match act:
        case Permission.WALK:
            return None if parts & asked.answer else _closed(audit, parts)
        case Permission.SUBMIT:
            if parts & asked.complete:
                return None
            return refusals.OTHERS_COMPLETE if parts & asked.answer else _closed(audit, parts)
        case Permission.RAISE_CONCERN:
            has_file = AUDITOR in parts or parts & asked.answer or sees(person, audit, asked) is Sight.FULL
            if not has_file:
                return refusals.NOT_FROM_HERE
            return refusals.CALL if audit.state is State.WITHDRAWN else None
        case Permission.READ:
            sight = sees(person, audit, asked)
            if sight is Sight.FULL:
                return None
            return refusals.TAKEN_BACK if sight is Sight.BANNER else refusals.NOT_YOURS
        case Permission.ACKNOWLEDGE:
            return None if "manager" in parts else refusals.MANAGER_ONLY
        case Permission.HEAR:  # which of them, `concerns` asks
            sent = in_office(person) and any(person.id in concern.sent_to for concern in audit.concerns)
            return None if "manager" in parts or sent else refusals.MANAGER_ONLY
        case Permission.REVIEW_ACTION:
            if "manager" not in parts:
                return refusals.MANAGER_ONLY
            return None if audit.sent else refusals.REOPENED
        case Permission.FOLLOW_ACTION:  # which of them, the feature asks
            mine = bool(person.roles) and has_action(audit, person.id)
            return refusals.NOT_WITH_YOU if not (mine or parts & _OVER_ACTIONS) else _not_to_follow(audit)
        case Permission.CHANGE_ACTION:
            return _not_to_follow(audit) if parts & _OVER_ACTIONS else refusals.NOT_YOURS_TO_CHANGE
        case Permission.VERIFY_ACTION:
            return _not_to_follow(audit) if Role.QA_LEAD.value in parts else refusals.LEAD_VERIFIES
        case Permission.REPLY:
            return _no_reply(audit, parts, asked)
        case Permission.ANSWER_REPLY:
            if parts & asked.complete and asked.reply in (ReplyStep.ANSWER, ReplyStep.DECIDE):
                return None
            return refusals.NOTHING_CHALLENGED if parts else refusals.NOT_YOURS
        case Permission.ASK_PRACTITIONER | Permission.CALL_FAMILY | Permission.SAY_LAST_TIME:
            open_now = audit.state in (State.ALLOCATED, State.IN_PROGRESS)
            if AUDITOR in parts and open_now:
                return None
            return _closed(audit, parts)
        case Permission.CONTRIBUTE:
            if "practitioner" not in parts:
                return refusals.PRACTITIONER_ONLY
            return None if audit.state is not State.WITHDRAWN else refusals.UNDER_WAY[State.WITHDRAWN]
        case Permission.WITHDRAW_CONCERN:
            raised = any(concern.by == person.id for concern in audit.concerns)
            return None if raised and person.roles else refusals.NOT_YOUR_CONCERN
        case Permission.GIVE_BACK:
            if audit.state is State.SUBMITTED and asked.reply is ReplyStep.NONE and parts & asked.complete:
                return None
            return refusals.NOT_TO_GIVE_BACK if parts else refusals.NOT_YOURS
        case Permission.REOPEN:
            if Role.QA_LEAD not in person.roles:
                return _("Only the QA lead can reopen an audit. Ask them, and say what needs changing.")
            over = audit.state in (State.SUBMITTED, State.FINAL)
            return None if over else _("This audit is not submitted, so it is open already.")
        case Permission.ASK:
            of_it = parts & {*named_as(person, audit), *asked.answer, Role.QA_LEAD.value, PANEL}
            return None if of_it else refusals.NOT_YOURS
        case Permission.REALLOCATE:
            if Role.QA_LEAD not in person.roles:
                return _("Only the QA lead can change who has an audit, or by when, or withdraw it.")
            return refusals.UNDER_WAY[State.WITHDRAWN] if audit.state is State.WITHDRAWN else None
        case Permission.TAKE_BACK:
            if Role.QA_LEAD not in person.roles:
                return _("Only the QA lead can put a withdrawn audit back into the programme.")
            withdrawn = audit.state is State.WITHDRAWN and audit.withdrawn_from is not None
            return None if withdrawn else _("This audit is not withdrawn, so there is nothing to take back.")
        case Permission.JUDGE_AUDIT:
            if not of_programme(person, audit) & {Role.QA_LEAD.value, Role.MODERATOR.value}:
                return refusals.NOT_TO_JUDGE
            done = audit.state in (State.SUBMITTED, State.FINAL)
            return None if done else _("Feedback on an audit can be given once it is submitted.")
        case Permission.HOLD:
            return None if Role.QA_LEAD.value in parts else refusals.LEAD_HOLDS
        case Permission.COMPARE:
            if not parts & {AUDITOR, Role.QA_LEAD.value}:
                return refusals.NOT_TO_COMPARE
            return None if audit.compared else refusals.NOT_COMPARED
        case Permission.NAME_PANEL:
            return None if Role.QA_LEAD.value in parts else refusals.LEAD_NAMES_PANEL
        case Permission.GRADE_ON_PANEL:
            return None if PANEL in parts else refusals.NOT_ON_PANEL
        case Permission.SEE_PANEL:
            was_on_it = any(person.id in panel.members for panel in audit.panels)
            sees_it = Role.MODERATOR.value in of_programme(person, audit) and was_on_it
            return None if sees_it or Role.QA_LEAD.value in parts else refusals.NOT_ON_PANEL
        case Permission.STEP_DOWN:
            if AUDITOR not in parts:
                return refusals.NOT_YOURS
            open_still = audit.state in (State.ALLOCATED, State.IN_PROGRESS)
            return None if open_still else refusals.UNDER_WAY.get(audit.state, refusals.NOT_YOURS)
        case Permission.REMIND:
            if Role.QA_LEAD not in person.roles:
                return _("Only the QA lead can remind people from here. Nothing has been sent.")
            open_now = audit.state in (State.ALLOCATED, State.IN_PROGRESS, State.SUBMITTED)
            return (
                None
                if open_now
                else _("This audit is over, so nobody has anything to do. Nothing has been sent.")
            )
        case Permission.DELIVER:
            return _("Only the bot itself can say that a card has arrived. Nothing has been changed.")
        case _:
            assert_never(act)


def _not_to_follow(audit: Audit) -> str | None:
    """Why nothing can be done with this audit's actions now; None where it can."""
    if audit.state is State.WITHDRAWN:
        return refusals.UNDER_WAY[State.WITHDRAWN]
    return None if audit.sent else refusals.REOPENED


def _closed(audit: Audit, parts: frozenset[str]) -> str:
    if AUDITOR in parts:
        return refusals.UNDER_WAY.get(audit.state, refusals.NOT_YOURS)
    if PANEL in parts and audit.panel is not None:
        return refusals.PANEL_GRADES if audit.panel.is_open else refusals.PANEL_IS_LED
    return refusals.NOTHING_ASKED if parts else refusals.NOT_YOURS


def _no_reply(audit: Audit, parts: frozenset[str], asked: StageParts) -> str | None:
    """Why this person cannot reply to the audit as its manager now; None when they can."""
    if "manager" not in parts:
        return _("Only the manager named for this case can reply to its audit. Nothing has been changed.")
    if AUDITOR in parts:
        return _(
            "You audited this case yourself, so you cannot reply to it as its manager. If something is "
            "wrong, ask your QA lead to reopen it."
        )
    if asked.reply is ReplyStep.REPLY:
        return None
    if audit.state is State.WITHDRAWN:
        return refusals.UNDER_WAY[State.WITHDRAWN]
    if not audit.sent:
        again = _("It has been reopened. ") if audit.reopenings else ""
        return _(
            "You can reply once you have had the summary of this audit. {again}Nothing is needed from "
            "you now.",
            again=again,
        )
    last = audit.replies[-1].kind if audit.replies else ReplyKind.NONE
    if last not in (ReplyKind.NONE, ReplyKind.UNSENT):
        return _("You have replied to this audit. If something is wrong, ask your QA lead to reopen it.")
    return _("The time to reply to this audit is over. If something is wrong, ask your QA lead to reopen it.")


_OVER_ACTIONS = frozenset({"manager", Role.QA_LEAD.value})
