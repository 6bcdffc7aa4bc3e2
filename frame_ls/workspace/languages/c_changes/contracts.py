"""A contract for a function that has none: what its parameters and its result look like they need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from frame_ls.syntax.c import tree
from frame_ls.workspace.languages.c_changes.spot import Spot, pointee
from frame_ls.workspace.questions import Promise, Proposal


@dataclass(frozen=True, slots=True)
class Owned:
    """What a pointer owns: with patterns, with what the patterns bound, and with any values."""

    pointer: str
    bound: str
    same: str
    any: str


def inserted(spot: Spot) -> Iterator[Proposal]:
    """Contracts to try, from those that promise most to the empty one."""
    for function in spot.declarations:
        if not isinstance(function, tree.Function) or not spot.touches(function.span) or function.contract is not None:
            continue
        body = function.body
        if body is None or function.kind is not tree.FunctionKind.REGULAR or not spot.touches(function.span):
            continue
        if spot.start > body.span.start:
            continue  # in the body, people have other things in mind
        end = len(spot.chunk.text[: body.span.start].rstrip())
        for requires, ensures in candidates(spot, function):
            text = f"\n//@ requires {requires};\n//@ ensures {ensures};"
            tail = "\n" if "\n" not in spot.chunk.text[end : body.span.start] else ""
            title = f"write a contract: `requires {_short(requires)}`, `ensures {_short(ensures)}`"
            yield Proposal(title, "refactor.rewrite", (spot.inserted(end, text + tail),), Promise.STATES, "contract")


def _short(assertion: str) -> str:
    return assertion if len(assertion) <= 50 else f"{assertion[:47]}..."


def candidates(spot: Spot, function: tree.Function) -> Iterator[tuple[str, str]]:
    """Pairs of precondition and postcondition, likely ones first."""
    used = {p.name for p in function.parameters if p.name is not None}
    owned = [one for parameter in function.parameters if (one := _owned(spot, parameter, used)) is not None]
    result = _result(spot, function.result)
    given = [[result], []] if result else [[]]
    returns = [_joined([*kept, *more]) for more in given for kept in _kept(owned)]
    nonnull = [f"{one.pointer} != 0" for one in owned]
    seen: set[tuple[str, str]] = set()
    for extra in ([], nonnull):
        needed = _joined([*(one.bound for one in owned), *extra])
        for ensures in returns:
            if (needed, ensures) not in seen:
                seen.add((needed, ensures))
                yield needed, ensures


def _kept(owned: list[Owned]) -> Iterator[list[str]]:
    """What may be left afterwards: everything as it was, everything with other values, nothing."""
    yield [one.same for one in owned]
    yield [one.any for one in owned]
    yield []


def _joined(atoms: list[str]) -> str:
    return " &*& ".join(atoms) or "true"


def _owned(spot: Spot, parameter: tree.Parameter, used: set[str]) -> Owned | None:
    """What a parameter owns, by its type: a predicate about its struct, the fields of the struct, or one cell."""
    name = parameter.name
    written = tree.unqualified(parameter.type)
    if name is None or not isinstance(written, tree.PointerType):
        return None
    struct = pointee(written)
    if struct is None:
        if not isinstance(tree.unqualified(written.target), tree.IntegerType):
            return None
        value = spot.fresh_here(f"{name}_value", used)
        return Owned(name, f"*{name} |-> ?{value}", f"*{name} |-> {value}", f"*{name} |-> _")
    predicates = spot.predicates_of(struct)
    if predicates:
        return _predicate(spot, name, predicates[0], used)
    members = spot.struct(struct)
    fields = [f.name for f in (members.fields or () if members is not None else ()) if f.name is not None]
    values = [spot.fresh_here(f"{name}_{field}", used) for field in fields]
    pairs = list(zip(fields, values, strict=True))
    return Owned(
        name,
        _joined([f"{name}->{field} |-> ?{value}" for field, value in pairs]),
        _joined([f"{name}->{field} |-> {value}" for field, value in pairs]),
        _joined([f"{name}->{field} |-> _" for field, _ in pairs]),
    )


def _predicate(spot: Spot, name: str, predicate: tree.Predicate, used: set[str]) -> Owned:
    values = [spot.fresh_here(parameter.name or "value", used) for parameter in predicate.parameters[1:]]

    def call(arguments: list[str]) -> str:
        return f"{predicate.name}({', '.join([name, *arguments])})"

    return Owned(name, call([f"?{value}" for value in values]), call(values), call(["_"] * len(values)))


def _result(spot: Spot, written: tree.Type) -> str | None:
    """What the result owns, if it points to something that there is a predicate about."""
    struct = pointee(written)
    predicates = [] if struct is None else spot.predicates_of(struct)
    return _predicate(spot, "result", predicates[0], set()).any if predicates else None
