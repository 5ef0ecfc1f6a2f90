"""Logs that say what happened to the machine and never what was written about a child.

Only the fields listed here get through, whoever logs; the words of other libraries and of exceptions do not.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event",
        "level",
        "logger",
        "timestamp",
        "ambiguous",
        "at",
        "attempts",
        "audit",
        "audits",
        "came",
        "count",
        "database",
        "error",
        "failure",
        "heard",
        "host",
        "kind",
        "mode",
        "ms",
        "person",
        "port",
        "problem",
        "reason",
        "retry_after",
        "seconds",
        "signal",
        "status",
        "subject",
        "verb",
        "version",
        "where",
        "worker",
    }
)
"""Every field that a log line may have.  Ids, codes, counts: nothing here holds what people typed."""

_NAME = re.compile(r"[a-z][a-z0-9_]{0,79}")
_LONGEST = 200
_OWN = ("bot", "storage", "app")
_FRAMES = 12


def configure(*, development: bool, level: str = "info") -> None:
    """Send every log of this process through the allow-list: JSON lines on standard output, in development
    coloured lines.  `level` is for the bot's own logs; other libraries speak from warning upwards."""
    renderer: Any
    if development:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty())
    else:
        renderer = structlog.processors.JSONRenderer()
    first: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        failure,
    ]
    structlog.configure(
        processors=[*first, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # so that a change of settings reaches loggers made before it
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[wordless, *first],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, allow_listed, renderer],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _OWN:
        logging.getLogger(name).setLevel(level.upper())
    for name in ("aiohttp.access", "aiosqlite", "sqlalchemy", "asyncio", "msrest", "botbuilder", "urllib3"):
        # Their debug lines hold statements, bodies and addresses, whatever the root's level becomes.
        logging.getLogger(name).setLevel(logging.WARNING)


def allow_listed(_logger: object, _method: str, command: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The line with its allowed fields only; how many others there were is said, not which."""
    kept = {key: _plain(value) for key, value in command.items() if key in ALLOWED}
    name = kept.get("event")
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        kept["event"] = "unnamed"  # a sentence put together at the time may hold anything
    withheld = len(command) - len(command.keys() & ALLOWED)
    return {**kept, "fields_withheld": withheld} if withheld else kept


def wordless(_logger: object, _method: str, command: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Another library's record: where it was made stands in for its words, which may quote anything."""
    record = command.get("_record")
    command["event"] = "library_log"
    if isinstance(record, logging.LogRecord):
        command["at"] = f"{record.module}:{record.lineno}"
    return command


def failure(_logger: object, _method: str, command: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception as its kinds and places; its text may quote what somebody typed."""
    problem = _exception(command.pop("exc_info", None), command.get("_record"))
    command.pop("stack_info", None)
    if problem is not None:
        command["error"] = " < ".join(_kinds(problem))
        frames = traceback.extract_tb(problem.__traceback__)[-_FRAMES:]
        command["where"] = " > ".join(f"{_short(frame.filename)}:{frame.lineno}" for frame in frames)
    return command


def _exception(given: object, record: object) -> BaseException | None:
    if given is None and isinstance(record, logging.LogRecord):
        given = record.exc_info
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return sys.exc_info()[1] if given else None


def _kinds(error: BaseException) -> list[str]:
    kinds: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(kinds) < 5:
        kinds.append(type(seen).__name__)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return kinds


def _short(filename: str) -> str:
    return "/".join(filename.replace("\\", "/").split("/")[-2:])


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value) if not isinstance(value, bytes) else f"{len(value)} bytes"
    return " ".join(text.split())[: _LONGEST * 4 if " > " in text else _LONGEST]
