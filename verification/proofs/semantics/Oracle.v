(** Choices have names. A program is a family of components, one for each answer [r] of its oracles; its behaviours are
    those of all answers. Rules that refine map each answer on the right to one on the left; rules that are equal map
    each to itself. *)
From Coq Require Import List Permutation Arith Lia Bool.
From Suki Require Import Component Compose Rest History Observation Process Composition Channel.
Import ListNotations.
Set Implicit Arguments.

Definition program (R I O : Type) := R -> comp I O.
Definition behaves {R I O} (P : program R I O) t := exists r, trace (P r) t.
Definition comes_to_rest {R I O} (P : program R I O) t := exists r, qtrace (P r) t.

(** One way: each answer [r'] of the new oracles is an answer [name r'] of the old ones. *)
Definition refines_by {R R' I O} (name : R' -> R) (P' : program R' I O) (P : program R I O) := forall r', P' r' ≼
  P (name r').
(** Both ways, answer by answer. *)
Definition same_choices {R I O} (P' P : program R I O) := forall r, P' r ≈ P r.

Theorem refines_behaves {R R' I O} (name : R' -> R) (P' : program R' I O) (P : program R I O) : refines_by name P' P ->
  (forall t, behaves P' t -> behaves P t) /\ (forall t, comes_to_rest P' t -> comes_to_rest P t).
Proof.
  intros H. split; intros t (r & T); exists (name r); destruct (qsim_sound (H r)) as (A & B); auto.
Qed.

Theorem same_refines {R I O} (P' P : program R I O) : same_choices P' P ->
  refines_by (fun r => r) P' P /\ refines_by (fun r => r) P P'.
Proof. intros H. split; intros r; apply H. Qed.

Lemma refines_by_trans {R R' R'' I O} (f : R' -> R) (g : R'' -> R') (P'' : program R'' I O) (P' : program R' I O)
  (P : program R I O) :
  refines_by f P' P -> refines_by g P'' P' -> refines_by (fun r => f (g r)) P'' P.
Proof. intros H K r. eapply qsim_trans; [apply K | apply H]. Qed.

(** Programs composed have the oracles of both: a local rewrite answers for its own, whatever the others say. *)
Section Congruence.
  Context {R R' Q Q' : Type} (f : R' -> R) (g : Q' -> Q).

  Theorem refines_seq {I M O} (A' : program R' I M) (A : program R I M) (B' : program Q' M O) (B : program Q M O) :
    (forall q, input_enabled (B' q)) -> refines_by f A' A -> refines_by g B' B ->
    refines_by (fun r => (f (fst r), g (snd r))) (fun r => A' (fst r) >>> B' (snd r))
      (fun r => A (fst r) >>> B (snd r)).
  Proof. intros E H K (r & q). apply qseq_mono; [apply E | apply H | apply K]. Qed.

  Theorem refines_par {I J O P} (A' : program R' I O) (A : program R I O) (B' : program Q' J P) (B : program Q J P) :
    refines_by f A' A -> refines_by g B' B ->
    refines_by (fun r => (f (fst r), g (snd r))) (fun r => par (A' (fst r)) (B' (snd r)))
      (fun r => par (A (fst r)) (B (snd r))).
  Proof. intros H K (r & q). apply qpar_mono; [apply H | apply K]. Qed.

  Theorem refines_fb {I O X} (A' : program R' (I + X) (O + X)) (A : program R (I + X) (O + X)) :
    (forall r, input_enabled (A' r)) -> refines_by f A' A -> refines_by f (fun r => fb (A' r)) (fun r => fb (A r)).
  Proof. intros E H r. apply qfb_mono; [apply E | apply H]. Qed.
End Congruence.

(** ** One oracle, one machine

    A coin that each element is stamped with. In a program that has it once, two consumers see the same; in one that
    has it twice, they need not. *)
Definition stamped (coin : nat) : comp unit nat := process sequence (map (fun _ => coin)).
Definition coin_once : program nat (unit + unit) (nat + nat) := fun r => par (stamped r) (stamped r).
Definition coin_twice : program (nat * nat) (unit + unit) (nat + nat) := fun r =>
  par (stamped (fst r)) (stamped (snd r)).

Lemma deterministic_map {A B} (f : A -> B) : deterministic sequence sequence (map f).
Proof. intros x y (z & ->). rewrite map_app. now exists (map f z). Qed.

Theorem without_one_oracle : ~ (forall t, behaves coin_twice t -> behaves coin_once t).
Proof.
  intros H. specialize (H [In_ (inl tt); In_ (inr tt); Out_ (inl 0); Out_ (inr 1)]).
  assert (Par : forall a b, par (stamped a) (stamped b) ≈
      process (two_ports sequence sequence) (beside (map (fun _ : unit => a)) (map (fun _ : unit => b)))).
  { intros a b. apply process_par; auto using deterministic_map; apply within_refl. }
  destruct H as (r & T).
  - exists (0, 1). unfold coin_twice. simpl. apply (qsim_sound (proj2 (Par 0 1))). apply process_traces.
    intros u b v E. destruct u as [|? [|? [|? [|? u]]]]; simpl in E; inversion E; subst; simpl.
    + split; [now exists [] | now exists [1]].
    + split; now exists [].
    + destruct u; discriminate.
  - unfold coin_once in T. apply (qsim_sound (proj1 (Par r r))) in T. apply process_traces in T.
    destruct (T [In_ (inl tt); In_ (inr tt)] (inl 0) [Out_ (inr 1)] eq_refl) as ((z & A) & _).
    destruct (T [In_ (inl tt); In_ (inr tt); Out_ (inl 0)] (inr 1) [] eq_refl) as (_ & (w & B)).
    simpl in A, B. congruence.
Qed.

(** ** Arrival

    A channel without order, read as a sequence: what arrives is some arrangement of what was sent, and any is possible.
    That is the oracle of [arrival_order]. *)
Theorem arrival_is_arrangement {A} (t : list (ev A A)) : qtrace (channel bag_of) t -> Permutation (outs t) (ins t).
Proof.
  intros H. apply process_quiescent in H as (_ & E); [now apply (alike_same NoOrder) in E | apply within_refl |].
  intros x y K. now apply sequence_within.
Qed.

Theorem arrival_any_order {A} (x y : list A) : Permutation y x -> exists t, qtrace (channel bag_of) t /\ ins t = x /\
  outs t = y.
Proof.
  intros P. exists (map (@In_ A A) x ++ map (@Out_ A A) y).
  assert (E : ins (map (@In_ A A) x ++ map (@Out_ A A) y) = x).
  { rewrite ins_app. replace (ins (map (@Out_ A A) y)) with (@nil A) by (clear; induction y; simpl; auto).
    rewrite app_nil_r. clear. induction x; simpl; congruence. }
  assert (F : outs (map (@In_ A A) x ++ map (@Out_ A A) y) = y).
  { rewrite outs_app. replace (outs (map (@In_ A A) x)) with (@nil A) by (clear; induction x; simpl; auto).
    simpl. clear. induction y; simpl; congruence. }
  split; auto. apply process_quiescent; [apply within_refl | intros u v K; now apply sequence_within |].
  rewrite E, F. split; [|now apply alike_bag].
  intros u b v G.
  (* All inputs come first, so any beginning of [y] is a part of [x]. *)
  assert (H : forall x u, map (@In_ A A) x ++ map (@Out_ A A) y = u ++ Out_ b :: v -> ins u = x /\ exists z, y =
    outs u ++ b :: z).
  { clear. induction x as [|a x IH]; intros u G; simpl in G.
    - revert u G. induction y as [|c y IHy]; intros u G; [destruct u; discriminate|]. destruct u as [|e u]; simpl in G.
      + injection G as -> _. simpl. eauto.
      + injection G as <- G. destruct (IHy u G) as (K & z & ->). simpl. eauto.
    - destruct u as [|e u]; simpl in G; [discriminate|]. injection G as <- G. destruct (IH u G) as (<- & K). auto. }
  destruct (H x u G) as (-> & z & ->). exists z. rewrite <- P, <- app_assoc. reflexivity.
Qed.
