"""The process that analyses: it alone reads files, keeps what it parsed, and forks the workers from its own memory.

One process does this for all open documents, one thing at a time. What a user's text can do to it (a macro bomb, a
nesting without end) it does to this process only: the workspace notices and starts another.
"""

from __future__ import annotations

import contextlib
import gc
import os
import selectors
import signal
import socket
import struct
import time
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path

from frame_ls.workspace import messages
from frame_ls.workspace.analyses import Analyses
from frame_ls.workspace.channel import Pipe
from frame_ls.workspace.fingerprints import prover_version
from frame_ls.workspace.inputs import Unreadable, read_text
from frame_ls.workspace.language import Summary
from frame_ls.workspace.process import forked
from frame_ls.workspace.store import VerdictStore
from frame_ls.workspace.stored_summaries import Source
from frame_ls.workspace.worker_process import work

_FORK_REQUEST = struct.Struct("<IH")  # MiB that the worker may take (0: the default), bytes of the file's name
# Who was just served may ask for more; what can wait begins after this time, what can wait long after the other.
_QUIET_SECONDS = 0.05
_LONG_QUIET_SECONDS = 0.3


def fork_request(memory: int, file: str) -> bytes:
    """The bytes that ask for a worker for this file; its socket comes along."""
    name = file.encode("utf-8", "surrogateescape")[:0xFFFF]
    return _FORK_REQUEST.pack(memory, len(name)) + name


def analyse_for(
    commands: socket.socket,
    forks: socket.socket,
    find: messages.FindLanguage,
    store: Path | None,
    warm: tuple[str, ...] = (),
) -> None:
    """Serves until the other end of `commands` is gone. `store`: the folder of the verdict store, if there is one.

    While nobody asks for anything, what files named like those in `warm` need is loaded.
    """
    # Children are not waited for: their ends show in their sockets.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # Trees are many small objects and rarely garbage: the default thresholds would scan them again and again.
    gc.set_threshold(50_000, 20, 50)
    analyst = _Analyst(Pipe(commands), forks, find, store)
    leisure = _Leisure(analyst.analyses, _loading(find, warm))
    with selectors.DefaultSelector() as selector:
        selector.register(commands, selectors.EVENT_READ, analyst.serve_command)
        selector.register(forks, selectors.EVENT_READ, analyst.serve_fork)
        try:
            while True:
                asked = selector.select(leisure.patience())
                for key, _ in asked:
                    key.data()
                leisure.note(is_quiet=not asked)
        except EOFError:
            return


def _loading(find: messages.FindLanguage, names: Iterable[str]) -> Iterator[None]:
    for name in names:
        # What cannot be loaded says so again, and better, when a document needs it.
        with contextlib.suppress(Exception):
            if (language := find(name)) is not None:
                yield from language.warm()


class _Leisure:
    """What is done while nobody asks for anything, a step at a time."""

    def __init__(self, analyses: Analyses, loading: Iterator[None]) -> None:
        self._analyses = analyses
        self._loading: Iterator[None] | None = loading
        self._since = 0.0  # when somebody last asked for something

    def patience(self) -> float | None:
        """How long to wait for the next request before a step may be done; None: there is nothing to do."""
        if self._loading is not None or self._analyses.has_put_off:
            quiet = _QUIET_SECONDS
        elif self._analyses.has_chores:
            quiet = _LONG_QUIET_SECONDS
        else:
            return None
        return max(0.0, self._since + quiet - time.monotonic())

    def note(self, is_quiet: bool) -> None:
        """Somebody asked for something just now, or nobody did, and one step may be done."""
        if not is_quiet:
            self._since = time.monotonic()
        elif self._loading is not None:
            if next(self._loading, self) is self:
                self._loading = None
        elif self._analyses.has_put_off:
            self._analyses.make_one()
        else:
            self._analyses.do_chores()


class _Analyst:
    """The state of the process, and one method for each thing it can be told."""

    def __init__(self, pipe: Pipe, forks: socket.socket, find: messages.FindLanguage, store: Path | None) -> None:
        self._pipe = pipe
        self._forks = forks
        self._store = None if store is None else VerdictStore(store, prover_version())
        self._texts: dict[str, str] = {}
        self.analyses = Analyses(find, self._store)
        self._generation = 0

    def serve_fork(self) -> None:
        """Forks one worker with everything that is known now."""
        data, files, _, _ = socket.recv_fds(self._forks, _FORK_REQUEST.size, 1)
        if not data:
            raise EOFError
        connection = socket.socket(fileno=files[0])
        memory, length = _FORK_REQUEST.unpack(data)
        file = self._forks.recv(length, socket.MSG_WAITALL).decode("utf-8", "surrogateescape")
        self.analyses.prepare(file)

        def body() -> None:
            work(Pipe(connection), self.analyses.made(), self._generation, memory)

        forked(body, keep=(connection.fileno(),))
        connection.close()

    def serve_command(self) -> None:
        """Does one thing it was told; a bug in doing it is reported, never fatal."""
        command = self._pipe.receive()
        try:
            self._serve(command)
        except Exception:
            serial = getattr(command, "serial", None)
            if serial is not None:
                self._pipe.send(messages.Broke(serial, traceback.format_exc()))

    def _serve(self, command: object) -> None:
        match command:
            case messages.SetText(file=file, text=text):
                if text is None:
                    self._texts.pop(file, None)
                else:
                    self._texts[file] = text
            case messages.Analyse():
                self._analyse(command)
            case messages.Forget(file=file):
                self.analyses.forget(file)
            case messages.Ask(serial=serial, file=file, question=question):
                analysis = self.analyses.of(file)
                self._pipe.send(messages.Answered(serial, None if analysis is None else analysis.ask(question)))
            case messages.Find(serial=serial, fingerprints=fingerprints):
                found = {} if self._store is None else self._store.find(fingerprints)
                self._pipe.send(messages.Answered(serial, found))
            case messages.FindExplanation(serial=serial, fingerprint=fingerprint):
                found_text = b"" if self._store is None else self._store.explanation(fingerprint)
                self._pipe.send(messages.Answered(serial, found_text))
            case messages.Keep(outcomes=outcomes):
                if self._store is not None:
                    self._store.keep(outcomes)
            case messages.Settle(serial=serial):
                self.analyses.keep_all()
                self._pipe.send(messages.Answered(serial, None))
            case _:
                raise TypeError(f"unknown command {type(command).__name__}")

    def _analyse(self, command: messages.Analyse) -> None:
        text = command.text if command.text is not None else self._texts.get(command.file)
        if text is None:
            on_disk = read_text(command.file)
            if isinstance(on_disk, Unreadable):
                self._decline(command, on_disk.reason)
                return
            text = on_disk
        summary = self.analyses.analyse(Source(command.file, text, command.options), self._read)
        if summary is None:
            self._decline(command, "has a type that Frame does not know")
            return
        self._generation += 1
        self._pipe.send(messages.Analysed(command.serial, self._generation, summary))

    def _decline(self, command: messages.Analyse, reason: str) -> None:
        self._pipe.send(messages.Analysed(command.serial, self._generation, Summary(), reason))

    def _read(self, file: str) -> str | None:
        """The text of another file: as the editor has it, or else as the disk has it."""
        file = os.path.abspath(file)
        if (text := self._texts.get(file)) is not None:
            return text
        on_disk = read_text(file)
        return None if isinstance(on_disk, Unreadable) else on_disk
