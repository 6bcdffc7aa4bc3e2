"""The analysing process of a session, kept alive: started again when it dies, given up on when it hangs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from frame_ls.source import Finding, Severity, Span
from frame_ls.workspace.analyst import Analyst, BrokenError, GoneError, Seedling, planted
from frame_ls.workspace.documents import Document
from frame_ls.workspace.language import Summary, UnitOutcome
from frame_ls.workspace.messages import Analysed, FindLanguage, SetText
from frame_ls.workspace.options import Options
from frame_ls.workspace.places import TextPlace
from frame_ls.workspace.questions import Question

logger = logging.getLogger(__name__)
ANALYSIS_SECONDS = 20.0
_HASTY_SECONDS = 1.0  # a process that lives shorter than this is not followed by the next at once


@dataclass(frozen=True, slots=True)
class Start:
    """What a session begins with. A `seedling` was started before the event loop, to gain time."""

    find: FindLanguage
    store: Path | None
    seedling: Seedling | None = None


class Reading:
    """Analyses and questions for a session. `when_new` is called when a new process knows of no document yet."""

    def __init__(self, start: Start, when_new: Callable[[Analyst], None], when_gone: Callable[[], None]) -> None:
        self._start = start
        self._when_new = when_new
        self._when_gone = when_gone
        self._started = float("-inf")
        self.analyst: Analyst | None = None

    async def begin(self) -> None:
        await self._employ(self._start.seedling or planted(self._start.find, self._start.store))

    async def restart_if_gone(self) -> None:
        if self.analyst is None or self.analyst.is_gone:
            await self.restart()

    async def restart(self) -> None:
        """A new process instead of the one that died or hangs."""
        if self.analyst is not None:
            self.analyst.kill()
        lived = asyncio.get_running_loop().time() - self._started
        if lived < _HASTY_SECONDS:
            await asyncio.sleep(_HASTY_SECONDS / 4)
        await self._employ(planted(self._start.find, self._start.store))
        assert self.analyst is not None
        self._when_new(self.analyst)

    async def end(self) -> None:
        if self.analyst is not None:
            self.analyst.when_gone = lambda: None
            await self.analyst.retire()

    async def summary_of(self, document: Document, options: Options) -> Analysed:
        """The analysis; where it broke, one of generation 0 that says so."""
        try:
            analysed = await self._analysed(document, options)
        except TimeoutError:
            await self.restart()
            return _broken(document, "timeout", f"reading this file took more than {ANALYSIS_SECONDS:g} s")
        except GoneError:
            await self.restart()
            return _broken(document, "internal-error", "Frame itself ended while reading this file: this is a bug")
        except BrokenError as error:
            logger.error("an analysis broke: %s", error)
            return _broken(document, "internal-error", "Frame itself failed while reading this file: this is a bug")
        if analysed.unreadable is not None:
            return _broken(document, "unreadable", f"this file {analysed.unreadable}")
        return analysed

    async def ask(self, file: str, question: Question) -> object:
        """The answer; None where there is none, or no process to ask."""
        try:
            return None if self.analyst is None else await self.analyst.ask(file, question)
        except GoneError:
            return None
        except BrokenError as error:
            logger.error("a question broke: %s", error)
            return None

    async def find(self, fingerprints: tuple[str, ...]) -> dict[str, UnitOutcome]:
        """The stored outcomes among these."""
        with contextlib.suppress(GoneError, BrokenError):
            if self.analyst is not None:
                return await self.analyst.find(fingerprints)
        return {}

    async def explanation(self, fingerprint: str) -> bytes:
        """The stored explanation, packed; empty where there is none."""
        with contextlib.suppress(GoneError, BrokenError):
            if self.analyst is not None:
                return await self.analyst.explanation(fingerprint)
        return b""

    async def _analysed(self, document: Document, options: Options) -> Analysed:
        """The analysis, tried again once where the process was gone: it may have been killed for no fault of ours."""
        for attempt in range(2):
            assert self.analyst is not None
            self.analyst.tell(SetText(document.file, document.text))
            try:
                async with asyncio.timeout(ANALYSIS_SECONDS):
                    return await self.analyst.analyse(document.file, None, options)
            except GoneError:
                if attempt:
                    raise
                await self.restart()
        raise GoneError

    async def _employ(self, seedling: Seedling) -> None:
        self._started = asyncio.get_running_loop().time()
        self.analyst = await Analyst.awake(seedling)
        self.analyst.when_gone = self._when_gone


def _broken(document: Document, code: str, message: str) -> Analysed:
    """An analysis that says only that there is none."""
    finding = Finding(code, Severity.ERROR, Span(document.file, 0, 0), message)
    text = TextPlace(document.file, document.file, 0)
    return Analysed(0, 0, Summary(findings=(finding,), texts=(text,)))
