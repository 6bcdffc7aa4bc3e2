"""The server: one client, one session, and what connects them. Features are modules of their own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

import frame_ls
from frame_ls.server.convert import Converter, file_of, position_of, uri_of
from frame_ls.server.protocol import FrameProtocol
from frame_ls.server.publishing import Publisher
from frame_ls.server.settings import inlay_hints_of, settings_of
from frame_ls.source import Encoding, LineIndex
from frame_ls.workspace.desk import View
from frame_ls.workspace.documents import Change, Document
from frame_ls.workspace.reading import Start
from frame_ls.workspace.session import Session

logger = logging.getLogger(__name__)
_SUFFIXES = {"c": ".c", "frame": ".frame", "smt2": ".smt2", "smt": ".smt2", "smtlib": ".smt2"}


class FrameServer(LanguageServer):
    """A pygls server whose documents are a session's. Made inside the event loop."""

    protocol: FrameProtocol

    def __init__(self, start: Start) -> None:
        super().__init__(
            "frame",
            frame_ls.__version__,
            text_document_sync_kind=types.TextDocumentSyncKind.Incremental,
            protocol_cls=FrameProtocol,
        )
        self.encoding = Encoding.UTF16
        self.wants_lenses = False
        self.pulls = False  # the client asks for diagnostics, and is not told unasked
        self.inlay_hints = "patterns"
        self.publisher = Publisher(self)
        self.session = Session(start, self.publisher)
        self.finished: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def finish(self, status: int) -> None:
        """Ends the conversation; the process ends with `status`."""
        if not self.finished.done():
            self.finished.set_result(status)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A bug of ours goes to the log. A message box for each would never end, and nobody could act on it."""
        logger.error("%s: %s", getattr(source, "__name__", source), error)

    # --- settings ---

    def use_settings(self, settings: Any) -> None:
        """Takes in the client's settings; what has the wrong shape counts as not said."""
        options, mode = settings_of(settings)
        self.inlay_hints = inlay_hints_of(settings)
        if (options, mode) != (self.session.options, self.session.mode):
            self.session.configure(options, mode)

    async def read_settings(self) -> None:
        """Asks the client for its settings, if it can be asked."""
        workspace = self.client_capabilities.workspace
        if workspace is None or not workspace.configuration:
            return
        params = types.ConfigurationParams([types.ConfigurationItem(section="frame")])
        answer = await self.workspace_configuration_async(params)
        if answer and isinstance(answer[0], dict):
            self.use_settings(answer[0])

    def watch_files(self) -> None:
        """Asks the client to say when a header or a settings file changes on the disk, if it can."""
        workspace = self.client_capabilities.workspace
        watching = None if workspace is None else workspace.did_change_watched_files
        if watching is None or not watching.dynamic_registration:
            return
        patterns = ("**/*.{h,gh}", "**/frame.toml", "**/pyproject.toml")
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(p) for p in patterns])
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registration = types.Registration("frame-files", method, self.protocol.plain(options))
        self.client_register_capability(types.RegistrationParams([registration]))

    # --- documents: tiny and synchronous, so that edits are taken in order ---

    def opened(self, item: types.TextDocumentItem) -> None:
        file = file_of(item.uri)
        suffix = _SUFFIXES.get(item.language_id, "")
        if suffix and "." not in file.rsplit("/", 1)[-1]:
            file += suffix  # an unsaved document has a language and no file name
        self.session.open(Document(item.uri, file, item.language_id, item.version, LineIndex(item.text)))

    def changed(
        self,
        identifier: types.VersionedTextDocumentIdentifier,
        changes: Sequence[types.TextDocumentContentChangeEvent],
    ) -> None:
        ours = []
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                ours.append(Change(change.text, position_of(change.range.start), position_of(change.range.end)))
            else:
                ours.append(Change(change.text))
        self.session.change(identifier.uri, identifier.version, ours, self.encoding)

    def closed(self, uri: str) -> None:
        self.session.close(uri)
        self.publisher.closed(uri)

    # --- what features ask ---

    def converter(self, view: View) -> Converter:
        """Converts places of the view for this client."""
        return Converter(self.encoding, view.places, lambda file: self.session.uri_of(file) or uri_of(file))

    def offset(self, view: View, position: types.Position) -> int:
        """The offset of a client's position in the analysed text."""
        return view.document.index.offset(position_of(position), self.encoding)
