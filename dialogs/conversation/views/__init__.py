"""What the bot says, in the domain's words.  `bot/cards` alone knows what a view looks like on a card.

Views hold passages unopened: the card that shows one opens it.  Each module here is a family of views; their
names are imported from this package.
"""

from __future__ import annotations

from dialogs.conversation.views.action import ActionItem, ActionsView, SentActionView, StepLine
from dialogs.conversation.views.briefing import BriefingView
from dialogs.conversation.views.comparison import ComparedLine, ComparisonView
from dialogs.conversation.views.concern import (
    CaseChoice,
    ConcernStatusView,
    ConcernView,
    OutcomeView,
    UnsentConcernView,
    WhichCaseView,
)
from dialogs.conversation.views.family import ScriptPart, ScriptView
from dialogs.conversation.views.home import (
    AuditLine,
    AuditsView,
    GradeCounts,
    HelpView,
    StatusView,
    WelcomeView,
)
from dialogs.conversation.views.messages import Action, Button, Call, Link, RecordView, Sentence
from dialogs.conversation.views.notice import Notice
from dialogs.conversation.views.open_work import (
    HistoryView,
    Need,
    ProgrammeLine,
    ProgrammeListView,
    SectionLine,
    SectionsView,
    Urgency,
)
from dialogs.conversation.views.page import (
    CellView,
    ChallengeView,
    ConflictView,
    EarlierView,
    LastView,
    LooksLikeView,
    NoteView,
    PageView,
    QuestionView,
    RowView,
    ScaleView,
    SectionLink,
    StandardView,
    WorkedView,
)
from dialogs.conversation.views.panel import (
    GradeBoxes,
    GradedOnPanel,
    MemberGrade,
    NamingBoxes,
    PanelView,
)
from dialogs.conversation.views.practitioner import EnquiryView, ResultView, SaidView
from dialogs.conversation.views.reply import ReplyView
from dialogs.conversation.views.reply_story import ChallengeLine, ReplyAnswer, ReplyStory
from dialogs.conversation.views.review import (
    ChangeLine,
    ChangesView,
    ConfirmSubmitView,
    Gap,
    GapSection,
    GapsView,
    ReviewLine,
    ReviewView,
)
from dialogs.conversation.views.sheets import SheetBox, SheetView
from dialogs.conversation.views.submitted import (
    ActionLine,
    ActionView,
    Area,
    BannerView,
    ConsequenceView,
    DigestView,
    Finding,
    GradeNow,
    Judgement,
    ReminderView,
    StageView,
    SummaryView,
)

__all__ = [
    "Action",
    "ActionItem",
    "ActionLine",
    "ActionView",
    "ActionsView",
    "Area",
    "AuditLine",
    "AuditsView",
    "BannerView",
    "BriefingView",
    "Button",
    "Call",
    "CaseChoice",
    "CellView",
    "ChallengeLine",
    "ChallengeView",
    "ChangeLine",
    "ChangesView",
    "ComparedLine",
    "ComparisonView",
    "ConcernStatusView",
    "ConcernView",
    "ConfirmSubmitView",
    "ConflictView",
    "ConsequenceView",
    "DigestView",
    "EarlierView",
    "EnquiryView",
    "Finding",
    "Gap",
    "GapSection",
    "GapsView",
    "GradeBoxes",
    "GradeCounts",
    "GradeNow",
    "GradedOnPanel",
    "HelpView",
    "HistoryView",
    "Judgement",
    "LastView",
    "Link",
    "LooksLikeView",
    "MemberGrade",
    "NamingBoxes",
    "Need",
    "NoteView",
    "Notice",
    "OutcomeView",
    "PageView",
    "PanelView",
    "ProgrammeLine",
    "ProgrammeListView",
    "QuestionView",
    "RecordView",
    "ReminderView",
    "ReplyAnswer",
    "ReplyStory",
    "ReplyView",
    "ResultView",
    "ReviewLine",
    "ReviewView",
    "RowView",
    "SaidView",
    "ScaleView",
    "ScriptPart",
    "ScriptView",
    "SectionLine",
    "SectionLink",
    "SectionsView",
    "SentActionView",
    "Sentence",
    "SheetBox",
    "SheetView",
    "StageView",
    "StandardView",
    "StatusView",
    "StepLine",
    "SummaryView",
    "UnsentConcernView",
    "Urgency",
    "View",
    "WelcomeView",
    "WhichCaseView",
    "WorkedView",
]

View = (
    Sentence
    | PageView
    | ReviewView
    | GapsView
    | ConfirmSubmitView
    | RecordView
    | SummaryView
    | ActionView
    | BannerView
    | BriefingView
    | ConcernView
    | ConcernStatusView
    | UnsentConcernView
    | WhichCaseView
    | AuditsView
    | WelcomeView
    | HelpView
    | StatusView
    | StageView
    | ReplyView
    | DigestView
    | ReminderView
    | SectionsView
    | ProgrammeListView
    | ComparisonView
    | HistoryView
    | SentActionView
    | ActionsView
    | ChangesView
    | ScriptView
    | ConsequenceView
    | ResultView
    | EnquiryView
    | SheetView
    | PanelView
)
"""Everything that can be said in reply, or as a card for somebody else."""
