"""Reads a form's options, scales and pick lists, and reports their faults."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from template_specs.amounts import figures
from template_specs.answer_types import AnswerType
from template_specs.language.condition_reader import ConditionReader
from template_specs.language.faults import Elsewhere, Faults
from template_specs.language.schema_maps import ParsedMap
from template_specs.language.tree import SourceText
from template_specs.model import NOT_APPLICABLE, Option, Scale, Tone
from template_specs.options import code_of, names
from template_specs.text import folded

Given = Iterable[ParsedMap | SourceText]
_FOR = {
    "when": "Take it out: it is for the options of a choice or choices question.",
    "specify": "Take it out: it is for the options of a choice, choices or likert question, or of a column.",
    "alone": "Take it out: it is for a list of which several can be chosen (choices).",
}


def read_options(given: Given, faults: Faults) -> tuple[Option, ...]:
    """The options of one list.  A bare label gets a code made of its words ("Care order": care_order)."""
    read = [(_option(item), item.line) for item in given]
    taken: dict[str, Option] = {}
    for option, line in read:
        _check_code(option, line, faults)
        for name in dict.fromkeys(folded(name) for name in names(option)):
            other = taken.setdefault(name, option)
            if other is not option:
                faults.add(
                    line,
                    f'"{name}" names both {other.label} and {option.label}.',
                    "Change the code, label or synonym of one of them.",
                )
    return tuple(option for option, _ in read)


def _option(item: ParsedMap | SourceText) -> Option:
    if isinstance(item, SourceText):
        return Option(code_of(item), str(item))
    return Option(
        code=str(item.get("code", "")),
        label=str(item.get("label", item.get("code", ""))),
        descriptor=str(item.get("descriptor", "")),
        tone=Tone(item.get("tone", "")),
        also=tuple(str(word) for word in item.get("also", ())),
        specify=str(item.get("specify", "")),
        alone=item.get("alone", False),
        counts="" if item.get("counts") is None else figures(Decimal(str(item.get("counts")))),
    )


def _check_code(option: Option, line: int, faults: Faults) -> None:
    means_absent = folded(option.label).startswith("not applicable")
    if means_absent != (option.code == NOT_APPLICABLE):
        faults.add(
            line,
            f'The code "{NOT_APPLICABLE}" is kept for Not applicable, and only for it.',
            f"Write `code: {NOT_APPLICABLE}` with `label: Not applicable`, or another code.",
        )


def read_scales(given: Mapping[SourceText, ParsedMap], faults: Faults) -> dict[str, Scale]:
    """The scales of a form, by name."""
    scales = {}
    for name, written in given.items():
        options = read_options(written.get("options", ()), faults)
        if len(options) == 1:
            faults.add(name.line, f'The scale "{name}" has one step.', "Give it two or more.")
        scales[str(name)] = Scale(str(name), str(written.get("title", name)), options)
    return scales


def absent(label: object) -> Option:
    """The option Not applicable, under the label a form gives it ("true" for the usual one)."""
    return Option(NOT_APPLICABLE, "Not applicable" if label is True else str(label), also=("not applicable",))


class OptionReader:
    """Gives a form's questions and columns their choices, and remembers which scales and lists are used."""

    def __init__(
        self,
        scales: Mapping[SourceText, ParsedMap],
        picks: Mapping[SourceText, list[ParsedMap | SourceText]],
        faults: Faults,
    ):
        self.faults = faults
        self.conditions: ConditionReader | None = None
        """What reads the conditions of options: each is read where its list is used."""
        self.scales = read_scales(scales, faults)
        self._given = picks
        for written in scales.values():
            self._only_where(written.get("options", ()), "the steps of a scale", "when", "specify", "alone")
        self.picks = {str(name): read_options(items, faults) for name, items in picks.items()}
        self.given = [("scale", name) for name in scales] + [("pick list", name) for name in picks]
        self.used: set[str] = set()
        self.missed = False
        """Whether some question has nothing to choose from."""

    def unused(self) -> list[tuple[str, SourceText]]:
        """("scale" or "pick list", name) of those that no question uses, except those from another file; none
        where a question names one that is not there, or none at all: it may be meant."""
        if self.missed or self.used - {name for _, name in self.given}:
            return []
        return [
            (what, name)
            for what, name in self.given
            if name not in self.used and not isinstance(name.line, Elsewhere)
        ]

    def used_scales(self) -> dict[str, Scale]:
        """The scales that questions use, by name."""
        return {name: scale for name, scale in self.scales.items() if name in self.used}

    def of_question(
        self, written: ParsedMap, usual: ParsedMap, kind: AnswerType
    ) -> tuple[tuple[Option, ...], str]:
        """The choices of a question, and the name of their scale."""
        if not kind.has_options:
            return (), ""
        name = written.get("scale")
        if name is None and "options" not in written and "scale" in kind.keys:
            name = usual.get("scale")
        options = kind.options
        scale = ""
        if "scale" in written and "options" in written:
            self.faults.add(
                written.line_of("options"),
                "`options` and `scale` stand at one question, which is answered with one of them.",
                "Take one of the two out.",
            )
        if name is not None:
            options, scale = self._on_scale(name)
        elif not options:
            options = self._conditioned(written, self._pick(written), kind)
        if not options and not {"scale", "options"} & set(written.lines) and name is None:
            key = "options" if "options" in kind.keys else "scale"
            self.missed = True
            self.faults.add(
                written.line, f"This {kind.code} question has nothing to choose from.", f"Add `{key}:`."
            )
        options = self._with_absent(written, options, usual if "not_applicable" in kind.keys else None)
        return self._toned(written, usual, options), scale

    def _toned(self, written: ParsedMap, usual: ParsedMap, options: tuple[Option, ...]) -> tuple[Option, ...]:
        """The options with what the question says of their side of the summary, or its section of those it
        has."""
        tones: dict[str, Tone] = {}
        by_name = {folded(name): option.code for option in options for name in names(option)}
        for given, own in ((usual.get("tones", {}), False), (written.get("tones", {}), True)):
            for word, tone in given.items():
                code = by_name.get(folded(word))
                if code is not None:
                    tones[code] = Tone(tone)
                elif own:
                    self.faults.unknown(word.line, "answer here called", word, [o.code for o in options])
        return tuple(replace(o, tone=tones[o.code]) if o.code in tones else o for o in options)

    def _with_absent(
        self, written: ParsedMap, options: tuple[Option, ...], usual: ParsedMap | None = None
    ) -> tuple[Option, ...]:
        label = written.get("not_applicable", usual.get("not_applicable", False) if usual else False)
        if "not_applicable" not in written and any(option.code == NOT_APPLICABLE for option in options):
            return options  # a scale that has it already is no slip of the section's defaults
        if label is False or not options:
            return options
        if any(option.code == NOT_APPLICABLE for option in options):
            self.faults.add(
                written.line_of("not_applicable"),
                "Not applicable is among the options already.",
                "Take `not_applicable` out.",
            )
            return options
        return (*options, absent(label))

    def _on_scale(self, name: SourceText) -> tuple[tuple[Option, ...], str]:
        self.used.add(str(name))
        if name not in self.scales:
            self.faults.unknown(name.line, "scale", name, self.scales)
            return (), str(name)
        return self.scales[name].options, str(name)

    def _pick(self, written: ParsedMap) -> tuple[Option, ...]:
        given = written.get("options", ())
        if not isinstance(given, SourceText):
            return read_options(given, self.faults)
        self.used.add(str(given))
        if given not in self.picks and self.picks:
            self.faults.unknown(given.line, "pick list", given, self.picks)
        elif given not in self.picks:
            self.faults.add(
                given.line,
                f'There is no pick list "{given}".',
                "Write the choices here as a list, such as [Yes, No], or such a list under `picks`.",
            )
        return self.picks.get(given, ())

    def _conditioned(
        self, written: ParsedMap, options: tuple[Option, ...], kind: AnswerType
    ) -> tuple[Option, ...]:
        """The options with their conditions, which look at the questions before this one."""
        if not kind.takes_several:
            self._only_where(self._items(written), f"a {kind.code} question", "alone")
        whens = {
            str(item.get("code")): item.get("when")
            for item in self._items(written)
            if isinstance(item, ParsedMap) and "when" in item
        }
        if not whens or self.conditions is None:
            return options
        if len(whens) == len(options):
            self.faults.add(
                written.line_of("options"),
                "Every option here has a condition, so there may be nothing to choose from.",
                "Leave one of them without `when`.",
            )
        return tuple(
            replace(option, when=self.conditions.read(whens[option.code])) if option.code in whens else option
            for option in options
        )

    def _only_where(self, given: Given, what: str, *keys: str) -> None:
        """Notes each of `keys` that options of `what` cannot have."""
        for item in given:
            for key in keys:
                if isinstance(item, ParsedMap) and item.get(key):
                    self.faults.add(item.line_of(key), f"`{key}` means nothing for {what}.", _FOR[key])

    def _unused_tone(self, given: Given) -> None:
        for item in given:
            if isinstance(item, ParsedMap) and "tone" in item:
                self.faults.add(
                    item.line_of("tone"),
                    "`tone` decides where an answer stands in the summary, and rows do not stand there.",
                    "Take it out.",
                    warning=True,
                )

    def _items(self, written: ParsedMap) -> Given:
        """The options that stand at a question or column, or in the pick list that it names."""
        given = written.get("options", ())
        return self._given.get(given, ()) if isinstance(given, SourceText) else given

    def of_column(self, written: ParsedMap, kind: AnswerType) -> tuple[Option, ...]:
        """The choices of a column of rows."""
        if not kind.has_options:
            return ()
        self._unused_tone(self._items(written))
        if "scale" in written:
            return self._with_absent(written, self._on_scale(written.get("scale"))[0])
        self._only_where(self._items(written), "the options of a column", "when")
        if not kind.takes_several:
            self._only_where(self._items(written), f"a {kind.code} column", "alone")
        options = kind.options or self._pick(written)
        if not options and not {"options", "scale"} & set(written.lines):
            self.faults.add(written.line, "This column has nothing to choose from.", "Add `options:`.")
        return self._with_absent(written, options)
