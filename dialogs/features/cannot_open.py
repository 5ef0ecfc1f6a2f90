"""What is said where something that is stored cannot be opened: what is safe, what is not, and what to do."""

from __future__ import annotations

from dialogs.conversation.views import Sentence
from template_specs.sentences import N_

CANNOT_BE_OPENED = Sentence(
    N_(
        "This audit cannot be opened at the moment; your IT support can see why. Nothing was "
        "changed, and nothing of your last message was saved. Type my audits for the others. If "
        "a child may be at risk now, call the manager or the duty manager."
    )
)
WORDS_SHUT = Sentence(
    N_(
        "Some words in this audit cannot be opened at the moment; your IT support can see why. "
        "Nothing was changed, and nothing of your last message was saved. Its other pages, and "
        "my audits, still work. If a child may be at risk now, call the manager or the duty "
        "manager."
    )
)
PLACE_LOST = Sentence(
    N_(
        "Where you were in this audit, and what you had typed but not yet saved, cannot be read "
        "any more; every saved answer is still there."
    )
)
NOT_KNOWN_NOW = Sentence(
    N_(
        "Your entry on the people list cannot be opened at the moment; your IT support can see "
        "why. Nothing was saved. If a child may be at risk now, call the manager or the duty "
        "manager."
    )
)
WRITTEN_BY_NEWER = Sentence(
    N_(
        "The bot is being updated, and where you were in this audit can be read by its new "
        "version only. Nothing was saved and nothing is lost: send that again in a few minutes."
    )
)
