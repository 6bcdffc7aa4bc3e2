"""Frame as a library: what its front door gives, and that everything behind a verdict is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

import frame_ls
from frame_ls.declarations.script import load_judgement
from frame_ls.kernel.certify import Invalid, Unknown, Valid, certify
from frame_ls.logic.printer import show_heap
from frame_ls.workspace.report import Status

JUDGEMENTS = [
    ("ls(x, y) * ls(y, nil) |- ls(x, nil)", Valid),
    ("ls(x, y) * ls(y, z) |- ls(x, z)", Invalid),
    ("x |-> y |- x |-> y", Valid),
]


@pytest.mark.parametrize(("text", "verdict"), JUDGEMENTS)
def test_prove(text: str, verdict: type) -> None:
    found = frame_ls.prove(text)
    assert isinstance(found, verdict)
    query = load_judgement(text).queries[0]
    evidence = found.proof if isinstance(found, Valid) else found.model if isinstance(found, Invalid) else None
    assert evidence is not None
    assert isinstance(certify(query.goals[0], query.definitions, evidence), verdict)
    assert isinstance(frame_ls.prove(query.goals[0], definitions=query.definitions), verdict)


def test_no_judgement() -> None:
    with pytest.raises(ValueError, match="missing"):
        frame_ls.prove("x |-> 5 |-")


def test_infer_frame() -> None:
    found = frame_ls.infer_frame("x |-> 5 * y |-> 3 |- x |-> 5")
    assert not isinstance(found, Unknown), found
    assert show_heap(found.frame) == "y |-> 3"
    assert found.proof.goal == found.goal


def test_abduce() -> None:
    found = frame_ls.abduce("x |-> y |- x |-> y * y |-> 1")
    assert not isinstance(found, Unknown), found
    assert show_heap(found.missing) == "y |-> 1"


def test_check_a_text_and_a_file(tmp_path: Path) -> None:
    text = "check ls(x, y) * ls(y, nil) |- ls(x, nil);\n"
    (tmp_path / "a.frame").write_text(text)
    for report in (
        frame_ls.check(text, language="frame"),
        frame_ls.check(tmp_path),
        frame_ls.check(str(tmp_path / "a.frame")),
    ):
        assert [result.status for result in report.results] == [Status.VERIFIED]


def test_check_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        frame_ls.check(tmp_path / "b.frame")
    with pytest.raises(FileNotFoundError):
        frame_ls.check("missing.c")
    with pytest.raises(ValueError, match="Frame reads no files like"):
        frame_ls.check("x", language="cobol")
