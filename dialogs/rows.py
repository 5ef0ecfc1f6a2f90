"""Rows: actions and the like, added, changed and taken out one by one; typed column by column."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from dialogs.audit import Answer, Draft, Key, Pending
from dialogs.events import RowRemoved, RowSaved
from dialogs.happenings import What
from dialogs.scene import Scene, clock, name_of, standing
from template_specs.kinds import Refusal, cell_label, clean, read_cell
from template_specs.model import Column, Kind, Question

AUDITOR = "auditor"
CLEAR_KINDS = frozenset(
    {Kind.DATE, Kind.CHOICE, Kind.GRADE, Kind.YES_NO, Kind.LIKERT, Kind.NUMBER, Kind.SCORE}
)
"""Kinds whose cells stay in clear, so that reports can count them."""


def save_row(scene: Scene, event: RowSaved) -> Scene:
    """A row added or changed.  Faulty cells keep the whole row as a draft, each reason named."""
    question = _question(scene, event.key)
    if question is None:
        return scene
    columns = [c for c in question.columns if c.filled_by == AUDITOR]
    cells = {c.id: clean(event.cells.get(c.id, "")).strip() for c in columns}
    changing = "/" in event.key
    if not changing and not any(cells.values()):
        return scene.say("Nothing is filled in yet. Write the action first, then press Add.")
    key = event.key if changing else _new_key(scene, question)
    current = scene.audit.answer(key)
    if current is not None and not changing:
        return scene.walking(editing="")  # the same press again: the row stands already
    read = read_cells(columns, cells, scene)
    if isinstance(read, str):
        return _keep(scene, event.key, cells, read)
    if current is not None and current.removed:
        return _keep(scene, question.id, cells, "This row was taken out meanwhile. What you wrote is kept.")
    if current is not None and event.revision < current.revision and cells_of(current) != cells:
        why = (
            f"{scene.name(current.by)} changed this row at {clock(current.at)}. What you wrote is kept here."
        )
        return _keep(scene, event.key, cells, why)
    scene = _without_draft(scene, event.key)
    if current is None or cells_of(current) != read:
        clear, words = split_cells(columns, read, current)
        scene = scene.happen(What.ANSWERED, key, clear, words)
    scene = scene.walking(editing="", pending=None)
    number = row_number(scene, key)
    return scene.say(f"{name_of(question)}: number {number} is saved.")


def remove_row(scene: Scene, event: RowRemoved) -> Scene:
    """A row taken out; the trail keeps it."""
    answer = standing(scene, event.key)
    question = _question(scene, event.key)
    if answer is None or question is None:
        return scene.say("This row is already taken out.")
    if event.revision < answer.revision:
        return scene.say(
            f"{scene.name(answer.by)} changed this row at {clock(answer.at)}. Look again before you take "
            "it out."
        )
    number = row_number(scene, event.key)
    scene = scene.happen(What.ROW_REMOVED, event.key, answer.value, _words(answer))
    return scene.walking(editing="").say(f"{name_of(question)}: number {number} is taken out.")


def type_cell(scene: Scene, question: Question, text: str) -> Scene:
    """One typed cell; then the next column is asked, and after the last the row is saved."""
    columns = [c for c in question.columns if c.filled_by == AUDITOR]
    pending = scene.walk.pending
    if pending is None or pending.kind != "cell" or pending.key != question.id:
        pending = Pending("cell", question.id, columns[0].id)
    column = next((c for c in columns if c.id == pending.column), columns[0])
    outcome = read_cell(column, text, scene.turn.today)
    if isinstance(outcome, Refusal):
        return scene.walking(pending=pending).say(outcome.sentence)
    filled = {**pending.cells, column.id: clean(text).strip()}
    later = columns[columns.index(column) + 1 :]
    if later:
        pending = replace(pending, column=later[0].id, cells=filled)
        return scene.walking(pending=pending).say(f"{column.label.rstrip('?')}: noted.")
    return save_row(scene, RowSaved(question.id, filled))


def cell_asked(scene: Scene, question: Question) -> Column:
    """The column that a typed row waits for."""
    columns = [c for c in question.columns if c.filled_by == AUDITOR]
    pending = scene.walk.pending
    if pending is not None and pending.kind == "cell" and pending.key == question.id:
        return next((c for c in columns if c.id == pending.column), columns[0])
    return columns[0]


def read_cells(columns: list[Column], cells: Mapping[str, str], scene: Scene) -> dict[str, str] | str:
    """Cells as they are stored (codes and ISO dates where clear), or every reason why not."""
    read: dict[str, str] = {}
    faults: list[str] = []
    for column in columns:
        raw = cells.get(column.id, "")
        if not raw:
            if column.required:
                faults.append(f"{column.label} is still empty.")
            continue
        outcome = read_cell(column, raw, scene.turn.today)
        if isinstance(outcome, Refusal):
            faults.append(outcome.sentence)
        else:
            read[column.id] = outcome.text if outcome.clear is None else str(outcome.clear)
    return " ".join(faults) if faults else read


def split_cells(
    columns: list[Column], cells: Mapping[str, str], current: Answer | None
) -> tuple[dict[str, str], str]:
    """A row for the trail: the cells kept in clear, and the written ones as JSON; others' columns stay."""
    merged = cells_of(current) if current else {}
    for column in columns:
        merged.pop(column.id, None)
    merged |= cells
    in_clear = {c.id for c in columns if c.kind in CLEAR_KINDS}
    if current is not None and isinstance(current.value, dict):
        in_clear |= current.value.keys() - {c.id for c in columns}
    clear = {k: v for k, v in merged.items() if k in in_clear}
    return clear, json.dumps({k: v for k, v in merged.items() if k not in in_clear}, ensure_ascii=False)


def cells_of(answer: Answer) -> dict[str, str]:
    """All cells of a row, stored form."""
    clear = answer.value if isinstance(answer.value, dict) else {}
    return {**clear, **(json.loads(_words(answer)) if _words(answer) else {})}


def row_number(scene: Scene, key: Key) -> int:
    """The row's place among those standing, from 1."""
    rows = scene.audit.rows.get(key.partition("/")[0], ())
    return next((n for n, row in enumerate(rows, 1) if row.key == key), len(rows) + 1)


def shown(column: Column, value: str) -> str:
    """A stored cell as people read it."""
    return cell_label(column, value) if value else ""


def _words(answer: Answer) -> str:
    return answer.passage.text if answer.passage is not None else ""


def _question(scene: Scene, key: Key) -> Question | None:
    question = scene.template.by_id.get(key.partition("/")[0])
    return question if question is not None and question.kind is Kind.ROWS else None


def _new_key(scene: Scene, question: Question) -> Key:
    # The token of the card or message names the row: pressed twice, it is added once.
    return f"{question.id}/{scene.turn.token or scene.turn.fresh_id()}"


def _keep(scene: Scene, key: Key, cells: Mapping[str, str], why: str) -> Scene:
    draft = Draft(why, words=json.dumps(dict(cells), ensure_ascii=False))
    editing = key if "/" in key else ""
    return scene.walking(drafts={**scene.walk.drafts, key: draft}, editing=editing).say(why)


def _without_draft(scene: Scene, key: Key) -> Scene:
    return scene.walking(drafts={k: d for k, d in scene.walk.drafts.items() if k != key})
