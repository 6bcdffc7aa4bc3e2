"""Evidence as text: written, read, checked again, and refused when anything in it is changed or swapped."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from frame_ls.kernel.boolean import EncodingProof, HeapModel
from frame_ls.kernel.boolean_encoding import encode
from frame_ls.kernel.certify import Evidence
from frame_ls.kernel.evidence import evidence_text, verify_evidence_text
from frame_ls.kernel.models import Model, Unfolding
from frame_ls.kernel.proofs import LocalLemma, Proof
from frame_ls.kernel.pure_proofs import Boolean, Given, Line, PureProof
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.values import HeapCell
from frame_ls.logic.definitions import Definitions, Lemma
from frame_ls.logic.formulas import And, Emp, Pure, Spatial, Star
from frame_ls.logic.heaps import Entailment, PredicateCall
from frame_ls.logic.terms import FALSE, TRUE, Number, conjuncts
from tests.kernel.rule_terms import APPEND, LEMMAS, REFOLD, REST, append_proof, entails
from tests.kernel.test_rules import CASES
from tests.kernel.test_semantics import NUMBERS, VS, N, X, at, chain, counted, values
from tests.oracle import countermodel
from tests.random_goals import DEFINITIONS, call, heap, node, to

Y, Z = node("y"), node("z")


def model_of_a_count() -> tuple[Entailment, Definitions, Evidence]:
    goal = entails(heap(counted(X, N)), heap(counted(X, Number(3))))
    derivation = (Unfolding(1, (at(2), 3)), Unfolding(1, (at(0), 5)), Unfolding(0))
    return goal, NUMBERS, Model(((X, at(1)), (N, 2)), tuple(chain(3, 5).items()), derivation)


def model_with_data() -> tuple[Entailment, Definitions, Evidence]:
    goal = entails(heap(PredicateCall("holding", (X, VS))), heap())
    derivation = (Unfolding(1, (at(2), 3, values(5))), Unfolding(1, (at(0), 5, values())), Unfolding(0))
    return goal, NUMBERS, Model(((X, at(1)), (VS, values(3, 5))), tuple(chain(3, 5).items()), derivation)


def countermodel_of_append() -> tuple[Entailment, Definitions, Evidence]:
    goal = entails(heap(call("ls", X, Y), call("ls", Y, Z)), heap(call("ls", X, Z)))
    model = countermodel(goal, DEFINITIONS)
    assert model is not None
    return goal, DEFINITIONS, model


def proof_by_own_lemma() -> tuple[Entailment, Definitions, Evidence]:
    own = LocalLemma(Lemma("mine", APPEND), append_proof(REST, REFOLD))
    return APPEND, DEFINITIONS, Proof(APPEND, (own,), append_proof(REST, REFOLD))


PROOFS = [(c.goal, LEMMAS, Proof(c.goal, (), c.step)) for c in CASES if c.refusal is None]
MODELS = [model_of_a_count(), model_with_data(), countermodel_of_append()]
ALL: list[tuple[Entailment, Definitions, Evidence]] = [*PROOFS, proof_by_own_lemma(), *MODELS]


@pytest.mark.parametrize("number", range(len(ALL)))
def test_what_is_written_is_accepted(number: int) -> None:
    goal, definitions, evidence = ALL[number]
    text = evidence_text(goal, definitions, evidence)
    found = verify_evidence_text(text)
    assert found.goal == goal
    assert found.kind == ("model" if isinstance(evidence, Model) else "proof")
    assert evidence_text(goal, definitions, evidence) == text


# Formulas with every connective.

NO_CELL = And((Star((Spatial(to(X, Y)), Pure(TRUE))), Emp()))
A_CELL = Star((Spatial(to(X, Y)), Pure(TRUE)))


def test_evidence_about_formulas() -> None:
    lines = [Line(f, Given()) for f in conjuncts(encode(NO_CELL).formula)]
    proof = EncodingProof(PureProof((*lines, Line(FALSE, Boolean(tuple(range(len(lines))))))))
    found = verify_evidence_text(evidence_text(NO_CELL, DEFINITIONS, proof))
    assert (found.kind, found.claim, found.goal) == ("proof", "unsatisfiable", NO_CELL)
    model = HeapModel(((X, at(1)), (Y, at(2))), ((("node", at(1)), HeapCell("node", (at(2),))),))
    text = evidence_text(A_CELL, DEFINITIONS, model)
    assert verify_evidence_text(text).claim == "satisfiable"
    with pytest.raises(Refused, match="not seen to satisfy"):
        verify_evidence_text(evidence_text(NO_CELL, DEFINITIONS, model))
    goal = entails(heap(to(X, Y)))
    with pytest.raises(Refused, match="of this form"):
        verify_evidence_text(evidence_text(goal, DEFINITIONS, model))


def sealed(document: dict[str, Any]) -> str:
    """The document with digests and seal made to fit, as whoever forges one would."""

    def digest(value: object) -> str:
        return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    document["digest"] = document["evidence"]["of"] = digest(document["problem"])
    document["seal"] = digest(document["evidence"])
    return json.dumps(document)


def changes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every place in a JSON value, with something else to put there."""
    if isinstance(value, bool):
        yield path, not value
    elif isinstance(value, int):
        yield path, value + 1
        yield path, value - 1
    elif isinstance(value, str):
        yield path, value + "x"
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from changes(part, (*path, i))
        if value:
            yield path, value[:-1]
            yield path, [*value, value[-1]]
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from changes(part, (*path, name))
    yield path, None


def changed(document: Any, path: tuple[Any, ...], new: Any) -> dict[str, Any]:
    copy = json.loads(json.dumps(document))
    place = copy
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = new
    return copy


def sample(number: int) -> tuple[dict[str, Any], list[tuple[tuple[Any, ...], Any]]]:
    goal, definitions, evidence = ALL[number]
    document = json.loads(evidence_text(goal, definitions, evidence))
    places = [("evidence", *path) for path, _ in changes(document["evidence"]) if path]
    news = [new for path, new in changes(document["evidence"]) if path]
    return document, list(zip(places, news, strict=True))


@pytest.mark.parametrize("number", range(len(ALL)))
def test_any_change_breaks_the_seal(number: int) -> None:
    document, places = sample(number)
    for path, new in places:
        if path[1] != "of":
            with pytest.raises(Refused):
                verify_evidence_text(json.dumps(changed(document, path, new)))


@pytest.mark.parametrize("number", range(len(ALL)))
def test_a_forged_change_is_refused_or_harmless(number: int) -> None:
    """With a new seal it is the steps themselves that must hold: nothing else is shown than before, and no crash."""
    goal = ALL[number][0]
    document, places = sample(number)
    random = Random(number)
    refused = 0
    for path, new in random.sample(places, min(len(places), 100)):
        try:
            found = verify_evidence_text(sealed(changed(document, path, new)))
        except Refused:
            refused += 1
        else:
            assert found.goal == goal and found.kind == ("model" if "model" in document["evidence"] else "proof")
    assert refused > 0


def test_swapped_evidence_is_refused() -> None:
    documents = [json.loads(evidence_text(*case)) for case in ALL]
    for one, other in pairwise(documents):
        if one["problem"] != other["problem"]:
            with pytest.raises(Refused, match="another problem"):
                verify_evidence_text(json.dumps({**one, "evidence": other["evidence"], "seal": other["seal"]}))


def test_the_text_must_say_what_the_goal_says() -> None:
    document = json.loads(evidence_text(*ALL[0]))
    document["text"] = "emp |- emp"
    with pytest.raises(Refused, match="does not say"):
        verify_evidence_text(json.dumps(document))


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "nonsense", '{"format": "frame-evidence", "version": 1}', "[" * 100_000]
)
def test_what_is_no_evidence_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        verify_evidence_text(text)


def test_only_what_is_needed_is_stored() -> None:
    document = json.loads(evidence_text(APPEND, LEMMAS, Proof(APPEND, (), append_proof(REST, REFOLD))))
    definitions = document["problem"]["definitions"]
    assert list(definitions["predicates"]) == ["ls"]
    assert definitions["lemmas"] == {}


def test_a_long_model_is_checked(tmp_path: Path) -> None:
    count = 3000
    goal = entails(heap(call("lseg", X, Y)), heap())
    cells = tuple((("node", at(i)), HeapCell("node", (at(i + 1 if i < count else 0),))) for i in range(1, count + 1))
    derivation = (*(Unfolding(1, (at(i + 1 if i < count else 0),)) for i in range(1, count + 1)), Unfolding(0))
    model = Model(((X, at(1)), (Y, at(0))), cells, derivation)
    assert verify_evidence_text(evidence_text(goal, DEFINITIONS, model)).kind == "model"


NO_SOLVERS = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("z3", "cvc5") or name.startswith(("frame_ls.prover", "frame_ls.verifier")):
            raise ImportError(f"{name} is out of reach here")

sys.meta_path.insert(0, Refuse())
from frame_ls.cli import main
sys.argv = ["frame", "evidence", "verify", *sys.argv[1:]]
main()
"""


def test_neither_solver_nor_search_is_needed(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    text = evidence_text(*ALL[0])
    good.write_text(text, encoding="utf-8")
    bad.write_text(text.replace('"atom":0', '"atom":1', 1), encoding="utf-8")

    def run(*files: Path) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-c", NO_SOLVERS, *map(str, files)]
        return subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60)

    assert run(good).returncode == 0
    both = run(good, bad)
    assert both.returncode == 1
    assert "REFUSED" in both.stdout and "seal" in both.stdout
    assert run(tmp_path / "nothing.json").returncode == 2
