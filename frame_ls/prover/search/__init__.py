"""The general search: unfolding, matching, case splits, induction hypotheses and lemmas, guided by samples."""
