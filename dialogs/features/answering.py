"""Taking answers: each one is saved, refused and kept as a draft, held beside a newer one, or challenged.

If one answer on a page is refused, the others are still saved, and the refused one is kept with the reason:
nothing that somebody typed may be lost.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dialogs.audits.audit import Answer, Key
from dialogs.audits.events import EventKind
from dialogs.audits.route import as_stored, speaks_in_words
from dialogs.conversation import checks, drafts, evidence, gate
from dialogs.conversation.context import TurnContext, as_offered, name_of, reads, standing
from dialogs.conversation.given import Given
from dialogs.conversation.pending import Conflict
from template_specs.dates import clock
from template_specs.kinds import Refusal, Value, clean, leading, read
from template_specs.model import NOT_APPLICABLE, Question
from template_specs.sentences import _

SHORT = 60
"""Characters: a typed answer no longer than this is not kept as a draft when it is refused."""


def take_all(context: TurnContext, answers: tuple[Given, ...], *, stays: bool) -> TurnContext:
    """Every one of `answers`, each on its own merits; `stays`: another button than Save was pressed."""
    for given in answers:
        question = context.template.by_id.get(given.key)
        saying_no = question is not None and question.kind.off_is_an_answer and question.required
        context = take(context, given, off_is_no=saying_no and not stays)
    return context


def take(context: TurnContext, given: Given, *, off_is_no: bool = False) -> TurnContext:
    """One answer as it came.  What cannot be saved becomes a draft with the reason; nothing is lost.

    `off_is_no`: a tick left off is an answer (a page that asks for it was saved), not a box nobody touched.
    """
    question = context.template.by_id.get(given.key)
    if question is None or question.kind.in_rows:
        return context
    given = drafts.whole(context, question, _without_blanks(question, given))
    current = context.audit.answer(question.id)
    answers_no = off_is_no and bool(given.value) and (current is None or current.value is None)
    if _says_the_same(context, question, current, given) and not answers_no:
        return drafts.settle(context, question, given)
    if _says_the_same(context, question, _seen(context, given), given) and not answers_no:
        return context  # nobody touched these boxes; somebody has answered since
    if question.id not in context.route:
        return _off_the_route(context, question, given)
    more = _more_words(context, question, current, given)
    if more:
        context = drafts.add(context, question.id, more).with_conversation(pending=Conflict(question.id))
        return context.say(_("What you typed now is kept with your unsaved words."))
    refusal, value, words = _read(context, question, given)
    if refusal:
        return _refuse(context, question, given, refusal)
    if current is not None and given.revision < current.revision:
        return _hold(context, question, current, given)
    context = drafts.settle(_save(context, question, value, words), question, given)
    context = checks.after_answer(context, question.id)
    if question.id in context.conversation.drafts and context.turn.typed:
        context = context.with_conversation(pending=Conflict(question.id))
    return context


def _more_words(context: TurnContext, question: Question, current: Answer | None, given: Given) -> str:
    """Words typed on while others wait unsaved at the same question: they are no part of what is saved."""
    saved = _words_of(current)
    if not context.turn.typed or question.id not in context.conversation.drafts or given.value or not saved:
        return ""
    words = given.words or ""
    return words.removeprefix(saved).strip() if words.startswith(saved) else ""


def keep_evidence(context: TurnContext, key: Key) -> TurnContext:
    """The challenged evidence stays as it is, and the trail says so."""
    why = context.conversation.challenges.get(key)
    question = context.template.by_id.get(key)
    if why is None or question is None or context.audit.answer(key) is None or key not in context.route:
        return context.say(_("There is nothing to keep. Your answers are saved."))
    context = context.record(EventKind.EVIDENCE_KEPT, key, thin=why)
    if why == "none":
        kept = _(
            "{name_of} is saved without evidence for now. It needs some before you submit.",
            name_of=name_of(question),
        )
    else:
        kept = _("{name_of}: kept as it is.", name_of=name_of(question))
    return _unchallenged(context, key).say(kept)


def drop_draft(context: TurnContext, key: Key) -> TurnContext:
    """Drop the unsaved text and keep the saved answer; close the row's form if one is open."""
    if key and key == context.conversation.editing:
        return drafts.without(context, key).with_conversation(editing="").say(_("We left it as it was."))
    if key not in context.conversation.drafts:
        return context.say(_("There is nothing unsaved here. Your answers are saved."))
    question = context.template.by_id.get(key.partition("/")[0])
    name = name_of(question) if question else key
    shown = gate.theirs(context, key) and key not in drafts.out_of_sight(context)
    stands = shown and standing(context, key) is not None
    context = drafts.without(context, key)
    if stands:
        return context.say(_("{name}: we kept the saved answer.", name=name))
    return context.say(_("{name}: we dropped what was not saved.", name=name))


def fresh_challenges(context: TurnContext) -> TurnContext:
    """Without challenges of answers that the other auditor has replaced since: those words are not there."""
    mine = {
        key: why
        for key, why in context.conversation.challenges.items()
        if (answer := context.audit.answer(key)) is not None and answer.by == context.turn.actor.id
    }
    if mine != context.conversation.challenges:
        context = context.with_conversation(challenges=mine)
    return checks.without_settled(context)


def _without_blanks(question: Question, given: Given) -> Given:
    value = "" if given.value is not None and not clean(given.value) else given.value
    words = "" if given.words is not None and not clean(given.words) else given.words
    words = words if question.evidence is not None else None  # no such box was shown
    return replace(given, value=value, words=words)


def _read(context: TurnContext, question: Question, given: Given) -> tuple[str, Value | None, str | None]:
    """The refusal's sentence (empty if none), the value given, and the evidence given."""
    value: Value | None = None
    if given.value:
        outcome = read(as_offered(context, question), given.value, context.turn.today)
        if isinstance(outcome, Refusal):
            return outcome.sentence, None, None
        value = outcome
    elif given.value == "":
        value = Value(clear=None)
    words = None
    if given.words is not None and question.evidence is not None:
        words = clean(given.words)
        if len(words) > question.evidence.limit:
            return _too_long(len(words), question.evidence.limit), None, None
    return "", value, words


def _too_long(length: int, limit: int) -> str:
    return _(
        "This is {length:,} characters and a box holds {limit:,}. It is kept here; shorten it by "
        "{detail:,}, and save again.",
        length=length,
        limit=limit,
        detail=length - limit,
    )


def _seen(context: TurnContext, given: Given) -> Answer | None:
    """The answer that stood on the card which was pressed."""
    answers = context.audit.history.get(given.key, ())
    return answers[given.revision - 1] if 0 < given.revision <= len(answers) else None


def _says_the_same(context: TurnContext, question: Question, answer: Answer | None, given: Given) -> bool:
    # A page comes back whole: boxes nobody touched, and a second press, must change nothing.
    return _same_value(context, question, answer, given.value) and _same_words(question, answer, given.words)


def _same_value(context: TurnContext, question: Question, answer: Answer | None, raw: str | None) -> bool:
    if raw is None or raw == _in_box(question, answer):
        return True
    outcome = read(question, raw, context.turn.today) if raw.strip() else Value(clear=None)
    if isinstance(outcome, Refusal):
        return False
    if speaks_in_words(question):
        return outcome.text == _words_of(answer)
    value = answer.value if answer is not None else None
    untouched = not context.turn.typed and not _counts(outcome.clear) and not _counts(value)
    return outcome.clear == value or untouched


def _in_box(question: Question, answer: Answer | None) -> str | None:
    """What the box of `question` holds while nobody touches it; None where there is no answer yet."""
    if answer is None:
        return None
    return _words_of(answer) if speaks_in_words(question) else as_stored(answer)


def _same_words(question: Question, answer: Answer | None, raw: str | None) -> bool:
    if raw is None or question.evidence is None:
        return True
    stands = _words_of(answer)
    return raw == stands or clean(raw) == stands


def _counts(value: object) -> bool:
    # An untouched tick comes as false, an untouched list as nothing: neither is an answer yet.
    return value is not None and value is not False and value != () and value != ""


def _save(context: TurnContext, question: Question, value: Value | None, words: str | None) -> TurnContext:
    key = question.id
    earlier = context.audit.answer(key)
    if speaks_in_words(question):
        text = (value.text if value is not None else "").strip()
        return _unchallenged(context.record(EventKind.ANSWERED, key, None, text), key)
    clear = value.clear if value is not None else (earlier.value if earlier else None)
    text = words if words is not None else _words_of(earlier)
    if earlier is not None and earlier.value is not None and earlier.value != clear:
        context = context.say(
            _(
                "{name_of} was {reads}; both are on the record.",
                name_of=name_of(question),
                reads=reads(question, earlier),
            )
        )
    if clear is None and text:
        # Evidence ahead of its grade is saved too: the grade stays on the list.
        return _unchallenged(context.record(EventKind.ANSWERED, key, None, text), key)
    prints = context.turn.fingerprints(text) if text else frozenset[int]()
    why = ""
    box = question.evidence
    if clear is not None and clear != NOT_APPLICABLE and box is not None and box.needed(clear):
        why = evidence.thin(
            context.template, context.audit, question, text, prints, partial(gate.may_compare, context)
        )
    # Asked for what was seen is not yet challenged on what was written then.
    before = context.conversation.challenges.get(key, "none")
    waiting = before != "none" and checks.asked_about(question, before) is None
    asked_before = waiting or f"{key}={clear}" in context.audit.challenged
    thin = why if why and why != "none" and asked_before else ""
    context = context.record(EventKind.ANSWERED, key, clear, text or None, thin, prints)
    context = _unchallenged(context, key)
    if why and not asked_before:
        context = context.record(EventKind.CHALLENGED, key, clear, thin=why)
        context = context.with_conversation(challenges={**context.conversation.challenges, key: why})
    return context


def _words_of(answer: Answer | None) -> str:
    return answer.passage.text if answer is not None and answer.passage is not None else ""


def _refuse(context: TurnContext, question: Question, given: Given, why: str) -> TurnContext:
    short = context.turn.typed and given.words is None and len(given.value or "") <= SHORT
    if not short:  # a word or two that were typed stand in the chat anyway
        context = drafts.keep(context, question, given, why)
        why = context.conversation.drafts[question.id].why
    return context.replace(refused=True).say(f"{name_of(question)}: {why}")


def _hold(context: TurnContext, question: Question, answer: Answer, given: Given) -> TurnContext:
    who = _("you") if answer.by == context.turn.actor.id else context.name(answer.by)
    theirs = reads(question, answer) or _("an answer")
    why = _(
        "{who} saved {theirs} at {clock}, after this card was shown. What you wrote is kept.",
        who=who,
        theirs=theirs,
        clock=clock(answer.at),
    )
    if context.turn.typed:
        asked = (
            _("after I asked you")
            if context.conversation.asked == question.id
            else _("and you have not seen it yet")
        )
        why = _(
            "{who} saved {theirs} at {clock}, {asked}. What you wrote is kept.",
            who=who,
            theirs=theirs,
            clock=clock(answer.at),
            asked=asked,
        )
    context = drafts.keep(context, question, given, why[0].upper() + why[1:], stale=True)
    if context.turn.typed:
        context = context.with_conversation(pending=Conflict(question.id))
    return context.say(f"{name_of(question)}: {context.conversation.drafts[question.id].why}")


def _off_the_route(context: TurnContext, question: Question, given: Given) -> TurnContext:
    if not given.value and not given.words:
        return context
    why = _(
        "An earlier answer has changed since, so this question is not asked any more. What you wrote is kept."
    )
    context = drafts.keep(context, question, given, why)
    return context.replace(refused=True).say(f"{name_of(question)}: {why}")


def _unchallenged(context: TurnContext, key: Key) -> TurnContext:
    if key not in context.conversation.challenges:
        return context
    return context.with_conversation(
        challenges={k: w for k, w in context.conversation.challenges.items() if k != key}
    )


def hold_back(context: TurnContext, given: Given, why: str) -> TurnContext:
    """Keep what was given on an audit that takes no answers now; boxes nobody touched hold nothing."""
    question = context.template.by_id.get(given.key)
    if question is None or question.kind.in_rows:
        return context
    given = drafts.whole(context, question, _without_blanks(question, given))
    for answer in (context.audit.answer(question.id), _seen(context, given)):
        if _says_the_same(context, question, answer, given):
            return context
    return drafts.keep(context, question, given, why)


def as_evidence(context: TurnContext, question: Question, text: str) -> Given:
    """Typed words taken as evidence for `question` (or as its answer, where it is answered in words)."""
    answer = context.audit.answer(question.id)
    revision = answer.revision if answer is not None else 0
    if question.kind.in_rows or speaks_in_words(question) or question.evidence is None:
        return Given(question.id, text, None, revision)
    split = leading(question, text, context.turn.today)
    if split is not None:
        return Given(question.id, split[0], split[1] or None, revision)
    return Given(question.id, None, f"{_words_of(answer)}\n{text}".strip(), revision)
