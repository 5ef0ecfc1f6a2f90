"""Good practice: marked in an audit, released without names by a person, found by anybody; and the digest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from dialogs.conversation.context import TurnContext
from dialogs.conversation.feature import DueNotice, Feature
from dialogs.conversation.subjects import ToldProgramme
from dialogs.conversation.views import Action, Button, Sentence, SheetBox, SheetView, View
from dialogs.features.home import Ask
from dialogs.programme.naming import Found
from dialogs.programme.selection import month_name
from template_specs.dates import clock_day, uk_date
from template_specs.sentences import N_, _, ngettext
from template_specs.text import listed

LEAST = 20
"""Characters of an example."""
MOST_SHOWN = 5
"""Examples shown at once."""
ONLY_LEADS = Sentence(N_("Only the QA lead does that. Type good practice to read what was released."))
_TO_RELEASE = Button(N_("Look at the next"), Action(Ask.EXAMPLES, {"which": "waiting"}), primary=True)
_NEWEST = Button(N_("Show the newest"), Action(Ask.EXAMPLES, {"which": ""}))
_OFF = Button(N_("No more of these"), Action(Ask.DIGEST, {"which": "off"}))


def marked(case: str) -> Sentence:
    """For whoever marked it."""
    return Sentence(
        _(
            "Kept as good practice from {case}. Nobody else reads it before the QA lead has taken out names "
            "and details of the child.",
            case=case,
        ),
        as_card=True,
    )


def how_to_mark(why: str) -> Sentence:
    """Why words were not kept as an example, and what to do."""
    return Sentence(
        _(
            "{why} Type, for example: good practice TS-101: the chronology tells her story in her words.",
            why=why,
        )
    )


def to_release(
    id: str,
    words: str,
    case: str,
    name: str,
    at: datetime,
    waiting: int,
    found: Sequence[Found],
    problem: str = "",
) -> SheetView:
    """The step of a person: the words in a box, and what in them may say who they are about."""
    lines = [
        _("From {case}, marked by {name} on {day}.", case=case, name=name, day=clock_day(at)),
        _("Say what was done and why it helped. No names, references, ages, dates or places."),
        *_in_words(found),
    ]
    boxes = [SheetBox("words", _("As everybody will read it"), words, lines=True)]
    if any(not one.certain for one in found):
        boxes.append(SheetBox("sure", _("I have read it: what is named above names nobody"), tick=True))
    offers = (
        Button(_("Release it"), Action(Ask.EXAMPLES, {"which": f"release:{id}"}), primary=True),
        Button(_("Put it aside"), Action(Ask.EXAMPLES, {"which": f"aside:{id}"})),
    )
    title = ngettext(
        "Good practice: {number} example to look at",
        "Good practice: {number} examples to look at",
        waiting,
        number=waiting,
    )
    return SheetView(title, tuple(lines), problem, tuple(boxes), offers)


def _in_words(found: Sequence[Found]) -> list[str]:
    return [_("- “{words}”: {what}", words=one.words, what=one.what) for one in found]


def refused(found: Sequence[Found], *, sure: bool) -> str:
    """Why these words cannot go yet; empty where they can."""
    certain = [f"“{one.words}”" for one in found if one.certain]
    if certain:
        return _("Take out {words}: nothing that names somebody goes out.", words=listed(certain, _("and")))
    doubtful = [f"“{one.words}”" for one in found]
    if doubtful and not sure:
        return _(
            "{words} may say who this is about. Take it out, or tick that it names nobody.",
            words=listed(doubtful, _("and")),
        )
    return ""


def decided(*, released: bool, left: int) -> Sentence:
    """After one was released or put aside."""
    told = (
        _("Released. Anybody finds it by its words: good practice chronology.")
        if released
        else _("Put aside. Nobody else reads it.")
    )
    return Sentence(told, (_TO_RELEASE,) if left else (_NEWEST,))


def none_waiting() -> Sentence:
    """Nothing is to be released."""
    return Sentence(
        _("No example waits. Auditors mark one with: good practice TS-101: what was done."), (_NEWEST,)
    )


def search_result(words: str, found: Sequence[tuple[str, datetime]], total: int, waiting: int) -> Sentence:
    """What was found, each with the day of its release; `waiting`: for a QA lead, how many are to release."""
    offers = (_TO_RELEASE,) if waiting else ()
    if not found and words:
        told = _("No example has “{words}” in it.", words=words)
        if total:
            told += " " + ngettext(
                "There is {number} in all.", "There are {number} in all.", total, number=total
            )
            offers = (_NEWEST, *offers)
        return Sentence(told, offers)
    if not found:
        return Sentence(_("No example of good practice has been released yet."), offers)
    head = (
        _("Good practice with “{words}”: {total}", words=words, total=total)
        if words
        else _("Good practice, the newest of {total}", total=total)
    )
    shown = [f"- {text} ({clock_day(at)})" for text, at in found[:MOST_SHOWN]]
    more = [_("Name more words to find fewer.")] if words and total > MOST_SHOWN else []
    return Sentence("\n\n".join([head, "\n".join(shown), *more]), offers, as_card=True)


# --- the digest -------------------------------------------------------------------------------------


def prefilled(month: str, examples: Sequence[str], done: int, recommended: int) -> str:
    """What a QA lead begins the digest of a month with."""
    lines = [_("You said, we did: {month}", month=month_name(month)), ""]
    lines += [_("You said:"), "- ", "", _("We did:")]
    if done:
        lines.append(
            _("- {done} of {recommended} actions from audits are done", done=done, recommended=recommended)
        )
    else:
        lines.append("- ")
    if examples:
        lines += ["", _("Good practice:"), *(f"- {' '.join(text.split())}" for text in examples[:MOST_SHOWN])]
    return "\n".join(lines)


def unfinished(text: str) -> str:
    """Why a digest cannot go yet: a point of it is still empty; empty where it can."""
    if any(line.strip() in ("-", "•") for line in text.splitlines()):
        return _("A point is still empty: write what was said and what was done, or take the line out.")
    return ""


def digest_view(
    month: str, text: str, practitioners: int, out_of_reach: int, found: Sequence[Found], problem: str = ""
) -> SheetView:
    """The digest before it goes: written or approved by the QA lead."""
    lines = [
        ngettext(
            "It goes to {number} practitioner.",
            "It goes to {number} practitioners.",
            practitioners,
            number=practitioners,
        )
        if practitioners
        else _("There is no practitioner yet whom it could go to.")
    ]
    if out_of_reach:
        lines.append(
            _(
                "Practitioners who have not opened a chat with me, or want no digest: {number}.",
                number=out_of_reach,
            )
        )
    lines += _in_words(found)
    boxes = [SheetBox("words", _("What they read"), text, lines=True)]
    if any(not one.certain for one in found):
        boxes.append(SheetBox("sure", _("I have read it: what is named above names nobody"), tick=True))
    send = Button(_("Send the digest"), Action(Ask.DIGEST, {"which": f"send:{month}"}), primary=True)
    keep = Button(_("Keep it for later"), Action(Ask.DIGEST, {"which": f"keep:{month}"}))
    offers = (send, keep) if practitioners else (keep,)
    return SheetView(
        _("Digest for practitioners, {month}", month=month_name(month)),
        tuple(lines),
        problem,
        tuple(boxes),
        offers,
    )


def digest_kept(month: str) -> Sentence:
    """It waits."""
    return Sentence(_("Kept. Type digest to go on with that of {month}.", month=month_name(month)))


def digest_sent(month: str, people: int) -> Sentence:
    """It goes out now."""
    return Sentence(
        ngettext(
            "The digest of {month} goes to {number} practitioner now.",
            "The digest of {month} goes to {number} practitioners now.",
            people,
            month=month_name(month),
            number=people,
        )
    )


def digest_was_sent(month: str, at: datetime, text: str) -> Sentence:
    """This month's has gone."""
    told = _("The digest of {month} went out on {day}:", month=month_name(month), day=clock_day(at))
    return Sentence(f"{told}\n\n{text}")


def nobody_to_tell() -> Sentence:
    """No practitioner could be reached."""
    return Sentence(
        _("No practitioner can be told: none has opened a chat with me and wants the digest. It is kept.")
    )


def chosen(until: date | None, *, off: bool) -> Sentence:
    """What somebody chose."""
    if not off:
        return Sentence(_("You get the monthly digest again."))
    if until is not None:
        return Sentence(_("No digest until {day}. Type digest on to have it before.", day=uk_date(until)))
    return Sentence(_("No digest from now on. Type digest on to have it again."))


def _told(context: TurnContext, about: ToldProgramme, due: DueNotice) -> View | None:
    return Sentence(due.text, (_OFF,))


FEATURE = Feature(
    help=(),
    notices={ToldProgramme: _told},
)
