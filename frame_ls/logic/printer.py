"""The one printer: terms, atoms, heaps, formulas and entailments in the syntax of Frame's scripts.

What it prints, the script parser reads back as the same value, but for names that no user can write (`x!1`).
"""

from __future__ import annotations

from fractions import Fraction

from frame_ls.logic.formulas import And, Emp, Exists, Forall, Formula, Not, Or, Pure, Spatial, Star, Wand
from frame_ls.logic.heaps import Atom, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import Sort
from frame_ls.logic.terms import FORALL, WHOLE, Apply, Number, Quantified, Term, Variable

# From weak to strong, as in scripts.
_EXISTS, _IMPLIES, _OR, _AND, _WAND, _STAR, _COMPARISON, _SUM, _PRODUCT, _UNARY, _PRIMARY = range(11)
_INFIX = {
    "=": ("==", _COMPARISON),
    "<": ("<", _COMPARISON),
    "<=": ("<=", _COMPARISON),
    "=>": ("=>", _IMPLIES),
    "&&": ("&", _AND),
    "||": ("|", _OR),
    "/": ("/", _PRODUCT),
    "%": ("%", _PRODUCT),
}
_CONSTANTS = {"#true": "true", "#false": "false", "#nil": "nil"}


def show_term(term: Term) -> str:
    """The term, on one line."""
    return _term(term, _EXISTS)


def show_atom(atom: Atom) -> str:
    """The atom, on one line."""
    return _atom(atom)


def show_heap(heap: SymbolicHeap) -> str:
    """`exists u. pure & spatial`, on one line; `emp` for nothing at all."""
    spatial = " * ".join(_atom(a) for a in heap.spatial) or "emp"
    body = " & ".join([*(_term(p, _AND + 1) for p in heap.pure), spatial])
    if not heap.exists:
        return body
    return f"exists {', '.join(v.name for v in heap.exists)}. {body}"


def show_entailment(goal: Entailment) -> str:
    """`left |- right`; what is absent stands before, in brackets."""
    right = " | ".join(f"({show_heap(h)})" if h.exists and len(goal.right) > 1 else show_heap(h) for h in goal.right)
    absent = ", ".join(show_term(a.address) for a in goal.outside)
    return f"{f'[absent {absent}] ' if absent else ''}{show_heap(goal.left)} |- {right or 'false'}"


def show_formula(formula: Formula) -> str:
    """The formula, on one line."""
    return _formula(formula, _EXISTS)


def _bracketed(text: str, strength: int, needed: int) -> str:
    return f"({text})" if strength < needed else text


def _term(term: Term, needed: int) -> str:
    match term:
        case Variable(name=name):
            return name
        case Number(value=value):
            return _bracketed(str(value), _SUM if value < 0 or isinstance(value, Fraction) else _PRIMARY, needed)
        case Quantified(quantifier=quantifier, variables=variables, body=body):
            word = "forall" if quantifier == FORALL else "exists"
            names = ", ".join(f"{v.name}: {v.sort}" for v in variables)
            return _bracketed(f"{word} {names}. {_term(body, _EXISTS)}", _EXISTS, needed)
        case Apply():
            return _application(term, needed)
    raise TypeError(term)


def _application(term: Apply, needed: int) -> str:
    operator, args = term.operator, term.args
    if operator in _CONSTANTS:
        return _CONSTANTS[operator]
    if operator in _INFIX:
        sign, strength = _INFIX[operator]
        return _bracketed(f" {sign} ".join(_term(a, strength + 1) for a in args), strength, needed)
    if operator == "!":
        inner = args[0]
        if isinstance(inner, Apply) and inner.operator == "=":
            text = f"{_term(inner.args[0], _SUM)} != {_term(inner.args[1], _SUM)}"
            return _bracketed(text, _COMPARISON, needed)
        return f"!{_term(inner, _PRIMARY)}"
    if operator == "+":
        return _bracketed(_sum(args), _SUM, needed)
    if operator == "*":
        # Always in brackets: outside them `*` is the separating conjunction.
        return f"({' * '.join(_term(a, _PRODUCT + 1) for a in args)})"
    if operator == "?:":
        text = f"{_term(args[0], _OR + 1)} ? {_term(args[1], _OR + 1)} : {_term(args[2], _OR + 1)}"
        return f"({text})"
    if operator == "#apply":
        return f"{_term(args[0], _PRIMARY)}({', '.join(_term(a, _EXISTS) for a in args[1:])})"
    return f"{operator}({', '.join(_term(a, _EXISTS) for a in args)})" if args else operator


def _sum(args: tuple[Term, ...]) -> str:
    text = _term(args[0], _SUM)
    for part in args[1:]:
        factor, rest = _factor(part)
        if factor >= 0:
            text += f" + {_term(part, _PRODUCT)}"
        elif rest is None:
            text += f" - {-factor}"
        elif factor == -1:
            text += f" - {_term(rest, _PRODUCT)}"
        else:
            text += f" + {_term(part, _PRODUCT)}"
    return text


def _factor(term: Term) -> tuple[int | Fraction, Term | None]:
    """`term` as a numeral times a rest."""
    if isinstance(term, Number):
        return term.value, None
    if isinstance(term, Apply) and term.operator == "*" and isinstance(term.args[0], Number):
        return term.args[0].value, term.args[1]
    return 1, term


def _fraction(fraction: Term) -> str:
    return "" if fraction is WHOLE else f"[{_term(fraction, _EXISTS)}]"


def _atom(atom: Atom) -> str:
    match atom:
        case PointsTo(root=root, cell=cell, values=values, fraction=fraction):
            return f"{_fraction(fraction)}{_term(root, _SUM)} |-> {_contents(cell.name, cell.fields, values)}"
        case PredicateCall(name=name, args=args, fraction=fraction):
            return f"{_fraction(fraction)}{name}({', '.join(_term(a, _EXISTS) for a in args)})"


def _contents(name: str, fields: tuple[str, ...], values: tuple[Term, ...]) -> str:
    if fields == ("",):
        return _term(values[0], _SUM)
    return f"{name}{{{', '.join(f'{f}: {_term(v, _EXISTS)}' for f, v in zip(fields, values, strict=True))}}}"


def _formula(formula: Formula, needed: int) -> str:
    match formula:
        case Emp():
            return "emp"
        case Pure(formula=term):
            return _term(term, needed)
        case Spatial(atom=atom):
            return _bracketed(_atom(atom), _COMPARISON, needed)
        case Star(parts=parts):
            return _bracketed(" * ".join(_formula(p, _STAR + 1) for p in parts) or "emp", _STAR, needed)
        case And(parts=parts):
            return _bracketed(" & ".join(_formula(p, _AND + 1) for p in parts) or "true", _AND, needed)
        case Or(parts=parts):
            return _bracketed(" | ".join(_formula(p, _OR + 1) for p in parts) or "false", _OR, needed)
        case Wand(left=left, right=right):
            return _bracketed(f"{_formula(left, _WAND + 1)} -* {_formula(right, _WAND)}", _WAND, needed)
        case Not(part=part):
            return f"!{_formula(part, _PRIMARY)}"
        case Exists(variables=variables, part=part):
            return _bracketed(f"exists {_names(variables)}. {_formula(part, _EXISTS)}", _EXISTS, needed)
        case Forall(variables=variables, part=part):
            return _bracketed(f"forall {_names(variables)}. {_formula(part, _EXISTS)}", _EXISTS, needed)


def _names(variables: tuple[Variable, ...]) -> str:
    return ", ".join(v.name for v in variables)


def show_sort(sort: Sort) -> str:
    """The sort as written in declarations."""
    return str(sort)
