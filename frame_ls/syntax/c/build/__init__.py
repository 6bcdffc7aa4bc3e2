"""Makes trees while the automaton runs: one method for each alias of the grammar."""

from frame_ls.syntax.c.build.predicates import Predicates as Builder

__all__ = ["Builder"]
