"""Whatever people do, in any order: no exception, nothing lost, always a reply and a way on, true counts."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs.audits.route import path_through
from dialogs.features.navigation import GoTo, OpenAudit
from dialogs.features.submission import SubmitStage
from tests.dialogs.builders import AMARA, SAM, TIER2
from tests.dialogs.chat_harness import answer_everything, open_room
from tests.dialogs.sequences import Watched
from tests.dialogs.strategies import EVERYTHING, Doing, doings

pytestmark = pytest.mark.slow

EXAMPLES = int(os.environ.get("SEQUENCES", "100"))
PROFILE = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


OPENED = [Doing(AMARA, event=OpenAudit()), Doing(SAM, event=OpenAudit())]


def check(watched: Watched, turns: list[Doing]) -> None:
    for turn in turns:
        watched.do(turn)
        check_carried_route(watched)
    assert watched.room.folded() == watched.room.audit


def check_carried_route(watched: Watched) -> None:
    """The route carried on from answer to answer is that of the answers looked at afresh."""
    carried = path_through(watched.room.template, watched.room.audit)
    afresh = path_through(watched.room.template, replace(watched.room.audit))
    assert carried is not afresh
    assert (carried.questions, carried.complete) == (afresh.questions, afresh.complete)


@PROFILE
@given(st.lists(doings(EVERYTHING), min_size=8, max_size=30))
def test_on_a_form_of_every_kind(turns: list[Doing]) -> None:
    check(Watched(open_room(template=EVERYTHING)), [*OPENED, *turns])


@PROFILE
@given(st.lists(doings(EVERYTHING), min_size=5, max_size=15), st.booleans())
def test_around_the_submission(turns: list[Doing], submitted: bool) -> None:
    watched = Watched(open_room(template=EVERYTHING))
    check(watched, [*OPENED, Doing(AMARA, event=GoTo("actions"))])
    answer_everything(watched.room, AMARA)
    if submitted:
        watched.do(Doing(SAM, event=SubmitStage(confirmed=True)))
    check(watched, turns)


@settings(PROFILE, max_examples=max(1, EXAMPLES // 4))
@given(st.lists(doings(TIER2), min_size=5, max_size=20))
def test_on_the_tier_2_form(turns: list[Doing]) -> None:
    check(Watched(open_room(template=TIER2)), [*OPENED, *turns])


@settings(PROFILE, max_examples=max(1, EXAMPLES // 4))
@given(st.lists(doings(EVERYTHING), max_size=15))
def test_without_having_opened_it(turns: list[Doing]) -> None:
    check(Watched(open_room(template=EVERYTHING, manager=None)), turns)
