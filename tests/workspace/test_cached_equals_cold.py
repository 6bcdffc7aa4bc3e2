"""A stored verdict is what a cold run would say: over the golden files, after random edits, places included.

`FRAME_EDITS` is the number of edits a file gets; a unit is compared as often as it survives one.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from frame_ls.workspace.language import Limits, Unit, UnitOutcome
from frame_ls.workspace.languages.annotated_c import CAnalysis, CLanguage
from frame_ls.workspace.options import Options
from frame_ls.workspace.places import NOWHERE, Places
from frame_ls.workspace.shown import ShownFinding, shown_finding
from frame_ls.workspace.store import VerdictStore
from tests.workspace.random_edits import mutated

EDITS = int(os.environ.get("FRAME_EDITS", "4"))
AT_ONCE = 2  # units compared after an edit
GOLDEN = sorted((Path(__file__).parents[1] / "verify").glob("*.c"))
LIMITS = Limits(60)


def read(language: CLanguage, path: Path, text: str) -> CAnalysis:
    return language.analyse(str(path), text, Options(), lambda _file: None)


def shown(analysis: CAnalysis, outcome: UnitOutcome) -> tuple[object, ...]:
    """All that a person sees of a verdict, but for its time."""
    place = Places(analysis.summary.texts).place
    findings: list[ShownFinding] = [shown_finding(finding, place) for finding in outcome.findings]
    places = [*(f.place for f in findings), *(note.place for f in findings for note in f.notes)]
    assert NOWHERE not in places, outcome.findings
    return outcome.status, findings, outcome.obligations, outcome.evidence, outcome.details, outcome.explanation


def stored(store: VerdictStore, analysis: CAnalysis, unit: Unit) -> UnitOutcome:
    """The verdict out of the store, made and kept where there is none."""
    fingerprint = unit.fingerprint
    if fingerprint not in store.find([fingerprint]):
        store.keep([(fingerprint, analysis.run(unit, LIMITS))])
    found = store.find([fingerprint])[fingerprint]
    return UnitOutcome(
        found.status,
        found.findings,
        found.seconds,
        found.obligations,
        found.evidence,
        details=found.details,
        explanation=store.explanation(fingerprint),
    )


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)
def test_a_stored_verdict_is_what_a_cold_run_says(golden: Path, tmp_path: Path) -> None:
    random_ = random.Random(golden.stem)
    language, store = CLanguage(), VerdictStore(tmp_path, "1")
    path, whole = tmp_path / golden.name, golden.read_text(encoding="utf-8")
    text = whole
    for step in range(EDITS):
        text = whole if step % 8 == 0 else mutated(text, random_)
        path.write_text(text, encoding="utf-8")
        warm, cold = read(language, path, text), read(CLanguage(), path, text)
        fresh = {unit.key: unit for unit in cold.summary.units}
        asked = [unit for unit in warm.summary.units if unit.settled is None]
        for unit in random_.sample(asked, min(AT_ONCE, len(asked))):
            kept = stored(store, warm, unit)
            assert shown(warm, kept) == shown(cold, cold.run(fresh[unit.key], LIMITS)), (unit.name, text)
