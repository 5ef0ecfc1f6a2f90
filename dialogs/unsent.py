"""A concern that is typed is shown back before it goes, kept until it is sent or dropped, and asked about.

It waits in its author's walk (sealed, as drafts are).  Words that speak of harm now, wherever they were
written, are answered with an offer to raise them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from dialogs import concern_words, concerns
from dialogs.audit import Pending, Walk, Worded
from dialogs.events import (
    ActionReviewed,
    ConcernDropped,
    ConcernRaised,
    ConcernSent,
    ConcernWorded,
    Event,
    MayMean,
    NoteTaken,
    NotUnderstood,
    OfferTaken,
    Opened,
    PageSaved,
    Reopened,
    RowSaved,
    Unclear,
    WentTo,
)
from dialogs.harm import plain, sentences_of_harm
from dialogs.rights import Act, allowed, refusal
from dialogs.scene import Scene, moment
from dialogs.showing import page_view
from dialogs.views import Act as Press
from dialogs.views import Notice, Offer, RecordView, Sentence, UnsentConcernView
from template_specs.kinds import clean

ASK_AGAIN = timedelta(minutes=5)
"""After so long a concern that waits is asked about again."""
COUNTED = timedelta(minutes=30)
"""After so long it is counted on the QA lead's status."""
OFFER_STANDS = timedelta(minutes=10)
"""So long `concern` alone takes up the words that were offered."""

NOTHING_SENT = "Nothing has been sent."


def word(scene: Scene, event: ConcernWorded) -> Scene:
    """Keep the words of a concern, and show them back with Send now, Change and Do not send."""
    words = clean(event.words).strip()
    if not words:
        return concerns.begin(scene)
    if len(words) > concerns.LIMIT:
        return concerns.too_long(scene, words)
    if _sent(scene, words):
        return scene.walking(pending=None).say(
            "Your concern is sent already; its card shows when it is read. Nothing has been sent again."
        )
    waits = scene.walk.unsent
    again = waits is not None and plain(waits.words) == plain(words)
    if waits is not None and not again and scene.walk.pending != Pending("concern", waits.id):
        words = _joined(waits.words, words)  # something more, while the first waits: neither is lost
        if len(words) > concerns.LIMIT:
            return concerns.too_long(scene, words)
    id_ = waits.id if again and waits is not None else (scene.turn.token or scene.turn.fresh_id())
    began = waits.at if waits is not None else scene.turn.now
    return show(scene.walking(unsent=Worded(id_, words, began, scene.turn.now), offer=None))


def show(scene: Scene) -> Scene:
    """The card of the concern that waits, as the last thing shown: yes and no are about it."""
    if scene.walk.unsent is None:
        return scene
    scene = scene.walking(pending=Pending("send"))
    return scene.reply(view_of(scene))


def view_of(scene: Scene, *, again: bool = False) -> UnsentConcernView:
    """The concern that waits, as a card.  The walk must hold one."""
    waits = scene.walk.unsent
    if waits is None:
        raise AssertionError("no concern waits")
    why = refusal(scene.turn.actor, Act.RAISE_CONCERN, scene.audit, scene.asked)
    return UnsentConcernView(
        audit=scene.audit.id,
        concern=waits.id,
        case=scene.audit.case.reference,
        to=concerns.manager(scene),
        at=waits.at,
        words=waits.words,
        again=again,
        refusal=why or "",
    )


def send(scene: Scene, event: ConcernSent) -> Scene:
    """Send now: what waits goes, unless the card pressed shows something else than what waits."""
    waits = scene.walk.unsent
    pressed = not scene.turn.typed
    if waits is None or (event.concern and event.concern != waits.id):
        return _overtaken(scene, event.concern, event.words)
    words = clean(event.words).strip() if event.words is not None else waits.words
    if not words:
        return show(scene.say("Write what worries you first."))
    if len(words) > concerns.LIMIT:
        return concerns.too_long(scene, words).reply(view_of(scene))
    said = len(scene.said)
    sent = concerns.put(scene.walking(unsent=None, offer=None), waits.id, words)
    if not pressed:
        return sent
    told = Sentence(" ".join(sent.said[said:]))
    line = f"{scene.audit.case.reference}: your concern was sent at {moment(scene.turn.now)}."
    return sent.reply(RecordView(line), told)


def drop(scene: Scene, event: ConcernDropped) -> Scene:
    """Do not send: nothing goes, and the words are given back."""
    waits = scene.walk.unsent
    if waits is None or (event.concern and event.concern != waits.id):
        return _overtaken(scene, event.concern, None)
    scene = scene.walking(unsent=None, pending=None).copy("What you wrote, and I have not sent", waits.words)
    told = f"{NOTHING_SENT} Type concern if you want to raise it after all."
    if scene.turn.typed:
        return scene.say(told)
    line = f"{scene.audit.case.reference}: your concern was not sent."
    return scene.reply(RecordView(line), Sentence(told))


def reword(scene: Scene) -> Scene:
    """Typed "change": ask for other words; what was written stays until they come."""
    waits = scene.walk.unsent
    if waits is None:
        return concerns.begin(scene)
    scene = scene.walking(pending=Pending("concern", waits.id))
    return scene.reply(
        Sentence(
            "Type the concern again as it should read. What you wrote before is kept until you do, and "
            "nothing has been sent."
        )
    )


def leave(scene: Scene) -> Scene:
    """No concern after all."""
    scene = scene.walking(pending=None)
    if scene.walk.unsent is not None:
        return show(scene.say("Your first words still wait, and have not been sent."))
    return scene.say(
        f"{NOTHING_SENT} If a child may be at risk, ring {concerns.manager(scene)} or the duty team."
    )


def explain(scene: Scene) -> Scene:
    """An honest answer about what raising a concern does."""
    to = concerns.manager(scene)
    lines = (
        f"A concern goes to {to}, or to whoever stands in for them, at once: your exact words, with your "
        "name and the case reference. It is not anonymous, and it stays on the record of this audit.",
        "You see when it is delivered and read. It goes only when you choose Send now.",
        f"It does not replace your own call: if a child may be at risk, ring {to} or the duty team now.",
    )
    scene = scene.reply(Sentence("\n\n".join((*lines, *([] if scene.walk.unsent else [_HOW])))))
    return show(scene) if scene.walk.unsent is not None else scene


_HOW = "To raise one, type concern: and what worries you. Nothing has been sent."


def take_offer(scene: Scene, event: OfferTaken) -> Scene:
    """The words that an offer was about, shown as the concern that they would be."""
    offer = scene.walk.offer
    if offer is None or (event.offer and event.offer != offer.id):
        return concerns.begin(scene)
    return word(scene, ConcernWorded(offer.words))


def begin(scene: Scene) -> Scene:
    """`concern` alone: the card of what waits, the words just offered, or the question for the words."""
    if scene.walk.unsent is not None:
        return show(scene)
    offer = scene.walk.offer
    if offer is not None and scene.turn.now - offer.shown_at < OFFER_STANDS:
        return take_offer(scene, OfferTaken(offer.id))
    return concerns.begin(scene)


def hold_submission(scene: Scene) -> Scene | None:
    """Nothing is submitted past a concern that waits: its card instead; None where none waits."""
    if scene.walk.unsent is None:
        return None
    why = (
        "Your concern has not been sent, so the audit is not submitted yet. Choose Send now or Do not send, "
        "and then submit."
    )
    if scene.turn.typed or not scene.route.questions:
        return show(scene.reply(Sentence(why)))
    scene = scene.walking(view="page")
    return show(scene.reply(page_view(scene.say(why))))


def afterwards(before: Walk, scene: Scene, event: Event) -> Scene:
    """After whatever was done: words of harm are answered with an offer, "concern:" inside them is shown as a
    concern, and a concern that has waited is asked about again."""
    scene = _answered_instead(before, scene, event)
    shown = any(isinstance(view, UnsentConcernView) for view in scene.replies)
    if not shown and not isinstance(event, _ABOUT_CONCERNS):
        scene = _offered(scene, event)
        shown = any(isinstance(view, UnsentConcernView) for view in scene.replies)
    waits = scene.walk.unsent
    if waits is None or shown or isinstance(event, _ABOUT_CONCERNS):
        return scene
    late = scene.turn.typed and scene.turn.now - waits.shown_at >= ASK_AGAIN
    if not late and not isinstance(event, Opened):
        return scene
    scene = scene.walking(unsent=replace(waits, shown_at=scene.turn.now))
    return scene.reply(view_of(scene, again=True))


_ABOUT_CONCERNS = (ConcernWorded, ConcernSent, ConcernDropped, ConcernRaised, OfferTaken)


def asked_again(scene: Scene) -> UnsentConcernView | None:
    """The message of five minutes later; None where it was sent or dropped meanwhile."""
    return view_of(scene, again=True) if scene.walk.unsent is not None else None


def texts_of(event: Event) -> Iterator[tuple[str, str]]:
    """(where it was written, the words) of all that somebody wrote with `event`."""
    match event:
        case PageSaved(given=given, then=then, row=row):
            for one in given:
                yield from ((one.key, text) for text in (one.value, one.words) if text and " " in text)
            for inner in (then, row):
                if inner is not None and not isinstance(inner, _ABOUT_CONCERNS):
                    yield from texts_of(inner)
        case RowSaved(key=key, cells=cells) | ActionReviewed(key=key, cells=cells):
            yield from ((key, text) for text in cells.values() if text)
        case NoteTaken(words=words):
            yield "note", words
        case NotUnderstood(text=text) | Unclear(text=text) | MayMean(text=text):
            yield "", text
        case WentTo(target=text):
            yield "", text
        case Reopened(why=text):
            yield "", text
        case _:
            return


def _offered(scene: Scene, event: Event) -> Scene:
    for key, text in texts_of(event):
        inside = concern_words.within(text) if scene.turn.typed else ""
        if inside and allowed(scene.turn.actor, Act.RAISE_CONCERN, scene.audit, scene.asked):
            return word(scene, ConcernWorded(inside))
        found = [said for said in sentences_of_harm(text, scene.turn.today) if _is_new(scene, key, said)]
        if found:
            return _offer(scene, key, found)
    return scene


def _offer(scene: Scene, key: str, found: list[str]) -> Scene:
    if scene.parts:  # nobody else has a walk here
        marks = {_mark(key, said) for said in found}
        scene = scene.walking(offered=scene.walk.offered | marks)
    words = " ".join(found)[: concerns.LIMIT]
    waits = scene.walk.unsent
    if _raised(scene, words) or (waits is not None and plain(words) in plain(waits.words)):
        return scene
    why = refusal(scene.turn.actor, Act.RAISE_CONCERN, scene.audit, scene.asked)
    if why is not None:
        return scene.reply(Sentence(f"{SOUNDS} {why}"))
    offer = Worded(scene.turn.fresh_id(), words, scene.turn.now, scene.turn.now)
    act = Press("concern_offer", {"audit": scene.audit.id, "token": offer.id})
    told = (
        f"{SOUNDS} If a child may be at risk, ring {concerns.manager(scene)} or the duty team now. "
        f"{NOT_AS_CONCERN} Press the button, or type concern, to raise one about "
        f"{scene.audit.case.reference}; you see it before it goes."
    )
    return scene.walking(offer=offer).reply(Sentence(told, (Offer("Raise a concern", act, primary=True),)))


SOUNDS = "What you wrote may be harm that is happening now."
NOT_AS_CONCERN = "It has not been sent to anybody as a concern."


def _is_new(scene: Scene, key: str, said: str) -> bool:
    """Not offered here before, and not something that stood in the box already when this person saved it."""
    if _mark(key, said) in scene.walk.offered:
        return False
    answers = scene.audit.history.get(key, ())
    others = [a for a in answers if a.by != scene.turn.actor.id]
    return not any(a.passage is not None and said in a.passage.text for a in others[-1:])


def _mark(key: str, said: str) -> str:
    return f"{key}:{hashlib.blake2b(plain(said).encode(), digest_size=6).hexdigest()}"


def _sent(scene: Scene, words: str) -> bool:
    """Whether a concern of these very words is raised on this audit already."""
    return any(plain(concern.passage.text) == plain(words) for concern in scene.audit.concerns)


def _raised(scene: Scene, words: str) -> bool:
    """Whether a concern with these words in it is raised on this audit already: no need to offer it again."""
    wanted = plain(words)
    return any(wanted in plain(concern.passage.text) for concern in scene.audit.concerns)


def _joined(first: str, more: str) -> str:
    return first if plain(more) in plain(first) else f"{first}\n{more}"


def _answered_instead(before: Walk, scene: Scene, event: Event) -> Scene:
    pending = before.pending
    if pending is None or pending.kind != "concern" or not isinstance(event, PageSaved):
        return scene
    if not scene.turn.typed:
        return scene
    told = "I took that as your answer, so no concern has been sent. Type concern to raise one."
    return scene.reply(Sentence(told))


def _overtaken(scene: Scene, concern: str, words: str | None) -> Scene:
    """A press on a card whose concern is not the one that waits now."""
    if words and not _sent(scene, words):  # changed on a card that others have followed: shown, not lost
        return word(scene, ConcernWorded(words))
    if concern and concerns.find(scene, concern) is not None:
        told = "That concern is sent already; its card shows when it is read."
    elif scene.walk.unsent is not None:
        return show(scene.reply(Sentence("You have changed it since. This is what waits now.")))
    else:
        told = f"No concern of yours waits here. {NOTHING_SENT}"
    return scene.reply(Sentence(told)) if not scene.turn.typed else scene.say(told)


def notice(person: str, waits_since: int) -> Notice:
    """The message that asks again: one for each concern, told apart by when it was begun."""
    return Notice(person, f"unsent:{waits_since}", urgent=True)
