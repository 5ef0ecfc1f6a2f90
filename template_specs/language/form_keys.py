"""The keys of a form as a whole: what it is called, what people are told, its scales, guidance and stages."""

from __future__ import annotations

from template_specs.answer_types import ANSWER_TYPES
from template_specs.language.schema_maps import Key, SchemaMap
from template_specs.language.schema_types import (
    AsItStands,
    Either,
    Figure,
    Flag,
    Link,
    ListOf,
    ListOrFile,
    Map,
    MapOf,
    OneOf,
    Told,
    Words,
)
from template_specs.language.stage_keys import STAGE_MAPS
from template_specs.model import PEOPLE, Tone
from template_specs.reminding import MOST_DAYS

NAME = Words(60, name=True)
LONG = Words(2000)
KIND = OneOf("kind", tuple(kind.code for kind in ANSWER_TYPES))
OPTIONS = ListOf(Either((Map("option"), Words(100))))
BY = ListOf(OneOf("person called", PEOPLE), or_one=True)

TONE = OneOf("tone", tuple(t.value for t in Tone if t))
TONES = MapOf(TONE)
LINK = Link(400)
QUESTIONS = Told((("questions", "group"), ("use", "use")), Map("question"))
NOTES = ListOf(Either((Words(600), Map("note"))))
DOCUMENTS = ListOf(Either((Words(200), Map("guidance_document"))))

SUMMARY_HEADINGS = {
    "improve": "Over what must improve.",
    "good": "Over what is good.",
    "areas": "Over what is written about each area.",
    "actions": "Over the actions.",
    "scores": "Over scores and what is worked out.",
    "judgements": "Over the judgement of each section.",
    "answers": "Over other answers that the form puts into the summary.",
}

FORM = (
    SchemaMap(
        "form",
        (
            Key("form", NAME, "The form's own name, never changed: audits are counted under it.", True),
            Key("version", Figure(1, 9999), "A whole number, one more for each change of content.", True),
            Key("title", Words(200), "The form's full title.", True),
            Key("short_title", Words(40), "A few words for cards and lists.", True),
            Key("source", Words(60), "The document that the items come from."),
            Key("lookback", Map("lookback"), "How many months back the audit, and its judgements, look."),
            Key(
                "lookback_months",
                Figure(0, 240),
                "How many months back the audit looks (short for lookback).",
            ),
            Key("due_working_days", Figure(1, 250), "Working days from allocation to submission."),
            Key("reminders", Map("reminders"), "When people are reminded of a deadline, in working days."),
            Key("overall", Flag(), "false: it gives no overall judgement, and none is missed."),
            Key("minutes", Figure(1, 1440), "Minutes that auditors usually take, once the file is read."),
            Key("notes", NOTES, "What people are told before they begin."),
            Key("guidance_documents", DOCUMENTS, "Documents that auditors work by, named before the start."),
            Key("glossary", MapOf(Words(400)), "Local terms and what they mean."),
            Key("evidence_rule", Map("evidence_rule"), "When evidence is thin and asked about once."),
            Key("uses", ListOf(NAME), "Files of shared indicators, from the folder guidance."),
            Key("scales", MapOf(Map("scale")), "Grades and other ordered scales, by name."),
            Key(
                "picks",
                MapOf(ListOrFile(OPTIONS.item, file="list_file")),
                "Pick lists used by several questions, by name.",
            ),
            Key("indicators", MapOf(Map("indicators")), "What good usually shows, by name."),
            Key("standards", MapOf(Map("standards")), "Practice standards, by name."),
            Key("blocks", MapOf(ListOf(AsItStands("question"))), "Questions for several places, by name."),
            Key("themes", MapOf(Words(100)), "What reports count across audits, by code."),
            Key("stages", ListOf(Map("stage")), "The audit's lifecycle, in order (one stage unless said)."),
            Key("summary_after", NAME, "The stage after which the manager gets the summary."),
            Key("follow_ups", ListOf(Map("follow_up")), "What follows from a grade."),
            Key("practitioner", Map("practitioner"), "What the audit is for the case's practitioner."),
            Key("summary_headings", Map("summary_headings"), "The summary's headings in the form's words."),
            Key("sections", ListOf(Map("section")), "The sections, in the order they are asked.", True),
        ),
    ),
    SchemaMap(
        "lookback",
        (
            Key("months", Figure(1, 240), "How many months back the audit looks."),
            Key("judgement_months", Figure(1, 240), "How many months back its judgements look."),
        ),
    ),
    SchemaMap(
        "reminders",
        (
            Key("before", Figure(0, MOST_DAYS), "Working days before the day (0: none before it)."),
            Key("on", Flag(), "false: none on the day itself."),
            Key("after", Figure(0, MOST_DAYS), "Working days after the day (0: none after it)."),
        ),
    ),
    SchemaMap(
        "note",
        (
            Key("say", Words(600), "What is said.", True),
            Key("to", BY, "Whom it is said to (auditors unless said)."),
        ),
    ),
    SchemaMap(
        "guidance_document",
        (
            Key("title", Words(200), "What it is called.", True),
            Key("link", LINK, "Where it can be read."),
        ),
    ),
    SchemaMap(
        "summary_headings",
        tuple(Key(name, Words(80), about) for name, about in SUMMARY_HEADINGS.items()),
    ),
    SchemaMap(
        "guidance",
        (
            Key("guidance", NAME, "The file's own name, as forms name it under `uses`.", True),
            Key("title", Words(200), "What the guidance is."),
            Key("source", Words(60), "The document that it comes from."),
            Key("link", LINK, "Where the document can be read."),
            Key("glossary", MapOf(Words(400)), "Terms and what they mean, for every form that uses it."),
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
            Key("id", NAME, "The item's number, never changed.", True),
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
            Key("kinds", ListOf(KIND, or_one=True), "The kinds whose evidence is looked at."),
            Key("stock_phrases", ListOf(Words(100)), "Words of compliance that show nothing seen."),
        ),
    ),
    SchemaMap(
        "scale",
        (
            Key("title", Words(100), "The scale's name, as reports show it.", True),
            Key("options", OPTIONS, "The steps of the scale, best first.", True),
        ),
    ),
    SchemaMap(
        "option",
        (
            Key("code", NAME, "A short word that is stored for ever.", True),
            Key("label", Words(100), "What people see.", True),
            Key("descriptor", Words(1500), "What the step means, in full."),
            Key("tone", TONE, "good or improve."),
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
)
"""A form and what stands in it besides its sections; `keys.THINGS` holds them with the rest."""
