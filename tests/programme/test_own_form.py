"""An organisation's own Word form: every character survives, and the check names what is wrong in it."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from bot.documents.files import NotWritten
from bot.documents.own_form import checked, filled
from bot.documents.texts import for_xml
from dialogs.programme.whole_audit import Fact, FormPart, Given, GradeLine, WholeAudit
from template_specs.language.loader import library
from tests.programme.test_document import text_of

HOSTILE = (
    "\x0b\x0c\ufffe\x07 <select> &nbsp; &amp;lt; {{ name }} {% raw %} {_{ }_} %_} "
    "\U0001f622 \u0628\u0646\u062a "
    "\u201cquoted\u201d  two spaces\ttab\nnew line " + "x" * 4000
)


def audit(words: str) -> WholeAudit:
    given = Given("1.1", "How good is the chronology?", "Good", words, id="1.1")
    line = GradeLine(
        "9 Overall", "Initial grade", "Good", "Amara Osei", "5 June 2026", True, words, "initial"
    )
    return WholeAudit(
        id="a1",
        title="Tier 2",
        case="TS-1",
        standing="",
        details=(Fact("Case", "TS-1", "case"), Fact("Audited by", "Amara Osei", "auditors")),
        overall=(line,),
        moderated=(),
        sections=(FormPart("1 Basics", (given,)),),
        actions=(("No.", "What"), ("1", words)),
        action_parts=((words, "Jo", "1 July 2026", ""),),
        concerns=(),
        reply=(),
        history=(),
        note=None,
        form="tier2-cin-cp",
        questions=(("1.1", "1.1", "How good is the chronology?"), ("1.2", "1.2", "Not asked here")),
    )


def word_form(path: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    table = document.add_table(rows=3, cols=2)
    for row, texts in enumerate(
        (
            ("{%tr for action in actions %}", ""),
            ("{{ action.number }}", "{{ action.what }}"),
            ("{%tr endfor %}", ""),
        )
    ):
        for cell, text in zip(table.rows[row].cells, texts, strict=True):
            cell.text = text
    document.save(str(path))
    return path


def test_every_character_survives(tmp_path: Path) -> None:
    form = word_form(
        tmp_path / "ours.docx",
        "Case {{ case }}, by {{ auditors }}. {{ grade }}: {{ grade_why }}",
        "{% for section in sections %}{% for given in section.questions %}"
        "{{ given.question }} {{ given.words }}{% endfor %}{% endfor %}",
        '{{ q["1.1"].answer }} [{{ q["1.2"].answer }}]',
    )
    filled(form, audit(HOSTILE)).save(str(tmp_path / "made.docx"))
    said = text_of(tmp_path / "made.docx")
    kept = for_xml(HOSTILE).replace("\t", "")  # a tab is an element of its own
    assert said.count(kept) == 3
    assert "Case TS-1, by Amara Osei. Good: " in said
    assert "Good []" in said
    assert kept in "\n".join(p.text for p in docx.Document(str(tmp_path / "made.docx")).paragraphs).replace(
        "\t", ""
    )


def test_the_check_names_what_is_unknown_and_what_is_left_out(tmp_path: Path) -> None:
    template = library()["tier2-cin-cp"]
    form = word_form(
        tmp_path / "ours.docx", "{{ cse }} {{ auditors }}", '{{ q["99"].answer }} {{ q["1.1"].anser }}'
    )
    wrong, missing = checked(form, template)
    assert 'ours.docx: nothing is called "cse". Did you mean case?' in wrong
    assert any('nothing is called "99"' in line for line in wrong)
    assert 'ours.docx: nothing is called "anser". Did you mean answer?' in wrong
    assert "ours.docx does not show case: add {{ case }}." in missing
    assert "ours.docx does not show grade: add {{ grade }}." in missing
    assert any('add {{ q["2.3"].answer }}.' in line for line in missing)
    assert not any('q["1.1"]' in line for line in missing)
    whole = word_form(
        tmp_path / "whole.docx",
        "{{ case }} {{ auditors }} {{ grade }}",
        "{% for section in sections %}{{ section.title }}{% endfor %}",
    )
    assert checked(whole, template) == ([], [])


@pytest.mark.parametrize("broken", ["{{ case ", "{% for a in actions %}{{ a.what }}", "{{ ''.__class__ }}"])
def test_a_broken_form_is_refused_in_words(tmp_path: Path, broken: str) -> None:
    form = word_form(tmp_path / "ours.docx", broken)
    with pytest.raises(NotWritten, match=r"ours\.docx"):
        filled(form, audit("Fine"))
    (tmp_path / "no.docx").write_bytes(b"not a document")
    wrong, _missing = checked(tmp_path / "no.docx", library()["tier2-cin-cp"])
    assert wrong == [f"{tmp_path / 'no.docx'} cannot be read as a Word document (.docx)."]
