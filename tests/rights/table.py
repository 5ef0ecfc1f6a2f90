"""The table of rights, written down a second time and from the outside: who may be shown what, and who may
change what.

Nothing here asks the code that is tested.  It follows from the form (whom its stages and questions name),
from the audit (its state, its stage, whether it was sent), and from PEOPLE below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from dialogs.audits.audit import Audit, Passage, Person, Role, State
from dialogs.audits.events import DomainEvent, EventKind
from dialogs.conversation.state import ConversationState
from dialogs.conversation.views import (
    ActionsView,
    ActionView,
    AuditsView,
    BannerView,
    BriefingView,
    ChangesView,
    ComparisonView,
    ConcernStatusView,
    ConcernView,
    ConfirmSubmitView,
    ConsequenceView,
    DigestView,
    EnquiryView,
    GapsView,
    HelpView,
    HistoryView,
    PageView,
    PanelView,
    ProgrammeListView,
    RecordView,
    ReminderView,
    ReplyView,
    ResultView,
    ReviewView,
    ScriptView,
    SectionsView,
    SentActionView,
    Sentence,
    SheetView,
    StageView,
    StatusView,
    SummaryView,
    UnsentConcernView,
    View,
    WelcomeView,
    WhichCaseView,
)
from template_specs.model import Part, Question, Stage, Template

CASE = "TS-4711"
MARK = re.compile(r"mk\d+x")
"""A word that stands in one answer, note or concern and nowhere else."""

NAMES = {
    "amara": "Amara Osei",
    "sam": "Sam Okafor",
    "priya": "Priya Nair",
    "jo": "Jo Whitfield",
    "ivy": "Ivy Clarke",
    "mo": "Mo Adeyemi",
    "lea": "Lea Brandt",
    "sol": "Sol Reyes",
    "tom": "Tom Hale",
}
"""The case names amara and sam as its auditors, priya as manager, jo as practitioner and ivy as IRO."""


AUTHOR = "amara"
"""Whose concern waits to be sent."""


@dataclass(frozen=True)
class Who:
    """Somebody at one moment: an id of NAMES, the roles they have now, and what they are to the audit."""

    called: str
    id: str
    roles: frozenset[Role]
    parts: frozenset[str]
    named: bool = True

    @property
    def person(self) -> Person:
        return Person(self.id, NAMES[self.id], f"{self.id}@example.org", self.roles, "South")


def _who(called: str, id: str, roles: str, parts: str = "", *, named: bool = True) -> Who:
    return Who(called, id, frozenset(Role(r) for r in roles.split()), frozenset(parts.split()), named)


PEOPLE = (
    _who("an auditor", "amara", "auditor", "auditor"),
    _who("the other auditor", "sam", "auditor", "auditor"),
    _who("an auditor no more", "amara", ""),
    _who("an auditor who moderates now", "sam", "moderator"),
    _who("an auditor who leads", "amara", "auditor qa_lead", "auditor"),
    _who("an auditor once, who leads now", "amara", "qa_lead"),
    _who("the manager", "priya", "manager", "manager"),
    _who("a service manager as the manager", "priya", "service_manager", "manager"),
    _who("a manager no more", "priya", "practitioner"),
    _who("the manager, who leads", "priya", "manager qa_lead", "manager"),
    _who("a manager once, who leads now", "priya", "qa_lead"),
    _who("the practitioner", "jo", "practitioner", "practitioner"),
    _who("a practitioner no more", "jo", ""),
    _who("the practitioner, who leads", "jo", "practitioner qa_lead", "practitioner"),
    _who("the practitioner, who moderates", "jo", "practitioner moderator", "practitioner"),
    _who("the IRO", "ivy", "iro", "iro"),
    _who("an IRO no more", "ivy", "auditor"),
    _who("the IRO, who leads", "ivy", "iro qa_lead", "iro"),
    _who("a moderator", "mo", "moderator", "moderator", named=False),
    _who("a QA lead", "lea", "qa_lead", "qa_lead", named=False),
    _who("a service manager", "sol", "service_manager", "service_manager", named=False),
    _who("an auditor of other cases", "tom", "auditor", named=False),
    _who("a manager of other cases", "tom", "manager", named=False),
    _who("a practitioner of other cases", "tom", "practitioner", named=False),
    _who("an IRO of other cases", "tom", "iro", named=False),
    _who("somebody without a role", "tom", "", named=False),
)


def stage_of(template: Template, audit: Audit) -> Stage | None:
    """The stage in hand."""
    if audit.state in (State.ALLOCATED, State.IN_PROGRESS):
        return template.stages[0]
    if audit.state is State.SUBMITTED:
        return next((stage for stage in template.stages if stage.id == audit.stage), None)
    return None


def asked_for(template: Template, audit: Audit, who: Who, question: Question) -> bool:
    """Whether this question is put to them now."""
    stage = stage_of(template, audit)
    if stage is None or (question.stage or template.stages[0].id) != stage.id:
        return False
    if audit.state is State.ALLOCATED and "auditor" not in who.parts:
        return False
    if not who.parts & set(question.by or stage.by):
        return False
    return not _is_anothers_record(audit, who, question)


def _is_anothers_record(audit: Audit, who: Who, question: Question) -> bool:
    """Whether whoever it is about has written it themselves, and it is not this person."""
    if not question.own or question.by[0] in who.parts:
        return False
    owner = {"practitioner": audit.practitioner, "iro": audit.iro, "manager": audit.manager}[question.by[0]]
    answer = audit.answer(question.id)
    return answer is not None and not answer.removed and answer.by == owner


def has_result(template: Template, audit: Audit) -> bool:
    """Whether the practitioner has been told by now what came of it."""
    part, stage = template.practitioner, stage_of(template, audit)
    if part is None or audit.state not in (State.SUBMITTED, State.FINAL):
        return False
    order = [s.id for s in template.stages]
    past = stage is None or order.index(stage.id) > order.index(part.result_after)
    return past and not (stage is not None and stage.reply in ("answer", "decide"))


def answers(template: Template, audit: Audit, who: Who) -> bool:
    """Whether anything is asked of them now."""
    stage = stage_of(template, audit)
    if stage is None:
        return False
    if audit.state is State.ALLOCATED:
        return "auditor" in who.parts
    asked = set(stage.by).union(
        *(q.by for q in template.questions if (q.stage or template.stages[0].id) == stage.id)
    )
    return bool(who.parts & asked)


def completes(template: Template, audit: Audit, who: Who) -> bool:
    """Whether they may send the audit on."""
    stage = stage_of(template, audit)
    by = {"auditor"} if audit.state is State.ALLOCATED else set(stage.by) if stage is not None else set()
    return bool(who.parts & by)


def reads(template: Template, audit: Audit, who: Who) -> bool:
    """Whether they may see every answer."""
    if "auditor" in who.parts or completes(template, audit, who):
        return True
    if Role.QA_LEAD in who.roles and (audit.sent or not who.named):
        return True
    named_for = {"manager": {"manager", "service_manager"}}
    returned = audit.readers.get(who.id, "")
    if {role.value for role in who.roles} & named_for.get(returned, {returned}):
        return True
    return "manager" in who.parts and audit.sent


def given_to(audit: Audit, key: str) -> str:
    """Whom an action was given to last; empty where it is the manager's."""
    owners = [s.changes["owner"] for s in audit.steps.get(key, ()) if "owner" in s.changes]
    return owners[-1] if owners else ""


def follows(template: Template, audit: Audit, who: Who, key: str) -> bool:
    """Whether they may see an action after it was sent, and move it on."""
    if not audit.sent or not who.roles:
        return False
    return given_to(audit, key) == who.id or bool(who.parts & {"manager", "qa_lead"})


def has_file(template: Template, audit: Audit, who: Who) -> bool:
    """Whether the audit is in front of them: those may raise a concern."""
    return "auditor" in who.parts or answers(template, audit, who) or reads(template, audit, who)


def _was_sent(audit: Audit, who: Who) -> bool:
    """Whether a concern was sent to them, in an office in which they may have one."""
    managing = {Role.MANAGER, Role.SERVICE_MANAGER, Role.QA_LEAD}
    return bool(who.roles & managing) and any(who.id in concern.sent_to for concern in audit.concerns)


# --- shown ----------------------------------------------------------------------------------------


def texts(thing: object) -> Iterator[str]:
    """Every text in a view."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Passage):
        yield thing.text
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from texts(getattr(thing, field.name))
    elif isinstance(thing, dict):
        for key, value in thing.items():
            yield from texts(key)
            yield from texts(value)
    elif isinstance(thing, list | tuple | set | frozenset):
        for part in thing:
            yield from texts(part)


def wrongly_shown(
    template: Template,
    audit: Audit,
    who: Who,
    views: tuple[View, ...],
    marks: dict[str, str],
    told: str,
    *,
    arrives: bool = False,
) -> list[str]:
    """What `views` show that the table does not allow; `told`: what they wrote themselves just now.

    `arrives`: the bot itself has addressed it to them, as it does a concern to whoever stands in for the
    manager.
    """
    wrong = []
    for view in views:
        if isinstance(view, ConcernStatusView) and _raised(audit, who, view):
            continue  # their own words, and what became of them
        if isinstance(view, UnsentConcernView) and who.id == AUTHOR:
            continue  # their own words, which nobody has seen yet: to send, or to take back
        if isinstance(view, ResultView) and "practitioner" in who.parts:
            shows = has_result(template, audit) or (view.draft and audit.contributions.draft is not None)
            if not shows and (
                view.strengths or view.improvements or view.areas or view.actions or view.grade
            ):
                wrong.append("a result before its time")
            continue  # what the form's policy shows them
        if isinstance(view, EnquiryView) and "practitioner" in who.parts:
            continue  # a question to them
        if isinstance(view, ConcernView) and arrives and _stands_in(who):
            continue
        if not _may_get(template, audit, who, view):
            wrong.append(f"a {type(view).__name__}")
        said = "\n".join(texts(view))
        for mark in set(MARK.findall(said)) - set(MARK.findall(told)):
            if not may_see(template, audit, who, marks[mark]):
                wrong.append(f"{mark} of {marks[mark]} in a {type(view).__name__}")
        knows = bool(who.parts) or Role.QA_LEAD in who.roles or _had_action(audit, who)
        if CASE in said and CASE not in told and not knows:
            wrong.append(f"the case's reference in a {type(view).__name__}")
    return wrong


def _had_action(audit: Audit, who: Who) -> bool:
    return any(step.changes.get("owner") == who.id for steps in audit.steps.values() for step in steps)


def _raised(audit: Audit, who: Who, view: ConcernStatusView) -> bool:
    return any(c.id == view.concern and c.by == who.id for c in audit.concerns)


def _stands_in(who: Who) -> bool:
    managing = {Role.MANAGER, Role.SERVICE_MANAGER}
    return Role.QA_LEAD in who.roles or (not who.named and bool(who.roles & managing))


def _may_get(template: Template, audit: Audit, who: Who, view: View) -> bool:
    match view:
        case Sentence() | HelpView() | WelcomeView():
            return True
        case PageView():
            asked = [template.by_id[q.key] for q in view.questions]
            return all(asked_for(template, audit, who, question) for question in asked)
        case ReplyView() | ReviewView() | GapsView() | ConfirmSubmitView() | SummaryView() | ActionView():
            return reads(template, audit, who)
        case SentActionView():
            return follows(template, audit, who, view.key)
        case ActionsView():
            listed = all(not item.opens or follows(template, audit, who, item.key) for item in view.lines)
            return listed or not view.lines
        case ResultView() | EnquiryView():
            return False  # the practitioner's alone, above
        case ConsequenceView():
            told = {part for rule in template.follow_ups for part in rule.tell}
            return bool(who.parts & {"manager", *told})
        case PanelView():
            on_it = any(who.id in panel.members for panel in audit.panels)
            return "qa_lead" in who.parts or (on_it and not who.named and Role.MODERATOR in who.roles)
        case ScriptView():
            return audit.state in (State.ALLOCATED, State.IN_PROGRESS) and "auditor" in who.parts
        case ChangesView():
            return audit.state is State.SUBMITTED and completes(template, audit, who)
        case BannerView():
            had = any(s.changes.get("owner") == who.id for steps in audit.steps.values() for s in steps)
            return "manager" in who.parts or (had and bool(who.roles))
        case BriefingView():
            knows = bool(who.parts) and (who.named or answers(template, audit, who))
            return knows or Role.QA_LEAD in who.roles
        case RecordView():
            return bool(who.parts) or has_file(template, audit, who)
        case DigestView():
            return all(_may_get(template, audit, who, reminder) for reminder in view.reminders)
        case ReminderView():
            return bool(who.parts) or (_had_action(audit, who) and bool(who.roles))
        case StageView():
            return bool(who.parts)
        case ConcernView():
            return "manager" in who.parts or _was_sent(audit, who)
        case ConcernStatusView():
            return _raised(audit, who, view) or reads(template, audit, who)
        case AuditsView():
            return not view.lines or bool(who.parts) or Role.QA_LEAD in who.roles
        case UnsentConcernView() | WhichCaseView():
            return has_file(template, audit, who)
        case StatusView() | ProgrammeListView() | SheetView():
            return Role.QA_LEAD in who.roles
        case ComparisonView():
            return bool(audit.compared) and bool({"auditor", "qa_lead"} & who.parts)
        case HistoryView():
            return reads(template, audit, who)
        case SectionsView():
            return answers(template, audit, who)
        case _:
            raise AssertionError(f"say in this table who may get a {type(view).__name__}")


def may_see(template: Template, audit: Audit, who: Who, key: str) -> bool:
    """Whether they may be shown what stands under `key`: an answer's, or "note:PERSON", "concern:PERSON"."""
    if reads(template, audit, who):
        return True
    kind, _, by = key.partition(":")
    if kind == "reply":
        return by == who.id
    if kind == "unsent":
        sent = any("He has bruises" in concern.passage.text for concern in audit.concerns)
        return by == who.id or (sent and "manager" in who.parts)
    if kind in ("asked", "told", "feedback"):
        return by == who.id or (kind != "feedback" and "practitioner" in who.parts)
    if kind == "withdrawn":
        return by == who.id or "manager" in who.parts or _was_sent(audit, who)
    if kind == "note":
        return answers(template, audit, who) and by == who.id
    if kind == "concern":
        return "manager" in who.parts or by == who.id
    question = template.by_id[key.partition("/")[0]]
    if asked_for(template, audit, who, question):
        return True
    if question.part is Part.ACTIONS and any(follows(template, audit, who, k) for k in audit.steps):
        return True  # the mark of a row is that of its question
    return any(q.final_of == question.id and asked_for(template, audit, who, q) for q in template.questions)


# --- changed --------------------------------------------------------------------------------------


def wrongly_changed(
    template: Template, before: Audit, who: Who, happened: tuple[DomainEvent, ...]
) -> list[str]:
    """Events that the table does not allow this person to bring about."""
    return [
        f"{event.what} {event.key}"
        for event in happened
        if not _may_do(template, before, who, event, happened)
    ]


def _may_do(
    template: Template, before: Audit, who: Who, event: DomainEvent, happened: tuple[DomainEvent, ...]
) -> bool:
    match event.what:
        case EventKind.STARTED:
            return before.state is State.ALLOCATED and "auditor" in who.parts
        case EventKind.ANSWERED | EventKind.ROW_REMOVED | EventKind.CHALLENGED | EventKind.EVIDENCE_KEPT:
            if any(other.what is EventKind.STARTED for other in happened) and "auditor" in who.parts:
                return True  # the case list's own facts are filled in
            question = template.by_id[event.key.partition("/")[0]]
            if asked_for(template, before, who, question):
                return True
            return event.what is EventKind.ANSWERED and _reviews(before, who, event, question)
        case EventKind.CONCERN_RAISED:
            return has_file(template, before, who)
        case EventKind.ACKNOWLEDGED if event.key.startswith(("concern/", "outcome/")):
            return "manager" in who.parts or _was_sent(before, who)
        case EventKind.ACKNOWLEDGED if event.key.startswith("plan/"):
            return "manager" in who.parts and before.sent
        case EventKind.ACKNOWLEDGED if event.key.startswith("followup/"):
            return completes(template, before, who)  # by whatever makes a grade count
        case EventKind.ACKNOWLEDGED if event.key.startswith("withdrawn/"):
            return any(c.by == who.id and event.key.endswith(f"/{c.id}") for c in before.concerns)
        case EventKind.ACKNOWLEDGED if event.key.startswith("returned/"):
            return completes(template, before, who)
        case EventKind.ACKNOWLEDGED if event.key.startswith(("ask/", "family/", "draft/sent")):
            return before.state in (State.ALLOCATED, State.IN_PROGRESS) and "auditor" in who.parts
        case EventKind.ACKNOWLEDGED if event.key.startswith("told/") or event.key == "draft/answered":
            open_now = before.state in (State.ALLOCATED, State.IN_PROGRESS)
            return open_now and "practitioner" in who.parts
        case EventKind.ACKNOWLEDGED if event.key == "feedback":
            return has_result(template, before) and "practitioner" in who.parts
        case EventKind.ACKNOWLEDGED if event.key.startswith("reply/"):
            return _replies(template, before, who, event)
        case EventKind.ACKNOWLEDGED if event.key == "audit_taken_back":
            return Role.QA_LEAD in who.roles and before.state is State.WITHDRAWN
        case EventKind.ACKNOWLEDGED if event.key == "quality":
            done = before.state in (State.SUBMITTED, State.FINAL)
            return done and bool(who.parts & {"qa_lead", "moderator"})
        case EventKind.ACKNOWLEDGED if event.key.startswith("share/"):
            return completes(template, before, who)
        case EventKind.ACKNOWLEDGED if event.key.startswith("panel/grade/"):
            panel = before.panels[-1] if before.panels else None
            return panel is not None and who.id in panel.members and Role.MODERATOR in who.roles
        case EventKind.ACKNOWLEDGED if event.key.startswith("panel/"):
            return Role.QA_LEAD in who.roles and not who.named
        case EventKind.ACKNOWLEDGED if event.key.startswith("second/"):
            return Role.QA_LEAD in who.roles and before.state is not State.WITHDRAWN
        case EventKind.ACKNOWLEDGED if event.key == "audit_withdrawn":
            return Role.QA_LEAD in who.roles and before.state is not State.WITHDRAWN
        case EventKind.ACKNOWLEDGED if event.key == "knows_family":
            return "auditor" in who.parts and before.state in (State.ALLOCATED, State.IN_PROGRESS)
        case EventKind.ACKNOWLEDGED if event.key.startswith("follow/"):
            key, changes = event.key.removeprefix("follow/"), event.value
            assert isinstance(changes, dict)
            leads = bool(who.parts & {"manager", "qa_lead"})
            if changes.get("status") == "verified":
                return before.sent and "qa_lead" in who.parts and given_to(before, key) != who.id
            own = changes == {"owner": ""} or changes.keys() == {"status"}
            closes = changes.get("status") == "cancelled"
            return follows(template, before, who, key) and (leads or (own and not closes))
        case EventKind.ACKNOWLEDGED if event.key.startswith("escalated/"):
            return asked_for(template, before, who, template.by_id[event.key.partition("/")[2]])
        case EventKind.ACKNOWLEDGED if event.key.startswith("changes/"):
            stage = stage_of(template, before)
            return (
                before.state is State.SUBMITTED
                and not (stage and stage.reply)
                and completes(template, before, who)
            )
        case EventKind.ACKNOWLEDGED:
            return "manager" in who.parts and before.sent
        case EventKind.NOTE_TAKEN:
            return answers(template, before, who)
        case EventKind.NOTE_SETTLED:
            mine = any(n.id == event.key and n.by == who.id for n in before.notes)
            return answers(template, before, who) and ("auditor" in who.parts or mine)
        case EventKind.SUBMITTED | EventKind.SENT | EventKind.CONFIRMED:
            return completes(template, before, who)
        case EventKind.ALLOCATION_CHANGED:
            stepped_down = any(other.key == "knows_family" for other in happened)
            return stepped_down or (Role.QA_LEAD in who.roles and before.state is not State.WITHDRAWN)
        case EventKind.REOPENED:
            stage = stage_of(template, before)
            checks = stage is not None and not stage.reply and completes(template, before, who)
            if before.state is State.SUBMITTED and checks:
                return True  # given back by whoever completes the stage in hand
            return Role.QA_LEAD in who.roles and before.state in (State.SUBMITTED, State.FINAL)
        case _:
            raise AssertionError(f"say in this table who may bring about {event.what}")


def _replies(template: Template, before: Audit, who: Who, event: DomainEvent) -> bool:
    """The manager, unless they are an auditor of it, says what they think; those who complete the stages
    after that answer it, and of the roles of the programme only whoever gave the grade."""
    stage = stage_of(template, before)
    if stage is None or not set(stage.by) & who.parts:
        return False
    if event.key.split("/")[1] in ("comment", "challenge", "drop", "sent"):
        return stage.reply == "reply" and "manager" in who.parts and "auditor" not in who.parts
    givers = {c.giver for c in before.replies[-1].challenges}
    return stage.reply == "decide" or (
        stage.reply == "answer" and ("auditor" in who.parts or who.id in givers)
    )


def _reviews(before: Audit, who: Who, event: DomainEvent, question: Question) -> bool:
    """The manager's own columns of an action that was sent to them; the auditors' stay as they were."""
    earlier = before.answer(event.key)
    theirs = {c.id for c in question.columns if c.filled_by == "auditor"}
    if "manager" not in who.parts or not before.sent or earlier is None or earlier.removed:
        return False

    def asked(value: object) -> dict[str, str]:
        return {k: v for k, v in value.items() if k in theirs} if isinstance(value, dict) else {}

    words = MARK.findall(earlier.passage.text) if earlier.passage is not None else []
    return asked(earlier.value) == asked(event.value) and (
        not words or (event.passage is not None and set(words) <= set(MARK.findall(event.passage.text)))
    )


def wrongly_kept(
    template: Template,
    who: Who,
    before: ConversationState,
    after: ConversationState,
    marks: dict[str, str],
    told: str,
    audit: Audit,
) -> list[str]:
    """What now waits for this person as their own text, and is not."""
    wrong = []
    for key, draft in after.drafts.items():
        if before.drafts.get(key) == draft:
            continue
        question = template.by_id.get(key.partition("/")[0])
        stage = template.stages[0].id if question is None else question.stage or template.stages[0].id
        people = () if question is None else question.by or template.stage_by_id[stage].by
        if not who.parts & set(people):
            wrong.append(f"a text kept at {key}")
        kept = set(MARK.findall(f"{draft.value} {draft.words}")) - set(MARK.findall(told))
        wrong += [f"{mark} kept at {key}" for mark in kept if not may_see(template, audit, who, marks[mark])]
    return wrong
