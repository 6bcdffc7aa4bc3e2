"""A command starts with what it needs and no more: imports are the larger part of a small problem's time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"asyncio", "click", "lark", "lsprotocol", "multiprocessing", "pcpp", "pygls", "rich", "sqlite3", "z3", "cvc5"}

# What a program may import of the heavy ones.
ALLOWED = {
    "import frame_ls": set(),
    "from frame_ls.cli.smt import answer_files; answer_files(['missing.smt2'])": set(),
    "import frame_ls.cli.commands": {"click"},
    "import frame_ls.cli.check": {"click"},
    "import frame_ls.kernel": set(),
}


@pytest.mark.parametrize("program", ALLOWED)
def test_imports(program: str, tmp_path: Path) -> None:
    listing = f"{program}\nimport sys; print(' '.join(sys.modules))"
    run = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert HEAVY & set(run.stdout.split()) == ALLOWED[program]


SMT = """\
(set-logic QF_SHLS)
(declare-sort Ref 0)
(declare-datatypes ((Cell 0)) (((cell (next Ref)))))
(declare-heap (Ref Cell))
(declare-const x Ref)
(assert (pto x (cell x)))
(check-sat)
"""


def test_smt_answers_without_what_it_does_not_need(tmp_path: Path) -> None:
    (tmp_path / "a.smt2").write_text(SMT)
    program = (
        "import sys\nfrom frame_ls.cli.smt import answer_files\n"
        "status = answer_files(['a.smt2'])\nprint(status, ' '.join(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    answer, modules = run.stdout.splitlines()
    assert answer == "sat", run.stderr
    assert modules.startswith("0 ")
    assert not HEAVY & set(modules.split())


def test_evidence_is_checked_without_search_or_solver(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    program = (
        "import sys\nfrom frame_ls.workspace.stored_evidence import verify_file\n"
        "verify_file('a.json')\nprint(' '.join(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    modules = set(run.stdout.split())
    assert "frame_ls.kernel.checker" in modules
    assert not {name for name in modules if name.startswith(("frame_ls.prover", "frame_ls.verifier", "z3", "cvc5"))}
