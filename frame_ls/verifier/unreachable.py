"""Statements that no path reaches: a sign that a contract or an invariant says what cannot be."""

from __future__ import annotations

from collections.abc import Iterator

from frame_ls.declarations import statements as s
from frame_ls.source import Finding, Severity
from frame_ls.verifier.session import Session


def check_reached(session: Session) -> None:
    """Reports the first statement of each stretch of real code that is never reached."""
    if session.options.allow_dead_code or session.function.body is None:
        return
    for statement in _unreached(session, session.function.body):
        session.report(Finding("unreachable", Severity.ERROR, statement.span, "no path reaches this statement"))


def _unreached(session: Session, statement: s.Statement) -> Iterator[s.Statement]:
    match statement:
        case s.Block(statements=inner):
            for part in inner:
                if _is_real(part) and not _entered(session, part):
                    yield part
                    return
                yield from _unreached(session, part)
        case s.If(then=then, otherwise=otherwise, ghost=False):
            for branch in (then, otherwise):
                if branch is None:
                    continue
                if _is_real(branch) and not _entered(session, branch):
                    yield branch
                else:
                    yield from _unreached(session, branch)
        case s.Loop(body=body, ghost=False):
            yield from _unreached(session, body)
        case s.Switch(cases=cases, ghost=False):
            for case in cases:
                for part in case.statements:
                    if _is_real(part) and not _entered(session, part):
                        yield part
                        break
                    yield from _unreached(session, part)


def _entered(session: Session, statement: s.Statement) -> bool:
    if isinstance(statement, s.Block):
        inner = [p for p in statement.statements if _is_real(p)]
        return not inner or any(_entered(session, p) for p in inner)
    return statement.span in session.reached


def _is_real(statement: s.Statement) -> bool:
    match statement:
        case s.Evaluate(ghost=ghost) | s.If(ghost=ghost) | s.Loop(ghost=ghost) | s.Switch(ghost=ghost):
            return not ghost
        case s.Declare(local=local):
            return not local.ghost
        case s.Block(statements=inner):
            return any(map(_is_real, inner))
        case s.Return() | s.Goto():
            return True
        case s.Break() | s.Continue():
            return False
        case s.BuiltIn(name="assert"):
            return True
    return False
