"""What the form knows of its own words: initials, grades, indicators, and what a question asks."""

from __future__ import annotations

from collections.abc import Mapping

from template_specs.model import Option, Question, Template
from template_specs.sentences import _
from template_specs.text import folded, listed, nearest


def meaning(template: Template, question: Question | None, about: str) -> str:
    """What a word, initials or a grade mean in this form."""
    wanted = folded(about)
    glossary = {folded(word): (word, said) for word, said in template.glossary.items()}
    for name in (wanted, wanted.rstrip("s"), wanted.removeprefix("a ").removeprefix("the ")):
        if name in glossary:
            word, said = glossary[name]
            return f"{word}: {said}."
    option = _option(template, question, wanted)
    if option is not None:
        told = (
            f"{option.label}: {option.descriptor}"
            if option.descriptor
            else _("{label} is one of the answers.", label=option.label)
        )
        return "\n\n".join(filter(None, (told, _indicators(template, question, wanted) if question else "")))
    asked = next((q for q in template.questions if folded(q.name) == wanted), None)
    if (
        asked is None
        and question is not None
        and wanted
        and wanted in folded(f"{question.name} {question.text}")
    ):
        asked = question
    if asked is not None:
        return of_question(template, asked)
    close = nearest(wanted, glossary) if len(wanted) > 2 else ""
    if close:
        return _(
            "This form does not explain “{about}”. Did you mean {glossary}: {glossary_2}?",
            about=about[:40],
            glossary=glossary[close][0],
            glossary_2=glossary[close][1],
        )
    known = listed(sorted(template.glossary), "and")
    return _("This form does not explain “{about}”.", about=about[:40]) + (
        _(" It explains {known}.", known=known) if known else ""
    )


def of_question(template: Template, question: Question) -> str:
    """What a question asks, with its help and what is good."""
    parts = [question.text]
    if question.help:
        parts.append(question.help)
    choices = [o.label for o in question.options]
    if choices and not question.follows:
        parts.append(_("The answers are {listed}.", listed=listed(choices)))
    if question.columns:
        parts.append(
            _(
                "Each line has: {listed}.",
                listed=listed((c.label.rstrip("?") for c in question.columns), "and"),
            )
        )
    parts.append(_indicators(template, question, ""))
    return "\n\n".join(filter(None, parts))


def grades(template: Template, question: Question | None) -> str:
    """What the grades mean: those of the question in hand, else the form's first scale that says so."""
    options: tuple[Option, ...] = question.options if question is not None and question.kind.grades else ()
    if not any(o.descriptor for o in options):
        with_words = [s.options for s in template.scales.values() if any(o.descriptor for o in s.options)]
        scale = template.scales.get(question.scale) if question is not None else None
        of_question = (
            [scale.options] if scale is not None and any(o.descriptor for o in scale.options) else []
        )
        options = next(iter((*of_question, *with_words)), options)
    lines = [f"• {o.label}: {o.descriptor}" for o in options if o.descriptor]
    if lines:
        return "\n".join([_("The grades mean:"), *lines])
    labels = [o.label for o in options]
    return (
        _("The answers are {listed}; the form says no more of them.", listed=listed(labels))
        if labels
        else _("This form has no grades.")
    )


def looks_like(template: Template, question: Question, about: str) -> str:
    """What good, and outstanding, look like at `question`."""
    told = _indicators(template, question, folded(about))
    if told:
        return told
    if question.kind.grades:
        return grades(template, question)
    return of_question(template, question)


def _indicators(template: Template, question: Question | None, grade: str) -> str:
    if question is None:
        return ""
    found = [template.indicators[name] for name in question.indicators if name in template.indicators]
    good = [line for one in found for line in one.good]
    outstanding = [line for one in found for line in one.outstanding]
    parts = []
    if good and grade != "outstanding":
        parts.append("\n".join([_("Good usually shows:"), *(f"• {line}" for line in good)]))
    if outstanding and grade != "good":
        parts.append("\n".join([_("Moving to outstanding:"), *(f"• {line}" for line in outstanding)]))
    return "\n\n".join(parts)


def _option(template: Template, question: Question | None, wanted: str) -> Option | None:
    scales: Mapping[str, tuple[Option, ...]] = {
        name: scale.options for name, scale in template.scales.items()
    }
    here = question.options if question is not None else ()
    for options in (here, *scales.values()):
        for option in options:
            initials = "".join(word[0] for word in option.label.casefold().split())
            if wanted in (folded(option.label), option.code, *map(folded, option.also)) or (
                len(initials) > 1 and wanted == initials
            ):
                return option
    return None
