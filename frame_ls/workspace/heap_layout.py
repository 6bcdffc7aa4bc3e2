"""Where the boxes of a heap's picture stand: arrows lead to the right, and what grows too wide goes on below."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from frame_ls.workspace.heap_graph import NULL, Graph, Node

CHARACTER, LINE, PAD = 7.3, 20, 10
_GAP_X, _GAP_Y, _GAP_BAND = 64, 26, 34
_WIDEST, _HIGHEST = 1150, 10  # pixels of a band, boxes of a column
_LONGEST = 44  # characters of a row that are shown


@dataclass(frozen=True, slots=True)
class Box:
    """A node at its place; `band` counts the rows of columns from the top."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    band: int

    def row_y(self, row: int) -> float:
        """The middle of a row of the box, where its arrow begins."""
        return self.y + LINE * (row + 1) + LINE / 2


def placed(graph: Graph) -> list[Box]:
    """The boxes of all nodes. A column holds what is equally far from the boxes that nothing points to."""
    boxes: list[Box] = []
    x, top, bottom, band = float(PAD), float(PAD), float(PAD), 0
    for column in filter(None, _columns(graph)):
        sizes = [_size(node) for node in column]
        widest = max(width for width, _ in sizes)
        if x > PAD and x + widest > _WIDEST:
            x, top, band = float(PAD), bottom + _GAP_BAND, band + 1
        y = top
        for node, (width, height) in zip(column, sizes, strict=True):
            y += LINE if node.names else 0
            boxes.append(Box(node, x, y, width, height, band))
            y += height + _GAP_Y
        bottom = max(bottom, y - _GAP_Y)
        x += widest + _GAP_X
    return boxes


def _columns(graph: Graph) -> Iterator[list[Node]]:
    """The nodes by depth, each near what points to it; then those that have no arrow, in columns of some length."""
    depth = _depths(graph)
    order = {node.key: number for number, node in enumerate(graph.nodes)}
    pointed_from: dict[str, str] = {}
    for edge in graph.edges:
        pointed_from.setdefault(edge.target, edge.source)
    columns: dict[int, list[Node]] = {}
    joined = {key for edge in graph.edges for key in (edge.source, edge.target)}
    for node in graph.nodes:
        if node.key in joined:
            columns.setdefault(depth[node.key], []).append(node)
    alone = [node for node in graph.nodes if node.key not in joined]
    if len(alone) < _HIGHEST:
        columns[0] = sorted([*columns.get(0, ()), *alone], key=lambda node: order[node.key])
        alone = []
    rank: dict[str, int] = {}
    for number in sorted(columns):
        column = sorted(columns[number], key=lambda n: (rank.get(pointed_from.get(n.key, ""), 0), order[n.key]))
        rank.update((node.key, place) for place, node in enumerate(column))
        yield column
    for start in range(0, len(alone), _HIGHEST):
        yield alone[start : start + _HIGHEST]


def _depths(graph: Graph) -> dict[str, int]:
    """The length of the longest way to each node; arrows that lead back into a way are no part of it."""
    targets: dict[str, list[str]] = {}
    for edge in graph.edges:
        targets.setdefault(edge.source, []).append(edge.target)
    pointed_at = {edge.target for edge in graph.edges}
    starts = sorted(graph.nodes, key=lambda node: node.key in pointed_at)  # stable: else in the order of the heap
    finished: list[str] = []
    state: dict[str, bool] = {}  # False while the node is on the way, True once it is left
    forward: list[tuple[str, str]] = []
    for start in starts:
        if start.key in state:
            continue
        state[start.key] = False
        way = [(start.key, iter(targets.get(start.key, ())))]
        while way:
            here, rest = way[-1]
            target = next(rest, None)
            if target is None:
                state[here] = True
                finished.append(here)
                way.pop()
                continue
            if state.get(target, True):
                forward.append((here, target))
            if target not in state:
                state[target] = False
                way.append((target, iter(targets.get(target, ()))))
    return _longest(finished[::-1], forward)


def _longest(order: list[str], forward: list[tuple[str, str]]) -> dict[str, int]:
    """Longest ways in a graph without circles, its nodes in topological order."""
    depth = dict.fromkeys(order, 0)
    leaving: dict[str, list[str]] = {}
    for source, target in forward:
        leaving.setdefault(source, []).append(target)
    for node in order:
        for target in leaving.get(node, ()):
            depth[target] = max(depth[target], depth[node] + 1)
    return depth


def _size(node: Node) -> tuple[float, float]:
    lines = [node.title, *(row_text(name, value) for name, value in node.rows)]
    width = max(len(line) for line in lines) * CHARACTER + 2 * PAD
    return max(width, 44.0), LINE * len(lines) + 6


def row_text(name: str, value: str) -> str:
    """A row of a box; what is too long ends in an ellipsis."""
    end = " ⏚" if value in NULL else ""
    text = f"{name}: {value}{end}" if name else f"{value}{end}"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
