"""What the site adds to its pages: reference pages made from the code, and pictures of programs by Frame itself."""

from __future__ import annotations

import base64
import html
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

import blocks  # noqa: E402  # the folder of hooks is no package
import reference  # noqa: E402

REPOSITORY = HERE.parent.parent


def on_files(files: Any, config: Any) -> Any:
    """Adds the pages that are made from the code."""
    from mkdocs.structure.files import File

    for name, text in reference.pages(REPOSITORY).items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Draws the heap where a block `picture` names a place in one of the page's own programs."""
    if "```picture" not in markdown:
        return markdown
    with tempfile.TemporaryDirectory() as folder:
        blocks.written_files(markdown, Path(folder))
        return blocks.replaced(markdown, "picture", lambda body: _figure(body, Path(folder)))


def _figure(body: str, folder: Path) -> str:
    """`FILE:LINE caption` as a picture of the heap there, the heap as text beside it for who cannot see it."""
    place, _, caption = body.strip().partition(" ")
    file, _, line = place.rpartition(":")
    picture = drawn(folder / file, int(line))
    data = base64.b64encode(picture.encode()).decode()
    told = html.escape(f"The heap at line {line} of {file}. {caption}".strip())
    shown = f'<img alt="{told}" src="data:image/svg+xml;base64,{data}">'
    words = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(caption))
    return f'<figure class="heap">{shown}<figcaption>{words}</figcaption></figure>'


def drawn(file: Path, line: int) -> str:
    """The picture of the heap before a line, as `frame explain FILE:LINE --format svg` prints it."""
    from frame_ls.cli.explained_place import explained_place
    from frame_ls.workspace.explain_place import Nothing
    from frame_ls.workspace.options import Options

    found = explained_place(str(file), line, None, "svg", Options(cache=False))
    if isinstance(found, Nothing):
        raise ValueError(f"{file.name}:{line}: {found.reason}")
    return found
