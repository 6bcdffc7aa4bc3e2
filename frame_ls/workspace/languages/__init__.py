"""The languages that Frame reads, by the ends of their files' names; each is loaded when it is first needed."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from frame_ls.workspace.language import Language

_MODULES = {
    ".c": "frame_ls.workspace.languages.annotated_c",
    ".h": "frame_ls.workspace.languages.annotated_c",
    ".gh": "frame_ls.workspace.languages.annotated_c",
    ".frame": "frame_ls.workspace.languages.script",
    ".smt2": "frame_ls.workspace.languages.smtlib",
}


def find(file: str) -> Language | None:
    """The reader of files with this name."""
    for suffix, module in _MODULES.items():
        if file.endswith(suffix):
            return _loaded(module)
    return None


@cache
def _loaded(module: str) -> Language:
    language: Language = import_module(module).LANGUAGE
    return language
