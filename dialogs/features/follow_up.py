"""What follows from a grade, as its form says: people are told, the manager writes a plan, the case is
audited again; what is late is chased once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from dialogs.audits import replies
from dialogs.audits.audit import PersonId, Role, State
from dialogs.audits.events import EventKind
from dialogs.audits.follow_ups import CHASED, FOLLOWS, PLAN, REAUDIT, Followed
from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.subjects import FollowUpCard
from dialogs.conversation.views import ConsequenceView, Notice, Sentence, View
from dialogs.features.returning import people_for
from template_specs.dates import LOCAL, uk_date
from template_specs.kinds import clean, label
from template_specs.model import FollowUp
from template_specs.sentences import _
from template_specs.workdays import after_working_days

LIMIT = 4000
"""Characters."""
LEAST = 3
"""Words of a plan."""


@dataclass(frozen=True, slots=True)
class WritePlan(Command):
    """The manager's plan; `question` empty (typed): for whatever asks for one."""

    permission = Permission.REVIEW_ACTION
    verbs = ("follow_up_plan",)
    gives_back = True

    question: str
    words: str

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        return cls(data.text("item"), data.input("plan") or "")

    def texts(self) -> Iterator[tuple[str, str]]:
        yield "", self.words


@dataclass(frozen=True, slots=True)
class ChaseFollowUps(Command):
    """A plan is late, or a case is due to be audited again: seen by the bot itself."""

    permission = Permission.DELIVER


def owed(before: TurnContext, context: TurnContext) -> TurnContext:
    """With what follows, where this turn has made a grade count from which something follows, or has changed
    it to one from which nothing does.  While the audit is reopened nothing changes."""
    if not context.audit.sent:
        return context
    for rule in context.template.follow_ups:
        was, now = _grade(before, rule) if before.audit.sent else "", _grade(context, rule)
        if now in rule.answers and was != now:
            context = _applies(context, rule, now)
        elif now not in rule.answers and rule.question in context.audit.follow_ups:
            context = _lifted(context, rule, now)
    return context


def _grade(context: TurnContext, rule: FollowUp) -> str:
    """The grade that counts at the rule's question now, by code; empty where none is given."""
    asked = context.template.by_id[rule.question]
    for question in reversed((asked, *context.template.later_grades(asked.id))):
        answer = context.audit.answer(question.id)
        if answer is None or answer.removed or not isinstance(answer.value, str):
            continue
        after = replies.regraded(context.audit, question.id)
        return after[1].grade if after is not None else answer.value
    return ""


def _applies(context: TurnContext, rule: FollowUp, grade: str) -> TurnContext:
    today = context.turn.now.astimezone(LOCAL).date()
    plan = after_working_days(today, rule.plan_days).isoformat() if rule.plan_days else ""
    again = (today + timedelta(weeks=rule.reaudit_weeks)).isoformat() if rule.reaudit_weeks else ""
    value = {"grade": grade, PLAN: plan, REAUDIT: again}
    context = context.record(EventKind.ACKNOWLEDGED, f"{FOLLOWS}/{rule.question}", value)
    return _with_cards(context, rule)


def _lifted(context: TurnContext, rule: FollowUp, grade: str) -> TurnContext:
    context = context.record(EventKind.ACKNOWLEDGED, f"{FOLLOWS}/{rule.question}")
    question = context.template.by_id[rule.question]
    text = _(
        "{name} of {case} is now {grade}, so what the earlier grade asked for is not needed any more.",
        name=question.name,
        case=context.audit.case.reference,
        grade=label(question, grade) if grade else _("open"),
    )
    told = (Notice(p, context.told, text=text) for p in _people(context, rule))
    return _with_cards(context, rule).notify(*told)


def _with_cards(context: TurnContext, rule: FollowUp) -> TurnContext:
    cards = (Notice(person, FollowUpCard(rule.question)) for person in _people(context, rule))
    return context.notify(*cards)


def _people(context: TurnContext, rule: FollowUp) -> tuple[PersonId, ...]:
    """The manager, and whom the form names."""
    manager = (context.audit.manager,) if context.audit.manager else ()
    told = (person for part in rule.tell for person in people_for(context, part))
    return tuple(dict.fromkeys((*manager, *told)))


def write_plan(context: TurnContext, command: WritePlan) -> TurnContext:
    """Keep it; everybody who was told sees it on their card."""
    rule = _meant(context, command.question)
    if rule is None:
        return context.reply(Sentence(_("No plan is asked for in this audit. Nothing has been saved.")))
    words = clean(command.words).strip()
    if len(words.split()) < LEAST or len(words) > LIMIT:
        problem = _("Write the plan in a sentence or more, up to {limit:,} characters.", limit=LIMIT)
        return _shown(context, rule, typed=words, problem=problem)
    stands = context.audit.follow_ups[rule.question]
    if stands.plan is not None and stands.plan.text == words:
        return _shown(context, rule)  # the same press again
    context = context.record(EventKind.ACKNOWLEDGED, f"{PLAN}/{rule.question}", words=words)
    text = _(
        "{who} has written the plan for {case}. Its card has it.",
        who=context.turn.actor.name,
        case=context.audit.case.reference,
    )
    others = (p for p in _people(context, rule) if p != context.turn.actor.id)
    context = _with_cards(context, rule).notify(*(Notice(p, context.told, text=text) for p in others))
    saved = Sentence(_("The plan is saved, and those who were told can see it."))
    return context.reply(saved) if context.turn.typed else _shown(context, rule).reply(saved)


def _meant(context: TurnContext, question: str) -> FollowUp | None:
    rules = [
        rule
        for rule in context.template.follow_ups
        if rule.plan_days and rule.question in context.audit.follow_ups and question in ("", rule.question)
    ]
    return rules[0] if rules else None


def chase(context: TurnContext, command: ChaseFollowUps) -> TurnContext:
    """Each late plan, and each case that is due again, is told once to those who can act."""
    if context.audit.state is State.WITHDRAWN:
        return context
    for rule in context.template.follow_ups:
        stands = context.audit.follow_ups.get(rule.question)
        for what in late(stands, context.turn.today) if stands is not None else ():
            context = context.happened_by(
                replies.BOT, EventKind.ACKNOWLEDGED, f"{CHASED}/{rule.question}", what
            )
            people = _people(context, rule)
            if what == REAUDIT:
                people = context.turn.with_role.get(Role.QA_LEAD.value, ())
            text = _late_words(context, stands, what) if stands is not None else ""
            context = context.notify(*(Notice(p, context.told, text=text) for p in people))
    return context


def late(stands: Followed, today: date) -> Iterator[str]:
    """What is to be chased on `today`, and has not been yet."""
    unwritten = stands.plan_by is not None and stands.plan is None and PLAN not in stands.chased
    if unwritten and stands.plan_by is not None and stands.plan_by < today:
        yield PLAN
    if stands.reaudit_by is not None and stands.reaudit_by <= today and REAUDIT not in stands.chased:
        yield REAUDIT


def _late_words(context: TurnContext, stands: Followed, what: str) -> str:
    case = context.audit.case.reference
    if what == PLAN and stands.plan_by is not None:
        return _(
            "The plan for {case} was due on {day} and is not written yet. {manager} writes it on its card, "
            "or types plan: and the plan.",
            case=case,
            day=uk_date(stands.plan_by),
            manager=context.name(context.audit.manager),
        )
    return _(
        "{case} is due to be audited again: it was graded {grade} on {day}. Put it on the next case list.",
        case=case,
        grade=_label(context, stands),
        day=uk_date(stands.at.astimezone(LOCAL).date()),
    )


def _label(context: TurnContext, stands: Followed) -> str:
    return label(context.template.by_id[stands.question], stands.grade)


def _shown(context: TurnContext, rule: FollowUp, *, typed: str = "", problem: str = "") -> TurnContext:
    view = _view(context, rule, typed=typed, problem=problem)
    return context.reply(view) if view is not None else context


def _view(
    context: TurnContext, rule: FollowUp, *, typed: str = "", problem: str = ""
) -> ConsequenceView | None:
    audit, question = context.audit, context.template.by_id[rule.question]
    stands = audit.follow_ups.get(rule.question)
    if not context.parts & {"manager", *rule.tell}:
        return None
    case, manager = audit.case.reference, context.name(audit.manager)
    shown = ConsequenceView(audit.id, rule.question, case, context.template.short_title, ())
    if stands is None or not audit.sent:
        over = _("Nothing follows from it now: the audit was reopened, or the grade has changed.")
        return ConsequenceView(audit.id, rule.question, case, context.template.short_title, (over,))
    lines = [
        _(
            "{name}: {grade}. Audited by {auditors}.",
            name=question.name,
            grade=_label(context, stands),
            auditors=context.names(audit.auditors),
        )
    ]
    if stands.plan_by is not None and stands.plan is None:
        lines.append(_("{manager} writes a plan by {day}.", manager=manager, day=uk_date(stands.plan_by)))
    if stands.plan_at is not None:
        day = uk_date(stands.plan_at.astimezone(LOCAL).date())
        lines.append(_("{name} wrote the plan on {day}.", name=context.name(stands.planned_by), day=day))
    if stands.reaudit_by is not None:
        lines.append(_("The case is audited again by {day}.", day=uk_date(stands.reaudit_by)))
    return ConsequenceView(
        shown.audit,
        shown.question,
        shown.case,
        shown.form,
        tuple(lines),
        plan=stands.plan,
        can_plan="manager" in context.parts and bool(rule.plan_days),
        typed=typed,
        problem=problem,
    )


def _card(context: TurnContext, about: FollowUpCard, due: DueNotice) -> View | None:
    rule = next((r for r in context.template.follow_ups if r.question == about.question), None)
    return _view(context, rule) if rule is not None else None


FEATURE = Feature(handlers={WritePlan: write_plan, ChaseFollowUps: chase}, notices={FollowUpCard: _card})
