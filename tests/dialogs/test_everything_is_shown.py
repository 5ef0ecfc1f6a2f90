"""What a form says, people see: a marker behind every key that holds words, looked for in all that is shown.

A key of the language that is neither shown here nor told where it takes effect (`TAKES_EFFECT`) fails.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from bot.cards import render
from dialogs.audits.audit import Role
from dialogs.conversation.given import Given
from dialogs.conversation.subjects import ActionCard, SummaryCard
from dialogs.conversation.views import Notice, View
from dialogs.features.navigation import GoTo, OpenAudit
from dialogs.features.rows import SaveRow
from dialogs.features.save_page import KeepEvidence, SavePage
from dialogs.features.sections import ShowWhere
from dialogs.features.submission import ReadBack, SubmitStage
from dialogs.wording.stage_card import stage_view
from dialogs.wording.summary_view import reading
from template_specs.language.keys import THINGS
from template_specs.language.loader import check, load
from tests.dialogs.builders import AMARA, SEEN, fitting, person
from tests.dialogs.chat_harness import Chat, open_room
from tests.dialogs.chat_harness import answer as answer_in

FORM = Path(__file__).parents[1] / "forms" / "everything.yaml"
MARK = re.compile(r"§([a-z_.]+)§")
MO = person("Mo Adeyemi", Role.MODERATOR)

TAKES_EFFECT: dict[str, str] = {
    "form.form form.version": "kept with each audit, and counted by",
    "form.source question.item question.source source.document source.item": "the source of each figure",
    "guidance.source standard.item": "the same",
    "form.lookback form.lookback_months lookback.months lookback.judgement_months": "test_before_you_begin",
    "question.lookback defaults.lookback": "test_before_you_begin",
    "form.due_working_days stage.working_days": "deadlines: test_stage_deadlines",
    "form.minutes": "test_sections",
    "form.reminders reminders.before reminders.on reminders.after": "test_reminding, test_reminders",
    "stage.share share.question share.is share.new_auditors share.one_in": "which audits come: test_shares",
    "form.evidence_rule evidence_rule.least_words evidence_rule.sameness": "test_evidence",
    "evidence_rule.kinds evidence_rule.stock_phrases": "test_evidence",
    "form.uses guidance.guidance guidance.indicators guidance.standards": "what they name is shown",
    "form.scales form.indicators form.standards form.stages form.summary_headings": "their words are shown",
    "form.sections scale.options standards.items section.questions question.columns": "the same",
    "question.options column.options": "the same",
    "section.number question.number summary_headings.areas": "test_paper_forms",
    "form.summary_after": "test_stages",
    "note.to": "test_before_you_begin",
    "stage.gives_back gives_back.question gives_back.is": "test_given_back",
    "stage.reply reply.answer_days stage.escalates": "the manager's reply, the programme",
    "form.follow_ups follow_up.question follow_up.is follow_up.tell": "test_follow_up",
    "follow_up.plan_days follow_up.reaudit_weeks": "test_follow_up",
    "form.practitioner practitioner.result_after practitioner.result_shows": "test_practitioner",
    "practitioner.together practitioner.draft question.own": "test_practitioner",
    "stage.returns returns.question returns.to": "test_practitioner",
    "escalates.question escalates.is escalates.to": "the programme",
    "option.code option.tone option.also option.when option.alone option.counts": "test_options, the summary",
    "list_file.file": "test_options",
    "standard.id stage.id section.id question.id column.id box.id group.group question.group": "names",
    "stage.by stage.needs_all defaults.by question.by defaults.stage question.stage": "test_stages",
    "section.when group.when use.when question.when column.when check.when": "test_conditions_everywhere",
    "section.for_each section.called": "test_for_each",
    "defaults.options defaults.least defaults.most defaults.decimals defaults.unit": "test_said_directly",
    "defaults.anchors defaults.limit defaults.identity": "test_said_directly",
    "question.last defaults.last earlier_answer.question earlier_answer.form": "test_last_answers",
    "section.summary_to question.summary_to": "test_summary_to",
    "form.overall": "test_summary_to: a warning that is not given",
    "section.comment section.defaults defaults.kind defaults.scale defaults.evidence": "what they stand for",
    "defaults.required defaults.not_applicable defaults.indicators defaults.standards": "the same",
    "defaults.evidenced defaults.tones defaults.summary question.tones question.summary": "the summary",
    "group.questions use.use use.as question.counted_as question.together": "test_paper_forms",
    "question.kind question.scale question.required question.evidence question.indicators": "how it is asked",
    "question.standards question.evidenced question.theme question.final_of question.identity": "the same",
    "question.prefill question.not_future question.not_past question.least question.most": "the same",
    "question.decimals question.limit question.part question.check question.work_out": "the same",
    "work_out.share work_out.mean work_out.sum work_out.count work_out.lowest": "test_worked_out",
    "work_out.days work_out.working_days worked_over.sections": "test_worked_out",
    "work_out.months work_out.years": "test_worked_out",
    "worked_over.questions worked_over.is": "test_worked_out",
    "worked_days.from worked_days.to check.hold": "test_worked_out, test_checks",
    "evidence.required evidence.limit evidence.more needed.is box.required box.limit": "test_comments",
    "comment.required comment.limit": "test_comments",
    "column.kind column.required column.filled_by column.scale column.not_future": "test_row_forms",
    "column.not_past column.least column.most column.decimals column.limit column.part": "test_row_forms",
}
"""Keys that hold no words of their own, by where they are seen to take effect."""
OF_CONDITIONS = {"condition", "comparison", "between", "older", "days_between", "age", "differs"}
OF_LAYERS = {"variant", "removal", "replacement", "addition", "overlay"}
OF_LAYERS |= {"list_changes", "column_words", "indicator_words", "standard_words"}
OF_LAYERS |= {"scale_words", "option_words", "section_words", "question_words"}


def marks() -> set[str]:
    """The keys with a marker in the form and its guidance."""
    files = (FORM, FORM.parent / "guidance" / "marked.yaml")
    return {mark for file in files for mark in MARK.findall(file.read_text("utf-8"))}


def test_every_key_is_shown_or_takes_effect_somewhere() -> None:
    marked = marks()
    elsewhere = {key for keys in TAKES_EFFECT for key in keys.split()}
    for thing in THINGS.values():
        if thing.name in OF_CONDITIONS | OF_LAYERS:
            continue  # they open and close questions, and change words that are looked for here
        for key in thing.keys:
            name = f"{thing.name}.{key.name}"
            assert name in marked | elsewhere, f"say where people see `{key.name}` of a {thing.name}"


def words_of(view: View) -> str:
    """All that `view` shows, addresses behind links included."""
    drawn = render(view)
    shown = drawn.text + json.dumps(drawn.card or {}, ensure_ascii=False)
    return shown.replace("\\", "")  # as markdown shows it


def test_what_a_form_says_people_see() -> None:
    assert check(FORM) == ()
    form = load(FORM)
    room = open_room(template=form, practitioner=None)
    amara = Chat(room, AMARA)
    seen: list[str] = []

    def takes(chat: Chat) -> None:
        seen.extend(words_of(view) for view in chat.replies)

    amara.presses(OpenAudit(), token="")
    takes(amara)
    amara.says("next")
    takes(amara)
    for question in form.questions:
        if form.stage_of(question).id == "audit":
            amara.presses(GoTo(question.id))
            takes(amara)
    amara.presses(ShowWhere())
    takes(amara)
    for asked in ("what does good look like", "what does CIN mean", "what do the grades mean"):
        amara.says("go to plan")
        amara.says(asked)
        takes(amara)
    for question in form.in_stage("audit"):
        if not question.kind.in_rows and room.audit.answer(question.id) is None:
            seen_there = f"At {question.id}, {' '.join(f'{question.id}w{n}' for n in range(9))}"
            amara.presses(SavePage((Given(question.id, fitting(question), seen_there, 0),)))
    for key, answer in (("plan", "strong"), ("absent", "no")):
        amara.presses(SavePage((Given(key, answer, f"{SEEN} Also {key}.", answer_in(room, key).revision),)))
        takes(amara)
    cells = {"what": "Ring the school", "by_when": "2026-06-30", "hours": "2", "sort": "na"}
    amara.presses(SaveRow("actions", cells), token="k1")
    amara.presses(GoTo("plan"))
    takes(amara)
    amara.presses(KeepEvidence("plan"))
    amara.presses(GoTo("place.other"))
    takes(amara)
    for part in range(4):
        amara.presses(ReadBack(part))
        takes(amara)
    mo = Chat(room, MO)
    amara.presses(SubmitStage(confirmed=True))
    takes(amara)
    assert room.audit.sent, amara.replies
    summary, action = (
        room.shows(Notice("priya", SummaryCard())),
        room.shows(Notice("priya", ActionCard("actions/k1"))),
    )
    stage = stage_view(reading(form, room.audit, room.turn(MO)), "check")
    assert summary is not None
    assert action is not None
    assert stage is not None
    seen += map(words_of, (summary, action, stage))
    mo.presses(OpenAudit(), token="")
    takes(mo)
    missing = marks() - set(MARK.findall("\n".join(seen)))
    assert not missing
