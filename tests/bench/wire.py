"""HTTP/1.1 in as few instructions as will do: the people and the connector double share one core with the
database, and their own work must not be what is measured."""

from __future__ import annotations

import asyncio
import itertools
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import unquote

_END = b"\r\n\r\n"


class Broken(Exception):
    """The other side closed the connection, or spoke no HTTP that this understands."""


@dataclass
class Message:
    """A request or an answer: its first line, and its body."""

    first: bytes
    body: bytes


class _Reader(asyncio.Protocol):
    """Cuts a stream into messages; a body is counted or chunked."""

    def __init__(self) -> None:
        self._buffer = b""
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer = self._buffer + data if self._buffer else data
        while (response := self._cut()) is not None:
            self.heard(response)

    def heard(self, message: Message) -> None:
        raise NotImplementedError

    def _cut(self) -> Message | None:
        end = self._buffer.find(_END)
        if end < 0:
            return None
        head = self._buffer[:end].lower()
        begins = end + len(_END)
        at = head.find(b"\r\ncontent-length:")
        if at >= 0:
            stops = begins + int(head[at + 17 :].split(b"\r\n", 1)[0])
            if len(self._buffer) < stops:
                return None
            body = self._buffer[begins:stops]
        elif b"\r\ntransfer-encoding: chunked" in head:
            dechunked = _dechunked(self._buffer, begins)
            if dechunked is None:
                return None
            body, stops = dechunked
        else:
            body, stops = b"", begins
        first = self._buffer[:end].split(b"\r\n", 1)[0]
        self._buffer = self._buffer[stops:]
        return Message(first, body)


def _dechunked(buffer: bytes, at: int) -> tuple[bytes, int] | None:
    parts: list[bytes] = []
    while True:
        line = buffer.find(b"\r\n", at)
        if line < 0:
            return None
        size = int(buffer[at:line].split(b";")[0], 16)
        begins, at = line + 2, line + 4 + size
        if len(buffer) < at:
            return None
        if size == 0:
            return b"".join(parts), at
        parts.append(buffer[begins : begins + size])


class Line(_Reader):
    """One person's kept-open connection to the bot."""

    def __init__(self, head: bytes) -> None:
        super().__init__()
        self._head = head
        self._waiting: asyncio.Future[Message] | None = None

    @classmethod
    async def open(cls, port: int, authorization: str = "") -> Self:
        """Connect to the bot at `port` of this machine."""
        signed = f"Authorization: {authorization}\r\n" if authorization else ""
        head = (
            f"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{signed}"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()
        _, line = await asyncio.get_running_loop().create_connection(lambda: cls(head), "127.0.0.1", port)
        return line

    async def post(self, body: bytes) -> tuple[int, bytes]:
        """Send one activity; (status, body) of the answer.  Raises Broken."""
        self._waiting = asyncio.get_running_loop().create_future()
        self.transport.write(self._head + str(len(body)).encode() + _END + body)
        answer = await self._waiting
        return int(answer.first[9:12]), answer.body

    def heard(self, message: Message) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(message)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Broken("the bot closed a connection"))

    def close(self) -> None:
        """Hang up."""
        self.transport.close()


@dataclass
class Chat:
    """What the connector has had for one conversation."""

    messages: int = 0
    edits: int = 0
    first_at: float = 0.0
    """When the first message since `messages` was set to 0 arrived; the loop's clock."""
    card: bytes = b""
    """The newest message with a page to answer, as it was sent."""
    card_id: str = ""


@dataclass
class Double:
    """The Bot Connector: takes what it is given, answers after `delay` seconds."""

    delay: float = 0.0
    chats: dict[str, Chat] = field(default_factory=dict)
    ids: Any = field(default_factory=lambda: itertools.count(1))
    port: int = 0
    server: Any = None

    async def start(self, context: ssl.SSLContext | None = None) -> None:
        """Listen on a free port of this machine."""
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: _Connection(self.take), "127.0.0.1", 0, ssl=context)
        self.port = self.server.sockets[0].getsockname()[1]

    def chat(self, conversation: str) -> Chat:
        """The chat of this id, from its beginning."""
        return self.chats.setdefault(conversation, Chat())

    def take(self, message: Message, answer: Callable[[bytes], None]) -> None:
        """One request."""
        method, path, _ = message.first.split(b" ", 2)
        parts = path.split(b"/")
        chat = self.chat(unquote(parts[parts.index(b"conversations") + 1].decode()))
        number = b"%d" % next(self.ids)
        if method == b"PUT":
            chat.edits += 1  # not what the chat shows newest: an old card becomes one line
        else:
            if not chat.messages:
                chat.first_at = asyncio.get_running_loop().time()
            chat.messages += 1
            if b'"Input.' in message.body:  # a page; a typed confirmation with its Undo is a card too
                chat.card, chat.card_id = message.body, number.decode()
        body = b'{"id":"' + number + b'"}'
        head = b"HTTP/1.1 201 Created\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: "
        whole = head + str(len(body)).encode() + _END + body
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, answer, whole)
        else:
            answer(whole)

    def close(self) -> None:
        """Stop listening."""
        self.server.close()


class _Connection(_Reader):
    """One connection of the bot's to the double."""

    def __init__(self, take: Callable[[Message, Callable[[bytes], None]], None]):
        super().__init__()
        self._take = take

    def heard(self, message: Message) -> None:
        self._take(message, self._answer)

    def _answer(self, whole: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(whole)
