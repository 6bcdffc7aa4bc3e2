"""Prints syntax trees compactly, so that a golden file shows their shape at a glance.

Spans and defaults are left out.
"""

from __future__ import annotations

from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Any

from frame_ls.source import Span

WIDTH = 110


def printed(node: Any, indent: int = 0) -> str:
    """A node as `(Kind part ...)`, on one line if it fits."""
    if isinstance(node, Enum):
        return str(node.value)
    if isinstance(node, str):
        return f"`{node}`" if node.isprintable() else repr(node)
    if isinstance(node, bool | int):
        return str(node).lower()
    if node is None:
        return "-"
    if isinstance(node, tuple):
        return bracketed("[", [printed(part, indent + 1) for part in node], "]", indent)
    assert is_dataclass(node), node
    parts = [f"({type(node).__name__}"]
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Span) or (field.default is not MISSING and value == field.default):
            continue
        text = printed(value, indent + 2)
        parts.append(f"{field.name}={text}" if field.default is not MISSING else text)
    return bracketed("", parts, ")", indent + 1)


def bracketed(opening: str, parts: list[str], closing: str, indent: int) -> str:
    flat = opening + " ".join(parts) + closing
    if len(flat) + indent <= WIDTH and "\n" not in flat:
        return flat
    return opening + ("\n" + " " * (indent + 1)).join(parts) + closing
