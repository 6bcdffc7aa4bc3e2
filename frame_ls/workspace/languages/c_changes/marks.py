"""Comments: what is known at a place, what a finding says, that it is expected, and why it is put up with."""

from __future__ import annotations

from collections.abc import Iterator

from frame_ls.source import Edit, Finding, Severity, Span
from frame_ls.verifier.explanation import StatementState
from frame_ls.verifier.fix_words import quoted, with_patterns
from frame_ls.workspace.languages.c_changes.spot import Spot
from frame_ls.workspace.questions import Promise, Proposal

_WIDTH = 100
_REASON = "because: (say why)"


def marked(spot: Spot) -> Iterator[Proposal]:
    """Nothing that is verified depends on these, but for a leak that is given up openly."""
    for finding in spot.question.findings:
        if finding.span.text == spot.chunk.key:
            yield from _about(spot, finding)
    for state in spot.question.states[:1]:
        if state.span.text == spot.chunk.key and not spot.question.findings:
            yield from _comment(spot, state.span, "write down what is known here", _told(state))


def _about(spot: Spot, finding: Finding) -> Iterator[Proposal]:
    end = _line_end(spot, finding.span.start)
    yield from _comment(spot, finding.span, "explain it in a comment", finding.message.split("\n"))
    if finding.severity is Severity.ERROR and end is not None:
        mark = (_at(spot, end, f" //~ {finding.code}"),)
        yield Proposal(f"expect it: add `//~ {finding.code}`", "quickfix", mark, Promise.NEUTRAL)
        if finding.code == "dead-code":
            allow = (_at(spot, end, f" //~allow_dead_code {_REASON}"),)
            yield Proposal("allow dead code here, with a reason", "quickfix", allow, Promise.STATES)
    if finding.code == "leak":
        yield from _given_up(spot, finding)


def _given_up(spot: Spot, finding: Finding) -> Iterator[Proposal]:
    """The leak is stated, and somebody is asked to say why."""
    site = spot.site()
    atoms = list(quoted(finding.message))
    if site is None or not atoms:
        return
    statement = site.statement_at(finding.span)
    for words in (atoms, [with_patterns(atom) for atom in atoms]):
        line = f"leak {' &*& '.join(words)};"
        said = f"{line} // {_REASON}"
        edit = site.at_end(f"//@ {said}") if statement is None else site.ghost_before(statement, said)
        if edit is not None:
            yield Proposal(f"put up with the leak, with a reason: `{line}`", "quickfix", (edit,), group="leak")


def _told(state: StatementState) -> list[str]:
    """The heap and the facts before the statement, as lines."""
    lines = [f"here: {' &*& '.join(atom.text for atom in state.before.atoms) or 'emp'}"]
    if state.before.facts:
        lines.append(f"known: {', '.join(fact.text for fact in state.before.facts)}")
    return lines


def _comment(spot: Spot, span: Span, title: str, lines: list[str]) -> Iterator[Proposal]:
    """A comment above the line of the span."""
    text = spot.chunk.text
    start = text.rfind("\n", 0, span.start) + 1
    if text[:start].endswith(("\\\n", "\\\r\n")) or _is_inside_comment(text, start):
        return
    indentation = text[start : len(text) - len(text[start:].lstrip())]
    said = "".join(f"{indentation}// {part}\n" for line in lines for part in _wrapped(line.replace("`", "")))
    edit = Edit(Span(spot.chunk.key, start, start), said.replace("*/", "* /"))
    yield Proposal(title, "refactor.rewrite", (edit,), Promise.NEUTRAL)


def _wrapped(line: str) -> Iterator[str]:
    """The line in pieces that fit, and that no compiler takes for anything but a comment."""
    line = line.strip().lstrip("@~").rstrip("\\")
    while len(line) > _WIDTH:
        cut = line.rfind(" ", 0, _WIDTH)
        cut = cut if cut > 0 else _WIDTH
        yield line[:cut].rstrip("\\")
        line = "  " + line[cut:].strip()
    if line:
        yield line


def _at(spot: Spot, offset: int, text: str) -> Edit:
    return Edit(Span(spot.file, offset, offset), text)


def _line_end(spot: Spot, offset: int) -> int | None:
    """Where in the file a mark can be put at the end of the line; None where it would be part of something else."""
    text, start = spot.text, spot.chunk.offset + offset
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    end -= text[start:end].endswith("\r")
    return None if text[start:end].rstrip().endswith("\\") or _is_inside_comment(text, end) else end


def _is_inside_comment(text: str, offset: int) -> bool:
    """Whether a comment that is no annotation is open at the offset."""
    opened = text.rfind("/*", 0, offset)
    return opened >= 0 and text[opened : opened + 3] != "/*@" and "*/" not in text[opened + 2 : offset]
