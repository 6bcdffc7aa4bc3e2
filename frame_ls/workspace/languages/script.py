"""Frame's scripts, `.frame`."""

from __future__ import annotations

from frame_ls.declarations.script import load_script
from frame_ls.workspace.languages.queries import QueryLanguage

LANGUAGE = QueryLanguage(load_script)
