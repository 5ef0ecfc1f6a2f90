"""Whether evidence is thin, and what the challenge shows.

What counts as thin, and the numbers, are the form's own (`EvidenceRule`).  Thin evidence is challenged once
for each grade given.  The auditor may keep it as it is, and that choice is recorded with the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from dialogs.audits.audit import Audit, DerivedView, Key
from dialogs.audits.passages import Likeness
from dialogs.conversation.context import name_of
from dialogs.conversation.indicators import looks_like
from dialogs.conversation.views import ChallengeView
from template_specs.model import Question, Template
from template_specs.sentences import _

MOST_INDICATORS = 5
"""Lines of each list shown in a challenge: more would hide the box to write in."""

MOST_PACKED = 500
"""Average bytes of fingerprints per answer above which they are collected anew: an answer has at most 256."""

_WORD = re.compile(r"[\w']+")


@dataclass(frozen=True, slots=True)
class Written(DerivedView):
    """The fingerprints of all current answers, concatenated.  Some of answers replaced since are among
    them."""

    packed: bytes

    @classmethod
    def of(cls, audit: Audit) -> Written:
        """Those of the newest answers of `audit`."""
        latest = (answers[-1].passage for answers in audit.history.values())
        return cls(b"".join(passage.packed for passage in latest if passage is not None))

    def after(self, audit: Audit, key: Key) -> Written:
        """With what was answered under `key` last."""
        answer = audit.answer(key)
        if answer is None or answer.passage is None:
            return self
        if len(self.packed) > MOST_PACKED * max(1, len(audit.history)):
            return Written.of(audit)  # most of it replaced since
        return Written(self.packed + answer.passage.packed)


def thin(
    template: Template,
    audit: Audit,
    question: Question,
    text: str,
    prints: frozenset[int],
    may_compare: Callable[[Key], bool],
) -> str:
    """Why `text` is thin evidence for `question`; empty when it is not, or the form does not challenge it.

    "none", "few_words", "guidance", or "same_as:KEY" for the answer whose words it repeats, among those that
    its writer may know of (`may_compare`).
    """
    rule = template.evidence_rule
    box = question.evidence
    if box is None or not box.required or question.kind not in rule.kinds:
        return ""
    if not text.strip():
        return "none"
    if len(_words(_without(text, rule.stock_phrases))) < rule.least_words:
        return "few_words"
    if _share(_shingles(text), _guidance(template, question)) >= rule.sameness:
        return "guidance"
    alike = Likeness(prints, rule.sameness)
    written = audit.cached("written", (), lambda: Written.of(audit))
    if not alike.perhaps(written.packed):
        return ""
    for key, answers in audit.history.items():
        passage = answers[-1].passage
        if (
            passage is not None
            and alike(passage)
            and key != question.id
            and not answers[-1].removed
            and may_compare(key)
        ):
            return f"same_as:{key}"
    return ""


def challenge(template: Template, question: Question, grade_label: str, why: str) -> ChallengeView:
    """The challenge to `question` as a colleague would put it, with the form's own indicators."""
    guides = looks_like(template, question)
    good = tuple(line for guide in guides for line in guide.good)
    outstanding = tuple(line for guide in guides for line in guide.outstanding)
    return ChallengeView(
        _asked(template, question, grade_label, why),
        good[:MOST_INDICATORS],
        outstanding[:MOST_INDICATORS],
        more=len(good[MOST_INDICATORS:]) + len(outstanding[MOST_INDICATORS:]),
    )


def _asked(template: Template, question: Question, grade: str, why: str) -> str:
    ask = _("What did you see that makes this {grade}?", grade=grade)
    kind, _colon, other = why.partition(":")
    match kind:
        case "none":
            return ask
        case "same_as":
            twin = template.by_id.get(other.partition("/")[0])
            name = name_of(twin) if twin else other
            return _("This is nearly the same as what is at {name}. {ask}", name=name, ask=ask)
        case "guidance":
            return _("These are the guidance's own words. {ask} Say it in yours.", ask=ask)
        case _:
            return _("{ask} A sentence or two on what the file shows is enough.", ask=ask)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _without(text: str, phrases: tuple[str, ...]) -> str:
    lowered = " ".join(_words(text))
    return _any_of(phrases).sub(" ", lowered) if phrases else lowered


@lru_cache(maxsize=256)
def _any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    ordered = sorted((" ".join(_words(phrase)) for phrase in phrases), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(re.escape(phrase) for phrase in ordered)})\b")


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = _words(text)
    if len(words) < 3:
        return frozenset([tuple(words)])
    return frozenset(tuple(words[i : i + 3]) for i in range(len(words) - 2))


def _share(text: frozenset[tuple[str, ...]], of: frozenset[tuple[str, ...]]) -> float:
    return len(text & of) / len(text) if text else 0.0


def _guidance(template: Template, question: Question) -> frozenset[tuple[str, ...]]:
    lines = [question.text, question.help]
    lines += [option.descriptor for option in question.options]
    for name in question.indicators:
        indicators = template.indicators.get(name)
        if indicators is not None:
            lines += [*indicators.good, *indicators.outstanding]
    return _guidance_shingles(tuple(lines))


@lru_cache(maxsize=4096)
def _guidance_shingles(lines: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    # Line by line and as one text: pasted guidance comes both ways.
    shingles = _shingles(" ".join(lines))
    for line in lines:
        shingles |= _shingles(line)
    return shingles
