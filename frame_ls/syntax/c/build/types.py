"""Builds types and declarators from the rules of the grammar."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from frame_ls.source import Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.build.base import Raw, Word
from frame_ls.syntax.c.build.expressions import Expressions
from frame_ls.syntax.c.words import C_KEYWORDS


class Specifiers(NamedTuple):
    """What stands before the declarators: a type and words like `static` and `typedef`."""

    span: Span
    type: tree.Type
    storage: tuple[str, ...]


class ParameterList(NamedTuple):
    """Parameters between their parentheses."""

    span: Span
    parameters: tuple[tree.Parameter, ...]
    variadic: bool = False


class PredicateParameters(NamedTuple):
    """Parameters of a predicate; `inputs` counts those before the `;` if there is one."""

    span: Span
    parameters: tuple[tree.Parameter, ...]
    inputs: int | None


class PointerLayer(NamedTuple):
    """A star, with its qualifiers."""

    span: Span
    qualifiers: tuple[str, ...]


class ArrayLayer(NamedTuple):
    """Brackets, with the size if one is written."""

    span: Span
    size: tree.Expression | None


Layer = PointerLayer | ArrayLayer | ParameterList


@dataclass(frozen=True, slots=True)
class Declarator:
    """A name inside stars, brackets and parameter lists; `layers` are applied to the base type in order."""

    span: Span
    name: Word | None
    layers: tuple[Layer, ...] = ()
    type_parameters: tuple[str, ...] = ()
    ghost_parameters: tuple[tree.Parameter, ...] | None = None


_INTEGERS = {
    "char": tree.IntegerKind.CHAR,
    "short": tree.IntegerKind.SHORT,
    "int": tree.IntegerKind.INT,
    "long": tree.IntegerKind.LONG,
    "long long": tree.IntegerKind.LONG_LONG,
    "__int8": tree.IntegerKind.INT8,
    "__int16": tree.IntegerKind.INT16,
    "__int32": tree.IntegerKind.INT32,
    "__int64": tree.IntegerKind.INT64,
    "__int128": tree.IntegerKind.INT128,
    "intptr_t": tree.IntegerKind.INTPTR,
}


class Types(Expressions):
    """The rules from `specifiers` to `parameter`."""

    def word(self, span: Span, word: Word) -> str:
        return word[0]

    def specifiers_plain(self, span: Span, core: tree.Type) -> Specifiers:
        return Specifiers(span, core, ())

    def specifiers_before(self, span: Span, words: list[str], core: tree.Type) -> Specifiers:
        storage = tuple(word for word in words if C_KEYWORDS.get(word) == "STORAGE")
        qualifiers = tuple(word.strip("_") for word in words if C_KEYWORDS.get(word) != "STORAGE")
        return Specifiers(span, tree.QualifiedType(span, core, qualifiers) if qualifiers else core, storage)

    def specifiers_after(self, span: Span, core: tree.Type, words: list[str]) -> Specifiers:
        return self.specifiers_before(span, words, core)

    def specifiers_both(self, span: Span, before: list[str], core: tree.Type, after: list[str]) -> Specifiers:
        return self.specifiers_before(span, before + after, core)

    def basic_type(self, span: Span, words: list[str]) -> tree.Type:
        """The type that words like `unsigned`, `long` and `int` name together, in whatever order they stand."""
        rest = [word for word in words if word not in ("signed", "unsigned", "__signed__")]
        signs = {word != "unsigned" for word in words if word in ("signed", "unsigned", "__signed__")}
        signed = signs.pop() if len(signs) == 1 else None
        if len(rest) > 1 and "int" in rest and rest[0] not in ("char", "float", "double", "void", "bool"):
            rest.remove("int")
        name = " ".join(sorted(rest, reverse=True)) or "int"
        match name:
            case "void" if signed is None:
                return tree.VoidType(span)
            case "bool" | "_Bool" if signed is None:
                return tree.BoolType(span)
            case "float" | "double" if signed is None:
                return tree.FloatType(span, tree.FloatKind(name))
            case "long double" if signed is None:
                return tree.FloatType(span, tree.FloatKind.LONG_DOUBLE)
            case "uintptr_t" if signed is None:
                return tree.IntegerType(span, tree.IntegerKind.INTPTR, False)
            case _ if name in _INTEGERS and not signs:
                return tree.IntegerType(span, _INTEGERS[name], signed)
            case _ if "_Complex" in rest:
                return tree.UnsupportedType(span, " ".join(words))
        self.error(span, f"`{' '.join(words)}` is no type")
        return tree.UnsupportedType(span, " ".join(words))

    def named_type(self, span: Span, word: Word, types: tuple[tree.Type, ...] = ()) -> tree.Type:
        return tree.NamedType(span, word[0], types)

    def aggregate_name(self, span: Span, kind: Word, word: Word) -> tree.Type:
        return tree.AggregateType(span, tree.Aggregate(kind[0]), word[0])

    def aggregate_anonymous(self, span: Span, kind: Word, fields: tuple[tree.Field, ...]) -> tree.Type:
        return tree.AggregateType(span, tree.Aggregate(kind[0]), None, fields)

    def aggregate(self, span: Span, kind: Word, word: Word, fields: tuple[tree.Field, ...]) -> tree.Type:
        return tree.AggregateType(span, tree.Aggregate(kind[0]), word[0], fields)

    def enum_name(self, span: Span, word: Word) -> tree.Type:
        return tree.EnumType(span, word[0])

    def enum_anonymous(self, span: Span, members: tuple[tree.Enumerator, ...]) -> tree.Type:
        return tree.EnumType(span, None, members)

    def enum(self, span: Span, word: Word, members: tuple[tree.Enumerator, ...]) -> tree.Type:
        return tree.EnumType(span, word[0], members)

    def enumerators(self, span: Span, members: list[tree.Enumerator]) -> tuple[tree.Enumerator, ...]:
        return tuple(members)

    def enumerator(self, span: Span, word: Word, value: Raw | None = None) -> tree.Enumerator:
        return tree.Enumerator(span, word[0], None if value is None else self.expression(value))

    def ghost_type(self, span: Span, word: Word) -> tree.Type:
        return tree.GhostType(span, word[0])

    def predicate_type(self, span: Span, parameters: PredicateParameters) -> tree.Type:
        types = tuple(parameter.type for parameter in parameters.parameters)
        if parameters.inputs is None:
            return tree.PredicateType(span, types)
        return tree.PredicateType(span, types[: parameters.inputs], types[parameters.inputs :])

    def fixpoint_type(self, span: Span, parameters: list[tree.Parameter]) -> tree.Type:
        types = tuple(parameter.type for parameter in parameters)
        return tree.FixpointType(span, types[:-1], types[-1])

    def type_arguments(self, span: Span, types: list[tree.Type]) -> tuple[tree.Type, ...]:
        return tuple(types)

    def no_type_arguments(self, span: Span) -> tuple[tree.Type, ...]:
        return ()

    def type_name(self, span: Span, specifiers: Specifiers) -> tree.Type:
        return specifiers.type

    def type_name_declarator(self, span: Span, specifiers: Specifiers, declarator: Declarator) -> tree.Type:
        return self.declared(specifiers, declarator)

    # members of structs and unions

    def no_fields(self, span: Span) -> tuple[tree.Field, ...]:
        return ()

    def fields(self, span: Span, groups: list[list[tree.Field]]) -> tuple[tree.Field, ...]:
        return tuple(field for group in groups for field in group)

    def field(
        self, span: Span, specifiers: Specifiers, declarators: list[tuple[Declarator, tree.Expression | None]]
    ) -> list[tree.Field]:
        fields = []
        for declarator, width in declarators:
            place = span if len(declarators) == 1 else declarator.span
            name, name_span = self.named(declarator, place)
            fields.append(tree.Field(place, name, name_span, self.declared(specifiers, declarator), False, width))
        return fields

    def unnamed_field(self, span: Span, specifiers: Specifiers) -> list[tree.Field]:
        return [tree.Field(span, None, specifiers.span, specifiers.type)]

    def ghost_fields(self, span: Span, groups: list[list[tree.Field]]) -> list[tree.Field]:
        return [replace(field, ghost=True) for group in groups for field in group]

    def broken_field(self, span: Span, word: Word) -> list[tree.Field]:
        return []

    def field_declarator(self, span: Span, declarator: Declarator) -> tuple[Declarator, None]:
        return declarator, None

    def bit_field(self, span: Span, declarator: Declarator, width: Raw) -> tuple[Declarator, tree.Expression]:
        return declarator, self.expression(width)

    def unnamed_bit_field(self, span: Span, width: Raw) -> tuple[Declarator, tree.Expression]:
        return Declarator(span, None), self.expression(width)

    # declarators

    def pointer(self, span: Span, qualifiers: list[str] | None = None) -> PointerLayer:
        return PointerLayer(span, tuple(qualifiers or ()))

    def pointer_declarator(self, span: Span, pointer: PointerLayer, declarator: Declarator) -> Declarator:
        return replace(declarator, span=span, layers=(pointer, *declarator.layers))

    def declarator_name(self, span: Span, word: Word) -> Declarator:
        return Declarator(span, word)

    def declarator_generic(self, span: Span, word: Word, names: tuple[str, ...]) -> Declarator:
        return Declarator(span, word, (), names)

    def declarator_name_ghost(self, span: Span, word: Word, ghost: ParameterList, real: ParameterList) -> Declarator:
        return Declarator(span, word, (real,), (), ghost.parameters)

    def declarator_generic_name_ghost(
        self, span: Span, word: Word, names: tuple[str, ...], ghost: ParameterList, real: ParameterList
    ) -> Declarator:
        return Declarator(span, word, (real,), names, ghost.parameters)

    def declarator_parenthesised(self, span: Span, declarator: Declarator) -> Declarator:
        return replace(declarator, span=span)

    def declarator_suffix(self, span: Span, declarator: Declarator, suffix: Layer) -> Declarator:
        return replace(declarator, span=span, layers=(suffix, *declarator.layers))

    def declarator_ghost_suffix(
        self, span: Span, declarator: Declarator, ghost: ParameterList, real: ParameterList
    ) -> Declarator:
        return replace(declarator, span=span, layers=(real, *declarator.layers), ghost_parameters=ghost.parameters)

    def declarator_generic_ghost(
        self, span: Span, declarator: Declarator, names: tuple[str, ...], ghost: ParameterList, real: ParameterList
    ) -> Declarator:
        return replace(self.declarator_ghost_suffix(span, declarator, ghost, real), type_parameters=names)

    def array_suffix(self, span: Span, size: Raw | None = None) -> ArrayLayer:
        return ArrayLayer(span, None if size is None else self.expression(size))

    def abstract_pointer(self, span: Span, pointer: PointerLayer) -> Declarator:
        return Declarator(span, None, (pointer,))

    def abstract_suffix(self, span: Span, suffix: Layer) -> Declarator:
        return Declarator(span, None, (suffix,))

    def declared(self, specifiers: Specifiers, declarator: Declarator) -> tree.Type:
        """The complete type of a declarator."""
        type_ = specifiers.type
        for layer in declarator.layers:
            span = type_.span.to(layer.span)
            match layer:
                case PointerLayer(qualifiers=qualifiers):
                    type_ = tree.PointerType(span, type_)
                    if qualifiers:
                        type_ = tree.QualifiedType(span, type_, tuple(word.strip("_") for word in qualifiers))
                case ArrayLayer(size=size):
                    type_ = tree.ArrayType(span, type_, size)
                case ParameterList(parameters=parameters, variadic=variadic):
                    type_ = tree.FunctionType(span, type_, parameters, variadic)
        return type_

    def named(self, declarator: Declarator, otherwise: Span) -> tuple[str | None, Span]:
        """The name of a declarator and where it stands."""
        if declarator.name is None:
            return None, otherwise
        return declarator.name[0], self.at(declarator.name)

    # parameters

    def no_parameters(self, span: Span) -> ParameterList:
        return ParameterList(span, ())

    def parameters(self, span: Span, parameters: list[tree.Parameter]) -> ParameterList:
        if len(parameters) == 1 and parameters[0].name is None and isinstance(parameters[0].type, tree.VoidType):
            return ParameterList(span, ())
        return ParameterList(span, tuple(parameters))

    def variadic_parameters(self, span: Span, parameters: list[tree.Parameter]) -> ParameterList:
        return ParameterList(span, tuple(parameters), True)

    def only_variadic(self, span: Span) -> ParameterList:
        return ParameterList(span, (), True)

    def parameter_type(self, span: Span, specifiers: Specifiers) -> tree.Parameter:
        return tree.Parameter(span, None, span, specifiers.type)

    def parameter(self, span: Span, specifiers: Specifiers, declarator: Declarator) -> tree.Parameter:
        name, name_span = self.named(declarator, span)
        return tree.Parameter(span, name, name_span, self.declared(specifiers, declarator))

    def parameter_abstract(self, span: Span, specifiers: Specifiers, declarator: Declarator) -> tree.Parameter:
        return self.parameter(span, specifiers, declarator)
