"""The store of verdicts is a shortcut and never a trap: whatever is wrong with it means "not found"."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import random
import signal
import sqlite3
import time
import zlib
from pathlib import Path

import pytest

from frame_ls.source import Finding, Severity, Span
from frame_ls.workspace.language import UnitOutcome
from frame_ls.workspace.report import Evidence, Status
from frame_ls.workspace.store import VerdictStore

FINDING = Finding("leak", Severity.ERROR, Span("k", 1, 2), "x")


def outcome(number: int, status: Status = Status.VERIFIED) -> UnitOutcome:
    findings = () if status is Status.VERIFIED else (FINDING,)
    return UnitOutcome(status, findings, obligations=number, evidence=Evidence.PROOF, explanation=b"e%d" % number)


def test_what_is_kept_is_found(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path, "v1")
    store.keep([(f"f{n}", outcome(n, Status.FAILED)) for n in range(1200)])
    again = VerdictStore(tmp_path, "v1")
    found = again.find([f"f{n}" for n in range(1500)])
    assert len(found) == 1200
    assert found["f7"].findings == (FINDING,) and found["f7"].obligations == 7 and found["f7"].explanation == b""
    assert again.explanation("f7") == b"e7"
    assert again.explanation("none") == b""
    assert again.info().outcomes == 1200
    again.clear()
    assert store.find(["f7"]) == {} and store.info().outcomes == 0


def test_another_prover_finds_nothing(tmp_path: Path) -> None:
    VerdictStore(tmp_path, "v1").keep([("f", outcome(1))])
    assert VerdictStore(tmp_path, "v2").find(["f"]) == {}


@pytest.mark.parametrize("status", [Status.UNKNOWN, Status.TIMEOUT, Status.ERROR])
def test_what_another_run_may_find_out_is_not_kept(tmp_path: Path, status: Status) -> None:
    store = VerdictStore(tmp_path, "v")
    store.keep([("f", outcome(1, status))])
    assert store.find(["f"]) == {}


def test_the_oldest_go_when_the_limit_is_reached(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path, "v", limit=60_000)
    big = UnitOutcome(Status.VERIFIED, explanation=bytes(1000))
    for n in range(200):
        store.keep([(f"f{n:03}", big)])
    assert store.info().size <= 66_000
    assert store.find(["f199"])


def test_garbage_in_the_file_is_thrown_away(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path, "v")
    store.keep([(f"f{n}", outcome(n)) for n in range(300)])
    store.close()
    for suffix in ("-wal", "-shm"):
        store.path.with_name(store.path.name + suffix).unlink(missing_ok=True)
    store.path.write_bytes(b"this is no database" * 1000)
    assert store.find(["f1"]) == {}
    store.keep([("f1", outcome(1))])
    assert VerdictStore(tmp_path, "v").find(["f1"])


def test_bits_that_flip_never_make_another_verdict(tmp_path: Path) -> None:
    random_ = random.Random(3)
    for attempt in range(40):
        folder = tmp_path / str(attempt)
        store = VerdictStore(folder, "v")
        store.keep([(f"f{n}", outcome(n, Status.FAILED)) for n in range(60)])
        store.close()
        data = bytearray(store.path.read_bytes())
        for _ in range(30):
            data[random_.randrange(len(data))] ^= 1 << random_.randrange(8)
        store.path.write_bytes(data[: random_.randrange(len(data))] if attempt % 3 == 0 else data)
        for name, found in VerdictStore(folder, "v").find([f"f{n}" for n in range(60)]).items():
            assert found.status is Status.FAILED and f"f{found.obligations}" == name


def test_a_stored_value_cannot_name_other_code(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> object:
            return os.system, ("touch trap",)

    store = VerdictStore(tmp_path, "v")
    store.keep([("f", outcome(1))])
    with sqlite3.connect(store.path) as connection:
        connection.execute("UPDATE outcome SET body = ?", (zlib.compress(pickle.dumps(Trap())),))
    assert store.find(["f"]) == {}
    assert not Path("trap").exists()


def test_a_folder_that_cannot_be_written_means_no_store(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    store = VerdictStore(file / "folder", "v")
    store.keep([("f", outcome(1))])
    assert store.find(["f"]) == {} and store.explanation("f") == b"" and store.info().outcomes == 0


def test_a_full_disk_means_no_store(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path, "v")
    store.keep([("f", outcome(1))])
    connection = store._connection
    assert connection is not None
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    store.keep([(f"g{n}", outcome(n)) for n in range(3000)])
    assert store.find(["f"]) and not store.find(["g1"])


def test_a_writer_that_holds_the_lock_delays_but_does_not_block(tmp_path: Path) -> None:
    store = VerdictStore(tmp_path, "v")
    store.keep([("f", outcome(1))])
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    begin = time.monotonic()
    store.keep([("g", outcome(2))])
    assert time.monotonic() - begin < 3
    assert store.find(["f"])
    other.execute("ROLLBACK")


def test_a_clock_that_jumps_does_no_harm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = VerdictStore(tmp_path, "v")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 10**9)
    store.keep([("f", outcome(1))])
    monkeypatch.setattr(time, "time", lambda: now)
    assert store.find(["f"]) and store.find(["f"])


def write_for_ever(folder: str, number: int) -> None:
    store = VerdictStore(Path(folder), "v")
    count = 0
    while True:
        store.keep([(f"p{number}-{count + n}", outcome(count + n)) for n in range(20)])
        count += 20


def test_several_writers_of_which_some_are_killed(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write_for_ever, args=(str(tmp_path), n)) for n in range(3)]
    for writer in writers:
        writer.start()
    store = VerdictStore(tmp_path, "v")
    end = time.monotonic() + 1.0
    random_ = random.Random(1)
    while time.monotonic() < end:
        names = [f"p{random_.randrange(3)}-{random_.randrange(200)}" for _ in range(50)]
        for name, found in store.find(names).items():
            assert found.obligations == int(name.partition("-")[2])
    for writer in writers:
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
    assert store.info().outcomes > 0
    connection = sqlite3.connect(store.path)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
