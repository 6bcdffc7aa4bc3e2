"""What to split on when nothing more follows by itself: the most promising open question first."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from frame_ls.kernel.pure_definitions import field_sorts
from frame_ls.kernel.pure_proofs import Ordered
from frame_ls.logic.sorts import BOOL, INT
from frame_ls.logic.terms import EQUAL, OR, Apply, Number, Term, Variable, less, less_equal
from frame_ls.prover.pure.arithmetic import Arithmetic
from frame_ls.prover.pure.egraph import EGraph
from frame_ls.prover.pure.linear import form_term
from frame_ls.prover.pure.nodes import Kind, Node
from frame_ls.prover.pure.products import Products
from frame_ls.prover.pure.propagation import Propagation
from frame_ls.prover.pure.steps import Step

PAIR_LIMIT = 200  # pairs of applications compared for a missing equality of numbers


@dataclass(frozen=True, slots=True)
class FormulaSplit:
    """The formula is true or false."""

    formula: Term


@dataclass(frozen=True, slots=True)
class DataSplit:
    """`on` is one of the forms, each with its fresh variables."""

    on: Term
    forms: tuple[tuple[Term, tuple[Variable, ...]], ...]


class Choices:
    """Looks for open questions in the state, which it leaves as it is."""

    def __init__(self, graph: EGraph, arithmetic: Arithmetic, propagation: Propagation) -> None:
        self._graph = graph
        self._arithmetic = arithmetic
        self._propagation = propagation
        self._products = Products(graph, arithmetic, propagation)

    def next(self) -> FormulaSplit | Step | None:
        """The next question that the facts and the goal ask, or None."""
        return (
            self._products.next()
            or self._clause(is_late=False)
            or self._condition(is_late=False)
            or self._fraction()
            or self._disequation()
            or self._shared_numbers()
        )

    def late(self, fresh: int | None) -> FormulaSplit | DataSplit | None:
        """A question that instances ask, or what constructor a term has.

        `fresh` counts the fresh variables in use, whose names are taken; None: no constructors, please.
        """
        found = self._clause(is_late=True) or self._condition(is_late=True)
        if found is not None or fresh is None:
            return found
        return self._enumerated() or self._constructor(fresh)

    def is_unfolded(self, node: Node) -> bool:
        """Whether the definition of an application's function was put for it."""
        term = node.term
        assert isinstance(term, Apply)
        function = self._graph.theory.function(term.operator)
        if function is None or function.body is not None:
            return True
        form = node.args[function.switch].root.value
        return form is not None and form.kind is Kind.VALUE

    def _enumerated(self) -> DataSplit | None:
        """A value of a datatype without fields that differs from another one."""
        datatypes = self._graph.theory.definitions.datatypes
        for node in self._propagation.separations:
            datatype = datatypes.get(node.args[0].term.sort.name)
            if datatype is not None and not any(c.fields for c in datatype.constructors):
                for side in node.args:
                    if side.root.value is None:
                        return self._data_split(side.term, 0)
        return None

    def _clause(self, is_late: bool) -> FormulaSplit | None:
        """A literal of the disjunction with the fewest open ones."""
        best: list[tuple[Node, bool]] | None = None
        truth = self._graph.truth
        for clause in self._propagation.clauses:
            if (clause.age > 0) is not is_late:
                continue
            open_lits: list[tuple[Node, bool]] = []
            for lit, polarity in clause.lits:
                value = truth(lit)
                if value is polarity:
                    break
                if value is None:
                    open_lits.append((lit, polarity))
            else:
                if open_lits and (best is None or len(open_lits) < len(best)):
                    best = open_lits
        return None if best is None else FormulaSplit(best[0][0].term)

    def _condition(self, is_late: bool) -> FormulaSplit | None:
        """The condition of an if-then-else, or a side of an undecided equivalence."""
        truth = self._graph.truth
        for node in self._propagation.choices:
            condition = node.args[0]
            if (node.age > 0) is is_late and truth(condition) is None:
                return FormulaSplit(condition.term)
        for node in self._propagation.equivalences:
            if (node.age > 0) is is_late and truth(node.args[0]) is None:
                return FormulaSplit(node.args[0].term)
        return None

    def _fraction(self) -> FormulaSplit | None:
        """An integer that is no integer in the current solution lies on one side of it."""
        for variable, (items, sort) in enumerate(self._arithmetic.terms):
            value = self._arithmetic.simplex.values[variable]
            if sort is INT and isinstance(value, Fraction):
                return FormulaSplit(less_equal(form_term(items, sort), Number(floor(value))))
        return None

    def _disequation(self) -> Step | None:
        """Two numbers that differ and have one value in the current solution are ordered."""
        for node in self._propagation.disequations:
            a, b = node.args
            x, y = self._arithmetic.value(a), self._arithmetic.value(b)
            if x is not None and x == y:
                formula = Apply(OR, (less(a.term, b.term), node.term, less(b.term, a.term)), BOOL)
                if self._graph.known(formula) is None:
                    return Step(formula, lambda _: Ordered(), ())
        return None

    def _shared_numbers(self) -> FormulaSplit | None:
        """Numbers that have one value in the current solution and would make two applications congruent if equal."""
        tried = 0
        for nodes in self._graph.by_head.values():
            if len(nodes) < 2 or nodes[0].kind not in (Kind.PLAIN, Kind.FUNCTION):
                continue
            for i, a in enumerate(nodes):
                for b in nodes[:i]:
                    tried += 1
                    if tried > PAIR_LIMIT:
                        return None
                    choice = self._missing_equality(a, b)
                    if choice is not None:
                        return choice
        return None

    def _missing_equality(self, a: Node, b: Node) -> FormulaSplit | None:
        if a.head != b.head or a.root is b.root:
            return None
        missing: FormulaSplit | None = None
        for x, y in zip(a.args, b.args, strict=True):
            if x.root is y.root:
                continue
            value = self._arithmetic.value(x) if x.term.sort.kind in ("int", "real") else None
            if value is None or value != self._arithmetic.value(y):
                return None
            known = self._graph.known(Apply(EQUAL, (x.term, y.term), BOOL))
            if known is not None and self._graph.truth(known) is not None:
                return None
            missing = FormulaSplit(Apply(EQUAL, (x.term, y.term), BOOL))
        return missing

    def _constructor(self, fresh: int) -> DataSplit | None:
        """The argument that an application by cases waits for."""
        theory = self._graph.theory
        for node in self._propagation.applications:
            term = node.term
            assert isinstance(term, Apply)
            function = theory.function(term.operator)
            if function is not None and not self.is_unfolded(node):
                argument = node.args[function.switch]
                if argument.root.value is None and argument.term.sort.kind == "data":
                    return self._data_split(argument.term, fresh)
        return None

    def _data_split(self, on: Term, fresh: int) -> DataSplit | None:
        datatype = self._graph.theory.definitions.datatypes.get(on.sort.name)
        if datatype is None:
            return None
        forms: list[tuple[Term, tuple[Variable, ...]]] = []
        for constructor in datatype.constructors:
            sorts = field_sorts(datatype, constructor, on.sort)
            variables = tuple(
                Variable(f"{f.name}!!{fresh + i}", s)
                for i, (f, s) in enumerate(zip(constructor.fields, sorts, strict=True))
            )
            forms.append((Apply(constructor.name, variables, on.sort), variables))
        return DataSplit(on, tuple(forms))
