(** Replicated inputs: one side whole at every part, the other spread in whatever way. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import History Algebra Placement Deterministic.
Import ListNotations.
Set Implicit Arguments.

Section Replicated.
  Variable hash : Code -> nat.
  Notation held := (held hash).

  (** Each left element finds all its partners wherever it is. *)
  (** rule: implement-join-replicated *)
  (** statement: at(L, any, join(x, y)) = join at L of at(L, any, x), at(L, replicated, y) *)
  (** condition: one side is spread *)
  (** needs: none *)
  Theorem implement_join_replicated {V W} n s t (x : list (keyed V)) (y : list (keyed W)) :
    held n Any NoOrder s x -> held n Replicated NoOrder t y ->
      held n Any NoOrder (fun p => join (s p) (t p)) (join x y).
  Proof.
    simpl. intros H K. transitivity (whole n (fun p => join (s p) y)).
    - apply whole_perm. intros p L. now apply join_perm, K.
    - unfold join. rewrite whole_flat_map. now apply perm_flat_map.
  Qed.

  (** The left side's distribution is the result's. *)
  Theorem implement_join_replicated_hash {V W} n (k : keyed V -> Code) (k' : keyed (V * W) -> Code) o s t x
    (y : list (keyed W)) :
    (forall a b, k' (fst a, (snd a, b)) = k a) ->
    held n (Hash k) o s x -> held n Replicated NoOrder t y ->
      held n (Hash k') NoOrder (fun p => join (s p) (t p)) (join x y).
  Proof.
    intros E (H & P) K. split.
    - apply implement_join_replicated; auto. simpl. now apply spread_bag with o.
    - intros p c L I. apply join_in in I as (a & b & Ia & Ib & F & ->). unfold part_of. rewrite E. exact (P p a L Ia).
  Qed.

  (** rule: implement-cross-replicated *)
  (** statement: at(L, any, cross_product(x, y)) = cross_product at L of at(L, any, x), at(L, replicated, y) *)
  (** condition: one side is spread *)
  (** needs: none *)
  Theorem implement_cross_replicated {A B} n s t (x : list A) (y : list B) :
    held n Any NoOrder s x -> held n Replicated NoOrder t y ->
      held n Any NoOrder (fun p => cross (s p) (t p)) (cross x y).
  Proof.
    simpl. intros H K. transitivity (whole n (fun p => cross (s p) y)).
    - apply whole_perm. intros p L. now apply cross_perm, K.
    - unfold cross. rewrite whole_flat_map. now apply perm_flat_map.
  Qed.

  (** What is not among the keys of the right, which is sealed: all of it is there. *)
  Definition anti_join {V} (x : list (keyed V)) (keys : list Code) : list (keyed V) :=
    filter (fun a => if in_dec Nat.eq_dec (fst a) keys then false else true) x.

  Lemma anti_join_keys {V} (x : list (keyed V)) (u v : list Code) : (forall k, In k u <-> In k v) -> anti_join x u =
    anti_join x v.
  Proof.
    intros H. apply filter_ext. intros a. destruct (in_dec Nat.eq_dec (fst a) u) as [I|I],
      (in_dec Nat.eq_dec (fst a) v) as [J|J];
      auto; apply H in I || apply H in J; easy.
  Qed.

  (** waits: implement-anti-join-replicated *)
  (** statement: at(L, any, anti_join(x, y)) = anti_join at L of at(L, any, x), at(L, replicated, y) *)
  (** condition: y is sealed; x is spread *)
  (** needs: none *)
  Theorem implement_anti_join_replicated {V} n s t (x : list (keyed V)) (keys : list Code) :
    held n Any NoOrder s x -> held n Replicated NoOrder t keys ->
      held n Any NoOrder (fun p => anti_join (s p) (t p)) (anti_join x keys).
  Proof.
    simpl. intros H K. rewrite whole_ext with (t := fun p => anti_join (s p) keys).
    - unfold anti_join. rewrite whole_filter. now apply perm_filter.
    - intros p L. apply anti_join_keys. intros k. specialize (K p L).
      split; intros I; [now rewrite <- K | now rewrite K].
  Qed.

  (** Or both sides by the same part of the key. *)
  (** waits: implement-anti-join *)
  (** statement: at(L, hash k, anti_join(x, y)) = anti_join at L of at(L, hash k, x), at(L, hash k, y) *)
  (** condition: y is sealed; k is a function of the key, the same on both sides *)
  (** needs: none *)
  Theorem implement_anti_join {V} n (f : Code -> Code) o s t (x : list (keyed V)) (keys : list Code) :
    held n (Hash (fun e => f (fst e))) o s x -> held n (Hash f) NoOrder t keys ->
    held n (Hash (fun e => f (fst e))) NoOrder (fun p => anti_join (s p) (t p)) (anti_join x keys).
  Proof.
    intros (H & P) K. split.
    - simpl. rewrite whole_ext with (t := fun p => anti_join (s p) keys).
      + unfold anti_join. rewrite whole_filter. apply perm_filter. now apply spread_bag with o.
      + intros p L. apply filter_ext_in. intros a I.
        assert (E : In (fst a) (t p) <-> In (fst a) keys).
        { pose proof (held_part (hash := hash) L K) as Q. split; intros J.
          - rewrite Q in J. now apply filter_In in J.
          - rewrite Q. apply filter_In. split; auto. apply Nat.eqb_eq. exact (P p a L I). }
        destruct (in_dec Nat.eq_dec (fst a) (t p)), (in_dec Nat.eq_dec (fst a) keys); tauto.
    - intros p a L I. apply filter_In in I as (I & _). auto.
  Qed.
End Replicated.

(** Two replicated sides: every pair at every part. *)
Theorem counter_join_replicated : ~ Permutation (whole 2 (fun _ => join [(0, 1)] [(0, 2)])) (join [(0, 1)] [(0, 2)]).
Proof. intros H. apply Permutation_length in H. discriminate. Qed.

(** A right side that is not all there: what should have been left out leaves, and cannot be taken back. *)
Theorem counter_anti_join : anti_join [(0, 1)] [] = [(0, 1)] /\ anti_join [(0, 1)] [0] = [].
Proof. split; reflexivity. Qed.

(** A replicated left: each element leaves once for every part. *)
Theorem counter_anti_join_left : ~ Permutation (whole 2 (fun _ => anti_join [(0, 1)] [])) (anti_join [(0, 1)] []).
Proof. intros H. apply Permutation_length in H. discriminate. Qed.
