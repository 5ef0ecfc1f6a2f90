"""Compares two versions of a form: what changed, in sentences, and whether the version number was raised."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any as Anything

from template_specs.answer_types import AnswerType
from template_specs.asked_once import asked_once
from template_specs.condition_types import beside
from template_specs.condition_words import said
from template_specs.language.faults import Fault, without_copies
from template_specs.language.layer_keys import LANGUAGES
from template_specs.model import Check, Option, Question, Section, Template
from template_specs.text import excerpt, listed

FORM_WORDS: Mapping[str, str] = {
    "id": "name",
    "version": "version",
    "title": "title",
    "short_title": "short title",
    "evidence_rule": "rule for thin evidence",
    "notes": "notes for auditors",
    "notes_to": "notes for others",
    "guidance_documents": "guidance documents",
    "lookback_months": "look-back (months)",
    "judgement_months": "look-back of its judgements (months)",
    "due_working_days": "working days to submission",
    "reminders": "days of the reminders",
    "minutes": "minutes that it usually takes",
    "summary_after": "stage after which the manager gets the summary",
    "summary_headings": "headings of the summary",
    "practitioner": "part of the practitioner",
    "follow_ups": "rules of what follows from a grade",
    "variant_of": "form that it extends",
    "overlay": "organisation's wording",
    "pointers": "pointers for auditors",
}
"""Fields of a form whose changes are reported as a whole; those in `_PARTS` are reported part by part."""

_PARTS: Mapping[str, str] = {
    "scales": "scale",
    "indicators": "set of indicators",
    "standards": "standard",
    "glossary": "glossary term",
    "themes": "theme",
}
Questions = Mapping[str, Question]
_OTHERWISE = frozenset({"sections", "stages", "content_hash", "in_languages"})

QUESTION_WORDS: Mapping[str, str] = {
    "section": "section",
    "text": "text",
    "kind": "kind",
    "source": "source",
    "number": "number",
    "group": "group",
    "together": "together with the question before it",
    "group_heading": "heading",
    "summary": "place in the summary",
    "summary_to": "people whom its answer is sent to",
    "counted_as": "what it is counted together with",
    "short": "short name",
    "scale": "scale",
    "required": "required",
    "evidence": "comment box",
    "help": "help",
    "indicators": "indicators",
    "identity": "identity",
    "prefill": "prefill",
    "not_future": "not in the future",
    "not_past": "not in the past",
    "decimals": "places after the point",
    "unit": "unit",
    "anchors": "anchors",
    "least_rows": "least rows",
    "most_rows": "most rows",
    "least": "least",
    "most": "most",
    "limit": "limit",
    "columns": "columns",
    "part": "part",
    "stage": "stage",
    "by": "who may answer",
    "own": "whose own record it is",
    "standards": "standards",
    "evidenced": "evidenced ticks",
    "theme": "theme",
    "lookback": "look-back (months)",
    "final_of": "grade that it supersedes",
    "last": "earlier answer shown beside it",
}
_QUESTION_OTHERWISE = frozenset({"id", "options", "when", "follows", "checks", "work", "copy"})


def differences(old: Template, new: Template) -> tuple[str, ...]:
    """What changed from `old` to `new`, one sentence each, in the form's order; empty when nothing did."""
    told = _differences(asked_once(old), asked_once(new))
    return tuple(dict.fromkeys(without_copies(sentence) for sentence in told))


def check_against(
    new: Template, old: Template, file: str, lines: Mapping[str, int] | None = None
) -> tuple[Fault, ...]:
    """The fault of a form whose content changed without a new version, or whose version went down.

    `lines` says where the form's own keys stand in `file`.
    """
    lines = lines or {}
    if new.id != old.id:
        problem = f'This is the form "{new.id}", and the published one is "{old.id}".'
        return (Fault(file, lines.get("form", 1), problem, "Compare a form with its own earlier version."),)
    same = _content(new, old.version) == _content(old, old.version)
    if new.version > old.version or (same and new.version == old.version):
        return ()
    changed = "The content changed" if not same else "The version goes back"
    return (
        Fault(
            file,
            lines.get("version", 1),
            f"{changed}, and version {old.version} is published already.",
            f"Write `version: {old.version + 1}`. `templates diff` says what changed.",
        ),
    )


def _content(form: Template, version: int) -> Template:
    """The form as it is compared: a translation is no change of content."""
    return replace(form, version=version, content_hash="", in_languages={})


def _differences(old: Template, new: Template) -> Iterator[str]:
    for name, words in FORM_WORDS.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield _from_to(f"The form's {words}", before, after)
    yield from _named("stage", old.stage_by_id, new.stage_by_id)
    yield from _order("stages", list(old.stage_by_id), list(new.stage_by_id))
    moved = _source(old, new)
    if moved is not None:
        yield f'The source that its items come from: "{moved[0]}" became "{moved[1]}".'
        new = _with_source(new, old, *moved)
    for name, what in _PARTS.items():
        yield from _named(what, getattr(old, name), getattr(new, name))
    yield from _sections(old, new)
    yield from _questions(old, new)
    yield from _worked_out(old, new)
    yield from _translations(old, new)


def _source(old: Template, new: Template) -> tuple[str, str] | None:
    """(old, new) document, where that of nearly all questions has changed: said once, and not for each."""
    both = [(q.source.document, new.by_id[q.id].source.document) for q in old.questions if q.id in new.by_id]
    changed = [documents for documents in both if documents[0] != documents[1]]
    same = len(changed) > 1 and set(changed) == {changed[0]}
    return changed[0] if same else None


def _with_source(form: Template, old: Template, was: str, now: str) -> Template:
    """`form` as if its items still came from `was`."""

    def back(question: Question) -> Question:
        before = old.by_id.get(question.id)
        if question.source.document != now or before is None or before.source.document != was:
            return question
        return replace(question, source=replace(question.source, document=was))

    def guidance(held: Mapping[str, Anything]) -> dict[str, Anything]:
        return {n: replace(one, document=was) if one.document == now else one for n, one in held.items()}

    return replace(
        form,
        indicators=guidance(form.indicators),
        standards=guidance(form.standards),
        sections=tuple(
            replace(s, questions=tuple(map(back, s.questions)), worked_out=tuple(map(back, s.worked_out)))
            for s in form.sections
        ),
    )


def _sections(old: Template, new: Template) -> Iterator[str]:
    before, after = old.section_by_id, new.section_by_id
    yield from (f'Section "{s.title}" was taken out.' for key, s in before.items() if key not in after)
    yield from (f'Section "{s.title}" is new.' for key, s in after.items() if key not in before)
    for key, section in after.items():
        was = before.get(key)
        if was is not None and _each(was) != _each(section):
            yield _from_to(f'What section "{was.title}" is asked for', _each(was), _each(section))
        for name in ("title", "number", "intro"):
            if was is not None and getattr(was, name) != getattr(section, name):
                yield _from_to(
                    f'The {name} of section "{was.title}"', getattr(was, name), getattr(section, name)
                )
        if was is not None and was.when != section.when:
            told = said(was.when, old.by_id), said(section.when, new.by_id)
            yield _from_to(f'The condition of section "{was.title}"', *told)
    yield from _order("sections", list(before), list(after))


def _each(section: Section) -> str:
    """Which rows a section is asked for each of, and what they are called; empty where it is asked once."""
    return f"{section.copy.called} of {section.copy.rows}" if section.copy is not None else ""


def _questions(old: Template, new: Template) -> Iterator[str]:
    before, after = old.by_id, new.by_id
    yield from (f"{_called(q)} was taken out." for key, q in before.items() if key not in after)
    for key, question in after.items():
        was = before.get(key)
        if was is None:
            section = new.section_by_id[question.section].title
            yield f'{_called(question)} is new, in "{section}": {excerpt(question.text, 100)}'
        elif was != question:
            yield from _question(_bare(was, old), _bare(question, new), before, after)
    yield from _order("questions", list(before), list(after))


def _translations(old: Template, new: Template) -> Iterator[str]:
    before, after = old.in_languages, new.in_languages
    yield from (f"Its words in {LANGUAGES[code]} were taken out." for code in before if code not in after)
    for code, words in after.items():
        was = before.get(code)
        if was is None:
            yield f"It has words in {LANGUAGES[code]} now."
        elif was != words:
            yield f"Its words in {LANGUAGES[code]} changed."


def _worked_out(old: Template, new: Template) -> Iterator[str]:
    before, after = old.worked_out, new.worked_out
    yield from (f"{_called(q)} was taken out." for key, q in before.items() if key not in after)
    for key, question in after.items():
        was = before.get(key)
        if was is None:
            yield f"{_called(question)} is new: it is worked out."
        elif was.work != question.work:
            yield _from_to(f"{_called(was)}: how it is worked out", was.work, question.work)
        elif was != question:
            yield f"{_called(was)}: its words, unit or condition changed."


def _bare(question: Question, form: Template) -> Question:
    """The question without its section's condition, which is told of the section."""
    return replace(question, when=beside(question.when, form.section_by_id[question.section].when))


def _question(was: Question, now: Question, old: Questions, new: Questions) -> Iterator[str]:
    for name, words in QUESTION_WORDS.items():
        before, after = getattr(was, name), getattr(now, name)
        if before != after:
            yield _from_to(f"{_called(was)}: the {words}", before, after)
    if was.when != now.when:
        told = said(was.when, old), said(now.when, new)
        if told[0] != told[1]:
            yield _from_to(f"{_called(was)}: the condition", *told)
        else:
            yield f"{_called(was)}: the condition waits for the answers that it looks at."
    yield from (f"{_called(was)}: {change}" for change in _options(was.options, now.options))
    if was.checks != now.checks:
        pointed_out = tuple(map(_pointed_out(old), was.checks)), tuple(map(_pointed_out(new), now.checks))
        yield _from_to(f"{_called(was)}: the checks", *pointed_out)


def _pointed_out(questions: Questions) -> Callable[[Check], str]:
    def words(check: Check) -> str:
        return f"{check.say} (where {said(check.when, questions)}{', holding' if check.hold else ''})"

    return words


def _options(before: Sequence[Option], after: Sequence[Option]) -> Iterator[str]:
    old, new = {o.code: o for o in before}, {o.code: o for o in after}
    yield from (f'the option "{o.label}" was taken out.' for code, o in old.items() if code not in new)
    yield from (f'the option "{o.label}" is new.' for code, o in new.items() if code not in old)
    for code in [code for code in old if code in new]:
        for field in fields(Option):
            was, now = getattr(old[code], field.name), getattr(new[code], field.name)
            if was != now:
                yield _from_to(f'the {field.name} of option "{old[code].label}"', was, now)
    yield from _order("options", list(old), list(new))


def _named(what: str, old: Mapping[str, Anything], new: Mapping[str, Anything]) -> Iterator[str]:
    yield from (f'The {what} "{name}" was taken out.' for name in old if name not in new)
    yield from (f'The {what} "{name}" is new.' for name in new if name not in old)
    for name in [name for name in old if name in new]:
        if isinstance(old[name], str):
            if old[name] != new[name]:
                yield _from_to(f'The {what} "{name}"', old[name], new[name])
            continue
        for field in fields(new[name]):
            was, now = getattr(old[name], field.name), getattr(new[name], field.name)
            if was == now:
                continue
            if field.name == "options":
                yield from (f'The {what} "{name}": {change}' for change in _options(was, now))
            else:
                words = field.name.replace("_", " ")
                yield _from_to(f'The {words} of the {what} "{name}"', was, now)


def _order(what: str, old: list[str], new: list[str]) -> Iterator[str]:
    if [item for item in old if item in new] != [item for item in new if item in old]:
        yield f"The {what} stand in another order."


def _called(question: Question) -> str:
    return f'Question {question.id} ("{excerpt(question.name)}")'


def _from_to(what: str, before: Anything, after: Anything) -> str:
    """A change as a sentence; for a long text or one with parts, the lines that were added and removed."""
    if isinstance(before, tuple) and isinstance(after, tuple):
        gone = [_shown(item) for item in before if item not in after]
        come = [_shown(item) for item in after if item not in before]
        told = [*(f"without {item}" for item in gone), *(f"now with {item}" for item in come)]
        return f"{what}: {'; '.join(told) or 'in another order'}."
    return f"{what}: {_shown(before)} became {_shown(after)}."


def _shown(value: Anything) -> str:
    if isinstance(value, AnswerType):
        return f'"{value.code}"'
    if value is None or value in ("", ()):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, str):
        return f'"{excerpt(value, 100)}"'
    if hasattr(value, "__dataclass_fields__"):
        parts = (f"{f.name.replace('_', ' ')} {_shown(getattr(value, f.name))}" for f in fields(value))
        return f"({', '.join(parts)})"
    return listed((_shown(one) for one in value), "and")
