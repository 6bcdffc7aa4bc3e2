"""The process that analyses: it alone reads files, keeps what it parsed, and forks the workers from its own memory.

One process does this for all open documents, one thing at a time. What a user's text can do to it (a macro bomb, a
nesting without end) it does to this process only: the workspace notices and starts another.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import socket
import struct
import traceback
from pathlib import Path

from frame_ls.workspace import messages
from frame_ls.workspace.channel import Pipe
from frame_ls.workspace.fingerprints import prover_version
from frame_ls.workspace.inputs import Unreadable, read_text
from frame_ls.workspace.language import Analysis, Language, Summary
from frame_ls.workspace.process import forked
from frame_ls.workspace.store import VerdictStore
from frame_ls.workspace.worker_process import work

FORK_REQUEST = struct.Struct("<I")  # MiB that the worker may take; 0: the default. Its socket comes along.


def analyse_for(commands: socket.socket, forks: socket.socket, find: messages.FindLanguage, store: Path | None) -> None:
    """Serves until the other end of `commands` is gone. `store`: the folder of the verdict store, if there is one."""
    # Children are not waited for: their ends show in their sockets.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # Trees are many small objects and rarely garbage: the default thresholds would scan them again and again.
    gc.set_threshold(50_000, 20, 50)
    analyst = _Analyst(Pipe(commands), forks, find, store)
    with selectors.DefaultSelector() as selector:
        selector.register(commands, selectors.EVENT_READ, analyst.serve_command)
        selector.register(forks, selectors.EVENT_READ, analyst.serve_fork)
        try:
            while True:
                for key, _ in selector.select():
                    key.data()
        except EOFError:
            return


class _Analyst:
    """The state of the process, and one method for each thing it can be told."""

    def __init__(self, pipe: Pipe, forks: socket.socket, find: messages.FindLanguage, store: Path | None) -> None:
        self._pipe = pipe
        self._forks = forks
        self._find = find
        self._store = None if store is None else VerdictStore(store, prover_version())
        self._texts: dict[str, str] = {}
        self._analyses: dict[str, Analysis] = {}
        self._generation = 0
        self._cold: list[Language] = []
        self._seen: set[int] = set()

    def serve_fork(self) -> None:
        """Forks one worker with everything that is known now."""
        data, files, _, _ = socket.recv_fds(self._forks, FORK_REQUEST.size, 1)
        if not data:
            raise EOFError
        connection = socket.socket(fileno=files[0])
        self._warm_up()
        (memory,) = FORK_REQUEST.unpack(data)

        def body() -> None:
            work(Pipe(connection), self._analyses, self._generation, memory)

        forked(body, keep=(connection.fileno(),))
        connection.close()

    def _warm_up(self) -> None:
        """Loads here, once, what every worker would otherwise have to load for itself."""
        while self._cold:
            try:
                self._cold.pop().warm()
            except Exception:
                traceback.print_exc()  # the workers will meet it again, and report it

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
                self._analyses.pop(file, None)
                if (language := self._find(file)) is not None:
                    language.forget(file)
                gc.collect()
            case messages.Ask(serial=serial, file=file, question=question):
                analysis = self._analyses.get(file)
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
        if (language := self._find(command.file)) is None:
            self._decline(command, "has a type that Frame does not know")
            return
        if id(language) not in self._seen:
            self._seen.add(id(language))
            self._cold.append(language)
        analysis = language.analyse(command.file, text, command.options, self._read)
        self._analyses[command.file] = analysis
        self._generation += 1
        self._pipe.send(messages.Analysed(command.serial, self._generation, analysis.summary))

    def _decline(self, command: messages.Analyse, reason: str) -> None:
        self._pipe.send(messages.Analysed(command.serial, self._generation, Summary(), reason))

    def _read(self, file: str) -> str | None:
        """The text of another file: as the editor has it, or else as the disk has it."""
        file = os.path.abspath(file)
        if (text := self._texts.get(file)) is not None:
            return text
        on_disk = read_text(file)
        return None if isinstance(on_disk, Unreadable) else on_disk
