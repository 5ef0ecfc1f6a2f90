"""Something that stands is said to be wrong: "the team is wrong should be North 2"."""

# ruff: noqa: E501 (a pattern that is cut anew at each change is harder to read than a long line)
from __future__ import annotations

import re

from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.given import Choice
from dialogs.conversation.position import in_hand, page_in_hand
from dialogs.features.choices import LEAVE, NOTE
from dialogs.features.clarification import AskMeaning
from dialogs.features.save_page import SavePage
from dialogs.understanding.one_question import at
from dialogs.understanding.speech import line_of
from template_specs.model import Question
from template_specs.sentences import _
from template_specs.text import excerpt, folded

MOST = 14
"""Words: a longer line is an account."""

_SHOULD = re.compile(
    r"^(?:sorry|no|oops|actually|wait|hang on|but)?[\s,]*(?:the |my )?(?P<name>[^,.;:]+?)[\s,]*(?:is|was|are)?[\s,]*(?:wrong|not right|incorrect)?"
    r"[\s,.-]*(?:it )?(?:should|ought to|must|needs to) (?:be|say|read|have been) (?P<to>.+)$"
    r"|^(?:please |can you |could you |i want to |sorry |no )*(?:change|correct|set|amend|update|fix|edit|alter) (?:the |my )?(?P<name2>[^,.;:]+?) "
    r"(?:to|into|as) (?P<to2>.+)$",
    re.IGNORECASE,
)


def corrected(context: TurnContext, words: str) -> Command | None:
    """The command of a line that names a question and says what its answer should be."""
    if len(line_of(words).words) > MOST or "\n" in words:
        return None
    correction = _SHOULD.match(words)
    if correction is None:
        return None
    name, to = correction["name"] or correction["name2"] or "", correction["to"] or correction["to2"] or ""
    question = _named(context, folded(name))
    if question is None:
        return None
    meant = at(context, question, to.strip(" .\"'"), named=True)
    if correction["name2"] or isinstance(meant, AskMeaning):
        return meant
    return _asked(context, question, words, to, meant)


def _asked(context: TurnContext, question: Question, words: str, to: str, meant: SavePage) -> AskMeaning:
    choices = [
        Choice(
            _(
                "Change {rstrip} to {excerpt}",
                rstrip=name_of(question).rstrip("?. "),
                excerpt=excerpt(to, 40),
            ),
            meant.given,
        )
    ]
    place = in_hand(context)
    if place is not None and place != question and place.evidence is not None:
        here = at(context, place, words)
        if isinstance(here, SavePage):
            choices.append(Choice(_("It is for {rstrip}", rstrip=name_of(place).rstrip("?. ")), here.given))
    return AskMeaning(words, _("What is “{excerpt}”?", excerpt=excerpt(words, 60)), (*choices, NOTE, LEAVE))


def _named(context: TurnContext, name: str) -> Question | None:
    """The one question whose name is, or holds, these words; one of the page in hand before all others."""
    wanted = set(line_of(name).words) - {"the", "of", "a", "for"}
    if not wanted or max(map(len, wanted)) < 4 or not context.route.questions:
        return None
    for questions in (page_in_hand(context).questions, context.route.questions):
        holding = [q for q in questions if wanted <= set(line_of(q.name).words)]
        exact = [q for q in holding if folded(q.name) == name]
        if len(exact or holding) == 1:
            return (exact or holding)[0]
    return None
