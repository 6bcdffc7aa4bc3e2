"""Fixpoint definitions: their bodies as logic functions, and the check that they recurse on smaller values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from frame_ls.declarations.evaluation import PARTIAL, simplified
from frame_ls.declarations.ghost_terms import GhostTerms
from frame_ls.declarations.names import Desk, PureHead, Scope, make_local
from frame_ls.declarations.types import Inductive, Type, sort_of
from frame_ls.logic.definitions import Branch, Function
from frame_ls.logic.terms import APPLY, Apply, Quantified, Term, Variable
from frame_ls.source import Span
from frame_ls.syntax.c import tree


def fixpoint_function(desk: Desk, written: tree.Fixpoint, head: PureHead) -> Function:
    """The function that a `fixpoint` declares, defined or not. Findings tell where the definition makes no sense."""
    scope = Scope()
    terms = GhostTerms(desk, scope)
    names = [p.name or f"_{i}" for i, p in enumerate(written.parameters)]
    parameters = tuple(
        make_local(desk, scope, name, found, p.name_span, ghost=True).variable
        for name, found, p in zip(names, head.parameters, written.parameters, strict=True)
    )
    result = sort_of(head.result)
    if written.body is None:
        return Function(head.name, parameters, result)
    function = _defined(terms, written.body, head, parameters, names)
    _check_recursion(terms, function, written)
    if terms.reads:
        desk.report("type", terms.reads[0].span, "a pure function cannot read memory")
    settled = terms.complete()
    return settled.function(function)


def _defined(
    terms: GhostTerms, body: tree.Expression, head: PureHead, parameters: tuple[Variable, ...], names: list[str]
) -> Function:
    result = sort_of(head.result)
    if isinstance(body, tree.SwitchExpression) and isinstance(body.subject, tree.Name) and body.subject.name in names:
        position = names.index(body.subject.name)
        found: Type = head.parameters[position]
        made = terms.branches(body, found, head.result)
        if made is not None and isinstance(found, Inductive):
            branches = tuple(Branch(b.constructor, b.variables, simplified(b.body)) for b in made[0])
            return Function(head.name, parameters, result, None, position, branches)
        return Function(head.name, parameters, result)
    return Function(head.name, parameters, result, simplified(terms.term(body, head.result)))


def _check_recursion(terms: GhostTerms, function: Function, written: tree.Fixpoint) -> None:
    lifted = {f.name: f for f in terms.lifted}
    check = _Recursion(terms.desk, function, lifted, terms.spans, written.name_span)
    if function.body is not None:
        check.walk(function.body, frozenset())
    for branch in function.branches:
        check.walk(branch.body, frozenset(branch.variables))


@dataclass(slots=True)
class _Recursion:
    """Looks at every use of the function in its own body; `smaller` are the variables inside the argument."""

    desk: Desk
    function: Function
    lifted: Mapping[str, Function]
    spans: Mapping[Term, Span]
    span: Span

    def walk(self, term: Term, smaller: frozenset[Variable]) -> None:
        if isinstance(term, Quantified):
            self.walk(term.body, smaller)
            return
        if not isinstance(term, Apply):
            return
        name = self.function.name
        if term.operator == name and not self._decreases(term, smaller):
            argument = self.function.parameters[self.function.switch].name if self.function.branches else None
            hint = f" `{argument}`" if argument is not None else " an argument"
            message = f"`{name}` may call itself only with a part of{hint}, taken out by the `switch` on it"
            self._report(term, message)
        if term.operator.startswith(name + PARTIAL) and term.operator[len(name) + 1 :].isdigit():
            self._report(term, f"`{name}` may not be used as a value in its own definition")
        self._check_order(term)
        for position, argument_term in enumerate(term.args):
            if not self._is_mapped(term, position, smaller):
                self.walk(argument_term, smaller)
        inner = self.lifted.get(term.operator)
        if inner is not None:
            taken = isinstance(term.args[0], Variable) and term.args[0] in smaller
            for branch in inner.branches:
                self.walk(branch.body, smaller | frozenset(branch.variables) if taken else smaller)

    def _check_order(self, term: Apply) -> None:
        """Only what is defined before may be used: two functions that use each other might never end."""
        used = term.operator.partition(PARTIAL)[0]
        names = self.desk.names
        if used != self.function.name and used in names.defined and used not in names.lifted:
            self._report(term, f"`{used}` is defined after `{self.function.name}`, and may not be used in it")

    def _decreases(self, term: Apply, smaller: frozenset[Variable]) -> bool:
        if not self.function.branches or self.function.switch >= len(term.args):
            return False
        return term.args[self.function.switch] in smaller

    def _is_mapped(self, term: Apply, position: int, smaller: frozenset[Variable]) -> bool:
        """Whether the argument is this function, given to one that applies it to parts of a smaller argument only."""
        argument = term.args[position]
        if not isinstance(argument, Apply) or argument.operator != f"{self.function.name}{PARTIAL}0":
            return False
        outer = self.desk.names.lifted.get(term.operator)
        if outer is None or len(self.function.parameters) != 1 or not self.function.branches:
            return False
        other = applied_to_parts(outer, position)
        return other is not None and term.args[other] in smaller

    def _report(self, term: Term, message: str) -> None:
        self.desk.report("termination", self.spans.get(term, self.span), message)


def applied_to_parts(function: Function, position: int) -> int | None:
    """The parameter whose parts are all that the function applies parameter `position` to; None where not so.

    The function recurses on that parameter, hands itself the same function value, and uses the value for nothing else.
    """
    if not function.branches or position == function.switch or position >= len(function.parameters):
        return None
    value = function.parameters[position]
    for branch in function.branches:
        if not _only_applied(branch.body, value, function, position, frozenset(branch.variables)):
            return None
    return function.switch


def _only_applied(term: Term, value: Variable, function: Function, position: int, parts: frozenset[Variable]) -> bool:
    if term is value:
        return False
    if not isinstance(term, Apply):
        return not isinstance(term, Quantified)
    arguments = term.args
    if term.operator == APPLY and arguments[0] is value:
        return all(a in parts for a in arguments[1:])
    if term.operator == function.name and arguments[position] is value and arguments[function.switch] in parts:
        arguments = arguments[:position] + arguments[position + 1 :]
    return all(_only_applied(a, value, function, position, parts) for a in arguments)
