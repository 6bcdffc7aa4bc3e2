"""The equality graph: terms in classes, closed under congruence, with the cause of every merge; it grows and shrinks.

What others must look at after a merge is put into `events`; the graph itself knows only equality, and that values of
different form differ.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import islice

from frame_ls.kernel.pure_proofs import Congruence, Injective
from frame_ls.logic.sorts import BOOL, Sort
from frame_ls.logic.terms import AND, EQUAL, FALSE, IMPLIES, NOT, TRUE, Apply, Number, Term
from frame_ls.prover.pure.nodes import CONNECTIVES, Cause, Kind, Node, differ, kind_of, literal
from frame_ls.prover.pure.steps import Lines, Pair, Step
from frame_ls.prover.pure.theory import Theory
from frame_ls.prover.pure.trail import Trail


class Events:
    """What happened and was not yet looked at. Emptied before anyone goes back along the trail."""

    __slots__ = ("became", "created", "decided", "numbers")

    def __init__(self) -> None:
        self.created: deque[Node] = deque()  # nodes that are more than equality
        self.decided: deque[Node] = deque()  # boolean nodes that became true or false
        self.became: deque[tuple[Node, Node]] = deque()  # a user, and the value that an argument of it became
        self.numbers: deque[Pair] = deque()  # members of one class that arithmetic knows both

    def clear(self) -> None:
        self.created.clear()
        self.decided.clear()
        self.became.clear()
        self.numbers.clear()


class EGraph:
    """The classes. `conflict` is set to a step that says false when two values that differ have become one class."""

    def __init__(self, theory: Theory, trail: Trail) -> None:
        self.theory = theory
        self.trail = trail
        self.events = Events()
        self.conflict: Step | None = None
        self.age = 0  # given to new nodes
        self.depth = 0  # given to new nodes
        self.merged: list[Node] = []  # the root of each merge
        self.by_head: dict[str, list[Node]] = {}  # applications by operator, for matching
        self._nodes: dict[Term, Node] = {}
        self._table: dict[tuple[object, ...], Node] = {}
        self._merges: deque[tuple[Node, Node, Cause]] = deque()
        self.true = self.node(TRUE)
        self.false = self.node(FALSE)

    # Terms and nodes.

    def known(self, term: Term) -> Node | None:
        """The node of a term that is already in the graph."""
        return self._nodes.get(term)

    def node(self, term: Term) -> Node:
        """The node of a term, which enters the graph with all its parts; merges that follow are queued."""
        found = self._nodes.get(term)
        if found is not None:
            return found
        nodes = self._nodes
        waiting = [term]
        while waiting:
            here = waiting[-1]
            if here in nodes:
                waiting.pop()
                continue
            missing = [p for p in _parts(here) if p not in nodes]
            if missing:
                waiting.extend(reversed(missing))
                continue
            waiting.pop()
            self._create(here)
        return nodes[term]

    def _create(self, term: Term) -> None:
        kind = kind_of(term)
        nodes = self._nodes
        index = len(nodes)
        if isinstance(term, Apply):
            operator = term.operator
            if kind == Kind.CLAUSE:
                node = self._clause(term, index)
            else:
                if kind == Kind.PLAIN:
                    kind = self.theory.kind(term)
                args = tuple([nodes[a] for a in term.args])
                node = Node(term, kind, (operator, term.sort), args, index)
                if args:
                    self._enter(node)
            named = self.by_head.get(operator)
            if named is None:
                named = self.by_head[operator] = []
            named.append(node)
        else:
            node = Node(term, kind, None, (), index)
            if isinstance(term, Number):
                node.number = node
        node.age, node.depth = self.age, self.depth
        nodes[term] = node
        if kind >= Kind.FUNCTION:
            self.events.created.append(node)
        self.trail.notes.append((self._remove, (node,)))

    def _clause(self, term: Apply, index: int) -> Node:
        lits = [literal(a) for a in term.args]
        if term.operator == IMPLIES or term.operator == NOT:
            lits[0] = (lits[0][0], not lits[0][1])
        node = Node(term, Kind.CLAUSE, None, (), index)
        node.is_dual = term.operator == AND
        node.lits = tuple((self._nodes[t], polarity is not node.is_dual) for t, polarity in lits)
        for root in dict.fromkeys(n.root for n, _ in node.lits):
            root.users.append(node)
        return node

    def _enter(self, node: Node) -> None:
        """Makes the node a user of its arguments, and finds the node that it is congruent to."""
        roots = [a.root for a in node.args]
        for root in roots if len(roots) == 1 else dict.fromkeys(roots):
            root.users.append(node)
        if node.kind == Kind.EQUATION:
            self._look_at_equation(node)
        key = _key(node)
        other = self._table.get(key)
        if other is None:
            self._table[key] = node
        else:
            self._merges.append((node, other, _congruence(node, other)))

    def _remove(self, node: Node) -> None:
        term = node.term
        del self._nodes[term]
        if isinstance(term, Apply):
            self.by_head[term.operator].pop()
        if node.args:
            for root in dict.fromkeys(a.root for a in node.args):
                root.users.pop()
            key = _key(node)
            if self._table.get(key) is node:
                del self._table[key]
        elif node.lits:
            for root in dict.fromkeys(n.root for n, _ in node.lits):
                root.users.pop()

    # Merging.

    def merge(self, a: Node, b: Node, cause: Cause) -> None:
        """Queues the merge of two classes; `close` carries it out."""
        if a.root is not b.root:
            self._merges.append((a, b, cause))

    def decide(self, node: Node, value: bool, cause: Cause) -> None:
        """Queues that a boolean node is true or false."""
        self.merge(node, self.true if value else self.false, cause)

    def close(self) -> None:
        """Carries out all queued merges and what follows from them by congruence, or finds a conflict."""
        merges = self._merges
        while merges:
            if self.conflict is not None:
                merges.clear()
                return
            a, b, cause = merges.popleft()
            if a.root is not b.root:
                self._join(a, b, cause)

    def _join(self, a: Node, b: Node, cause: Cause) -> None:
        small, large = a.root, b.root
        if small.size + small.truth_weight > large.size + large.truth_weight:
            a, b, small, large = b, a, large, small
        self._turn(a)
        a.toward, a.cause = b, cause
        members = small.members()
        for member in members:
            member.root = large
        small.next, large.next = large.next, small.next
        large.size += small.size
        users, others = small.users, large.users
        old_value, old_number, old_users = large.value, large.number, len(others)
        self.trail.notes.append((self._part, (a, b, small, large, old_value, old_number, old_users)))
        self.merged.append(large)
        value = small.value
        if value is None:
            if old_value is not None:
                self._note_value(users, old_value)
                if large.truth_weight:
                    self.events.decided.extend([m for m in members if m.kind >= Kind.EQUATION])
        elif old_value is None:
            large.value = value
            self._note_value(others, value)
        elif differ(value, old_value):
            self.contradict(Step(FALSE, Congruence, ((value, old_value),)))
            return
        else:
            self._join_arguments(value, old_value)
        if small.number is not None:
            if old_number is None:
                large.number = small.number
            else:
                self.events.numbers.append((small.number, old_number))
        self._rehash(users)
        others.extend(users)

    def _rehash(self, users: list[Node]) -> None:
        table = self._table
        for user in users:
            if user.args:
                if user.kind is Kind.EQUATION:
                    self._look_at_equation(user)
                key = _key(user)
                other = table.get(key)
                if other is None:
                    table[key] = user
                    self.trail.notes.append((table.pop, (key,)))
                elif other.root is not user.root:
                    self._merges.append((user, other, _congruence(user, other)))

    def _note_value(self, users: list[Node], value: Node) -> None:
        for user in users:
            if user.kind is Kind.EQUATION:
                self._look_at_equation(user)
                if user.args[0].term.sort is not BOOL:
                    continue
            if user.kind > Kind.VALUE:
                self.events.became.append((user, value))

    def _look_at_equation(self, node: Node) -> None:
        """An equation whose sides are one class is true, and false when they are different values."""
        a, b = node.args
        if a.root is b.root:
            self.merge(node, self.true, None)
            return
        s, t = a.root.value, b.root.value
        if s is not None and t is not None and node.root is not self.false and differ(s, t):
            step = Step(Apply(NOT, (node.term,), node.term.sort), Congruence, ((a, s), (b, t)))
            self._merges.append((node, self.false, step))

    def _join_arguments(self, a: Node, b: Node) -> None:
        """The arguments of two equal terms of one constructor are equal."""
        for i, (x, y) in enumerate(zip(a.args, b.args, strict=True)):
            if x.root is not y.root:
                self._merges.append((x, y, _injectivity(a, b, i)))

    def contradict(self, step: Step) -> None:
        """Notes a step that says false; the first one counts."""
        if self.conflict is None:
            self.conflict = step
            self.trail.note(self._forget_conflict)

    def _forget_conflict(self) -> None:
        self.conflict = None

    def _turn(self, node: Node) -> None:
        """Makes `node` the root of its tree of causes."""
        toward, cause = node.toward, node.cause
        node.toward, node.cause = None, None
        while toward is not None:
            onward, further = toward.toward, toward.cause
            toward.toward, toward.cause = node, cause
            node, toward, cause = toward, onward, further

    def _part(
        self, a: Node, b: Node, small: Node, large: Node, value: Node | None, number: Node | None, users: int
    ) -> None:
        """Undoes `_join`."""
        self.merged.pop()
        edge = a if a.toward is b else b  # later merges may have turned it round
        edge.toward, edge.cause = None, None
        large.value, large.number = value, number
        del large.users[users:]
        large.size -= small.size
        small.next, large.next = large.next, small.next
        for member in small.members():
            member.root = small

    def clear(self) -> None:
        """Forgets what was queued: after a conflict nothing more is to be found out here."""
        self._merges.clear()
        self.events.clear()

    def is_contradictory(self) -> bool:
        """Whether a conflict was found."""
        return self.conflict is not None

    def is_busy(self) -> bool:
        """Whether something is queued."""
        events = self.events
        return bool(self._merges or events.decided or events.became or events.created or events.numbers)

    # Questions.

    def size(self) -> int:
        """How many nodes there are."""
        return len(self._nodes)

    def nodes_since(self, size: int) -> list[Node]:
        """The nodes that were made when there were already `size`, newest first."""
        return list(islice(reversed(self._nodes.values()), len(self._nodes) - size))

    def congruent(self, operator: str, sort: Sort, args: Sequence[Node]) -> Node | None:
        """A node of that operator with equal arguments, if there is one."""
        roots = [a.root for a in args]
        if operator == EQUAL and roots[0].index > roots[1].index:
            roots.reverse()
        return self._table.get(((operator, sort), *roots))

    def truth(self, node: Node) -> bool | None:
        """Whether a boolean node is known to be true or false."""
        root = node.root
        return True if root is self.true else False if root is self.false else None


def _key(node: Node) -> tuple[object, ...]:
    args = node.args
    if len(args) == 1:
        return (node.head, args[0].root)
    if len(args) == 2:
        a, b = args[0].root, args[1].root
        if a.index > b.index and node.kind is Kind.EQUATION:
            return (node.head, b, a)
        return (node.head, a, b)
    return (node.head, *[a.root for a in args])


def _congruence(a: Node, b: Node) -> Cause:
    is_straight = a.kind is not Kind.EQUATION or a.args[0].root is b.args[0].root
    return None if is_straight else "swapped"


def _parts(term: Term) -> tuple[Term, ...]:
    """The terms whose nodes a term's node refers to."""
    if not isinstance(term, Apply):
        return ()
    if term.operator in CONNECTIVES:
        return tuple([literal(a)[0] for a in term.args])
    return term.args


def _injectivity(a: Node, b: Node, index: int) -> Step:
    equation = Apply(EQUAL, (a.args[index].term, b.args[index].term), BOOL)

    def reason(lines: Lines) -> Injective:
        return Injective(lines[0], index)

    return Step(equation, reason, ((a, b),))
