"""The wheel holds what Frame needs at run time: code, grammars, library texts and the mark that it is typed."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.conftest import REPOSITORY


def test_the_wheel_is_whole(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    wanted = {"frame_ls/py.typed"}
    wanted |= {f"frame_ls/grammar/{path.name}" for path in (REPOSITORY / "grammar").glob("*.lark")}
    for path in (REPOSITORY / "frame_ls").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            wanted.add(str(path.relative_to(REPOSITORY)))
    assert wanted <= names, sorted(wanted - names)
    assert not [name for name in names if not name.startswith(("frame_ls/", "frame_ls-"))]
