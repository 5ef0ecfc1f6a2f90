"""The database of a measurement: auditors, each with an audit of their own (Tier 2 unless said)."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

from dialogs.audits.audit import Audit, Case, Clear, Passage, Role
from dialogs.audits.events import DomainEvent, EventKind, apply
from dialogs.audits.route import path_through, speaks_in_words
from dialogs.conversation.state import ConversationState
from dialogs.conversation.step import Step
from storage.allocations import NewAudit
from storage.keys import Keyring
from storage.people import NewPerson
from storage.work import Storage
from template_specs import answer_types
from template_specs.language.loader import library, snapshot
from template_specs.model import Question, Template
from tests.bench.people import evidence, person_id

FORM = "tier2-cin-cp"
_NOW = datetime(2026, 6, 5, 12, 0, tzinfo=UTC)
_BATCH = 64
GRADES = ("outstanding", "good", "ri", "inadequate")
"""The answers of the questions that are answered again."""


async def seed(url: str, keys: str, people: int, *, form: Template | None = None, history: int = 0) -> int:
    """Make the schema, `people` auditors (plus a manager), and an audit in progress for each.

    Half of each form is answered, some questions again and again until there are `history` events.  Returns
    how many questions an audit has.
    """
    form = form or library()[FORM]
    form_hash, canonical = snapshot(form)
    storage = await Storage.open(url, Keyring.from_setting(keys))
    try:
        await storage.migrate()
        async with storage.work() as work:
            await work.keep_template(form_hash, canonical)
            manager = NewPerson("Mo Khan", "mo@example.org", frozenset({Role.MANAGER}), "North")
            ids = await work.people.take_people([manager, *(_auditor(n) for n in range(people))])
        mo = ids["mo@example.org"]
        for first in range(0, people, _BATCH):
            numbers = range(first, min(first + _BATCH, people))
            async with storage.work() as work:
                who = [ids[_email(n)] for n in numbers]
                new = [_audit(n, by, mo, form.id, form_hash) for n, by in zip(numbers, who, strict=True)]
                made = await work.allocations.allocate(new)
                for number, by, audit_id in zip(numbers, who, made.ids, strict=True):
                    held = await work.audits.audit(audit_id, by)
                    assert held is not None
                    step = _answered(form, held[0], by, storage, random.Random(number), history)
                    await work.audits.save(held[0], step, by, (len(step.events), len(form.questions)))
                    await work.people.focus_on(by, audit_id)
    finally:
        await storage.close()
    return len(form.questions)


def _email(number: int) -> str:
    return f"auditor{number}@example.org"


def _auditor(number: int) -> NewPerson:
    name = f"Auditor {number}"
    return NewPerson(
        name, _email(number), frozenset({Role.AUDITOR}), "North", "mo@example.org", person_id(number)
    )


def _audit(number: int, auditor: str, manager: str, form: str, form_hash: str) -> NewAudit:
    case = Case(f"CYP-{number}", case_type="CIN", team="North", month="2026-06", theme="Neglect", list="Main")
    return NewAudit(case, form, form_hash, (auditor,), manager=manager, due=date(2026, 6, 19))


def _answered(
    form: Template, audit: Audit, by: str, storage: Storage, chance: random.Random, history: int
) -> Step:
    """The audit begun, and the first half of its questions answered, some of them many times."""
    happened = [DomainEvent(EventKind.STARTED, by, _NOW)]
    now = apply(audit, happened[0])
    for question in form.questions[: len(form.questions) // 2]:
        if question.kind is answer_types.ROWS or question not in path_through(form, now).questions:
            continue
        event = _answer(question, by, storage, chance)
        happened.append(event)
        now = apply(now, event)
    graded = [form.by_id[event.key] for event in happened if event.passage and event.value in GRADES]
    while len(happened) < history:
        happened.append(_answer(graded[len(happened) % len(graded)], by, storage, chance))
        now = apply(now, happened[-1])
    return Step(now, ConversationState(place=form.questions[0].id), events=tuple(happened))


def _answer(question: Question, by: str, storage: Storage, chance: random.Random) -> DomainEvent:
    value: Clear = None
    words = ""
    if question.identity or speaks_in_words(question):
        code = question.options[0].code if question.options else "North"
        words = "2026-05-04" if question.kind is answer_types.DATE else code
    else:
        match question.kind:
            case answer_types.DATE:
                value = "2026-05-04"
            case answer_types.TICK:
                value = True
            case answer_types.NUMBER | answer_types.SCORE:
                value = 1
            case _:
                value = chance.choice([o.code for o in question.options if o.code != "na"] or ["yes"])
        if question.evidence is not None:
            words = evidence(chance)
    passage = Passage.of(words, storage.fingerprints(words)) if words else None
    return DomainEvent(EventKind.ANSWERED, by, _NOW, question.id, value, passage)
