"""One page of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """What there is to say about one finding code.

    `title` is a short noun phrase, `explanation` and `fix` are plain sentences. `example` is a whole text whose
    finding is marked with `//~ code`; empty where no text alone brings the finding about. `suffix` is its file type.
    """

    code: str
    title: str
    explanation: str
    fix: str
    example: str = ""
    suffix: str = ".c"
