"""Neighbours of a pure proof: one thing changed, so that the checker should mostly refuse, and never accept a lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

from frame_ls.kernel.pure_proofs import Branch, Line, Linear, PureProof
from frame_ls.logic.terms import Term, negate


def mutants(proof: PureProof) -> Iterator[PureProof]:
    """Each line dropped, and each reason with an index, a factor or a term changed."""
    for lines in _changed_lines(proof.lines):
        yield PureProof(lines)


def _changed_lines(lines: tuple[Line, ...]) -> Iterator[tuple[Line, ...]]:
    for i, line in enumerate(lines):
        yield (*lines[:i], *lines[i + 1 :])
        for other in _changed(line):
            yield (*lines[:i], other, *lines[i + 1 :])


def _changed(line: Line) -> Iterator[Line]:
    yield Line(negate(line.formula), line.reason)
    reason = line.reason
    for field in fields(reason):
        value = getattr(reason, field.name)
        for other in _changed_value(reason, field.name, value):
            yield Line(line.formula, replace(reason, **{field.name: other}))


def _changed_value(reason: object, name: str, value: object) -> Iterator[object]:
    if isinstance(value, Term):
        yield negate(value) if value.sort.kind == "bool" else value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, Branch):
        yield from (Branch(lines) for lines in _changed_lines(value.lines))
    elif isinstance(value, tuple) and value and isinstance(reason, Linear):
        for i, (line, factor) in enumerate(value):
            for other in ((line + 1, factor), (line, factor + 1), (line, -factor), (line, factor * 2)):
                yield (*value[:i], other, *value[i + 1 :])
        yield value[:-1]
    elif isinstance(value, tuple) and value and name != "branches":
        yield value[:-1]
        if isinstance(value[0], int):
            yield (*value[:-1], value[-1] + 1)
    elif isinstance(value, tuple):
        for i, branch in enumerate(value):
            for lines in _changed_lines(branch.lines):
                yield (*value[:i], Branch(lines), *value[i + 1 :])
        yield value[::-1]
