"""The options of a run on the command line, and the `Options` they come to."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TypeVar

import click

from frame_ls.workspace.options import FIELD_NAMES, TARGETS, Options, define_of, target_named

Decorated = TypeVar("Decorated", bound=Callable[..., object])


class _Seconds(click.ParamType[float]):
    name = "seconds"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            seconds = float(str(value))
        except ValueError:
            self.fail(f"{value!r} is no number of seconds", param, ctx)
        if not 0 < seconds < math.inf:
            self.fail(f"{value!r} is not a time above 0", param, ctx)
        return seconds


class _Macro(click.ParamType[tuple[str, str]]):
    name = "name[=value]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        macro = define_of(str(value))
        if macro is None:
            self.fail(f"{value!r} is not NAME or NAME=VALUE", param, ctx)
        return macro


class _Target(click.ParamType[str]):
    name = "name"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        target = target_named(str(value))
        if target is None:
            self.fail(f"{value!r} is not one of {', '.join(TARGETS)}", param, ctx)
        return target


MEANING = (
    click.option("-I", "include_dirs", multiple=True, metavar="DIR", help="Look for headers in DIR."),
    click.option("-D", "defines", multiple=True, type=_Macro(), help="Define a macro."),
    click.option("--target", type=_Target(), help="The data model: lp64, llp64, ilp32, ip16 ... (default: any)."),
    click.option(
        "--overflow-check/--no-overflow-check", "overflow_check", default=None, help="Report arithmetic overflow."
    ),
    click.option("--wrap-signed/--no-wrap-signed", default=None, help="Truncating signed arithmetic wraps around."),
    click.option("--allow-dead-code/--forbid-dead-code", default=None, help="Accept unreachable statements."),
    click.option("--leak-check/--no-leak-check", "leak_check", default=None, help="Report memory that is lost."),
)

LIMITS = (
    click.option("--timeout", type=_Seconds(), help="Seconds a unit may take (default 10)."),
    click.option("--memory", type=click.IntRange(min=1), metavar="MIB", help="Memory a worker may take."),
    click.option("--jobs", "-j", type=click.IntRange(min=1), metavar="N", help="Workers (default: all cores)."),
    click.option("--cache/--no-cache", default=None, help="Use verdicts of earlier runs."),
)


def with_options(*groups: tuple[Callable[[Decorated], Decorated], ...]) -> Callable[[Decorated], Decorated]:
    """Adds the groups' options to a command, in the order in which its help page shall show them."""

    def decorate(command: Decorated) -> Decorated:
        for option in reversed([option for group in groups for option in group]):
            command = option(command)
        return command

    return decorate


def options_from(given: Mapping[str, object]) -> Options:
    """The options that the command line says; what it does not say (None, nothing) keeps its default.

    Raises click.UsageError where it contradicts itself.
    """
    said = {name: value for name, value in given.items() if name in FIELD_NAMES and value not in (None, ())}
    macros: dict[str, str] = {}
    for name, value in said.get("defines", ()):  # type: ignore[attr-defined]
        if macros.setdefault(name, value) != value:
            raise click.UsageError(f"-D {name} is given twice, as `{macros[name]}` and as `{value}`")
    return Options(**said, explicit=frozenset(said))  # type: ignore[arg-type]
