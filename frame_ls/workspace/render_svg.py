"""A heap graph as an SVG picture that needs no program to draw it and follows the reader's light or dark theme."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from frame_ls.verifier.explanation import Role, Shape
from frame_ls.workspace.heap_graph import NULL, Graph, Node

_CHARACTER, _LINE, _PAD, _GAP_X, _GAP_Y = 7.3, 20, 10, 64, 26
_STYLE = """
svg { font: 12px ui-monospace, Menlo, Consolas, monospace; color: #24292f; --line: #57606a; --fill: #f6f8fa;
  --bad: #cf222e; --new: #1a7f37; --old: #9a6700; }
@media (prefers-color-scheme: dark) { svg { color: #e6edf3; --line: #9198a1; --fill: #161b22; --bad: #ff7b72;
  --new: #56d364; --old: #e3b341; } }
text { fill: currentColor; } .box { fill: var(--fill); stroke: var(--line); } .edge { stroke: var(--line); fill: none; }
.name { font-weight: bold; } .title { opacity: 0.75; } .missing, .leaked { stroke: var(--bad); }
.missing { stroke-dasharray: 5 3; } .produced, .changed { stroke: var(--new); } .consumed { stroke: var(--old); }
"""


@dataclass(frozen=True, slots=True)
class _Box:
    node: Node
    x: float
    y: float
    width: float
    height: float

    def row_y(self, row: int) -> float:
        return self.y + _LINE * (row + 1) + _LINE / 2


def svg(graph: Graph) -> str:
    """The picture. An empty heap is said to be empty."""
    boxes = _placed(graph)
    width = max((box.x + box.width for box in boxes), default=120) + _PAD
    height = max((box.y + box.height for box in boxes), default=30) + _PAD
    by_key = {box.node.key: box for box in boxes}
    parts = [_edge(by_key[e.source], e.row, by_key[e.target]) for e in graph.edges]
    parts += [_box(box) for box in boxes]
    if not boxes:
        parts.append(f'<text x="{_PAD}" y="20">emp</text>')
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
    arrow = (
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 8 4 0 8z" fill="var(--line)"/></marker></defs>'
    )
    return f'{head}height="{height:.0f}" role="img"><style>{_STYLE}</style>{arrow}{"".join(parts)}</svg>'


def _placed(graph: Graph) -> list[_Box]:
    """Columns by distance from the boxes that nothing points to; within a column in the order of the heap."""
    depth = _depths(graph)
    columns: dict[int, list[Node]] = {}
    for node in graph.nodes:
        columns.setdefault(depth[node.key], []).append(node)
    boxes: list[_Box] = []
    x: float = _PAD
    for column in sorted(columns):
        y: float = _PAD
        widest = 0.0
        for node in columns[column]:
            width, height = _size(node)
            boxes.append(_Box(node, x, y + (_LINE if node.names else 0), width, height))
            y += height + _GAP_Y + (_LINE if node.names else 0)
            widest = max(widest, width)
        x += widest + _GAP_X
    return boxes


def _depths(graph: Graph) -> dict[str, int]:
    depth = {node.key: 0 for node in graph.nodes}
    for _ in graph.nodes:  # a cycle must not turn this into a search without end
        changed = False
        for edge in graph.edges:
            wanted = depth[edge.source] + 1
            if depth[edge.target] < wanted <= len(graph.nodes) and not _is_back_edge(graph, edge.source, edge.target):
                depth[edge.target] = wanted
                changed = True
        if not changed:
            break
    return depth


def _is_back_edge(graph: Graph, source: str, target: str) -> bool:
    """Whether the arrow leads back to a box that stands earlier in the heap and from which its source is reached."""
    order = [node.key for node in graph.nodes]
    if order.index(target) > order.index(source):
        return False
    seen, todo = {target}, [target]
    while todo:
        here = todo.pop()
        for edge in graph.edges:
            if edge.source == here and edge.target not in seen:
                seen.add(edge.target)
                todo.append(edge.target)
    return source in seen


def _size(node: Node) -> tuple[float, float]:
    lines = [node.title, *(_row(name, value) for name, value in node.rows)]
    width = max(len(line) for line in lines) * _CHARACTER + 2 * _PAD
    return width, _LINE * len(lines) + 6


def _row(name: str, value: str) -> str:
    end = " ⏚" if value in NULL else ""
    return f"{name}: {value}{end}" if name else f"{value}{end}"


def _box(box: _Box) -> str:
    node = box.node
    radius = 3 if node.shape in (Shape.CELL, Shape.BLOCK) else 12
    role = "" if node.role is Role.PLAIN else f" {node.role.value}"
    size = f'width="{box.width:.1f}" height="{box.height:.1f}" rx="{radius}"'
    parts = [
        f'<rect class="box{role}" x="{box.x:.1f}" y="{box.y:.1f}" {size}/>',
        _text(box.x + _PAD, box.y + _LINE - 5, node.title, "title"),
    ]
    if node.names:
        parts.append(_text(box.x + 2, box.y - 6, ", ".join(node.names) + " ▾", "name"))
    for row, (name, value) in enumerate(node.rows):
        parts.append(_text(box.x + _PAD, box.y + _LINE * (row + 2) - 5, _row(name, value), ""))
    return "".join(parts)


def _text(x: float, y: float, text: str, style: str) -> str:
    attribute = f' class="{style}"' if style else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{attribute}>{escape(text)}</text>'


def _edge(source: _Box, row: int, target: _Box) -> str:
    start_x, start_y = source.x + source.width, source.row_y(row)
    end_x, end_y = target.x, target.y + _LINE / 2 + 2
    if end_x > start_x:
        bend = (end_x - start_x) / 2
        path = f"M{start_x:.1f} {start_y:.1f}C{start_x + bend:.1f} {start_y:.1f} {end_x - bend:.1f} {end_y:.1f}"
    else:
        low = max(source.y + source.height, target.y + target.height) + 14
        path = f"M{start_x:.1f} {start_y:.1f}C{start_x + 50:.1f} {low:.1f} {end_x - 50:.1f} {low:.1f}"
    return f'<path class="edge" marker-end="url(#arrow)" d="{path} {end_x:.1f} {end_y:.1f}"/>'
