"""Where text stands and what is said about it: spans, line tables, findings, the catalogue of codes.

Knows no language and no file system, so that every other package may import it.
"""

from frame_ls.source.findings import Edit, Finding, Fix, Note, Severity
from frame_ls.source.lines import Encoding, LineIndex, Position
from frame_ls.source.marks import line_mark, with_lines
from frame_ls.source.span import Span

__all__ = [
    "Edit",
    "Encoding",
    "Finding",
    "Fix",
    "LineIndex",
    "Note",
    "Position",
    "Severity",
    "Span",
    "line_mark",
    "with_lines",
]
