"""A problem is a goal with the definitions that it needs: which those are, and whether they are well formed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from frame_ls.kernel.boolean import EncodingProof, HeapModel
from frame_ls.kernel.certify import Evidence
from frame_ls.kernel.checker import check_statement
from frame_ls.kernel.context import Context
from frame_ls.kernel.encoding import Json, Writer
from frame_ls.kernel.proofs import Proof
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Datatype, Definitions, Function, Predicate
from frame_ls.logic.formulas import And, Exists, Forall, Formula, Not, Or, Pure, Spatial, Star, Wand
from frame_ls.logic.heaps import Cell, Entailment, SymbolicHeap
from frame_ls.logic.substitution import free_variables, heap_variables

Item = TypeVar("Item")
Goal = Entailment | Formula  # of a formula it is asked whether it is satisfiable
AnyEvidence = Evidence | EncodingProof | HeapModel


def relevant_definitions(goal: Goal, definitions: Definitions, evidence: AnyEvidence) -> Definitions:
    """The part of the definitions that the goal, the evidence, and these definitions themselves refer to."""
    parts = (evidence.lemmas, evidence.step) if isinstance(evidence, Proof) else (evidence,)
    needed = _Needed(definitions)
    needed.add(goal, *parts)
    return Definitions(
        _kept(definitions.cells, needed.names["cells"]),
        _kept(definitions.predicates, needed.names["predicates"]),
        _kept(definitions.datatypes, needed.names["datatypes"]),
        _kept(definitions.functions, needed.names["functions"]),
        _kept(definitions.lemmas, needed.names["lemmas"]),
    )


def _kept(items: Mapping[str, Item], names: Iterable[str]) -> dict[str, Item]:
    return {name: items[name] for name in sorted(names) if name in items}


class _Needed:
    """Collects names from the JSON of values: there every reference is a word in a known place."""

    _RECORDS = {  # noqa: RUF012  (kind of record: field with a name, kind of definition)
        "PredicateCall": ("name", "predicates"),
        "UseLemma": ("lemma", "lemmas"),
        "LemmaRight": ("lemma", "lemmas"),
        "ByLemma": ("name", "lemmas"),
        "HeapCell": ("cell", "cells"),
        "Cell": ("name", "cells"),
    }

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.writer = Writer()
        self.names: dict[str, set[str]] = {
            k: set() for k in ("cells", "predicates", "datatypes", "functions", "lemmas")
        }
        self.scanned = dict.fromkeys(self.writer.tables, 0)
        self.constructors = {c.name: d.name for d in definitions.datatypes.values() for c in d.constructors}

    def add(self, *values: object) -> None:
        """The names in these values, and in the definitions of these names, and so on."""
        pending = list(values)
        while pending:
            found = self.named_in(self.writer.json(pending.pop()))
            for kind, name in found:
                if name not in self.names[kind]:
                    self.names[kind].add(name)
                    definition = getattr(self.definitions, kind).get(name)
                    if definition is not None:
                        pending.append(definition)

    def named_in(self, json: Json) -> list[tuple[str, str]]:
        found = list(self.in_records(json))
        for name, table in self.writer.tables.items():
            for entry in table[self.scanned[name] :]:
                found += self.in_entry(name, entry)
            self.scanned[name] = len(table)
        return found

    def in_entry(self, table: str, entry: Json) -> Iterator[tuple[str, str]]:
        if table == "sorts" and entry[0] == "data":
            yield "datatypes", entry[1]
        elif table == "terms" and entry[0] == "apply":
            yield "functions", entry[1]
            yield "datatypes", self.constructors.get(entry[1], "")
        elif table == "data":
            yield "datatypes", self.constructors.get(entry[0], "")
        elif table in ("cells", "formulas", "proofs", "steps"):
            yield from self.in_records(entry)

    def in_records(self, json: Json) -> Iterator[tuple[str, str]]:
        if isinstance(json, list):
            for part in json:
                yield from self.in_records(part)
        elif isinstance(json, dict):
            field, kind = self._RECORDS.get(json.get("is", ""), ("", ""))
            if field:
                yield kind, json[field]
            for part in json.values():
                if isinstance(part, list | dict):
                    yield from self.in_records(part)


def check_problem(goal: Goal, definitions: Definitions) -> None:
    """Raises `Refused` unless goal and definitions are well formed: sorts fit, and no variable comes from nowhere."""
    context = Context(definitions)
    if isinstance(goal, Entailment):
        check_statement(goal, context)
    else:
        _check_formula(goal, context)
    for cell in definitions.cells.values():
        _check_cell(cell)
    for predicate in definitions.predicates.values():
        _check_predicate(predicate, context)
    for function in definitions.functions.values():
        _check_function(function, definitions, context)
    for lemma in definitions.lemmas.values():
        check_statement(lemma.statement, context)
    for kind, items in _by_kind(definitions):
        if any(name != item.name for name, item in items.items()):
            raise Refused(f"a definition among the {kind} has another name than its own")


def _by_kind(definitions: Definitions) -> Iterator[tuple[str, Mapping[str, Cell | Predicate | Datatype | Function]]]:
    yield "cells", definitions.cells
    yield "predicates", definitions.predicates
    yield "datatypes", definitions.datatypes
    yield "functions", definitions.functions


def _check_formula(formula: Formula, context: Context) -> None:
    pending = [formula]
    while pending:
        match pending.pop():
            case Pure(formula=pure):
                context.sorting.check_formula(pure)
            case Spatial(atom=atom):
                context.check_heap(SymbolicHeap((), (atom,)))
            case Star(parts=parts) | And(parts=parts) | Or(parts=parts):
                pending.extend(parts)
            case Wand(left=left, right=right):
                pending += (left, right)
            case Not(part=part) | Exists(part=part) | Forall(part=part):
                pending.append(part)


def _check_cell(cell: Cell) -> None:
    if len(cell.fields) != len(cell.sorts) or cell.root.kind != "location":
        raise Refused(f"the cell {cell.name} is not well formed")


def _check_predicate(predicate: Predicate, context: Context) -> None:
    parameters = set(predicate.parameters)
    for case in predicate.cases or ():
        context.check_heap(case)
        if not parameters.issuperset(heap_variables(case)) or not parameters.isdisjoint(case.exists):
            raise Refused(f"a case of {predicate.name} has variables that are no parameters, or hides one")
        if len(set(case.exists)) != len(case.exists):
            raise Refused(f"a case of {predicate.name} binds a variable twice")


def _check_function(function: Function, definitions: Definitions, context: Context) -> None:
    parameters = set(function.parameters)
    if function.body is not None:
        context.sorting.check((function.body,))
        if function.body.sort is not function.result or not parameters.issuperset(free_variables(function.body)):
            raise Refused(f"the body of {function.name} does not fit")
    if function.branches and not 0 <= function.switch < len(function.parameters):
        raise Refused(f"{function.name} goes by cases of no parameter")
    for branch in function.branches:
        if definitions.constructor(branch.constructor) is None:
            raise Refused(f"{function.name} has a case for {branch.constructor}, which is no constructor")
        if not (parameters | set(branch.variables)).issuperset(free_variables(branch.body)):
            raise Refused(f"a branch of {function.name} has variables from nowhere")
