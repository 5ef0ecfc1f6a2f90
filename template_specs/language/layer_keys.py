"""The keys of files that change a form: variants, which extend it, and overlays, which reword it."""

from __future__ import annotations

from template_specs.language.form_keys import NOTES
from template_specs.language.schema_maps import Key, SchemaMap
from template_specs.language.schema_types import AsItStands, Either, ListOf, Map, MapOf, Told, Words

_NAME = Words(60, name=True)
_NAMES = ListOf(_NAME, or_one=True)
_OPTION_WORDS = MapOf(Either((Map("option_words"), Words(100))))

_ADDED = Told((("questions", "group"), ("use", "use")), AsItStands("question"))

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
        ),
    ),
    SchemaMap(
        "addition",
        (
            Key("after", _NAME, "The question behind which the new ones stand."),
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
        ),
    ),
    SchemaMap(
        "section_words",
        (
            Key("title", Words(120), "The section's title."),
            Key("intro", Words(2000), "What stands above its first question."),
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
            Key("columns", MapOf(Words(100)), "The labels of its columns, by id."),
        ),
    ),
)
"""Every thing of a layer; `keys.THINGS` holds them beside those of a form."""
