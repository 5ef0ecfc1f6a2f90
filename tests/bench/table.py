"""The table: each row is printed as it is known, and all are written at the end.

`python -m tests.bench.table` prints the last one in Markdown, for docs/performance.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.bench.bots import ROOT
from tests.bench.measure import Figures

RESULT = ROOT / ".bench" / "latest.json"
STOCK = "stock botbuilder echo"
HEAD = f"{'bot':<62}{'database':<12}{'people':>6}{'turns/s':>9}{'x stock':>9}{'p50 ms':>9}{'p95 ms':>9}{'cpu ms':>8}{'rss MB':>8}"  # noqa: E501


@dataclass
class Table:
    """The rows so far."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    stock: dict[tuple[str, int], float] = field(default_factory=dict)

    def add(self, name: str, database: str, people: int, figures: Figures, **more: Any) -> None:
        """One row.  Times the stock echo: at as many people, or the most that it was measured with."""
        kind = more.pop("stock", "")
        if name.startswith(STOCK):
            self.stock[kind, people] = figures.turns_per_s
        known = [n for k, n in self.stock if k == kind]
        against = self.stock.get((kind, people)) or (self.stock[kind, max(known)] if known else 0.0)
        row: dict[str, Any] = {"name": name, "database": database, "people": people}
        row["turns_per_s"] = round(figures.turns_per_s, 1)
        row["x_stock_echo"] = round(figures.turns_per_s / against, 1) if against else None
        row |= {key: round(value, 2) for key, value in asdict(figures).items() if key != "turns_per_s"}
        self.rows.append(row | more)
        print(_line(row) + _rest(more), flush=True)

    def note(
        self,
        name: str,
        database: str,
        people: int,
        unit: str,
        figure: float,
        *,
        kept: bool | None = None,
        **more: Any,
    ) -> None:
        """A row that is no turns a second: one figure of its own.  `kept`: whether a promise is."""
        if kept is not None:
            more["kept"] = kept
            unit += "  kept" if kept else "  NOT KEPT"
        names = ("turns_per_s", "x_stock_echo", "p50_ms", "p95_ms", "cpu_ms", "rss_mb")
        row: dict[str, Any] = {"name": name, "database": database, "people": people}
        self.rows.append(row | dict.fromkeys(names) | more)
        print(f"{name:<62}{database or '-':<12}{people or '-':>6}{figure:>9.2f} {unit}", flush=True)


def promises(rows: Sequence[Mapping[str, Any]]) -> str:
    """In a sentence or two, whether what we promise is kept; empty where nothing of it was measured."""
    promised = [row for row in rows if "kept" in row]
    broken = [f"{row['name']} ({row['database']})" for row in promised if not row["kept"]]
    if not promised:
        return ""
    if not broken:
        return f"All {len(promised)} promises are kept."
    return f"{len(broken)} of {len(promised)} promises are NOT kept: {'; '.join(broken)}."


def _line(row: Mapping[str, Any]) -> str:
    times = "" if row["x_stock_echo"] is None else f"{row['x_stock_echo']:.1f}"
    return (
        f"{row['name']:<62}{row['database'] or '-':<12}{row['people']:>6}{row['turns_per_s']:>9.0f}{times:>9}"
        f"{row['p50_ms']:>9.1f}{row['p95_ms']:>9.1f}{row['cpu_ms']:>8.2f}{row['rss_mb']:>8.0f}"
    )


def _rest(more: Mapping[str, Any]) -> str:
    return "".join(f"  {name} {more[name]}" for name in ("first_ms",) if name in more)


COLUMNS = {
    "name": "bot",
    "database": "database",
    "people": "people",
    "turns_per_s": "turns/s",
    "x_stock_echo": "x stock",
    "p50_ms": "p50 ms",
    "p95_ms": "p95 ms",
    "cpu_ms": "CPU ms",
    "rss_mb": "memory MB",
}
_WHOLE = ("turns_per_s", "rss_mb")


def markdown(rows: list[Mapping[str, Any]]) -> str:
    """The rows of turns; those with a figure of their own are told in the text."""
    lines = ["| " + " | ".join(COLUMNS.values()) + " |", "|---" * len(COLUMNS) + "|"]
    for row in rows:
        if row["turns_per_s"] is not None:
            cells = (f"{row[c]:.0f}" if c in _WHOLE else str(row[c] or "") for c in COLUMNS)
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(markdown(json.loads(RESULT.read_text())["rows"]))
