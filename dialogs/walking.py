"""Going through the pages: on, back, to a place, away and back again."""

from __future__ import annotations

from dialogs import confirming
from dialogs.audit import Answer, State
from dialogs.events import WentTo
from dialogs.gate import theirs
from dialogs.happenings import What
from dialogs.route import is_complete
from dialogs.rows import skip_cell
from dialogs.scene import Scene, name_of, standing
from dialogs.sending import ask_contributors, goes_to
from dialogs.showing import in_hand, next_page, page_before, page_in_hand, page_is_done, waits
from dialogs.stages import current
from dialogs.typing import target
from template_specs.kinds import Refusal, read


def open_audit(scene: Scene) -> Scene:
    """Start, or take up again where this person stood.  Starting fills in what the case list already says."""
    scene = begin(scene)
    if not scene.walk.place:
        return stand_at(scene, scene.route.questions[0].id)
    place = page_in_hand(scene).anchor
    left = len(scene.route.missing())
    return stand_at(scene, place).say(f"Taken up where you left it. {_left(left)}")


def go_on(scene: Scene) -> Scene:
    """To the next page; past the last one, to the first gap, or to the end."""
    following = next_page(scene, page_in_hand(scene))
    return stand_at(scene, following.anchor) if following is not None else _at_the_end(scene)


def go_on_after(scene: Scene, before: frozenset[str]) -> Scene:
    """After a save: on to the next page, unless something on this one asks for the auditor again."""
    here = page_in_hand(scene)
    scene = count_change(scene, before)
    if any(q.id in scene.walk.drafts or q.id in scene.walk.challenges for q in here.questions):
        return scene
    if any(q.kind.in_rows for q in here.questions) and scene.turn.typed:
        return scene
    if any(q.id not in before and waits(scene, q) for q in here.questions):
        return scene  # an answer has opened a question on this very page: it is asked before the next page
    return go_on(scene)


def go_back(scene: Scene) -> Scene:
    """To the page before; leaves a read-back or a list of gaps for the page in hand."""
    if scene.walk.view != "page" or scene.walk.pending is not None:
        return stand_at(scene, page_in_hand(scene).anchor)
    before = page_before(scene, page_in_hand(scene))
    return stand_at(scene, before.anchor) if before is not None else scene.say("This is the first page.")


def skip(scene: Scene) -> Scene:
    """Past the question in hand, or a column that may stay empty; it stays on the list of what is left."""
    question = in_hand(scene)
    if question is None:
        return go_on(scene)
    if question.kind.in_rows and (skipped := skip_cell(scene, question)) is not None:
        return skipped
    scene = scene.walking(passed=scene.walk.passed | {question.id}, pending=None, asked="")
    left = "" if is_complete(question, scene.audit) or not question.required else " It stays on your list."
    if question.kind.in_rows and question.id in scene.walk.drafts:
        left = " The row you have begun is kept."
    scene = scene.say(f"{name_of(question)}: skipped.{left}")
    return go_on(scene) if page_is_done(scene, page_in_hand(scene)) else scene


def go_to(scene: Scene, event: WentTo) -> Scene:
    """To a question, a section or a row's form."""
    wanted = event.target.strip()
    if not wanted:
        return scene.say("Choose a place first, or type a number or a name, such as go to assessment.")
    table, slash, _ = wanted.partition("/")
    if slash and table in scene.route and standing(scene, wanted) is not None:
        return stand_at(scene, table).walking(editing=wanted)
    found = target(scene, wanted)
    if found:
        scene = stand_at(scene, found)
        return scene.walking(asked=found, asked_revision=_revision(scene.audit.answer(found)))
    known = scene.template.by_id.get(wanted)
    if known is not None and theirs(scene, known.id):
        return scene.say(f"{name_of(known)} is not asked in this audit, because of an earlier answer.")
    return scene.say(
        f"I found nothing called {wanted[:60]}. Type a number or a name, such as go to 3.4 or go to "
        "assessment."
    )


def pause(scene: Scene) -> Scene:
    """Enough for now: say what is safe and how to come back."""
    left = len(scene.route.missing())
    return scene.walking(view="paused", pending=None).say(
        f"Paused. Everything you saved is kept. {_left(left)} Type resume, or press Continue in my audits."
    )


def say_where(scene: Scene) -> Scene:
    """Where am I, and what is left."""
    page = page_in_hand(scene)
    progress = scene.route.progress(page.section.id)
    section = f"{page.section.title}, page {page.number} of {page.of}"
    return scene.say(
        f"You are in {scene.audit.case.reference}, {section}: {progress.section_answered} of "
        f"{progress.section_total} answered here, {progress.answered} of {progress.total} in all.",
        confirming.where(scene),
    )


def stand_at(scene: Scene, question: str) -> Scene:
    """Put this person on the page that shows `question`."""
    same = question == scene.walk.place and scene.walk.view == "page"
    return scene.walking(
        place=question,
        view="page",
        pending=None,
        asked="",
        asked_revision=0,
        editing="",
        passed=scene.walk.passed if same else frozenset(),
    )


def begin(scene: Scene) -> Scene:
    """Under way, if it is not yet: with what the case list already says."""
    if scene.audit.state is not State.ALLOCATED:
        return scene
    scene = ask_contributors(scene.happen(What.STARTED))
    known = {
        "reference": scene.audit.case.reference,
        "team": scene.audit.case.team,
        "case_type": scene.audit.case.case_type,
        "practitioner": scene.turn.names.get(scene.audit.practitioner or "", ""),
        "manager": scene.turn.names.get(scene.audit.manager or "", ""),
        "auditor": " and ".join(scene.turn.names.get(p, "") for p in scene.audit.auditors),
        "theme": scene.audit.case.theme,
        "today": scene.turn.today.isoformat(),
    }
    for question in scene.template.questions:
        raw = known.get(question.prefill, "")
        if not raw:
            continue
        outcome = read(question, raw, scene.turn.today)
        if isinstance(outcome, Refusal):
            continue  # the case list's word is not one of the form's: the auditor is asked instead
        scene = scene.happen(What.ANSWERED, question.id, outcome.clear, outcome.text or None)
    return scene.say("Started. What the case list says is filled in; please check it.")


def _at_the_end(scene: Scene) -> Scene:
    missing = scene.route.missing()
    stage = current(scene.template, scene.audit)
    if missing:
        return stand_at(scene, missing[0].id).say(
            f"That was the last page. {_left(len(missing))} Here is the first of them."
        )
    to = "the manager" if stage is None or stage.id == scene.template.summary_after else goes_to(scene, stage)
    how = f"Type review to read it back, or submit to send it to {to}."
    if not scene.turn.typed:
        how = f"Read it through once, then submit it to {to}."
    if not scene.parts & scene.asked.complete:
        how = "Thank you: that is all that is needed from you."
    return scene.walking(asked="", pending=None).say(f"Everything is answered. {how}")


def count_change(scene: Scene, before: frozenset[str]) -> Scene:
    """Say how an answer has changed what is asked, so that the progress never jumps unexplained."""
    now = scene.route.ids
    if now is before:
        return scene
    opened, closed = len(now - before), len(before - now)
    parts = []
    if opened:
        parts.append(f"opens {opened} more {_questions(opened)}")
    if closed:
        parts.append(f"closes {closed} {_questions(closed)}")
    return scene.say(f"That answer {' and '.join(parts)}.") if parts else scene


def _questions(count: int) -> str:
    return "question" if count == 1 else "questions"


def _left(count: int) -> str:
    if count == 0:
        return "Everything required is answered."
    return f"{count} {_questions(count)} still {'needs' if count == 1 else 'need'} an answer."


def _revision(answer: Answer | None) -> int:
    return answer.revision if answer is not None else 0
