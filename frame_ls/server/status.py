"""`frame/status`: where every unit of a document stands, in the words of `frame check`."""

from __future__ import annotations

from typing import Any

from frame_ls.server.convert import Converter
from frame_ls.workspace.desk import Stage, UnitState, View
from frame_ls.workspace.report import Status


def status_of(view: View, converter: Converter, now: float) -> dict[str, Any]:
    """The parameters of the notification. `now` is the loop's time."""
    return {
        "uri": view.document.uri,
        "version": view.document.version,
        "units": [unit_status(state, view, converter, now) for state in view.states if _is_here(state, view)],
    }


def _is_here(state: UnitState, view: View) -> bool:
    stretch = view.places.stretch(state.unit.span)
    return stretch is not None and stretch[0] == view.document.file


def word_of(state: UnitState, view: View) -> str:
    """The status as one word: a verdict counts only for the text it was made for."""
    if not view.is_current:
        return Stage.STALE.value
    return state.outcome.status.value if state.outcome is not None else state.stage.value


def unit_status(state: UnitState, view: View, converter: Converter, now: float) -> dict[str, Any]:
    """One unit."""
    outcome = state.outcome
    stretch = converter.range_of(state.unit.span)
    running = state.stage is Stage.RUNNING
    return {
        "unit": state.unit.name,
        "kind": state.unit.kind.value,
        "status": word_of(state, view),
        "range": None
        if stretch is None
        else {
            "start": {"line": stretch.start.line, "character": stretch.start.character},
            "end": {"line": stretch.end.line, "character": stretch.end.character},
        },
        "seconds": None if outcome is None else round(outcome.seconds, 4),
        "elapsed": round(now - state.since, 3) if running else None,
        "reason": reason_of(state),
        "evidence": None if outcome is None or outcome.evidence is None else outcome.evidence.value,
    }


def reason_of(state: UnitState) -> str | None:
    """Why there is no better verdict, in one line."""
    outcome = state.outcome
    if outcome is None or outcome.status is Status.VERIFIED or not outcome.findings:
        return None
    return outcome.findings[0].message.split("\n", 1)[0]
