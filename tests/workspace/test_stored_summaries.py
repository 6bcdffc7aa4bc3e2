"""Summaries over processes: they count only where everything they rest on is the same, and change nothing but time."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from frame_ls.workspace.analyses import Analyses
from frame_ls.workspace.analyst import Analyst, planted
from frame_ls.workspace.language import Analysis, Limits, ReadFile
from frame_ls.workspace.languages.annotated_c import CLanguage
from frame_ls.workspace.options import Options
from frame_ls.workspace.report import Status
from frame_ls.workspace.store import VerdictStore
from frame_ls.workspace.stored_summaries import Source
from tests import fake_language
from tests.fake_language import FakeLanguage

FILE = "/proj/a.fake"
TEXT = 'include "h.fake"\nunit f use x\n'


@dataclass
class Counting(FakeLanguage):
    """Notes each analysis."""

    made: list[str] = field(default_factory=list)

    def analyse(self, file: str, text: str, options: Options, read: ReadFile) -> Analysis:
        self.made.append(file)
        return super().analyse(file, text, options, read)


def analyses(folder: Path) -> tuple[Analyses, Counting]:
    """Those of a new process."""
    language = Counting()
    return Analyses(lambda file: language if file.endswith(".fake") else None, VerdictStore(folder, "1")), language


def reader(**texts: str) -> ReadFile:
    return {f"/proj/{name}.fake": text for name, text in texts.items()}.get


def test_a_text_that_nobody_touched_is_not_analysed_again(tmp_path: Path) -> None:
    first, _ = analyses(tmp_path)
    summary = first.analyse(Source(FILE, TEXT, Options()), reader(h="let x"))
    first.keep_all()
    second, language = analyses(tmp_path)
    assert second.analyse(Source(FILE, TEXT, Options()), reader(h="let x")) == summary
    assert language.made == []
    assert second.has_put_off
    again = second.of(FILE)
    assert again is not None and again.summary == summary and language.made == [FILE]
    assert not second.has_put_off


@pytest.mark.parametrize(
    ("source", "read"),
    [
        (Source(FILE, TEXT + "\n", Options()), reader(h="let x")),
        (Source("/proj/b.fake", TEXT, Options()), reader(h="let x")),
        (Source(FILE, TEXT, Options(defines=(("N", "1"),))), reader(h="let x")),
        (Source(FILE, TEXT, Options(explicit=frozenset({"defines"}))), reader(h="let x")),
        (Source(FILE, TEXT, Options()), reader(h="let x bad")),
        (Source(FILE, TEXT, Options()), reader()),
        (Source(FILE, TEXT, Options(cache=False)), reader(h="let x")),
    ],
)
def test_anything_that_matters_makes_another_analysis(tmp_path: Path, source: Source, read: ReadFile) -> None:
    first, _ = analyses(tmp_path)
    first.analyse(Source(FILE, TEXT, Options()), reader(h="let x"))
    first.keep_all()
    second, language = analyses(tmp_path)
    second.analyse(source, read)
    assert language.made == [source.file]


def test_a_header_that_appears_counts(tmp_path: Path) -> None:
    first, _ = analyses(tmp_path)
    first.analyse(Source(FILE, TEXT, Options()), reader())
    first.keep_all()
    second, language = analyses(tmp_path)
    summary = second.analyse(Source(FILE, TEXT, Options()), reader(h="let x"))
    assert language.made == [FILE] and summary is not None and summary.files


def test_what_was_put_off_reads_what_its_summary_was_checked_against(tmp_path: Path) -> None:
    first, _ = analyses(tmp_path)
    first.analyse(Source(FILE, TEXT, Options()), reader(h="let x"))
    first.keep_all()
    texts = {"/proj/h.fake": "let x"}
    second, _ = analyses(tmp_path)
    summary = second.analyse(Source(FILE, TEXT, Options()), texts.get)
    texts["/proj/h.fake"] = "let x bad"  # the editor will say so, and the next analysis sees it
    made = second.of(FILE)
    assert made is not None and made.summary == summary


def test_a_torn_summary_is_none(tmp_path: Path) -> None:
    first, _ = analyses(tmp_path)
    first.analyse(Source(FILE, TEXT, Options()), reader(h="let x"))
    first.keep_all()
    path = VerdictStore(tmp_path, "1").path
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE summary SET body = substr(body, 1, length(body) / 2)")
    second, language = analyses(tmp_path)
    second.analyse(Source(FILE, TEXT, Options()), reader(h="let x"))
    assert language.made == [FILE]


def test_summaries_make_room_for_each_other(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path, "1", limit=80_000)
    for number in range(20):
        store.keep_summary(str(number), bytes(1000))
    assert 8_000 <= store.info().size <= 10_000
    store.clear()
    assert store.info().size == 0


def test_a_worker_for_a_file_that_was_put_off_knows_its_units(tmp_path: Path) -> None:
    async def outcomes() -> list[Status]:
        found = []
        for _ in range(2):
            analyst = await Analyst.awake(planted(fake_language.find, tmp_path))
            analysed = await analyst.analyse("/proj/b.fake", "unit f fail no\n", Options())
            (unit,) = analysed.summary.units
            worker = await analyst.hire(None, "/proj/b.fake")
            outcome = await worker.run("/proj/b.fake", unit, Limits(5))
            assert outcome is not None
            found.append(outcome.status)
            worker.kill()
            await analyst.retire()
        return found

    assert asyncio.run(outcomes()) == [Status.FAILED, Status.FAILED]


C_TEXT = """#include "own.h"
struct s { int x; };
int f(int x) //@ requires 0 < x; //@ ensures result == x;
{ return x; }
int g(struct s *p) //@ requires q(p); //@ ensures true;
{ return p->y; }
void broken( {
"""
OWN = "//@ predicate q(struct s *p) = p->x |-> _;\n"


def test_a_c_file_means_the_same_out_of_the_store(tmp_path: Path) -> None:
    source = Source("/proj/c.c", C_TEXT, Options())
    read = {"/proj/own.h": OWN}.get
    made = []
    for _ in range(2):
        language = CLanguage()
        found = Analyses(lambda _file, language=language: language, VerdictStore(tmp_path, "1"))  # type: ignore[misc]
        made.append(found.analyse(source, read))
        whole = found.of("/proj/c.c")
        assert whole is not None
        made.append(whole.summary)
        found.keep_all()
    assert made[0] is not None and made[0].units and made[0].findings
    assert made == made[:1] * 4
