"""What the server offers, a module each with `register(server)`. To add a feature: write one, and name it here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frame_ls.server.language_server import FrameServer

FEATURES = (
    "life",
    "configuration",
    "commands",
    "symbols",
    "hover",
    "state",
    "code_actions",
    "navigation",
    "completion",
    "coloring",
    "lenses",
    "workspace_symbols",
    "structure",
    "calls",
    "inlay",
    "formatting",
    "renames",
    "bug_report",
)


def register_all(server: FrameServer) -> None:
    """Registers every feature."""
    for name in FEATURES:
        import_module(f"{__name__}.{name}").register(server)
