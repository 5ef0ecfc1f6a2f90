"""Views as a programme would show them, for the card tests and for looking at."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from dialogs.audits.audit import Passage
from dialogs.audits.route import Progress
from dialogs.conversation.views import (
    Action,
    ActionItem,
    ActionLine,
    ActionsView,
    ActionView,
    Area,
    AuditLine,
    AuditsView,
    BannerView,
    BriefingView,
    Button,
    CaseChoice,
    CellView,
    ChallengeLine,
    ChallengeView,
    ChangeLine,
    ChangesView,
    ComparedLine,
    ComparisonView,
    ConcernStatusView,
    ConcernView,
    ConfirmSubmitView,
    ConflictView,
    ConsequenceView,
    DigestView,
    EnquiryView,
    Finding,
    Gap,
    GapSection,
    GapsView,
    GradeBoxes,
    GradeCounts,
    GradedOnPanel,
    GradeNow,
    HelpView,
    HistoryView,
    Judgement,
    LastActionBox,
    LastTimeView,
    MemberGrade,
    NamingBoxes,
    Need,
    NoteView,
    OutcomeView,
    PageView,
    PanelView,
    ProgrammeLine,
    ProgrammeListView,
    QuestionView,
    RecordView,
    ReminderView,
    ReplyAnswer,
    ReplyStory,
    ReplyView,
    ResultView,
    ReviewLine,
    ReviewView,
    RowView,
    SaidView,
    ScaleView,
    ScriptPart,
    ScriptView,
    SectionLine,
    SectionLink,
    SectionsView,
    SentActionView,
    Sentence,
    SheetBox,
    SheetView,
    StageView,
    StatusView,
    StepLine,
    SummaryView,
    UnsentConcernView,
    Urgency,
    View,
    WelcomeView,
    WhichCaseView,
)
from template_specs import answer_types
from template_specs.model import GuidanceDocument, Option, Tone

AT = datetime(2026, 6, 5, 13, 30, tzinfo=UTC)
"""2:30pm in London: British Summer Time."""
AUDIT = "01JZ4Q8Y7K3M5N6P7Q8R9S0T1V"
TOKEN = "01JZ4Q9B2C3D4E5F6G7H8J9K0M"

GRADES = (
    Option("outstanding", "Outstanding", tone=Tone.GOOD),
    Option("good", "Good", tone=Tone.GOOD),
    Option("requires_improvement", "Requires improvement", tone=Tone.IMPROVE),
    Option("inadequate", "Inadequate", tone=Tone.IMPROVE),
    Option("not_applicable", "Not applicable"),
)
YES_NO_NA = (Option("yes", "Yes"), Option("no", "No"), Option("not_applicable", "Not applicable"))
EVIDENCE = (
    "The assessment of 3 March sets out the history and both parents' views. The child's own words "
    "are quoted twice, and the plan follows from them.\n\nThe chronology stops in January."
)


def graded(number: str, text: str, **more: Any) -> QuestionView:
    """A graded question with an evidence box."""
    made: dict[str, Any] = {
        "key": number,
        "number": number,
        "text": text,
        "kind": answer_types.GRADE,
        "revision": 0,
        "options": GRADES,
        "evidence_prompt": "What did you see?",
        "evidence_required": True,
    }
    return QuestionView(**{**made, **more})


def columns(**values: str) -> tuple[CellView, ...]:
    """The columns of an action, with `values` in them."""
    return (
        CellView("what", "Action", answer_types.TEXT, True, values.get("what", ""), values.get("what", "")),
        CellView("who", "Who?", answer_types.PERSON, True, values.get("who", ""), values.get("who", "")),
        CellView(
            "by_when", "By when?", answer_types.DATE, True, values.get("by_when", ""), values.get("shown", "")
        ),
    )


def supervision(**values: str) -> tuple[CellView, ...]:
    """The columns filled in supervision."""
    return (
        CellView(
            "reviewed",
            "Date reviewed",
            answer_types.DATE,
            True,
            values.get("reviewed", ""),
            values.get("shown", ""),
        ),
        CellView("progress", "Completed, or comments", answer_types.TEXT, True, values.get("progress", "")),
        CellView("initials", "Initials", answer_types.PERSON, False, values.get("initials", "")),
    )


ROWS = tuple(
    RowView(
        f"actions/k{n}",
        n,
        n,
        columns(
            what="Bring the chronology up to date and share it with the core group.",
            who="Priya Nair",
            by_when="2026-06-30",
            shown="30 June 2026",
        ),
    )
    for n in (1, 2)
)

LINKS = tuple(
    SectionLink(f"s{n}", f"{n} {name}: {n} of 8")
    for n, name in enumerate(
        (
            "Basic information",
            "Child seen, heard and listened to",
            "Assessment",
            "Risk and protection",
            "Plans and reviews",
            "Management oversight, decision making and case supervision",
            "Overall judgement and actions",
        ),
        1,
    )
)


def paged(*questions: QuestionView, **more: Any) -> PageView:
    """A live card that shows `questions`."""
    made: dict[str, Any] = {
        "audit": AUDIT,
        "token": TOKEN,
        "case": "CF-1042",
        "form": "Case file audit",
        "section": "Assessment",
        "where": "Section 3 of 7, page 2 of 6",
        "progress": Progress(15, 62, 8, 21),
        "questions": questions,
        "links": LINKS,
        "partner": "Sam Okafor",
    }
    return PageView(**{**made, **more})


FOUR_GRADES = paged(
    graded("3.4", "The assessment conveys a clear picture of the child's lived experience."),
    graded("3.5", "The views of the child, the family and professionals are in it.", value="good"),
    graded("3.6", "The analysis triangulates what has been said, seen, read and understood."),
    graded("3.7", "Research and assessment tools are used.", evidence_required=False),
    said=("3.3 Timeliness: Good. Saved.", "Next: the child's lived experience."),
    saved=True,
)
ONE_GRADE = paged(
    graded(
        "3.4",
        "The assessment conveys a clear picture of the child's lived experience.",
        help="Look at the last assessment and the visits since. Say where you saw it.",
        evidence=Passage.of(EVIDENCE),
        value="good",
    ),
    first=True,
    intro="This section looks at the last assessment on the file.",
)
CHALLENGED = paged(
    graded(
        "3.4",
        "The assessment conveys a clear picture of the child's lived experience.",
        value="good",
        revision=2,
        evidence=Passage.of("All in place."),
        challenge=ChallengeView(
            "What did you see that makes this Good? A sentence or two on what the file shows is enough.",
            ("The child's own words", "The views of both parents", "History is used in the analysis"),
            ("Feedback from the family", "Direct work with the child"),
        ),
    ),
    graded("3.5", "The views of the child, the family and professionals are in it."),
    said=("Saved. One question before we go on.",),
)
CONFLICTING = paged(
    graded(
        "3.4",
        "The assessment conveys a clear picture of the child's lived experience.",
        value="good",
        revision=3,
        evidence=Passage.of("Seen alone in May and June; her words are in the case notes."),
        conflict=ConflictView("Sam Okafor", AT, "Requires improvement", Passage.of(EVIDENCE)),
        notes=(NoteView("n1", "Ann Lee", Passage.of("The school nurse's view is missing.")),),
    ),
)
MIXED = paged(
    QuestionView(
        "1.1",
        "1.1",
        "Date of the last assessment",
        answer_types.DATE,
        1,
        value="31 June",
        problem="31 June does not exist. Type the date of the last assessment, such as 30 June 2026.",
    ),
    QuestionView("1.2", "1.2", "Has the child been seen alone?", answer_types.YES_NO, 0, options=YES_NO_NA),
    QuestionView(
        "1.3",
        "1.3",
        "How safe do you feel at home?",
        answer_types.SCORE,
        0,
        required=False,
        value="7",
        help="0 is not at all, 10 is completely. Asked of the child.",
    ),
    QuestionView(
        "1.4",
        "1.4",
        "Which of these are on the file?",
        answer_types.CHOICES,
        0,
        value="c,g",
        options=(Option("c", "Chronology"), Option("g", "Genogram"), Option("p", "Plan")),
    ),
    section="Basic information",
)
OTHERS = paged(
    QuestionView(
        "2.1",
        "2.1",
        "What has changed for the child?",
        answer_types.TEXT,
        0,
        value_passage=Passage.of(EVIDENCE),
    ),
    QuestionView("2.2", "2.2", "Practitioner", answer_types.PERSON, 0, value_passage=Passage.of("Jo Bell")),
    QuestionView(
        "2.3",
        "2.3",
        "Suitable for an Ofsted inspector to see",
        answer_types.TICK,
        1,
        value="yes",
        required=False,
    ),
    QuestionView(
        "differs",
        "",
        "Why do these judgements differ from the overall one?",
        answer_types.TEXT,
        0,
        differences=("Assessment (3): Requires improvement", "Last three months: Inadequate"),
    ),
    last=True,
)
MEANINGS = tuple((o.label, f"What {o.label.lower()} means, to the end of the sentence. " * 6) for o in GRADES)
SCALES = (ScaleView("Ofsted's four grades", MEANINGS),)
LEFT_OPEN = paged(
    graded("3.4", "", to_do="grade"),
    said=("Saved. Still to do on the page before: 3.2 what you saw, 3.3 grade.",),
    saved=True,
    left_open="3.2",
    anchor="3.4",
    scales=SCALES,
    first=True,
)
CHANGE_ONE = paged(graded("3.4", ""), changes=4, scales=SCALES)
PLAIN_TEXT = QuestionView("views", "", "As the practitioner, what are your views?", answer_types.TEXT, 0)
ONLY_ONE = paged(
    replace(PLAIN_TEXT, required=False),
    progress=Progress(0, 0, 0, 0),
    first=True,
    last=True,
    links=(SectionLink("views", "Views"),),
    can_raise=False,
    can_read=False,
)
GAPS_BY_SECTION = GapsView(
    AUDIT,
    TOKEN,
    "CF-1042",
    (),
    41,
    (GapSection("3 Assessment", 40, "3.1"), GapSection("Views of the IRO", 1, "")),
)
ROW_PAGE = paged(
    QuestionView(
        "actions",
        "",
        "Remedial actions you recommend for this case",
        answer_types.ROWS,
        0,
        required=False,
        rows=ROWS,
        columns=columns(),
        help="They go to the supervising manager.",
    ),
    section="Overall judgement and actions",
)
ROW_EDIT = paged(
    QuestionView(
        "actions",
        "",
        "Remedial actions you recommend for this case",
        answer_types.ROWS,
        0,
        required=False,
        rows=ROWS,
        editing="actions/k2",
        problem="By when? is still empty.",
        columns=columns(what="See the child alone at school.", who="Priya Nair"),
    ),
    section="Overall judgement and actions",
)
REVIEW = ReviewView(
    AUDIT,
    TOKEN,
    "CF-1042",
    "Case file audit",
    "Assessment",
    0,
    3,
    (
        ReviewLine(
            "3.4",
            "3.4",
            "The assessment conveys a clear picture of the child's lived experience.",
            "Good",
            Passage.of(EVIDENCE),
            changes=("Requires improvement until 5 June 2026 (Sam Okafor)",),
        ),
        ReviewLine("3.5", "3.5", "The views of the child and the family are in it.", "", answered=False),
        ReviewLine("3.7", "3.7", "Research and tools are used.", "", required=False, answered=False),
        ReviewLine("actions/k1", "1", "Action", "", cells=ROWS[0].cells),
    ),
    Progress(15, 62, 8, 21),
    links=(SectionLink("0", "Assessment"), SectionLink("1", "Plans"), SectionLink("2", "Actions")),
)
READ_ONLY = ReviewView(
    AUDIT,
    TOKEN,
    "CF-1042",
    "Case file audit",
    "Assessment",
    1,
    3,
    REVIEW.lines,
    REVIEW.progress,
    can_change=False,
    can_submit=False,
    links=REVIEW.links,
)
GAPS = GapsView(
    AUDIT,
    TOKEN,
    "CF-1042",
    (
        Gap("3.4", "3.4 Lived experience", "No evidence yet for Good."),
        Gap("overall", "Overall judgement", "Not answered yet."),
    ),
    14,
)
NO_GAPS = GapsView(AUDIT, TOKEN, "CF-1042", (), 0)
CONFIRM = ConfirmSubmitView(AUDIT, TOKEN, "CF-1042", "Good", "Priya Nair", 2)
STAGE = StageView(AUDIT, "CF-1042", "Deep dive audit", "Moderation", ("Sam Okafor",), date(2026, 6, 19))
CONFIRM_PART = replace(CONFIRM, awaits="Sam Okafor and Ivy Clarke (IRO or conference chair)")
STAGE_AWAITED = replace(STAGE, awaits="Ivy Clarke (IRO or conference chair) and a moderator", overdue=True)
STAGE_DONE = replace(STAGE, done="Thank you. That is all we need from you here.")
REMINDER = ReminderView(
    AUDIT,
    "CF-1042",
    "Deep dive audit",
    "Moderation was due on 5 June 2026",
    ("Your part is still to do.", "If something is in the way, tell your QA lead."),
)
DIGEST = DigestView((REMINDER, REMINDER, REMINDER))
RECORD = RecordView("Assessment, page 2: saved on 5 June 2026 at 2:30pm. The open card is below.")
_SUMMARY: dict[str, Any] = {
    "audit": AUDIT,
    "case": "CF-1042",
    "form": "Case file audit",
    "team": "North team",
    "auditors": ("Sam Okafor", "Ann Lee"),
    "submitted_at": AT,
    "grade": GradeNow(
        "Final grade",
        "Requires improvement",
        "Max Lund",
        Passage.of("The plan is sound, and nobody has acted on it since March."),
        ("Ann Lee gave Good.",),
    ),
    "concerns": ("Ann Lee raised an immediate concern on 2 June 2026. Priya Nair read it on 2 June 2026.",),
    "recent": "Requires improvement",
    "judgements": (
        Judgement("Assessment", "Good"),
        Judgement("Management oversight, decision making and case supervision", "Requires improvement"),
        Judgement("Plans and reviews", "Good"),
    ),
    "scores": (
        Judgement("How safe do you feel at home? (child)", "7 out of 10"),
        Judgement("Were you listened to? (parents)", "Not obtained: no reply"),
    ),
    "good": (
        Finding("3.4", "Lived experience", "Good", Passage.of(EVIDENCE)),
        Finding("2.1", "Child seen alone", "Outstanding", Passage.of("Seen alone on each visit.")),
    ),
    "improve": (
        Finding(
            "6.2",
            "Supervision",
            "Requires improvement",
            Passage.of("Two supervisions since January; neither is reflective."),
        ),
    ),
    "areas": (),
    "overview": Area("Brief summary", Passage.of("She lives with her aunt and is settled at school.")),
    "remarks": Area(
        "Overview", Passage.of("A careful file, with the story board as good practice to share.")
    ),
    "differs_because": Passage.of("The work since March has slowed while the worker was away."),
    "family_views": Area("Parents' views", Passage.of("Mum says the visits help; plans are hard to read.")),
    "inspection_example": True,
    "actions": (
        ActionLine("Meet the father, and write down what he sees.", "Jo Whitfield", "19 June 2026"),
        ActionLine("Bring the chronology up to date.", "", ""),
    ),
}
SUMMARY = SummaryView(**_SUMMARY, can_acknowledge=True)
ACKNOWLEDGED = SummaryView(
    **_SUMMARY,
    acknowledged="Acknowledged by Priya Nair, 5 June 2026 at 2:30pm",
)
_LONG = Passage.of("The visits of May were in the paper file. " * 90)
_CHALLENGE = ChallengeLine(
    "2.3",
    "2.3 Chronology",
    "Ann Lee gave Inadequate.",
    "Priya Nair challenges it:",
    _LONG,
    (ReplyAnswer("Sam Okafor changed it from Inadequate to Good, 5 June 2026 at 2:30pm.", _LONG),),
)
REPLY_OVER = ReplyView(
    AUDIT,
    TOKEN,
    "CF-1042",
    "Tier 2 audit",
    "Manager's reply",
    ("Sam Okafor", "Ann Lee"),
    _SUMMARY["grade"],
    ReplyStory(("No reply by 19 June 2026.",)),
)
REPLY = replace(
    REPLY_OVER,
    due=date(2026, 6, 19),
    can_reply=True,
    can_send=True,
    grades=tuple((f"2.{n}", f"2.{n} Quality of the chronology in the file: Inadequate") for n in range(60)),
    comment="A comment. " * 300,
    reason="The visits took place. " * 150,
    picked="2.3",
    problem="Choose the grade that you challenge as well. Your reason is still in its box.",
    story=replace(REPLY_OVER.story, challenges=(replace(_CHALLENGE, answers=(), can_drop=True),) * 4),
)
_STEPS = (("inadequate", "Inadequate"), ("ri", "Requires improvement"), ("good", "Good"))
REPLY_TO_ANSWER = replace(
    REPLY_OVER,
    title="Auditors' answer to the reply",
    can_answer=True,
    can_accept=True,
    story=ReplyStory(
        ("Priya Nair challenged 12 grades, 5 June 2026 at 2:30pm.",),
        _LONG,
        tuple(
            replace(_CHALLENGE, question=f"2.{n}", grades=_STEPS if n % 2 else (), can_object=not n % 2)
            for n in range(12)
        ),
    ),
)
SUMMARY_REPLIED = SummaryView(**_SUMMARY, reply=REPLY_TO_ANSWER.story, can_reply=True)
BANNER = BannerView("CF-1042", "Tier 2 audit", "Audit summary", "The QA lead has reopened this audit.")


def action(**more: Any) -> ActionView:
    """One action before its manager."""
    made: dict[str, Any] = {
        "audit": AUDIT,
        "key": "actions/k1",
        "revision": 1,
        "case": "CF-1042",
        "number": 1,
        "of": 2,
        "cells": ROWS[0].cells,
        "review": supervision(),
        "by": "Sam Okafor",
        "can_act": True,
    }
    return ActionView(**{**made, **more})


ACTION = action()
ACTION_READ = action(acknowledged="Acknowledged by Priya Nair, 5 June 2026")
ACTION_PROBLEM = action(
    acknowledged="Acknowledged by Priya Nair, 5 June 2026",
    problem="31 June does not exist. Type the date reviewed, such as 30 June 2026.",
    review=supervision(reviewed="31 June", progress="Done and shared."),
)
ACTION_DONE = action(
    acknowledged="Acknowledged by Priya Nair, 5 June 2026",
    reviewed="Reviewed by Priya Nair, 9 June 2026",
    review=supervision(
        reviewed="2026-06-09", shown="9 June 2026", progress="Done and shared.", initials="PN"
    ),
)


def sent_action(**more: Any) -> SentActionView:
    """One action after it was sent."""
    made: dict[str, Any] = {
        "audit": AUDIT,
        "key": "actions/k1",
        "case": "CF-1042",
        "form": "Case audit",
        "cells": ROWS[0].cells,
        "owner": "You",
        "due": date(2026, 6, 1),
        "overdue": True,
        "priority": "high",
        "status": "Under way",
        "steps": (
            StepLine("5 June 2026: Priya Nair gave it to you", Passage.of("You know the family best.")),
        ),
        "seen": 1,
    }
    return SentActionView(**{**made, **more})


SENT_ACTION = sent_action(
    starts=True, finishes=True, changes=True, cancels=True, people=(("p1", "Jo Whitfield"),)
)
SENT_ACTION_OWNER = sent_action(finishes=True, hands_back=True, problem="Write what shows that it is done.")
SENT_ACTION_DONE = sent_action(overdue=False, verifies=True, takes_back=True, tells_effect=True)
ACTIONS = ActionsView(
    "Open actions: 2",
    (
        ActionItem(
            AUDIT, "actions/k1", "CF-1042", "Meet the father", "Open, with you", date(2026, 6, 1), True
        ),
        ActionItem(AUDIT, "actions/k2", "", "", "Open, with Sam Okafor", None, False, opens=False),
    ),
    filters=(Button("Overdue actions", Action("actions", {"which": "overdue", "skip": 0})),),
    following=Button("Show more", Action("my_actions", {"skip": 10})),
)
NO_ACTIONS = ActionsView("Your actions", (), "No action is with you now.")
CONCERN = ConcernView(
    AUDIT,
    "c1",
    "CF-1042",
    "Sam Okafor",
    AT,
    Passage.of("The last three visits were not made and the school reports new bruising."),
    can_acknowledge=True,
)
CONCERN_READ = ConcernView(
    AUDIT,
    "c1",
    "CF-1042",
    "Sam Okafor",
    AT,
    CONCERN.passage,
    acknowledged="Read by Priya Nair, 5 June 2026 at 2:41pm",
)
CONCERN_SENT = ConcernStatusView(AUDIT, "c1", "CF-1042", "Priya Nair", AT, CONCERN.passage)
CONCERN_SLIP = replace(
    CONCERN_READ, withdrawn=OutcomeView("Sam Okafor", AT, Passage.of("It was another file."))
)
CONCERN_TAKEN_BACK = replace(CONCERN_SENT, withdrawn=CONCERN_SLIP.withdrawn, can_withdraw=False)
CONCERN_STUCK = ConcernStatusView(
    AUDIT,
    "c1",
    "CF-1042",
    "Priya Nair",
    AT,
    CONCERN.passage,
    problem="Priya Nair has not added the bot in Teams. Ring her, or the duty team.",
)
CONCERN_KNOWN = ConcernStatusView(
    AUDIT,
    "c1",
    "CF-1042",
    "Priya Nair",
    AT,
    CONCERN.passage,
    delivered_at=AT,
    acknowledged="Priya Nair, 5 June 2026 at 2:41pm",
)
CONCERN_UNSENT = UnsentConcernView(AUDIT, "c1", "CF-1042", "Priya Nair", AT, CONCERN.passage.text)
CONCERN_ASKED = replace(CONCERN_UNSENT, again=True, to="")
CONCERN_BARRED = replace(CONCERN_UNSENT, again=True, refusal="Only the auditors of this case can raise it.")
WHICH_CASE = WhichCaseView(
    CONCERN.passage.text,
    (CaseChoice(AUDIT, "CF-1042", "Tier 2 audit"), CaseChoice("a2", "CF-1043", "Tier 2 audit")),
    more=3,
    sounds_like_harm=True,
)
AUDITS = AuditsView(
    "Your audits",
    (
        AuditLine(
            AUDIT,
            "CF-1042",
            "Case file audit",
            "In progress, 15 of 62 answered",
            date(2026, 6, 30),
            False,
            "Sam Okafor",
            "Neglect",
        ),
        AuditLine(
            "a2",
            "CF-0977",
            "Practice standards audit with the child and the parents",
            "Not started",
            date(2026, 5, 29),
            True,
        ),
        AuditLine(
            "a3", "CF-0901", "Case file audit", "Submitted on 5 June 2026", None, False, can_open=False
        ),
    ),
    more=3,
)
NO_AUDITS = AuditsView(
    "Your audits",
    (),
    "No audits are allocated to you this month. Your QA lead sends the list on the first working day.",
)
OFFERS = (
    Button("Show my audits", Action("my_audits")),
    Button("Open CF-1042", Action("open", {"audit": AUDIT}), True),
)
WELCOME = WelcomeView(
    "Hello Sam",
    (
        "I walk you through case file audits, one page at a time.",
        "Everything is saved as you go. Stop and start when you like.",
        "You can type instead of pressing buttons: help shows the words.",
    ),
    OFFERS,
)
HELP = HelpView(
    "These always work, on any page.",
    (
        ("good - seen alone in May", "answers the question in hand, with its evidence"),
        ("back", "goes to the page before"),
        ("go to 3.4", "goes to a question"),
        ("where am I", "says where you are"),
        ("pause", "stops for now; everything is kept"),
        ("concern ...", "raises an immediate concern"),
    ),
    OFFERS,
)
STATUS = StatusView(
    "November 2026",
    (
        ("Not started", 24, None),
        ("In progress", 9, Button("Show", Action("status", {"which": "in_progress", "skip": 0}))),
        ("Submitted", 11, None),
    ),
    4,
    grades=(
        GradeCounts(
            "Overall grades",
            (
                ("Outstanding", 0, None),
                (
                    "Good (63%)",
                    12,
                    Button("Show", Action("status", {"which": "in:@::/grade:good:Good", "skip": 0})),
                ),
                ("Requires improvement (32%)", 6, None),
                ("Inadequate (5%)", 1, None),
            ),
            ("Outstanding", "Good", "Requires improvement", "Inadequate"),
        ),
    ),
    offers=(Button("Actions", Action("status", {"which": "actions", "skip": 0})),),
    held_up=12,
    held=("Immediate concern, CF-1042, to Priya Nair: Priya Nair has not opened this bot in Teams yet.",),
)
STATUS_UNSENT = replace(STATUS, unsent=2, unsent_by=("Amara Osei (CF-1042)", "Sam Okafor (CF-7)"))
NO_STATUS = StatusView("December 2026", (), 0)
SECTIONS = SectionsView(
    AUDIT,
    TOKEN,
    "CF-1042",
    "Case file audit",
    (
        SectionLine("about", "1 About the audit", 5, 5),
        SectionLine("referral", "2 Referral", 3, 10, here=True),
        SectionLine("assessment", "3 Assessment", 0, 21),
        SectionLine("notes", "Notes", 0, 0),
    ),
    8,
    36,
    minutes=50,
    said=("Welcome back.",),
)
BRIEFING = BriefingView(
    AUDIT,
    TOKEN,
    "CF-1042",
    "Case file audit",
    notes=("The child comes first.", "Say what you saw in the file [and](https://elsewhere.example) why."),
    looks_back=("The audit looks back 18 months, to 5 December 2024.",),
    documents=(
        GuidanceDocument("A guide to auditing", "https://council.example/guide"),
        GuidanceDocument("002"),
    ),
    pointers=("Be curious",),
    terms=(("CIN", "child in need"),),
    begins=True,
)
NOTES_AGAIN = replace(BRIEFING, begins=False, can_go_on=True, pointers=(), terms=())
NO_NOTES = BriefingView(AUDIT, TOKEN, "CF-1042", "Case file audit")
WORK = WelcomeView(
    "Hello Sam",
    ("I walk you through case file audits, one page at a time.",),
    (Button("Show my audits", Action("my_audits")),),
    needs=(
        Need(Urgency.UNSENT, "CF-1042: your concern has not been sent yet. It is below."),
        Need(
            Urgency.CONCERN,
            "CF-1042: an immediate concern, raised by Jo Bell",
            button=Button("Read the concern", Action("concern_show", {"audit": AUDIT, "concern": "c1"})),
        ),
        Need(
            Urgency.AUDIT,
            "CF-0977: 16 of 71 answered",
            date(2026, 5, 29),
            overdue=True,
            button=Button("Continue CF-0977 (16 of 71)", Action("open", {"audit": "a2"})),
        ),
    ),
    more=2,
)
QUIET = WelcomeView("Hello Sam", (), (), quiet="Nothing is needed from you now.")
AUDITS_AND_MORE = replace(
    AUDITS, needs=WORK.needs[1:2], following=Button("Show more", Action("my_audits", {"skip": 10}))
)
PROGRAMME = ProgrammeListView(
    "Overdue: 12",
    (
        ProgrammeLine(
            AUDIT,
            "CF-1042",
            "In progress, 15 of 62 answered. It is with Sam Okafor",
            "Sam Okafor",
            due=date(2026, 5, 29),
            overdue=True,
            remind=True,
        ),
        ProgrammeLine("a2", "CF-0977", "Final", "Jo Bell", grade="Good", opens=False),
    ),
    "There are none at the moment.",
    more=10,
    following=Button("Show more", Action("status", {"which": "overdue", "skip": 2})),
)
NO_PROGRAMME = ProgrammeListView("Final", (), "There are none at the moment.")
COMPARISON = ComparisonView(
    "CF-1042",
    "Case file audit",
    "Amara Osei",
    "Wren Castle and Sam Okafor",
    (
        ComparedLine("2.1 Chronology", "Good", "Good", 0),
        ComparedLine("2.3 Voice of the child", "Outstanding", "Requires improvement", 2),
        ComparedLine("2.4 Visits", "Good", "Requires improvement", 1),
        ComparedLine("2.5 Contingency", "Not applicable", "Good", None),
    ),
    ("Pairs of grades: 3. The same: 1. One step apart: 1. Further apart: 1.",),
)
NOT_COMPARABLE = replace(COMPARISON, lines=(), said=("Both audits have no grade in common.",))
HISTORY = HistoryView(
    AUDIT,
    "CF-1042",
    "Case file audit",
    ("5 June 2026 at 2:30pm: Sam Okafor saved 14 answers, from 2:10pm.",),
    following=Button("Show earlier", Action("history", {"audit": AUDIT, "skip": 60})),
)
RESULT = ResultView(
    AUDIT,
    "CF-1042",
    "Case file audit",
    ("Sam Okafor", "Amara Osei"),
    strengths=SUMMARY.good,
    improvements=SUMMARY.improve,
    actions=SUMMARY.actions,
    grade="Overall grade: Good",
    said=(SaidView("Jo Bell", AT, Passage.of("It was fair, and it helped.")),),
)
DRAFT = replace(
    RESULT, draft=True, grade="", improvements=(), actions=(), said=(SaidView("Jo Bell", AT, None),)
)
NO_RESULT = replace(RESULT, note="This audit has been reopened.", can_say=False)
ENQUIRY = EnquiryView(
    AUDIT, "q1", "CF-1042", "Case file audit", "Sam Okafor", AT, Passage.of("What happened on 3 March?")
)
ANSWERED = replace(ENQUIRY, answers=RESULT.said, note="The audit has been submitted since.")
CONSEQUENCE = ConsequenceView(
    AUDIT,
    "overall",
    "CF-1042",
    "Case file audit",
    ("Overall grade: Inadequate. Audited by Sam Okafor.", "Priya Nair writes a plan by 12 June 2026."),
    can_plan=True,
    problem="Write the plan in a sentence or more, up to 4,000 characters.",
    typed="Soon",
)
PLANNED = replace(CONSEQUENCE, plan=Passage.of("We visit every week."), can_plan=False, problem="")
SHEET = SheetView(
    "May 2026",
    (
        "Disability / Sensory Loss. 8 cases.",
        "# Who audits",
        "- Amara Osei and Sam Okafor: 2 cases",
        "2 cases each.",
    ),
    "Write why, in a few words.",
    (
        SheetBox("out", "Who does not audit?", choices=(("p1", "Amara Osei"), ("p2", "Sam Okafor"))),
        SheetBox("why", "Why? It stays on the record.", lines=True),
        SheetBox("sure", "These words name nobody.", tick=True),
    ),
    (Button("Change the pairs", Action("programme_swap", {"which": "2026-05"}), primary=True),),
)
SCRIPT = ScriptView(
    AUDIT,
    "t1",
    "CF-1042",
    "Case file audit",
    (
        ScriptPart(
            "The child's views", ("Do you feel listened to? (0: not at all, 10: always)",), "child_views"
        ),
    ),
    ("The child: not reached by Sam Okafor, 5 June 2026 at 2:30pm. No answer.",),
    problem="Say why not, in a few words.",
)
NO_SCRIPT = replace(SCRIPT, parts=(), calls=(), problem="")
LAST_TIME = LastTimeView(
    AUDIT,
    "t1",
    "CF-1042",
    "Case file audit",
    (
        LastActionBox(
            f"{'b' * 32}/actions/k1",
            1,
            "Case file audit of 5 June 2026",
            "Write the chronology anew (Jo Whitfield, by 30 June 2026): done. What showed it: “It is there.”",
            "helped",
            "It is read out to her.",
            "Said by Sam Okafor, 5 June 2026 at 2:30pm.",
        ),
        LastActionBox(f"{'b' * 32}/actions/k2", 2, "Case file audit of 5 June 2026", "See her at school"),
    ),
    1,
    said=("Saved.",),
    problems=("Action 2: choose what became of it.",),
)
CHANGES = ChangesView(
    AUDIT,
    "t1",
    "CF-1042",
    "Case file audit",
    (("2.3", "2.3 Chronology: Good"), ("overall", "Overall grade: Good")),
    (ChangeLine("2.3", "2.3 Chronology: Good", Passage.of("Say what the move meant for her.")),),
    problem="Say what should change at Overall grade, in a sentence.",
    picked="overall",
    remark="More",
)
NO_HISTORY = replace(HISTORY, lines=(), following=None)
SAID = Sentence("Saved. 8 of 21 answered in Assessment.")
OFFERED = Sentence("Paused. Everything is kept.\nOpen it again when you like.", OFFERS)

PANEL_OPEN = PanelView(
    AUDIT,
    TOKEN,
    "CF-0123",
    "Tier 2",
    "Moderation",
    ("Sam Okafor",),
    ("Panel for CF-0123: Max Lund and Wren Castle. Max Lund leads it.", "1 of 2 have given their grades."),
    own=("Your own grades, which nobody else sees yet:", "Overall judgement: Good."),
    grade=GradeBoxes("Overall judgement", (Option("good", "Good"), Option("ri", "Requires improvement"))),
    opens=True,
)
PANEL_CLOSED = replace(
    PANEL_OPEN,
    own=(),
    grade=None,
    graded=(
        GradedOnPanel(
            "Overall judgement",
            (
                MemberGrade("Max Lund", "Good", Passage.of("Her plan was changed when she asked.")),
                MemberGrade("Wren Castle", "Inadequate", Passage.of("No visit in five weeks.")),
            ),
        ),
    ),
    agreed=("Pairs of grades: 1. The same: 0.",),
    moderates=True,
    can_give_back=True,
    leads=(("wren", "Wren Castle"),),
)
PANEL_TO_NAME = replace(
    PANEL_OPEN,
    own=(),
    grade=None,
    opens=False,
    closes=True,
    naming=NamingBoxes((("max", "Max Lund, North"), ("wren", "Wren Castle, South")), ("max",), "", "New"),
    problem="A panel has from 2 to 8 members.",
)
VIEWS: dict[str, View] = {
    name.lower(): value
    for name, value in list(globals().items())
    if name.isupper() and isinstance(value, View)
}
"""Every sample by its name."""
