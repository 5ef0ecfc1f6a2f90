"""Files that no author means to write: each gets its message in good time, and never a traceback."""

import codecs
import time

import pytest

from template_specs.language.loader import LIBRARY, FormFaults, check, load

pytestmark = pytest.mark.slow

HEAD = 'form: big\nversion: 1\ntitle: T\nshort_title: T\nsource: "9"\n'
STARTS = (
    HEAD,
    "extends: tier2-cin-cp\nform: a\nversion: 1\n",
    "overlay: a\nfor: tier2-cin-cp\n",
    "guidance: a\n",
)
BAD = {
    "many brackets": (b"x: " + b"[" * 200_000, "nested more than"),
    "many braces": (b"x: " + b"{a: " * 100_000, "nested more than"),
    "many dashes": (b"x:\n  " + b"- " * 200_000, "nested more than"),
    "anchor that holds itself": (b"x: &a [*a]", "anchor or alias"),
    "merge key": (b"x: {<<: {a: b}}", '"x"'),
    "aliases": (b"x: &a [1, 1]\ny: &b [*a, *a]\nz: &c [*b, *b]", "anchor or alias"),
    "python tag": (b"x: !!python/object/apply:os.system [exit 1]", "tag"),
    "own tag": (b"x: !include /etc/passwd", "tag"),
    "expression": (b"x: {{ config }}", "template expression"),
    "statement": (b"x: {% include 'a' %}", "template expression"),
    "tab": (b"x:\n\ty: 1", "tab"),
    "Latin-1": ("x: caf\xe9".encode("latin-1"), "not UTF-8"),
    "Windows quotes": (b"x: \x93word\x94", "not UTF-8"),
    "NUL": (b"x: a\x00b", "U+0000"),
    "reversing mark": ("x: a\u202eb".encode(), "U+202E"),
    "no key": (b"? [a, b]\n: c", "A key must be a word"),
    "unclosed quote": (b'x: "never closed', "cannot be read"),
    "no indentation": (b"x:\n- a\n b: c", "cannot be read"),
    "huge": (b"x: " + b"a" * 1_000_000, "larger than 1 MB"),
}


@pytest.mark.parametrize(("body", "problem"), BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("start", STARTS, ids=["form", "variant", "overlay", "guidance"])
def test_every_kind_of_file_is_refused_with_a_line_and_a_cure(tmp_path, start, body, problem):
    file = tmp_path / "bad.yaml"
    file.write_bytes(start.encode() + body)
    began = time.process_time()
    faults = check(file)
    assert time.process_time() - began < 2
    assert any(problem in str(fault) for fault in faults), [str(fault)[:200] for fault in faults]
    assert all(fault.line >= 1 and fault.cure for fault in faults)
    with pytest.raises(FormFaults):
        load(file)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_named_or_refused(tmp_path, encoding):
    file = tmp_path / "form.yaml"
    file.write_bytes(HEAD.encode(encoding))
    assert check(file)


def test_a_mark_of_utf8_and_windows_line_ends_are_read(tmp_path):
    text = (LIBRARY / "multi-agency-case-audit.yaml").read_bytes().replace(b"\n", b"\r\n")
    file = tmp_path / "form.yaml"
    file.write_bytes(codecs.BOM_UTF8 + text)
    assert check(file) == ()


def test_a_folder_is_no_form(tmp_path):
    (fault,) = check(tmp_path)
    assert "cannot be opened" in fault.problem


@pytest.mark.parametrize(
    "word", ["~", "null", "[]", "{}", "a", "[a]", "{a: b}", "7", '""', "[[a]]", "[{a: b}]"]
)
def test_anything_may_stand_behind_any_key(tmp_path, word):
    """Whatever shape stands where another belongs, it is told about and nothing breaks."""
    source = (LIBRARY / "examples" / "supervision-audit.yaml").read_text("utf-8").splitlines()
    file = tmp_path / "form.yaml"
    for number, line in enumerate(source):
        key, colon, rest = line.partition(":")
        if colon and "{" not in line and "#" not in line:
            deeper = number + 1 < len(source) and not rest.strip()
            end = number + 1
            while (
                deeper
                and end < len(source)
                and len(source[end]) - len(source[end].lstrip()) > len(key) - len(key.lstrip())
            ):
                end += 1
            file.write_text("\n".join([*source[:number], f"{key}: {word}", *source[end:]]), "utf-8")
            assert all(fault.line >= 1 and fault.cure for fault in check(file))


def many_questions(count):
    lines = [HEAD + "scales:\n  g:\n    title: G\n    options:"]
    lines += [f"      - {{code: {c}, label: {c * 3}, descriptor: D}}" for c in "abcd"]
    lines += ["sections:"]
    for number in range(count):
        if number % 20 == 0:
            head = (
                f"  - id: s{number}\n    title: S\n    defaults: {{scale: g, evidence: true}}\n    questions:"
            )
            lines.append(head)
        when = f", when: {{question: q{number - 1}, is: [a, b]}}" if number % 20 else ""
        part = ", part: overall_judgement" if not number else ""
        lines.append(f'      - {{id: q{number}, text: "Why?", kind: grade, item: "{number}"{when}{part}}}')
    return "\n".join(lines)


def test_a_form_of_a_thousand_questions_loads(tmp_path):
    file = tmp_path / "form.yaml"
    file.write_text(many_questions(1000), "utf-8")
    assert check(file) == ()
    assert len(load(file).questions) == 1000


def test_conditions_that_can_never_hold_do_not_make_checking_slow(tmp_path):
    choices = "[a, b, c, d, e, f]"
    lines = [HEAD + "sections:\n  - id: s\n    title: S\n    questions:"]
    lines += [f'      - {{id: q{n}, text: T, kind: choice, options: {choices}, item: "1"}}' for n in range(5)]
    never = ", ".join(f"{{question: q{n}, is: a}}" for n in range(5)) + ", {question: q0, is: b}"
    lines += [
        f'      - {{id: n{n}, text: T, kind: text, item: "1", when: {{all: [{never}]}}}}' for n in range(300)
    ]
    file = tmp_path / "form.yaml"
    file.write_text("\n".join(lines), "utf-8")
    began = time.process_time()
    faults = check(file)
    assert time.process_time() - began < 8
    assert any("never asked" in fault.problem for fault in faults)


FORMS = sorted(file for file in LIBRARY.rglob("*.yaml") if not file.stem.endswith(".cy"))


@pytest.mark.parametrize("file", FORMS, ids=lambda file: file.stem)
def test_each_form_of_the_library_is_sound(file):
    faults = check(file)
    assert [fault for fault in faults if "overall judgement" not in fault.problem] == []
