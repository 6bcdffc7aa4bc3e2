"""Hours of use in short: random edits, undo, saves, opens, closes, cancelled requests and killed workers.

At each checkpoint what the server shows must be what a cold run says. `FRAME_SOAK_SECONDS` makes it longer.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from frame_ls.workspace.check import check_paths, locate
from frame_ls.workspace.options import Options
from tests import fake_language
from tests.server.raw_client import RawClient, family

SECONDS = float(os.environ.get("FRAME_SOAK_SECONDS", "12"))
LINES = (
    "let p good",
    "let p bad",
    "let q good",
    "unit a use p",
    "unit b use p q",
    "unit c ok",
    "unit d fail no 😀",
    "unit e sleep 0.05",
    "// note",
    "nonsense",
    "",
)


class Editor:
    """One document, its text and what was typed."""

    def __init__(self, client: RawClient, path: Path, random_: random.Random) -> None:
        self.client, self.random = client, random_
        self.path, self.uri = path, path.as_uri()
        self.version, self.is_open = 0, False
        self.lines = ["unit a use p", "let p good"]
        self.past: list[list[str]] = []

    def step(self) -> None:
        if not self.is_open:
            self.version += 1
            self.client.open(self.uri, "\n".join(self.lines), self.version)
            self.is_open = True
            return
        match self.random.randrange(12):
            case 0:
                self.client.notify("textDocument/didClose", {"textDocument": {"uri": self.uri}})
                self.is_open = False
            case 1:
                self.client.notify("textDocument/didSave", {"textDocument": {"uri": self.uri}})
            case 2 | 3 if self.past:
                self.become(self.past.pop())
            case 4:
                place = {"line": self.random.randrange(9), "character": self.random.randrange(9)}
                number = self.client.request(
                    self.random.choice(["textDocument/hover", "frame/state", "textDocument/completion"]),
                    {"textDocument": {"uri": self.uri}, "position": place},
                )
                if self.random.random() < 0.5:
                    self.client.notify("$/cancelRequest", {"id": number})
            case _:
                self.past = [*self.past[-20:], self.lines]
                self.become(self.edited())

    def edited(self) -> list[str]:
        """Another text, not far from this one."""
        lines = list(self.lines)
        at = self.random.randrange(len(lines) + 1)
        if self.random.random() < 0.6 or at == len(lines):
            lines.insert(at, self.random.choice(LINES))
        elif len(lines) > 1:
            del lines[at]
        return lines[:30]

    def become(self, lines: list[str]) -> None:
        """Another text, by one edit of the stretch of lines that differ."""
        old, self.lines, self.version = self.lines, lines, self.version + 1
        start = next((n for n, (a, b) in enumerate(zip(old, lines, strict=False)) if a != b), min(len(old), len(lines)))
        text = "\n".join(lines[start:])
        end = {"line": len(old) + 5, "character": 0}
        if start == len(old):
            begin, text = {"line": len(old) - 1, "character": 99}, "\n" + text if start < len(lines) else ""
        else:
            begin = {"line": start, "character": 0}
        if start == len(lines) and start > 0:
            begin, text = {"line": start - 1, "character": 99}, ""
        self.client.change(self.uri, self.version, {"range": {"start": begin, "end": end}, "text": text})

    def shown(self) -> list[tuple[int, int, str]]:
        found: list[dict[str, Any]] = self.client.settled(self.uri, self.version, limit=30)
        return sorted((d["range"]["start"]["line"], d["severity"], d["message"]) for d in found)

    def truth(self) -> list[tuple[int, int, str]]:
        """What a run without any memory says of the text."""
        self.path.write_text("\n".join(self.lines), encoding="utf-8")
        report = check_paths([str(self.path)], Options(jobs=2, cache=False), find=fake_language.find)
        place = locate(report)
        return sorted(
            (place(finding.span).line - 1, 1, finding.message) for r in report.results for finding in r.findings
        )


def memory(pids: list[int]) -> int:
    """KiB held by the processes, shared pages counted once."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def test_soak(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    random_ = random.Random(int(os.environ.get("FRAME_SOAK_SEED", "5")))
    client = RawClient(tmp_path / "cache")
    request.addfinalizer(client.kill)
    client.initialize()
    editors = [Editor(client, tmp_path / f"s{n}.fake", random_) for n in range(3)]
    end, checkpoints, early = time.monotonic() + SECONDS, 0, 0
    while time.monotonic() < end:
        for _ in range(random_.randrange(40)):
            random_.choice(editors).step()
            if random_.random() < 0.1:
                time.sleep(random_.random() * 0.03)
        if random_.random() < 0.3:
            workers = [pid for pid in family(client.process.pid) if pid != client.process.pid]
            if workers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(random_.choice(workers), signal.SIGKILL)
        for editor in editors:
            if editor.is_open:
                assert editor.shown() == editor.truth(), (editor.lines, client.errors.decode())
        checkpoints += 1
        if checkpoints == 5:
            early = memory(family(client.process.pid))
    assert checkpoints >= min(50, SECONDS / 2)
    # A process that analyses and was started again shares less with the server than the first one did.
    assert memory(family(client.process.pid)) < early * 1.2 + 60_000
    unanswered = [n for n in range(1, client._next + 1) if client.answer(n) is None]
    assert client.wait(lambda: all(client.answer(n) for n in unanswered)), unanswered
    assert client.stop() == 0
    assert b"Traceback" not in client.errors, client.errors.decode()
