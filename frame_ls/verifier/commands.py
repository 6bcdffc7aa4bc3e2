"""Ghost commands that are built in: the rest of a loop, modules, structs opened and closed."""

from __future__ import annotations

from collections.abc import Iterator

from frame_ls.declarations import statements as s
from frame_ls.verifier.evaluate import everything
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.failure import stuck, unsupported
from frame_ls.verifier.memory import limits_assumed
from frame_ls.verifier.modules import close_module, open_module
from frame_ls.verifier.outcomes import Normal, Outcome
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State


def command(session: Session, state: State, statement: s.BuiltIn) -> Iterator[Outcome]:
    """A built-in ghost command."""
    match statement.name:
        case "recursive_call":
            from frame_ls.verifier.loops import recursive_call

            if state.loop is None:
                raise stuck("ghost-effect", statement.span, "no loop's rest is left to be done here")
            around, measure = state.loop
            assert around.specification is not None
            for end in recursive_call(session, state, around, around.specification, measure):
                yield Normal(end)
        case "produce_limits":
            for path, values in everything(session, state, statement.arguments):
                value, written = values[0], statement.arguments[0].type
                yield Normal(limits_assumed(session, path, value, written, Origin("its type", statement.span)))
        case "open_module" | "close_module":
            change = open_module if statement.name == "open_module" else close_module
            for end in change(session, state, statement.span):
                yield Normal(end)
        case name:
            raise unsupported(f"`{name}`", statement.span)
