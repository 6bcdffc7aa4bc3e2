"""Programs in a terminal of their own, and screens of cells as pictures."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import shutil
import struct
import subprocess
import termios
import time
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

CELL_WIDTH, CELL_HEIGHT = 9, 18

STYLE = """
body { margin: 0; background: %s; color: %s; font: 15px/18px "DejaVu Sans Mono", monospace; }
div { position: relative; height: 18px; } span { position: absolute; height: 18px; white-space: pre; }
"""


def run_in_terminal(
    command: Sequence[str | Path], cwd: Path, environment: dict[str, str], size: tuple[int, int], timeout: float
) -> int:
    """Runs a program in a terminal of `size` columns and rows, reading whatever it draws; its exit status."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    process = subprocess.Popen(
        command, cwd=cwd, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    end = time.monotonic() + timeout
    while process.poll() is None and time.monotonic() < end:
        if select.select([master], [], [], 0.1)[0]:
            try:
                os.read(master, 65536)
            except OSError:  # the program has closed its side
                break
    try:
        status = process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        status = process.wait()
    os.close(master)
    return status


def picture_of(screen: Path, picture: Path) -> str:
    """Draws a screen that `screens.lua` wrote, and gives back its text."""
    drawn: dict[str, Any] = json.loads(screen.read_text(encoding="utf-8"))
    rows = drawn["rows"]
    page = [f"<!doctype html><meta charset=utf-8><style>{STYLE % (drawn['background'], drawn['foreground'])}</style>"]
    for row in rows:
        spans = (_span(number, cell, drawn) for number, cell in enumerate(row))
        page.append(f"<div>{''.join(spans)}</div>")
    html = screen.with_suffix(".html")
    html.write_text("\n".join(page), encoding="utf-8")
    window = f"{CELL_WIDTH * len(rows[0])},{CELL_HEIGHT * len(rows)}"
    command = [
        shutil.which("chromium") or "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
    ]
    command += [f"--window-size={window}", f"--screenshot={picture}", f"file://{html}"]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return "\n".join("".join(cell[0] for cell in row).rstrip() for row in rows)


def _span(column: int, cell: list[Any], drawn: dict[str, Any]) -> str:
    text, foreground, background, reverse, bold, italic, underline, special = cell
    foreground, background = foreground or drawn["foreground"], background or drawn["background"]
    if reverse:
        foreground, background = background, foreground
    style = [
        f"left:{CELL_WIDTH * column}px",
        f"width:{CELL_WIDTH}px",
        f"color:{foreground}",
        f"background:{background}",
    ]
    style += ["font-weight:bold"] if bold else []
    style += ["font-style:italic"] if italic else []
    style += [f"text-decoration:underline {special or foreground}"] if underline else []
    return f'<span style="{";".join(style)}">{escape(text)}</span>'
