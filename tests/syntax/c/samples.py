"""The texts of all golden cases, for tests that hold for any text."""

from __future__ import annotations

from pathlib import Path

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.txt"))


def cases(path: Path) -> list[tuple[str, str, str]]:
    """Name, text and expected trees of each case of a golden file."""
    found = []
    for case in path.read_text(encoding="utf-8").split("\n== ")[1:]:
        name, _, rest = case.partition("\n")
        text, _, expected = rest.partition("\n--\n")
        found.append((name, text, expected.strip("\n")))
    return found


def texts() -> dict[str, str]:
    """All texts, by file and case."""
    return {f"{path.stem}/{name}": text for path in GOLDEN for name, text, _ in cases(path)}
