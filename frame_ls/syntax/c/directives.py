"""Preprocessor directives: what one line says, and which text the conditionals leave in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from frame_ls.syntax.c.environment import Environment, Macro
from frame_ls.syntax.c.expansion import Expander

_SHAPE = re.compile(r"\s*#\s*(\w*)\s*(.*)\Z", re.DOTALL)
_CLEAN = re.compile(r"\\\r?\n|//.*\Z|/\*.*?\*/|(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_$\u0080-\uffff][\w$]*")
_HEADER = re.compile(r"\s*(?:\"([^\"\n]*)\"|<([^>\n]*)>)")
_DEFINED = re.compile(r"(!?)\s*defined\s*(?:\(\s*(\w+)\s*\)|(\w+))\s*\Z")


@dataclass(frozen=True, slots=True)
class Directive:
    """One line: the word behind `#`, and the rest without comments and line breaks."""

    word: str
    rest: str


def parse_directive(text: str) -> Directive:
    """What the text of a directive says."""
    clean = _CLEAN.sub(lambda found: found.group(1) or ("" if found.group().startswith("\\") else " "), text)
    found = _SHAPE.match(clean)
    return Directive(found.group(1), found.group(2).strip()) if found else Directive("", "")


def included(directive: Directive, environment: Environment, expander: Expander) -> tuple[str, bool] | None:
    """The name of the header that an `#include` names, and whether it is quoted; None where it names none."""
    found = _HEADER.match(directive.rest)
    if found is None and directive.rest:
        found = _HEADER.match(expander.text(directive.rest, environment)[0])
    if found is None:
        return None
    return (found.group(1), True) if found.group(1) is not None else (found.group(2), False)


def changed(directive: Directive, environment: Environment) -> tuple[Environment, str]:
    """The environment behind a `#define` or `#undef`, and what is wrong with it."""
    name = _NAME.match(directive.rest)
    if name is None:
        return environment, f"`#{directive.word}` needs the name of a macro"
    if name.group() == "defined":
        return environment, "`defined` cannot be a macro"
    if directive.word == "undef":
        return environment.undefine(name.group()), ""
    macro = Macro(name.group(), re.sub(r"\s+", " ", directive.rest) if '"' not in directive.rest else directive.rest)
    if macro.function_like and ")" not in macro.text:
        return environment, "the parameters of this macro are never closed: `)` is missing"
    return environment.define(macro), ""


@dataclass(slots=True)
class Branch:
    """One open `#if`: whether the text around it counts, a branch was taken, this one is, `#else` came."""

    around: bool
    taken: bool
    active: bool
    ended: bool
    place: object


@dataclass(slots=True)
class Conditions:
    """The conditionals that are open at a point of a file."""

    expander: Expander
    branches: list[Branch] = field(default_factory=list)

    @property
    def active(self) -> bool:
        """Whether the text here counts."""
        return not self.branches or self.branches[-1].active

    def follow(self, directive: Directive, environment: Environment, place: object) -> str:
        """Goes over a conditional directive and returns what is wrong with it; `place` is kept for `#if`."""
        word = directive.word
        if word in ("if", "ifdef", "ifndef"):
            holds, problem = self._holds(directive, environment) if self.active else (False, "")
            self.branches.append(Branch(self.active, holds, self.active and holds, False, place))
            return problem
        if not self.branches:
            return f"`#{word}` without `#if`"
        branch = self.branches[-1]
        if word == "endif":
            self.branches.pop()
            return ""
        if branch.ended:
            return f"`#{word}` behind `#else`"
        problem = ""
        holds = branch.around and not branch.taken
        if word == "else":
            branch.ended = True
        elif holds:
            holds, problem = self._holds(Directive("if", directive.rest), environment)
        branch.active = holds
        branch.taken = branch.taken or holds
        return problem

    def _holds(self, directive: Directive, environment: Environment) -> tuple[bool, str]:
        """Whether a condition holds; the common ones need no evaluation."""
        rest = directive.rest
        if directive.word in ("ifdef", "ifndef"):
            name = _NAME.match(rest)
            if name is None:
                return False, f"`#{directive.word}` needs the name of a macro"
            return (name.group() in environment.macros) == (directive.word == "ifdef"), ""
        if rest in ("0", "1"):
            return rest == "1", ""
        found = _DEFINED.match(rest)
        if found:
            known = (found.group(2) or found.group(3)) in environment.macros
            return known != bool(found.group(1)), ""
        return self.expander.condition(rest, environment)


CONDITIONALS = frozenset(["if", "ifdef", "ifndef", "elif", "else", "endif"])
