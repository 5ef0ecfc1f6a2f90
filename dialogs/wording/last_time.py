"""What became of the actions of earlier audits, as it is chosen, typed and read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.audits.last_time import Found, SaidOfAction, standing
from dialogs.audits.permissions import Permission, allowed
from dialogs.conversation.context import TurnContext
from template_specs.sentences import N_, _, ngettext, worded
from template_specs.text import folded, within_sentence

FOUND: Mapping[Found, str] = {
    Found.HELPED: N_("Done, and it helped"),
    Found.NO_DIFFERENCE: N_("Done, and it made no difference"),
    Found.PARTLY: N_("Partly done"),
    Found.NOT_DONE: N_("Not done"),
    Found.CANNOT_TELL: N_("Cannot tell from the file"),
}
_TYPED: Mapping[str, Found] = {
    **dict.fromkeys(
        (
            *("done and helped", "done and it helped", "done it helped", "done helped", "it helped"),
            *("helped", "yes and it helped", "done and did help", "done and it did help"),
        ),
        Found.HELPED,
    ),
    **dict.fromkeys(
        (
            *("done and made no difference", "done and it made no difference", "done but made no difference"),
            *("done but it made no difference", "done made no difference", "done no difference"),
            *("made no difference", "it made no difference", "no difference", "done but no difference"),
            *("done but did not help", "done but it did not help", "done but didnt help", "did not help"),
            *("done and did not help", "done but it didnt help", "didnt help", "it did not help"),
        ),
        Found.NO_DIFFERENCE,
    ),
    **dict.fromkeys(
        ("partly done", "partly", "part done", "half done", "partially done", "partially", "done in part"),
        Found.PARTLY,
    ),
    **dict.fromkeys(("not done", "never done", "not done at all", "it was not done"), Found.NOT_DONE),
    **dict.fromkeys(
        (
            *("cannot tell from the file", "cannot tell", "cant tell", "can not tell", "unclear"),
            *("cant tell from the file", "not clear from the file", "not clear", "impossible to tell"),
        ),
        Found.CANNOT_TELL,
    ),
}
_ONLY_DONE = frozenset({"done", "completed", "yes", "it was done", "was done"})
_LONGEST = max(len(words.split()) for words in _TYPED) + 2
_TO_WORDS = re.compile(r"^(?:\s*[-\u2013\u2014:;,.]+\s*|\s*\bbecause\b\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Read:
    """What typed words say of an action."""

    found: Found | None
    """None: that it was done and not whether it helped, or none of the choices."""
    words: str = ""
    """What follows."""
    begins: bool = True
    """They begin as one of the choices does, or with a mark that says that one follows."""


def read_found(typed: str) -> Read:
    """What became of an action, as somebody types it, and what shows it: "done and helped - seen weekly"."""
    explicit = _TO_WORDS.match(typed)
    said = typed[explicit.end() :] if explicit is not None else typed.strip()
    choices = {**_TYPED, **{_bare(worded(told)): found for found, told in FOUND.items()}}
    tokens = list(re.finditer(r"\S+", said))
    for most in range(min(len(tokens), _LONGEST), 0, -1):
        end = tokens[most - 1].end()
        found = choices.get(_bare(said[:end]))
        if found is not None:
            return Read(found, _rest(said[end:]))
    done = next((n for n in (3, 2, 1) if n <= len(tokens) and _is_done(said[: tokens[n - 1].end()])), 0)
    return Read(None, _rest(said[tokens[done - 1].end() :]) if done else "", bool(done or explicit))


def in_words(said: SaidOfAction) -> str:
    """ "done, and it helped"."""
    return within_sentence(worded(FOUND[said.found]))


def lines(context: TurnContext) -> tuple[str, ...]:
    """A line for each action of which something was said: "Write the chronology anew: done, and it
    helped."."""
    told = []
    for said in standing(context.audit.last_time).values():
        line = f"{said.what.rstrip('. ')}: {in_words(said)}."
        told.append(f"{line} {said.words}" if said.words else line)
    return tuple(told)


def unsaid(context: TurnContext) -> int:
    """How many of the actions that the actor is shown have nothing said of them yet."""
    return sum(each.action not in standing(context.audit.last_time) for each in context.turn.last_actions)


def asks(context: TurnContext) -> bool:
    """Whether the actor can say something of them now."""
    may = allowed(context.turn.actor, Permission.SAY_LAST_TIME, context.audit, context.asked)
    return may and bool(context.turn.last_actions or context.audit.last_time)


def how_far(context: TurnContext) -> str:
    """How many of them something was said of; empty where that is not known, or there are none."""
    shown = len(context.turn.last_actions)
    if not shown:
        return ""
    return _(
        "Last time's actions: {said} of {shown} answered.",
        said=shown - unsaid(context),
        shown=shown,
    )


def before_submitting(context: TurnContext) -> tuple[str, ...]:
    """The sentence that offers it once more; none where all is said."""
    left = unsaid(context) if asks(context) else 0
    if not left:
        return ()
    return (
        ngettext(
            "Nothing is said yet of {left} of last time's actions. Was it done, and did it help? You can "
            "say so first, or submit without.",
            "Nothing is said yet of {left} of last time's actions. Were they done, and did they help? You "
            "can say so first, or submit without.",
            left,
            left=left,
        ),
    )


def _rest(text: str) -> str:
    return _TO_WORDS.sub("", text).strip()


def _is_done(text: str) -> bool:
    return _bare(text) in _ONLY_DONE


def _bare(text: str) -> str:
    """`text` for comparing, without the marks inside it."""
    return " ".join(re.sub(r"[^\w\s]", "", folded(text).replace("'", "")).split())
