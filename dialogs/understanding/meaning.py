"""What typed words mean where somebody stands: an answer, what was seen, a changed grade, or a question.

One pure step from (question in hand, what stands, words) to an event.  Nothing is saved at a question that
was neither in hand nor named, no grade that was given is changed unless somebody says so, and words that may
mean two things are kept and asked about.
"""

from __future__ import annotations

from dialogs.audits.route import speaks_in_words
from dialogs.conversation import checks, order_in_time
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of, reads
from dialogs.conversation.given import Choice, Given
from dialogs.conversation.order_in_time import Lag
from dialogs.conversation.pending import AwaitingEvidence
from dialogs.conversation.position import in_hand
from dialogs.conversation.state import OnScreen
from dialogs.features.choices import LEAVE, NOTE, WITH_WORDS
from dialogs.features.clarification import AskMeaning, NotUnderstood
from dialogs.features.save_page import SavePage
from dialogs.understanding import bubbles, doubts, named_questions
from dialogs.understanding.named_questions import Named
from template_specs.kinds import Beginning, Refusal, beginning, clean, read
from template_specs.kinds import label as label_of
from template_specs.model import Question
from template_specs.text import excerpt, folded

SENTENCE = 4
"""Words: what is this long and no answer to the question in hand is taken as what the auditor saw."""

_ON_SCREEN = {
    OnScreen.REVIEW: "The read-back is on the screen",
    OnScreen.GAPS: "The list of what is missing is on the screen",
    OnScreen.CONFIRM: "I have not submitted the audit",
}


def meant(context: TurnContext, words: str) -> Command:
    """The command that `words` are, where they are no command."""
    command = _placed(context, words)
    if not context.conversation.arrived:
        return command
    case = context.audit.case.reference
    pressed = f"You pressed a card of {case} last."
    if isinstance(command, AskMeaning):
        return AskMeaning(command.text, f"{pressed} {command.why}", command.choices)
    if not isinstance(command, SavePage):
        return command
    where = " and ".join(name_of(context.template.by_id[given.key]) for given in command.given)
    why = f"{pressed} Is “{excerpt(words, 60)}” for {where} there?"
    return AskMeaning(words, why, (Choice(f"Yes, for {case}", command.given), LEAVE))


def _placed(context: TurnContext, words: str) -> Command:
    place = in_hand(context)
    parts = named_questions.parts(context, words)
    if parts:
        return _several(context, place, parts, words)
    number = named_questions.by_number(context, words, place)
    named = (number,) if number is not None else named_questions.by_name(context, words, place)
    if named:
        return _named(context, place, named, words)
    if place is None:
        return bubbles.after_all_answered(context, words) or NotUnderstood(words)
    beside = _beside(context, place, words)
    if beside is not None:
        return beside
    joined = bubbles.joined_to_what_waits(context, words)
    if joined is not None and not _is_answer(context, place, words):
        return joined
    return _in_time(context, place, words) or at(context, place, words)


def is_plain_answer(context: TurnContext, words: str) -> bool:
    """Whether `words` are nothing but an answer to the question in hand ("8", "yes", "good")."""
    place = in_hand(context)
    if place is None or place.kind.in_rows or speaks_in_words(place):
        return False
    begun = beginning(place, words, context.turn.today)
    return begun is not None and not begun.rest


def at(context: TurnContext, question: Question, words: str, *, named: bool = False) -> SavePage | AskMeaning:
    """What `words` are to `question`, which is in hand or named."""
    seen = seen_revision(context, question)
    if question.kind.in_rows:
        return _saved(Given(question.id, words, None, seen))
    if speaks_in_words(question):
        return _own_words(context, question, words, seen)
    today, plain = context.turn.today, doubts.unwrapped(words)
    begun, wrapped = beginning(question, words, today), False
    if begun is None and plain.words != words:
        begun, wrapped = beginning(question, plain.words, today), True
    if begun is None:
        return _no_answer(context, question, words, seen, named=named)
    if not begun.rest:
        return _alone(context, question, words, begun, seen, changing=plain.changing, wrapped=wrapped)
    return _with_words(context, question, words, begun, seen, changing=wrapped and plain.changing)


def seen_revision(context: TurnContext, question: Question) -> int:
    """The revision of the answer that this person has seen at `question`: 0 for one of somebody else's that
    was given without their knowing."""
    if question.id == context.conversation.asked:
        return context.conversation.asked_revision
    answer = context.audit.answer(question.id)
    if answer is None:
        return 0
    return answer.revision if answer.by == context.turn.actor.id else 0


# --- one question ---------------------------------------------------------------------------------


def _own_words(context: TurnContext, question: Question, words: str, seen: int) -> SavePage | AskMeaning:
    """A question that is answered in words: what stands is never replaced unsaid."""
    answer = context.audit.answer(question.id)
    standing = answer.passage.text if answer is not None and answer.passage is not None else ""
    new = Given(question.id, words, None, seen)
    settled = answer is None or answer.revision != seen or question.id in context.conversation.drafts
    typed_in_words = question.kind.in_words  # a date or a choice is read, and never chat
    if not typed_in_words or not standing or settled or _stands(context, question, standing, words):
        return _saved(new)
    choices = [Choice("Put it in place of that", (new,))]
    if question.kind.free_text and not question.prefill and not question.identity:
        joined = Given(question.id, f"{standing}\n{words}", None, seen)
        choices.insert(0, Choice("Add it to that", (joined,)))
    shown = reads(question, answer) or standing
    why = f"{name_of(question)} stands as “{excerpt(shown, 160)}”. What is “{excerpt(words, 60)}”?"
    return AskMeaning(words, why, (*choices, Choice("Leave it as it stands", action="leave")))


def _stands(context: TurnContext, question: Question, standing: str, words: str) -> bool:
    meant = read(question, words, context.turn.today)
    return isinstance(meant, Refusal) or folded(standing) == folded(meant.text)


def _no_answer(
    context: TurnContext, question: Question, words: str, seen: int, *, named: bool
) -> SavePage | AskMeaning:
    plain, today = doubts.unwrapped(words), context.turn.today
    if _is_contested(context, question) and len(words.split()) >= SENTENCE:
        what = f"What is “{excerpt(words, 60)}”?"
        why = f"{name_of(question)}: yours and theirs both wait; type mine or keep. {what}"
        return AskMeaning(words, why, (NOTE, LEAVE))
    values = doubts.several(question, words)
    if values:
        return _which_answer(context, question, words, values, seen, "")
    if named:
        loose = beginning(question, plain.words, today, loose=True)
        if loose is not None:
            return _which_answer(context, question, words, (loose.value,), seen, "")
    other = (
        named_questions.mentions(context, words, question)
        if len(words.split()) <= doubts.SHORT_LINE
        else None
    )
    if question.evidence is not None and (plain.taking_back or other is not None):
        about = f" It names {name_of(other)}." if other is not None else ""
        why = f"I was asking about {name_of(question)}. What is “{excerpt(words, 60)}”?{about}"
        return AskMeaning(
            words,
            why,
            (_seen_there(context, question, words, seen), *_to_last(context, question, words), NOTE, LEAVE),
        )
    long_enough = len(words.split()) >= SENTENCE
    waits = waits_for_evidence(context, question) and not _is_contested(context, question)
    if question.evidence is not None and (waits or long_enough):
        return _saved(Given(question.id, None, added(context, question, words, seen), seen))
    return _saved(Given(question.id, words, None, seen))


def _is_contested(context: TurnContext, question: Question) -> bool:
    """Whether this person's own version is kept beside somebody else's: words alone are for neither."""
    draft = context.conversation.drafts.get(question.id)
    return (
        question.evidence is not None
        and draft is not None
        and draft.stale
        and not _is_mine(context, question)
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
    stands = _value(context, question)
    last = context.template.by_id.get(context.conversation.answered)
    fits = (
        last is not None
        and last != question
        and last.id in context.route
        and _value(context, last) is not None
    )
    if wrapped and changing and stands is None and last is not None and fits:
        earlier = beginning(last, begun.value, context.turn.today)
        if earlier is not None and not earlier.rest:
            change = Given(last.id, earlier.value, None, seen_revision(context, last))
            why = f"Is “{excerpt(words, 60)}” about {name_of(last)}, or about {name_of(question)}?"
            shown = doubts.in_words(question, (begun.value,))
            return AskMeaning(
                words,
                why,
                (
                    Choice(f"Change {_short(last)} to {doubts.in_words(last, (earlier.value,))}", (change,)),
                    Choice(f"{shown} for {_short(question)}", (given,)),
                    LEAVE,
                ),
            )
    if wrapped and not changing and stands is not None and waits_for_evidence(context, question):
        return _which_answer(context, question, words, (begun.value,), seen, "")
    return _saved(given)


def _with_words(
    context: TurnContext, question: Question, words: str, begun: Beginning, seen: int, *, changing: bool
) -> SavePage | AskMeaning:
    stands = _value(context, question)
    doubt = doubts.doubt(question, begun, context.turn.today)
    given = Given(question.id, begun.value, added(context, question, begun.rest, seen, anew=True), seen)
    answer = context.audit.answer(question.id)
    known = answer is not None and answer.revision == seen
    if known and stands is not None and waits_for_evidence(context, question):
        evidence = added(context, question, words, seen)
        if _same(context, question, begun.value, stands):
            rest = begun.rest if doubt is None else words
            return _saved(Given(question.id, begun.value, added(context, question, rest, seen), seen))
        if changing and doubt is None:
            return _saved(given)
        if not begun.firm and not changing and (doubt is None or len(doubt.values) < 2):
            return _saved(Given(question.id, None, evidence, seen))
        values = doubt.values if doubt is not None else (begun.value,)
        return _which_answer(context, question, words, values, seen, "")
    if doubt is not None:
        return _which_answer(context, question, words, doubt.values, seen, doubt.why)
    return _saved(given)


def _which_answer(
    context: TurnContext, question: Question, words: str, values: tuple[str, ...], seen: int, why: str
) -> AskMeaning:
    """Ask which of `values` is the answer; with it go the words whole."""
    name, stands = name_of(question), _value(context, question)
    shown = doubts.in_words(question, values)
    boxed = question.evidence is not None
    if not why and stands is not None:
        now = label_of(question, stands)
        why = f"It stands as {now}: change it, or is that what you saw?"
    elif not why:
        why = f"Is the answer {shown}?" if len(values) == 1 else f"Which is it: {shown}?"
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
        choices.append(_seen_there(context, question, words, seen))
    return AskMeaning(words, f"{name}: {why}", (*choices, LEAVE))


def _seen_there(context: TurnContext, question: Question, words: str, seen: int) -> Choice:
    given = Given(question.id, None, added(context, question, words, seen), seen)
    return Choice(f"What I saw, for {_short(question)}", (given,))


def added(
    context: TurnContext, question: Question, words: str, seen: int, *, anew: bool = False
) -> str | None:
    """`words` after what stood when the question was asked: they add to it and do not replace it.

    `anew`: an answer comes with them, so they stand in place of what went with another answer.
    """
    if question.evidence is None and not words:
        return None
    answers = context.audit.history.get(question.id, ())
    answer = answers[seen - 1] if 0 < seen <= len(answers) else None
    standing = answer.passage.text if answer is not None and answer.passage is not None else ""
    graded = answer is not None and answer.value is not None
    if question.evidence is None or (anew and graded) or clean(words) in standing:
        return words if clean(words) not in standing or not standing or anew else standing
    return f"{standing}\n{words}".strip()


def waits_for_evidence(context: TurnContext, question: Question) -> bool:
    """Whether the bot has asked what was seen for the answer that stands."""
    if question.evidence is None:
        return False
    if question.id in context.conversation.challenges:
        return checks.asked_about(question, context.conversation.challenges[question.id]) is None
    pending = context.conversation.pending
    if isinstance(pending, AwaitingEvidence) and pending.key == question.id:
        return True
    answer = context.audit.answer(question.id)
    return answer is not None and answer.value is not None and answer.passage is None


# --- where they belong ----------------------------------------------------------------------------


def _named(context: TurnContext, place: Question | None, named: tuple[Named, ...], words: str) -> Command:
    first = named[0]
    if first.question is not None and first.sure:
        return at(context, first.question, first.rest, named=True)
    if first.question is None and not first.sure and place is not None and _is_content(context, place):
        return at(context, place, words)
    here = [_take(context, place, words)] if place is not None and place != first.question else []
    if first.question is None:
        known = context.template.by_id.get(first.id)
        there = (
            f"{name_of(known)} is not asked in this audit." if known else f"There is no question {first.id}."
        )
        return AskMeaning(words, f"{there} Where does “{excerpt(words, 60)}” belong?", (*here, NOTE, LEAVE))
    others = [_take(context, n.question, n.rest) for n in named if n.question is not None]
    why = f"Where does “{excerpt(words, 60)}” belong?"
    return AskMeaning(words, why, (*others, *here, NOTE, LEAVE))


def _is_content(context: TurnContext, place: Question) -> bool:
    return place.kind.in_rows or speaks_in_words(place)


def _take(context: TurnContext, question: Question, words: str) -> Choice:
    """`words` saved at `question`, as the person has said that they belong there."""
    meant = at(context, question, words)
    label = f"It is for {name_of(question)}"
    if isinstance(meant, SavePage):
        return Choice(label, meant.given)
    saving = [c for c in meant.choices if c.action == "save"]
    return Choice(label, saving[-1].given)  # what was seen, where it is not sure what was answered


def _several(
    context: TurnContext,
    place: Question | None,
    parts: tuple[tuple[Question | None, str, bool], ...],
    words: str,
) -> Command:
    """Answers to several questions in one message: each to its own, or asked about."""
    first = next(q for q, _, _ in parts if q is not None)
    told = [(q or place, text) for q, text, _ in parts if q is not None or place is not None]
    each: list[Given] = []
    sure = all(begins for _, _, begins in parts) and parts[0][0] is not None
    for question, text in told:
        if question is None or not text:
            sure = False
            continue
        meant = at(context, question, text, named=True)
        if isinstance(meant, SavePage):
            each += meant.given
            continue
        sure = False
        each += next(c.given for c in meant.choices if c.action == "save")
    twice = len({g.key for g in each}) < len(each)
    if sure and not twice:
        return SavePage(tuple(each))
    there = parts[0][0] or place or first
    whole = (
        words
        if parts[0][0] is None
        else named_questions.parts(context, words)[0][1] + words.partition(parts[0][1])[2]
    )
    choices = [_take(context, there, whole)]
    if not twice and len(each) > 1:
        named = ", ".join(_answer_in_words(context, g) for g in each)
        choices.insert(0, Choice(f"Each to its own: {named}", tuple(each)))
    return AskMeaning(
        words, "That names more than one question. Where does it belong?", (*choices, NOTE, LEAVE)
    )


def _answer_in_words(context: TurnContext, given: Given) -> str:
    question = context.template.by_id[given.key]
    if given.value is None or speaks_in_words(question):
        return _short(question)
    value = read(question, given.value, context.turn.today)
    shown = "" if isinstance(value, Refusal) else label_of(question, value.clear)
    return f"{_short(question)} {shown}".strip()


def _beside(context: TurnContext, place: Question, words: str) -> AskMeaning | None:
    """What is typed while something other than the question is on the screen is asked about first."""
    screen = _ON_SCREEN.get(context.conversation.view, "")
    if screen and context.route.questions:
        asked = f"{screen}. What is “{excerpt(words, 60)}”?"
        if context.conversation.view == OnScreen.CONFIRM:
            choices = (Choice("Submit the audit", action="submit"), Choice("Not yet: go back", action="back"))
            return AskMeaning(words, f"{asked} Type yes to submit, or no to go back.", (*choices, NOTE))
        return AskMeaning(words, asked, (_take(context, place, words), NOTE, LEAVE))
    return None


def _in_time(context: TurnContext, place: Question, words: str) -> Command | None:
    """The command of a message that came late, or on the heels of the last one; None for every other."""
    lag = order_in_time.lag(context)
    last = context.template.by_id.get(context.conversation.answered or context.conversation.stood)
    if lag is Lag.NONE or last is None or last.id not in context.route:
        return _going_on(context, place, words)
    saved_last = bool(context.conversation.answered)
    if last == place:
        late = lag is Lag.OLDER and saved_last and _gives_another(context, place, words)
        return _late(context, place, place, words) if late else None
    answers = _is_answer(context, place, words)
    takes = saved_last and (last.evidence is not None or last.kind.free_text) and _is_mine(context, last)
    if not answers and takes and not _is_content(context, place):
        return _saved(_more(context, last, words))  # one message more about the same thing
    if lag is Lag.SOON and not answers and takes and bubbles.may_go_on(last):
        return _late(context, place, last, words)  # nobody reads a question and writes its words in seconds
    if lag is Lag.SOON and order_in_time.after_reply(context) and (answers or _is_content(context, place)):
        return None  # the question in hand had been asked by then
    if not saved_last and lag is Lag.SOON and order_in_time.after_reply(context):
        return None
    return _late(context, place, last, words)


def _going_on(context: TurnContext, place: Question, words: str) -> Command | None:
    """ "Also she was seen alone" goes on from what was said last: ask whether it belongs there."""
    last = context.template.by_id.get(context.conversation.answered)
    if last is None or last == place or last.id not in context.route or place.evidence is None:
        return None
    if not doubts.goes_on(words) or _is_answer(context, place, words) or _value(context, place) is not None:
        return None
    more = _to_last(context, place, words)
    if not more:
        return None
    why = f"Does “{excerpt(words, 60)}” go with {name_of(last)}, or with {name_of(place)}?"
    here = _seen_there(context, place, words, seen_revision(context, place))
    return AskMeaning(words, why, (*more, here, LEAVE))


def _late(context: TurnContext, place: Question, last: Question, words: str) -> AskMeaning:
    """Ask of a message whose place in time is not sure."""
    older = order_in_time.lag(context) is Lag.OLDER
    when = "was sent before your last one" if older else "came right after your last one"
    why = f"“{excerpt(words, 60)}” {when}. Which question is it for?"
    choices = [_take(context, last, words)]
    if place != last:
        choices.insert(0, _take(context, place, words))
    return AskMeaning(words, why, (*choices, NOTE, LEAVE))


def _to_last(context: TurnContext, place: Question, words: str) -> tuple[Choice, ...]:
    """`words` added to what was answered last, where that takes words."""
    last = context.template.by_id.get(context.conversation.answered)
    if last is None or last == place or last.id not in context.route or not _is_mine(context, last):
        return ()
    if last.evidence is None and not last.kind.free_text:
        return ()
    return (Choice(f"Add it to {name_of(last)}", (_more(context, last, words),)),)


def _more(context: TurnContext, question: Question, words: str) -> Given:
    seen = seen_revision(context, question)
    answer = context.audit.answer(question.id)
    standing = answer.passage.text if answer is not None and answer.passage is not None else ""
    joined = f"{standing}\n{words}".strip()
    if question.evidence is None:
        return Given(question.id, joined, None, seen)
    return Given(question.id, None, joined, seen)


def _is_mine(context: TurnContext, question: Question) -> bool:
    answer = context.audit.answer(question.id)
    return answer is None or answer.by == context.turn.actor.id


def _is_answer(context: TurnContext, question: Question, words: str) -> bool:
    lines = (words, doubts.unwrapped(words).words)
    return any(beginning(question, line, context.turn.today) for line in lines)


def _gives_another(context: TurnContext, question: Question, words: str) -> bool:
    """Whether `words` give an answer other than the one that a newer message has given."""
    if question.kind.in_rows or speaks_in_words(question):
        return False
    begun, stands = beginning(question, words, context.turn.today), _value(context, question)
    return begun is not None and stands is not None and not _same(context, question, begun.value, stands)


def _value(context: TurnContext, question: Question) -> str | int | bool | tuple[str, ...] | None:
    answer = context.audit.answer(question.id)
    value = answer.value if answer is not None else None
    return None if isinstance(value, dict) else value


def _same(context: TurnContext, question: Question, raw: str, stands: object) -> bool:
    value = read(question, raw, context.turn.today)
    return not isinstance(value, Refusal) and value.clear == stands


def _saved(given: Given) -> SavePage:
    return SavePage((given,))


def _short(question: Question) -> str:
    number = name_of(question).partition(" ")[0]
    return number if number[:1].isdigit() else question.name
