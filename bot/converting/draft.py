"""A draft form while it is put together, and its YAML."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML

from template_specs.text import clean, excerpt

LONGEST = {"text": 600, "short": 60, "help": 1500, "title": 120, "item": 60, "label": 100, "descriptor": 1500}
"""Characters that the form language takes for each."""
GRADES: Mapping[str, tuple[str, str]] = {
    "outstanding": ("Outstanding", "good"),
    "good": ("Good", "good"),
    "requires improvement to be good": ("Requires improvement", "improve"),
    "requires improvement": ("Requires improvement", "improve"),
    "adequate": ("Adequate", ""),
    "satisfactory": ("Satisfactory", ""),
    "inadequate": ("Inadequate", "improve"),
}
"""Words for grades, best first: what they are called, and which side of a summary they are on."""
NO_MEANING = "Its meaning does not stand in the paper form: write here what it means, in full."


@dataclass
class Draft:
    """What has been read so far; `unsure` is told at the end, line by line."""

    name: str
    source: str
    title: str = ""
    sections: list[dict[str, Any]] = field(default_factory=list)
    meanings: dict[str, str] = field(default_factory=dict)
    """Label of a grade -> what it means."""
    picks: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    unsure: list[str] = field(default_factory=list)
    """What could not be told, or was guessed: a sentence each."""
    _ids: set[str] = field(default_factory=set)

    @property
    def questions(self) -> list[dict[str, Any]]:
        """All questions so far."""
        return [question for section in self.sections for question in section["questions"]]

    def section(self, title: str, number: str = "") -> dict[str, Any]:
        """Begins a new section, unless one of that title stands empty at the end."""
        said = shortened(title, "title") or "Questions"
        if self.sections and not self.sections[-1]["questions"]:
            empty = self.sections.pop()
            if empty.get("intro") or empty.get("number"):
                self.doubt(
                    empty["title"], f"no questions were found under it. {empty.get('intro', '')}".strip()
                )
        made: dict[str, Any] = {"id": self.free_id(f"part-{said}"), "title": said}
        if number:
            made["number"] = number
        made["questions"] = []
        self.sections.append(made)
        return made

    def ask(self, text: str, kind: str, *, id: str = "", item: str = "", **more: Any) -> dict[str, Any]:
        """A question at the end of the section in hand."""
        if not self.sections:
            self.section("About this audit")
        words = shortened(text, "text")
        here = self.sections[-1]
        own = self.free_id(id or self._numbered(here) or words)
        question: dict[str, Any] = {
            "id": own,
            "short": shortened(words, "short"),
            "text": words,
            "kind": kind,
        }
        question |= {key: value for key, value in more.items() if value}
        question["item"] = shortened(item or words, "item")
        here["questions"].append(question)
        return question

    def _numbered(self, section: Mapping[str, Any]) -> str:
        number = section.get("number", "")
        return f"{number}.{len(section['questions']) + 1}" if number else ""

    def free_id(self, wanted: str) -> str:
        """An id made of `wanted` that nothing has yet."""
        plain = (
            re.sub(r"[^A-Za-z0-9._-]+", "_", wanted).strip("._-").casefold()[:40].strip("._-") or "question"
        )
        own, more = plain, 2
        while own in self._ids:
            own, more = f"{plain}_{more}", more + 1
        self._ids.add(own)
        return own

    def doubt(self, about: str, sentence: str) -> None:
        """Notes that something about `about` is a guess, or was not taken."""
        self.unsure.append(f"{excerpt(about, 60)}: {sentence}")

    def document(self) -> dict[str, Any]:
        """The form as its YAML says it."""
        title = shortened(self.title, "title") or self.name
        form: dict[str, Any] = {
            "form": self.name,
            "version": 1,
            "title": title,
            "short_title": excerpt(title, 40),
            "source": shortened(self.source, "item"),
        }
        if any(question["kind"] == "grade" for question in self.questions):
            form["scales"] = {"grades": {"title": "The form's own grades", "options": self._grades()}}
        if self.picks:
            form["picks"] = self.picks
        form["sections"] = [section for section in self.sections if section["questions"]]
        return form

    def _grades(self) -> list[dict[str, Any]]:
        labels = self.meanings or dict.fromkeys(
            ("Outstanding", "Good", "Requires improvement", "Inadequate"), ""
        )
        options = []
        for label, tone in dict.fromkeys(GRADES.values()):
            if label not in labels:
                continue
            option = {"code": re.sub(r"\W+", "_", label.casefold()), "label": label}
            option |= {"tone": tone} if tone else {}
            if not labels[label]:
                self.doubt(
                    label, "its meaning was not found; write it in place of the sentence that stands there"
                )
            options.append({**option, "descriptor": shortened(labels[label], "descriptor") or NO_MEANING})
        return options

    def yaml(self) -> str:
        """The draft as a file, with what could not be told in front."""
        form = self.document()
        out = io.StringIO()
        writer = YAML()
        writer.width, writer.allow_unicode = 110, True
        writer.representer.ignore_aliases = lambda _: True
        writer.indent(mapping=2, sequence=4, offset=2)
        writer.dump(form, out)
        told = [
            "# A draft made from "
            + " ".join(self.source.split())
            + ". Read every line of it before you use it."
        ]
        told += [f"# - {' '.join(line.split())}" for line in self.unsure]
        return "\n".join(told) + "\n" + out.getvalue()


def shortened(text: str, what: str) -> str:
    """`text` on one line, as long as a form may have it."""
    words = " ".join(clean(text).split())
    return excerpt(words.replace("{{", "{ {").replace("}}", "} }"), LONGEST[what])
