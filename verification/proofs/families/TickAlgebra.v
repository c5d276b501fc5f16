(** Inside a tick group: equalities tick by tick. A collection in a tick group is a list of bags, one for each tick. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import History Algebra Placement.
Import ListNotations.
Set Implicit Arguments.

Definition per_tick (A : Type) := list (list A).

(** Equal tick by tick, as bags. *)
Definition same_ticks {A} : per_tick A -> per_tick A -> Prop := Forall2 (@Permutation A).

Lemma same_ticks_refl {A} (x : per_tick A) : same_ticks x x.
Proof. induction x; constructor; auto. Qed.

(** Everything of this tick and of those before. *)
Fixpoint persist_from {A} (seen : list A) (x : per_tick A) : per_tick A :=
  match x with [] => [] | b :: x => (seen ++ b) :: persist_from (seen ++ b) x end.
Definition persist {A} (x : per_tick A) : per_tick A := persist_from [] x.

(** What was there in the tick before. *)
Fixpoint prev_from {A} (last : list A) (x : per_tick A) : per_tick A :=
  match x with [] => [] | b :: x => last :: prev_from b x end.
Definition prev {A} (x : per_tick A) : per_tick A := prev_from [] x.

Section Delta.
  Context {A : Type} (eq_dec : forall a b : A, {a = b} + {a <> b}).

  Fixpoint remove_one (a : A) (x : list A) : list A :=
    match x with [] => [] | b :: x => if eq_dec a b then x else b :: remove_one a x end.
  (** What is in [x] and not in [y], as bags. *)
  Definition minus (x y : list A) : list A := fold_left (fun x a => remove_one a x) y x.

  (** What is there now and was not in the tick before. *)
  Fixpoint delta_from (last : list A) (x : per_tick A) : per_tick A :=
    match x with [] => [] | b :: x => minus b last :: delta_from b x end.
  Definition delta (x : per_tick A) : per_tick A := delta_from [] x.

  Lemma remove_one_in a x : In a x -> Permutation (a :: remove_one a x) x.
  Proof.
    induction x as [|b x IH]; simpl; [easy|]. intros H. destruct (eq_dec a b) as [->|N]; auto.
    destruct H as [->|H]; [easy|]. rewrite perm_swap. constructor. auto.
  Qed.

  Lemma remove_one_perm a x y : Permutation x y -> Permutation (remove_one a x) (remove_one a y).
  Proof.
    induction 1 as [| b x y P IH | b c x | x y z P IH Q IH']; simpl; auto.
    - destruct (eq_dec a b); auto.
    - destruct (eq_dec a b), (eq_dec a c); subst; auto; try congruence. apply perm_swap.
    - etransitivity; eauto.
  Qed.

  Lemma minus_perm z : forall x y, Permutation x y -> Permutation (minus x z) (minus y z).
  Proof. induction z as [|a z IH]; intros x y P; simpl; auto. apply IH. now apply remove_one_perm. Qed.

  Lemma minus_app x y : Permutation (minus (x ++ y) x) y.
  Proof.
    revert y. induction x as [|a x IH]; intros y; simpl; auto.
    destruct (eq_dec a a); [|easy]. apply IH.
  Qed.

  Lemma minus_grown x y z : Permutation x (y ++ z) -> Permutation (minus x y) z.
  Proof. intros P. rewrite (minus_perm y P). apply minus_app. Qed.

  (** What a log has got since the last tick is what came in. *)
  (** waits: delta-of-persist *)
  (** statement: delta(persist(x)) = x *)
  (** condition: none *)
  (** needs: none *)
  Theorem delta_of_persist (x : per_tick A) : same_ticks (delta (persist x)) x.
  Proof.
    unfold delta, persist. generalize (@nil A) as seen. induction x as [|b x IH]; intros seen; simpl; [constructor|].
    constructor; [apply minus_app|]. apply IH.
  Qed.

  (** Each tick has all that the one before had. *)
  Fixpoint grow_only_from (last : list A) (x : per_tick A) : Prop :=
    match x with [] => True | b :: x => (exists z, Permutation (last ++ z) b) /\ grow_only_from b x end.
  Definition grow_only (x : per_tick A) : Prop := grow_only_from [] x.

  (** All that was ever new is what there is, if nothing ever goes away. *)
  (** waits: persist-of-delta *)
  (** statement: persist(delta(x)) = x *)
  (** condition: x is grow-only *)
  (** needs: none *)
  Theorem persist_of_delta (x : per_tick A) : grow_only x -> same_ticks (persist (delta x)) x.
  Proof.
    unfold grow_only, delta, persist. assert (E : Permutation (@nil A) []) by auto. revert E.
    generalize (@nil A) at 1 4 as seen. generalize (@nil A) as last. revert x.
    induction x as [|b x IH]; intros last seen E G; simpl; [constructor|]. destruct G as ((z & P) & G).
    assert (Q : Permutation (seen ++ minus b last) b).
    { assert (M : Permutation (minus b last) z) by (apply minus_grown; now symmetry). now rewrite E, M. }
    constructor; auto. now apply IH.
  Qed.
End Delta.

(** Without growth: an element that goes away is kept by the log. *)
Theorem counter_persist_of_delta : ~ same_ticks (persist (delta Nat.eq_dec [[1]; []])) [[1]; []].
Proof. intros H. inversion H as [|? ? ? ? ? H1]; subst. inversion H1 as [|? ? ? ? P]; subst.
apply Permutation_length in P. discriminate. Qed.

(** ** The tick before commutes with stateless operators *)

Definition stateless_ticks {A B} (p : stages A B) (x : per_tick A) : per_tick B := map (stateless p) x.

(** waits: prev-stateless *)
(** statement: prev(stateless(p, x)) = stateless(p, prev(x)) *)
(** condition: none *)
(** needs: none *)
Theorem prev_stateless {A B} (p : stages A B) (x : per_tick A) :
  prev (stateless_ticks p x) = stateless_ticks p (prev x).
Proof.
  unfold prev, stateless_ticks. assert (E : stateless p [] = []) by now rewrite stateless_each.
  rewrite <- E at 1. generalize (@nil A) as last. induction x as [|b x IH]; intros last; simpl; auto. now rewrite IH.
Qed.

(** Not with what is there without input: an operator that counts, say. *)
Theorem counter_prev_stateless : let count := map (fun b : list nat => [length b]) in prev (count [[5]]) <> count
  (prev [[5]]).
Proof. discriminate. Qed.

(** waits: persist-stateless *)
(** statement: persist(stateless(p, x)) = stateless(p, persist(x)) *)
(** condition: none *)
(** needs: none *)
Theorem persist_stateless {A B} (p : stages A B) (x : per_tick A) :
  persist (stateless_ticks p x) = stateless_ticks p (persist x).
Proof.
  unfold persist, stateless_ticks. assert (E : stateless p [] = []) by now rewrite stateless_each.
  rewrite <- E at 1. generalize (@nil A) as seen. induction x as [|b x IH]; intros seen; simpl; auto.
  assert (F : stateless p seen ++ stateless p b = stateless p (seen ++ b)) by now rewrite !stateless_each, flat_map_app.
  now rewrite F, IH.
Qed.

(** ** Semi-naive joins

    What is new in a join of two logs: new with all, and old with new. *)
Fixpoint join_ticks {V W} (x : per_tick (keyed V)) (y : per_tick (keyed W)) : per_tick (keyed (V * W)) :=
  match x, y with a :: x, b :: y => join a b :: join_ticks x y | _, _ => [] end.
Fixpoint union_ticks {A} (x y : per_tick A) : per_tick A :=
  match x, y with a :: x, b :: y => (a ++ b) :: union_ticks x y | _, _ => [] end.

Lemma join_left {V W} (x x' : list (keyed V)) (y : list (keyed W)) : join (x ++ x') y = join x y ++ join x' y.
Proof. apply flat_map_app. Qed.

Lemma join_right {V W} (x : list (keyed V)) (y y' : list (keyed W)) :
  Permutation (join x (y ++ y')) (join x y ++ join x y').
Proof.
  unfold join. induction x as [|a x IH]; simpl; auto. rewrite IH, of_key_app, map_app, <- !app_assoc.
  apply Permutation_app_head. rewrite !app_assoc. apply Permutation_app_tail, Permutation_app_comm.
Qed.

Section SemiNaive.
  Context {V W : Type} (eq_dec : forall a b : keyed (V * W), {a = b} + {a <> b}).

  Lemma semi_naive_from x : forall (y : per_tick (keyed W)) (px : list (keyed V)) py pj, length x = length y ->
    Permutation pj (join px py) ->
    same_ticks (delta_from eq_dec pj (join_ticks (persist_from px x) (persist_from py y)))
               (union_ticks (join_ticks x (persist_from py y)) (join_ticks (prev_from px (persist_from px x)) y)).
  Proof.
    induction x as [|a x IH]; intros [|b y] px py pj L P; simpl in *; try discriminate; constructor.
    - apply minus_grown. rewrite join_left, (join_right px), P, <- app_assoc. apply Permutation_app_head.
      apply Permutation_app_comm.
    - apply IH; auto.
  Qed.

  (** waits: semi-naive-join *)
  (** statement: delta(join(persist(x), persist(y))) = join(x, persist(y)) + join(prev(persist(x)), y) *)
  (** condition: none *)
  (** needs: none *)
  Theorem semi_naive_join (x : per_tick (keyed V)) (y : per_tick (keyed W)) : length x = length y ->
    same_ticks (delta eq_dec (join_ticks (persist x) (persist y)))
               (union_ticks (join_ticks x (persist y)) (join_ticks (prev (persist x)) y)).
  Proof. intros L. now apply semi_naive_from. Qed.
End SemiNaive.

(** Without the third part, pairs of an old left and a new right are missing. *)
Theorem counter_semi_naive_join :
  let x := [[(0, 1)]; []] in let y := [[]; [(0, 2)]] in
  join_ticks x (persist y) = [[]; []] /\ join_ticks (persist x) (persist y) = [[]; [(0, (1, 2))]].
Proof. split; reflexivity. Qed.
