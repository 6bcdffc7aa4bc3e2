"""Line numbers inside messages, written as marks, so that a cached message stays right when the text above moves.

`f"freed on {line_mark(span)}"` reads "freed on line 9" once `with_lines` has put the numbers in.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from frame_ls.source.span import Span

# Characters of the private use area, which no sensible source holds; what does not parse as a mark is left alone.
_MARK = re.compile("\ue000([^\ue000\ue001]*)\ue001([0-9]+)\ue001")


def line_mark(span: Span) -> str:
    """Stands for "line N", N being the line (from 1) on which `span` begins when the message is shown."""
    return f"\ue000{span.text}\ue001{span.start}\ue001"


def with_lines(message: str, line_of: Callable[[Span], str]) -> str:
    """The message with every mark replaced by `line_of(span)`: "line 9", or "line 9 of list.h" for another file."""
    if "\ue000" not in message:
        return message
    return _MARK.sub(lambda found: line_of(Span(found[1], int(found[2]), int(found[2]))), message)
