"""An immediate concern: before the manager, and as the auditor follows it."""

from __future__ import annotations

from bot.cards.buttons import press
from bot.cards.parts import (
    Element,
    Room,
    bold,
    card,
    group,
    header,
    heading,
    line,
    moment,
    quote,
    run,
    small,
    title,
    words,
)
from dialogs.views import ConcernStatusView, ConcernView


def concern(view: ConcernView, room: Room) -> Element:
    """The manager's card: said in words first, then in colour."""
    first = "Immediate concern: read" if view.acknowledged else "Immediate concern: act now"
    body = [
        header("Case file audit", view.case),
        group(
            [title(first), small(f"Raised by {view.by} on {moment(view.at)}")],
            "emphasis" if view.acknowledged else "attention",
        ),
        *quote(view.passage.text, room),
    ]
    if view.passage.size > room.quote:
        body.append(small(f"The text is longer than a card holds. Ask {view.by} for the rest."))
    body.append(
        group(
            [
                words(
                    f"This card does not replace a call. {view.by} should also have called you. "
                    "If you have not spoken, ring them now."
                )
            ],
            separator=True,
        )
    )
    if view.acknowledged:
        body.append(group([bold(view.acknowledged)], "good"))
    bar = []
    if view.can_acknowledge and not view.acknowledged:
        subject = {"audit": view.audit, "subject": f"concern/{view.concern}"}
        bar.append(press("I have read this", "ack", subject, primary=True))
    return card(body, bar)


def concern_status(view: ConcernStatusView, room: Room) -> Element:
    """The auditor's card: sent, delivered, read; and what to do where one is missing."""
    to = view.to or "the manager"
    body = [header("Case file audit", view.case), title("Your immediate concern")]
    if view.problem:
        body.append(group([line(run("Not delivered. ", weight="Bolder"), run(view.problem))], "attention"))
    body.append(line(run("Raised: ", weight="Bolder"), run(moment(view.at))))
    if view.delivered_at is not None:
        delivered = f"to {to}, {moment(view.delivered_at)}"
    else:
        on_its_way = f"not yet; it is on its way to {to}"
        delivered = on_its_way if view.to and not view.problem else "not yet"
    body.append(line(run("Delivered: ", weight="Bolder"), run(delivered), spacing="Small"))
    read = view.acknowledged or "not yet"
    body.append(line(run("Read: ", weight="Bolder"), run(read), spacing="Small"))
    if not view.acknowledged:
        advice = f"Do not wait for this card. Ring {to} or the duty team now if you have not done so."
        body.append(group([bold(advice)], "warning"))
    body += [heading("What you wrote"), *quote(view.passage.text, room)]
    return card(body)
