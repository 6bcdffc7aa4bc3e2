"""Which predicates of the library describe arrays: `ints(a, n, vs)` for `int a[]`, `ints_` while it may be unset."""

from __future__ import annotations

from frame_ls.declarations.types import Bool, Integer, Pointer, Rank, Type

_NAMES = {
    (Rank.CHAR, True): "chars",
    (Rank.CHAR, False): "uchars",
    (Rank.SHORT, True): "shorts",
    (Rank.SHORT, False): "ushorts",
    (Rank.INT, True): "ints",
    (Rank.INT, False): "uints",
    (Rank.LONG, True): "longs",
    (Rank.LONG, False): "ulongs",
    (Rank.LONG_LONG, True): "llongs",
    (Rank.LONG_LONG, False): "ullongs",
    (Rank.INT8, True): "int8s",
    (Rank.INT8, False): "uint8s",
    (Rank.INT16, True): "int16s",
    (Rank.INT16, False): "uint16s",
    (Rank.INT32, True): "int32s",
    (Rank.INT32, False): "uint32s",
    (Rank.INT64, True): "int64s",
    (Rank.INT64, False): "uint64s",
    (Rank.INTPTR, True): "intptrs",
    (Rank.INTPTR, False): "uintptrs",
}


UNSET_ARRAYS = frozenset(f"{name}_" for name in (*_NAMES.values(), "pointers", "bools"))


def array_predicate(element: Type, *, initialised: bool) -> str | None:
    """The name of the predicate for an array of such elements; None where there is none."""
    match element:
        case Integer(rank=rank, signed=signed):
            name = _NAMES.get((rank, signed))
        case Pointer():
            name = "pointers"
        case Bool():
            name = "bools"
        case _:
            name = None
    return name if name is None or initialised else f"{name}_"
