(** Each operator is deterministic on histories: of more input comes more output, whatever the order that its inputs
    do not promise. That is all that [relocate] needs. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Rest History Observation Process Channel Relocate Algebra Placement Keyed.
Import ListNotations.
Set Implicit Arguments.

Lemma bag_within {A} (x y z : list A) : Permutation (x ++ z) y -> within bag_of x y.
Proof. intros P. now exists z. Qed.

(** A function of a bag whose result, of more input, is a part of the result. *)
Lemma deterministic_bag {I O} (F : list I -> list O) :
  (forall x y, Permutation x y -> Permutation (F x) (F y)) ->
  (forall x y, within bag_of (F x) (F (x ++ y))) -> deterministic bag_of bag_of F.
Proof.
  intros P M x y (z & Q). apply within_trans with (F (x ++ z)); auto.
  exists []. rewrite app_nil_r. now apply P.
Qed.

(** ** Stateless operators *)

Theorem deterministic_stateless {A B} (p : stages A B) : deterministic sequence sequence (stateless p).
Proof. intros x y (z & ->). rewrite !stateless_each, flat_map_app. now exists (flat_map (each p) z). Qed.

Theorem deterministic_stateless_bag {A B} (p : stages A B) : deterministic bag_of bag_of (stateless p).
Proof.
  intros x y (z & P). exists (stateless p z). rewrite !stateless_each, <- flat_map_app. now apply Permutation_flat_map.
Qed.

(** A keyed stream, by a stage that keeps its keys. *)
Theorem deterministic_stateless_keyed {A B} (p : stages A B) (k : A -> Code) (k' : B -> Code) :
  (forall a b, In b (each p a) -> k' b = k a) -> deterministic (per_key k) (per_key k') (stateless p).
Proof.
  intros K. assert (E : forall v x, of_key k' v (flat_map (each p) x) = flat_map (each p) (of_key k v x)).
  { intros v. induction x as [|a x IH]; simpl; auto. rewrite of_key_app, IH.
    destruct (Nat.eqb_spec (k a) v) as [H|H]; simpl.
    - f_equal. specialize (K a). revert K. generalize (each p a) as l. induction l as [|b l IH']; simpl; intros K; auto.
      rewrite (K b) by auto. rewrite H, Nat.eqb_refl. f_equal. auto.
    - rewrite of_key_nil; auto. intros b I F. apply H. now rewrite <- (K a b). }
  intros x y H v. destruct (H v) as (z & F). exists (flat_map (each p) z). rewrite !stateless_each, !E, F.
  apply flat_map_app.
Qed.

(** What arrived before a crash; a log; an output: each looks at one element. *)
Theorem deterministic_filter {A} (f : A -> bool) (o : order A) : deterministic (observed o) (observed o) (filter f).
Proof.
  destruct o as [|key|]; intros x y; simpl.
  - intros (z & P). exists (filter f z). rewrite <- filter_app. now apply perm_filter.
  - intros H v. destruct (H v) as (z & E). exists (filter f z). unfold of_key in *.
    rewrite !(filter_filter _ f), E. apply filter_app.
  - intros (z & ->). rewrite filter_app. now exists (filter f z).
Qed.

(** ** Operators on bags *)

(** [union] has a port for each input. *)
Definition union_of {A} (x : list (A + A)) : list A := lefts x ++ rights x.

Theorem deterministic_union {A} : deterministic (two_ports bag_of bag_of) bag_of (union_of (A := A)).
Proof.
  intros x y H. apply within_two_ports in H as ((u & P) & (v & Q)). exists (u ++ v). unfold union_of.
  rewrite <- P, <- Q.
  rewrite <- !app_assoc. apply Permutation_app_head. rewrite !app_assoc.
  apply Permutation_app_tail, Permutation_app_comm.
Qed.

Definition join_of {V W} (x : list (keyed V + keyed W)) : list (keyed (V * W)) := join (lefts x) (rights x).

Lemma join_app_l {V W} (x x' : list (keyed V)) (y : list (keyed W)) : join (x ++ x') y = join x y ++ join x' y.
Proof. apply flat_map_app. Qed.

Lemma join_app_r {V W} (x : list (keyed V)) (y y' : list (keyed W)) :
  Permutation (join x (y ++ y')) (join x y ++ join x y').
Proof.
  unfold join. induction x as [|a x IH]; simpl; auto. rewrite IH, of_key_app, map_app, <- !app_assoc.
  apply Permutation_app_head. rewrite !app_assoc. apply Permutation_app_tail, Permutation_app_comm.
Qed.

Theorem deterministic_join {V W} : deterministic (two_ports bag_of bag_of) bag_of (join_of (V := V) (W := W)).
Proof.
  intros x y H. apply within_two_ports in H as ((u & P) & (v & Q)). unfold join_of.
  eexists. rewrite <- (join_perm P Q). rewrite join_app_l, (join_app_r (lefts x)), <- app_assoc. reflexivity.
Qed.

(** All pairs. *)
Definition cross {A B} (x : list A) (y : list B) : list (A * B) := flat_map (fun a => map (pair a) y) x.
Definition cross_of {A B} (x : list (A + B)) : list (A * B) := cross (lefts x) (rights x).

Lemma cross_app_l {A B} (x x' : list A) (y : list B) : cross (x ++ x') y = cross x y ++ cross x' y.
Proof. apply flat_map_app. Qed.
Lemma cross_app_r {A B} (x : list A) (y y' : list B) : Permutation (cross x (y ++ y')) (cross x y ++ cross x y').
Proof.
  unfold cross. induction x as [|a x IH]; simpl; auto. rewrite IH, map_app, <- !app_assoc.
  apply Permutation_app_head. rewrite !app_assoc. apply Permutation_app_tail, Permutation_app_comm.
Qed.
Lemma cross_perm {A B} (x x' : list A) (y y' : list B) : Permutation x x' -> Permutation y y' ->
  Permutation (cross x y) (cross x' y').
Proof.
  intros P Q. transitivity (cross x' y); [now apply perm_flat_map|].
  apply perm_flat_map_ext. intros a _. now apply Permutation_map.
Qed.

Theorem deterministic_cross {A B} : deterministic (two_ports bag_of bag_of) bag_of (cross_of (A := A) (B := B)).
Proof.
  intros x y H. apply within_two_ports in H as ((u & P) & (v & Q)). unfold cross_of.
  eexists. rewrite <- (cross_perm P Q). rewrite cross_app_l, (cross_app_r (lefts x)), <- app_assoc. reflexivity.
Qed.

(** A history without duplicates of which another has all elements is a part of it. *)
Lemma nodup_within {A} (x : list A) : NoDup x -> forall y, incl x y -> within bag_of x y.
Proof.
  induction 1 as [|a x N D IH]; intros y I.
  - now exists y.
  - assert (J : In a y) by (apply I; simpl; auto). apply in_split in J as (l & r & ->).
    destruct (IH (l ++ r)) as (z & P).
    + intros b K. assert (J : In b (l ++ a :: r)) by (apply I; simpl; auto). rewrite in_app_iff in *. simpl in J.
      destruct J as [J|[->|J]]; auto. easy.
    + exists z. simpl. rewrite P. apply Permutation_middle.
Qed.

Theorem deterministic_unique {A} (eq_dec : forall a b : A, {a = b} + {a <> b}) :
  deterministic bag_of bag_of (unique eq_dec).
Proof.
  apply deterministic_bag; [intros; now apply unique_perm|]. intros x y. apply nodup_within; [apply NoDup_nodup|].
  intros a I. unfold unique in *. rewrite nodup_In in *. apply in_or_app. auto.
Qed.

Theorem deterministic_quorum {T} (g : T -> Code) needed : deterministic bag_of bag_of (quorum g needed).
Proof.
  apply deterministic_bag; [intros; now apply quorum_perm|]. intros x y. apply nodup_within; [apply quorum_nodup|].
  intros v I. apply quorum_in in I as ((a & I & E) & L). apply quorum_in. split.
  - exists a. rewrite in_app_iff. auto.
  - apply Nat.le_trans with (1 := L). unfold supporters. rewrite of_key_app, map_app. apply NoDup_incl_length.
    + apply NoDup_nodup.
    + intros m J. rewrite nodup_In in *. apply in_or_app. auto.
Qed.

(** ** Operators on sequences *)

Section Scans.
  Context {S V W : Type} (step : S -> V -> S * list W) (first : S).

  Lemma scan_from_app x : forall s y, exists z, scan_from step s (x ++ y) = scan_from step s x ++ z.
  Proof.
    induction x as [|a x IH]; intros s y; simpl; [eauto|]. destruct (IH (fst (step s a)) y) as (z & ->). exists z.
    now rewrite app_assoc.
  Qed.

  Theorem deterministic_scan : deterministic sequence sequence (scan step first).
  Proof. intros x y (z & ->). destruct (scan_from_app x first z) as (w & E). now exists w. Qed.

  Theorem deterministic_keyed_scan : deterministic (per_key fst) (per_key fst) (keyed_scan step first).
  Proof.
    intros x y H v. destruct (H v) as (z & E). unfold keyed_scan. rewrite !keyed_scan_key, E, map_app.
    destruct (scan_from_app (map snd (of_key fst v x)) first (map snd z)) as (w & ->). rewrite map_app. eauto.
  Qed.
End Scans.

(** ** So each may be relocated

    A channel of the order that the operator reads, before its inputs, changes nothing for anyone. *)
Theorem relocate_stateless {A B} (p : stages A B) :
  buffered sequence (process sequence (stateless p)) /\ buffered bag_of (process bag_of (stateless p)).
Proof.
  split; apply relocate; auto using deterministic_stateless, deterministic_stateless_bag;
    rewrite stateless_each; apply within_refl.
Qed.
Theorem relocate_union {A} : buffered (two_ports bag_of bag_of) (process bag_of (union_of (A := A))).
Proof. apply relocate; [apply within_refl | apply deterministic_union]. Qed.
Theorem relocate_join {V W} : buffered (two_ports bag_of bag_of) (process bag_of (join_of (V := V) (W := W))).
Proof. apply relocate; [apply within_refl | apply deterministic_join]. Qed.
Theorem relocate_cross {A B} : buffered (two_ports bag_of bag_of) (process bag_of (cross_of (A := A) (B := B))).
Proof. apply relocate; [apply within_refl | apply deterministic_cross]. Qed.
Theorem relocate_unique {A} (eq_dec : forall a b : A, {a = b} + {a <> b}) :
  buffered bag_of (process bag_of (unique eq_dec)).
Proof. apply relocate; [apply within_refl | apply deterministic_unique]. Qed.
Theorem relocate_quorum {T} (g : T -> Code) needed : buffered bag_of (process bag_of (quorum g needed)).
Proof. apply relocate; [apply within_refl | apply deterministic_quorum]. Qed.
Theorem relocate_scan {S V W} (step : S -> V -> S * list W) first :
  buffered sequence (process sequence (scan step first)) /\
  buffered (per_key fst) (process (per_key fst) (keyed_scan step first)).
Proof. split; apply relocate; auto using deterministic_scan, deterministic_keyed_scan; apply within_refl. Qed.
Theorem relocate_via {A} (alive : A -> bool) (o : order A) :
  buffered (observed o) (process (observed o) (filter alive)).
Proof. apply relocate; [apply within_refl | apply deterministic_filter]. Qed.
