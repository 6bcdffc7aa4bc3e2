"""Evidence as a text of its own: the goal, all that its names mean, and a proof or a model; `docs/evidence.md`.

Whoever holds the text can check it again with the kernel alone. A digest of the problem (goal and definitions) ties the
evidence to it, and a seal ties the evidence to itself, so a swap or a change is seen even where it would do no harm.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Literal

from frame_ls.kernel.boolean import EncodingProof, HasModel, HeapModel, NoModel, certify_formula
from frame_ls.kernel.cell_free import CellFreeModel
from frame_ls.kernel.certify import Evidence, Invalid, Unknown, Valid, certify
from frame_ls.kernel.decoding import Reader
from frame_ls.kernel.derived_models import DerivedModel
from frame_ls.kernel.encoding import Json, Writer
from frame_ls.kernel.models import Model
from frame_ls.kernel.problems import AnyEvidence, Goal, check_problem, relevant_definitions
from frame_ls.kernel.proofs import LocalLemma, Proof, Step
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.formulas import Formula
from frame_ls.logic.heaps import Entailment
from frame_ls.logic.printer import show_entailment, show_formula

FORMAT = "frame-evidence"
_KEYS: dict[type, str] = {
    Model: "model",
    DerivedModel: "derived model",
    CellFreeModel: "cell-free model",
    HeapModel: "heap model",
    EncodingProof: "encoding proof",
}
VERSION = 1


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a checked text shows: that `text` is `claim`, by a proof or by a model (`kind`).

    Goals with a right side are valid or invalid; those without one, and formulas, are unsatisfiable or satisfiable. It
    leans on the lemmas of its definitions that are named in `axioms`, and on the words of `solvers`.
    """

    kind: Literal["proof", "model"]
    claim: Literal["valid", "invalid", "unsatisfiable", "satisfiable"]
    text: str
    goal: Goal
    digest: str
    axioms: tuple[str, ...]
    solvers: tuple[str, ...]
    steps: int


def evidence_text(goal: Goal, definitions: Definitions, evidence: AnyEvidence) -> str:
    """The evidence as JSON text, with as much of the definitions as it needs. It is not checked here."""
    needed = relevant_definitions(goal, definitions, evidence)
    problem, writer = _problem(goal, needed)
    sizes = {name: len(table) for name, table in writer.tables.items()}
    body: Json
    if isinstance(evidence, Proof):
        body = {"proof": {"lemmas": writer.json(evidence.lemmas), "step": writer.json(evidence.step)}}
    else:
        body = {_KEYS[type(evidence)]: writer.json(evidence)}
    tables = {name: table[sizes[name] :] for name, table in writer.tables.items()}
    shown = {"of": _digest(problem), **body, "tables": {n: t for n, t in tables.items() if t}}
    document = {
        "format": FORMAT,
        "version": VERSION,
        "text": _shown(goal),
        "digest": shown["of"],
        "problem": problem,
        "evidence": shown,
        "seal": _digest(shown),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def problem_digest(goal: Goal, definitions: Definitions) -> str:
    """The sha256 of the goal with exactly these definitions, in canonical form."""
    return _digest(_problem(goal, definitions)[0])


def verify_evidence_text(text: str) -> Accepted:
    """Checks a text that `evidence_text` may have made. Raises `Refused` unless all of it is in order."""
    document = _parsed(text)
    if document.get("format") != FORMAT or document.get("version") != VERSION:
        raise Refused("this is no evidence of this version of Frame")
    problem, shown = _section(document, "problem"), _section(document, "evidence")
    digest = _digest(problem)
    if document.get("digest") != digest or shown.get("of") != digest:
        raise Refused("the evidence belongs to another problem: the digests differ")
    if document.get("seal") != _digest(shown):
        raise Refused("the evidence was changed after it was written: its seal is broken")
    try:
        return _checked(document, problem, shown, digest)
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        raise Refused(f"the evidence is malformed: {error!r}") from error


def _checked(document: Json, problem: Json, shown: Json, digest: str) -> Accepted:
    reader = Reader()
    reader.add_tables(_section(problem, "tables"))
    given = problem.get("goal")
    goal: Goal = reader.read(given, Formula if isinstance(given, int) else Entailment)
    definitions: Definitions = reader.read(problem.get("definitions"), Definitions)
    check_problem(goal, definitions)
    if document.get("text") != _shown(goal):
        raise Refused("the text does not say what the goal says")
    reader.add_tables(shown.get("tables", {}))
    evidence = _evidence(goal, shown, reader)
    if isinstance(goal, Entailment) and not isinstance(evidence, EncodingProof | HeapModel):
        return _of_goal(goal, definitions, evidence, digest)
    if not isinstance(goal, Entailment) and isinstance(evidence, EncodingProof | HeapModel):
        return _of_formula(goal, definitions, evidence, digest)
    raise Refused("the evidence is none for a goal of this form")


def _of_goal(goal: Entailment, definitions: Definitions, evidence: Evidence, digest: str) -> Accepted:
    text = _shown(goal)
    match certify(goal, definitions, evidence):
        case Valid(checked=checked):
            claim: Literal["valid", "unsatisfiable"] = "valid" if goal.right else "unsatisfiable"
            return Accepted("proof", claim, text, goal, digest, checked.axioms, checked.solvers, checked.steps)
        case Invalid():
            return Accepted("model", "invalid" if goal.right else "satisfiable", text, goal, digest, (), (), 0)
        case Unknown(reason=reason):
            raise Refused(reason)


def _of_formula(goal: Formula, definitions: Definitions, evidence: EncodingProof | HeapModel, digest: str) -> Accepted:
    match certify_formula(goal, definitions, evidence):
        case NoModel(solvers=solvers):
            return Accepted("proof", "unsatisfiable", _shown(goal), goal, digest, (), solvers, 1)
        case HasModel():
            return Accepted("model", "satisfiable", _shown(goal), goal, digest, (), (), 0)


def _evidence(goal: Goal, shown: Json, reader: Reader) -> AnyEvidence:
    if "proof" in shown and isinstance(goal, Entailment):
        proof = _section(shown, "proof")
        local: tuple[LocalLemma, ...] = reader.read(proof.get("lemmas"), tuple[LocalLemma, ...])
        return Proof(goal, local, reader.read(proof.get("step"), Step))
    for kind, key in _KEYS.items():
        if key in shown:
            found: AnyEvidence = reader.read(shown[key], kind)
            return found
    raise Refused("there is neither a proof nor a model")


def _shown(goal: Goal) -> str:
    return show_entailment(goal) if isinstance(goal, Entailment) else show_formula(goal)


def _problem(goal: Goal, definitions: Definitions) -> tuple[Json, Writer]:
    writer = Writer()
    encoded = {"goal": writer.json(goal), "definitions": writer.json(definitions)}
    return {**encoded, "tables": {name: list(table) for name, table in writer.tables.items() if table}}, writer


def _digest(value: Json) -> str:
    canonical = json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _parsed(text: str) -> dict[str, Json]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(f"this is no JSON: {error}") from None
    if not isinstance(document, dict):
        raise Refused("this is no evidence")
    return document


def _section(document: dict[str, Json], name: str) -> dict[str, Json]:
    found = document.get(name)
    if not isinstance(found, dict):
        raise Refused(f"the part {name!r} is missing")
    return found
