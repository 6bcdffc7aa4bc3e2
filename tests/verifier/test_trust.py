"""What is taken without a proof is few, stands in known places, and is told."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import REPOSITORY, RunFrame

LIBRARY = REPOSITORY / "frame_ls" / "library" / "c"
UNPROVED = re.compile(r"\blemma(?:_auto)?\b[^;{\n]*\)\s*;")

# How many lemmas without a proof each file of the library has. One more has to be argued for here and there.
WITHOUT_PROOF = {
    "axioms.gh": 21,  # memory and its limits, and `fix_unfold`
    "nat.gh": 4,  # `nat_of_int` is known by these only
    "prelude.h": 1,  # `assume`
    "quantifiers.gh": 3,  # what `forall_t` means, and that it is there
}

TEXT = """\
/*@
lemma void magic(int x);
    requires true;
    ensures x == 0;
@*/

int by_lemma(int x)
//@ requires true;
//@ ensures result == 0;
{
  //@ magic(x);
  return x;
}

int by_assumption(int x)
//@ requires true;
//@ ensures result == 0;
{
  //@ assume(x == 0);
  return x;
}

void by_axiom(int *p)
//@ requires integer(p, ?v);
//@ ensures integer(p, v);
{
  //@ integer_limits(p);
}

int by_nothing(int x)
//@ requires x == 0;
//@ ensures result == 0;
{
  return x;
}
"""


def test_the_axioms_of_the_library_are_counted() -> None:
    found = {path.name: len(UNPROVED.findall(path.read_text(encoding="utf-8"))) for path in LIBRARY.iterdir()}
    assert {name: count for name, count in found.items() if count} == WITHOUT_PROOF


def test_what_a_function_takes_without_proof_is_told(tmp_path: Path, run_frame: RunFrame) -> None:
    file = tmp_path / "trust.c"
    file.write_text(TEXT, encoding="utf-8")
    run = run_frame("check", "-v", "--no-cache", file)
    told: dict[str, str] = {}
    unit = ""
    for line in run.stdout.splitlines():
        if line.startswith("verified"):
            unit = line.split()[1]
        elif "taken without proof: " in line:
            told[unit] = line.partition("taken without proof: ")[2]
    assert told == {
        "by_lemma": "the lemma `magic`, which has no proof",
        "by_assumption": "assume(x == 0)",
        "by_axiom": "the axiom `integer_limits`",
    }
