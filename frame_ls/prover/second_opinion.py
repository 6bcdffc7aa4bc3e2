"""A second opinion on formulas with a magic wand: cvc5's own procedure, asked through SMT-LIB text.

A wand speaks of heaps that are not there, and provers have read it in different ways. So a model of such a formula is
only handed out where another program finds the formula satisfiable too.
"""

from __future__ import annotations

from functools import reduce

from frame_ls.logic.formulas import And, Emp, Exists, Forall, Formula, Not, Or, Pure, Spatial, Star, Wand
from frame_ls.logic.heaps import PointsTo
from frame_ls.logic.sorts import Sort
from frame_ls.logic.terms import ADD, EQUAL, FALSE, TRUE, Apply, Number, Quantified, Term, Variable
from frame_ls.prover.budget import Budget

_MILLISECONDS = 3_000
_SIGNS = {"&&": "and", "||": "or", "!": "not", "=>": "=>", "?:": "ite", "<": "<", "<=": "<=", "*": "*"}


class _Untold(Exception):
    """The formula has something that the other program is not asked about."""


def has_wand(formula: Formula) -> bool:
    """Whether a magic wand stands anywhere in it."""
    match formula:
        case Wand():
            return True
        case Star(parts=parts) | And(parts=parts) | Or(parts=parts):
            return any(map(has_wand, parts))
        case Not(part=part) | Exists(part=part) | Forall(part=part):
            return has_wand(part)
        case _:
            return False


def is_satisfiable(formula: Formula, budget: Budget) -> bool | None:
    """What cvc5 says; None where it is not installed, has no answer or is not asked."""
    try:
        import cvc5
    except ImportError:
        return None
    budget.check()
    try:
        text = _Text().problem(formula)
    except _Untold:
        return None
    left = budget.seconds_left()
    solver = cvc5.Solver()
    solver.setOption("tlimit", str(min(_MILLISECONDS, int((left or 10) * 500) + 1)))
    solver.setOption("incremental", "false")
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "formula")
    symbols = parser.getSymbolManager()
    answer = ""
    while not (command := parser.nextCommand()).isNull():
        answer = command.invoke(solver, symbols).strip() or answer
    return {"sat": True, "unsat": False}.get(answer)


class _Text:
    """Writes a formula as SMT-LIB; what it speaks of is collected on the way."""

    def __init__(self) -> None:
        self.names: dict[Variable, str] = {}
        self.sorts: dict[Sort, str] = {}
        self.heap: tuple[Sort, tuple[Sort, ...]] | None = None

    def problem(self, formula: Formula) -> str:
        body = self.formula(formula)
        lines = ["(set-logic QF_ALL)" if "(exists" not in body and "(forall" not in body else "(set-logic ALL)"]
        lines += [f"(declare-sort {name} 0)" for sort, name in self.sorts.items() if sort.kind == "location"]
        if self.heap is None:
            raise _Untold
        address, values = self.heap
        fields = " ".join(f"(field{i} {self.sort(s)})" for i, s in enumerate(values))
        lines.append(f"(declare-datatypes ((Record 0)) (((record {fields}))))")
        lines.append(f"(declare-heap ({self.sort(address)} Record))")
        lines += [f"(declare-const {name} {self.sort(v.sort)})" for v, name in self.names.items()]
        return "\n".join([*lines, f"(assert {body})", "(check-sat)"])

    def sort(self, sort: Sort) -> str:
        if sort.kind in ("int", "bool"):
            return sort.kind.capitalize()
        if sort.kind != "location":
            raise _Untold
        return self.sorts.setdefault(sort, f"L{len(self.sorts)}")

    def formula(self, formula: Formula) -> str:
        match formula:
            case Emp():
                return "sep.emp"
            case Pure(formula=term):
                return self.term(term)
            case Spatial(atom=PointsTo() as atom):
                self._meet(atom)
                values = " ".join(map(self.term, atom.values))
                return f"(pto {self.term(atom.root)} (record {values}))"
            case Star(parts=parts):
                return self._nary("sep", parts)
            case And(parts=parts):
                return self._nary("and", parts)
            case Or(parts=parts):
                return self._nary("or", parts)
            case Wand(left=left, right=right):
                return f"(wand {self.formula(left)} {self.formula(right)})"
            case Not(part=part):
                return f"(not {self.formula(part)})"
            case _:
                raise _Untold

    def _nary(self, head: str, parts: tuple[Formula, ...]) -> str:
        if len(parts) == 1:
            return self.formula(parts[0])
        return reduce(lambda a, b: f"({head} {a} {b})", map(self.formula, parts)) if parts else "true"

    def _meet(self, atom: PointsTo) -> None:
        heap = (atom.root.sort, tuple(v.sort for v in atom.values))
        if self.heap not in (None, heap):
            raise _Untold
        self.heap = heap

    def term(self, term: Term) -> str:
        match term:
            case Variable():
                self.sort(term.sort)
                return self.names.setdefault(term, f"v{len(self.names)}")
            case Number(value=int(value)):
                return str(value) if value >= 0 else f"(- {-value})"
            case Apply(operator="#nil", sort=sort):
                return f"(as sep.nil {self.sort(sort)})"
            case Apply(operator=operator, args=args):
                if term in (TRUE, FALSE):
                    return "true" if term is TRUE else "false"
                sign = {EQUAL: "=", ADD: "+"}.get(operator) or _SIGNS.get(operator)
                if sign is None:
                    raise _Untold
                return f"({sign} {' '.join(map(self.term, args))})"
            case Quantified():
                raise _Untold
        raise _Untold
