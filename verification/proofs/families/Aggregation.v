(** Partial aggregation before a send, and gathering of partial results. *)
From Coq Require Import List Permutation Arith Lia Bool ZArith.
From Suki Require Import History Algebra Placement.
Import ListNotations.
Set Implicit Arguments.

(** A combiner that may be used so: associative, commutative, with a unit. *)
Record monoid (M : Type) := Monoid {
  op : M -> M -> M;
  unit_ : M;
  op_assoc : forall a b c, op a (op b c) = op (op a b) c;
  op_comm : forall a b, op a b = op b a;
  op_unit : forall a, op unit_ a = a }.

Section Aggregation.
  Context {A M : Type} (m : monoid M) (f : A -> M).
  Notation "a + b" := (op m a b).

  Definition total (x : list A) : M := fold_right (fun a s => f a + s) (unit_ m) x.
  Definition combined (s : list M) : M := fold_right (op m) (unit_ m) s.

  Lemma total_app x y : total (x ++ y) = total x + total y.
  Proof. induction x; simpl; [now rewrite (op_unit m) | now rewrite IHx, (op_assoc m)]. Qed.

  Lemma total_perm x y : Permutation x y -> total x = total y.
  Proof.
    induction 1; simpl; try congruence. rewrite !(op_assoc m). f_equal. apply (op_comm m).
  Qed.

  Lemma combined_perm x y : Permutation x y -> combined x = combined y.
  Proof. induction 1; simpl; try congruence. rewrite !(op_assoc m). f_equal. apply (op_comm m). Qed.

  (** Sent in batches, each as its sum: the sum of the sums is the sum. *)
  (** waits: partial-aggregation *)
  (** statement: fold(m, x) = combine(m, send(fold(m, batch of x), ..)) *)
  (** condition: m is a commutative monoid; the reader sees the final value *)
  (** needs: none *)
  Theorem partial_aggregation (o : order A) (batches : list (list A)) x : same o (concat batches) x ->
    combined (map total batches) = total x.
  Proof.
    intros E. rewrite <- (total_perm (same_bag _ _ _ E)). clear. induction batches as [|b bs IH]; simpl; auto.
    now rewrite total_app, IH.
  Qed.

  (** The sums may arrive in any order. *)
  Theorem partial_aggregation_any_order (o : order A) batches x sums : same o (concat batches) x ->
    Permutation sums (map total batches) -> combined sums = total x.
  Proof. intros E P. rewrite (combined_perm P). now apply partial_aggregation with o. Qed.

  (** Each part keeps its own; the reader combines the latest of each. Of a bag spread in whatever way. *)
  (** waits: implement-fold *)
  (** statement: at(L, one, fold(m, x)) = combine(m) of the latest fold(m) of each part of at(L', any, x) *)
  (** condition: m is a commutative monoid; the stream has no order, or the reader sees the final value only *)
  (** needs: none *)
  Theorem implement_fold n (s : family A) x : held (fun c => c) n Any NoOrder s x ->
    combined (map (fun p => total (s p)) (seq 0 n)) = total x.
  Proof.
    intros H. simpl in H. rewrite <- (total_perm H). clear H. unfold whole.
    induction (seq 0 n) as [|p l IH]; simpl; auto.
    now rewrite total_app, IH.
  Qed.

  (** Of a bag that is not all there yet, what the reader sees is the fold of a part of it. *)
  Theorem implement_fold_so_far n (s s' : family A) x : held (fun c => c) n Any NoOrder s x ->
    (forall p, p < n -> exists z, Permutation (s' p ++ z) (s p)) ->
    exists y z, Permutation (y ++ z) x /\ combined (map (fun p => total (s' p)) (seq 0 n)) = total y.
  Proof.
    intros H K. exists (whole n s').
    assert (Z : exists z, Permutation (whole n s' ++ z) (whole n s)).
    { clear H. induction n; [now exists []|]. destruct IHn as (u & P); [auto|]. destruct (K n) as (v & Q); auto.
      exists (u ++ v). rewrite !whole_S, <- P, <- Q, <- !app_assoc. apply Permutation_app_head.
      rewrite !app_assoc. apply Permutation_app_tail, Permutation_app_comm. }
    destruct Z as (z & P). exists z. split; [now rewrite P|]. apply implement_fold. apply Permutation_refl.
  Qed.

  (** One for each key: at the key's part, whole. *)
  Definition keyed_total (key : A -> Code) (v : Code) (x : list A) : M := total (of_key key v x).

  (** waits: implement-keyed-fold *)
  (** statement: at(L, hash k, fold(m, x)) = fold(m) at L of at(L, hash k, x) *)
  (** condition: m is a commutative monoid; k is a function of the group key *)
  (** needs: none *)
  Theorem implement_keyed_fold (hash : Code -> nat) n (key : A -> Code) (g : Code -> Code) (o : order A) s x v p :
    held hash n (Hash (fun a => g (key a))) o s x -> p < n -> hash (g v) mod n = p ->
    keyed_total key v (s p) = keyed_total key v x.
  Proof.
    intros H L E. apply total_perm. unfold of_key. rewrite (perm_filter _ (held_part (hash := hash) L H)).
    rewrite filter_filter.
    assert (F : forall a, In a (filter (fun a => key a =? v) x) -> (part_of hash n (fun a => g (key a)) a =? p) = true).
    { intros a I. apply filter_In in I as (_ & I). apply Nat.eqb_eq in I. apply Nat.eqb_eq. unfold part_of.
      now rewrite I. }
    revert F. generalize (filter (fun a => key a =? v) x) as l. induction l as [|a l IH]; simpl; intros F; auto.
    rewrite F by auto. apply perm_skip. auto.
  Qed.
End Aggregation.

(** Counting is summing ones. *)
Definition sums : monoid nat := {| op := Nat.add; unit_ := 0; op_assoc := Nat.add_assoc; op_comm := Nat.add_comm;
  op_unit := fun a => eq_refl |}.
(** waits: implement-count *)
(** statement: at(L, one, count(x)) = the sum of the counts of the parts *)
(** condition: as for implement-fold *)
(** needs: none *)
Theorem implement_count {A} n (s : family A) x : held (fun c => c) n Any NoOrder s x ->
  combined sums (map (fun p => length (s p)) (seq 0 n)) = length x.
Proof.
  assert (E : forall y : list A, length y = total sums (fun _ => 1) y) by (induction y; simpl; auto).
  intros H. rewrite (E x), <- (implement_fold sums (fun _ => 1) H). f_equal; try (apply map_ext; intros p; apply E).
Qed.

(** Partial duplicates removed before a send, the rest behind it. *)
(** waits: partial-unique *)
(** statement: unique(send(unique(x), ..)) = unique(send(x, ..)) *)
(** condition: none *)
(** needs: none *)
Theorem partial_unique {A} (eq_dec : forall a b : A, {a = b} + {a <> b}) n (s : family A) :
  Permutation (unique eq_dec (whole n (fun p => unique eq_dec (s p)))) (unique eq_dec (whole n s)).
Proof.
  apply NoDup_Permutation; try apply NoDup_nodup. intros a. unfold unique. rewrite !nodup_In, !whole_in.
  split; intros (p & L & I); exists p; split; auto; [now apply nodup_In in I | now apply nodup_In].
Qed.

(** ** What must not be aggregated so *)

(** Adding successive partials of a part, instead of keeping the latest. *)
Theorem counter_implement_fold : let partials := [10; 10 + 5] in combined sums partials <> 10 + 5.
Proof. discriminate. Qed.

(** A sum over the sequence +10, -10 that is read on the way: 10 or 0. Two partials, read on the way, also give -10. *)
Theorem without_unordered_or_final :
  let readings := fun x : list Z => map (fun k => fold_right Z.add 0%Z (firstn k x)) (seq 0 (S (length x))) in
  ~ In (-10)%Z (readings [10; -10]%Z) /\ In (-10)%Z (readings [-10]%Z).
Proof. split; [intros [H|[H|[H|[]]]]; discriminate | simpl; auto]. Qed.

(** An average of averages is no average. *)
Theorem counter_average : let average := fun x => fold_right Nat.add 0 x / length x in
  average [average [0; 0; 0]; average [8]] <> average [0; 0; 0; 8].
Proof. discriminate. Qed.
