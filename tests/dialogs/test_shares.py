"""A stage for a share of the audits: which come into it, the same each time, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dialogs.audits import shares
from dialogs.audits.audit import Audit, Role
from dialogs.audits.stages import reached
from dialogs.conversation.given import Given
from dialogs.features.navigation import OpenAudit
from dialogs.features.save_page import SavePage
from dialogs.features.submission import SubmitStage
from dialogs.wording.stage_card import stage_view
from dialogs.wording.summary_view import reading
from template_specs.language.loader import load
from template_specs.model import Template
from template_specs.stages import Share
from tests.dialogs.builders import AMARA, person
from tests.dialogs.chat_harness import Room, open_room

FORM = Path(__file__).parents[1] / "conversations" / "moderated.yaml"
MAX = person("Max Lund", Role.MODERATOR)


@pytest.fixture(scope="module")
def moderated() -> Template:
    return load(FORM)


def sharing(form: Template, share: Share) -> Template:
    """The form, whose moderation is for a share of the audits and comes after the summary."""
    stages = tuple(replace(s, share=share) if s.id == "moderation" else s for s in form.stages)
    return replace(form, stages=stages, summary_after="audit")


def submitted(form: Template) -> Room:
    room = open_room(template=form)
    room.action(AMARA, OpenAudit())
    for question in form.in_stage("audit"):
        if question.required:
            told = f"What was seen of {question.id} is in the notes of May and in her own words."
            room.action(AMARA, SavePage((Given(question.id, "good", told, 0),)))
    room.action(AMARA, SubmitStage(confirmed=True))
    return room


def moderation(form: Template, audit: Audit, **completed: int) -> str:
    return shares.why(form, audit, form.stage_by_id["moderation"], completed)


def test_each_rule_alone_brings_an_audit_into_the_stage(moderated: Template) -> None:
    graded = sharing(moderated, Share("overall", ("good",)))
    audit = submitted(graded).audit
    assert moderation(graded, audit) == shares.GRADE
    assert moderation(sharing(moderated, Share("overall", ("inadequate",))), audit) == shares.NO
    new = sharing(moderated, Share(new_auditors=3))
    assert moderation(new, audit, amara=9, sam=2) == shares.NEW
    assert moderation(new, audit, amara=9, sam=3) == shares.NO
    assert moderation(new, audit) == shares.NO, "nothing is known of how many they have completed"


def test_one_in_ten_is_about_one_in_ten_and_the_same_each_time(moderated: Template) -> None:
    form = sharing(moderated, Share(one_in=10))
    audits = [open_room(template=form).audit.replace(id=f"{n:032x}") for n in range(2_000)]
    drawn = [moderation(form, audit) for audit in audits]
    assert 150 < drawn.count(shares.DRAWN) < 250
    assert drawn == [moderation(form, audit.replace(due=None)) for audit in audits]


def test_it_is_passed_over_with_a_word_and_counts_as_not_reached(moderated: Template) -> None:
    form = sharing(moderated, Share("overall", ("inadequate",)))
    room = submitted(form)
    assert room.audit.stage == "reply"
    assert shares.decided(room.audit, form.stage_by_id["moderation"]) == shares.NO
    assert [a.subject for a in room.audit.acknowledgements] == ["share/moderation/no"]
    later = next(q for q in form.questions if q.stage == "moderation")
    assert not reached(form, room.audit, later)


def test_whoever_completes_it_reads_why_it_has_come(moderated: Template) -> None:
    form = sharing(moderated, Share("overall", ("good",)))
    room = submitted(form)
    assert room.audit.stage == "moderation"
    view = stage_view(reading(form, room.audit, room.turn(MAX)), "moderation")
    assert view is not None
    assert "Every audit with this grade comes here." in view.lines
    again = room.audit.replace(stages_done={"moderation": ("max", room.now)})
    assert moderation(sharing(moderated, Share(one_in=1_000)), again) == shares.AGAIN
