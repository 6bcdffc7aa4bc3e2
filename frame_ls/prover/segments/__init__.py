"""List segments over cells of one field: decided, not searched for.

`decide.decide` is the door. A predicate counts as the acyclic segment by its definition, whatever its name.
"""
