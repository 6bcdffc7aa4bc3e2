"""What all parts of the reader of ghost expressions share: its state, and the questions they ask each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from frame_ls.declarations.assertions import MemoryRead
from frame_ls.declarations.names import Desk, Scope
from frame_ls.declarations.sort_substitution import TermsAt
from frame_ls.declarations.types import INT_TYPE, UNKNOWN, Integer, Real, Type, show_type, sort_of
from frame_ls.declarations.unification import Unifier
from frame_ls.declarations.written_types import WrittenTypes
from frame_ls.logic.definitions import Function
from frame_ls.logic.sorts import INT, REAL, Sort
from frame_ls.logic.terms import Term, Variable
from frame_ls.source import Span
from frame_ls.syntax.c import tree

Typed = tuple[Term, Type]


def nothing(sort: Sort = INT) -> Typed:
    """What stands for an expression that could not be understood; a finding told."""
    return Variable("#unknown", sort), UNKNOWN


@dataclass(slots=True)
class GhostBase(ABC):
    """The state: the desk, the names in scope, type inference, and what the clause has collected so far."""

    desk: Desk
    scope: Scope
    unifier: Unifier = field(default_factory=Unifier)
    reads: list[MemoryRead] = field(default_factory=list)
    lifted: list[Function] = field(default_factory=list)
    spans: dict[Term, Span] = field(default_factory=dict)
    is_deferred: bool = False  # whether types are still open when a clause is complete, as later ones may tell them

    @property
    def types(self) -> WrittenTypes:
        """The reader of types."""
        return WrittenTypes(self.desk)

    @abstractmethod
    def typed(self, written: tree.Expression, expected: Type | None = None) -> Typed:
        """The term and its type. `expected` helps to find the type; the result need not have it."""

    @abstractmethod
    def converted(self, term: Term, found: Type, wanted: Type, span: Span) -> Term:
        """The term as a value of the wanted type; a finding where that makes no sense."""

    def term(self, written: tree.Expression, expected: Type | None = None) -> Term:
        """The term alone, converted to `expected`; what it reads stays to be collected."""
        term, found = self.typed(written, expected)
        return term if expected is None else self.converted(term, found, expected, written.span)

    def unsupported(self, span: Span, construct: str) -> Typed:
        """Reports what is not covered."""
        self.desk.report("unsupported", span, f"{construct} is not supported")
        return nothing()

    def fresh_variable(self, stem: str, written: Type) -> Variable:
        """A variable that no user can write."""
        return Variable(self.desk.fresh(stem), sort_of(written))

    def inside(self, scope: Scope) -> GhostBase:
        """The same clause with other names in scope."""
        return type(self)(self.desk, scope, self.unifier, self.reads, self.lifted, self.spans, self.is_deferred)

    def number(self, term: Term, found: Type, span: Span) -> Term:
        """The term, which must be a number; unsolved types become `int`."""
        found = self.unifier.resolved(found)
        if isinstance(found, Integer | Real) or self.unifier.unify(found, INT_TYPE):
            # A number whose type was inferred just now has to be one before anything is computed with it.
            return term if term.sort in (INT, REAL) else TermsAt(self.unifier.known_sorts())(term)
        self.desk.report("type", span, f"a number is needed here, this is `{show_type(found)}`")
        return Variable("#unknown", INT)
