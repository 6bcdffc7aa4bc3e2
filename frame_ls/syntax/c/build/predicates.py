"""Builds the declarations of predicates from the rules of the grammar."""

from __future__ import annotations

from frame_ls.source import Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.build.base import Word
from frame_ls.syntax.c.build.declarations import Declarations, Found
from frame_ls.syntax.c.build.types import ParameterList, PredicateParameters


class Predicates(Declarations):
    """The rules that begin with `predicate` and its kin."""

    def no_predicate_parameters(self, span: Span) -> PredicateParameters:
        return PredicateParameters(span, (), None)

    def predicate_parameters(self, span: Span, parameters: list[tree.Parameter]) -> PredicateParameters:
        return PredicateParameters(span, tuple(parameters), None)

    def precise_parameters(
        self, span: Span, inputs: list[tree.Parameter], outputs: list[tree.Parameter] | None = None
    ) -> PredicateParameters:
        return PredicateParameters(span, (*inputs, *(outputs or ())), len(inputs))

    def output_parameters(self, span: Span, outputs: list[tree.Parameter]) -> PredicateParameters:
        return PredicateParameters(span, tuple(outputs), 0)

    def precise_nothing(self, span: Span) -> PredicateParameters:
        return PredicateParameters(span, (), 0)

    def plain_predicate(
        self, span: Span, word: Word, given: PredicateParameters, body: tree.Assertion | None = None
    ) -> Found:
        return self._predicate_declaration(span, tree.PredicateKind.PREDICATE, word, (), given, body)

    def generic_predicate(
        self,
        span: Span,
        word: Word,
        types: tuple[str, ...],
        given: PredicateParameters,
        body: tree.Assertion | None = None,
    ) -> Found:
        return self._predicate_declaration(span, tree.PredicateKind.PREDICATE, word, types, given, body)

    def copredicate(
        self, span: Span, word: Word, given: PredicateParameters, body: tree.Assertion | None = None
    ) -> Found:
        return self._predicate_declaration(span, tree.PredicateKind.COPREDICATE, word, (), given, body)

    def generic_copredicate(
        self, span: Span, word: Word, types: tuple[str, ...], given: PredicateParameters, body: tree.Assertion
    ) -> Found:
        return self._predicate_declaration(span, tree.PredicateKind.COPREDICATE, word, types, given, body)

    def _predicate_declaration(
        self,
        span: Span,
        kind: tree.PredicateKind,
        word: Word,
        types: tuple[str, ...],
        given: PredicateParameters,
        body: tree.Assertion | None,
    ) -> Found:
        where = self.at(word)
        return [tree.Predicate(span, kind, word[0], where, types, given.parameters, given.inputs, body)]

    def predicate_family(
        self, span: Span, word: Word, types: tuple[str, ...], indices: ParameterList, given: PredicateParameters
    ) -> Found:
        where = self.at(word)
        return [tree.PredicateFamily(span, word[0], where, types, indices.parameters, given.parameters, given.inputs)]

    def predicate_instance(
        self,
        span: Span,
        word: Word,
        types: tuple[str, ...],
        indices: list[Word | None],
        given: PredicateParameters,
        body: tree.Assertion,
    ) -> Found:
        return [
            tree.PredicateFamilyInstance(
                span, word[0], self.at(word), types, self.names(indices), given.parameters, given.inputs, body
            )
        ]

    def predicate_ctor(
        self,
        span: Span,
        word: Word,
        types: tuple[str, ...],
        fixed: ParameterList,
        given: PredicateParameters,
        body: tree.Assertion,
    ) -> Found:
        return [
            tree.PredicateConstructor(
                span, word[0], self.at(word), types, fixed.parameters, given.parameters, given.inputs, body
            )
        ]
