"""The one table of the form language's keys.  The reader, the JSON Schema and the manual all follow it."""

from __future__ import annotations

from typing import Any

from template_specs.answer_types import ANSWER_TYPES, IN_COLUMNS, for_key
from template_specs.language.condition_keys import CONDITIONS
from template_specs.language.layer_keys import LAYERS, OVERLAY, VARIANT
from template_specs.language.schema_maps import Key, SchemaMap
from template_specs.language.schema_types import (
    Either,
    Figure,
    Flag,
    ListOf,
    ListOrFile,
    Map,
    MapOf,
    OneOf,
    Words,
)
from template_specs.language.stage_keys import STAGE_MAPS
from template_specs.model import PEOPLE, Part, Tone

PREFILLS = tuple("reference team practitioner manager iro auditor signer case_type today month theme".split())
"""The details of a case that can stand in a question's box."""

COLUMN_PARTS = ("what", "who", "by_when", "progress")
STAGES = ("auditor", "supervision")

_NAME = Words(60, name=True)
_LONG = Words(2000)
_KIND = OneOf("kind", tuple(kind.code for kind in ANSWER_TYPES))
_OPTIONS = ListOf(Either((Map("option"), Words(100))))
_OPTIONS_OR_PICK = Either((_OPTIONS, _NAME))
_EVIDENCE = Either((Flag(), Map("evidence")))
_NEEDED = Either((Flag(), Map("needed")))
_BY = ListOf(OneOf("person called", PEOPLE), or_one=True)
_SOURCE = Either((Map("source"), Words(60)))

THINGS: dict[str, SchemaMap] = {
    thing.name: thing
    for thing in (
        SchemaMap(
            "form",
            (
                Key("form", _NAME, "The form's own name, never changed: audits are counted under it.", True),
                Key("version", Figure(1, 9999), "A whole number, one more for each change of content.", True),
                Key("title", Words(200), "The form's full title.", True),
                Key("short_title", Words(40), "A few words for cards and lists.", True),
                Key("source", Words(60), "The document that the items come from."),
                Key("lookback_months", Figure(0, 240), "How many months back the audit looks."),
                Key("due_working_days", Figure(1, 250), "Working days from allocation to submission."),
                Key("minutes", Figure(1, 1440), "Minutes that auditors usually take, once the file is read."),
                Key("notes", ListOf(Words(600)), "What auditors are told before the start."),
                Key("glossary", MapOf(Words(400)), "Local terms and what they mean."),
                Key("evidence_rule", Map("evidence_rule"), "When evidence is thin and asked about once."),
                Key("uses", ListOf(_NAME), "Files of shared indicators, from the folder guidance."),
                Key("scales", MapOf(Map("scale")), "Grades and other ordered scales, by name."),
                Key(
                    "picks",
                    MapOf(ListOrFile(_OPTIONS.item, file="list_file")),
                    "Pick lists used by several questions, by name.",
                ),
                Key("indicators", MapOf(Map("indicators")), "What good usually shows, by name."),
                Key("standards", MapOf(Map("standards")), "Practice standards, by name."),
                Key("themes", MapOf(Words(100)), "What reports count across audits, by code."),
                Key(
                    "stages", ListOf(Map("stage")), "The audit's lifecycle, in order (one stage unless said)."
                ),
                Key("summary_after", _NAME, "The stage after which the manager gets the summary."),
                Key("sections", ListOf(Map("section")), "The sections, in the order they are asked.", True),
            ),
        ),
        SchemaMap(
            "guidance",
            (
                Key("guidance", _NAME, "The file's own name, as forms name it under `uses`.", True),
                Key("title", Words(200), "What the guidance is."),
                Key("source", Words(60), "The document that it comes from."),
                Key("pointers", ListOf(Words(400)), "What a good audit does, for auditors."),
                Key("indicators", MapOf(Map("indicators")), "What good usually shows, by name."),
                Key("standards", MapOf(Map("standards")), "Practice standards, by name."),
            ),
        ),
        SchemaMap(
            "standards",
            (
                Key("title", Words(300), "The standard, in a sentence.", True),
                Key("items", ListOf(Map("standard")), "Its items, in order.", True),
            ),
        ),
        SchemaMap(
            "standard",
            (
                Key("id", _NAME, "The item's number, never changed.", True),
                Key("text", Words(600), "What the item asks for.", True),
                Key("item", Words(60), "What its source calls it, where that differs."),
            ),
        ),
        *STAGE_MAPS,
        SchemaMap(
            "evidence_rule",
            (
                Key("least_words", Figure(0, 100), "Fewer words than this are thin."),
                Key("sameness", Figure(0, 1, part=True), "The share of a text that may stand elsewhere."),
                Key("kinds", ListOf(_KIND, or_one=True), "The kinds whose evidence is looked at."),
                Key("stock_phrases", ListOf(Words(100)), "Words of compliance that show nothing seen."),
            ),
        ),
        SchemaMap(
            "scale",
            (
                Key("title", Words(100), "The scale's name, as reports show it.", True),
                Key("options", _OPTIONS, "The steps of the scale, best first.", True),
            ),
        ),
        SchemaMap(
            "option",
            (
                Key("code", _NAME, "A short word that is stored for ever.", True),
                Key("label", Words(100), "What people see.", True),
                Key("descriptor", Words(1500), "What the step means, in full."),
                Key("tone", OneOf("tone", tuple(t.value for t in Tone if t)), "good or improve."),
                Key("also", ListOf(Words(60), or_one=True), "Other words that people type for it."),
                Key("when", Map("condition"), "The condition under which it can be chosen."),
                Key("specify", Words(100), "What is asked of those who choose it, in a box of its own."),
                Key("alone", Flag(), "It cannot be chosen together with others."),
                Key("counts", Figure(-1000, 1000, part=True), "What it counts in a share, mean or sum."),
            ),
        ),
        SchemaMap("list_file", (Key("file", Words(100), "A CSV file beside the form.", True),)),
        SchemaMap(
            "indicators",
            (
                Key("subject", Words(60), "What they are about, as in a sentence.", True),
                Key("good", ListOf(Words(400)), "What good usually shows.", True),
                Key("outstanding", ListOf(Words(400)), "What moves it towards outstanding."),
            ),
        ),
        SchemaMap(
            "section",
            (
                Key("id", _NAME, "The section's own name, never changed.", True),
                Key("title", Words(120), "The section's title.", True),
                Key("number", Words(8), "The number shown; none for a header or closing."),
                Key("intro", _LONG, "What stands above its first question."),
                Key("when", Map("condition"), "The condition under which its questions are asked."),
                Key("comment", Either((Flag(), Map("comment"))), "One comment box for the whole section."),
                Key("defaults", Map("defaults"), "What holds for its questions unless they say otherwise."),
                Key("questions", ListOf(Map("question")), "The questions, in order.", True),
            ),
        ),
        SchemaMap(
            "defaults",
            (
                Key("kind", _KIND, "The kind of its questions."),
                Key("scale", _NAME, "The scale of its graded questions."),
                Key("evidence", _EVIDENCE, "The comment box of questions that can have one."),
                Key("required", Flag(), "Whether its questions must be answered."),
                Key("not_applicable", Either((Flag(), Words(100))), "Adds the choice Not applicable."),
                Key("indicators", ListOf(_NAME, or_one=True), "The indicators of its graded questions."),
                Key("standards", ListOf(_NAME, or_one=True), "The standards of its graded questions."),
                Key("evidenced", Flag(), "Whether its graded questions tick what is evidenced."),
                Key("stage", _NAME, "The stage in which its questions are asked."),
                Key("by", _BY, "Who may answer its questions."),
            ),
        ),
        SchemaMap(
            "question",
            (
                Key("id", _NAME, "What auditors call it and what is stored with the answer.", True),
                Key("text", Words(600), "What is asked, in full.", True),
                Key("short", Words(60), "A few words that name it in replies."),
                Key("kind", _KIND, "How it is answered."),
                Key("item", Words(60), "The item of the form's source that it comes from."),
                Key("source", _SOURCE, "Another document, where it does not come from the form's source."),
                Key("scale", _NAME, "The scale that it is graded on."),
                Key("options", _OPTIONS_OR_PICK, "The choices, or the name of a pick list."),
                Key("not_applicable", Either((Flag(), Words(100))), "Adds the choice Not applicable."),
                Key("required", Flag(), "Whether a submission needs it (true unless said)."),
                Key("when", Map("condition"), "The condition under which it is asked."),
                Key("evidence", _EVIDENCE, "The comment box."),
                Key("help", Words(1500), "What stands under the question."),
                Key("indicators", ListOf(_NAME, or_one=True), "What is shown when evidence is thin."),
                Key("standards", ListOf(_NAME, or_one=True), "The practice standards it refers to."),
                Key("evidenced", Flag(), "Indicators and standards can be ticked as evidenced here."),
                Key("theme", _NAME, "The theme its answers count under in reports."),
                Key("stage", _NAME, "The stage in which it is asked (the first unless said)."),
                Key("by", _BY, "Who may answer it (those who complete its stage unless said)."),
                Key("final_of", _NAME, "The earlier stage's question whose grade this one supersedes."),
                Key("identity", Flag(), "The answer identifies somebody and is stored encrypted."),
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
                Key("check", ListOf(Map("check")), "What is pointed out about it and earlier answers."),
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
            ),
        ),
        SchemaMap(
            "worked_over",
            (
                Key("sections", ListOf(_NAME, or_one=True), "The sections whose questions go into it."),
                Key("questions", ListOf(_NAME, or_one=True), "The questions that go into it."),
                Key("is", ListOf(Words(100), or_one=True), "For a count: the answers that are counted."),
            ),
        ),
        SchemaMap(
            "worked_days",
            (
                Key("from", _NAME, "The question with the first day, which does not count itself.", True),
                Key("to", _NAME, "The question with the last day, which does.", True),
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
                Key("id", _NAME, "The box's own name, never changed.", True),
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
            "source",
            (
                Key("document", Words(60), "The document.", True),
                Key("item", Words(60), "The item in it.", True),
            ),
        ),
        SchemaMap(
            "column",
            (
                Key("id", _NAME, "The column's own name, never changed.", True),
                Key("label", Words(100), "What people see.", True),
                Key("kind", OneOf("kind", tuple(k.code for k in IN_COLUMNS)), "How it is filled.", True),
                Key("required", Flag(), "Whether a row needs it (true unless said)."),
                Key("filled_by", OneOf("stage", STAGES), "Who fills it: auditor, or later in supervision."),
                Key("options", _OPTIONS_OR_PICK, "The choices, or the name of a pick list."),
                Key("scale", _NAME, "The scale that it is graded on."),
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
