"""An immediate concern: as the manager sees it, and as the auditor follows it."""

from __future__ import annotations

from bot.cards.buttons import press, reveal
from bot.cards.elements import (
    Budget,
    Element,
    bold,
    card,
    clean,
    clip,
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
from bot.cards.inputs import picked, text
from dialogs.conversation.views import ConcernStatusView, ConcernView, UnsentConcernView, WhichCaseView
from dialogs.features.concerns import LIMIT


def concern(view: ConcernView, room: Budget) -> Element:
    """The manager's card.  How it stands is said in words first, then in colour."""
    first = "Immediate concern: read" if view.acknowledged else "Immediate concern: act now"
    body = [
        header("Case file audit", view.case),
        group(
            [
                title(first),
                small(f"Raised by {view.by} on {moment(view.at)}"),
                *([small(view.in_place)] if view.in_place else []),
            ],
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


def concern_status(view: ConcernStatusView, room: Budget) -> Element:
    """The auditor's card: whether it was sent, delivered and read, and what to do if it was not."""
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
    read = view.acknowledged.removeprefix("Read ") or "not yet"  # "Read by Priya Nair, ..." has its own head
    body.append(line(run("Read: ", weight="Bolder"), run(read), spacing="Small"))
    if not view.acknowledged:
        advice = f"Do not wait for this card. Ring {to} or the duty team now if you have not done so."
        body.append(group([bold(advice)], "warning"))
    body += [heading("What you wrote"), *quote(view.passage.text, room)]
    return card(body)


def unsent(view: UnsentConcernView, room: Budget) -> Element:
    """A typed concern before it goes: the words, and the three things that can be done with them."""
    to = view.to or "the manager"
    body = [
        header("Case file audit", view.case),
        title("Your concern has not been sent yet" if view.again else "Send this concern?"),
        small(f"Written on {moment(view.at)}"),
        *quote(view.words, room),
    ]
    data = {"audit": view.audit, "token": view.concern}
    leave = press("Do not send", "concern_drop", data, inputs=False)
    if view.refusal:
        return card([*body, group([bold(view.refusal)], "warning")], [leave])
    if view.to:
        goes = f"It goes to {view.to} with your name, in your words. Nothing has been sent yet."
    else:
        goes = "No manager is named for this case: it goes on the record, and nobody receives it."
    body.append(words(goes))
    call = f"It does not replace your own call. Ring {to} or the duty team now if a child may be at risk."
    body.append(group([bold(call)], "warning"))
    body.append(small("Or type send, change or do not send."))
    change = reveal(
        "Change",
        [
            text("concern", "What have you found?", view.words, LIMIT),
            small("Send these words sends what is in this box. Send now sends it as it was."),
        ],
        [press("Send these words", "concern_send_changed", data)],
    )
    return card(body, [press("Send now", "concern_send", data, primary=True, inputs=False), change, leave])


def which_case(view: WhichCaseView, room: Budget) -> Element:
    """Asks which case a concern is about.  The words stay in a box of the card until they are kept."""
    head = "What you wrote may be harm that is happening now" if view.sounds_like_harm else "Raise a concern"
    call = "Nothing has been sent. If a child may be at risk, ring the manager or the duty team now."
    body = [title(head), group([bold(call)], "warning")]
    body.append(words("If you want to raise a concern, choose the case. You see it before it goes."))
    places = [(choice.audit, clip(clean(f"{choice.case} ({choice.form})"), 90)) for choice in view.choices]
    body.append(picked("case", "Which case is it about?", places))
    body.append(text("concern", "What have you found?", view.words, LIMIT))
    if view.more:
        body.append(small(f"{view.more} more are in my audits: open one, then type concern."))
    body.append(small("To do it by typing: open the case first, such as open CF-1042, then type concern."))
    return card(body, [press("Go on with this case", "concern_case", {}, primary=True)])
