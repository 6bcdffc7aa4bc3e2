"""Messages between the processes: pickled values over a socket pair, each after its length.

Both ends run the same code of the same installation, so pickle is safe here.
"""

from __future__ import annotations

import asyncio
import pickle
import socket
import struct

_LENGTH = struct.Struct("<Q")


class Pipe:
    """The blocking end, for a process that does one thing at a time."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        connection.setblocking(True)

    def send(self, value: object) -> None:
        body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        self.connection.sendall(_LENGTH.pack(len(body)) + body)

    def receive(self) -> object:
        """The next message; raises EOFError when the other end is gone."""
        (length,) = _LENGTH.unpack(self._exactly(_LENGTH.size))
        return pickle.loads(self._exactly(length))

    def _exactly(self, count: int) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            try:
                part = self.connection.recv(min(count - len(parts), 1 << 20))
            except ConnectionError as error:
                raise EOFError from error
            if not part:
                raise EOFError
            parts += part
        return bytes(parts)


class AsyncPipe:
    """The end in an event loop: sending never blocks, however long the other end takes to read."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def on(cls, connection: socket.socket) -> AsyncPipe:
        reader, writer = await asyncio.open_unix_connection(sock=connection)
        return cls(reader, writer)

    def send(self, value: object) -> None:
        """Sends at some time; to a process that is gone nothing is sent, and `receive` says so."""
        if not self._writer.is_closing():
            body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
            self._writer.write(_LENGTH.pack(len(body)) + body)

    async def receive(self) -> object:
        """The next message; raises EOFError when the other end is gone."""
        try:
            (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
            return pickle.loads(await self._reader.readexactly(length))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise EOFError from error

    def close(self) -> None:
        self._writer.close()
