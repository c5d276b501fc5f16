; Sums of machine integers that wrap: u64 and i64 alike, since addition is the same circuit.
(set-logic QF_BV)
(declare-const a (_ BitVec 64))
(declare-const b (_ BitVec 64))
(declare-const c (_ BitVec 64))

; law: commutative
(push)
(assert (not (= (bvadd a b) (bvadd b a))))
(check-sat) ; expect unsat
(pop)

; law: associative
(push)
(assert (not (= (bvadd a (bvadd b c)) (bvadd (bvadd a b) c))))
(check-sat) ; expect unsat
(pop)

; law: zero is the unit
(push)
(assert (not (= (bvadd #x0000000000000000 a) a)))
(check-sat) ; expect unsat
(pop)

; refused: monotone
(push)
(assert (bvule a b))
(assert (not (bvule (bvadd a c) (bvadd b c))))
(check-sat) ; expect sat
(pop)

; refused: idempotent
(push)
(assert (not (= (bvadd a a) a)))
(check-sat) ; expect sat
(pop)
