"""The symbolic state at a place of a file on the disk: what `frame explain FILE:LINE` tells."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.source import Encoding, LineIndex, Position
from frame_ls.workspace import languages
from frame_ls.workspace.alone import run_alone
from frame_ls.workspace.desk import Stage, UnitState
from frame_ls.workspace.inputs import Unreadable, read_text
from frame_ls.workspace.language import Limits, Summary
from frame_ls.workspace.options import Options
from frame_ls.workspace.places import Places
from frame_ls.workspace.state_at import StateAt, statements_at, unpacked


@dataclass(frozen=True, slots=True)
class Nothing:
    """There is nothing to tell, and why; `is_unreadable` where the file is to blame."""

    reason: str
    is_unreadable: bool = False


def explained(file: str, line: int, column: int | None, options: Options) -> StateAt | Nothing:
    """The states at a place; lines and columns count from 1. Without a column: at the last thing on the line."""
    text = read_text(file)
    language = languages.find(file)
    if isinstance(text, Unreadable):
        return Nothing(f"{file} {text.reason}", is_unreadable=True)
    if language is None:
        return Nothing(f"{file} has an unknown type", is_unreadable=True)
    index = LineIndex(text)
    if not 1 <= line <= len(index):
        return Nothing(f"{file} has {len(index)} lines", is_unreadable=True)
    offset = _offset(index, line - 1, column)
    analysis = language.analyse(file, text, options, _on_disk)
    places = Places(analysis.summary.texts, {file: index})
    state = _unit_at(analysis.summary, places, file, offset)
    if state is None:
        return Nothing(f"no function, lemma or query is at {file}:{line}")
    outcome = run_alone(analysis, state.unit, Limits(options.timeout), options.memory)
    done = UnitState(state.unit, Stage.DONE, outcome)
    explanation = unpacked(outcome.explanation)
    if explanation is None:
        return StateAt(done, (), is_inside=False, places=places)
    statements, is_inside = statements_at(explanation, places, file, offset)
    return StateAt(done, statements, is_inside, places)


def _offset(index: LineIndex, line: int, column: int | None) -> int:
    """The offset of the column; of the first character that is not blank where there is none."""
    if column is not None:
        return index.offset(Position(line, column - 1), Encoding.UTF32)
    text = index.line(line)
    return index.line_start(line) + len(text) - len(text.lstrip())


def _unit_at(summary: Summary, places: Places, file: str, offset: int) -> UnitState | None:
    for unit in summary.units:
        stretch = places.stretch(unit.span)
        if stretch is not None and stretch[0] == file and stretch[1] <= offset <= stretch[2]:
            return UnitState(unit, Stage.NOT_RUN)
    return None


def _on_disk(path: str) -> str | None:
    text = read_text(path)
    return text if isinstance(text, str) else None
