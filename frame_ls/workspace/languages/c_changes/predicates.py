"""Predicates put in the place of what they stand for, and the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from frame_ls.declarations.walking import parts
from frame_ls.source import Edit, Span
from frame_ls.syntax.c import tree
from frame_ls.workspace.languages.c_changes.spot import Spot, pointee
from frame_ls.workspace.languages.c_names import Declared, tokens_of
from frame_ls.workspace.questions import Proposal

_SIMPLE = re.compile(r"\w+\Z", re.ASCII)
_MEMBER_MARKS = ("ARROW", "DOT")


def inlined(spot: Spot) -> Iterator[Proposal]:
    """The predicate at the place, in a contract or an invariant, gives way to its definition."""
    around = list(spot.around())
    stepped = {node.predicate.span for node in around if isinstance(node, tree.Open | tree.Close)}
    found = [n for n in around if isinstance(n, tree.PredicateAssertion) and n.span not in stepped]
    if not found or not isinstance(found[-1].callee, tree.Name) or found[-1].indices:
        return
    call, name = found[-1], found[-1].callee.name
    for declared in spot.names.globals.get(name, ()):
        predicate = declared.whole
        if isinstance(predicate, tree.Predicate) and predicate.body is not None and not predicate.type_parameters:
            text = _definition(spot, declared, predicate, call)
            if text is not None:
                yield Proposal(f"inline `{name}`", "refactor.inline", (Edit(call.span, f"({text})"),))
            return


def _definition(spot: Spot, declared: Declared, predicate: tree.Predicate, call: tree.PredicateAssertion) -> str | None:
    """The body with the call's arguments, on one line; None where a pattern would have to be bound by it."""
    body = predicate.body
    assert body is not None
    names = [parameter.name for parameter in predicate.parameters]
    if len(names) != len(call.arguments) or not all(isinstance(a, tree.ValuePattern) for a in call.arguments):
        return None
    if body.span.text != declared.parsed.key or re.search(
        r"//|/\*", declared.parsed.text[body.span.start : body.span.end]
    ):
        return None
    instead = {}
    for name, argument in zip(names, call.arguments, strict=True):
        written = spot.written(argument.span)
        if name is not None:
            instead[name] = written if _SIMPLE.match(written) else f"({written})"
    used = set(instead.values())
    for node in parts(body):
        if isinstance(node, tree.Binder) and node.name not in instead:
            instead[node.name] = spot.fresh_here(node.name, used)
    return " ".join(_replaced(declared, body.span, instead).split())


def _replaced(declared: Declared, body: Span, instead: dict[str, str]) -> str:
    """The body's text with other names: arguments for parameters, and patterns' names that nobody has."""
    text = declared.parsed.text
    tokens = tokens_of(text, declared.parsed.ghost)
    places = [n for n in range(len(tokens)) if body.start <= tokens.starts[n] and tokens.ends[n] <= body.end]
    result, last = "", body.start
    for n in places:
        if tokens.kinds[n] == "IDENT" and tokens.texts[n] in instead and tokens.kinds[n - 1] not in _MEMBER_MARKS:
            result += text[last : tokens.starts[n]] + instead[tokens.texts[n]]
            last = tokens.ends[n]
    return result + text[last : body.end]


@dataclass(frozen=True, slots=True)
class _Cells:
    """The conjuncts of an assertion, and which of them are cells of one struct."""

    whole: tree.Assertion
    conjuncts: tuple[tree.Assertion, ...]
    chosen: tuple[tree.Assertion, ...]

    def fields(self) -> tuple[str, ...]:
        return tuple(field for c in self.chosen if (field := _field(c)) is not None)


def extracted(spot: Spot) -> Iterator[Proposal]:
    """The cells of one struct in a contract become a predicate; in both of its halves where both have them."""
    for function in spot.declarations:
        contract = function.contract if isinstance(function, tree.Function) else None
        if not isinstance(function, tree.Function) or contract is None:
            continue
        halves = [half for half in (contract.requires, contract.ensures) if half is not None]
        for half in halves:
            if not spot.touches(half.span):
                continue
            root = next((_root(c) for c in _conjuncts(half) if spot.touches(c.span) and _root(c)), None)
            parameter = next((p for p in function.parameters if p.name == root), None)
            struct = None if parameter is None else pointee(parameter.type)
            if root is not None and struct is not None:
                yield from _extraction(spot, root, struct, halves, half)
                return


def _extraction(
    spot: Spot, root: str, struct: str, halves: list[tree.Assertion], here: tree.Assertion
) -> Iterator[Proposal]:
    cells = _cells(spot, here, root, struct)
    fields, types = cells.fields(), _field_types(spot, struct)
    if len(fields) < 2 or len(set(fields)) < len(fields) or not set(fields) <= set(types):
        return
    all_cells = [_cells(spot, half, root, struct) for half in halves]
    same = [one for one in all_cells if sorted(one.fields()) == sorted(fields) and len(one.chosen) == len(cells.chosen)]
    name = spot.fresh(f"{struct}_cells")
    pointer = "p" if "p" not in fields else "self_"
    parameters = ", ".join(f"{types[field]} {field}" for field in fields)
    body = [f"{pointer}->{field} |-> {field}" for field in fields]
    body += [f"malloc_block_{struct}({pointer})"] * (len(cells.chosen) - len(fields))
    tag = f"struct {struct}" if spot.struct(struct) is not None else struct
    text = f"predicate {name}({tag} *{pointer}; {parameters}) =\n    {' &*& '.join(body)};\n"
    text = text if spot.chunk.ghost else f"/*@\n{text}@*/\n\n"
    edits = [Edit(one.whole.span, _with_call(spot, one, name, root, fields)) for one in same]
    yield Proposal(
        f"extract a predicate from the cells of `{root}`", "refactor.extract", (spot.before_chunk(text), *edits)
    )


def _cells(spot: Spot, half: tree.Assertion, root: str, struct: str) -> _Cells:
    conjuncts = _conjuncts(half)
    block = f"malloc_block_{struct}({root})"
    chosen = [c for c in conjuncts if _root(c) == root or spot.written(c.span).replace(" ", "") == block]
    return _Cells(half, conjuncts, tuple(chosen))


def _with_call(spot: Spot, cells: _Cells, name: str, root: str, fields: tuple[str, ...]) -> str:
    """The assertion with a call in the place of the first cell, and without the others."""
    values = {_field(c): spot.written(c.value.span) for c in cells.chosen if isinstance(c, tree.PointsTo)}
    call = f"{name}({', '.join([root, *(values[field] for field in fields)])})"
    texts = []
    for conjunct in cells.conjuncts:
        if conjunct is cells.chosen[0]:
            texts.append(call)
        elif conjunct not in cells.chosen:
            texts.append(spot.written(conjunct.span))
    return " &*& ".join(texts)


def _conjuncts(assertion: tree.Assertion) -> tuple[tree.Assertion, ...]:
    if isinstance(assertion, tree.Star):
        return (*_conjuncts(assertion.left), *_conjuncts(assertion.right))
    return (assertion,)


def _root(assertion: tree.Assertion) -> str | None:
    """`p` of `p->field |-> value`."""
    match assertion:
        case tree.PointsTo(location=tree.Arrow(pointer=tree.Name(name=name))):
            return name
        case _:
            return None


def _field(assertion: tree.Assertion) -> str | None:
    match assertion:
        case tree.PointsTo(location=tree.Arrow(field=field)):
            return field
        case _:
            return None


def _field_types(spot: Spot, struct: str) -> dict[str, str]:
    """The types of a struct's members, as they are written."""
    members = spot.struct(struct)
    texts = {one.parsed.key: one.parsed.text for one in spot.names.globals.get(struct, ())}
    found = {}
    for member in (members.fields or ()) if members is not None else ():
        text = texts.get(member.span.text)
        if text is not None and member.name is not None and not isinstance(member.type, tree.ArrayType):
            found[member.name] = text[member.span.start : member.name_span.start].strip()
    return found
