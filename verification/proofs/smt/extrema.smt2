; Max and Min of machine integers, 64 bits, with and without sign, and the last writer by a stamp.
(set-logic QF_BV)
(declare-const a (_ BitVec 64))
(declare-const b (_ BitVec 64))
(declare-const c (_ BitVec 64))
(define-fun max_u ((x (_ BitVec 64)) (y (_ BitVec 64))) (_ BitVec 64) (ite (bvult x y) y x))
(define-fun max_s ((x (_ BitVec 64)) (y (_ BitVec 64))) (_ BitVec 64) (ite (bvslt x y) y x))
(define-fun min_u ((x (_ BitVec 64)) (y (_ BitVec 64))) (_ BitVec 64) (ite (bvult y x) y x))
(define-fun min_s ((x (_ BitVec 64)) (y (_ BitVec 64))) (_ BitVec 64) (ite (bvslt y x) y x))

; law: commutative
(push)
(assert (not (and (= (max_u a b) (max_u b a)) (= (max_s a b) (max_s b a))
                  (= (min_u a b) (min_u b a)) (= (min_s a b) (min_s b a)))))
(check-sat) ; expect unsat
(pop)

; law: associative
(push)
(assert (not (and (= (max_u a (max_u b c)) (max_u (max_u a b) c)) (= (max_s a (max_s b c)) (max_s (max_s a b) c))
                  (= (min_u a (min_u b c)) (min_u (min_u a b) c)) (= (min_s a (min_s b c)) (min_s (min_s a b) c)))))
(check-sat) ; expect unsat
(pop)

; law: idempotent
(push)
(assert (not (and (= (max_u a a) a) (= (max_s a a) a) (= (min_u a a) a) (= (min_s a a) a))))
(check-sat) ; expect unsat
(pop)

; law: monotone
(push)
(assert (bvule a b))
(assert (not (and (bvule (max_u a c) (max_u b c)) (bvule (min_u a c) (min_u b c)))))
(check-sat) ; expect unsat
(pop)

; The last writer: which value stays, of three with stamps a, b, c and values x, y, z.
(declare-const x (_ BitVec 64))
(declare-const y (_ BitVec 64))
(declare-const z (_ BitVec 64))
(define-fun lww ((s (_ BitVec 64)) (v (_ BitVec 64)) (t (_ BitVec 64)) (w (_ BitVec 64))) (_ BitVec 64) (ite (bvult s t) w v))

; law: commutative, where stamps tell values
(push)
(assert (=> (= a b) (= x y)))
(assert (not (= (lww a x b y) (lww b y a x))))
(check-sat) ; expect unsat
(pop)

; law: associative, even if they do not
(push)
(assert (not (= (lww a x (max_u b c) (lww b y c z)) (lww (max_u a b) (lww a x b y) c z))))
(check-sat) ; expect unsat
(pop)

; refused: commutative, where equal stamps have different values
(push)
(assert (not (= (lww a x b y) (lww b y a x))))
(check-sat) ; expect sat
(pop)
