(** What an observer of a port sees, as a component behind the port: a sequence, a sequence for each key, a bag (all
    three are channels), a set, or a point of a lattice. Refinement as observed is refinement behind the observer. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation Process Channel.
Import ListNotations.
Set Implicit Arguments.

(** Refinement that nobody sees without an observer is refinement with any observer. *)
Theorem observed_refinement I M O (A B : comp I M) (view : comp M O) : input_enabled view -> A ≼ B ->
  A >>> view ≼ B >>> view.
Proof. intros E H. apply qseq_mono; auto. apply qsim_refl. Qed.

(** ** Sets: each element is seen once, however often it comes *)

Definition set_view (A : Type) : comp A A := {|
  St := list A * list A; init := ([], []);
  inp := fun s a s' => incl (a :: fst s) (fst s') /\ incl (fst s') (a :: fst s) /\ snd s' = snd s;
  out := fun s a s' => In a (fst s) /\ ~ In a (snd s) /\ s' = (fst s, a :: snd s);
  tau := fun _ _ => False |}.

Lemma input_enabled_set_view A : input_enabled (set_view A).
Proof. intros s a. exists (a :: fst s, snd s). simpl. repeat split; apply incl_refl. Qed.

(** A channel that delivers each element at least once: what is in flight may be doubled. *)
Inductive doubles {A} : list A -> list A -> Prop :=
| doubled l a r : doubles (l ++ a :: r) (l ++ a :: a :: r).

Definition at_least_once (A : Type) : comp A A := {|
  St := list A; init := [];
  inp := fun s a s' => Permutation s' (a :: s);
  out := fun s a s' => Permutation s (a :: s');
  tau := doubles |}.

Lemma doubles_in {A} (s s' : list A) : doubles s s' -> forall a, In a s' <-> In a s.
Proof. intros [l a r] b. rewrite !in_app_iff. simpl. tauto. Qed.

Lemma doubles_some {A} (s s' : list A) : doubles s s' -> s = [] -> False.
Proof. intros [l a r] E. destruct l; discriminate. Qed.

(** Behind it, a set is the set: a stream that may repeat its elements may stand where only the set is seen. *)
Theorem at_least_once_for_set A : at_least_once A >>> set_view A ≼ set_view A.
Proof.
  exists (fun p v => (forall a, In a (fst v) <-> In a (fst p) \/ In a (fst (snd p))) /\ snd v = snd (snd p)).
  constructor; [constructor; simpl|].
  - split; auto. intros a. simpl. tauto.
  - intros [q [x y]] [u w] a [q' [x' y']] (H & E) (P & F). simpl in *. injection F as -> ->. subst w.
    exists (a :: u, y'). split.
    + eapply r_in; [|constructor]. simpl. repeat split; apply incl_refl.
    + simpl. split; auto. intros b. rewrite H. split.
      * intros [->|[I|I]]; auto; left; rewrite P; simpl; auto.
      * intros [I|I]; auto. rewrite P in I. simpl in I. tauto.
  - intros [q [x y]] [u w] a [q' [x' y']] (H & E) ((I & N & K) & F). simpl in *. injection K as -> ->. subst.
    exists (u, a :: y). split; [|simpl; auto]. eapply r_out; [|constructor]. simpl. repeat split; auto. apply H. auto.
  - intros [q [x y]] [u w] [q' [x' y']] (H & E) T. simpl in *. subst w. exists (u, y'). split.
    + inversion T as [? ? ? D | ? ? ? D | ? ? ? ? a P K]; subst; simpl in *; [constructor | easy |].
      destruct K as (_ & _ & ->). constructor.
    + simpl. inversion T as [? ? ? D | ? ? ? D | ? ? ? ? a P K]; subst; simpl in *.
      * split; auto. intros b. rewrite H, (doubles_in D). tauto.
      * easy.
      * destruct K as (I & J & ->). simpl. split; auto. intros b. rewrite H, P. simpl. specialize (I b).
        specialize (J b).
        simpl in *. tauto.
  - intros [q [x y]] [u w] (H & E) (KO & KT). simpl in *. subst w. exists (u, y). split; [constructor|]. split; auto.
    assert (q = []) as ->.
    { destruct q as [|a q]; auto. exfalso. apply (KT (a :: a :: q, (x, y))). apply st_l. exact (doubled [] a q). }
    split; [|easy]. intros a s (I & N & _). simpl in *. apply H in I as [[]|I].
    apply (KO a ([], (x, a :: y))). simpl. auto.
Qed.

(** It does not rest while something is in flight, so it delivers each element. *)
Theorem set_for_at_least_once A : set_view A ≼ at_least_once A >>> set_view A.
Proof.
  exists (fun v p => fst p = [] /\ snd p = v). constructor; [constructor; simpl|].
  - auto.
  - intros v [q w] a v' (E & F) (I & J & K). simpl in *. subst. exists ([], v'). split; auto.
    eapply r_in with (s1 := ([a], v)); [simpl; auto|]. eapply r_tau; [|constructor]. simpl.
    eapply st_c with (m := a); simpl; auto.
  - intros v [q w] a v' (E & F) (I & J & K). simpl in *. subst. exists ([], (fst v, a :: snd v)). split; auto.
    eapply r_out; [|constructor]. simpl. auto.
  - easy.
  - intros v [q w] (E & F) (KO & _). simpl in *. subst. exists ([], v). split; [constructor|]. split; auto. split.
    + intros a [q' v'] (H & E). simpl in *. exact (KO a v' H).
    + intros [q' v'] T. simpl in T. inversion T as [? ? ? D | ? ? ? D | ? ? ? ? a P K]; subst; simpl in *.
      * now apply (doubles_some D).
      * easy.
      * apply Permutation_nil in P. discriminate.
Qed.

(** Where a bag is seen, elements are counted, and repeating is no refinement. *)
Theorem without_exactly_once : ~ (forall t, trace (at_least_once nat >>> channel bag_of) t ->
  trace (channel (bag_of (A := nat))) t).
Proof.
  intros H. specialize (H [In_ 1; Out_ 1; Out_ 1]). unfold channel in H at 2. rewrite process_traces in H.
  assert (T : trace (at_least_once nat >>> channel bag_of) [In_ 1; Out_ 1; Out_ 1]).
  { exists ([], ([1; 1], [1; 1])).
    apply r_in with (s1 := ([1], ([], []))); [simpl; auto|].
    apply r_tau with (s1 := ([1; 1], ([], []))); [simpl; apply st_l; exact (doubled [] 1 [])|].
    apply r_tau with (s1 := ([1], ([1], []))); [simpl; eapply st_c with (m := 1); simpl; auto|].
    apply r_tau with (s1 := ([], ([1; 1], []))); [simpl; eapply st_c with (m := 1); simpl; auto|].
    apply r_out with (s1 := ([], ([1; 1], [1]))); [simpl; repeat split; now exists [1]|].
    apply r_out with (s1 := ([], ([1; 1], [1; 1]))); [simpl; repeat split; now exists []|]. constructor. }
  destruct (H T [In_ 1; Out_ 1] 1 [] eq_refl) as (z & P). apply Permutation_length in P. simpl in P. discriminate.
Qed.

(** ** Lattices: the join so far is seen, whenever it has grown *)

Record lattice (L : Type) := Lattice {
  join_ : L -> L -> L;
  least : L;
  join_comm : forall a b, join_ a b = join_ b a;
  join_assoc : forall a b c, join_ a (join_ b c) = join_ (join_ a b) c;
  join_idem : forall a, join_ a a = a;
  join_least : forall a, join_ least a = a }.

Section Lattice.
  Variable (L : Type) (l : lattice L).
  Notation "a ∨ b" := (join_ l a b) (at level 50, left associativity).

  Definition join_of_all (x : list L) : L := fold_right (join_ l) (least l) x.

  Lemma join_of_all_perm x y : Permutation x y -> join_of_all x = join_of_all y.
  Proof. induction 1; simpl; try congruence. now rewrite !(join_assoc l), (join_comm l x y). Qed.
  Lemma join_of_all_app x y : join_of_all (x ++ y) = join_of_all x ∨ join_of_all y.
  Proof. induction x; simpl; [now rewrite (join_least l) | now rewrite IHx, (join_assoc l)]. Qed.
  Lemma join_of_all_double x a y : join_of_all (x ++ a :: a :: y) = join_of_all (x ++ a :: y).
  Proof. rewrite !join_of_all_app. simpl. now rewrite (join_assoc l a a), (join_idem l). Qed.

  Definition lattice_view : comp L L := {|
    St := L * L; init := (least l, least l);
    inp := fun s a s' => s' = (fst s ∨ a, snd s);
    out := fun s a s' => a = fst s /\ snd s <> fst s /\ s' = (fst s, fst s);
    tau := fun _ _ => False |}.

  (** A channel to which nothing but the join matters: it delivers in any order, again, or several as their join. *)
  Inductive merges : list L -> list L -> Prop :=
  | merges_double s s' : doubles s s' -> merges s s'
  | merges_join s a b q s' : Permutation s (a :: b :: q) -> Permutation s' ((a ∨ b) :: q) -> merges s s'.

  Definition merging : comp L L := {|
    St := list L; init := [];
    inp := fun s a s' => Permutation s' (a :: s);
    out := fun s a s' => Permutation s (a :: s');
    tau := merges |}.

  Lemma merges_same s s' : merges s s' -> join_of_all s' = join_of_all s.
  Proof.
    intros [u u' [x a y] | u a b q u' P Q].
    - apply join_of_all_double.
    - rewrite (join_of_all_perm P), (join_of_all_perm Q). simpl. now rewrite (join_assoc l).
  Qed.

  (** Nothing is lost: the join of what is in flight is kept by every step but delivery. *)
  Theorem merging_keeps s t s' : runs merging s t s' -> outs t = [] -> join_of_all s' =
    join_of_all s ∨ join_of_all (ins t).
  Proof.
    induction 1 as [s | s s1 t s' H R IH | s a s1 t s' H R IH | s b s1 t s' H R IH]; simpl; intros E.
    - now rewrite (join_comm l), (join_least l).
    - rewrite IH by exact E. now rewrite (merges_same H).
    - rewrite IH by exact E. simpl in H. rewrite (join_of_all_perm H). simpl.
      now rewrite (join_assoc l), (join_comm l (join_of_all s)).
    - discriminate.
  Qed.

  (** Behind it, the observer has at rest been shown the join of all that was sent. *)
  Lemma lattice_runs p t p' : runs (merging >>> lattice_view) p t p' -> forall x y,
    fst (snd p) ∨ join_of_all (fst p) = join_of_all x -> snd (snd p) = last y (least l) ->
    fst (snd p') ∨ join_of_all (fst p') = join_of_all (x ++ ins t) /\ snd (snd p') = last (y ++ outs t) (least l).
  Proof.
    induction 1 as [p | p p1 t p' H R IH | p a p1 t p' H R IH | p a p1 t p' H R IH]; intros x y E F; simpl.
    - now rewrite !app_nil_r.
    - apply IH; simpl in H; inversion H as [? ? ? M | ? ? ? M | ? ? ? ? a P Q]; subst; simpl in *; auto; try easy.
      + now rewrite (merges_same M).
      + rewrite Q. simpl. rewrite (join_of_all_perm P) in E. simpl in E. now rewrite <- (join_assoc l).
      + now rewrite Q.
    - destruct p as [q v], p1 as [q1 v1], H as (P & G). simpl in *. subst v1.
      destruct (IH (x ++ [a]) y) as (K & K'); auto; simpl.
      + rewrite join_of_all_app, (join_of_all_perm P), <- E. simpl. rewrite (join_comm l a (least l)), (join_least l).
        rewrite (join_comm l a (join_of_all q)). apply (join_assoc l).
      + rewrite <- app_assoc in K. auto.
    - destruct p as [q [u v]], p1 as [q1 [u1 v1]], H as ((A & _ & G) & P). simpl in *. injection G as -> ->. subst.
      destruct (IH x (y ++ [u])) as (K & K'); auto; simpl.
      + now rewrite last_last.
      + rewrite <- app_assoc in K'. auto.
  Qed.

  Theorem lattice_at_rest (dec : forall a b : L, {a = b} + {a <> b}) t : qtrace (merging >>> lattice_view) t ->
    last (outs t) (least l) = join_of_all (ins t).
  Proof.
    intros ([q [u v]] & R & KO & KT).
    destruct (lattice_runs R [] []) as (E & F); simpl in *; auto; [now rewrite (join_least l)|].
    assert (q = []) as ->.
    { destruct q as [|a q]; auto. destruct (KT (a :: a :: q, (u, v))). apply st_l. apply merges_double.
      exact (doubled [] a q). }
    rewrite <- F, <- E. simpl. rewrite (join_comm l), (join_least l). destruct (dec v u) as [D|D]; auto.
    destruct (KO u ([], (u, u))). simpl. auto.
  Qed.

  Lemma merges_app s s' r : merges s s' -> merges (s ++ r) (s' ++ r).
  Proof.
    intros [u u' [x a y] | u a b q u' P Q].
    - apply merges_double. rewrite <- !app_assoc. simpl. constructor.
    - apply merges_join with (a := a) (b := b) (q := q ++ r); [now rewrite P | now rewrite Q].
  Qed.
  Lemma merges_perm s s' u : merges s s' -> Permutation u s -> exists u', merges u u' /\ Permutation u' s'.
  Proof.
    intros [w w' [x a y] | w a b q w' P Q] E.
    - assert (I : In a u) by (rewrite E; apply in_elt). apply in_split in I as (x' & y' & ->).
      exists (x' ++ a :: a :: y'). split; [apply merges_double; constructor|].
      rewrite <- !Permutation_middle in *. now rewrite E.
    - exists ((a ∨ b) :: q). split; [apply merges_join with (a := a) (b := b) (q := q);
        [now rewrite E | reflexivity] | now symmetry].
  Qed.

  Lemma merging_rest s : stuck merging s -> s = [].
  Proof. intros (_ & T). destruct s as [|a s]; auto. destruct (T (a :: a :: s)). apply merges_double.
  exact (doubled [] a s). Qed.
  Lemma merges_some s s' : merges s s' -> s <> [].
  Proof.
    intros [u u' D | u a b q u' P Q] E.
    - exact (doubles_some D E).
    - subst. apply Permutation_nil in P. discriminate.
  Qed.
  Lemma merging_stuck : stuck merging [].
  Proof.
    split; [intros a s P; simpl in P; apply Permutation_nil in P; discriminate|]. intros s T. now apply (merges_some T).
  Qed.

  (** One such channel after another is one: partial aggregation may be repeated on the way, or left out. *)
  Theorem merging_relay : merging >>> merging ≼ merging.
  Proof.
    exists (fun p q => Permutation q (fst p ++ snd p)). constructor; [constructor; simpl|].
    - auto.
    - intros [u w] q a [u' w'] R (P & E). simpl in *. subst w'. exists (a :: q). split.
      + eapply r_in; [|constructor]. simpl. auto.
      + rewrite P, R. auto.
    - intros [u w] q a [u' w'] R (P & E). simpl in *. subst u'. exists (u ++ w'). split; auto.
      eapply r_out; [|constructor]. simpl. rewrite R, P. symmetry. apply Permutation_middle.
    - intros [u w] q [u' w'] R H. simpl in *. inversion H as [? ? ? M | ? ? ? M | ? ? ? ? a P Q]; subst; simpl in *.
      + destruct (merges_perm (merges_app w' M) R) as (q' & T & P). exists q'. split; auto.
        eapply r_tau; [exact T | constructor].
      + assert (R' : Permutation q (w ++ u')) by (rewrite R; apply Permutation_app_comm).
        destruct (merges_perm (merges_app u' M) R') as (q' & T & P). exists q'.
        split; [eapply r_tau; [exact T | constructor]|]. rewrite P. apply Permutation_app_comm.
      + exists q. split; [constructor|]. rewrite R, P, Q. simpl. apply Permutation_middle.
    - intros [u w] q R (KO & KT). simpl in *.
      assert (u = []) as ->.
      { destruct u as [|a u]; auto. destruct (KT (a :: a :: u, w)). apply st_l. apply merges_double.
        exact (doubled [] a u). }
      assert (w = []) as ->.
      { destruct w as [|a w]; auto. destruct (KT ([], a :: a :: w)). apply st_r. apply merges_double.
        exact (doubled [] a w). }
      simpl in R. symmetry in R. apply Permutation_nil in R. subst q. exists [].
      repeat split; auto using merging_stuck; apply merging_stuck.
  Qed.

  Theorem merging_relay_back : merging ≼ merging >>> merging.
  Proof.
    exists (fun q p => p = ([], q)). constructor; [constructor; simpl|].
    - auto.
    - intros q p a q' -> P. exists ([], q'). split; auto. eapply r_in with (s1 := ([a], q)); [simpl; auto|].
      eapply r_tau; [|constructor]. simpl. eapply st_c with (m := a); simpl; auto.
    - intros q p a q' -> P. exists ([], q'). split; auto. eapply r_out; [|constructor]. simpl. auto.
    - intros q p q' -> M. exists ([], q'). split; auto. eapply r_tau; [|constructor]. simpl. now apply st_r.
    - intros q p -> K. apply merging_rest in K. subst q. exists ([], []). repeat split; [constructor | |].
      + intros a [u w] (P & _). simpl in P. apply Permutation_nil in P. discriminate.
      + intros [u w] T. simpl in T. inversion T as [? ? ? M | ? ? ? M | ? ? ? ? a P Q]; subst; simpl in *.
        * now apply (merges_some M).
        * now apply (merges_some M).
        * apply Permutation_nil in P. discriminate.
  Qed.

  (** A channel that only repeats, and one that does neither, may stand for it: what is sent need not be merged. *)
  Theorem at_least_once_for_merging : at_least_once L ≼ merging.
  Proof.
    exists eq. constructor; [constructor; simpl|].
    - auto.
    - intros s ? a s' <- P. exists s'. split; auto. eapply r_in; [exact P | constructor].
    - intros s ? a s' <- P. exists s'. split; auto. eapply r_out; [exact P | constructor].
    - intros s ? s' <- D. exists s'. split; auto. eapply r_tau; [apply merges_double, D | constructor].
    - intros s ? <- (_ & T). destruct s as [|a s]; [|destruct (T (a :: a :: s)); exact (doubled [] a s)].
      exists []. repeat split; auto using merging_stuck; apply merging_stuck.
  Qed.

  Theorem bag_for_merging : bag L ≼ merging.
  Proof.
    exists eq. constructor; [constructor; simpl|].
    - auto.
    - intros s ? a s' <- P. exists s'. split; auto. eapply r_in; [exact P | constructor].
    - intros s ? a s' <- P. exists s'. split; auto. eapply r_out; [exact P | constructor].
    - easy.
    - intros s ? <- (T & _). destruct s as [|a s]; [|destruct (T a s); simpl; auto].
      exists []. repeat split; auto using merging_stuck; apply merging_stuck.
  Qed.
End Lattice.

(** Join is not addition: where elements are added up, delivering one twice is seen. *)
Theorem without_idempotence : exists s s' : list nat, doubles s s' /\ fold_right Nat.add 0 s' <> fold_right Nat.add 0 s.
Proof. exists [1], [1; 1]. split; [exact (doubled [] 1 []) | discriminate]. Qed.
