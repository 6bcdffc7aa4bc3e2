"""`frame check` and its neighbours end to end, on scripts and SMT-LIB files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, RunFrame

SCRIPT = """\
check ls(x, y) * ls(y, nil) |- ls(x, nil);
check ls(x, y) * ls(y, z) |- ls(x, z); //~ not-as-expected
check ls(x, y) * ls(y, z) |- ls(x, z) expect invalid;
unsat x |-> 1 * x |-> 2;
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "a.frame"
    path.write_text(SCRIPT)
    return path


def test_json(script: Path, run_frame: RunFrame) -> None:
    run = run_frame("check", "--format", "json", "--no-cache", "a.frame")
    assert run.returncode == 1
    assert run.stderr == ""
    results = json.loads(run.stdout)["results"]
    assert [(r["unit"], r["status"], r["answer"], r["expected"], r["evidence"]) for r in results] == [
        ("check 1", "verified", "valid", "valid", "proof"),
        ("check 2", "failed", "invalid", "valid", "model"),
        ("check 3", "verified", "invalid", "invalid", "model"),
        ("unsat 1", "verified", "unsat", "unsat", "proof"),
    ]
    (diagnostic,) = results[1]["diagnostics"]
    assert (diagnostic["code"], diagnostic["line"], diagnostic["column"]) == ("not-as-expected", 2, 1)
    assert [(r["line"], r["end_line"]) for r in results] == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_a_second_run_takes_verdicts_from_the_cache(script: Path, run_frame: RunFrame) -> None:
    fresh, cached = (json.loads(run_frame("check", "--format", "json", "a.frame").stdout) for _ in range(2))
    assert {r["from_cache"] for r in fresh["results"]} == {False}
    assert {r["from_cache"] for r in cached["results"]} == {True}
    for report in (fresh, cached):
        report["seconds"] = 0
        for result in report["results"]:
            result["from_cache"] = result["seconds"] = 0
    assert fresh == cached
    assert " verdicts, " in run_frame("cache", "info").stdout
    assert run_frame("cache", "clear").returncode == 0
    assert ": 0 verdicts" in run_frame("cache", "info").stdout


def test_expect(script: Path, run_frame: RunFrame) -> None:
    assert run_frame("check", "--expect", "a.frame").returncode == 0
    script.write_text(SCRIPT.replace("//~ not-as-expected", ""))
    run = run_frame("check", "--expect", "a.frame")
    assert run.returncode == 1
    assert "unexpected `not-as-expected`" in run.stdout


def test_select(script: Path, run_frame: RunFrame) -> None:
    run = run_frame("check", "--format", "json", "--select", "check 3", "a.frame")
    assert run.returncode == 0
    assert [r["unit"] for r in json.loads(run.stdout)["results"]] == ["check 3"]


@pytest.mark.parametrize("name", ["text", "json", "sarif", "github"])
def test_output_goes_to_a_file(script: Path, run_frame: RunFrame, tmp_path: Path, name: str) -> None:
    straight = run_frame("check", "--format", name, "a.frame")
    filed = run_frame("check", "--format", name, "-o", "report", "a.frame")
    assert (filed.returncode, filed.stdout) == (1, "")
    report = (tmp_path / "report").read_text()
    assert "not-as-expected" in report
    assert len(report.splitlines()) == len(straight.stdout.splitlines())


def test_evidence_is_stored_and_accepted(script: Path, run_frame: RunFrame, tmp_path: Path) -> None:
    run_frame("check", "--evidence", "stored", "a.frame")
    stored = sorted((tmp_path / "stored").iterdir())
    assert len(stored) == 4
    run = run_frame("evidence", "verify", *stored)
    assert run.returncode == 0, run.stdout
    assert [line.split(": ")[1].split()[0] for line in run.stdout.splitlines()] == [
        "VALID",
        "INVALID",
        "INVALID",
        "UNSATISFIABLE",
    ]
    assert run_frame("evidence", "verify", "stored").stdout.count("stored") == len(stored)
    stored[0].write_text(stored[0].read_text().replace("ls", "lt", 1))
    assert run_frame("evidence", "verify", *stored).returncode == 1


def test_verbose_names_every_unit(script: Path, run_frame: RunFrame) -> None:
    run = run_frame("check", "-v", "a.frame")
    for unit in ("check 1", "check 2", "check 3", "unsat 1"):
        assert f" {unit} (a.frame:" in run.stdout


SOLVED = [
    ("ls(x, y) * ls(y, nil) |- ls(x, nil)", 0, "VALID"),
    ("ls(x, y) * ls(y, z) |- ls(x, z)", 1, "INVALID"),
    ("x |-> 5 * y |-> 3 |- x |-> 5", 0, "VALID with frame y |-> 3"),
    ("true |- emp", 1, "INVALID"),
]


@pytest.mark.parametrize(("judgement", "status", "first"), SOLVED)
def test_solve(run_frame: RunFrame, judgement: str, status: int, first: str) -> None:
    run = run_frame("solve", judgement)
    assert run.stdout.splitlines()[0] == first
    assert run.returncode == status


@pytest.mark.parametrize(
    "judgement", ["", "emp", "emp |-", "emp |- emp; check emp |- emp", "emp |- emp |- emp", "a |- p(a)"]
)
def test_solve_takes_one_judgement(run_frame: RunFrame, judgement: str) -> None:
    run = run_frame("solve", judgement)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("frame: ")
    assert "Traceback" not in run.stderr


def test_parse(run_frame: RunFrame) -> None:
    run = run_frame("parse", "x ↦ 5 ∗ y = z ∧ emp")
    assert run.returncode == 0
    assert run_frame("parse", run.stdout.strip()).stdout == run.stdout
    assert run_frame("parse", "x |->").returncode == 2


def test_repl_reads_a_pipe(tmp_path: Path) -> None:

    lines = "// a comment\nemp |- emp\nx |-> 5\nabduce x |-> y |- x |-> y * y |-> 1\nnonsense(\nquit\nemp |- emp\n"
    run = subprocess.run(
        [sys.executable, "-m", "frame_ls", "repl"], input=lines, capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[:2] == ["VALID", "x |-> 5"]
    assert run.stdout.count("VALID\n") == 1 + run.stdout.count("INVALID\n")


def test_smt_prints_a_line_a_file(run_frame: RunFrame, tmp_path: Path) -> None:
    problem = REPOSITORY / "examples" / "segments.smt2"
    assert run_frame("smt", problem).stdout == "unsat\n"
    run = run_frame("smt", problem, "missing.smt2", problem)
    assert run.returncode == 2
    assert run.stdout == f"{problem}: unsat\n" * 2
    assert run.stderr == "frame: missing.smt2 does not exist\n"
    (tmp_path / "bad.smt2").write_text("(check-sat")
    run = run_frame("smt", "--timeout", "3", "bad.smt2")
    assert (run.returncode, run.stdout) == (0, "unknown\n")


def test_explain_a_place(script: Path, run_frame: RunFrame) -> None:
    for name in ("text", "md", "json", "svg"):
        run = run_frame("explain", "--format", name, "a.frame:2")
        assert run.returncode == 0, run.stderr
        assert run.stdout
    assert "check 2" in run_frame("explain", "a.frame:2").stdout
    assert run_frame("explain", "a.frame:99").returncode == 2
    assert run_frame("explain", "missing.c:1").returncode == 2


def test_help_of_every_command(run_frame: RunFrame) -> None:
    top = run_frame("--help").stdout
    for name in ("check", "solve", "smt", "parse", "repl", "explain", "evidence", "bench", "lsp", "play", "cache"):
        assert f"  {name} " in top
        run = run_frame(name, "--help")
        assert run.returncode == 0
        assert run.stdout.startswith("Usage:")
    assert run_frame("--version").stdout.startswith("frame, version ")
