"""Hours of use of real C in short: what the server shows after random edits is what a cold run says.

`FRAME_SOAK_SECONDS` makes it longer: 120 is a good form for a night.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest

from frame_ls.workspace.check import check_paths
from frame_ls.workspace.options import Options
from frame_ls.workspace.places import Places
from frame_ls.workspace.shown import shown_report
from tests.server.raw_client import RawClient, family
from tests.server.test_soak import Editor, memory
from tests.workspace.random_edits import mutated

SECONDS = float(os.environ.get("FRAME_SOAK_SECONDS", "20"))
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FILES = ("stack.c", "counter.c", "push_all.c", "wrong.c")
_CUT_SHORT = ("no answer after", "out of time")


class CEditor(Editor):
    """An editor of one of the examples, which comes back to the whole text again and again."""

    def __init__(self, client: RawClient, example: Path, folder: Path, random_: random.Random) -> None:
        super().__init__(client, folder / example.name, random_)
        self.whole = example.read_text(encoding="utf-8").split("\n")
        self.lines = self.whole

    def edited(self) -> list[str]:
        if self.random.random() < 0.2:
            return list(self.whole)
        return mutated("\n".join(self.lines), self.random).split("\n")

    def shown(self) -> list[tuple[int, int, str]]:
        found = self.client.settled(self.uri, self.version, limit=60)
        return sorted((d["range"]["start"]["line"], d["severity"], d["message"]) for d in found)

    def truth(self) -> list[tuple[int, int, str]]:
        self.path.write_text("\n".join(self.lines), encoding="utf-8")
        report = check_paths([str(self.path)], Options(jobs=2, cache=False))
        shown = shown_report(report, Places(report.texts).place)
        return sorted(
            (
                finding.place.line - 1,
                ["error", "warning", "information", "hint"].index(finding.severity.value) + 1,
                finding.message,
            )
            for result in shown.results
            for finding in result.findings
        )


def is_cut_short(findings: list[tuple[int, int, str]]) -> bool:
    """Whether a clock had a say: then two runs need not agree."""
    return any(part in message for _, _, message in findings for part in _CUT_SHORT)


def test_c_soak(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    random_ = random.Random(int(os.environ.get("FRAME_SOAK_SEED", "7")))
    client = RawClient(tmp_path / "cache", sys.executable, "-m", "frame_ls", "lsp")
    request.addfinalizer(client.kill)
    client.initialize()
    editors = [CEditor(client, EXAMPLES / name, tmp_path, random_) for name in FILES]
    end, checkpoints, early = time.monotonic() + SECONDS, 0, 0
    while time.monotonic() < end:
        for _ in range(random_.randrange(1, 20)):
            random_.choice(editors).step()
            time.sleep(random_.random() * 0.05)
        if random_.random() < 0.2:
            children = [pid for pid in family(client.process.pid) if pid != client.process.pid]
            with contextlib.suppress(ProcessLookupError):
                os.kill(random_.choice(children), signal.SIGKILL)
        editor = random_.choice(editors)
        if editor.is_open:
            shown, truth = editor.shown(), editor.truth()
            assert shown == truth or is_cut_short(shown + truth), ("\n".join(editor.lines), client.errors.decode())
            checkpoints += 1
        if checkpoints == 3:
            early = memory(family(client.process.pid))
    assert checkpoints >= SECONDS / 10
    assert not early or memory(family(client.process.pid)) < early * 1.2 + 120_000
    assert client.stop() == 0
    assert b"Traceback" not in client.errors, client.errors.decode()
