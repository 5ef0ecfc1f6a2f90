"""A draft form from an XLSForm: the sheets survey and choices of a workbook, as ODK and Kobo read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from bot.converting.draft import Draft, shortened
from bot.converting.xpath import NotRead, coded, condition

_KINDS = {
    "text": "text",
    "integer": "number",
    "decimal": "number",
    "range": "number",
    "date": "date",
    "acknowledge": "tick",
}
_IGNORED = {"start", "end", "today", "deviceid", "username", "phonenumber", "audit", "simserial", "email"}
_LEAST = re.compile(r"\.\s*(?P<how>>=|>)\s*(?P<n>-?[0-9]+(?:\.[0-9]+)?)")
_MOST = re.compile(r"\.\s*(?P<how><=|<)\s*(?P<n>-?[0-9]+(?:\.[0-9]+)?)")
_TODAY = re.compile(r"\.\s*(?P<how><=|<|>=|>)\s*today\(\)")
_MARKUP = re.compile(r"<[^>]+>|\*\*|\$\{(?P<name>[^}]+)\}")

Row = Mapping[str, str]


def read_xlsform(path: Path, name: str) -> Draft:
    """The draft of the XLSForm at `path`.  Raises ValueError with a sentence where it is none."""
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as why:  # openpyxl raises whatever its zip and XML readers do
        raise ValueError(
            f"{path} cannot be opened as a workbook (.xlsx). Save it as one, and try again."
        ) from why
    sheets = {
        sheet.title.strip().casefold(): _rows(sheet.iter_rows(values_only=True)) for sheet in book.worksheets
    }
    book.close()
    survey = sheets.get("survey", [])
    if not any(row.get("type") for row in survey):
        raise ValueError(
            f'{path} is no XLSForm: it needs a sheet called "survey" with the columns type, name and label.'
        )
    draft = Draft(name, path.name)
    settings = (sheets.get("settings") or [{}])[0]
    draft.title = settings.get("form_title", "")
    _Reader(draft, _lists(sheets.get("choices", []))).read(survey)
    return draft


def _rows(values: Any) -> list[dict[str, str]]:
    """The rows below the head row, by column; columns in English before those of other languages."""
    rows = [["" if cell is None else str(cell).strip() for cell in row] for row in values]
    if not rows:
        return []
    heads = [cell.casefold() for cell in rows[0]]
    made = []
    for row in rows[1:]:
        cells = dict(zip(heads, row, strict=False))
        for key in ("label", "hint"):
            translated = [text for head, text in cells.items() if head.startswith(f"{key}::") and text]
            english = [text for head, text in cells.items() if head.startswith(f"{key}::english") and text]
            cells[key] = cells.get(key) or (english or translated or [""])[0]
        if any(cells.values()):
            made.append(cells)
    return made


def _lists(choices: list[dict[str, str]]) -> dict[str, list[tuple[str, str]]]:
    lists: dict[str, list[tuple[str, str]]] = {}
    for row in choices:
        name = row.get("list_name") or row.get("list name", "")
        code = row.get("name") or row.get("value", "")
        if name and code:
            lists.setdefault(name, []).append((code, row.get("label") or code))
    return lists


class _Reader:
    def __init__(self, draft: Draft, lists: Mapping[str, list[tuple[str, str]]]) -> None:
        self.draft = draft
        self.lists = lists
        self.asked: dict[str, dict[str, Any]] = {}
        """The questions so far, by the name that the XLSForm gives them."""
        self.groups: list[dict[str, Any] | None] = []
        """The conditions of the groups in hand, outermost first."""
        self.repeat: dict[str, Any] | None = None
        self.deep = 0

    def read(self, survey: list[dict[str, str]]) -> None:
        for row in survey:
            kind, _, rest = (
                " ".join(row.get("type", "").split())
                .replace("begin_", "begin ")
                .replace("end_", "end ")
                .partition(" ")
            )
            self._row(kind.casefold(), rest, row)

    def _row(self, kind: str, rest: str, row: Row) -> None:
        said = _plain(row.get("label", "") or row.get("name", ""))
        if kind == "begin" and rest == "repeat":
            self._repeat(said, row)
        elif kind == "end" and rest == "repeat":
            self._end_repeat()
        elif kind == "begin":
            self.groups.append(self._when(row))
            self.draft.section(said)
        elif kind == "end":
            if self.groups:
                self.groups.pop()
        elif kind == "note":
            self._note(said)
        elif kind in ("calculate", "hidden"):
            self.draft.doubt(said, "it is calculated; `work_out` does shares, means, sums, counts and days")
        elif kind and kind not in _IGNORED:
            self._question(kind, rest, said, row)

    def _note(self, said: str) -> None:
        if self.draft.sections and not self.draft.sections[-1]["questions"]:
            section = self.draft.sections[-1]
            questions = section.pop("questions")
            section["intro"] = shortened(f"{section.get('intro', '')} {said}", "help")
            section["questions"] = questions
        else:
            self.draft.doubt(
                said, "a note between questions was not taken; put it into the help of the next one"
            )

    def _question(self, kind: str, rest: str, said: str, row: Row) -> None:
        own, more = self._answered(kind, rest, said, row)
        if not own:
            self.draft.doubt(
                said, f'an answer of the type "{kind}" cannot be taken in a chat; it was left out'
            )
            return
        if self.repeat is not None:
            self.repeat["columns"].append(self._column(own, said, more, row))
            return
        help_text = shortened(_plain(row.get("hint", "")), "help")
        asked = self.draft.ask(said, own, id=row.get("name", ""), help=help_text, **more)
        if row.get("required", "").casefold() not in ("yes", "true", "true()", "1"):
            asked["required"] = False
        when = self._joined([*self.groups, self._when(row)])
        if when:
            asked["when"] = when
        self.asked[row.get("name", "")] = asked

    def _answered(self, kind: str, rest: str, said: str, row: Row) -> tuple[str, dict[str, Any]]:
        """The kind of a question here, and the keys that go with it; nothing where there is none."""
        more: dict[str, Any] = {}
        if kind in ("select_one", "select_multiple", "rank"):
            name, _, other = rest.partition(" ")
            options = self.lists.get(name, [])
            if not options:
                self.draft.doubt(said, f'its list "{name}" is not in the sheet choices; taken as words')
                return "text", {}
            codes = [code.casefold() for code, _ in options]
            if kind == "select_one" and sorted(codes) in (["no", "yes"], ["n", "y"]):
                return "yes_no", {}
            if kind == "rank":
                self.draft.doubt(said, "the order of a ranking is not kept; taken as several choices")
            more["options"] = self._options(options, bool(other))
            return ("choice" if kind == "select_one" else "choices"), more
        own = _KINDS.get(kind, "")
        if own == "number":
            more = self._bounds(said, row, decimal=kind == "decimal")
        elif own == "date":
            more = self._days(said, row)
        elif own and row.get("constraint"):
            self.draft.doubt(said, f"its constraint was not taken: {row['constraint']}")
        return own, more

    def _options(self, options: list[tuple[str, str]], other: bool) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        codes: set[str] = set()
        for code, label in options:
            own = coded(code)
            if own in codes:
                self.draft.doubt(
                    label, f'the choice "{code}" stands twice in its list; the second was left out'
                )
                continue
            codes.add(own)
            option = {"code": own, "label": shortened(_plain(label), "label")}
            made.append(option | ({"specify": "Which?"} if own.casefold() == "other" else {}))
        if other and "other" not in codes:
            made.append({"code": "other", "label": "Other", "specify": "Which?"})
        return made

    def _bounds(self, said: str, row: Row, *, decimal: bool) -> dict[str, Any]:
        rule, more = row.get("constraint", ""), {}
        least, most = _LEAST.search(rule), _MOST.search(rule)
        step = 0 if decimal else 1
        if least:
            more["least"] = int(float(least["n"])) + (step if least["how"] == ">" else 0)
        if most:
            more["most"] = int(float(most["n"])) - (step if most["how"] == "<" else 0)
        more.setdefault("most", 999999 if not decimal else 9999)
        if more.get("least", 0) > more["most"]:
            more["most"] = more["least"]
        if decimal:
            more["decimals"] = 2
        left = _MOST.sub("", _LEAST.sub("", rule)).replace("and", "").strip(" ()")
        if left:
            self.draft.doubt(said, f"its constraint was not taken whole: {rule}")
        return more

    def _days(self, said: str, row: Row) -> dict[str, Any]:
        rule = row.get("constraint", "")
        today = _TODAY.search(rule)
        if today is None or _TODAY.sub("", rule).strip(" ()"):
            if rule:
                self.draft.doubt(said, f"its constraint was not taken: {rule}; a `check` can say it")
            return {}
        return {"not_future": True} if today["how"].startswith("<") else {"not_past": True}

    def _when(self, row: Row) -> dict[str, Any] | None:
        rule = row.get("relevant", "")
        if not rule:
            return None
        try:
            return condition(rule, self.asked)
        except NotRead as why:
            self.draft.doubt(
                _plain(row.get("label", "") or row.get("name", "")), f"asked always, because {why}: {rule}"
            )
            return None

    def _joined(self, conditions: list[dict[str, Any] | None]) -> dict[str, Any] | None:
        whole = [one for one in conditions if one]
        return {"all": whole} if len(whole) > 1 else whole[0] if whole else None

    def _repeat(self, said: str, row: Row) -> None:
        if self.repeat is not None:
            self.draft.doubt(
                said, "rows within rows are not possible; its questions became columns of the outer rows"
            )
            self.deep += 1
            return
        self.draft.section(said)
        asked = self.draft.ask(said, "rows", id=row.get("name", ""), columns=[{}])
        asked["columns"] = []
        asked["required"] = False
        when = self._joined([*self.groups, self._when(row)])
        if when:
            asked["when"] = when
        self.repeat = asked

    def _end_repeat(self) -> None:
        if self.deep:
            self.deep -= 1
            return
        if self.repeat is not None and not self.repeat["columns"]:
            self.draft.sections[-1]["questions"].remove(self.repeat)
        self.repeat = None

    def _column(self, kind: str, said: str, more: dict[str, Any], row: Row) -> dict[str, Any]:
        own = self.draft.free_id(row.get("name", "") or said)
        column = {"id": own, "label": shortened(said, "label"), "kind": kind, **more}
        if row.get("required", "").casefold() not in ("yes", "true", "true()", "1"):
            column["required"] = False
        if row.get("relevant"):
            self.draft.doubt(said, f"its condition within a row was not taken: {row['relevant']}")
        return column


def _plain(text: str) -> str:
    """A label without marks of Markdown and HTML; what it takes from another answer stands as its name."""
    return " ".join(_MARKUP.sub(lambda found: f"({found['name']})" if found["name"] else "", text).split())
