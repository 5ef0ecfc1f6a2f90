"""The ways to answer a question, one module each, and the tables that are read off them.

To add one: write its module, and name it here.  Nothing else in the program lists answer types.
"""

from __future__ import annotations

from collections.abc import Mapping

from template_specs.answer_types.base import AnswerType as AnswerType
from template_specs.answer_types.base import Clear as Clear
from template_specs.answer_types.base import Prompt as Prompt
from template_specs.answer_types.base import Refusal as Refusal
from template_specs.answer_types.base import Value as Value
from template_specs.answer_types.base import Widget as Widget
from template_specs.answer_types.base import flat as flat
from template_specs.answer_types.choice import CHOICE as CHOICE
from template_specs.answer_types.choices import CHOICES as CHOICES
from template_specs.answer_types.date import DATE as DATE
from template_specs.answer_types.duration import DURATION as DURATION
from template_specs.answer_types.grade import GRADE as GRADE
from template_specs.answer_types.likert import LIKERT as LIKERT
from template_specs.answer_types.number import NUMBER as NUMBER
from template_specs.answer_types.person import PERSON as PERSON
from template_specs.answer_types.rows import ROWS as ROWS
from template_specs.answer_types.score import SCORE as SCORE
from template_specs.answer_types.text import TEXT as TEXT
from template_specs.answer_types.tick import TICK as TICK
from template_specs.answer_types.worked_out import WORKED_OUT as WORKED_OUT
from template_specs.answer_types.yes_no import YES_NO as YES_NO

ANSWER_TYPES: tuple[AnswerType, ...] = (
    GRADE,
    CHOICE,
    CHOICES,
    YES_NO,
    TEXT,
    DATE,
    DURATION,
    NUMBER,
    SCORE,
    LIKERT,
    PERSON,
    TICK,
    ROWS,
)
"""Every answer type, in the order in which the manual and messages list them."""

BY_CODE: Mapping[str, AnswerType] = {kind.code: kind for kind in (*ANSWER_TYPES, WORKED_OUT)}
"""Answer types by what a form's file and snapshot call them, with the one that nobody answers."""

IN_COLUMNS = tuple(kind for kind in ANSWER_TYPES if kind.in_column)
"""Those that a column of rows can have."""


def for_key(key: str) -> frozenset[AnswerType]:
    """The answer types for which a question's key `key` means something; empty where it is for every one."""
    return frozenset(kind for kind in ANSWER_TYPES if key in kind.keys)
