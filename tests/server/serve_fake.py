"""A server whose only language is the fake one: what the protocol tests start as a process."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from frame_ls.server.main import serve_stdio, serve_tcp, serve_ws
from frame_ls.workspace import analyst_process
from tests import fake_language

# Somebody may be editing the prover while its tests run; the fake language does not depend on it.
analyst_process.prover_version = lambda: "fake"  # type: ignore[assignment]

if __name__ == "__main__":
    match sys.argv[1:]:
        case ["tcp"]:
            sys.exit(serve_tcp("127.0.0.1", 0, fake_language.find))
        case ["ws"]:
            sys.exit(serve_ws("127.0.0.1", 0, fake_language.find))
        case _:
            sys.exit(serve_stdio(fake_language.find))
