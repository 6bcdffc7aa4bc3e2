"""Resolves an SMT-LIB file with the SL-COMP extension into definitions and queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from frame_ls.declarations.queries import LoadedScript, Query
from frame_ls.declarations.smtlib_formulas import IllFormed, Macro, Reader, Scope
from frame_ls.logic.definitions import Constructor, Datatype, Definitions, Function, Predicate
from frame_ls.logic.formulas import And, Formula, Not, Pure
from frame_ls.logic.heaps import Cell, Entailment
from frame_ls.logic.normal_forms import OutsideFragment, entailments, satisfiability, symbolic_heaps
from frame_ls.logic.sorts import BOOL, Sort, location
from frame_ls.logic.substitution import Fresh
from frame_ls.logic.terms import TRUE, Variable
from frame_ls.source import Finding, Severity, Span
from frame_ls.syntax.smtlib import Form, SExpression, Symbol, read_forms

_IGNORED = frozenset({"set-option", "get-model", "echo", "get-info", "get-value"})


def load_smtlib(text: str, key: str) -> LoadedScript:
    """Everything that can be read of `text`; commands that cannot are findings, and later ones still count."""
    forms, findings = read_forms(text, key)
    file = _File(key, list(findings))
    for form in forms:
        if file.ended:
            break
        try:
            file.run(form)
        except IllFormed as problem:
            file.findings.append(
                Finding(problem.code, Severity.ERROR, Span(key, problem.at.start, problem.at.end), str(problem))
            )
            file.broken = True
        except RecursionError:
            file.findings.append(
                Finding(
                    "unsupported", Severity.ERROR, Span(key, form.start, form.start + 1), "nested too deeply to be read"
                )
            )
            file.broken = True
    return file.loaded()


@dataclass
class _File:
    """The state while a file is read, command by command."""

    key: str
    findings: list[Finding]
    broken: bool = False  # a command was not understood: no later answer may be trusted
    ended: bool = False
    expected: str | None = None
    asserted: list[Formula] = field(default_factory=list)
    stack: list[int] = field(default_factory=list)  # how many assertions there were at each `push`
    queries: list[Query] = field(default_factory=list)
    reader: Reader = field(default_factory=Reader)
    predicates: dict[str, Predicate] = field(default_factory=dict)
    opaque: dict[str, str] = field(default_factory=dict)  # predicates outside the fragment, and why

    def run(self, form: SExpression) -> None:
        if not isinstance(form, Form) or not form.items or not isinstance(form.items[0], Symbol):
            raise IllFormed(form, "a command begins with `(` and its name", "syntax")
        name, arguments = form.items[0].text, form.items[1:]
        if name in _IGNORED:
            return
        command = getattr(self, "do_" + name.replace("-", "_"), None)
        if command is None:
            raise IllFormed(form, f"the command `{name}` is not supported", "unsupported")
        if name != "check-sat":
            self._call(command, form, arguments)
        elif arguments:
            raise IllFormed(form, "`check-sat` takes no arguments", "syntax")
        else:
            self.do_check_sat(form)

    def _call(self, command: object, form: Form, arguments: tuple[SExpression, ...]) -> None:
        try:
            command(*arguments)  # type: ignore[operator]
        except (TypeError, ValueError, IndexError, AttributeError):
            raise IllFormed(form, "this command does not have the form that SMT-LIB gives it", "syntax") from None

    # Commands, one method each.

    def do_set_logic(self, name: SExpression) -> None:
        pass

    def do_set_info(self, keyword: Symbol, value: SExpression | None = None) -> None:
        if keyword.text == ":status" and isinstance(value, Symbol) and value.text in ("sat", "unsat"):
            self.expected = value.text

    def do_declare_sort(self, name: Symbol, arity: SExpression | None = None) -> None:
        self.reader.sorts[name.text] = location(name.text)

    def do_declare_datatypes(self, names: Form, bodies: Form) -> None:
        for name, body in zip(names.items, bodies.items, strict=True):
            self.do_declare_datatype(_items(name)[0] if isinstance(name, Form) else name, body, declare_only=True)
        for name, body in zip(names.items, bodies.items, strict=True):
            self.do_declare_datatype(name.items[0] if isinstance(name, Form) else name, body)

    def do_declare_datatype(self, name: SExpression, body: SExpression, declare_only: bool = False) -> None:
        assert isinstance(name, Symbol)
        self.reader.sorts[name.text] = Sort("data", name.text)
        if declare_only:
            return
        constructors = []
        for item in body.items if isinstance(body, Form) else ():
            head, *parts = item.items if isinstance(item, Form) else (item,)
            constructors.append(Constructor(_text(head), self._parameters(parts)))
        self.reader.add_datatype(Datatype(name.text, (), tuple(constructors)))

    def do_declare_heap(self, *pairs: Form) -> None:
        for pair in pairs:
            address, record = (self.reader.sort(item) for item in pair.items)
            region = address.name
            datatype = self.reader.datatypes.get(record.name) if record.kind == "data" else None
            if datatype is None:
                self.reader.add_cell(address, Cell(region, region, address, ("value",), (record,)))
                continue
            for c in datatype.constructors:
                cell = Cell(c.name, region, address, tuple(f.name for f in c.fields), tuple(f.sort for f in c.fields))
                self.reader.add_cell(address, cell)

    def do_declare_const(self, name: Symbol, sort: SExpression) -> None:
        self.reader.constants[name.text] = self.reader.value_of(name.text, self.reader.sort(sort))[0]

    def do_declare_fun(self, name: Symbol, parameters: Form, sort: SExpression) -> None:
        if not parameters.items:
            self.do_declare_const(name, sort)
            return
        variables = tuple(Variable(f"a{i}", self.reader.sort(p)) for i, p in enumerate(parameters.items))
        self.reader.functions[name.text] = Function(name.text, variables, self.reader.sort(sort))

    def do_define_fun(self, name: Symbol, parameters: Form, sort: SExpression, body: SExpression) -> None:
        names = tuple((v.name, v.sort) for v in self._parameters(parameters.items))
        self.reader.macros[name.text] = Macro(names, body)

    def do_define_fun_rec(self, name: Symbol, parameters: Form, sort: SExpression, body: SExpression) -> None:
        self.do_define_funs_rec(
            Form((Form((name, parameters, sort), name.start, name.end),), name.start, name.end),
            Form((body,), body.start, body.end),
        )

    def do_define_funs_rec(self, heads: Form, bodies: Form) -> None:
        scopes: list[tuple[str, tuple[Variable, ...]]] = []
        for head in heads.items:
            name, parameters, sort = _items(head)
            if self.reader.sort(sort) is not BOOL:
                raise IllFormed(head, "a recursive function that is no predicate", "unsupported")
            variables = self._parameters(_items(parameters))
            self.reader.signatures[_text(name)] = tuple(v.sort for v in variables)
            scopes.append((_text(name), variables))
        for (predicate, variables), body in zip(scopes, bodies.items, strict=True):
            formula = self.reader.formula(body, Scope({v.name: v for v in variables}))
            try:
                cases = symbolic_heaps(formula, Fresh(), star_of_pure_is_emp=False)
            except OutsideFragment as reason:
                self.opaque[predicate] = f"`{predicate}` is defined by {reason}"
                self.predicates[predicate] = Predicate(predicate, variables, None)
            else:
                self.predicates[predicate] = Predicate(predicate, variables, cases)

    def _parameters(self, pairs: Iterable[SExpression]) -> tuple[Variable, ...]:
        """Variables from `(name sort)` pairs."""
        parts = [_items(pair) for pair in pairs]
        return tuple(Variable(_text(name), self.reader.sort(sort)) for name, sort in parts)

    def do_assert(self, body: SExpression) -> None:
        self.asserted.append(self.reader.formula(body, Scope({})))

    def do_exit(self) -> None:
        self.ended = True

    def do_reset_assertions(self) -> None:
        self.asserted.clear()
        self.stack.clear()

    def do_push(self, levels: Symbol | None = None) -> None:
        self.stack += [len(self.asserted)] * int(levels.text if levels else 1)

    def do_pop(self, levels: Symbol | None = None) -> None:
        for _ in range(int(levels.text if levels else 1)):
            del self.asserted[self.stack.pop() :]

    def do_check_sat(self, form: Form) -> None:
        goals: tuple[Entailment, ...] = ()
        outside = "an earlier command was not understood" if self.broken else next(iter(self.opaque.values()), None)
        if outside is None:
            try:
                goals = _goals(tuple(self.asserted))
            except OutsideFragment as reason:
                outside = str(reason)
        self.queries.append(
            Query(
                f"check-sat {len(self.queries) + 1}",
                "check-sat",
                Span(self.key, form.start, form.end),
                self.definitions(),
                goals,
                outside,
                And(tuple(self.asserted)) if self.asserted else Pure(TRUE),
                None,
                self.broken or bool(self.opaque),
            )
        )

    def definitions(self) -> Definitions:
        r = self.reader
        return Definitions(dict(r.cells), dict(self.predicates), dict(r.datatypes), dict(r.functions))

    def loaded(self) -> LoadedScript:
        queries = list(self.queries)
        if queries and self.expected:
            last = queries[-1]
            queries[-1] = replace(last, expected=self.expected)
        return LoadedScript(tuple(queries), self.definitions(), tuple(self.findings))


def _text(item: SExpression) -> str:
    if isinstance(item, Symbol):
        return item.text
    raise IllFormed(item, "a name is needed here", "syntax")


def _items(item: SExpression) -> tuple[SExpression, ...]:
    if isinstance(item, Form):
        return item.items
    raise IllFormed(item, "a parenthesised list is needed here", "syntax")


def _goals(asserted: tuple[Formula, ...]) -> tuple[Entailment, ...]:
    """The goals that hold just when the assertions have no model: an entailment where one assertion is negated."""
    fresh = Fresh()
    try:
        return satisfiability(And(asserted), fresh, star_of_pure_is_emp=False)
    except OutsideFragment:
        negated = [i for i, f in enumerate(asserted) if isinstance(f, Not)]
        for index in negated:
            opposite = asserted[index]
            assert isinstance(opposite, Not)
            rest = And(asserted[:index] + asserted[index + 1 :])
            try:
                return entailments(rest, opposite.part, fresh, star_of_pure_is_emp=False)
            except OutsideFragment:
                continue
        raise
