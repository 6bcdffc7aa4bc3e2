"""The analysing process and the workers, as seen from the event loop that uses them."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from frame_ls.workspace import messages
from frame_ls.workspace.analyst_process import analyse_for, fork_request
from frame_ls.workspace.channel import AsyncPipe
from frame_ls.workspace.language import Limits, Unit, UnitOutcome
from frame_ls.workspace.options import Options
from frame_ls.workspace.process import end, forked
from frame_ls.workspace.questions import Proposal, Question

_Request = messages.Analyse | messages.Ask | messages.Find | messages.FindExplanation | messages.Settle


class GoneError(Exception):
    """The process at the other end is no more."""


class BrokenError(Exception):
    """The process met a bug of ours and lives on; the message is the report."""


@dataclass(frozen=True, slots=True)
class Seedling:
    """An analysing process that nobody talks to yet: it can be started before there is an event loop."""

    pid: int
    commands: socket.socket
    forks: socket.socket


def planted(find: messages.FindLanguage, store: Path | None, *warm: str) -> Seedling:
    """Starts the process; while nobody asks for anything it loads what files named like those in `warm` need."""
    here, there = socket.socketpair()
    forks_here, forks_there = socket.socketpair()

    def body() -> None:
        analyse_for(there, forks_there, find, store, warm)

    pid = forked(body, keep=(there.fileno(), forks_there.fileno()))
    there.close()
    forks_there.close()
    return Seedling(pid, here, forks_here)


class Analyst:
    """One analysing process. Every method that waits raises GoneError when the process dies meanwhile."""

    def __init__(self, pid: int, pipe: AsyncPipe, forks: socket.socket) -> None:
        self.pid = pid
        self._pipe = pipe
        self._forks = forks
        self._serials = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[messages.Reply]] = {}
        self.is_gone = False
        self.when_gone: Callable[[], None] = lambda: None
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def awake(cls, seedling: Seedling) -> Analyst:
        """Begins to talk to a started process."""
        seedling.commands.setblocking(False)
        return cls(seedling.pid, await AsyncPipe.on(seedling.commands), seedling.forks)

    async def analyse(self, file: str, text: str | None, options: Options) -> messages.Analysed:
        reply = await self._call(messages.Analyse(next(self._serials), file, text, options))
        assert isinstance(reply, messages.Analysed)
        return reply

    async def ask(self, file: str, question: Question) -> object:
        reply = await self._call(messages.Ask(next(self._serials), file, question))
        assert isinstance(reply, messages.Answered)
        return reply.value

    async def find(self, fingerprints: tuple[str, ...]) -> dict[str, UnitOutcome]:
        """The stored outcomes among these."""
        reply = await self._call(messages.Find(next(self._serials), fingerprints))
        assert isinstance(reply, messages.Answered) and isinstance(reply.value, dict)
        return reply.value

    async def explanation(self, fingerprint: str) -> bytes:
        """The stored explanation, packed; empty where there is none."""
        reply = await self._call(messages.FindExplanation(next(self._serials), fingerprint))
        assert isinstance(reply, messages.Answered) and isinstance(reply.value, bytes)
        return reply.value

    def tell(self, command: messages.SetText | messages.Forget | messages.Keep) -> None:
        """Says something that has no answer."""
        self._pipe.send(command)

    async def hire(self, memory: int | None, file: str) -> Worker:
        """A new worker, at least for units of this file. A process that cannot fork is of no more use."""
        try:
            return await self._hire(memory, file)
        except GoneError:
            self.kill()
            self.when_gone()
            raise

    async def _hire(self, memory: int | None, file: str) -> Worker:
        here, there = socket.socketpair()
        try:
            socket.send_fds(self._forks, [fork_request(memory or 0, file)], [there.fileno()])
        except OSError as error:
            here.close()
            raise GoneError from error
        finally:
            there.close()
        here.setblocking(False)
        pipe = await AsyncPipe.on(here)
        try:
            hello = await pipe.receive()
        except EOFError as error:
            pipe.close()
            raise GoneError from error
        except asyncio.CancelledError:
            pipe.close()  # the worker ends by itself when it finds nobody to greet
            raise
        assert isinstance(hello, messages.Hello)
        return Worker(hello.pid, hello.generation, pipe)

    async def retire(self) -> None:
        """Ends the process once it has done what it was told; not for ever, if it hangs."""
        with contextlib.suppress(GoneError, TimeoutError):
            async with asyncio.timeout(5):
                await self._call(messages.Settle(next(self._serials)))
        self.kill()

    def kill(self) -> None:
        """Ends the process at once; its workers end with it."""
        end(self.pid)
        self._pipe.close()
        self._forks.close()
        self._reader.cancel()
        self._fail_all()

    async def _call(self, command: _Request) -> messages.Reply:
        if self.is_gone:
            raise GoneError
        future: asyncio.Future[messages.Reply] = asyncio.get_running_loop().create_future()
        self._waiting[command.serial] = future
        self._pipe.send(command)
        try:
            reply = await future
        finally:
            self._waiting.pop(command.serial, None)
        if isinstance(reply, messages.Broke):
            raise BrokenError(reply.report)
        return reply

    async def _read(self) -> None:
        with contextlib.suppress(EOFError):
            while True:
                reply = await self._pipe.receive()
                assert isinstance(reply, messages.Reply)
                future = self._waiting.get(reply.serial)
                if future is not None and not future.done():
                    future.set_result(reply)
        self._fail_all()
        self.when_gone()

    def _fail_all(self) -> None:
        self.is_gone = True
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(GoneError())


class Worker:
    """A process that verifies one unit at a time, until it is killed."""

    def __init__(self, pid: int, generation: int, pipe: AsyncPipe) -> None:
        self.pid = pid
        self.generation = generation
        self.is_gone = False
        self._pipe = pipe

    async def run(self, file: str, unit: Unit, limits: Limits) -> UnitOutcome | None:
        """The outcome; None where this worker does not know the unit. Raises GoneError when it dies.

        Cancelling this kills the worker: there is no other way to stop a proof.
        """
        self._pipe.send(messages.Run(file, unit, limits))
        try:
            answer = await self._pipe.receive()
        except EOFError as error:
            self.kill()
            raise GoneError from error
        except asyncio.CancelledError:
            self.kill()
            raise
        match answer:
            case messages.Ran(outcome=outcome, last=last):
                if last:
                    self.kill()
                return outcome
            case _:
                return None

    async def attempt(self, request: messages.Try) -> tuple[Proposal, ...] | None:
        """What may be offered; None where this worker knows another text. Raises GoneError when it dies."""
        self._pipe.send(request)
        try:
            answer = await self._pipe.receive()
        except EOFError as error:
            self.kill()
            raise GoneError from error
        except asyncio.CancelledError:
            self.kill()
            raise
        return answer.proposals if isinstance(answer, messages.Tried) else None

    def dismiss(self) -> None:
        """Lets a worker without work go: it ends by itself when nobody is there to tell it anything."""
        self.is_gone = True
        self._pipe.close()

    def kill(self) -> None:
        """Ends the process at once."""
        if not self.is_gone:
            self.is_gone = True
            end(self.pid)
            self._pipe.close()
