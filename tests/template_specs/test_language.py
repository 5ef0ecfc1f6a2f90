"""The language's keys, its JSON Schema and its manual are one table."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from template_specs.answer_types import ANSWER_TYPES
from template_specs.language.keys import COLUMN_PARTS, PREFILLS, STAGES, THINGS
from template_specs.language.loader import LIBRARY, check, json_schema
from template_specs.model import PEOPLE, Part

MANUAL = (Path(__file__).parents[2] / "docs" / "forms.md").read_text("utf-8")


def chapter(thing):
    match = re.search(rf"^#+ [^\n]*<a id=\"{thing}\">.*?(?=^#+ |\Z)", MANUAL, re.DOTALL | re.MULTILINE)
    assert match, f"docs/forms.md has no chapter on {thing}"
    return match[0]


@pytest.mark.parametrize("thing", THINGS.values(), ids=THINGS)
def test_every_key_stands_in_its_chapter_of_the_manual(thing):
    rows = set(re.findall(r"^\| `([a-z_]+)`", chapter(thing.name), re.MULTILINE))
    assert rows == {key.name for key in thing.keys}


@pytest.mark.parametrize(
    "word",
    [
        *(kind.code for kind in ANSWER_TYPES),
        *(part.value for part in Part if part),
        *PREFILLS,
        *COLUMN_PARTS,
        *STAGES,
        *PEOPLE,
    ],
)
def test_every_word_of_the_language_is_in_the_manual(word):
    assert f"`{word}`" in MANUAL


def test_the_manuals_whole_form_is_a_form_without_faults(tmp_path):
    (example,) = re.findall(r"<!-- a whole form -->\n```yaml\n(.*?)```", MANUAL, re.DOTALL)
    (tmp_path / "example.yaml").write_text(example, "utf-8")
    assert check(tmp_path / "example.yaml") == ()


@pytest.mark.slow
def test_the_schema_is_one_and_takes_the_library():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path in LIBRARY.glob("*.yaml"):
        plain = YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
        assert [error.message for error in validator.iter_errors(plain)] == []


def test_the_schema_refuses_an_unknown_key_and_a_missing_one():
    validator = jsonschema.Draft202012Validator(json_schema())
    messages = " ".join(error.message for error in validator.iter_errors({"form": "a", "titel": "b"}))
    assert "titel" in messages
    assert "version" in messages


def test_the_schema_tells_an_editor_what_each_key_is_for():
    defs = json_schema()["$defs"]
    assert set(defs) == set(THINGS)
    assert all(key["description"] for thing in defs.values() for key in thing["properties"].values())
    json.dumps(defs)
