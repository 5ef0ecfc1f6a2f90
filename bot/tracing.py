"""Spans for OpenTelemetry, where TRACES_URL names a collector: how long each turn and each delivery took.

Nothing of a person or a case stands in a span: the kind of a turn, its client platform, and of a fault its
type.  Without the setting nothing is made, and the packages need not be there (`auditbot[tracing]`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.version import version

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

NOT_INSTALLED = (
    "AUDITBOT_TRACES_URL is set, but OpenTelemetry is not installed: "
    "install requirements-tracing.lock as well, or take the setting out."
)
_tracers: list[Tracer] = []
"""The tracer of this process, where there is one."""
_OFF = nullcontext()


def can_trace() -> bool:
    """Whether OpenTelemetry is installed."""
    return all(find_spec(name) is not None for name in ("opentelemetry", "opentelemetry.exporter"))


def span(name: str, **attributes: str) -> AbstractContextManager[None]:
    """A span around the block; a fault in it goes on, and is marked by its type alone."""
    return _span(_tracers[0], name, attributes) if _tracers else _OFF


@contextmanager
def _span(tracer: Tracer, name: str, attributes: dict[str, str]) -> Iterator[None]:
    from opentelemetry.trace import Status, StatusCode

    with tracer.start_as_current_span(
        name,
        attributes=attributes,
        record_exception=False,  # its words may be people's
        set_status_on_exception=False,
    ) as made:
        try:
            yield
        except Exception as problem:
            made.set_status(Status(StatusCode.ERROR, type(problem).__name__))
            raise


@asynccontextmanager
async def traced(url: str) -> AsyncIterator[None]:
    """Send spans to the collector at `url` ("http://127.0.0.1:4318/v1/traces") until the end of the block,
    when what is left is sent; "" sends none.  Raises ImportError where OpenTelemetry is not installed."""
    if not url:
        yield
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(
        resource=Resource.create({"service.name": "auditbot", "service.version": version()})
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    _tracers.append(provider.get_tracer("auditbot"))
    try:
        yield
    finally:
        _tracers.clear()
        await asyncio.to_thread(provider.shutdown)  # a slow collector holds up nothing else
