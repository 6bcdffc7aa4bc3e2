"""A translation unit after resolution: all its declarations as values that refer to each other by name.

Nothing later reads syntax trees for meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from frame_ls.declarations.assertions import Assertion, Contract
from frame_ls.declarations.expressions import Initializer
from frame_ls.declarations.sizes import Target
from frame_ls.declarations.statements import Block, Local
from frame_ls.declarations.types import Type
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.terms import Term, Variable
from frame_ls.source import Finding, Span


@dataclass(frozen=True, slots=True)
class Field:
    """A member of a struct or union."""

    name: str
    type: Type
    span: Span
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class Struct:
    """A struct or union. `fields` is None where only the tag was declared."""

    name: str
    fields: tuple[Field, ...] | None
    span: Span
    union: bool = False

    def field(self, name: str) -> Field | None:
        """The member of that name."""
        return next((f for f in self.fields or () if f.name == name), None)


class FunctionKind(Enum):
    """Whether a function runs or only proves something."""

    REGULAR = "function"
    LEMMA = "lemma"


@dataclass(frozen=True, slots=True)
class Implements:
    """`: function_type<type arguments>(arguments)` behind a function's head."""

    function_type: str
    type_arguments: tuple[Type, ...]
    arguments: tuple[Term, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Function:
    """A function or lemma: a prototype where `body` is None.

    `contract` is None where none is written. Variables of the contract that stand for the parameters are named as in
    `parameters`, of the sort of their type. `phantoms` are the type parameters that values do not determine.
    """

    name: str
    kind: FunctionKind
    type_parameters: tuple[str, ...]
    parameters: tuple[Local, ...]
    result: Type
    contract: Contract | None
    body: Block | None
    span: Span
    name_span: Span
    interface: Contract | None = None  # what a prototype promises, where it was declared with a contract of its own
    variadic: bool = False
    implements: Implements | None = None
    automatic: bool = False  # lemma_auto
    trigger: Term | None = None
    library: bool = False
    order: int = 0  # of declaration: a lemma may call, or rest on, earlier ones only
    varargs: Local | None = None  # what the contract of a variadic function calls its other arguments

    @property
    def promise(self) -> Contract | None:
        """The contract that callers see."""
        return self.interface if self.interface is not None else self.contract


@dataclass(frozen=True, slots=True)
class FunctionTypeInfo:
    """`typedef result name(ghost parameters)(parameters);` with its contract."""

    name: str
    lemma: bool
    type_parameters: tuple[str, ...]
    ghost_parameters: tuple[Local, ...]
    parameters: tuple[Local, ...]
    result: Type
    contract: Contract | None
    span: Span
    this: Local  # what the contract calls the function itself

    @property
    def is_predicate(self) -> bool:
        """Whether `is_name` is a predicate; else it is a pure function of the pointer alone."""
        return self.lemma or bool(self.type_parameters or self.ghost_parameters)


class PredicateKind(Enum):
    """How a predicate gets its meaning."""

    DEFINED = "defined"
    ABSTRACT = "abstract"
    COINDUCTIVE = "coinductive"
    FAMILY = "family"  # `instances` has the bodies
    CONSTRUCTOR = "constructor"  # applied to its first `indices` parameters it is a predicate value
    CELL = "cell"  # another name for the memory of one scalar
    BUILT_IN = "built-in"  # `malloc_block_S`, `is_function_type`


@dataclass(frozen=True, slots=True)
class Predicate:
    """A predicate. The first `indices` parameters are the indices of a family, or a constructor's own parameters."""

    name: str
    kind: PredicateKind
    type_parameters: tuple[str, ...]
    parameters: tuple[Variable, ...]
    types: tuple[Type, ...]
    inputs: int | None
    body: Assertion | None
    span: Span
    indices: int = 0
    phantoms: tuple[str, ...] = ()  # type parameters that no parameter determines; terms for them come first
    cell: Type | None = None  # of a CELL predicate
    initialised: bool = True  # of a CELL predicate
    instances: Mapping[tuple[Term, ...], Instance] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance of a predicate family; `parameters` leaves the indices out."""

    parameters: tuple[Variable, ...]
    body: Assertion
    span: Span


@dataclass(frozen=True, slots=True)
class Global:
    """A global variable; its memory is owned through `module` or a contract."""

    name: str
    type: Type
    initializer: Initializer | None
    span: Span
    ghost: bool = False
    module: str = ""


class UnitKind(Enum):
    """What can be verified by itself."""

    FUNCTION = "function"
    LEMMA = "lemma"


@dataclass(frozen=True, slots=True)
class Unit:
    """A function or lemma definition to verify. `errors` are the findings that keep it from being verified at all."""

    name: str
    kind: UnitKind
    span: Span
    name_span: Span
    errors: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """A declaration as others depend on it: `key` is "kind:name", `uses` the keys that its meaning rests on."""

    key: str
    span: Span
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """Everything that a unit's verification may look up. `findings` belong to no unit."""

    target: Target
    definitions: Definitions
    structs: Mapping[str, Struct]
    functions: Mapping[str, Function]
    function_types: Mapping[str, FunctionTypeInfo]
    predicates: Mapping[str, Predicate]
    globals: Mapping[str, Global]
    units: tuple[Unit, ...]
    findings: tuple[Finding, ...] = ()
    entities: Mapping[str, Entity] = field(default_factory=dict)
    facts: tuple[Term, ...] = ()  # about sizes and limits; they hold everywhere
    module: str = ""  # the name of the text's own module
    imports: tuple[str, ...] = ()  # the modules that it is made of
    automatic: tuple[str, ...] = ()  # the names of automatic lemmas, in the order of their declarations
    skipped: int = 0  # functions without a contract


def closure(program: Program, keys: tuple[str, ...]) -> tuple[Entity, ...]:
    """The entities of `keys` and all that they rest on, sorted by key."""
    found: dict[str, Entity] = {}
    open_keys = list(keys)
    while open_keys:
        key = open_keys.pop()
        entity = program.entities.get(key)
        if entity is not None and key not in found:
            found[key] = entity
            open_keys.extend(entity.uses)
    return tuple(found[key] for key in sorted(found))
