"""Pure reasoning: what follows from equations, arithmetic, datatypes and defined functions, with proofs.

What the rest of Frame uses:

    Context            the facts of one path, incrementally: assume, prove, are_equal, push, pop, ...
    Theory             definitions made ready for contexts; make one per file and share it among contexts
    Unproved           what `Context.prove` says when it found no proof
    prove_by_induction proofs of universal statements over datatypes, for lemmas

Import them from their modules (`frame_ls.prover.pure.context`, `.theory`, `.induction`).
"""
