"""Settings: pulled from the client when it can be asked, else as it pushes them; files in the project still count."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from frame_ls.server.feature import feature
from frame_ls.server.language_server import FrameServer


def register(server: FrameServer) -> None:
    """Registers the handlers."""

    @feature(server, types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def changed(params: types.DidChangeConfigurationParams) -> None:
        settings: Any = params.settings
        if isinstance(settings, dict) and isinstance(settings.get("frame"), dict):
            server.use_settings(settings["frame"])
        elif settings is not None and hasattr(settings, "frame"):
            server.use_settings(_plain(settings.frame))
        else:
            await server.read_settings()


def _plain(value: Any) -> Any:
    """pygls hands out objects where JSON had an object."""
    if hasattr(value, "_asdict"):
        return {key: _plain(item) for key, item in value._asdict().items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value
