"""An immediate concern: as the manager sees it, and as the auditor follows it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.buttons import call, press, reveal
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
from dialogs.conversation.views import (
    ConcernStatusView,
    ConcernView,
    OutcomeView,
    UnsentConcernView,
    WhichCaseView,
)
from dialogs.features.concerns import LIMIT
from template_specs.sentences import N_, _


def concern(view: ConcernView, room: Budget) -> Element:
    """The manager's card.  How it stands is said in words first, then in colour."""
    if view.withdrawn is not None:
        raised = _("Raised by {by} on {moment}", by=view.by, moment=moment(view.at))
        head = [header(_("Case file audit"), view.case), title(_("Immediate concern: withdrawn"))]
        body = [*head, small(raised), *_slip(view.withdrawn, room), *quote(view.passage.text, room)]
        return card([*body, *_outcomes(view.outcomes, room)])
    first = _("Immediate concern: read") if view.acknowledged else _("Immediate concern: act now")
    body = [
        header(_("Case file audit"), view.case),
        group(
            [
                title(first),
                small(_("Raised by {by} on {moment}", by=view.by, moment=moment(view.at))),
                *([small(view.in_place)] if view.in_place else []),
            ],
            "emphasis" if view.acknowledged else "attention",
        ),
        *quote(view.passage.text, room),
    ]
    if view.passage.size > room.quote:
        body.append(small(_("The text is longer than a card holds. Ask {by} for the rest.", by=view.by)))
    body.append(
        group(
            [
                words(
                    _(
                        "This card does not replace a call. {by} should also have called you. If you have "
                        "not spoken, ring them now.",
                        by=view.by,
                    )
                )
            ],
            separator=True,
        )
    )
    if view.acknowledged:
        body.append(group([bold(view.acknowledged)], "good"))
        body += _outcomes(view.outcomes, room)
        body.append(text("outcome", NEXT if not view.outcomes else MORE, "", LIMIT))
        body.append(
            small(
                _("{by} and the QA lead can read it. You can leave it for later: type my work.", by=view.by)
            )
        )
    bar = []
    if view.acknowledged:
        told = {"audit": view.audit, "token": view.concern}
        bar.append(press(_("Save what happened"), "concern_outcome", told, primary=not view.outcomes))
    if view.can_acknowledge and not view.acknowledged:
        subject = {"audit": view.audit, "subject": f"concern/{view.concern}"}
        bar.append(press(_("I have read this"), "ack", subject, primary=True))
    return card(body, bar)


def concern_status(view: ConcernStatusView, room: Budget) -> Element:
    """How it went, for whoever raised it: sent, delivered, read; and what to do where one is missing."""
    to = view.to or _("the manager")
    head = _("The immediate concern of {by}", by=view.by) if view.by else _("Your immediate concern")
    body = [header(_("Case file audit"), view.case), title(head)]
    if view.problem:
        body.append(group([line(run(_("Not delivered. "), weight="Bolder"), run(view.problem))], "attention"))
    body.append(line(run(_("Raised: "), weight="Bolder"), run(moment(view.at))))
    if view.delivered_at is not None:
        delivered = _("to {to}, {moment}", to=to, moment=moment(view.delivered_at))
    else:
        on_its_way = _("not yet; it is on its way to {to}", to=to)
        delivered = on_its_way if view.to and not view.problem else _("not yet")
    body.append(line(run(_("Delivered: "), weight="Bolder"), run(delivered), spacing="Small"))
    read = view.acknowledged or _("not yet")
    body.append(line(run(_("Read: "), weight="Bolder"), run(read), spacing="Small"))
    if view.withdrawn is not None:
        body += _slip(view.withdrawn, room)
    elif not view.acknowledged and not view.by:
        advice = _(
            "Do not wait for this card. Ring {to} or the duty team now if you have not done so.", to=to
        )
        body.append(group([bold(advice)], "warning"))
    body += [
        heading(_("What was written") if view.by else _("What you wrote")),
        *quote(view.passage.text, room),
    ]
    if view.outcomes:
        body += [heading(_("What happened next")), *_outcomes(view.outcomes, room)]
    bar = [call(who) for who in view.calls]
    if view.can_withdraw:
        box = text("why", _("Why was it a slip? Everybody who was told reads this."), "", LIMIT)
        data = {"audit": view.audit, "token": view.concern}
        bar.append(
            reveal(_("It was a slip"), [box], [press(_("Withdraw the concern"), "concern_withdraw", data)])
        )
    return card(body, bar)


def _slip(slip: OutcomeView, room: Budget) -> list[Element]:
    told = _("Withdrawn by {by}, {moment}, as a slip:", by=slip.by, moment=moment(slip.at))
    return [group([bold(told)], "emphasis"), *quote(slip.passage.text, room)]


NEXT = N_("What happened next? (if you can say so now)")
MORE = N_("What has happened since? (optional)")


def _outcomes(outcomes: Sequence[OutcomeView], room: Budget) -> list[Element]:
    """What was done, each with who wrote it and when."""
    made: list[Element] = []
    for outcome in outcomes[-room.items :]:
        made.append(small(f"{outcome.by}, {moment(outcome.at)}"))
        made += quote(outcome.passage.text, room)
    return made


def unsent(view: UnsentConcernView, room: Budget) -> Element:
    """A typed concern before it goes: the words, and the three things that can be done with them."""
    to = view.to or _("the manager")
    body = [
        header(_("Case file audit"), view.case),
        title(_("Your concern has not been sent yet") if view.again else _("Send this concern?")),
        small(_("Written on {moment}", moment=moment(view.at))),
    ]
    data = {"audit": view.audit, "token": view.concern}
    leave = press(_("Do not send"), "concern_drop", data, inputs=False)
    if view.refusal:
        shown = quote(view.words, room)
        return card([*body, *shown, group([bold(view.refusal)], "warning")], [leave, *map(call, view.calls)])
    body += _words_or_box(view, room)
    if view.to:
        goes = _("It goes to {to} with your name, in your words. Nothing has been sent yet.", to=view.to)
    else:
        goes = _("No manager is named for this case: it goes on the record, and nobody receives it.")
    body.append(words(goes))
    ring = _("You must still phone: ring {to} or the duty team now if a child may be at risk.", to=to)
    body.append(group([bold(ring)], "warning"))
    body.append(small(_("Or type send, change or do not send.")))
    # One button sends, and it sends what stands in the box: shown or not, the box goes with it.
    bar = [press(_("Send now"), "concern_send", data, primary=True), _change(), leave, *map(call, view.calls)]
    return card(body, bar)


_READ_ID, _BOX_ID = "as_written", "to_change"


def _words_or_box(view: UnsentConcernView, room: Budget) -> list[Element]:
    """The words to be read; and, hidden until Change is pressed, the box with the same words."""
    box = text("concern", _("What have you found?"), view.words, LIMIT)
    hint = small(_("Send now sends what is in this box."))
    return [
        group(quote(view.words, room), id=_READ_ID),
        group([box, hint], id=_BOX_ID, isVisible=False),
    ]


def _change() -> Element:
    """Shows the box in place of the words."""
    targets = [{"elementId": _READ_ID, "isVisible": False}, {"elementId": _BOX_ID, "isVisible": True}]
    return {"type": "Action.ToggleVisibility", "title": _("Change"), "targetElements": targets}


def which_case(view: WhichCaseView, room: Budget) -> Element:
    """Asks which case a concern is about.  The words stay in a box of the card until they are kept."""
    head = (
        _("What you wrote may be about harm that is happening now")
        if view.sounds_like_harm
        else _("Raise a concern")
    )
    call = _("Nothing has been sent. If a child may be at risk, ring the manager or the duty team now.")
    body = [title(head), group([bold(call)], "warning")]
    body.append(words(_("If you want to raise a concern, choose the case. You see it before it goes.")))
    places = [(choice.audit, clip(clean(f"{choice.case} ({choice.form})"), 90)) for choice in view.choices]
    body.append(picked("case", _("Which case is it about?"), places))
    body.append(text("concern", _("What have you found?"), view.words, LIMIT))
    if view.more:
        body.append(small(_("{more} more are in my audits: open one, then type concern.", more=view.more)))
    body.append(small(_("To do it by typing: open the case first, such as open CF-1042, then type concern.")))
    return card(body, [press(_("Go on with this case"), "concern_case", {}, primary=True)])
