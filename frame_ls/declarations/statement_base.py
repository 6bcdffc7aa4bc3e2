"""What the readers of real and of ghost statements share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from frame_ls.declarations.assertions import Assertion, Pattern, Value
from frame_ls.declarations.c_expressions import CExpressions
from frame_ls.declarations.ghost_assertions import Assertions
from frame_ls.declarations.ghost_terms import GhostTerms
from frame_ls.declarations.names import Desk, Scope, make_local
from frame_ls.declarations.statements import Block, Invariant, Statement
from frame_ls.declarations.types import INT_TYPE, REAL_TYPE, Type, Void
from frame_ls.declarations.unification import Unifier
from frame_ls.logic.definitions import Function
from frame_ls.syntax.c import tree


@dataclass(slots=True)
class StatementBase(ABC):
    """The state: the desk, the scope, the function's result type, and which variables must lie in memory."""

    desk: Desk
    scope: Scope
    result: Type = field(default_factory=Void)
    addressed: frozenset[str] = frozenset()
    unifier: Unifier = field(default_factory=Unifier)
    lifted: list[Function] = field(default_factory=list)
    calls: str | None = None  # what `call()` stands for, inside the proof of a function pointer

    @property
    def expressions(self) -> CExpressions:
        """The reader of real expressions."""
        return CExpressions(self.desk, self.scope)

    @property
    def ghost(self) -> GhostTerms:
        """A reader of ghost expressions; a type may become known only later in the body."""
        return GhostTerms(self.desk, self.scope, self.unifier, lifted=self.lifted, is_deferred=True)

    def complete(self, body: Block) -> Block:
        """The body with the types that inference found."""
        terms = GhostTerms(self.desk, self.scope, self.unifier, lifted=self.lifted)
        return terms.complete()(body)

    @abstractmethod
    def statement(self, written: tree.Statement, *, ghost: bool) -> tuple[Statement, ...]:
        """What one statement becomes; several where it does several things."""

    @abstractmethod
    def block(self, written: tree.Block, *, ghost: bool) -> Block:
        """A block with a scope of its own."""

    def assertion(self, written: tree.Assertion) -> Assertion:
        """An assertion whose binders stay in scope."""
        terms = self.ghost
        found = Assertions(terms)(written)
        return terms.complete()(found)

    def ghost_value(self, written: tree.Expression, wanted: Type | None = None) -> Value:
        """A ghost expression."""
        terms = self.ghost
        found = terms.value(written, wanted)
        return terms.complete()(found)

    def pattern(self, written: tree.Pattern) -> Pattern:
        """A fraction's pattern."""
        terms = self.ghost
        found = Assertions(terms).pattern(written, REAL_TYPE)
        return terms.complete()(found)

    def invariant(self, written: tree.LoopSpecification | None) -> Invariant | None:
        """A loop's specification. Its binders, and `old_` names, are in scope from here on."""
        if written is None:
            return None
        decreases = None if written.decreases is None else self.ghost_value(written.decreases, INT_TYPE)
        if written.requires is None and written.ensures is None:
            invariant = None if written.invariant is None else self.assertion(written.invariant)
            return Invariant(written.span, invariant, decreases=decreases)
        old = []
        for name in dict.fromkeys(self.scope.names()):
            local = self.scope.find(name)
            if local is not None and not local.in_memory and not name.startswith("old_"):
                kept = make_local(self.desk, self.scope, f"old_{name}", local.type, local.span, ghost=True)
                old.append((local.variable, kept.variable))
        terms = self.ghost
        reader = Assertions(terms)
        requires = None if written.requires is None else reader(written.requires)
        # Binders of `ensures` are about the end; the body does not see them.
        outer = self.scope
        terms.scope = Scope(outer)
        ensures = None if written.ensures is None else reader(written.ensures)
        settled = terms.complete()
        return Invariant(
            written.span,
            requires=settled(requires),
            ensures=settled(ensures),
            old=tuple(settled(tuple(old))),
            decreases=decreases,
        )
