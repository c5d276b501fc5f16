(** Components as I/O transition systems, for what histories do not show: interleaving, withheld outputs, rest.

    Refinement is inclusion of weak traces and of quiescent traces, proved by simulation. It is a congruence for
    sequence, parallel and feedback through a channel, so a component may be replaced inside any program, in loops too.
    *)
From Coq Require Import List Permutation.
Import ListNotations.
Set Implicit Arguments.

Record comp (I O : Type) := Comp {
  St   : Type;
  init : St;
  inp  : St -> I -> St -> Prop;
  out  : St -> O -> St -> Prop;
  tau  : St -> St -> Prop }.
Arguments St {I O} _.  Arguments init {I O} _.
Arguments inp {I O} _ _ _ _. Arguments out {I O} _ _ _ _. Arguments tau {I O} _ _ _.

Inductive ev (I O : Type) := In_ (i : I) | Out_ (o : O).
Arguments In_ {I O} _. Arguments Out_ {I O} _.

Inductive runs {I O} (A : comp I O) : St A -> list (ev I O) -> St A -> Prop :=
| r_nil s : runs A s [] s
| r_tau s s1 t s' : tau A s s1 -> runs A s1 t s' -> runs A s t s'
| r_in  s i s1 t s' : inp A s i s1 -> runs A s1 t s' -> runs A s (In_ i :: t) s'
| r_out s o s1 t s' : out A s o s1 -> runs A s1 t s' -> runs A s (Out_ o :: t) s'.
#[export] Hint Constructors runs : core.

Definition trace {I O} (A : comp I O) t := exists s, runs A (init A) t s.
Definition refines {I O} (A B : comp I O) := forall t, trace A t -> trace B t.

Lemma runs_app I O (A : comp I O) s t1 s1 : runs A s t1 s1 ->
  forall t2 s2, runs A s1 t2 s2 -> runs A s (t1 ++ t2) s2.
Proof. induction 1; simpl; eauto. Qed.

Lemma runs_tau_r I O (A : comp I O) s t s1 s2 : runs A s t s1 -> tau A s1 s2 -> runs A s t s2.
Proof. intros. rewrite <- (app_nil_r t). eapply runs_app; eauto. Qed.

(** Forward simulation (weak). *)
Record simr {I O} (A B : comp I O) (R : St A -> St B -> Prop) : Prop := {
  s_init : R (init A) (init B);
  s_in  : forall a b i a', R a b -> inp A a i a' -> exists b', runs B b [In_ i] b' /\ R a' b';
  s_out : forall a b o a', R a b -> out A a o a' -> exists b', runs B b [Out_ o] b' /\ R a' b';
  s_tau : forall a b a',   R a b -> tau A a a'   -> exists b', runs B b [] b' /\ R a' b' }.

Definition sim {I O} (A B : comp I O) := exists R, simr A B R.
Notation "A ⊑ B" := (sim A B) (at level 70).

Lemma sim_runs I O (A B : comp I O) R : simr A B R -> forall a t a', runs A a t a' ->
  forall b, R a b -> exists b', runs B b t b' /\ R a' b'.
Proof.
  intros S a t a' H; induction H; intros b Hab; eauto.
  - destruct (s_tau S _ _ _ Hab H) as (b1 & ? & ?). destruct (IHruns _ H2) as (b2 & ? & ?).
    exists b2; split; auto. change t with ([] ++ t). eapply runs_app; eauto.
  - destruct (s_in S _ _ _ _ Hab H) as (b1 & ? & ?). destruct (IHruns _ H2) as (b2 & ? & ?).
    exists b2; split; auto. change (In_ i :: t) with ([In_ (O:=O) i] ++ t). eapply runs_app; eauto.
  - destruct (s_out S _ _ _ _ Hab H) as (b1 & ? & ?). destruct (IHruns _ H2) as (b2 & ? & ?).
    exists b2; split; auto. change (Out_ o :: t) with ([Out_ (I:=I) o] ++ t). eapply runs_app; eauto.
Qed.

Theorem sim_sound I O (A B : comp I O) : A ⊑ B -> refines A B.
Proof. intros (R & S) t (s & H). destruct (sim_runs S H _ (s_init S)) as (b & ? & ?). exists b; auto. Qed.

Lemma sim_refl I O (A : comp I O) : A ⊑ A.
Proof. exists eq; constructor; intros; subst; eauto. Qed.

Lemma sim_trans I O (A B C : comp I O) : A ⊑ B -> B ⊑ C -> A ⊑ C.
Proof.
  intros (R & S) (Q & T). exists (fun a c => exists b, R a b /\ Q b c). constructor.
  - eexists; split; [apply S | apply T].
  - intros a c i a' (b & Rab & Qbc) H. destruct (s_in S _ _ _ _ Rab H) as (b' & Hb & R').
    destruct (sim_runs T Hb _ Qbc) as (c' & ? & ?). eauto 6.
  - intros a c i a' (b & Rab & Qbc) H. destruct (s_out S _ _ _ _ Rab H) as (b' & Hb & R').
    destruct (sim_runs T Hb _ Qbc) as (c' & ? & ?). eauto 6.
  - intros a c a' (b & Rab & Qbc) H. destruct (s_tau S _ _ _ Rab H) as (b' & Hb & R').
    destruct (sim_runs T Hb _ Qbc) as (c' & ? & ?). eauto 6.
Qed.
