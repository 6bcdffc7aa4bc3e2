"""Names that mean something without being declared: the limits of the integer types."""

from __future__ import annotations

from frame_ls.declarations.sizes import Target
from frame_ls.declarations.types import Integer, Rank, Type
from frame_ls.logic.terms import Term

_NAMES = {
    "SCHAR": Rank.CHAR,
    "CHAR": Rank.CHAR,
    "SHRT": Rank.SHORT,
    "INT": Rank.INT,
    "LONG": Rank.LONG,
    "LLONG": Rank.LONG_LONG,
    "INTPTR": Rank.INTPTR,
    "PTRDIFF": Rank.INTPTR,
    "INT8": Rank.INT8,
    "INT16": Rank.INT16,
    "INT32": Rank.INT32,
    "INT64": Rank.INT64,
}


def limit_constants(target: Target) -> dict[str, tuple[Term, Type]]:
    """`INT_MAX` and its like: value and type."""
    found: dict[str, tuple[Term, Type]] = {}
    for name, rank in _NAMES.items():
        low, high = target.limits(Integer(rank))
        found[f"{name}_MIN"], found[f"{name}_MAX"] = (low, Integer(rank)), (high, Integer(rank))
        if name not in ("SCHAR", "PTRDIFF"):
            unsigned = Integer(rank, signed=False)
            found[f"U{name}_MAX"] = target.limits(unsigned)[1], unsigned
    found["SIZE_MAX"] = found["UINTPTR_MAX"]
    return found
