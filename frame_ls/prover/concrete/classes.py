"""Classes of location terms while a symbolic heap is made concrete."""

from __future__ import annotations

from frame_ls.logic.terms import AND, EQUAL, FALSE, NIL, NOT, TRUE, Apply, Term


class Classes:
    """Equal and different terms, and places taken; every operation says False when it leads to a contradiction."""

    __slots__ = ("_parent", "_taken", "_unequal")

    def __init__(self) -> None:
        self._parent: dict[Term, Term] = {}
        self._unequal: list[tuple[Term, Term]] = []
        self._taken: dict[tuple[str, Term], None] = {}

    def copy(self) -> Classes:
        new = object.__new__(Classes)
        new._parent, new._unequal, new._taken = self._parent.copy(), self._unequal[:], self._taken.copy()
        return new

    def find(self, term: Term) -> Term:
        parent = self._parent
        while True:
            above = parent.get(term)
            if above is None or above is term:
                return term
            term = above

    def merge(self, a: Term, b: Term) -> bool:
        a, b = self.find(a), self.find(b)
        if a is b:
            return True
        if isinstance(a, Apply) and a.operator == NIL:
            a, b = b, a
        self._parent[a] = b
        places: dict[tuple[str, Term], None] = {}
        for region, root in self._taken:
            key = (region, self.find(root))
            if key in places or _is_nil(key[1]):
                return False
            places[key] = None
        self._taken = places
        return all(self.find(c) is not self.find(d) for c, d in self._unequal)

    def separate(self, a: Term, b: Term) -> bool:
        self._unequal.append((a, b))
        return self.find(a) is not self.find(b)

    def may_merge(self, a: Term, b: Term) -> bool:
        """Whether `merge` would say True."""
        return self.copy().merge(a, b)

    def take(self, region: str, root: Term) -> bool:
        """One more cell of the region at `root`."""
        key = (region, self.find(root))
        if key in self._taken or _is_nil(key[1]):
            return False
        self._taken[key] = None
        return True

    def is_taken(self, region: str, root: Term) -> bool:
        return (region, self.find(root)) in self._taken

    def assume(self, formula: Term, others: list[Term]) -> bool:
        """Takes in a formula; what is not about locations joins `others`."""
        match formula:
            case Apply(operator=operator, args=args) if operator == AND:
                return all(self.assume(a, others) for a in args)
            case Apply(operator=operator, args=(a, b)) if operator == EQUAL and a.sort.kind == "location":
                return self.merge(a, b)
            case Apply(operator=negation, args=(Apply(operator=operator, args=(a, b)),)) if (
                negation == NOT and operator == EQUAL and a.sort.kind == "location"
            ):
                return self.separate(a, b)
        if formula is FALSE:
            return False
        if formula is not TRUE:
            others.append(formula)
        return True


def _is_nil(term: Term) -> bool:
    return isinstance(term, Apply) and term.operator == NIL
