(** Histories, what is observed of them, and how they are spread over machines.

    A stream denotes its history: everything that it ever carries. A finite list is what it has carried so far;
    operators are functions on finite histories, and an infinite one is the limit of its beginnings.
    Choices (the order of arrival, the cut of a crash, what a tick takes) are arguments of the operators: oracles. *)
From Coq Require Import List Permutation Arith Lia Bool.
Import ListNotations.
Set Implicit Arguments.

(** The canonical encoding of a key. Equal keys have equal codes, which is what makes a type a key. *)
Definition Code := nat.

(** What a stream promises of its order: nothing, a sequence for each key, or one sequence. *)
Inductive order (A : Type) :=
| NoOrder
| PerKey (key : A -> Code)
| Total.
Arguments NoOrder {A}. Arguments PerKey {A} key. Arguments Total {A}.

(** The elements of one key, in their order. *)
Definition of_key {A} (key : A -> Code) (v : Code) (x : list A) := filter (fun a => key a =? v) x.

(** Two histories that no observer can tell apart: equal bags, equal sequences for each key, or equal sequences. *)
Definition same {A} (o : order A) (x y : list A) : Prop :=
  match o with
  | NoOrder => Permutation x y
  | PerKey key => forall v, of_key key v x = of_key key v y
  | Total => x = y
  end.

(** Where the elements of a stream are: at one instance, at whichever part, at the part of their key, at every part. *)
Inductive distribution (A : Type) :=
| One
| Any
| Hash (key : A -> Code)
| Replicated.
Arguments One {A}. Arguments Any {A}. Arguments Hash {A} key. Arguments Replicated {A}.

(** What each part has: a history for every part. *)
Definition family (A : Type) := nat -> list A.

(** What [n] parts have together, one part after the other. *)
Definition whole {A} (n : nat) (s : family A) : list A := flat_map s (seq 0 n).

(** What [n] parts have, as a spread of the history [x]. A bag is the union of the parts. Of a stream ordered per key,
    each key is at one part, in its order: several parts keep no order among them. A sequence is never spread. *)
Definition spread {A} (n : nat) (o : order A) (s : family A) (x : list A) : Prop :=
  match o with
  | NoOrder => Permutation (whole n s) x
  | PerKey key => forall v, exists p, p < n /\ of_key key v (s p) = of_key key v x /\
                              forall q, q < n -> q <> p -> of_key key v (s q) = []
  | Total => False
  end.

Section Held.
  (** The hash function of the runtime; nothing is assumed of it. *)
  Variable hash : Code -> nat.

  Definition part_of {A} (n : nat) (key : A -> Code) (a : A) : nat := hash (key a) mod n.

  (** [held n d o s x]: the family [s] over [n] parts, distributed by [d], is the history [x]: "at(L, d, x)". *)
  Definition held {A} (n : nat) (d : distribution A) (o : order A) (s : family A) (x : list A) : Prop :=
    match d with
    | One => same o (s 0) x
    | Any => spread n o s x
    | Hash key => spread n o s x /\ forall p a, p < n -> In a (s p) -> part_of n key a = p
    | Replicated => forall p, p < n -> same o (s p) x
    end.
End Held.

(** ** Facts about histories *)

Section Facts.
  Context {A : Type}.
  Implicit Types (x y : list A) (o : order A) (s : family A).

  Lemma same_refl o x : same o x x.
  Proof. destruct o; simpl; auto. Qed.

  Lemma same_sym o x y : same o x y -> same o y x.
  Proof. destruct o; simpl; intros; auto. now symmetry. Qed.

  Lemma same_trans o x y z : same o x y -> same o y z -> same o x z.
  Proof. destruct o; simpl; intros; try congruence; eauto using Permutation_trans. Qed.

  Lemma of_key_app key v x y : of_key key v (x ++ y) = of_key key v x ++ of_key key v y.
  Proof. apply filter_app. Qed.

  Lemma of_key_in key v x a : In a (of_key key v x) <-> In a x /\ key a = v.
  Proof. unfold of_key. rewrite filter_In, Nat.eqb_eq. tauto. Qed.

  Lemma of_key_nil key v x : (forall a, In a x -> key a <> v) -> of_key key v x = [].
  Proof.
    induction x as [|a x IH]; simpl; intros H; auto.
    destruct (Nat.eqb_spec (key a) v) as [E|E]; [destruct (H a); auto | apply IH; auto].
  Qed.

  Lemma filter_filter (f g : A -> bool) x : filter f (filter g x) = filter g (filter f x).
  Proof.
    induction x as [|a x IH]; simpl; auto.
    destruct (f a) eqn:F, (g a) eqn:G; simpl; rewrite ?F, ?G; congruence.
  Qed.

  (** Permutations survive a filter and everything else that looks at elements one by one. *)
  Lemma perm_flat_map {B} (f : A -> list B) x y : Permutation x y -> Permutation (flat_map f x) (flat_map f y).
  Proof. intros. now apply Permutation_flat_map. Qed.

  Lemma perm_filter (f : A -> bool) x y : Permutation x y -> Permutation (filter f x) (filter f y).
  Proof.
    induction 1; simpl; auto.
    - destruct (f x); auto.
    - destruct (f x), (f y); auto. apply perm_swap.
    - eauto using Permutation_trans.
  Qed.

  (** What is equal for each key is equal as a bag. *)
  Lemma per_key_bag key x : forall y, (forall v, of_key key v x = of_key key v y) -> Permutation x y.
  Proof.
    induction x as [|a x IH]; intros y H.
    - destruct y as [|b y]; auto. specialize (H (key b)). simpl in H. rewrite Nat.eqb_refl in H. discriminate.
    - pose proof (H (key a)) as Ha. simpl in Ha. rewrite Nat.eqb_refl in Ha.
      assert (S : exists l r, y = l ++ a :: r /\ of_key key (key a) l = []).
      { clear - Ha. revert Ha. generalize (of_key key (key a) x). induction y as [|b y IH]; simpl; intros t Ha.
        - discriminate.
        - destruct (Nat.eqb_spec (key b) (key a)) as [E|E].
          + injection Ha as <- _. now exists [], y.
          + destruct (IH _ Ha) as (l & r & -> & L). exists (b :: l), r. split; auto. simpl.
            apply Nat.eqb_neq in E. now rewrite E. }
      destruct S as (l & r & -> & L). apply Permutation_cons_app, IH. intros v. specialize (H v). simpl in H.
      rewrite of_key_app in *. simpl in H. destruct (Nat.eqb_spec (key a) v) as [E|E]; auto.
      subst v. rewrite L in *. simpl in *. congruence.
  Qed.

  Lemma same_bag o x y : same o x y -> Permutation x y.
  Proof. destruct o; simpl; intros H; auto. - now apply per_key_bag with key. - now subst. Qed.

  Lemma whole_S n s : whole (S n) s = whole n s ++ s n.
  Proof. unfold whole. rewrite seq_S, flat_map_app. simpl. now rewrite app_nil_r. Qed.

  Lemma whole_1 s : whole 1 s = s 0.
  Proof. unfold whole. simpl. apply app_nil_r. Qed.

  Lemma whole_in n s a : In a (whole n s) <-> exists p, p < n /\ In a (s p).
  Proof.
    unfold whole. rewrite in_flat_map. split; intros (p & H & K); exists p; split; auto.
    - apply in_seq in H. lia.
    - apply in_seq. lia.
  Qed.

  Lemma whole_ext n s t : (forall p, p < n -> s p = t p) -> whole n s = whole n t.
  Proof. induction n; intros H; auto. rewrite !whole_S, IHn, H; auto. Qed.

  Lemma whole_perm n s t : (forall p, p < n -> Permutation (s p) (t p)) -> Permutation (whole n s) (whole n t).
  Proof. induction n; intros H; auto. rewrite !whole_S. apply Permutation_app; auto. Qed.

  Lemma whole_app n s t : Permutation (whole n (fun p => s p ++ t p)) (whole n s ++ whole n t).
  Proof.
    induction n; auto. rewrite !whole_S, IHn, <- !app_assoc. apply Permutation_app_head.
    rewrite !app_assoc. apply Permutation_app_tail, Permutation_app_comm.
  Qed.

  Lemma whole_filter (f : A -> bool) n s : whole n (fun p => filter f (s p)) = filter f (whole n s).
  Proof. induction n; auto. rewrite !whole_S, IHn, filter_app. auto. Qed.

  Lemma whole_flat_map {B} (f : A -> list B) n s : whole n (fun p => flat_map f (s p)) = flat_map f (whole n s).
  Proof. unfold whole. induction (seq 0 n) as [|p l IH]; simpl; auto. now rewrite flat_map_app, IH. Qed.

  Lemma whole_nil n s : (forall p, p < n -> s p = []) -> whole n s = [].
  Proof. induction n; intros H; auto. rewrite whole_S, IHn, H; auto. Qed.

  (** A family of which only one part has anything. *)
  Lemma whole_at n s p : p < n -> (forall q, q < n -> q <> p -> s q = []) -> whole n s = s p.
  Proof.
    induction n; intros L H; [lia|]. rewrite whole_S. destruct (Nat.eq_dec p n) as [->|N].
    - rewrite whole_nil; auto. intros q Hq. apply H; lia.
    - rewrite (H n) by lia. rewrite app_nil_r. apply IHn; [lia|]. intros q Hq. apply H. lia.
  Qed.

  Lemma spread_bag n o s x : spread n o s x -> Permutation (whole n s) x.
  Proof.
    destruct o; simpl; intros H; auto; [|easy].
    apply per_key_bag with key. intros v. destruct (H v) as (p & L & E & O).
    unfold of_key at 1. rewrite <- whole_filter. rewrite <- E.
    apply whole_at with (s := fun q => filter (fun a => key a =? v) (s q)); auto.
  Qed.

  (** A part by its key has exactly the elements of that part. *)
  Lemma filter_part (f : A -> nat) n s p : p < n -> (forall q a, q < n -> In a (s q) -> f a = q) ->
    filter (fun a => f a =? p) (whole n s) = s p.
  Proof.
    intros L H. rewrite <- whole_filter. rewrite whole_at with (p := p); auto.
    - assert (E : forall a, In a (s p) -> f a = p) by eauto. revert E. clear. generalize (s p) as l.
      induction l as [|a l IH]; simpl; intros E; auto. rewrite (E a), Nat.eqb_refl by auto. f_equal. auto.
    - intros q Hq N. assert (E : forall a, In a (s q) -> f a = q) by eauto. revert E. generalize (s q) as l.
      induction l as [|a l IH]; simpl; intros E; auto. rewrite (E a) by auto.
      apply Nat.eqb_neq in N. rewrite N. auto.
  Qed.

  (** The history at a place is determined by the family: both sides of a placement law denote one history. *)
  Theorem held_unique hash n d o s x y : 0 < n -> held hash n d o s x -> held hash n d o s y -> same o x y.
  Proof.
    assert (U : spread n o s x -> spread n o s y -> same o x y).
    { destruct o; simpl; intros H K; try easy.
      - now rewrite <- H.
      - intros v. destruct (H v) as (p & L & E & O), (K v) as (q & M & F & P). destruct (Nat.eq_dec p q) as [->|N].
        + congruence.
        + rewrite <- E, <- F, (O q), (P p); auto. }
    intros N H K. destruct d; simpl in *; try (destruct H, K); auto.
    - eauto using same_trans, same_sym.
    - eauto using same_trans, same_sym.
  Qed.
End Facts.

(** ** Channels *)

(** An interleaving of what [n] senders sent, each by its own channel that keeps its order. *)
Inductive interleaving {A} (n : nat) : family A -> list A -> Prop :=
| interleaving_nil s : (forall p, p < n -> s p = []) -> interleaving n s []
| interleaving_cons s t p a y : p < n -> s p = a :: t p -> (forall q, q < n -> q <> p -> s q = t q) ->
    interleaving n t y -> interleaving n s (a :: y).

(** What a receiver gets from [n] senders: of a bag, any order whatever; else what each sends, in its order. *)
Definition received {A} (n : nat) (o : order A) (s : family A) (y : list A) : Prop :=
  match o with
  | NoOrder => Permutation (whole n s) y
  | _ => interleaving n s y
  end.

Section Channels.
  Context {A : Type}.
  Implicit Types (x y : list A) (s t : family A).

  Lemma interleaving_one s y : interleaving 1 s y -> y = s 0.
  Proof.
    induction 1 as [s H | s t p a y L E O I IH]; [now rewrite H by lia|].
    assert (p = 0) by lia. subst p. rewrite E, IH. auto.
  Qed.

  Lemma interleaving_ext n s t y : (forall q, q < n -> s q = t q) -> interleaving n t y -> interleaving n s y.
  Proof.
    intros X I. revert s X. induction I as [t H | t t' p a y L E O I IH]; intros s X.
    - constructor. intros p L. rewrite X; auto.
    - apply interleaving_cons with (t := t') (p := p); auto.
      + rewrite X; auto.
      + intros q Hq N. rewrite X; auto.
  Qed.

  Lemma interleaving_filter n (f : A -> bool) s y : interleaving n s y ->
    interleaving n (fun p => filter f (s p)) (filter f y).
  Proof.
    induction 1 as [s H | s t p a y L E O I IH]; simpl.
    - constructor. intros p L. now rewrite H.
    - destruct (f a) eqn:F.
      + econstructor; [exact L | | | exact IH]; simpl.
        * rewrite E. simpl. now rewrite F.
        * intros q Hq N. now rewrite O.
      + assert (X : forall q, q < n -> filter f (s q) = filter f (t q)).
        { intros q Hq. destruct (Nat.eq_dec q p) as [->|N]; [rewrite E; simpl; now rewrite F | now rewrite O]. }
        apply interleaving_ext with (t := fun p => filter f (t p)); [exact X | exact IH].
  Qed.

  Lemma interleaving_perm n s y : interleaving n s y -> Permutation (whole n s) y.
  Proof.
    induction 1 as [s H | s t p a y L E O I IH]; [now rewrite whole_nil|].
    rewrite <- IH. clear - L E O. induction n; [lia|]. rewrite !whole_S. destruct (Nat.eq_dec p n) as [->|N].
    - rewrite E. rewrite whole_ext with (t := t) by (intros; apply O; lia). symmetry. apply Permutation_middle.
    - rewrite (O n) by lia. change (a :: whole n t ++ t n) with ((a :: whole n t) ++ t n).
      apply Permutation_app_tail, IHn; [lia | intros; apply O; lia].
  Qed.

  (** Of a key that is at one part, an interleaving keeps the order. *)
  Lemma interleaving_key n key s y v p : interleaving n s y -> p < n ->
    (forall q, q < n -> q <> p -> of_key key v (s q) = []) -> of_key key v y = of_key key v (s p).
  Proof.
    intros I L O. apply (interleaving_filter (fun a => key a =? v)) in I. fold (of_key key v y) in I.
    change (fun q => filter (fun a => key a =? v) (s q)) with (fun q => of_key key v (s q)) in I.
    remember (fun q => of_key key v (s q)) as u. assert (U : forall q, q < n -> q <> p -> u q = []) by (subst; auto).
    change (of_key key v (s p)) with ((fun q => of_key key v (s q)) p). rewrite <- Hequ. clear - I L U.
    induction I as [u H | u t r a z M E P I IH]; [now rewrite H|].
    destruct (Nat.eq_dec r p) as [->|N].
    - rewrite E. f_equal. apply IH. intros q Hq Nq. rewrite <- P; auto.
    - rewrite U in E by auto. discriminate.
  Qed.
End Channels.
