"""How an assertion is taken out of a heap: matching, opening, closing, case splits; and the proof that it is there."""
