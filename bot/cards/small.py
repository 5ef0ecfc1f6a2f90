"""The small cards: a sentence with buttons, the last question before submission, a card that has closed."""

from __future__ import annotations

from bot.cards.buttons import call, offered, opens, press
from bot.cards.elements import (
    Budget,
    Element,
    bold,
    card,
    choices,
    clean,
    clip,
    group,
    header,
    named,
    small,
    title,
    words,
)
from dialogs.conversation.views import (
    BannerView,
    ConfirmSubmitView,
    DigestView,
    RecordView,
    ReminderView,
    Sentence,
    StageView,
)
from template_specs.dates import uk_date
from template_specs.sentences import N_, _

REMINDER_BYTES = 300
"""Of one line of a reminder among others."""


def sentence(view: Sentence, room: Budget) -> Element:
    """What is said, with its next steps as buttons.

    A blank line begins a new paragraph; other lines (a list's) stand close together.  Undo and its like stand
    in a row of their own below the answers, and take none of the places that Teams has for those.
    """
    body = []
    for block in clip(clean(view.text), room.quote).split("\n\n"):
        for number, text in enumerate(part.strip() for part in block.split("\n") if part.strip()):
            body.append(words(text, spacing="Small" if number else ""))
    onward = [
        *map(opens, view.links),
        *offered(o for o in view.offers if not o.looks_back),
        *map(call, view.calls),
    ]
    back = offered(o for o in view.offers if o.looks_back)
    if onward and back:
        return card([*body, choices(onward)], back)
    return card(body, onward or back)


_READ_ONLY = N_("You cannot change answers after this. Your QA lead can reopen the audit.")
_CLOSES = N_("This closes the audit. You cannot change answers after this. Your QA lead can reopen it.")
_GIVES_BACK = N_("They can change their answers, and submit it again. It comes back to this stage then.")
_UNTIL_ALL = N_("It goes on when everybody is done. Until then you can still change your answers.")


def confirm(view: ConfirmSubmitView, room: Budget) -> Element:
    """The last question before an audit is submitted."""
    head, does = _("Submit this audit?"), _("Submit the audit")
    if view.awaits:
        head, does = _("Complete your part?"), _("Complete my part")
    elif view.gives_back:
        head, does = _("Give it back to its auditors?"), _("Give it back")
    elif view.stage:
        head, does = _("Complete this stage: {stage}?", stage=view.stage), _("Complete the stage")
    body = [
        header(view.case),
        title(head),
        *([named(_("Overall judgement"), view.overall)] if view.overall else []),
        *(
            []
            if view.closes
            else [named(_("It goes to"), view.to or _("nobody yet: the case has no manager"))]
        ),
        *([named(_("Actions sent with it"), str(view.actions))] if view.actions else []),
        *([named(_("Not done yet"), view.awaits)] if view.awaits else []),
        *([group([words(clip(line, room.quote)) for line in view.before], "warning")] if view.before else []),
        words(
            _GIVES_BACK
            if view.gives_back
            else _UNTIL_ALL
            if view.awaits
            else _CLOSES
            if view.closes
            else _READ_ONLY
        ),
    ]
    if view.before:
        does = _("Submit anyway") if does.startswith("Submit") else _("{does} anyway", does=does)
    data = {"audit": view.audit, "token": view.token}
    bar = [
        press(
            does,
            "submit",
            {**data, "confirmed": 1},
            primary=True,
        ),
        *([press(_("Last time's actions"), "last_time", data)] if view.asks_last_time else []),
        *([press(_("Remind them"), "remind_others", data, inputs=False)] if view.reminds else []),
        press(_("Read it through first"), "review", {**data, "part": 0}),
        press(_("Not yet"), "card", data, inputs=False),
    ]
    return card(body, bar)


def stage(view: StageView, room: Budget) -> Element:
    """The request for somebody's part in an audit: what is asked, how long it is and who reads it."""
    body = [
        header(view.form, view.case),
        title(view.title),
        named(_("Audited by"), _(" and ").join(view.by)),
    ]
    if view.due is not None:
        body.append(named(_("Overdue since") if view.overdue else _("Due"), uk_date(view.due)))
    if view.awaits:
        body.append(named(_("Not done yet"), view.awaits))
    if view.done:
        again = [press(_("Read or change it"), "open", {"audit": view.audit})] if view.opens else []
        return card([*body, words(view.done)], again)
    body += [words(text) for text in view.lines]
    bar = [press(_("Open it"), "open", {"audit": view.audit}, primary=True)]
    if view.can_give_back:
        bar.append(press(_("Ask for changes"), "changes", {"audit": view.audit}))
    return card(body, bar)


def banner(view: BannerView, room: Budget) -> Element:
    """Why a card shows nothing of its audit now."""
    return card([header(view.form, view.case), title(view.title), group([bold(view.text)], "warning")])


def reminder(view: ReminderView, room: Budget) -> Element:
    """A deadline, and the way to the work."""
    body = [
        header(view.form, view.case),
        title(view.title),
        *(words(clip(text, room.quote)) for text in view.lines),
    ]
    return card(body, [way_to(view), _put_off()])


def digest(view: DigestView, room: Budget) -> Element:
    """A day's reminders in one card, each with the way to its work."""
    body = [title(_("{count} things need you", count=len(view.reminders)))]
    for one in view.reminders[: room.items]:
        told = [
            header(one.form, one.case),
            bold(one.title),
            *(words(clip(text, min(room.quote, REMINDER_BYTES)), spacing="Small") for text in one.lines),
        ]
        body.append(group([*told, choices([way_to(one, primary=False)])], separator=True))
    hidden = len(view.reminders) - len(view.reminders[: room.items])
    if hidden > 0:
        body.append(small(_("{hidden} more: type my work to see them all.", hidden=hidden)))
    return card(body, [_put_off()])


def _put_off() -> Element:
    return press(_("Remind me tomorrow"), "snooze", {"which": "tomorrow"})


def way_to(view: ReminderView, *, primary: bool = True) -> Element:
    """The button that leads to what a reminder is about."""
    if view.key:
        data = {"audit": view.audit, "item": view.key}
        return press(_("Open the action"), "action_follow", data, primary=primary)
    return press(_("Open it"), "open", {"audit": view.audit}, primary=primary)


def record(view: RecordView, room: Budget) -> Element:
    """The one line that an old card becomes."""
    return card([small(clip(view.text, room.quote))])
