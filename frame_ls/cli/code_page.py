"""`frame explain CODE`: the page of a finding code."""

from __future__ import annotations

import difflib
import textwrap

from frame_ls.source.catalogue import CATALOGUE, Page


def page_text(page: Page, width: int) -> str:
    """The page for a terminal of `width` columns."""
    parts = [f"{page.code}: {page.title}", textwrap.fill(page.explanation, width)]
    if page.example:
        parts.append(f"For example ({page.suffix}):\n\n{textwrap.indent(page.example.rstrip(), '    ')}")
    parts.append(textwrap.fill(f"Fix: {page.fix}", width))
    return "\n\n".join(parts) + "\n"


def list_of_codes() -> str:
    """All codes with their titles, a line each."""
    widest = max(map(len, CATALOGUE))
    return "".join(f"{page.code:<{widest}}  {page.title}\n" for page in CATALOGUE.values())


def nearest_code(word: str) -> str | None:
    """The code that `word` may have meant."""
    return next(iter(difflib.get_close_matches(word, CATALOGUE, n=1)), None)
