"""Evidence as a text of its own: the goal, all that its names mean, and a proof or a model; `docs/evidence.md`.

Whoever holds the text can check it again with the kernel alone. A digest of the problem (goal and definitions) ties the
evidence to it, and a seal ties the evidence to itself, so a swap or a change is seen even where it would do no harm.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from frame_ls.kernel.certify import Evidence, Invalid, Unknown, Valid, certify
from frame_ls.kernel.decoding import Reader
from frame_ls.kernel.encoding import Json, Writer
from frame_ls.kernel.models import Model
from frame_ls.kernel.problems import check_problem, relevant_definitions
from frame_ls.kernel.proofs import LocalLemma, Proof, Step
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment
from frame_ls.logic.printer import show_entailment

FORMAT = "frame-evidence"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a checked text shows: `text` is valid (`kind` "proof") or not (`kind` "model").

    It leans on the lemmas of its definitions that are named in `axioms`, and on the words of `solvers`.
    """

    kind: str
    text: str
    goal: Entailment
    digest: str
    axioms: tuple[str, ...]
    solvers: tuple[str, ...]
    steps: int


def evidence_text(goal: Entailment, definitions: Definitions, evidence: Evidence) -> str:
    """The evidence as JSON text, with as much of the definitions as it needs. It is not checked here."""
    needed = relevant_definitions(goal, definitions, evidence)
    problem, writer = _problem(goal, needed)
    sizes = {name: len(table) for name, table in writer.tables.items()}
    body: Json
    if isinstance(evidence, Model):
        body = {"model": writer.json(evidence)}
    else:
        body = {"proof": {"lemmas": writer.json(evidence.lemmas), "step": writer.json(evidence.step)}}
    tables = {name: table[sizes[name] :] for name, table in writer.tables.items()}
    shown = {"of": _digest(problem), **body, "tables": {n: t for n, t in tables.items() if t}}
    document = {
        "format": FORMAT,
        "version": VERSION,
        "text": show_entailment(goal),
        "digest": shown["of"],
        "problem": problem,
        "evidence": shown,
        "seal": _digest(shown),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def problem_digest(goal: Entailment, definitions: Definitions) -> str:
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
    goal: Entailment = reader.read(problem.get("goal"), Entailment)
    definitions: Definitions = reader.read(problem.get("definitions"), Definitions)
    check_problem(goal, definitions)
    if document.get("text") != show_entailment(goal):
        raise Refused("the text does not say what the goal says")
    reader.add_tables(shown.get("tables", {}))
    return _accepted(goal, definitions, _evidence(goal, shown, reader), digest)


def _accepted(goal: Entailment, definitions: Definitions, evidence: Evidence, digest: str) -> Accepted:
    text = show_entailment(goal)
    match certify(goal, definitions, evidence):
        case Valid(checked=checked):
            return Accepted("proof", text, goal, digest, checked.axioms, checked.solvers, checked.steps)
        case Invalid():
            return Accepted("model", text, goal, digest, (), (), 0)
        case Unknown(reason=reason):
            raise Refused(reason)


def _evidence(goal: Entailment, shown: Json, reader: Reader) -> Evidence:
    match shown:
        case {"model": model}:
            found: Model = reader.read(model, Model)
            return found
        case {"proof": {"lemmas": lemmas, "step": step}}:
            local: tuple[LocalLemma, ...] = reader.read(lemmas, tuple[LocalLemma, ...])
            return Proof(goal, local, reader.read(step, Step))
    raise Refused("there is neither a proof nor a model")


def _problem(goal: Entailment, definitions: Definitions) -> tuple[Json, Writer]:
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
