"""Expressions of annotations become logic terms: names looked up, types inferred, conversions made explicit."""

from __future__ import annotations

from fractions import Fraction

from frame_ls.declarations import addresses
from frame_ls.declarations.assertions import Value
from frame_ls.declarations.evaluation import simplified
from frame_ls.declarations.ghost_base import Typed, nothing
from frame_ls.declarations.ghost_calls import Calls
from frame_ls.declarations.names import Desk, Scope, make_local
from frame_ls.declarations.types import (
    BOOLEAN,
    CHAR_TYPE,
    INT_TYPE,
    REAL_TYPE,
    SIZE_TYPE,
    VOID_POINTER,
    Any,
    Bool,
    Float,
    Inductive,
    Integer,
    Pointer,
    Real,
    Type,
    Unknown,
    show_type,
    sort_of,
)
from frame_ls.declarations.unification import Settled, is_type_variable
from frame_ls.logic.sorts import ANY, REAL, data
from frame_ls.logic.terms import FALSE, FORALL, ITE, TRUE, Apply, Number, Quantified, Term, equal, negate
from frame_ls.source import Span
from frame_ls.syntax.c import tree

TO_ANY = "#any"


class GhostTerms(Calls):
    """Resolves the expressions of one clause: a contract, a predicate's body, a ghost statement.

    Types are settled only when the clause is complete: everything made here goes through `settled` at its end.
    """

    __slots__ = ()

    def complete(self) -> Settled:
        """Ends the clause: gives what puts the inferred types in, and hands in the functions that were made."""
        if self.is_deferred:
            return Settled(self.unifier, is_final=False)
        settled = Settled(self.unifier)
        for function in self.lifted:
            self.desk.names.lifted[function.name] = settled.function(function)
        self.lifted.clear()
        if self.unifier.is_used:
            for scope, local in self.desk.created:
                scope.add(local.written, settled(local))
        self.desk.created.clear()
        return settled

    def value(self, written: tree.Expression, expected: Type | None = None) -> Value:
        """The expression with the memory it reads, converted to `expected`."""
        before = len(self.reads)
        term, found = self.typed(written, expected)
        if expected is not None:
            term = self.converted(term, found, expected, written.span)
            found = expected if not is_type_variable(self.unifier.resolved(expected)) else found
        reads = tuple(self.reads[before:])
        del self.reads[before:]
        return Value(simplified(term), written.span, found, reads)

    def condition(self, written: tree.Expression) -> Value:
        """The expression as a truth value."""
        return self.value(written, BOOLEAN)

    def typed(self, written: tree.Expression, expected: Type | None = None) -> Typed:
        """The term and its type. `expected` helps to find the type; the result need not have it."""
        match written:
            case tree.IntegerLiteral(value=value):
                return self._integer(value, expected)
            case tree.CharacterLiteral(value=value):
                return Number(value - 256 if value > 127 else value), CHAR_TYPE
            case tree.BooleanLiteral(value=truth):
                return (TRUE if truth else FALSE), BOOLEAN
            case tree.RealLiteral(numerator=numerator, denominator=denominator):
                return Number(Fraction(numerator, denominator), REAL), REAL_TYPE
            case tree.StringLiteral(value=text):
                return Apply(addresses.STRING + text, (), addresses.NULL.sort), Pointer(CHAR_TYPE)
            case tree.FloatLiteral(text=text):
                return Apply(f"#float:{text}", (), data("#double")), Float("double")
            case tree.Name():
                return self.name(written, expected)
            case tree.TypeApplication():
                return self.type_application(written, expected)
            case tree.Call() | tree.SwitchExpression() | tree.Forall() | tree.Conditional():
                return self._compound(written, expected)
            case tree.Unary() | tree.Binary() | tree.Cast() | tree.Truncating():
                return self.operation(written, expected)
            case _:
                return self._place_or_size(written, expected)

    def _compound(
        self, written: tree.Call | tree.SwitchExpression | tree.Forall | tree.Conditional, expected: Type | None
    ) -> Typed:
        match written:
            case tree.Call():
                return self.call(written, expected)
            case tree.SwitchExpression():
                return self.switch(written, expected)
            case tree.Forall():
                return self._forall(written)
            case tree.Conditional():
                return self._choice(written, expected)

    def _place_or_size(self, written: tree.Expression, expected: Type | None) -> Typed:
        match written:
            case tree.SizeofType(type=sized):
                return addresses.size_of(self.types(sized), self.desk.names.target), SIZE_TYPE
            case tree.SizeofExpression(operand=operand):
                return addresses.size_of(self._static_type(operand), self.desk.names.target), SIZE_TYPE
            case tree.TypeId(type=named):
                return addresses.type_term(self.types(named)), VOID_POINTER
            case tree.InitializerList(items=items):
                return self._list(items, expected)
            case tree.AddressOf(operand=tree.TypeId() as operand):
                return self.typed(operand)
            case tree.AddressOf(operand=operand):
                return self.address_of(operand)
            case tree.Arrow() | tree.Member() | tree.Dereference() | tree.Index():
                return self.read(written)
            case tree.MissingExpression():
                return nothing()
            case tree.UnsupportedExpression(text=text):
                return self.unsupported(written.span, f"`{text}`")
        return self.unsupported(written.span, "this expression in an annotation")

    def _integer(self, value: int, expected: Type | None) -> Typed:
        match self.unifier.resolved(expected) if expected is not None else None:
            case Real():
                return Number(value, REAL), REAL_TYPE
            case Pointer() as pointer:
                return addresses.pointer_at(Number(value)), pointer
        return Number(value), INT_TYPE

    def _static_type(self, written: tree.Expression) -> Type:
        before = len(self.reads)
        try:
            return self.place_type(written)
        finally:
            del self.reads[before:]

    def _list(self, items: tuple[tree.InitializerItem, ...], expected: Type | None) -> Typed:
        element: Type = self.unifier.variable()
        wanted = Inductive("list", (element,))
        if expected is not None:
            self.unifier.unify(wanted, expected)
        sort = sort_of(wanted)
        result: Term = Apply("nil", (), sort)
        for item in reversed(items):
            result = Apply("cons", (self.term(item.value, element), result), sort)
        return result, wanted

    def _choice(self, written: tree.Conditional, expected: Type | None) -> Typed:
        condition = self.term(written.condition, BOOLEAN)
        then, left = self.typed(written.then, expected)
        otherwise, right = self.typed(written.otherwise, expected or left)
        if isinstance(left, Integer) and isinstance(right, Pointer | Real):
            then, left = self.typed(written.then, right)
        otherwise = self.converted(otherwise, right, left, written.otherwise.span)
        return Apply(ITE, (condition, then, otherwise), sort_of(left)), left

    def _forall(self, written: tree.Forall) -> Typed:
        inner = self.inside(Scope(self.scope))
        bound = []
        for parameter in written.parameters:
            local = make_local(
                self.desk,
                inner.scope,
                parameter.name or "_",
                self.types.parameter(parameter),
                parameter.name_span,
                ghost=True,
            )
            bound.append(local.variable)
        before = len(self.reads)
        body = inner.term(written.body, BOOLEAN)
        if len(self.reads) > before:
            return self.unsupported(written.span, "reading memory under `forall_`")
        return Quantified(FORALL, tuple(bound), body), BOOLEAN

    def converted(self, term: Term, found: Type, wanted: Type, span: Span) -> Term:
        """The term as a value of the wanted type; a finding where that makes no sense."""
        found, wanted = self.unifier.resolved(found), self.unifier.resolved(wanted)
        match found, wanted:
            case (_, Any()) if not isinstance(found, Any | Unknown) and not is_type_variable(found):
                return self._into_any(term, found, span)
            case (Integer(), Real()) if isinstance(term, Number):
                return Number(term.value, REAL)
            case (Integer(), Pointer()) if term is Number(0):
                return addresses.NULL
            case (Integer(), Bool()):
                return negate(equal(term, Number(0)))
        if self.unifier.unify(found, wanted):
            return term
        self.desk.report(
            "type", span, f"this has type `{show_type(found)}`; a value of type `{show_type(wanted)}` is needed"
        )
        return nothing(sort_of(wanted))[0]

    def _into_any(self, term: Term, found: Type, span: Span) -> Term:
        from frame_ls.declarations.inductives import may_be_any

        if not may_be_any(found, self.desk.names):
            self.desk.report(
                "type",
                span,
                f"a value of type `{show_type(found)}` holds predicates or functions over `any`; it may not become one",
            )
        return Apply(TO_ANY, (term,), ANY)


def constant_value(desk: Desk, written: tree.Expression) -> Term:
    """The value of an expression that depends on no variable, as far as it can be computed."""
    terms = GhostTerms(desk, Scope())
    return terms.complete()(terms.value(written).term)
