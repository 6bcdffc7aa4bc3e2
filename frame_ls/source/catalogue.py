"""The catalogue of finding codes: for each a title, what it means, the smallest program that shows it, and its fix.

A code that is reported stands here; a test runs every example and holds that the code appears on the line marked.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from frame_ls.source.pages import contracts, memory, run, text, values
from frame_ls.source.pages.page import Page

__all__ = ["CATALOGUE", "Page"]

_PAGES = (*memory.PAGES, *values.PAGES, *contracts.PAGES, *text.PAGES, *run.PAGES)

CATALOGUE: Mapping[str, Page] = MappingProxyType({page.code: page for page in _PAGES})
