"""Any sequence of turns, drawn by hypothesis, and what must hold after each of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from dialogs.advance import advance
from dialogs.audit import Audit, Draft, Person, State, Walk
from dialogs.events import (
    Acknowledged,
    ActionReviewed,
    CardAsked,
    Cleared,
    ConcernBegun,
    ConcernDelivered,
    ConcernRaised,
    DraftDropped,
    Event,
    EvidenceKept,
    Given,
    NoteSettled,
    NoteTaken,
    NotUnderstood,
    Opened,
    PageSaved,
    Paused,
    Reopened,
    ReviewAsked,
    RowRemoved,
    RowSaved,
    Skipped,
    Submitted,
    Unclear,
    WentBack,
    WentOn,
    WentTo,
    WhereAsked,
)
from dialogs.happenings import What
from dialogs.notes import LIMIT
from dialogs.step import Step
from dialogs.views import PageView
from template_specs.conditions import holds
from template_specs.kinds import Refusal, clean, read
from template_specs.model import Differs, Kind, Option, Part, Question, Template
from tests.dialogs.builders import (
    ABSENT,
    AMARA,
    BOX,
    EVERYBODY,
    GRADES,
    LEA,
    OTHER,
    PRIYA,
    SAM,
    SEEN,
    STRANGER,
    Chat,
    Room,
    box_of,
    form,
    only_if,
    question,
)

EVERYTHING = form(
    question("born", Kind.DATE, identity=True, not_future=True),
    question("ref", Kind.TEXT, identity=True, limit=40, prefill="reference"),
    question("told", Kind.TICK),
    question("visited", Kind.TICK, required=False),
    question("needs", Kind.CHOICES, options=(Option("a", "Health"), Option("b", "School"), ABSENT)),
    question("1.1", section="records"),
    question("1.2", section="records", options=(*GRADES, ABSENT)),
    question("1.3", Kind.YES_NO, section="records"),
    question("1.4", section="records", when=only_if("1.3", "yes")),
    question("1.5", Kind.DATE, section="records", when=only_if("1.3", "yes"), not_future=True, evidence=BOX),
    question("1.6", section="records", part=Part.SECTION_JUDGEMENT),
    question("asked", Kind.ROWS, section="asked", part=Part.NONE, when=only_if("1.3", "yes")),
    question("score", Kind.SCORE, section="ending"),
    question("views", Kind.TEXT, section="ending", required=False),
    question("overall", section="ending", part=Part.OVERALL_JUDGEMENT, evidence=None),
    question("why", Kind.TEXT, section="ending", when=Differs("overall", ("1.6", "1.1"))),
    question("actions", Kind.ROWS, section="actions"),
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
go to 1.4|go to records|go to nowhere|go to actions|concern: seen with bruises today|ri|health and school
note: the chronology says nothing of school|5 June 2026|31 June 2026|1 January 2031|good|GOOD.|...|1.1 ri
concern about neglect was followed up by the school nurse in March and by the social worker
next steps were agreed with the school and both parents at the core group meeting in the spring
1.2: ri - no direct work is recorded since the spring and nobody asks why
"""
typed = st.sampled_from(WORDS.strip().replace("\n", "|").split("|")) | texts
typed = typed | st.builds("{} - {}".format, st.sampled_from(["good", "ri", "na", "yes", "no"]), texts)
tokens = st.sampled_from(["", "t1", "t2", "page"])
people = st.sampled_from([AMARA, AMARA, AMARA, SAM, SAM, SAM, PRIYA, LEA, STRANGER])


def keys(template: Template) -> st.SearchStrategy[str]:
    ids = [q.id for q in template.questions]
    tables = [q.id for q in template.questions if q.kind is Kind.ROWS]
    rows = [f"{table}/{token}" for table in tables for token in ("t1", "t2", "k1")]
    return st.sampled_from([*ids, *rows, *rows, "nowhere", "1.1/x", "", "summary"])


def events(template: Template) -> st.SearchStrategy[Event]:
    """Any event at all, as a card that nobody should have could send it."""
    key, revision = keys(template), st.integers(0, 3)
    columns = sorted({c.id for q in template.questions for c in q.columns})
    cells = st.dictionaries(st.sampled_from(columns), texts | values)
    ids = st.sampled_from(["t1", "t2", "id000003", "nobody"])
    row = st.builds(RowSaved, key, cells, revision)
    simple: list[Event] = [
        Opened(), WentBack(), WentOn(), Skipped(), Paused(), CardAsked(), WhereAsked(), ConcernBegun(),
    ]  # fmt: skip
    leaf = (
        st.sampled_from(simple)
        | st.builds(EvidenceKept, key)
        | row
        | st.builds(RowRemoved, key, revision)
        | st.builds(DraftDropped, key)
        | st.builds(WentTo, key | texts)
        | st.builds(ConcernRaised, texts)
        | st.builds(NoteTaken, texts)
        | st.builds(NoteSettled, ids, key)
        | st.builds(ReviewAsked, st.integers(0, 30))
        | st.builds(Submitted, st.booleans())
        | st.builds(Unclear, texts, st.sampled_from(["concern", "note", "next", "help", "keep"]))
        | st.builds(Cleared, st.booleans())
        | st.builds(NotUnderstood, texts)
        | st.builds(Acknowledged, key | ids.map("concern/{}".format))
        | st.builds(ActionReviewed, key, cells, revision)
        | st.builds(ConcernDelivered, ids)
        | st.builds(Reopened, texts)
    )
    given = st.builds(Given, key, st.none() | values | texts, st.none() | texts, revision)
    answers = st.lists(given, max_size=3, unique_by=lambda g: g.key).map(tuple)
    saved = st.builds(PageSaved, answers, st.none() | leaf) | st.builds(PageSaved, answers, st.none(), row)
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
    event: Event | None = None
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


class Watched:
    """A room in which every turn is checked."""

    def __init__(self, room: Room):
        self.room = room
        self.chats = {p.id: Chat(room, p) for p in EVERYBODY}
        self.pages: dict[str, list[PageView]] = {p.id: [] for p in EVERYBODY}

    def do(self, doing: Doing) -> None:
        """Take the turn, and check everything that must hold after it."""
        who, room = doing.who, self.room
        audit, walks = room.audit, dict(room.walks)
        event = self._event(doing)
        is_typed = doing.text is not None
        token = doing.token
        if token == "page" or doing.fills is not None:
            token = self.pages[who.id][-1].token if self.pages[who.id] else ""
        step = room.act(who, event, typed=is_typed, token=room.fresh() if is_typed else token)
        self.pages[who.id] += [view for view in step.replies if isinstance(view, PageView)]
        walk = walks.get(who.id, Walk())
        self._check(who, event, step, audit, walk)
        assert {k: w for k, w in room.walks.items() if k != who.id} == {
            k: w for k, w in walks.items() if k != who.id
        }
        if isinstance(event, ConcernDelivered):
            return
        assert step.replies, f"no reply to {type(event).__name__}"
        if who in (AMARA, SAM):
            check_nothing_lost(room.template, who, event, is_typed, audit, walk, step)
            check_way_on(room, who, step)

    def _event(self, doing: Doing) -> Event:
        if doing.text is not None:
            text = doing.text
            asked = self.room.walks.get(doing.who.id, Walk()).asked
            if doing.pick is not None and asked in self.room.template.by_id:
                text = f"{picked(self.room.template.by_id[asked], doing.pick)} - {text}"
            return self.room.understood(doing.who, text)
        pages = self.pages[doing.who.id]
        if doing.fills is None or not pages:
            return doing.event or CardAsked()
        page = pages[-2] if doing.old and len(pages) > 1 else pages[-1]
        return filled(self.room.template, page, doing)

    def _check(self, who: Person, event: Event, step: Step, audit: Audit, walk: Walk) -> None:
        check_append_only(audit, step)
        done = {h.what for h in step.happened}
        match who:
            case _ if who == STRANGER:
                allowed: set[What] = set()
            case _ if who == LEA:
                allowed = {What.REOPENED}
            case _ if who == PRIYA:
                allowed = {What.ACKNOWLEDGED, What.ANSWERED}
                assert all("/" in h.key for h in step.happened if h.what is What.ANSWERED)
            case _:
                allowed = set(What) - {What.ACKNOWLEDGED, What.REOPENED}
        assert done <= allowed | ({What.CONCERN_DELIVERED} if isinstance(event, ConcernDelivered) else set())
        if audit.state is not State.IN_PROGRESS and who in (AMARA, SAM) and What.STARTED not in done:
            assert not done - {What.CONCERN_RAISED, What.CONCERN_DELIVERED}
        owed = [(n.recipient, n.subject) for n in step.notices]
        assert len(owed) == len(set(owed)), owed
        for view in step.replies:
            if isinstance(view, PageView):
                check_progress(self.room.template, step.audit, view)


def picked(question: Question, pick: int) -> str:
    """An answer that fits the question, for most picks."""
    if pick == 0:
        return "31 June"
    match question.kind:
        case Kind.DATE:
            return f"2026-05-{pick:02d}"
        case Kind.SCORE | Kind.NUMBER:
            return str(pick)
        case Kind.TICK:
            return "yes" if pick % 2 else "no"
        case Kind.TEXT | Kind.PERSON:
            return f"Words number {pick}"
        case _:
            return question.options[pick % len(question.options)].code if question.options else ""


def filled(template: Template, page: PageView, doing: Doing) -> PageSaved:
    """The page sent back with some boxes filled in."""
    views = [view for view in page.questions if view.kind is not Kind.ROWS]
    given = {view.key: Given(view.key, *box_of(view), view.revision) for view in views}
    for position, pick, words in doing.fills or ():
        if not views:
            break
        view = views[position % len(views)]
        value = picked(template.by_id[view.key], pick)
        told = given[view.key].words if words is None or not view.evidence_prompt else words
        given[view.key] = replace(given[view.key], value=value, words=told)
    table = next((view for view in page.questions if view.kind is Kind.ROWS), None)
    row = None
    if table is not None and doing.row is not None:
        changed = next((r for r in table.rows if r.key == table.editing), None)
        key = changed.key if changed is not None else table.key
        row = RowSaved(key, doing.row, changed.revision if changed is not None else 0)
    then = doing.event if not isinstance(doing.event, PageSaved) else None
    if isinstance(then, RowSaved | RowRemoved | DraftDropped):
        row = None  # the button's own row is the one that counts
    return PageSaved(tuple(given.values()), then, row)


def check_append_only(before: Audit, step: Step) -> None:
    after = step.audit.history
    kept = {h.key for h in step.happened if h.what is What.EVIDENCE_KEPT}
    for key, answers in before.history.items():
        now = after[key][: len(answers)]
        if key in kept:
            now = (*now[:-1], replace(now[-1], thin=answers[-1].thin))
        assert now == answers, key
    assert step.audit.concerns[: len(before.concerns)] == before.concerns or any(
        h.what in (What.CONCERN_DELIVERED, What.ACKNOWLEDGED) for h in step.happened
    )
    assert step.audit.revision == before.revision + len(step.happened)


def check_progress(template: Template, audit: Audit, view: PageView) -> None:
    """The counts on a page against a recount of its own."""
    asked = recounted(template, audit)
    done = [q for q in asked if q.required and is_done(q, audit)]
    here = next(q.section for q in template.questions if q.id == view.questions[0].key)
    counted = view.progress
    assert counted.total == sum(q.required for q in asked)
    assert counted.answered == len(done), [q.id for q in done]
    assert counted.section_total == sum(q.required for q in asked if q.section == here)
    assert counted.section_answered == sum(q.section == here for q in done)


def recounted(template: Template, audit: Audit) -> list[Question]:
    found: dict[str, object] = {}
    asked = []
    for q in template.questions:
        if q.when is not None and not holds(q.when, found.get):
            continue
        asked.append(q)
        answers = audit.history.get(q.id)
        if answers:
            last = answers[-1]
            text = last.passage.text if last.passage is not None else ""
            found[q.id] = last.value if last.value is not None else text or None
    return asked


def is_done(q: Question, audit: Audit) -> bool:
    if q.kind is Kind.ROWS:
        return any(k.startswith(f"{q.id}/") and not a[-1].removed for k, a in audit.history.items())
    last = audit.history.get(q.id, (None,))[-1]
    if last is None:
        return False
    text = last.passage.text if last.passage is not None else ""
    if q.identity or q.kind in (Kind.TEXT, Kind.PERSON):
        return bool(text)
    graded = last.value not in (None, "", ())
    return graded and (bool(text) or q.evidence is None or not q.evidence.required)


def check_way_on(room: Room, who: Person, step: Step) -> None:
    """Under way, `next` and the card always work."""
    if step.audit.state is not State.IN_PROGRESS:
        return
    shown = advance(room.template, step.audit, step.walk, CardAsked(), room.turn(who))
    assert any(isinstance(view, PageView) and view.questions for view in shown.replies)
    on = advance(room.template, step.audit, step.walk, WentOn(), room.turn(who, typed=True))
    assert on.replies


def check_nothing_lost(
    template: Template, who: Person, event: Event, typed: bool, before: Audit, walk: Walk, step: Step
) -> None:
    """What was given is in the history, in a draft, a note or a concern; drafts go only when given up."""
    for expected in owed(template, event, typed, before):
        assert any(expected.fits(text) for text in places(step, expected.key)), (
            f"{type(event).__name__} lost {expected.text[:60]!r} of {expected.key!r}; {step.walk.drafts}"
        )
    for key, draft in walk.drafts.items():
        for part, text in (("value", draft.value), ("words", draft.words)):
            if text and not given_up(event, typed, walk, key, part):
                found = any(same(text, place) for place in places(step, key))
                assert found, f"{type(event).__name__} lost the draft of {key!r}: {text[:60]!r}"


@dataclass(frozen=True)
class Owed:
    key: str
    text: str

    def fits(self, place: str) -> bool:
        return same(self.text, place)


def same(text: str, place: str) -> bool:
    if text == place or clean(text) in clean(place):
        return True
    try:
        cells = json.loads(text)
    except ValueError:
        return False
    if not isinstance(cells, dict):
        return False
    return all(clean(c) in place for c in cells.values() if len(c) > 20)  # a date is kept in another form


def owed(template: Template, event: Event, typed: bool, before: Audit) -> Iterator[Owed]:
    under_way = before.state in (State.ALLOCATED, State.IN_PROGRESS)
    match event:
        case PageSaved(given, then, row):
            for one in given:
                if then != DraftDropped(one.key):
                    yield from owed_answer(template, one, typed)
            for other in (then, row) if not typed else ():
                if other is not None:
                    yield from owed(template, other, typed, before)
        case RowSaved(key, cells):
            q = template.by_id.get(key.partition("/")[0])
            if q is not None and q.kind is Kind.ROWS:
                for column in q.columns:
                    text = clean(cells.get(column.id, ""))
                    if column.filled_by == "auditor" and text and column.kind is Kind.TEXT:
                        yield Owed(q.id, text)
        case ConcernRaised(words) if 0 < len(clean(words)) <= LIMIT and before.state is not State.WITHDRAWN:
            yield Owed("concern", clean(words))
        case NoteTaken(words) if under_way and 0 < len(clean(words)) <= LIMIT:
            yield Owed("note", clean(words))
        case Unclear(text, _) if under_way:
            yield Owed("word", text)


def owed_answer(template: Template, given: Given, typed: bool) -> Iterator[Owed]:
    q = template.by_id.get(given.key)
    if q is None or (q.kind is Kind.ROWS and (not typed or len(given.value or "") <= 60)):
        return
    short = typed and given.words is None and len(given.value or "") <= 60
    value = clean(given.value or "")
    if value and not short and q.kind is not Kind.TICK:
        outcome = None if q.kind is Kind.ROWS else read(q, value, Room.today)
        stored = value if outcome is None or isinstance(outcome, Refusal) else stored_form(outcome)
        yield Owed(q.id, stored)
    if given.words and clean(given.words) and (q.evidence is not None or typed) and len(given.words) <= LIMIT:
        yield Owed(q.id, clean(given.words))


def stored_form(outcome: Any) -> str:
    if outcome.clear is None:
        return str(outcome.text)
    return ",".join(outcome.clear) if isinstance(outcome.clear, tuple) else str(outcome.clear)


def places(step: Step, key: str) -> Iterator[str]:
    """Every text that is kept, where something of `key` may stand."""
    for other, answers in step.audit.history.items():
        if other.partition("/")[0] == key.partition("/")[0]:
            for answer in answers:
                yield answer.passage.text if answer.passage is not None else ""
                yield ",".join(answer.value) if isinstance(answer.value, tuple) else str(answer.value)
                if "/" in other:
                    told = json.loads(answer.passage.text) if answer.passage is not None else {}
                    clear = answer.value if isinstance(answer.value, dict) else {}
                    yield "\n".join([*told.values(), *clear.values()])
    for other, draft in step.walk.drafts.items():
        if other.partition("/")[0] == key.partition("/")[0]:
            yield from (draft.value, draft.words, "\n".join(draft_cells(draft)))
    yield from (note.passage.text for note in step.audit.notes)
    yield from (concern.passage.text for concern in step.audit.concerns)
    pending = step.walk.pending
    if pending is not None:
        yield pending.text
        yield "\n".join(pending.cells.values())
    for view in step.replies:
        yield getattr(view, "text", "")


def draft_cells(draft: Draft) -> list[str]:
    try:
        cells = json.loads(draft.words)
    except ValueError:
        return []
    return [str(cell) for cell in cells.values()] if isinstance(cells, dict) else []


def given_up(event: Event, typed: bool, walk: Walk, key: str, part: str) -> bool:
    """Whether this person's event says what becomes of the draft: dropped, or its box sent anew."""
    match event:
        case DraftDropped(dropped):
            return dropped == key
        case RowRemoved(removed, _):
            return removed == key
        case RowSaved(saved, _):
            return saved.partition("/")[0] == key.partition("/")[0]
        case EvidenceKept(""):
            return walk.pending is not None and walk.pending.key == key
        case PageSaved(given, then, row):
            sent = [g for g in given if g.key == key]
            # A box sent anew; or, typed, a grade in place of another, or a column of a row answered anew.
            if any(g.value if typed else getattr(g, part) is not None for g in sent):
                return not typed or part == "value" or draft_cells(walk.drafts[key]) != []
            others = [e for e in (then, row) if e is not None]
            return any(given_up(e, typed, walk, key, part) for e in others)
        case _:
            return False
