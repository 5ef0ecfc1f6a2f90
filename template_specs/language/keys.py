"""The one table of the form language's keys.  The reader, the JSON Schema and the manual all follow it."""

from __future__ import annotations

from typing import Any

from template_specs.answer_types import IN_COLUMNS, for_key
from template_specs.language.condition_keys import CONDITIONS
from template_specs.language.form_keys import BY, FORM, KIND, LONG, NAME, OPTIONS, QUESTIONS, TONES
from template_specs.language.layer_keys import LAYERS, OVERLAY, VARIANT
from template_specs.language.schema_maps import Key, SchemaMap
from template_specs.language.schema_types import (
    AsItStands,
    Either,
    Figure,
    Flag,
    ListOf,
    Map,
    MapOf,
    OneOf,
    Words,
)
from template_specs.model import Part

PREFILLS = (
    "reference",
    "team",
    "practitioner",
    "manager",
    "iro",
    "auditor",
    "signer",
    "case_type",
    "today",
    "month",
    "theme",
)
"""The details of a case that can stand in a question's box."""

COLUMN_PARTS = ("what", "who", "by_when", "progress")
STAGES = ("auditor", "supervision")

_OPTIONS_OR_PICK = Either((OPTIONS, NAME), "a list such as [Yes, No], or the name of a pick list")
_EVIDENCE = Either((Flag(), Map("evidence")), "true, false, or {prompt: Why?}")
_NEEDED = Either((Flag(), Map("needed")), "true, false, or {is: [no, partly]}")
_LAST = Either((Flag(), Map("earlier_answer"), NAME))
_SOURCE = Either((Map("source"), Words(60)))

THINGS: dict[str, SchemaMap] = {
    thing.name: thing
    for thing in (
        *FORM,
        SchemaMap(
            "section",
            (
                Key("id", NAME, "The section's own name, never changed.", True),
                Key("title", Words(120), "The section's title.", True),
                Key("number", Words(8), "The number shown; none for a header or closing."),
                Key("intro", LONG, "What stands above its first question."),
                Key("when", Map("condition"), "The condition under which its questions are asked."),
                Key("summary_to", BY, "Who is sent its answers, in the manager's place or besides."),
                Key("for_each", NAME, "The rows question for each of whose rows it is asked."),
                Key("called", Words(40), "What one of those rows is called."),
                Key("comment", Either((Flag(), Map("comment"))), "One comment box for the whole section."),
                Key("defaults", Map("defaults"), "What holds for its questions unless they say otherwise."),
                Key("groups", MapOf(Words(300)), "The headings over sub-questions, by group."),
                Key("questions", ListOf(QUESTIONS), "The questions, groups and blocks, in order.", True),
            ),
        ),
        SchemaMap(
            "group",
            (
                Key("group", NAME, "What sub-questions under one heading are called: their number.", True),
                Key("text", Words(300), "The heading.", True),
                Key("when", Map("condition"), "The condition under which they are asked."),
                Key("questions", ListOf(AsItStands("question")), "The sub-questions, in order.", True),
            ),
        ),
        SchemaMap(
            "use",
            (
                Key("use", NAME, "The block whose questions are asked here.", True),
                Key("as", NAME, "What stands before their ids here."),
                Key("when", Map("condition"), "The condition under which they are asked here."),
            ),
        ),
        SchemaMap(
            "defaults",
            (
                Key("kind", KIND, "The kind of its questions."),
                Key("scale", NAME, "The scale of its graded questions."),
                Key("evidence", _EVIDENCE, "The comment box of questions that can have one."),
                Key("tones", TONES, "What its answers say in the summary, by code or label."),
                Key("summary", Flag(), "Whether its questions stand in the summary."),
                Key("required", Flag(), "Whether its questions must be answered."),
                Key("not_applicable", Either((Flag(), Words(100))), "Adds the choice Not applicable."),
                Key("options", _OPTIONS_OR_PICK, "The choices of its questions that choose."),
                Key("least", Figure(-9999, 999999), "The least of its numbers and scores."),
                Key("most", Figure(-9999, 999999), "The most of its numbers and scores."),
                Key("decimals", Figure(0, 3), "Places after the point of its numbers and scores."),
                Key("unit", Words(20), "What its numbers and scores count."),
                Key("anchors", MapOf(Words(60)), "What the numbers of its scores mean."),
                Key("limit", Figure(1, 4000), "The most characters of its texts and persons."),
                Key("identity", Flag(), "Whether its answers identify somebody."),
                Key("indicators", ListOf(NAME, or_one=True), "What good looks like at its graded questions."),
                Key("standards", ListOf(NAME, or_one=True), "The standards of its graded questions."),
                Key("evidenced", Flag(), "Whether its graded questions tick what is evidenced."),
                Key("lookback", Figure(0, 240), "How many months back its questions look."),
                Key(
                    "last", Flag(), "Whether what the case's earlier audit said stands beside its questions."
                ),
                Key("stage", NAME, "The stage in which its questions are asked."),
                Key("by", BY, "Who may answer its questions."),
            ),
        ),
        SchemaMap(
            "question",
            (
                Key("id", NAME, "What auditors call it and what is stored with the answer.", True),
                Key("text", Words(600), "What is asked, in full.", True),
                Key("number", Words(8), "The number that people see and type, where its id is another."),
                Key("group", NAME, "The sub-questions that it belongs to, as its section names them."),
                Key("together", Flag(), "It stands on one page with the question before it, where both fit."),
                Key("short", Words(60), "A few words that name it in replies."),
                Key("kind", KIND, "How it is answered."),
                Key("item", Words(60), "The item of the form's source that it comes from."),
                Key("source", _SOURCE, "Another document, where it does not come from the form's source."),
                Key("scale", NAME, "The scale that it is graded on."),
                Key("options", _OPTIONS_OR_PICK, "The choices, or the name of a pick list."),
                Key("not_applicable", Either((Flag(), Words(100))), "Adds the choice Not applicable."),
                Key("tones", TONES, "What its answers say in the summary, by code or label."),
                Key("summary", Flag(), "Whether it stands in the manager's summary."),
                Key("summary_to", BY, "Who is sent its answer, in the manager's place or besides."),
                Key("required", Flag(), "Whether a submission needs it (true unless said)."),
                Key("when", Map("condition"), "The condition under which it is asked."),
                Key("evidence", _EVIDENCE, "The comment box."),
                Key("help", Words(1500), "What stands under the question."),
                Key("lookback", Figure(0, 240), "How many months back it looks, said under it."),
                Key("indicators", ListOf(NAME, or_one=True), "What good looks like here."),
                Key("standards", ListOf(NAME, or_one=True), "The practice standards it refers to."),
                Key("evidenced", Flag(), "Indicators and standards can be ticked as evidenced here."),
                Key("theme", NAME, "The theme its answers count under in reports."),
                Key("counted_as", NAME, "What its answers are counted together with in reports."),
                Key("stage", NAME, "The stage in which it is asked (the first unless said)."),
                Key("by", BY, "Who may answer it (those who complete its stage unless said)."),
                Key("own", Flag(), "Once whoever `by` names first has written it, nobody else changes it."),
                Key("final_of", NAME, "The earlier stage's question whose grade this one supersedes."),
                Key("identity", Flag(), "The answer identifies somebody and is stored encrypted."),
                Key("last", _LAST, "The answer of the case's earlier audit that is shown beside it."),
                Key("prefill", OneOf("detail of a case", PREFILLS), "The detail of the case put in its box."),
                Key("not_future", Flag(), "The date cannot be after today."),
                Key("not_past", Flag(), "The date cannot be before today."),
                Key("least", Figure(-9999, 999999), "The least number (0 unless said), or rows."),
                Key("most", Figure(-9999, 999999), "The most (10 for a score, 999 for a number), or rows."),
                Key("decimals", Figure(0, 3), "Places after the point (none unless said)."),
                Key("unit", Words(20), "What the number counts, shown behind it."),
                Key("anchors", MapOf(Words(60)), "What numbers of a score mean, by number."),
                Key("limit", Figure(1, 4000), "The most characters (4,000 for text, 200 for a person)."),
                Key("columns", ListOf(Map("column")), "The columns of a rows question."),
                Key("part", OneOf("part", tuple(p.value for p in Part if p)), "Its part in the summary."),
                Key(
                    "check",
                    ListOf(Map("check"), or_one=True),
                    "What is pointed out about it and earlier answers.",
                ),
                Key("work_out", Map("work_out"), "How it is worked out, instead of asked."),
            ),
        ),
        SchemaMap(
            "work_out",
            (
                Key("share", Map("worked_over"), "What the answers count, in per cent of the most."),
                Key("mean", Map("worked_over"), "What the answers count on average."),
                Key("sum", Map("worked_over"), "What the answers count together."),
                Key("count", Map("worked_over"), "How many answers there are, or how many of some kind."),
                Key("lowest", Map("worked_over"), "The lowest of the grades."),
                Key("days", Map("worked_days"), "The days from one day to another."),
                Key("working_days", Map("worked_days"), "The working days from one day to another."),
                Key("months", Map("worked_days"), "The months from one day to another that are complete."),
                Key("years", Map("worked_days"), "The years from one day to another: an age."),
            ),
        ),
        SchemaMap(
            "worked_over",
            (
                Key("sections", ListOf(NAME, or_one=True), "The sections whose questions go into it."),
                Key("questions", ListOf(NAME, or_one=True), "The questions that go into it."),
                Key("is", ListOf(Words(100), or_one=True), "For a count: the answers that are counted."),
            ),
        ),
        SchemaMap(
            "worked_days",
            (
                Key("from", NAME, "The question with the first day, which does not count itself.", True),
                Key("to", NAME, "The question with the last day, which does.", True),
            ),
        ),
        SchemaMap(
            "check",
            (
                Key("when", Map("condition"), "When it is pointed out.", True),
                Key("say", Words(300), "What is said, and asked.", True),
                Key("hold", Flag(), "It must be put right before submission (asked about once unless said)."),
            ),
        ),
        SchemaMap(
            "evidence",
            (
                Key("prompt", Words(300), "What the box asks for."),
                Key("required", _NEEDED, "Whether a submission needs it filled, or for which answers."),
                Key("limit", Figure(50, 4000), "The most characters (4,000 unless said)."),
                Key("more", ListOf(Map("box")), "Further boxes of the same question."),
            ),
        ),
        SchemaMap("needed", (Key("is", ListOf(Words(100), or_one=True), "The answers.", True),)),
        SchemaMap(
            "box",
            (
                Key("id", NAME, "The box's own name, never changed.", True),
                Key("prompt", Words(300), "What the box asks for.", True),
                Key("required", _NEEDED, "Whether a submission needs it filled, or for which answers."),
                Key("limit", Figure(50, 4000), "The most characters (4,000 unless said)."),
            ),
        ),
        SchemaMap(
            "comment",
            (
                Key("prompt", Words(300), "What the box asks for."),
                Key("required", Flag(), "Whether a submission needs it filled (true unless said)."),
                Key("limit", Figure(50, 4000), "The most characters (4,000 unless said)."),
            ),
        ),
        SchemaMap(
            "earlier_answer",
            (
                Key("question", NAME, "The question of the earlier audit.", True),
                Key("form", NAME, "Its form (the same one unless said)."),
            ),
        ),
        SchemaMap(
            "source",
            (
                Key("document", Words(60), "The document.", True),
                Key("item", Words(60), "The item in it.", True),
            ),
        ),
        SchemaMap(
            "column",
            (
                Key("id", NAME, "The column's own name, never changed.", True),
                Key("label", Words(100), "What people see.", True),
                Key("kind", OneOf("kind", tuple(k.code for k in IN_COLUMNS)), "How it is filled.", True),
                Key("required", Flag(), "Whether a row needs it (true unless said)."),
                Key("filled_by", OneOf("stage", STAGES), "Who fills it: auditor, or later in supervision."),
                Key("options", _OPTIONS_OR_PICK, "The choices, or the name of a pick list."),
                Key("scale", NAME, "The scale that it is graded on."),
                Key("not_applicable", Either((Flag(), Words(100))), "Adds the choice Not applicable."),
                Key("not_future", Flag(), "The date cannot be after today."),
                Key("not_past", Flag(), "The date cannot be before today."),
                Key("least", Figure(-9999, 999999), "The least number (0 unless said)."),
                Key("most", Figure(-9999, 999999), "The most (10 for a score, 9999 for a number)."),
                Key("decimals", Figure(0, 3), "Places after the point (none unless said)."),
                Key("unit", Words(20), "What the number counts, shown behind it."),
                Key("limit", Figure(1, 4000), "The most characters (1,000 unless said)."),
                Key("part", OneOf("part of an action", COLUMN_PARTS), "What action cards take it for."),
                Key("when", Map("condition"), "The condition under which a row asks for it."),
            ),
            "{id: who, label: Who?, kind: text}",
        ),
        *CONDITIONS,
        *LAYERS,
    )
}

ONLY_FOR = {key.name: kinds for key in THINGS["question"].keys if (kinds := for_key(key.name))}
"""Keys of a question that have a meaning for some answer types only, and for which."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a form, for editors that complete and check as you type.

    It covers the other files of the language too: variants, overlays and shared guidance.
    """
    defs = {name: thing.schema() for name, thing in THINGS.items()}
    own = {**defs["form"]["properties"], **defs[VARIANT]["properties"]}
    del own["sections"]
    varying = {**defs[VARIANT], "properties": own, "required": ["extends", "form", "version"]}
    form: dict[str, Any] = {"$ref": "#/$defs/form"}
    for key, other in (("guidance", "guidance"), (OVERLAY, OVERLAY)):
        form = {"if": {"required": [key]}, "then": {"$ref": f"#/$defs/{other}"}, "else": form}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Audit form",
        "if": {"required": ["extends"]},
        "then": varying,
        "else": form,
        "$defs": defs,
    }
