"""Messages in and out of the server: framing that survives what a broken client sends, and never blocks the loop."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
import stat
import sys
from collections.abc import Callable
from typing import IO, Protocol

logger = logging.getLogger(__name__)
_LENGTH = re.compile(rb"content-length:\s*(\d+)\s*", re.IGNORECASE)
MESSAGE_LIMIT = 1 << 30  # what claims to be longer is no message


class Source(Protocol):
    """Where bytes come from: an asyncio.StreamReader, or something like it."""

    async def readline(self) -> bytes: ...

    async def readexactly(self, n: int) -> bytes: ...


class Sink:
    """Where bytes go. Writing never waits: what the client does not read yet is kept."""

    def __init__(self, transport: asyncio.WriteTransport | None, file: IO[bytes] | None = None) -> None:
        self._transport = transport
        self._file = file

    def write(self, data: bytes) -> None:
        if self._transport is not None:
            if not self._transport.is_closing():
                self._transport.write(data)
        elif self._file is not None:
            with contextlib.suppress(OSError, ValueError):
                self._file.write(data)
                self._file.flush()

    def close(self) -> None:
        """Part of the interface that pygls expects; the process ends the stream by ending."""

    async def drained(self, seconds: float) -> None:
        """Waits until the client has taken everything, but not for ever."""
        end = asyncio.get_running_loop().time() + seconds
        while self._transport is not None and not self._transport.is_closing():
            if not self._transport.get_write_buffer_size() or asyncio.get_running_loop().time() > end:
                return
            await asyncio.sleep(0.005)


async def standard_streams() -> tuple[asyncio.StreamReader, Sink]:
    """Standard input and output. The latter is taken away from `print`, which would garble the conversation."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=1 << 20)
    source = sys.stdin.buffer
    if _is_pollable(source.fileno()):
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), source)
    else:
        reader.feed_data(source.read())
        reader.feed_eof()
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if not _is_pollable(output.fileno()):
        return reader, Sink(None, output)
    transport, _ = await loop.connect_write_pipe(asyncio.streams.FlowControlMixin, output)
    return reader, Sink(transport)


def _is_pollable(number: int) -> bool:
    mode = os.fstat(number).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or stat.S_ISCHR(mode)


async def read_messages(source: Source, handle: Callable[[object], None], complain: Callable[[str], None]) -> None:
    """Hands every JSON message to `handle`, until the input ends. What is no message is passed over and reported."""
    length: int | None = None
    while True:
        try:
            line = await source.readline()
        except ValueError:
            complain("a header without an end")
            continue
        if not line:
            return
        if line.strip():
            if found := _LENGTH.fullmatch(line.strip()):
                length = int(found[1])
            continue
        if length is None:
            continue  # an empty line between messages
        if length > MESSAGE_LIMIT:
            complain("a message of an impossible length")
            return
        try:
            body = await source.readexactly(length)
        except asyncio.IncompleteReadError:
            return
        length = None
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            complain("a message that is no JSON")
            continue
        handle(message)
