"""Case splits: a ghost `if` with empty branches makes the proof go on once for each case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from frame_ls.declarations.statements import Declare
from frame_ls.declarations.walking import parts
from frame_ls.verifier.fix_places import Site
from frame_ls.workspace.languages.c_changes.spot import Spot
from frame_ls.workspace.languages.c_names import mentions_in
from frame_ls.workspace.questions import Promise, Proposal

_WORD = re.compile(r"(?<![\w.>])[A-Za-z_]\w*(?!\w*\s*\()")


def split(spot: Spot) -> Iterator[Proposal]:
    """A split before the statement: by what a finding speaks of, and by the variable at the cursor."""
    site = spot.site()
    if site is None or site.function.body is None or spot.start < site.function.body.span.start:
        return
    known = {p.written for p in site.function.parameters}
    known |= {node.local.written for node in parts(site.function.body) if isinstance(node, Declare)}
    names = [name for name in dict.fromkeys(_at_cursor(spot)) if name in known]
    for name in names[:1]:
        yield from _by(spot, site, f"{name} == 0", Promise.STATES)
    told = [n for f in spot.question.findings for n in _WORD.findall(f.message.partition("\n")[0]) if n in known]
    for name in [name for name in dict.fromkeys(told) if name not in names[:1]][:2]:
        yield from _by(spot, site, f"{name} == 0", Promise.KEEPS)


def _at_cursor(spot: Spot) -> Iterator[str]:
    for mention in mentions_in(spot.chunk):
        if spot.touches(mention.span) and not mention.is_member:
            yield mention.name


def _by(spot: Spot, site: Site, condition: str, promise: Promise) -> Iterator[Proposal]:
    for node in spot.around():
        span = getattr(node, "span", None)
        statement = None if span is None else site.statement_at(span)
        if statement is None:
            continue
        edit = site.ghost_before(statement, f"if ({condition}) {{ }} else {{ }}")
        if edit is not None:
            yield Proposal(f"split the proof here by `{condition}`", "refactor.rewrite", (edit,), promise)
            return
