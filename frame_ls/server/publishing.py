"""What the server says unasked: diagnostics, progress and `frame/status`, each for the version it belongs to."""

from __future__ import annotations

import asyncio
import logging
import uuid
from typing import TYPE_CHECKING

from lsprotocol import types

from frame_ls.server.status import status_of
from frame_ls.workspace.desk import UnitState
from frame_ls.workspace.shown import shown_finding

if TYPE_CHECKING:
    from frame_ls.server.language_server import FrameServer

logger = logging.getLogger(__name__)
STATUS = "frame/status"
STATUS_SECONDS = 0.15  # the same for the status of all units, which is long
QUIET_SECONDS = 0.04  # verdicts that arrive within this time are shown together


class Publisher:
    """The session's listener. It keeps what each document shows, so that nothing is said twice."""

    def __init__(self, server: FrameServer) -> None:
        self._server = server
        self._progress = Progress(server)
        self._shown: dict[str, tuple[int, list[types.Diagnostic]]] = {}
        self._changed: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._last = float("-inf")
        self._said: dict[str, float] = {}  # when the status of a document was last sent

    # --- what the session says ---

    def analysed(self, uri: str) -> None:
        self._progress.follow(self._server.session.pending())
        self._changed.discard(uri)
        self._publish(uri, first=True)
        self._close_if_done()

    def advanced(self, uri: str, state: UnitState) -> None:
        self._changed.add(uri)
        now = asyncio.get_running_loop().time()
        if self._server.session.pending() == 0:
            # Not at once: whoever reports the last verdict of one document may report it of the next one, too.
            self._schedule(0.0)
        elif state.outcome is not None and state.outcome.findings and now - self._last > QUIET_SECONDS:
            self._schedule(0.0)
        else:
            self._schedule(QUIET_SECONDS)

    def refresh_lenses(self) -> None:
        """Asks a client that shows lenses to ask for them again."""
        workspace = self._server.client_capabilities.workspace
        lens = None if workspace is None else workspace.code_lens
        if self._server.wants_lenses and lens is not None and lens.refresh_support:
            self._server.protocol.send_request(types.WORKSPACE_CODE_LENS_REFRESH)

    def _ask_to_pull(self) -> None:
        """Tells a client that pulls its diagnostics that there are new ones."""
        workspace = self._server.client_capabilities.workspace
        pulling = None if workspace is None else workspace.diagnostics
        if pulling is not None and pulling.refresh_support:
            self._server.protocol.send_request(types.WORKSPACE_DIAGNOSTIC_REFRESH)

    def closed(self, uri: str) -> None:
        """Takes everything back that was said of a document."""
        self._changed.discard(uri)
        self._said.pop(uri, None)
        if self._shown.pop(uri, None) is not None and not self._server.pulls:
            self._server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
        self._close_if_done()

    def prepare(self) -> None:
        """The client is ready: a progress may have to begin soon."""
        self._progress.prepare()

    def is_progress(self, token: int | str) -> bool:
        """Whether the client speaks of the progress that is open now."""
        return self._progress.is_open_as(token)

    def refresh(self) -> None:
        """Says everything again."""
        self._changed.update(self._server.session.uris())
        self._flush()

    # --- saying it ---

    def _schedule(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        when = loop.time() + seconds
        if self._timer is not None:
            if self._timer.when() <= when:
                return
            self._timer.cancel()
        self._timer = loop.call_at(when, self._flush)

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        changed, self._changed = self._changed, set()
        self._progress.follow(self._server.session.pending())
        for uri in sorted(changed):
            self._publish(uri, first=False)
        self._close_if_done()

    def _close_if_done(self) -> None:
        if self._server.session.pending() == 0 and not self._changed and self._progress.end():
            self.refresh_lenses()

    def _publish(self, uri: str, first: bool) -> None:
        """Sends the diagnostics and the status of a document, the former only if they are new."""
        view = self._server.session.view(uri)
        if view is None or not view.is_current:
            return  # the next analysis is under way and will say more
        self._last = asyncio.get_running_loop().time()
        converter = self._server.converter(view)
        findings = tuple(sorted((shown_finding(f, view.places.place) for f in view.findings()), key=lambda f: f.place))
        diagnostics = [converter.diagnostic(finding, view.document.file) for finding in findings]
        now = (view.document.version, diagnostics)
        if first or self._shown.get(uri) != now:
            self._shown[uri] = now
            params = types.PublishDiagnosticsParams(uri, diagnostics, view.document.version)
            if self._server.pulls:
                self._ask_to_pull()
            else:
                self._server.text_document_publish_diagnostics(params)
        if first or self._last - self._said.get(uri, 0.0) > STATUS_SECONDS or self._server.session.pending() == 0:
            self._said[uri] = self._last
            self._server.protocol.tell(STATUS, status_of(view, converter, self._last))


class Progress:
    """One `$/progress` from the first pending unit to the last verdict.

    The next token is made known to the client before it is needed, because a progress may begin only after that, and
    the first diagnostics must not wait for the client's answer.
    """

    def __init__(self, server: FrameServer) -> None:
        self._server = server
        self._spare: str | None = None
        self._open: str | None = None  # the token; None for a client that shows no progress
        self._is_begun = False
        self._total = 0
        self._said = (-1, -1)

    def prepare(self) -> None:
        """Makes a token known; does nothing for a client that shows no progress."""
        window = self._server.client_capabilities.window
        if self._spare is None and window is not None and window.work_done_progress:
            self._spare = str(uuid.uuid4())
            params = types.WorkDoneProgressCreateParams(self._spare)
            self._server.protocol.send_request(types.WINDOW_WORK_DONE_PROGRESS_CREATE, params)

    def follow(self, pending: int) -> None:
        """Shows how much is to be done; begins when there is something."""
        if pending == 0:
            return
        if not self._is_begun:
            self._is_begun = True
            self.prepare()
            self._open, self._spare, self._total = self._spare, None, pending
            self._send(types.WorkDoneProgressBegin("Verifying", cancellable=True, percentage=0))
        self._total = max(self._total, pending)
        done = self._total - pending
        if (done, self._total) != self._said:
            self._said = (done, self._total)
            share = 100 * done // self._total
            self._send(types.WorkDoneProgressReport(message=f"{done} of {self._total}", percentage=share))

    def end(self) -> bool:
        """Ends what is open; whether there was something to end."""
        if not self._is_begun:
            return False
        self._is_begun = False
        self._send(types.WorkDoneProgressEnd())
        self._open = None
        self.prepare()
        return True

    def is_open_as(self, token: int | str) -> bool:
        return token == self._open

    def _send(
        self, value: types.WorkDoneProgressBegin | types.WorkDoneProgressReport | types.WorkDoneProgressEnd
    ) -> None:
        if self._open is not None:
            params = {"token": self._open, "value": self._server.protocol.plain(value)}
            self._server.protocol.tell(types.PROGRESS, params)
