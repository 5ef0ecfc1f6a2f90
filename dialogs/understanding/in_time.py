"""Words whose place is in doubt: something else is on the screen, or they come late or at once."""

from __future__ import annotations

from dialogs.conversation import order_in_time
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.given import Choice
from dialogs.conversation.order_in_time import Lag
from dialogs.conversation.state import OnScreen
from dialogs.features.choices import LEAVE, NOTE
from dialogs.features.clarification import AskMeaning
from dialogs.understanding import bubbles, doubts
from dialogs.understanding.several import is_content, take
from dialogs.understanding.standing import (
    gives_another,
    is_answer,
    is_mine,
    more,
    saved,
    seen_revision,
    seen_there,
    to_last,
    value_of,
)
from template_specs.model import Question
from template_specs.sentences import N_, _
from template_specs.text import excerpt

_ON_SCREEN = {
    OnScreen.REVIEW: N_("You are checking your answers"),
    OnScreen.GAPS: N_("You are looking at what is missing"),
    OnScreen.CONFIRM: N_("I have not submitted the audit"),
}


def beside(context: TurnContext, place: Question, words: str) -> AskMeaning | None:
    """What is typed while something other than the question is on the screen is asked about first."""
    screen = _ON_SCREEN.get(context.conversation.view, "")
    if screen and context.route.questions:
        asked = _("{screen}. What is “{excerpt}”?", screen=screen, excerpt=excerpt(words, 60))
        if context.conversation.view == OnScreen.CONFIRM:
            choices = (
                Choice(_("Submit the audit"), action="submit"),
                Choice(_("Not yet: go back"), action="back"),
            )
            return AskMeaning(
                words, _("{asked} Type yes to submit, or no to go back.", asked=asked), (*choices, NOTE)
            )
        return AskMeaning(words, asked, (take(context, place, words), NOTE, LEAVE))
    return None


def in_time(context: TurnContext, place: Question, words: str) -> Command | None:
    """The command of a message that came late, or on the heels of the last one; None for every other."""
    lag = order_in_time.lag(context)
    last = context.template.by_id.get(context.conversation.answered or context.conversation.stood)
    if lag is Lag.NONE or last is None or last.id not in context.route:
        return _going_on(context, place, words)
    saved_last = bool(context.conversation.answered)
    if last == place:
        late = lag is Lag.OLDER and saved_last and gives_another(context, place, words)
        return _late(context, place, place, words) if late else None
    answers = is_answer(context, place, words)
    takes = saved_last and (last.evidence is not None or last.kind.free_text) and is_mine(context, last)
    if not answers and takes and not is_content(context, place):
        return saved(more(context, last, words))  # one message more about the same thing
    if lag is Lag.SOON and not answers and takes and bubbles.may_go_on(last):
        return _late(context, place, last, words)  # nobody reads a question and writes its words in seconds
    if lag is Lag.SOON and order_in_time.after_reply(context) and (answers or is_content(context, place)):
        return None  # the question in hand had been asked by then
    if not saved_last and lag is Lag.SOON and order_in_time.after_reply(context):
        return None
    return _late(context, place, last, words)


def _going_on(context: TurnContext, place: Question, words: str) -> Command | None:
    """ "Also she was seen alone" goes on from what was said last: ask whether it belongs there."""
    last = context.template.by_id.get(context.conversation.answered)
    if last is None or last == place or last.id not in context.route or place.evidence is None:
        return None
    if not doubts.goes_on(words) or is_answer(context, place, words) or value_of(context, place) is not None:
        return None
    more = to_last(context, place, words)
    if not more:
        return None
    why = _(
        "Does “{excerpt}” go with {name_of}, or with {name_of_2}?",
        excerpt=excerpt(words, 60),
        name_of=name_of(last),
        name_of_2=name_of(place),
    )
    here = seen_there(context, place, words, seen_revision(context, place))
    return AskMeaning(words, why, (*more, here, LEAVE))


def _late(context: TurnContext, place: Question, last: Question, words: str) -> AskMeaning:
    """Ask of a message whose place in time is not sure."""
    older = order_in_time.lag(context) is Lag.OLDER
    when = _("was sent before your last one") if older else _("came right after your last one")
    why = _("“{excerpt}” {when}. Which question is it for?", excerpt=excerpt(words, 60), when=when)
    choices = [take(context, last, words)]
    if place != last:
        choices.insert(0, take(context, place, words))
    return AskMeaning(words, why, (*choices, NOTE, LEAVE))
