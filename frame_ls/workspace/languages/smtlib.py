"""SMT-LIB files with the SL-COMP extension, `.smt2`."""

from __future__ import annotations

from frame_ls.declarations.smtlib import load_smtlib
from frame_ls.workspace.languages.queries import QueryLanguage

LANGUAGE = QueryLanguage(load_smtlib)
