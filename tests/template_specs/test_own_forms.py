"""An organisation's own folder of forms and wordings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from template_specs.language.loader import LIBRARY, FormFaults, forms, library

WORDING = """\
overlay: riverside
for: tier2-cin-cp
sections:
  analysis: {title: What it all means}
"""


def test_without_a_folder_there_are_the_forms_of_the_library():
    assert forms(None) == forms("") == library()


def test_a_form_of_the_folder_joins_the_library(tmp_path: Path):
    shutil.copy(LIBRARY / "examples" / "supervision-audit.yaml", tmp_path)
    by_id = forms(tmp_path)
    assert by_id.keys() == library().keys() | {"supervision-audit"}
    assert by_id["tier2-cin-cp"] == library()["tier2-cin-cp"]


@pytest.mark.slow
def test_a_wording_is_laid_over_a_form_of_the_library(tmp_path: Path):
    (tmp_path / "tier2-cin-cp.wording.yaml").write_text(WORDING, encoding="utf-8")
    form = forms(tmp_path)["tier2-cin-cp"]
    assert form.section_by_id["analysis"].title == "What it all means"
    assert form.overlay == "riverside"
    assert form.content_hash != library()["tier2-cin-cp"].content_hash


def test_every_fault_of_every_file_is_told(tmp_path: Path):
    (tmp_path / "one.yaml").write_text("form: one\n", encoding="utf-8")
    (tmp_path / "two.yaml").write_text("- no form\n", encoding="utf-8")
    (tmp_path / "three.wording.yaml").write_text(WORDING, encoding="utf-8")
    with pytest.raises(FormFaults) as refused:
        forms(tmp_path)
    files = {Path(fault.file).name for fault in refused.value.faults}
    assert files == {"one.yaml", "two.yaml", "three.wording.yaml"}


def test_a_folder_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(FormFaults, match="no such folder"):
        forms(tmp_path / "nowhere")
