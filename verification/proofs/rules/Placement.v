(** Rules that execute an operator where its result is wanted.

    Each theorem has one form: if the inputs are held where the rule wants them, then the operator, executed by every
    part on what that part has, holds its result where it is wanted. With [held_unique], that is the rule's equation. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import History Conditions Algebra.
Import ListNotations.
Set Implicit Arguments.

Section Placement.
  Variable hash : Code -> nat.
  Notation held := (held hash).

  (** ** Lemmas on spread bags *)

  Lemma spread_forget {A} n (o : order A) s x : spread n o s x -> spread n NoOrder s x.
  Proof. apply spread_bag. Qed.

  (** An element of a history spread by [key] is at its part and nowhere else. *)
  Lemma held_part {A} n key (o : order A) s x p : p < n -> held n (Hash key) o s x ->
    Permutation (s p) (filter (fun a => part_of hash n key a =? p) x).
  Proof.
    intros L (S & P). rewrite <- (filter_part (part_of hash n key) s L) by auto.
    apply perm_filter. now apply spread_bag with o.
  Qed.

  (** A spread bag from what each part must have: enough to say what the parts have together. *)
  Lemma held_bag {A B} n (k : A -> Code) (k' : B -> Code) (op : list A -> list B) (s : family A) :
    (forall p, p < n -> forall b, In b (op (s p)) -> exists a, In a (s p) /\ k' b = k a) ->
    (forall p a, p < n -> In a (s p) -> part_of hash n k a = p) ->
    forall p b, p < n -> In b (op (s p)) -> part_of hash n k' b = p.
  Proof. intros H P p b L I. destruct (H p L b I) as (a & Ia & E). unfold part_of in *. rewrite E. eauto. Qed.

  (** ** Sources, logs and outputs *)

  (** A source is its history, and it is where the source program has it. Of [n] machines that could run it, one does.
      *)
  (** rule: implement-source *)
  (** statement: at(home, source) = source at home *)
  (** condition: the place is the source's home *)
  (** needs: one-oracle-one-machine *)
  Theorem implement_source {A} n (o : order A) (home : nat) (sources : nat -> unit -> list A) (source : unit -> list A)
    :
    home < n -> one_oracle_one_machine (fun _ => home) sources source ->
    held 1 One o (fun _ => sources home tt) (source tt) /\
    held n Any NoOrder (fun p => if p =? home then sources p tt else []) (source tt).
  Proof.
    intros L W. split; simpl.
    - rewrite (W tt). apply same_refl.
    - rewrite whole_at with (p := home); auto.
      + rewrite Nat.eqb_refl, (W tt). auto.
      + intros q M D. destruct (Nat.eqb_spec q home); auto. easy.
  Qed.

  (** A log yields what it has written, and holds what it has yielded. *)
  Record logged (A : Type) := Logged { log : list A; durable : list A }.
  Definition persist_to {A} (x : list A) : logged A := Logged x x.

  (** rule: implement-persist *)
  (** statement: at(L, d, persist_to(x)) = persist_to at L of at(L, d, x) *)
  (** condition: d is not replicated *)
  (** needs: none *)
  Theorem implement_persist {A} n d (o : order A) s x : d <> Replicated -> held n d o s x ->
    held n d o (fun p => durable (persist_to (s p))) (durable (persist_to x)) /\
    Permutation (whole (match d with One => 1 | _ => n end) (fun p => log (persist_to (s p)))) (log (persist_to x)).
  Proof.
    intros D H. split; [exact H|]. destruct d; simpl in *; try congruence.
    - rewrite whole_1. now apply same_bag with o.
    - now apply spread_bag with o.
    - destruct H. now apply spread_bag with o.
  Qed.

  (** People are shown what each part has, where it is. *)
  (** rule: implement-inspect *)
  (** statement: at(L, d, inspect(x)) = inspect at L of at(L, d, x) *)
  (** condition: d is not replicated *)
  (** needs: none *)
  Theorem implement_inspect {A} n d (o : order A) (line : A -> nat) s x : d <> Replicated -> held n d o s x ->
    held n d o s x /\
    Permutation (whole (match d with One => 1 | _ => n end) (fun p => map line (s p))) (map line x).
  Proof.
    intros D H. split; [exact H|].
    assert (W : forall m, whole m (fun p => map line (s p)) = map line (whole m s)).
    { intros m. unfold whole. induction (seq 0 m) as [|p l IH]; simpl; auto. now rewrite map_app, IH. }
    rewrite W. apply Permutation_map. destruct d; simpl in *; try congruence.
    - rewrite whole_1. now apply same_bag with o.
    - now apply spread_bag with o.
    - destruct H. now apply spread_bag with o.
  Qed.

  (** Running values, products, lattices and choices, in one piece: any function of the histories of its inputs, with
      the
      one answer [w] of its oracle. *)
  (** rule: implement-whole *)
  (** statement: at(L, one, whole(x, ..)) = whole at L of at(L, one, x), .. *)
  (** condition: one instance *)
  (** needs: one-oracle-one-machine *)
  Theorem implement_whole {A B W} n (whole_op : W -> (nat -> list A) -> list B) (inputs : nat -> order A) (o : order B)
    (ws : nat -> unit -> W) (w : unit -> W) (s : nat -> family A) (x : nat -> list A) :
    one_oracle_one_machine (fun _ => 0) ws w ->
    (forall r u v, (forall i, same (inputs i) (u i) (v i)) -> same o (whole_op r u) (whole_op r v)) ->
    (forall i, held n One (inputs i) (s i) (x i)) ->
    held n One o (fun p => whole_op (ws p tt) (fun i => s i p)) (whole_op (w tt) x).
  Proof. intros O F H. simpl. rewrite (O tt). apply F. exact H. Qed.

  (** ** Stateless operators *)

  (** What a stage may promise of the order of its result: a sequence may be read as anything less; a keyed stream is
      mapped only after its keys, and with them the order, are given up. *)
  Definition order_through {A B} (o : order A) (o' : order B) : Prop :=
    match o, o' with
    | Total, _ => True
    | _, NoOrder => True
    | _, _ => False
    end.

  (** Where the input must be for the output to be at [d]: there, with a key pulled back through the closures. *)
  Inductive pulled_back {A B} (f : A -> list B) : distribution A -> distribution B -> Prop :=
  | back_one : pulled_back f One One
  | back_any : pulled_back f Any Any
  | back_replicated : pulled_back f Replicated Replicated
  | back_hash k' k : (forall a b, In b (f a) -> k b = k' a) -> pulled_back f (Hash k') (Hash k).

  Lemma same_flat_map {A B} (f : A -> list B) o o' x y : order_through o o' -> same o x y ->
    same o' (flat_map f x) (flat_map f y).
  Proof.
    intros T E. destruct o, o'; simpl in T; try easy; try (simpl in E; subst; apply same_refl);
    simpl; apply perm_flat_map; eauto using (@same_bag A).
  Qed.

  (** Where the result defines a feedback variable, the rule is not used: see [counter_refer] for what that would
      allow. *)
  (** rule: implement-stateless *)
  (** statement: at(L, d, stateless(p, x)) = stateless(p) at L of at(L, d', x) *)
  (** condition: d' is d; where d is a hash of key k, d' is the hash of k pulled back through the closures; what defines a feedback variable stays a hop *)
  (** needs: none *)
  Theorem implement_stateless {A B} n (p : stages A B) d' d (o : order A) (o' : order B) s x :
    order_through o o' -> pulled_back (each p) d' d -> held n d' o s x ->
    held n d o' (fun part => stateless p (s part)) (stateless p x).
  Proof.
    intros T D H.
    assert (S : spread n o s x -> spread n o' (fun part => stateless p (s part)) (stateless p x)).
    { destruct o, o'; simpl in T; try easy; intros K; simpl; rewrite stateless_each;
        rewrite whole_ext with (t := fun part => flat_map (each p) (s part)) by (intros; apply stateless_each);
        rewrite whole_flat_map; apply perm_flat_map, spread_bag with (1 := K). }
    inversion D as [X Y | X Y | X Y | k' k K X Y]; subst; simpl in *.
    - rewrite !stateless_each. now apply same_flat_map with o.
    - auto.
    - intros part L. rewrite !stateless_each. apply same_flat_map with o; auto.
    - destruct H as (H & P). split; auto. intros part b L I. rewrite stateless_each, in_flat_map in I.
      destruct I as (a & Ia & Ib). specialize (P part a L Ia). unfold part_of in *. now rewrite (K a b).
  Qed.

  (** ** Union *)

  Definition union {A} (xs : list (list A)) : list A := concat xs.

  (** rule: implement-union *)
  (** statement: at(L, d, union(x, ..)) = union at L of at(L, d, x), .. *)
  (** condition: all inputs have the same distribution; replicated inputs are never mixed with others *)
  (** needs: none *)
  Theorem implement_union {A} n (d : distribution A) (inputs : list (order A * family A * list A)) :
    Forall (fun input => let '(o, s, x) := input in held n d o s x) inputs ->
    held n d NoOrder (fun p => union (map (fun input => let '(o, s, x) := input in s p) inputs))
                     (union (map (fun input => let '(o, s, x) := input in x) inputs)).
  Proof.
    intros H.
    assert (S : Forall (fun input => let '(o, s, x) := input in spread n o s x) inputs ->
      spread n NoOrder (fun p => union (map (fun input => let '(o, s, x) := input in s p) inputs))
                       (union (map (fun input => let '(o, s, x) := input in x) inputs))).
    { clear H. induction 1 as [|[[o s] x] l E F IH].
      - simpl. now rewrite whole_nil.
      - change (Permutation (whole n (fun p => s p ++ union (map (fun input => let '(o, s, x) := input in s p) l)))
          (x ++ union (map (fun input => let '(o, s, x) := input in x) l))).
        etransitivity; [apply whole_app|]. apply Permutation_app; [now apply spread_bag with o | exact IH]. }
    assert (Q : forall p, Forall (fun input => let '(o, s, x) := input in same o (s p) x) inputs ->
      Permutation (union (map (fun input => let '(o, s, x) := input in s p) inputs))
                  (union (map (fun input => let '(o, s, x) := input in x) inputs))).
    { clear H S. induction 1 as [|[[o s] x] l E F IH]; [constructor|].
      change (Permutation (s p ++ union (map (fun input => let '(o, s, x) := input in s p) l))
          (x ++ union (map (fun input => let '(o, s, x) := input in x) l))).
      apply Permutation_app; [now apply same_bag with o | exact IH]. }
    destruct d; simpl in *; auto.
    - split.
      + apply S. eapply Forall_impl; [|exact H]. intros [[o s] x] K. apply K.
      + intros p a L I. apply in_concat in I as (l & I & Ia). apply in_map_iff in I as ([[o s] x] & <- & I).
        rewrite Forall_forall in H. apply (H _ I); auto.
    - intros p L. apply Q. eapply Forall_impl; [|exact H]. intros [[o s] x] K. apply K, L.
  Qed.

  (** ** Watermarks

      A watermark grows, and a key that is old at the watermark in force when an element arrives is not counted.
      A schedule says what arrives while which watermark is in force; it is the oracle of such an operator. *)
  Definition counted {W A} (old : W -> A -> bool) (e : schedule W A) : list A :=
    flat_map (fun phase => filter (fun a => negb (old (fst phase) a)) (snd phase)) e.

  (** The parts' schedules are a spread of one of the whole, phase by phase. Phases need not be simultaneous. *)
  Definition held_schedule {W A} n (d : distribution A) (e : list (W * family A)) (whole : schedule W A) : Prop :=
    Forall2 (fun at_parts at_whole => fst at_parts = fst at_whole /\ held n d NoOrder (snd at_parts) (snd at_whole)) e
      whole.

  Lemma held_counted {W A} n (key : A -> Code) (old : W -> A -> bool) e w :
    held_schedule n (Hash key) e w ->
    held n (Hash key) NoOrder (fun p => counted old (part_schedule e p)) (counted old w).
  Proof.
    induction 1 as [|[m s] [m' x] e w (E & S & P) F IH]; simpl in *.
    - split; [now rewrite whole_nil | easy].
    - subst m'. destruct IH as (I1 & I2). split.
      + unfold counted at 1, part_schedule at 1. simpl. rewrite whole_app. apply Permutation_app; auto.
        rewrite whole_filter. now apply perm_filter.
      + intros p a L I. apply in_app_or in I as [I|I]; [apply filter_In in I|]; eauto. now apply P.
  Qed.

  (** Whatever the parts see, each in its own time, is what the whole sees by some schedule with those watermarks. *)
  Lemma schedule_exists {W A} n (key : A -> Code) (e : list (W * family A)) :
    (forall m s p a, In (m, s) e -> p < n -> In a (s p) -> part_of hash n key a = p) ->
    exists w, held_schedule n (Hash key) e w /\ map fst w = map fst e.
  Proof.
    induction e as [|[m s] e IH]; intros H.
    - exists []. split; [constructor | auto].
    - destruct IH as (w & F & M); [intros; eapply H; simpl; eauto|].
      exists ((m, whole n s) :: w). split; [|simpl; congruence]. constructor; auto. simpl. split; auto. split; auto.
      intros p a L I. eapply H; simpl; eauto.
  Qed.

  (** ** Join *)

  Definition keyed (V : Type) := (Code * V)%type.

  Definition join {V W} (x : list (keyed V)) (y : list (keyed W)) : list (keyed (V * W)) :=
    flat_map (fun a => map (fun b => (fst a, (snd a, snd b))) (of_key fst (fst a) y)) x.

  Lemma join_in {V W} (x : list (keyed V)) (y : list (keyed W)) c :
    In c (join x y) <-> exists a b, In a x /\ In b y /\ fst a = fst b /\ c = (fst a, (snd a, snd b)).
  Proof.
    unfold join. rewrite in_flat_map. split.
    - intros (a & Ia & I). apply in_map_iff in I as (b & <- & I). apply of_key_in in I as (Ib & E). exists a, b. auto.
    - intros (a & b & Ia & Ib & E & ->). exists a. split; auto. apply in_map_iff. exists b. split; auto.
      apply of_key_in. auto.
  Qed.

  Lemma perm_flat_map_ext {A B} (f g : A -> list B) x : (forall a, In a x -> Permutation (f a) (g a)) ->
    Permutation (flat_map f x) (flat_map g x).
  Proof. induction x; simpl; intros H; auto. apply Permutation_app; auto. Qed.

  Lemma join_perm {V W} (x x' : list (keyed V)) (y y' : list (keyed W)) : Permutation x x' -> Permutation y y' ->
    Permutation (join x y) (join x' y').
  Proof.
    intros P Q. transitivity (join x' y); [now apply perm_flat_map|].
    apply perm_flat_map_ext. intros a _. apply Permutation_map. now apply perm_filter.
  Qed.

  (** A left element finds all its partners at its own part. *)
  Lemma join_part {V W} n f p (x : list (keyed V)) (y : list (keyed W)) :
    (forall a, In a x -> part_of hash n (fun e => f (fst e)) a = p) ->
    join x (filter (fun b => part_of hash n (fun e => f (fst e)) b =? p) y) = join x y.
  Proof.
    intros H. unfold join. induction x as [|a x IH]; simpl; auto. rewrite IH by (intros; apply H; simpl; auto).
    f_equal. f_equal.
    specialize (H a (or_introl eq_refl)). unfold of_key. clear - H. induction y as [|b y IH]; simpl; auto.
    destruct (part_of hash n (fun e => f (fst e)) b =? p) eqn:P; simpl; rewrite IH; auto.
    destruct (Nat.eqb_spec (fst b) (fst a)) as [E|E]; auto. exfalso. apply Nat.eqb_neq in P. apply P.
    unfold part_of in *. now rewrite E.
  Qed.

  Lemma join_hash {V W} n f o1 o2 s t (x : list (keyed V)) (y : list (keyed W)) :
    held n (Hash (fun e => f (fst e))) o1 s x -> held n (Hash (fun e => f (fst e))) o2 t y ->
    held n (Hash (fun e => f (fst e))) NoOrder (fun p => join (s p) (t p)) (join x y).
  Proof.
    intros H K. pose proof H as (H1 & H2). split.
    - simpl. transitivity (whole n (fun p => join (s p) y)).
      + apply whole_perm. intros p L. rewrite <- (join_part n f (s p) y (p := p)) by (intros; now apply H2).
        apply join_perm; auto. now apply held_part with o2.
      + unfold join. rewrite whole_flat_map. apply perm_flat_map. now apply spread_bag with o1.
    - intros p c L I. apply join_in in I as (a & b & Ia & Ib & E & ->). unfold part_of in *. simpl.
      exact (H2 p a L Ia).
  Qed.

  Definition old_key {W V} (old : W -> Code -> bool) : W -> keyed V -> bool := fun w e => old w (fst e).

  (** The parts are told by [k] on the left and [k'] on the right, both functions of the join key, and the same one. The
      parts' watermarks are those of one schedule of the whole ([schedule_exists]). *)
  (** rule: implement-join *)
  (** statement: at(L, hash k, join(x, y)) = join at L of at(L, hash k, x), at(L, hash k, y) *)
  (** condition: k is a function of the join key, the same on both sides; the join key is canonical; a watermark is replicated *)
  (** needs: canonical-key, key-determined, same-key-both-sides, watermark-everywhere *)
  Theorem implement_join {V W M} n (k : keyed V -> Code) (k' : keyed W -> Code) (f g : Code -> Code)
    (equal : Code -> Code -> bool) (old : M -> Code -> bool) :
    0 < n -> key_determined fst k f -> key_determined fst k' g -> same_key_both_sides f g ->
      canonical_key equal (fun c => c) ->
    (forall o1 o2 s t (x : list (keyed V)) (y : list (keyed W)),
       held n (Hash k) o1 s x -> held n (Hash k') o2 t y ->
       held n (Hash (fun e => f (fst e))) NoOrder (fun p => join (s p) (t p)) (join x y)) /\
    (forall es et s t x y, watermark_everywhere n es s -> watermark_everywhere n et t ->
       held_schedule n (Hash k) s x -> held_schedule n (Hash k') t y ->
       held n (Hash (fun e => f (fst e))) NoOrder
         (fun p => join (V := V) (W := W) (counted (old_key old) (es p)) (counted (old_key old) (et p)))
         (join (counted (old_key old) x) (counted (old_key old) y))) /\
    (forall (x : list (keyed V)) (y : list (keyed W)),
       join x y = flat_map (fun a => map (fun b => (fst a, (snd a, snd b)))
         (filter (fun b => equal (fst b) (fst a)) y)) x).
  Proof.
    intros N K K' S C.
    assert (Pure : forall o1 o2 s t (x : list (keyed V)) (y : list (keyed W)),
       held n (Hash k) o1 s x -> held n (Hash k') o2 t y ->
       held n (Hash (fun e => f (fst e))) NoOrder (fun p => join (s p) (t p)) (join x y)).
    { intros o1 o2 s t x y H L. eapply join_hash; [eapply held_hash; [exact K | exact H]|].
      eapply held_hash; [|exact L]. intros b. now rewrite K', S. }
    split; [exact Pure | split].
    - intros es et s t x y E E' H L.
      apply held_ext with (s := fun p => join (counted (old_key old) (part_schedule s p))
        (counted (old_key old) (part_schedule t p))); auto.
      + intros p Lp. now rewrite E, E'.
      + eapply Pure with (o1 := NoOrder) (o2 := NoOrder); eauto; now apply held_counted.
    - intros x y. apply flat_map_ext. intros a. f_equal. apply filter_ext. intros b.
      destruct (Nat.eqb_spec (fst b) (fst a)) as [E|E]; [symmetry; now apply C|].
      destruct (equal (fst b) (fst a)) eqn:F; auto. now apply C in F.
  Qed.

  (** In one instance a join is the join. *)
  Theorem implement_join_whole {V W} n o1 o2 s t (x : list (keyed V)) (y : list (keyed W)) :
    held n One o1 s x -> held n One o2 t y -> held n One NoOrder (fun p => join (s p) (t p)) (join x y).
  Proof. intros H K. apply join_perm; [now apply same_bag with o1 | now apply same_bag with o2]. Qed.

  (** Parts that share no element have together no more duplicates than each. *)
  Lemma whole_nodup {B} n (t : family B) :
    (forall p, p < n -> NoDup (t p)) -> (forall p q a, p < n -> q < n -> In a (t p) -> In a (t q) -> p = q) ->
    NoDup (whole n t).
  Proof.
    induction n; intros N P; [constructor|]. rewrite whole_S.
    assert (D : forall a, In a (whole n t) -> ~ In a (t n)).
    { intros a I J. apply whole_in in I as (p & L & I). assert (p = n) by (apply (P p n a); auto). lia. }
    assert (I : NoDup (whole n t)) by (apply IHn; intros; eauto with arith).
    specialize (N n (Nat.lt_succ_diag_r n)). revert I N D. generalize (whole n t) as x, (t n) as y. clear.
    induction x as [|a x IH]; intros y I N D; simpl; auto. inversion I; subst. constructor.
    - rewrite in_app_iff. intros [J|J]; auto. apply (D a); simpl; auto.
    - apply IH; auto. intros b J. apply D. simpl. auto.
  Qed.

  (** ** Unique *)

  Section Unique.
    Variable A : Type.
    Variable eq_dec : forall a b : A, {a = b} + {a <> b}.
    Definition unique : list A -> list A := nodup eq_dec.

    Lemma unique_perm x y : Permutation x y -> Permutation (unique x) (unique y).
    Proof.
      intros P. apply NoDup_Permutation; try apply NoDup_nodup. intros a. unfold unique. rewrite !nodup_In.
      split; intros I; [now rewrite <- P | now rewrite P].
    Qed.

    (** rule: implement-unique *)
    (** statement: at(L, hash k, unique(x)) = unique at L of at(L, hash k, x) *)
    (** condition: k is a key of the element, which is canonical *)
    (** needs: canonical-key *)
    Theorem implement_unique n (k code : A -> Code) (equal : A -> A -> bool) (f : Code -> Code) o s x :
      canonical_key equal code -> (forall a b, code a = code b -> a = b) -> (forall a, k a = f (code a)) ->
      held n (Hash k) o s x ->
      held n (Hash k) NoOrder (fun p => unique (s p)) (unique x) /\ (forall a b, equal a b = true -> k a = k b) /\
      (forall a b, equal a b = true <-> a = b).
    Proof.
      intros C D K (S & P). split; [|split].
      2: { intros a b E. apply C in E. now rewrite !K, E. }
      2: { intros a b. rewrite (C a b). split; [apply D | now intros ->]. }
      apply spread_bag in S.
      assert (Q : forall p a, p < n -> In a (unique (s p)) -> part_of hash n k a = p).
      { intros p a L I. apply nodup_In in I. auto. }
      split; auto. simpl. apply NoDup_Permutation.
      - apply whole_nodup.
        + intros. apply NoDup_nodup.
        + intros p q a L M I J. rewrite <- (Q p a), <- (Q q a); auto.
      - apply NoDup_nodup.
      - intros a. unfold unique. rewrite nodup_In, <- S, !whole_in.
        split; intros (p & L & I); exists p; split; auto; now apply nodup_In in I || apply nodup_In.
    Qed.

    Theorem implement_unique_whole n o s x :
      held n One o s x -> held n One NoOrder (fun p => unique (s p)) (unique x).
    Proof. intros H. apply unique_perm. now apply same_bag with o. Qed.
  End Unique.
End Placement.
