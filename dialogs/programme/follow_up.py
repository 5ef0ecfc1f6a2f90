"""What followed from the audits: the manager's reply, the actions, the concerns, the good examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median

from dialogs.audits.manager_reply import ReplyKind
from dialogs.programme.facts import ActionFacts, AuditFacts, Form
from dialogs.programme.report import Count, Counted, Line, Section, Table
from template_specs.kinds import label
from template_specs.model import Template
from template_specs.sentences import N_, _

_REPLIES = {
    ReplyKind.AGREE: N_("Agreed"),
    ReplyKind.COMMENT: N_("Commented"),
    ReplyKind.CHALLENGE: N_("Challenged a grade"),
    ReplyKind.NONE: N_("No reply in time"),
}
AGES = ((30, N_("up to 30 days")), (90, N_("31 to 90 days")), (None, N_("over 90 days")))


def replies(counted: Counted, forms: Mapping[Form, Template]) -> Section:
    """The right to reply: how it was used, and which grades it changed."""
    asked = [a for a in counted.audits if a.completed and a.reply_possible]
    if not asked:
        none = _("No form of this period has the manager's right to reply.")
        return Section("replies", _("The manager's reply"), (none,))
    lines = [
        Line(kind.value, str(told), (counted.count([a for a in asked if a.reply == kind], len(asked)),))
        for kind, told in _REPLIES.items()
    ]
    open_now = [audit for audit in asked if not audit.reply]
    lines.append(Line("open", _("Not replied yet"), (counted.count(open_now, len(asked)),)))
    tables = [Table("replies.used", _("How it was used"), (_("Reply"), _("Audits")), tuple(lines))]
    changes = _changes(counted, forms)
    if changes:
        rows = [
            Line(f"{name}.{was}.{now}", name, (was, now, counted.placed(places, times=len(places))))
            for (name, was, now), places in changes.items()
        ]
        columns = (_("Grade"), _("It was"), _("It is now"), _("Times"))
        tables.append(Table("replies.changed", _("Grades changed after it"), columns, tuple(rows)))
    said = () if changes else (_("No grade was changed after a manager's reply."),)
    return Section("replies", _("The manager's reply"), said, tuple(tables))


def _changes(counted: Counted, forms: Mapping[Form, Template]) -> Mapping[tuple[str, str, str], list[int]]:
    found: dict[tuple[str, str, str], list[int]] = {}
    for form, template in forms.items():
        for question_id, grades in counted.tally.graded(form).items():
            question = template.by_id[question_id]
            for grade, places in grades.items():
                before = grade.moderated or grade.initial
                if grade.replied and grade.replied != before and grade.final == grade.replied:
                    change = (question.name, label(question, before), label(question, grade.replied))
                    found.setdefault(change, []).extend(places)
    return found


def actions(counted: Counted, today: date) -> Section:
    """The actions recommended: done, open, overdue; how old the open ones are."""
    given = [(audit, action) for audit in counted.audits for action in audit.actions]
    completed = [audit for audit in counted.audits if audit.completed]
    if not given:
        none = _("No completed audit recommended an action.")
        return Section("actions", _("Actions"), (none,))
    done = [(a, action) for a, action in given if action.done]
    left = [(a, action) for a, action in given if not action.done]
    overdue = [(a, action) for a, action in left if action.overdue]
    undated = [(a, action) for a, action in left if action.by_when is None]
    lines = [
        Line("all", _("Recommended"), (_times(counted, given, None),)),
        Line("done", _("Done"), (_times(counted, done, len(given)),)),
        Line("open", _("Open"), (_times(counted, left, len(given)),)),
        Line("overdue", _("of these, past their day"), (_times(counted, overdue, len(given)),)),
        Line("undated", _("of these, without a day"), (_times(counted, undated, len(given)),)),
    ]
    tables = [
        Table("actions.all", _("Actions recommended"), (_("Actions"), _("Number")), tuple(lines), chart=1),
        _progress(counted, given),
    ]
    if left:
        tables.append(_ages(counted, left, today))
    with_action = counted.count([audit for audit in completed if audit.actions], len(completed))
    said = (_("At least one action was recommended in {count} completed audits.", count=with_action),)
    return Section("actions", _("Actions"), said, tuple(tables))


Given = Sequence[tuple[AuditFacts, ActionFacts]]


def _times(counted: Counted, given: Given, of: int | None) -> Count:
    return counted.count([audit for audit, _action in given], of, times=len(given))


def _progress(counted: Counted, given: Given) -> Table:
    words: dict[str, list[tuple[AuditFacts, ActionFacts]]] = {}
    unreviewed = _("Not reviewed yet")
    for audit, action in given:
        words.setdefault(action.progress or unreviewed, []).append((audit, action))
    lines = [Line(word, word, (_times(counted, found, len(given)),)) for word, found in words.items()]
    columns = (_("Progress"), _("Actions"))
    return Table("actions.progress", _("As supervision has reviewed them"), columns, tuple(lines))


def _ages(counted: Counted, left: Given, today: date) -> Table:
    lines, before = [], -1
    for most, told in AGES:
        found = [
            (audit, action)
            for audit, action in left
            if action.recommended_on is not None
            and before < (today - action.recommended_on).days <= (most if most is not None else 10**6)
        ]
        lines.append(Line(str(most or "more"), str(told), (_times(counted, found, len(left)),)))
        before = most or before
    columns = (_("Since it was recommended"), _("Actions"))
    return Table("actions.age", _("How long actions have been open"), columns, tuple(lines))


def concerns(counted: Counted) -> Section:
    """The immediate concerns: how many, and how fast they were read."""
    raised = [(audit, concern) for audit in counted.audits for concern in audit.concerns]
    title = _("Immediate concerns")
    if not raised:
        return Section("concerns", title, (_("No immediate concern was raised."),))
    read = [(a, c) for a, c in raised if c.read_at is not None]
    unread = [(a, c) for a, c in raised if c.read_at is None]
    reached = [(a, c) for a, c in raised if c.delivered_at is not None]
    told = [(a, c) for a, c in raised if c.outcome]

    def counts(found: Sequence[tuple[AuditFacts, object]], of: int | None) -> Count:
        return counted.count([audit for audit, _concern in found], of, times=len(found))

    lines = (
        Line("raised", _("Raised"), (counts(raised, None),)),
        Line("delivered", _("Delivered"), (counts(reached, len(raised)),)),
        Line("read", _("Read and acknowledged"), (counts(read, len(raised)),)),
        Line("unread", _("Not read yet"), (counts(unread, len(raised)),)),
        Line("outcome", _("What happened next is on record"), (counts(told, len(raised)),)),
    )
    times = [(c.read_at - c.raised_at).total_seconds() for _a, c in read if c.read_at is not None]
    said = []
    if times:
        said.append(
            _(
                "From raising to reading it took {middle} in the middle case, and {longest} at most.",
                middle=how_long(median(times)),
                longest=how_long(max(times)),
            )
        )
    table = Table("concerns.all", title, (_("Concerns"), _("Number")), lines)
    return Section("concerns", title, tuple(said), (table,))


def how_long(seconds: float) -> str:
    """ "under a minute", "12 minutes", "3 hours", "2 days", rounded down."""
    minutes = int(seconds // 60)
    for size, one, several in (
        (1440, _("1 day"), _("days")),
        (60, _("1 hour"), _("hours")),
        (1, _("1 minute"), _("minutes")),
    ):
        if minutes >= size:
            count = minutes // size
            return one if count == 1 else f"{count} {several}"
    return _("under a minute")


def good_practice(counted: Counted, forms: Mapping[Form, Template]) -> Section:
    """The audits marked as good to be shown, and what was graded best most often."""
    completed = [audit for audit in counted.audits if audit.completed]
    marked = counted.count([audit for audit in completed if audit.example], len(completed))
    best: Counter[tuple[str, str]] = Counter()
    audits: dict[tuple[str, str], list[int]] = {}
    for form, template in forms.items():
        for question_id in counted.tally.graded(form):
            question = template.by_id[question_id]
            places = counted.tally.finals(form, question_id)[0].get(question.best)
            if places and not template.is_overall(question):
                found = (question.name, label(question, question.best))
                best[found] += len(places)
                audits.setdefault(found, []).extend(places)
    lines = [Line("marked", _("Marked as good to be shown to inspectors"), ("", marked))]
    lines += [
        Line(name, name, (grade, counted.placed(sorted(audits[name, grade]))))
        for (name, grade), _count in best.most_common(MOST_BEST)
    ]
    columns = (_("What was good"), _("Grade"), _("Audits"))
    said = _("The words stay in the audits: an example is made anonymous by a person before it is passed on.")
    table = Table("good_practice.all", _("Where to look for examples"), columns, tuple(lines))
    return Section("good_practice", _("Good practice"), (said,), (table,))


MOST_BEST = 10
"""Areas named in the list of what was graded best."""
