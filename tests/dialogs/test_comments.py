"""Comments as forms have them: for some answers only, several of one item, one of a whole section."""

from __future__ import annotations

import pytest

from bot.cards import render
from dialogs.audits.route import path_through
from dialogs.conversation.views import ConfirmSubmitView, GapsView, PageView
from tests.dialogs.builders import OTHER, SEEN
from tests.dialogs.chat_harness import started, words
from tests.dialogs.written_forms import GRADES, fault, written

SOME = """\
sections:
  - id: st1
    number: "1"
    title: Standard 1
    defaults: {evidence: {prompt: Comments, required: {is: ["no", partly]}}}
    comment: {prompt: Comment on standard 1, required: false}
    questions:
      - {id: "1.1", short: Agenda, text: Is there an agenda?, kind: yes_no, not_applicable: true, item: "1"}
      - {id: "1.2", short: Met, text: Is it met?, kind: choice, options: [Yes, Partly, "No"], item: "2"}
      - {id: "1.3", short: Seen, text: Is it seen?, kind: tick, required: false, item: "3"}
"""
MORE = (
    GRADES
    + """\
sections:
  - id: a
    title: A
    questions:
      - id: "3.4"
        short: Plan
        text: How good is the plan?
        kind: grade
        scale: grades
        not_applicable: true
        evidence:
          prompt: Evidence
          more:
            - {id: analysis, prompt: Commentary and analysis}
            - {id: risk, prompt: What is the risk?, required: {is: poor}}
        item: "4"
      - {id: end, text: More?, kind: text, required: false, when: {answered: "3.4.analysis"}, item: "5"}
"""
)


def test_a_comment_is_needed_for_some_answers_only() -> None:
    room, amara = started(template=written(SOME))
    amara.saves({"1.1": "yes", "1.2": "partly"})
    assert path_through(room.template, room.audit).complete == {"1.1"}
    amara.says("submit")
    gaps = amara.got(GapsView).gaps
    assert [(gap.key, gap.why) for gap in gaps] == [("1.2", "Needs what you saw.")]
    amara.says("go to 1.2")
    told = amara.says(SEEN)
    assert "Saved" in told or words(room, "1.2") == SEEN
    amara.says("1.1: na")  # not among those for which it is needed
    amara.says("submit")
    assert amara.got(ConfirmSubmitView)
    amara.says("no")
    assert "Comments" in amara.says("1.1: no")  # asked for at once


def test_the_card_says_for_which_answers_the_comment_is_needed() -> None:
    _, amara = started(template=written(SOME))
    card = render(amara.got(PageView)).card
    shown = str(card)
    assert "1.1 Comments (needed for No)" in shown
    assert "1.2 Comments (needed for No or Partly)" in shown
    assert "1.3 Comments (needed for No)" in shown  # a tick has no "partly"


def test_a_section_has_one_comment_at_its_end() -> None:
    room, amara = started(template=written(SOME))
    assert [question.id for question in room.template.questions][-1] == "st1.comment"
    assert not room.template.by_id["st1.comment"].required
    assert amara.sees("st1.comment").text == "Comment on standard 1"
    amara.saves({"st1.comment": OTHER})
    assert words(room, "st1.comment") == OTHER


def test_several_boxes_stand_behind_their_question() -> None:
    room, amara = started(template=written(MORE))
    assert [q.key for q in amara.got(PageView).questions] == ["3.4", "3.4.analysis"]
    amara.saves({"3.4": ("poor", SEEN), "3.4.analysis": OTHER})
    assert path_through(room.template, room.audit).missing()[0].id == "3.4.risk"
    amara.says("3.4: fair")
    assert "3.4.risk" not in path_through(room.template, room.audit)
    amara.says("3.4: na")
    assert path_through(room.template, room.audit).ids == {"3.4"}
    assert words(room, "3.4.analysis") == OTHER


def test_typing_asks_for_each_box_in_turn() -> None:
    room, amara = started(template=written(MORE))
    told = amara.says(f"good - {SEEN}")
    assert "Commentary and analysis" in told
    amara.says(OTHER)
    assert words(room, "3.4") == SEEN
    assert words(room, "3.4.analysis") == OTHER


@pytest.mark.parametrize(
    ("body", "old", "new", "told"),
    [
        (SOME, '["no", partly]', '["no", perhaps]', 'can be answered with "perhaps". Write an answer of one'),
        (MORE, "{is: poor}", "{is: bad}", 'line can never be answered with "bad". Write one of: good, fair'),
        (MORE, "{is: poor}", "sometimes", "`required` needs true, false, or {is: [no, partly]}"),
        (MORE, "{id: risk,", "{id: analysis,", 'The question id "3.4.analysis" is taken already'),
        (SOME, "comment: {prompt: Comment on standard 1, required: false}", "comment: {text: No}", "called"),
        (SOME, '{id: "1.3", short: Seen,', "{id: st1.comment,", 'The question id "st1.comment" is taken'),
    ],
)
def test_a_faulty_box_is_told(body: str, old: str, new: str, told: str) -> None:
    assert body.count(old) == 1
    assert told.removeprefix("line ") in fault(body.replace(old, new))
