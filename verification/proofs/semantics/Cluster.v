(** Located and clustered composition, and the law [implement]: an operator wanted at all parts of a role is the
    operator at each part, on what that part has. Once for every operator that distributes over a key. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation Process Composition Channel Relocate.
Import ListNotations.
Set Implicit Arguments.

(** ** Ports of [n] members *)

Fixpoint ports (A : Type) (n : nat) : Type := match n with 0 => Empty_set | S n => (A + ports A n)%type end.

Fixpoint port_obs {A} (o : obs A) (n : nat) : obs (ports A n) :=
  match n with 0 => sequence | S n => two_ports o (port_obs o n) end.

Definition idle : comp Empty_set Empty_set := process sequence (fun _ => []).

(** Members run side by side and share nothing. *)
Fixpoint cluster {I O} (A : nat -> comp I O) (n : nat) : comp (ports I n) (ports O n) :=
  match n with 0 => idle | S n => par (A n) (cluster A n) end.

Lemma input_enabled_cluster I O (A : nat -> comp I O) n : (forall p, input_enabled (A p)) ->
  input_enabled (cluster A n).
Proof. intros E. induction n; simpl; [apply input_enabled_process | now apply input_enabled_par]. Qed.

(** Congruence: members may be replaced one by one. *)
Theorem cluster_mono I O (A B : nat -> comp I O) n : (forall p, p < n -> A p ≼ B p) -> cluster A n ≼ cluster B n.
Proof. induction n; simpl; intros H; [apply qsim_refl|]. apply qpar_mono; auto. Qed.

Theorem cluster_equivalent I O (A B : nat -> comp I O) n : (forall p, p < n -> A p ≈ B p) -> cluster A n ≈ cluster B n.
Proof. intros H. split; apply cluster_mono; intros p L; apply H, L. Qed.

(** ** Histories at the members *)

Fixpoint at_ports {I O} (F : nat -> list I -> list O) (n : nat) : list (ports I n) -> list (ports O n) :=
  match n with 0 => fun _ => [] | S n => beside (F n) (at_ports F n) end.

Lemma deterministic_at_ports I O (oi : obs I) (oo : obs O) F n : (forall p, deterministic oi oo (F p)) ->
  deterministic (port_obs oi n) (port_obs oo n) (at_ports F n).
Proof. intros D. induction n; simpl; [intros x y _; apply within_refl | now apply deterministic_beside]. Qed.

Lemma at_ports_nil I O (oo : obs O) (F : nat -> list I -> list O) n : (forall p, within oo [] (F p [])) ->
  within (port_obs oo n) [] (at_ports F n []).
Proof.
  intros Z. induction n; simpl; [apply within_refl|]. apply within_two_ports. unfold beside.
  now rewrite lefts_both, rights_both.
Qed.

(** A cluster of processes is the process of what its members do. *)
Theorem cluster_process I O (oo : obs O) (F : nat -> list I -> list O) n :
  (forall p, within oo [] (F p [])) -> (forall p, deterministic sequence oo (F p)) ->
  cluster (fun p => process oo (F p)) n ≈ process (port_obs oo n) (at_ports F n).
Proof.
  intros Z D. induction n; simpl; [apply equivalent_refl|].
  apply equivalent_trans with (par (process oo (F n)) (process (port_obs oo n) (at_ports F n))).
  - apply equivalent_par; auto. apply equivalent_refl.
  - refine (process_par (F := F n) (G := at_ports F n) (Z n) (at_ports_nil oo F n Z) (D n) _).
    intros x y H. apply (deterministic_at_ports (oi := sequence) F n D). now apply sequence_within.
Qed.

(** ** Spreading a stream over the members, and gathering it again *)

Section Spread.
  Context {I O : Type} (part : I -> nat).

  Fixpoint to_port (n : nat) (a : I) : list (ports I n) :=
    match n with 0 => [] | S n => if part a =? n then [inl a] else map inr (to_port n a) end.
  Definition dispatch (n : nat) (x : list I) : list (ports I n) := flat_map (to_port n) x.

  Fixpoint from_port (n : nat) : ports O n -> O :=
    match n with 0 => fun e => match e with end | S n => fun e => match e with inl b => b | inr e =>
      from_port n e end end.
  Definition collect (n : nat) (y : list (ports O n)) : list O := map (from_port n) y.

  Lemma to_port_none n a : n <= part a -> to_port n a = [].
  Proof. induction n; simpl; intros L; auto. destruct (Nat.eqb_spec (part a) n); [lia|]. rewrite IHn by lia. auto. Qed.

  Lemma lefts_dispatch n x : lefts (dispatch (S n) x) = filter (fun a => part a =? n) x.
  Proof.
    induction x as [|a x IH]; auto.
    etransitivity; [exact (lefts_app (A := I) (B := ports I n) (to_port (S n) a) (dispatch (S n) x))|].
    etransitivity; [exact (f_equal (fun l => lefts (to_port (S n) a) ++ l) IH)|]. simpl.
    destruct (part a =? n); simpl; auto. now rewrite lefts_inr.
  Qed.
  Lemma rights_dispatch n x : rights (dispatch (S n) x) = dispatch n x.
  Proof.
    induction x as [|a x IH]; auto.
    etransitivity; [exact (rights_app (A := I) (B := ports I n) (to_port (S n) a) (dispatch (S n) x))|].
    etransitivity; [exact (f_equal (fun l => rights (to_port (S n) a) ++ l) IH)|].
    unfold dispatch. simpl. destruct (Nat.eqb_spec (part a) n) as [E|E]; simpl.
    - rewrite to_port_none by lia. auto.
    - now rewrite rights_inr.
  Qed.

  Lemma collect_dispatch (F : nat -> list I -> list O) n x :
    Permutation (collect n (at_ports F n (dispatch n x))) (whole n (fun p => F p (filter (fun a => part a =? p) x))).
  Proof.
    induction n; simpl; auto. rewrite whole_S, <- IHn. unfold beside, both, collect at 1.
    rewrite map_app, !map_map, lefts_dispatch, rights_dispatch. simpl. rewrite map_id.
    rewrite Permutation_app_comm. apply Permutation_app_tail. reflexivity.
  Qed.

  Lemma deterministic_dispatch n (o : obs I) : deterministic sequence (port_obs o n) (dispatch n).
  Proof. intros x y (z & ->). unfold dispatch. rewrite flat_map_app. apply within_more. Qed.

  Lemma deterministic_collect n (oo : obs O) : (forall x y, within oo x y -> within bag_of x y) ->
    deterministic (port_obs oo n) bag_of (collect n).
  Proof.
    intros L. assert (Split : forall n (y : list (ports O (S n))),
      Permutation (collect (S n) y) (lefts y ++ collect n (rights y))).
    { clear. intros n y. induction y as [|[b|e] y IH]; simpl; auto. rewrite IH. apply Permutation_middle. }
    induction n; intros x y H.
    - destruct x as [|[] x]. exists (collect 0 y). reflexivity.
    - apply within_two_ports in H as (H & K). destruct (L _ _ H) as (u & P), (IHn _ _ K) as (v & Q).
      exists (u ++ v). rewrite !Split, <- P, <- Q, <- !app_assoc. apply Permutation_app_head.
      rewrite !app_assoc. apply Permutation_app_tail, Permutation_app_comm.
  Qed.
End Spread.

(** ** The law *)

(** The part of the result for some keys is the result of the part of the input for those keys. *)
Definition distributes {I O} (oo : obs O) (kin : I -> Code) (kout : O -> Code) (F : list I -> list O) : Prop :=
  forall (keys : Code -> bool) x, alike oo (filter (fun b => keys (kout b)) (F x))
    (F (filter (fun a => keys (kin a)) x)).

Section Implement.
  Variable hash : Code -> nat.
  Context {I O : Type} (oi : obs I) (oo : obs O) (kin : I -> Code) (kout : O -> Code) (F : list I -> list O).
  Hypothesis F0 : within oo [] (F []).
  Hypothesis D : deterministic oi oo F.
  Hypothesis weak : forall x y, within oo x y -> within bag_of x y.
  Hypothesis K : distributes oo kin kout F.

  Lemma parts_are_whole n x : 0 < n ->
    Permutation (whole n (fun p => F (filter (fun a => part_of hash n kin a =? p) x))) (F x).
  Proof.
    intros N.
    transitivity (whole n (fun p => filter (fun b => part_of hash n kout b =? p) (F x))).
    - apply whole_perm. intros p L. symmetry. apply (alike_same NoOrder).
      destruct (K (fun c => hash c mod n =? p) x) as (A & B). split; apply weak; assumption.
    - clear D K F0 weak. generalize (F x) as y. induction y as [|b y IH]; [now rewrite whole_nil|].
      transitivity (whole n (fun p => (if part_of hash n kout b =? p then [b] else []) ++
                                      filter (fun b => part_of hash n kout b =? p) y)).
      + apply whole_perm. intros p L. simpl. destruct (part_of hash n kout b =? p); auto.
      + rewrite whole_app, IH. rewrite whole_at with (p := part_of hash n kout b).
        * now rewrite Nat.eqb_refl.
        * apply Nat.mod_upper_bound. lia.
        * intros q L E. destruct (Nat.eqb_spec (part_of hash n kout b) q); congruence.
  Qed.

  (** [n] parts, each with the operator, fed by the hash of a key over channels, and gathered without order. *)
  Definition partitioned (n : nat) : comp I O :=
    process (port_obs oi n) (dispatch (part_of hash n kin) n) >>> cluster (fun _ => process oo F) n >>>
    process bag_of (collect n).

  Theorem implement n : 0 < n -> partitioned n ≈ process bag_of F.
  Proof.
    intros N. assert (DS : forall p : nat, deterministic sequence oo F) by
      (intros; eapply deterministic_sequence; eauto).
    assert (DP : deterministic (port_obs oi n) (port_obs oo n) (at_ports (fun _ => F) n)) by
      (apply deterministic_at_ports; auto).
    assert (Z : within (port_obs oo n) [] (at_ports (fun _ => F) n [])) by (apply at_ports_nil; auto).
    unfold partitioned.
    apply equivalent_trans with
      (process (port_obs oi n) (dispatch (part_of hash n kin) n) >>> process (port_obs oo n) (at_ports (fun _ => F) n)
        >>>
       process bag_of (collect n)).
    - apply equivalent_seq; try apply input_enabled_process; [|apply equivalent_refl].
      apply equivalent_seq; [apply input_enabled_cluster; intros;
        apply input_enabled_process | apply input_enabled_process
        | apply equivalent_refl | now apply cluster_process].
    - apply equivalent_trans with
        (process (port_obs oo n) (fun x => at_ports (fun _ => F) n (dispatch (part_of hash n kin) n x)) >>>
         process bag_of (collect n)).
      + apply equivalent_seq; try apply input_enabled_process; [|apply equivalent_refl].
        apply process_seq; auto; [apply within_refl | apply deterministic_dispatch].
      + assert (C : deterministic (port_obs oo n) bag_of (collect n)) by now apply deterministic_collect.
        eapply equivalent_trans; [apply process_seq; auto|].
        * apply within_refl.
        * eapply deterministic_seq; [apply deterministic_dispatch | exact DP].
        * apply process_equal.
          -- exists (collect n (at_ports (fun _ => F) n (dispatch (part_of hash n kin) n []))). reflexivity.
          -- eapply deterministic_seq; [eapply deterministic_seq; [apply deterministic_dispatch | exact DP] | exact C].
          -- intros x. apply alike_bag. rewrite collect_dispatch. now apply parts_are_whole.
  Qed.
End Implement.
