(** Rules that move a stream, and rules on feedback. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import History Algebra Placement.
Import ListNotations.
Set Implicit Arguments.

(** How many instances have something of a stream that is distributed so. *)
Definition instances {A} (d : distribution A) (n : nat) : nat := match d with One => 1 | _ => n end.

(** A stream leaves a place whole: it has no order, or it leaves from one instance. *)
Definition leaves_whole {A} (d : distribution A) (o : order A) : Prop := o = NoOrder \/ d = One.

(** A hop into a fault domain: [alive] says what still arrived before the domain failed. One for each stream and
    domain, whichever part of the domain receives. *)
Definition arrives {A} (alive : A -> bool) (x : list A) := filter alive x.

(** The closure of a hop from a cluster names the member of the source program that sends, not the part of it. *)
Definition from_member {A} (member : nat) (a : A) : nat * A := (member, a).

Lemma same_filter {A} (f : A -> bool) o (x y : list A) : same o x y -> same o (filter f x) (filter f y).
Proof.
  destruct o; simpl; intros H.
  - now apply perm_filter.
  - intros v. unfold of_key in *. now rewrite !(filter_filter _ f), H.
  - congruence.
Qed.

Section Movement.
  Variable hash : Code -> nat.
  Notation held := (held hash).

  (** Whatever a receiver gets from all that have the stream is the stream: a send is the identity on histories. *)
  Lemma received_whole {A} n (d : distribution A) (o : order A) s x y :
    d <> Replicated -> leaves_whole d o -> held n d o s x -> received (instances d n) o s y -> same o y x.
  Proof.
    intros R W H C. destruct W as [-> | ->].
    - simpl in C. destruct d; simpl in *; try congruence.
      + rewrite whole_1 in C. now rewrite <- C.
      + now rewrite <- C.
      + destruct H as (H & _). simpl in H. now rewrite <- C.
    - simpl in *. destruct o; simpl in *.
      + rewrite whole_1 in C. now rewrite <- C.
      + apply interleaving_one in C. now subst.
      + apply interleaving_one in C. now subst.
  Qed.

  (** More than the table uses: where each key is at one part, several channels keep the order of each key. *)
  Lemma received_per_key {A} n key s (x y : list A) :
    spread n (PerKey key) s x -> interleaving n s y -> same (PerKey key) y x.
  Proof.
    intros H I v. destruct (H v) as (p & L & E & O). rewrite (interleaving_key key v I L O). auto.
  Qed.

  (** rule: gather *)
  (** statement: at(home, one, x) = the channels from at(helper, d, x) *)
  (** condition: the stream has no order, or comes from one instance; it is not replicated *)
  Theorem gather {A} n (d : distribution A) o s x y :
    leaves_whole d o -> d <> Replicated -> held n d o s x -> received (instances d n) o s y ->
    held 1 One o (fun _ => y) x.
  Proof. intros W R H C. simpl. eapply received_whole; eauto. Qed.

  (** The home gets what arrived before its domain failed; each element names the member of the source program. *)
  (** rule: enter *)
  (** statement: at(home of B, one, hop(x)) = the channel from at(L, d, x), L in the sender's family *)
  (** condition: an ordered stream is sent by one instance *)
  Theorem enter {A} n (d : distribution A) o s x y (alive : A -> bool) (member : nat) :
    leaves_whole d o -> d <> Replicated -> held n d o s x -> received (instances d n) o s y ->
    held 1 One o (fun _ => arrives alive y) (arrives alive x) /\
    held 1 One NoOrder (fun _ => map (from_member member) (arrives alive y)) (map (from_member member) (arrives alive x)).
  Proof.
    intros W R H C. assert (E : same o (arrives alive y) (arrives alive x)).
    { apply same_filter. eapply received_whole; eauto. }
    split; auto. apply Permutation_map. now apply same_bag with o.
  Qed.

  (** Within the family, the identity; from outside, what arrived before the family failed. A family fails as one:
      [alive] is that of the home. *)
  (** rule: decouple *)
  (** statement: at(helper of A, one, x) = the channel from at(L, d, x), L in A's family; or the hop, sent there *)
  (** condition: the helper belongs to A's family; an ordered stream comes from one instance; clients change only for a routed input *)
  Theorem decouple {A} n (d : distribution A) o s x y (alive : A -> bool) :
    leaves_whole d o -> d <> Replicated -> held n d o s x -> received (instances d n) o s y ->
    held 1 One o (fun _ => y) x /\ held 1 One o (fun _ => arrives alive y) (arrives alive x).
  Proof.
    intros W R H C. assert (E : same o y x) by (eapply received_whole; eauto).
    split; auto. now apply same_filter.
  Qed.

  (** What may be distributed by [k]: no order, or an order per key of which [k] is a function. *)
  Definition order_on_wire {A} (k : A -> Code) (o : order A) : Prop :=
    match o with
    | NoOrder => True
    | PerKey key => exists f, forall a, k a = f (key a)
    | Total => False
    end.

  Lemma whole_parts {A} m (f : A -> nat) (x : list A) : (forall a, In a x -> f a < m) ->
    Permutation (whole m (fun p => filter (fun a => f a =? p) x)) x.
  Proof.
    induction x as [|a x IH]; intros H.
    - now rewrite whole_nil.
    - transitivity (whole m (fun p => (if f a =? p then [a] else []) ++ filter (fun a => f a =? p) x)).
      + apply whole_perm. intros p L. simpl. destruct (f a =? p); auto.
      + rewrite whole_app, IH by (intros; apply H; simpl; auto).
        rewrite whole_at with (p := f a); [now rewrite Nat.eqb_refl | apply H; simpl; auto |].
        intros q L N. destruct (Nat.eqb_spec (f a) q); congruence.
  Qed.

  Lemma interleaving_of_perm_in {A} n (s : family A) y a : interleaving n s y -> In a y -> In a (whole n s).
  Proof. intros I J. now rewrite (interleaving_perm I). Qed.

  (** More than the table uses: [m] parts receive, from [n], each the elements of its part, of a stream without order or
      with an order for each key of which [k] is a function; [alive] as in [decouple]. *)
  Theorem partition_per_key {A} n m (d : distribution A) o s x (t : family A) (k : A -> Code) :
    0 < m -> leaves_whole d o -> d <> Replicated -> order_on_wire k o -> held n d o s x ->
    (forall p, p < m -> received (instances d n) o (fun q => filter (fun a => part_of hash m k a =? p) (s q)) (t p)) ->
    held m (Hash k) o t x /\ forall alive, held m (Hash k) o (fun p => arrives alive (t p)) (arrives alive x).
  Proof.
    intros M W R O H C.
    assert (B : forall a : A, part_of hash m k a < m) by (intros; apply Nat.mod_upper_bound; lia).
    (* What a part gets is the part's share of the stream. *)
    assert (P : forall p, p < m -> same o (t p) (filter (fun a => part_of hash m k a =? p) x)).
    { intros p L. specialize (C p L).
      assert (Q : same NoOrder (whole (instances d n) s) x \/ d = One).
      { destruct W as [-> | ->]; auto. left. destruct d; simpl in *; try congruence.
        - now rewrite whole_1. - now destruct H. }
      destruct W as [-> | ->].
      - simpl in *. rewrite whole_filter in C. rewrite <- C. apply perm_filter. destruct Q as [Q | ->]; auto.
        simpl. rewrite whole_1. exact H.
      - simpl in *. destruct o; simpl in *.
        + rewrite whole_1 in C. rewrite <- C. now apply perm_filter.
        + apply interleaving_one in C. rewrite C. intros v. unfold of_key. rewrite !(filter_filter (fun a => key a =? v)).
          f_equal. apply H.
        + easy. }
    assert (I : forall p a, p < m -> In a (t p) -> part_of hash m k a = p).
    { intros p a L J. pose proof (same_bag _ _ _ (P p L)) as E. rewrite E in J. apply filter_In in J as (_ & J).
      now apply Nat.eqb_eq in J. }
    assert (S : spread m o t x).
    { destruct o; simpl in *.
      - transitivity (whole m (fun p => filter (fun a => part_of hash m k a =? p) x)); [apply whole_perm; auto|].
        apply whole_parts. auto.
      - destruct O as (f & F). intros v. exists (hash (f v) mod m). split; [apply Nat.mod_upper_bound; lia|]. split.
        + rewrite P by (apply Nat.mod_upper_bound; lia). unfold of_key. rewrite filter_filter.
          assert (G : forall a, In a (filter (fun a => key a =? v) x) -> part_of hash m k a = hash (f v) mod m).
          { intros a J. apply filter_In in J as (_ & J). apply Nat.eqb_eq in J. unfold part_of. now rewrite F, J. }
          revert G. generalize (filter (fun a => key a =? v) x) as l. induction l as [|a l IH]; simpl; intros G; auto.
          rewrite G, Nat.eqb_refl by auto. f_equal. auto.
        + intros q L N. apply of_key_nil. intros a J E. apply N. rewrite <- (I q a L J). unfold part_of. now rewrite F, E.
      - easy. }
    split; [split; auto|]. intros alive. split.
    - destruct o; simpl in *; [| |easy].
      + unfold arrives. rewrite whole_filter. now apply perm_filter.
      + intros v. destruct (S v) as (p & L & E & Z). exists p. split; auto. unfold arrives, of_key in *. split.
        * rewrite !(filter_filter _ alive). now rewrite E.
        * intros q Lq N. rewrite filter_filter, Z; auto.
    - intros p a L J. apply filter_In in J as (J & _). auto.
  Qed.

  (** [m] parts receive, from [n], each the elements of its part. The stream has no order when it is spread: an order is
      an operator's, and is made where it is wanted. *)
  (** rule: partition *)
  (** statement: at(helpers of A, hash k, x) = the channels from at(L, d, x), each element to the part of its k *)
  (** condition: as for decouple; a stream with an order is put in order where it is wanted, not before *)
  Theorem partition {A} n m (d : distribution A) s x (t : family A) (k : A -> Code) :
    0 < m -> d <> Replicated -> held n d NoOrder s x ->
    (forall p, p < m -> received (instances d n) NoOrder (fun q => filter (fun a => part_of hash m k a =? p) (s q)) (t p)) ->
    held m (Hash k) NoOrder t x /\ forall alive, held m (Hash k) NoOrder (fun p => arrives alive (t p)) (arrives alive x).
  Proof. intros M R H C. eapply partition_per_key; eauto; simpl; auto. now left. Qed.

  (** Every part gets all of it: from one instance, or from parts among which each key is at one. *)
  (** rule: replicate *)
  (** statement: at(helpers, replicated, x) = a channel to each part from at(L, one, x) *)
  (** condition: x is deterministic given its oracles, which stay where they are *)
  Theorem replicate {A} n m (d : distribution A) o s x (t : family A) :
    d = One \/ d = Any -> held n d o s x -> (forall p, p < m -> received (instances d n) o s (t p)) ->
    held m Replicated o t x.
  Proof.
    intros D H C p L. specialize (C p L). destruct D as [-> | ->].
    - eapply received_whole; eauto; [discriminate | now right].
    - destruct o; simpl in *.
      + now rewrite <- C.
      + intros v. eapply (received_per_key H C).
      + easy.
  Qed.

  (** rule: widen *)
  (** statement: at(helpers, any, x) = at(helpers, hash k, x) *)
  (** condition: none *)
  Theorem widen {A} n (k : A -> Code) o s x : held n (Hash k) o s x -> held n Any o s x.
  Proof. intros (H & _). exact H. Qed.

  (** ** Outputs *)

  (** A client gets what all that have the stream send it; it sees the declared collection. *)
  (** rule: implement-sink *)
  (** statement: output(x) = output at L of at(L, d, x) *)
  (** condition: L is in the family of x; an ordered output leaves from one instance *)
  Theorem implement_sink {A} n (d : distribution A) o s x seen :
    leaves_whole d o -> d <> Replicated -> held n d o s x -> received (instances d n) o s seen -> same o seen x.
  Proof. intros. eapply received_whole; eauto. Qed.

  (** ** Fusion *)

  (** A queue between two locations of one process: a schedule of insertions and removals. *)
  Inductive queue_step (A : Type) := Insert (a : A) | Remove.
  Arguments Insert {A} a. Arguments Remove {A}.
  Fixpoint queue {A} (waiting : list A) (steps : list (queue_step A)) : list A * list A :=
    match steps with
    | [] => ([], waiting)
    | Insert a :: steps => queue (waiting ++ [a]) steps
    | Remove :: steps =>
        match waiting with
        | [] => queue [] steps
        | a :: waiting => let (out, left) := queue waiting steps in (a :: out, left)
        end
    end.
  Definition inserted {A} (steps : list (queue_step A)) : list A :=
    flat_map (fun step => match step with Insert a => [a] | Remove => [] end) steps.

  Lemma queue_keeps {A} (steps : list (queue_step A)) : forall waiting,
    fst (queue waiting steps) ++ snd (queue waiting steps) = waiting ++ inserted steps.
  Proof.
    induction steps as [|[a|] steps IH]; intros waiting; simpl.
    - now rewrite app_nil_r.
    - rewrite IH, <- app_assoc. auto.
    - destruct waiting as [|a waiting]; simpl; [apply IH|].
      specialize (IH waiting). destruct (queue waiting steps). simpl in *. congruence.
  Qed.

  (** At every moment what has left is a beginning of what was sent, as of a channel; and all of it once the queue is
      empty. The crash of the process is the crash of both: [alive] cuts what is sent and what arrives alike. *)
  (** rule: fuse *)
  (** statement: hop from A to B = a queue, when A and B share a process *)
  (** condition: the author allows it with `colocate` or `--colocate`, and no `separate` forbids it; they crash together; the queue stays a buffer *)
  Theorem fuse {A} (x : list A) (alive : A -> bool) (steps : list (queue_step A)) :
    inserted steps = arrives alive x ->
    (exists later, arrives alive x = fst (queue [] steps) ++ later) /\
    (snd (queue [] steps) = [] -> fst (queue [] steps) = arrives alive x) /\
    interleaving 1 (fun _ => arrives alive x) (fst (queue [] steps) ++ snd (queue [] steps)).
  Proof.
    intros E. pose proof (queue_keeps steps []) as K. simpl in K. rewrite E in K. repeat split.
    - exists (snd (queue [] steps)). auto.
    - intros N. rewrite N, app_nil_r in K. exact K.
    - rewrite K. clear. generalize (arrives alive x) as y. induction y as [|a y IH].
      + now constructor.
      + apply interleaving_cons with (t := fun _ => y) (p := 0); auto; intros; lia.
  Qed.

  (** ** Feedback *)

  (** A variable denotes the least fixpoint of its definition: the limit of these. *)
  Fixpoint approximation {A} (F : list A -> list A) (i : nat) : list A :=
    match i with 0 => [] | S i => F (approximation F i) end.

  (** What the located plan computes, starting from nothing everywhere. *)
  Fixpoint located_approximation {A} (F : family A -> family A) (i : nat) : family A :=
    match i with 0 => fun _ => [] | S i => F (located_approximation F i) end.

  Lemma held_nothing {A} n (d : distribution A) o : 0 < n -> (o = Total -> d = One \/ d = Replicated) ->
    held n d o (fun _ => []) [].
  Proof.
    intros N T. assert (S : o <> Total -> spread n o (fun _ => []) []).
    { destruct o; simpl; intros H; try congruence.
      - now rewrite whole_nil.
      - intros v. exists 0. auto. }
    destruct d; simpl.
    - apply same_refl.
    - apply S. intros E. destruct (T E); discriminate.
    - split; [apply S; intros E; destruct (T E); discriminate | easy].
    - intros. apply same_refl.
  Qed.

  (** If the definition, read with the variable held at (L, d), is held at (L, d), then reading the variable from it
      yields, in each approximation, the variable at (L, d); and equal definitions have equal approximations. *)
  (** rule: refer *)
  (** statement: at(L, d, variable c) = the stream that the definition of c yields at (L, d) *)
  (** condition: the definition is demanded at the same place; it is a hop, which buffers *)
  Theorem refer {A} n (d : distribution A) (o : order A) (F : list A -> list A) (F_at : family A -> family A) :
    0 < n -> (o = Total -> d = One \/ d = Replicated) ->
    (forall s x, held n d o s x -> held n d o (F_at s) (F x)) ->
    (forall i, held n d o (located_approximation F_at i) (approximation F i)) /\
    (forall G, (forall x y, same o x y -> same o (F x) (F y)) -> (forall x, same o (F x) (G x)) ->
       forall i, same o (approximation F i) (approximation G i)).
  Proof.
    intros N T H. split.
    - induction i; simpl; auto. now apply held_nothing.
    - intros G P E. induction i; simpl; [apply same_refl|].
      apply same_trans with (F (approximation G i)); auto.
  Qed.

  (** Equal functions have the same least fixpoint in any order, so nothing rests on lists being finite. *)
  Theorem equal_least_fixpoints {D} (le : D -> D -> Prop) (F G : D -> D) : (forall x, F x = G x) ->
    forall x, (F x = x /\ forall y, F y = y -> le x y) -> (G x = x /\ forall y, G y = y -> le x y).
  Proof. intros E x (H & K). split; [now rewrite <- E | intros y Y; apply K; now rewrite E]. Qed.
End Movement.
