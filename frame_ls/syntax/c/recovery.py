"""What the automaton does when no rule fits: say what is wrong, put right what is plainly forgotten, or skip.

Skipped text becomes a BROKEN token, which the grammar takes as a statement, a formula, a field or a declaration; so a
broken statement leaves the rest of its function, and a broken formula the rest of its contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frame_ls.syntax.c.expectations import explain, meant_word

if TYPE_CHECKING:
    from frame_ls.syntax.c.automaton import Automaton

_STATEMENT_WORDS = frozenset(
    """IF WHILE DO FOR SWITCH CASE DEFAULT BREAK CONTINUE RETURN GOTO OPEN CLOSE LEAK ASSERT INVARIANT BASIC AGGREGATE
    STORAGE BEGIN BEGIN_CLAUSE""".split()
)
_GHOST_DECLARATIONS = frozenset(
    """PREDICATE COPREDICATE PREDICATE_FAMILY PREDICATE_INSTANCE PREDICATE_CTOR INDUCTIVE FIXPOINT LEMMA LEMMA_AUTO
    TYPEDEF ABSTRACT_TYPE MODULE""".split()
)
_BEGINNINGS = frozenset(["BEGIN", "BEGIN_CLAUSE", "BEGIN_TYPES"])
_CLOSING = {"RBRACE": "LBRACE", "RPAR": "LPAR", "RBRACK": "LBRACK"}
_OPERANDS = frozenset(["IDENT", "INTEGER", "STRING", "CHARACTER", "TRUE", "FALSE", "NOT_OP"])
_MOST_REPAIRS = 400
_MOST_RECOVERIES = 500


class TooDeep(Exception):
    """Brackets or operators are nested more deeply than any sensible text nests them."""


class GaveUp(Exception):
    """So much is wrong with a chunk that reading on is no use."""


def recover(automaton: Automaton) -> None:
    """Changes tokens or stack so that the run can go on; every call brings it nearer to the end."""
    index = automaton.index
    name = automaton.names[index]
    automaton.recoveries += 1
    if automaton.recoveries > _MOST_RECOVERIES:
        raise GaveUp
    if name == "$END":
        _close_at_end(automaton)
    elif _forgot_semicolon(automaton, index):
        end = automaton.ends[index - 1]
        automaton.report(max(end - 1, automaton.starts[index - 1]), end, "`;` is missing after this")
        automaton.insert(index, "SEMI", end, end)
    elif name in _BEGINNINGS and not automaton.accepts("RETURN"):
        _skip_annotation(automaton, index)
    else:
        _report(automaton, index)
        _resynchronise(automaton, index)


def _forgot_semicolon(automaton: Automaton, index: int) -> bool:
    """Whether only a `;` is missing before the token, which then begins a line or closes something."""
    repair = (automaton.starts[index], automaton.names[index])
    if repair in automaton.repairs or index == 0 or not automaton.accepts("SEMI") or automaton.accepts("BASIC"):
        return False
    automaton.repairs.add(repair)
    closes = automaton.names[index] in ("RBRACE", "END")
    return closes or (automaton.begins_line(index) and automaton.names[index] not in _CLOSING)


def _skip_annotation(automaton: Automaton, index: int) -> None:
    """Leaves out an annotation that stands where none may."""
    after = _behind_annotation(automaton, index)
    _report(automaton, index)
    automaton.index = after


def _behind_annotation(automaton: Automaton, index: int) -> int:
    """The index behind the END of the annotation that begins at `index`."""
    while automaton.names[index] not in ("END", "$END"):
        index += 1
    return index if automaton.names[index] == "$END" else index + 1


def _report(automaton: Automaton, index: int) -> None:
    """Says what is wrong at a token, once."""
    place = (automaton.starts[index], automaton.names[index], -1)
    if place in automaton.repairs_reported:
        return
    automaton.repairs_reported.add(place)
    accepted = frozenset(name for name in automaton.tables.terminals if automaton.accepts(name))
    start, end = automaton.starts[index], automaton.ends[index]
    name, ghost = automaton.names[index], automaton.ghost[index]
    following, before = automaton.texts[min(index + 1, len(automaton.texts) - 1)], automaton.texts[index - 1]
    if name.startswith("BEGIN") and (meant := meant_word(following, True)):
        start, end = automaton.starts[index + 1], automaton.ends[index + 1]
        message = f"`{following}` begins no annotation: is `{meant}` meant?"
    elif name in _OPERANDS and automaton.names[index - 1] == "IDENT" and (meant := meant_word(before, ghost)):
        start, end = automaton.starts[index - 1], automaton.ends[index - 1]
        message = f"`{before}` is no keyword: is `{meant}` meant?"
    else:
        message = explain(accepted, name, automaton.text_of(index), ghost)
    automaton.report(start, max(end, start + 1), message)


def _close_at_end(automaton: Automaton) -> None:
    """The text ends too early: names the bracket that is open, and closes what is open."""
    index = automaton.index
    if not automaton.at_end_reported:
        automaton.at_end_reported = True
        opener = _open_bracket(automaton, index)
        if opener is not None:
            text = automaton.texts[opener]
            automaton.report(automaton.starts[opener], automaton.ends[opener], f"this `{text}` is never closed")
        else:
            accepted = frozenset(name for name in automaton.tables.terminals if automaton.accepts(name))
            end = automaton.ends[index - 1] if index else 0
            begin = automaton.starts[index - 1] if index else 0
            automaton.report(begin, end, explain(accepted, "$END", "", automaton.ghost[index]))
    if len(automaton.repairs) < _MOST_REPAIRS:
        for name in ("RBRACE", "SEMI", "END"):
            if automaton.accepts(name):
                automaton.repairs.add((-len(automaton.names), name))
                automaton.insert(index, name, automaton.starts[index], automaton.starts[index])
                return
    _resynchronise(automaton, index)


def _open_bracket(automaton: Automaton, limit: int) -> int | None:
    """The index of the outermost brace before `limit` that is not closed, or else of another bracket."""
    stack: list[int] = []
    for index in range(limit):
        name = automaton.names[index]
        if name in ("LBRACE", "LPAR", "LBRACK"):
            stack.append(index)
        elif name in _CLOSING:
            while stack and automaton.names[stack[-1]] != _CLOSING[name] and name == "RBRACE":
                stack.pop()
            if stack and automaton.names[stack[-1]] == _CLOSING[name]:
                stack.pop()
    braces = [index for index in stack if automaton.names[index] == "LBRACE"]
    if braces:
        return braces[-1]
    return stack[-1] if stack else None


def _resynchronise(automaton: Automaton, index: int) -> None:
    """Drops what was read of the innermost statement, formula or declaration, and skips the rest of it."""
    broken = automaton.tables.terminals["BROKEN"]
    rows = automaton.tables.rows
    level = len(automaton.states) - 1
    while level > 0 and (rows[automaton.states[level]].get(broken) or 0) <= 0:
        level -= 1
    place = (automaton.starts[index], automaton.names[index], level)
    again = place in automaton.repairs_reported
    automaton.repairs_reported.add(place)
    action = rows[automaton.states[level]].get(broken) or 0
    first = _first_token(automaton, level, index)
    begin = automaton.starts[first]
    terminals = automaton.tables.terminals
    row = rows[action - 1]
    formula = terminals["SEMI"] in row and terminals["BASIC"] not in row
    if formula:
        stop = _end_of_formula(automaton, first, index)
    elif rows[automaton.states[level]].get(terminals["RETURN"]) is not None:
        stop = _end_of_statement(automaton, first, index)
    else:
        stop = _end_of_declaration(automaton, first, index)
    if again and stop == index and automaton.names[index] != "$END":
        stop = index + 1
    for stack in (automaton.states, automaton.values, automaton.begins, automaton.finishes):
        del stack[level + (stack is automaton.states) :]
    end = max(begin, automaton.ends[stop - 1] if stop else begin)
    automaton.index = stop
    if automaton.accepts("BROKEN"):
        automaton.insert(stop, "BROKEN", begin, end)
    if formula and automaton.names[stop + 1] not in ("SEMI", "BY"):
        automaton.insert(stop + 1, "SEMI", end, end)


def _first_token(automaton: Automaton, level: int, index: int) -> int:
    """The index of the first token of what lies on the stack above `level`."""
    if level >= len(automaton.begins):
        return index
    begin = automaton.begins[level]
    first = index
    while first > 0 and automaton.starts[first - 1] >= begin:
        first -= 1
    return first


def _end_of_formula(automaton: Automaton, first: int, index: int) -> int:
    """The index of the `;` that ends a formula, or of what cannot belong to it."""
    depth = 0
    for here in range(first, len(automaton.names)):
        name = automaton.names[here]
        if name == "LBRACE":
            depth += 1
        elif name == "RBRACE":
            depth -= 1
        if here >= index and (name in ("END", "$END") or depth < 0 or (name == "SEMI" and depth <= 0)):
            return here
    return len(automaton.names) - 1


def _end_of_statement(automaton: Automaton, first: int, index: int) -> int:
    """The index behind the `;` or `}` of a statement, or of the `}`, END or statement that follows it."""
    names = automaton.names
    inside = automaton.ghost[first] and names[first] not in _BEGINNINGS
    in_for = names[first] == "FOR"
    depth, parentheses, here = 0, 0, first
    while names[here] != "$END":
        name = names[here]
        late = here >= index
        if name == "END" and inside:
            return max(here, index)
        if name in _BEGINNINGS and not inside:
            if late and here > first and depth == 0 and automaton.begins_line(here):
                return here
            here = _behind_annotation(automaton, here)
            if here > index and names[first] in _BEGINNINGS:
                return here
            continue
        if name == "RBRACE":
            if depth == 0 and late:
                return here
            depth -= 1
            if depth == 0 and late and names[here + 1] != "ELSE":
                return here + 1
        elif name == "LBRACE":
            depth += 1
        elif name in ("LPAR", "RPAR"):
            parentheses += 1 if name == "LPAR" else -1
        elif late and depth == 0 and name == "SEMI" and not (in_for and parentheses > 0):
            return here + 1
        elif late and here > first and depth == 0 and name in _STATEMENT_WORDS and automaton.begins_line(here):
            return here
        here += 1
    return here


def _end_of_declaration(automaton: Automaton, first: int, index: int) -> int:
    """The index of the next declaration of an annotation, of the annotation's END, or of the end of the chunk."""
    names = automaton.names
    inside = automaton.ghost[first] and names[first] not in _BEGINNINGS
    here = max(index, first + 1) if names[index] not in ("END", "$END") else index
    while names[here] != "$END":
        if inside and names[here] == "END":
            return here
        if inside and names[here] in _GHOST_DECLARATIONS and automaton.begins_line(here):
            return here
        here += 1
    return here
