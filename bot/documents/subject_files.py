"""An access request as files: everything held as JSON and as a page, and the names of others for a human to
decide about; then the same without the names that are to go.

The bot does not decide who a third party is.  It lists what looks like a name, with where it stands; whoever
answers the request writes what becomes of each, and adds what the list has missed.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.documents.files import NotWritten
from bot.documents.subject_records import NAMES, Record, Subject
from bot.documents.texts import for_csv
from template_specs.dates import moment
from template_specs.uk_dates import MONTHS

FORMAT: Final = "auditbot subject 1"
RECORDS, PAGE, DECISIONS = "held.json", "held.html", "names.csv"
"""The files of an access request."""
KEEP, REMOVE = "keep", "remove"
REMOVED: Final = "[name removed]"
_COLUMNS = ("name", "decision", "on the people list", "times", "first in", "in these words")
_CONTEXT = 40
_WORD = r"[A-ZÀ-ÖØ-ÞŁŚŻ][\w'’-]*[\w]"
_TITLED = rf"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Dame|PC|DC|DS|Sgt|Cllr)\.?\s+{_WORD}(?:\s+{_WORD})*"
_NAME = re.compile(rf"{_TITLED}|{_WORD}(?:\s+{_WORD})+|(?<=[a-z,;:]\s){_WORD}")
"""With a title, of several words with capitals, or a word with a capital in the middle of a sentence."""
_PLAIN: Final = frozenset(
    [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        *MONTHS,
        "English",
        "Welsh",
        "Section",
        "Outstanding",
        "Good",
        "Inadequate",
        "Requires",
        "Improvement",
        "Teams",
        "Word",
        "Excel",
    ]
)
_OF_WORDS: Final = frozenset(
    {"words", "evidence", "answer", "what happened next", "comment", "challenge", "reason"}
)


@dataclass(slots=True)
class Found:
    """Something that looks like a name of somebody else."""

    name: str
    listed: bool
    times: int = 0
    first: str = ""
    context: str = ""


def names_in(subject: Subject) -> list[Found]:
    """Whatever looks like the name of somebody besides the subject, people of the list first."""
    found: dict[str, Found] = {}
    own = {name.casefold() for name in subject.own}
    listed = sorted(subject.people, key=len, reverse=True)
    for record in subject.records:
        for name, text in record.fields.items():
            hits = [(one, True) for one in listed if one.casefold() in text.casefold()]
            if name in _OF_WORDS:
                hits += [(match.group(), False) for match in _NAME.finditer(text)]
            for hit, on_list in hits:
                folded = hit.casefold()
                if folded in own or hit in _PLAIN or (not on_list and folded in map(str.casefold, listed)):
                    continue
                one = found.setdefault(folded, Found(hit, on_list))
                one.times += 1
                one.first = one.first or record.id
                one.context = one.context or _around(text, hit)
    return sorted(found.values(), key=lambda one: (not one.listed, one.name.casefold()))


def _around(text: str, hit: str) -> str:
    at = text.casefold().find(hit.casefold())
    return " ".join(text[max(at - _CONTEXT, 0) : at + len(hit) + _CONTEXT].split())


def write_subject(subject: Subject, folder: Path, made: datetime) -> list[Found]:
    """The three files of an access request, in `folder`; the names that are to be decided about."""
    names = names_in(subject)
    held = {
        "format": FORMAT,
        "about": subject.of,
        "named": subject.named,
        "made": made.isoformat(timespec="seconds"),
        "redacted": False,
        "records": [_plain(record) for record in subject.records],
    }
    _write(folder / RECORDS, json.dumps(held, ensure_ascii=False, indent=1))
    _write(folder / PAGE, page_of(subject.named, subject.records, made, removed=0))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for one in names:
        row = (one.name, "", "yes" if one.listed else "no", str(one.times), one.first, one.context)
        writer.writerow([for_csv(cell)[0] for cell in row])
    _write(folder / DECISIONS, "\ufeff" + out.getvalue())
    return names


@dataclass(frozen=True, slots=True)
class Redacted:
    """What came of redacting."""

    records: int
    removed: int
    """How many times a name was taken out."""
    left: tuple[str, ...] = field(default=())
    """Names that were to go and still stand within longer words."""


def redact(folder: Path, out: Path, made: datetime) -> Redacted:
    """The records of `folder` without the names that `names.csv` says are to go, as two files in `out`.

    Raises NotWritten where the files are not those of an access request, or a name is not decided yet.
    """
    held, decided = _read_records(folder / RECORDS), _read_decisions(folder / DECISIONS)
    going = {name: text for name, text in decided.items() if text is not None}
    removed = 0
    records = []
    for record in held["records"]:
        fields = {}
        for name, text in record["fields"].items():
            fields[name], count = _without(text, going)
            removed += count
        records.append(Record(record["id"], record["section"], fields))
    named, _ = _without(held["named"], going)
    told = {
        **{key: held[key] for key in ("format", "about", "made")},
        "named": named,
        "redacted": True,
        "records": [_plain(record) for record in records],
    }
    _write(out / RECORDS, json.dumps(told, ensure_ascii=False, indent=1))
    _write(out / PAGE, page_of(named, records, made, removed=removed))
    everything = "\n".join(text for record in records for text in record.fields.values()).casefold()
    left = tuple(sorted(name for name in going if name.casefold() in everything))
    return Redacted(len(records), removed, left)


def _without(text: str, going: Mapping[str, str | None]) -> tuple[str, int]:
    """`text` with these names replaced, the longest first; how many times."""
    if not going:
        return text, 0
    by_name = {" ".join(name.casefold().split()): instead for name, instead in going.items()}
    longest = sorted(going, key=len, reverse=True)
    spelt = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest)
    pattern = re.compile(rf"(?<!\w)(?:{spelt})(?!\w)", re.IGNORECASE)
    return pattern.subn(lambda match: by_name[" ".join(match.group().casefold().split())] or REMOVED, text)


def _read_records(file: Path) -> dict[str, Any]:
    try:
        held = json.loads(file.read_text("utf-8"))
        if held["format"] != FORMAT or held["redacted"]:
            raise NotWritten(f"{file} is not what subject export wrote. Nothing was written.")
    except (OSError, ValueError, LookupError, TypeError):
        raise NotWritten(f"{file} is not what subject export wrote. Nothing was written.") from None
    return dict(held)


def _read_decisions(file: Path) -> dict[str, str | None]:
    """What becomes of each name: None keeps it, anything else stands in its place."""
    try:
        rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise NotWritten(f"{file} cannot be read as CSV in UTF-8. Nothing was written.") from None
    decided: dict[str, str | None] = {}
    open_still = []
    for row in rows:
        name, decision = (row.get("name") or "").strip().lstrip("'"), (row.get("decision") or "").strip()
        if not name:
            continue
        if not decision:
            open_still.append(name)
        elif decision.casefold() == KEEP:
            decided[name] = None
        else:
            decided[name] = REMOVED if decision.casefold() == REMOVE else decision
    if open_still:
        more = f" and {len(open_still) - 5} more" if len(open_still) > 5 else ""
        raise NotWritten(
            f"{file}: nothing is decided yet for {', '.join(open_still[:5])}{more}. Write keep, remove, or "
            "what is to stand in its place into the column decision. Nothing was written."
        )
    return decided


def _plain(record: Record) -> dict[str, object]:
    return {"id": record.id, "section": record.section, "fields": dict(record.fields)}


def page_of(named: str, records: Iterable[Record], made: datetime, *, removed: int) -> str:
    """The page that a person reads: nothing from elsewhere, no scripts."""
    sections: dict[str, list[Record]] = {}
    for record in records:
        sections.setdefault(record.section, []).append(record)
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
    )
    return templates.get_template("held.html").render(
        named=named,
        made=moment(made),
        removed=removed,
        sections=[(NAMES.get(code, code), sections[code]) for code in NAMES if code in sections],
    )


def _write(file: Path, text: str) -> None:
    file.touch(mode=0o600)
    file.chmod(0o600)
    file.write_text(text, encoding="utf-8")
