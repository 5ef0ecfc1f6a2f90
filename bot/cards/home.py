"""Cards outside an audit: what needs somebody now, the words to type, the programme, and a history."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.buttons import offered, press
from bot.cards.elements import (
    Budget,
    Element,
    beside,
    bold,
    card,
    choices,
    clip,
    day,
    group,
    header,
    line,
    named,
    run,
    small,
    title,
    words,
)
from dialogs.conversation.views import (
    Button,
    GradeCounts,
    HelpView,
    HistoryView,
    Need,
    ProgrammeLine,
    ProgrammeListView,
    StatusView,
    Urgency,
    WelcomeView,
)
from template_specs.sentences import _

LINE_BYTES = 300


def welcome(view: WelcomeView, room: Budget) -> Element:
    """What needs this person now; for a newcomer then what the bot does."""
    body = [title(view.title), *needs(view.needs, _("What needs you now"))]
    if view.more:
        body.append(
            small(
                _("1 more thing is open.")
                if view.more == 1
                else _("{more} more things are open.", more=view.more)
            )
        )
    if view.quiet:
        body.append(words(clip(view.quiet, room.quote)))
    about = [words(clip(text, room.quote), spacing="Small") for text in view.lines[: room.items]]
    if about and (view.needs or view.quiet):
        about[0] = {**about[0], "separator": True, "spacing": "Medium"}
    return card([*body, *about], offered(view.offers))


def needs(open_now: Sequence[Need], head: str) -> list[Element]:
    """Each thing that is open, with its button; only the first button is the primary one."""
    if not open_now:
        return []
    return [bold(head), *(_need(need, primary=n == 0) for n, need in enumerate(open_now))]


def _need(need: Need, *, primary: bool) -> Element:
    urgent = need.overdue or need.urgency <= Urgency.CONCERN
    items = [line(run(clip(need.text, LINE_BYTES), weight="Bolder" if urgent else "Default"))]
    if need.due is not None:
        due = (
            _("Overdue: was due on {day}", day=day(need.due))
            if need.overdue
            else _("Due {day}", day=day(need.due))
        )
        items.append(line(run(due, weight="Bolder" if need.overdue else "Default"), spacing="None"))
    style = {Urgency.UNSENT: "attention", Urgency.CONCERN: "attention"}.get(need.urgency, "")
    style = style or ("warning" if need.overdue else "")
    if need.button is not None:
        items.append(choices([pressed(need.button, primary=primary)]))
    return group(items, style, separator=True)


def pressed(button: Button, *, primary: bool = False) -> Element:
    """A button of a view."""
    return press(button.label, button.action.verb, button.action.data, primary=primary)


def help_card(view: HelpView, room: Budget) -> Element:
    """The words to type, and what each does."""
    body = [title(_("What you can type")), words(clip(view.intro, room.quote))]
    for typed, does in view.words:
        shown = line(
            run(clip(typed, LINE_BYTES), weight="Bolder"), run(f": {clip(does, LINE_BYTES)}"), spacing="Small"
        )
        body.append(shown)
    return card(body, offered(view.offers))


def status(view: StatusView, room: Budget) -> Element:
    """The programme in counts, each with the way to the audits behind it."""
    body = [title(view.title)]
    if not view.counts:
        body.append(words(view.empty or _("No audits have been allocated yet.")))
        return card([*body, *_held_up(view, room)])
    for label, count, button in view.counts[:40]:
        figure = [named(clip(label, LINE_BYTES), f"{count:,}")]
        body.append(beside(figure, [pressed(button)]) if button is not None else figure[0])
    overdue = _("None overdue") if not view.overdue else _("Overdue: {overdue:,}", overdue=view.overdue)
    if view.overdue_list is None:
        body.append(group([bold(overdue)], "warning" if view.overdue else "good"))
    else:
        body.append(group([beside([bold(overdue)], [pressed(view.overdue_list)])], "warning"))
    body += [part for counted in view.grades for part in _grades(counted)]
    rest = [*_concerns(view, room), *_unsent(view), *_held_up(view, room)]
    return card([*body, *rest], offered(view.offers))


_STEPS = ("good", "categoricalBlue", "warning", "attention")
"""The colours of a scale's steps, the best first; each stands beside its words and its number."""


def _grades(counted: GradeCounts) -> list[Element]:
    """The grades of one scale: drawn by clients that can, and the same in words, where each figure opens."""
    lines = []
    for grade, count, button in counted.steps:
        figure = [named(clip(grade, LINE_BYTES), f"{count:,}")]
        lines.append(beside(figure, [pressed(button)]) if button is not None else figure[0])
    return [group([bold(counted.title), *_drawn(counted), *lines], separator=True)]


def _drawn(counted: GradeCounts) -> list[Element]:
    """The bars.  Clients put the number above a bar that is part of a whole, and behind any other, where a
    narrow card cuts it off."""
    if not counted.names:
        return []
    data = [
        {
            "x": clip(name, LINE_BYTES),
            "y": count,
            "color": _STEPS[place * len(_STEPS) // len(counted.steps)],
        }
        for place, (name, (_grade, count, _button)) in enumerate(
            zip(counted.names, counted.steps, strict=True)
        )
    ]
    chart = {
        "type": "Chart.HorizontalBar",
        "title": clip(counted.title, LINE_BYTES),
        "displayMode": "PartToWhole",
        "data": data,
        "fallback": "drop",
    }
    return [chart]


def _concerns(view: StatusView, room: Budget) -> list[Element]:
    """How many concerns were raised, and those that nobody has read: never their words."""
    if not view.concerns:
        return []
    things = (
        _("1 immediate concern was")
        if view.concerns == 1
        else _("{concerns:,} immediate concerns were", concerns=view.concerns)
    )
    if not view.unread:
        return [group([words(_("{things} raised, and read.", things=things))])]
    items = [bold(_("{things} raised; {unread:,} not read yet", things=things, unread=view.unread))]
    items += [small(clip(text, LINE_BYTES)) for text in view.unread_list[: room.items]]
    more = view.unread - len(view.unread_list[: room.items])
    if more > 0:
        items.append(small(_("{more:,} more.", more=more)))
    return [group(items, "attention")]


def _unsent(view: StatusView) -> list[Element]:
    """Concerns that wait for Send now: how many and whose, never their words."""
    if not view.unsent:
        return []
    things = _("1 concern has") if view.unsent == 1 else _("{unsent:,} concerns have", unsent=view.unsent)
    items = [bold(_("{things} waited 30 minutes to be sent", things=things))]
    if view.unsent_by:
        who = clip(", ".join(view.unsent_by), LINE_BYTES)
        items.append(small(_("{who}. Ask them to send it or drop it; I do not show you its words.", who=who)))
    return [group(items, "warning")]


def _held_up(view: StatusView, room: Budget) -> list[Element]:
    """What could not be delivered, each with whom it is for and why."""
    if not view.held_up:
        return []
    things = _("1 card has") if view.held_up == 1 else _("{held_up:,} cards have", held_up=view.held_up)
    items = [bold(_("{things} not arrived", things=things))]
    shown = view.held[: room.items]
    items += [small(clip(text, LINE_BYTES)) for text in shown]
    more = view.held_up - len(shown)
    if more:
        items.append(small(_("{more:,} more. Whoever runs the bot can list them: outbox list.", more=more)))
    return [group(items, "warning")]


def programme_list(view: ProgrammeListView, room: Budget) -> Element:
    """The audits behind one number of the status."""
    body = [title(view.title)]
    if not view.lines:
        body.append(words(view.empty))
    body += [_of_programme(shown) for shown in view.lines]
    if view.chase is not None:
        body.append(choices([pressed(view.chase)]))
    return card(body, [*_following(view.following), press(_("Show the status"), "status", {})])


def _of_programme(shown: ProgrammeLine) -> Element:
    items = [
        line(run(shown.case, weight="Bolder"), run(f" · {clip(shown.by, LINE_BYTES)}" if shown.by else ""))
    ]
    if shown.grade:
        items.append(named(_("Overall"), clip(shown.grade, LINE_BYTES), spacing="None"))
    if shown.due is not None:
        due = (
            _("Overdue: was due on {day}", day=day(shown.due))
            if shown.overdue
            else _("Due {day}", day=day(shown.due))
        )
        items.append(line(run(due, weight="Bolder" if shown.overdue else "Default"), spacing="None"))
    items.append(small(clip(shown.state, LINE_BYTES), spacing="None"))
    data = {"audit": shown.audit}
    buttons = [press(_("Open"), "open", data)] if shown.opens else []
    if shown.remind:
        buttons.append(press(_("Remind"), "remind", data))
    if shown.panel:
        buttons.append(press(shown.panel, "panel", data))
    return beside(items, buttons, separator=True) if buttons else group(items, separator=True)


def history(view: HistoryView, room: Budget) -> Element:
    """Who did what and when, the latest first."""
    body = [header(view.form, view.case), title(_("What has happened"))]
    body += [words(clip(text, LINE_BYTES), spacing="Small") for text in view.lines]
    if not view.lines:
        body.append(words(_("Nothing yet.")))
    return card(
        body, [*_following(view.following), press(_("Open the audit"), "open", {"audit": view.audit})]
    )


def _following(button: Button | None) -> list[Element]:
    return [pressed(button)] if button is not None else []
