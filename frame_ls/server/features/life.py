"""Beginning and end of a conversation: the client's encoding, the watch for its death, saving, files on the disk."""

from __future__ import annotations

import asyncio
import logging
import os

from lsprotocol import types

from frame_ls.server.convert import file_of
from frame_ls.server.feature import feature
from frame_ls.server.features import pull
from frame_ls.server.language_server import FrameServer
from frame_ls.source import Encoding

logger = logging.getLogger(__name__)
_WATCH_SECONDS = 1.0


def register(server: FrameServer) -> None:
    """Registers the handlers."""
    tasks: set[asyncio.Task[None]] = set()

    @feature(server, types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        encoding = server.workspace.position_encoding
        server.encoding = Encoding(getattr(encoding, "value", encoding) or "utf-16")
        wishes = params.initialization_options
        server.wants_lenses = isinstance(wishes, dict) and wishes.get("codeLens") is True
        server.pulls = pull.wants_to_pull(params)
        if server.pulls:
            pull.register(server)
        if params.process_id is not None and _is_alive(params.process_id):
            # A client in another container names a process that does not exist here; it is not watched.
            tasks.add(asyncio.create_task(_watch(server, params.process_id)))

    @feature(server, types.INITIALIZED)
    async def initialized(_params: types.InitializedParams) -> None:
        server.publisher.prepare()
        server.watch_files()
        await server.read_settings()

    @feature(server, types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.session.save(params.text_document.uri)

    @feature(server, types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        for change in params.changes:
            server.session.disk_changed(file_of(change.uri))

    @feature(server, types.WINDOW_WORK_DONE_PROGRESS_CANCEL)
    def progress_cancelled(params: types.WorkDoneProgressCancelParams) -> None:
        if server.publisher.is_progress(params.token):
            server.session.stop()


async def _watch(server: FrameServer, client: int) -> None:
    """Ends the server when the client's process is gone, even if its end of our input stays open."""
    while _is_alive(client):
        await asyncio.sleep(_WATCH_SECONDS)
    logger.warning("the client's process is gone")
    server.finish(1)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
