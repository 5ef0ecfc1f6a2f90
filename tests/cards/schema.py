"""Whether a card may be sent: valid Adaptive Cards 1.5, light enough, labelled, with fallbacks, verbs known.

`assert_card` serves every test that sees a card, conversations included.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft6Validator

MOST_BYTES = 28_000
MOST_BUTTONS = 6

NEEDS: dict[str, set[str]] = {
    "save": {"audit", "token", "revs"},
    "row_save": {"audit", "token", "item", "rev"},
    "row_edit": {"audit", "item"},
    "row_remove": {"audit", "token", "item", "rev"},
    "language": {"which"},
    "keep": {"audit", "token", "item"},  # and revs where the card has boxes
    "drop": {"audit", "item"},
    "mine": {"audit", "item"},
    "back": {"audit", "token"},
    "next": {"audit", "token"},
    "pause": {"audit", "token"},
    "card": {"audit", "token"},
    "where": {"audit", "token"},
    "notes": {"audit", "token"},
    "begin": {"audit", "token"},
    "gaps": {"audit", "token"},
    "go": {"audit", "token", "revs"},
    "review": {"audit"},
    "submit": {"audit", "token", "confirmed"},
    "concern": {"audit", "token"},
    "note_use": {"audit", "note", "item"},
    "note_drop": {"audit", "note"},
    "ack": {"audit", "subject"},
    "concern_send": {"audit", "token"},
    "concern_send_changed": {"audit", "token"},
    "concern_drop": {"audit", "token"},
    "concern_offer": {"audit", "token"},
    "concern_case": set(),
    "action_review": {"audit", "item", "rev"},
    "word": {"audit", "choice"},
    "pick": {"audit", "item", "answer"},
    "for_audit": {"audit", "text"},
    "remind_others": {"audit", "token"},
    "undo": {"audit", "token", "saved"},
    "move": {"audit", "token", "saved"},
    "open": {"audit"},
    "my_audits": set(),
    "my_work": set(),
    "history": {"audit"},
    "document": {"audit"},
    "remind": {"audit"},
    "concern_show": {"audit", "concern"},
    "summary_show": {"audit"},
    "concerns_show": {"audit"},
    "concern_outcome": {"audit", "token"},
    "action_show": {"audit", "item"},
    **{f"action_{act}": {"audit", "item"} for act in ("follow", "start", "done", "undone", "not_mine")},
    **{f"action_{act}": {"audit", "item"} for act in ("cancel", "verify", "effect")},
    "action_change": {"audit", "item", "seen"},
    "my_actions": {"skip"},
    "actions": {"which", "skip"},
    "changes": {"audit"},
    "change_ask": {"audit"},
    "change_drop": {"audit", "item"},
    "concern_withdraw": {"audit", "token"},
    "follow_up_plan": {"audit", "item"},
    "family_script": {"audit"},
    "family_call": {"audit", "token"},
    "last_time": {"audit"},
    "last_time_save": {"audit", "token", "seen", "then"},
    "enquiry_ask": {"audit", "token"},
    "enquiry_answer": {"audit", "item"},
    "draft_agree": {"audit"},
    "draft_answer": {"audit"},
    "practitioner_feedback": {"audit"},
    "new_audit": set(),
    "chase": set(),
    "snooze": {"which"},
    "unreachable": set(),
    "help": set(),
    "status": set(),
    "programme": {"which"},
    "programme_swap": {"which"},
    "programme_proposed": {"which"},
    "good_practice": {"which"},
    "digest": {"which"},
    "give_back": {"audit"},
    "changes_later": {"audit"},
    "compare": {"audit"},
    "panel": {"audit"},
    **{f"panel_{act}": {"audit", "token"} for act in ("name", "grade", "close", "lead")},
    "reply_agree": {"audit"},
    "reply_keep": {"audit"},
    "reply_send": {"audit"},
    "reply_drop": {"audit", "item"},
    "reply_answer": {"audit", "seen"},
    "reply_accept": {"audit"},
    "reply_object": {"audit", "item"},
}
"""What each verb's data holds besides the verb."""


@cache
def _validator() -> tuple[Draft6Validator, frozenset[str]]:
    # Found, not imported: only the schema file of the package is wanted.
    spec = find_spec("adaptive_cards")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    path = Path(spec.submodule_search_locations[0]) / "schemas" / "schema-1.5.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    known = frozenset(name for name in schema["definitions"] if not name.startswith(("Extend", "Implem")))
    whole = {"$schema": schema["$schema"], "definitions": schema["definitions"]}
    return Draft6Validator({**whole, "$ref": "#/definitions/AdaptiveCard"}), known


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Every element, action and card within `node`; a button's data is left out."""
    if isinstance(node, list):
        for item in node:
            yield from parts(item)
    elif isinstance(node, dict):
        if "type" in node:
            yield node
        for name, value in node.items():
            if name != "data":
                yield from parts(value)


def buttons(card: Any) -> list[dict[str, Any]]:
    """Every Execute of `card`, those inside opened cards too."""
    return [part for part in parts(card) if part["type"] == "Action.Execute"]


def inputs(card: Any) -> dict[str, dict[str, Any]]:
    """Every input of `card` by its id."""
    return {part["id"]: part for part in parts(card) if part["type"].startswith("Input.")}


def shown(card: Any) -> str:
    """All words that `card` shows outside boxes, a line each."""
    texts = []
    for part in parts(card):
        texts += [str(part[name]) for name in ("text", "title", "label") if name in part]
    return "\n".join(texts)


def as_1_5(node: Any, known: frozenset[str]) -> Any:
    """`node` as a client of 1.5 takes it: newer elements give way to their fallbacks, and Teams' own
    properties (`msteams`, an element's `key`) are left out."""
    if isinstance(node, list):
        return [kept for item in node if (kept := as_1_5(item, known)) is not None]
    if not isinstance(node, dict):
        return node
    if "type" in node and node["type"] not in known:
        assert "fallback" in node, f"{node['type']} is newer than 1.5 and has no fallback"
        return None if node["fallback"] == "drop" else as_1_5(node["fallback"], known)
    own = ("msteams", "key")
    return {name: v if name == "data" else as_1_5(v, known) for name, v in node.items() if name not in own}


def assert_card(card: Any) -> None:
    """Raises AssertionError, saying where, when `card` may not be sent."""
    assert isinstance(card, dict)
    assert card["version"] == "1.5"
    weight = len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode())
    assert weight < MOST_BYTES, f"the card weighs {weight} bytes"
    validator, known = _validator()
    plain = as_1_5(card, known)
    for fault in validator.iter_errors(plain):
        raise AssertionError(f"{'/'.join(map(str, fault.instance_path))}: {fault.message[:300]}")
    _assert_types(plain, known)
    _assert_inputs(card)
    _assert_buttons(card)


def _assert_types(plain: Any, known: frozenset[str]) -> None:
    for part in parts(plain):
        assert part["type"] in known, part["type"]
        assert part["type"] != "TextBlock" or part.get("wrap") is True, f"cut off on a phone: {part}"


def _assert_inputs(card: Any) -> None:
    boxes = [part for part in parts(card) if part["type"].startswith("Input.")]
    ids = [box["id"] for box in boxes]
    assert len(ids) == len(set(ids)), f"an input's id stands twice: {ids}"
    for box in boxes:
        assert str(box.get("label", "")).strip(), f"{box['id']} has no label"
        assert "isRequired" not in box, f"{box['id']} would hold back half a page"
        assert "maxLength" not in box, f"{box['id']} would cut what is typed"
        assert box.get("key"), f"{box['id']} could be shown with another page's choices"


def _assert_buttons(card: Any) -> None:
    assert len(card.get("actions", [])) <= MOST_BUTTONS
    pressed = buttons(card)
    fallbacks = [b["fallback"] for b in pressed]
    loose = [p for p in parts(card) if p["type"] == "Action.Submit" and not any(p is f for f in fallbacks)]
    assert not loose, f"a Submit stands alone: {loose}"
    assert sum(b.get("style") == "positive" for b in pressed) <= 1, "more than one primary button"
    for button in pressed:
        _assert_button(button)


def _assert_button(button: dict[str, Any]) -> None:
    fallback, data = button["fallback"], button["data"]
    assert fallback["type"] == "Action.Submit"
    assert fallback["title"] == button["title"].strip() != ""
    assert fallback["data"] == data
    assert fallback.get("associatedInputs") == button.get("associatedInputs")
    assert data["verb"] == button["verb"]
    assert "key" not in data, "Teams' renderer fails on a button whose data has a key"
    missing = NEEDS[button["verb"]] - data.keys()
    assert not missing, f"{button['title']} lacks {missing}"
    assert button["verb"] != "back" or button["associatedInputs"] == "none"
