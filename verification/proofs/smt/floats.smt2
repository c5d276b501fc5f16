; Floating point: what is refused. Seven bits show it and are quick: three of exponent, four of precision.
(set-logic QF_FP)
(declare-const a (_ FloatingPoint 3 4))
(declare-const b (_ FloatingPoint 3 4))
(declare-const c (_ FloatingPoint 3 4))
(define-fun finite ((x (_ FloatingPoint 3 4))) Bool (and (not (fp.isNaN x)) (not (fp.isInfinite x))))

; refused: sums are associative, of finite terms with finite sums
(push)
(assert (and (finite a) (finite b) (finite c)))
(assert (and (finite (fp.add RNE a (fp.add RNE b c))) (finite (fp.add RNE (fp.add RNE a b) c))))
(assert (not (fp.eq (fp.add RNE a (fp.add RNE b c)) (fp.add RNE (fp.add RNE a b) c))))
(check-sat) ; expect sat
(pop)

; refused: every value equals itself
(push)
(assert (not (fp.eq a a)))
(check-sat) ; expect sat
(pop)

; law: sums are commutative, of finite terms
(push)
(assert (and (finite a) (finite b)))
(assert (not (fp.eq (fp.add RNE a b) (fp.add RNE b a))))
(check-sat) ; expect unsat
(pop)
