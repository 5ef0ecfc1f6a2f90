"""What is worked out over many answers is the same, however it is added up."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dialogs.audits.events import EventKind
from dialogs.audits.route import look_through, path_through
from dialogs.conversation.context import TurnContext
from dialogs.conversation.state import ConversationState
from template_specs.model import Template
from template_specs.worked_out import worked_value
from tests.bench.generated import form_of
from tests.dialogs.builders import AMARA
from tests.dialogs.chat_harness import open_room

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return form_of(90, Path(tmp_path_factory.mktemp("forms")), conditions=True)


@pytest.mark.parametrize("seed", range(6))
def test_a_tally_is_what_adding_up_comes_to(form: Template, seed: int) -> None:
    chance = random.Random(seed)
    room = open_room(template=form)
    context = TurnContext(form, room.audit, ConversationState(), room.turn(AMARA))
    assert {"all.mean", "all.sum", "all.lowest", "all.count", "s2.share"} <= form.tallied
    closed = 0
    for _ in range(120):
        question = chance.choice([q for q in form.questions if q.kind.grades])
        if chance.random() < 0.1:
            context = context.record(EventKind.ANSWERED, "beginning", None, chance.choice(("", "Why")))
        value = chance.choice(("outstanding", "good", "ri", "inadequate", None))
        context = context.record(EventKind.ANSWERED, question.id, value, "Seen on the file")
        look = look_through(form, context.audit)
        route = path_through(form, context.audit)
        closed += len(form.questions) - len(route.questions)
        fresh = context.audit.replace()  # which has nothing worked out yet
        assert path_through(form, fresh).ids == route.ids
        for name, worked in form.worked_out.items():
            slowly = worked_value(form, worked, look)
            assert look(name) == slowly == look_through(form, fresh)(name), name
    assert closed, "no section was ever closed"
