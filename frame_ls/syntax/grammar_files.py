"""Where the grammars lie: beside the package when it is installed, at the top of the repository in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def grammar_path(name: str) -> Path:
    """The file of the grammar `name` (`c` means `c.lark`). Raises FileNotFoundError where it is not shipped."""
    for folder in (_PACKAGE / "grammar", _PACKAGE.parent / "grammar"):
        path = folder / f"{name}.lark"
        if path.is_file():
            return path
    raise FileNotFoundError(f"grammar {name}.lark is neither in {_PACKAGE / 'grammar'} nor beside the package")


def grammar_text(name: str) -> str:
    """The text of the grammar `name`."""
    return grammar_path(name).read_text(encoding="utf-8")
