"""States as text for a window that follows the cursor: fixed columns, no markup, everything that is known."""

from __future__ import annotations

from collections.abc import Iterable

from frame_ls.verifier.explanation import AtomView, ExchangeKind, HeapView, LocalView, Origin, StatementState
from frame_ls.workspace.desk import UnitState
from frame_ls.workspace.render_markdown import ROLE_WORDS
from frame_ls.workspace.report import Status
from frame_ls.workspace.state_at import StateAt

_LABEL = 9


def state_text(found: StateAt) -> str:
    """All paths at the place, one after the other."""
    if not found.statements:
        return _title(found, None)
    blocks = []
    for number, state in enumerate(found.statements, 1):
        block = [_title(found, state)] if number == 1 else []
        if len(found.statements) > 1:
            block.append(f"--- path {number} of {len(found.statements)}" + (" · fails" if state.failed else ""))
        blocks.append("\n".join([*block, *_state(state, found)]))
    return "\n\n".join(blocks)


def verdict_words(unit: UnitState) -> str:
    """ "verified", or what stands in its way."""
    if unit.outcome is None:
        return unit.stage.value
    if unit.outcome.status is Status.VERIFIED:
        return "verified"
    count = len(unit.outcome.findings)
    return f"{unit.outcome.status.value}: {count} finding{'' if count == 1 else 's'}"


def _title(found: StateAt, state: StatementState | None) -> str:
    parts = [found.unit.unit.name]
    if state is not None:
        line = found.line(state.span)
        parts += [f"line {line}"] if line is not None else []
        parts.append(state.title or ("at this statement" if found.is_inside else "after this statement"))
    left = " · ".join(parts)
    return f"{left:<58}{verdict_words(found.unit)}" if len(left) < 57 else f"{left}  {verdict_words(found.unit)}"


def _state(state: StatementState, found: StateAt) -> list[str]:
    lines = _rows("path", _path(state, found))
    lines += _rows("locals", _locals(state.locals, found))
    if found.is_inside:
        lines += _rows("heap", _heap(state.before, found))
        if state.after is not None and state.after.atoms != state.before.atoms:
            lines += _rows("after", _heap(state.after, found))
    elif state.after is not None:
        lines += _rows("heap", _heap(state.after, found))
    else:
        lines += _rows("heap", ["(execution does not get past the statement on this path)"])
    if found.is_inside:
        lines += _rows("needed", _matches(state, (ExchangeKind.CALL, ExchangeKind.ASSERT)))
        lines += _rows("owed", _matches(state, (ExchangeKind.POSTCONDITION, ExchangeKind.INVARIANT)))
    lines += _rows("known", _known(state, found))
    if state.impossible:
        lines += _rows("ends", [state.impossible])
    return lines


def _rows(label: str, rows: Iterable[str]) -> list[str]:
    """The rows with the label before the first; nothing for no rows."""
    return [f"{label if number == 0 else '':<{_LABEL}}{row}" for number, row in enumerate(rows)]


def _path(state: StatementState, found: StateAt) -> list[str]:
    if not state.path:
        return ["(no branches)"]
    return [branch.text + _line(found.line(branch.span)) for branch in state.path]


def _locals(names: tuple[LocalView, ...], found: StateAt) -> list[str]:
    given = [local.name for local in names if _is_given(local)]
    rows = [f"{', '.join(given)} as given"] if given else []
    for local in names:
        if local.value == local.name and not _is_given(local):
            rows.append(f"{local.name} = {_origin(local.origin, found)}")
        elif local.value != local.name:
            value = "unset" if local.value is None else local.value
            rows.append(f"{local.name} = {value}{_origin(local.origin, found, brackets=True)}")
    return rows


def _is_given(local: LocalView) -> bool:
    """Whether the variable still has the value it came with."""
    return local.value == local.name and (local.origin is None or local.origin.text == "as given")


def _heap(heap: HeapView, found: StateAt) -> list[str]:
    if not heap.atoms:
        return ["emp"]
    width = min(34, max(len(atom.text) for atom in heap.atoms))
    return [_atom(atom, width, found) for atom in heap.atoms]


def _atom(atom: AtomView, width: int, found: StateAt) -> str:
    words = [word for word in (ROLE_WORDS[atom.role], _origin(atom.origin, found).strip()) if word]
    return f"{atom.text:<{width}}  {', '.join(words)}".rstrip()


def _matches(state: StatementState, kinds: tuple[ExchangeKind, ...]) -> list[str]:
    rows = []
    for exchange in state.exchanges:
        if exchange.kind in kinds and not exchange.automatic:
            for match in exchange.matches:
                got = "= " + " &*& ".join(match.taken) if match.found and match.taken else ""
                rows.append(f"{match.needed:<24}  {got if match.found else 'MISSING'}".rstrip())
    return rows


def _known(state: StatementState, found: StateAt) -> list[str]:
    heap = state.before if found.is_inside or state.after is None else state.after
    rows = [fact.text + _origin(fact.origin, found, brackets=True) for fact in heap.facts]
    return list(dict.fromkeys(rows)) or ["nothing more"]


def _origin(origin: Origin | None, found: StateAt, brackets: bool = False) -> str:
    if origin is None:
        return ""
    line = found.line(origin.span)
    where = f", line {line}" if line is not None else ""
    return f" ({origin.text}{where})" if brackets else f"{origin.text}{where}"


def _line(line: int | None) -> str:
    return "" if line is None else f" (line {line})"
