"""The page of each finding code as a file, so that an editor can open it from the code of a diagnostic."""

from __future__ import annotations

import contextlib
import os
import tempfile
from functools import cache
from pathlib import Path

from frame_ls.source.catalogue import CATALOGUE, Page
from frame_ls.workspace.store import default_folder


@cache
def page_file(code: str) -> str | None:
    """The path of the code's page, written when it is first asked for; None for a code without one."""
    page = CATALOGUE.get(code)
    if page is None:
        return None
    file = default_folder() / "codes" / f"{code}.md"
    text = _markdown(page)
    with contextlib.suppress(OSError):
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            _replace(file, text)
        return str(file)
    return None


def _replace(file: Path, text: str) -> None:
    """Writes the file so that no reader ever sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    Path(name).replace(file)


def _markdown(page: Page) -> str:
    parts = [f"# {page.code}: {page.title}", page.explanation]
    if page.example:
        fence = "c" if page.suffix in (".c", ".h", ".gh") else ""
        parts.append(f"For example:\n\n```{fence}\n{page.example.rstrip()}\n```")
    parts.append(f"**Fix:** {page.fix}")
    return "\n\n".join(parts) + "\n"
