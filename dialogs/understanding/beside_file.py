"""Words that came with a file or a picture: they count as typed, but a file is no evidence."""

from __future__ import annotations

import re

from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.given import Choice
from dialogs.features.choices import LEAVE, NOTE
from dialogs.features.clarification import AskMeaning
from dialogs.features.save_page import SavePage
from template_specs.sentences import _
from template_specs.text import excerpt

FEW = 8
"""Words: so few without a grade may only say what the file is."""
_POINTS_AT_IT = re.compile(
    r"\b(?:attach(?:ed|ment|ing)|screen ?shots?|photos?|pictures?|pic|images?|scan(?:ned)?|recordings?|"
    r"(?:see|here(?:'s| is| are)?|look at|read) (?:the |this |it|below|above|plan|file))\b",
    re.IGNORECASE,
)


def beside_file(context: TurnContext, words: str, command: Command) -> Command:
    """`command`, or the question whether `words` without a grade are what was seen, or are about the file."""
    if not isinstance(command, SavePage) or len(command.given) != 1:
        return command
    (given,) = command.given
    question = context.template.by_id.get(given.key)
    graded = question is not None and given.value is not None and not question.kind.in_words
    if question is None or graded or (len(words.split()) >= FEW and not _POINTS_AT_IT.search(words)):
        return command
    why = _(
        "Is “{excerpt}” for {name_of}, or is it about what you sent?",
        excerpt=excerpt(words, 60),
        name_of=name_of(question),
    )
    return AskMeaning(
        words, why, (Choice(_("It is for {name_of}", name_of=name_of(question)), command.given), NOTE, LEAVE)
    )
