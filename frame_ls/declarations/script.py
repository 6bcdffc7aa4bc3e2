"""Resolves Frame's scripts and single judgements into definitions and queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from frame_ls.declarations.queries import LoadedScript, Query
from frame_ls.declarations.script_formulas import LOCATION, REGION, Bound, Elaborator, Names, value_cell
from frame_ls.declarations.sort_inference import SortPlace
from frame_ls.logic.definitions import Definitions, Lemma, Predicate
from frame_ls.logic.formulas import And, Formula, Not
from frame_ls.logic.heaps import Cell, Entailment, PointsTo
from frame_ls.logic.normal_forms import OutsideFragment, entailments, satisfiability, symbolic_heaps
from frame_ls.logic.sorts import INT
from frame_ls.logic.substitution import Fresh
from frame_ls.source import Finding, Severity, Span
from frame_ls.syntax import script_tree as tree
from frame_ls.syntax.script import parse_judgement, parse_script

_LIBRARY = "predicates.frame"


def load_script(text: str, key: str) -> LoadedScript:
    """Everything that a script says, on top of the built-in predicates, which it may define anew."""
    statements, findings = parse_script(text, key)
    script = _on_library(findings)
    script.read(statements)
    return script.loaded()


def load_line(text: str, key: str) -> LoadedScript:
    """The same for a query that stands alone: it cannot declare structs, so they have the fields that are written."""
    statements, findings = parse_script(text, key)
    script = _on_library(findings)
    script.names.implied = {}
    script.read(statements)
    return script.loaded()


def load_judgement(text: str, key: str = "judgement") -> LoadedScript:
    """`P |- Q` alone, as the single query of a script, with the built-in predicates; structs as in `load_line`."""
    sides, findings = parse_judgement(text, key)
    script = _on_library(findings)
    script.names.implied = {}
    if sides:
        script.read([tree.Question("check", sides[0], sides[1], None, sides[0].span.to(sides[1].span))])
    return script.loaded()


@cache
def _library() -> Definitions:
    text = files("frame_ls.library").joinpath(_LIBRARY).read_text(encoding="utf-8")
    statements, findings = parse_script(text, _LIBRARY)
    script = _Script({}, list(findings))
    script.read(statements)
    assert not script.findings, script.findings
    return script.loaded().definitions


def _on_library(findings: Sequence[Finding]) -> _Script:
    """A script of which nothing has been read yet, with the built-in predicates and structs."""
    library = _library()
    structs = {name: cell for name, cell in library.cells.items() if name not in _VALUE_CELLS}
    return _Script(dict(library.predicates), list(findings), Names(structs=structs, cells=dict(structs)))


_VALUE_CELLS = {cell.name: cell for cell in (value_cell(LOCATION), value_cell(INT))}


@dataclass
class _Script:
    """The state while a script is read, statement by statement."""

    predicates: dict[str, Predicate]
    findings: list[Finding]
    names: Names = field(default_factory=Names)
    queries: list[Query] = field(default_factory=list)
    lemmas: list[Lemma] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)  # predicates that could not be read: nothing about them is answered

    def read(self, statements: Sequence[tree.Statement]) -> None:
        self.names.cells.update(_VALUE_CELLS)
        for statement in statements:
            if isinstance(statement, tree.Struct):
                self._forget(statement.name)
                self.names.structs[statement.name] = Cell(statement.name, REGION, LOCATION, (), ())
        for statement in statements:
            if isinstance(statement, tree.Struct):
                self._struct(statement)
        self._predicates([s for s in statements if isinstance(s, tree.PredicateDefinition)])
        for statement in statements:
            if isinstance(statement, tree.Question):
                self._question(statement)
            elif isinstance(statement, tree.LemmaDefinition):
                self._lemma(statement)

    def _forget(self, struct: str) -> None:
        """A built-in struct that the script defines anew takes along the built-in predicates about it."""
        cell = self.names.structs.get(struct)
        self.predicates = {
            name: predicate
            for name, predicate in self.predicates.items()
            if cell is None or cell not in _cells_of(predicate)
        }

    def _struct(self, struct: tree.Struct) -> None:
        fields = tuple(p.name for p in struct.fields)
        sorts = tuple(self.names.sort(p.sort, self.findings).settle(LOCATION) for p in struct.fields)
        cell = Cell(struct.name, REGION, LOCATION, fields, sorts)
        self.names.structs[struct.name] = cell
        self.names.cells[struct.name] = cell

    def _predicates(self, definitions: Sequence[tree.PredicateDefinition]) -> None:
        """All at once: they may speak of each other, and share the sorts of their parameters."""
        for name, predicate in self.predicates.items():
            self.names.predicates[name] = tuple(SortPlace(p.sort) for p in predicate.parameters)
        bounds: list[tuple[Bound, ...]] = []
        for definition in definitions:
            bound = tuple(Bound(p.name, self.names.sort(p.sort, self.findings)) for p in definition.parameters)
            bounds.append(bound)
            self.names.predicates[definition.name] = tuple(b.place for b in bound)
        readers = []
        for definition, bound in zip(definitions, bounds, strict=True):
            reader = Elaborator(self.names, self.findings, {b.name: b for b in bound})
            readers.append((definition, bound, reader, reader.formula(definition.body)))
        for _, _, reader, _ in readers:
            reader.settle()
        for definition, bound, reader, make in readers:
            for name in reader.free:
                reader.wrong(definition.span, "unknown-name", f"`{name}` is no parameter of `{definition.name}`")
            self._predicate(definition, bound, make())

    def _predicate(self, definition: tree.PredicateDefinition, bound: tuple[Bound, ...], body: Formula) -> None:
        parameters = tuple(b.variable() for b in bound)
        try:
            cases = symbolic_heaps(body, Fresh(), star_of_pure_is_emp=True)
        except OutsideFragment as reason:
            self.broken.add(definition.name)
            message = f"`{definition.name}` cannot be unfolded: it has {reason}; write `emp &` before a pure case"
            self.findings.append(Finding("unsupported", Severity.ERROR, definition.span, message))
            self.predicates[definition.name] = Predicate(definition.name, parameters, None)
        else:
            self.predicates[definition.name] = Predicate(definition.name, parameters, cases)

    def definitions(self) -> Definitions:
        return Definitions(dict(self.names.cells), dict(self.predicates))

    def _sides(self, left: tree.Expression, right: tree.Expression | None) -> tuple[Formula, Formula | None, bool]:
        """Both sides with one reading of their free names, and whether nothing was wrong with them."""
        before = len(self.findings)
        reader = Elaborator(self.names, self.findings)
        make_left = reader.formula(left)
        make_right = reader.formula(right) if right else None
        reader.settle()
        made = make_left(), make_right() if make_right else None
        return *made, len(self.findings) == before

    def _question(self, question: tree.Question) -> None:
        kind = question.kind
        name = f"{kind} {1 + sum(q.kind == kind for q in self.queries)}"
        expected = question.expected or {"check": "valid", "sat": "sat", "unsat": "unsat"}.get(kind)
        left, right, fine = self._sides(question.left, question.right)
        entails = kind in ("check", "frame", "abduce")
        if entails != (right is not None):
            self.findings.append(_shape(kind, question.span, entails))
            fine = False
        self._ask(name, kind, question.span, left, right, expected, fine)

    def _ask(
        self, name: str, kind: str, span: Span, left: Formula, right: Formula | None, expected: str | None, fine: bool
    ) -> None:
        goals: tuple[Entailment, ...] = ()
        outside = None if fine else "it could not be read"
        if self.broken and outside is None:
            outside = f"`{min(self.broken)}` could not be read"
        formula = left if right is None else And((left, Not(right)))
        if outside is None:
            try:
                if right is None:
                    goals = satisfiability(left, Fresh(), star_of_pure_is_emp=True)
                else:
                    goals = entailments(left, right, Fresh(), star_of_pure_is_emp=True)
            except OutsideFragment as reason:
                outside = str(reason)
        definitions = self.definitions()
        broken = not fine or bool(self.broken)
        self.queries.append(Query(name, kind, span, definitions, goals, outside, formula, expected, broken))  # type: ignore[arg-type]

    def _lemma(self, lemma: tree.LemmaDefinition) -> None:
        left, right, fine = self._sides(lemma.left, lemma.right)
        self._ask(lemma.name, "lemma", lemma.span, left, right, "valid", fine)
        asked = self.queries[-1]
        if len(asked.goals) == 1 and asked.outside is None:
            self.lemmas.append(Lemma(lemma.name, asked.goals[0]))

    def loaded(self) -> LoadedScript:
        return LoadedScript(tuple(self.queries), self.definitions(), tuple(self.findings), tuple(self.lemmas))


def _cells_of(predicate: Predicate) -> set[Cell]:
    """The cells that stand in its own cases; no built-in predicate calls another one."""
    return {atom.cell for case in predicate.cases or () for atom in case.spatial if isinstance(atom, PointsTo)}


def _shape(kind: str, span: Span, entails: bool) -> Finding:
    message = f"`{kind}` asks about `P |- Q`" if entails else f"`{kind}` asks about one formula, without `|-`"
    return Finding("syntax", Severity.ERROR, span, message)
