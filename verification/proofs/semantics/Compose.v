(** Components in sequence, in parallel, and in a loop through a channel; simulation is a congruence for all three. *)
From Coq Require Import List Permutation.
From Suki Require Import Component.
Import ListNotations.
Set Implicit Arguments.

Inductive seq_tau {I M O} (A : comp I M) (B : comp M O) : St A * St B -> St A * St B -> Prop :=
| st_l a a' b : tau A a a' -> seq_tau A B (a,b) (a',b)
| st_r a b b' : tau B b b' -> seq_tau A B (a,b) (a,b')
| st_c a a' b b' m : out A a m a' -> inp B b m b' -> seq_tau A B (a,b) (a',b').
#[export] Hint Constructors seq_tau : core.

Definition seq {I M O} (A : comp I M) (B : comp M O) : comp I O := {|
  St := St A * St B; init := (init A, init B);
  inp := fun s i s' => inp A (fst s) i (fst s') /\ snd s = snd s';
  out := fun s o s' => out B (snd s) o (snd s') /\ fst s = fst s';
  tau := seq_tau A B |}.
Infix ">>>" := seq (at level 40, left associativity).

Inductive par_tau {I J O P} (A : comp I O) (B : comp J P) : St A * St B -> St A * St B -> Prop :=
| pt_l a a' b : tau A a a' -> par_tau A B (a,b) (a',b)
| pt_r a b b' : tau B b b' -> par_tau A B (a,b) (a,b').
#[export] Hint Constructors par_tau : core.

Definition par {I J O P} (A : comp I O) (B : comp J P) : comp (I + J) (O + P) := {|
  St := St A * St B; init := (init A, init B);
  inp := fun s i s' => match i with
     | inl x => inp A (fst s) x (fst s') /\ snd s = snd s'
     | inr y => inp B (snd s) y (snd s') /\ fst s = fst s' end;
  out := fun s o s' => match o with
     | inl x => out A (fst s) x (fst s') /\ snd s = snd s'
     | inr y => out B (snd s) y (snd s') /\ fst s = fst s' end;
  tau := par_tau A B |}.

(** Feedback through a bag of messages in flight (an asynchronous self-channel). *)
Inductive fb_tau {I O X} (A : comp (I + X) (O + X)) : St A * list X -> St A * list X -> Prop :=
| ft_t a a' q : tau A a a' -> fb_tau A (a,q) (a',q)
| ft_s a a' q q' x : out A a (inr x) a' -> Permutation q' (x :: q) -> fb_tau A (a,q) (a',q')
| ft_r a a' q q' x : inp A a (inr x) a' -> Permutation q (x :: q') -> fb_tau A (a,q) (a',q').
#[export] Hint Constructors fb_tau : core.

Definition fb {I O X} (A : comp (I + X) (O + X)) : comp I O := {|
  St := St A * list X; init := (init A, []);
  inp := fun s i s' => inp A (fst s) (inl i) (fst s') /\ snd s = snd s';
  out := fun s o s' => out A (fst s) (inl o) (fst s') /\ snd s = snd s';
  tau := fb_tau A |}.

Lemma runs_out_inv I O (A : comp I O) s o s' : runs A s [Out_ o] s' ->
  exists s1 s2, runs A s [] s1 /\ out A s1 o s2 /\ runs A s2 [] s'.
Proof. remember [Out_ o] as t. induction 1; try discriminate.
  - destruct (IHruns Heqt) as (x & y & ? & ? & ?). eauto 8.
  - inversion Heqt; subst. eauto 8. Qed.
Lemma runs_in_inv I O (A : comp I O) s i s' : runs A s [In_ i] s' ->
  exists s1 s2, runs A s [] s1 /\ inp A s1 i s2 /\ runs A s2 [] s'.
Proof. remember [In_ i] as t. induction 1; try discriminate.
  - destruct (IHruns Heqt) as (x & y & ? & ? & ?). eauto 8.
  - inversion Heqt; subst. eauto 8. Qed.

Lemma runs_nil_trans I O (A : comp I O) s s1 s2 : runs A s [] s1 -> runs A s1 [] s2 -> runs A s [] s2.
Proof. intros. change (@nil (ev I O)) with (@nil (ev I O) ++ []). eapply runs_app; eauto. Qed.
Lemma runs_nil_l I O (A : comp I O) s s1 t s2 : runs A s [] s1 -> runs A s1 t s2 -> runs A s t s2.
Proof. intros. change t with ([] ++ t). eapply runs_app; eauto. Qed.

Lemma seq_l0 I M O (A : comp I M) (B : comp M O) a a' : runs A a [] a' -> forall b, runs (A >>> B) (a,b) [] (a',b).
Proof. intros H; remember [] as t eqn:E; induction H; intros; try discriminate; [constructor|].
  eapply r_tau with (s1 := (s1,b)); [simpl; eauto | auto]. Qed.
Lemma seq_r0 I M O (A : comp I M) (B : comp M O) b b' : runs B b [] b' -> forall a, runs (A >>> B) (a,b) [] (a,b').
Proof. intros H; remember [] as t eqn:E; induction H; intros; try discriminate; [constructor|].
  eapply r_tau with (s1 := (a,s1)); [simpl; eauto | auto]. Qed.
Lemma seq_in I M O (A : comp I M) (B : comp M O) a i a' b : runs A a [In_ i] a' -> runs (A >>> B) (a,b) [In_ i] (a',b).
Proof. intros H. apply runs_in_inv in H as (x & y & H1 & H2 & H3).
  eapply runs_nil_l; [apply seq_l0, H1|]. eapply r_in with (s1 := (y,b)); [simpl; auto|]. apply seq_l0, H3. Qed.
Lemma seq_out I M O (A : comp I M) (B : comp M O) a o b b' : runs B b [Out_ o] b' ->
  runs (A >>> B) (a,b) [Out_ o] (a,b').
Proof. intros H. apply runs_out_inv in H as (x & y & H1 & H2 & H3).
  eapply runs_nil_l; [apply seq_r0, H1|]. eapply r_out with (s1 := (a,y)); [simpl; auto|]. apply seq_r0, H3. Qed.
Lemma seq_sync I M O (A : comp I M) (B : comp M O) a a' b b' m :
  runs A a [Out_ m] a' -> runs B b [In_ m] b' -> runs (A >>> B) (a,b) [] (a',b').
Proof. intros H K. apply runs_out_inv in H as (x & y & H1 & H2 & H3). apply runs_in_inv in K as (u & v & K1 & K2 & K3).
  eapply runs_nil_trans; [apply seq_l0, H1|]. eapply runs_nil_trans; [apply seq_r0, K1|].
  eapply r_tau with (s1 := (y,v)); [simpl; eauto|].
  eapply runs_nil_trans; [apply seq_l0, H3 | apply seq_r0, K3]. Qed.

Theorem seq_mono I M O (A A' : comp I M) (B B' : comp M O) : A ⊑ A' -> B ⊑ B' -> A >>> B ⊑ A' >>> B'.
Proof.
  intros (R & S) (Q & T). exists (fun p q => R (fst p) (fst q) /\ Q (snd p) (snd q)).
  constructor; simpl.
  - split; [apply S | apply T].
  - intros [a b] [a2 b2] i [a' b'] (Ra & Qb) (H & E); simpl in *; subst.
    destruct (s_in S _ _ _ _ Ra H) as (x & ? & ?). exists (x,b2); split; auto. now apply seq_in.
  - intros [a b] [a2 b2] o [a' b'] (Ra & Qb) (H & E); simpl in *; subst.
    destruct (s_out T _ _ _ _ Qb H) as (x & ? & ?). exists (a2,x); split; auto. now apply seq_out.
  - intros [a b] [a2 b2] [a' b'] (Ra & Qb) H; simpl in *. inversion H; subst.
    + destruct (s_tau S _ _ _ Ra H1) as (x & ? & ?). exists (x,b2); split; auto. now apply seq_l0.
    + destruct (s_tau T _ _ _ Qb H1) as (x & ? & ?). exists (a2,x); split; auto. now apply seq_r0.
    + destruct (s_out S _ _ _ _ Ra H3) as (x & ? & ?). destruct (s_in T _ _ _ _ Qb H5) as (y & ? & ?).
      exists (x,y); split; auto. eapply seq_sync; eauto.
Qed.

Lemma par_l I J O P (A : comp I O) (B : comp J P) a a' b : runs A a [] a' -> runs (par A B) (a,b) [] (a',b).
Proof. intros H; remember [] as t eqn:E; induction H; intros; try discriminate; [constructor|].
  eapply r_tau with (s1 := (s1,b)); [simpl; eauto | auto]. Qed.
Lemma par_r I J O P (A : comp I O) (B : comp J P) a b b' : runs B b [] b' -> runs (par A B) (a,b) [] (a,b').
Proof. intros H; remember [] as t eqn:E; induction H; intros; try discriminate; [constructor|].
  eapply r_tau with (s1 := (a,s1)); [simpl; eauto | auto]. Qed.

Lemma par_simr I J O P (A A' : comp I O) (B B' : comp J P) R Q : simr A A' R -> simr B B' Q ->
  simr (par A B) (par A' B') (fun p q => R (fst p) (fst q) /\ Q (snd p) (snd q)).
Proof.
  intros S T. constructor; simpl.
  - split; [apply S | apply T].
  - intros [a b] [a2 b2] [i|i] [a' b'] (Ra & Qb) (H & E); simpl in *; subst.
    + destruct (s_in S _ _ _ _ Ra H) as (x & K & ?). exists (x,b2); split; auto.
      apply runs_in_inv in K as (u & v & ? & ? & ?).
      eapply runs_nil_l; [apply par_l; eauto|]. eapply r_in with (s1 := (v,b2)); [simpl; auto|]. now apply par_l.
    + destruct (s_in T _ _ _ _ Qb H) as (x & K & ?). exists (a2,x); split; auto.
      apply runs_in_inv in K as (u & v & ? & ? & ?).
      eapply runs_nil_l; [apply par_r; eauto|]. eapply r_in with (s1 := (a2,v)); [simpl; auto|]. now apply par_r.
  - intros [a b] [a2 b2] [i|i] [a' b'] (Ra & Qb) (H & E); simpl in *; subst.
    + destruct (s_out S _ _ _ _ Ra H) as (x & K & ?). exists (x,b2); split; auto.
      apply runs_out_inv in K as (u & v & ? & ? & ?).
      eapply runs_nil_l; [apply par_l; eauto|]. eapply r_out with (s1 := (v,b2)); [simpl; auto|]. now apply par_l.
    + destruct (s_out T _ _ _ _ Qb H) as (x & K & ?). exists (a2,x); split; auto.
      apply runs_out_inv in K as (u & v & ? & ? & ?).
      eapply runs_nil_l; [apply par_r; eauto|]. eapply r_out with (s1 := (a2,v)); [simpl; auto|]. now apply par_r.
  - intros [a b] [a2 b2] [a' b'] (Ra & Qb) H; simpl in *. inversion H; subst.
    + destruct (s_tau S _ _ _ Ra H1) as (x & ? & ?). exists (x,b2); split; auto. now apply par_l.
    + destruct (s_tau T _ _ _ Qb H1) as (x & ? & ?). exists (a2,x); split; auto. now apply par_r.
Qed.

Theorem par_mono I J O P (A A' : comp I O) (B B' : comp J P) : A ⊑ A' -> B ⊑ B' -> par A B ⊑ par A' B'.
Proof. intros (R & S) (Q & T). eexists. exact (par_simr S T). Qed.

Lemma fb_0 I O X (A : comp (I+X) (O+X)) a a' q : runs A a [] a' -> runs (fb A) (a,q) [] (a',q).
Proof. intros H; remember [] as t eqn:E; induction H; intros; try discriminate; [constructor|].
  eapply r_tau with (s1 := (s1,q)); [simpl; eauto | auto]. Qed.

Lemma fb_simr I O X (A B : comp (I + X) (O + X)) R : simr A B R ->
  simr (fb A) (fb B) (fun p q => R (fst p) (fst q) /\ snd p = snd q).
Proof.
  intros S. constructor; simpl.
  - split; [apply S | auto].
  - intros [a q] [b q2] i [a' q'] (Ra & Eq) (H & E); simpl in *; subst.
    destruct (s_in S _ _ _ _ Ra H) as (x & K & ?). exists (x,q'); split; auto.
    apply runs_in_inv in K as (u & v & ? & ? & ?).
    eapply runs_nil_l; [apply fb_0; eauto|]. eapply r_in with (s1 := (v,q')); [simpl; auto|]. now apply fb_0.
  - intros [a q] [b q2] i [a' q'] (Ra & Eq) (H & E); simpl in *; subst.
    destruct (s_out S _ _ _ _ Ra H) as (x & K & ?). exists (x,q'); split; auto.
    apply runs_out_inv in K as (u & v & ? & ? & ?).
    eapply runs_nil_l; [apply fb_0; eauto|]. eapply r_out with (s1 := (v,q')); [simpl; auto|]. now apply fb_0.
  - intros [a q] [b q2] [a' q'] (Ra & Eq) H; simpl in *; subst. inversion H; subst.
    + destruct (s_tau S _ _ _ Ra H1) as (x & ? & ?). exists (x,q'); split; auto. now apply fb_0.
    + destruct (s_out S _ _ _ _ Ra H3) as (y & K & ?). exists (y,q'); split; auto.
      apply runs_out_inv in K as (u & v & ? & ? & ?).
      eapply runs_nil_trans; [apply fb_0; eauto|]. eapply r_tau with (s1 := (v,q')); [simpl; eauto|]. now apply fb_0.
    + destruct (s_in S _ _ _ _ Ra H3) as (y & K & ?). exists (y,q'); split; auto.
      apply runs_in_inv in K as (u & v & ? & ? & ?).
      eapply runs_nil_trans; [apply fb_0; eauto|]. eapply r_tau with (s1 := (v,q')); [simpl; eauto|]. now apply fb_0.
Qed.

Theorem fb_mono I O X (A B : comp (I + X) (O + X)) : A ⊑ B -> fb A ⊑ fb B.
Proof. intros (R & S). eexists. exact (fb_simr S). Qed.
