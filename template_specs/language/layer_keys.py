"""The keys of files that change a form: variants, which extend it, and overlays, which reword it."""

from __future__ import annotations

from template_specs.language.form_keys import NOTES
from template_specs.language.schema_maps import Key, SchemaMap
from template_specs.language.schema_types import AsItStands, Either, ListOf, Map, MapOf, OneOf, Told, Words

_NAME = Words(60, name=True)
_NAMES = ListOf(_NAME, or_one=True)
_OPTION_WORDS = MapOf(Either((Map("option_words"), Words(100))))

_ADDED = Told((("questions", "group"), ("use", "use")), AsItStands("question"))

LANGUAGES = {"cy": "Welsh"}
"""The languages that a form can have besides English, by their codes."""

VARIANT = "variant"
OVERLAY = "overlay"

LAYERS = (
    SchemaMap(
        VARIANT,
        (
            Key(
                "extends", Words(100), "The form that it varies: its name, or its file beside this one.", True
            ),
            Key("remove", Map("removal"), "What this variant does without."),
            Key("replace", Map("replacement"), "Keys that take the place of the form's own."),
            Key("add", ListOf(Map("addition")), "What this variant asks besides."),
        ),
    ),
    SchemaMap(
        "removal",
        (
            Key("questions", _NAMES, "Questions that are not asked, by id."),
            Key("sections", _NAMES, "Sections that are left out whole, by id."),
        ),
    ),
    SchemaMap(
        "replacement",
        (
            Key("questions", ListOf(AsItStands()), "Questions, each with its id and the keys that change."),
            Key("sections", ListOf(AsItStands()), "Sections, each with its id and the keys that change."),
            Key("picks", MapOf(Map("list_changes")), "Pick lists, by name, with what comes and goes."),
        ),
    ),
    SchemaMap(
        "list_changes",
        (
            Key("add", ListOf(Either((Map("option"), Words(100)))), "New choices, at the end."),
            Key("remove", _NAMES, "Choices that it does without, by code."),
        ),
    ),
    SchemaMap(
        "addition",
        (
            Key("after", _NAME, "The question behind which the new ones stand."),
            Key("before", _NAME, "The question, or for new sections the section, that they stand before."),
            Key("section", _NAME, "The section at whose end, or behind which, they stand."),
            Key("questions", ListOf(_ADDED), "New questions, groups and blocks."),
            Key("sections", ListOf(AsItStands("section")), "New sections."),
        ),
    ),
    SchemaMap(
        OVERLAY,
        (
            Key("overlay", _NAME, "The wording's own name, such as the organisation's.", True),
            Key("for", _NAME, "The form that it is laid over.", True),
            Key(
                "language",
                OneOf("language", tuple(LANGUAGES)),
                "The language of the words, beside the form's own.",
            ),
            Key("title", Words(200), "The form's title."),
            Key("short_title", Words(40), "A few words for cards and lists."),
            Key("notes", NOTES, "What people are told before they begin, all of it."),
            Key("glossary", MapOf(Words(400)), "Terms, added to the form's or in their place."),
            Key("themes", MapOf(Words(100)), "The words of themes, by code."),
            Key("stages", MapOf(Words(60)), "The titles of stages, by id."),
            Key("scales", MapOf(Map("scale_words")), "The words of scales, by name."),
            Key("picks", MapOf(_OPTION_WORDS), "The words of pick lists, by name and code."),
            Key("sections", MapOf(Map("section_words")), "The words of sections, by id."),
            Key("questions", MapOf(Map("question_words")), "The words of questions, by id."),
            Key("indicators", MapOf(Map("indicator_words")), "The words of indicators, by name."),
            Key("standards", MapOf(Map("standard_words")), "The words of practice standards, by name."),
            Key("pointers", ListOf(Words(400)), "What a good audit does, all of it."),
            Key("summary_headings", Map("summary_headings"), "The summary's headings."),
            Key("guidance_documents", MapOf(Words(200)), "The titles of guidance documents, by title."),
            Key("translated_from", MapOf(Words(20)), "Which words each translation was made from."),
        ),
    ),
    SchemaMap(
        "scale_words",
        (
            Key("title", Words(100), "The scale's name."),
            Key("options", _OPTION_WORDS, "The words of its steps, by code."),
        ),
    ),
    SchemaMap(
        "option_words",
        (
            Key("label", Words(100), "What people see."),
            Key("descriptor", Words(1500), "What it means, in full."),
            Key("specify", Words(100), "What is asked of those who choose it."),
            Key("also", ListOf(Words(60), or_one=True), "Other words that people type for it."),
        ),
    ),
    SchemaMap(
        "section_words",
        (
            Key("title", Words(120), "The section's title."),
            Key("intro", Words(2000), "What stands above its first question."),
            Key("called", Words(40), "What one of the rows is called that it is asked for."),
            Key("groups", MapOf(Words(300)), "The headings over sub-questions, by group."),
            Key("comment", Words(300), "What the comment box of the whole section asks for."),
        ),
    ),
    SchemaMap(
        "question_words",
        (
            Key("text", Words(600), "What is asked, in full."),
            Key("short", Words(60), "A few words that name it in replies."),
            Key("help", Words(1500), "What stands under the question."),
            Key("prompt", Words(300), "What its comment box asks for."),
            Key("options", _OPTION_WORDS, "The words of its own choices, by code."),
            Key("not_applicable", Words(100), "The label of its choice Not applicable."),
            Key("boxes", MapOf(Words(300)), "What its further comment boxes ask for, by id."),
            Key("checks", ListOf(Words(300)), "What its checks say, in their order."),
            Key("anchors", MapOf(Words(60)), "What numbers of its score mean, by number."),
            Key("unit", Words(20), "What its number counts."),
            Key("columns", MapOf(Either((Map("column_words"), Words(100)))), "Its columns, by id."),
        ),
    ),
    SchemaMap(
        "column_words",
        (
            Key("label", Words(100), "What people see."),
            Key("options", _OPTION_WORDS, "The words of its own choices, by code."),
            Key("not_applicable", Words(100), "The label of its choice Not applicable."),
            Key("unit", Words(20), "What its number counts."),
        ),
    ),
    SchemaMap(
        "indicator_words",
        (
            Key("subject", Words(60), "What they are about, as in a sentence."),
            Key("good", ListOf(Words(400)), "What good usually shows, all of it in its order."),
            Key("outstanding", ListOf(Words(400)), "What moves it towards outstanding, all in its order."),
        ),
    ),
    SchemaMap(
        "standard_words",
        (
            Key("title", Words(200), "The standard's title."),
            Key("items", MapOf(Words(600)), "Its items, by id."),
        ),
    ),
)
"""Every thing of a layer; `keys.THINGS` holds them beside those of a form."""
