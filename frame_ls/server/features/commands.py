"""Commands that a person can start: verify a unit or a document, stop everything."""

from __future__ import annotations

from typing import Any

from frame_ls.server.feature import command
from frame_ls.server.language_server import FrameServer

VERIFY = "frame.verify"
STOP = "frame.stop"


def register(server: FrameServer) -> None:
    """Registers the commands."""

    @command(server, VERIFY)
    async def verify(arguments: list[Any]) -> None:
        """`[uri]` verifies a document again, `[uri, unit]` one unit of it."""
        uri = _text(arguments, 0)
        if uri is None:
            return
        await server.session.current_view(uri)
        server.session.verify(uri, _text(arguments, 1), again=True)

    @command(server, STOP)
    def stop(_arguments: list[Any]) -> None:
        server.session.stop()


def _text(arguments: list[Any], number: int) -> str | None:
    value = arguments[number] if number < len(arguments) else None
    return value if isinstance(value, str) else None
