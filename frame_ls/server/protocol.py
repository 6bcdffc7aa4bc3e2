"""pygls's protocol with its traps closed: no text of its own, no tracebacks to users, an answer to every request."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidRequest
from pygls.protocol import LanguageServerProtocol, lsp_method

if TYPE_CHECKING:
    from frame_ls.server.language_server import FrameServer

logger = logging.getLogger(__name__)
SERVER_NOT_INITIALIZED = -32002
REQUEST_FAILED = -32803


class FrameProtocol(LanguageServerProtocol):
    """Documents are the session's: pygls neither keeps nor edits text, which it would do wrongly."""

    _server: FrameServer

    def __init__(self, server: FrameServer, converter: Any) -> None:
        super().__init__(server, converter)
        self._is_initialized = False

    # --- messages ---

    def take(self, message: object) -> None:
        """Handles one decoded message, whatever it is."""
        if isinstance(message, list):  # a batch: not in the protocol, but its parts are harmless
            for part in message:
                self.take(part)
            return
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            self.complain("a message that is no JSON-RPC 2.0")
            return
        identity, method = message.get("id"), message.get("method")
        if isinstance(method, str) and not self._may_come_now(identity, method):
            return
        try:
            structured = self.structure_message(message)
        except Exception as error:
            if identity is not None and isinstance(method, str):
                self._refuse(identity, -32602, f"{method}: its parameters cannot be read")
            else:
                logger.warning("a message cannot be read: %s", error)
            return
        self.handle_message(structured)

    def complain(self, text: str) -> None:
        """Answers what is no message, as JSON-RPC wants it: with an error that belongs to no request."""
        logger.warning("the client sent %s", text)
        body = {"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": text}}
        self._send_data(body)

    def _may_come_now(self, identity: Any, method: str) -> bool:
        """Whether the message fits the life of the server; refuses the request that does not."""
        if method == types.EXIT:
            return True
        if self._shutdown:
            if identity is not None:
                self._refuse(identity, JsonRpcInvalidRequest.CODE, "the server is shutting down")
            return False
        if method == types.INITIALIZE:
            if self._is_initialized:
                self._refuse(identity, JsonRpcInvalidRequest.CODE, "the server is initialized already")
                return False
            self._is_initialized = True
            return True
        if not self._is_initialized:
            if identity is not None:
                self._refuse(identity, SERVER_NOT_INITIALIZED, "the first request must be `initialize`")
            return False
        return True

    def _refuse(self, identity: Any, code: int, message: str) -> None:
        self._send_data({"jsonrpc": "2.0", "id": identity, "error": {"code": code, "message": message}})

    def _send_response(self, msg_id: Any, result: Any = None, error: types.ResponseError | None = None) -> None:
        if error is not None and error.code != types.LSPErrorCodes.RequestCancelled.value:
            # pygls puts the Python traceback into `data`; a person has no use for it.
            error = types.ResponseError(code=error.code, message=error.message.split("\n", 1)[0])
        super()._send_response(msg_id, result, error)

    def tell(self, method: str, params: dict[str, Any]) -> None:
        """Sends a notification whose parameters are plain JSON already: pygls would walk through all of it."""
        self._send_data({"jsonrpc": "2.0", "method": method, "params": params})

    def plain(self, value: Any) -> Any:
        """A value of lsprotocol's as JSON."""
        return self._converter.unstructure(value)

    # --- life ---

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: Any) -> None:  # type: ignore[override]
        """Ends the server; the status says whether that was announced."""
        self._server.finish(0 if self._shutdown else 1)

    # --- documents ---

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        self._server.opened(params.text_document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        self._server.changed(params.text_document, params.content_changes)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._server.closed(params.text_document.uri)
