"""What the sources mean is in the library's forms whole: key words of each meaning, whatever the sentence.

Facts of the source documents are held against the words that people see.  A pattern is a word of the
meaning, or several that say the same.
"""

from __future__ import annotations

import re
from datetime import date

import pytest

from template_specs.answer_types import Refusal, Value
from template_specs.kinds import read
from template_specs.language.loader import library

TIER2, DEEP_DIVE, MULTI = (
    library()[name] for name in ("tier2-cin-cp", "deep-dive", "multi-agency-case-audit")
)
TODAY = date(2026, 6, 5)

MEANINGS = {
    ("tier2-cin-cp", "ofsted", "outstanding"): (
        "makes work good|standard of good",
        "beyond good",
        "improve",
        "lasts|sustained",
        "lives",
        "research",
        "innovative",
        "develop",
        "strong",
        "confident",
        "exceptional difference",
        "experience",
        "families",
    ),
    ("tier2-cin-cp", "ofsted", "good"): (
        "at risk of harm",
        "likely to be",
        "concern",
        "identified",
        "protected",
        "early",
        "coordinated",
        "recorded",
        "agencies",
        "clear",
        "up to date",
        "listened to",
        "heard",
        "relationships",
        "child and the family",
        "likely change|likelihood",
        "capable|capacity",
        "understood",
        "managed",
        "regularly",
        "timely",
        "effective",
        "risk",
        "authoritative",
        "planning",
        "review",
        "change",
    ),
    ("tier2-cin-cp", "ofsted", "ri"): (
        "not everything|some of",
        "widespread or serious",
        "harm",
        "timely",
        "risk and protective factors",
        "identified",
        "action is taken",
        "safeguard",
        "conclusions",
        "analysis",
        "significant harm",
        "clear",
        "all statutory requirements",
        "standard of Good",
        "assurance",
        "protection, help and care",
    ),
    ("tier2-cin-cp", "ofsted", "inadequate"): (
        "assurance",
        "appear to be",
        "widespread or serious",
        "harmed",
        "at risk",
        "referrals",
        "time",
        "effective",
        "Section 47",
        "planned",
        "assessments",
        "family and children",
        "involved",
        "managers' oversight",
        "statutory requirements",
        "evidence",
    ),
    ("deep-dive", "ofsted", "outstanding"): ("consistently good or better", "sustained", "lives", "families"),
    ("deep-dive", "ofsted", "good"): ("good response", "outcomes", "make a difference", "families"),
    ("deep-dive", "ofsted", "ri"): (
        "no widespread or serious",
        "harm",
        "at risk",
        "not delivered consistently",
        "families",
    ),
    ("deep-dive", "ofsted", "inadequate"): ("widespread or serious", "harmed", "at risk of harm"),
    ("multi-agency-case-audit", "multi_agency", "outstanding"): (
        "every requirement",
        "no deficienc",
        "evidence",
        "effective",
        "impact",
        "outcomes",
    ),
    ("multi-agency-case-audit", "multi_agency", "good"): ("every requirement", "no deficienc"),
    ("multi-agency-case-audit", "multi_agency", "adequate"): ("every requirement and standard is met",),
    ("multi-agency-case-audit", "multi_agency", "inadequate"): ("not every requirement", "serious deficienc"),
}

STANDARDS = {
    "ps1": ("feel safe", "thrive"),
    "1.1": ("safe place to live", "stay connected", "network"),
    "1.2": ("form", "relationships", "safe"),
    "1.3": ("best start", "thriving", "achieving", "aspiring", "future", "needs", "welfare"),
    "3.4": ("lived experience", "risk", "protective", "development", "parenting capacity", "environmental"),
    "3.6": ("triangulat", "said", "seen", "read", "understood"),
    "3.9": ("shared", "views", "agree", "where appropriate", "recorded"),
    "ps3": ("lived experience", "documented", "timely", "analytical", "right way", "right time"),
    "4.5": ("child", "family", "form", "reviewed", "updated"),
    "4.7": ("tools", "analysis", "proportionate", "necessary"),
    "5.2": ("listen", "important", "safe", "happy"),
    "6.3": ("hold each other to account", "lost", "systems"),
    "8.6": ("assumptions", "identity", "themselves", "lived experience"),
    "9.5": ("footprint", "oversee", "drift and delay", "escalate", "back on track"),
}

CHARACTERISTICS = (
    "race",
    "ethnicity",
    "culture",
    "language",
    "faith",
    "disability",
    "gender",
    "identity",
    "sexual orientation",
)
"""What Practice Standard 8 names, besides "or belief"."""


@pytest.mark.parametrize(("form", "scale", "code"), MEANINGS)
def test_what_each_grade_means_is_whole(form, scale, code):
    option = next(o for o in library()[form].scales[scale].options if o.code == code)
    lost = [
        part for part in MEANINGS[form, scale, code] if not re.search(part, option.descriptor, re.IGNORECASE)
    ]
    assert not lost, f"{option.label} has lost {lost}: {option.descriptor}"


def test_every_described_grade_is_held_against_its_source():
    described = {
        (form.id, scale.id, option.code)
        for form in (TIER2, DEEP_DIVE, MULTI)
        for scale in form.scales.values()
        for option in scale.options
        if option.descriptor
    }
    assert described == set(MEANINGS)


@pytest.mark.parametrize("name", STANDARDS)
def test_what_each_standard_means_is_whole(name):
    words = {item.id: item.text for standard in DEEP_DIVE.standards.values() for item in standard.items}
    words |= {standard.id: standard.title for standard in DEEP_DIVE.standards.values()}
    lost = [part for part in STANDARDS[name] if part not in words[name].casefold()]
    assert not lost, f"{name} has lost {lost}: {words[name]}"


def test_standard_8_names_every_protected_characteristic():
    standard = DEEP_DIVE.standards["ps8"]
    assert [word for word in CHARACTERISTICS if word not in standard.title] == []
    assert "faith or belief" in standard.title
    assert "sensitive and responsive" in standard.title
    third = next(item.text for item in standard.items if item.id == "8.3")
    for word in ("race", "ethnicity", "faith", "age", "ability", "identity", "sexual orientation"):
        assert word in third


def test_standards_are_shown_with_their_numbers():
    for number in range(1, 10):
        assert DEEP_DIVE.standards[f"ps{number}"].title.startswith(f"{number}. ")


def test_lived_experience_is_a_term_and_is_kept():
    for form in (TIER2, DEEP_DIVE, MULTI):
        said = repr((form.questions, form.indicators, form.standards, form.pointers, form.scales))
        assert "daily life" not in said
    assert "lived experience" in DEEP_DIVE.by_id["experience"].text
    assert "lived experience" in DEEP_DIVE.indicators["plans"].outstanding[2]


TYPED = [
    (DEEP_DIVE, "case_type", "CIC", "lac"),
    (DEEP_DIVE, "case_type", "child in care", "lac"),
    (DEEP_DIVE, "case_type", "LAC", "lac"),
    (DEEP_DIVE, "case_type", "cla", "lac"),
    (DEEP_DIVE, "case_type", "section 17", "cin"),
    (DEEP_DIVE, "case_type", "s17", "cin"),
    (DEEP_DIVE, "la_status", "section 20", "s20"),
    (DEEP_DIVE, "la_status", "remand", "remand"),
    (DEEP_DIVE, "la_status", "placement order", "placement"),
    (DEEP_DIVE, "la_status", "police protection", "police_protection"),
    (DEEP_DIVE, "parent_views.listened", "n/a", "na"),
    (MULTI, "case_type", "CIC", "lac"),
    (MULTI, "case_type", "s17", "cin"),
    (TIER2, "case_type", "section 17", "cin"),
    (TIER2, "legal_status", "s20", "s20"),
    (TIER2, "3.15", "unknown", "not_known"),
]


@pytest.mark.parametrize(("form", "question", "typed", "code"), TYPED)
def test_what_people_call_it_is_read(form, question, typed, code):
    answer = read(form.by_id[question], typed, TODAY)
    assert isinstance(answer, Value)
    assert answer.clear == code


@pytest.mark.parametrize(
    ("form", "question", "typed"),
    [
        (TIER2, "case_type", "CIC"),
        (TIER2, "case_type", "LAC"),
        (TIER2, "legal_status", "section 17"),
        (TIER2, "legal_status", "section 31"),
        (TIER2, "overall", "na"),
        (TIER2, "overall", "n/a"),
        (TIER2, "3.20", "not applicable"),
    ],
)
def test_what_it_is_not_is_never_suggested(form, question, typed):
    refused = read(form.by_id[question], typed, TODAY)
    assert isinstance(refused, Refusal)
    assert "Did you mean" not in refused.sentence
    assert ("Not applicable is not one of the answers" in refused.sentence) is typed.startswith("n")


def test_a_slip_is_still_suggested():
    refused = read(TIER2.by_id["legal_status"], "supervison orderr", TODAY)
    assert isinstance(refused, Refusal)
    assert "Did you mean Supervision order?" in refused.sentence


def test_another_order_or_type_asks_which():
    for form, question in ((TIER2, "legal_status"), (DEEP_DIVE, "la_status"), (MULTI, "case_type")):
        which = form.by_id[f"{question}.other"]
        assert which.text.startswith("Which ")


def test_each_form_tells_its_auditor_the_rules_of_the_audit():
    rules = {
        TIER2.id: (
            "centre",
            "journey",
            "comment box",
            "immediate concern",
            "18 months",
            "Detailed Audit Guide",
            "own words",
        ),
        DEEP_DIVE.id: (
            "six months",
            "practitioner",
            "views of the child",
            "improvement",
            "practice standards",
            "at once",
        ),
        MULTI.id: ("amend", "compliance", "quality", "QA lead"),
    }
    for name, words in rules.items():
        told = " ".join(library()[name].notes)
        assert [word for word in words if word not in told] == []


def test_the_childs_own_questions_ask_what_earlier_years_asked():
    """A score can be compared with an earlier year's only if the question has the same sense and tense."""
    assert "do you feel" in DEEP_DIVE.by_id["child_views.listened"].text
    assert "did the social worker treat" in DEEP_DIVE.by_id["child_views.respect"].text
    assert "have we made a positive difference" in DEEP_DIVE.by_id["child_views.difference"].text
    for name in ("listened", "respect", "difference"):
        assert len(DEEP_DIVE.by_id[f"child_views.{name}"].anchors) == 2


def test_the_moderator_is_asked_the_same_as_the_auditor():
    for question in DEEP_DIVE.section_by_id["areas"].questions:
        if question.follows:
            continue
        moderated = DEEP_DIVE.by_id[f"{question.id}.moderated"]
        assert moderated.text.removeprefix("Moderator: ").casefold() == question.text.casefold()
        assert moderated.help == question.help
        assert moderated.standards == question.standards


def test_remarks_about_the_form_are_no_findings_about_the_child():
    assert MULTI.by_id["additional"].part.value == ""
