"""Rows: actions and the like, added, changed and taken out one by one; typed column by column."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from dialogs.audit import Answer, Draft, Key, Pending
from dialogs.drafts import CELL_BYTES, apart, in_box, without
from dialogs.events import RowRemoved, RowSaved
from dialogs.happenings import What
from dialogs.scene import Scene, clock, name_of, standing
from template_specs.answer_types import flat
from template_specs.kinds import Refusal, cell_label, clean, read_cell
from template_specs.model import Column, Question

AUDITOR = "auditor"
SHORT = 60
"""Characters: a typed cell no longer than this is not kept when it is refused; it stands in the chat."""


def save_row(scene: Scene, event: RowSaved) -> Scene:
    """A row added or changed.  Faulty cells keep the whole row as a draft, each reason named."""
    question = _question(scene, event.key)
    if question is None:
        return scene.say("That row is not asked of you here, so nothing was saved.")
    columns = _columns(question)
    at = scene.audit.answer(event.key) if "/" in event.key else None
    cells = _cells(scene, event, columns, at)
    if at is None and _is_blank(columns, cells):
        if question.id in scene.walk.drafts:  # emptied, or sent by a card from before the row was begun
            return scene.copy_all(apart(scene, question.id))
        return scene.say("Nothing is filled in yet. Write the action first, then press Add.")
    read = read_cells(columns, cells, scene)
    key = event.key if at is not None else _new_key(scene, question, read)
    current = scene.audit.answer(key)
    if current is not None and at is None:
        return without(scene, event.key).walking(editing="")  # the same press again: it stands already
    if _untouched(scene, event, columns, read):
        return without(scene, event.key).walking(editing="", pending=None)
    kept_at = event.key if at is not None else question.id
    if question.id not in scene.route:
        return _keep(scene, kept_at, cells, "This is not asked any more, because of an earlier answer.")
    if isinstance(read, str):
        return _keep(scene, kept_at, cells, read)
    if current is not None and current.removed:
        return _keep(scene, event.key, cells, "This row was taken out meanwhile. What you wrote is kept.")
    if current is not None and event.revision < current.revision and _own(current, columns) != read:
        why = (
            f"{scene.name(current.by)} changed this row at {clock(current.at)}. What you wrote is kept here."
        )
        return _keep(scene, event.key, cells, why)
    if current is None or _own(current, columns) != read:
        clear, words = split_cells(columns, read, current)
        scene = scene.happen(What.ANSWERED, key, clear, words)
    begun_elsewhere = at is None and _being_typed(scene, question, cells)
    if not begun_elsewhere:
        scene = without(scene, kept_at).walking(pending=None)
    scene = scene.walking(editing="")
    number = row_number(scene, key)
    return scene.say(f"{name_of(question)}: number {number} is saved.")


def keep_back(scene: Scene, event: RowSaved, why: str) -> Scene:
    """Keep a row given on an audit that takes no answers now; a form nobody touched holds nothing."""
    question = _question(scene, event.key)
    if question is None:
        return scene
    columns = _columns(question)
    at = scene.audit.answer(event.key) if "/" in event.key else None
    cells = _cells(scene, event, columns, at)
    if _is_blank(columns, cells) or _untouched(scene, event, columns, read_cells(columns, cells, scene)):
        return scene
    return _keep(scene, event.key if at is not None else question.id, cells, why)


def remove_row(scene: Scene, event: RowRemoved) -> Scene:
    """A row taken out; the trail keeps it."""
    answer = standing(scene, event.key)
    question = _question(scene, event.key)
    if answer is None or question is None:
        return scene.say("This row is already taken out.")
    if question.id not in scene.route:
        return scene.say("This is not asked any more, because of an earlier answer. The row stays as it was.")
    if event.revision < answer.revision:
        return scene.say(
            f"{scene.name(answer.by)} changed this row at {clock(answer.at)}. Look again before you take "
            "it out."
        )
    number = row_number(scene, event.key)
    scene = without(scene.happen(What.ROW_REMOVED, event.key, answer.value, _words(answer)), event.key)
    return scene.walking(editing="").say(f"{name_of(question)}: number {number} is taken out.")


def type_cell(scene: Scene, question: Question, text: str) -> Scene:
    """One typed cell; then the next column is asked, and after the last the row is saved."""
    columns = _columns(question)
    pending = begun(scene, question) or Pending("cell", question.id, columns[0].id)
    column = next((c for c in columns if c.id == pending.column), columns[0])
    outcome = read_cell(column, text, scene.turn.today)
    if isinstance(outcome, Refusal):
        scene = scene.walking(pending=pending).but(refused=True).say(outcome.sentence)
        if len(text) <= SHORT:
            return scene
        cells = {**pending.cells, column.id: clean(text)}
        return _keep(scene, question.id, cells, outcome.sentence, say=False)
    return _filled(scene, question, pending, column, clean(text))


def skip_cell(scene: Scene, question: Question) -> Scene | None:
    """The column asked for is left empty, where it may be; None where nothing is asked or it is needed."""
    pending = begun(scene, question)
    column = next((c for c in _columns(question) if pending and c.id == pending.column), None)
    if pending is None or column is None or column.required:
        return None
    return _filled(scene, question, pending, column, "")


def begun(scene: Scene, question: Question) -> Pending | None:
    """The row being typed: under way, or left and taken up again at its first column that is not in order."""
    pending = scene.walk.pending
    cells = _held(scene, question.id)
    if pending is not None and pending.kind == "cell" and pending.key == question.id:
        return replace(pending, cells=cells)
    draft = scene.walk.drafts.get(question.id)
    if draft is None:
        return None
    asked = json.loads(draft.words) if draft.words else {}
    for column in _columns(question):
        outcome = read_cell(column, cells.get(column.id, ""), scene.turn.today)
        if column.id not in asked or isinstance(outcome, Refusal):
            return Pending("cell", question.id, column.id, cells=cells)
    return Pending("cell", question.id, _columns(question)[-1].id, cells=cells)


def _filled(scene: Scene, question: Question, pending: Pending, column: Column, text: str) -> Scene:
    columns = _columns(question)
    filled = {**pending.cells, column.id: text}
    later = columns[columns.index(column) + 1 :]
    later = [c for c in later if not filled.get(c.id)]
    if later:
        # Kept like anything else unsaved: the card shows it, and turning to something else loses nothing.
        draft = Draft("You had begun this row.", words=json.dumps(filled, ensure_ascii=False))
        scene = scene.walking(
            pending=replace(pending, column=later[0].id, cells=filled),
            drafts={**scene.walk.drafts, question.id: draft},
        )
        return scene.say(f"{column.label.rstrip('?')}: noted." if text else "")
    return save_row(scene, RowSaved(question.id, filled))


def cell_asked(scene: Scene, question: Question) -> Column:
    """The column that a typed row waits for."""
    columns = _columns(question)
    pending = begun(scene, question)
    return next((c for c in columns if pending and c.id == pending.column), columns[0])


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
            read[column.id] = outcome.text if outcome.clear is None else flat(outcome.clear)
    return " ".join(faults) if faults else read


def split_cells(
    columns: list[Column], cells: Mapping[str, str], current: Answer | None
) -> tuple[dict[str, str], str]:
    """A row for the trail: the cells kept in clear, so that reports can count them, and the written ones as
    JSON; others' columns stay."""
    merged = cells_of(current) if current else {}
    for column in columns:
        merged.pop(column.id, None)
    merged |= cells
    in_clear = {c.id for c in columns if not c.kind.in_words}
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
    return question if question is not None and question.kind.in_rows else None


def _columns(question: Question) -> list[Column]:
    return [c for c in question.columns if c.filled_by == AUDITOR]


def _cells(scene: Scene, event: RowSaved, columns: list[Column], current: Answer | None) -> dict[str, str]:
    """The cells as they came.  What the card did not send, or sent as it had cut it, is as it was."""
    held = _held(scene, event.key)
    stood = held or (cells_of(current) if current is not None else {})
    found = {}
    for column in columns:
        kept = held.get(column.id, "")
        raw = clean(event.cells.get(column.id, stood.get(column.id, "")))
        cut = in_box(kept, CELL_BYTES)
        found[column.id] = kept if cut != kept and raw == clean(cut) else raw
    return found


def _is_blank(columns: list[Column], cells: Mapping[str, str]) -> bool:
    """Whether nobody has filled in anything; a tick that is left off comes as "no"."""
    return all(cells.get(c.id, "") in ("", c.kind.untouched) for c in columns)


def _own(answer: Answer, columns: list[Column]) -> dict[str, str]:
    cells = cells_of(answer)
    return {c.id: cells[c.id] for c in columns if cells.get(c.id)}


def _untouched(scene: Scene, event: RowSaved, columns: list[Column], read: dict[str, str] | str) -> bool:
    answers = scene.audit.history.get(event.key, ())
    if not 0 < event.revision <= len(answers) or event.key in scene.walk.drafts:
        return False
    return _own(answers[event.revision - 1], columns) == read


def _new_key(scene: Scene, question: Question, read: dict[str, str] | str) -> Key:
    # The token of the card or message names the row: pressed twice, it is added once.
    key = f"{question.id}/{scene.turn.token or scene.turn.fresh_id()}"
    standing_there = scene.audit.history.get(key)
    if standing_there and _own(standing_there[0], _columns(question)) != read:
        return f"{question.id}/{scene.turn.fresh_id()}"  # something else written on the same card
    return key


def _being_typed(scene: Scene, question: Question, cells: Mapping[str, str]) -> bool:
    """Whether another row of this question is half typed: the card that was pressed does not show it."""
    pending = scene.walk.pending
    if scene.turn.typed or pending is None or pending.kind != "cell" or pending.key != question.id:
        return False
    return any(cell not in cells.get(column, "") for column, cell in _held(scene, question.id).items())


def _held(scene: Scene, key: Key) -> dict[str, str]:
    """The filled cells of a row kept as a draft."""
    draft = scene.walk.drafts.get(key)
    cells: dict[str, str] = json.loads(draft.words) if draft is not None and draft.words else {}
    return {column: cell for column, cell in cells.items() if cell}


def _keep(scene: Scene, key: Key, cells: Mapping[str, str], why: str, *, say: bool = True) -> Scene:
    question = _question(scene, key)
    if question is not None and key == question.id and _being_typed(scene, question, cells):
        typed = _held(scene, key)
        cells = {c: "\n".join(filter(None, (typed.get(c), cell))) for c, cell in cells.items()}
    if any(in_box(cell, CELL_BYTES) != cell for cell in cells.values()):
        why = f"{why} The box shows its beginning; all of it stands in this chat."
    draft = Draft(why, words=json.dumps(dict(cells), ensure_ascii=False))
    editing = key if standing(scene, key) is not None else ""
    scene = scene.walking(drafts={**scene.walk.drafts, key: draft}, editing=editing)
    return scene.but(refused=True).say(why if say else "")
