; A list segment with a list behind it is a list: the negation has no model.
(set-logic QF_SHLS)
(set-info :status unsat)

(declare-sort Ref 0)
(declare-datatypes ((Cell 0)) (((cell (next Ref)))))
(declare-heap (Ref Cell))

(define-fun-rec ls ((in Ref) (out Ref)) Bool
  (or (and (= in out) (_ emp Ref Cell))
      (exists ((u Ref)) (and (distinct in out) (sep (pto in (cell u)) (ls u out))))))

(declare-const x Ref)
(declare-const y Ref)

(check-sat)
(assert (sep (ls x y) (ls y (as nil Ref))))
(assert (not (ls x (as nil Ref))))
(check-sat)
