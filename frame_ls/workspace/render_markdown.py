"""States as markdown for hovers: plain enough for a terminal of 80 columns, and in the user's own names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from frame_ls.source import Span
from frame_ls.verifier.explanation import (
    AtomView,
    Exchange,
    ExchangeKind,
    HeapView,
    MatchView,
    Origin,
    Role,
    StatementState,
)
from frame_ls.workspace.desk import Stage, UnitState
from frame_ls.workspace.report import Evidence, Kind, Status
from frame_ls.workspace.state_at import StateAt

_PATHS_SHOWN = 3


def hover(found: StateAt) -> str:
    """What happens at the place: one section for each path, the failing ones first."""
    states = sorted(found.statements, key=lambda state: not state.failed)
    differ = len({state.path for state in states}) > 1
    plain = sum(not state.title for state in states)
    sections, seen = [], 0
    for state in states[:_PATHS_SHOWN]:
        text = _statement(state, found)
        if differ:
            text = f"{_path(state, found)}\n\n{text}"
        elif plain > 1 and not state.title:
            text = f"{'Or' if seen else 'Either'}:\n\n{text}"
            seen += 1
        sections.append(text)
    hidden = len(states) - len(sections)
    if hidden > 0:
        sections.append(f"… and {hidden} more {'path' if hidden == 1 else 'paths'}")
    return "\n\n---\n\n".join(dict.fromkeys(section for section in sections if section))


def verdict(unit: UnitState, now: float = 0.0) -> str:
    """Where the unit stands, in one line."""
    name, outcome = f"`{unit.unit.name}`", unit.outcome
    if outcome is None:
        match unit.stage:
            case Stage.RUNNING:
                return f"{name} is being verified ({max(0.0, now - unit.since):.1f} s so far)"
            case Stage.QUEUED:
                return f"{name} waits to be verified"
            case Stage.STALE:
                return f"{name} has changed and is being read again"
            case _:
                return f"{name} has not been verified"
    if unit.unit.kind is Kind.QUERY and outcome.answer is not None:
        parts = [f"{name}: **{outcome.answer.value}**"]
        if outcome.expected is not None and outcome.expected is not outcome.answer:
            parts.append(f"expected {outcome.expected.value}")
    else:
        parts = [f"{name} {_WORDS[outcome.status]} in {duration(outcome.seconds)}"]
    if outcome.obligations > 1:
        parts.append(f"{outcome.obligations} proof obligations")
    if outcome.evidence is not None:
        parts.append(_EVIDENCE[outcome.evidence])
    lines = [" · ".join(parts)]
    if outcome.missing is not None:
        lines.append(f"missing: `{outcome.missing}`")
    if outcome.frame is not None:
        lines.append(f"frame: `{outcome.frame}`")
    if unit.unit.kind is Kind.QUERY:
        lines += [finding.message.replace("\n", "  \n") for finding in outcome.findings]
    return "\n\n".join(lines)


_WORDS = {
    Status.VERIFIED: "verified",
    Status.FAILED: "**not proved**",
    Status.REFUTED: "**refuted**",
    Status.UNKNOWN: "could **not** be **proved or refuted**,",
    Status.TIMEOUT: "ran **out of time**",
    Status.UNSUPPORTED: "**not supported** yet,",
    Status.ERROR: "**could not be read**",
}
_EVIDENCE = {
    Evidence.PROOF: "proof checked",
    Evidence.MODEL: "model checked",
    Evidence.SOLVER: "proof checked, in part by a solver",
}


def duration(seconds: float) -> str:
    """ "2 ms", "1.4 s"."""
    return f"{max(1, round(seconds * 1000))} ms" if seconds < 1 else f"{seconds:.1f} s"


def _path(state: StatementState, found: StateAt) -> str:
    if not state.path:
        return "On the path without branches:"
    return "With " + ", ".join(f"`{branch.text}`{_on_line(branch.span, found)}" for branch in state.path) + ":"


def _statement(state: StatementState, found: StateAt) -> str:
    if not found.is_inside:
        return _heap_lines("here", state.after, found) if state.after is not None else ""
    written = [exchange for exchange in state.exchanges if not exchange.automatic]
    found_steps = [exchange for exchange in state.exchanges if exchange.automatic]
    parts = [f"**{state.title}**"] if state.title else []
    parts += [_exchange(exchange, state, found) for exchange in written]
    if not written:
        parts.append(_plain(state, found))
    if found_steps:
        parts.append("Found by itself: " + ", ".join(f"`{step.text}`{_because(step)}" for step in found_steps))
    if state.impossible:
        parts.append(f"This path ends here: {state.impossible}")
    return "\n\n".join(part for part in parts if part)


def _because(step: Exchange) -> str:
    reasons = [reason.text for match in step.matches for reason in match.because]
    return f" (because {', '.join(dict.fromkeys(reasons))})" if reasons else ""


def _plain(state: StatementState, found: StateAt) -> str:
    lines = []
    if state.after is None or state.changes or state.before.atoms != state.after.atoms:
        lines.append(_heap_lines("before", state.before, found))
        if state.after is not None:
            lines.append(_heap_lines("after", state.after, found, known=state.before))
    else:
        lines.append(_heap_lines("heap", state.before, found))
    for change in state.changes:
        old = "unset" if change.old is None else f"`{change.old}`"
        new = "unset" if change.new is None else f"`{change.new}`"
        lines.append(f"changed: `{change.place}` from {old} to {new}")
    lines.append(_known(state.before, found))
    return "\n\n".join(line for line in lines if line)


def _heap_lines(label: str, heap: HeapView, found: StateAt, known: HeapView | None = None) -> str:
    """A short heap on one line, a longer one with a line an atom; what stands in `known` is not told again."""
    texts = [atom.text for atom in heap.atoms]
    old = {atom.text for atom in known.atoms} if known is not None else set()
    new = [text for text in texts if text not in old]
    if new and len(new) < len(texts) and len(" &*& ".join(texts)) > 60:
        return f"{label}: `{' &*& '.join(new)}`, the rest as before"
    if not texts:
        return f"{label}: `emp` (nothing is owned here)"
    if len(" &*& ".join(texts)) <= 60:
        return f"{label}: `{' &*& '.join(texts)}`"
    body = "\n".join(f"- `{atom.text}`{_from(atom.origin, found)}" for atom in heap.atoms)
    return f"{label}:\n\n{body}"


def _known(heap: HeapView, found: StateAt) -> str:
    facts = [f"`{fact.text}`{_on_line(fact.origin.span if fact.origin else None, found)}" for fact in heap.facts]
    return "known: " + ", ".join(dict.fromkeys(facts)) if facts else ""


def _exchange(exchange: Exchange, state: StatementState, found: StateAt) -> str:
    parts = [_headline(exchange)]
    if exchange.matches:
        parts.append(_table(exchange.matches, found))
    if exchange.bindings:
        parts.append("With " + ", ".join(f"`{b.name}` = `{b.value}`" for b in exchange.bindings))
    closing = []
    if exchange.kind not in (ExchangeKind.POSTCONDITION, ExchangeKind.ASSERT):
        frame = _atoms(exchange.frame)
        closing.append(f"**Frame** (untouched): {frame}" if exchange.frame else "**Frame**: nothing else is owned here")
    if exchange.produced:
        closing.append(f"**Given back:** {_atoms(exchange.produced)}")
    if state.after is not None and len(state.exchanges) == 1:
        closing.append(f"**After:** {_atoms(state.after.atoms)}")
    parts.append("  \n".join(closing))
    footer = " · ".join(part for part in (_proved_in(exchange), exchange.steps) if part)
    parts.append(f"*{footer}*" if footer else "")
    return "\n\n".join(part for part in parts if part)


def _proved_in(exchange: Exchange) -> str:
    if any(not match.found for match in exchange.matches):
        return "not proved"
    return f"proved in {duration(exchange.seconds)}" if exchange.seconds else ""


def _headline(exchange: Exchange) -> str:
    missing = [match for match in exchange.matches if not match.found]
    name = f"**{exchange.text}**"
    if missing:
        return f"{name} needs {_texts(match.needed for match in missing)}, which is **missing**."
    taken = list(dict.fromkeys(text for match in exchange.matches for text in match.taken))
    verb = "takes" if exchange.kind not in (ExchangeKind.ASSERT, ExchangeKind.INVARIANT) else "finds"
    takes = f"{verb} {_texts(taken)}" if taken else "takes nothing from the heap"
    leaves = f" and leaves {_atoms(exchange.frame)} alone" if exchange.frame else ""
    return f"{name} {takes}{leaves}."


def _table(matches: Sequence[MatchView], found: StateAt) -> str:
    """What was needed and what was taken for it. A bar would end a table's cell, so then it is a list."""
    rows = [(f"`{match.needed}`", _taken(match), _reasons(match, found)) for match in matches]
    if any("|" in cell for row in rows for cell in row):
        return "\n".join(f"- {need} ← {taken}" + (f": {why}" if why else "") for need, taken, why in rows)
    head = ["| needed | taken from the heap | because |", "| --- | --- | --- |"]
    return "\n".join([*head, *(f"| {need} | {taken} | {why} |" for need, taken, why in rows)])


def _taken(match: MatchView) -> str:
    return _texts(match.taken) if match.taken else ("–" if match.found else "**missing**")


def _reasons(match: MatchView, found: StateAt) -> str:
    return ", ".join(f"{reason.text}{_on_line(reason.span, found)}" for reason in match.because)


def _texts(texts: Iterable[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)


def _atoms(atoms: Sequence[AtomView]) -> str:
    return "`" + " &*& ".join(atom.text for atom in atoms) + "`" if atoms else "`emp`"


def _from(origin: Origin | None, found: StateAt) -> str:
    return "" if origin is None else f" – {origin.text}{_on_line(origin.span, found, ', line ')}"


def _on_line(span: Span | None, found: StateAt, form: str = " (line ") -> str:
    line = found.line(span)
    if line is None:
        return ""
    return f"{form}{line})" if form.startswith(" (") else f"{form}{line}"


ROLE_WORDS = {
    Role.MISSING: "MISSING",
    Role.LEAKED: "leaks",
    Role.FRAME: "untouched",
    Role.CONSUMED: "taken",
    Role.PRODUCED: "given back",
    Role.CHANGED: "changed",
    Role.PLAIN: "",
}
