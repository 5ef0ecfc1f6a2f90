"""Any sequence of turns, drawn by hypothesis, and what must hold after each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from dialogs.audits.audit import Person
from dialogs.conversation.command import Command
from dialogs.conversation.given import Given
from dialogs.conversation.views import PageView
from dialogs.features.clarification import AskWhich, ChooseMeaning, NotUnderstood
from dialogs.features.concern_offer import BeginConcern, TakeOffer
from dialogs.features.concerns import RaiseConcern, RecordConcernDelivery
from dialogs.features.manager_actions import Acknowledge, ReopenAudit, ReviewAction
from dialogs.features.navigation import GoBack, GoOn, GoTo, OpenAudit, ShowCard, Skip
from dialogs.features.notes import SettleNote, TakeNote
from dialogs.features.pausing import Pause
from dialogs.features.rows import RemoveRow, SaveRow
from dialogs.features.save_page import DropDraft, KeepEvidence, SavePage
from dialogs.features.sections import ShowWhere
from dialogs.features.submission import ReadBack, SubmitStage
from dialogs.features.unsent_concern import (
    DropConcern,
    ExplainConcern,
    LeaveConcern,
    RewordConcern,
    SendConcern,
    WordConcern,
)
from template_specs import answer_types
from template_specs.model import Differs, Option, Part, Question, Template
from tests.dialogs.builders import (
    ABSENT,
    AMARA,
    BOX,
    GRADES,
    LEA,
    OTHER,
    PRIYA,
    SAM,
    SEEN,
    STRANGER,
    form,
    only_if,
    question,
)
from tests.dialogs.chat_harness import box_of

EVERYTHING = form(
    question("born", answer_types.DATE, identity=True, not_future=True),
    question("ref", answer_types.TEXT, identity=True, limit=40, prefill="reference"),
    question("told", answer_types.TICK),
    question("visited", answer_types.TICK, required=False),
    question("needs", answer_types.CHOICES, options=(Option("a", "Health"), Option("b", "School"), ABSENT)),
    question("1.1", section="records"),
    question("1.2", section="records", options=(*GRADES, ABSENT)),
    question("1.3", answer_types.YES_NO, section="records"),
    question("1.4", section="records", when=only_if("1.3", "yes")),
    question(
        "1.5", answer_types.DATE, section="records", when=only_if("1.3", "yes"), not_future=True, evidence=BOX
    ),
    question("1.6", section="records", part=Part.SECTION_JUDGEMENT),
    question("asked", answer_types.ROWS, section="asked", part=Part.NONE, when=only_if("1.3", "yes")),
    question("score", answer_types.SCORE, section="ending"),
    question("views", answer_types.TEXT, section="ending", required=False),
    question("overall", section="ending", part=Part.OVERALL_JUDGEMENT, evidence=None),
    question("why", answer_types.TEXT, section="ending", when=Differs("overall", ("1.6", "1.1"))),
    question("actions", answer_types.ROWS, section="actions"),
)
"""One question of every kind, and every way to open or close one."""

LONG = "What the child says about home, school and the plan. " * 90
HUGE = "Every visit since March, as it stands in the notes, one after the other. " * 400
FACES = "\N{FACE WITH TEARS OF JOY}" * 4_000

texts = st.sampled_from(
    ["", " ", "ok", "all up to date", SEEN, OTHER, LONG, HUGE, FACES, "x\n" * 2_000, '"' * 3_000, "31 June"]
) | st.text(max_size=90)
values = st.sampled_from(
    ["", "good", "ri", "outstanding", "na", "yes", "no", "true", "7", "a,b", "a", "2026-06-01", "2030-01-01"]
)
WORDS = """
back|next|skip|where am i|card|keep|mine|pause|resume|review|submit|yes|no|1|2|concern|note|help|n/a|7|1.1|1.4
go to 1.4|go to records|go to nowhere|go to actions|concern: seen with bruises today|
send now|do not send|change|he was hit last night|ri|health and school
note: the chronology says nothing of school|5 June 2026|31 June 2026|1 January 2031|good|GOOD.|...|1.1 ri
concern about neglect was followed up by the school nurse in March and by the social worker
next steps were agreed with the school and both parents at the core group meeting in the spring
1.2: ri - no direct work is recorded since the spring and nobody asks why
1.1 good - seen alone in June 1.2 ri - nothing since|outstanding: health and PEP, both overdue|sorry, RI
Good, but overall this requires improvement|between good and ri|change 1.2 to good|9.9: good|theirs|evidence
also she was seen twice and her words are in it|use mine please|not yet|first|the second one|What of 1.6?: ri
"""
typed = st.sampled_from(WORDS.strip().replace("\n", "|").split("|")) | texts
typed = typed | st.builds("{} - {}".format, st.sampled_from(["good", "ri", "na", "yes", "no"]), texts)
tokens = st.sampled_from(["", "t1", "t2", "page"])
people = st.sampled_from([AMARA, AMARA, AMARA, SAM, SAM, SAM, PRIYA, LEA, STRANGER])


def keys(template: Template) -> st.SearchStrategy[str]:
    ids = [q.id for q in template.questions]
    tables = [q.id for q in template.questions if q.kind is answer_types.ROWS]
    rows = [f"{table}/{token}" for table in tables for token in ("t1", "t2", "k1")]
    return st.sampled_from([*ids, *rows, *rows, "nowhere", "1.1/x", "", "summary"])


def events(template: Template) -> st.SearchStrategy[Command]:
    """Any event at all, as a card that nobody should have could send it."""
    key, revision = keys(template), st.integers(0, 3)
    columns = sorted({c.id for q in template.questions for c in q.columns})
    cells = st.dictionaries(st.sampled_from(columns), texts | values)
    ids = st.sampled_from(["t1", "t2", "id000003", "nobody"])
    row = st.builds(SaveRow, key, cells, revision)
    simple: list[Command] = [
        OpenAudit(), GoBack(), GoOn(), Skip(), Pause(), ShowCard(), ShowWhere(), BeginConcern(),
        RewordConcern(), LeaveConcern(), ExplainConcern(), SendConcern(), DropConcern(), TakeOffer(),
    ]  # fmt: skip
    leaf = (
        st.sampled_from(simple)
        | st.builds(KeepEvidence, key)
        | row
        | st.builds(RemoveRow, key, revision)
        | st.builds(DropDraft, key)
        | st.builds(GoTo, key | texts)
        | st.builds(RaiseConcern, texts)
        | st.builds(WordConcern, texts)
        | st.builds(SendConcern, ids, st.none() | texts)
        | st.builds(TakeNote, texts)
        | st.builds(SettleNote, ids, key)
        | st.builds(ReadBack, st.integers(0, 30))
        | st.builds(SubmitStage, st.booleans())
        | st.builds(AskWhich, texts, st.sampled_from(["concern", "note", "next", "help", "keep"]))
        | st.builds(ChooseMeaning, st.booleans(), st.sampled_from(["", "1", "2", "3", "9"]))
        | st.builds(NotUnderstood, texts)
        | st.builds(Acknowledge, key | ids.map("concern/{}".format))
        | st.builds(ReviewAction, key, cells, revision)
        | st.builds(RecordConcernDelivery, ids)
        | st.builds(ReopenAudit, texts)
    )
    given = st.builds(Given, key, st.none() | values | texts, st.none() | texts, revision)
    answers = st.lists(given, max_size=3, unique_by=lambda g: g.key).map(tuple)
    button = leaf.filter(
        lambda command: not isinstance(command, ChooseMeaning)
    )  # its buttons stand on no page
    saved = st.builds(SavePage, answers, st.none() | button) | st.builds(SavePage, answers, st.none(), row)
    return leaf | saved


@dataclass(frozen=True)
class Doing:
    """One turn to come: typed, a page filled in, or an event out of nowhere."""

    who: Person
    text: str | None = None
    pick: int | None = None
    """With `text`: the text is evidence, and this picks the answer to the question in hand."""
    fills: tuple[tuple[int, int, str | None], ...] | None = None
    """The position of a question on the page, which answer to pick for it, and its evidence."""
    row: Mapping[str, str] | None = None
    """What is filled in the form for a row, where there is one."""
    old: bool = False
    """On the page before the newest."""
    event: Command | None = None
    token: str = ""


def doings(template: Template) -> st.SearchStrategy[Doing]:
    """Mostly what auditors do; often enough what they should not, or what nobody can."""
    pick = st.integers(0, 7)
    told = st.sampled_from([SEEN, OTHER, "ok"]) | texts
    fills = st.lists(st.tuples(st.integers(0, 3), pick, st.none() | told), min_size=1, max_size=4).map(tuple)
    row = (
        st.fixed_dictionaries({"what": told, "why": told, "by_when": st.just("2026-06-01") | values})
        | st.none()
    )
    auditor = st.sampled_from([AMARA, AMARA, SAM])
    page = st.builds(Doing, auditor, fills=fills, row=row)
    return st.one_of(
        page,
        page,
        st.builds(Doing, auditor, fills=fills, row=row, old=st.booleans(), event=events(template)),
        st.builds(Doing, auditor, text=told, pick=pick),
        st.builds(Doing, auditor, text=told, pick=pick),
        st.builds(Doing, people, text=typed),
        st.builds(Doing, people, event=events(template), token=tokens),
    )


def picked(question: Question, pick: int) -> str:
    """An answer that fits the question, for most picks."""
    if pick == 0:
        return "31 June"
    match question.kind:
        case answer_types.DATE:
            return f"2026-05-{pick:02d}"
        case answer_types.SCORE | answer_types.NUMBER:
            return str(pick)
        case answer_types.TICK:
            return "yes" if pick % 2 else "no"
        case answer_types.TEXT | answer_types.PERSON:
            return f"Words number {pick}"
        case _:
            return question.options[pick % len(question.options)].code if question.options else ""


def filled(template: Template, page: PageView, doing: Doing) -> SavePage:
    """The page sent back with some boxes filled in."""
    views = [view for view in page.questions if view.kind is not answer_types.ROWS]
    given = {view.key: Given(view.key, *box_of(view), view.revision) for view in views}
    for position, pick, words in doing.fills or ():
        if not views:
            break
        view = views[position % len(views)]
        value = picked(template.by_id[view.key], pick)
        told = given[view.key].words if words is None or not view.evidence_prompt else words
        given[view.key] = replace(given[view.key], value=value, words=told)
    table = next((view for view in page.questions if view.kind is answer_types.ROWS), None)
    row = None
    if table is not None and doing.row is not None:
        changed = next((r for r in table.rows if r.key == table.editing), None)
        key = changed.key if changed is not None else table.key
        row = SaveRow(key, doing.row, changed.revision if changed is not None else 0)
    then = doing.event if not isinstance(doing.event, SavePage | ChooseMeaning) else None  # as buttons come
    if isinstance(then, SaveRow | RemoveRow | DropDraft):
        row = None  # the button's own row is the one that counts
    return SavePage(tuple(given.values()), then, row)
