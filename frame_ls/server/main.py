"""Starting the server: over standard input and output, over TCP, or over WebSocket.

The process that analyses is started before pygls is imported, so that both load at the same time.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from frame_ls.workspace import languages
from frame_ls.workspace.analyst import planted
from frame_ls.workspace.messages import FindLanguage
from frame_ls.workspace.reading import Start
from frame_ls.workspace.store import default_folder

if TYPE_CHECKING:
    from frame_ls.server.language_server import FrameServer
    from frame_ls.server.transport import Sink, Source

logger = logging.getLogger(__name__)
_WARM = "warm.c"  # most documents are C, and C takes longest to load


def serve_stdio(find: FindLanguage = languages.find, store: Path | None = None) -> int:
    """Serves one client on standard input and output; the exit status of the process."""
    store = store or default_folder()
    start = Start(find, store, planted(find, store, _WARM))
    return asyncio.run(_stdio(start))


def serve_tcp(host: str, port: int, find: FindLanguage = languages.find, store: Path | None = None) -> int:
    """Serves clients over TCP until it is interrupted."""
    return _network("tcp", host, port, Start(find, store or default_folder()))


def serve_ws(host: str, port: int, find: FindLanguage = languages.find, store: Path | None = None) -> int:
    """Serves clients over WebSocket until it is interrupted."""
    return _network("ws", host, port, Start(find, store or default_folder()))


def _network(kind: str, host: str, port: int, start: Start) -> int:
    from frame_ls.server import network

    _log_to_stderr()

    def announce(address: str, bound: int) -> None:
        shown = f"[{address}]" if ":" in address else address
        sys.stderr.write(f"frame: listening on {kind}://{shown}:{bound}\n")
        sys.stderr.flush()

    serve = network.serve_tcp if kind == "tcp" else network.serve_web
    try:
        asyncio.run(serve(host, port, start, announce))
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        sys.stderr.write(f"frame: cannot listen on {host}:{port}: {error.strerror}\n")
        return 2
    return 0


async def _stdio(start: Start) -> int:
    _log_to_stderr()
    from frame_ls.server.transport import standard_streams

    reader, sink = await standard_streams()
    return await converse(reader, sink, start)


async def converse(source: Source, sink: Sink, start: Start) -> int:
    """One conversation from its first byte to its end; the exit status that it deserves."""
    from frame_ls.server.transport import read_messages

    server = make_server(start)
    # What was loaded stays for good: looking through it for garbage would hold up an answer again and again.
    gc.freeze()
    server.protocol.set_writer(sink)
    await server.session.begin()
    reading = asyncio.create_task(read_messages(source, server.protocol.take, server.protocol.complain))
    # The end of the input without a word is the end of the client.
    reading.add_done_callback(lambda task: _ended(task, server))
    try:
        return await server.finished
    finally:
        reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sink.drained(1.0)
        await server.session.end()


def _ended(task: asyncio.Task[None], server: FrameServer) -> None:
    if not task.cancelled() and task.exception() is not None:
        logger.error("reading broke: %s", task.exception())
    server.finish(1)


def make_server(start: Start) -> FrameServer:
    """A server with all features. Needs a running event loop."""
    from frame_ls.server.features import register_all
    from frame_ls.server.language_server import FrameServer

    server = FrameServer(start)
    register_all(server)
    return server


def _log_to_stderr() -> None:
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="frame: %(message)s")
    # pygls logs every mishap of a client with a traceback; ours say the same in one line.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
