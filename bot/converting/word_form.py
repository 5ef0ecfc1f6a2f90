"""A draft form from a Word form: header fields, question tables, grade boxes, and a table of actions.

Paper forms differ, so what is taken for what follows from a few signs that most share: a placeholder ("Click
here to enter text."), a head row ("Comments / Evidence"), Y and N in cells of their own, a colon behind a
label.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from bot.converting.draft import GRADES, Draft
from bot.converting.word_tables import ASKS_WHETHER, BLANK, cells_of, fields_of, roles_of, says

_DATE_BLANK = re.compile(r"enter a date", re.IGNORECASE)
_PICK = re.compile(r"choose an item|pick from", re.IGNORECASE)
_SECTION = re.compile(
    r"^(?:section|part|standard)\s+(?P<n>[0-9]{1,2}[a-z]?)\s*[:.\-–]?\s*(?P<title>.*)$", re.IGNORECASE
)
_NUMBERED = re.compile(r"^(?P<n>[0-9]{1,2}(?:\.[0-9]{1,2})+)[.)]?\s+(?P<rest>\S.*)$")
_GRADE = re.compile(
    rf"^[-•\s]*(?P<grade>{'|'.join(sorted(GRADES, key=len, reverse=True))})\b\s*[:–\-]?\s*(?P<meaning>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_YES_NO = {
    "y",
    "n",
    "yes",
    "no",
    "y/n",
    "yes/no",
    "y / n",
    "yes / no",
    "y/n/na",
    "y/n/n/a",
    "yes/no/na",
    "yes/no/n/a",
}
_ABSENT = {"na", "n/a", "y/n/na", "y/n/n/a", "yes/no/na", "yes/no/n/a", "not applicable"}
_SCORE = re.compile(r"\b0\s*(?:-|–|to)\s*10\b")
_STEPS = re.compile(r"scale:?\s+(?P<steps>[A-Za-z ]{2,30}(?:,\s*[A-Za-z ]{2,30}){2,9})", re.IGNORECASE)
_EITHER = re.compile(r"\by\s*/\s*n\b", re.IGNORECASE)
_PERSON = re.compile(
    r"name|auditor|worker|manager|completed by|owner|practitioner|chair|iro\b", re.IGNORECASE
)
_DAY = re.compile(r"\bdate\b|d\.?o\.?b\b|born", re.IGNORECASE)
_CHILD = re.compile(
    r"child'?s? name|name of child|d\.?o\.?b|date of birth|case (?:id|ref)|ics|reference", re.IGNORECASE
)


def read_word(path: Path, name: str) -> Draft:
    """The draft of the Word form at `path`.  Raises ValueError with a sentence where it cannot be opened."""
    try:
        document = Document(str(path))
    except Exception as why:  # python-docx raises whatever its zip and XML readers do
        raise ValueError(
            f"{path} cannot be opened as a Word file (.docx). Save it as one, and try again."
        ) from why
    draft = Draft(name, path.name)
    reader = _WordReader(draft)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            reader.table(block)
        else:
            reader.paragraph(block)
    reader.finish()
    return draft


class _WordReader:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.heads: list[str] = []
        """The head row of the table in hand."""

    def finish(self) -> None:
        if self.draft.meanings and not any(
            q.get("part") == "overall_judgement" for q in self.draft.questions
        ):
            self.draft.section("Overall judgement")
            self._grade("How do you judge the file overall?", part="overall_judgement")
            self.draft.doubt(
                "Overall judgement", "a question was made of the grade box; move it to its place"
            )

    def paragraph(self, block: Paragraph) -> None:
        text = " ".join(block.text.split())
        if not text or BLANK.match(text):
            return
        heading = (block.style.name or "").casefold() if block.style is not None else ""
        if heading == "title" or not (self.draft.title or self.draft.sections):
            if not self._meaning(text) and not self._section(text):
                self.draft.title = self.draft.title or text
            return
        if self._section(text) or self._meaning(text):
            return
        if heading.startswith("heading"):
            self.draft.section(text)
        elif "?" in text:
            self._text(text)
        elif text.endswith(":") and len(text) < 100:
            self.draft.section(text.rstrip(":"))
        else:
            self.draft.doubt(
                text, "not taken; put it into notes, an intro or a help if auditors should read it"
            )

    def _section(self, text: str) -> bool:
        found = _SECTION.match(text)
        if found is None or len(text) > 140:
            return False
        self.draft.section(found["title"] or text, found["n"])
        return True

    def _meaning(self, text: str) -> bool:
        found = _GRADE.match(text)
        if found is None:
            return False
        meaning = found["meaning"].strip()
        label = GRADES[" ".join(found["grade"].casefold().split())][0]
        if len(meaning.split()) < 4 and label not in self.draft.meanings and meaning:
            return False
        if meaning or label not in self.draft.meanings:
            self.draft.meanings[label] = meaning or self.draft.meanings.get(label, "")
        return True

    def table(self, table: Table) -> None:
        rows = [cells for cells in (cells_of(row.cells) for row in table.rows) if any(cells)]
        roles: list[str] = []
        for number, cells in enumerate(rows):
            filled = [cell for cell in cells if cell]
            if len(filled) == 1 and len(set(cells)) <= 2 and self._alone(filled[0], len(cells)):
                continue
            found = roles_of(cells)
            if any("action" in roles_of(later) for later in rows[number + 1 : number + 3]):
                continue  # who fills which columns of the actions
            if found and ("action" in found and ("who" in found or "when" in found)):
                self._actions(cells, found)
                rest = [row for row in rows[number + 1 :] if says(row)]
                if rest:
                    self.draft.doubt(cells[0], f"{len(rest)} filled rows of this table were not taken")
                return
            if found:
                roles, self.heads = found, cells
            elif roles and len(cells) == len(roles):
                self._question(cells, roles)
            elif not self._meaning(" ".join(filled)):
                self._loose(cells)

    def _alone(self, text: str, columns: int) -> bool:
        """A row with one text in it."""
        if self._section(text) or self._meaning(text):
            return True
        if columns > 1:
            return False
        if "?" in text:
            self._text(text)
        elif len(text) < 80:
            self.draft.section(text.rstrip(":"))
        else:
            self.draft.doubt(
                text, "not taken; put it into notes, an intro or a help if auditors should read it"
            )
        return True

    def _actions(self, cells: list[str], roles: list[str]) -> None:
        columns: list[dict[str, Any]] = []
        for cell, role in zip(cells, roles, strict=True):
            if not cell:
                continue
            own: dict[str, Any] = {"id": self.draft.free_id(cell), "label": cell[:100]}
            answered = {"who": "person", "when": "date"}.get(role, "date" if _DAY.search(cell) else "text")
            part = {"action": "what", "who": "who", "when": "by_when"}.get(role, "")
            if part and part in [c.get("part") for c in columns]:
                part = ""
            later = re.search(r"review|completed|initials|supervision", cell, re.IGNORECASE)
            own |= (
                {"kind": answered}
                | ({"limit": 100} if answered == "person" else {})
                | ({"part": part} if part else {})
            )
            own |= {"required": False, "filled_by": "supervision"} if later and not part else {}
            columns.append(own)
        parts = {column.get("part") for column in columns}
        self.draft.section("Actions")
        is_action = {"what", "by_when"} <= parts
        if not is_action:
            for column in columns:
                column.pop("part", None)
            self.draft.doubt(
                "Actions", "there is no column for what and by when, so no action cards are made of it"
            )
        more = {"part": "actions"} if is_action else {}
        asked = self.draft.ask(
            "What actions do you recommend?", "rows", item="Actions", columns=columns, **more
        )
        asked["required"] = False

    def _question(self, cells: list[str], roles: list[str]) -> None:
        by_role: dict[str, list[str]] = {}
        for cell, role in zip(cells, roles, strict=False):
            by_role.setdefault(role, []).append(cell)
        asked = next((c for c in (*by_role.get("question", ()), *cells) if c and not BLANK.match(c)), "")
        if not asked:
            return
        answers = [*by_role.get("answer", ()), *(c for c in cells if c.casefold() in _YES_NO)]
        heads = " ".join(self.heads[n] for n, role in enumerate(roles) if role == "answer")
        comment = "comment" in roles
        help_text = " ".join(by_role.get("help", ()))
        self._ask(asked, answers, heads, comment=comment, help=help_text)

    def _ask(self, text: str, answers: list[str], heads: str, *, comment: bool, help: str = "") -> None:
        found = _NUMBERED.match(text)
        own, words = (found["n"], found["rest"]) if found else ("", text)
        more: dict[str, Any] = {"id": own, "help": help[:1500]}
        said = {
            part
            for cell in (*answers, *heads.split())
            for part in [cell.strip().casefold().rstrip(".")]
            if part
        }
        has_yes_no = bool(said & _YES_NO) or bool(re.search(r"\by(?:es)?\b.*\bn(?:o)?\b", " ".join(said)))
        pick = any(_PICK.search(cell) for cell in answers) or bool(_PICK.search(heads))
        box = {"prompt": "Comments", "required": False} if comment else None
        if any(_DATE_BLANK.search(cell) for cell in answers):
            self.draft.ask(words, "date", evidence=box, **more)
        elif has_yes_no or (pick and ASKS_WHETHER.match(words)):
            absent = bool(said & _ABSENT) or pick
            self.draft.ask(words, "yes_no", not_applicable=absent, evidence=box, **more)
            if pick and not has_yes_no:
                self.draft.doubt(words, "its pick list is not printed; taken as Yes, No or Not applicable")
        elif pick or re.search(r"grade|rating|judge?ment", heads, re.IGNORECASE):
            self._grade(words, evidence=box or {"required": False}, **more)
            self.draft.doubt(words, "its pick list is not printed; taken as a grade")
        else:
            self.draft.ask(words, "text", **more)

    def _grade(self, text: str, **more: Any) -> None:
        self.draft.ask(text, "grade", scale="grades", **more)

    def _text(self, text: str) -> None:
        found = _NUMBERED.match(text)
        own, words = (found["n"], found["rest"]) if found else ("", text)
        steps = _STEPS.search(words)
        if _SCORE.search(words):
            self.draft.ask(words, "score", id=own)
        elif steps:
            options = [part.strip() for part in steps["steps"].split(",")]
            self.draft.ask(words, "choice", id=own, options=options)
        elif _EITHER.search(words):
            box = {"prompt": "Comments", "required": False}
            self.draft.ask(words, "yes_no", id=own, evidence=box)
        else:
            self.draft.ask(words, "text", id=own)

    def _loose(self, cells: list[str]) -> None:
        """A row of a table without a head row: header fields, or a question with its answers beside it."""
        if any(c.casefold() in _YES_NO for c in cells) or any("?" in c for c in cells):
            asked = next((c for c in cells if "?" in c), cells[0])
            beside = [c for c in cells if c is not asked]
            comment = any(re.match(r"comments?\b", c, re.IGNORECASE) for c in beside)
            self._ask(asked, beside, "", comment=comment)
            return
        for label, blank in fields_of(cells):
            if not blank and len(label) > 100:
                self.draft.doubt(
                    label, "not taken; put it into notes, an intro or a help if auditors need it"
                )
                continue
            answered = "date" if _DAY.search(label) or _DATE_BLANK.search(blank) else "text"
            if answered == "text" and _PERSON.search(label):
                answered = "person"
            identity = bool(_CHILD.search(label)) and answered != "person"
            if _PICK.search(blank):
                self.draft.doubt(label, "its pick list is not printed; make it a choice with your own list")
            self.draft.ask(
                label,
                answered,
                identity=identity,
                item=f"Header: {label}",
                limit=200 if answered == "text" else 0,
            )
