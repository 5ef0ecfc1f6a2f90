"""The commands for authors of forms, as an author calls them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app import cli
from template_specs.language.loader import LIBRARY, library, snapshot

FORM = LIBRARY / "multi-agency-case-audit.yaml"


def call(*arguments: object):
    return CliRunner().invoke(cli, ["templates", *map(str, arguments)])


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    file = tmp_path / "changed.yaml"
    file.write_text(FORM.read_text("utf-8").replace("short: Case recording", "short: Recording"), "utf-8")
    return file


def test_diff_says_what_changed(changed: Path) -> None:
    done = call("diff", FORM, changed)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        'Question recording ("Case recording"): the short name: "Case recording" became "Recording".',
        "Its words in Welsh were taken out.",  # the copy has no file of them beside it
    ]
    assert call("diff", FORM, FORM).stdout == "Nothing changed.\n"


def test_a_published_form_that_changed_needs_a_new_version(changed: Path, tmp_path: Path) -> None:
    refused = call("check", changed, "--against", FORM)
    assert refused.exit_code == 1
    line = 1 + FORM.read_text("utf-8").splitlines().index("version: 1")
    assert line > 1
    assert refused.stderr.startswith(f"{changed}:{line}: The content changed, and version 1 is published")
    assert "version 1 is published already. Write `version: 2`." in refused.stderr
    changed.write_text(changed.read_text("utf-8").replace("version: 1", "version: 2"), "utf-8")
    assert call("check", changed, "--against", FORM).exit_code == 0
    pinned = tmp_path / "pinned.json"
    pinned.write_bytes(snapshot(FORM)[1])
    assert call("check", changed, "--against", pinned).exit_code == 0
    assert call("diff", pinned, changed).stdout.startswith("The form's version: 1 became 2.\n")


def test_another_form_is_told_where_it_says_its_name(changed: Path) -> None:
    refused = call("check", changed, "--against", LIBRARY / "deep-dive.yaml")
    line = 1 + FORM.read_text("utf-8").splitlines().index("form: multi-agency-case-audit")
    assert refused.stderr.startswith(f'{changed}:{line}: This is the form "multi-agency-case-audit"')


def test_the_list_has_the_organisations_own_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUDITBOT_FORMS", raising=False)
    monkeypatch.chdir(tmp_path)
    assert len(call("list").stdout.splitlines()) == len(library())
    shutil.copy(LIBRARY / "examples" / "supervision-audit.yaml", tmp_path)
    (tmp_path / "deep-dive.wording.yaml").write_text("overlay: ours\nfor: deep-dive\ntitle: Our dive\n")
    monkeypatch.setenv("AUDITBOT_FORMS", str(tmp_path))
    listed = {line.split("\t")[0]: line for line in call("list").stdout.splitlines()}
    assert listed["supervision-audit"].endswith("\tyour own")
    assert listed["deep-dive"].endswith("\tOur dive\tin the words of ours")
    assert not listed["tier2-cin-cp"].endswith("own")
    (tmp_path / "broken.yaml").write_text("form: broken\n")
    refused = call("list")
    assert refused.exit_code == 1
    assert "broken.yaml:1:" in refused.stderr
    monkeypatch.setenv("AUDITBOT_FORMS", str(tmp_path / "nowhere"))
    assert call("list").exit_code == 1


def test_what_is_no_form_is_refused_in_a_line(tmp_path: Path) -> None:
    for name, text in (("a.json", "{}"), ("b.yaml", "form: [")):
        (tmp_path / name).write_text(text, "utf-8")
        refused = call("diff", tmp_path / name, FORM)
        assert refused.exit_code == 1
        assert refused.stderr.startswith(str(tmp_path / name))
        assert "Traceback" not in refused.output


def test_coverage_lists_each_item_and_where_it_lives() -> None:
    done = call("coverage", "000")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[-1] == "42 items, 0 missing."
    assert "000\tOutcomes\tBeing healthy\tmulti-agency-case-audit healthy (Being healthy)" in lines
    assert " 0 missing.\nBesides, the library asks " in call("coverage").stdout
    assert "002\tGrade meanings\tGrade: ri\ttier2-cin-cp grade ofsted ri" in call("coverage", "002").stdout
    assert "Write one of: 000, 001, 002, 003." in call("coverage", "999").stderr


def test_preview_writes_a_page_in_the_organisations_words(tmp_path: Path) -> None:
    words = tmp_path / "words.yaml"
    words.write_text("overlay: ours\nfor: multi-agency-case-audit\ntitle: Our own audit\n", "utf-8")
    out = tmp_path / "page.html"
    done = call("preview", FORM, "--out", out, "--overlay", words)
    assert done.exit_code == 0, done.output
    page = out.read_text("utf-8")
    assert "<title>Our own audit: preview</title>" in page
    assert "in the words of ours" in page
    refused = call("preview", FORM, "--out", tmp_path / "none" / "page.html")
    assert refused.exit_code == 1
    assert "--out" in refused.stderr


def test_a_fault_in_the_form_ends_a_preview(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("form: bad\n", "utf-8")
    refused = call("preview", tmp_path / "bad.yaml", "--out", tmp_path / "page.html")
    assert refused.exit_code == 1
    assert "This form has no `title`" in refused.stderr
    assert not (tmp_path / "page.html").exists()
