"""What the repository may hold, and that what it prints depends on nothing but its input."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY, RunFrame
from tests.test_layers import imports_of

TOP_LEVEL = {
    ".ci",
    ".gitignore",
    ".pre-commit-hooks.yaml",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "action.yml",
    "docs",
    "editors",
    "examples",
    "frame_ls",
    "grammar",
    "mkdocs.yml",
    "pyproject.toml",
    "tests",
}

REGISTRY_HOST = re.compile(rb"//(deb|security|files|registry|repo|repo1)\.[a-z]+\.(org|com)|//pypi\.[a-z]{3}")
HOMES = [f"/{folder}/".encode() for folder in ("work", "root")]


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.fail("this is no git checkout, so nothing says which files belong to it")
    return [path for name in listed.stdout.split("\0") if name and (path := REPOSITORY / name).is_file()]


def test_only_known_entries_at_the_top() -> None:
    assert {path.relative_to(REPOSITORY).parts[0] for path in tracked_files()} <= TOP_LEVEL


def test_no_file_names_a_machine_or_a_registry() -> None:
    places = [*HOMES, f"{REPOSITORY.parent}/".encode(), b"../" + b"shared/"]
    if REPOSITORY.parent == Path("/"):
        places.remove(b"//")
    guilty = []
    for path in tracked_files():
        data = path.read_bytes()
        if REGISTRY_HOST.search(data) or any(place in data for place in places):
            guilty.append(str(path.relative_to(REPOSITORY)))
    assert not guilty


def test_tracked_modules_import_tracked_modules() -> None:
    """A clone has only what is tracked: a module that is imported and was never added breaks it."""
    tracked = {str(path.relative_to(REPOSITORY)) for path in tracked_files()}
    missing = set()
    for name in tracked:
        if not name.startswith("frame_ls/") or not name.endswith(".py"):
            continue
        for module, line in imports_of(REPOSITORY / name):
            place = module.replace(".", "/")
            known = {f"{place}.py", f"{place}/__init__.py"} & tracked
            is_value = module.count(".") == 1  # `from frame_ls import check`
            if module.startswith("frame_ls.") and not known and not is_value:
                missing.add(f"{name}:{line} imports {module}")
    assert not missing


def test_output_does_not_depend_on_hash_order(run_frame: RunFrame) -> None:
    outputs = []
    for seed in ("1", "2"):
        run = run_frame(
            "check", "--format", "json", "--no-cache", "examples", cwd=REPOSITORY, PYTHONHASHSEED=seed, timeout=300
        )
        assert run.returncode in (0, 1), run.stderr
        outputs.append(without_seconds(json.loads(run.stdout)))
    assert json.dumps(outputs[0]) == json.dumps(outputs[1])


def without_seconds(value: object) -> object:
    """The same JSON with all times blanked, the order of keys kept."""
    match value:
        case dict():
            return {key: 0 if key == "seconds" else without_seconds(item) for key, item in value.items()}
        case list():
            return [without_seconds(item) for item in value]
        case _:
            return value
