"""Turns any view into what is sent: words, or a card with a notification preview fit for a lock screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from prometheus_client import Histogram

from bot.cards import (
    actions,
    briefing,
    changes,
    comparison,
    concern,
    consequence,
    family,
    home,
    lists,
    page,
    panel,
    practitioner,
    reply,
    review,
    sections,
    sent_action,
    sheet,
    small,
    summary,
)
from bot.cards.elements import LIMIT, Budget, Element
from bot.channel import Card
from dialogs.conversation.views import (
    ActionsView,
    ActionView,
    AuditsView,
    BannerView,
    BriefingView,
    ChangesView,
    ComparisonView,
    ConcernStatusView,
    ConcernView,
    ConfirmSubmitView,
    ConsequenceView,
    DigestView,
    EnquiryView,
    GapsView,
    HelpView,
    HistoryView,
    PageView,
    PanelView,
    ProgrammeListView,
    RecordView,
    ReminderView,
    ReplyView,
    ResultView,
    ReviewView,
    ScriptView,
    SectionsView,
    SentActionView,
    Sentence,
    SheetView,
    StageView,
    StatusView,
    SummaryView,
    UnsentConcernView,
    View,
    WelcomeView,
    WhichCaseView,
)
from template_specs.sentences import N_, worded

CARD_BYTES = Histogram(
    "auditbot_card_bytes",
    "Bytes of drawn cards",
    buckets=(2_000, 5_000, 10_000, 15_000, 20_000, 25_000, LIMIT, 40_000),
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What to send for a view: `text`, or `card` with `summary` as its preview; never both."""

    text: str
    card: Card | None
    summary: str
    """The notification preview.  It says nothing about a child, and no case reference."""


# From roomy to tight.  The first also bounds what other people's words may add to a page of boxes, whose
# weight dialogs reckons with when it packs pages.
_ROOMS = (
    Budget(quote=2_000, items=12, paragraphs=6),
    Budget(quote=700, items=10, paragraphs=6),
    Budget(quote=240, items=5, paragraphs=2),
    Budget(quote=160, items=3, paragraphs=1),
    Budget(quote=120, items=1, paragraphs=1, fold=True),
)
# Texts to be read rather than answered are shown whole while they fit.
_WHOLE = 16_400
_READING_ROOMS = (Budget(_WHOLE, items=20), Budget(4_000, items=16), *_ROOMS)
# A read-back gives up its buttons (for one list to choose from) before it shortens what people wrote.
_REVIEW_ROOMS = (Budget(_WHOLE, items=20), Budget(_WHOLE, items=10), Budget(4_000, items=10), *_ROOMS[1:])

_Build = Callable[[Any, Budget], Element]

_CARDS: Mapping[type, tuple[_Build, tuple[Budget, ...], str]] = {
    Sentence: (small.sentence, _READING_ROOMS, N_("The audit bot has a question for you")),
    PageView: (page.page, _ROOMS, N_("Your audit: the next questions")),
    ReviewView: (review.review, _REVIEW_ROOMS, N_("An audit to read through")),
    GapsView: (lists.gaps, _READING_ROOMS, N_("What your audit still needs")),
    ConfirmSubmitView: (small.confirm, _ROOMS, N_("Your audit is ready to submit")),
    RecordView: (small.record, _ROOMS, N_("An earlier audit card has closed")),
    SummaryView: (summary.summary, _READING_ROOMS, N_("An audit summary is ready for you")),
    ActionView: (actions.action, _READING_ROOMS, N_("An audit action is with you")),
    SentActionView: (sent_action.sent_action, _READING_ROOMS, N_("An audit action is with you")),
    ActionsView: (sent_action.actions, _ROOMS, N_("Audit actions")),
    BriefingView: (briefing.briefing, _READING_ROOMS, N_("Before you begin your audit")),
    BannerView: (small.banner, _ROOMS, N_("An audit card has changed")),
    ConcernView: (concern.concern, _READING_ROOMS, N_("An immediate concern needs you now")),
    ConcernStatusView: (concern.concern_status, _READING_ROOMS, N_("News of the concern you raised")),
    UnsentConcernView: (concern.unsent, _READING_ROOMS, N_("Something you wrote has not been sent yet")),
    WhichCaseView: (concern.which_case, _READING_ROOMS, N_("The audit bot has a question for you")),
    AuditsView: (lists.audits, _READING_ROOMS, N_("Your audits")),
    WelcomeView: (home.welcome, _ROOMS, N_("What needs you in the audit bot")),
    HelpView: (home.help_card, _ROOMS, N_("What you can type to the audit bot")),
    StageView: (small.stage, _ROOMS, N_("An audit needs your part in it")),
    ReplyView: (reply.reply, _READING_ROOMS, N_("A manager's reply to an audit")),
    DigestView: (small.digest, _ROOMS, N_("Reminders: audits need you")),
    ReminderView: (small.reminder, _ROOMS, N_("A reminder: an audit needs you")),
    StatusView: (home.status, _ROOMS, N_("The audit programme in figures")),
    SectionsView: (sections.sections, _ROOMS, N_("Your audit: its sections")),
    ProgrammeListView: (home.programme_list, _ROOMS, N_("Audits of the programme")),
    ScriptView: (family.script, _READING_ROOMS, N_("For your call, beside the telephone")),
    ConsequenceView: (consequence.consequence, _READING_ROOMS, N_("An audit asks something of you")),
    ChangesView: (changes.changes, _READING_ROOMS, N_("Changes to ask for in an audit")),
    ResultView: (practitioner.result, _READING_ROOMS, N_("What came of an audit of your case")),
    EnquiryView: (practitioner.enquiry, _READING_ROOMS, N_("An auditor has a question for you")),
    SheetView: (sheet.sheet, _READING_ROOMS, N_("The audit programme")),
    ComparisonView: (comparison.comparison, _READING_ROOMS, N_("Two audits beside each other")),
    PanelView: (panel.panel, _READING_ROOMS, N_("A panel of moderators, and an audit")),
    HistoryView: (home.history, _ROOMS, N_("What has happened to an audit")),
}


_ANSWERED = N_("The audit bot has answered")


def render(view: View) -> Rendered:
    """`view` as words, or as a card of at most `LIMIT` bytes.

    A card that comes out heavier is built again with less of what is only shown, and in the end with boxes
    folded.  What is in a box is never cut.  Only a form whose own wording fills a card can stay above the
    limit.
    """
    build, rooms, summary = _CARDS[type(view)]
    if isinstance(view, Sentence) and not view.offers:
        summary = _ANSWERED
        if not view.as_card and not view.calls and not view.links:
            return Rendered(worded(view.text), None, worded(summary))
    card = _light_enough(build, view, rooms)
    CARD_BYTES.observe(len(card.json))
    return Rendered("", card, worded(summary))


def _light_enough(build: Callable[[Any, Budget], Element], view: View, rooms: tuple[Budget, ...]) -> Card:
    for room in rooms[:-1]:
        card = Card(build(view, room))
        if len(card.json) <= LIMIT:
            return card
    return Card(build(view, rooms[-1]))
