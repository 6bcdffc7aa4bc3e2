"""What the functions of `frame_ls` do, with everything imported that they need."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from frame_ls.declarations.script import load_judgement
from frame_ls.kernel.certify import Unknown, Valid, Verdict
from frame_ls.kernel.proofs import Proof
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment, SymbolicHeap
from frame_ls.prover.budget import Budget
from frame_ls.verifier import frames
from frame_ls.verifier.answers import judge
from frame_ls.workspace.check import check_paths
from frame_ls.workspace.check_text import check_text
from frame_ls.workspace.inputs import SUFFIXES, Unreadable, inputs_of, read_text
from frame_ls.workspace.options import Options
from frame_ls.workspace.report import Report


@dataclass(frozen=True, slots=True)
class Framed:
    """P * missing |- Q * frame, with its proof. Nothing is missing where only a frame was asked for."""

    frame: SymbolicHeap
    missing: SymbolicHeap
    goal: Entailment
    proof: Proof


@dataclass(frozen=True, slots=True)
class _Asked:
    goals: tuple[Entailment, ...]
    definitions: Definitions
    outside: str | None = None  # why there are no goals


def prove(judgement: str | Entailment, budget: Budget | None, definitions: Definitions | None) -> Verdict:
    """See `frame_ls.prove`."""
    asked = _asked(judgement, definitions)
    if asked.outside is not None:
        return Unknown(asked.outside)
    verdict: Verdict = Unknown("the left side has no case")
    shared = budget or Budget()
    for goal in asked.goals:
        verdict = judge(goal, asked.definitions, shared)
        if not isinstance(verdict, Valid):
            return verdict
    return verdict


def framed(
    judgement: str | Entailment, budget: Budget | None, definitions: Definitions | None, *, missing: bool
) -> Framed | Unknown:
    """See `frame_ls.infer_frame` and `frame_ls.abduce`."""
    asked = _asked(judgement, definitions)
    if asked.outside is not None or len(asked.goals) != 1:
        return Unknown(asked.outside or "a disjunction on the left has no one frame")
    shared = budget or Budget()
    infer = frames.abduce if missing else frames.infer_frame
    found = infer(asked.goals[0], asked.definitions, shared)
    if isinstance(found, Unknown):
        return found
    verdict = judge(found.goal, asked.definitions, shared)
    if isinstance(verdict, Valid):
        return Framed(found.frame, found.missing, found.goal, verdict.proof)
    return verdict if isinstance(verdict, Unknown) else Unknown("the frame that was found does not hold")


def _asked(judgement: str | Entailment, definitions: Definitions | None) -> _Asked:
    if isinstance(judgement, Entailment):
        return _Asked((judgement,), definitions or load_judgement("emp |- emp").definitions)
    loaded = load_judgement(judgement)
    if loaded.findings:
        raise ValueError(loaded.findings[0].message)
    query = loaded.queries[0]
    return _Asked(query.goals, query.definitions, query.outside)


def check(source: str | Path, language: str, options: Options | None) -> Report:
    """See `frame_ls.check`."""
    chosen = options or Options()
    if isinstance(source, Path) or _is_path(source):
        files: list[str] = []
        for item in inputs_of([str(source)]):
            problem = read_text(item) if isinstance(item, str) else item
            if isinstance(problem, Unreadable):
                kind = ValueError if Path(problem.path).exists() else FileNotFoundError
                raise kind(f"{problem.path} {problem.reason}")
            files.append(str(item))
        return check_paths(files, chosen)
    return check_text(source, f"text.{language}", chosen)


def _is_path(text: str) -> bool:
    """Whether the string names something, or can only have been meant to."""
    if "\n" in text or "\0" in text:
        return False
    return text.endswith(SUFFIXES) or (len(text) < 4096 and Path(text).exists())
