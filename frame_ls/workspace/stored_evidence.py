"""Stored proofs and models, checked again by the kernel alone: no search, no solver."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.workspace.inputs import Unreadable, read_text


@dataclass(frozen=True, slots=True)
class Checked:
    """One file of evidence that the kernel accepted: it shows that `text` is `claim`."""

    file: str
    claim: str  # valid, invalid, unsatisfiable, satisfiable
    text: str
    steps: int
    axioms: tuple[str, ...]  # lemmas that it takes from its definitions without proof
    solvers: tuple[str, ...]  # SMT solvers whose word it takes


@dataclass(frozen=True, slots=True)
class NotAccepted:
    """One file of evidence that the kernel refused, and why."""

    file: str
    reason: str


def verify_file(file: str) -> Checked | NotAccepted | Unreadable:
    """Checks one file of evidence."""
    from frame_ls.kernel.evidence import verify_evidence_text
    from frame_ls.kernel.refused import Refused

    text = read_text(file)
    if isinstance(text, Unreadable):
        return text
    try:
        found = verify_evidence_text(text)
    except Refused as refused:
        return NotAccepted(file, str(refused))
    except Exception as error:  # whatever breaks is not accepted, and the other files still get their line
        return NotAccepted(file, f"it cannot be read as evidence ({error!r})")
    return Checked(file, found.claim, found.text, found.steps, found.axioms, found.solvers)
