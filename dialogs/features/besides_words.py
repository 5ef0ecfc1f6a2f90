"""What comes into a chat besides words and presses: files, reactions, empty presses, the app installed again.

None of it changes an audit; each gets one clear answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.conversation.views import Sentence
from template_specs.sentences import N_, _

REACTION = Sentence(
    N_(
        "I cannot count a reaction as an answer, or as a sign that you have read something. "
        "Press a button on the card, or type it."
    )
)
EMPTY_PRESS = Sentence(
    N_(
        "Teams sent me your press without anything in it, so nothing was saved. Press again; if "
        "that does not help, type your answer instead, such as good - and what you saw."
    )
)
EMPTY_MESSAGE = Sentence(N_("Your message arrived here with nothing in it. Please type it again."))

_MANY = N_("files, pictures or recordings")


def not_kept(kinds: Sequence[str]) -> Sentence:
    """For a message with things besides words (`kinds`: "file", "picture", "recording"), or with nothing."""
    if not kinds:
        return EMPTY_MESSAGE
    told = kinds[0] if len(kinds) == 1 else _("files")
    if len(kinds) > 1:
        holds, them = _("any of them shows"), _("them")
    else:
        holds, them = (_("it has") if kinds[0] == "recording" else _("it shows")), _("it")
    return Sentence(
        _(
            "I cannot keep {many}, so nothing of your {told} is stored here. Say in words what you "
            "saw, with the document's name and date. If {holds} anything from a case file, delete "
            "{them} from this chat and tell your data protection lead today.",
            many=_MANY,
            told=told,
            holds=holds,
            them=them,
        )
    )
