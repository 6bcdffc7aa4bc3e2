"""Macros in the tokens of a chunk, expanded by pcpp; an expansion's tokens carry the span of the macro's use.

A macro without arguments and without further macros in it is replaced here, which is what nearly all are; for the
others the text of the use goes through pcpp. What explodes is stopped and reported.
"""

from __future__ import annotations

import re
from typing import Any

from frame_ls.syntax.c.conditions import Unreadable, condition_value
from frame_ls.syntax.c.environment import Environment, Macro
from frame_ls.syntax.c.scanner import Mishap, Tokens, scan

_WORD = re.compile(r"[A-Za-z_$\u0080-\uffff][\w$]*")
_DEFINED = re.compile(r"\bdefined\s*(?:\(\s*([A-Za-z_$]\w*)\s*\)|([A-Za-z_$]\w*))")
# pcpp would take the operators of annotations apart: they travel as single private characters.
_PROTECTED = {"|->": "\ue001", "&*&": "\ue002", "==>": "\ue003", "...": "\ue005", "..": "\ue004"}
_PASTE = re.compile(r"\s*##\s*")
_NO_CALL, _NO_END = -1, -2
_LONGEST = 20_000  # tokens in all steps of one expansion
_MOST = 200_000  # tokens in all expansions of one chunk


class Expander:
    """Expands macros with pcpp, which is loaded when it is first needed."""

    def __init__(self) -> None:
        self._pcpp: Any = None
        self._known: dict[Macro, Any] = {}
        self._base = 0

    def expand(self, tokens: Tokens, environment: Environment) -> tuple[Tokens, list[Mishap]]:
        """The tokens with all macros replaced, and what went wrong on the way."""
        out, mishaps = Tokens(), []
        index, size = 0, len(tokens)
        while index < size:
            macro = environment.macros.get(tokens.texts[index])
            if macro is None or tokens.kinds[index] in ("STRING", "CHARACTER"):
                out.append_from(tokens, index)
                index += 1
                continue
            after = index + 1
            if macro.function_like:
                after = _call_end(tokens, index)
            if after < 0 or len(out) > _MOST:
                if after != _NO_CALL:
                    message = f"this use of the macro `{macro.name}` could not be read to its end"
                    mishaps.append(Mishap(tokens.starts[index], tokens.ends[index], message))
                out.append_from(tokens, index)
                index += 1
                continue
            after, text, problem = self._replacement(tokens, index, after, macro, environment)
            start, end, ghost = tokens.starts[index], tokens.ends[after - 1], tokens.ghost[index]
            if problem:
                mishaps.append(Mishap(start, end, problem))
            made = scan(text, ghost).tokens
            for place in range(len(made)):
                out.add(made.kinds[place], made.texts[place], start, end, ghost)
            index = after
        return out, mishaps

    def _replacement(
        self, tokens: Tokens, index: int, after: int, macro: Macro, environment: Environment
    ) -> tuple[int, str, str]:
        """Where the use ends, the text it stands for, and what went wrong."""
        if not macro.function_like and "#" not in macro.body:
            inner = _WORD.findall(macro.body)
            if not any(word in environment.macros for word in inner):
                return after, macro.body, ""
        while True:
            text, problem = self.text("".join(_spaced(tokens, index, after)), environment)
            last = _WORD.findall(text)[-1:]
            if not problem and last and text.rstrip().endswith(last[0]) and after < len(tokens):
                follower = environment.macros.get(last[0])
                if follower and follower.function_like and tokens.kinds[after] == "LPAR" and last[0] != macro.name:
                    extended = _call_end(tokens, after - 1)
                    if extended > after:
                        after = extended
                        continue
            return after, text, problem

    def text(self, text: str, environment: Environment) -> tuple[str, str]:
        """A text with its macros replaced, and what went wrong; on trouble the text is empty."""
        engine = self._engine(environment)
        engine.restart()
        try:
            expanded = engine.expand_macros(self._tokens(text))
        except (_TooMuch, RecursionError):
            return "", "this macro grows without end: its expansion was stopped"
        except Exception:
            return "", "this use of a macro could not be expanded"
        return _unprotected(_joined(expanded)), engine.problem()

    def condition(self, text: str, environment: Environment) -> tuple[bool, str]:
        """Whether the condition of an `#if` holds, and what is wrong with it."""
        plain = _DEFINED.sub(lambda found: str(int((found.group(1) or found.group(2)) in environment.macros)), text)
        problem = ""
        if any(word in environment.macros for word in _WORD.findall(plain)):
            plain, problem = self.text(plain, environment)
        if problem:
            return False, problem
        try:
            return condition_value(plain) != 0, ""
        except Unreadable as unreadable:
            return False, str(unreadable)

    def _engine(self, environment: Environment) -> Any:
        if self._pcpp is None:
            self._pcpp = _make_engine()
        self._pcpp.macros = _Lookup(self, environment)
        return self._pcpp

    def macro(self, macro: Macro) -> Any:
        """The macro as pcpp keeps it; None where pcpp cannot read its definition."""
        if macro not in self._known:
            engine = self._pcpp
            kept, engine.macros = engine.macros, {}
            engine.restart()
            try:
                text = macro.text
                if not macro.function_like:
                    text = f"{macro.name} {_PASTE.sub('##', macro.body)}"
                engine.define(self._tokens(text))
                made = engine.macros.get(macro.name)
                if made is not None and made.arglist is None and "##" in macro.text:
                    made.patch = made.str_patch = ()
                    made.value = engine.macro_expand_args(made, [])
            except Exception:
                made = None
            engine.macros = kept
            self._known[macro] = made
        return self._known[macro]

    def _tokens(self, text: str) -> Any:
        """The tokens of pcpp, each with a position that no other text has: neighbours are told by it."""
        made = self._pcpp.tokenize(_protected(text))
        for token in made:
            token.lexpos += self._base
        self._base += len(text) + 2
        return made


class _Lookup(dict[str, Any]):
    """The macros of an environment, as the dictionary that pcpp expects."""

    def __init__(self, expander: Expander, environment: Environment) -> None:
        super().__init__()
        self._expander = expander
        self._environment = environment

    def __contains__(self, name: object) -> bool:
        return name in self._environment.macros

    def __getitem__(self, name: str) -> Any:
        return self._expander.macro(self._environment.macros[name])


class _TooMuch(Exception):
    """An expansion is longer than any sensible one."""


def _make_engine() -> Any:
    """A preprocessor of pcpp that keeps its errors to itself and gives up on explosions."""
    from pcpp import Preprocessor

    class Engine(Preprocessor):  # type: ignore[misc]
        """Counts the tokens it handles."""

        def restart(self) -> None:
            self.handled = 0
            self.problems: list[str] = []

        def problem(self) -> str:
            return self.problems[0] if self.problems else ""

        def on_error(self, file: Any, line: Any, message: str) -> None:
            del file, line
            self.problems.append(message[:1].lower() + message[1:])

        def expand_macros(self, tokens: Any, expanding_from: Any = ()) -> Any:
            self.handled += len(tokens) + 1
            if self.handled > _LONGEST:
                raise _TooMuch
            return super().expand_macros(tokens, list(expanding_from))

    engine = Engine()
    engine.restart()
    return engine


def _protected(text: str) -> str:
    for operator, character in _PROTECTED.items():
        text = text.replace(operator, character)
    return text


def _unprotected(text: str) -> str:
    for operator, character in _PROTECTED.items():
        text = text.replace(character, operator)
    return text


def _joined(tokens: Any) -> str:
    """The text of tokens, with a space between two that were not neighbours, so that they do not grow together."""
    parts: list[str] = []
    behind = -1
    for token in tokens:
        value = str(token.value)
        if behind >= 0 and token.lexpos != behind:
            parts.append(" ")
        parts.append(value)
        behind = token.lexpos + len(value)
    return "".join(parts)


def _spaced(tokens: Tokens, first: int, after: int) -> list[str]:
    """The texts of tokens, with a space where there was some gap between two."""
    parts: list[str] = []
    for index in range(first, after):
        if index > first and tokens.starts[index] != tokens.ends[index - 1]:
            parts.append(" ")
        parts.append(tokens.texts[index])
    return parts


def _call_end(tokens: Tokens, index: int) -> int:
    """The index behind the arguments of the name at `index`; negative where it has none or they have no end."""
    if index + 1 >= len(tokens) or tokens.kinds[index + 1] != "LPAR":
        return _NO_CALL
    depth = 0
    for here in range(index + 1, len(tokens)):
        kind = tokens.kinds[here]
        if kind in ("BEGIN", "END", "DIRECTIVE"):
            return _NO_END
        depth += (kind == "LPAR") - (kind == "RPAR")
        if depth == 0:
            return here + 1
    return _NO_END
