"""A heap graph as an SVG picture that needs no program to draw it and follows the reader's light or dark theme.

Each box is a group with its node in `data-id` and its address in `data-key`, each arrow one with `data-source`,
`data-field` and `data-target`: a page can light up what belongs together.
"""

from __future__ import annotations

from html import escape

from frame_ls.verifier.explanation import Role, Shape
from frame_ls.workspace.heap_graph import Edge, Graph, Node, sentence
from frame_ls.workspace.heap_layout import LINE, PAD, Box, placed, row_text

_STYLE = """
svg { font: 12px ui-monospace, Menlo, Consolas, monospace; color: #24292f; --line: #57606a; --fill: #f6f8fa;
  --bad: #cf222e; --new: #1a7f37; --old: #9a6700; }
@media (prefers-color-scheme: dark) { svg { color: #e6edf3; --line: #9198a1; --fill: #161b22; --bad: #ff7b72;
  --new: #56d364; --old: #e3b341; } }
text { fill: currentColor; } .box { fill: var(--fill); stroke: var(--line); } .edge { stroke: var(--line); fill: none; }
.reach { stroke: transparent; stroke-width: 11; fill: none; }
.name { font-weight: bold; } .title { opacity: 0.75; } .missing, .leaked { stroke: var(--bad); }
.missing { stroke-dasharray: 5 3; } .produced, .changed { stroke: var(--new); } .consumed { stroke: var(--old); }
"""
_ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
    'markerUnits="userSpaceOnUse" orient="auto">'
    '<path d="M0 0 8 4 0 8z" fill="var(--line)"/></marker></defs>'
)


def svg(graph: Graph) -> str:
    """The picture. An empty heap is said to be empty."""
    boxes = placed(graph)
    width = max((box.x + box.width for box in boxes), default=120) + PAD
    width += PAD if boxes and boxes[-1].band else 0  # where an arrow turns
    height = max((box.y + box.height for box in boxes), default=30) + PAD
    by_key = {box.node.key: box for box in boxes}
    edges = [_edge(edge, by_key[edge.source], by_key[edge.target]) for edge in graph.edges]
    if any(by_key[e.source].band >= by_key[e.target].band and _leads_back(e, by_key) for e in graph.edges):
        height += 16  # the arrow bends below its boxes
    parts = [*edges, *(_box(box) for box in boxes)]
    if not boxes:
        parts.append(f'<text x="{PAD}" y="20">emp</text>')
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    title = f"<title>{escape(sentence(graph))}</title>"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    return f"{head}{title}<style>{_STYLE}</style>{_ARROW}{''.join(parts)}</svg>"


def _leads_back(edge: Edge, boxes: dict[str, Box]) -> bool:
    source, target = boxes[edge.source], boxes[edge.target]
    return source.x + source.width >= target.x


def _box(box: Box) -> str:
    node = box.node
    radius = 3 if node.shape in (Shape.CELL, Shape.BLOCK) else 12
    role = "" if node.role is Role.PLAIN else f" {node.role.value}"
    size = f'width="{box.width:.1f}" height="{box.height:.1f}" rx="{radius}"'
    parts = [
        f'<rect class="box{role}" x="{box.x:.1f}" y="{box.y:.1f}" {size}/>',
        _text(box.x + PAD, box.y + LINE - 5, node.title, "title"),
    ]
    if node.names:
        parts.append(_text(box.x + 2, box.y - 6, ", ".join(node.names) + " ▾", "name"))
    for row, (name, value) in enumerate(node.rows):
        parts.append(_text(box.x + PAD, box.y + LINE * (row + 2) - 5, row_text(name, value), ""))
    kind = "cell" if radius == 3 else "cloud"
    return f'<g class="{kind}" {_names(node)}>{"".join(parts)}</g>'


def _names(node: Node) -> str:
    return f'data-id="{escape(node.key)}" data-key="{escape(node.address)}"'


def _text(x: float, y: float, text: str, style: str) -> str:
    attribute = f' class="{style}"' if style else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{attribute}>{escape(text)}</text>'


def _edge(edge: Edge, source: Box, target: Box) -> str:
    way = _way(source, edge.row, target)
    field = source.node.rows[edge.row][0]
    names = (
        f'data-source="{escape(source.node.address)}" data-field="{escape(field)}" '
        f'data-target="{escape(target.node.address)}"'
    )
    shown = f'<path class="edge" marker-end="url(#arrow)" d="{way}"/><path class="reach" d="{way}"/>'
    return f'<g class="arrow" {names}>{shown}</g>'


def _way(source: Box, row: int, target: Box) -> str:
    """The arrow's path: a curve to the right, one that bends below the boxes, or a turn into a lower band."""
    start_x, start_y = source.x + source.width, source.row_y(row)
    end_x, end_y = target.x, target.y + LINE / 2 + 2
    if target.band != source.band:
        between = target.y - (LINE if target.node.names else 0) - 17
        return f"M{start_x:.1f} {start_y:.1f}h14V{between:.1f}H{end_x - 7:.1f}V{end_y:.1f}H{end_x:.1f}"
    if end_x > start_x:
        bend = (end_x - start_x) / 2
        curve = f"C{start_x + bend:.1f} {start_y:.1f} {end_x - bend:.1f} {end_y:.1f}"
    else:
        low = max(source.y + source.height, target.y + target.height) + 14
        curve = f"C{start_x + 50:.1f} {low:.1f} {end_x - 50:.1f} {low:.1f}"
    return f"M{start_x:.1f} {start_y:.1f}{curve} {end_x:.1f} {end_y:.1f}"
