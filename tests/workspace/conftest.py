"""What the tests of the workspace share."""

from __future__ import annotations

import pytest

from frame_ls.workspace import analyst_process


@pytest.fixture(autouse=True)
def one_prover(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody may be editing the prover while its tests run; the fake language does not depend on it."""
    monkeypatch.setattr(analyst_process, "prover_version", lambda: "fake")
