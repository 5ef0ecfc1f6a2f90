"""What anybody may try: every verb of a card with every kind of key, and every word that can be typed.

Verbs and words are read off the code's own tables, so that a new one is tried as soon as it is there.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.turns import presses
from dialogs import registry
from dialogs.audits.audit import Audit
from dialogs.features import home
from template_specs import answer_types
from template_specs.model import Part, Question
from tests.rights.lives import Life, Moment
from tests.rights.memory import AUDIT
from tests.rights.table import CASE, PEOPLE, Who, answers, asked_for

VERBS = tuple(sorted(presses.VERBS))
WORDS = tuple(
    dict.fromkeys(
        [
            "last time 1 not done - nobody saw her",
            *home._PLAIN,
            *registry.WORDS,
            *(word for word, _ in registry.HELP),
            *registry.STARTS,
            *(f"{start} of what was agreed in May with the school" for start in registry.STARTS),
            f"open {CASE}",
            f"status {CASE}",
            f"history {CASE}",
            f"document {CASE}",
            "status overdue",
            "status submitted",
            "status in progress",
            "status concerns",
            "which ones are overdue?",
            f"reopen {CASE} because the plan was missed in section 5",
            CASE,
            "concern: he was seen with bruises",
            f"concern {CASE}: he was seen with bruises",
            f"what happened {CASE}: the family was visited",
            "note: the chronology says nothing of school",
            "go to {key}",
            "{key}: good - the chronology is up to date since June",
            "{key} good",
            "go to {row}",
            "good - the chronology is up to date since June",
            "send now",
            "change",
            "change it",
            "reword",
            "edit",
            "do not send",
            "never mind",
            "no thanks",
            "who does it go to?",
            "between good and requires improvement",
            "good, but overall this requires improvement",
            "{own}: good, but overall this requires improvement",
            "{own}: between good and requires improvement",
            "who does a concern go to?",
            "yes but no",
            "good or requires improvement",
            "{key}: between good and requires improvement",
            "good? or requires improvement, I am not sure",
            "between outstanding and good",
            "not good",
            "can I raise a concern?",
            "who reads a concern that I raise?",
            "he was hit last night",
            "yes",
            "no",
            "never mind",
            "no thanks",
            "leave it",
            "nothing",
            "1",
            "2",
            "mine",
            "n/a",
            "7",
            "5 June 2026",
            "He was seen alone twice and his own words are in the notes.",
            "...",
            "no actions",
            "no further actions needed",
            "nothing to recommend",
            "none needed",
            "there are no actions",
            "leave it as it is",
            "no change",
            "same as before",
            "unchanged",
            "change the date to 12 December 2026",
            "change the date of action 1 to 12 December 2026",
            "change the deadline to 1 August 2026",
            "delete action 1",
            "go to {key} and then pause",
            "go back and then pause",
            "back and pause",
            "reword",
            "never mind",
            "forget it",
            "no concern",
            "not a concern",
            "cancel",
            "drop it",
            "not now",
            "edit the concern",
            "change the concern",
            "thanks",
            "who is the manager?",
            "what did I put for {key}?",
            "what did they put?",
            "how many left?",
            "is it confidential?",
            "what does good look like?",
            "what does CP mean?",
            "the team is wrong, it should be North 2",
            "give back because the plan was missed",
            "ask for change {key} - say what it meant for her",
            "agree",
            "send",
            "comment the father lives elsewhere",
            "challenge {key} - it is on the system since June",
            "challenge",
            "drop {key}",
            "keep {key} - it was not there on the day",
            "change {key} to good - it was there on the day",
            "object {key} - I see it otherwise than that",
            f"agree {CASE}",
            "i know this family",
            f"i know the family of {CASE}",
            f"reassign {CASE} to Tom Hale because Sam is on leave until July",
            f"reassign {CASE} from Sam Okafor to Tom Hale anyway because nobody else is there",
            f"due {CASE} 1 August 2026 because the file came late",
            f"second audit {CASE} by Tom Hale because we measure agreement",
            f"compare {CASE}",
            f"panel {CASE} with Mo Adeyemi and Tom Hale because the form is new",
            f"panel {CASE} led by Mo Adeyemi because Tom Hale is on leave",
            f"panel {CASE}",
            f"panel grade {CASE}: good - she was seen alone, and her words are in the plan",
            f"close panel {CASE} because Tom Hale is on leave",
            "second audits",
            "second audits one in 1",
            f"withdraw {CASE} because the case was closed in May",
            f"take back {CASE} because the case is open again",
            f"feedback {CASE}: the evidence for each grade is her own words",
            "away until 1 August 2026",
            "back at work",
            "my actions",
            "actions",
            "actions overdue",
            "actions South team",
            "actions with Tom Hale",
            f"action {CASE} 1",
            f"action {CASE} 1 started",
            f"action {CASE} 1 done: it was done on 4 June, and is on the system",
            f"action {CASE} 2 not done: the father has not been seen",
            f"action {CASE} 1 not mine: the school nurse does it",
            f"action {CASE} 1 cancel: the family has moved away",
            f"action {CASE} 1 checked",
            f"action {CASE} 1 effect: he is seen each week now",
            f"action {CASE} 1 give to Sol Reyes: she knows the family",
            f"action {CASE} 2 due 1 August 2026: the court sits in July",
        ]
    )
)


@dataclass(frozen=True)
class Try:
    """One thing tried by one person at one moment: a pressed card's data, or typed words."""

    form: str
    moment: Moment
    who: Who
    verb: str = ""
    key: str = ""
    guess: str = ""
    words: str = ""
    pattern: str = ""
    """What kind of try it is: the verb, or the words before a key was put in."""

    def __str__(self) -> str:
        what = f"{self.verb} {self.key} {self.guess}" if self.verb else repr(self.words)
        return f"{self.form}, {self.moment.name}: {self.who.called} tries {what}"


def drawn(forms: dict[str, Life], many: int, chance: random.Random) -> Iterator[Try]:
    """At least `many` tries drawn by `chance`: equally many with each verb and each word, and every other one
    by somebody who is being asked for something at that moment."""
    kinds = [*((verb, True) for verb in VERBS), *((words, False) for words in WORDS)]
    for (kind, is_verb), number in itertools.product(kinds, range(-(-many // len(kinds)))):
        life, moment, who = _chosen(forms, chance, asked=number % 2 == 0)
        keys = keys_for(life, moment.audit, who)
        key, form = chance.choice(keys), life.template.id
        if is_verb:
            yield Try(form, moment, who, kind, key, chance.choice(("", "right")), pattern=f"press {kind}")
        else:
            row = chance.choice(keys[-3:])
            graded = [q.id for q in life.template.questions if q.kind.grades]
            own = [q for q in graded if asked_for(life.template, moment.audit, who, life.template.by_id[q])]
            words = kind.replace("{key}", key).replace("{row}", row).replace("{own}", (*own, "nowhere")[0])
            yield Try(form, moment, who, words=words, pattern=f"type {kind}")
    yield from _while_a_concern_waits(forms)


def everywhere(forms: dict[str, Life], words: Iterable[str]) -> Iterator[Try]:
    """Each of `words` by everybody at every moment, with every key: for what chance alone may not draw."""
    for kind, life in itertools.product(words, forms.values()):
        for moment, who in itertools.product(life.moments, PEOPLE):
            for key in keys_for(life, moment.audit, who) if "{key}" in kind else ("",):
                said = kind.replace("{key}", key)
                yield Try(life.template.id, moment, who, words=said, pattern=f"type {kind}")


def _while_a_concern_waits(forms: dict[str, Life]) -> Iterator[Try]:
    """What settles a concern does so only at two moments, which chance alone may not draw."""
    auditors = (who for who in PEOPLE if who.called == "an auditor")
    for life, who in itertools.product(forms.values(), auditors):
        for moment in life.moments:
            if moment.name in ("asked for a concern", "a concern waits"):
                for words in ("no", "change", "do not send", "never mind"):
                    yield Try(life.template.id, moment, who, words=words, pattern=f"type {words}")


def _chosen(forms: dict[str, Life], chance: random.Random, *, asked: bool) -> tuple[Life, Moment, Who]:
    while True:
        life = chance.choice(list(forms.values()))
        moment, who = chance.choice(life.moments), chance.choice(PEOPLE)
        if not asked or answers(life.template, moment.audit, who):
            return life, moment, who


def keys_for(life: Life, audit: Audit, who: Who) -> tuple[str, ...]:
    """Keys of every kind, as seen by this person: somebody else's, their own, rows, and none at all."""
    template = life.template
    theirs = [q for q in template.questions if asked_for(template, audit, who, q)]
    others = [q for q in template.questions if not asked_for(template, audit, who, q)]
    graded = [*_graded(others, audit), *_graded(theirs, audit)]
    rows = [row.key for rows in audit.rows.values() for row in rows]
    tables = [q.id for q in template.with_part(Part.ACTIONS)]
    return (*dict.fromkeys(graded), *rows[:2], *tables[:1], *(f"{t}/nobody" for t in tables[:1]), "nowhere")


def _graded(questions: list[Question], audit: Audit) -> list[str]:
    """One that has a grade or another code, and one answered in words."""
    answered = [q for q in questions if audit.answer(q.id) is not None and q.kind is not answer_types.ROWS]
    coded = [q.id for q in answered if q.options] or [q.id for q in questions if q.options]
    worded = [q.id for q in answered if q.kind is answer_types.TEXT and not q.identity]
    return [*coded[:1], *worded[:1]]


def card_data(life: Life, attempt: Try, token: str) -> dict[str, Any]:
    """All that any verb could want, as a tampered card would send it.

    `guess` right: the answer that stands under the key, with its revision; else another one.
    """
    audit = attempt.moment.audit
    question = life.template.by_id.get(attempt.key.partition("/")[0])
    standing = audit.answer(attempt.key)
    value, revision = _value(attempt, question, audit)
    columns = {f"c:{c.id}": "2026-06-04" for c in question.columns} if question is not None else {}
    concerns = [f"concern/{c.id}" for c in audit.concerns]
    subjects = {"": "summary", "right": attempt.key if "/" in attempt.key else (*concerns, "summary")[0]}
    notes = {note.by: note.id for note in audit.notes}
    return {
        "verb": attempt.verb,
        "audit": AUDIT,
        "token": token,
        "revs": {attempt.key: revision},
        f"v:{attempt.key}": value,
        "item": attempt.key,
        "rev": standing.revision if standing is not None else 1,
        "part": 0,
        "confirmed": 1 if attempt.guess else 0,
        "to": attempt.key,
        "subject": subjects[attempt.guess],
        "concern": _concern(attempt, audit),
        "note": notes.get("amara", "none") if attempt.guess else notes.get(attempt.who.id, "none"),
        "choice": "command" if attempt.guess else "answer",
        "outcome": "The family was visited",
        "comment": "He lives elsewhere now",
        "challenge": attempt.key,
        "why": "It is on the system since June",
        **dict.fromkeys(("proof", "undone", "not_mine", "cancelled"), "It is on the system since June"),
        "effect": "He is seen each week now",
        "owner": "tom" if attempt.guess else "sol",
        "seen": {attempt.key: 0},
        f"g:{attempt.key}": value,
        f"w:{attempt.key}": "It was there on the day",
        f"o:{attempt.key}": "I see it otherwise than that",
        "which": "overdue" if attempt.guess else "submitted",
        "skip": 0,
        "saved": f"{standing.revision if standing is not None else 1}:{attempt.key}",
        **({} if attempt.verb == "row_save" and attempt.guess else columns),
    }


def _concern(attempt: Try, audit: Audit) -> str:
    """For a button that names a concern its id, otherwise what stands in a box."""
    if attempt.verb == "concern_show" and audit.concerns:
        return audit.concerns[0].id
    return "He is afraid"


def _value(attempt: Try, question: Question | None, audit: Audit) -> tuple[str, int]:
    standing = audit.answer(attempt.key)
    if standing is None or question is None:
        return "good", 0
    right = standing.value if isinstance(standing.value, str) else ""
    if standing.passage is not None and question.kind is answer_types.TEXT:
        right = standing.passage.text
    wrong = next((o.code for o in question.options if o.code != right), "something else")
    return (right if attempt.guess else wrong), standing.revision
