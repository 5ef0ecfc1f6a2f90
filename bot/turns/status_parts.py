"""The status of a part of the programme (a month, a team, a form, a list, a theme), and its grades."""

from __future__ import annotations

from bot.turns.in_hand import TurnInHand
from dialogs.audits.audit import State
from dialogs.conversation.views import View
from dialogs.features import home, programme
from dialogs.features.programme_scope import (
    FORM,
    GRADE,
    LIST,
    MONTH,
    TEAM,
    THEME,
    Grades,
    Scope,
    graded_so,
    month_in,
    read_list,
    scope_view,
    team_in,
)
from storage.list_items import AuditListItem
from storage.programme_lists import ProgrammePart
from template_specs.sentences import _
from template_specs.text import listed


async def in_part(hand: TurnInHand, words: str) -> View | None:
    """The figures of the month, team, form, list or theme that `words` name; None where they name none."""
    scope = await _scope_in(hand, words)
    if scope is None:
        return None
    part = ProgrammePart(scope.kind, scope.value)
    counts = await hand.work.programme.counts_in(part, hand.today)
    planned = (await hand.work.calendar.standing()).get(scope.value, ()) if scope.kind == MONTH else ()
    themes = listed(dict.fromkeys(one.theme for one in planned if one.theme), _("and"))
    return scope_view(scope, counts, await grades_of(hand, part), themes)


async def _scope_in(hand: TurnInHand, words: str) -> Scope | None:
    if month := month_in(words, hand.today):
        return Scope(MONTH, month)
    programme = hand.work.programme
    if team := team_in(words, await programme.values_of(TEAM)):
        return Scope(TEAM, team)
    titles = await _titles(hand)
    if title := team_in(words, [*titles, *titles.values()]):
        by_title = {title: form for form, title in titles.items()}
        form = by_title.get(title, title)
        return Scope(FORM, form, titles[form])
    for kind in (LIST, THEME):
        if value := team_in(words, await programme.values_of(kind)):
            return Scope(kind, value)
    return None


async def _titles(hand: TurnInHand) -> dict[str, str]:
    """The short titles of the forms that audits are on, by their ids."""
    titles = {}
    for content_hash in await hand.work.programme.newest_forms():
        template = await hand.work.template(content_hash)
        titles[template.id] = template.short_title
    return titles


async def grades_of(hand: TurnInHand, part: ProgrammePart) -> Grades:
    """The overall grades of a part, by form."""
    counted = await hand.work.programme.grades_in(part)
    return [(await hand.work.template(form), grade, count) for (form, grade), count in counted.items()]


async def items_in(hand: TurnInHand, which: str, skip: int) -> tuple[list[AuditListItem], int]:
    """A page of one list of a part of the programme, and how many are on it."""
    scope, listed = read_list(which)
    part, before = ProgrammePart(scope.kind, scope.value), None
    if listed.startswith(GRADE):
        return await _graded(hand, part, listed, skip)
    counts = await hand.work.programme.counts_in(part, hand.today)
    if listed == programme.OVERDUE:
        states, before = [State.ALLOCATED, State.IN_PROGRESS], hand.today
        total = counts["overdue"]
    else:
        states = [State(listed)] if listed in set(State) else [s for s in State if s is not State.WITHDRAWN]
        total = sum(counts.get(state, 0) for state in states)
    items = await hand.work.programme.page_in(part, states, home.MOST_LINES, skip, before=before)
    return list(items), total


async def _graded(
    hand: TurnInHand, part: ProgrammePart, listed: str, skip: int
) -> tuple[list[AuditListItem], int]:
    code, _colon, label = listed.removeprefix(GRADE).partition(":")
    counted = {
        form: count
        for (form, grade), count in (await hand.work.programme.grades_in(part)).items()
        if grade == code and graded_so(await hand.work.template(form), code, label)
    }
    if not counted:
        return [], 0
    items = await hand.work.programme.page_graded(part, code, sorted(counted), home.MOST_LINES, skip)
    return list(items), sum(counted.values())
