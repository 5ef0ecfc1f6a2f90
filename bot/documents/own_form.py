"""An organisation's own Word form: its placeholders, filled from one audit, and what it leaves out."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, Undefined, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape
from rapidfuzz import process

from bot.documents.files import NotWritten
from bot.documents.texts import for_xml
from dialogs.programme.given_grades import GivenAs
from dialogs.programme.whole_audit import WholeAudit
from template_specs.model import Part, Template

DETAILS = (
    *("case", "case_type", "team", "month", "list", "theme", "auditors", "practitioner", "manager", "iro"),
    *("due", "first_answer", "submitted", "given_back", "form"),
)
"""Placeholders that hold a line: {{ case }}."""
GRADES = {
    "grade_initial": GivenAs.INITIAL,
    "grade_moderated": GivenAs.MODERATED,
    "grade_after_reply": GivenAs.REPLY,
}
OTHERS = ("title", "standing", "grade", "grade_why", *GRADES)
LISTS = ("sections", "actions", "concerns", "reply", "history")
"""Placeholders to go through: {% for action in actions %}."""
ANSWERS = "q"
"""One answer by its question's id: {{ q["2.3"].answer }}."""
OF_AN_ACTION = ("what", "who", "by_when", "progress")
OF_AN_ANSWER = ("number", "question", "answer", "words", "by", "rows")
KNOWN = (*DETAILS, *OTHERS, *LISTS, ANSWERS)
MUST = ("case", "auditors", "actions")
"""What a document of an audit must not leave out, beside its answers and its grade."""
_UNREADABLE = (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, OSError)


def own_form(folder: str, form: str) -> Path | None:
    """The organisation's own Word form for audits on `form`: named by its id, in the folder of own forms."""
    path = Path(folder) / f"{form}.docx"
    return path if folder and path.is_file() else None


def filled(path: Path, audit: WholeAudit) -> DocxTemplate:
    """The form at `path` with `audit` in it, ready to be saved.  Raises NotWritten with what is wrong."""
    unknown: list[str] = []
    made = _rendered(path, _fields(audit), unknown)
    if unknown:
        raise NotWritten("\n".join(_unknown(path, name) for name in dict.fromkeys(unknown)))
    return made


def checked(path: Path, template: Template) -> tuple[list[str], list[str]]:
    """(what is wrong with the form at `path`, what of an audit on `template` it leaves out), a line each."""
    answers = _Seen({q.id: dict.fromkeys(OF_AN_ANSWER, "x") | {"rows": [["x"]]} for q in template.questions})
    sample = dict.fromkeys((*DETAILS, *OTHERS), "x") | {
        ANSWERS: answers,
        "sections": [{"title": "x", "questions": [{**next(iter(answers.values()))}]}],
        "actions": [dict.fromkeys(("number", *OF_AN_ACTION), "x") | {"cells": ["x"]}],
        "concerns": ["x"],
        "reply": [{"sentence": "x", "words": "x"}],
        "history": ["x"],
    }
    unknown: list[str] = []
    try:
        made = _rendered(path, sample, unknown)
    except NotWritten as refused:
        return [str(refused)], []
    used = made.get_undeclared_template_variables(_environment([]))
    unknown += sorted(used - {*KNOWN})
    wrong = [_unknown(path, name, template) for name in dict.fromkeys(unknown)]
    left = [name for name in MUST if name not in used]
    if template.with_part(Part.OVERALL_JUDGEMENT) and not {"grade", *GRADES} & used:
        left.append("grade")
    missing = [f"{path.name} does not show {name}: add {_written(name)}." for name in left]
    if "sections" not in used:
        missing += [
            f'{path.name} does not show "{q.name}": add {{{{ q["{q.id}"].answer }}}}.'
            for q in template.questions
            if q.id not in answers.seen and not q.final_of and q.part is not Part.ACTIONS
        ]
    return wrong, missing


class _Seen(dict[str, Any]):
    """Knows which of its values were asked for."""

    def __init__(self, values: Mapping[str, Any]):
        super().__init__(values)
        self.seen: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        self.seen.add(name)
        return super().__getitem__(name)


def _fields(audit: WholeAudit) -> dict[str, Any]:
    """What the placeholders stand for."""
    counts = next((grade for grade in reversed(audit.overall) if grade.counts), None)
    plain: dict[str, Any] = dict.fromkeys((*DETAILS, *OTHERS), "")
    plain |= {fact.code: fact.value for fact in audit.details}
    plain |= {"title": audit.title, "standing": audit.standing}
    for name, given_as in GRADES.items():
        given = [grade.grade for grade in audit.overall if grade.code == given_as.value]
        plain[name] = given[-1] if given else ""
    if counts is not None:
        plain |= {"grade": counts.grade, "grade_why": counts.why}
    blank: dict[str, Any] = dict.fromkeys(OF_AN_ANSWER, "") | {"rows": []}
    answers: dict[str, dict[str, Any]] = {
        id: blank | {"number": number, "question": text} for id, number, text in audit.questions
    }
    sections = []
    for section in audit.sections:
        given_here = [
            {
                "number": given.number,
                "question": given.text,
                "answer": given.answer,
                "words": given.words,
                "by": given.by,
                "rows": [list(row) for row in given.rows],
            }
            for given in section.given
        ]
        answers |= {given.id: told for given, told in zip(section.given, given_here, strict=True)}
        sections.append({"title": section.title, "questions": given_here})
    plain |= {
        ANSWERS: answers,
        "sections": sections,
        "actions": _actions(audit),
        "concerns": list(audit.concerns),
        "reply": [{"sentence": told.sentence, "words": told.words} for told in audit.reply],
        "history": list(audit.history),
    }
    fields: dict[str, Any] = _safe(plain)
    return fields


def _actions(audit: WholeAudit) -> list[dict[str, Any]]:
    return [
        dict(zip(OF_AN_ACTION, told, strict=True)) | {"number": cells[0], "cells": list(cells)}
        for told, cells in zip(audit.action_parts, audit.actions[1:], strict=True)
    ]


def _safe(value: Any) -> Any:
    """Texts as XML takes them; braces are written so that nothing takes them for a placeholder."""
    if isinstance(value, str):
        text = str(escape(for_xml(value)))
        return Markup(text.replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 (escaped above)
    if isinstance(value, dict):
        return {name: _safe(part) for name, part in value.items()}
    return [_safe(part) for part in value] if isinstance(value, list) else value


def _environment(unknown: list[str]) -> SandboxedEnvironment:
    class Noted(Undefined):
        """A placeholder that nothing stands for: it is noted, and the rest is looked at as well."""

        def __init__(self, hint: Any = None, obj: Any = None, name: Any = None, exc: Any = UndefinedError):
            super().__init__(hint, obj, name, exc)
            unknown.append(str(name))

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return self

        __getitem__ = __getattr__

    return SandboxedEnvironment(autoescape=True, undefined=Noted)


def _rendered(path: Path, fields: Mapping[str, Any], unknown: list[str]) -> DocxTemplate:
    try:
        made = DocxTemplate(str(path))
        made.init_docx()
    except _UNREADABLE as problem:
        raise NotWritten(f"{path} cannot be read as a Word document (.docx).") from problem
    try:
        made.render(dict(fields), _environment(unknown), True)
    except TemplateSyntaxError as wrong:
        raise NotWritten(f"{path.name}: a placeholder is not complete ({wrong.message}).") from wrong
    except (TemplateError, SecurityError, TypeError, AttributeError) as wrong:
        raise NotWritten(f"{path.name}: a placeholder cannot be filled ({wrong}).") from wrong
    return made


def _unknown(path: Path, name: str, template: Template | None = None) -> str:
    ids = [q.id for q in template.questions] if template is not None else []
    near = process.extractOne(name, [*KNOWN, *OF_AN_ANSWER, *OF_AN_ACTION, *ids], score_cutoff=70)
    meant = f" Did you mean {near[0]}?" if near is not None else ""
    return f'{path.name}: nothing is called "{name}".{meant}'


def _written(name: str) -> str:
    return f"{{% for ... in {name} %}}" if name in LISTS else f"{{{{ {name} }}}}"
