(** Filters, projections and stages moved towards where elements come from; duplicates removed by keys. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import History Algebra Placement Deterministic.
Import ListNotations.
Set Implicit Arguments.

Lemma filter_map_swap {A B} (f : A -> B) (p : B -> bool) x : filter p (map f x) = map f (filter (fun a => p (f a)) x).
Proof. induction x as [|a x IH]; simpl; auto. destruct (p (f a)); simpl; congruence. Qed.

(** Two filters, in either order. *)
Theorem swap_filters {A} (p q : A -> bool) x : filter p (filter q x) = filter q (filter p x).
Proof. apply filter_filter. Qed.

(** A filter before a map that keeps what it looks at. *)
(** waits: filter-before-map *)
(** statement: filter(p, map(f, x)) = map(f, filter(p . f, x)) *)
(** condition: none *)
(** needs: none *)
Theorem filter_before_map {A B} (f : A -> B) (p : B -> bool) x : filter p (map f x) =
  map f (filter (fun a => p (f a)) x).
Proof. apply filter_map_swap. Qed.

(** waits: stateless-before-union *)
(** statement: stateless(p, union(x, y)) = union(stateless(p, x), stateless(p, y)) *)
(** condition: none *)
(** needs: none *)
Theorem stateless_before_union {A B} (p : stages A B) x y : stateless p (union [x; y]) =
  union [stateless p x; stateless p y].
Proof. unfold union. simpl. rewrite !app_nil_r, !stateless_each. apply flat_map_app. Qed.

(** A filter on one side's fields goes to that side of a join. *)
(** waits: filter-before-join-left *)
(** statement: filter(p, join(x, y)) = join(filter(p, x), y) *)
(** condition: p looks at the key and the left value only *)
(** needs: none *)
Theorem filter_before_join_left {V W} (p : keyed V -> bool) (x : list (keyed V)) (y : list (keyed W)) :
  filter (fun c => p (fst c, fst (snd c))) (join x y) = join (filter p x) y.
Proof.
  unfold join. induction x as [|a x IH]; simpl; auto. rewrite filter_app, IH, filter_map_swap. simpl.
  destruct a as [k v]. simpl. destruct (p (k, v)); simpl.
  - f_equal. f_equal. induction (of_key fst k y); simpl; congruence.
  - replace (filter (fun _ => false) (of_key fst k y)) with (@nil (keyed W)); auto. induction (of_key fst k y); auto.
Qed.

(** waits: filter-before-join-right *)
(** statement: filter(p, join(x, y)) = join(x, filter(p, y)) *)
(** condition: p looks at the key and the right value only *)
(** needs: none *)
Theorem filter_before_join_right {V W} (p : keyed W -> bool) (x : list (keyed V)) (y : list (keyed W)) :
  filter (fun c => p (fst c, snd (snd c))) (join x y) = join x (filter p y).
Proof.
  unfold join. induction x as [|a x IH]; simpl; auto. rewrite filter_app, IH, filter_map_swap. simpl. f_equal. f_equal.
  unfold of_key. rewrite (filter_filter _ p). apply filter_ext_in. intros [k w] I. simpl.
  apply filter_In in I as (_ & I).
  simpl in I. apply Nat.eqb_eq in I. now rewrite I.
Qed.

(** Only what the receiver reads is sent: a field that nobody reads may be dropped before a join, or before any
    channel. *)
Definition project {V V'} (f : V -> V') (e : keyed V) : keyed V' := (fst e, f (snd e)).

(** waits: project-before-join *)
(** statement: map(h, join(x, y)) = map(h, join(project(x), project(y))) *)
(** condition: h reads of each side what the projection keeps *)
(** needs: none *)
Theorem project_before_join {V V' W W' U} (f : V -> V') (g : W -> W') (h : Code -> V' -> W' -> U) x y :
  map (fun c => h (fst c) (f (fst (snd c))) (g (snd (snd c)))) (join x y) =
  map (fun c => h (fst c) (fst (snd c)) (snd (snd c))) (join (map (project f) x) (map (project g) y)).
Proof.
  unfold join. induction x as [|a x IH]; simpl; auto. rewrite !map_app, IH. f_equal. rewrite !map_map.
  unfold of_key. rewrite filter_map_swap, map_map. reflexivity.
Qed.

Theorem project_before_send {A B C} (f : A -> B) (g : B -> C) x y : (exists o, same (A := A) o y x) ->
  Permutation (map g (map f y)) (map (fun a => g (f a)) x).
Proof. intros (o & E). rewrite map_map. apply Permutation_map. now apply same_bag with o. Qed.

(** Projected onto fewer fields than are read, elements differ. *)
Theorem counter_project : map (fun e : nat * nat => snd e) [(1, 2)] <> map (fun e : nat * nat => 0) [(1, 2)].
Proof. discriminate. Qed.

(** ** Duplicates *)

(** What has a key of its own has no duplicates to remove. *)
(** waits: unique-elimination *)
(** statement: unique(x) = x *)
(** condition: a key of the elements has no duplicates *)
(** needs: none *)
Theorem unique_elimination {A} (eq_dec : forall a b : A, {a = b} + {a <> b}) (key : A -> Code) x :
  NoDup (map key x) -> unique eq_dec x = x.
Proof. intros N. apply nodup_fixed_point. now apply NoDup_map_inv in N. Qed.

Theorem unique_twice {A} (eq_dec : forall a b : A, {a = b} + {a <> b}) x : unique eq_dec (unique eq_dec x) =
  unique eq_dec x.
Proof. apply nodup_fixed_point, NoDup_nodup. Qed.

(** A quorum does not mind repetitions of a vote, so none need be removed before it: see [Keyed.quorum_in]. *)

(** A key that repeats is no key: without it, an element is lost or kept wrongly. *)
Theorem counter_unique_elimination : unique Nat.eq_dec [1; 1] <> [1; 1].
Proof. discriminate. Qed.

(** Sharing: an operator that is a function of its input may be executed once for two readers, or twice. *)
Theorem share {A B} (F : list A -> list B) x y : x = y -> F x = F y.
Proof. congruence. Qed.

(** ** A stage across a hop, and the stage's own duplicates: see [Algebra.push_down]. *)
