"""Where somebody is in an audit, and the list of its sections that goes before a page when it is opened."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.audits.permissions import Permission
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import Feature, simply
from dialogs.conversation.position import page_in_hand
from dialogs.conversation.views import PageView
from dialogs.features import joint_completion
from dialogs.wording import whereabouts
from dialogs.wording.sections_view import has_sections, sections_view
from template_specs.sentences import N_


@dataclass(frozen=True, slots=True)
class ShowWhere(Command):
    """Where am I?"""

    permission = Permission.WALK
    verbs = ("where",)
    typed = (
        "where am i",
        "where",
        "sections",
    )


def say_where(context: TurnContext) -> TurnContext:
    """Where am I, and what is left."""
    here = whereabouts.in_hand(context, page_in_hand(context))
    told = tuple(filter(None, (here, joint_completion.where(context))))
    if not has_sections(context):
        return context.say(*told)
    return context.reply(sections_view(context, told))


def with_sections(context: TurnContext) -> TurnContext:
    """Where a page is shown on opening, the list of its form's sections before it."""
    pages = [n for n, view in enumerate(context.replies) if isinstance(view, PageView)]
    if not pages or not has_sections(context):
        return context
    first = pages[0]
    return context.replace(
        replies=(*context.replies[:first], sections_view(context), *context.replies[first:])
    )


FEATURE = Feature(
    handlers={ShowWhere: simply(say_where)},
    help=(
        ("sections", N_("the form's sections, how far each is, and where you are")),
        ("where am I", N_("the same")),
    ),
)
