"""Random entailments over a handful of predicates, the same for one seed on every machine."""

from __future__ import annotations

from random import Random

from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Atom, Cell, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import location
from frame_ls.logic.substitution import substitute, substitute_atom
from frame_ls.logic.terms import Term, Variable, different, equal, nil

NODE = location("node")
NIL = nil(NODE)
CELL = Cell("node", "node", NODE, ("next",), (NODE,))
PAIR_SORT = location("pair")
PAIR = Cell("pair", "pair", PAIR_SORT, ("left", "right"), (PAIR_SORT, PAIR_SORT))


def node(name: str) -> Variable:
    return Variable(name, NODE)


def pair(name: str) -> Variable:
    return Variable(name, PAIR_SORT)


def heap(*atoms: Atom, pure: tuple[Term, ...] = (), exists: tuple[Variable, ...] = ()) -> SymbolicHeap:
    return SymbolicHeap(pure, atoms, exists)


def call(name: str, *args: Term) -> PredicateCall:
    return PredicateCall(name, args)


def to(root: Term, *values: Term) -> PointsTo:
    return PointsTo(root, CELL if root.sort is NODE else PAIR, values)


X, Y, U = node("x"), node("y"), node("u")
P, Q, R, S, A, B = (pair(n) for n in ("p", "q", "r", "s", "a", "b"))
NIL_PAIR = nil(PAIR_SORT)

SEGMENT = Predicate(  # acyclic: a non-empty one has x != y
    "ls", (X, Y), (heap(pure=(equal(X, Y),)), heap(to(X, U), call("ls", U, Y), pure=(different(X, Y),), exists=(U,)))
)
LASSO = Predicate(  # may run through its end
    "lseg", (X, Y), (heap(pure=(equal(X, Y),)), heap(to(X, U), call("lseg", U, Y), exists=(U,)))
)
BACKWARDS = Predicate("rev", (X, Y), (heap(pure=(equal(X, Y),)), heap(call("rev", X, U), to(U, Y), exists=(U,))))
PLUS = Predicate("lsp", (X, Y), (heap(to(X, Y)), heap(to(X, U), call("lsp", U, Y), exists=(U,))))
EVEN = Predicate("even", (X, Y), (heap(pure=(equal(X, Y),)), heap(to(X, U), call("odd", U, Y), exists=(U,))))
ODD = Predicate("odd", (X, Y), (heap(to(X, U), call("even", U, Y), exists=(U,)),))
DOUBLY = Predicate(  # first, the one before it, last, the one after it
    "dll",
    (P, Q, R, S),
    (
        heap(pure=(equal(P, S), equal(Q, R))),
        heap(to(P, A, Q), call("dll", A, P, R, S), pure=(different(P, S), different(Q, R)), exists=(A,)),
    ),
)
TREE = Predicate(
    "tree",
    (P,),
    (heap(pure=(equal(P, NIL_PAIR),)), heap(to(P, A, B), call("tree", A), call("tree", B), exists=(A, B))),
)
PREDICATES = (SEGMENT, LASSO, BACKWARDS, PLUS, EVEN, ODD, DOUBLY, TREE)
DEFINITIONS = Definitions(cells={"node": CELL, "pair": PAIR}, predicates={p.name: p for p in PREDICATES})

FAMILIES: dict[str, tuple[tuple[str, ...], tuple[Variable, ...], Term]] = {
    "ls": (("ls",), tuple(node(n) for n in "xyzw"), NIL),
    "lists": (("lseg", "rev", "lsp", "even", "odd"), tuple(node(n) for n in "xyz"), NIL),
    "pairs": (("dll", "tree"), tuple(pair(n) for n in "pqrs"), NIL_PAIR),
}


def random_heap(random: Random, family: str, most: int, exists: tuple[Variable, ...] = ()) -> SymbolicHeap:
    """A symbolic heap with at most so many atoms over the predicates and variables of a family."""
    names, variables, null = FAMILIES[family]
    terms: list[Term] = [*variables, *exists, *exists, null]

    def term() -> Term:
        return random.choice(terms)

    spatial: list[Atom] = []
    for _ in range(random.randint(0, most)):
        if random.random() < 0.35:
            cell = CELL if null is NIL else PAIR
            spatial.append(to(random.choice([*variables, *exists]), *(term() for _ in cell.fields)))
        else:
            name = random.choice(names)
            spatial.append(call(name, *(term() for _ in DEFINITIONS.predicates[name].parameters)))
    pure: list[Term] = []
    for _ in range(random.choice((0, 0, 1, 2))):
        a, b = term(), term()
        if a is not b:
            pure.append(equal(a, b) if random.random() < 0.4 else different(a, b))
    return SymbolicHeap(tuple(pure), tuple(spatial), exists)


def random_goal(random: Random, family: str, most: int = 3) -> Entailment:
    """An entailment; one in three right sides is made from the left by small changes, so that some are valid."""
    null = FAMILIES[family][2]
    left = random_heap(random, family, most)
    if random.random() < 0.35:
        bound = (Variable("e", null.sort),) if random.random() < 0.4 else ()
        return Entailment(left, (random_heap(random, family, most, bound),))
    return Entailment(left, (changed(random, left, family),))


def changed(random: Random, left: SymbolicHeap, family: str) -> SymbolicHeap:
    """The left side with a few of its atoms made weaker, swapped for others or joined; some terms made existential."""
    names, variables, null = FAMILIES[family]
    spatial = list(left.spatial)
    for index, atom in enumerate(spatial):
        if isinstance(atom, PointsTo) and null is NIL and random.random() < 0.5:
            spatial[index] = call(random.choice(names), atom.root, *atom.values)
        elif isinstance(atom, PredicateCall) and len(atom.args) == 2 and random.random() < 0.3:
            spatial[index] = call(random.choice(names), *atom.args)
    if null is NIL and len(spatial) > 1 and random.random() < 0.5:
        first, second = (root_and_end(a) for a in random.sample(spatial, 2))
        spatial = [a for a in spatial if root_and_end(a) not in (first, second)]
        spatial.append(call(random.choice(names), first[0], second[1]))
    random.shuffle(spatial)
    pure = tuple(p for p in left.pure if random.random() < 0.5)
    if random.random() < 0.3:
        bound = Variable("e", null.sort)
        gone = random.choice(variables)
        replacement = {gone: bound}
        atoms = tuple(substitute_atom(a, replacement) for a in spatial)
        return SymbolicHeap(tuple(substitute(p, replacement) for p in pure), atoms, (bound,))
    return SymbolicHeap(pure, tuple(spatial))


def root_and_end(atom: Atom) -> tuple[Term, Term]:
    if isinstance(atom, PointsTo):
        return atom.root, atom.values[-1]
    return atom.args[0], atom.args[-1]
