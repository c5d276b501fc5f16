(** Moving operators across the boundary of a tick group. [batch] is an oracle: it assigns what comes to ticks. A rule
    that is equal has the same assignments on both sides; one that refines has fewer on the side of the plan. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import History Algebra Observation Tick.
Import ListNotations.
Set Implicit Arguments.

(** The ticks [ts] take, together, what comes. Ticks without input are no ticks of theirs. *)
Definition batches {A} (o : order A) (x : list A) (ts : list (list A)) : Prop := same o (concat ts) x.
Definition filled {A} (ts : list (list A)) : list (list A) :=
  filter (fun b => match b with [] => false | _ => true end) ts.

Lemma concat_filled {A} (ts : list (list A)) : concat (filled ts) = concat ts.
Proof. induction ts as [|[|a b] ts IH]; simpl; congruence. Qed.

(** Orders that a stage leaves as they are. *)
Definition plain {A} (o : order A) : Prop := o = NoOrder \/ o = Total.
Definition same_order {A B} (o : order A) (o' : order B) : Prop :=
  (o = NoOrder /\ o' = NoOrder) \/ (o = Total /\ o' = Total).

Lemma concat_map_flat {A B} (f : A -> list B) ts : concat (map (flat_map f) ts) = flat_map f (concat ts).
Proof. induction ts as [|b ts IH]; simpl; auto. now rewrite flat_map_app, IH. Qed.

(** ** map crosses batch both ways *)

Lemma cut_sequence {A} (x : list A) : forall (us : list (list nat)) , length (concat us) = length x ->
  exists ts, concat ts = x /\ map (@length A) ts = map (@length nat) us.
Proof.
  intros us. revert x. induction us as [|u us IH]; intros x L; simpl in *.
  - exists []. now destruct x.
  - rewrite app_length in L. destruct (IH (skipn (length u) x)) as (ts & E & M).
    + rewrite skipn_length. lia.
    + exists (firstn (length u) x :: ts). simpl. rewrite E, firstn_skipn, M. split; auto. f_equal.
      rewrite firstn_length. lia.
Qed.

Lemma cut_map {A B} (f : A -> B) (ts : list (list B)) : forall x, concat ts = map f x -> exists us, concat us = x /\
  map (map f) us = ts.
Proof.
  induction ts as [|t ts IH]; intros x E; simpl in *.
  - exists []. now destruct x.
  - symmetry in E. apply map_eq_app in E as (u & v & -> & <- & F). destruct (IH v (eq_sym F)) as (us & <- & <-).
    exists (u :: us). auto.
Qed.

(** waits: map-across-batch *)
(** statement: batch(map(f, x)) = map(f, batch(x)) *)
(** condition: the stream is a sequence or a bag *)
(** needs: none *)
Theorem map_across_batch {A B} (f : A -> B) (o : order A) (o' : order B) x : same_order o o' ->
  (forall ts, batches o x ts -> batches o' (map f x) (map (map f) ts)) /\
  (forall us, batches o' (map f x) us -> exists ts, batches o x ts /\ map (map f) ts = us).
Proof.
  intros [(-> & ->) | (-> & ->)]; unfold batches; simpl; split.
  - intros ts P. rewrite <- concat_map. now apply Permutation_map.
  - intros us P. apply Permutation_map_inv in P as (y & E & P). pose proof (cut_map f us) as C.
    destruct (C y (eq_sym (eq_sym E))) as (ts & <- & <-).
    exists ts. split; auto. now symmetry.
  - intros ts <-. now rewrite concat_map.
  - intros us E. pose proof (cut_map f us) as C. destruct (C x E) as (ts & <- & <-). eauto.
Qed.

(** ** flat_map moves into the tick, never out *)

(** Each assignment of inputs to ticks is one of their outputs: [flat_map] of the batch refines the batch of
    [flat_map]. *)
(** waits: flat-map-into-batch *)
(** kind: refines *)
(** statement: flat_map(f, batch(x)) refines batch(flat_map(f, x)) *)
(** condition: the stream is a sequence or a bag *)
(** needs: none *)
Theorem flat_map_into_batch {A B} (f : A -> list B) (o : order A) (o' : order B) x ts : same_order o o' ->
  batches o x ts -> batches o' (flat_map f x) (map (flat_map f) ts).
Proof.
  intros [(-> & ->) | (-> & ->)]; unfold batches; simpl; rewrite concat_map_flat.
  - now apply Permutation_flat_map.
  - now intros ->.
Qed.

(** Not back: one order of two items, counted in the tick. Inside it is two or nothing; outside it may be one and one.
    *)
Theorem counter_flat_map_into_batch :
  let two := fun _ : unit => [tt; tt] in
  (forall ts, batches Total [tt] ts -> filled (map (fun b => map (fun _ => 1) (flat_map two b)) ts) = [[1; 1]]) /\
  batches Total (flat_map two [tt]) [[tt]; [tt]].
Proof.
  split; [|reflexivity]. unfold batches. simpl. induction ts as [|[|[] b] ts IH]; simpl; intros E; try discriminate;
    auto.
  injection E as E. apply app_eq_nil in E as (-> & E). simpl. f_equal.
  clear IH. induction ts as [|[|a b] ts IH]; simpl in *; auto. discriminate.
Qed.

(** ** filter crosses batch, under stutter invariance *)

Definition kept {A} (p : A -> bool) (ts : list (list A)) : list (list A) := filled (map (filter p) ts).

(** From inside out the ticks are those of the filtered stream; ticks that have become empty are none, which only a
    group that is stutter invariant does not see. *)
Theorem filter_out_of_batch {A} (p : A -> bool) (o : order A) x ts : batches o x ts ->
  batches o (filter p x) (kept p ts).
Proof.
  unfold batches, kept. rewrite concat_filled. intros E.
  assert (F : concat (map (filter p) ts) = filter p (concat ts)).
  { clear. induction ts as [|b ts IH]; simpl; auto. now rewrite filter_app, IH. }
  rewrite F. destruct o; simpl in *.
  - now apply perm_filter.
  - intros v. unfold of_key in *. now rewrite !(filter_filter _ p), E.
  - now rewrite E.
Qed.

(** And every assignment of the filtered stream is one of the stream, with the rest added to some tick. *)
Theorem filter_into_batch {A} (p : A -> bool) (o : order A) x us : plain o ->
  batches o (filter p x) us -> Forall (fun b => b <> []) us -> exists ts, batches o x ts /\ kept p ts = us.
Proof.
  intros O E N.
  (* In a sequence, what is dropped goes with what comes next; at the end, in a tick of its own. *)
  assert (Seq : forall us x, concat us = filter p x -> Forall (fun b => b <> []) us -> exists ts, concat ts = x /\
    kept p ts = us).
  { clear. induction us as [|u us IH]; intros x E N.
    - exists [x]. unfold kept. simpl in *. rewrite app_nil_r, <- E. auto.
    - inversion N as [|? ? N1 N2]; subst.
      assert (C : exists y z, x = y ++ z /\ filter p y = u /\ filter p z = concat us).
      { clear - E. simpl in E. revert u E. induction x as [|a x IHx]; intros u E; simpl in E.
        - symmetry in E. exists [], []. simpl. destruct u; simpl in *; [auto | discriminate].
        - destruct (p a) eqn:P.
          + destruct u as [|b u].
            * exists [], (a :: x). simpl. rewrite P. auto.
            * injection E as -> E. destruct (IHx u E) as (y & z & -> & <- & K). exists (a :: y), z. simpl. rewrite P.
              auto.
          + destruct (IHx u E) as (y & z & -> & <- & K). exists (a :: y), z. simpl. rewrite P. auto. }
      destruct C as (y & z & -> & F & G). destruct (IH z (eq_sym G) N2) as (ts & <- & K). exists (y :: ts). split; auto.
      unfold kept in *. simpl. rewrite F, K. destruct u; easy. }
  destruct O as [-> | ->]; unfold batches in *; simpl in *.
  - assert (P : Permutation (concat us ++ filter (fun a => negb (p a)) x) x).
    { rewrite E. clear. induction x as [|a x IH]; simpl; auto. destruct (p a); simpl; [now constructor|].
      rewrite <- Permutation_middle. now constructor. }
    destruct (Seq us (concat us ++ filter (fun a => negb (p a)) x)) as (ts & C & K); auto.
    + rewrite filter_app. assert (F : forall l, (forall a, In a l -> p a = true) -> filter p l = l).
      { clear. induction l as [|a l IH]; simpl; intros H; auto. rewrite H by auto. f_equal. auto. }
      assert (G : filter p (filter (fun a => negb (p a)) x) = []).
      { clear. induction x as [|a x IH]; simpl; auto. destruct (p a) eqn:P; simpl; rewrite ?P; auto. }
      rewrite G, app_nil_r, F; auto. intros a I. rewrite E in I. now apply filter_In in I.
    + exists ts. split; auto. now rewrite C.
  - now apply Seq.
Qed.

(** A group that is stutter invariant yields the same from both. *)
(** waits: filter-across-batch *)
(** kind: refines *)
(** statement: batch(filter(p, x)) refines filter(p, batch(x)) *)
(** condition: the group is stutter invariant *)
(** needs: none *)
Theorem filter_across_batch {A St O} (p : A -> bool) (body : St -> list A -> St * list O) (s0 : St) ts :
  stutter_invariant body ->
  yields (fun s b => body s (filter p b)) s0 ts = yields body s0 (kept p ts).
Proof.
  intros H. unfold kept, filled. rewrite <- (yields_stutter H). revert s0.
  induction ts as [|b ts IH]; intros s0; simpl; auto.
  now rewrite IH.
Qed.

(** One that counts its ticks does not. *)
Theorem counter_filter_across_batch :
  let count := fun (n : nat) (_ : list nat) => (S n, [S n]) in
  yields (fun s b => count s (filter (fun a => 5 <? a) b)) 0 [[1]; [9]] = [1; 2] /\
  yields count 0 (kept (fun a => 5 <? a) [[1]; [9]]) = [1].
Proof. split; reflexivity. Qed.

(** ** Out of the tick

    What leaves a group, tick by tick, by a stage inside or behind: the same elements in the same order. *)
Definition all_ticks {A} (ts : list (list A)) : list A := concat ts.

(** waits: stateless-across-all-ticks *)
(** statement: all_ticks(stateless(p, x)) = stateless(p, all_ticks(x)) *)
(** condition: none *)
(** needs: none *)
Theorem stateless_across_all_ticks {A B} (p : stages A B) ts : all_ticks (map (stateless p) ts) =
  stateless p (all_ticks ts).
Proof.
  unfold all_ticks. rewrite stateless_each. rewrite <- concat_map_flat. f_equal. apply map_ext. intros b.
  apply stateless_each.
Qed.

(** Not an operator that sees where ticks end. *)
Theorem counter_stateless_across_all_ticks :
  let count := fun b : list nat => [length b] in all_ticks (map count [[1]; [2]]) <> count (all_ticks [[1]; [2]]).
Proof. discriminate. Qed.
