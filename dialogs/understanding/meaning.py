"""What typed words mean where somebody stands: an answer, what was seen, a changed grade, or a question.

One pure step from (question in hand, what stands, words) to an event.  Nothing is saved at a question that
was neither in hand nor named, no grade that was given is changed unless somebody says so, and words that may
mean two things are kept and asked about.
"""

from __future__ import annotations

from dialogs.audits.route import speaks_in_words
from dialogs.audits.stages import AUDITOR
from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext, name_of
from dialogs.conversation.given import Choice, Given
from dialogs.conversation.position import in_hand
from dialogs.features.choices import LEAVE
from dialogs.features.clarification import AskMeaning, NotUnderstood
from dialogs.features.save_page import SavePage
from dialogs.understanding import bubbles, named_questions, row_parts
from dialogs.understanding.in_time import beside, in_time
from dialogs.understanding.one_question import at
from dialogs.understanding.several import named as at_named
from dialogs.understanding.several import several
from dialogs.understanding.speech import Speech, speech
from dialogs.understanding.standing import is_answer
from template_specs.kinds import beginning
from template_specs.sentences import _
from template_specs.text import excerpt, listed


def meant(context: TurnContext, words: str) -> Command:
    """The command that `words` are, where they are no command."""
    command = _placed(context, words)
    if not isinstance(command, AskMeaning | SavePage) or not _whose_is_open(context, words):
        return command
    case, others = context.audit.case.reference, context.turn.others
    if not others:
        return _for_case_pressed(context, command, words)
    cases = (case, *(other.case for other in others))
    choices = (
        Choice(case, action="here"),
        *(Choice(o.case, action=f"case:{o.audit}") for o in others),
        LEAVE,
    )
    why = _("Is “{excerpt}” for {listed}?", excerpt=excerpt(words, 60), listed=listed(cases))
    return AskMeaning(words, why, choices)


def _whose_is_open(context: TurnContext, words: str) -> bool:
    """Whether words may be meant for another case: they name one, or their writer has come here without a
    word since they last typed, and names neither a case nor a question."""
    turn = context.turn
    if turn.sure:
        return False
    if turn.mentions:
        return True
    if not (context.conversation.arrived or turn.away):
        return False
    named = named_questions.by_number(context, words, in_hand(context))
    return not (turn.others and named is not None and named.sure)


def _for_case_pressed(context: TurnContext, command: AskMeaning | SavePage, words: str) -> AskMeaning:
    """A card of this case was pressed, and the other is none that is audited: is it for this one?"""
    case = context.audit.case.reference
    pressed = _("You pressed a card of {case} last.", case=case)
    if isinstance(command, AskMeaning):
        return AskMeaning(command.text, f"{pressed} {command.why}", command.choices)
    where = _(" and ").join(name_of(context.template.by_id[given.key]) for given in command.given)
    why = _(
        "{pressed} Is “{excerpt}” for {where} there?",
        pressed=pressed,
        excerpt=excerpt(words, 60),
        where=where,
    )
    return AskMeaning(words, why, (Choice(_("Yes, for {case}", case=case), command.given), LEAVE))


def after_submission(context: TurnContext, words: str) -> Command | None:
    """What an auditor writes when the audit takes no answers: saved nowhere, and kept for when it does.

    The command is refused, as everything that answers is; what it carries stays as a draft where they were.
    """
    if context.route.questions or AUDITOR not in context.parts or speech(words) is not Speech.CONTENT:
        return None
    boxes = [q for q in context.template.questions if q.evidence is not None and not q.stage]
    position = {q.id: n for n, q in enumerate(context.template.questions)}
    place = position.get(context.conversation.place, 0)
    box = next((q for q in boxes if position[q.id] >= place), boxes[-1] if boxes else None)
    if box is None:
        return None
    answer = context.audit.answer(box.id)
    draft = context.conversation.drafts.get(box.id)
    stands = draft.words if draft is not None else ""
    if not stands and answer is not None and answer.passage is not None:
        stands = answer.passage.text
    revision = answer.revision if answer is not None else 0
    return SavePage((Given(box.id, None, f"{stands}\n{words}".strip(), revision),))


def _placed(context: TurnContext, words: str) -> Command:
    place = in_hand(context)
    row = row_parts.whole_row(context, place, words) if place is not None and place.kind.in_rows else None
    if row is not None:
        return row
    parts = named_questions.parts(context, words, place)
    if parts:
        return several(context, place, parts, words)
    number = named_questions.by_number(context, words, place)
    named = (number,) if number is not None else named_questions.by_name(context, words, place)
    if named:
        return at_named(context, place, named, words)
    if place is None:
        return bubbles.after_all_answered(context, words) or NotUnderstood(words)
    asked_first = beside(context, place, words)
    if asked_first is not None:
        return asked_first
    joined = bubbles.joined_to_what_waits(context, words)
    if joined is not None and not is_answer(context, place, words):
        return joined
    return in_time(context, place, words) or at(context, place, words)


def is_plain_answer(context: TurnContext, words: str) -> bool:
    """Whether `words` are nothing but an answer to the question in hand ("8", "yes", "good")."""
    place = in_hand(context)
    if place is None or place.kind.in_rows or speaks_in_words(place):
        return False
    begun = beginning(place, words, context.turn.today)
    return begun is not None and not begun.rest
