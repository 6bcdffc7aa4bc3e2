"""The house style as far as a machine can hold it: lint, format, types, and the size of files and functions."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
FILE_LIMIT = 400
FUNCTION_LIMIT = 60

# What is too long today, with its length. Entries may shrink or go; new ones mean that a file wants to be split.
LONG_FILES: dict[str, int] = {}
LONG_FUNCTIONS: dict[str, int] = {}

GATES = {
    "lint": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "types": ["mypy", "--cache-dir=.mypy_cache/gate"],
}


@pytest.mark.parametrize("gate", GATES)
def test_gate(gate: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", *GATES[gate]], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]


def python_files() -> list[Path]:
    return sorted(path for folder in ("frame_ls", "tests") for path in (REPOSITORY / folder).rglob("*.py"))


def test_files_are_short() -> None:
    lengths = {
        str(path.relative_to(REPOSITORY)): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()
    }
    check_soft_limit({name: n for name, n in lengths.items() if n > FILE_LIMIT}, LONG_FILES)


def test_functions_are_short() -> None:
    too_long: dict[str, int] = {}
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LIMIT:
                    too_long[f"{path.relative_to(REPOSITORY)}:{node.name}"] = length
    check_soft_limit(too_long, LONG_FUNCTIONS)


def check_soft_limit(found: dict[str, int], allowed: dict[str, int]) -> None:
    grown = {name: n for name, n in found.items() if n > allowed.get(name, 0)}
    assert not grown, f"too long: {grown}"
    gone = set(allowed) - set(found)
    assert not gone, f"short enough now, take them off the list: {gone}"
