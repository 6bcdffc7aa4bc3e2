"""A session over real processes: verdicts follow edits, nothing runs twice or for nothing, and crashes are survived."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from frame_ls.source import Encoding, LineIndex
from frame_ls.workspace.desk import Stage, UnitState
from frame_ls.workspace.documents import Change, Document
from frame_ls.workspace.options import Options
from frame_ls.workspace.reading import Start
from frame_ls.workspace.session import Mode, Session
from tests import fake_language

URI = "file:///t/a.fake"


class Log:
    """A listener that remembers."""

    def __init__(self) -> None:
        self.analysed_uris: list[str] = []
        self.moves: list[tuple[str, str, Stage]] = []

    def analysed(self, uri: str) -> None:
        self.analysed_uris.append(uri)

    def advanced(self, uri: str, state: UnitState) -> None:
        self.moves.append((uri, state.unit.name, state.stage))


class Desk:
    """A session with one document, driven by whole texts."""

    def __init__(self, session: Session, log: Log) -> None:
        self.session, self.log, self.version = session, log, 0

    def open(self, text: str, uri: str = URI) -> None:
        self.session.open(Document(uri, uri.removeprefix("file://"), "", self.version, LineIndex(text)))

    def change(self, text: str, uri: str = URI) -> None:
        self.version += 1
        self.session.change(uri, self.version, [Change(text)], Encoding.UTF16)

    async def settled(self, limit: float = 20.0) -> dict[str, str]:
        """The statuses by unit once nothing is pending."""
        async with asyncio.timeout(limit):
            while self.session.pending():
                await asyncio.sleep(0.005)
        return self.statuses()

    def statuses(self, uri: str = URI) -> dict[str, str]:
        view = self.session.view(uri)
        assert view is not None
        return {s.unit.name: s.outcome.status.value if s.outcome else s.stage.value for s in view.states}


def in_session(
    test: Callable[[Desk], Awaitable[None]], store: Path | None = None, mode: Mode = Mode.ON_CHANGE, **options: object
) -> None:
    async def body() -> None:
        log = Log()
        session = Session(Start(fake_language.find, store), log)
        session.configure(Options(**{"jobs": 2, "timeout": 5.0, **options}), mode)  # type: ignore[arg-type]
        await session.begin()
        try:
            await test(Desk(session, log))
        finally:
            await session.end()

    asyncio.run(body())


def test_an_edit_runs_what_it_changed_and_nothing_else(tmp_path: Path) -> None:
    log = tmp_path / "log"

    async def test(desk: Desk) -> None:
        text = f"let p good\nunit a log {log}\nunit b use p\nunit c ok"
        desk.open(text)
        assert await desk.settled() == {"a": "verified", "b": "verified", "c": "verified"}
        desk.change("// moved\n" + text.replace("good", "bad"))
        assert await desk.settled() == {"a": "verified", "b": "failed", "c": "verified"}
        desk.change(text)
        moves = len(desk.log.moves)
        assert await desk.settled() == {"a": "verified", "b": "verified", "c": "verified"}
        assert len(desk.log.moves) == moves  # undo is answered from memory
        assert log.read_text() == "a\n"

    in_session(test)


def test_a_run_goes_on_through_an_unrelated_edit_and_ends_with_a_related_one() -> None:
    async def test(desk: Desk) -> None:
        desk.open("unit slow sleep 0.5\nunit x ok")
        await asyncio.sleep(0.2)
        desk.change("unit slow sleep 0.5\nunit x fail oh")
        assert (await desk.settled())["slow"] == "verified"
        assert [m for m in desk.log.moves if m[1] == "slow" and m[2] is Stage.RUNNING] == [(URI, "slow", Stage.RUNNING)]
        desk.change("unit slow sleep 30")
        await asyncio.sleep(0.2)
        desk.change("unit slow ok")
        assert (await desk.settled(15)) == {"slow": "verified"}

    in_session(test)


def test_the_unit_under_the_cursor_comes_first() -> None:
    async def test(desk: Desk) -> None:
        text = "\n".join(f"unit u{n} sleep 0.03" for n in range(6))
        desk.open(text)
        desk.session.focus(URI, text.index("u4"))
        await desk.settled()
        ended = [name for _, name, stage in desk.log.moves if stage is Stage.DONE]
        assert ended[0] == "u4" and ended[1:] == ["u0", "u1", "u2", "u3", "u5"]

    in_session(test, jobs=1)


def test_killed_workers_are_replaced_and_crashes_reported() -> None:
    async def test(desk: Desk) -> None:
        desk.open("unit a sleep 0.3\nunit b crash\nunit c ok")
        await asyncio.sleep(0.15)
        for pid in grandchildren():
            os.kill(pid, signal.SIGKILL)
        assert await desk.settled() == {"a": "verified", "b": "error", "c": "verified"}

    in_session(test)


def test_a_dead_analyst_is_replaced_and_a_text_that_kills_it_is_not_tried_again() -> None:
    async def test(desk: Desk) -> None:
        desk.open("unit a sleep 0.3\nunit b ok")
        await asyncio.sleep(0.1)
        analyst = desk.session._reading.analyst
        assert analyst is not None
        os.kill(analyst.pid, signal.SIGKILL)
        desk.change("unit a sleep 0.3\nunit b fail x")
        assert await desk.settled() == {"a": "verified", "b": "failed"}
        desk.open("parse crash", "file:///t/b.fake")
        desk.change("parse crash\nunit c ok", URI)
        await desk.settled()
        for uri in (URI, "file:///t/b.fake"):
            view = desk.session.view(uri)
            assert view is not None and [f.code for f in view.findings()] == ["internal-error"]
        desk.change("unit c ok")
        assert await desk.settled() == {"c": "verified"}

    in_session(test)


def grandchildren() -> list[int]:
    """The workers: children of children of this process."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                parents[int(name)] = int(Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
    return [pid for pid, parent in parents.items() if parents.get(parent) == os.getpid()]


def test_modes_and_requests() -> None:
    async def test(desk: Desk) -> None:
        desk.open("unit a ok\nunit b ok")
        assert await desk.settled() == {"a": "not run", "b": "not run"}
        desk.session.verify(URI, "a")
        assert await desk.settled() == {"a": "verified", "b": "not run"}
        desk.session.save(URI)
        assert await desk.settled() == {"a": "verified", "b": "verified"}
        desk.change("unit a ok\nunit b sleep 9")
        desk.session.save(URI)
        await asyncio.sleep(0.2)
        assert desk.statuses() == {"a": "verified", "b": "running"}
        desk.session.stop()
        assert await desk.settled() == {"a": "verified", "b": "not run"}

    in_session(test, mode=Mode.ON_SAVE)


def test_unsaved_headers_count(tmp_path: Path) -> None:
    header = tmp_path / "h.fakeh"
    header.write_text("let p good\n")
    uri, header_uri = f"file://{tmp_path}/a.fake", f"file://{header}"

    async def test(desk: Desk) -> None:
        desk.open('include "h.fakeh"\nunit a use p', uri)
        await desk.settled_uri(uri, {"a": "verified"})  # type: ignore[attr-defined]
        desk.open("let p bad", header_uri)
        await desk.settled_uri(uri, {"a": "failed"})  # type: ignore[attr-defined]
        desk.change("let p good", header_uri)
        await desk.settled_uri(uri, {"a": "verified"})  # type: ignore[attr-defined]
        header.write_text("let p bad bad")
        desk.session.close(header_uri)
        await desk.settled_uri(uri, {"a": "failed"})  # type: ignore[attr-defined]
        header.write_text("let p good")
        desk.session.disk_changed(str(header))
        await desk.settled_uri(uri, {"a": "verified"})  # type: ignore[attr-defined]

    async def settled_uri(self: Desk, uri: str, wanted: dict[str, str]) -> None:
        async with asyncio.timeout(20):
            while self.session.pending():
                await asyncio.sleep(0.005)
        assert self.statuses(uri) == wanted

    Desk.settled_uri = settled_uri  # type: ignore[attr-defined]
    in_session(test)


def test_stored_verdicts_are_used_by_the_next_session(tmp_path: Path) -> None:
    log = tmp_path / "log"
    text = f"unit a log {log}\nunit b fail no"

    async def test(desk: Desk) -> None:
        desk.open(text)
        assert await desk.settled() == {"a": "verified", "b": "failed"}
        view = desk.session.view(URI)
        assert view is not None
        assert await desk.session.explanation(view.states[0].unit.fingerprint)

    in_session(test, store=tmp_path / "store")
    in_session(test, store=tmp_path / "store")
    assert log.read_text() == "a\n"


@pytest.mark.parametrize("jobs", [1, 2])
def test_closing_ends_the_runs(jobs: int) -> None:
    async def test(desk: Desk) -> None:
        desk.open("unit a sleep 30")
        await asyncio.sleep(0.1)
        desk.session.close(URI)
        assert desk.session.pending() == 0
        desk.open("unit b ok")
        assert await desk.settled(15) == {"b": "verified"}

    in_session(test, jobs=jobs)
