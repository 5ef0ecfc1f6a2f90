"""The keys of a form's stages, and of what each of them can do."""

from __future__ import annotations

from template_specs.language.schema_maps import Key, SchemaMap
from template_specs.language.schema_types import Figure, Flag, ListOf, Map, MapOf, OneOf, Words
from template_specs.stages import PEOPLE, Shown

_NAME = Words(60, name=True)
_BY = ListOf(OneOf("person called", PEOPLE), or_one=True)

STAGE_MAPS = (
    SchemaMap(
        "stage",
        (
            Key("id", _NAME, "The stage's own name, never changed.", True),
            Key("title", Words(60), "What people see.", True),
            Key("by", _BY, "Who completes it.", True),
            Key("working_days", Figure(1, 250), "Working days from the end of the stage before."),
            Key("needs_all", Flag(), "Everybody named completes it, each for themselves."),
            Key("gives_back", Map("gives_back"), "The answer that gives the audit back to its auditors."),
            Key("escalates", Map("escalates"), "The answer of which others hear at once."),
            Key("returns", Map("returns"), "The answer that says who has the audit to read then."),
            Key("share", Map("share"), "Only a share of the audits comes into it, drawn as this says."),
            Key("reply", Map("reply"), "It is the manager's right to reply, answered as this says."),
        ),
    ),
    SchemaMap(
        "gives_back",
        (
            Key("question", _NAME, "The question of this stage that decides it.", True),
            Key(
                "is",
                ListOf(Words(100), or_one=True),
                "The answers that give it back, by code or label.",
                True,
            ),
        ),
    ),
    SchemaMap(
        "escalates",
        (
            Key("question", _NAME, "The question of this stage that decides it.", True),
            Key("is", ListOf(Words(100), or_one=True), "The answers that are escalated.", True),
            Key("to", _BY, "Who hears of them at once, with the reason.", True),
        ),
    ),
    SchemaMap(
        "returns",
        (
            Key("question", _NAME, "The question of this stage in which they are ticked.", True),
            Key("to", MapOf(OneOf("person called", PEOPLE)), "Each answer's code, with who it is.", True),
        ),
    ),
    SchemaMap(
        "share",
        (
            Key("question", _NAME, "The graded question of an earlier stage that decides."),
            Key("is", ListOf(Words(100), or_one=True), "The grades of which every audit comes."),
            Key("new_auditors", Figure(1, 50), "The first so many audits of each auditor come."),
            Key("one_in", Figure(2, 1000), "One in so many of all audits comes, the same each time."),
        ),
    ),
    SchemaMap(
        "follow_up",
        (
            Key("question", _NAME, "The graded question that it looks at; the grade that counts last.", True),
            Key("is", ListOf(Words(100), or_one=True), "The grades from which it follows.", True),
            Key("tell", _BY, "Who hears of it besides the manager."),
            Key("plan_days", Figure(1, 250), "Working days in which the manager writes a plan."),
            Key("reaudit_weeks", Figure(1, 104), "Weeks after which the case is audited again."),
        ),
    ),
    SchemaMap(
        "practitioner",
        (
            Key("result_after", _NAME, "The stage after which they get the result (the last unless said)."),
            Key(
                "result_shows",
                ListOf(OneOf("part of the result", tuple(Shown)), or_one=True),
                "What they see of it (strengths and actions unless said).",
            ),
            Key("together", Flag(), "Auditor and practitioner go through the audit together."),
            Key("draft", Flag(), "They answer the draft before it is submitted."),
        ),
    ),
    SchemaMap(
        "reply",
        (
            Key(
                "answer_days",
                Figure(1, 250),
                "Working days in which a challenged grade is kept or changed by those who gave it.",
                True,
            ),
        ),
    ),
)
