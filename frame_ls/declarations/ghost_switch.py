"""`switch` as an expression of an annotation: it becomes a function of its own, defined by cases."""

from __future__ import annotations

from frame_ls.declarations.ghost_base import Typed, nothing
from frame_ls.declarations.ghost_places import Places
from frame_ls.declarations.names import InductiveHead, Scope, make_local
from frame_ls.declarations.statements import Local
from frame_ls.declarations.types import UNKNOWN, Inductive, Type, show_type, sort_of
from frame_ls.declarations.unification import replaced
from frame_ls.logic.definitions import Branch, Function
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import Apply
from frame_ls.source import Span
from frame_ls.syntax.c import tree


class Switches(Places):
    """The part of `GhostTerms` that resolves `switch` expressions."""

    __slots__ = ()

    def switch(self, written: tree.SwitchExpression, expected: Type | None) -> Typed:
        """The application of a new function to the subject and to the variables that the cases mention."""
        subject, found = self.typed(written.subject)
        made = self.branches(written, found, expected)
        if made is None:
            return nothing()
        branches, result = made
        captured = tuple(dict.fromkeys(v for b in branches for v in free_variables(b.body) if v not in b.variables))
        parameter = self.fresh_variable("subject", found)
        name = self.desk.fresh("switch")
        function = Function(name, (parameter, *captured), sort_of(result), None, 0, branches)
        self.lifted.append(function)
        return Apply(name, (subject, *captured), sort_of(result)), result

    def branches(
        self, written: tree.SwitchExpression, found: Type, expected: Type | None
    ) -> tuple[tuple[Branch, ...], Type] | None:
        """A branch for each constructor of the subject's type, and the type of all of them; None after a finding."""
        subject = self.subject_type(found, written.subject.span)
        if subject is None:
            return None
        head, values = subject
        cases = self.cases_by_constructor(head, [(c.constructor, c.span) for c in written.cases], written.span)
        result, branches = expected, []
        for constructor in head.constructors or ():
            position = cases.get(constructor)
            if position is None:
                continue
            case = written.cases[position]
            scope = Scope(self.scope)
            bound = self.bind_fields(scope, constructor, case.constructor, case.bound, values, case.span)
            inner = self.inside(scope)
            body, kind = inner.typed(case.value, result)
            if result is None:
                result = kind
            variables = tuple(b.variable for b in bound)
            branches.append(Branch(constructor, variables, inner.converted(body, kind, result, case.value.span)))
        return tuple(branches), result if result is not None else UNKNOWN

    def subject_type(self, found: Type, span: Span) -> tuple[InductiveHead, dict[str, Type]] | None:
        """The inductive type that is switched on, and what its type parameters are."""
        found = self.unifier.resolved(found)
        head = self.desk.names.inductives.get(found.name) if isinstance(found, Inductive) else None
        if head is None or head.constructors is None or not isinstance(found, Inductive):
            if found is not UNKNOWN:
                self.desk.report(
                    "type", span, f"`switch` needs a value of an inductive type, this is `{show_type(found)}`"
                )
            return None
        return head, dict(zip(head.type_parameters, found.arguments, strict=True))

    def cases_by_constructor(
        self, head: InductiveHead, cases: list[tuple[str | None, Span]], span: Span
    ) -> dict[str, int]:
        """The position of the case that each constructor belongs to; findings where cases lack or do not belong."""
        found: dict[str, int] = {}
        default: int | None = None
        constructors = head.constructors or ()
        for position, (name, place) in enumerate(cases):
            if name is None:
                default = position
            elif name not in constructors:
                self.desk.report("type", place, f"`{name}` is no constructor of `{head.name}`")
            elif name in found:
                self.desk.report("duplicate-name", place, f"`{name}` has a case already")
            else:
                found[name] = position
        missing = [c for c in constructors if c not in found]
        if default is not None:
            found.update(dict.fromkeys(missing, default))
        elif missing:
            self.desk.report("missing-case", span, f"no case for `{'`, `'.join(missing)}`")
        return found

    def bind_fields(
        self,
        scope: Scope,
        constructor: str,
        written: str | None,
        names: tuple[str, ...],
        values: dict[str, Type],
        span: Span,
    ) -> tuple[Local, ...]:
        """Ghost locals for the fields of a constructor, under the names that a case gives them."""
        types = [replaced(p, values) for p in self.desk.names.pure[constructor].parameters]
        if written is not None and len(names) != len(types):
            self.desk.report("type", span, f"`{constructor}` has {len(types)} fields, {len(names)} are named")
        padded = (*names[: len(types)], *["_"] * (len(types) - len(names[: len(types)])))
        return tuple(
            make_local(self.desk, scope, name, written_type, span, ghost=True)
            for name, written_type in zip(padded, types, strict=True)
        )
