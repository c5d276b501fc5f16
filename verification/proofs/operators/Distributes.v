(** Each operator that keeps state for a key distributes over it: its result for some keys is its result of the input
    for those keys. That is all that [implement] needs. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation Process Channel Cluster Algebra Placement Keyed
  Deterministic.
Import ListNotations.
Set Implicit Arguments.

Lemma filter_map_comm {A B} (f : A -> B) (p : B -> bool) x : filter p (map f x) = map f (filter (fun a => p (f a)) x).
Proof. induction x as [|a x IH]; simpl; auto. destruct (p (f a)); simpl; congruence. Qed.

Lemma filter_all {A} (p : A -> bool) x : (forall a, In a x -> p a = true) -> filter p x = x.
Proof. induction x as [|a x IH]; simpl; intros H; auto. rewrite H by auto. f_equal. auto. Qed.

Lemma filter_none {A} (p : A -> bool) x : (forall a, In a x -> p a = false) -> filter p x = [].
Proof. induction x as [|a x IH]; simpl; intros H; auto. rewrite H by auto. auto. Qed.

Lemma lefts_filter {A B} (p : A + B -> bool) x : lefts (filter p x) = filter (fun a => p (inl a)) (lefts x).
Proof. induction x as [|[a|b] x IH]; simpl; auto; [destruct (p (inl a)) | destruct (p (inr b))]; simpl; auto. f_equal.
exact IH. Qed.

Lemma rights_filter {A B} (p : A + B -> bool) x : rights (filter p x) = filter (fun b => p (inr b)) (rights x).
Proof. induction x as [|[a|b] x IH]; simpl; auto; [destruct (p (inl a)) | destruct (p (inr b))]; simpl; auto. f_equal.
exact IH. Qed.

(** A stage whose output's key is a function of what came in: the key is pulled back through the closures. *)
Theorem distributes_stateless {A B} (p : stages A B) (kin : A -> Code) (kout : B -> Code) (oo : obs B) :
  (forall a b, In b (each p a) -> kout b = kin a) -> distributes oo kin kout (stateless p).
Proof.
  intros K keys x. rewrite !stateless_each.
  assert (E : filter (fun b => keys (kout b)) (flat_map (each p) x) =
    flat_map (each p) (filter (fun a => keys (kin a)) x)).
  { induction x as [|a x IH]; simpl; auto. rewrite filter_app, IH. destruct (keys (kin a)) eqn:H; simpl.
    - f_equal. apply filter_all. intros b I. now rewrite (K a b I).
    - rewrite filter_none; auto. intros b I. now rewrite (K a b I). }
  rewrite E. apply alike_refl.
Qed.

Theorem distributes_union {A} (k : A -> Code) :
  distributes bag_of (fun e => match e with inl a => k a | inr a => k a end) k (union_of (A := A)).
Proof.
  intros keys x. assert (E : filter (fun b => keys (k b)) (union_of x) =
    union_of (filter (fun e => keys (match e with inl a => k a | inr a => k a end)) x)).
  { unfold union_of. rewrite filter_app. f_equal.
    - induction x as [|[a|a] x IH]; simpl; auto; destruct (keys (k a)); simpl; congruence.
    - induction x as [|[a|a] x IH]; simpl; auto; destruct (keys (k a)); simpl; congruence. }
  rewrite E. apply alike_refl.
Qed.

(** [f] of the join key, the same on both sides. *)
Theorem distributes_join {V W} (f : Code -> Code) :
  distributes bag_of (fun e : keyed V + keyed W => match e with inl a => f (fst a) | inr b => f (fst b) end)
    (fun c => f (fst c)) (join_of (V := V) (W := W)).
Proof.
  intros keys x. unfold join_of.
  rewrite lefts_filter, rights_filter. generalize (lefts x) as y, (rights x) as z. clear. intros y z.
  assert (E : filter (fun c => keys (f (fst c))) (join y z) =
              join (filter (fun a => keys (f (fst a))) y) (filter (fun b => keys (f (fst b))) z)).
  { unfold join. induction y as [|a y IH]; simpl; auto. rewrite filter_app, IH, filter_map_comm. simpl.
    destruct (keys (f (fst a))) eqn:K; simpl.
    - f_equal. f_equal. unfold of_key. rewrite (filter_filter (fun b => fst b =? fst a)).
      rewrite (filter_all (fun _ => true)) by auto. symmetry. apply filter_all. intros b I.
      apply filter_In in I as (_ & I).
      apply Nat.eqb_eq in I. now rewrite I.
    - rewrite filter_none; auto. }
  rewrite E. apply alike_refl.
Qed.

Theorem distributes_unique {A} (eq_dec : forall a b : A, {a = b} + {a <> b}) (k : A -> Code) :
  distributes bag_of k k (unique eq_dec).
Proof.
  intros keys x. apply alike_bag. unfold unique. apply NoDup_Permutation.
  - apply NoDup_filter, NoDup_nodup.
  - apply NoDup_nodup.
  - intros a. rewrite filter_In, !nodup_In, filter_In. tauto.
Qed.

(** The distribution is a function of the quorum key. *)
Theorem distributes_quorum {T} (g : T -> Code) needed (f : Code -> Code) :
  distributes bag_of (fun a : vote T => f (voted g a)) f (quorum g needed).
Proof.
  intros keys x. apply alike_bag. apply NoDup_Permutation.
  - apply NoDup_filter, quorum_nodup.
  - apply quorum_nodup.
  - intros v. rewrite filter_In, !quorum_in.
    assert (E : keys (f v) = true -> supporters g v (filter (fun a : vote T => keys (f (voted g a))) x) =
      supporters g v x).
    { intros K. unfold supporters, of_key. rewrite filter_filter. do 2 f_equal. apply filter_all. intros a I.
      apply filter_In in I as (_ & I). apply Nat.eqb_eq in I. now rewrite I. }
    split.
    + intros (((a & I & <-) & L) & K). rewrite E by exact K. split; auto. exists a. rewrite filter_In. auto.
    + intros ((a & I & <-) & L). apply filter_In in I as (I & K). rewrite E in L by exact K. split; auto. split; eauto.
Qed.

Theorem distributes_keyed_scan {S V W} (step : S -> V -> S * list W) first (f : Code -> Code) :
  distributes (per_key fst) (fun e : keyed V => f (fst e)) (fun e : keyed W => f (fst e)) (keyed_scan step first).
Proof.
  intros keys x. apply (alike_same (PerKey fst)). intros v.
  assert (E' : of_key fst v (filter (fun b : keyed W => keys (f (fst b))) (keyed_scan step first x)) =
               filter (fun b : keyed W => keys (f (fst b))) (of_key fst v (keyed_scan step first x))) by
                 apply filter_filter.
  etransitivity; [exact E'|]. clear E'. unfold keyed_scan. rewrite !keyed_scan_key.
  assert (E : of_key fst v (filter (fun a : keyed V => keys (f (fst a))) x) =
              filter (fun a : keyed V => keys (f (fst a))) (of_key fst v x)) by apply filter_filter.
  rewrite E.
  assert (I : forall a : keyed V, In a (of_key fst v x) -> keys (f (fst a)) = keys (f v)).
  { intros a I. apply of_key_in in I as (_ & ->). reflexivity. }
  assert (J : forall l (b : keyed W), In b (map (pair v) l) -> keys (f (fst b)) = keys (f v)).
  { intros l b J. apply in_map_iff in J as (c & <- & _). reflexivity. }
  destruct (keys (f v)) eqn:K.
  - rewrite (filter_all _ (of_key fst v x)) by exact I. now rewrite filter_all by apply J.
  - rewrite (filter_none _ (of_key fst v x)) by exact I. now rewrite filter_none by apply J.
Qed.

(** ** So each may be partitioned

    [n] copies behind a hash of the key, over channels, gathered without order, are one. *)
Section Partitioned.
  Variable hash : Code -> nat.

  Theorem partition_unique {A} (eq_dec : forall a b : A, {a = b} + {a <> b}) (k : A -> Code) n : 0 < n ->
    partitioned hash bag_of bag_of k (unique eq_dec) n ≈ process bag_of (unique eq_dec).
  Proof. intros N. eapply implement; eauto using deterministic_unique, distributes_unique. apply within_refl. Qed.

  Theorem partition_quorum {T} (g : T -> Code) needed (f : Code -> Code) n : 0 < n ->
    partitioned hash bag_of bag_of (fun a : vote T => f (voted g a)) (quorum g needed) n ≈
      process bag_of (quorum g needed).
  Proof. intros N. eapply implement; eauto using deterministic_quorum, distributes_quorum. apply within_refl. Qed.

  Theorem partition_join {V W} (f : Code -> Code) n : 0 < n ->
    partitioned hash (two_ports bag_of bag_of) bag_of
      (fun e : keyed V + keyed W => match e with inl a => f (fst a) | inr b => f (fst b) end)
        (join_of (V := V) (W := W)) n
    ≈ process bag_of (join_of (V := V) (W := W)).
  Proof. intros N. eapply implement; eauto using deterministic_join, distributes_join. apply within_refl. Qed.

  Theorem partition_union {A} (k : A -> Code) n : 0 < n ->
    partitioned hash (two_ports bag_of bag_of) bag_of (fun e => match e with inl a => k a | inr a => k a end)
      (union_of (A := A)) n ≈ process bag_of (union_of (A := A)).
  Proof. intros N. eapply implement; eauto using deterministic_union, distributes_union. apply within_refl. Qed.

  Theorem partition_stateless {A B} (p : stages A B) (kin : A -> Code) (kout : B -> Code) n : 0 < n ->
    (forall a b, In b (each p a) -> kout b = kin a) ->
    partitioned hash bag_of bag_of kin (stateless p) n ≈ process bag_of (stateless p).
  Proof.
    intros N K. eapply implement; eauto using deterministic_stateless_bag, distributes_stateless.
    rewrite stateless_each. apply within_refl.
  Qed.

  (** Slots handed out, sums kept: each part reads its keys in their order, by queues for each key. *)
  Theorem partition_keyed_scan {S V W} (step : S -> V -> S * list W) first (f : Code -> Code) n : 0 < n ->
    partitioned hash (per_key fst) (per_key fst) (fun e : keyed V => f (fst e)) (keyed_scan step first) n
    ≈ process bag_of (keyed_scan step first).
  Proof.
    intros N. eapply implement; eauto using deterministic_keyed_scan, distributes_keyed_scan.
    - apply within_refl.
    - intros x y H. destruct (key_within_bag H) as (z & _ & P). now exists z.
  Qed.

  (** Dependency: the parts may be told by anything that the key determines; [voted] determines [k]. *)
  Theorem partition_by_dependency {T} (g : T -> Code) needed (k : vote T -> Code) (f : Code -> Code) n : 0 < n ->
    (forall a, k a = f (voted g a)) ->
    process (port_obs bag_of n) (dispatch (part_of hash n k) n) >>> cluster (fun _ => process bag_of (quorum g needed))
      n >>>
      process bag_of (collect n) ≈ process bag_of (quorum g needed).
  Proof.
    intros N K. eapply equivalent_trans; [|exact (partition_quorum g needed f N)]. unfold partitioned.
    apply equivalent_seq; try apply input_enabled_process; [|apply equivalent_refl].
    apply equivalent_seq; [apply input_enabled_cluster; intros; apply input_enabled_process ..| |apply equivalent_refl].
    apply process_equal.
    - apply within_refl.
    - apply deterministic_dispatch.
    - intros x. assert (E : dispatch (part_of hash n k) n x = dispatch (part_of hash n (fun a => f (voted g a))) n x).
      { unfold dispatch. apply flat_map_ext. intros a.
        assert (P : part_of hash n k a = part_of hash n (fun a => f (voted g a)) a).
        { unfold part_of. now rewrite K. }
        assert (G : forall m, to_port (part_of hash n k) m a = to_port (part_of hash n (fun a => f (voted g a))) m a);
          [|apply G].
        induction m; simpl; auto. now rewrite P, IHm. }
      rewrite E. apply alike_refl.
  Qed.
End Partitioned.
