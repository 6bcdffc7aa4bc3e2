"""What names mean while a translation unit is being resolved: one table for each kind of thing, filled in passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from frame_ls.declarations.program import Field, FunctionKind, PredicateKind, Struct
from frame_ls.declarations.sizes import Target
from frame_ls.declarations.statements import Local
from frame_ls.declarations.types import Type
from frame_ls.logic.definitions import Function
from frame_ls.logic.terms import Term, Variable
from frame_ls.source import Edit, Finding, Fix, Note, Severity, Span


@dataclass(frozen=True, slots=True)
class PureHead:
    """A fixpoint or a constructor: what is needed to apply it."""

    name: str
    type_parameters: tuple[str, ...]
    parameters: tuple[Type, ...]
    result: Type
    span: Span
    constructor_of: str | None = None


@dataclass(frozen=True, slots=True)
class InductiveHead:
    """An inductive type; `constructors` is None for an abstract type."""

    name: str
    type_parameters: tuple[str, ...]
    constructors: tuple[str, ...] | None
    span: Span


@dataclass(frozen=True, slots=True)
class PredicateHead:
    """A predicate: what is needed to write it in an assertion. Indices of a family or constructor come first."""

    name: str
    kind: PredicateKind
    type_parameters: tuple[str, ...]
    types: tuple[Type, ...]
    inputs: int | None
    span: Span
    indices: int = 0
    cell: Type | None = None
    initialised: bool = True
    struct: str | None = None  # of `malloc_block_S` and predicates for the fields of S
    field: str | None = None

    @property
    def phantoms(self) -> tuple[str, ...]:
        """The type parameters that no argument's type determines."""
        return tuple(t for t in self.type_parameters if not any(mentions(w, t) for w in self.types))


@dataclass(frozen=True, slots=True)
class FunctionHead:
    """A function or lemma: what is needed to call it."""

    name: str
    kind: FunctionKind
    type_parameters: tuple[str, ...]
    parameters: tuple[Type, ...]
    ghost: tuple[bool, ...]
    result: Type
    variadic: bool
    span: Span
    has_contract: bool
    library: bool = False


@dataclass(frozen=True, slots=True)
class FunctionTypeHead:
    """A function type with a contract."""

    name: str
    lemma: bool
    type_parameters: tuple[str, ...]
    ghost_parameters: tuple[Type, ...]
    parameters: tuple[Type, ...]
    result: Type
    span: Span


def mentions(written: object, parameter: str) -> bool:
    """Whether a type mentions the type parameter."""
    from frame_ls.declarations.types import Parameter

    if isinstance(written, Parameter):
        return written.name == parameter
    if isinstance(written, tuple):
        return any(mentions(w, parameter) for w in written)
    slots = getattr(type(written), "__slots__", ())
    return any(mentions(getattr(written, s), parameter) for s in slots)


@dataclass(slots=True)
class Names:
    """The tables of one translation unit."""

    target: Target
    typedefs: dict[str, Type] = field(default_factory=dict)
    structs: dict[str, Struct] = field(default_factory=dict)
    enumerators: dict[str, int] = field(default_factory=dict)
    inductives: dict[str, InductiveHead] = field(default_factory=dict)
    pure: dict[str, PureHead] = field(default_factory=dict)
    predicates: dict[str, PredicateHead] = field(default_factory=dict)
    functions: dict[str, FunctionHead] = field(default_factory=dict)
    function_types: dict[str, FunctionTypeHead] = field(default_factory=dict)
    globals: dict[str, Type] = field(default_factory=dict)
    ghost_globals: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)
    constants: dict[str, tuple[Term, Type]] = field(default_factory=dict)  # INT_MAX and such
    lifted: dict[str, Function] = field(default_factory=dict)  # functions made of inner `switch` expressions
    defined: set[str] = field(default_factory=set)  # fixpoints that have a body
    partial: set[tuple[str, int]] = field(default_factory=set)  # functions used as values, with arguments given
    anonymous: int = 0

    def field_of(self, struct: str, name: str) -> Field | None:
        """The member of that name."""
        found = self.structs.get(struct)
        return found.field(name) if found is not None else None


class Scope:
    """Local names, innermost first."""

    __slots__ = ("own", "parent")

    def __init__(self, parent: Scope | None = None) -> None:
        self.parent = parent
        self.own: dict[str, Local] = {}

    def find(self, name: str) -> Local | None:
        """The local of that name, in this scope or one around it."""
        scope: Scope | None = self
        while scope is not None:
            found = scope.own.get(name)
            if found is not None:
                return found
            scope = scope.parent
        return None

    def find_here(self, name: str) -> Local | None:
        """The local of that name in this very scope."""
        return self.own.get(name)

    def add(self, name: str, local: Local) -> None:
        """Makes the name mean the local from here on."""
        self.own[name] = local

    def names(self) -> Iterable[str]:
        """All names in scope."""
        scope: Scope | None = self
        while scope is not None:
            yield from scope.own
            scope = scope.parent


@dataclass(slots=True)
class Desk:
    """What one declaration is resolved with: the tables, its findings, and what it refers to.

    `owner` names the declaration; functions made of its parts are named after it.
    """

    names: Names
    owner: str
    findings: list[Finding] = field(default_factory=list)
    uses: dict[str, None] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    type_parameters: tuple[str, ...] = ()
    count: int = 0
    created: list[tuple[Scope, Local]] = field(default_factory=list)  # locals whose types inference may still change

    def report(
        self, code: str, span: Span, message: str, notes: tuple[Note, ...] = (), fixes: tuple[Fix, ...] = ()
    ) -> None:
        """Adds an error; one that stands at the same place with the same code already is enough."""
        if not any(f.code == code and f.span == span for f in self.findings):
            self.findings.append(Finding(code, Severity.ERROR, span, message, notes, fixes))

    def unknown_name(self, span: Span, name: str, kind: str, candidates: Callable[[], Iterable[str]]) -> None:
        """Reports a name that means nothing, with the nearest name that does as a fix."""
        near = get_close_matches(name, list(candidates()), n=1, cutoff=0.75)
        fixes = (Fix(f"change to `{near[0]}`", (Edit(span, near[0]),)),) if near else ()
        hint = f"; did you mean `{near[0]}`?" if near else ""
        self.report("unknown-name", span, f"no {kind} is called `{name}` here{hint}", fixes=fixes)

    def use(self, kind: str, name: str) -> None:
        """Remembers that the declaration refers to another one."""
        self.uses[f"{kind}:{name}"] = None

    def variable_name(self, name: str) -> str:
        """A name for a variable that no other variable of the declaration has."""
        unique, number = name, 1
        while unique in self.taken:
            number += 1
            unique = f"{name}~{number}"
        self.taken.add(unique)
        return unique

    def fresh(self, stem: str) -> str:
        """A name that no user can write, different each time."""
        self.count += 1
        return f"{stem}~{self.owner}~{self.count}"


def make_local(
    desk: Desk, scope: Scope, name: str, written: Type, span: Span, *, ghost: bool = False, in_memory: bool = False
) -> Local:
    """A new local variable, in scope from now on."""
    from frame_ls.declarations.types import sort_of
    from frame_ls.logic.sorts import POINTER

    sort = POINTER if in_memory else sort_of(written)
    local = Local(Variable(desk.variable_name(name), sort), name, written, span, in_memory, ghost)
    scope.add(name, local)
    desk.created.append((scope, local))
    return local
