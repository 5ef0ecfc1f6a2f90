"""Who cannot be reached, why, since when, what waits for them, and what to do: for the QA lead and IT."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dialogs.audits.audit import PersonId
from dialogs.conversation.unreached import Unreached, WhyUnreached
from dialogs.conversation.views import Action, Button, Sentence
from dialogs.features.home import MOST_LINES, Ask
from template_specs.dates import moment
from template_specs.sentences import N_, _, ngettext, worded


@dataclass(frozen=True, slots=True)
class _Told:
    why: str
    cure: str


_TOLD = {
    WhyUnreached.NEVER_OPENED: _Told(
        N_("{name} has not opened this bot in Teams yet"),
        N_("Ask them to open it, or ask IT to install it for them."),
    ),
    WhyUnreached.REMOVED: _Told(
        N_("{name} has taken this bot out of their Teams"), N_("Ask them to add it again.")
    ),
    WhyUnreached.BLOCKED: _Told(
        N_("Teams does not let the bot write to {name}"),
        N_("Ask whether they have blocked it. If not, ask IT whether a policy does."),
    ),
    WhyUnreached.GONE: _Told(
        N_("Teams does not find the bot's chat with {name}"), N_("Ask them to write to the bot once.")
    ),
    WhyUnreached.POLICY: _Told(
        N_("A policy of your organisation keeps the bot from being installed for {name}"),
        N_("Ask IT to allow it for them in the Teams admin centre."),
    ),
    WhyUnreached.NO_ACCOUNT: _Told(
        N_("Your organisation's directory has no account with the e-mail of {name}"),
        N_("Check their e-mail on the people list."),
    ),
    WhyUnreached.LEFT: _Told(
        N_("{name} has no role on the people list any more"), N_("Name somebody else for their cases.")
    ),
}


def line(one: Unreached, name: str) -> str:
    """One person: why, since when, what waits, what to do."""
    told = _TOLD[one.why]
    why = worded(told.why).format(name=name)
    if one.since is not None:
        why = _("{why} (noticed {moment})", why=why, moment=moment(one.since))
    if not one.waiting:
        waits = _("Nothing waits for them.")
    else:
        waits = ngettext(
            "{number} message waits for them.",
            "{number} messages wait for them.",
            one.waiting,
            number=one.waiting,
        )
        if one.urgent:
            waits = _("{waits} Urgent, about a concern: {urgent}. Call them.", waits=waits, urgent=one.urgent)
    return _("{why}. {waits} {cure}", why=why, waits=waits, cure=worded(told.cure))


def unreachable_view(people: Sequence[Unreached], name: Callable[[PersonId], str], skip: int) -> Sentence:
    """A page of those who cannot be reached, those first for whom something urgent waits."""
    shown = people[skip : skip + MOST_LINES]
    status = Button(_("Show the status"), Action(Ask.STATUS))
    if not shown:
        return Sentence(_("The bot can write to everybody on the people list."), (status,))
    head = ngettext(
        "{number} person cannot be reached:",
        "{number} people cannot be reached:",
        len(people),
        number=len(people),
    )
    lines = [line(one, name(one.person)) for one in shown]
    left = len(people) - skip - len(shown)
    more = (Button(_("Show more"), Action(Ask.UNREACHABLE, {"skip": skip + len(shown)})),) if left else ()
    return Sentence("\n\n".join([head, *lines]), (*more, status))
