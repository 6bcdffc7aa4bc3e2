"""Rules of pure proofs that open branches or take quantifiers apart."""

from __future__ import annotations

from frame_ls.kernel.pure_block import Block, demand
from frame_ls.kernel.pure_definitions import field_sorts
from frame_ls.kernel.pure_proofs import Cases, Induction, Instantiated, Opened
from frame_ls.kernel.refused import Refused
from frame_ls.logic.sorts import BOOL
from frame_ls.logic.substitution import free_variables, substitute
from frame_ls.logic.terms import EQUAL, FORALL, Apply, Quantified, Term, Variable, negate


def check_cases(block: Block, formula: Term, reason: Cases) -> None:
    """Sound because a value of the sort is one of the cases: true or false, or made by one of the constructors."""
    on = reason.on
    if on.sort is BOOL:
        demand(len(reason.branches) == 2, "two branches are needed")
        for branch, assumption in zip(reason.branches, (on, negate(on)), strict=True):
            block.branch(branch, (assumption,), (), formula)
        return
    datatype = block.definitions.datatypes.get(on.sort.name) if on.sort.kind == "data" else None
    if datatype is None or len(datatype.constructors) != len(reason.branches):
        raise Refused(f"no cases on {on}")
    for branch, constructor in zip(reason.branches, datatype.constructors, strict=True):
        match branch.lines[0].formula if branch.lines else None:
            case Apply(operator="=", args=(_, Apply(args=args) as form)):
                demand(form.operator == constructor.name and form.sort is on.sort, "not {}: {}", constructor.name, form)
                fresh = tuple(v for v in args if isinstance(v, Variable))
                demand(
                    tuple(v.sort for v in args) == field_sorts(datatype, constructor, on.sort), "wrong fields: {}", form
                )
                demand(len(fresh) == len(args), "not fresh: {}", form)
                demand(not any(v in fresh for v in free_variables(on)), "not fresh: {}", form)
                block.branch(branch, (Apply(EQUAL, (on, form), BOOL),), fresh, formula)
            case other:
                raise Refused(f"a branch should begin with an equation of {on}, not {other}")


def check_instantiated(block: Block, formula: Term, reason: Instantiated) -> None:
    """What holds of all values holds of the terms' values; substitution renames bound variables out of the way."""
    variables, body = _universal(block.line(reason.line))
    demand(tuple(v.sort for v in variables) == tuple(t.sort for t in reason.terms), "the sorts differ")
    wanted = substitute(body, dict(zip(variables, reason.terms, strict=True)))
    demand(formula is wanted, "not an instance: {}", formula)


def _universal(line: Term) -> tuple[tuple[Variable, ...], Term]:
    """Variables and body of a universal formula, which a negated existential one is."""
    match line:
        case Quantified(quantifier="#forall", variables=variables, body=body):
            return variables, body
        case Apply(operator="!", args=(Quantified(quantifier="#exists", variables=variables, body=body),)):
            return variables, negate(body)
    raise Refused(f"not universal: {line}")


def check_opened(block: Block, formula: Term, reason: Opened) -> None:
    """The fresh variables are given the values that exist; nothing above, given or wanted mentions them."""
    variables, body = _universal(negate(block.line(reason.line)))
    demand(tuple(v.sort for v in variables) == tuple(v.sort for v in reason.fresh), "the sorts differ")
    assumption = substitute(negate(body), dict(zip(variables, reason.fresh, strict=True)))
    block.branch(reason.branch, (assumption,), reason.fresh, formula)


def check_induction(block: Block, formula: Term, reason: Induction) -> None:
    """Structural induction: values of datatypes are finite, and a field of the same sort is a smaller value."""
    match formula:
        case Quantified(quantifier="#forall", variables=variables, body=body) if reason.on in variables:
            on, others = reason.on, tuple(v for v in variables if v is not reason.on)
        case _:
            raise Refused(f"no induction on {reason.on}: {formula}")
    datatype = block.definitions.datatypes.get(on.sort.name) if on.sort.kind == "data" else None
    if datatype is None or not len(datatype.constructors) == len(reason.branches) == len(reason.fresh):
        raise Refused(f"no induction on {on}")
    taken = {*free_variables(body), *variables}
    for constructor, fresh, branch in zip(datatype.constructors, reason.fresh, reason.branches, strict=True):
        sorts = field_sorts(datatype, constructor, on.sort)
        demand(tuple(v.sort for v in fresh) == sorts and len(set(fresh)) == len(fresh), "wrong fields")
        demand(not any(v in taken for v in fresh), "the fields are not fresh")
        smaller = [substitute(body, {on: v}) for v in fresh if v.sort is on.sort]
        hypotheses = [Quantified(FORALL, others, s) if others else s for s in smaller]
        inner = Block(
            block.checks, block.definitions, (), lemmas=block.lemmas, solvers=block.solvers, depth=block.depth
        )
        inner.branch(branch, hypotheses, (), substitute(body, {on: Apply(constructor.name, fresh, on.sort)}))
