(** Sums: of integers, of machine integers that wrap or saturate, and what is refused.

    The laws that a partial aggregation needs are those of a commutative monoid. *)
From Coq Require Import List Permutation ZArith Lia Bool SpecFloat.
From Suki Require Import Aggregation.
Import ListNotations.
Local Open Scope Z_scope.
Set Implicit Arguments.

(** Integers without bounds. *)
Definition integer_sum : monoid Z := {| op := Z.add; unit_ := 0; op_assoc := Z.add_assoc; op_comm := Z.add_comm;
  op_unit := Z.add_0_l |}.

(** ** Wrapping: modulo two to the width, signed or not *)
Section Wrapping.
  Variable modulus : Z.
  Hypothesis positive : 0 < modulus.
  Definition wrapping (a b : Z) := (a + b) mod modulus.

  Theorem wrapping_commutative a b : wrapping a b = wrapping b a.
  Proof. unfold wrapping. now rewrite Z.add_comm. Qed.

  Theorem wrapping_associative a b c : wrapping a (wrapping b c) = wrapping (wrapping a b) c.
  Proof. unfold wrapping. rewrite Zplus_mod_idemp_r, Zplus_mod_idemp_l. f_equal. lia. Qed.

  Theorem wrapping_unit a : 0 <= a < modulus -> wrapping 0 a = a.
  Proof. intros H. unfold wrapping. now apply Z.mod_small. Qed.

  (** The sum of the sums wraps to the sum: nothing that overflows on the way is lost. *)
  Theorem wrapping_of_sum x : fold_right wrapping 0 x = fold_right Z.add 0 x mod modulus.
  Proof.
    induction x as [|a x IH]; simpl; [now rewrite Z.mod_0_l by lia|]. rewrite IH. unfold wrapping.
    now rewrite Zplus_mod_idemp_r.
  Qed.
End Wrapping.

(** It does not grow: no monotone reading, no lattice. *)
Theorem counter_wrapping_monotone : 255 <= 255 /\ 0 <= 1 /\ ~ wrapping 256 255 0 <= wrapping 256 255 1.
Proof. repeat split; try lia. intros H. vm_compute in H. now apply H. Qed.

(** Nor is it idempotent: an element that comes twice counts twice. *)
Theorem counter_sum_idempotent : wrapping (2 ^ 64) 1 1 <> 1.
Proof. discriminate. Qed.

(** ** Saturating, without sign: it stops at the top *)
Section Saturating.
  Variable top : Z.
  Definition saturating (a b : Z) := Z.min (a + b) top.

  Theorem saturating_commutative a b : saturating a b = saturating b a.
  Proof. unfold saturating. lia. Qed.

  Theorem saturating_associative a b c : 0 <= a -> 0 <= b -> 0 <= c -> saturating a (saturating b c) =
    saturating (saturating a b) c.
  Proof. unfold saturating. lia. Qed.

  Theorem saturating_unit a : 0 <= a <= top -> saturating 0 a = a.
  Proof. unfold saturating. lia. Qed.

  Theorem saturating_monotone a a' b b' : a <= a' -> b <= b' -> saturating a b <= saturating a' b'.
  Proof. unfold saturating. lia. Qed.

  Theorem saturating_of_sum x : (forall a, In a x -> 0 <= a) -> 0 <= top -> fold_right saturating 0 x =
    Z.min (fold_right Z.add 0 x) top.
  Proof.
    intros H T. induction x as [|a x IH]; simpl; [lia|]. rewrite IH by (intros; apply H; simpl; auto).
    unfold saturating.
    assert (0 <= a) by (apply H; simpl; auto).
    assert (0 <= fold_right Z.add 0 x).
    { clear - H. induction x as [|b x IH]; simpl; [lia|]. assert (0 <= b) by (apply H; simpl; auto).
      assert (0 <= fold_right Z.add 0 x); [|lia]. apply IH. intros c [<-|I]; apply H; simpl; auto. }
    lia.
  Qed.
End Saturating.

(** ** Refused *)

(** Saturating with sign: at the top, up and down is not down and up. *)
Definition saturating_signed (bottom top a b : Z) := Z.max bottom (Z.min (a + b) top).
Theorem counter_saturating_signed :
  let add := saturating_signed (-128) 127 in add 127 (add 1 (-1)) <> add (add 127 1) (-1).
Proof. discriminate. Qed.

(** Floating point, 64 bits: (0.1 + 0.2) + 0.3 is not 0.1 + (0.2 + 0.3). *)
Definition double (mantissa : positive) (exponent : Z) : spec_float := S754_finite false mantissa exponent.
Definition tenth : spec_float := double 7205759403792794 (-56).
Definition fifth : spec_float := double 7205759403792794 (-55).
Definition three_tenths : spec_float := double 5404319552844595 (-54).
Definition plus : spec_float -> spec_float -> spec_float := SFadd 53 1024.

Theorem counter_float_sum : plus tenth (plus fifth three_tenths) <> plus (plus tenth fifth) three_tenths.
Proof. vm_compute. discriminate. Qed.

(** Nor is a maximum of theirs one of a total order: not-a-number is not even equal to itself. *)
Theorem counter_float_order : SFcompare S754_nan S754_nan = None /\ SFleb S754_nan S754_nan = false.
Proof. split; reflexivity. Qed.

(** A difference depends on order, an average on grouping. *)
Theorem counter_difference : (1 - 2) - 3 <> 1 - (2 - 3) /\ 1 - 2 <> 2 - 1.
Proof. split; discriminate. Qed.

(** Concatenation depends on order. *)
Theorem counter_concatenation : [1] ++ [2] <> [2] ++ [1].
Proof. discriminate. Qed.
