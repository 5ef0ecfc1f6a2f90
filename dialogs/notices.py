"""The door for what people are owed: `notice_view(context, notice)` draws its card as things are now."""

from __future__ import annotations

from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice
from dialogs.conversation.views import Notice, View
from dialogs.registry import NOTICES
from dialogs.wording.previews import previewed


def notice_view(context: TurnContext, notice: Notice, problem: str = "") -> View | None:
    """What stands on the card that `notice` owes, as things are now, for the actor of `context`, who is its
    recipient; None when there is nothing to show, or nothing that they may see any more.

    `problem`: why the manager's concern card could not be delivered, for the auditor's card.
    """
    render = NOTICES.get(type(notice.subject))
    view = render(context, notice.subject, DueNotice(notice.text, problem)) if render is not None else None
    return previewed((view,), context.audit.case.reference)[0] if view is not None else None
