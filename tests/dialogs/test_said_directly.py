"""What eight paper forms say, and could once only be got around, is said directly and takes effect."""

from __future__ import annotations

from dialogs.audits.events import EventKind
from dialogs.conversation.context import TurnContext
from dialogs.conversation.pages import pages_of
from dialogs.conversation.position import all_pages
from dialogs.conversation.state import ConversationState
from template_specs.conditions import holds
from template_specs.language.loader import check, from_snapshot, load, snapshot
from template_specs.model import Tone
from template_specs.worked_out import worked_value
from tests.dialogs.builders import AMARA
from tests.dialogs.chat_harness import open_room
from tests.dialogs.form_walker import walk
from tests.dialogs.written_forms import fault, faults, written
from tests.forms import FORMS

FILE = FORMS / "said_directly.yaml"
FORM = from_snapshot(snapshot(load(FILE))[1])


def asked(**given: object) -> set[str]:
    return {question.id for question in FORM.questions if holds(question.when, given.get)}


def points_out(question: str, **given: object) -> bool:
    return any(holds(check.when, given.get) for check in FORM.by_id[question].checks)


def test_the_form_is_sound_and_can_be_walked() -> None:
    assert check(FILE) == ()
    assert walk(FORM).audit.history


def test_conditions() -> None:
    leavers = {"parts": ("care_leavers",), "day": "2026-06-05"}
    assert "5a.1" in asked(**leavers, born="2009-06-05")
    assert "5a.1" not in asked(**leavers, born="2012-06-05")
    assert "pep.why" in asked(**leavers, pep="2026-01-05")
    assert "pep.why" not in asked(**leavers, pep="2026-03-05")
    assert "attendance.why" in asked(attendance="89.9")
    assert "attendance.why" not in asked(attendance="90")
    assert "dbs" in asked(parts=("supervision",), staff="yes")
    assert "dbs" not in asked(parts=("supervision",), staff="no")
    assert {"cin.needs", "cp.needs"} <= asked(parts=("plans",))
    assert "long.why" in asked(**{"from": "2025-01-01", "to": "2026-06-01"})
    assert "placement.other" in asked(**leavers, placement="other")


def test_checks() -> None:
    assert points_out("since", since="2008-01-01", born="2009-01-01")
    assert points_out("accepted", accepted="118", offered="86")
    assert not points_out("accepted", accepted="80", offered="86")
    assert points_out("offered", offered="86", missing="80")
    assert points_out("dbs", dbs="2026-01-01", day="2026-06-05")
    assert points_out("to", **{"from": "2026-06-01", "to": "2026-05-01"})


def test_numbers_scores_boxes_and_blocks() -> None:
    assert [FORM.by_id[id].shown_number for id in ("5a.1", "1.1a", "3.1")] == ["5a.1", "1.1a", "3.1"]
    assert FORM.by_id["1.1a"].group_heading == "Early help assessment"
    assert "3.1.analysis" in FORM.by_id
    given = {"parts": ("supervision",), "4.1": "yes", "4.2": "partly"}
    assert worked_value(FORM, FORM.worked_out["st1.score"], given.get) == "75"
    assert worked_value(FORM, FORM.worked_out["mean"], {"8.1": 4, "8.2": 5}.get) == "4.5"
    assert FORM.by_id["cin.views"].counted_as == FORM.by_id["cp.views"].counted_as == "common.views"
    assert [option.tone for option in FORM.by_id["4.1"].options] == ["", Tone.IMPROVE, Tone.IMPROVE]
    sessions = FORM.by_id["sessions"]
    assert (sessions.least_rows, sessions.most_rows) == (5, 5)
    assert [option.code for option in sessions.columns[1].options] == ["yes", "no", "na"]
    assert FORM.by_id["drive"].options[-1].code == "na"
    assert (FORM.lookback_months, FORM.judgement_months) == (24, 6)
    assert (FORM.by_id["manager"].prefill, FORM.by_id["iro"].prefill) == ("manager", "iro")


def test_expiry_and_day_seen_stand_on_one_page() -> None:
    room = open_room(template=FORM)
    opened = TurnContext(FORM, room.audit, ConversationState(), room.turn(AMARA))
    opened = opened.record(EventKind.ANSWERED, "parts", ("supervision",))
    opened = opened.record(EventKind.ANSWERED, "staff", "yes")
    page = next(page for page in all_pages(opened) if "dbs" in [q.id for q in page.questions])
    assert "dbs.seen" in [q.id for q in page.questions]


def test_what_a_section_says_holds_for_the_kinds_that_can_have_it() -> None:
    first, second = FORM.by_id["8.1"], FORM.by_id["8.2"]
    assert (first.least, first.most, first.anchors) == (1, 5, ("1: Weak", "5: Strong"))
    assert first.anchors == second.anchors
    assert FORM.by_id["from"].anchors == ()
    form = written(
        "sections:\n  - id: a\n    title: A\n"
        "    defaults: {kind: choice, options: [Met, Not met], limit: 100, decimals: 1, "
        "unit: days, identity: true}\n"
        "    questions:\n"
        '      - {id: x, text: X?, identity: false, item: "1"}\n'
        '      - {id: y, text: Y?, options: [One, Two], identity: false, item: "2"}\n'
        '      - {id: z, text: Z?, kind: text, item: "3"}\n'
        '      - {id: n, text: N?, kind: number, identity: false, item: "4"}\n'
        '      - {id: r, text: R?, kind: rows, item: "5", columns: [{id: c, label: C, kind: text}]}\n'
    )
    assert [o.label for o in form.by_id["x"].options] == ["Met", "Not met"]
    assert [o.label for o in form.by_id["y"].options] == ["One", "Two"]
    assert (form.by_id["z"].limit, form.by_id["z"].identity) == (100, True)
    assert (form.by_id["n"].decimals, form.by_id["n"].unit) == (1, "days")


def test_thirty_five_header_fields_are_four_pages_at_most() -> None:
    kinds = (
        "date",
        "number",
        "person",
        "yes_no",
        "text, limit: 60",
        "choice, options: [CP, CIN, LAC]",
        "tick",
    )
    fields = "".join(
        f"      - {{id: f{n}, text: Header field number {n}, kind: {kinds[n % len(kinds)]}, item: f{n}}}\n"
        for n in range(35)
    )
    body = "sections:\n  - id: header\n    title: Details of the case\n    questions:\n" + fields
    assert faults(body) == ()
    form = written(body)
    room = open_room(template=form)
    context = TurnContext(form, room.audit, ConversationState(), room.turn(AMARA))
    pages = pages_of(context, "header")
    assert sum(len(page.questions) for page in pages) == 35
    assert len(pages) <= 4


def test_what_had_no_effect_is_told() -> None:
    assert "options" in fault(
        "scales:\n  met:\n    title: Met\n    options: [{code: y, label: Y}, {code: n, label: N}]\n"
        "sections:\n  - id: a\n    title: A\n    questions:\n"
        '      - {id: q, text: Q?, kind: likert, options: [A, B], scale: met, item: "1"}\n'
    )
