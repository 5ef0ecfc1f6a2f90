"""What words are to one question, which is in hand or named: an answer, what was seen, or in doubt."""

from __future__ import annotations

from dataclasses import replace

from dialogs.audits.route import speaks_in_words
from dialogs.conversation.context import TurnContext, name_of, reads
from dialogs.conversation.given import Choice, Given
from dialogs.features.choices import LEAVE, NOTE, WITH_WORDS
from dialogs.features.clarification import LEAST, AskMeaning
from dialogs.features.save_page import SavePage
from dialogs.features.small_talk import Tone
from dialogs.understanding import almost, doubts, holding, named_questions, row_words
from dialogs.understanding.speech import Speech, line_of, speech, tone
from dialogs.understanding.standing import (
    added,
    is_contested,
    same,
    saved,
    seen_revision,
    seen_there,
    short_name,
    to_last,
    value_of,
    waits_for_evidence,
)
from template_specs.kinds import Beginning, Refusal, beginning, read
from template_specs.kinds import label as label_of
from template_specs.model import NOT_APPLICABLE, Question
from template_specs.sentences import _
from template_specs.text import excerpt, folded

MOST_LOOSE = 40
"""Words."""


def at(context: TurnContext, question: Question, words: str, *, named: bool = False) -> SavePage | AskMeaning:
    """What `words` are to `question`, which is in hand or named."""
    seen = seen_revision(context, question)
    if question.kind.in_rows:
        return row_words.cell(context, question, words, seen)
    if speaks_in_words(question):
        return _own_words(context, question, words, seen)
    words = doubts.without_sign(words)
    today, plain = context.turn.today, doubts.unwrapped(words)
    begun, wrapped = beginning(question, words, today), False
    if begun is None and plain.words != words:
        begun, wrapped = beginning(question, plain.words, today), True
    if begun is None:
        begun = _loosely(context, question, words)
    if begun is None:
        return _no_answer(context, question, words, seen, named=named)
    courtesy = begun.rest and speech(begun.rest) is Speech.TALK
    if courtesy and (tone(begun.rest) is not Tone.NOD or len(line_of(begun.rest).words) == 1):
        begun = replace(begun, rest="")  # "good, thanks"
    if not begun.rest:
        return _alone(context, question, words, begun, seen, changing=plain.changing, wrapped=wrapped)
    return _with_words(context, question, words, begun, seen, changing=wrapped and plain.changing)


def _loosely(context: TurnContext, question: Question, words: str) -> Beginning | None:
    """A yes, or not applicable, with words right after it: neither is the first word of an account.  A no is:
    "no gaps"."""
    if question.evidence is None or len(line_of(words).words) > MOST_LOOSE:
        return None
    begun = beginning(question, words, context.turn.today, loose=True)
    if begun is None or not begun.rest or begun.value not in ("yes", NOT_APPLICABLE):
        return None
    if beginning(question, begun.rest, context.turn.today) is not None:
        return None  # "yes no"
    plain = speech(begun.rest) is not Speech.TO_BOT and not doubts.turns(begun.rest)
    return begun if plain and not (begun.value == "yes" and question.kind.on_scale) else None


def _own_words(context: TurnContext, question: Question, words: str, seen: int) -> SavePage | AskMeaning:
    """A question that is answered in words: what stands is never replaced unsaid."""
    answer = context.audit.answer(question.id)
    standing = answer.passage.text if answer is not None and answer.passage is not None else ""
    new = Given(question.id, words, None, seen)
    if not question.kind.in_words:  # a date or a choice that says who somebody is
        begun = beginning(question, words, context.turn.today)
        if begun is not None and begun.rest:
            return saved(Given(question.id, begun.value, begun.rest, seen))  # the rest becomes a note
        nearly = almost.answer(context, question, words, seen) if begun is None else None
        if nearly is not None:
            return nearly
    settled = answer is None or answer.revision != seen or question.id in context.conversation.drafts
    typed_in_words = question.kind.in_words  # a date or a choice is read, and never chat
    worried = holding.own_worry(context, question, words, Choice(_("It is the answer"), (new,)))
    if typed_in_words and worried is not None:
        return worried
    if typed_in_words and (speech(words) is not Speech.CONTENT or holding.is_short(context, question, words)):
        return holding.held_words(context, question, words, new)
    if not typed_in_words or not standing or settled or _stands(context, question, standing, words):
        return saved(new)
    choices = [Choice(_("Put it in place of that"), (new,))]
    if question.kind.free_text and not question.prefill and not question.identity:
        joined = Given(question.id, f"{standing}\n{words}", None, seen)
        choices.insert(0, Choice(_("Add it to that"), (joined,)))
    shown = reads(question, answer) or standing
    why = _(
        "{name_of} is saved as “{excerpt}”. What is “{excerpt_2}”?",
        name_of=name_of(question),
        excerpt=excerpt(shown, 160),
        excerpt_2=excerpt(words, 60),
    )
    return AskMeaning(words, why, (*choices, Choice(_("Leave it as it is"), action="leave")))


def _stands(context: TurnContext, question: Question, standing: str, words: str) -> bool:
    meant = read(question, words, context.turn.today)
    return isinstance(meant, Refusal) or folded(standing) == folded(meant.text)


def _no_answer(
    context: TurnContext, question: Question, words: str, seen: int, *, named: bool
) -> SavePage | AskMeaning:
    plain, today = doubts.unwrapped(words), context.turn.today
    if is_contested(context, question) and len(words.split()) >= LEAST:
        what = _("What is “{excerpt}”?", excerpt=excerpt(words, 60))
        two = _("there are two versions, yours and theirs. Type use mine or discard mine.")
        why = f"{name_of(question)}: {two} {what}"
        return AskMeaning(words, why, (NOTE, LEAVE))
    nearly = almost.answer(context, question, words, seen)
    if nearly is not None:
        return nearly
    values = doubts.several(question, words) if speech(words) is not Speech.TO_BOT else ()
    if values:
        return _which_answer(context, question, words, values, seen, "")
    qualified = _is_qualified(context, question, words)
    if named or qualified:
        loose = beginning(question, words if qualified else plain.words, today, loose=True)
        if loose is not None:
            return _which_answer(context, question, words, (loose.value,), seen, "")
    other = (
        named_questions.mentions(context, words, question)
        if len(words.split()) <= doubts.SHORT_LINE
        else None
    )
    if question.evidence is not None and (plain.taking_back or other is not None):
        about = _(" It names {name_of}.", name_of=name_of(other)) if other is not None else ""
        why = _(
            "I was asking about {name_of}. What is “{excerpt}”?{about}",
            name_of=name_of(question),
            excerpt=excerpt(words, 60),
            about=about,
        )
        return AskMeaning(
            words,
            why,
            (seen_there(context, question, words, seen), *to_last(context, question, words), NOTE, LEAVE),
        )
    if question.evidence is None:
        loose = beginning(question, words, today, loose=True)
        if loose is not None and loose.rest and question.kind.has_options and not named:
            choice = Choice(label_of(question, loose.value), (Given(question.id, loose.value, words, seen),))
            shown = doubts.in_words(question, (loose.value,))
            why = _("{name}: Is the answer {shown}?", name=name_of(question).rstrip("?. "), shown=shown)
            return AskMeaning(words, why, (choice, LEAVE))
        return saved(Given(question.id, words, None, seen))
    waits = waits_for_evidence(context, question) and not is_contested(context, question)
    if not waits and len(line_of(words).words) < LEAST and speech(words) is Speech.CONTENT:
        return saved(Given(question.id, words, None, seen))  # refused, with the choices
    evidence = holding.evidence_of(context, question, words, seen)
    return saved(evidence) if isinstance(evidence, Given) else evidence


def _is_qualified(context: TurnContext, question: Question, words: str) -> bool:
    """A yes that something is taken from in the same breath ("yes apart from the GP")."""
    loose = beginning(question, words, context.turn.today, loose=True)
    return (
        question.evidence is not None
        and loose is not None
        and loose.value == "yes"
        and doubts.turns(loose.rest)
        and len(line_of(words).words) <= MOST_LOOSE
    )


def _alone(
    context: TurnContext,
    question: Question,
    words: str,
    begun: Beginning,
    seen: int,
    *,
    changing: bool,
    wrapped: bool,
) -> SavePage | AskMeaning:
    """An answer that stands alone changes the one that was given."""
    given = Given(question.id, begun.value, None, seen)
    stands = value_of(context, question)
    if question.kind.on_scale and words.rstrip().endswith("?"):
        return _which_answer(context, question, words, (begun.value,), seen, "")
    last = context.template.by_id.get(context.conversation.answered)
    fits = (
        last is not None
        and last != question
        and last.id in context.route
        and value_of(context, last) is not None
    )
    if wrapped and changing and stands is None and last is not None and fits:
        earlier = beginning(last, begun.value, context.turn.today)
        if earlier is not None and not earlier.rest:
            change = Given(last.id, earlier.value, None, seen_revision(context, last))
            why = _(
                "Is “{excerpt}” about {name_of}, or about {name_of_2}?",
                excerpt=excerpt(words, 60),
                name_of=name_of(last),
                name_of_2=name_of(question),
            )
            shown = doubts.in_words(question, (begun.value,))
            return AskMeaning(
                words,
                why,
                (
                    Choice(
                        _(
                            "Change {short_name} to {in_words}",
                            short_name=short_name(last),
                            in_words=doubts.in_words(last, (earlier.value,)),
                        ),
                        (change,),
                    ),
                    Choice(
                        _("{shown} for {short_name}", shown=shown, short_name=short_name(question)), (given,)
                    ),
                    LEAVE,
                ),
            )
    if wrapped and not changing and stands is not None and waits_for_evidence(context, question):
        return _which_answer(context, question, words, (begun.value,), seen, "")
    return saved(given)


def _with_words(
    context: TurnContext, question: Question, words: str, begun: Beginning, seen: int, *, changing: bool
) -> SavePage | AskMeaning:
    stands = value_of(context, question)
    doubt = doubts.doubt(question, begun, context.turn.today)
    given = Given(question.id, begun.value, added(context, question, begun.rest, seen, anew=True), seen)
    answer = context.audit.answer(question.id)
    known = answer is not None and answer.revision == seen
    if known and stands is not None and waits_for_evidence(context, question):
        evidence = added(context, question, words, seen)
        if same(context, question, begun.value, stands):
            rest = begun.rest if doubt is None else words
            return saved(Given(question.id, begun.value, added(context, question, rest, seen), seen))
        if changing and doubt is None:
            return saved(given)
        if not begun.firm and not changing and (doubt is None or len(doubt.values) < 2):
            return saved(Given(question.id, None, evidence, seen))
        values = doubt.values if doubt is not None else (begun.value,)
        return _which_answer(context, question, words, values, seen, "")
    if doubt is not None:
        return _which_answer(context, question, words, doubt.values, seen, doubt.why)
    return saved(given)


def _which_answer(
    context: TurnContext, question: Question, words: str, values: tuple[str, ...], seen: int, why: str
) -> AskMeaning:
    """Ask which of `values` is the answer; with it go the words whole."""
    name, stands = name_of(question), value_of(context, question)
    shown = doubts.in_words(question, values)
    boxed = question.evidence is not None
    if not why and stands is not None:
        now = label_of(question, stands)
        why = _("It is {now} now. Change it, or is that what you saw?", now=now)
    elif not why:
        why = (
            _("Is the answer {shown}?", shown=shown)
            if len(values) == 1
            else _("Which is it: {shown}?", shown=shown)
        )
    whole = added(context, question, words, seen) if boxed else None
    told = WITH_WORDS if boxed and len(words.split()) > 2 else ""
    choices = [
        Choice(
            f"{doubts.in_words(question, (v,))}{told}",
            (Given(question.id, v, whole if told else None, seen),),
        )
        for v in values
    ]
    if boxed:
        choices.append(seen_there(context, question, words, seen))
    return AskMeaning(words, f"{name}: {why}", (*choices, LEAVE))
