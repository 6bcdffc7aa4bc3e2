"""Pure reasoning: what follows from equations, arithmetic, datatypes and defined functions, with proofs.

What the rest of Frame uses:

    context.Context               the facts of one path, incrementally: assume, prove, are_equal, push, pop, follow, ...
    context.Unproved              what `Context.prove` says when it found no proof
    theory.Theory                 definitions made ready for contexts; make one per file and share it among contexts
    induction.prove_by_induction  proofs of universal statements over datatypes, for lemmas
    smt.ask                       an SMT solver's answer, for questions that are known to need one

How it works, from the bottom up:

    trail, nodes, egraph, causes  classes of equal terms, closed under congruence, with the cause of every merge
    linear, simplex, arithmetic   comparisons as bounds and rows; `deduction` brings equations and truths back
    propagation, cycles           connectives, if-then-else, definitions at constructors, finiteness of values
    triggers, patterns, lemma_rules, universals   instances of lemmas and quantified facts, by matching
    choices, products, search     cases, and the refutation that uses all of this
    steps                         what was found as a proof in lines, with only what it needs
    conjectures, discovery        lemmas that stuck terms suggest, by `induction_cases`

Nothing here says that something is true: proofs are for the kernel to check.
"""
