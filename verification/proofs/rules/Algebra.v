(** Rules on streams without place. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import History Conditions.
Import ListNotations.
Set Implicit Arguments.

(** A stage looks at one element and keeps nothing: map, filter, filter_map, flat_map, key_by, values, keys, entries. *)
Definition stage (A B : Type) := A -> list B.

(** Runs of stages, as lists; the types in between may change. *)
Inductive stages : Type -> Type -> Type :=
| Done {A} : stages A A
| Then {A B C} (f : stage A B) (rest : stages B C) : stages A C.

Fixpoint append {A B C} (a : stages A B) : stages B C -> stages A C :=
  match a with
  | Done => fun b => b
  | Then f rest => fun b => Then f (append rest b)
  end.

Fixpoint stateless {A B} (p : stages A B) : list A -> list B :=
  match p with
  | Done => fun x => x
  | Then f rest => fun x => stateless rest (flat_map f x)
  end.

(** A run of stages is itself one function on elements. *)
Fixpoint each {A B} (p : stages A B) : A -> list B :=
  match p with
  | Done => fun a => [a]
  | Then f rest => fun a => flat_map (each rest) (f a)
  end.

Lemma flat_map_flat_map {A B C} (f : A -> list B) (g : B -> list C) x :
  flat_map g (flat_map f x) = flat_map (fun a => flat_map g (f a)) x.
Proof. induction x; simpl; auto. now rewrite flat_map_app, IHx. Qed.

Lemma stateless_each {A B} (p : stages A B) : forall x, stateless p x = flat_map (each p) x.
Proof.
  induction p as [A | A B C f rest IH]; intros x; simpl.
  - induction x; simpl; congruence.
  - rewrite IH. apply flat_map_flat_map.
Qed.

(** rule: fuse-stateless *)
(** statement: stateless(b, stateless(a, x)) = stateless(a ++ b, x) *)
(** condition: none *)
(** needs: none *)
Theorem fuse_stateless {A B C} (a : stages A B) (b : stages B C) (x : list A) :
  stateless b (stateless a x) = stateless (append a b) x.
Proof. induction a; simpl; auto. Qed.

(** [forget] reads a history of any order as a bag: the class of the same list up to permutation.
    The equation holds for every representative [y] of the bag that [forget] makes of [x]. *)
Definition forgets {A} (o : order A) (x y : list A) : Prop := exists z, same o x z /\ Permutation z y.

(** rule: forget-early *)
(** statement: forget(stateless(p, x)) = stateless(p, forget(x)) *)
(** condition: none *)
(** needs: none *)
Theorem forget_early {A B} (p : stages A B) (o : order A) (o' : order B) (x y : list A) :
  forgets o x y -> forgets o' (stateless p x) (stateless p y).
Proof.
  intros (z & E & P). exists (stateless p x). split; [apply same_refl|].
  rewrite !stateless_each. apply perm_flat_map. transitivity z; auto. now apply same_bag with o.
Qed.

(** ** Hops into another fault domain

    Each element carries a tag that names the source element it comes from. The crash of a domain decides which tags
    still arrived: [alive]. A stage that emits at most one element per input passes the tag on. *)
Definition tagged (A : Type) := (nat * A)%type.
Definition via {A} (alive : nat -> bool) (x : list (tagged A)) := filter (fun e => alive (fst e)) x.

Definition at_most_one {A B} (f : local_stage A B) := forall me a, length (f me a) <= 1.

Definition apply_stage {A B} (f : local_stage A B) (me : nat) (x : list (tagged A)) : list (tagged B) :=
  flat_map (fun e => map (pair (fst e)) (f me (snd e))) x.
Fixpoint apply_stages {A} (p : list (local_stage A A)) (me : nat) (x : list (tagged A)) : list (tagged A) :=
  match p with
  | [] => x
  | f :: rest => apply_stages rest me (apply_stage f me x)
  end.

(** What the members of [to] get when [x] is sent (one member) or broadcast: each up to its own crash. *)
Definition hop {A} (alive : nat -> nat -> bool) (x : list (tagged A)) : nat -> list (tagged A) :=
  fun member => via (alive member) x.

(** A crash cuts an ordered stream: with every tag that arrived, those before it in the stream arrived. *)
Definition cuts {A} (alive : nat -> bool) (x : list (tagged A)) := exists c, via alive x = firstn c x.

Lemma via_apply {A B} alive (f : local_stage A B) me x :
  via alive (apply_stage f me x) = apply_stage f me (via alive x).
Proof.
  induction x as [|[t a] x IH]; simpl; auto. unfold via in *. rewrite filter_app, IH. simpl.
  assert (E : filter (fun e => alive (fst e)) (map (pair t) (f me a)) = if alive t then map (pair t) (f me a) else []).
  { induction (f me a); simpl; destruct (alive t); simpl; congruence. }
  rewrite E. destruct (alive t); auto.
Qed.

Lemma apply_stage_cut {A B} (f : local_stage A B) me (x : list (tagged A)) c : at_most_one f ->
  exists c', apply_stage f me (firstn c x) = firstn c' (apply_stage f me x).
Proof.
  intros _. exists (length (apply_stage f me (firstn c x))).
  assert (E : apply_stage f me x = apply_stage f me (firstn c x) ++ apply_stage f me (skipn c x)).
  { unfold apply_stage. now rewrite <- flat_map_app, firstn_skipn. }
  rewrite E, firstn_app, Nat.sub_diag, firstn_all. simpl. now rewrite app_nil_r.
Qed.

Lemma apply_stage_uncut {A B} (f : local_stage A B) me : at_most_one f -> forall (x : list (tagged A)) c',
  exists c, firstn c' (apply_stage f me x) = apply_stage f me (firstn c x).
Proof.
  intros One_. induction x as [|[t a] x IH]; intros c'.
  - exists 0. simpl. now rewrite firstn_nil.
  - destruct c' as [|c']; [now exists 0|]. specialize (One_ me a).
    change (apply_stage f me ((t, a) :: x)) with (map (pair t) (f me a) ++ apply_stage f me x).
    assert (H : forall c, apply_stage f me (firstn (S c) ((t, a) :: x)) =
      map (pair t) (f me a) ++ apply_stage f me (firstn c x)) by reflexivity.
    destruct (f me a) as [|b [|]]; simpl in One_; [| |lia].
    + destruct (IH (S c')) as (c & E). exists (S c). now rewrite H, <- E.
    + destruct (IH c') as (c & E). exists (S c). rewrite H, <- E. auto.
Qed.

(** For every crash both sides are the same elements, in the same order, with the same tags, at every member [m];
    the sender [home] executes the closures instead of the member. What is a cut of an ordered stream on one side
    is one on the other, so both sides have the same schedules. *)
(** rule: push-down *)
(** statement: stateless(p, hop(x)) = hop(stateless(p, x)) *)
(** condition: the sender is a process, the hop is send or broadcast, every stage emits at most one element per input, and no closure asks for its member's id *)
(** needs: one-output-per-input, own-id-stays *)
Theorem push_down {A} (p : list (local_stage A A)) (home : nat) (x : list (tagged A)) :
  one_output_per_input p -> own_id_stays p ->
  (forall alive m, apply_stages p m (hop alive x m) = hop alive (apply_stages p home x) m) /\
  (forall c, exists c', apply_stages p home (firstn c x) = firstn c' (apply_stages p home x)) /\
  (forall c', exists c, firstn c' (apply_stages p home x) = apply_stages p home (firstn c x)).
Proof.
  intros O N. repeat split.
  - intros alive m. unfold hop. revert x. induction N as [|f p' F N IH]; intros x; simpl; auto.
    inversion O; subst. rewrite <- via_apply, IH; auto. f_equal. f_equal.
    unfold apply_stage. apply flat_map_ext. intros [t a]. simpl. now rewrite (F m home).
  - clear N. revert x. unfold one_output_per_input in O.
    induction O as [|f p' F O IH]; intros x c; simpl; [now exists c|].
    destruct (apply_stage_cut home x c F) as (c1 & E). rewrite E. apply IH.
  - clear N. revert x. induction O as [|f p' F O IH]; intros x c; simpl; [now exists c|].
    destruct (IH (apply_stage f home x) c) as (c1 & E). rewrite E.
    destruct (apply_stage_uncut home F x c1) as (c2 & E2). exists c2. now rewrite E2.
Qed.
