"""A report for those who mend Frame: what runs, with which options, and where everything stands. It holds no code."""

from __future__ import annotations

import asyncio
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from lsprotocol import types

import frame_ls
from frame_ls.server.feature import command
from frame_ls.server.language_server import FrameServer
from frame_ls.server.status import word_of

BUG_REPORT = "frame.bugReport"
_PACKAGES = ("pygls", "lsprotocol", "lark", "z3-solver", "pcpp")


def register(server: FrameServer) -> None:
    """Registers the command."""

    @command(server, BUG_REPORT)
    async def report(_arguments: list[Any]) -> str:
        text = await _report(server)
        server.window_log_message(types.LogMessageParams(types.MessageType.Info, text))
        return text


async def _report(server: FrameServer) -> str:
    """Markdown, to be pasted; names of units and numbers only."""
    await asyncio.sleep(0)
    lines = [
        "### Frame",
        "",
        f"- frame-ls {frame_ls.__version__}, Python {sys.version.split()[0]}, {platform.platform()}",
    ]
    lines.append(f"- {', '.join(f'{name} {_version(name)}' for name in _PACKAGES)}")
    lines.append(f"- positions in {server.encoding.value}, mode {server.session.mode.value}")
    lines.append(f"- options: {server.session.options}")
    lines.append(f"- still to do: {server.session.pending()}")
    for uri in server.session.uris():
        view = server.session.view(uri)
        name = uri.rsplit("/", 1)[-1]
        if view is None:
            lines.append(f"- {name}: not analysed yet")
            continue
        size = view.document.text.count("\n") + 1
        words: dict[str, int] = {}
        for state in view.states:
            words[word_of(state, view)] = words.get(word_of(state, view), 0) + 1
        counts = ", ".join(f"{count} {word}" for word, count in sorted(words.items())) or "no units"
        lines.append(f"- {name}: version {view.document.version}, {size} lines, {counts}")
        codes = sorted({finding.code for finding in view.findings()})
        lines += [f"  - findings: {', '.join(codes)}"] if codes else []
    return "\n".join([*lines, ""])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "absent"
