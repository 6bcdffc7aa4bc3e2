"""Terms and atoms in the words of the source: the user's names, C's notation, nothing internal."""

from __future__ import annotations

from frame_ls.declarations.addresses import (
    ADDRESS,
    CONSTRUCTED_PREDICATE,
    ELEMENT,
    FIELD,
    FROM_ADDRESS,
    FUNCTION,
    GLOBAL,
    NULL,
    PREDICATE,
    STRING,
)
from frame_ls.declarations.assertions import (
    APPLY_PREDICATE,
    Assertion,
    Bind,
    CallAssertion,
    CellAssertion,
    Constructed,
    Exactly,
    Pattern,
)
from frame_ls.declarations.cells import MAYBE
from frame_ls.declarations.evaluation import PARTIAL
from frame_ls.declarations.ghost_operators import TRUNCATE
from frame_ls.declarations.ghost_places import GET
from frame_ls.declarations.ghost_terms import TO_ANY
from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall
from frame_ls.logic.terms import FALSE, NIL, TRUE, WHOLE, Apply, Number, Quantified, Term, Variable
from frame_ls.verifier.state import State

_INFIX = {
    "=": ("==", 7),
    "&&": ("&&", 4),
    "||": ("||", 3),
    "=>": ("==>", 2),
    "<": ("<", 8),
    "<=": ("<=", 8),
    "+": ("+", 10),
    "*": ("*", 11),
    "/": ("/", 11),
    "%": ("%", 11),
    "#<<": ("<<", 9),
    "#>>": (">>", 9),
    "#&": ("&", 6),
    "#|": ("|", 5),
    "#^": ("^", 5),
}
_CLOSED = 20


class Words:
    """Renders for one state: a symbol that is the value of a local now is called by the local's name."""

    __slots__ = ("_names", "_taken")

    def __init__(self, state: State) -> None:
        self._names: dict[Term, str] = {}
        self._taken: set[str] = set()
        for variable, value in state.store.items():
            name = written_name(variable)
            if isinstance(value, Variable) and value not in self._names and not name.startswith(("old_", "#")):
                self._names[value] = name
            self._taken.add(name)

    def term(self, term: Term, strength: int = 0) -> str:
        """The term, in parentheses where what stands around binds more strongly than `strength`."""
        if isinstance(term, Variable):
            return self._variable(term)
        if isinstance(term, Number):
            return str(term.value)
        if isinstance(term, Quantified):
            bound = ", ".join(f"{v.sort} {written_name(v)}" for v in term.variables)
            return f"forall_({bound}; {self.term(term.body)})"
        assert isinstance(term, Apply)
        return self._application(term, strength)

    def _variable(self, variable: Variable) -> str:
        """A symbol that is no local's value now keeps its name if nothing else has it; an older value says so."""
        found = self._names.get(variable)
        if found is None:
            found = written_name(variable)
            if found in self._taken and not found.startswith("old_"):
                found = f"old_{found}"
            while found in self._taken:
                found += "'"
            self._names[variable] = found
            self._taken.add(found)
        return found

    def _application(self, term: Apply, strength: int) -> str:
        operator, args = term.operator, term.args
        if term is TRUE or term is FALSE:
            return "true" if term is TRUE else "false"
        if operator == NIL:
            return "0"
        if operator in _INFIX:
            return self._infix(term, strength)
        if operator == "!":
            return self._negated(args[0], strength)
        if operator == "?:":
            text = f"{self.term(args[0], 2)} ? {self.term(args[1])} : {self.term(args[2], 1)}"
            return f"({text})" if strength > 1 else text
        if operator == "#apply":
            return f"{self.term(args[0], _CLOSED)}({self._list(args[1:])})"
        if operator.startswith("#"):
            return self._special(operator, args, strength)
        name, _, _ = operator.partition(PARTIAL)
        name = name.partition("~")[0]
        if PARTIAL in operator:
            return f"({name})({self._list(args)})" if args else f"({name})"
        return f"{name}({self._list(args)})" if args else name

    def _list(self, args: tuple[Term, ...]) -> str:
        return ", ".join(self.term(a) for a in args)

    def _infix(self, term: Apply, strength: int) -> str:
        sign, own = _INFIX[term.operator]
        if term.operator == "+":
            text = self._sum(term)
        elif term.operator == "*" and term.args[0] == Number(-1, term.args[0].sort):
            text, own = f"-{self.term(term.args[1], 12)}", 12
        else:
            text = f" {sign} ".join(self.term(a, own + 1) for a in term.args)
        return f"({text})" if strength > own else text

    def _sum(self, term: Apply) -> str:
        text = ""
        for part in term.args:
            shown = self.term(part, 10)
            if not text:
                text = shown
            elif shown.startswith("-"):
                text += f" - {shown[1:]}"
            else:
                text += f" + {shown}"
        return text

    def _negated(self, inner: Term, strength: int) -> str:
        if isinstance(inner, Apply) and inner.operator in ("=", "<", "<="):
            left, right = inner.args
            sign = {"=": "!=", "<": ">=", "<=": ">"}[inner.operator]
            text = f"{self.term(left, 8)} {sign} {self.term(right, 8)}"
            return f"({text})" if strength > 7 else text
        return f"!{self.term(inner, 12)}"

    def _special(self, operator: str, args: tuple[Term, ...], strength: int) -> str:
        if operator.startswith((FIELD, ELEMENT)):
            text = self._address(operator, args)
            return f"({text})" if strength > 10 and " " in text else text
        for prefix, shown in ((FUNCTION, ""), (PREDICATE, ""), (GLOBAL, "&"), (CONSTRUCTED_PREDICATE, "")):
            if operator.startswith(prefix):
                name = shown + operator[len(prefix) :]
                return f"{name}({self._list(args)})" if args else name
        if operator.startswith(GET):
            return f"{self.term(args[0], _CLOSED)}.{operator.rpartition('.')[2]}"
        if operator.startswith("#max:"):
            return _limit_name(operator)
        if operator.startswith("#sizeof:"):
            return f"sizeof({operator[len('#sizeof:') :]})"
        if operator.startswith("#make:"):
            return f"{{{self._list(args)}}}"
        if operator.startswith(STRING):
            return f'"{operator[len(STRING) :]}"'
        if operator.startswith(TRUNCATE):
            return f"truncating {self.term(args[0], 12)}"
        if operator in (ADDRESS, FROM_ADDRESS):
            return f"({'uintptr_t' if operator == ADDRESS else 'void *'}){self.term(args[0], 12)}"
        if operator == TO_ANY:
            return self.term(args[0], strength)
        return f"{operator.lstrip('#')}({self._list(args)})" if args else operator.lstrip("#")

    def _address(self, operator: str, args: tuple[Term, ...]) -> str:
        if operator.startswith(FIELD):
            return f"&{self.place(Apply(operator, args, NULL.sort))}"
        return f"{self.term(args[0], 10)} + {self.term(args[1], 11)}"

    def place(self, address: Term) -> str:
        """What lies at the address, as an lvalue."""
        if isinstance(address, Apply) and address.operator.startswith(FIELD):
            field = address.operator.rpartition(".")[2]
            base = address.args[0]
            if isinstance(base, Apply) and base.operator.startswith(FIELD):
                return f"{self.place(base)}.{field}"
            if isinstance(base, Variable) and self._variable(base).startswith("&"):
                return f"{self._variable(base)[1:]}.{field}"
            return f"{self.term(base, _CLOSED)}->{field}"
        if isinstance(address, Apply) and address.operator.startswith(ELEMENT):
            return f"{self.term(address.args[0], _CLOSED)}[{self.term(address.args[1])}]"
        if isinstance(address, Apply) and address.operator.startswith(GLOBAL):
            return address.operator[len(GLOBAL) :]
        shown = self.term(address, 12)
        return shown[1:] if shown.startswith("&") else f"*{shown}"

    # Atoms.

    def atom(self, atom: Atom) -> str:
        """The atom as an assertion."""
        fraction = "" if atom.fraction is WHOLE else f"[{self.term(atom.fraction)}]"
        return fraction + self._bare(atom)

    def _bare(self, atom: Atom) -> str:
        match atom:
            case PointsTo(cell=cell, root=root, values=values):
                shown = self.term(values[0]) if values else "_"
                return f"{self.cell(cell.name, root)} |-> {shown}"
            case PredicateCall(name=name, args=args) if name.startswith(MAYBE):
                return f"{self.cell(name.removeprefix(MAYBE), args[0])} |-> _"
            case PredicateCall(name="#apply", args=args):
                return f"{self.term(args[0], _CLOSED)}({self._list(args[1:])})"
            case PredicateCall(name=name, args=args):
                return f"{name}({self._list(args)})"

    def cell(self, name: str, root: Term) -> str:
        """The place of a cell, by its kind and its root."""
        if "." in name:
            return self.place(Apply(FIELD + name, (root,), NULL.sort))
        return self.place(root)


def assertion_text(words: Words, assertion: Assertion) -> str:
    """A cell or a call as its contract asks for it, in the contract's own names."""
    match assertion:
        case CellAssertion(address=address, pattern=pattern, initialised=initialised):
            shown = _pattern_text(words, pattern) if initialised else "_"
            return f"{Words(State({})).place(address.term)} |-> {shown}"
        case CallAssertion(predicate=name, arguments=arguments):
            shown_arguments = [_pattern_text(words, a) for a in arguments]
            if name == APPLY_PREDICATE:
                return f"{shown_arguments[0]}({', '.join(shown_arguments[1:])})"
            return f"{name}({', '.join(shown_arguments)})"
    return "this"


def _pattern_text(words: Words, pattern: Pattern) -> str:
    match pattern:
        case Exactly(value=value):
            return written_term(value.term)
        case Bind(variable=variable):
            return f"?{written_name(variable)}"
        case Constructed(constructor=constructor, arguments=arguments):
            return f"{constructor}({', '.join(_pattern_text(words, a) for a in arguments)})"
    return "_"


def written_term(term: Term) -> str:
    """A term whose variables are the source's own."""
    return Words(State({})).term(term)


def written_name(variable: Variable) -> str:
    """The name in the user's text that the variable comes from."""
    return variable.name.partition("!")[0].partition("~")[0]


def _limit_name(operator: str) -> str:
    rank = operator[len("#max:") :]
    return {"int": "INT_MAX", "long": "LONG_MAX", "intptr": "INTPTR_MAX"}.get(rank, rank)
