(** The lattices of the runtime: [Max], [Min], [SetUnion], [MapUnion], [Pair], [Lww]. Merging is commutative,
    associative
    and idempotent, hence monotone and the least upper bound; so it may be repeated, reordered and done in parts. *)
From Coq Require Import List Permutation Arith Lia Bool ZArith.
From Suki Require Import History.
Import ListNotations.
Set Implicit Arguments.

Section Laws.
  Context {L : Type} (eqv : L -> L -> Prop) (merge : L -> L -> L).

  Definition commutative := forall a b, eqv (merge a b) (merge b a).
  Definition associative := forall a b c, eqv (merge a (merge b c)) (merge (merge a b) c).
  Definition idempotent := forall a, eqv (merge a a) a.

  (** An equality that merging respects, and the three laws. *)
  Record semilattice : Prop := {
    l_refl : forall a, eqv a a;
    l_sym : forall a b, eqv a b -> eqv b a;
    l_trans : forall a b c, eqv a b -> eqv b c -> eqv a c;
    l_merge : forall a a' b b', eqv a a' -> eqv b b' -> eqv (merge a b) (merge a' b');
    l_comm : commutative;
    l_assoc : associative;
    l_idem : idempotent }.

  (** The order of growth. *)
  Definition below a b := eqv (merge a b) b.

  Hypothesis H : semilattice.

  Lemma below_refl a : below a a.
  Proof. apply (l_idem H). Qed.

  Lemma below_trans a b c : below a b -> below b c -> below a c.
  Proof.
    unfold below. intros P Q. apply (l_trans H) with (merge a (merge b c)).
    - apply (l_merge H); [apply (l_refl H) | now apply (l_sym H)].
    - apply (l_trans H) with (merge (merge a b) c); [apply (l_assoc H)|].
      apply (l_trans H) with (merge b c); auto. apply (l_merge H); auto. apply (l_refl H).
  Qed.

  Lemma below_antisym a b : below a b -> below b a -> eqv a b.
  Proof.
    unfold below. intros P Q. apply (l_trans H) with (merge b a); [now apply (l_sym H)|].
    apply (l_trans H) with (merge a b); [apply (l_comm H) | exact P].
  Qed.

  (** A merge grows, and no more than it must. *)
  Lemma merge_upper a b : below a (merge a b).
  Proof.
    unfold below. apply (l_trans H) with (merge (merge a a) b); [apply (l_assoc H)|].
    apply (l_merge H); [apply (l_idem H) | apply (l_refl H)].
  Qed.

  Lemma merge_least a b c : below a c -> below b c -> below (merge a b) c.
  Proof.
    unfold below. intros P Q. apply (l_trans H) with (merge a (merge b c)); [apply (l_sym H), (l_assoc H)|].
    apply (l_trans H) with (merge a c); auto. apply (l_merge H); auto. apply (l_refl H).
  Qed.

  Theorem merge_monotone a a' b b' : below a a' -> below b b' -> below (merge a b) (merge a' b').
  Proof.
    intros P Q. apply merge_least.
    - apply below_trans with a'; auto. apply merge_upper.
    - apply below_trans with b'; auto. unfold below.
      apply (l_trans H) with (merge b' (merge b' a')).
      + apply (l_merge H); [apply (l_refl H) | apply (l_comm H)].
      + apply (l_trans H) with (merge b' a'); [apply merge_upper | apply (l_comm H)].
  Qed.

  (** All at once, in any order, in any parts, with repetitions: one value. *)
  Definition merged (first : L) (x : list L) : L := fold_left merge x first.

  Lemma merged_eqv x : forall a b, eqv a b -> eqv (merged a x) (merged b x).
  Proof. induction x as [|c x IH]; intros a b E; simpl; auto. apply IH, (l_merge H); auto. apply (l_refl H). Qed.

  Lemma merged_below x : forall a, below a (merged a x) /\ forall b, In b x -> below b (merged a x).
  Proof.
    induction x as [|c x IH]; intros a; simpl; [split; [apply below_refl | easy]|].
    destruct (IH (merge a c)) as (P & Q). split.
    - apply below_trans with (merge a c); auto. apply merge_upper.
    - intros b [<-|I]; auto. apply below_trans with (merge a c); auto.
      unfold below. apply (l_trans H) with (merge c (merge c a)).
      + apply (l_merge H); [apply (l_refl H) | apply (l_comm H)].
      + apply (l_trans H) with (merge c a); [apply merge_upper | apply (l_comm H)].
  Qed.

  Lemma merged_least x : forall a c, below a c -> (forall b, In b x -> below b c) -> below (merged a x) c.
  Proof. induction x as [|b x IH]; intros a c P Q; simpl; auto. apply IH.
    - apply merge_least; auto. apply Q. simpl. auto.
    - intros d I. apply Q. simpl. auto.
  Qed.

  Theorem merged_any_order a x y : (forall b, In b x <-> In b y) -> eqv (merged a x) (merged a y).
  Proof.
    intros E. apply below_antisym; apply merged_least.
    - exact (proj1 (merged_below y a)).
    - intros b I. apply (proj2 (merged_below y a)). now apply E.
    - exact (proj1 (merged_below x a)).
    - intros b I. apply (proj2 (merged_below x a)). now apply E.
  Qed.
End Laws.

(** ** Max and Min, of any total order *)

Section TotalOrder.
  Context {T : Type} (le : T -> T -> bool).
  Record total_order : Prop := {
    t_antisym : forall a b, le a b = true -> le b a = true -> a = b;
    t_trans : forall a b c, le a b = true -> le b c = true -> le a c = true;
    t_total : forall a b, le a b = true \/ le b a = true }.
  Definition max_of (a b : T) := if le a b then b else a.
  Definition min_of (a b : T) := if le a b then a else b.

  Hypothesis H : total_order.
  Lemma t_refl a : le a a = true.
  Proof. now destruct (t_total H a a). Qed.

  Ltac order_ := repeat match goal with |- context [if le ?a ?b then _ else _] => is_var a; is_var b;
    destruct (le a b) eqn:? end; auto; try discriminate;
    repeat match goal with E : le ?a ?b = false |- _ => let K := fresh in
      assert (K : le b a = true) by (destruct (t_total H a b); congruence); clear E end;
    try (apply (t_antisym H); eauto using (t_trans H); fail);
    try (symmetry; apply (t_antisym H); eauto using (t_trans H); fail).

  Theorem max_semilattice : semilattice eq max_of.
  Proof. constructor; try congruence; intros a; intros; unfold max_of; order_. Qed.
  Theorem min_semilattice : semilattice eq min_of.
  Proof. constructor; try congruence; intros a; intros; unfold min_of; order_. Qed.
End TotalOrder.

(** ** Sets *)

Definition same_set {A} (x y : list A) := forall a, In a x <-> In a y.
Definition set_union {A} (x y : list A) := x ++ y.

Theorem set_union_semilattice A : semilattice (@same_set A) (@set_union A).
Proof.
  constructor; unfold commutative, associative, idempotent, same_set, set_union; intros; rewrite ?in_app_iff; try tauto.
  - now symmetry.
  - now rewrite H, H0.
  - now rewrite H, H0.
Qed.

(** ** Maps, of lattices *)

Section Maps.
  Context {K L : Type} (eqv : L -> L -> Prop) (merge : L -> L -> L).
  Definition map_of := K -> option L.
  Definition same_entry (a b : option L) : Prop :=
    match a, b with Some a, Some b => eqv a b | None, None => True | _, _ => False end.
  Definition merge_entry (a b : option L) : option L :=
    match a, b with Some a, Some b => Some (merge a b) | Some a, None => Some a | None, b => b end.
  Definition same_map (a b : map_of) := forall k, same_entry (a k) (b k).
  Definition map_union (a b : map_of) : map_of := fun k => merge_entry (a k) (b k).

  Theorem map_union_semilattice : semilattice eqv merge -> semilattice same_map map_union.
  Proof.
    intros H. constructor; unfold commutative, associative, idempotent, same_map, map_union.
    - intros a k. destruct (a k); simpl; auto. apply (l_refl H).
    - intros a b E k. specialize (E k). destruct (a k), (b k); simpl in *; auto. now apply (l_sym H).
    - intros a b c E F k. specialize (E k). specialize (F k). destruct (a k), (b k), (c k); simpl in *; try easy.
      now apply (l_trans H) with l0.
    - intros a a' b b' E F k. specialize (E k). specialize (F k).
      destruct (a k), (a' k), (b k), (b' k); simpl in *; try easy. now apply (l_merge H).
    - intros a b k. destruct (a k), (b k); simpl; auto using (l_refl H). apply (l_comm H).
    - intros a b c k. destruct (a k), (b k), (c k); simpl; auto using (l_refl H). apply (l_assoc H).
    - intros a k. destruct (a k); simpl; auto. apply (l_idem H).
  Qed.
End Maps.

(** ** Pairs, of lattices *)

Section Pairs.
  Context {L M : Type} (eqL : L -> L -> Prop) (mergeL : L -> L -> L) (eqM : M -> M -> Prop) (mergeM : M -> M -> M).
  Definition same_pair (a b : L * M) := eqL (fst a) (fst b) /\ eqM (snd a) (snd b).
  Definition pair_merge (a b : L * M) := (mergeL (fst a) (fst b), mergeM (snd a) (snd b)).

  Theorem pair_semilattice : semilattice eqL mergeL -> semilattice eqM mergeM -> semilattice same_pair pair_merge.
  Proof.
    intros H K. constructor; unfold commutative, associative, idempotent, same_pair, pair_merge; simpl; intros.
    - split; [apply (l_refl H) | apply (l_refl K)].
    - destruct H0. split; [now apply (l_sym H) | now apply (l_sym K)].
    - destruct H0, H1. split; [eapply (l_trans H) | eapply (l_trans K)]; eauto.
    - destruct H0, H1. split; [now apply (l_merge H) | now apply (l_merge K)].
    - split; [apply (l_comm H) | apply (l_comm K)].
    - split; [apply (l_assoc H) | apply (l_assoc K)].
    - split; [apply (l_idem H) | apply (l_idem K)].
  Qed.
End Pairs.

(** ** The last writer wins, by a stamp

    Of two values the one with the greater stamp stays; the stamp must tell which value it is. *)
Section Lww.
  Context {V : Type}.
  Definition written := (nat * V)%type.
  Definition last_writer (a b : written) : written := if fst a <? fst b then b else a.
  Definition stamps_tell (x : list written) := forall a b, In a x -> In b x -> fst a = fst b -> a = b.

  Theorem last_writer_laws a b c : stamps_tell [a; b; c] ->
    last_writer a b = last_writer b a /\ last_writer a (last_writer b c) = last_writer (last_writer a b) c /\
    last_writer a a = a.
  Proof.
    intros H. unfold last_writer.
    assert (AB : fst a = fst b -> a = b) by (apply H; simpl; auto).
    assert (BC : fst b = fst c -> b = c) by (apply H; simpl; auto).
    assert (AC : fst a = fst c -> a = c) by (apply H; simpl; auto).
    repeat split.
    - destruct (Nat.ltb_spec (fst a) (fst b)), (Nat.ltb_spec (fst b) (fst a)); auto; try lia. apply AB. lia.
    - destruct (Nat.ltb_spec (fst b) (fst c)), (Nat.ltb_spec (fst a) (fst b));
        repeat match goal with |- context [fst ?u <? fst ?v] => destruct (Nat.ltb_spec (fst u) (fst v)) end; auto; lia.
    - destruct (fst a <? fst a); auto.
  Qed.

  (** Equal stamps and different values: which one stays depends on which came first. *)
  Theorem counter_last_writer (v w : V) : v <> w -> last_writer (1, v) (1, w) <> last_writer (1, w) (1, v).
  Proof. unfold last_writer. simpl. congruence. Qed.

  (** Where a tie is broken by an order of the values, it is the maximum of a total order, and nothing is asked of
      stamps. *)
  Definition lex (le : V -> V -> bool) (a b : written) : bool :=
    (fst a <? fst b) || ((fst a =? fst b) && le (snd a) (snd b)).

  Theorem tie_broken_semilattice le : total_order le -> semilattice eq (max_of (lex le)).
  Proof.
    intros H. apply max_semilattice. constructor; unfold lex.
    - intros [s a] [t b]. simpl. rewrite !orb_true_iff, !andb_true_iff, !Nat.ltb_lt, !Nat.eqb_eq.
      intros [P|(P & P')] [Q|(Q & Q')]; try lia. subst. f_equal. now apply (t_antisym H).
    - intros [s a] [t b] [u c]. simpl. rewrite !orb_true_iff, !andb_true_iff, !Nat.ltb_lt, !Nat.eqb_eq.
      intros [P|(P & P')] [Q|(Q & Q')]; [left; lia .. |]. right. split; [lia|]. now apply (t_trans H) with b.
    - intros [s a] [t b]. simpl. rewrite !orb_true_iff, !andb_true_iff, !Nat.ltb_lt, !Nat.eqb_eq.
      destruct (Nat.lt_trichotomy s t) as [L|[->|L]]; auto. destruct (t_total H a b); auto.
  Qed.
End Lww.

(** [Max] and [Min] of integers. *)
Theorem integers_are_ordered : total_order Z.leb.
Proof.
  constructor; intros a b; rewrite ?Z.leb_le; lia.
Qed.
