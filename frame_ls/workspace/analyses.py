"""The analyses of one process by file, those kept on the disk included: an analysis is made when something needs it.

For a file that was analysed before, by whatever process, the stored summary says what there is to verify. Whoever asks
more than that (a worker, a question) waits until the analysis itself is made, which is done ahead when nobody waits.
"""

from __future__ import annotations

import gc
import traceback
from dataclasses import dataclass

from frame_ls.workspace.language import Analysis, Language, ReadFile, Summary
from frame_ls.workspace.messages import FindLanguage
from frame_ls.workspace.store import VerdictStore
from frame_ls.workspace.stored_summaries import Recording, Source, keep_summary, kept_summary


@dataclass(frozen=True, slots=True)
class _Unkept:
    """An analysis whose summary is not stored yet."""

    source: Source
    files: dict[str, str | None]
    summary: Summary


@dataclass(frozen=True, slots=True)
class _Put:
    """An analysis that was put off: its summary was stored, and these are the files that it rests on."""

    source: Source
    files: dict[str, str | None]

    def read(self, file: str) -> str | None:
        """The text as it was when the summary was found to count."""
        return self.files.get(file)


class Analyses:
    """See the module. `store` is None where nothing is kept."""

    def __init__(self, find: FindLanguage, store: VerdictStore | None) -> None:
        self._find = find
        self._store = store
        self._made: dict[str, Analysis] = {}
        self._put_off: dict[str, _Put] = {}
        self._unkept: dict[str, _Unkept] = {}
        self._has_garbage = False
        self._cold: list[Language] = []
        self._seen: set[int] = set()

    def analyse(self, source: Source, read: ReadFile) -> Summary | None:
        """What the text comes to; None for a file of no known type."""
        file = source.file
        if file not in self._made and self._store is not None and source.options.cache:
            kept = kept_summary(self._store, source, read)
            if kept is not None:
                self._put_off[file] = _Put(source, dict(kept.files))
                return kept.summary
        self._put_off.pop(file, None)
        if (language := self._find(file)) is None:
            return None
        recording = Recording(read)
        analysis = self._make(language, source, recording)
        if source.options.cache:
            self._unkept[file] = _Unkept(source, recording.found, analysis.summary)
        return analysis.summary

    def made(self) -> dict[str, Analysis]:
        """The analyses that are made, by file."""
        return self._made

    def of(self, file: str) -> Analysis | None:
        """The analysis of a file, made now if it was put off; None for a file that is not known."""
        put_off = self._put_off.pop(file, None)
        if put_off is not None and (language := self._find(file)) is not None:
            return self._make(language, put_off.source, put_off.read)
        return self._made.get(file)

    def forget(self, file: str) -> None:
        self._made.pop(file, None)
        self._put_off.pop(file, None)
        self._has_garbage = True
        if (language := self._find(file)) is not None:
            language.forget(file)

    def prepare(self, file: str) -> None:
        """Makes and loads here, once, what every worker for units of the file would otherwise have to do itself."""
        try:
            self.of(file)
            while self._cold:
                for _ in self._cold.pop().warm():
                    pass
        except Exception:
            traceback.print_exc()  # the worker will meet it again, and report it

    # --- what can wait ---

    @property
    def has_put_off(self) -> bool:
        return bool(self._put_off)

    @property
    def has_chores(self) -> bool:
        return bool(self._unkept) or self._has_garbage

    def make_one(self) -> None:
        """Makes one of the analyses that were put off."""
        file = next(iter(self._put_off))
        try:
            self.of(file)
        except Exception:
            traceback.print_exc()  # nobody asked; the next edit meets it again, and reports it

    def do_chores(self) -> None:
        """Stores what is to be stored, and gives the memory of closed files back."""
        self.keep_all()
        if self._has_garbage:
            self._has_garbage = False
            gc.collect()  # once for a thousand files, as each time costs as much as reading one

    def keep_all(self) -> None:
        """Stores the summaries of what was analysed."""
        unkept, self._unkept = self._unkept, {}
        if self._store is not None:
            for one in unkept.values():
                keep_summary(self._store, one.source, one.files, one.summary)

    def _make(self, language: Language, source: Source, read: ReadFile) -> Analysis:
        if id(language) not in self._seen:
            self._seen.add(id(language))
            self._cold.append(language)
        analysis = language.analyse(source.file, source.text, source.options, read)
        self._made[source.file] = analysis
        return analysis
