"""Spans reach a collector, and say how long what kind of thing took: nothing of a person or a case."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from bot.tracing import span, traced
from tests.conversations.harness import House

WORDS = "She told me about the letters of her aunt in Whitby."


@dataclass
class Collector:
    """Takes what is sent to it, as an OpenTelemetry collector does."""

    bodies: list[bytes] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.read())
        return web.Response(content_type="application/x-protobuf")

    @property
    def spans(self) -> list[Span]:
        """Every span that has come."""
        came = (ExportTraceServiceRequest.FromString(body) for body in self.bodies)
        return [one for sent in came for r in sent.resource_spans for s in r.scope_spans for one in s.spans]


@pytest.fixture
async def collector() -> AsyncIterator[tuple[Collector, str]]:
    """A collector, and its address."""
    taking = Collector()
    app = web.Application()
    app.router.add_post("/v1/traces", taking.take)
    async with TestServer(app) as server:
        yield taking, str(server.make_url("/v1/traces"))


async def test_turns_and_deliveries_are_told_and_no_words(
    house: House, collector: tuple[Collector, str]
) -> None:
    taking, url = collector
    async with traced(url):
        await house.priya.installs()
        await house.allocates("TS-101", house.amara)
        await house.amara.says("open TS-101")
        await house.amara.says(f"good - {WORDS}")
        await house.amara.says(f"concern: {WORDS}")
        await house.amara.presses("Send now")
        await house.delivers()
    names = {one.name for one in taking.spans}
    assert names == {"turn", "delivery"}
    came = {a.value.string_value for one in taking.spans for a in one.attributes if a.key == "came"}
    assert {"message", "action"} <= came
    sent = b"".join(taking.bodies)
    for secret in ("Whitby", "TS-101", "Amara", "Osei", "Priya", house.amara.chat.email):
        assert secret.encode() not in sent


async def test_a_fault_is_told_by_its_type_alone(collector: tuple[Collector, str]) -> None:
    taking, url = collector
    async with traced(url):
        with pytest.raises(ValueError, match="Whitby"), span("turn", came="message"):
            raise ValueError(WORDS)
    (told,) = taking.spans
    assert told.status.message == "ValueError"
    assert b"Whitby" not in b"".join(taking.bodies)


async def test_without_the_setting_nothing_is_made(collector: tuple[Collector, str]) -> None:
    async with traced(""):
        with span("turn", came="message"):
            pass
    assert collector[0].bodies == []
