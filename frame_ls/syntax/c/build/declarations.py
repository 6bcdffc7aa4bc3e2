"""Builds top-level declarations from the rules of the grammar. Each rule yields a list of them."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from frame_ls.source import Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.build.base import Raw, Word
from frame_ls.syntax.c.build.literals import string_value
from frame_ls.syntax.c.build.statements import Clause, Statements
from frame_ls.syntax.c.build.types import Declarator, Specifiers
from frame_ls.syntax.c.chunks import declared_name

Found = list[tree.Declaration]
_CONTRACT_WORDS = ("requires", "ensures", "terminates", "decreases", ":", "nonghost_callers_only")


class LemmaHead(NamedTuple):
    """What stands before the declarator of a lemma."""

    kind: tree.FunctionKind
    specifiers: Specifiers
    trigger: tree.Expression | None


class Declarations(Statements):
    """The rules for chunks, top-level declarations and contracts."""

    def unit(self, span: Span, groups: list[Found]) -> tuple[tree.Declaration, ...]:
        return tuple(declaration for group in groups for declaration in group)

    def empty_unit(self, span: Span) -> tuple[tree.Declaration, ...]:
        return ()

    def nothing(self, span: Span) -> Found:
        return []

    def annotation_externals(self, span: Span, groups: list[Found]) -> Found:
        flat = [declaration for group in groups for declaration in group]
        return [replace(one, ghost=True) if isinstance(one, tree.Globals) else one for one in flat]

    def broken_external(self, span: Span, word: Word) -> Found:
        return [tree.BrokenDeclaration(span, declared_name(self.written(span)).rstrip("{};") or None)]

    def skipped_external(self, span: Span, word: Word) -> Found:
        text = self.written(span)
        name = text.split("(")[0].split()[1:2]
        construct = "a box class" if word[0] == "box_class" else f"`{word[0]}`"
        return [tree.UnsupportedDeclaration(span, construct, name[0] if name else None, text)]

    def asm_declaration(self, span: Span, word: Word) -> Found:
        return [tree.UnsupportedDeclaration(span, "inline assembly", None, self.written(span))]

    def static_assert(self, span: Span, condition: Raw, message: Word | None = None) -> Found:
        text = None if message is None else string_value(message[0])
        return [tree.StaticAssert(span, self.expression(condition), text)]

    def contract(self, parts: list[list[Clause]]) -> tree.Contract:
        """The contract that the clauses behind a function's head make."""
        found = self.gathered(parts, _CONTRACT_WORDS, "in the contract of a function")
        spans = [clause.span for part in parts for clause in part]
        if "requires" in found and "ensures" not in found:
            self.error(found["requires"].span, "`ensures` is missing: a contract that has `requires` has both")
        elif "ensures" in found and "requires" not in found:
            self.error(found["ensures"].span, "`requires` is missing: a contract that has `ensures` has both")
        values = {word: clause.value for word, clause in found.items()}
        return tree.Contract(
            spans[0].to(spans[-1]),
            values.get("requires"),  # type: ignore[arg-type]
            values.get("ensures"),  # type: ignore[arg-type]
            "terminates" in values,
            values.get("decreases"),  # type: ignore[arg-type]
            values.get(":"),  # type: ignore[arg-type]
        )

    # C's declarations

    def bare_declaration(self, span: Span, specifiers: Specifiers) -> Found:
        if not isinstance(tree.unqualified(specifiers.type), tree.AggregateType | tree.EnumType):
            self.error(span, "this declares nothing: a name is missing")
        return [tree.TypeDeclaration(span, specifiers.type)]

    def declaration(
        self, span: Span, specifiers: Specifiers, declared: list[tuple[Declarator, tree.Expression | None]]
    ) -> Found:
        return self._declared(span, specifiers, declared, None)

    def prototype(
        self,
        span: Span,
        specifiers: Specifiers,
        declared: list[tuple[Declarator, tree.Expression | None]],
        parts: list[list[Clause]],
    ) -> Found:
        return self._declared(span, specifiers, declared, self.contract(parts))

    def _declared(
        self,
        span: Span,
        specifiers: Specifiers,
        declared: list[tuple[Declarator, tree.Expression | None]],
        contract: tree.Contract | None,
    ) -> Found:
        """Typedefs, prototypes and variables, in the order of their declarators."""
        found: Found = []
        variables: list[tree.Variable] = []
        for declarator, value in declared:
            place = span if len(declared) == 1 else declarator.span
            type_ = self.declared(specifiers, declarator)
            if "typedef" in specifiers.storage:
                found += self._typedef(place, declarator, type_, contract)
            elif isinstance(type_, tree.FunctionType):
                found.append(self._function(place, specifiers, declarator, contract, None))
            else:
                variables.append(self.variable(specifiers, declarator, value))
        if variables:
            found.append(tree.Globals(span, specifiers.type, tuple(variables), specifiers.storage))
            if contract is not None:
                self.error(contract.span, "only a function or a function type has a contract")
        return found

    def _typedef(self, span: Span, declarator: Declarator, type_: tree.Type, contract: tree.Contract | None) -> Found:
        """A typedef of a function is a function type; of a pointer to one, both where it has a contract."""
        name, name_span = self.named(declarator, declarator.span)
        pointer = isinstance(type_, tree.PointerType) and isinstance(type_.target, tree.FunctionType)
        function = type_.target if isinstance(type_, tree.PointerType) else type_
        ghost = declarator.ghost_parameters
        if isinstance(function, tree.FunctionType) and (not pointer or contract or ghost is not None):
            declaration = tree.FunctionTypeDeclaration(
                span, name or "", name_span, False, declarator.type_parameters, ghost or (), function.result,
                function.parameters, function.variadic, contract,
            )  # fmt: skip
            if not pointer:
                return [declaration]
            target = tree.PointerType(type_.span, tree.NamedType(name_span, name or ""))
            return [declaration, tree.Typedef(span, name or "", name_span, target)]
        if contract is not None:
            self.error(contract.span, "only a function or a function type has a contract")
        return [tree.Typedef(span, name or "", name_span, type_)]

    def _function(
        self,
        span: Span,
        specifiers: Specifiers,
        declarator: Declarator,
        contract: tree.Contract | None,
        body: tree.Block | None,
        head: LemmaHead | None = None,
    ) -> tree.Declaration:
        name, name_span = self.named(declarator, declarator.span)
        type_ = self.declared(specifiers, declarator)
        if not isinstance(type_, tree.FunctionType):
            self.error(declarator.span, "parameters between parentheses are expected before the body")
            return tree.BrokenDeclaration(span, name)
        return tree.Function(
            span,
            head.kind if head else tree.FunctionKind.REGULAR,
            name or "",
            name_span,
            declarator.type_parameters,
            type_.result,
            type_.parameters,
            type_.variadic,
            contract,
            body,
            specifiers.storage,
            head.trigger if head else None,
        )

    def definition(self, span: Span, specifiers: Specifiers, declarator: Declarator, body: tree.Block) -> Found:
        return [self._function(span, specifiers, declarator, None, body)]

    def definition_with_contract(
        self,
        span: Span,
        specifiers: Specifiers,
        declarator: Declarator,
        parts: list[list[Clause]],
        body: tree.Block,
    ) -> Found:
        return [self._function(span, specifiers, declarator, self.contract(parts), body)]

    # lemmas, fixpoints, types

    def lemma_head(self, span: Span, specifiers: Specifiers) -> LemmaHead:
        return LemmaHead(tree.FunctionKind.LEMMA, specifiers, None)

    def lemma_auto_head(self, span: Span, specifiers: Specifiers) -> LemmaHead:
        return LemmaHead(tree.FunctionKind.LEMMA_AUTO, specifiers, None)

    def lemma_auto_head_trigger(self, span: Span, trigger: Raw, specifiers: Specifiers) -> LemmaHead:
        return LemmaHead(tree.FunctionKind.LEMMA_AUTO, specifiers, self.expression(trigger))

    def lemma(
        self, span: Span, head: LemmaHead, declarator: Declarator, parts: list[list[Clause]] | None = None
    ) -> Found:
        contract = self.contract(parts) if parts else None
        return [self._function(span, head.specifiers, declarator, contract, None, head)]

    def lemma_definition(self, span: Span, head: LemmaHead, declarator: Declarator, body: tree.Block) -> Found:
        return [self._function(span, head.specifiers, declarator, None, body, head)]

    def lemma_with_contract(
        self, span: Span, head: LemmaHead, declarator: Declarator, parts: list[list[Clause]], body: tree.Block
    ) -> Found:
        return [self._function(span, head.specifiers, declarator, self.contract(parts), body, head)]

    def local_lemma(self, span: Span, head: LemmaHead, declarator: Declarator, body: tree.Block) -> tree.Statement:
        return self._local(span, self.lemma_definition(span, head, declarator, body)[0])

    def local_lemma_with_contract(
        self, span: Span, head: LemmaHead, declarator: Declarator, parts: list[list[Clause]], body: tree.Block
    ) -> tree.Statement:
        return self._local(span, self.lemma_with_contract(span, head, declarator, parts, body)[0])

    def _local(self, span: Span, declaration: tree.Declaration) -> tree.Statement:
        if isinstance(declaration, tree.Function):
            return tree.LocalLemma(span, declaration)
        return tree.BrokenStatement(span)

    def lemma_type(
        self,
        span: Span,
        specifiers: Specifiers,
        declarator: Declarator,
        parts: list[list[Clause]] | None = None,
    ) -> Found:
        contract = self.contract(parts) if parts else None
        type_ = self.declared(specifiers, declarator)
        name, name_span = self.named(declarator, declarator.span)
        ghost: tuple[tree.Parameter, ...] = ()
        if not isinstance(type_, tree.FunctionType):
            self.error(declarator.span, "parameters between parentheses are expected")
            return [tree.BrokenDeclaration(span, name)]
        if isinstance(type_.result, tree.FunctionType):  # two lists: the first one belongs to the type
            ghost, type_ = type_.parameters, type_.result
        return [
            tree.FunctionTypeDeclaration(
                span, name or "", name_span, True, declarator.type_parameters, ghost, type_.result,
                type_.parameters, type_.variadic, contract,
            )
        ]  # fmt: skip

    def fixpoint(
        self, span: Span, specifiers: Specifiers, declarator: Declarator, body: tree.Block | None = None
    ) -> Found:
        return self._fixpoint(span, specifiers, declarator, None, body)

    def fixpoint_decreases(
        self, span: Span, specifiers: Specifiers, declarator: Declarator, measure: Raw, body: tree.Block
    ) -> Found:
        return self._fixpoint(span, specifiers, declarator, self.expression(measure), body)

    def _fixpoint(
        self,
        span: Span,
        specifiers: Specifiers,
        declarator: Declarator,
        measure: tree.Expression | None,
        body: tree.Block | None,
    ) -> Found:
        name, name_span = self.named(declarator, declarator.span)
        type_ = self.declared(specifiers, declarator)
        if not isinstance(type_, tree.FunctionType):
            self.error(declarator.span, "parameters between parentheses are expected")
            return [tree.BrokenDeclaration(span, name)]
        value = None if body is None else self._fixpoint_body(body)
        types = declarator.type_parameters
        return [tree.Fixpoint(span, name or "", name_span, types, type_.result, type_.parameters, measure, value)]

    def _fixpoint_body(self, body: tree.Block) -> tree.Expression:
        """The value that a fixpoint's block returns."""
        match body.statements:
            case (tree.Return(value=value),) if value is not None:
                return value
            case (tree.Switch(span=span, subject=subject, cases=cases),):
                return tree.SwitchExpression(span, subject, tuple(self._fixpoint_case(case) for case in cases))
            case (tree.BrokenStatement(span=span), *_):
                return tree.MissingExpression(span)
        self.error(body.span, "the body of a fixpoint is `return value;` or one `switch` whose cases return values")
        return tree.MissingExpression(body.span)

    def _fixpoint_case(self, case: tree.SwitchCase) -> tree.ExpressionCase:
        value: tree.Expression = tree.MissingExpression(case.span)
        match case.statements:
            case (tree.Return(value=written),) if written is not None:
                value = written
            case (tree.BrokenStatement(), *_):
                pass
            case _:
                self.error(case.span, "a case of a fixpoint is `return value;`")
        match case.value:
            case None:
                return tree.ExpressionCase(case.span, None, (), value)
            case tree.Name(name=name):
                return tree.ExpressionCase(case.span, name, case.bound or (), value)
            case other:
                self.error(other.span, "a case of a fixpoint names a constructor")
                return tree.ExpressionCase(case.span, "", (), value)

    def inductive(self, span: Span, word: Word, types: tuple[str, ...], constructors: list[tree.Constructor]) -> Found:
        return [tree.Inductive(span, word[0], self.at(word), types, tuple(constructors))]

    def constructor(self, span: Span, word: Word, parameters: list[tree.Parameter] | None = None) -> tree.Constructor:
        return tree.Constructor(span, word[0], tuple(parameters or ()))

    def abstract_type(self, span: Span, word: Word) -> Found:
        return [tree.AbstractType(span, word[0], self.at(word))]

    def module_clause(self, span: Span, kind: Word, word: Word) -> Found:
        return [tree.ModuleClause(span, kind[0], word[0])]

    def type_parameters(self, span: Span, words: list[Word | None]) -> tuple[str, ...]:
        return tuple(word[0] for word in words if word is not None)

    def no_type_parameters(self, span: Span) -> tuple[str, ...]:
        return ()
