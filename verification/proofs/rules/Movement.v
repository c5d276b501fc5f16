(** Rules that move a stream, and rules on feedback. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import History Conditions Algebra Placement.
Import ListNotations.
Set Implicit Arguments.

(** How many instances have something of a stream that is distributed so. *)
Definition instances {A} (d : distribution A) (n : nat) : nat := match d with One => 1 | _ => n end.

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

  (** Where each key is at one part, several channels keep the order of each key. *)
  Lemma received_per_key {A} n key s (x y : list A) :
    spread n (PerKey key) s x -> interleaving n s y -> same (PerKey key) y x.
  Proof.
    intros H I v. destruct (H v) as (p & L & E & O). rewrite (interleaving_key key v I L O). auto.
  Qed.

  (** Whatever a receiver gets from all that have the stream is the stream: a send is the identity on histories. *)
  Lemma received_whole {A} n (d : distribution A) (o : order A) s x y :
    d <> Replicated -> order_on_wire d o -> held n d o s x -> received (instances d n) o s y -> same o y x.
  Proof.
    intros R W H C. destruct o as [|key|]; simpl in W.
    - simpl in C. destruct d; simpl in *; try congruence.
      + rewrite whole_1 in C. now rewrite <- C.
      + now rewrite <- C.
      + destruct H as (H & _). simpl in H. now rewrite <- C.
    - destruct d; try easy; simpl in *.
      + apply interleaving_one in C. now subst.
      + destruct H as (H & _). now apply (received_per_key H).
    - subst d. simpl in *. apply interleaving_one in C. now subst.
  Qed.

  (** What of a stream is for one part of those that are told by [f]. *)
  Lemma received_share {A} n (d : distribution A) (o : order A) s x y (f : A -> bool) :
    d <> Replicated -> order_on_wire d o -> held n d o s x -> received (instances d n) o (fun q => filter f (s q)) y ->
    same o y (filter f x).
  Proof.
    intros R W H C. destruct o as [|key|]; simpl in W.
    - simpl in C. rewrite whole_filter in C. simpl. rewrite <- C. apply perm_filter.
      destruct d; simpl in *; try congruence.
      + now rewrite whole_1.
      + now destruct H.
    - destruct d; try easy; simpl in *.
      + apply interleaving_one in C. rewrite C. intros v. unfold of_key. rewrite !(filter_filter (fun a => key a =? v)).
        f_equal. apply H.
      + destruct H as (H & _). eapply (received_per_key (s := fun q => filter f (s q))); [|exact C]. intros v.
        destruct (H v) as (p & L & E & O). exists p. split; auto. unfold of_key in *.
        rewrite !(filter_filter (fun a => key a =? v)). split; [now rewrite E|].
        intros q M N. now rewrite (filter_filter (fun a => key a =? v)), O.
    - subst d. simpl in *. apply interleaving_one in C. now subst.
  Qed.

  (** rule: gather *)
  (** statement: at(home, one, x) = the channels from at(helper, d, x) *)
  (** condition: the stream has no order, or comes from one instance; it is not replicated *)
  (** needs: order-on-wire *)
  Theorem gather {A} n (d : distribution A) o s x y :
    order_on_wire d o -> d <> Replicated -> held n d o s x -> received (instances d n) o s y ->
    held 1 One o (fun _ => y) x.
  Proof. intros W R H C. simpl. eapply received_whole; eauto. Qed.

  (** The home gets what arrived before its domain failed; each element names the member of the source program. What is
      sent from a part of the sender's family is what the sender's home would have sent. *)
  (** rule: enter *)
  (** statement: at(home of B, one, hop(x)) = the channel from at(L, d, x), L in the sender's family *)
  (** condition: an ordered stream is sent by one instance *)
  (** needs: order-on-wire, state-in-family *)
  Theorem enter {A} n (d : distribution A) o s x y (alive sent sent_by_part : A -> bool) (member : nat) :
    order_on_wire d o -> d <> Replicated -> state_in_family sent sent_by_part ->
    held n d o s (arrives sent x) -> received (instances d n) o (fun p => arrives sent_by_part (s p)) y ->
    held 1 One o (fun _ => arrives alive y) (arrives alive (arrives sent x)) /\
    held 1 One NoOrder (fun _ => map (from_member member) (arrives alive y))
      (map (from_member member) (arrives alive (arrives sent x))).
  Proof.
    intros W R F H C. assert (E : same o (arrives alive y) (arrives alive (arrives sent x))).
    { apply same_filter. apply same_trans with (arrives sent_by_part (arrives sent x)).
      - eapply received_share; eauto.
      - unfold arrives. rewrite (filter_family (filter sent x) F).
        assert (I : filter sent (filter sent x) = filter sent x).
        { clear. induction x as [|a x IH]; simpl; auto. destruct (sent a) eqn:S; simpl; rewrite ?S; congruence. }
        rewrite I. apply same_refl. }
    split; auto. apply Permutation_map. now apply same_bag with o.
  Qed.

  (** Within the family, the identity; from outside, what arrived before the family failed. A family fails as one: what
      arrives at the part ([there]) is what would have arrived at the home. A client that is not routed sends home. *)
  (** rule: decouple *)
  (** statement: at(helper of A, one, x) = the channel from at(L, d, x), L in A's family; or the hop, sent there *)
  (** condition: the helper belongs to A's family; an ordered stream comes from one instance; clients change only for a routed input *)
  (** needs: clients-do-not-change, order-on-wire, state-in-family *)
  Theorem decouple {A} n (d : distribution A) o s x y (alive there : A -> bool) (client routed : bool) :
    order_on_wire d o -> d <> Replicated -> state_in_family alive there -> clients_do_not_change client routed ->
    held n d o s x -> received (instances d n) o (fun p => addressed client routed (s p)) y ->
    held 1 One o (fun _ => y) x /\ held 1 One o (fun _ => arrives there y) (arrives alive x).
  Proof.
    intros W R F K H C. assert (E : same o y x).
    { eapply received_whole; eauto. destruct o; simpl in *.
      - rewrite <- C. apply whole_perm. intros q _. now rewrite addressed_all.
      - refine (interleaving_ext _ _ C). intros q _. symmetry. now apply addressed_all.
      - refine (interleaving_ext _ _ C). intros q _. symmetry. now apply addressed_all. }
    split; auto. unfold arrives. simpl. rewrite (filter_family y F). now apply same_filter.
  Qed.

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

  (** [m] parts receive, from [n], each the elements of its part: of a stream without order, or with an order for each
      key
      of which [k] is a function; a sequence is put in order where it is wanted. Clients, crashes: as in [decouple]. *)
  (** rule: partition *)
  (** statement: at(helpers of A, hash k, x) = the channels from at(L, d, x), each element to the part of its k *)
  (** condition: as for decouple; a stream with an order is put in order where it is wanted, not before *)
  (** needs: canonical-key, clients-do-not-change, order-on-wire, state-in-family *)
  Theorem partition {A} n m (d : distribution A) o s x (t : family A) (k : A -> Code) (equal : A -> A -> bool)
    (alive there : A -> bool) (client routed : bool) :
    0 < m -> d <> Replicated -> order_on_wire d o -> order_on_wire (Hash k) o -> canonical_key equal k ->
    state_in_family alive there -> clients_do_not_change client routed -> held n d o s x ->
    (forall p, p < m -> received (instances d n) o
      (fun q => filter (fun a => part_of hash m k a =? p) (addressed client routed (s q))) (t p)) ->
    held m (Hash k) o t x /\ held m (Hash k) o (fun p => arrives there (t p)) (arrives alive x) /\
    (forall a b, equal a b = true -> part_of hash m k a = part_of hash m k b).
  Proof.
    intros M R W O Q F K H C0.
    assert (C : forall p, p < m -> received (instances d n) o
      (fun q => filter (fun a => part_of hash m k a =? p) (s q)) (t p)).
    { intros p L. specialize (C0 p L). destruct o; simpl in *.
      - rewrite <- C0. rewrite !whole_filter. apply perm_filter. apply whole_perm. intros q _.
        now rewrite addressed_all.
      - refine (interleaving_ext _ _ C0). intros q _. now rewrite addressed_all.
      - refine (interleaving_ext _ _ C0). intros q _. now rewrite addressed_all. }
    clear C0. assert (B : forall a : A, part_of hash m k a < m) by (intros; apply Nat.mod_upper_bound; lia).
    (* What a part gets is the part's share of the stream. *)
    assert (P : forall p, p < m -> same o (t p) (filter (fun a => part_of hash m k a =? p) x)).
    { intros p L. eapply received_share; eauto. }
    assert (I : forall p a, p < m -> In a (t p) -> part_of hash m k a = p).
    { intros p a L J. pose proof (same_bag _ _ _ (P p L)) as E. rewrite E in J. apply filter_In in J as (_ & J).
      now apply Nat.eqb_eq in J. }
    assert (S : spread m o t x).
    { destruct o; simpl in *.
      - transitivity (whole m (fun p => filter (fun a => part_of hash m k a =? p) x)); [apply whole_perm; auto|].
        apply whole_parts. auto.
      - destruct O as (f & G). intros v. exists (hash (f v) mod m). split; [apply Nat.mod_upper_bound; lia|]. split.
        + rewrite P by (apply Nat.mod_upper_bound; lia). unfold of_key. rewrite filter_filter.
          assert (J : forall a, In a (filter (fun a => key a =? v) x) -> part_of hash m k a = hash (f v) mod m).
          { intros a J. apply filter_In in J as (_ & J). apply Nat.eqb_eq in J. unfold part_of. now rewrite G, J. }
          revert J. generalize (filter (fun a => key a =? v) x) as l. induction l as [|a l IH]; simpl; intros J; auto.
          rewrite J, Nat.eqb_refl by auto. f_equal. auto.
        + intros q L N. apply of_key_nil. intros a J E. apply N. rewrite <- (I q a L J). unfold part_of.
          now rewrite G, E.
      - discriminate. }
    split; [split; auto|]. split; [split|].
    - destruct o; simpl in *; [| |easy].
      + unfold arrives. rewrite whole_filter, (filter_family _ F). now apply perm_filter.
      + intros v. destruct (S v) as (p & L & E & Z). exists p. split; auto. unfold arrives, of_key in *. split.
        * rewrite (filter_family _ F), !(filter_filter _ alive). now rewrite E.
        * intros q Lq N. rewrite filter_filter, Z; auto.
    - intros p a L J. apply filter_In in J as (J & _). auto.
    - intros a b E. apply Q in E. unfold part_of. now rewrite E.
  Qed.

  (** Every part gets all of it: from one instance, or from parts among which each key is at one. *)
  (** rule: replicate *)
  (** statement: at(helpers, replicated, x) = a channel to each part from at(L, one, x) *)
  (** condition: x is deterministic given its oracles, which stay where they are *)
  (** needs: none *)
  Theorem replicate {A} n m (d : distribution A) o s x (t : family A) :
    d = One \/ d = Any -> held n d o s x -> (forall p, p < m -> received (instances d n) o s (t p)) ->
    held m Replicated o t x.
  Proof.
    intros D H C p L. specialize (C p L). destruct D as [-> | ->].
    - eapply received_whole; eauto; [discriminate | now destruct o].
    - destruct o; simpl in *.
      + now rewrite <- C.
      + intros v. eapply (received_per_key H C).
      + easy.
  Qed.

  (** rule: widen *)
  (** statement: at(helpers, any, x) = at(helpers, hash k, x) *)
  (** condition: none *)
  (** needs: none *)
  Theorem widen {A} n (k : A -> Code) o s x : held n (Hash k) o s x -> held n Any o s x.
  Proof. intros (H & _). exact H. Qed.

  (** ** Outputs *)

  (** A client gets what all that have the stream send it; it sees the declared collection. *)
  (** rule: implement-sink *)
  (** statement: output(x) = output at L of at(L, d, x) *)
  (** condition: L is in the family of x; an ordered output leaves from one instance *)
  (** needs: order-on-wire *)
  Theorem implement_sink {A} n (d : distribution A) o s x seen :
    order_on_wire d o -> d <> Replicated -> held n d o s x -> received (instances d n) o s seen -> same o seen x.
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
      empty. The crash of the process is the crash of both: what is cut where it is sent ([alive_a]) is cut where it
      would
      arrive ([alive_b]). *)
  (** rule: fuse *)
  (** statement: hop from A to B = a queue, when A and B share a process *)
  (** condition: the author allows it with `colocate` or `--colocate`, and no `separate` forbids it; they crash together; the queue stays a buffer *)
  (** needs: author-allows-fusion *)
  Theorem fuse {A} (x : list A) (alive_a alive_b : A -> bool) (steps : list (queue_step A)) :
    author_allows_fusion alive_a alive_b -> inserted steps = arrives alive_a x ->
    (exists later, arrives alive_b x = fst (queue [] steps) ++ later) /\
    (snd (queue [] steps) = [] -> fst (queue [] steps) = arrives alive_b x) /\
    interleaving 1 (fun _ => arrives alive_b x) (fst (queue [] steps) ++ snd (queue [] steps)).
  Proof.
    intros F E0. assert (E : inserted steps = arrives alive_b x).
    { rewrite E0. apply filter_ext. exact F. }
    clear E0 F. pose proof (queue_keeps steps []) as K. simpl in K. rewrite E in K. repeat split.
    - exists (snd (queue [] steps)). auto.
    - intros N. rewrite N, app_nil_r in K. exact K.
    - rewrite K. clear. generalize (arrives alive_b x) as y. induction y as [|a y IH].
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
  (** needs: none *)
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

  (** A fact of the variable holds of every approximation; see [without_inductive_facts] for one that only its limit
      has. *)
  Theorem inductive_facts_hold {A} (F : list A -> list A) (fact : list A -> Prop) : inductive_facts F fact ->
    forall i, fact (approximation F i).
  Proof. intros (Z & K). induction i; simpl; auto. Qed.

  (** Equal functions have the same least fixpoint in any order, so nothing rests on lists being finite. *)
  Theorem equal_least_fixpoints {D} (le : D -> D -> Prop) (F G : D -> D) : (forall x, F x = G x) ->
    forall x, (F x = x /\ forall y, F y = y -> le x y) -> (G x = x /\ forall y, G y = y -> le x y).
  Proof. intros E x (H & K). split; [now rewrite <- E | intros y Y; apply K; now rewrite E]. Qed.
End Movement.
