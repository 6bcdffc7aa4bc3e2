"""`frame play`: a page in the browser with an editor, live checking and heap pictures."""

from __future__ import annotations

import click


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port (default: any free one).")
@click.option("--open/--no-open", "open_page", default=True, help="Open the page in a browser.")
def play(port: int, open_page: bool) -> None:
    """Serves a page with an editor, live checking and heap pictures, and prints its address."""
    from frame_ls import server

    def ready(address: str) -> None:
        click.echo(f"Frame plays at {address}  (Ctrl+C ends it)")
        if open_page:
            click.launch(address)

    server.serve_play(port, ready)
