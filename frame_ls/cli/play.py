"""`frame play`: a page in the browser with an editor, live checking and heap pictures."""

from __future__ import annotations

import asyncio
import json
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from frame_ls.server.network import Page

_KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript"}
_NAMES = {"/": "index.html", "/play.css": "play.css"} | {
    f"/{name}.js": f"{name}.js" for name in ("play", "lsp", "editor", "share", "theme")
}
_PACKAGE = Path(__file__).resolve().parent.parent


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port (default: any free one).")
@click.option("--open/--no-open", "open_page", default=True, help="Open the page in a browser.")
@click.pass_context
def play(context: click.Context, /, port: int, open_page: bool) -> None:
    """Serves a page with an editor, live checking and heap pictures, and prints its address."""
    from frame_ls.server import network
    from frame_ls.workspace import languages
    from frame_ls.workspace.reading import Start
    from frame_ls.workspace.store import default_folder

    def announce(host: str, bound: int) -> None:
        address = f"http://{host}:{bound}/"
        click.echo(f"Frame plays at {address} (Ctrl+C ends it)")
        if open_page:
            click.launch(address)

    start = Start(languages.find, default_folder())
    try:
        asyncio.run(network.serve_web("127.0.0.1", port, start, announce, page))
    except KeyboardInterrupt:
        context.exit(0)
    except OSError as error:
        click.echo(f"frame: cannot listen on port {port}: {error.strerror}", err=True)
        context.exit(2)


def page(path: str) -> Page | None:
    """The file of the page at a path, or the examples."""
    from frame_ls.server.network import Page

    if path == "/examples.json":
        return Page("application/json", json.dumps([*examples(), *exercises()]).encode())
    name = _NAMES.get(path)
    if name is None:
        return None
    body = files("frame_ls.cli").joinpath("playground", name).read_bytes()
    return Page(_KINDS[Path(name).suffix], body)


def examples() -> list[dict[str, str]]:
    """Names and texts of the examples, the wrong one first: there is most to see in it."""
    folder = next((f for f in (_PACKAGE / "examples", _PACKAGE.parent / "examples") if f.is_dir()), None)
    if folder is None:
        return [{"name": "example.frame", "text": "check ls(x, y) * ls(y, nil) |- ls(x, nil);\n"}]
    paths = sorted((p for p in folder.rglob("*.*") if p.suffix in (".c", ".frame", ".smt2")), key=_order)
    return [{"name": str(p.relative_to(folder)), "text": p.read_text(encoding="utf-8")} for p in paths]


def exercises() -> list[dict[str, str]]:
    """Names and texts of the exercises, from easy to hard; in each something is to be completed or mended."""
    folder = files("frame_ls.cli").joinpath("playground", "exercises")
    paths = sorted(folder.iterdir(), key=lambda path: path.name)
    return [{"name": p.name, "text": p.read_text(encoding="utf-8"), "kind": "exercise"} for p in paths]


def _order(path: Path) -> tuple[bool, bool, str]:
    return path.name != "wrong.c", path.parent.name == "automatic", str(path)
