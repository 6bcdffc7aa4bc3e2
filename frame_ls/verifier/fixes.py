"""What might answer a finding: changes to the function, likely ones first. They are guesses until they are tried.

Whoever offers one to a person verifies the function with it first. A finding's first line names in backquotes what it
is about (the piece of heap that is missing, the condition that was not proved): that is what is written in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from frame_ls.declarations.program import FunctionKind
from frame_ls.declarations.statements import Loop, Return, Statement
from frame_ls.source import Finding, Span
from frame_ls.source.findings import Edit, Fix
from frame_ls.verifier.explanation import Explanation, Shape, StatementState
from frame_ls.verifier.fix_places import Site
from frame_ls.verifier.fix_words import Written, atom_parts, in_contract, quoted, renamed, with_patterns

_PURE = frozenset(
    {"precondition", "postcondition", "invariant", "overflow", "bounds", "division", "shift", "assertion", "not-proved"}
)
_ALLOCATES = re.compile(r"(?<![=!<>])=(?!=)\s*(?:\([^()]*\)\s*)?[A-Za-z_]\w*\s*\(")
_POINTER = re.compile(r"[\s*&(]*([A-Za-z_]\w*)")
_COMPARED = re.compile(r"(\w+) (<|>|!=) (\w+)")
_STORES = re.compile(r"(?P<target>[^=;]*[\w)\]])\s*=\s*(?P<value>[A-Za-z_]\w*)\s*;?\Z")
_BLOCK = re.compile(r"malloc_block\w*\(([^,()]+)[,)]")


def candidates(site: Site, finding: Finding, explanation: Explanation | None) -> Iterator[Fix]:
    """The changes to try for one finding."""
    if not site.covers(finding.span) or site.function.contract is None or site.function.body is None:
        return
    states = explanation.states if explanation is not None else ()
    match finding.code:
        case "null-access":
            yield from _null_checks(site, finding)
        case "leak":
            yield from _leak_fixes(site, finding)
        case "missing-cell" | "missing-predicate" | "missing-permission":
            yield from _missing_heap(site, finding, states)
        case code if code in _PURE:
            yield from _missing_facts(site, finding, states)
        case _:
            return


def place_of(site: Site, finding: Finding) -> Span:
    """Where execution stands: a postcondition's finding is in the contract, and a note says where the path ends."""
    body = site.function.body
    assert body is not None
    if finding.span.start >= body.span.start:
        return finding.span
    return next((note.span for note in finding.notes if note.span.start >= body.span.start), body.close_span)


def _null_checks(site: Site, finding: Finding) -> Iterator[Fix]:
    """The pointer is asked for where it was allocated, or promised by the caller."""
    found = _POINTER.match(site.written(finding.span))
    if found is None or site.function.kind is not FunctionKind.REGULAR:
        return
    name = found[1]
    for statement in site.statements_before(finding.span):
        written = site.written(statement.span)
        assigned = re.search(rf"\b{name}\s*(?=[=])", written)
        if assigned is not None and _ALLOCATES.match(written, assigned.end()):
            check = f"if ({name} == 0) abort();"
            edit = site.after(statement, check)
            if edit is not None:
                yield Fix(f"ask whether `{name}` is null: insert `{check}`", (edit,))
            break
    yield from _required(site, f"{name} != 0")


def _leak_fixes(site: Site, finding: Finding) -> Iterator[Fix]:
    """What leaks is disposed of, handed to the caller, or given up openly."""
    statement = site.statement_at(place_of(site, finding))
    result = ""
    if isinstance(statement, Return) and statement.value is not None:
        result = site.written(statement.value.span)
    for leaking in renamed(site, list(quoted(finding.message)), result):
        yield from _without_leak(site, leaking, statement, result)


def _without_leak(site: Site, leaking: list[str], statement: Statement | None, result: str) -> Iterator[Fix]:
    is_end = not isinstance(statement, Return)
    for atom in leaking:
        block = _BLOCK.match(atom)
        if block is not None and block[1] != result and site.function.kind is FunctionKind.REGULAR:
            line = f"free({block[1].strip()});"
            edit = site.at_end(line) if is_end or statement is None else site.before(statement, line)
            if edit is not None:
                where = "at the end" if is_end else "before the function returns"
                yield Fix(f"dispose of it {where}: insert `{line}`", (edit,))
    written = [in_contract(site, atom, Written.AFTER, result) for atom in leaking]
    if written and all(written):
        yield from _ensured(site, " &*& ".join(dict.fromkeys(text for text in written if text)))
    for given_up in (leaking, [with_patterns(atom) for atom in leaking]):
        text = f"leak {' &*& '.join(given_up)};"
        ghost: Edit | None
        at_end = statement is None or is_end
        ghost = site.at_end(f"//@ {text}") if at_end or statement is None else site.ghost_before(statement, text)
        if ghost is not None:
            yield Fix(f"give it up openly: insert `//@ {text}`", (ghost,))


def _missing_heap(site: Site, finding: Finding, states: tuple[StatementState, ...]) -> Iterator[Fix]:
    """A predicate is opened or closed here, or the contract or an invariant keeps what is needed."""
    atom = _missing_atom(finding)
    if atom is None:
        return
    yield from _stored_otherwise(site, finding, atom, states)
    yield from _opened(site, finding, states)
    yield from _closed(site, finding, atom)
    for loop, invariant in site.loops_near(place_of(site, finding)):
        known = _known_before(site, loop.span.start, states)
        for conjunct in dict.fromkeys((*_like(atom, known), atom)):
            yield from _conjoined_fix(site, "invariant", invariant, conjunct)
    needed = in_contract(site, atom, Written.BEFORE, "")
    if needed is None:
        return
    if needed.endswith("|-> _"):
        yield from _needed_cell(site, needed.removesuffix("_"), "is read" in finding.message)
    else:
        yield from _required(site, needed)
        yield from _kept(site, needed, with_patterns(needed))


def _needed_cell(site: Site, cell: str, is_read: bool) -> Iterator[Fix]:
    """A cell that is read must have a value, and keeps it; one that is written may be unset."""
    value = site.fresh_name("v")
    before = f"{cell}?{value}" if is_read else f"{cell}_"
    yield from _required(site, before)
    if is_read:
        yield from _kept(site, before, f"{cell}{value}")
    yield from _kept(site, before, f"{cell}_")


def _missing_atom(finding: Finding) -> str | None:
    """The piece of heap that the finding misses."""
    words = list(quoted(finding.message))
    return next((w for w in words if "|->" in w), None) or next((w for w in words if atom_parts(w)), None)


def _stored_otherwise(site: Site, finding: Finding, atom: str, states: tuple[StatementState, ...]) -> Iterator[Fix]:
    """The heap has such a predicate about another pointer: that one may have been meant where this one was stored."""
    name, arguments = atom_parts(atom) or ("", [])
    here = [atom_parts(a.text) for state in states if state.failed for a in state.before.atoms]
    others = [p[1][0] for p in here if p is not None and p[0] == name and p[1] and p[1][:1] != arguments[:1]]
    for other in dict.fromkeys(others):
        for statement in site.statements_before(place_of(site, finding)):
            found = _STORES.match(site.written(statement.span))
            if found is None or [found["value"]] != arguments[:1] or not other.isidentifier():
                continue
            start = statement.span.start + found.start("value")
            edit = Edit(Span(statement.span.text, start, start + len(found["value"])), other)
            yield Fix(f"store `{other}`, not `{found['value']}`, in `{found['target']}`", (edit,))


def _opened(site: Site, finding: Finding, states: tuple[StatementState, ...]) -> Iterator[Fix]:
    statement = site.statement_at(place_of(site, finding))
    if statement is None:
        return
    here = place_of(site, finding)
    for state in states:
        if state.failed and state.span.start <= here.start and here.end <= state.span.end:
            for atom in state.before.atoms:
                if atom.shape is Shape.PREDICATE:
                    text = f"open {with_patterns(atom.text)};"
                    edit = site.ghost_before(statement, text)
                    if edit is not None:
                        yield Fix(f"open the predicate here: insert `//@ {text}`", (edit,))


def _closed(site: Site, finding: Finding, atom: str) -> Iterator[Fix]:
    statement = site.statement_at(place_of(site, finding))
    if "|->" in atom or "?" in atom:
        return
    text = f"close {atom};"
    edit = site.at_end(f"//@ {text}") if statement is None else site.ghost_before(statement, text)
    if edit is not None:
        yield Fix(f"close the predicate here: insert `//@ {text}`", (edit,))


def _missing_facts(site: Site, finding: Finding, states: tuple[StatementState, ...]) -> Iterator[Fix]:
    """A condition that was not proved is kept by an invariant or asked of the caller."""
    facts = [words for words in quoted(finding.message) if _is_condition(words)]
    if not facts:
        return
    fact = facts[0].replace(" && ", " &*& ")
    for loop, invariant in site.loops_near(place_of(site, finding)):
        known = [text for text in _facts_before(site, loop.span.start, states) if _shares_name(text, fact)]
        for conjunct in dict.fromkeys((*_weakened(site, loop), fact, *known)):
            yield from _conjoined_fix(site, "invariant", invariant, conjunct)
    yield from _opened(site, finding, states)
    # One bound first: a contract should ask for no more than it must.
    for conjunct in dict.fromkeys((*reversed(fact.split(" &*& ")), fact)):
        needed = in_contract(site, conjunct, Written.BEFORE, "")
        if needed is not None:
            yield from _required(site, needed)


def _weakened(site: Site, loop: Loop) -> Iterator[str]:
    """What still holds when the loop has ended by its condition: `i <= n` for `i < n`; with a lower end for `i`."""
    condition = loop.condition
    if condition is None or not site.covers(condition.span):
        return
    found = _COMPARED.fullmatch(site.written(condition.span).strip())
    if found is None:
        return
    left, operator, right = found.groups()
    bound = f"{left} <= {right}" if operator in ("<", "!=") else f"{right} <= {left}"
    yield bound
    yield f"0 <= {left} &*& {bound}"


def _is_condition(words: str) -> bool:
    return bool(re.search(r"[<>]|[=!]=", words)) and "|->" not in words


def _shares_name(one: str, other: str) -> bool:
    return bool(set(re.findall(r"[A-Za-z_]\w*", one)) & set(re.findall(r"[A-Za-z_]\w*", other)))


def _known_before(site: Site, offset: int, states: tuple[StatementState, ...]) -> list[str]:
    """The pieces of heap that were there when the loop began."""
    del site
    return [atom.text for state in states if state.span.start == offset for atom in state.before.atoms]


def _facts_before(site: Site, offset: int, states: tuple[StatementState, ...]) -> list[str]:
    del site
    return [fact.text for state in states if state.span.start == offset for fact in state.before.facts]


def _like(atom: str, known: list[str]) -> Iterator[str]:
    """Of what was there, what is of the kind that is missing; then what else was there."""
    name = atom.partition("(")[0] if "|->" not in atom else atom.partition(" |->")[0]
    same = [text for text in known if text.startswith(name)]
    yield from same
    yield from (with_patterns(text) for text in same)
    yield from (text for text in known if text not in same)


# --- contracts and invariants ---


def _required(site: Site, conjunct: str) -> Iterator[Fix]:
    contract = site.function.contract
    assert contract is not None
    edits = site.conjoined(contract.requires, conjunct)
    if edits:
        yield Fix(f"ask the caller for it: add `{conjunct}` to `requires`", edits)


def _ensured(site: Site, conjunct: str) -> Iterator[Fix]:
    contract = site.function.contract
    assert contract is not None
    edits = site.conjoined(contract.ensures, conjunct)
    if edits:
        yield Fix(f"hand it to the caller: add `{conjunct}` to `ensures`", edits)


def _kept(site: Site, conjunct: str, returned: str) -> Iterator[Fix]:
    """What is needed comes from the caller and goes back to it."""
    contract = site.function.contract
    assert contract is not None
    edits = (*site.conjoined(contract.requires, conjunct), *site.conjoined(contract.ensures, returned))
    if len(edits) > 1:
        yield Fix(f"borrow it from the caller: add `{conjunct}` to `requires` and `ensures`", edits)


def _conjoined_fix(site: Site, what: str, assertion: object, conjunct: str) -> Iterator[Fix]:
    edits = site.conjoined(assertion, conjunct)  # type: ignore[arg-type]
    if edits:
        yield Fix(f"keep it in the loop: add `{conjunct}` to `{what}`", edits)
