"""What every command says of itself: whose right it is, its buttons, the words that type it, and its keys.

A command is something that somebody wants done to an audit.  Each stands in its feature's module in
`dialogs/features/`; typed words and pressed buttons become the same commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from inspect import get_annotations
from typing import TYPE_CHECKING, ClassVar, Self

from dialogs.audits.permissions import Permission
from dialogs.conversation.card_data import CardData
from dialogs.conversation.subjects import ManagersCard
from template_specs.sentences import _

if TYPE_CHECKING:
    from dialogs.conversation.context import TurnContext


class Command:
    """The base of them all: each is a frozen dataclass.

    A command that does not say whose right it is does not import, and neither does one that carries a key and
    does not say how the gate looks at it.
    """

    __slots__ = ()

    verbs: ClassVar[tuple[str, ...]] = ()
    """What its buttons send; none for what is only typed, or told by the bot itself."""
    typed: ClassVar[tuple[str, ...]] = ()
    """The exact words, in lower case, that type it, just as it is without anything in it."""
    saves_page: ClassVar[bool] = False
    """Its buttons are on a page: what is written in the page's boxes is saved first."""
    at_work: ClassVar[bool] = True
    """Whoever does it is at work on the audit: it is under way from then on, and no longer paused."""
    settles: ClassVar[bool] = False
    """It saves, drops or leaves what is on a page: after it, one question that was opened from the read-back
    leads back there."""
    leaves: ClassVar[bool] = False
    """It leaves that question, even while something there is unsaved."""
    opens: ClassVar[bool] = False
    """It opens the audit, and so shows first which sections there are and how far each is."""
    turns_over: ClassVar[bool] = False
    """Given before the first page, where the form says something beforehand, it leads to that page."""
    own_words_only: ClassVar[bool] = False
    """It touches only words of this person's that they have not sent: done whatever their part in the audit
    is now."""
    is_repeat: ClassVar[bool] = False
    """The same message came twice: nothing is done with it, and its writer is told."""
    settles_words: ClassVar[bool] = False
    """It says itself what becomes of words that were asked about: they are not kept as a note besides."""

    needs_people: ClassVar[bool] = False
    """It names somebody who may be anywhere on the people list: the turn brings all of it (`Turn.people`)."""
    gives_back: ClassVar[bool] = False
    """Refused, it gives the words of a card back, to copy: they are no answers, and no draft keeps them."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.permission is Command.permission:
            raise TypeError(f"{cls.__name__} does not say whose right it is: give it a permission")
        keyed = any("Key" in str(kind) for kind in get_annotations(cls).values())
        if keyed and cls.within is Command.within:
            raise TypeError(f"{cls.__name__} carries a key: say in `within` how the gate looks at it")

    @property
    def permission(self) -> Permission:
        """What doing this is, as rights go.  Every command has its own."""
        raise AssertionError(f"{type(self).__name__} has no permission")

    @classmethod
    def from_card(cls, data: CardData) -> Self:
        """The command of a pressed button, read from its card's data; never raises."""
        return cls()

    def within(self, context: TurnContext) -> Command:
        """This command with every key in it that is not the actor's taken out, or made `gate.UNKNOWN`."""
        return self

    @property
    def managers_card(self) -> ManagersCard | None:
        """The manager's card that has its button; None for a button of any other card."""
        return None

    @property
    def onward(self) -> Command | None:
        """What the person wanted to do: this, or for a page that is saved on the way, what they pressed."""
        return self

    def keep_back(self, context: TurnContext) -> TurnContext | None:
        """Refused, because the audit takes no answers now: what was written with it, kept as drafts.  None
        where no answers come with it."""
        written = "\n\n".join(words for _key, words in self.texts() if words.strip())
        if not self.gives_back or context.turn.typed or not written:
            return None
        return context.copy(_("What you wrote, to copy"), written)

    def read_only(self) -> Command | None:
        """What is done instead for somebody who may only read the audit now; None: nothing."""
        return None

    def texts(self) -> Iterator[tuple[str, str]]:
        """(where it was written, the words) of all that somebody wrote with it, to be heard for harm."""
        return iter(())
