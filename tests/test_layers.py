"""The import map: which package may know which. It is read from every module's syntax, lazy imports included."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "frame_ls"

_PROOF = {"logic", "kernel", "prover"}
_BELOW_WORKSPACE = {"source", "syntax", "library", "declarations", "verifier"} | _PROOF

ALLOWED: dict[str, set[str]] = {
    "source": set(),
    "syntax": {"source"},
    "logic": set(),
    "kernel": {"logic"},
    "prover": {"logic", "kernel"},
    "library": set(),
    "declarations": {"source", "syntax", "logic", "library"},
    "verifier": {"source", "declarations"} | _PROOF,
    "workspace": _BELOW_WORKSPACE,
    "server": {"source", "workspace"},
    "cli": {"source", "workspace", "server", "verifier"},
    "": {"declarations", "verifier", "workspace", "cli"} | _PROOF,  # the library's front door, and `python -m`
}

# A distribution may be imported in these packages only; one name a package, so that it can be exchanged there.
ONLY_IN: dict[str, set[str]] = {
    "pygls": {"server"},
    "lsprotocol": {"server"},
    "lark": {"syntax"},
    "pcpp": {"syntax"},
    "z3": {"prover"},
    "cvc5": {"prover"},
    "click": {"cli"},
    "rich": {"cli"},
    "sqlite3": {"workspace"},
    "multiprocessing": {"workspace"},
}

# What makes the same question have two answers, or touches the world: no such thing where truth is decided.
WORLD = {"time", "datetime", "random", "os", "pathlib", "subprocess", "threading", "socket", "sqlite3", "tempfile"}
FORBIDDEN: dict[str, set[str]] = {
    "source": WORLD,
    "logic": WORLD,
    "kernel": WORLD,
    "verifier": WORLD,
}

# The parts of a package that another may see, where that is less than all.
VISIBLE: dict[tuple[str, str], set[str]] = {
    ("cli", "verifier"): {"frame_ls.verifier.explanation"},
}


def package_of(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[0] if len(parts) > 1 else ""


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that `path` imports, with its line; `from a import b` also counts as `a.b`, which b may be."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield alias.name, node.lineno
            case ast.ImportFrom(module=str(module), names=names, level=0):
                if module == "frame_ls":
                    for alias in names:
                        yield f"frame_ls.{alias.name}", node.lineno
                else:
                    yield module, node.lineno
            case ast.ImportFrom():
                yield "relative import", node.lineno


MODULES = sorted(ROOT.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_map(path: Path) -> None:
    package = package_of(path)
    wrong: list[str] = []
    for module, line in imports_of(path):
        parts = module.split(".")
        if parts[0] == "frame_ls":
            target = parts[1] if len(parts) > 1 else ""
            if target not in ALLOWED or target in ("", package):
                continue
            seen = VISIBLE.get((package, target))
            if target not in ALLOWED[package] or (seen is not None and module not in seen):
                wrong.append(f"line {line}: {package or 'frame_ls'} must not import {module}")
        elif parts[0] in ONLY_IN and package not in ONLY_IN[parts[0]]:
            wrong.append(f"line {line}: {parts[0]} belongs to {ONLY_IN[parts[0]]}")
        elif parts[0] in FORBIDDEN.get(package, ()):
            wrong.append(f"line {line}: {package} must not know {parts[0]}")
        elif module == "relative import":
            wrong.append(f"line {line}: relative import")
    assert not wrong, wrong


def test_each_solver_has_one_door() -> None:
    for solver in ("z3", "cvc5"):
        doors = [path for path in MODULES if any(module.split(".")[0] == solver for module, _ in imports_of(path))]
        assert len(doors) <= 1, f"{solver} is imported in {doors}"


def test_every_package_is_on_the_map() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert folders <= set(ALLOWED)
