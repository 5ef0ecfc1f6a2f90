"""Lists to choose from: my audits, what is missing, the words to type, the programme's counts."""

from __future__ import annotations

from typing import Any

from bot.cards.buttons import offered, press
from bot.cards.elements import (
    Budget,
    Element,
    beside,
    bold,
    card,
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
from dialogs.conversation.views import AuditLine, AuditsView, GapsView, HelpView, StatusView, WelcomeView

LINE_BYTES = 300
MOST_SECTIONS = 30


def audits(view: AuditsView, room: Budget) -> Element:
    """ "My audits", each with its button."""
    body = [title(view.title)]
    if not view.lines:
        body.append(words(view.empty or "No audits are allocated to you."))
    body += [_audit(shown) for shown in view.lines[: room.items]]
    hidden = view.more + max(len(view.lines) - room.items, 0)
    if hidden:
        body.append(small(f"{hidden} more. To open one, type open and its case reference."))
    return card(body)


def _audit(shown: AuditLine) -> Element:
    items = [bold(shown.case), line(run(clip(shown.form, LINE_BYTES)), spacing="None")]
    state = clip(shown.state, LINE_BYTES)
    if shown.due is not None:
        due = f"Overdue: was due on {day(shown.due)}" if shown.overdue else f"Due {day(shown.due)}"
        items.append(line(run(due, weight="Bolder" if shown.overdue else "Default"), spacing="Small"))
    items.append(small(state))
    partner = f"With {shown.partner}" if shown.partner else ""
    theme = f"Theme: {clip(shown.theme, LINE_BYTES)}" if shown.theme else ""
    about = " · ".join(part for part in (partner, theme) if part)
    if about:
        items.append(small(about, spacing="None"))
    if not shown.can_open:
        return group(items, separator=True)
    return beside(items, [press(shown.open_label, "open", {"audit": shown.audit})], separator=True)


def gaps(view: GapsView, room: Budget) -> Element:
    """What a submission still needs, each with a button that goes there."""
    data = {"audit": view.audit, "token": view.token}
    if not view.total:
        body = [header(view.case), title("Nothing is missing"), words("The audit is ready to submit.")]
        return card(body, [press("Submit the audit", "submit", {**data, "confirmed": 0}, primary=True)])
    things = "1 thing is" if view.total == 1 else f"{view.total} things are"
    body = [header(view.case), title(f"{things} still needed")]
    if view.sections:
        body += [_missing(s.title, f"{s.count} to do", s.first, data) for s in view.sections[:MOST_SECTIONS]]
        return card(body, [press("Back to the questions", "card", data)])
    shown = view.gaps[: room.items]
    body += [_missing(gap.label, gap.why, gap.key if gap.can_go else "", data) for gap in shown]
    if view.total > len(shown):
        body.append(small(f"{view.total - len(shown)} more to do after these."))
    return card(body, [press("Back to the questions", "card", data)])


def _missing(name: str, why: str, place: str, data: dict[str, Any]) -> Element:
    """One line of what is missing, with the way there where this person may go it."""
    items = [bold(clip(name, LINE_BYTES)), small(clip(why, LINE_BYTES), spacing="None")]
    if not place:
        return group(items, separator=True)
    return beside(items, [press("Go there", "go", {**data, "to": place, "revs": {}})], separator=True)


def welcome(view: WelcomeView, room: Budget) -> Element:
    """What the bot does, and the first step."""
    body = [title(f"Hello {view.name}" if view.name else "Hello")]
    body += [words(clip(text, room.quote), spacing="Small") for text in view.lines[: room.items]]
    return card(body, offered(view.offers))


def help_card(view: HelpView, room: Budget) -> Element:
    """The words to type, and what each does."""
    body = [title("What you can type"), words(clip(view.intro, room.quote))]
    for typed, does in view.words:
        shown = line(
            run(clip(typed, LINE_BYTES), weight="Bolder"), run(f": {clip(does, LINE_BYTES)}"), spacing="Small"
        )
        body.append(shown)
    return card(body, offered(view.offers))


def status(view: StatusView, room: Budget) -> Element:
    """The programme in counts."""
    body = [title(view.title)]
    if not view.counts:
        body.append(words(view.empty or "No audits have been allocated yet."))
        return card([*body, *_held_up(view, room)])
    body += [named(clip(label, LINE_BYTES), f"{count:,}") for label, count in view.counts[:40]]
    overdue = "None overdue" if not view.overdue else f"Overdue: {view.overdue:,}"
    body.append(group([bold(overdue)], "warning" if view.overdue else "good"))
    return card([*body, *_unsent(view), *_held_up(view, room)])


def _unsent(view: StatusView) -> list[Element]:
    """Concerns that wait for Send now: how many and whose, never their words."""
    if not view.unsent:
        return []
    things = "1 concern has" if view.unsent == 1 else f"{view.unsent:,} concerns have"
    items = [bold(f"{things} waited 30 minutes to be sent")]
    if view.unsent_by:
        who = clip(", ".join(view.unsent_by), LINE_BYTES)
        items.append(small(f"{who}. Ask them to send it or drop it; I do not show you its words."))
    return [group(items, "warning")]


def _held_up(view: StatusView, room: Budget) -> list[Element]:
    """What could not be delivered: whom each card is for, and why."""
    if not view.held_up:
        return []
    things = "1 card has" if view.held_up == 1 else f"{view.held_up:,} cards have"
    items = [bold(f"{things} not arrived")]
    shown = view.held[: room.items]
    items += [small(clip(text, LINE_BYTES)) for text in shown]
    more = view.held_up - len(shown)
    if more:
        items.append(small(f"{more:,} more. Whoever runs the bot can list them: outbox list."))
    return [group(items, "warning")]
