"""Reads a C file again and again: what an edit did not concern is neither parsed nor resolved again.

What resolving a piece came to depends on the piece and on all that it rests on, and is kept under that fingerprint.
After an edit, only pieces with new fingerprints are resolved, together with what they rest on and nothing else.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from frame_ls.declarations.program import Program, UnitKind
from frame_ls.declarations.program import Unit as ProgramUnit
from frame_ls.declarations.resolve import Memory, resolve
from frame_ls.declarations.sizes import Target
from frame_ls.source import Finding, Severity
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.cache import ParseCache
from frame_ls.syntax.c.chunks import Chunk
from frame_ls.syntax.c.unit import TranslationUnit, parse_translation_unit
from frame_ls.workspace.dependencies import Dependencies
from frame_ls.workspace.languages.c_headers import Headers
from frame_ls.workspace.languages.c_pieces import CPiece, piece_of
from frame_ls.workspace.options import TARGETS, Options

_KEPT = 4_000
_QUOTED = re.compile(r"`([A-Za-z_]\w*)`")


@dataclass(frozen=True, slots=True)
class ReadUnit:
    """A function or lemma definition, ready to be verified; `program` holds everything that it rests on."""

    key: str
    unit: ProgramUnit
    fingerprint: str
    program: Program
    broken: tuple[Finding, ...]  # why it must not be verified, where it must not


@dataclass(frozen=True, slots=True)
class Known:
    """What resolving a piece came to: its units, findings that belong to no unit, and functions without contracts."""

    units: tuple[ReadUnit, ...]
    findings: tuple[Finding, ...]
    skipped: int


@dataclass(frozen=True, slots=True)
class Read:
    """One file as read."""

    translation: TranslationUnit
    pieces: tuple[CPiece, ...]
    units: tuple[ReadUnit, ...]
    findings: tuple[Finding, ...]  # that belong to no unit
    skipped: int
    asked: tuple[str, ...]  # paths of headers that were looked for

    def chunk(self, file: str, key: str) -> Chunk | None:
        """The piece of the file's text that has this key."""
        view = self.translation.files.get(file)
        return None if view is None else next((c for c in view.chunking.chunks if c.key == key), None)


class Reader:
    """Reads one file. `cache` is shared with other files, `Reader` itself is not."""

    def __init__(self, cache: ParseCache) -> None:
        self._cache = cache
        self._pieces: dict[int, CPiece] = {}
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._dependencies = Dependencies(())

    def read(self, path: str, text: str, options: Options, headers: Headers) -> Read:
        """The file with what its units rest on."""
        defines = tuple(f"{name}={value}" for name, value in options.defines)
        translation = parse_translation_unit(path, text, headers, defines, self._cache)
        pieces = self._pieces_of(translation)
        self._dependencies = self._dependencies.updated([piece.piece for piece in pieces])
        meaning = repr(options.meaning())
        prints = [
            "" if piece.library else self._dependencies.fingerprint(number, meaning)
            for number, piece in enumerate(pieces)
        ]
        self._resolve(pieces, prints, _target(options))
        return self._put_together(translation, pieces, prints, headers)

    def _pieces_of(self, translation: TranslationUnit) -> tuple[CPiece, ...]:
        old, self._pieces = self._pieces, {}
        for parsed in translation.chunks:
            known = old.get(id(parsed))
            is_same = known is not None and known.parsed is parsed
            self._pieces[id(parsed)] = known if known is not None and is_same else piece_of(parsed, self._cache)
        return tuple(self._pieces.values())

    def _resolve(self, pieces: Sequence[CPiece], prints: Sequence[str], target: Target) -> None:
        """Resolves what is not known yet."""
        wanted = []
        for number, mark in enumerate(prints):
            if mark in self._known:
                self._known.move_to_end(mark)
            elif pieces[number].has_syntax_errors:
                self._known[mark] = _unresolved(pieces[number], mark)
            elif not pieces[number].library:
                wanted.append(number)
        if wanted:
            program = self._program(pieces, wanted, target)
            for number in wanted:
                self._known[prints[number]] = self._what_is_known(pieces, number, prints[number], program)
        while len(self._known) > max(_KEPT, 2 * len(pieces)):
            self._known.popitem(last=False)

    def _program(self, pieces: Sequence[CPiece], wanted: Sequence[int], target: Target) -> Program:
        """The pieces with what they rest on; with everything, should a name be missing that is declared somewhere."""
        needed = set(wanted).union(*(self._dependencies.closure(number) for number in wanted))
        program = _resolved(pieces, sorted(needed), frozenset(wanted), target)
        if len(needed) < len(pieces):
            declared = {name for n, p in enumerate(pieces) if n not in needed for name in p.piece.declares}
            if declared.intersection(_names_missed(program)):
                return _resolved(pieces, range(len(pieces)), frozenset(wanted), target)
        return program

    def _what_is_known(self, pieces: Sequence[CPiece], number: int, fingerprint: str, program: Program) -> Known:
        piece = pieces[number]
        key, errors = piece.parsed.key, piece.parsed.findings
        found = [unit for unit in program.units if unit.span.text == key] if piece.functions else []
        findings = tuple(finding for finding in program.findings if finding.span.text == key)
        if not found:
            return Known((), (*errors, *findings), len(piece.functions))
        visible = self._visible(program, pieces, number)
        units = tuple(
            ReadUnit(
                key if len(found) == 1 else f"{key}/{unit.name}",
                unit,
                fingerprint,
                visible,
                (*errors, *unit.errors, *self._rests_on_broken(pieces, number, unit)),
            )
            for unit in found
        )
        return Known(units, findings, 0)

    def _put_together(
        self, translation: TranslationUnit, pieces: tuple[CPiece, ...], prints: Sequence[str], headers: Headers
    ) -> Read:
        chunk_keys = {piece.parsed.key for piece in pieces}
        findings = [finding for finding in translation.findings if finding.span.text not in chunk_keys]
        own = [self._known[mark] for piece, mark in zip(pieces, prints, strict=True) if not piece.library]
        return Read(
            translation,
            pieces,
            tuple(unit for known in own for unit in known.units),
            (*findings, *(finding for known in own for finding in known.findings)),
            sum(known.skipped for known in own),
            tuple(headers.asked),
        )

    def _rests_on_broken(self, pieces: Sequence[CPiece], number: int, unit: ProgramUnit) -> tuple[Finding, ...]:
        """A declaration that could not be read in full may say less than its author wrote: nothing may rest on it."""
        for other in sorted(self._dependencies.closure(number)):
            if pieces[other].is_broken and other != number:
                name = next(iter(pieces[other].piece.declares), "a declaration")
                message = f"`{unit.name}` rests on `{name}`, which has a syntax error"
                return (Finding("syntax", Severity.INFORMATION, unit.name_span, message),)
        return ()

    def _visible(self, program: Program, pieces: Sequence[CPiece], number: int) -> Program:
        """The program with the functions and lemmas that the unit rests on, and no others.

        A unit's verdict must not depend on what else happened to be resolved together with it.
        """
        names = set(pieces[number].piece.declares)
        for other in self._dependencies.closure(number):
            names.update(pieces[other].piece.declares)
        functions = {name: function for name, function in program.functions.items() if name in names}
        return replace(program, functions=functions)


_MEMORIES: dict[Target, Memory] = {}  # of library declarations, which are the same in all files
_NOTHING = resolve((), Target())


def _unresolved(piece: CPiece, fingerprint: str) -> Known:
    """A piece with syntax errors: they say what is wrong, and what was read is not the whole of it."""
    errors = piece.parsed.findings
    units = tuple(
        ReadUnit(
            piece.parsed.key if len(piece.functions) == 1 else f"{piece.parsed.key}/{function.name}",
            ProgramUnit(function.name, _kind(function), function.span, function.name_span),
            fingerprint,
            _NOTHING,
            errors,
        )
        for function in piece.functions
        if function.contract is not None
    )
    return Known(units, () if units else errors, 0)


def _kind(function: tree.Function) -> UnitKind:
    return UnitKind.FUNCTION if function.kind is tree.FunctionKind.REGULAR else UnitKind.LEMMA


def _target(options: Options) -> Target:
    return Target() if options.target is None else Target(options.target, TARGETS[options.target])


def _resolved(pieces: Sequence[CPiece], needed: Iterable[int], wanted: frozenset[int], target: Target) -> Program:
    parts = [p for number in needed for p in (pieces[number].parts if number in wanted else pieces[number].face)]
    return resolve(parts, target, _MEMORIES.setdefault(target, Memory()))


def _names_missed(program: Program) -> set[str]:
    """Names that findings about unknown names speak of."""
    findings = [*program.findings, *(finding for unit in program.units for finding in unit.errors)]
    return {name for finding in findings for name in _QUOTED.findall(finding.message)}
