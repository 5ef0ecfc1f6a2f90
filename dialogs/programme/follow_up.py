"""What followed from the audits: the manager's reply, the actions, the concerns, the good examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from statistics import median

from dialogs.audits.manager_reply import ReplyKind
from dialogs.programme.facts import Form
from dialogs.programme.findings import ConcernFacts
from dialogs.programme.places import Given, added, joined, together
from dialogs.programme.report import Count, Counted, GivenAction, Line, Section, Table
from template_specs.kinds import label
from template_specs.model import Template
from template_specs.sentences import N_, _, ngettext

_REPLIES = {
    ReplyKind.AGREE: N_("Agreed"),
    ReplyKind.COMMENT: N_("Commented"),
    ReplyKind.CHALLENGE: N_("Challenged a grade"),
    ReplyKind.NONE: N_("No reply in time"),
}
AGES = ((30, N_("up to 30 days")), (90, N_("31 to 90 days")), (None, N_("over 90 days")))


def replies(counted: Counted, forms: Mapping[Form, Template]) -> Section:
    """The right to reply: how it was used, and which grades it changed."""
    asked, tally = counted.with_reply(), counted.tally
    if not asked:
        none = _("No form of this period has the manager's right to reply.")
        return Section("replies", _("The manager's reply"), (none,))
    used = {kind: joined(tally.replies(form, kind) for form in tally.forms) & asked for kind in _REPLIES}
    asked -= counted.final - joined(used.values())
    if not asked:
        none = _("The manager was asked for a reply in none of the completed audits.")
        return Section("replies", _("The manager's reply"), (none,))
    lines = [
        Line(kind.value, str(told), (counted.placed(used[kind], len(asked)),))
        for kind, told in _REPLIES.items()
    ]
    open_now = asked - joined(used.values())
    lines.append(Line("open", _("Not replied yet"), (counted.placed(open_now, len(asked)),)))
    tables = [Table("replies.used", _("How it was used"), (_("Reply"), _("Audits")), tuple(lines))]
    changes = _changes(counted, forms)
    if changes:
        rows = [
            Line(f"{name}.{was}.{now}", name, (was, now, counted.times(together(given))))
            for (name, was, now), given in changes.items()
        ]
        columns = (_("Grade"), _("It was"), _("It is now"), _("Times"))
        tables.append(Table("replies.changed", _("Grades changed after it"), columns, tuple(rows), heads=3))
    said = () if changes else (_("No grade was changed after a manager's reply."),)
    return Section("replies", _("The manager's reply"), said, tuple(tables))


def _changes(counted: Counted, forms: Mapping[Form, Template]) -> Mapping[tuple[str, str, str], list[Given]]:
    found: dict[tuple[str, str, str], list[Given]] = {}
    for form, template in forms.items():
        for question_id, grades in counted.tally.graded(form).items():
            question = template.by_id[question_id]
            for grade, places in grades.items():
                before = grade.moderated or grade.initial
                if grade.replied and grade.replied != before and grade.final == grade.replied:
                    change = (question.name, label(question, before), label(question, grade.replied))
                    found.setdefault(change, []).append(Given(places, len(places)))
    return found


def actions(counted: Counted, today: date) -> Section:
    """The actions recommended: done, open, overdue; how old the open ones are."""
    given = counted.actions()
    if not given:
        none = _("No completed audit recommended an action.")
        return Section("actions", _("Actions"), (none,))
    total = sum(len(each.audits) for each in given)
    done = [each for each in given if each.action.done]
    left = [each for each in given if not each.action.done]
    overdue = [each for each in left if each.action.overdue]
    undated = [each for each in left if each.action.by_when is None]
    lines = [
        Line("all", _("Recommended"), (_times(counted, given),)),
        Line("done", _("Done"), (_times(counted, done, total),)),
        Line("open", _("Open"), (_times(counted, left, total),)),
        Line("overdue", _("of these, past their day"), (_times(counted, overdue, total),)),
        Line("undated", _("of these, without a day"), (_times(counted, undated, total),)),
    ]
    tables = [
        Table("actions.all", _("Actions recommended"), (_("Actions"), _("Number")), tuple(lines), chart=1),
        _progress(counted, given, total),
    ]
    if left:
        tables.append(_ages(counted, left, today))
    acted = joined(each.audits for each in given)
    with_action = counted.placed(acted & counted.completed, len(counted.completed))
    said = (_("At least one action was recommended in {count} completed audits.", count=with_action),)
    return Section("actions", _("Actions"), said, tuple(tables))


def _times(counted: Counted, actions: Sequence[GivenAction], of: int | None = None) -> Count:
    return counted.times(added(each.audits for each in actions), of)


def _progress(counted: Counted, given: Sequence[GivenAction], total: int) -> Table:
    words: dict[str, list[GivenAction]] = {}
    unreviewed = _("Not reviewed yet")
    for each in given:
        words.setdefault(each.action.progress or unreviewed, []).append(each)
    lines = [Line(word, word, (_times(counted, found, total),)) for word, found in words.items()]
    columns = (_("Progress"), _("Actions"))
    return Table("actions.progress", _("As supervision has reviewed them"), columns, tuple(lines))


def _ages(counted: Counted, left: Sequence[GivenAction], today: date) -> Table:
    lines, before = [], -1
    total = sum(len(each.audits) for each in left)
    for most, told in AGES:
        found = [
            each
            for each in left
            if each.action.recommended_on is not None
            and before < (today - each.action.recommended_on).days <= (most if most is not None else 10**6)
        ]
        lines.append(Line(str(most or "more"), str(told), (_times(counted, found, total),)))
        before = most or before
    columns = (_("Since it was recommended"), _("Actions"))
    return Table("actions.age", _("How long actions have been open"), columns, tuple(lines))


def concerns(counted: Counted, in_seconds: Sequence[ConcernFacts] = ()) -> Section:
    """The immediate concerns: how many, and how fast they were read.  `in_seconds`: those raised in second
    audits, which count here and in no other figure."""
    raised = [*counted.concerns(), *((concern, Given(times=1)) for concern in in_seconds)]
    title = _("Immediate concerns")
    if not raised:
        return Section("concerns", title, (_("No immediate concern was raised."),))
    total = sum(given.times for _concern, given in raised)

    def those(is_meant: Callable[[ConcernFacts], bool], of: int | None = total) -> Count:
        return counted.times(together(given for concern, given in raised if is_meant(concern)), of)

    lines = (
        Line("raised", _("Raised"), (those(lambda concern: True, None),)),
        Line("delivered", _("Delivered"), (those(lambda concern: concern.delivered_at is not None),)),
        Line("read", _("Read and acknowledged"), (those(lambda concern: concern.read_at is not None),)),
        Line("unread", _("Not read yet"), (those(lambda concern: concern.read_at is None),)),
        Line("outcome", _("What happened next is on record"), (those(lambda concern: concern.outcome),)),
    )
    times = [
        seconds
        for concern, given in raised
        if concern.read_at is not None
        for seconds in [(concern.read_at - concern.raised_at).total_seconds()] * given.times
    ]
    said = []
    if times:
        said.append(
            _(
                "From raising to reading it took {middle} in the middle case, and {longest} at most.",
                middle=how_long(median(times)),
                longest=how_long(max(times)),
            )
        )
    if in_seconds:
        number = len(in_seconds)
        said.append(
            ngettext(
                "{number} of them was raised in a second audit.",
                "{number} of them were raised in second audits.",
                number,
                number=number,
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
    completed, tally = counted.completed, counted.tally
    examples = joined(tally.examples(form) for form in tally.forms)
    marked = counted.placed(examples & completed, len(completed))
    best: dict[tuple[str, str], list[Given]] = {}
    for form, template in forms.items():
        for question_id in tally.graded(form):
            question = template.by_id[question_id]
            given = tally.finals(form, question_id)[0].get(question.best)
            if given and given.times and not template.is_overall(question):
                best.setdefault((question.name, label(question, question.best)), []).append(given)
    most = sorted(((name, together(given)) for name, given in best.items()), key=lambda told: -told[1].times)
    lines = [Line("marked", _("Marked as good to be shown to inspectors"), ("", marked))]
    lines += [
        Line(name, name, (grade, counted.placed(given.audits))) for (name, grade), given in most[:MOST_BEST]
    ]
    columns = (_("What was good"), _("Grade"), _("Audits"))
    said = _("The words stay in the audits: an example is made anonymous by a person before it is passed on.")
    table = Table("good_practice.all", _("Where to look for examples"), columns, tuple(lines), heads=2)
    return Section("good_practice", _("Good practice"), (said,), (table,))


MOST_BEST = 10
"""Areas named in the list of what was graded best."""
