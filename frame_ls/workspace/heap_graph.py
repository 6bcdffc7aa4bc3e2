"""A heap as a graph: who points to what. The picture, the drawing in text and the JSON are all made from this."""

from __future__ import annotations

import re
from dataclasses import dataclass

from frame_ls.verifier.explanation import AtomView, HeapView, LocalView, Role, Shape

_ROLES = (Role.MISSING, Role.LEAKED, Role.CHANGED, Role.PRODUCED, Role.CONSUMED, Role.FRAME)
NULL = frozenset({"0", "nil", "NULL", "null"})


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the picture: a struct with its fields, a predicate, or a value that something points to."""

    key: str  # the address, as text; unique in the graph
    title: str
    rows: tuple[tuple[str, str], ...]  # (field or parameter, value)
    shape: Shape
    role: Role
    names: tuple[str, ...] = ()  # the variables that hold this address

    @property
    def address(self) -> str:
        """The address, which several nodes may share."""
        return self.key.partition(" #")[0]


@dataclass(frozen=True, slots=True)
class Edge:
    """The value of `row` of `source` is the address of `target`."""

    source: str
    row: int
    target: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in the order of the heap; edges in the order of their sources."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def heap_graph(heap: HeapView, variables: tuple[LocalView, ...]) -> Graph:
    """The graph of a heap. Fields of one address are one box; a permission to free it is a mark on that box."""
    groups: dict[str, list[AtomView]] = {}
    for number, atom in enumerate(heap.atoms):
        cells = atom.shape in (Shape.CELL, Shape.BLOCK) and atom.root
        groups.setdefault(atom.root if cells else f"{atom.root} #{number}", []).append(atom)
    keys = _keys(groups)
    nodes = tuple(_node(keys[group], atoms, variables) for group, atoms in groups.items())
    targets = {node.key for node in nodes}
    edges = tuple(
        Edge(node.key, row, value)
        for node in nodes
        for row, (_, value) in enumerate(node.rows)
        if value in targets and value != node.key
    )
    return Graph(nodes, edges)


def _keys(groups: dict[str, list[AtomView]]) -> dict[str, str]:
    """A node's key is its address where no other node has it: an arrow can only lead to one box."""
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for group, atoms in groups.items():
        root = atoms[0].root
        keys[group] = root if root and root not in taken else group
        taken.add(root)
    return keys


def _node(key: str, atoms: list[AtomView], variables: tuple[LocalView, ...]) -> Node:
    first = atoms[0]
    role = next((role for role in _ROLES if any(atom.role is role for atom in atoms)), Role.PLAIN)
    names = tuple(v.name for v in variables if v.value is not None and v.value == first.root and not v.ghost)
    if first.shape in (Shape.CELL, Shape.BLOCK):
        rows = tuple(row for atom in atoms if atom.shape is Shape.CELL for row in _rows(atom))
        blocks = any(atom.shape is Shape.BLOCK for atom in atoms)
        title = next((atom.name for atom in atoms if atom.shape is Shape.CELL and atom.name), "")
        title = title or ("" if rows else first.text)
        return Node(key, title + (" (malloc)" if blocks and rows else ""), rows, first.shape, role, names)
    rows = tuple((field.name, field.value) for field in first.fields)
    return Node(key, first.name or first.text, rows, first.shape, role, names)


def _rows(atom: AtomView) -> tuple[tuple[str, str], ...]:
    if atom.fields:
        return tuple((field.name, field.value) for field in atom.fields)
    left, arrow, right = atom.text.partition("|->")
    name = re.split(r"->|\.", left.strip())[-1]
    return ((name, right.strip()),) if arrow else ((atom.text, ""),)


def drawing(graph: Graph) -> str:
    """The graph in text: a line a box, with the arrows that leave it."""
    lines = []
    for node in graph.nodes:
        names = ", ".join(node.names) or node.address
        start = f"{names} ──▶ " if names else ""
        rows = ", ".join(
            f"{name}: {value}{_arrow(graph, node, row)}" if name else value
            for row, (name, value) in enumerate(node.rows)
        )
        body = f"{node.title}  {rows}".strip()
        brackets = ("( {} )", "[ {} ]")[node.shape in (Shape.CELL, Shape.BLOCK)]
        mark = {Role.MISSING: "  MISSING", Role.LEAKED: "  leaks"}.get(node.role, "")
        lines.append(f"{start}{brackets.format(body)}{mark}")
    return "\n".join(lines)


def sentence(graph: Graph) -> str:
    """The graph in words, for who cannot see it."""
    told = []
    for node in graph.nodes:
        values = ", ".join(f"{name} is {value}" if name else value for name, value in node.rows)
        told.append(f"{' and '.join(node.names) or node.address}: {node.title} {values}".strip(": "))
    return "The heap. " + "; ".join(told) if told else "The heap is empty."


def _arrow(graph: Graph, node: Node, row: int) -> str:
    if node.rows[row][1] in NULL:
        return " ⏚"
    return " ▶" if any(edge.source == node.key and edge.row == row for edge in graph.edges) else ""
