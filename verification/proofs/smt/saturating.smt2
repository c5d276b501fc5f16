; Sums of machine integers that saturate, 64 bits, computed as runtimes do: by looking at the overflow.
(set-logic QF_BV)
(declare-const a (_ BitVec 64))
(declare-const b (_ BitVec 64))
(declare-const c (_ BitVec 64))

; Without sign: the sum wrapped if it is less than one of its terms.
(define-fun add_u ((x (_ BitVec 64)) (y (_ BitVec 64))) (_ BitVec 64)
  (ite (bvult (bvadd x y) x) #xffffffffffffffff (bvadd x y)))
; With sign: terms of one sign, a sum of the other.
(define-fun add_s ((x (_ BitVec 64)) (y (_ BitVec 64))) (_ BitVec 64)
  (ite (and (bvsge x #x0000000000000000) (bvsge y #x0000000000000000) (bvslt (bvadd x y) #x0000000000000000))
       #x7fffffffffffffff
  (ite (and (bvslt x #x0000000000000000) (bvslt y #x0000000000000000) (bvsge (bvadd x y) #x0000000000000000))
       #x8000000000000000
       (bvadd x y))))

; law: commutative, without sign
(push)
(assert (not (= (add_u a b) (add_u b a))))
(check-sat) ; expect unsat
(pop)

; law: associative, without sign
(push)
(assert (not (= (add_u a (add_u b c)) (add_u (add_u a b) c))))
(check-sat) ; expect unsat
(pop)

; law: monotone, without sign
(push)
(assert (bvule a b))
(assert (not (bvule (add_u a c) (add_u b c))))
(check-sat) ; expect unsat
(pop)

; law: zero is the unit, without sign
(push)
(assert (not (= (add_u #x0000000000000000 a) a)))
(check-sat) ; expect unsat
(pop)

; law: commutative, with sign
(push)
(assert (not (= (add_s a b) (add_s b a))))
(check-sat) ; expect unsat
(pop)

; refused: associative, with sign
(push)
(assert (not (= (add_s a (add_s b c)) (add_s (add_s a b) c))))
(check-sat) ; expect sat
(pop)
