"""What a run is asked to do: the options of `frame check`, of `frame.toml` and of a file's first line, in one value.

Fields of the first group change what a C text *means* and so belong to every fingerprint; the others only say how
long, how wide and what for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

# Bytes of `int`, `long` and a pointer, by the name of the data model.
TARGETS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {
        "lp64": (4, 8, 8),
        "llp64": (4, 4, 8),
        "ilp64": (8, 8, 8),
        "ilp32": (4, 4, 4),
        "lp32": (2, 4, 4),
        "ip16": (2, 4, 2),
    }
)
_TARGET_ALIASES = {"32bit": "ilp32", "linux64": "lp64", "macos": "lp64", "win64": "llp64"}


@dataclass(frozen=True, slots=True)
class Options:
    """One run's options. `explicit` names the fields that the command line set: no file may change those."""

    # What the text means.
    target: str | None = None  # a key of TARGETS; None: sizes are unknown within the standard's bounds
    overflow_check: bool = True
    wrap_signed: bool = False
    allow_dead_code: bool = False
    leak_check: bool = True
    include_dirs: tuple[str, ...] = ()
    defines: tuple[tuple[str, str], ...] = ()  # (name, replacement), later ones win
    # How it is run.
    timeout: float = 10.0  # seconds a unit may take
    memory: int | None = None  # MiB a worker may take
    jobs: int | None = None  # None: all cores
    cache: bool = True
    evidence_dir: str | None = None
    select: tuple[str, ...] = ()  # names of units; empty: all
    expect: bool = False
    verbose: bool = False
    explicit: frozenset[str] = frozenset()

    def meaning(self) -> tuple[object, ...]:
        """The fields that change what a text means, for a fingerprint."""
        return (
            self.target,
            self.overflow_check,
            self.wrap_signed,
            self.allow_dead_code,
            self.leak_check,
            self.include_dirs,
            self.defines,
        )


FIELD_NAMES = frozenset(field.name for field in fields(Options)) - {"explicit"}


def target_named(name: str) -> str | None:
    """The key of TARGETS that `name` means, VeriFast's names included; None where there is no such target."""
    lower = name.lower()
    lower = _TARGET_ALIASES.get(lower, lower)
    return lower if lower in TARGETS else None


def define_of(text: str) -> tuple[str, str] | None:
    """The macro of a `-D` argument, `NAME` or `NAME=VALUE`; None where NAME is no identifier."""
    name, equals, value = text.partition("=")
    if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        return None
    return name, value if equals else "1"


def overlaid(options: Options, changes: Mapping[str, object]) -> Options:
    """The options with `changes` where the command line said nothing.

    Folders and macros add up: those of the command line stand first (folders) or win (macros).
    """
    kept = {name: value for name, value in changes.items() if name not in options.explicit}
    if isinstance(folders := changes.get("include_dirs"), tuple):
        kept["include_dirs"] = tuple(dict.fromkeys((*options.include_dirs, *folders)))
    if isinstance(macros := changes.get("defines"), tuple):
        kept["defines"] = (*macros, *options.defines)
    return replace(options, **kept)  # type: ignore[arg-type]


_VERIFAST_LINE = re.compile(r"\A\ufeff?//\s*verifast_options\s*\{([^}\r\n]*)\}")
_VERIFAST_SWITCHES: Mapping[str, tuple[str, object]] = MappingProxyType(
    {
        "disable_overflow_check": ("overflow_check", False),
        "fwrapv": ("wrap_signed", True),
        "allow_dead_code": ("allow_dead_code", True),
        "assume_no_leaks": ("leak_check", False),
    }
)


def options_of_text(text: str, options: Options) -> Options:
    """The options after `// verifast_options{...}` on the text's first line, if it has one.

    Options of VeriFast that mean nothing here (its provers, its plugins) are passed over: leaving them out makes
    nothing easier to prove.
    """
    found = _VERIFAST_LINE.match(text)
    if found is None:
        return options
    changes: dict[str, object] = {}
    for word in found.group(1).split():
        name, _, value = word.lstrip("-").partition(":" if ":" in word else "=")
        if name in _VERIFAST_SWITCHES:
            field, setting = _VERIFAST_SWITCHES[name]
            changes[field] = setting
        elif name == "target" and (target := target_named(value)) is not None:
            changes["target"] = target
        elif name.startswith("D") and (macro := define_of(word.lstrip("-")[1:])) is not None:
            before = changes.get("defines", ())
            changes["defines"] = (*before, macro) if isinstance(before, tuple) else (macro,)
    return overlaid(options, changes)
