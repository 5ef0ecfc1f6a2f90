"""What goes to others than the manager, and words of the summary, of headings and of documents."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands.preview import preview
from dialogs.advance import advance
from dialogs.audits.audit import Role
from dialogs.conversation.sight import Full
from dialogs.conversation.subjects import Told
from dialogs.conversation.views import Sentence
from dialogs.features.rows import SaveRow
from dialogs.features.submission import SubmitStage
from dialogs.wording.summary_view import reading, summary_view
from template_specs.language.diff import differences
from template_specs.language.loader import check, load
from template_specs.language.translations import named, texts_of
from tests.dialogs.builders import AMARA, PRIYA
from tests.dialogs.chat_harness import Chat, Room, started
from tests.dialogs.written_forms import GRADES, HEAD, faults, written

FORM = (
    GRADES
    + """\
guidance_documents: [Practice guide]
summary_headings: {good: Strengths}
sections:
  - id: work
    title: The work
    questions:
      - {id: overall, text: How good is it?, kind: grade, scale: grades, part: overall_judgement, item: "1"}
      - group: "1.1"
        text: Early help
        questions:
          - {id: 1.1a, text: Was it offered?, kind: yes_no, tones: {no: improve}, item: "2"}
  - id: learning
    title: Learning
    summary_to: qa_lead
    defaults: {required: false}
    questions:
      - {id: teams, short: For teams, text: What can teams learn?, kind: text, limit: 2000, item: "3"}
      - {id: both, short: For both, text: For both?, kind: number, summary_to: [qa_lead, manager], item: "4"}
      - id: log
        short: Log
        text: Which learning?
        kind: rows
        item: "5"
        columns: [{id: what, label: What, kind: text}, {id: who, label: Who?, kind: text, required: false}]
      - {id: sum, text: Sum, work_out: {sum: {questions: [both]}}, item: "6"}
"""
)


def answered() -> tuple[Room, Chat]:
    room, amara = started(template=written(FORM))
    for said in ("good", "no", "go to teams", "Invitations go out a week before each meeting", "7"):
        amara.says(said)
    amara.presses(SaveRow("log", {"what": "Ask the school", "who": "All teams"}), token="one")
    return room, amara


def submitted(room: Room, amara: Chat, *leads: str) -> str:
    turn = replace(room.turn(AMARA), with_role={Role.QA_LEAD.value: leads})
    step = advance(room.template, room.audit, amara.conversation, SubmitStage(confirmed=True), turn)
    room.audit, amara.step = step.audit, step
    return " ".join(view.text for view in step.replies if isinstance(view, Sentence))


def test_the_named_role_is_sent_it_and_the_manager_is_not() -> None:
    room, amara = answered()
    told = submitted(room, amara, "ellen")
    assert "What the form has for others goes to" in told
    (sent,) = [n for n in amara.notices if n.recipient == "ellen" and isinstance(n.subject, Told)]
    assert sent.text == (
        "From the audit of CF-1042 (Written) by Amara Diallo and Sam Okafor, for you:\n\n"
        "For teams: Invitations go out a week before each meeting\n\n"
        "For both: 7\n\nLog:\n1. Ask the school; Who: All teams"
    )
    summary = summary_view(Full(reading(room.template, room.audit, room.turn(PRIYA))))
    shown = repr(summary)
    assert "Invitations go out a week before each meeting" not in shown
    assert [score.label for score in summary.scores] == ["For both"]
    assert [finding.number for finding in summary.improve] == ["1.1a"]


def test_nobody_with_the_role_is_told() -> None:
    room, amara = answered()
    told = submitted(room, amara)
    assert "What the form has for the QA lead went to nobody, because nobody has that role." in told
    assert not [n for n in amara.notices if "Invitations go out a week before each meeting" in n.text]


def test_a_preview_says_to_whom() -> None:
    assert "sent to qa lead after submission, and leaves the manager" in preview(written(FORM))


def test_headings_groups_and_documents_can_be_worded(tmp_path: Path) -> None:
    (tmp_path / "written.yaml").write_text(HEAD + FORM, "utf-8")
    (tmp_path / "written.cy.yaml").write_text(
        "overlay: cy\nfor: written\nlanguage: cy\nsummary_headings: {good: Cryfderau, improve: I'w wella}\n"
        "guidance_documents: {Practice guide: Canllaw}\n"
        'sections: {work: {groups: {"1.1": Cymorth cynnar}}}\n',
        "utf-8",
    )
    form = load(tmp_path / "written.yaml")
    welsh = form.in_languages["cy"]
    assert welsh.summary_headings == {"good": "Cryfderau", "improve": "I'w wella"}
    assert welsh.guidance_documents[0].title == "Canllaw"
    assert welsh.by_id["1.1a"].group_heading == "Cymorth cynnar"
    places = {named(place) for place in texts_of(form)}
    wanted = {
        "summary_headings / good",
        "guidance_documents / Practice guide",
        "sections / work / groups / 1.1",
    }
    assert wanted <= places
    (tmp_path / "wrong.yaml").write_text(
        "overlay: wrong\nfor: written\nguidance_documents: {Practise guide: A}\n"
        'sections: {work: {groups: {"1.2": B}}}\n',
        "utf-8",
    )
    assert [f.problem for f in check(tmp_path / "wrong.yaml")] == [
        'There is no guidance document called "Practise guide".',
        'There is no group called "1.2".',
    ]
    assert "whom its answer is sent to" in " ".join(
        differences(form, written(FORM.replace("summary_to: qa_lead", "summary_to: moderator")))
    )


SECTION = """\
sections:
  - id: a
    title: A
    questions:
      - {id: q, text: Is it?, kind: yes_no, item: "1"}
"""
CASES = {
    "nobody called so": (SECTION.replace("kind", "summary_to: boss, kind"), "person called"),
    "somebody": (
        SECTION.replace("kind: yes_no", "kind: person, identity: true, summary_to: qa_lead"),
        '`summary_to` of "q" is shown nowhere',
    ),
    "in the manager's summary as well": (
        SECTION.replace("kind", "summary: true, summary_to: qa_lead, kind"),
        "`summary: true` shows it to the manager",
    ),
    "after the summary": (
        "stages: [{id: audit, title: Audit, by: auditor}, {id: check, title: Check, by: qa_lead}]\n"
        + SECTION
        + '      - {id: z, text: Z?, kind: yes_no, stage: check, summary_to: qa_lead, item: "2"}\n',
        '"z" is answered after the summary is sent',
    ),
}


@pytest.mark.parametrize(("body", "told"), CASES.values(), ids=CASES)
def test_what_is_wrong_is_told(body: str, told: str) -> None:
    found = [f"{f.problem} {f.cure}" for f in faults(body)]
    assert len(found) == 1, found
    assert told in found[0]


def test_a_form_may_say_that_it_has_no_overall_judgement(tmp_path: Path) -> None:
    file = tmp_path / "written.yaml"
    file.write_text(HEAD + SECTION, "utf-8")
    (missed,) = check(file)
    assert "or `overall: false` to the form" in missed.cure
    file.write_text(f"overall: false\n{HEAD}{SECTION}", "utf-8")
    assert check(file) == ()
    judged = SECTION.replace("yes_no", "grade, scale: grades, part: overall_judgement")
    file.write_text(f"overall: false\n{HEAD}{GRADES}{judged}", "utf-8")
    (wrong,) = check(file)
    assert str(wrong) == (
        f'{file}:1: "q" gives an overall judgement, and the form says that it has none. '
        "Take `overall: false` out, or `part` at that question."
    )
