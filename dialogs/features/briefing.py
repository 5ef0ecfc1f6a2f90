"""What a form says before it is begun: shown again whenever somebody asks, and left with one press."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.permissions import Permission
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature, simply
from dialogs.conversation.position import page_in_hand
from dialogs.features.navigation import stand_at
from dialogs.wording.briefing_view import briefing_view
from dialogs.wording.page_view import page_view
from template_specs.sentences import N_


@dataclass(frozen=True, slots=True)
class ShowNotes(Command):
    """What the form says beforehand."""

    permission = Permission.ASK
    verbs = ("notes",)
    typed = ("notes", "before i begin", "before you begin")
    saves_page = True


@dataclass(frozen=True, slots=True)
class Begin(Command):
    """From what the form says beforehand to its first page."""

    permission = Permission.WALK
    opens = True
    verbs = ("begin",)
    typed = ("start", "begin", "ready")


def show_notes(context: TurnContext) -> TurnContext:
    """Show it; where a page was pressed, that page again below it, so that nobody scrolls back to go on."""
    context = context.reply(briefing_view(context))
    pressed = not context.turn.typed and context.route.questions
    return context.reply(page_view(context)) if pressed else context


def begin(context: TurnContext) -> TurnContext:
    """The page in hand, which at the start is the first one."""
    return stand_at(context, page_in_hand(context).anchor)


FEATURE = Feature(
    handlers={ShowNotes: simply(show_notes), Begin: simply(begin)},
    help=(("notes", N_("what the form says before you begin, how far back to look, and its words")),),
)
