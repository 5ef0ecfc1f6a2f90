"""An auditor who fills in whatever page the card shows."""

from __future__ import annotations

import random
import re
from typing import Any

from template_specs import answer_types
from template_specs.condition_types import questions_in
from template_specs.model import Question, Template
from tests.cards.schema import inputs
from tests.conversations.harness import Somebody, said

_WORDS = re.findall(
    "[a-z]+",
    "visit plan school mother father sister risk chronology review meeting doctor nurse home bedroom talk "
    "worker change goal safety sleep food health reading friend court panel referral strategy outcome",
)


def evidence(key: str) -> str:
    """Twelve words that no other key has in this order."""
    chance = random.Random(f"evidence {key}")
    return f"At {key} the file shows " + " ".join(chance.sample(_WORDS, 12)) + "."


def value(question: Question) -> str:
    """A fitting answer, as a card's input gives it; the last three months differ from the rest."""
    match question.kind:
        case answer_types.GRADE:
            return "ri" if question.id == "recent" else "good"
        case answer_types.YES_NO:
            return "yes"
        case answer_types.DATE:
            return "2010-02-03" if question.identity else "2026-05-04"
        case answer_types.CHOICE:
            return question.options[0].code
        case answer_types.TICK:
            return "yes"
        case answer_types.NUMBER | answer_types.SCORE:
            return str(question.most)
        case _:
            return f"Words for {question.id}."


def page_of(template: Template, card: dict[str, Any]) -> dict[str, str]:
    """What to fill in on a page: boxes that stand filled already are left as they are, and so is
    what an answer given just now, on this very page, may close."""
    boxes = inputs(card)
    filled: dict[str, str] = {}
    for name, box in boxes.items():
        kind, _, key = name.partition(":")
        asked = template.by_id.get(key)
        grounds = questions_in(asked.when) if asked is not None else frozenset()
        if not _is_untouched(box) or any(_is_open(boxes.get(f"v:{ground}")) for ground in grounds):
            continue
        if kind == "v":
            decides = box["type"] == "Input.Toggle" and any(
                key in questions_in(q.when) for q in template.questions
            )
            filled[name] = "no" if decides else value(template.by_id[key])
        elif kind == "w":
            filled[name] = evidence(key)
    return filled


def _is_untouched(box: dict[str, Any]) -> bool:
    return not box.get("value") or box["type"] == "Input.Toggle"


def _is_open(box: dict[str, Any] | None) -> bool:
    """Whether what it decides is not known yet; a tick that decides something stays off."""
    return box is not None and not box.get("value") and box["type"] != "Input.Toggle"


async def fill_page(auditor: Somebody, template: Template) -> bool:
    """Fill the page on the live card and go on; False once there is nothing to save on it."""
    live = auditor.message("Save and continue") if _stands(auditor, "Save and continue") else None
    if live is None or live.looks is None:
        return False
    await auditor.presses("Save and continue", page_of(template, live.looks), on=live.id)
    return True


def _stands(auditor: Somebody, title: str) -> bool:
    return any(title in said(message) for message in auditor.messages)
