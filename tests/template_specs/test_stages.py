"""Stages, people, standards and later grades: what must hold, and the fault where it does not."""

import pytest

from template_specs.language.loader import check, load
from template_specs.snapshot import from_snapshot, snapshot_of

FORM = """\
form: staged
version: 1
title: A staged form
short_title: Staged
source: "009"
themes: {one: First}
stages:
  - {id: audit, title: Audit, by: auditor}
  - {id: mod, title: Moderation, by: [moderator, iro], working_days: 5, needs_all: true}
summary_after: audit
scales:
  grades: {title: G, options: [{code: a, label: Aa, descriptor: A}, {code: b, label: Bb, descriptor: B}]}
  others: {title: G, options: [{code: a, label: Aa, descriptor: A}, {code: b, label: Bb, descriptor: B}]}
standards:
  s1: {title: S, items: [{id: "1.1", text: T}, {id: "1.2", text: T, item: 1.1 (second)}]}
sections:
  - id: one
    title: One
    questions:
      - {id: q1, text: T, kind: grade, scale: grades, item: "1", theme: one, part: overall_judgement}
      - {id: q2, text: T, kind: grade, scale: others, item: "2", standards: s1, evidenced: true}
      - {id: q3, text: T, kind: text, item: "3", by: [practitioner, auditor]}
  - id: two
    title: Two
    defaults: {stage: mod, kind: grade, scale: grades}
    questions:
      - {id: m1, text: T, item: "4", final_of: q1}
      - {id: m2, text: T, item: "5"}
      - {id: m3, text: T, item: "6", when: {question: m2, is: a}, by: iro}
      - {id: q4, text: T, kind: text, item: "7", stage: audit}
"""


@pytest.fixture
def told(tmp_path):
    def faults_of(old="", new=""):
        assert not old or FORM.count(old) == 1, old
        (tmp_path / "form.yaml").write_text(FORM.replace(old, new) if old else FORM, "utf-8")
        return check(tmp_path / "form.yaml")

    return faults_of


def test_who_answers_what_and_when(told, tmp_path):
    assert told() == ()
    form = load(tmp_path / "form.yaml")
    assert [q.id for q in form.in_stage("audit")] == ["q1", "q2", "q2.seen", "q3", "q4"]
    assert [q.id for q in form.in_stage("mod")] == ["m1", "m2", "m3"]
    assert form.people_of(form.by_id["q3"]) == ("practitioner", "auditor")
    assert form.people_of(form.by_id["m2"]) == ("moderator", "iro")
    assert form.people_of(form.by_id["m3"]) == ("iro",)
    assert form.stage_by_id["mod"].needs_all
    assert form.stage_by_id["mod"].working_days == 5
    assert [q.id for q in form.later_grades("q1")] == ["m1"]
    assert [item.item for item in form.standards["s1"].items] == ["1.1", "1.1 (second)"]
    assert form.by_id["q2"].best == "a"


REPLY_AT = "working_days: 5, needs_all: true}\n"
REPLY = "  - {id: reply, title: Reply, by: manager, working_days: 4, reply: {answer_days: 3}}\n"
BACK_AT = "needs_all: true}"
BACK = "needs_all: true, gives_back: {{question: {}, is: {}}}}}"
BY_AUDITOR = REPLY_AT + REPLY.replace("manager", "auditor", 1)
WITHOUT_DAY = REPLY_AT + REPLY.replace(", working_days: 4", "")
WITHOUT_ANSWER = REPLY_AT + REPLY.replace("answer_days: 3", "")
TWICE = REPLY_AT + REPLY + REPLY.replace("id: reply", "id: again")
CASES = {
    "reminders of nothing": (
        "themes: {one: First}\n",
        "themes: {one: First}\nreminders: {}\n",
        7,
        "`reminders` says nothing",
        "Add `before`, `on` or `after`",
    ),
    "reminders too early": (
        "themes: {one: First}\n",
        "themes: {one: First}\nreminders: {before: 40}\n",
        7,
        "`before` needs a whole number from 0 to 20",
        "Write a whole number",
    ),
    "stage without a person": ("Audit, by: auditor}", "Audit}", 8, "has no `by`", "Add `by:`"),
    "nobody": ("by: auditor}", "by: []}", 8, "empty list", "Fill it"),
    "unknown person": ("by: auditor}", "by: auditer}", 8, '"auditer"', '"auditor"'),
    "no auditor first": ("by: auditor}", "by: qa_lead}", 8, "no part in the first stage", "Name `auditor`"),
    "stage twice": ("{id: mod, t", "{id: audit, t", 9, 'two stages "audit"', "its own id"),
    "all of one": ("by: [moderator, iro]", "by: moderator", 9, "means nothing", "name more people"),
    "two deadlines": (
        "themes: {one: First}\nstages:\n  - {id: audit, title: Audit, by: auditor}",
        "themes: {one: First}\ndue_working_days: 10\nstages:\n"
        "  - {id: audit, title: Audit, by: auditor, working_days: 5}",
        9,
        "has 5 working days, and `due_working_days` says 10",
        "take one of the two out",
    ),
    "unknown stage": ("stage: mod,", "stage: mode,", 25, 'no stage "mode"', '"mod"'),
    "summary after nothing": ("summary_after: audit", "summary_after: end", 10, 'no stage "end"', "audit"),
    "later stage in a condition": (
        'item: "7", stage: audit',
        'item: "7", stage: audit, when: {question: m2, is: a}',
        30,
        "asked in a later stage",
        "one stage",
    ),
    "supersedes nothing": ("final_of: q1", "final_of: q11", 27, 'no question "q11"', '"q1"'),
    "supersedes another scale": (
        "final_of: q1",
        "final_of: q2",
        27,
        "not graded on the same scale",
        "one scale",
    ),
    "supersedes its own stage": (
        'item: "5"}',
        'item: "5", final_of: m1}',
        28,
        "earlier stage",
        "later `stage`",
    ),
    "supersedes twice": ('item: "5"}', 'item: "5", final_of: q1}', 28, "in the same stage", "Keep one"),
    "final of a text": (
        'kind: text, item: "7"',
        'kind: text, item: "7", final_of: q1',
        30,
        "means nothing",
        "grade",
    ),
    "actions too late": (
        "defaults: {stage: mod, kind: grade, scale: grades}\n    questions:\n",
        "defaults: {stage: mod, kind: grade, scale: grades}\n    questions:\n      - "
        "{id: act, text: T, kind: rows, item: '9', part: actions, columns: "
        "[{id: w, label: W, kind: text, part: what}, "
        "{id: b, label: B, kind: date, part: by_when}]}\n",
        27,
        "after the manager has had the summary",
        "summary_after: mod",
    ),
    "gives back by nothing": (BACK_AT, BACK.format("gone", "a"), 9, 'no question "gone"', "m"),
    "gives back by another stage": (
        BACK_AT,
        BACK.format("q1", "a"),
        9,
        "not asked in the stage",
        "stage: mod",
    ),
    "gives back by no answer": (BACK_AT, BACK.format("m2", "zz"), 9, 'no answer "zz"', "a"),
    "gives back to oneself": (
        "Audit, by: auditor}",
        "Audit, by: auditor, gives_back: {question: q1, is: a}}",
        8,
        "gives nothing back",
        "later stage",
    ),
    "escalates without a reason": (
        BACK_AT,
        "needs_all: true, escalates: {question: m2, is: a, to: qa_lead}}",
        9,
        "has no comment box",
        "Give it `evidence:`",
    ),
    "share of the first": (
        "Audit, by: auditor}",
        "Audit, by: auditor, share: {one_in: 10}}",
        8,
        "every audit passes through",
        "another stage",
    ),
    "share without a rule": (BACK_AT, "needs_all: true, share: {}}", 9, "Nothing says which", "`one_in`"),
    "share by no grade": (
        BACK_AT,
        "needs_all: true, share: {question: m2, is: a}}",
        9,
        "not a grade of an earlier stage",
        "before this stage",
    ),
    "share by half a rule": (BACK_AT, "needs_all: true, share: {question: q1}}", 9, "no `is`", "Add `is`"),
    "share by nothing": (
        BACK_AT,
        "needs_all: true, share: {question: gone, is: a}}",
        9,
        'no question "gone"',
        "q1",
    ),
    "share by no answer": (
        BACK_AT,
        "needs_all: true, share: {question: q1, is: zz}}",
        9,
        'no answer "zz"',
        "a",
    ),
    "reply by others": (REPLY_AT, BY_AUDITOR, 10, "others are named", "by: manager"),
    "reply without a day": (REPLY_AT, WITHOUT_DAY, 10, "no deadline", "Add `working_days:`"),
    "reply without an answer": (REPLY_AT, WITHOUT_ANSWER, 10, "no `answer_days`", "Add `answer_days:`"),
    "reply before the summary": (
        f"{REPLY_AT}summary_after: audit",
        f"{REPLY_AT}{REPLY}  - {{id: last, title: Last, by: qa_lead}}\nsummary_after: last",
        10,
        "has had no summary",
        "Move it behind",
    ),
    "two replies": (REPLY_AT, TWICE, 11, "two rights to reply", "Keep one"),
    "stage like an answer": (
        REPLY_AT,
        f"{REPLY_AT}{REPLY}  - {{id: reply.own, title: Own, by: qa_lead}}\n",
        11,
        "begins like the stages",
        "another id",
    ),
    "unknown standard": ("standards: s1", "standards: s11", 21, 'no standard "s11"', '"s1"'),
    "nothing to tick": (
        "standards: s1, evidenced",
        "evidenced",
        21,
        "nothing that could be ticked",
        "indicators",
    ),
    "item twice": ('{id: "1.2", text', '{id: "1.1", text', 15, 'item "1.1" is there already', '"3.2a"'),
    "unknown theme": ("theme: one", "theme: two", 20, 'no theme "two"', "one"),
}


@pytest.mark.parametrize(("old", "new", "line", "problem", "cure"), CASES.values(), ids=CASES.keys())
def test_each_fault_is_told_with_its_line_and_its_cure(told, old, new, line, problem, cure):
    faults = told(old, new)
    hits = [fault for fault in faults if problem in fault.problem]
    assert [(fault.line, cure in fault.cure) for fault in hits] == [(line, True)], [str(f) for f in faults]


def test_a_reply_has_a_stage_for_whoever_gives_grades_before_it(tmp_path):
    (tmp_path / "form.yaml").write_text(FORM.replace(REPLY_AT, f"{REPLY_AT}{REPLY}"), "utf-8")
    form = load(tmp_path / "form.yaml")
    replying = [(s.id, s.by, s.working_days, s.reply.value) for s in form.stages if s.reply]
    assert replying == [
        ("reply", ("manager",), 4, "reply"),
        ("reply.auditor", ("auditor",), 3, "answer"),
        ("reply.moderator", ("moderator",), 3, "answer"),
        ("reply.iro", ("iro",), 3, "answer"),
        ("reply.decision", ("qa_lead",), 3, "decide"),
    ]
    assert from_snapshot(snapshot_of(form)[1]).stages == form.stages


def test_the_reply_asks_no_questions_of_its_own(tmp_path):
    with_reply = FORM.replace(REPLY_AT, f"{REPLY_AT}{REPLY}").replace("stage: audit}", "stage: reply}")
    (tmp_path / "form.yaml").write_text(with_reply, "utf-8")
    (fault,) = check(tmp_path / "form.yaml")
    assert (fault.line, "asks nothing else" in fault.problem) == (31, True)


def test_more_ticks_than_a_card_can_carry(told):
    many = ", ".join(f'{{id: "{n}", text: {"t" * 90}}}' for n in range(80))
    faults = told(
        'items: [{id: "1.1", text: T}, {id: "1.2", text: T, item: 1.1 (second)}]', f"items: [{many}]"
    )
    (hit,) = [fault for fault in faults if "bytes of a card" in fault.problem]
    assert hit.line == 21
    assert "fewer indicators and standards" in hit.cure
