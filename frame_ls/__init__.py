"""Frame: separation logic for annotated C, in the editor, on the command line and as a library.

    import frame_ls

    frame_ls.prove("x |-> 5 * y |-> 3 |- y |-> 3 * x |-> 5")     # Valid, with a proof that the kernel has checked
    frame_ls.infer_frame("x |-> 5 * y |-> 3 |- x |-> 5").frame   # y |-> 3
    frame_ls.check("list.c").results                             # a result for every function

There is no global state: what bounds a search is the `Budget` that is handed in. Nothing heavy is imported before a
function is called.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frame_ls.interface import Framed
    from frame_ls.kernel.certify import Unknown, Verdict
    from frame_ls.logic.definitions import Definitions
    from frame_ls.logic.heaps import Entailment
    from frame_ls.prover.budget import Budget
    from frame_ls.workspace.options import Options
    from frame_ls.workspace.report import Report

__version__ = "0.1.0"
__all__ = ["__version__", "abduce", "check", "infer_frame", "prove"]


def prove(
    judgement: str | Entailment, *, budget: Budget | None = None, definitions: Definitions | None = None
) -> Verdict:
    """The verdict on `P |- Q`, read exactly: both sides describe the same heap.

    A text may speak of the built-in predicates; an entailment brings its `definitions`. Where the left side of a text
    is a disjunction, this is the verdict on its first case that is not valid, or else on its last one. Raises
    ValueError for a text that is no judgement.
    """
    from frame_ls import interface

    return interface.prove(judgement, budget, definitions)


def infer_frame(
    judgement: str | Entailment, *, budget: Budget | None = None, definitions: Definitions | None = None
) -> Framed | Unknown:
    """A frame F, made of cells and predicates, with a proof of P |- Q * F; Unknown where none was found."""
    from frame_ls import interface

    return interface.framed(judgement, budget, definitions, missing=False)


def abduce(
    judgement: str | Entailment, *, budget: Budget | None = None, definitions: Definitions | None = None
) -> Framed | Unknown:
    """A missing part A and a frame F with a proof of P * A |- Q * F; Unknown where none was found."""
    from frame_ls import interface

    return interface.framed(judgement, budget, definitions, missing=True)


def check(source: str | Path, *, language: str = "c", options: Options | None = None) -> Report:
    """The report on a file, on a folder, or on a text in `language` ("c", "frame" or "smt2").

    A string is a path where something is there, and a text otherwise. Raises FileNotFoundError for a Path, or a string
    that looks like one, where nothing is, and ValueError for a file that has no text or a language that is unknown.
    """
    from frame_ls import interface

    return interface.check(source, language, options)
