"""A run over files, with real processes: order, limits, crashes, the store, and nothing left behind."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from frame_ls.workspace.check import check_paths, locate
from frame_ls.workspace.options import Options
from frame_ls.workspace.report import Kind, Report, Status
from tests import fake_language


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No test may leave a child of this process behind."""
    yield
    end = time.monotonic() + 2
    while children() and time.monotonic() < end:
        time.sleep(0.01)
    assert not children()


def children() -> list[int]:
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                state, parent = Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()[:2]
            except OSError:
                continue
            if int(parent) == os.getpid() and state != "Z":
                found.append(int(name))
    return found


def check(tmp_path: Path, *texts: str, **options: object) -> Report:
    files = []
    for number, text in enumerate(texts):
        file = tmp_path / f"f{number}.fake"
        file.write_text(text, encoding="utf-8")
        files.append(str(file))
    return check_paths(files, Options(**{"jobs": 2, "timeout": 5.0, **options}), find=fake_language.find)  # type: ignore[arg-type]


def statuses(report: Report) -> list[tuple[str, str]]:
    return [(r.unit if r.kind is not Kind.FILE else "file", r.status.value) for r in report.results]


def test_results_are_in_the_order_of_inputs_and_text(tmp_path: Path) -> None:
    slow_first = "unit a sleep 0.2\nunit b ok\nunit c fail no good\n"
    report = check(tmp_path, slow_first, "unit d sleep 0.1\nunit e ok\n", "", "nonsense\nunit f ok")
    assert statuses(report) == [
        ("a", "verified"),
        ("b", "verified"),
        ("c", "failed"),
        ("d", "verified"),
        ("e", "verified"),
        ("file", "verified"),
        ("file", "error"),
        ("f", "verified"),
    ]
    place = locate(report)(report.results[2].findings[0].span)
    assert (place.line, place.column, place.end_column) == (3, 8, 12)


def test_a_crash_loses_only_its_unit(tmp_path: Path) -> None:
    report = check(tmp_path, "unit a ok\nunit b crash\nunit c raise\nunit d ok", jobs=1)
    assert statuses(report) == [("a", "verified"), ("b", "error"), ("c", "error"), ("d", "verified")]
    for result in report.results[1:3]:
        assert result.findings[0].code == "internal-error"
        assert "Traceback" not in result.findings[0].message
    assert "ValueError" in dict(report.results[2].details)["internal error"]


def test_a_crash_of_the_analysis_loses_only_its_file(tmp_path: Path) -> None:
    report = check(tmp_path, "parse crash\nunit a ok", "unit b ok", "parse raise", "unit c ok", jobs=1)
    assert statuses(report) == [("file", "error"), ("b", "verified"), ("file", "error"), ("c", "verified")]


def test_time_has_a_limit(tmp_path: Path) -> None:
    begin = time.monotonic()
    report = check(tmp_path, "unit a sleep 60\nunit d ok", timeout=0.5)
    assert time.monotonic() - begin < 20
    assert statuses(report) == [("a", "timeout"), ("d", "verified")]
    assert report.results[0].findings[0].code == "timeout"


def test_memory_and_depth_have_limits(tmp_path: Path) -> None:
    report = check(tmp_path, "unit b hog\nunit c deep\nunit d ok", timeout=60, memory=200)
    assert statuses(report) == [("b", "unknown"), ("c", "unknown"), ("d", "verified")]
    assert [r.findings[0].code for r in report.results[:2]] == ["out-of-memory", "too-deep"]


def test_stored_verdicts_are_found_and_equal_fresh_ones(tmp_path: Path) -> None:
    log = tmp_path / "log"
    text = f"let p good\nunit a use p\nunit b fail no\nunit c log {log}\nunit d raise\n"
    first = check(tmp_path, text)
    second = check(tmp_path, text)
    assert [r.from_cache for r in first.results] == [False] * 4
    assert [r.from_cache for r in second.results] == [True, True, True, False]
    assert statuses(first) == statuses(second)
    assert [r.findings for r in first.results] == [r.findings for r in second.results]
    assert log.read_text() == "c\n"
    changed = check(tmp_path, text.replace("good", "bad"))
    assert [r.from_cache for r in changed.results] == [False, True, True, False]
    assert changed.results[0].status is Status.FAILED
    assert not any(r.from_cache for r in check(tmp_path, text, cache=False).results)


def test_select_and_evidence(tmp_path: Path) -> None:
    evidence = tmp_path / "evidence"
    text = "unit a ok\nunit b ok\n"
    check(tmp_path, text)
    report = check(tmp_path, text, select=("b",), evidence_dir=str(evidence))
    assert statuses(report) == [("b", "verified")]
    assert not report.results[0].from_cache
    assert [file.read_text() for file in evidence.iterdir()] == ['{"proof": true}']


def test_a_run_works_inside_an_event_loop(tmp_path: Path) -> None:
    import asyncio

    async def inside() -> Report:
        return check(tmp_path, "unit a ok")

    assert statuses(asyncio.run(inside())) == [("a", "verified")]
