"""Top-level declarations of C and of annotations, and the contracts of functions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from frame_ls.source import Span

if TYPE_CHECKING:
    from frame_ls.syntax.c.tree.assertions import Assertion
    from frame_ls.syntax.c.tree.expressions import Expression
    from frame_ls.syntax.c.tree.statements import Block, Variable
    from frame_ls.syntax.c.tree.types import Parameter, Type


@dataclass(frozen=True, slots=True)
class Contract:
    """What stands between a function's head and its body.

    `requires` and `ensures` are None where not written; a function with neither and without `terminates` and
    `function_type` has no contract at all (`Function.contract` is None).
    """

    span: Span
    requires: Assertion | None
    ensures: Assertion | None
    terminates: bool = False
    decreases: Expression | None = None
    function_type: FunctionTypeClause | None = None


@dataclass(frozen=True, slots=True)
class FunctionTypeClause:
    """`: name<types>(arguments)` after a function's head: the function implements that function type."""

    span: Span
    name: str
    type_arguments: tuple[Type, ...]
    arguments: tuple[Expression, ...]


class FunctionKind(Enum):
    """Whether a function runs, or only exists in proofs; an automatic lemma is used without being called."""

    REGULAR = "function"
    LEMMA = "lemma"
    LEMMA_AUTO = "lemma_auto"


@dataclass(frozen=True, slots=True)
class Function:
    """A function or lemma: a prototype without `body`, else a definition.

    `span` covers head, contract and body; `name_span` is where findings about the whole function stand. `trigger` is
    the expression in `lemma_auto(trigger)`. `storage` has `static`, `extern`, `inline` as written.
    """

    span: Span
    kind: FunctionKind
    name: str
    name_span: Span
    type_parameters: tuple[str, ...]
    result: Type
    parameters: tuple[Parameter, ...]
    variadic: bool
    contract: Contract | None
    body: Block | None
    storage: tuple[str, ...] = ()
    trigger: Expression | None = None


@dataclass(frozen=True, slots=True)
class FunctionTypeDeclaration:
    """`typedef result name(ghost parameters)(parameters);` with a contract, or `typedef lemma ...`."""

    span: Span
    name: str
    name_span: Span
    lemma: bool
    type_parameters: tuple[str, ...]
    ghost_parameters: tuple[Parameter, ...]
    result: Type
    parameters: tuple[Parameter, ...]
    variadic: bool
    contract: Contract | None


@dataclass(frozen=True, slots=True)
class TypeDeclaration:
    """`struct s { ... };`, `union u;`, `enum e { ... };`: a declaration without declarators."""

    span: Span
    type: Type


@dataclass(frozen=True, slots=True)
class Typedef:
    """`typedef type name;`; one node for each name."""

    span: Span
    name: str
    name_span: Span
    type: Type


@dataclass(frozen=True, slots=True)
class Globals:
    """`int a = 1, b;` at the top level; `ghost` where it stands in an annotation."""

    span: Span
    type: Type  # what stands before the first declarator
    variables: tuple[Variable, ...]
    storage: tuple[str, ...] = ()
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class StaticAssert:
    """`_Static_assert(condition, "message");`."""

    span: Span
    condition: Expression
    message: str | None


class PredicateKind(Enum):
    """The least or the greatest heap set that satisfies the definition."""

    PREDICATE = "predicate"
    COPREDICATE = "copredicate"


@dataclass(frozen=True, slots=True)
class Predicate:
    """`predicate name<types>(parameters) = body;`; without a body it is abstract here.

    `inputs` is how many parameters stand before the `;`, or None without one (then it is not claimed to be precise).
    """

    span: Span
    kind: PredicateKind
    name: str
    name_span: Span
    type_parameters: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    inputs: int | None
    body: Assertion | None


@dataclass(frozen=True, slots=True)
class PredicateFamily:
    """`predicate_family name(indices)(parameters);`."""

    span: Span
    name: str
    name_span: Span
    type_parameters: tuple[str, ...]
    indices: tuple[Parameter, ...]
    parameters: tuple[Parameter, ...]
    inputs: int | None


@dataclass(frozen=True, slots=True)
class PredicateFamilyInstance:
    """`predicate_family_instance name(indices)(parameters) = body;`; the indices are names of functions."""

    span: Span
    name: str
    name_span: Span
    type_parameters: tuple[str, ...]
    indices: tuple[tuple[str, Span], ...]
    parameters: tuple[Parameter, ...]
    inputs: int | None
    body: Assertion


@dataclass(frozen=True, slots=True)
class PredicateConstructor:
    """`predicate_ctor name(constructor parameters)(parameters) = body;`."""

    span: Span
    name: str
    name_span: Span
    type_parameters: tuple[str, ...]
    constructor_parameters: tuple[Parameter, ...]
    parameters: tuple[Parameter, ...]
    inputs: int | None
    body: Assertion


@dataclass(frozen=True, slots=True)
class Constructor:
    """One constructor of an inductive type."""

    span: Span
    name: str
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Inductive:
    """`inductive name<types> = C1(...) | C2 | ...;`."""

    span: Span
    name: str
    name_span: Span
    type_parameters: tuple[str, ...]
    constructors: tuple[Constructor, ...]


@dataclass(frozen=True, slots=True)
class Fixpoint:
    """`fixpoint result name<types>(parameters) { body }`, a pure function; without a body it is only declared.

    The body is one expression: that of `return e;`, or a `SwitchExpression`.
    """

    span: Span
    name: str
    name_span: Span
    type_parameters: tuple[str, ...]
    result: Type
    parameters: tuple[Parameter, ...]
    decreases: Expression | None
    body: Expression | None


@dataclass(frozen=True, slots=True)
class AbstractType:
    """`abstract_type name;`."""

    span: Span
    name: str
    name_span: Span


@dataclass(frozen=True, slots=True)
class ModuleClause:
    """`import_module name;`, `require_module name;`, `export_module name;`; `kind` is the first word."""

    span: Span
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class UnsupportedDeclaration:
    """A declaration that was read but is not covered, such as a box class; `construct` is its name for the user."""

    span: Span
    construct: str
    name: str | None
    text: str


@dataclass(frozen=True, slots=True)
class BrokenDeclaration:
    """Text that could not be read; a finding tells. `name` is what it seems to declare, if that can be seen."""

    span: Span
    name: str | None


Declaration = (
    Function
    | FunctionTypeDeclaration
    | TypeDeclaration
    | Typedef
    | Globals
    | StaticAssert
    | Predicate
    | PredicateFamily
    | PredicateFamilyInstance
    | PredicateConstructor
    | Inductive
    | Fixpoint
    | AbstractType
    | ModuleClause
    | UnsupportedDeclaration
    | BrokenDeclaration
)
