"""Fingerprints: one short text that stands for everything a verdict depends on, the prover included."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import frame_ls

# Verdicts depend on these; how they are shown does not.
_DECIDING = ("source", "syntax", "logic", "kernel", "prover", "library", "declarations", "verifier", "workspace")


def digest(*parts: str | bytes) -> str:
    """A digest of the parts, in their order; no two lists of parts share one by joining differently."""
    return hashlib.blake2b(framed(*parts), digest_size=20).hexdigest()


def framed(*parts: str | bytes) -> bytes:
    """The parts as bytes, each after its length."""
    found: list[bytes] = []
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found += (len(data).to_bytes(8, "little"), data)
    return b"".join(found)


@lru_cache(maxsize=1)
def prover_version() -> str:
    """A digest of the installed Frame: its version, and the size and time of each file that verdicts depend on.

    The files' own state is part of it because a checkout changes without changing its version.
    """
    package = Path(frame_ls.__file__).parent
    folders = [package / name for name in _DECIDING]
    folders += [folder for folder in (package / "grammar", package.parent / "grammar") if folder.is_dir()]
    parts = [frame_ls.__version__]
    for file in sorted(_files(folders)):
        state = file.stat()
        parts.append(f"{file}:{state.st_size}:{state.st_mtime_ns}")
    return digest(*parts)


def _files(folders: Iterable[Path]) -> Iterable[Path]:
    for folder in folders:
        for file in folder.rglob("*"):
            if file.is_file() and file.suffix not in {".pyc", ".tmp"}:
                yield file
