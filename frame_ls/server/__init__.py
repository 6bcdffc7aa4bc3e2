"""The language server. These functions are all that the command line needs of it; each ends the process."""

from __future__ import annotations

import sys


def serve_stdio() -> None:
    """Serves the client at the other end of standard input and output."""
    from frame_ls.server.main import serve_stdio as serve

    sys.exit(serve())


def serve_tcp(host: str, port: int) -> None:
    """Serves clients over TCP until it is interrupted."""
    from frame_ls.server.main import serve_tcp as serve

    sys.exit(serve(host, port))


def serve_websocket(host: str, port: int) -> None:
    """Serves clients over WebSocket until it is interrupted."""
    from frame_ls.server.main import serve_ws as serve

    sys.exit(serve(host, port))
