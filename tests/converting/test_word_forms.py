"""A Word form with tables becomes a draft that can be checked, walked and read, with a list of guesses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentObject
from typer.testing import CliRunner

from app import cli
from template_specs import answer_types
from template_specs.language.loader import check, load
from template_specs.model import Part, Template
from tests.dialogs.form_walker import walk

PICK, TEXT, DAY = "Choose an item.", "Click here to enter text.", "Click here to enter a date."


def rows(document: DocumentObject, *texts: tuple[str, ...], merged: tuple[int, ...] = ()) -> None:
    """A table of `texts`; a row whose number is in `merged` is one cell."""
    table = document.add_table(rows=0, cols=max(map(len, texts)))
    for number, row in enumerate(texts):
        cells = table.add_row().cells
        if number in merged:
            cells[0].merge(cells[-1])
        for cell, text in zip(cells, row, strict=False):
            cell.text = text


def toolkit() -> DocumentObject:
    """Laid out as case-file toolkits are: grades, header fields, sections with a pick list and a comment."""
    document = Document()
    document.add_paragraph("Case file audit toolkit", style="Title")
    rows(
        document,
        ("Grades",),
        ("Outstanding: in addition to good there is evidence of sustained improvement in children's lives",),
        ("Good - children are identified and protected, and help comes early",),
        ("Requires improvement: not yet good, and no widespread or serious failures",),
        ("Inadequate: widespread or serious failures leave children at risk",),
    )
    rows(
        document,
        (f"Date: {DAY}", f"Auditor (name): {TEXT}"),
        (f"Case ID: {TEXT}", f"Legal status {PICK}"),
        ("D.O.B", DAY),
    )
    rows(
        document,
        ("Details", "Pick from list", "Comments / Evidence"),
        ("Section 1: Child's details",),
        ("Child's details are complete, including parental responsibility", PICK, TEXT),
        ("Is the chronology up to date?", PICK, TEXT),
        ("Date of last assessment", DAY, TEXT),
        ("Section 2: Plan",),
        ("Quality of the plan", PICK, TEXT),
        ("Has the plan been shared with parents?", "Yes / No / NA", TEXT),
        merged=(1, 5),
    )
    rows(
        document,
        ("To be completed by auditor", "", "", "During supervision", ""),
        ("Action", "Who?", "Timescales", "Date reviewed", "Initials"),
        (TEXT, TEXT, DAY, DAY, TEXT),
    )
    return document


def deep_dive() -> DocumentObject:
    """Laid out as deep dives are: Y and N in cells, scales within questions, areas with analysis and
    grade."""
    document = Document()
    document.add_paragraph("Deep dive audit form")
    rows(document, ("NAME OF CHILD", "DOB", "ICS NO"), ("TEAM", "AUDITOR", "DATE"))
    document.add_heading("File check", level=1)
    rows(
        document,
        ("Are basic details up to date?", "Y", "N", "Comment"),
        ("Is there an up-to-date chronology?", "Y", "N", "Comment"),
    )
    document.add_heading("Views", level=1)
    document.add_paragraph("Was the audit undertaken with the practitioner? Y/ N")
    document.add_paragraph("Do you feel listened to? Scale 0-10 where 10 is all the time")
    document.add_paragraph("Did they listen? (Scale Always, Usually, Sometimes, Rarely, Never)")
    document.add_paragraph("Anything else they wish to say?")
    document.add_paragraph("This form is kept for six years and is the property of the council.")
    rows(
        document,
        ("Audit area", "Analysis", "Judgement"),
        ("Risks are identified", "", ""),
        ("Children are seen", "", ""),
    )
    return document


def practice_areas() -> DocumentObject:
    """Laid out as multi-agency audits are: what to look for beside each area."""
    document = Document()
    document.add_paragraph("Case Audit", style="Title")
    rows(document, ("Case Reference:", "Date Audit Completed:"))
    rows(
        document,
        ("Practice area", "What to look for", "Evaluation"),
        ("Basic information", "Whether ethnicity and family relationships are on file.", ""),
        ("Service response", "Whether the response was timely.", ""),
    )
    document.add_paragraph("- Outstanding All standards met, with evidence of impact on outcomes")
    document.add_paragraph("- Good All standards met, no deficiencies in practice at all")
    document.add_paragraph("- Adequate All requirements and standards are met")
    document.add_paragraph("- Inadequate Standards are not met, serious deficiencies")
    rows(document, ("What action will you take?", "By When?"), ("", ""))
    return document


def converted(tmp_path: Path, document: DocumentObject) -> tuple[Template, str]:
    source, out = tmp_path / "paper.docx", tmp_path / "our-form.yaml"
    document.save(str(source))
    done = CliRunner().invoke(cli, ["templates", "convert", str(source), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert [fault for fault in check(out) if not fault.warning] == []
    return load(out), done.stdout


def test_a_toolkit_becomes_its_sections_grades_fields_and_actions(tmp_path: Path) -> None:
    form, told = converted(tmp_path, toolkit())
    assert (form.id, form.title) == ("our-form", "Case file audit toolkit")
    assert [s.title for s in form.sections if s.number] == ["Child's details", "Plan"]
    assert {q.id: q.kind.code for q in form.questions if q.id[0].isdigit()} == {
        "1.1": "grade",
        "1.2": "yes_no",
        "1.3": "date",
        "2.1": "grade",
        "2.2": "yes_no",
    }
    assert all(q.evidence is not None for q in form.questions if q.id in ("1.1", "1.2", "2.2"))
    assert [o.code for o in form.by_id["2.2"].options] == ["yes", "no", "na"]
    labels = [o.label for o in form.scales["grades"].options]
    assert labels == ["Outstanding", "Good", "Requires improvement", "Inadequate"]
    assert "widespread or serious failures" in form.scales["grades"].options[3].descriptor
    header = {q.text: q for q in form.sections[0].questions}
    assert {text: q.kind.code for text, q in header.items()} == {
        "Date": "date",
        "Auditor (name)": "person",
        "Case ID": "text",
        "Legal status": "text",
        "D.O.B": "date",
    }
    assert header["Case ID"].identity
    assert header["D.O.B"].identity
    (actions,) = form.with_part(Part.ACTIONS)
    assert [(c.kind.code, c.part, c.filled_by) for c in actions.columns] == [
        ("text", "what", "auditor"),
        ("person", "who", "auditor"),
        ("date", "by_when", "auditor"),
        ("date", "", "supervision"),
        ("text", "", "supervision"),
    ]
    assert all(q.source.document == "paper.docx" and q.source.item for q in form.questions)
    assert "Legal status: its pick list is not printed" in told
    assert "Child's details are complete, including parental responsi" in told


def test_a_deep_dive_becomes_yes_or_no_scores_scales_and_areas(tmp_path: Path) -> None:
    form, told = converted(tmp_path, deep_dive())
    kinds = {q.text.split("?")[0]: q.kind for q in form.questions}
    assert kinds["Are basic details up to date"] is answer_types.YES_NO
    assert kinds["Was the audit undertaken with the practitioner"] is answer_types.YES_NO
    assert kinds["Do you feel listened to"] is answer_types.SCORE
    listened = next(q for q in form.questions if q.text.startswith("Did they listen"))
    assert [o.label for o in listened.options] == ["Always", "Usually", "Sometimes", "Rarely", "Never"]
    areas = [q for q in form.questions if q.kind is answer_types.GRADE]
    assert [q.text for q in areas] == ["Risks are identified", "Children are seen"]
    assert all(q.evidence is not None for q in areas)
    assert [q.text for q in form.sections[0].questions] == [
        "NAME OF CHILD",
        "DOB",
        "ICS NO",
        "TEAM",
        "AUDITOR",
        "DATE",
    ]
    assert "This form is kept for six years" in told


def test_what_to_look_for_becomes_the_help_of_its_area(tmp_path: Path) -> None:
    form, _ = converted(tmp_path, practice_areas())
    basic = next(q for q in form.questions if q.text == "Basic information")
    assert basic.help == "Whether ethnicity and family relationships are on file."
    assert basic.kind is answer_types.TEXT
    assert [o.label for o in form.scales["grades"].options] == [
        "Outstanding",
        "Good",
        "Adequate",
        "Inadequate",
    ]
    (overall,) = form.with_part(Part.OVERALL_JUDGEMENT)
    assert overall.scale == "grades"
    (actions,) = form.with_part(Part.ACTIONS)
    assert [c.part for c in actions.columns] == ["what", "by_when"]


@pytest.mark.parametrize("made", [toolkit, deep_dive, practice_areas])
def test_each_draft_can_be_walked_to_its_end(tmp_path: Path, made: Callable[[], DocumentObject]) -> None:
    form, _ = converted(tmp_path, made())
    assert walk(form).audit.history


def test_what_cannot_be_converted_is_refused_with_what_to_do(tmp_path: Path) -> None:
    def refusal(name: str, data: bytes | None, out: str = "x.yaml") -> str:
        source = tmp_path / name
        if data is not None:
            source.write_bytes(data)
        done = CliRunner().invoke(cli, ["templates", "convert", str(source), "--out", str(tmp_path / out)])
        assert done.exit_code == 1
        assert "Traceback" not in done.output
        assert not (tmp_path / "x.yaml").exists()
        return done.stderr

    assert "neither a Word form (.docx) nor an XLSForm" in refusal("a.pdf", b"%PDF")
    assert "cannot be opened as a Word file" in refusal("a.docx", b"no zip")
    assert "cannot be opened as a workbook" in refusal("a.xlsx", b"no zip")
    assert "There is no file" in refusal("none.docx", None)
    empty = Document()
    empty.add_paragraph("Only words.")
    empty.save(str(tmp_path / "empty.docx"))
    assert "No questions were found" in refusal("empty.docx", None)
    (tmp_path / "there.yaml").write_text("form: mine\n")
    assert "is there already" in refusal("empty.docx", None, "there.yaml")
    assert (tmp_path / "there.yaml").read_text() == "form: mine\n"
